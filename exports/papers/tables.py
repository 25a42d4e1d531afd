"""Tables and forms: ruled cells with filled texts, as rows that go on over further sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from exports.paper import MM
from exports.papers.design import Cell, Column, Form, Table
from exports.papers.drawing import Pen
from exports.papers.facts import Facts, Texts
from exports.papers.filling import fill, named
from exports.papers.texts import Paragraphs, paragraphs, sizes
from exports.papers.wording import called
from exports.paragraphs import Block, Run, TooLong, fit
from exports.typefaces import Role, face_for, width

ROW = "序号"
"""A row's place in its table, where the row says none itself."""

_PAD = 3.5
_ABOVE = 2.5
_LEADING = 1.2
_ENDLESS = 1e6
_HEAD_GREY, _LABEL_GREY, _SUM_GREY = 0.92, 0.955, 0.955


@dataclass(frozen=True)
class _Place:
    """A cell: left edge and width in points, alignment, how dark it is (1 white)."""

    left: float
    width: float
    align: str
    grey: float = 1.0


@dataclass(frozen=True)
class _Row:
    """Cells side by side, each a plain text at the table's size or a block."""

    cells: tuple[str | Block, ...]
    places: tuple[_Place, ...]
    height: float


@dataclass(frozen=True)
class Grid:
    """Rows under a heading row that each sheet repeats; a `Body` of `flowing`."""

    rows: Sequence[_Row]
    heading: _Row | None
    left: float
    width: float
    role: Role
    size: float
    label: str = ""

    @property
    def head(self) -> float:
        """The height of the heading row in points."""
        return self.heading.height if self.heading else 0.0

    @property
    def heights(self) -> list[float]:
        """The height of each row in points."""
        return [row.height for row in self.rows]

    def words(self, index: int) -> str:
        """The longest text of a row."""
        return max(map(_words, self.rows[index].cells), key=len, default="") if self.rows else ""

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Heading and rows between thin rules, the outer ones stronger."""
        rows = [*([self.heading] if self.heading else []), *self.rows[first:last]]
        tops = list(accumulate((row.height for row in rows), lambda y, height: y - height, initial=top))
        _shade(pen, rows, tops)
        for row, y in zip(rows, tops, strict=False):
            for cell, place in zip(row.cells, row.places, strict=True):
                if cell:
                    self._put(pen, cell, place, y, row.height)
        self._rule(pen, rows, tops)

    def _put(self, pen: Pen, cell: str | Block, place: _Place, top: float, height: float) -> None:
        left, measure = place.left + _PAD, place.width - 2 * _PAD
        if isinstance(cell, Block):
            pen.block(cell, left, top - (height - cell.height) / 2, measure, place.align)
            return
        face = face_for(cell, self.role)
        letters = pen.letters()
        if place.align in {"right", "center"}:
            spare = measure - width(cell, face, self.size)
            left += spare if place.align == "right" else spare / 2
        letters.set(face, self.size)
        letters.put(cell, left, top - (height + self.size * 0.76) / 2)

    def _rule(self, pen: Pen, rows: Sequence[_Row], tops: Sequence[float]) -> None:
        right = self.left + self.width
        lines = [(self.left, y, right, y) for y in tops[1:-1]]
        begun: dict[float, float] = {}
        for row, y in zip(rows, tops, strict=False):
            edges = {place.left for place in row.places[1:]}
            for x in [x for x in begun if x not in edges]:
                lines.append((x, begun.pop(x), x, y))
            for x in edges:
                begun.setdefault(x, y)
        lines += [(x, start, x, tops[-1]) for x, start in sorted(begun.items())]
        canvas = pen.canvas
        canvas.setStrokeGray(0.25)
        canvas.setLineWidth(0.4)
        if lines:
            canvas.lines(lines)
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.9)
        canvas.rect(self.left, tops[-1], self.width, tops[0] - tops[-1])


def table(element: Table, facts: Facts) -> Grid:
    """The rows of a table, filled; raises `TooLong` for a heading or a word that its column cannot hold."""
    left, whole = element.x * MM, element.width * MM
    places = _places(left, whole, [(column.share, column.align) for column in element.columns])
    heading = _heading(element, places, facts)
    rows: list[_Row] = []
    given = facts.lists.get(element.rows, ())
    for number in range(max(len(given), element.least)):
        texts = _row_texts(element.columns, facts, given[number] if number < len(given) else None, number + 1)
        rows.append(_row(element, places, texts, facts.names))
    if element.sums:
        rows += [_sum_row(element, places, line) for line in facts.lists.get(element.sums, ())]
    return Grid(rows, heading, left, whole, element.role, element.size, called(element))


def form(element: Form, facts: Facts, texts: Texts, scale: float = 1.0) -> Grid:
    """The lines of a form, filled, its letters `scale` of their size; raises `TooLong`."""
    left, whole = element.x * MM, element.width * MM
    size = element.size * scale
    rows = []
    for line in element.lines:
        places = _spans(left, whole, element.shares, line)
        cells = tuple(
            _form_cell(cell, texts, facts.names, place.width - 2 * _PAD, element, size)
            for cell, place in zip(line, places, strict=True)
        )
        rows.append(_Row(cells, places, _height(cells, element.row * MM)))
    return Grid(rows, None, left, whole, element.role, size, called(element))


def _places(left: float, whole: float, shares: Sequence[tuple[float, str]]) -> tuple[_Place, ...]:
    total = sum(share for share, _ in shares) or 1.0
    places = []
    for share, align in shares:
        room = whole * share / total
        places.append(_Place(left, room, align))
        left += room
    return tuple(places)


def _spans(left: float, whole: float, shares: Sequence[float], line: Sequence[Cell]) -> tuple[_Place, ...]:
    """The cells of a form's line over its columns; the last reaches to the edge."""
    total = sum(shares) or 1.0
    edges = [left + whole * share / total for share in accumulate(shares, initial=0.0)]
    places: list[_Place] = []
    column = 0
    for index, cell in enumerate(line):
        last = len(edges) - 1 if index == len(line) - 1 else min(column + cell.columns, len(edges) - 1)
        grey = _LABEL_GREY if cell.label else 1.0
        places.append(_Place(edges[column], edges[last] - edges[column], cell.align, grey))
        column = last
    return tuple(places)


