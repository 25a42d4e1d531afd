"""Where what flows comes to stand on the sheets of one paper: told without drawing, for whoever lays out a design."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from exports.paper import MM
from exports.papers.design import AnyElement, Design
from exports.papers.facts import Facts
from exports.papers.flowing import Band, Body, flow
from exports.papers.laying import body_of, planned
from exports.papers.texts import normalised

if TYPE_CHECKING:
    from exports.papers.drawing import Pen


@dataclass(frozen=True)
class Placed:
    """A part of an element (by its place in the design) on a sheet (from 0): its box in mm."""

    place: int
    sheet: int
    x: float
    y: float
    width: float
    height: float


@dataclass
class _Noted:
    """A body that notes where it would be drawn: distance of its top from the sheet's bottom, and height, in points."""

    element: AnyElement
    body: Body
    notes: list[tuple[float, float]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.body.label

    @property
    def head(self) -> float:
        return self.body.head

    @property
    def heights(self) -> Sequence[float]:
        return self.body.heights

    def words(self, index: int) -> str:
        return self.body.words(index)

    def draw(self, _pen: "Pen", top: float, first: int, last: int) -> None:
        self.notes.append((top, self.head + sum(self.heights[first:last])))


def placed(design: Design, facts: Facts) -> list[Placed]:
    """Every part of every flowing element, in the order they come; raises `NoRoom` when there is no such paper."""
    plan = planned(design)
    design = plan.design
    known = normalised(facts)
    noted: list[_Noted] = []
    bands = []
    for gap, least, parts in plan.bands:
        bodies = [(below, one) for below, element in parts if (one := _noted(element, known)) is not None]
        noted += [one for _, one in bodies]
        if bodies:
            bands.append(Band(tuple(bodies), gap, least))
    if not bands:
        return []
    places = {id(one): place for place, one in enumerate(design.elements)}
    found = []
    sheets = flow(bands, plan.size[1], (design.top * MM, design.bottom * MM))
    for number, draws in enumerate(sheets):
        for draw in draws:
            # Nothing is drawn: each body only takes a note of where.
            draw(cast("Pen", None))
        for one in noted:
            found += [_box(design, one, places[id(one.element)], number, *note) for note in one.notes]
            one.notes.clear()
    return found


def _noted(element: AnyElement, facts: Facts) -> _Noted | None:
    body = body_of(element, facts)
    return None if body is None else _Noted(element, body)


def _box(design: Design, one: _Noted, place: int, sheet: int, top: float, height: float) -> Placed:
    element = one.element
    return Placed(place, sheet, element.x, design.height - top / MM, element.width, height / MM)
