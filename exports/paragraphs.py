"""Breaks Chinese text into lines by the rules of print and fits it into the room it has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from exports.typefaces import Role, face_for, width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

# A day stays with its month, a number with its unit, a Latin word in one piece; elsewhere a line may end.
_ATOM = re.compile(r"[0-9]+月[0-9]+日|[0-9A-Za-z][0-9A-Za-z.,:/%\-]*[年月日号届期]?|.", re.DOTALL)
# 避头尾: these never begin a line, those never end one (GB/T 15834-2011, 5.1).
_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕”’…·％%),.;:?!")
_NEVER_LAST = frozenset("（《〈「『【〔“‘(")
# Spreading a line further than this share of the size between two characters looks like holes.
_WIDEST_GAP = 0.16
# An even page is worth letters smaller by this many points.
_EVENNESS = 1.5
_ROUNDING = 1e-6


class TooLong(Exception):
    """A text that does not fit its room even at the smallest legible size."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph in one face; `whole` keeps it on one line if it fits (a person's name)."""

    text: str
    whole: bool = False


@dataclass(frozen=True)
class Line:
    """One broken line: texts with their faces, width and indent in ems, whether it ends its paragraph."""

    pieces: tuple[tuple[str, str], ...]
    width: float
    indent: float
    last: bool

    @property
    def gaps(self) -> int:
        """How many places between characters there are."""
        return sum(len(text) for text, _ in self.pieces) - 1


@dataclass(frozen=True)
class Block:
    """Lines that fit their room; size and leading in points."""

    lines: tuple[Line, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """The room the lines take, in points."""
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        """The width of the widest line, in points."""
        return max(line.indent + line.width for line in self.lines) * self.size


@dataclass(frozen=True)
class _Chunk:
    """What a line break must not divide; width in ems."""

    pieces: tuple[tuple[str, str], ...]
    width: float


def fit(
    paragraphs: Sequence[tuple[Sequence[Run], float]],
    role: Role,
    room: tuple[float, float],
    sizes: Sequence[float],
    *,
    spacing: float,
    even: bool = False,
) -> Block:
    """Paragraphs (runs, indent in ems) at the first of `sizes` whose lines fit `room` (width, height in points).

    `spacing` is the leading as a multiple of the size. With `even` a slightly smaller size is taken where its
    lines need less spreading to reach the edge. Raises `TooLong` when no size fits, and `ExportProblem` for a
    character no face prints.
    """
    prepared = [(list(_chunks(runs, role)), indent) for runs, indent in paragraphs]
    found: list[Block] = []
    for size in sizes:
        if found and (not even or size < found[0].size - _EVENNESS):
            break
        measure = room[0] / size
        lines = [line for chunks, indent in prepared for line in _broken(chunks, measure, indent)]
        block = Block(tuple(lines), size, size * spacing)
        if block.height <= room[1] + _ROUNDING and block.width <= room[0] + _ROUNDING:
            found.append(block)
    if not found:
        raise TooLong("".join(run.text for runs, _ in paragraphs for run in runs))
    return min(found, key=lambda block: _spread(block, room[0]))


def fit_text(
    text: str, role: Role, room: tuple[float, float], sizes: Sequence[float], *, spacing: float = 1.25
) -> Block:
    """`fit` for one plain text without indent: a cell, a line of a signature."""
    return fit([([Run(text)], 0.0)], role, room, sizes, spacing=spacing)


def draw_block(canvas: "Canvas", block: Block, x: float, top: float, measure: float, align: str) -> None:
    """Draw a block whose first line's box begins at `top`; `align` is left, center, right or justify."""
    y = top - (block.leading + block.size * 0.76) / 2
    for line in block.lines:
        _draw_line(canvas, line, block.size, x, y, measure, align)
        y -= block.leading


def _draw_line(canvas: "Canvas", line: Line, size: float, x: float, y: float, measure: float, align: str) -> None:
    spare = measure - (line.indent + line.width) * size
    gap = 0.0
    if align == "center":
        x += spare / 2
    elif align == "right":
        x += spare
    elif align == "justify" and not line.last:
        gap = spare / max(line.gaps, 1)
        gap = gap if gap <= size * _WIDEST_GAP else 0.0
    x += line.indent * size
    for text, face in line.pieces:
        canvas.setFont(face, size)
        canvas.drawString(x, y, text, charSpace=gap)
        x += width(text, face, size) + gap * len(text)


def _spread(block: Block, measure: float) -> float:
    """How far the worst line must be spread, in ems between characters."""
    full = (line for line in block.lines if not line.last)
    spares = ((measure / block.size - line.indent - line.width) / max(line.gaps, 1) for line in full)
    return max(spares, default=0.0)


def _broken(chunks: Sequence[_Chunk], measure: float, indent: float) -> Iterator[Line]:
    """Lines of at most `measure` ems; a piece wider than a whole line is divided between characters."""
    held: list[_Chunk] = []
    used = indent
    for chunk in _dividing(chunks, measure - indent):
        if held and used + chunk.width > measure + _ROUNDING:
            yield _line(held, indent, last=False)
            held, used, indent = [], 0.0, 0.0
            if chunk.pieces[0][0] == " ":
                # Only the space goes: closing marks that hang on it stay.
                chunk = _chunk(chunk.pieces[1:])
        if chunk.pieces:
            held.append(chunk)
            used += chunk.width
    yield _line(held, indent, last=True)


def _dividing(chunks: Sequence[_Chunk], measure: float) -> Iterator[_Chunk]:
    for chunk in chunks:
        if chunk.width <= measure:
            yield chunk
        else:
            for text, face in chunk.pieces:
                yield from (_chunk([(character, face)]) for character in text)


def _line(chunks: Sequence[_Chunk], indent: float, *, last: bool) -> Line:
    """The chunks side by side; neighbours in one face become one text."""
    joined: list[tuple[str, str]] = []
    for text, face in (piece for chunk in chunks for piece in chunk.pieces):
        if joined and joined[-1][1] == face:
            joined[-1] = (joined[-1][0] + text, face)
        else:
            joined.append((text, face))
    spare = 0.0
    if chunks and not last and joined[-1][0].endswith(" ") and joined[-1][0] != " ":
        text, face = joined[-1]
        joined[-1] = (text[:-1], face)
        spare = _ems(" ", face)
    return Line(tuple(joined), sum(chunk.width for chunk in chunks) - spare, indent, last)


def _chunks(runs: Sequence[Run], role: Role) -> Iterator[_Chunk]:
    """What may stand alone at the end of a line."""
    held: list[tuple[str, str]] = []
    for text, face in _atoms(runs, role):
        opens = bool(held) and held[-1][0][-1] in _NEVER_LAST
        if held and not opens and text[0] not in _NEVER_FIRST:
            yield _chunk(held)
            held = []
        held.append((text, face))
    if held:
        yield _chunk(held)


def _atoms(runs: Sequence[Run], role: Role) -> Iterator[tuple[str, str]]:
    """Every smallest piece with its face; the face is chosen for the run as a whole."""
    for run in runs:
        if not run.text:
            continue
        face = face_for(run.text, role)
        if run.whole:
            yield run.text, face
        else:
            yield from ((atom, face) for atom in _ATOM.findall(run.text))


def _chunk(pieces: Sequence[tuple[str, str]]) -> _Chunk:
    return _Chunk(tuple(pieces), sum(_ems(text, face) for text, face in pieces))


@lru_cache(maxsize=8192)
def _ems(text: str, face: str) -> float:
    return width(text, face, 1.0)
