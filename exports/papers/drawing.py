"""Draws on the sheets of a PDF: texts together, shapes between them, what is equal on many sheets once."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from exports.paper import MM, Letters, Paper
from exports.papers import codes, frames
from exports.papers.design import AnyElement, Code, Design, Element, Frame, Picture, Rule, Seal
from exports.papers.facts import Facts
from exports.papers.frames import Box, rgb
from exports.papers.pictures import BrokenPicture, prepared, readable
from exports.paragraphs import Block, fit_text, put_block
from exports.problems import ExportProblem

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Draw = Callable[["Pen"], None]
"""Something that draws itself at its place."""

INK = "#141414"
_SEAL_SIZES = (10.5, 9.0, 8.0, 7.0, 6.0)


class Pen:
    """Draws on the open sheet of `paper`; lengths in points, from the sheet's lower left corner."""

    def __init__(self, paper: Paper) -> None:
        self._canvas = paper.canvas
        self._letters: Letters | None = None
        self._forms: dict[object, str] = {}

    @property
    def canvas(self) -> "Canvas":
        """For shapes: what was written before lies under them."""
        self._flush()
        return self._canvas

    def letters(self, colour: str = INK) -> Letters:
        """For texts in one colour."""
        if self._letters is None:
            self._letters = Letters(self._canvas)
        self._letters.colour(rgb(colour))
        return self._letters

    def block(self, block: Block, x: float, top: float, measure: float, align: str, colour: str = INK) -> None:
        """A fitted text whose first line's box begins at `top`."""
        put_block(self.letters(colour), block, x, top, measure, align)

    def picture(self, data: bytes, element: Element, box: Box) -> None:
        """A picture in the middle of its box; raises `BrokenPicture`."""
        picture = prepared(data, element.width, element.height)
        self.canvas.drawImage(picture, *box, preserveAspectRatio=True, anchor="c")

    def repeated(self, key: object, size: tuple[float, float], draw: Draw) -> None:
        """What `draw` draws on a sheet of `size`; kept under `key` and only referred to the next time."""
        canvas = self.canvas
        if key not in self._forms:
            name = f"part{len(self._forms)}"
            canvas.beginForm(name, 0, 0, *size)
            draw(self)
            self._flush()
            canvas.endForm()
            self._forms[key] = name
        canvas.doForm(self._forms[key])

    def next_sheet(self) -> None:
        """Finish the open sheet."""
        self.canvas.showPage()

    def _flush(self) -> None:
        if self._letters is not None:
            self._letters.finish()
            self._letters = None


def draw_shape(pen: Pen, element: AnyElement, facts: Facts, box: Box) -> None:
    """What is neither text nor table, in its box; raises `ExportProblem` for a picture that cannot be read."""
    match element:
        case Rule():
            _draw_rule(pen, element, box)
        case Frame():
            _draw_frame(pen, element, box)
        case Seal():
            _draw_seal(pen, element, box)
        case Code():
            if facts.code:
                _draw_code(pen, element, facts.code, box)
        case Picture():
            _draw_picture(pen, element, facts, box)
        case _:
            raise AssertionError(element)


def _draw_rule(pen: Pen, rule: Rule, box: Box) -> None:
    """A line along the longer side of its box."""
    left, bottom, width, height = box
    canvas = pen.canvas
    canvas.setStrokeColorRGB(*rgb(rule.colour))
    canvas.setLineWidth(rule.thickness)
    if width >= height:
        canvas.line(left, bottom + height / 2, left + width, bottom + height / 2)
    else:
        canvas.line(left + width / 2, bottom, left + width / 2, bottom + height)


def _draw_frame(pen: Pen, frame: Frame, box: Box) -> None:
    """A border round its box."""
    frames.draw_frame(pen.canvas, frame, box)


def seal_words(seal: Seal) -> Block:
    """The words of a seal's place in its box; raises `TooLong`."""
    return fit_text(seal.label, "song", (seal.width * MM, seal.height * MM), _SEAL_SIZES)


def _draw_seal(pen: Pen, seal: Seal, box: Box) -> None:
    """The words where the wet seal goes, in the middle of its box."""
    if not seal.label:
        return
    left, bottom, width, height = box
    block = seal_words(seal)
    pen.block(block, left, bottom + (height + block.height) / 2, width, "center")


def _draw_code(pen: Pen, code: Code, text: str, box: Box) -> None:
    """The QR code, square in the middle of its box: one bit a module, which no viewer smooths away when enlarged."""
    left, bottom, width, height = box
    side = min(width, height)
    found = _modules(text, side / MM)
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(left + (width - side) / 2, bottom + (height - side) / 2)
    canvas.scale(side, side)
    # Written out in hexadecimal, so that the page stays text; it is compressed with the page.
    canvas.addLiteral(f"BI /W {found.side} /H {found.side} /BPC 1 /CS /G /F /AHx ID\n{found.bits.hex()}>\nEI")
    canvas.restoreState()


@lru_cache(maxsize=64)
def _modules(text: str, box: float) -> codes.Modules:
    return codes.modules(text, box)


def _draw_picture(pen: Pen, element: Picture, facts: Facts, box: Box) -> None:
    data = element.data or facts.pictures.get(element.fact, b"")
    if not data:
        return
    try:
        pen.picture(data, element, box)
    except BrokenPicture as cause:
        raise ExportProblem(*_unreadable(element, facts)) from cause


def _unreadable(element: Picture, facts: Facts) -> tuple[str, str]:
    if element.data:
        return "版式里的图片读不出来。", "请在版式里换一张 PNG 或 JPEG 图片，再打印。"
    return f"{facts.who}：{element.fact}读不出来。", "这张图片可能已损坏：请换一张 PNG 或 JPEG 图片，再打印。"


def broken_pictures(design: Design, facts: Facts) -> list[str]:
    """The pictures of a paper that cannot be read, as sentences."""
    found = []
    for element in design.elements:
        data = element.data or facts.pictures.get(element.fact, b"") if isinstance(element, Picture) else b""
        if data and isinstance(element, Picture) and not readable(data):
            found.append(_unreadable(element, facts)[0].rstrip("。"))
    return found
