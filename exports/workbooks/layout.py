"""Where the tables of a sheet stand: one under another, and side by side."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from exports.workbooks.grids import Grid, is_number
from exports.workbooks.headers import (
    Header,
    Known,
    find_header,
    header_from,
    is_fill_in,
    label_forms,
    looks_like_labels,
)
from exports.workbooks.sheets import Sheet

_MOST_TABLES = 50  # one under another: what comes after them belongs to the last one
_ROWS_SAMPLED = 60
_ROWS_COMPARED = 5
_FIRST_CELLS = 4
_LONGEST_NAME = 4  # characters: a single cell as short as this may be a person
_SAME_LAYOUT = 0.6


@dataclass(frozen=True, slots=True)
class Place:
    """A table's header, the columns it has for itself, and its rows from its title lines to its end; all 0-based."""

    header: Header
    columns: range
    rows: range


def places(sheet: Sheet, known_labels: Collection[str]) -> list[Place]:
    """Where the sheet's tables are, from top to bottom and left to right; together they hold all rows.

    A new table begins with a row of known labels, with one that shares labels with the header before but means other
    columns, or (after an empty row or a title) with words over numbers in other columns than before. A row that might
    be a person stays one.
    """
    grid = Grid(sheet)
    known = Known(known_labels)
    found = [
        place
        for columns in _side_by_side(grid, known, range(len(sheet.rows)))
        for stacked in _stacked(grid.within(columns), known, range(len(sheet.rows)))
        for place in _parted(grid.within(columns), known, stacked)
    ]
    return sorted(found, key=lambda place: (place.header.rows.start, place.columns.start))


def _parted(grid: Grid, known: Known, place: Place) -> list[Place]:
    """The tables side by side under what looked like one header."""
    columns = _repeated(place) or _side_by_side(grid, known, place.rows)
    if len(columns) < 2:
        return [place]
    return [inner for part in columns for inner in _stacked(grid.within(part), known, place.rows)]


def _stacked(grid: Grid, known: Known, rows: range) -> list[Place]:
    headers = list(_headers(grid, known, rows))
    starts = [_break_before(grid, below.rows.start, above.rows.stop) for above, below in pairwise(headers)]
    edges = pairwise([rows.start, *starts, rows.stop])
    return [Place(header, grid.columns, range(*edge)) for header, edge in zip(headers, edges, strict=False)]


def _headers(grid: Grid, known: Known, rows: range) -> Iterator[Header]:
    """The headers of the tables one under another, without those that only repeat the one before."""
    best = find_header(grid, known, rows)
    if best is None:
        return
    current: Header | None = None
    taken = found = 0
    for row in _candidates(grid, known, rows, best.rows.start):
        if row < taken:
            continue
        header: Header | None = best
        if row != best.rows.start:
            header = _opening(grid, known, range(row, best.rows.start if row < best.rows.start else rows.stop), current)
        if header is None:
            continue
        taken = header.rows.stop
        if header is best or current is None or not _repeats(header, current):
            yield header
            current = header
            found += 1
        if found == _MOST_TABLES:
            return


def _candidates(grid: Grid, known: Known, rows: range, best: int) -> Iterator[int]:
    """The rows that may be a header: after an empty row or a title, or with a known label among their first cells."""
    before = grid.count(rows.start - 1) if rows.start else 0
    unknown = known.forms.isdisjoint
    for row in rows:
        cells = grid.cells(row)
        if before < 2 or row == best or not unknown(cells[:_FIRST_CELLS]):
            yield row
        before = len(cells) - cells.count(None)


def _opening(grid: Grid, known: Known, rows: range, current: Header | None) -> Header | None:
    """The header that begins with the first of the rows, None when that row is no header of a table of its own."""
    header = header_from(grid, known, rows.start, rows.stop)
    if header is None or not _has_data(grid, header, rows.stop):
        return None
    if current is not None and _shares(header, current):
        return header
    after_break = rows.start == 0 or grid.count(rows.start - 1) < 2
    count = known.count(header.labels)
    if count > (1 if after_break else 2) and 2 * count > header.width:
        return header
    return header if after_break and _stands_out(grid, header, current, rows.stop) else None


def _has_data(grid: Grid, header: Header, end: int) -> bool:
    """Whether there is a row of several cells in the rows right under the header."""
    below = range(header.rows.stop, min(header.rows.stop + _ROWS_COMPARED, end))
    return any(grid.count(row) >= min(2, header.width) for row in below)


def _shares(header: Header, current: Header) -> bool:
    """Whether at least half of the labels are words of the header before: no row of data is like that."""
    words = {part for label in current.labels for part in label.split("/")} - {""}
    same = sum(label.rpartition("/")[2] in words for label in header.labels if label)
    return same > 1 and 2 * same >= header.width


def _repeats(header: Header, current: Header) -> bool:
    """Whether every label is the one the header before has over the same column."""
    return all(
        column < len(current.labels) and _same(label, current.labels[column])
        for column, label in enumerate(header.labels)
        if label
    )


def _same(label: str, other: str) -> bool:
    forms = label_forms(label)
    return any(not forms.isdisjoint(label_forms(said)) for said in (other, *other.split("/")))


