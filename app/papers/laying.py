"""What a person does with the elements of a design: each a function from a design to the design as it is then."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import msgspec

from exports.papers.design import (
    AnyElement,
    Cell,
    Code,
    Column,
    Design,
    Form,
    Frame,
    Picture,
    Rule,
    Seal,
    Table,
    Text,
    read_design,
    write_design,
)
from exports.typefaces import Role

__all__ = [
    "FACES", "AnyElement", "Box", "Cell", "Code", "Column", "Design", "Form", "Frame", "Guide", "Picture", "Rule", "Seal", "Table",
    "Text", "added", "aligned", "box_of", "changed", "distributed", "fresh", "moved", "name_of", "ordered", "put",
    "read_design", "removed", "resized", "sheet", "snap", "union", "write_design",
]  # fmt: skip

FACES: tuple[str, ...] = get_args(Role)
"""What a text may be set in."""

Places = Collection[int]
"""Which elements are meant, by their place in the design (from 0)."""

Edge = Literal["left", "center", "right", "top", "middle", "bottom"]
To = Literal["front", "forward", "backward", "back"]

MARGIN = 20.0
"""Millimetres from the sheet's edge where elements are brought to unless a person puts them elsewhere."""

LEAST = 1.0
"""Millimetres of the least width and height that the hand can give."""

_LONGEST_NAME = 14


