"""Lists out: the rows of a list written as a workbook, in the columns and forms of a layout."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app import codes, leaving, listings
from app.fields import Field, Kind, Value, show
from app.layouts import Layout, LayoutColumn
from app.masking import masked
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session

if TYPE_CHECKING:
    from exports.workbooks.facts import CellFact, ColumnFacts

_NUMBERS = (Kind.HOURS, Kind.COUNT, Kind.YEAR)
_DATES = (Kind.DATE, Kind.MONTH)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,3})?")
_PARTS = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


def export(
    session: Session,
    layout: Layout,
    out: Path,
    *,
    only: Sequence[str] | None = None,
    whole: leaving.Purpose | None = None,
    progress: Progress = silent,
) -> int:
    """Write a list as the layout has it, as .xlsx; returns how many rows it has.

    `only` are the ids wanted, in the order wanted (None: all). ID and telephone numbers are masked unless there is
    a purpose of writing them `whole`, whose password the file then has.
    Raises Problem or ExportProblem.
    """
    from exports.workbooks.facts import SheetFacts
    from exports.workbooks.writing import write_workbook

    leaving.before(session, "list", whole)
    if out.suffix.lower() != ".xlsx":
        raise Problem(f"不认识“{out.suffix}”这种文件。", "名单存为 .xlsx。")
    if not layout.columns:
        raise Problem("还没有选列。", "请至少选一列再导出。")
    made = listings.listing(layout.listing)
    progress(0, 0, f"正在读取{made.label}")
    wanted = [(column, made.column(column.key) if column.key else None) for column in layout.columns]
    keys = ["id", *dict.fromkeys(field.name for _, field in wanted if field)]
    values = dict(zip(keys, listings.values(session, made, only, keys), strict=True))
    count = len(values["id"])
    cells = [
        _cells(column, field, values[field.name], whole is not None) if field else [column.text or None] * count
        for column, field in wanted
    ]
    rows = list(zip(*cells, strict=True))
    columns = tuple(_facts(place, column, field) for place, (column, field) in enumerate(wanted))
    told = whole if hides(layout) else None
    if told:
        leaving.note(session, "list", len(rows), out, whole=told)
    password = told.password if told else ""
    write_workbook(out, [SheetFacts(made.label, layout.title, columns, rows)], password=password, progress=progress)
    if not told:
        leaving.note(session, "list", len(rows), out)
    return len(rows)


def export_texts(
    session: Session,
    title: str,
    columns: Sequence[tuple[str, bool]],
    rows: Sequence[Sequence[str]],
    out: Path,
    *,
    progress: Progress = silent,
) -> int:
    """Write a list as it is read on screen; `columns` are headings and whether numbers stand under them."""
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    facts = tuple(
        ColumnFacts(f"c{place}", label, "number" if number else "text") for place, (label, number) in enumerate(columns)
    )
    cells = [
        [_number(text) if number else text for text, (_, number) in zip(row, columns, strict=True)] for row in rows
    ]
    write_workbook(out, [SheetFacts(title, title, facts, cells)], progress=progress)
    leaving.note(session, "screen", len(rows), out)
    return len(rows)


def hides(layout: Layout) -> bool:
    """Whether a layout has columns that are masked unless a person wants them whole."""
    made = listings.listing(layout.listing)
    found = (made.column(one.key) for one in layout.columns if one.key)
    return any(field.sensitive for field in found if field)


def written(field: Field, form: str, value: Value) -> "CellFact":
    """A value as it is written in a form of `layouts.forms`: a day as a date, numbers as numbers, all else as text."""
    if value is None or value == "":
        return None
    if field.kind is Kind.CODE and field.codes and form:
        label = codes.table(field.codes).label_of(str(value))
        return str(value) if form == "code" else f"{value}-{label}"
    if field.kind is Kind.FLAG and form == "digits":
        return str(value)
    if field.kind is Kind.HOURS:
        return _hours(value)
    if field.kind in _NUMBERS and isinstance(value, int):
        return value
    if field.kind in _DATES:
        return _date(field, form, str(value))
    return show(field, value)


def _facts(place: int, column: LayoutColumn, field: Field | None) -> "ColumnFacts":
    from exports.workbooks.facts import ColumnFacts

    kind: Literal["text", "date", "number"] = "text"
    if field and field.kind is Kind.DATE and not column.form:
        kind = "date"
    elif field and field.kind in _NUMBERS:
        kind = "number"
    return ColumnFacts(f"c{place}", column.heading, kind)


def _cells(column: LayoutColumn, field: Field, values: Sequence[Value], is_whole: bool) -> "list[CellFact]":
    """A column's cells; equal values are put into their form once."""
    known: dict[Value, CellFact] = {}
    for value in set(values):
        said = written(field, column.form, value)
        known[value] = masked(field, said) if isinstance(said, str) and not is_whole else said
    return [known[value] for value in values]


def _number(text: str) -> str | float:
    plain = text.replace(",", "")
    return float(plain) if _NUMBER.fullmatch(plain) else text


def _hours(tenths: Value) -> "CellFact":
    if not isinstance(tenths, int):
        return str(tenths)
    return tenths / 10 if tenths % 10 else tenths // 10


def _date(field: Field, form: str, text: str) -> "CellFact":
    """A date of which the day may not be known: then it is written as far as it is."""
    found = _PARTS.fullmatch(text)
    if found is None:
        return text
    year, month, day = found.groups()
    if not form:
        return _day(text) if field.kind is Kind.DATE and day else text
    if form.startswith("month") or form == "year":
        day = None
    if form == "year":
        return year
    style = form.removeprefix("month").strip()
    if style == "chinese":
        return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")
    if style == "slashes":
        return "/".join([year, str(int(month)), *([str(int(day))] if day else [])])
    between = {"dots": ".", "digits": ""}.get(style, "-")
    return between.join([year, month, *([day] if day else [])])


def _day(text: str) -> "CellFact":
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
