"""A workbook of the rows that did not go in: as they were sent, the reason at the cell, ready to be mended and sent again."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app import leaving
from app.fields import Field, Kind
from app.importing.kinds import KINDS
from app.importing.mapping import ColumnMatch
from app.importing.previews import Preview, PreviewRow
from app.importing.reading import TableRead
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session

REASON = "没有导入的原因"
"""The heading of the column that says why; it is not read when the workbook comes back."""

_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)", re.ASCII)
"""What looks like an ID number or a mobile one."""


def left_out(made: Preview, skipped: Iterable[int] = ()) -> list[PreviewRow]:
    """The rows that do not go in: faulty ones, open questions, and those a person skipped."""
    also = frozenset(skipped)
    return [row for row in made.rows if row.state in ("faulty", "doubtful") or row.index in also]


def has_numbers(made: Preview, skipped: Iterable[int] = ()) -> bool:
    """Whether ID or telephone numbers would be written: in a column of them, or in another one, read or not."""
    columns = KINDS[made.kind].columns
    sensitive = {one.name for one in columns if one.sensitive}
    if any(sensitive & set(table.fields.values()) for table in made.tables):
        return True
    # The telephone of an office is for everybody.
    public = {one.name for one in columns if one.kind is Kind.PHONE}
    return any(
        _NUMBER.search(str(_cell(made, row, one) or ""))
        for row in left_out(made, skipped)
        for one in _written(made.tables[made.checking.rows[row.index].table])
        if not (one.imported and one.field in public)
    )


def write(
    session: Session,
    made: Preview,
    out: Path,
    skipped: Iterable[int] = (),
    *,
    whole: leaving.Purpose | None = None,
    progress: Progress = silent,
) -> int:
    """Write these rows as .xlsx, a sheet for each table they come from; returns how many.

    Under the headings of the original, cells as they stood; a cell with a fault is coloured and says why, and a last
    column says it for the whole row. Numbers stand there whole, as they were sent, for masked ones could not come in
    again: so a purpose is needed where there are any. Raises Problem without one, ExportProblem when the file cannot be
    put there.
    """
    from exports.workbooks.writing import write_workbook

    skipped = frozenset(skipped)
    rows = left_out(made, skipped)
    sheets = [
        _sheet(made, table, [row for row in rows if made.checking.rows[row.index].table == number])
        for number, table in enumerate(made.tables)
        if any(made.checking.rows[row.index].table == number for row in rows)
    ]
    if not has_numbers(made, skipped):
        write_workbook(out, sheets, progress=progress)
        leaving.note(session, "refused", len(rows), out)
        return len(rows)
    if whole is None:
        raise Problem("没有导入的行里有完整的身份证号或电话。", "请先说明用途：它们照原样写出，改好以后才能再导入。")
    leaving.before(session, "refused", whole)
    leaving.note(session, "refused", len(rows), out, whole=whole)
    write_workbook(out, sheets, password=whole.password, progress=progress)
    return len(rows)


def _sheet(made: Preview, table: TableRead, rows: list[PreviewRow]) -> Any:
    from exports.workbooks.facts import ColumnFacts, SheetFacts

    kind = KINDS[made.kind]
    labels = {one.name: one.label for one in kind.columns}
    added = _said_elsewhere(made, table, rows)
    columns = list(_written(table))
    at = {one.column: place + 1 for place, one in enumerate(columns)}
    facts = [ColumnFacts("!reason", REASON, width=36)]
    for one in columns:
        heading = one.heading or (labels.get(one.field or "", "") if one.imported else "")
        facts.append(ColumnFacts(_key(one), heading or "（无表头）", width=16))
    facts += [ColumnFacts(field.name, field.label, width=16) for field, _ in added]
    cells = []
    faults: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        more = [texts[number] for _, texts in added]
        cells.append([f"需改：{_reason(row)}", *(_cell(made, row, one) for one in columns), *more])
        for fault in row.faults:
            place = at.get(_column(fault.cell), 0)
            said = faults.get((number, place))
            faults[number, place] = f"{said}\n{fault.reason}" if said else fault.reason
        if row.doubt:
            field = next(
                (c for c, name in table.fields.items() if name.split(".")[0] == row.doubt.field.split(".")[0]), -1
            )
            faults[number, at.get(field, 0)] = row.doubt.question
    return SheetFacts(
        table.sheet_name,
        f"{kind.label}：没有导入的 {len(rows)} 行（改好后可以直接再导入）",
        tuple(facts),
        cells,
        faults,
        template=kind.name,
    )


def _written(table: TableRead) -> Iterator[ColumnMatch]:
    """The columns of the original that come out again."""
    return (one for one in table.matches if one.reason != "检查列" and one.heading != REASON)


def _key(one: ColumnMatch) -> str:
    """The hidden key of a column: its field, or that it was left out; a doubtful one has none and is asked about again."""
    if one.imported and one.field:
        return one.field
    return "" if one.confidence == "doubtful" else f"!{one.column}"


def _said_elsewhere(made: Preview, table: TableRead, rows: list[PreviewRow]) -> list[tuple[Field, list[str]]]:
    """What rows were told outside their cells: by a person for all of them, or by the school that stands over them."""
    units = made.checking.matcher.references.units
    there = set(table.fields.values())
    groups = [made.checking.rows[row.index].group for row in rows]
    places = [group if group and len(units.named(group)) == 1 else "" for group in groups]
    found = []
    for field in KINDS[made.kind].columns:
        if field.name in made.fixed and field.name not in there:
            found.append((field, [made.fixed[field.name]] * len(rows)))
        elif field.name.rpartition(".")[2] == "work" and field.name not in there and any(places):
            found.append((field, places))
    return found


def _reason(row: PreviewRow) -> str:
    if row.doubt:
        named = "；".join(one.words for one in row.doubt.candidates)
        return f"{row.doubt.question}{named}"
    if row.faults:
        return "".join(one.reason for one in row.faults)
    return "您选择了不导入这一行"


def _column(address: str) -> int:
    number = 0
    for letter in address:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell(made: Preview, row: PreviewRow, one: ColumnMatch) -> Any:
    """A cell as it was sent; an empty one says what a person said for all, a counted day what it meant in that file."""
    told = made.checking.rows[row.index]
    cell, field = told.cells[one.column], one.field or ""
    if cell in (None, "") and one.imported:
        return made.fixed.get(field)
    counts_otherwise = made.opened.workbook.date1904 and cell.__class__ in (int, float)
    column = KINDS[made.kind].column(field) if counts_otherwise and one.imported else None
    if column and column.kind in (Kind.DATE, Kind.MONTH):
        return told.values.get(field) or _fact(cell)
    return _fact(cell)


def _fact(cell: Any) -> Any:
    """A cell as text, so that it comes back as it was sent; dates stay dates."""
    from datetime import date

    from exports.workbooks.sheets import as_text

    return cell if cell is None or isinstance(cell, date) else as_text(cell)