@dataclass(frozen=True)
class Box:
    """Where something stands, in mm from the sheet's upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Guide:
    """A line that something has come to lie on: at this x (`upright`) or y, in mm."""

    upright: bool
    at: float


def box_of(one: AnyElement) -> Box:
    """The box of an element."""
    return Box(one.x, one.y, one.width, one.height)


def sheet(design: Design) -> Box:
    """The whole sheet."""
    return Box(0, 0, design.width, design.height)


def union(boxes: Iterable[Box]) -> Box:
    """The least box that holds all of these, one or more."""
    some = list(boxes)
    x, y = min(one.x for one in some), min(one.y for one in some)
    return Box(x, y, max(one.right for one in some) - x, max(one.bottom for one in some) - y)


def name_of(one: AnyElement) -> str:
    """What an element is called in a list: its kind, and the beginning of what it says."""
    if isinstance(one, Text):
        return f"文字：{_begin(one.text)}"
    if isinstance(one, Picture):
        return f"图片：{one.fact or '单位标志'}"
    if isinstance(one, Table):
        return f"表格：{one.rows}"
    return _NAMES[type(one).__name__]


_NAMES = {"Rule": "线条", "Frame": "边框", "Code": "二维码", "Seal": "盖章处", "Form": "登记表"}


def _begin(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


# -- elements one by one


def put(design: Design, place: int, one: AnyElement) -> Design:
    """With another element in this place."""
    elements = list(design.elements)
    elements[place] = one
    return msgspec.structs.replace(design, elements=tuple(elements))


def changed(design: Design, places: Places, **fields: Any) -> Design:
    """With these fields of these elements changed; an element that does not have a field stays as it is."""
    elements = list(design.elements)
    for place in places:
        had = {name: value for name, value in fields.items() if hasattr(elements[place], name)}
        elements[place] = msgspec.structs.replace(elements[place], **had)
    return msgspec.structs.replace(design, elements=tuple(elements))


def added(design: Design, some: Sequence[AnyElement]) -> tuple[Design, frozenset[int]]:
    """With more elements, above all others; and their places."""
    first = len(design.elements)
    made = msgspec.structs.replace(design, elements=(*design.elements, *some))
    return made, frozenset(range(first, first + len(some)))


def removed(design: Design, places: Places) -> Design:
    """Without these elements."""
    kept = tuple(one for place, one in enumerate(design.elements) if place not in places)
    return msgspec.structs.replace(design, elements=kept)


def ordered(design: Design, places: Places, to: To) -> tuple[Design, frozenset[int]]:
    """With these elements drawn later (front) or earlier (back) than others; and where they are then."""
    order = list(range(len(design.elements)))
    chosen = [place for place in order if place in places]
    others = [place for place in order if place not in places]
    match to:
        case "front":
            order = others + chosen
        case "back":
            order = chosen + others
        case "forward":
            _pass(order, list(reversed(chosen)), 1)
        case "backward":
            _pass(order, chosen, -1)
    elements = tuple(design.elements[place] for place in order)
    return msgspec.structs.replace(design, elements=elements), frozenset(order.index(place) for place in chosen)


def _pass(order: list[int], chosen: list[int], step: int) -> None:
    """Let each of them change with its neighbour, unless that is one of them too."""
    for place in chosen:
        at = order.index(place)
        if 0 <= at + step < len(order) and order[at + step] not in chosen:
            order[at], order[at + step] = order[at + step], order[at]


# -- where they stand


def moved(design: Design, places: Places, right: float, down: float) -> Design:
    """With these elements moved by so many mm."""
    return _boxed(
        design,
        {
            place: Box(one.x + right, one.y + down, one.width, one.height)
            for place, one in enumerate(design.elements)
            if place in places
        },
    )


def resized(design: Design, place: int, box: Box) -> Design:
    """With this element in this box."""
    return _boxed(design, {place: box})


def _boxed(design: Design, boxes: dict[int, Box]) -> Design:
    elements = list(design.elements)
    for place, box in boxes.items():
        elements[place] = msgspec.structs.replace(
            elements[place],
            x=_hundredth(box.x),
            y=_hundredth(box.y),
            width=_hundredth(max(box.width, 0.0)),
            height=_hundredth(max(box.height, 0.0)),
        )
    return msgspec.structs.replace(design, elements=tuple(elements))


def _hundredth(mm: float) -> float:
    """Nobody sees less, and the file stays readable; -0.0 is no number to show."""
    return round(mm, 2) + 0.0


def aligned(design: Design, places: Places, edge: Edge) -> Design:
    """With these elements at one edge or middle: of the sheet's margins for one alone, of each other for several."""
    if len(places) == 1:
        whole = sheet(design)
        to = Box(MARGIN, MARGIN, whole.width - 2 * MARGIN, whole.height - 2 * MARGIN)
    else:
        to = union(box_of(design.elements[place]) for place in places)
    boxes = {}
    for place in places:
        box = box_of(design.elements[place])
        x = {"left": to.x, "center": to.x + (to.width - box.width) / 2, "right": to.right - box.width}.get(edge, box.x)
        y = {"top": to.y, "middle": to.y + (to.height - box.height) / 2, "bottom": to.bottom - box.height}
        boxes[place] = Box(x, y.get(edge, box.y), box.width, box.height)
    return _boxed(design, boxes)


def distributed(design: Design, places: Places, *, upright: bool) -> Design:
    """With the same room between these elements from side to side, or (`upright`) from top to bottom; three or more."""
    if len(places) < 3:
        return design
    boxes = {place: box_of(design.elements[place]) for place in places}
    order = sorted(boxes, key=lambda place: (boxes[place].y if upright else boxes[place].x, place))
    sides = [boxes[place].height if upright else boxes[place].width for place in order]
    first, last = boxes[order[0]], boxes[order[-1]]
    whole = last.bottom - first.y if upright else last.right - first.x
    between = (whole - sum(sides)) / (len(order) - 1)
    at = first.y if upright else first.x
    for place, side in zip(order, sides, strict=True):
        box = boxes[place]
        boxes[place] = Box(box.x, at, box.width, box.height) if upright else Box(at, box.y, box.width, box.height)
        at += side + between
    return _boxed(design, boxes)


# -- coming to lie on lines


