"""What a template's columns offer, demand, show as an example and check: all from the declaration of the fields."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from app import codes, links, organisations, school_years, studio_work, studios, training
from app.fields import Field, Kind, Owner
from app.importing.kinds import ListKind
from app.importing.mapping import ROW_ID
from app.session import Session

if TYPE_CHECKING:
    from exports.workbooks.facts import Check, ColumnFacts

_WIDER = 1.2
_NARROWEST = 12.0
"""Of a column that is checked: what is wrong with it stands above in words."""
_YEARS_BACK, _YEARS_AHEAD = 6, 1
_MOST_COMPARED = 3000
"""Rows up to which a sheet looks for numbers that stand twice: more would slow every key a clerk presses."""

_EXAMPLES = {
    "name": "张三", "id_number": "11010519491231002X", "birth_date": "1985-07-03", "work_start": "2007-09", "sex": "男",
    "ethnic": "汉族",
}  # fmt: skip
_OF_KIND = {
    Kind.NAME: "张三", Kind.ID_NUMBER: "11010519491231002X", Kind.DATE: "2026-09-01", Kind.MONTH: "2007-09",
    Kind.YEAR: "2026", Kind.HOURS: "16", Kind.COUNT: "12", Kind.PHONE: "13900000000", Kind.FLAG: "否",
}  # fmt: skip

_CHECKED: Mapping[Kind, Literal["id_number", "date", "month", "phone", "hours", "year", "count"]] = {
    Kind.ID_NUMBER: "id_number", Kind.DATE: "date", Kind.MONTH: "month", Kind.PHONE: "phone", Kind.HOURS: "hours",
    Kind.YEAR: "year", Kind.COUNT: "count",
}  # fmt: skip

_NUMBERS = frozenset({Kind.HOURS, Kind.COUNT})


def offered(session: Session, kind: ListKind) -> tuple[Field, ...]:
    """The columns a person of this office can fill in, required ones first.

    Left out are the hidden id, what the other side writes, and what only helps to tell people apart.
    """
    other = Owner.SCHOOL if session.is_county else Owner.COUNTY
    own = (
        one
        for one in kind.columns
        if one.owner is not other and one.name.rpartition(".")[2] != ROW_ID and not one.name.endswith(".birth_date")
    )
    return tuple(sorted(own, key=lambda one: not required(session, one)))


def required(session: Session, field: Field) -> bool:
    """Whether a row needs it; at a school its own school is understood."""
    return field.required and not (field.name == "work" and not session.is_county)


def facts_of(
    session: Session,
    kind: ListKind,
    field: Field,
    *,
    choices: tuple[str, ...] | None = None,
    example: bool = True,
    most: float | None = None,
    rows: int = 0,
) -> "ColumnFacts":
    """A column to fill in. `choices` stand in for the usual ones, `most` is the highest number of hours, `rows` are
    there already."""
    from exports.workbooks.facts import ColumnFacts

    listed = choices_of(session, field) if choices is None else choices
    return ColumnFacts(
        field.name,
        field.label,
        "number" if field.kind in _NUMBERS else "text",
        max(field.width * _WIDER, _NARROWEST if field.kind in _CHECKED else 0),
        choices=listed,
        required=required(session, field),
        note=field.note,
        example=_example(field, listed) if example else "",
        check=None if listed else _check(kind, field, most, rows),
    )


def choices_of(session: Session, field: Field) -> tuple[str, ...]:
    """What its drop-down list offers, as it stands now; () for a column without one."""
    if field.kind is Kind.CODE and field.codes:
        # An old title is understood when it comes, and not offered any more.
        return tuple(one.label for one in codes.table(field.codes).codes if not one.now)
    if field.kind is Kind.FLAG:
        return ("是", "否")
    if field.kind is Kind.SCHOOL_YEAR:
        this = school_years.of(session.today())
        return tuple(school_years.label(year) for year in range(this + _YEARS_AHEAD, this - _YEARS_BACK, -1))
    if field.name == "class_id.title":
        return _names(session, "programmes")
    return _names(session, field.refers_to or "") if field.kind is Kind.REFERENCE else ()


def _names(session: Session, table: str) -> tuple[str, ...]:
    """The names of a table's records, each once, in the order of its list."""
    read = _NAMED.get(table)
    return tuple(dict.fromkeys(name for name in read(session) if name)) if read else ()


_NAMED: dict[str, Callable[[Session], list[str]]] = {
    "organisations": lambda session: [
        str(row["name"]) for row in organisations.listed(session) if not row["closed_on"]
    ],
    "studios": lambda session: [str(row["name"]) for row in studios.listed(session)],
    "studio_activities": lambda session: [str(row["topic"]) for row in studio_work.activities(session)],
    "links": lambda session: [str(row["school_name"]) for row in links.listed(session)],
    "classes": lambda session: [str(row["name"]) for row in training.classes(session)],
    "programmes": lambda session: [str(row["title"]) for row in training.programmes(session)],
}


def _check(kind: ListKind, field: Field, most: float | None, rows: int) -> "Check | None":
    from exports.workbooks.facts import Check

    rule = _CHECKED.get(field.kind)
    if rule is None:
        return None
    # Where a row is a person, nobody stands there twice.
    unique = rule == "id_number" and kind.name == "teachers" and rows <= _MOST_COMPARED
    return Check(rule, most if rule == "hours" else None, unique=unique)


def _example(field: Field, choices: tuple[str, ...]) -> str:
    known = _EXAMPLES.get(field.name.rpartition(".")[2], "")
    if choices:
        return known if known in choices else choices[0]
    return known if known and field.kind is not Kind.TEXT else _OF_KIND.get(field.kind, "")
