"""How the tables of a workbook lie on its sheets, row by row, and how a person moves what was found otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.importing.previews import Preview
from app.importing.reading import Opened, TableChoice
from app.problems import Problem

if TYPE_CHECKING:
    from exports.workbooks.tables import Placement

HEADER, DATA = "表头", "数据"


@dataclass(frozen=True, slots=True)
class SheetLaid:
    """One sheet: its place among all (0-based), its name, how many rows and columns it has."""

    number: int
    name: str
    rows: int
    columns: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class RowPart:
    """What a row of a sheet is taken for: 表头, 数据, or why it is no data (标题, 合计, 分组 ...), and in which table."""

    kind: str
    table: int


def sheets(opened: Opened) -> tuple[SheetLaid, ...]:
    """The sheets that hold anything, in the order of the file."""
    return tuple(
        SheetLaid(number, one.name, len(one.rows), max(map(len, one.rows)), one.hidden)
        for number, one in enumerate(opened.workbook.sheets)
        if any(one.rows)
    )


def cell_text(opened: Opened, sheet: int, row: int, column: int) -> str:
    """A cell (row and column 0-based) as a person reads it; "" beyond the last one of its row."""
    from exports.workbooks.sheets import as_text

    cells = opened.workbook.sheets[sheet].rows[row]
    return as_text(cells[column]) if column < len(cells) else ""


def parts(made: Preview, sheet: int) -> Mapping[int, RowPart]:
    """Row (1-based) of a sheet → what it is taken for; rows of no table are not in it."""
    found: dict[int, RowPart] = {}
    for number, one in enumerate(made.tables):
        if one.sheet != sheet:
            continue
        # Above a second table stand the last rows of the first: what is a row of a table stays that.
        for row in one.table.skipped:
            if row.kind != "表外" or row.number not in found:
                found.setdefault(row.number, RowPart(row.kind, number))
        found.update({row: RowPart(HEADER, number) for row in one.table.header_rows})
        found.update({row.number: RowPart(DATA, number) for row in one.table.body})
    return found


def with_header(choices: Sequence[TableChoice], sheet: int, first: int, last: int) -> tuple[TableChoice, ...]:
    """The tables with the header of the one that stands there in these rows (1-based); a new one where none stands."""
    at = _near(choices, sheet, first)
    if at is None:
        return with_another(choices, sheet, first, last)
    end = choices[at].placement.last_row
    return _moved(choices, at, first_header=first, last_header=last, last_row=end if end and end > last else None)


def with_data_from(choices: Sequence[TableChoice], sheet: int, row: int) -> tuple[TableChoice, ...]:
    """The tables with the data of the one that stands there beginning at this row: all above it is header."""
    if row < 2:
        raise Problem("第 1 行上面没有地方放表头。", "请先选中表头所在的行，点“设为表头”。")
    at = _near(choices, sheet, row)
    if at is None:
        return with_another(choices, sheet, row - 1, row - 1)
    placed = choices[at].placement
    end = placed.last_row if placed.last_row and placed.last_row >= row else None
    return _moved(choices, at, first_header=min(placed.first_header, row - 1), last_header=row - 1, last_row=end)


def with_end(choices: Sequence[TableChoice], sheet: int, row: int) -> tuple[TableChoice, ...]:
    """The tables with this row as the last one of the table that stands there."""
    at = _near(choices, sheet, row)
    if at is None or row <= choices[at].placement.last_header:
        raise Problem(f"第 {row} 行不在表头下面。", "请选表头下面的一行，那一行是最后一行数据。")
    return _moved(choices, at, last_row=row)


def with_another(choices: Sequence[TableChoice], sheet: int, first: int, last: int) -> tuple[TableChoice, ...]:
    """The tables with one more, whose header stands in these rows; the one above ends before it."""
    kept = []
    for one in choices:
        placed = one.placement
        if one.sheet == sheet and placed.last_header < first <= (placed.last_row or first):
            one = replace(one, placement=replace(placed, last_row=first - 1))
        kept.append(one)
    later = [one for one in kept if one.sheet == sheet and one.placement.first_header > last]
    end = min((one.placement.first_header for one in later), default=None)
    made = TableChoice(sheet, _placement(first, last, end - 1 if end else None), {})
    return tuple(sorted([*kept, made], key=lambda one: (one.sheet, one.placement.first_header, one.placement.left)))


def with_column(choice: TableChoice, column: int, field: str | None) -> TableChoice:
    """A table with a column (0-based in the sheet) taken for a field; None leaves the column out."""
    others = {at: said for at, said in choice.columns.items() if at != column and (said is None or said != field)}
    return replace(choice, columns={**others, column: field})


def _near(choices: Sequence[TableChoice], sheet: int, row: int) -> int | None:
    """The table that a row of the sheet belongs to: the one around it, else the next one below."""
    here = sorted((one.placement.first_header, at) for at, one in enumerate(choices) if one.sheet == sheet)
    for first, at in reversed(here):
        end = choices[at].placement.last_row
        if first <= row and (end is None or row <= end):
            return at
    return next((at for first, at in here if first > row), here[-1][1] if len(here) == 1 else None)


def _moved(choices: Sequence[TableChoice], at: int, **moved: int | None) -> tuple[TableChoice, ...]:
    one = choices[at]
    placement = replace(one.placement, **moved)  # type: ignore[arg-type] # Only the rows of it are named.
    return (*choices[:at], replace(one, placement=placement), *choices[at + 1 :])


def _placement(first: int, last: int, end: int | None) -> "Placement":
    from exports.workbooks.tables import Placement

    return Placement(first, last, end)
