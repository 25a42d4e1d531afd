"""Lays a chart out as plain shapes in points, once for paper and screen, and draws them on a PDF."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Literal
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Kind = Literal["bars", "stacked", "columns", "lines", "pyramid", "progress"]
Role = Literal["ink", "quiet", "grid", "first", "second", "third", "fourth", "fifth", "goal"]
"""What a shape is drawn as: texts, axes, the series in their order, a mark of what is aimed at."""

SERIES: tuple[Role, ...] = ("first", "second", "third", "fourth", "fifth")
COLOURS: dict[Role, tuple[int, int, int]] = {
    "ink": (34, 34, 34), "quiet": (96, 96, 96), "grid": (214, 214, 214), "first": (38, 84, 140),
    "second": (214, 130, 38), "third": (70, 134, 88), "fourth": (138, 96, 158), "fifth": (120, 120, 120), "goal": (178, 34, 34),
}  # fmt: skip
"""Red, green and blue of each role on white paper; every series has a pattern of its own beside its colour."""

SIZE, SMALL, TITLE = 9.0, 8.0, 11.0
_ROW, _BAR, _GAP = 20.0, 13.0, 6.0
_MOST_LABEL = 130.0


@dataclass(frozen=True)
class Series:
    """One row of numbers under one name, a number for every category."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """What a chart shows. `bars`, `stacked`, `pyramid` and `progress` lie, a row a category; `columns` and `lines` stand.

    `progress`: the first series is what there is, the second what is aimed at.
    """

    kind: Kind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, `y` downwards from the top."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    role: Role
    width: float = 0.6


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    role: Role


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: float
    anchor: Literal["start", "middle", "end"] = "start"
    role: Role = "ink"


Shape = Box | Line | Polygon | Text


@dataclass(frozen=True)
class Drawing:
    """A chart laid out: its size in points and its shapes in the order in which they are drawn."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def text_width(text: str, size: float) -> float:
    """About how wide a text is: a Chinese character its size, others a little more than half of it."""
    return sum(size if east_asian_width(one) in "WFA" else size * 0.56 for one in text)


