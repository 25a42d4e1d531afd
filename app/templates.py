"""Templates: workbooks to fill in that are known again when they come back, empty or with the people already in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import assessments, codes, importing, leaving, masking, organisations, records, teachers, training
from app.fields import Field, Kind, Value, hours_text, show
from app.importing.kinds import ListKind
from app.importing.mapping import FIXED, HELPER
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from app.template_columns import choices_of, facts_of, offered
from storage.store import Row

if TYPE_CHECKING:
    from exports.workbooks.facts import CellFact, ColumnFacts, SheetFacts

_TAIL = Field(f"{HELPER}tail", "身份证号后四位", width=10)
"""Tells two people of one name apart without showing the whole number."""


@dataclass(frozen=True)
class Filling:
    """With what a template comes already: the roster, for hours of one class, for assessments of one year.

    `school`: the id of the school whose people alone are in it, for a county that sends it there.
    """

    class_id: str | None = None
    year: int | None = None
    school: str | None = None


@dataclass(frozen=True)
class Offer:
    """What templates can come with here: how many people and units, (id, name) of classes and, at the county, of
    schools with people, years of assessments."""

    people: int
    units: int
    classes: tuple[tuple[str, str], ...]
    schools: tuple[tuple[str, str], ...]
    years: tuple[int, ...]

    def rows(self, kind: str) -> int:
        """How many rows a filled template of a kind has, 0 for one that cannot be filled."""
        if not may_be_filled(kind):
            return 0
        return self.units if kind == "organisations" else self.people


@dataclass(frozen=True)
class _Line:
    """A row to fill in: the hidden id, what is written already by column, and what stands there now to be changed."""

    pk: str
    fixed: dict[str, Value]
    values: dict[str, Value]


def may_be_filled(kind: str) -> bool:
    """Whether a template of this kind can come with its rows: those of the list itself, or one for every person."""
    return kind in ("teachers", "organisations") or _about_a_person(importing.KINDS[kind])


def offer(session: Session) -> Offer:
    """What there is to fill templates with, for a person to choose from."""
    classes = tuple((str(one["id"]), f"{one['title']}　{one['name']}") for one in training.classes(session))
    units = organisations.listed(session)
    schools = tuple((str(one["id"]), str(one["name"])) for one in units if one["teachers"] and session.is_county)
    this = session.today().year
    return Offer(len(teachers.every(session)), len(units), classes, schools, (this, this - 1))


def write(
    session: Session, kind: str, out: Path, *, filling: Filling | None = None, progress: Progress = silent
) -> int:
    """Write the template of a kind of list; with `filling` its rows are there already. Returns how many.

    Columns have stable hidden keys, drop-down lists as the tables stand now, and check themselves while filled in.
    Raises Problem when such a list cannot come with rows, or there is nobody to be in it.
    """
    from exports.workbooks.writing import write_workbook

    listed = importing.wanted(session, kind)
    sheets = [_empty(session, listed)] if filling is None else _filled(session, listed, filling)
    write_workbook(out, sheets, progress=progress)
    count = sum(len(one.rows) for one in sheets)
    if count:
        leaving.note(session, "template", count, out)
    return count


def _empty(session: Session, kind: ListKind) -> "SheetFacts":
    from exports.workbooks.facts import SheetFacts

    columns = tuple(facts_of(session, kind, one) for one in offered(session, kind))
    return SheetFacts(kind.label, f"{kind.label}登记表", columns, template=kind.name, checked=True)


def _filled(session: Session, kind: ListKind, filling: Filling) -> "list[SheetFacts]":
    if not may_be_filled(kind.name):
        raise Problem(f"{kind.label}的模板不能预先填好人员。", "请导出空白模板。")
    if filling.class_id is not None and kind.name != "attendance":
        raise Problem(f"{kind.label}的模板与班次无关。", "只有学时记录的模板可以指定班次。")
    if filling.year is not None and kind.name != "assessments":
        raise Problem(f"{kind.label}的模板与年度无关。", "只有考核的模板可以指定年度。")
    if kind.name == "attendance" and filling.class_id is not None:
        return [_of_class(session, kind, filling.class_id, filling.school)]
    whose = _name_of(session, filling.school)
    if kind.name == "organisations":
        return [_of_list(session, kind, organisations.listed(session), whose)]
    people = _people(session, filling.school)
    if kind.name == "assessments" and filling.year is not None:
        of_kinds = codes.table("assessment_kind").codes
        return [_of_year(session, kind, one.code, filling.year, people, whose) for one in of_kinds]
    if kind.name == "teachers":
        return [_of_list(session, kind, people, whose)]
    lines = [_Line(str(one["id"]), _who(one), {}) for one in people]
    return [_sheet(session, kind, lines, f"{whose}{kind.label}登记表", "名册")]


def _about_a_person(kind: ListKind) -> bool:
    return kind.row_id == "teacher_id.id"


def _people(session: Session, school: str | None) -> list[Row]:
    """Those of the office's roster, or of one school; raises Problem when there is nobody yet."""
    found = [one for one in teachers.every(session) if school in (None, one["work"])]
    if not found:
        raise Problem(f"{_name_of(session, school)}还没有登记教师。", "请先登记或导入教师，再导出带人员的模板。")
    return found


def _name_of(session: Session, school: str | None) -> str:
    return session.name if school is None else str(records.get(session, organisations.ENTITY, school)["name"])


def _who(teacher: Row) -> dict[str, Value]:
    number = str(teacher["id_number"] or "")
    return {"teacher_id.name": teacher["name"], _TAIL.name: number[-4:], "teacher_id.work": teacher["work_name"]}