def _heading(element: Table, places: Sequence[_Place], facts: Facts) -> _Row:
    steps = sizes(element.size, min(element.size, 5.0))
    said = [paragraphs(column.heading, facts.texts, facts.names) for column in element.columns]
    cells = tuple(
        fit(lines, "hei", (place.width - 2 * _PAD, 40.0), steps, spacing=_LEADING)
        if any(runs for runs, _ in lines)
        else ""
        for lines, place in zip(said, places, strict=True)
    )
    shaded = tuple(_Place(place.left, place.width, "center", _HEAD_GREY) for place in places)
    return _Row(cells, shaded, _height(cells, element.row * MM))


def _row_texts(columns: Sequence[Column], facts: Facts, row: Texts | None, number: int) -> list[Mapping[str, str]]:
    """The facts for each cell: the row's own, then the paper's; an empty row has only its number."""
    if row is None:
        return [{item: str(number) if item == ROW else "" for item in named(column.text)} for column in columns]
    return [{ROW: str(number), **_chosen(named(column.text), facts.texts, row)} for column in columns]


def _chosen(items: Sequence[str], texts: Texts, row: Texts) -> dict[str, str]:
    return {item: row[item] if item in row else texts[item] for item in items if item in row or item in texts}


def _row(element: Table, places: tuple[_Place, ...], texts: Sequence[Mapping[str, str]], names: frozenset[str]) -> _Row:
    cells = tuple(
        _cell(column.text, filled, names, place.width - 2 * _PAD, element.role, element.size)
        for column, filled, place in zip(element.columns, texts, places, strict=True)
    )
    return _Row(cells, places, _height(cells, element.row * MM))


def _sum_row(element: Table, places: tuple[_Place, ...], line: Texts) -> _Row:
    """A sum under the table: what it is over all columns but the last, the amount in the last."""
    whole = places[-1].left + places[-1].width - places[0].left
    last = places[-1].width if len(places) > 1 else whole * 0.25
    label = _Place(places[0].left, whole - last, "right", _SUM_GREY)
    amount = _Place(label.left + label.width, last, "center", _SUM_GREY)
    cells = tuple(
        _fitted((((Run(line.get(item, "")),), 0.0),), "hei", place.width - 2 * _PAD, element.size)
        for item, place in (("项目", label), ("数", amount))
    )
    return _Row(cells, (label, amount), _height(cells, element.row * MM))


def _form_cell(
    cell: Cell, texts: Texts, names: frozenset[str], measure: float, element: Form, size: float
) -> str | Block:
    if not cell.label:
        return _cell(cell.text, texts, names, measure, element.role, size)
    return _fitted(paragraphs(cell.text, texts, names), "hei", measure, size)


def _cell(text: str, texts: Texts, names: frozenset[str], measure: float, role: Role, size: float) -> str | Block:
    """A text that fits as it is stays plain; others are broken into lines."""
    said = fill(text, texts)
    # No character of a face is wider than its size, so a short text need not be measured.
    if "\n" not in said and (len(said) * size <= measure or width(said, face_for(said, role), size) <= measure):
        return said
    return _fitted(paragraphs(text, texts, names), role, measure, size)


@lru_cache(maxsize=4096)  # the same schools and programmes fill whole columns
def _fitted(found: Paragraphs, role: Role, measure: float, size: float) -> Block:
    """First one line a little smaller, then two, then as many as it needs; a name alone shrinks further for one."""
    alone = len(found) == 1 and len(found[0][0]) == 1 and found[0][0][0].whole
    steps = (
        (sizes(size, size * (0.6 if alone else 0.85)), 1),
        (sizes(size * 0.95, size * 0.8), 2),
        ((size * 0.8,), 0),
    )
    for tried, lines in steps:
        try:
            room = lines * tried[0] * _LEADING or _ENDLESS
            return fit(found, role, (measure, room), tried, spacing=_LEADING)
        except TooLong:
            continue
    raise TooLong("".join(run.text for runs, _ in found for run in runs))


def _height(cells: Sequence[str | Block], least: float) -> float:
    tallest = max((cell.height for cell in cells if isinstance(cell, Block)), default=0.0)
    return max(least, tallest + 2 * _ABOVE)


def _words(cell: str | Block) -> str:
    if isinstance(cell, str):
        return cell
    return "".join(text for line in cell.lines for text, _ in line.pieces)


def _shade(pen: Pen, rows: Sequence[_Row], tops: Sequence[float]) -> None:
    shaded = [
        (place, y, row.height) for row, y in zip(rows, tops, strict=False) for place in row.places if place.grey != 1.0
    ]
    if not shaded:
        return
    canvas = pen.canvas
    for place, y, height in shaded:
        canvas.setFillGray(place.grey)
        canvas.rect(place.left, y - height, place.width, height, stroke=0, fill=1)
    canvas.setFillGray(0)
