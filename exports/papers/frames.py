"""Draws the borders of papers: a band of 回纹 (meander) between rules, double lines, one line."""

from functools import lru_cache
from typing import TYPE_CHECKING

from exports.papers.design import Frame

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Box = tuple[float, float, float, float]
"""Left, bottom, width, height in points."""

_BAND = 14.0
_BAND_INSET = 7.5
# One spiral of the meander on a grid of five units a side, from its foot inwards; every other one is mirrored.
_SPIRAL = ((0.0, 0.0), (0.0, 5.0), (5.0, 5.0), (5.0, 1.5), (1.75, 1.5), (1.75, 3.25), (3.25, 3.25))
_STEP = 6.0


def draw_frame(canvas: "Canvas", frame: Frame, box: Box) -> None:
    """The frame with its outer edge on `box`."""
    colour, accent = rgb(frame.colour), rgb(frame.accent)
    if frame.style == "meander":
        _draw_meander(canvas, box, colour, accent)
    elif frame.style == "double":
        _draw_rules(canvas, box, [(0.0, frame.thickness * 2.4, colour), (frame.thickness * 4, frame.thickness, colour)])
    else:
        _draw_rules(canvas, box, [(0.0, frame.thickness, colour)])


@lru_cache(maxsize=64)
def rgb(colour: str) -> tuple[float, float, float]:
    """A colour written #rrggbb as parts of one; black where it is not so written."""
    try:
        whole = int(colour.removeprefix("#"), 16)
    except ValueError:
        return 0.0, 0.0, 0.0
    return (whole >> 16 & 255) / 255, (whole >> 8 & 255) / 255, (whole & 255) / 255


def _draw_rules(canvas: "Canvas", box: Box, rules: list[tuple[float, float, tuple[float, float, float]]]) -> None:
    """Rectangles inset from the box by so much, so thick, so coloured."""
    left, bottom, width, height = box
    for inset, thickness, colour in rules:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thickness)
        canvas.rect(left + inset, bottom + inset, width - 2 * inset, height - 2 * inset)


def _draw_meander(
    canvas: "Canvas", box: Box, colour: tuple[float, float, float], accent: tuple[float, float, float]
) -> None:
    inner = _BAND_INSET + _BAND
    rules = [(0.0, 2.6, colour), (4.5, 0.5, accent), (inner + 3.0, 0.5, accent), (inner + 6.0, 0.9, colour)]
    _draw_rules(canvas, box, rules)
    canvas.setStrokeColorRGB(*accent)
    canvas.setLineWidth(1.1)
    left, bottom, width, height = box
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    for quarter, (across, up) in enumerate(corners):
        canvas.saveState()
        canvas.translate(left + across, bottom + up)
        canvas.rotate(90 * quarter)
        _draw_corner(canvas)
        _draw_side(canvas, (width if quarter % 2 == 0 else height) - 2 * inner)
        canvas.restoreState()


def _draw_corner(canvas: "Canvas") -> None:
    """A 回 in the corner, where two sides meet."""
    for inset in (0.0, _BAND * 0.3):
        side = _BAND - 2 * inset
        canvas.rect(_BAND_INSET + inset, _BAND_INSET + inset, side, side)


def _draw_side(canvas: "Canvas", length: float) -> None:
    """The band between two corners."""
    canvas.addLiteral(_side(round(length, 2)))


@lru_cache(maxsize=64)  # a sheet has two lengths, and a batch may have very many sheets of its own
def _side(length: float) -> str:
    """Pairs of spirals back to back, joined at the foot, as many as there is room, as PDF operators."""
    unit = _BAND / 5
    count = round(length / (_STEP * unit) / 2) * 2
    if count < 2:
        return ""
    step = length / count
    margin = (step - 5 * unit) / 2
    operators: list[str] = []
    for index in range(count):
        x = _BAND_INSET + _BAND + index * step + margin
        mirrored = index % 2 == 0
        for number, (across, up) in enumerate(_SPIRAL):
            place = x + (5 - across if mirrored else across) * unit
            operators.append(f"{place:.2f} {_BAND_INSET + up * unit:.2f} {'l' if number else 'm'}")
        if mirrored:
            foot = x + 5 * unit
            operators.append(f"{foot:.2f} {_BAND_INSET:.2f} m {foot + 2 * margin:.2f} {_BAND_INSET:.2f} l")
    return " ".join((*operators, "S"))
