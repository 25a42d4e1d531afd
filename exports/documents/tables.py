"""Tables in the body: as wide as the type area, or, where they have no room there, on sheets lying on their side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from exports.documents.faces import ems, face, lacking, tidy
from exports.documents.facts import Table
from exports.documents.grid import HEIGHT, LEADING, LEFT, MIDDLE, TOP, WIDTH, Mark, Piece, Stroke
from exports.paragraphs import Block, TooLong, fit_text
from exports.typefaces import Role

_SIZE, _SMALL = 10.5, 9.0
"""5号, and where a sheet on its side has too little room 小5号."""

_WAYS = ((_SIZE, WIDTH, False), (_SIZE, HEIGHT, True), (_SMALL, HEIGHT, True))

_SIZES = (_SIZE, _SMALL, 8.0, 7.0, 6.0, 5.0)
_ENDLESS = 1e6

_PAD, _RULE, _OUTER = 3.0, 0.5, 0.75
_SPACING = 1.25
_TITLE = 14.0
_LEAST_ROW = 0.72 * LEADING
_READABLE = 8.0
"""A long text is not set smaller than this to keep its row low: it takes more lines, and further sheets."""
_TALLEST = 14 * LEADING
"""A row that is higher is divided at its lines: title, headings and so much of it have room on every sheet."""
_NARROWEST = 4.2
"""A column that has to be narrower than so many characters asks for a wider sheet."""


Area = tuple[float, float, float, float]
UPRIGHT: Area = (LEFT, TOP, WIDTH, HEIGHT)
TURNED: Area = (0.0, 0.0, HEIGHT, WIDTH)
"""Left, top, width and height of the type area; a sheet on its side is measured from its corner."""


@dataclass(frozen=True)
class Row:
    """One row as it is drawn: blocks of its cells, height in points."""

    cells: tuple[Block, ...]
    height: float
    heading: bool


@dataclass(frozen=True)
class Laid:
    """A table with room for every text: edges of its columns in points from its left, rows, headings first."""

    edges: tuple[float, ...]
    aligns: tuple[str, ...]
    headings: Row
    rows: tuple[Row, ...]
    turned: bool


def lay(table: Table) -> Laid:
    """The table upright if every column keeps a readable width, otherwise turned."""
    cells = [[tidy(text) for text in row] for row in (table.headings, *table.rows)]
    count = len(table.headings)
    ways = [(size, turned, *_widths(cells, count, size, room)) for size, room, turned in _WAYS]
    # A table beyond all measure is still printed, in letters so small that no figure is torn apart.
    ways += [(size, True, *_widths(cells, count, size, HEIGHT, narrowest=1.0)) for size in _SIZES[1:]]
    size, turned, widths, _ = next((way for way in ways if way[3]), ways[-1])
    sizes = tuple(one for one in _SIZES if one <= size)
    aligns = tuple((*table.aligns, *("left",) * count)[:count])
    rows = [_row(row, widths, sizes, heading=number == 0) for number, row in enumerate(cells)]
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width)
    parts = tuple(part for row in rows[1:] for part in _divided(row))
    return Laid(tuple(edges), aligns, rows[0], parts, turned)


def _widths(
    cells: Sequence[Sequence[str]], count: int, size: float, measure: float, *, narrowest: float = _NARROWEST
) -> tuple[list[float], bool]:
    """Widths of the columns in points, and whether all of them are readable."""
    natural, least = [], []
    for index in range(count):
        texts = [row[index] for row in cells if index < len(row)]
        wide = max(_wide(text, "song") for text in texts) * size + 2 * _PAD + 1
        words = max((_wide(word, "song") for text in texts for word in _unbroken(text)), default=1.0)
        natural.append(wide)
        least.append(min(wide, max(words, narrowest) * size + 2 * _PAD + 1))
    if sum(natural) <= measure:
        spare = measure - sum(natural)
        whole = sum(natural)
        return [one + spare * one / whole for one in natural], True
    if sum(least) > measure:
        return [one * measure / sum(least) for one in least], False
    return _shared(natural, least, measure), True


def _shared(natural: Sequence[float], least: Sequence[float], measure: float) -> list[float]:
    """Wide columns give way to one width, none below its least, so that all together fill `measure`."""
    low, high = 0.0, max(natural)
    for _ in range(40):
        cap = (low + high) / 2
        if sum(max(floor, min(wide, cap)) for wide, floor in zip(natural, least, strict=True)) > measure:
            high = cap
        else:
            low = cap
    found = [max(floor, min(wide, low)) for wide, floor in zip(natural, least, strict=True)]
    widest = max(range(len(found)), key=lambda index: natural[index])
    found[widest] += measure - sum(found)
    return found


def _wide(text: str, role: Role) -> float:
    """Natural width in ems; what no face prints is refused elsewhere and measured as a character."""
    return float(len(text)) if lacking(text, role) else ems(text, face(text, role))


def _unbroken(text: str) -> Iterator[str]:
    """The longest stretches that a line break must not divide: figures and Latin words."""
    held = ""
    for character in text:
        if character.isascii() and not character.isspace():
            held += character
            continue
        if held:
            yield held
        held = ""
    if held:
        yield held


def _row(texts: Sequence[str], widths: Sequence[float], sizes: Sequence[float], *, heading: bool) -> Row:
    role: Role = "hei" if heading else "song"
    padded = (*texts, *("",) * len(widths))
    cells = tuple(_fitted(text, role, width - 2 * _PAD, sizes) for text, width in zip(padded, widths, strict=False))
    tallest = max((one.height for one in cells), default=0.0)
    return Row(cells, max(_LEAST_ROW, tallest + 2 * _PAD), heading)


def _fitted(text: str, role: Role, room: float, sizes: Sequence[float]) -> Block:
    """A cell of a few lines in readable letters, else of as many as it needs."""
    readable = [one for one in sizes if one >= _READABLE] or sizes[:1]
    for tried, height in ((readable, 6 * LEADING), (readable[-1:], _ENDLESS), (sizes, _ENDLESS)):
        try:
            return fit_text(text, role, (room, height), tried, spacing=_SPACING)
        except TooLong:
            continue
    # Not one character has room: it sticks out of its cell rather than being left out.
    return fit_text(text, role, (_ENDLESS, _ENDLESS), sizes[-1:], spacing=_SPACING)


def _divided(row: Row) -> Iterator[Row]:
    """A row, or the parts of one that is too high for a sheet: so many lines of every cell, one part after the other."""
    if row.height <= _TALLEST:
        yield row
        return
    at = [0] * len(row.cells)
    while any(place < len(cell.lines) for place, cell in zip(at, row.cells, strict=True)):
        cells = []
        for index, cell in enumerate(row.cells):
            count = max(int((_TALLEST - 2 * _PAD) / cell.leading), 1)
            cells.append(replace(cell, lines=cell.lines[at[index] : at[index] + count]))
            at[index] += count
        tallest = max(one.height for one in cells)
        yield Row(tuple(cells), max(_LEAST_ROW, tallest + 2 * _PAD), row.heading)


def draw_row(laid: Laid, row: Row, top: float, *, left: float = LEFT, first: bool) -> Iterator[Mark]:
    """A row whose upper edge is `top` points below the type area's corner; `first` draws the rule over it."""
    y, bottom = top, top + row.height
    for index, block in enumerate(row.cells):
        start, end = laid.edges[index], laid.edges[index + 1]
        align = "center" if row.heading else laid.aligns[index]
        yield from _cell(block, left + start + _PAD, end - start - 2 * _PAD, y, row.height, align)
    if first:
        yield Stroke(left, y, left + laid.edges[-1], y, _OUTER)
    yield Stroke(left, bottom, left + laid.edges[-1], bottom, _RULE)
    for index, edge in enumerate(laid.edges):
        outer = index in (0, len(laid.edges) - 1)
        yield Stroke(left + edge, y, left + edge, bottom, _OUTER if outer else _RULE)


