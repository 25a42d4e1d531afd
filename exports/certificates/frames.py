"""The frame of the landscape papers, drawn with lines: a band of 回纹 (meander) between rules."""

from typing import TYPE_CHECKING

from exports.paper import A4_LANDSCAPE

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

RED = (0.66, 0.09, 0.10)
GOLD = (0.74, 0.58, 0.28)
INK = (0.08, 0.08, 0.08)

_WIDTH, _HEIGHT = A4_LANDSCAPE
_EDGE = 30.0
_BAND = 14.0
_BAND_EDGE = _EDGE + 7.5
# Rules from the paper's edge inwards: inset, thickness, colour.
_RULES = (
    (_EDGE, 2.6, RED),
    (_EDGE + 4.5, 0.5, GOLD),
    (_BAND_EDGE + _BAND + 3.0, 0.5, GOLD),
    (_BAND_EDGE + _BAND + 6.0, 0.9, RED),
)
# One spiral of the meander on a grid of five units a side, from its foot inwards; every other one is mirrored.
_SPIRAL = ((0.0, 0.0), (0.0, 5.0), (5.0, 5.0), (5.0, 1.5), (1.75, 1.5), (1.75, 3.25), (3.25, 3.25))
_STEP = 6.0


def draw_frame(canvas: "Canvas") -> None:
    """The frame on the current page; drawn once a document and repeated by reference."""
    if not canvas.hasForm("frame"):
        canvas.beginForm("frame", 0, 0, _WIDTH, _HEIGHT)
        _draw_once(canvas)
        canvas.endForm()
    canvas.doForm("frame")


def _draw_once(canvas: "Canvas") -> None:
    for inset, thickness, colour in _RULES:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thickness)
        canvas.rect(inset, inset, _WIDTH - 2 * inset, _HEIGHT - 2 * inset)
    canvas.setStrokeColorRGB(*GOLD)
    canvas.setLineWidth(1.1)
    corners = ((0.0, 0.0), (_WIDTH, 0.0), (_WIDTH, _HEIGHT), (0.0, _HEIGHT))
    for quarter, corner in enumerate(corners):
        canvas.saveState()
        canvas.translate(*corner)
        canvas.rotate(90 * quarter)
        _draw_corner(canvas)
        _draw_side(canvas, (_WIDTH if quarter % 2 == 0 else _HEIGHT) - 2 * (_BAND_EDGE + _BAND))
        canvas.restoreState()


def _draw_corner(canvas: "Canvas") -> None:
    """A 回 in the corner, where two sides meet."""
    for inset in (0.0, _BAND * 0.3):
        side = _BAND - 2 * inset
        canvas.rect(_BAND_EDGE + inset, _BAND_EDGE + inset, side, side)


def _draw_side(canvas: "Canvas", length: float) -> None:
    """The band between two corners: pairs of spirals back to back, joined at the foot, as many as there is room."""
    unit = _BAND / 5
    count = round(length / (_STEP * unit) / 2) * 2
    step = length / count
    margin = (step - 5 * unit) / 2
    path = canvas.beginPath()
    for index in range(count):
        x = _BAND_EDGE + _BAND + index * step + margin
        mirrored = index % 2 == 0
        for number, (across, up) in enumerate(_SPIRAL):
            place = x + (5 - across if mirrored else across) * unit, _BAND_EDGE + up * unit
            (path.lineTo if number else path.moveTo)(*place)
        if mirrored:
            path.moveTo(x + 5 * unit, _BAND_EDGE)
            path.lineTo(x + 5 * unit + 2 * margin, _BAND_EDGE)
    canvas.drawPath(path)
