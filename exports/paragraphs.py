"""Breaks Chinese text into lines by the rules of print and fits it into the room it has."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from exports.paper import Letters
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
    """Lines that fit their room; size and leading in points, tracking (between characters) in ems."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    tracking: float = 0.0

    @property
    def height(self) -> float:
        """The room the lines take, in points."""
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        """The width of the widest line, in points."""
        return max((line.indent + line.width for line in self.lines), default=0.0) * self.size


@dataclass(frozen=True)
class _Measured:
    """A run cut where a line may end: characters and width (ems) of each chunk, and whether its ends hold on to others."""

    text: str
    face: str
    lengths: tuple[int, ...]
    widths: tuple[float, ...]
    clings: bool
    opens: bool


@dataclass(frozen=True)
class _Paragraph:
    """All runs as one text. `offsets` and `ends` are how many characters and ems there are after each chunk;
    `faces` is where each face begins, `name` the width of the widest name."""

    text: str
    offsets: list[int]
    ends: list[float]
    widest: float
    name: float
    faces: list[tuple[int, str]]
    indent: float


class _Span(NamedTuple):
    """A line to be: characters `begin` up to before `end` of a paragraph; width and indent in ems."""

    paragraph: _Paragraph
    begin: int
    end: int
    width: float
    indent: float
    last: bool


@dataclass(frozen=True)
class _Try:
    """Paragraphs broken at a size that fits; `measure` is the width of the room in ems."""

    size: float
    measure: float
    spans: list[_Span]


def fit(
    paragraphs: Sequence[tuple[Sequence[Run], float]],
    role: Role,
    room: tuple[float, float],
    sizes: Sequence[float],
    *,
    spacing: float,
    even: bool = False,
    tracking: float = 0.0,
    slack: float = 0.0,
) -> Block:
    """Paragraphs (runs, indent in ems) at the first of `sizes` whose lines fit `room` (width, height in points).

    `sizes` descend; `spacing` is the leading as a multiple of the size, `tracking` the room between characters in
    ems, `slack` how much of the leading (in sizes) may stick out of the room. A size that leaves every whole run on
    one line is preferred to a larger one that divides it. With `even` a slightly smaller size is taken where its
    lines need less spreading to reach the edge. Raises `TooLong` when no size fits, and `ExportProblem` for a
    character no face prints.
    """
    prepared = [_paragraph(runs, role, indent, tracking) for runs, indent in paragraphs]
    name = max((paragraph.name for paragraph in prepared), default=0.0)

    def tried(index: int) -> _Try | None:
        size = sizes[index]
        measure = room[0] / size
        if kept and name > measure + _ROUNDING:
            return None
        spans = [span for paragraph in prepared for span in _broken(paragraph, measure, tracking)]
        high = len(spans) * size * spacing <= room[1] + slack * size + _ROUNDING
        wide = high and all(span.indent + span.width <= measure + _ROUNDING for span in spans)
        return _Try(size, measure, spans) if wide else None

    kept = True
    first, found = _first_fitting(tried, len(sizes))
    if found is None and name:
        kept = False
        first, found = _first_fitting(tried, len(sizes))
    if found is None:
        raise TooLong("".join(run.text for runs, _ in paragraphs for run in runs))
    if even and len(found.spans) > len(paragraphs):
        close = [index for index in range(first + 1, len(sizes)) if sizes[index] >= found.size - _EVENNESS]
        found = min([found, *(other for other in map(tried, close) if other is not None)], key=_spread)
    return Block(tuple(map(_line, found.spans)), found.size, found.size * spacing, tracking)


def _first_fitting(tried: Callable[[int], _Try | None], count: int) -> tuple[int, _Try | None]:
    """The first size that fits, found by halving: what fits at one size fits at a smaller one."""
    found = tried(0)
    if found is not None or count == 1:
        return 0, found
    low, high = 1, count - 1
    found = tried(high)
    while found is not None and low < high:
        middle = (low + high) // 2
        smaller = tried(middle)
        if smaller is None:
            low = middle + 1
        else:
            high, found = middle, smaller
    return high, found


def fit_text(
    text: str, role: Role, room: tuple[float, float], sizes: Sequence[float], *, spacing: float = 1.25
) -> Block:
    """`fit` for one plain text without indent: a cell, a line of a signature."""
    return fit([([Run(text)], 0.0)], role, room, sizes, spacing=spacing)


def draw_block(canvas: "Canvas", block: Block, x: float, top: float, measure: float, align: str) -> None:
    """Draw a block whose first line's box begins at `top`; `align` is left, center, right, justify or spread."""
    letters = Letters(canvas)
    put_block(letters, block, x, top, measure, align)
    letters.finish()


def put_block(letters: Letters, block: Block, x: float, top: float, measure: float, align: str) -> None:
    """`draw_block` among other texts of a sheet."""
    y = top - (block.leading + block.size * 0.76) / 2
    for line in block.lines:
        _put_line(letters, line, block, (x, y), measure, align)
        y -= block.leading


def _put_line(
    letters: Letters, line: Line, block: Block, place: tuple[float, float], measure: float, align: str
) -> None:
    size = block.size
    x, y = place
    spare = measure - (line.indent + line.width) * size
    gap = block.tracking * size
    if align == "center" or (align == "spread" and not line.gaps):
        x += spare / 2
    elif align == "right":
        x += spare
    elif align == "spread" and line.gaps > 0:
        gap += spare / line.gaps
    elif align == "justify" and not line.last:
        wider = spare / max(line.gaps, 1)
        gap += wider if wider <= size * _WIDEST_GAP else 0.0
    x += line.indent * size
    letters.space(gap)
    for piece, face in line.pieces:
        letters.set(face, size)
        letters.put(piece, x, y)
        if len(line.pieces) > 1:
            x += _ems(piece, face) * size + gap * len(piece)


