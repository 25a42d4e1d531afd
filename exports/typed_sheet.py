"""A secret on one sheet of paper: what it is, its lines to type, the same as a QR code, and who keeps the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from exports.paper import A4, MM, Paper
from exports.paragraphs import draw_block, fit_text
from exports.preflight import Checked, refuse_unprintable
from exports.typefaces import face_for, normalise

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_LEFT = 22 * MM
_MEASURE = _WIDTH - 2 * _LEFT
_LABEL = 70.0
_QR = 46 * MM
_QUIET = 4
"""Modules of white that a QR code must have around it (ISO/IEC 18004, 9.1)."""


@dataclass(frozen=True)
class TypedSheet:
    """Facts of a sheet: its title, the office, further heads (label, text), the day, what it is, lines, its use."""

    title: str
    office: str
    heads: Sequence[tuple[str, str]]
    made_on: date
    what: str
    lines: Sequence[str]
    notes: Sequence[str]


def typed_sheet(facts: TypedSheet) -> bytes:
    """The sheet as PDF bytes; raises `ExportProblem` when a name on it cannot be printed."""
    day = f"{facts.made_on.year}年{facts.made_on.month}月{facts.made_on.day}日"
    heads = [("单位", facts.office), *facts.heads, ("制作日期", day)]
    heads = [(label, normalise(text)) for label, text in heads]
    refuse_unprintable([Checked(text, label, text, "hei") for label, text in heads], f"没有生成{facts.title}")
    pdf = Paper(f"{heads[0][1]} {facts.title}", A4)
    canvas = pdf.canvas
    y = _head(canvas, facts.title, heads)
    y = _paragraphs(canvas, (facts.what,), "hei", y - 14)
    y = _key(canvas, facts.lines, y - 12)
    y = _paragraphs(canvas, facts.notes, "song", y - 16)
    _code(canvas, "\n".join(facts.lines), _WIDTH - _LEFT - _QR, y - 12 - _QR)
    _signatures(canvas, y - 12 - _QR)
    return pdf.finished()


def _head(canvas: "Canvas", title: str, heads: Sequence[tuple[str, str]]) -> float:
    y = _HEIGHT - 22 * MM
    block = fit_text(f"薪火　{title}", "title", (_MEASURE, 30.0), (22.0,))
    draw_block(canvas, block, _LEFT, y, _MEASURE, "center")
    y -= block.height + 10
    for label, text in heads:
        draw_block(canvas, fit_text(label, "hei", (_LABEL, 40.0), (11.0,)), _LEFT, y, _LABEL, "left")
        block = fit_text(text, "song", (_MEASURE - _LABEL, 40.0), (11.0, 10.0, 9.0))
        draw_block(canvas, block, _LEFT + _LABEL, y, _MEASURE - _LABEL, "left")
        y -= block.height + 3
    return y


def _paragraphs(canvas: "Canvas", texts: Sequence[str], role: str, y: float) -> float:
    for text in texts:
        block = fit_text(text, "hei" if role == "hei" else "song", (_MEASURE, 200.0), (10.5,), spacing=1.5)
        draw_block(canvas, block, _LEFT, y, _MEASURE, "justify")
        y -= block.height + 4
    return y


def _key(canvas: "Canvas", lines: Sequence[str], top: float) -> float:
    """The lines as a table: number, then groups well apart, so that an eye finds its place again."""
    size, leading = 13.0, 25.0
    face = face_for("0", "hei")
    canvas.setLineWidth(0.8)
    height = leading * len(lines) + 10
    canvas.rect(_LEFT, top - height, _MEASURE, height)
    columns = max(len(line.split()) for line in lines)
    step = (_MEASURE - 52.0) / columns
    y = top - 5
    for number, line in enumerate(lines, 1):
        base = y - leading / 2 - size * 0.36
        if number % 2 == 0:
            canvas.setFillGray(0.94)
            canvas.rect(_LEFT + 1, y - leading, _MEASURE - 2, leading, stroke=0, fill=1)
            canvas.setFillGray(0)
        canvas.setFont(face_for("第行", "song"), 9.0)
        canvas.drawString(_LEFT + 8, base + 1, f"第{number}行")
        canvas.setFont(face, size)
        for place, group in enumerate(line.split()):
            for index, letter in enumerate(group):
                canvas.drawCentredString(_LEFT + 55 + place * step + index * 10.4, base, letter)
        y -= leading
    return top - height


def _code(canvas: "Canvas", text: str, x: float, y: float) -> None:
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    module = _QR / (count + 2 * _QUIET)
    for row in range(count):
        for column in range(count):
            if code.isDark(row, column):
                left, bottom = x + (column + _QUIET) * module, y + (count - 1 - row + _QUIET) * module
                # A hair wider than a module: no light lines between neighbours on the screen.
                canvas.rect(left, bottom, module * 1.02, module * 1.02, stroke=0, fill=1)


def _signatures(canvas: "Canvas", y: float) -> None:
    canvas.setFont(face_for("保管人", "song"), 11.0)
    for number, label in enumerate(("保管人一", "保管人二", "存放地点")):
        base = y + _QR - 34 - number * 38
        canvas.drawString(_LEFT, base, f"{label}：")
        canvas.setLineWidth(0.5)
        canvas.line(_LEFT + 66, base - 3, _LEFT + 250, base - 3)
