"""Finding the tables of a sheet among titles, notes, group rows, totals and empty rows, or where a person said."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from exports.workbooks.bodies import LONGEST_GROUP, BodyReader, Kind, filled, group_above, group_name
from exports.workbooks.headers import Header, header_at
from exports.workbooks.layout import Place, places
from exports.workbooks.sheets import Cell, Sheet
from exports.workbooks.templates import is_key_row

_SHOWN = 200
_BEYOND_THE_LABELS = 50  # so many columns right of the last label may still be the table's own


class Row(NamedTuple):
    """A data row: its 1-based number in the sheet, a value for every label, and the group row it stands under.

    `group` is the text of the nearest group row above, or of a line over the labels that names a school, without its
    number and its count (一、城关小学（12人） and 学校：城关小学 give 城关小学); "" where there is none.
    """

    number: int
    values: tuple[Cell, ...]
    group: str = ""


class Skipped(NamedTuple):
    """A row that is no data: its 1-based number in the sheet, what it is, and what it says."""

    number: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a table stands, in 1-based rows and columns of the sheet; None: as far as the sheet goes."""

    first_header: int
    last_header: int
    last_row: int | None = None
    left: int = 1
    right: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `header_rows` are 1-based, `labels[i]` stands over column i of the sheet ("" over none of its own).

    `unlabelled` are the 0-based columns that hold data under no label; `labels` and rows are wide enough for them.
    """

    header_rows: range
    labels: tuple[str, ...]
    body: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    placement: Placement
    unlabelled: tuple[int, ...] = ()


def find_tables(sheet: Sheet, known_labels: Collection[str]) -> tuple[Table, ...]:
    """Every table of the sheet, from top to bottom and left to right; labels are known ones as far as possible.

    Every row of the sheet is a header, in a `body` or in a `skipped` (but for the hidden keys of our own template).
    A cell merged over several rows gives its value to each of them; values are otherwise untouched. A row with
    only its 序号 counts as empty. A row with a single cell is data unless it is merged across, counted
    (北京市（92所）), numbered (一、) or in the 序号 column: a person with only a name must not vanish.
    """
    found = places(sheet, known_labels)
    return tuple(_table(sheet, place.header, _placement(sheet, place), place.rows) for place in found)


def table_at(sheet: Sheet, placement: Placement) -> Table:
    """The table that stands where a person said; the filled rows below its last one are `skipped` as 表外."""
    columns = _columns(sheet, placement)
    start, stop = (min(row, len(sheet.rows)) for row in (placement.first_header - 1, placement.last_header))
    rows = range(start, max(start, stop))
    last = len(sheet.rows) if placement.last_row is None else min(max(placement.last_row, rows.stop), len(sheet.rows))
    found = _table(sheet, header_at(sheet, rows, columns), placement, range(last))
    return replace(found, skipped=found.skipped + tuple(_below(sheet, range(last, len(sheet.rows)), columns)))


def _placement(sheet: Sheet, place: Place) -> Placement:
    """Where a found table stands; its last row and column are left open where no other table follows."""
    rows, columns = place.rows, place.columns
    last = rows.stop if rows.stop < len(sheet.rows) else None
    right = columns.stop if any(len(row) > columns.stop for row in sheet.rows) else None
    return Placement(place.header.rows.start + 1, place.header.rows.stop, last, columns.start + 1, right)


def _table(sheet: Sheet, header: Header, placement: Placement, rows: range) -> Table:
    """The table under `header` in these rows (0-based); those above the header are skipped ones of this table."""
    columns = _columns(sheet, placement)
    last = rows.stop
    labels = _widened(sheet, header, range(header.rows.stop, last), columns)
    reader = BodyReader(sheet, header, columns, len(labels))
    body: list[Row] = []
    skipped = list(_above(sheet, range(rows.start, header.rows.start), columns))
    group = _group_above(sheet, range(rows.start, header.rows.start), columns)
    for number in range(header.rows.stop, last):
        values = reader.values(number)
        kind = reader.kind(number, values)
        if kind is None:
            body.append(Row(number + 1, reader.filled_down(number, values), group))
            continue
        text = _text(values)
        if kind == "分组":
            group = group_name(text)
        skipped.append(Skipped(number + 1, kind, text))
    labelled = range(header.rows.start + 1, header.rows.stop + 1)
    return Table(labelled, labels, tuple(body), tuple(skipped), placement, _unlabelled(labels, body))


def _columns(sheet: Sheet, placement: Placement) -> range:
    right = placement.right or max(map(len, sheet.rows), default=0)
    return range(placement.left - 1, max(right, placement.left - 1))


def _widened(sheet: Sheet, header: Header, rows: range, columns: range) -> tuple[str, ...]:
    """The labels, and "" for each column right of them that still holds data of the table."""
    width = len(header.labels)
    limit = min(columns.stop, width + _BEYOND_THE_LABELS)
    for number in rows:
        row = sheet.rows[number]
        while len(row) > width and width < limit and any(cell is not None for cell in row[width:limit]):
            width += 1
    return header.labels + ("",) * (width - len(header.labels))


def _unlabelled(labels: Sequence[str], body: Sequence[Row]) -> tuple[int, ...]:
    bare = [column for column, label in enumerate(labels) if not label]
    return tuple(column for column in bare if any(row.values[column] not in (None, "") for row in body))


def _above(sheet: Sheet, numbers: range, columns: range) -> Iterator[Skipped]:
    for number in numbers:
        row = sheet.rows[number]
        if is_key_row(row):
            continue
        text = _text(row[columns.start : columns.stop])
        yield Skipped(number + 1, _kind_above(text), text)


def _group_above(sheet: Sheet, numbers: range, columns: range) -> str:
    named = (group_above(sheet.rows[number][columns.start : columns.stop]) for number in reversed(numbers))
    return next(filter(None, named), "")


def _below(sheet: Sheet, numbers: range, columns: range) -> Iterator[Skipped]:
    for number in numbers:
        text = _text(sheet.rows[number][columns.start : columns.stop])
        yield Skipped(number + 1, "表外" if text else "空行", text)


def _kind_above(text: str) -> Kind:
    if not text:
        return "空行"
    remark = ":" in text or "：" in text or text.startswith(("（", "(")) or len(text) > LONGEST_GROUP
    return "说明" if remark else "标题"


def _text(values: Sequence[Cell]) -> str:
    return " ".join(text for _, text in filled(values))[:_SHOWN]
