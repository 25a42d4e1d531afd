"""Importing what a preview shows: all of it in one act, or nothing; it can be taken back as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app import moving, records, teachers
from app.entities import AMONG
from app.fields import Fault
from app.importing import remembering
from app.importing.kinds import KINDS, ListKind
from app.importing.matching_parts import LEFT
from app.importing.previews import Preview, PreviewRow
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Invalid, Values
from app.session import Session
from storage.store import Rows


@dataclass(frozen=True)
class Choices:
    """What a person does not take of a preview: whole rows, single fields of a row, fields of every changed row."""

    skipped: frozenset[int] = frozenset()
    kept: frozenset[tuple[int, str]] = frozenset()
    kept_fields: frozenset[str] = frozenset()

    def of(self, row: PreviewRow) -> Values:
        """What is written of a row."""
        kept_fields = self.kept_fields if row.state == "changed" else frozenset[str]()
        if not self.kept and not kept_fields:
            return dict(row.changes)
        return {
            name: value
            for name, value in row.changes.items()
            if (row.index, name) not in self.kept and name not in kept_fields
        }


ALL = Choices()

Taken = tuple[PreviewRow, Values]
"""A row, and what of it is written."""

_AT_ONCE = 500


@dataclass(frozen=True)
class Imported:
    """What an import did; `act` is what takes it back, None when nothing was written."""

    new: int
    changed: int
    skipped: int
    act: str | None = None


class Clash(Problem):
    """Rows of the file that cannot stand beside each other or beside what is there; nothing was written."""

    def __init__(self, faults: Mapping[int, list[Fault]], rows: Mapping[int, PreviewRow]) -> None:
        first = min(faults)
        said = f"第 {rows[first].number} 行“{rows[first].title}”：{faults[first][0].reason}"
        more = f"（共 {len(faults)} 行）" if len(faults) > 1 else ""
        super().__init__(f"有 {len(faults)} 行不能导入，什么都没有写入。", f"{said}{more}可以跳过这些行再导入。")
        self.faults = faults


@dataclass(frozen=True)
class _Writing:
    """One import under way."""

    session: Session
    rows: Rows
    kind: ListKind
    since: date
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)


def apply(
    session: Session,
    made: Preview,
    choices: Choices = ALL,
    *,
    skip_faulty: bool = False,
    progress: Progress = silent,
) -> Imported:
    """Import what the preview shows, but for what was chosen not to be; all of it in one act or nothing.

    Raises Problem when rows are faulty or questions open (unless these are to be skipped) or the data moved since the
    preview, and Clash when rows do not go together.
    """
    left = [row for row in made.rows if row.state in ("faulty", "doubtful") and row.index not in choices.skipped]
    if left and not skip_faulty:
        raise _refusal(left)
    wanted = [row for row in made.rows if row.state in ("new", "changed") and row.index not in choices.skipped]
    taken = [(row, changes) for row in wanted if (changes := choices.of(row))]
    skipped = len(left) + sum(row.state != "same" for row in made.rows if row.index in choices.skipped)
    skipped += len(wanted) - len(taken)
    if not taken:
        return Imported(0, 0, skipped)
    kind = KINDS[made.kind]
    _refuse_orphans(made, taken)
    with session.writing(f"导入{kind.label}：{made.file_name}（{len(taken)} 行）") as rows:
        if rows.rev != made.revision + 1:
            raise Problem("预览之后，数据又有了改动。", "请重新预览一次再导入，以免覆盖刚才的修改。")
        writing = _Writing(session, rows, kind, session.today())
        write = _WRITERS.get(kind.name, _write_each)
        for start in range(0, len(taken), _AT_ONCE):
            progress(start, len(taken), "写入")
            some = taken[start : start + _AT_ONCE]
            _bring(writing, some)
            write(writing, some)
        if writing.faults:
            raise Clash(writing.faults, {row.index: row for row, _ in taken})
    remembering.remember(session, kind.name, made.tables)
    done = sum(row.state == "new" for row, _ in taken)
    return Imported(done, len(taken) - done, skipped, rows.done.txid)


def _refusal(left: Sequence[PreviewRow]) -> Problem:
    asked = sum(row.state == "doubtful" for row in left)
    faulty = len(left) - asked
    said = "、".join(words for count, words in ((asked, f"{asked} 行待确认"), (faulty, f"{faulty} 行有误")) if count)
    return Problem(f"还有 {said}，没有导入。", "请按提示确认或改好表格再导入，或者选择跳过这些行。")


def _bring(writing: _Writing, some: Sequence[Taken]) -> None:
    """Write the records that come along with rows, each once."""
    for row, _ in some:
        for table, values in row.brings:
            if values["id"] not in writing.brought:
                writing.brought.add(str(values["id"]))
                writing.rows.insert(table, values)


def _write_each(writing: _Writing, some: Sequence[Taken]) -> None:
    for row, changes in some:
        _write(writing, row, changes)


def _write(writing: _Writing, row: PreviewRow, changes: Values) -> None:
    """Any record: checked as it would now be among all others, then written."""
    rows, entity = writing.rows, writing.kind.entity
    current = dict(writing.session.store.row(entity.table, row.pk) or {}) if row.pk else {}
    found = _faults(writing, {**current, **changes}, changes, row)
    among = AMONG.get(entity.table)
    if not found and among:
        found = among(rows, row.pk, {**current, **changes})
    if found:
        writing.faults[row.index] = found
    elif row.pk is None:
        rows.insert(entity.table, changes)
    else:
        rows.update(entity.table, row.pk, changes)


def _write_teachers(writing: _Writing, some: Sequence[Taken]) -> None:
    new: list[Values] = []
    for row, changes in some:
        current = dict(teachers.get(writing.session, row.pk)) if row.pk and changes.keys() != row.changes.keys() else {}
        found = _faults(writing, {**current, **changes}, changes, row)
        if found:
            writing.faults[row.index] = found
        elif row.pk:
            teachers.write(writing.rows, row.pk, changes, writing.since)
        else:
            new.append(changes)
    teachers.add_many(writing.rows, new, writing.since)


def _write_moves(writing: _Writing, some: Sequence[Taken]) -> None:
    for row, changes in some:
        _write_move(writing, row, changes)


def _write_move(writing: _Writing, row: PreviewRow, changes: Values) -> None:
    """A move that is over is one more posting; one that holds ends what held before."""
    rows, posting = writing.rows, {_POSTING[name]: value for name, value in changes.items() if name in _POSTING}
    if row.pk:
        found = _mended_wrongly(writing, row.pk, changes)
        if found:
            writing.faults[row.index] = [found]
        else:
            rows.update("postings", row.pk, posting)
        return
    until = str(changes.get("until") or "")
    if until and not changes.get("to"):
        writing.faults[row.index] = [Fault("until", "返回和离开没有结束日期，请清空这一格。")]
        return
    if until:
        rows.insert("postings", {"kind": "work", **posting})
        return
    try:
        person = teachers.get(writing.session, str(changes["teacher_id"]))
        to = changes.get("to")
        moving.move_one(
            rows, person, str(changes["kind"]), str(to) if to else None,
            date.fromisoformat(str(changes["since"])), str(changes["document"]),
        )  # fmt: skip
    except Invalid as invalid:
        writing.faults[row.index] = invalid.faults
    except Problem as problem:
        writing.faults[row.index] = [Fault("to", f"{problem.title}{problem.advice}")]


def _mended_wrongly(writing: _Writing, pk: str, changes: Values) -> Fault | None:
    """Why a move that is there cannot be changed so by a list: people would be left without a school."""
    if pk.startswith(LEFT):
        return Fault("document", "这次离开已经登记过，内容不一样。请核对；要改的，请先撤销原来的登记。")
    posting = writing.session.store.row("postings", pk) or {}
    if changes.get("until") and not posting.get("end_date"):
        return Fault(
            "until", "这次交流现在还没有结束的登记。已经结束的，请另登记一行“返回编制学校”，这一行不填结束日期。"
        )
    return None


_POSTING = {"teacher_id": "teacher_id", "kind": "move", "to": "organisation_id", "since": "start_date",
            "until": "end_date", "document": "document"}  # fmt: skip

_WRITERS: dict[str, Callable[[_Writing, Sequence[Taken]], None]] = {
    "teachers": _write_teachers,
    "moves": _write_moves,
}


def _faults(writing: _Writing, values: Values, changes: Values, row: PreviewRow) -> list[Fault]:
    """What is wrong with a record that is written in part only; the whole row was checked in the preview."""
    if changes.keys() == row.changes.keys():
        return []
    try:
        records.validate(writing.session, writing.kind.entity, values, changes)
    except Invalid as invalid:
        return invalid.faults
    return []


def _refuse_orphans(made: Preview, taken: Sequence[Taken]) -> None:
    """A row may refer to one that this very file brings; then that one must be taken too."""
    promised = made.checking.matcher.promised()
    left = promised.keys() - {str(changes.get("id")) for _, changes in taken}
    for row, changes in taken if left else ():
        missing = next((promised[str(value)] for value in changes.values() if str(value) in left), None)
        if missing is not None:
            raise Problem(
                f"第 {row.number} 行“{row.title}”属于“{made.rows[missing].title}”，而那一行没有一起导入。",
                "请把两行都导入，或者都跳过。没有写入任何内容。",
            )


def marked(made: Preview, clash: Clash) -> Preview:
    """The preview with the rows that clashed shown as faulty."""
    rows = list(made.rows)
    for index, faults in clash.faults.items():
        placed = tuple(made.checking.placed(index, one) for one in faults)
        rows[index] = replace(rows[index], state="faulty", faults=placed)
    return replace(made, rows=tuple(rows))
