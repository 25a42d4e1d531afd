"""Where the tables of a sheet stand: one under another, and side by side."""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from exports.workbooks.grids import Grid, is_number
from exports.workbooks.headers import (
    CELLS_LOOKED_AT,
    SERIAL,
    Header,
    Known,
    find_header,
    header_from,
    is_fill_in,
    label_forms,
    looks_like_labels,
)
from exports.workbooks.sheets import Cell, Sheet

_MOST_TABLES = 50  # one under another: what comes after them belongs to the last one
_MOST_BESIDE = 10
_ROWS_SAMPLED = 60
_ROWS_COMPARED = 5
_FIRST_CELLS = 4
_LONGEST_NAME = 4  # characters: a single cell as short as this may be a person
_SAME_LAYOUT = 0.6
_TITLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A table's header, the columns it has for itself, and its rows from its title lines to its end; all 0-based."""

    header: Header
    columns: range
    rows: range


def places(sheet: Sheet, known_labels: Collection[str]) -> list[Place]:
    """Where the sheet's tables are, from top to bottom and left to right; together they hold all rows.

    A new table begins with a row of known labels, with one that shares labels with the header before but has them over
    other columns, or, where no labels are known, with words over numbers after an empty row or a title.
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
    words = set(known.forms)
    taken = found = 0
    for row in _candidates(grid, words, rows, best.rows.start):
        if row < taken:
            continue
        header: Header | None = best
        if row != best.rows.start:
            end = best.rows.start if row < best.rows.start else rows.stop
            header = _opening(grid, known, range(row, end), current, words)
        if header is None:
            continue
        taken = header.rows.stop
        if header is best or current is None or not _repeats(header, current):
            yield header
            current = header
            words |= _words(header)
            found += 1
        if found == _MOST_TABLES:
            return


def _candidates(grid: Grid, words: Set[Cell], rows: range, best: int) -> Iterator[int]:
    """The rows that may be a header: after an empty row or a title, or with one of the words among their first cells."""
    before = grid.count(rows.start - 1) if rows.start else 0
    looked_at = 0
    for row in rows:
        cells = grid.cells(row)
        if looked_at > CELLS_LOOKED_AT and row > best:
            return
        if before < 2 or row == best or not words.isdisjoint(cells[:_FIRST_CELLS]):
            looked_at += len(cells)
            yield row
        before = len(cells) - cells.count(None)


def _opening(grid: Grid, known: Known, rows: range, current: Header | None, words: Set[Cell]) -> Header | None:
    """The header that begins with the first of the rows, None when that row is no header of a table of its own."""
    header = header_from(grid, known, rows.start, rows.stop)
    if header is None or not _has_data(grid, header, rows.stop):
        return None
    if len(header.rows) > 1 and not grid.covers(rows.start) and words.isdisjoint(grid.texts(rows.start)):
        return None  # only gaps tie this row to the labels below it, and it says none of them: a person
    if current is not None and _shares(header, current) and not _goes_on(grid, header, current, rows.stop):
        return header
    after_break = rows.start == 0 or grid.count(rows.start - 1) < 2
    count = known.count(header.labels)
    if count > (1 if after_break else 2) and 2 * count > header.width:
        return header
    # Under known labels a row of words may be a person whatever it looks like: rows too many are seen, a person lost is not.
    people = current is not None and known.count(current.labels) > 1
    return header if after_break and not people and _stands_out(grid, header, current, rows.stop) else None


def _has_data(grid: Grid, header: Header, end: int) -> bool:
    """Whether anything stands in the rows right under the header."""
    return any(grid.count(row) for row in range(header.rows.stop, min(header.rows.stop + _ROWS_COMPARED, end)))


def _shares(header: Header, current: Header) -> bool:
    """Whether at least half of the labels are words of the header before: no row of data is like that."""
    words = _words(current)
    same = sum(label.rpartition("/")[2] in words for label in header.labels if label)
    return same > 1 and 2 * same >= header.width


def _goes_on(grid: Grid, header: Header, current: Header, end: int) -> bool:
    """Whether the row below says the same again, as in data under a row that was no header to begin with."""
    below = next((row for row in range(header.rows.stop, end) if grid.count(row)), None)
    return below is not None and _shares(Header(range(below, below + 1), tuple(grid.texts(below))), current)


def _words(header: Header) -> set[str]:
    return {part for label in header.labels for part in label.split("/")} - {""}


def _repeats(header: Header, current: Header) -> bool:
    """Whether every label is the one the header before has over the same column."""
    return all(
        column < len(current.labels) and _same(label, current.labels[column])
        for column, label in enumerate(header.labels)
        if label
    )


def _same(label: str, other: str) -> bool:
    said = (other, *other.split("/"))
    if label in said:
        return True
    forms = label_forms(label)
    return any(not forms.isdisjoint(label_forms(one)) for one in said)


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
    for parts in range(2, min(_MOST_BESIDE, len(labels) // 2) + 1):
        length = len(labels) // parts
        if len(labels) % parts == 0 and len(set(labels[:length])) == length and labels == labels[:length] * parts:
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
    pieces = [range(left + 1, right) for left, right in pairwise(edges) if right - left > 2]
    return pieces if len(pieces) <= _MOST_BESIDE else []


def _are_two(grid: Grid, known: Known, left: tuple[Header, range], right: tuple[Header, range]) -> bool:
    """Whether what stands on both sides of empty columns are two tables and not one with a column nobody filled in.

    They are when known labels stand in different rows, when both begin with the same label (序号 aside), or when both
    have a title of their own.
    """
    (one, columns), (other, after) = left, right
    if not set(one.rows) & set(other.rows):
        return all(known.count(header.labels) > 1 for header in (one, other))
    return _first_label(one) == _first_label(other) or (
        _has_title(grid, one, columns) and _has_title(grid, other, after)
    )


def _first_label(header: Header) -> str:
    labels = [label for label in header.labels if label]
    return next((label for label in labels if SERIAL.isdisjoint(label_forms(label))), labels[0])


def _has_title(grid: Grid, header: Header, columns: range) -> bool:
    """Whether above the header, one line or a few, stands a text for these columns alone: no line to fill in, no date."""
    for row in range(max(0, header.rows.start - _TITLE_ROWS), header.rows.start):
        here = [column for column in grid.filled(row) if column in columns]
        if len(here) == 1 and not is_fill_in(text := [grid.texts(row)[here[0]]]) and not text[0][0].isdigit():
            merge = grid.covers(row).get(here[0])
            if merge is None or merge.right in columns:
                return True
    return False


def _between(columns: range, starts: Sequence[int]) -> list[range]:
    return [range(*edge) for edge in pairwise([columns.start, *starts[1:], columns.stop])]