def snap(
    design: Design, places: Places, box: Box, reach: float, *, sides: str = "lcrtmb"
) -> tuple[float, float, list[Guide]]:
    """How far a box that is being moved should go further to lie on a line, and on which lines it lies then.

    Lines are the sheet's middle and margins and the edges and middles of the elements that are not in `places`.
    `sides` says which of its own lines may come to lie there: left, centre, right, top, middle, bottom. `reach` in mm.
    """
    xs, ys = _lines(design, places)
    mine = {
        "l": box.x, "c": box.x + box.width / 2, "r": box.right,
        "t": box.y, "m": box.y + box.height / 2, "b": box.bottom,
    }  # fmt: skip
    right = _nearest([mine[side] for side in "lcr" if side in sides], xs, reach)
    down = _nearest([mine[side] for side in "tmb" if side in sides], ys, reach)
    guides = [Guide(True, at) for at in _met([mine[side] + (right or 0) for side in "lcr" if side in sides], xs)]
    guides += [Guide(False, at) for at in _met([mine[side] + (down or 0) for side in "tmb" if side in sides], ys)]
    return right or 0.0, down or 0.0, guides


def _lines(design: Design, but: Places) -> tuple[list[float], list[float]]:
    xs = [design.width / 2, MARGIN, design.width - MARGIN]
    ys = [design.height / 2, MARGIN, design.height - MARGIN]
    if design.fold:
        xs += [design.width / 4, design.width * 3 / 4]
    for place, one in enumerate(design.elements):
        if place not in but:
            box = box_of(one)
            xs += [box.x, box.x + box.width / 2, box.right]
            ys += [box.y, box.y + box.height / 2, box.bottom]
    return xs, ys


def _nearest(mine: Iterable[float], lines: Iterable[float], reach: float) -> float | None:
    gaps = [line - one for one in mine for line in lines if abs(line - one) <= reach]
    return min(gaps, key=abs) if gaps else None


def _met(mine: Iterable[float], lines: Iterable[float]) -> list[float]:
    return sorted({line for one in mine for line in lines if math.isclose(line, one, abs_tol=0.005)})


# -- new ones


def fresh(what: str, design: Design, *, text: str = "") -> AnyElement:
    """A new element of a kind ("text", "rule", "frame", "picture", "code", "seal", "table", "form") amid the sheet.

    A picture comes into the upper left corner, where logos stand and no words do.

    `text` is what a text says, the fact of a picture, the list of a table.
    """
    inner = design.width - 2 * MARGIN
    wide, high = _usual_size(what, inner, design)
    box: dict[str, Any] = {"x": _hundredth((design.width - wide) / 2), "y": _hundredth((design.height - high) / 2)}
    box |= {"width": _hundredth(wide), "height": _hundredth(high)}
    if what == "picture":
        box |= {"x": MARGIN, "y": MARGIN}
    match what:
        case "text":
            return Text(**box, text=text or "双击这里输入文字", align="center")
        case "rule":
            return Rule(**box)
        case "frame":
            return Frame(**box, style="double", thickness=1.5)
        case "picture":
            return Picture(**box, fact=text)
        case "code":
            return Code(**box)
        case "seal":
            return Seal(**box)
        case "table":
            columns = tuple(Column(heading=one, text=f"{{{one}}}") for one in ("序号", "姓名", "备注"))
            return Table(**box, rows=text, columns=columns)
        case _:
            label, value = Cell(text="项目", label=True), Cell(text="")
            return Form(**box, shares=(1.0, 2.0, 1.0, 2.0), lines=((label, value, label, value),) * 3)


def _usual_size(what: str, inner: float, design: Design) -> tuple[float, float]:
    sizes = {
        "text": (min(inner, 100.0), 12.0),
        "rule": (inner, 0.0),
        "frame": (inner, design.height - 2 * MARGIN),
        "picture": (26.0, 26.0),
        "code": (24.0, 24.0),
        "seal": (42.0, 42.0),
        "table": (inner, 40.0),
        "form": (inner, 24.0),
    }
    return sizes[what]
