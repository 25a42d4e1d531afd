"""Draws a test print for pre-printed paper (套打): rulers, crosses, and where each element will stand."""

from typing import TYPE_CHECKING

from exports.paper import MM
from exports.papers.design import Design
from exports.papers.drawing import Pen
from exports.papers.wording import called
from exports.paragraphs import TooLong, fit_text
from exports.typefaces import missing, normalise

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_CROSS = 15.0
_GREY = 0.45


def draw_trial(pen: Pen, design: Design, offset: tuple[float, float]) -> None:
    """The test print of a design on the open sheet, which is moved by `offset` (mm) already."""
    width, height = design.width * MM, design.height * MM
    canvas = pen.canvas
    canvas.setLineWidth(0.3)
    _draw_rulers(pen, design)
    for x in (_CROSS * MM, width - _CROSS * MM):
        for y in (_CROSS * MM, height - _CROSS * MM):
            _draw_cross(pen.canvas, x, y)
    for element in design.elements:
        box = (
            element.x * MM,
            height - (element.y + element.height) * MM,
            max(element.width * MM, 0.1),
            max(element.height * MM, 0.1),
        )
        _draw_box(pen, box, called(element), printed=element.printed)
    right, down = offset
    words = (
        "套打试印：把这张纸和预印纸叠在一起对着光看，量出相差多少毫米，填到“左右”“上下”两格里"
        f"（现在：{_way(right, '右', '左')}，{_way(down, '下', '上')}）。虚线框是预印纸上已有的内容，套打时不印。"
    )
    note = ((_CROSS + 8) * MM, (_CROSS + 6) * MM, width - 2 * (_CROSS + 8) * MM, 9 * MM)
    # On white: an element may stand below it.
    canvas.setFillGray(1)
    canvas.rect(note[0] - 2, note[1] - 2, note[2] + 4, note[3] + 4, stroke=0, fill=1)
    canvas.setFillGray(0)
    _note(pen, words, note)


def _way(shift: float, one: str, other: str) -> str:
    return f"向{one if shift >= 0 else other} {abs(shift):g} 毫米"


def _draw_rulers(pen: Pen, design: Design) -> None:
    """Millimetres along the upper and the left edge."""
    canvas = pen.canvas
    height = design.height * MM
    canvas.setStrokeGray(_GREY)
    lines = []
    for at in range(1, int(design.width)):
        lines.append((at * MM, height, at * MM, height - _tick(at)))
    for at in range(1, int(design.height)):
        lines.append((0.0, height - at * MM, _tick(at), height - at * MM))
    canvas.lines(lines)
    for at in range(10, int(design.width) - 4, 10):
        pen.block(fit_text(str(at), "song", (40.0, 20.0), (6.0,)), at * MM - 20, height - 4.2 * MM, 40.0, "center")
    for at in range(10, int(design.height) - 4, 10):
        pen.block(fit_text(str(at), "song", (40.0, 20.0), (6.0,)), 4.6 * MM, height - at * MM + 3.75, 40.0, "left")


def _tick(at: int) -> float:
    return (4.0 if at % 10 == 0 else 3.0 if at % 5 == 0 else 1.8) * MM


def _draw_cross(canvas: "Canvas", x: float, y: float) -> None:
    canvas.setStrokeGray(0)
    arm = 5 * MM
    canvas.lines([(x - arm, y, x + arm, y), (x, y - arm, x, y + arm)])
    canvas.circle(x, y, 2 * MM)


def _draw_box(pen: Pen, box: tuple[float, float, float, float], name: str, *, printed: bool) -> None:
    canvas = pen.canvas
    canvas.setStrokeGray(_GREY if printed else 0)
    canvas.setDash([2.0, 2.0] if printed else [])
    canvas.rect(*box)
    canvas.setDash([])
    shown = "".join(character for character in normalise(name) if not missing(character, "song"))
    _note(pen, shown, (box[0] + 1, box[1], max(box[2] - 2, 60.0), max(box[3], 8.0)))


def _note(pen: Pen, text: str, box: tuple[float, float, float, float]) -> None:
    left, bottom, width, height = box
    try:
        block = fit_text(text, "song", (width, height), (8.0, 7.0, 6.0, 5.0))
    except TooLong:
        return
    pen.block(block, left, bottom + height, width, "left")
