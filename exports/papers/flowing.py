"""Lays what flows on sheets: each thing at its distance below the one before, going on over further sheets."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Protocol

from exports.papers.drawing import Draw, Pen
from exports.papers.wording import NoRoom

_ROUNDING = 1e-6


class Body(Protocol):
    """What flows: strips that stay in one piece, and a head that is repeated over them on every sheet."""

    @property
    def label(self) -> str:
        """What people call it, for a refusal."""

    @property
    def head(self) -> float:
        """The height of what is repeated, in points."""

    @property
    def heights(self) -> Sequence[float]:
        """The height of each strip in points."""

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Draw head and strips from `first` up to before `last` down from `top` (points from the sheet's bottom)."""

    def words(self, index: int) -> str:
        """What stands in a strip, for a refusal."""


@dataclass(frozen=True)
class Band:
    """Bodies beside each other, with how far each begins below the band's top; `gap` is the distance to the band
    before, `least` the height of its boxes. A band of several bodies stays in one piece. All in points."""

    bodies: tuple[tuple[float, Body], ...]
    gap: float
    least: float

    @property
    def divides(self) -> bool:
        """Whether it may go on on a further sheet."""
        return len(self.bodies) == 1 and len(self.bodies[0][1].heights) > 1

    @property
    def height(self) -> float:
        """Its height in one piece."""
        return max(self.least, *(below + body.head + sum(body.heights) for below, body in self.bodies))


@dataclass
class _Flow:
    """Where the next thing goes: `y` points from the top of the last of `sheets`, which take `top` to `limit`."""

    height: float
    top: float
    limit: float
    y: float = 0.0
    fresh: bool = False
    sheets: list[list[Draw]] = field(default_factory=lambda: [[]])

    def turn(self) -> None:
        """Begin a further sheet."""
        self.sheets.append([])
        self.y = self.top
        self.fresh = True

    def put(self, body: Body, below: float, first: int, last: int) -> None:
        """Strips of a body on this sheet, beginning `below` the place where the next thing goes."""
        top = self.height - self.y - below
        self.sheets[-1].append(partial(_draw, body=body, top=top, first=first, last=last))
        self.fresh = False


def flow(bands: Sequence[Band], height: float, margins: tuple[float, float]) -> list[list[Draw]]:
    """What is drawn on each sheet of `height` points; `margins` are top (of further sheets) and bottom.

    A heading stays with what follows it; the last lines of a text or a table go along with what stands below it, so
    that a seal never stands alone. Raises `NoRoom` for a strip that no sheet can hold.
    """
    state = _Flow(height, margins[0], height - margins[1])
    for index, band in enumerate(bands):
        if not state.fresh:
            state.y += band.gap
        if band.divides:
            _divide(state, band, _tail(bands, index, state.limit - state.top))
        else:
            _keep(state, band, _start(bands, index + 1))
    return state.sheets


def _draw(pen: Pen, *, body: Body, top: float, first: int, last: int) -> None:
    body.draw(pen, top, first, last)


def _no_room(body: Body, index: int) -> NoRoom:
    return NoRoom(body.label, body.words(index))


def _keep(state: _Flow, band: Band, following: float) -> None:
    """A band in one piece, with the start of what goes on after it where a sheet can hold both."""
    height = band.height
    room = state.limit - state.top
    if height > room + _ROUNDING and (len(state.sheets) > 1 or state.y + height > state.limit + _ROUNDING):
        raise _no_room(band.bodies[0][1], 0)
    needed = height + following if height + following <= room else height
    if state.y + needed > state.limit + _ROUNDING and not state.fresh:
        state.turn()
    for below, body in band.bodies:
        state.put(body, below, 0, len(body.heights))
    state.y += height


def _start(bands: Sequence[Band], index: int) -> float:
    """How much of the band after must stand on the same sheet: its head and its first strip, if it divides."""
    if index >= len(bands) or not bands[index].divides:
        return 0.0
    body = bands[index].bodies[0][1]
    return bands[index].gap + body.head + body.heights[0]


def _tail(bands: Sequence[Band], index: int, room: float) -> float:
    """The height of what stands after a band to the end; 0 where something else goes on or no sheet holds it."""
    height = 0.0
    for band in bands[index + 1 :]:
        if band.divides:
            return 0.0
        height += band.gap + band.height
    body = bands[index].bodies[0][1]
    return height if height + body.head + max(body.heights[-2:]) * 2 <= room else 0.0


def _divide(state: _Flow, band: Band, tail: float) -> None:
    body = band.bodies[0][1]
    sums = list(accumulate(body.heights, initial=0.0))
    count, first = len(body.heights), 0
    while True:
        last = max(bisect_right(sums, sums[first] + state.limit - state.y - body.head + _ROUNDING) - 1, first)
        reach = state.y + body.head + sums[count] - sums[first]
        if last >= count and (reach + tail <= state.limit + _ROUNDING or (state.fresh and count - first == 1)):
            break
        if last >= count:
            last = max(count - (1 if count - first <= 3 else 2), first)
        if last <= first and state.fresh:
            raise _no_room(body, first)
        if last > first:
            state.put(body, 0.0, first, last)
        first = last
        state.turn()
    state.put(body, 0.0, first, count)
    state.y += body.head + sums[count] - sums[first]
    if first == 0:
        state.y += max(band.least - body.head - sums[count], 0.0)