def _stands_out(grid: Grid, header: Header, current: Header | None, end: int) -> bool:
    """Whether an unknown row is a header by its shape: words over numbers, and the columns are not those above.

    Under the same columns it must be words in two of those that held only numbers so far.
    """
    if not looks_like_labels(grid, header, end):
        return False
    under = _rows_below(grid, header, end)
    labelled = {column for column, label in enumerate(header.labels) if label}
    if not any(_all_numbers(grid, under, column) for column in labelled):
        return False
    if current is None:
        return True
    above = [row for row in range(current.rows.stop, header.rows.start)[-2 * _ROWS_COMPARED :] if grid.count(row) > 1]
    before = {column for row in above for column in grid.filled(row)}
    now = labelled.union(*(grid.filled(row) for row in under))
    if len(before & now) < _SAME_LAYOUT * len(before | now):
        return True
    return sum(_all_numbers(grid, above, column) for column in labelled) > 1


def _rows_below(grid: Grid, header: Header, end: int) -> list[int]:
    """The first rows under a header, down to an empty one."""
    rows: list[int] = []
    for row in range(header.rows.stop, min(header.rows.stop + _ROWS_COMPARED, end)):
        if not grid.count(row):
            break
        rows.append(row)
    return rows


def _all_numbers(grid: Grid, rows: Sequence[int], column: int) -> bool:
    cells = [grid.rows[row][column] for row in rows if column < len(grid.rows[row])]
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and all(map(is_number, filled))


def _break_before(grid: Grid, top: int, floor: int) -> int:
    """The row at which a table's own lines begin that end above its header `top`: empty rows, titles, fill-in lines.

    A short text alone may be the last person of the table above: it and what stands over it belong to that one.
    """
    start = top
    for row in range(top - 1, floor - 1, -1):
        texts = [grid.texts(row)[column] for column in grid.filled(row)]
        if not texts or is_fill_in(texts) or (len(texts) == 1 and _is_across(grid, row)):
            start = row
        elif len(texts) > 1 or len(texts[0]) <= _LONGEST_NAME:
            break
    return start


def _is_across(grid: Grid, row: int) -> bool:
    return any(merge.right > merge.left for merge in grid.covers(row).values())


def _repeated(place: Place) -> list[range]:
    """The columns of each part where a header is one row of labels said several times over, to save paper."""
    labels = place.header.labels[place.columns.start :]
    if len(place.header.rows) > 1 or not all(labels):
        return []
    for length in range(2, len(labels) // 2 + 1):
        if len(labels) % length == 0 and labels == labels[:length] * (len(labels) // length):
            starts = [place.columns.start + at for at in range(0, len(labels), length)]
            return _between(place.columns, starts)
    return []


def _side_by_side(grid: Grid, known: Known, rows: range) -> list[range]:
    """The columns of the tables side by side: they are parted by empty columns, and each has a header of its own."""
    pieces = _pieces(grid, rows)
    headers = [find_header(grid.within(piece), known, rows) for piece in pieces]
    starts = [grid.columns.start]
    for (left, right), (piece, after) in zip(pairwise(headers), pairwise(pieces), strict=True):
        if left and right and _are_two(grid, known, (left, piece), (right, after)):
            starts.append(after.start)
    return _between(grid.columns, starts)


def _pieces(grid: Grid, rows: range) -> list[range]:
    """The runs of at least two columns that are parted by columns empty in every row of more than one cell."""
    used: set[int] = set()
    sampled = 0
    for row in rows:
        if sampled == _ROWS_SAMPLED:
            break
        if grid.count(row) > 1:
            used.update(grid.filled(row))
            sampled += 1
    gaps = [column for column in range(min(used, default=0), max(used, default=0)) if column not in used]
    if gaps:
        full = [row for row in rows if grid.count(row) > 1]
        gaps = [c for c in gaps if all(c >= len(grid.rows[row]) or grid.rows[row][c] is None for row in full)]
    if not gaps:
        return []
    edges = [min(used) - 1, *gaps, max(used) + 1]
    return [range(left + 1, right) for left, right in pairwise(edges) if right - left > 2]


def _are_two(grid: Grid, known: Known, left: tuple[Header, range], right: tuple[Header, range]) -> bool:
    """Whether what stands on both sides of empty columns are two tables and not one with a column nobody filled in.

    They are when known labels stand in different rows, when the right one begins with a label with which the left one
    begins, or when both have a title of their own.
    """
    (one, columns), (other, after) = left, right
    if not set(one.rows) & set(other.rows):
        return all(known.count(header.labels) > 1 for header in (one, other))
    first = [label for label in one.labels if label][:2]
    if next(label for label in other.labels if label) in first:
        return True
    return _has_title(grid, one, columns) and _has_title(grid, other, after)


def _has_title(grid: Grid, header: Header, columns: range) -> bool:
    """Whether right above the header stands a text for these columns alone."""
    row = header.rows.start - 1
    if row < 0:
        return False
    here = [column for column in grid.filled(row) if column in columns]
    if len(here) != 1:
        return False
    merge = grid.covers(row).get(here[0])
    return merge is None or merge.right in columns


def _between(columns: range, starts: Sequence[int]) -> list[range]:
    return [range(*edge) for edge in pairwise([columns.start, *starts[1:], columns.stop])]
