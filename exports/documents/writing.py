"""Writes official documents as PDF and as plain text."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exports.documents.faces import lacking
from exports.documents.facts import Block, Chart, Document, Paragraph, Table, chinese_day
from exports.documents.flow import compose, faces_of
from exports.documents.grid import BOTTOM, LEFT, PAGE_HEIGHT, PAGE_WIDTH, Mark, Piece, SealPlace, Sheet, Stroke
from exports.paper import Paper
from exports.preflight import Checked, refuse_unprintable
from exports.saving import save
from exports.typefaces import described

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SEAL_COLOUR = "#e6a0a0"


def write_document(document: Document, out: Path) -> int:
    """Write one document as PDF; returns its sheets. Raises `ExportProblem` as `document_bytes` and `save` do."""
    return write_documents([document], out)


def write_documents(documents: Sequence[Document], out: Path) -> int:
    """Several documents in one PDF, each with its own page numbers; returns the sheets of all."""
    sheets = [sheet for document in documents for sheet in _composed(document)]
    save(out, _drawn(sheets, "".join(documents[0].title), marks_seal=False))
    return len(sheets)


def document_bytes(documents: Sequence[Document], *, marks_seal: bool = False) -> bytes:
    """The PDF of documents one after the other; equal facts give equal bytes.

    `marks_seal` shows in a thin broken line where the wet seal goes: for a preview, never for the paper itself.
    Raises `ExportProblem` naming part and character of what no face prints.
    """
    sheets = [sheet for document in documents for sheet in _composed(document)]
    return _drawn(sheets, "".join(documents[0].title), marks_seal=marks_seal)


def faults(document: Document) -> list[str]:
    """What cannot be printed, each as part, place and character; empty when all of it can."""
    return [
        f"{label}第{position + 1}字{described(character)}无可用字形"
        for label, text, role in faces_of(document)
        for position, character in lacking(text, role)
    ]


def document_text(document: Document) -> str:
    """The document as plain text, to be copied elsewhere."""
    head = document.head
    lines = [head.number, "", *document.title, ""]
    if document.addressee:
        lines.append(f"{document.addressee.rstrip('：:')}：")
    lines += _plain(document.body)
    names = [one.name for one in document.attachments]
    lines += [f"附件：{names[0]}"] if len(names) == 1 else [f"附件：{n}.{name}" for n, name in enumerate(names, 1)]
    lines += ["", document.signature, chinese_day(document.day) if document.day else ""]
    if document.note:
        lines.append(f"（{document.note.strip('（）')}）")
    for number, one in enumerate(document.attachments, 1):
        if one.body:
            lines += ["", f"附件{number if len(names) > 1 else ''}", one.name, *_plain(one.body)]
    return "\n".join(lines).strip() + "\n"


def _plain(blocks: Sequence[Block]) -> list[str]:
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(f"　　{block.text}")
        elif isinstance(block, Table):
            lines += [block.title, *("\t".join(row) for row in (block.headings, *block.rows))]
        elif isinstance(block, Chart):
            lines.append(f"（图：{block.title}）")
    return lines


def _composed(document: Document) -> list[Sheet]:
    title = "".join(document.title)
    refuse_unprintable([Checked(title, label, text, role) for label, text, role in faces_of(document)], "没有生成文稿")
    return compose(document)


def _drawn(sheets: Sequence[Sheet], title: str, *, marks_seal: bool) -> bytes:
    paper = Paper(title, (PAGE_WIDTH, PAGE_HEIGHT))
    canvas = paper.canvas
    for sheet in sheets:
        canvas.saveState()
        if sheet.turned:
            # Its head at the left edge: the table's left end is at the foot of the sheet.
            canvas.translate(LEFT, PAGE_HEIGHT - BOTTOM)
            canvas.rotate(90)
        else:
            canvas.translate(0, PAGE_HEIGHT)
        for mark in sheet.marks:
            _draw(canvas, mark, marks_seal)
        canvas.restoreState()
        canvas.saveState()
        canvas.translate(0, PAGE_HEIGHT)
        for mark in sheet.foot:
            _draw(canvas, mark, marks_seal)
        canvas.restoreState()
        canvas.showPage()
    return paper.finished()


def _draw(canvas: "Canvas", mark: Mark, marks_seal: bool) -> None:
    """One mark; heights go down from the origin."""
    if isinstance(mark, Piece):
        _draw_text(canvas, mark)
    elif isinstance(mark, Stroke):
        canvas.setStrokeColor(mark.colour)
        canvas.setLineWidth(mark.thickness)
        canvas.line(mark.x1, -mark.y1, mark.x2, -mark.y2)
    elif isinstance(mark, SealPlace):
        if marks_seal:
            canvas.setStrokeColor(_SEAL_COLOUR)
            canvas.setLineWidth(0.6)
            canvas.setDash(3, 3)
            canvas.circle(mark.x, -mark.y, mark.diameter / 2)
            canvas.setDash()
    else:
        from exports.charts import draw

        canvas.saveState()
        canvas.translate(mark.x, -mark.y)
        canvas.scale(mark.scale, mark.scale)
        draw(canvas, mark.drawing, 0.0, 0.0)
        canvas.restoreState()


def _draw_text(canvas: "Canvas", piece: Piece) -> None:
    text = canvas.beginText(piece.x, -piece.y)
    text.setFont(piece.face, piece.size)
    text.setFillColor(piece.colour)
    if piece.stretch != 1.0:
        text.setHorizScale(piece.stretch * 100)
    if piece.spacing:
        text.setCharSpace(piece.spacing)
    text.textOut(piece.text)
    if piece.spacing:
        text.setCharSpace(0)
    if piece.stretch != 1.0:
        text.setHorizScale(100)
    canvas.drawText(text)
