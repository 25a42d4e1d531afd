"""The grid that an official document stands on: 22 lines of 28 characters, and what is put there."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.paper import MM

if TYPE_CHECKING:
    from exports.charts import Drawing

# GB/T 9704-2012, 5.1, 5.2.1 and 5.2.3; lengths in points, from the upper left corner of an A4 sheet.
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, TOP = 28 * MM, 37 * MM
WIDTH, HEIGHT = 156 * MM, 225 * MM
LINES, CELLS = 22, 28
PITCH, LEADING = WIDTH / CELLS, HEIGHT / LINES
"""The width of 一字 and the height of 一行, in points: 28 characters and 22 lines fill the type area exactly."""

RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT

# 号 as points: 2号, 3号, 4号, 小4号.
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4 = 22.0, 16.0, 14.0, 12.0

RED, BLACK = "#e60012", "#000000"
"""套红 is Y80 M80 in print (6.2); on a screen and an office printer a pure red stands for it."""

MIDDLE = 0.38
"""How far above its baseline the middle of a Chinese character is, in ems."""


@dataclass(frozen=True)
class Piece:
    """A text in one face: left edge and baseline in points from the sheet's upper left corner.

    `spacing` is added after each character (points), `stretch` widens letters (1.0: as they are).
    """

    x: float
    y: float
    text: str
    face: str
    size: float
    spacing: float = 0.0
    colour: str = BLACK
    stretch: float = 1.0


@dataclass(frozen=True)
class Stroke:
    """A straight line, in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    colour: str = BLACK


@dataclass(frozen=True)
class SealPlace:
    """Where the wet seal will be pressed: its middle and diameter, in points. Shown in a preview, never printed."""

    x: float
    y: float
    diameter: float


@dataclass(frozen=True)
class Placed:
    """A chart with the upper left corner of its box, and the scale it is drawn at."""

    x: float
    y: float
    scale: float
    drawing: "Drawing"


Mark = Piece | Stroke | SealPlace | Placed


@dataclass
class Sheet:
    """One sheet in the making.

    `turned`: its marks, measured from the type area's corner, lie on their side, their head at the left edge (8);
    `foot` (the page number) stands upright on every sheet.
    """

    marks: list[Mark] = field(default_factory=list)
    foot: list[Mark] = field(default_factory=list)
    turned: bool = False
    numbered: bool = True


def baseline(line: float, size: float = SIZE_3) -> float:
    """The baseline of characters in the middle of a line of the grid (from 0), in points below the sheet's top."""
    return TOP + (line + 0.5) * LEADING + MIDDLE * size