def _cell(block: Block, left: float, room: float, top: float, height: float, align: str) -> Iterator[Piece]:
    y = top + (height - block.height) / 2 + block.leading / 2 + MIDDLE * block.size
    for line in block.lines:
        spare = room - line.width * block.size
        x = left + {"center": spare / 2, "right": spare}.get(align, 0.0)
        for text, name in line.pieces:
            yield Piece(x, y, text, name, block.size)
            x += ems(text, name) * block.size
        y += block.leading


def title_piece(text: str, line_top: float, width: float, *, left: float) -> Iterator[Piece]:
    """The title of a table or chart in the middle over `width`, its line's upper edge at `line_top` points."""
    said = tidy(text)
    name = face(said, "hei")
    x = left + (width - ems(said, name) * _TITLE) / 2
    yield Piece(x, line_top + LEADING / 2 + MIDDLE * _TITLE, said, name, _TITLE)


def note_pieces(text: str, width: float) -> tuple[list[Piece], float]:
    """A note under a table in small letters, from the corner of its box, and how many points it takes."""
    block = fit_text(tidy(text), "song", (width, 10 * LEADING), (_SMALL,), spacing=_SPACING)
    return list(_cell(block, 0.0, width, _PAD, block.height, "left")), block.height + 2 * _PAD


def moved(pieces: Iterable[Piece], right: float, down: float) -> Iterator[Piece]:
    """The same texts elsewhere."""
    return (replace(one, x=one.x + right, y=one.y + down) for one in pieces)
