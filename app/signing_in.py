"""Attendance from a sign-in sheet (签到表): read, shown, asked about, and written as ticks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app import hours, sessions, signing_columns, signing_marks, training
from app.fields import Fault
from app.importing.cells import Rules
from app.importing.finding import Candidate, Doubt
from app.importing.kinds import ListKind, person
from app.importing.matching_parts import Keyed
from app.importing.reading import Opened, SheetRow, TableRead, open_file, read_rows, read_tables
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from app.sessions import Tick
from app.signing_columns import Column
from app.signing_marks import Mark
from storage.store import Row

NAME = "signing_in"
SKIPPED = ""
"""The answer that a row means nobody."""

KIND = ListKind(NAME, "签到表", training.ATTENDANCE, person("teacher_id"), ("teacher_id.name",))


@dataclass(frozen=True)
class Line:
    """A row of the sheet: who it is said to be, who is meant, and what it says of each session.

    `teacher_id` None: unknown, `question` says what is asked and `candidates` who it may be. `unread` are marks nobody
    understands: the heading and the words. `skipped`: a person said that the row means nobody.
    """

    index: int
    number: int
    name: str
    school: str
    teacher_id: str | None
    enrolled: bool
    question: str
    candidates: tuple[Candidate, ...]
    marks: Mapping[str, Mark]
    unread: tuple[tuple[str, str], ...]
    skipped: bool = False


@dataclass(frozen=True)
class Preview:
    """A sheet as it will be written. `columns` without a session wait for a person's word, as do lines without a teacher."""

    class_id: str
    file_name: str
    opened: Opened
    sessions: tuple[Row, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    others: tuple[Candidate, ...] = ()
    """People of the class whom no row of the sheet is about: whoever is unknown may be one of them."""
    chosen: Mapping[tuple[int, int], str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)

    @property
    def open_columns(self) -> list[Column]:
        """Columns of which nobody knows the session."""
        return [one for one in self.columns if one.session is None]

    @property
    def open_lines(self) -> list[Line]:
        """Rows of which nobody knows who is meant."""
        return [one for one in self.lines if one.teacher_id is None and not one.skipped]

    @property
    def new_people(self) -> list[Line]:
        """Rows of people who are not in the class yet and attended something: they come in."""
        return [one for one in self.lines if one.teacher_id and not one.enrolled and _came(one)]

    @property
    def ticks(self) -> dict[Tick, bool]:
        """What will be written: who attended which session, and who did not. What the sheet leaves empty stays."""
        found: dict[Tick, bool] = {}
        for line in self.lines:
            if line.teacher_id is None or (not line.enrolled and not _came(line)):
                continue
            for pk, mark in line.marks.items():
                if mark.there is not None:
                    found[line.teacher_id, pk] = mark.there or found.get((line.teacher_id, pk), False)
        return found

    @property
    def sentence(self) -> str:
        """The whole in words."""
        there, absent = sum(self.ticks.values()), sum(not one for one in self.ticks.values())
        parts = [f"{len(self.lines)} 人，出勤 {there} 人次，没有出勤 {absent} 人次"]
        if self.new_people:
            parts.append(f"{len(self.new_people)} 人还没有报名，登记出勤时一并报名")
        if self.open_lines:
            parts.append(f"{len(self.open_lines)} 人不知道是谁")
        unread = sum(len(one.unread) for one in self.lines)
        if unread:
            parts.append(f"{unread} 格看不懂")
        if self.open_columns:
            parts.append(f"{len(self.open_columns)} 列不知道是哪一次课程")
        return "；".join(parts) + "。"


def _came(line: Line) -> bool:
    return any(one.there for one in line.marks.values())


def preview(
    session: Session,
    class_id: str,
    source: Path | Opened,
    *,
    chosen: Mapping[tuple[int, int], str] | None = None,
    answers: Mapping[int, str] | None = None,
    password: str = "",
    progress: Progress = silent,
) -> Preview:
    """Read a sheet for a class. `chosen`: (table, column) → session or `IGNORED`; `answers`: row → teacher or `SKIPPED`.

    Raises Problem when the class has no sessions or the file no table with names, ExportProblem (PasswordNeeded for a
    password) when it cannot be read.
    """
    about = training.get_class(session, class_id)
    held = sessions.of_class(session, class_id)
    if not held:
        raise Problem(
            f"“{about['title']} {about['name']}”还没有登记课程。", "请先在“课程考勤”里登记课程，再导入签到表。"
        )
    opened = open_file(source, password=password, progress=progress) if isinstance(source, Path) else source
    tables = read_tables(KIND, opened, lambda _labels: {})
    if not tables:
        raise Problem(f"“{opened.file_name}”里没有找到签到的名单。", "名单要有“姓名”一列，每次课程一列。")
    made_for = _made_for(opened)
    if made_for and made_for != class_id:
        raise Problem("这张签到表是另一个班次的。", "请在那个班次里导入，或者换一张签到表。")
    columns = _columns(opened, tables, held, chosen or {})
    rows = read_rows(KIND, tables, Rules(session.today(), opened.workbook.date1904, hours.worth(session)), {})
    matcher = Keyed(session, KIND)
    there = {str(one["teacher_id"]) for one in training.of_class(session, class_id)}
    lines = tuple(_line(row, matcher, columns, there, (answers or {}).get(row.index)) for row in rows)
    known = {one.teacher_id for one in lines}
    others = tuple(
        matcher.references.people.candidate(pk)
        for pk in there
        if pk not in known and pk in matcher.references.people.rows
    )
    return Preview(
        class_id=class_id,
        file_name=opened.file_name,
        opened=opened,
        sessions=tuple(held),
        columns=columns,
        lines=lines,
        others=tuple(sorted(others, key=lambda one: one.words)),
        chosen=chosen or {},
        answers=answers or {},
    )


def again(
    session: Session,
    made: Preview,
    *,
    chosen: Mapping[tuple[int, int], str] | None = None,
    answers: Mapping[int, str] | None = None,
) -> Preview:
    """The same sheet after a person said more about its columns or its rows."""
    return preview(
        session,
        made.class_id,
        made.opened,
        chosen={**made.chosen, **(chosen or {})},
        answers={**made.answers, **(answers or {})},
    )


def apply(session: Session, made: Preview, *, skip_open: bool = False) -> int:
    """Write what the preview shows, in one act; returns how many people changed.

    Raises Problem while columns, people or marks are open, unless these are to be skipped.
    """
    unread = [one for line in made.lines for one in line.unread]
    if not skip_open and (made.open_columns or made.open_lines or unread):
        raise Problem("签到表里还有没有确认的内容，什么都没有写入。", made.sentence + "请逐一确认，或者跳过它们。")
    if not made.ticks:
        raise Problem("这张签到表里没有可以登记的出勤。", "请核对每一列是哪一次课程。")
    return sessions.mark(session, made.class_id, made.ticks)


def _made_for(opened: Opened) -> str:
    from exports.workbooks.templates import template_keys

    said = [one.key.partition("@") for one in template_keys(opened.workbook).values()]
    return next((of for name, _, of in said if name == NAME), "")


def _columns(
    opened: Opened, tables: Sequence[TableRead], held: Sequence[Row], chosen: Mapping[tuple[int, int], str]
) -> tuple[Column, ...]:
    from exports.workbooks.templates import template_keys

    keys = template_keys(opened.workbook)
    found: list[Column] = []
    for number, one in enumerate(tables):
        known = keys.get(one.sheet_name)
        free = {
            match.column: match.heading or one.table.labels[match.column]
            for match in one.matches
            if not (match.field and match.imported and KIND.column(match.field))
            and (match.heading or one.table.labels[match.column])
        }
        cells = {at: [row.values[at] for row in one.table.body if at < len(row.values)] for at in free}
        columns = {at: key.partition("@")[2] for at, key in (known.columns if known else {}).items()}
        found += signing_columns.match(number, free, cells, held, columns, chosen)
    return tuple(found)


def _line(row: SheetRow, matcher: Keyed, columns: Sequence[Column], there: set[str], answer: str | None) -> Line:
    values = dict(row.values)
    name, school = str(values.get("teacher_id.name") or ""), str(values.get("teacher_id.work") or "")
    answers = {"teacher_id": answer} if answer else {}
    said = matcher.resolve(replace(row, values=values), values, answers)
    teacher = str(values["teacher_id"]) if values.get("teacher_id") else None
    question, candidates = "", tuple[Candidate, ...]()
    if teacher is None:
        question, candidates = _asked(said, row)
        enrolled = [one for one in candidates if one.pk in there]
        if len(enrolled) == 1 and answer is None and not any(isinstance(one, Doubt) and one.alone for one in said):
            # Of several of that name the one in this very class was meant.
            teacher, question = enrolled[0].pk, ""
    marks: dict[str, Mark] = {}
    unread: list[tuple[str, str]] = []
    for column in columns:
        if column.table != row.table or column.session is None:
            continue
        _take(marks, unread, column, _cell(row, column.column), name)
    return Line(
        index=row.index,
        number=row.number,
        name=name,
        school=school or row.group,
        teacher_id=None if answer == SKIPPED else teacher,
        enrolled=teacher in there,
        question="" if answer == SKIPPED else question,
        candidates=candidates,
        marks=marks,
        unread=() if answer == SKIPPED else tuple(unread),
        skipped=answer == SKIPPED,
    )


def _asked(said: Sequence[Fault | Doubt], row: SheetRow) -> tuple[str, tuple[Candidate, ...]]:
    for one in said:
        if isinstance(one, Doubt):
            return one.question, one.candidates
        return one.reason, ()
    return (row.faults[0].reason if row.faults else "看不出是谁，请填写姓名。"), ()


def _cell(row: SheetRow, column: int) -> Any:
    return row.cells[column] if column < len(row.cells) else None


def _take(marks: dict[str, Mark], unread: list[tuple[str, str]], column: Column, cell: Any, name: str) -> None:
    """A session may have two columns (上午签到, 下午签到): who signed in one of them was there."""
    made = signing_marks.read(cell, name)
    if made is None or column.session is None:
        return
    if made.there is None:
        unread.append((column.heading, made.words))
        return
    before = marks.get(column.session)
    if before is None or (made.there and not before.there):
        marks[column.session] = made