def shortened(text: str, room: float, size: float) -> str:
    """The text, or its beginning with … where there is no room for all of it."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept + "…"


def lay(chart: Chart, width: float) -> Drawing:
    """A chart as shapes, so many points wide and as high as it needs; without categories only its title."""
    shapes: list[Shape] = [Text(width / 2, TITLE + 2, chart.title, TITLE, "middle")]
    top = TITLE + 12.0
    if len(chart.series) > 1:
        shapes += _legend(chart, width, top)
        top += 16.0
    if not chart.categories:
        shapes.append(Text(width / 2, top + 14, "没有数字", SIZE, "middle", "quiet"))
        return Drawing(width, top + 24, tuple(shapes))
    laid = _standing(chart, width, top) if chart.kind in ("columns", "lines") else _lying(chart, width, top)
    return Drawing(width, laid[0], (*shapes, *laid[1]))


def _legend(chart: Chart, width: float, top: float) -> Iterator[Shape]:
    room = [text_width(one.label, SMALL) + 26.0 for one in chart.series]
    x = max(0.0, (width - sum(room)) / 2)
    for at, (one, wide) in enumerate(zip(chart.series, room, strict=True)):
        if chart.kind == "progress" and at == 1:
            yield Line(x + 4, top, x + 4, top + 9, "goal", 1.6)
        else:
            yield from _bar(x, top, 12.0, 9.0, at)
        yield Text(x + 16, top + 8, one.label, SMALL, role="quiet")
        x += wide


def _bar(x: float, y: float, width: float, height: float, series: int) -> Iterator[Shape]:
    """A rectangle of a series: its colour, and a pattern that tells it without colours."""
    role = SERIES[series % len(SERIES)]
    if series == 0:
        yield Box(x, y, width, height, role)
        return
    yield Box(x, y, width, height, role, filled=False)
    if series == 1:
        yield from _slanted(x, y, width, height, role, 4.0)
    elif series == 2:
        count = int(height // 3.2)
        yield from (Line(x, y + 3.2 * n, x + width, y + 3.2 * n, role, 0.8) for n in range(1, count + 1))
    elif series == 3:
        count = int(width // 3.2)
        yield from (Line(x + 3.2 * n, y, x + 3.2 * n, y + height, role, 0.8) for n in range(1, count + 1))


def _slanted(x: float, y: float, width: float, height: float, role: Role, step: float) -> Iterator[Shape]:
    """Lines from lower left to upper right inside a rectangle."""
    at = step
    while at < width + height:
        first = (x + min(at, width), y + max(0.0, at - width))
        last = (x + max(0.0, at - height), y + min(at, height))
        yield Line(*last, *first, role, 0.8)
        at += step


def shown(value: float, unit: str = "") -> str:
    """A number as it stands beside a bar: without needless decimals, with its unit."""
    text = f"{value:,.1f}".removesuffix(".0")
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip()


def _lying(chart: Chart, width: float, top: float) -> tuple[float, list[Shape]]:
    label = min(_MOST_LABEL, max(text_width(one, SIZE) for one in chart.categories)) + _GAP
    ends = [_end(chart, row) for row in range(len(chart.categories))]
    room = width - label - max(text_width(one, SMALL) for one in ends) - 2 * _GAP
    most = max(_longest(chart), 1e-9)
    shapes: list[Shape] = []
    for row, (name, end) in enumerate(zip(chart.categories, ends, strict=True)):
        y = top + row * _ROW
        base = y + _BAR - 3
        shapes.append(Text(label - _GAP, base, shortened(name, label - _GAP, SIZE), SIZE, "end"))
        bars, last = _row_bars(chart, row, (label, y, room), most)
        shapes += bars
        shapes.append(Text(last + _GAP, base, end, SMALL, role="quiet"))
    height = top + len(chart.categories) * _ROW
    if chart.kind != "pyramid":
        shapes.append(Line(label, top - 3, label, height - 3, "quiet"))
    return height + 2, shapes


def _longest(chart: Chart) -> float:
    rows = range(len(chart.categories))
    if chart.kind == "stacked":
        return max(sum(one.values[row] for one in chart.series) for row in rows)
    return max(one.values[row] for one in chart.series for row in rows)


def _end(chart: Chart, row: int) -> str:
    """What stands behind a row."""
    values = [one.values[row] for one in chart.series]
    if chart.kind == "progress":
        now, goal = values
        gap = f"，差 {shown(goal - now)}" if goal > now else "，已达到"
        return f"{shown(now)} / {shown(goal, chart.unit)}{gap}"
    if chart.kind == "stacked":
        parts = " + ".join(shown(one) for one in values)
        return f"{shown(sum(values), chart.unit)}（{parts}）" if len(values) > 1 else shown(values[0], chart.unit)
    return "、".join(shown(one, chart.unit) for one in values)


def _row_bars(chart: Chart, row: int, place: tuple[float, float, float], most: float) -> tuple[list[Shape], float]:
    """The bars of one row and where the last of them ends; `place`: left, top, room."""
    left, y, room = place
    values = [one.values[row] for one in chart.series]
    lengths = [room * max(0.0, one) / most for one in values]
    if chart.kind == "pyramid":
        return list(_bar(left + (room - lengths[0]) / 2, y, lengths[0], _BAR, 0)), left + (room + lengths[0]) / 2
    if chart.kind == "progress":
        goal = left + lengths[1]
        return [*_bar(left, y + 2, lengths[0], _BAR - 4, 0), Line(goal, y - 1, goal, y + _BAR + 1, "goal", 1.6)], max(
            left + lengths[0], goal
        )
    shapes: list[Shape] = []
    if chart.kind == "stacked":
        for at, length in enumerate(lengths):
            shapes += _bar(left, y, length, _BAR, at)
            left += length
        return shapes, left
    high = _BAR / len(lengths)
    for at, length in enumerate(lengths):
        shapes += _bar(left, y + at * high, length, high, at)
    return shapes, left + max(lengths)


_HIGH = 130.0


def _standing(chart: Chart, width: float, top: float) -> tuple[float, list[Shape]]:
    most, step = _scale(max((value for one in chart.series for value in one.values), default=0.0))
    axis = max(text_width(shown(most), SMALL), text_width(chart.unit, SMALL)) + _GAP
    room, floor_y = width - axis - _GAP, top + 10 + _HIGH
    shapes: list[Shape] = [Text(axis - _GAP, top + 2, chart.unit, SMALL, "end", "quiet")] if chart.unit else []
    mark = 0.0
    while mark <= most + 1e-9:
        y = floor_y - _HIGH * mark / most
        shapes += [
            Line(axis, y, axis + room, y, "quiet" if mark == 0 else "grid"),
            Text(axis - _GAP, y + 3, shown(mark), SMALL, "end", "quiet"),
        ]
        mark += step
    slot = room / len(chart.categories)
    for row, name in enumerate(chart.categories):
        middle = axis + slot * (row + 0.5)
        shapes.append(Text(middle, floor_y + 12, shortened(name, slot - 2, SMALL), SMALL, "middle"))
    made = _columns if chart.kind == "columns" else _lines
    shapes += made(chart, (axis, floor_y, slot), most)
    return floor_y + 18, shapes


def _scale(largest: float) -> tuple[float, float]:
    """The end of an axis and the distance of its marks: three to six round numbers."""
    if largest <= 0:
        return 1.0, 1.0
    ten = 10.0 ** floor(log10(largest))
    step = next(ten * one for one in (0.2, 0.5, 1.0, 2.0) if largest / (ten * one) <= 5)
    step = max(step, 1.0) if largest >= 2 else step
    return step * ceil(largest / step - 1e-9), step


def _columns(chart: Chart, place: tuple[float, float, float], most: float) -> list[Shape]:
    axis, floor_y, slot = place
    wide = min(26.0, slot * 0.7 / len(chart.series))
    shapes: list[Shape] = []
    for row in range(len(chart.categories)):
        x = axis + slot * (row + 0.5) - wide * len(chart.series) / 2
        for at, one in enumerate(chart.series):
            high = _HIGH * max(0.0, one.values[row]) / most
            shapes += _bar(x, floor_y - high, wide, high, at)
            shapes.append(Text(x + wide / 2, floor_y - high - 2, shown(one.values[row]), SMALL, "middle"))
            x += wide
    return shapes


def _lines(chart: Chart, place: tuple[float, float, float], most: float) -> list[Shape]:
    axis, floor_y, slot = place
    shapes: list[Shape] = []
    for at, one in enumerate(chart.series):
        points = [
            (axis + slot * (row + 0.5), floor_y - _HIGH * max(0.0, value) / most)
            for row, value in enumerate(one.values)
        ]
        role = SERIES[at % len(SERIES)]
        shapes += [Line(*first, *second, role, 1.4) for first, second in itertools.pairwise(points)]
        for (x, y), value in zip(points, one.values, strict=True):
            shapes += [
                _marker(x, y, at, role),
                Text(x, y - 6 if at % 2 == 0 else y + 12, shown(value), SMALL, "middle"),
            ]
    return shapes


def _marker(x: float, y: float, series: int, role: Role) -> Polygon:
    """A square, a diamond, a triangle: lines are told apart by them without colours."""
    r = 3.2
    shapes: Sequence[tuple[tuple[float, float], ...]] = (
        ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
        ((x, y - r * 1.4), (x + r * 1.4, y), (x, y + r * 1.4), (x - r * 1.4, y)),
        ((x, y - r * 1.3), (x + r * 1.2, y + r), (x - r * 1.2, y + r)),
    )
    return Polygon(shapes[series % len(shapes)], role)


def draw(canvas: "Canvas", drawing: Drawing, left: float, top: float) -> None:
    """Draw the shapes on a PDF page; `left` and `top` are where the drawing's upper left corner comes to stand."""
    from exports.typefaces import face_for, normalise

    canvas.saveState()
    for one in drawing.shapes:
        red, green, blue = (part / 255 for part in COLOURS[one.role])
        canvas.setFillColorRGB(red, green, blue)
        canvas.setStrokeColorRGB(red, green, blue)
        if isinstance(one, Box):
            canvas.setLineWidth(0.8)
            canvas.rect(left + one.x, top - one.y - one.height, one.width, one.height, stroke=1, fill=int(one.filled))
        elif isinstance(one, Line):
            canvas.setLineWidth(one.width)
            canvas.line(left + one.x, top - one.y, left + one.to_x, top - one.to_y)
        elif isinstance(one, Polygon):
            path = canvas.beginPath()
            path.moveTo(left + one.points[0][0], top - one.points[0][1])
            for x, y in one.points[1:]:
                path.lineTo(left + x, top - y)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
        else:
            text = normalise(one.text)
            canvas.setFont(face_for(text, "song"), one.size)
            put = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
            put[one.anchor](left + one.x, top - one.y, text)
    canvas.restoreState()