def _of_class(session: Session, kind: ListKind, class_id: str, school: str | None) -> "SheetFacts":
    """Those who are in the class with what they have; of one school, and in a class without anybody, the others too."""
    about = training.get_class(session, class_id)
    people = {str(one["id"]): one for one in _people(session, school)}
    there = [one for one in training.of_class(session, class_id) if str(one["teacher_id"]) in people]
    which = {"class_id.title": about["title"], "class_id": about["name"], "class_id.year": about["year"]}
    topics = {str(one["id"]): str(one["topic"]) for one in training.sessions(session, class_id)}
    lines = [
        _Line(
            str(one["teacher_id"]),
            {**_who(people[str(one["teacher_id"])]), **which},
            {**one, "session_id": topics.get(str(one["session_id"]))},
        )
        for one in there
    ]
    if not there or school or not session.is_county:
        enrolled = {str(one["teacher_id"]) for one in there}
        lines += [_Line(pk, {**_who(one), **which}, {}) for pk, one in people.items() if pk not in enrolled]
    title = f"{about['title']} {about['name']} 学时登记表（{hours_text(int(about['hours']))} 学时）"
    most = int(about["hours"]) / 10
    return _sheet(session, kind, lines, title, f"classes:{class_id}", most=most, topics=tuple(topics.values()))


def _of_year(session: Session, kind: ListKind, code: str, year: int, people: Sequence[Row], whose: str) -> "SheetFacts":
    label = codes.table("assessment_kind").label_of(code)
    had = {
        str(one["teacher_id"]): one for one in assessments.listed(session) if (one["kind"], one["year"]) == (code, year)
    }
    lines = [
        _Line(str(one["id"]), {**_who(one), "kind": code, "year": year}, dict(had.get(str(one["id"]), {})))
        for one in people
    ]
    return _sheet(session, kind, lines, f"{whose}{year} 年度{label}登记表", f"{year}", name=label)


def _of_list(session: Session, kind: ListKind, found: Sequence[Row], whose: str) -> "SheetFacts":
    """The list itself, to be completed: teachers or organisations."""
    named = {"work": "work_name", "establishment": "establishment_name", "parent_id": "parent_name"}
    lines = [
        _Line(str(row["id"]), {}, {**row, **{name: row.get(said) for name, said in named.items()}}) for row in found
    ]
    if not lines:
        raise Problem(f"还没有登记{kind.label}。", "请导出空白模板。")
    return _sheet(session, kind, lines, f"{whose}{kind.label}登记表", "名册")


def _sheet(
    session: Session,
    kind: ListKind,
    lines: Sequence[_Line],
    title: str,
    what: str,
    *,
    name: str = "",
    most: float | None = None,
    topics: tuple[str, ...] | None = None,
) -> "SheetFacts":
    """A sheet whose first columns are written and locked; `what` says in the hidden keys what it was made for."""
    from exports.workbooks.facts import ColumnFacts, SheetFacts

    fixed = _fixed_fields(session, kind, lines)
    entries = [one for one in offered(session, kind) if one.name not in {each.name for each in fixed}]
    entries = [
        one for one in entries if not one.name.startswith("teacher_id.") and (one.name != "session_id" or topics)
    ]
    columns = [ColumnFacts(FIXED + kind.row_id, "薪火编号", hidden=True, locked=True)]
    columns += [_fixed(one, hidden=_says_nothing(one, lines)) for one in fixed]
    for one in entries:
        choices = topics if one.name == "session_id" else choices_of(session, one)
        columns.append(facts_of(session, kind, one, choices=choices or (), example=False, most=most, rows=len(lines)))
    rows = [
        (
            line.pk,
            *(_cell(one, line.fixed.get(one.name)) for one in fixed),
            *(_cell(one, line.values.get(one.name)) for one in entries),
        )
        for line in lines
    ]
    return SheetFacts(
        name or kind.label, title, tuple(columns), rows, template=f"{kind.name}@{what}", checked=True, protected=True
    )


def _fixed_fields(session: Session, kind: ListKind, lines: Sequence[_Line]) -> list[Field]:
    """What is written already: who it is about, at a school without its own name, and what is the same in every row."""
    known = {**{one.name: one for one in kind.columns}, _TAIL.name: _TAIL}
    names = [name for name in lines[0].fixed if name in known] if lines else []
    return [known[name] for name in names if session.is_county or name != "teacher_id.work"]


def _says_nothing(field: Field, lines: Sequence[_Line]) -> bool:
    """Whether a column is the same in every row and stands in the title: the class, the year."""
    return not field.name.startswith(("teacher_id.", HELPER)) and len({line.fixed[field.name] for line in lines}) == 1


def _fixed(field: Field, *, hidden: bool) -> "ColumnFacts":
    from exports.workbooks.facts import ColumnFacts

    key = field.name if field.name.startswith(HELPER) else FIXED + field.name
    return ColumnFacts(key, field.label, width=field.width * 1.2, locked=True, hidden=hidden)


def _cell(field: Field, value: Value) -> "CellFact":
    """A value as the clerk sees and leaves it: numbers as numbers, sensitive ones masked (masked means: as it was)."""
    if value is None:
        return None
    if field.kind is Kind.HOURS:
        return int(value) / 10
    if field.kind is Kind.COUNT:
        return int(value)
    if field.kind is Kind.REFERENCE:
        return str(value)
    return masking.masked(field, show(field, value)) if field.sensitive else show(field, value)