def _spread(tried: _Try) -> float:
    """How far the worst line must be spread, in ems between characters."""
    full = (span for span in tried.spans if not span.last)
    spares = ((tried.measure - span.indent - span.width) / max(span.end - span.begin - 1, 1) for span in full)
    return max(spares, default=0.0)


def _broken(paragraph: _Paragraph, measure: float, tracking: float) -> Iterator[_Span]:
    """Lines of at most `measure` ems; a piece wider than a whole line is divided between characters."""
    indent = paragraph.indent
    if paragraph.widest > measure - indent + tracking + _ROUNDING:
        paragraph = _divided(paragraph, measure - indent + tracking, tracking)
    offsets, ends, text = paragraph.offsets, paragraph.ends, paragraph.text
    start, begin, base = 0, 0, 0.0
    while True:
        stop = bisect_right(ends, base + measure - indent + tracking + _ROUNDING, lo=start)
        stop = max(stop, start + 1)
        if stop >= len(ends):
            width = max(ends[-1] - base - tracking, 0.0) if ends else 0.0
            yield _Span(paragraph, begin, len(text), width, indent, last=True)
            return
        end, reach = offsets[stop - 1], ends[stop - 1]
        blank = reach - _blank(paragraph, end - 1, tracking) if text[end - 1] == " " and end - 1 > begin else reach
        width = max(blank - base - tracking, 0.0)
        yield _Span(paragraph, begin, end - (blank < reach), width, indent, last=False)
        start, begin, base, indent = stop, end, reach, 0.0
        if text[begin] == " ":
            # Only the space goes: closing marks that hang on it stay.
            base += _blank(paragraph, begin, tracking)
            begin += 1


def _blank(paragraph: _Paragraph, at: int, tracking: float) -> float:
    """The width of the blank at a place of the text."""
    face = next(face for start, face in reversed(paragraph.faces) if start <= at)
    return _ems(" ", face) + tracking


def _line(span: _Span) -> Line:
    """The characters of a span with their faces."""
    begin, end, paragraph = span.begin, span.end, span.paragraph
    text, faces = paragraph.text, paragraph.faces
    if len(faces) <= 1:
        pieces = [(text[begin:end], face) for _, face in faces]
    else:
        borders = [start for start, _ in faces[1:]] + [len(text)]
        pieces = [
            (text[max(begin, start) : min(end, border)], face)
            for (start, face), border in zip(faces, borders, strict=True)
        ]
    return Line(tuple(piece for piece in pieces if piece[0]), span.width, span.indent, span.last)


def _divided(paragraph: _Paragraph, measure: float, tracking: float) -> _Paragraph:
    """The paragraph with every chunk wider than `measure` cut into its characters."""
    lengths: list[int] = []
    widths: list[float] = []
    before, reach = 0, 0.0
    for offset, end in zip(paragraph.offsets, paragraph.ends, strict=True):
        if end - reach <= measure + _ROUNDING:
            lengths.append(offset - before)
            widths.append(end - reach)
        else:
            for at in range(before, offset):
                face = next(face for start, face in reversed(paragraph.faces) if start <= at)
                lengths.append(1)
                widths.append(_ems(paragraph.text[at], face) + tracking)
        before, reach = offset, end
    return _Paragraph(
        paragraph.text,
        list(accumulate(lengths)),
        list(accumulate(widths)),
        max(widths, default=0.0),
        paragraph.name,
        paragraph.faces,
        paragraph.indent,
    )


def _paragraph(runs: Sequence[Run], role: Role, indent: float, tracking: float) -> _Paragraph:
    """Runs beside each other; a mark that clings to what is before it does so across their border too."""
    lengths: list[int] = []
    widths: list[float] = []
    faces: list[tuple[int, str]] = []
    held, opens, at, name = "", False, 0, 0.0
    texts = []
    for run in runs:
        if not run.text:
            continue
        measured = _measured(run.text, role, run.whole, tracking)
        if lengths and (opens or measured.clings):
            lengths[-1] += measured.lengths[0]
            widths[-1] += measured.widths[0]
            lengths += measured.lengths[1:]
            widths += measured.widths[1:]
        else:
            lengths += measured.lengths
            widths += measured.widths
        if measured.face != held:
            faces.append((at, measured.face))
            held = measured.face
        if run.whole:
            name = max(name, measured.widths[0])
        opens = measured.opens
        at += len(run.text)
        texts.append(run.text)
    return _Paragraph(
        "".join(texts),
        list(accumulate(lengths)),
        list(accumulate(widths)),
        max(widths, default=0.0),
        name,
        faces,
        indent,
    )


@lru_cache(maxsize=8192)  # the words of a design, and the schools and programmes of a batch, come again and again
def _measured(text: str, role: Role, whole: bool, tracking: float) -> _Measured:
    """A run cut and measured; the face is chosen for the run as a whole."""
    face = face_for(text, role)
    atoms = [text] if whole else _ATOM.findall(text)
    lengths: list[int] = []
    widths: list[float] = []
    opens = False
    for atom in atoms:
        wide = _ems(atom, face) + tracking * len(atom)
        if lengths and (opens or atom[0] in _NEVER_FIRST):
            lengths[-1] += len(atom)
            widths[-1] += wide
        else:
            lengths.append(len(atom))
            widths.append(wide)
        opens = atom[-1] in _NEVER_LAST
    return _Measured(text, face, tuple(lengths), tuple(widths), text[0] in _NEVER_FIRST, opens)


@lru_cache(maxsize=8192)
def _ems(text: str, face: str) -> float:
    return width(text, face, 1.0)
