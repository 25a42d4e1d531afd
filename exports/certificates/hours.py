"""Draws the 学时证明 in portrait: who, a ruled table of what was credited, sums, and room for the seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.certificates.diplomas import written
from exports.certificates.facts import HoursFacts, HoursRow, HoursTotal
from exports.paper import A4
from exports.paragraphs import Block, TooLong, draw_block, fit_text
from exports.typefaces import Role, face_for, width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_LEFT = 51.0
_MEASURE = _WIDTH - 2 * _LEFT
_RIGHT = _LEFT + _MEASURE
_BOTTOM = 60.0
_FIRST_HEAD = 118.0
_NEXT_HEAD = 92.0
_WHO_ROW = 27.0
_WHO_GAP = 12.0
_HEADING_ROW = 24.0
# The closing sentence, issuer and date with a 42 mm seal pressed over them, the reviewer.
_END = 168.0
_PAD = 4.0
_CELL_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_LINE_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)

# Heading, width as a share of the table's, alignment.
_COLUMNS = (
    ("年度", 0.075, "center"),
    ("项目名称", 0.31, "left"),
    ("类别", 0.09, "center"),
    ("形式", 0.09, "center"),
    ("组织单位", 0.195, "left"),
    ("起止时间", 0.165, "center"),
    ("学时", 0.075, "center"),
)


@dataclass(frozen=True)
class _Cell:
    """A text broken to its column: left edge and width in points, alignment."""

    block: Block
    left: float
    measure: float
    align: str


@dataclass(frozen=True)
class _Row:
    """Cells side by side, as high as the highest of them."""

    cells: tuple[_Cell, ...]
    height: float
    shade: float = 1.0


def draw_hours(canvas: "Canvas", facts: HoursFacts) -> None:
    """One 学时证明 on as many pages as it needs, the last left open; raises `TooLong`."""
    rows = [*map(_row, facts.rows), *map(_sum_row, facts.totals)]
    pages = _pages(rows, _first_room(facts), _HEIGHT - _NEXT_HEAD - _HEADING_ROW - _BOTTOM)
    for number, page in enumerate(pages, 1):
        if number == 1:
            y = _draw_first_head(canvas, facts)
        else:
            canvas.showPage()
            y = _draw_next_head(canvas, facts)
        y = _draw_table(canvas, page, y)
        _draw_foot(canvas, number, len(pages))
    _draw_end(canvas, facts, y)


def _who(facts: HoursFacts) -> list[list[tuple[str, str]]]:
    """The lines of the table that says whose hours these are; one without any text is left out."""
    lines = [
        [("姓名", facts.name), ("证件号码", facts.identity)],
        [("工作单位", facts.unit), ("统计期间", facts.cycle)],
        [("任教学科", facts.subject), ("职称", facts.rank)],
    ]
    return [line for line in lines if any(text for _, text in line)]


def _first_room(facts: HoursFacts) -> float:
    head = _FIRST_HEAD + len(_who(facts)) * _WHO_ROW + _WHO_GAP
    return _HEIGHT - head - _HEADING_ROW - _BOTTOM


def _pages(rows: Sequence[_Row], first: float, following: float) -> list[list[_Row]]:
    """Rows by page for the room there is; the end never stands on a page without a row of the table."""
    pages: list[list[_Row]] = [[]]
    left = first
    for row in rows:
        if row.height > left and pages[-1]:
            pages.append([])
            left = following
        pages[-1].append(row)
        left -= row.height
        if left < 0:
            raise TooLong("".join(text for text, _ in row.cells[0].block.lines[0].pieces))
    if left < _END:
        last = pages[-1]
        moved = 1 if len(last) <= 3 else 2
        pages[-1] = last[:-moved]
        pages.append(last[-moved:])
    return [page for page in pages if page] or [[]]


def _row(row: HoursRow) -> _Row:
    texts = (row.year, row.programme, row.category, row.form, row.organiser, row.period, row.hours)
    cells = []
    left = _LEFT
    for text, (_, share, align) in zip(texts, _COLUMNS, strict=True):
        cells.append(_cell(text, left, share * _MEASURE, align, "song"))
        left += share * _MEASURE
    return _as_high_as_its_cells(cells)


def _sum_row(total: HoursTotal) -> _Row:
    last = _COLUMNS[-1][1] * _MEASURE
    label = _cell(total.label, _LEFT, _MEASURE - last, "right", "hei")
    hours = _cell(total.hours, _RIGHT - last, last, "center", "hei")
    return _as_high_as_its_cells([label, hours], shade=0.955)


def _cell(text: str, left: float, measure: float, align: str, role: Role) -> _Cell:
    """A text in its column: smaller beyond six lines, and as many lines as it needs at the smallest."""
    inner = measure - 2 * _PAD
    try:
        block = fit_text(text, role, (inner, 6 * 9.5 * 1.3), _CELL_SIZES, spacing=1.3)
    except TooLong:
        block = fit_text(text, role, (inner, _HEIGHT), _CELL_SIZES[-1:], spacing=1.3)
    return _Cell(block, left + _PAD, inner, align)


def _as_high_as_its_cells(cells: Sequence[_Cell], shade: float = 1.0) -> _Row:
    tallest = max(cell.block.height for cell in cells)
    return _Row(tuple(cells), max(tallest + 2 * _PAD, 22.0), shade)


def _draw_first_head(canvas: "Canvas", facts: HoursFacts) -> float:
    """Title, number and whose hours; returns where the table begins."""
    title = fit_text(facts.title, "title", (_MEASURE, 32.0), (23.0, 21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0))
    draw_block(canvas, title, _LEFT, _HEIGHT - 58.0, _MEASURE, "center")
    number = fit_text(f"编号：{facts.number}", "song", (_MEASURE, 14.0), _LINE_SIZES[1:])
    draw_block(canvas, number, _LEFT, _HEIGHT - _FIRST_HEAD + 20.0, _MEASURE, "right")
    y = _HEIGHT - _FIRST_HEAD
    for line in _who(facts):
        _draw_who(canvas, line, y)
        y -= _WHO_ROW
    _outline(canvas, y, _HEIGHT - _FIRST_HEAD)
    return y - _WHO_GAP


def _draw_who(canvas: "Canvas", pairs: Sequence[tuple[str, str]], top: float) -> None:
    """Two labels with their texts between rules; the left text has the wider room."""
    label = 62.0
    texts = (_MEASURE - 2 * label) * 0.55, (_MEASURE - 2 * label) * 0.45
    x = _LEFT
    canvas.setLineWidth(0.5)
    for (name, text), measure in zip(pairs, texts, strict=True):
        _shade(canvas, 0.955, (x, top - _WHO_ROW, label, _WHO_ROW))
        canvas.rect(x, top - _WHO_ROW, label, _WHO_ROW)
        canvas.rect(x + label, top - _WHO_ROW, measure, _WHO_ROW)
        _draw_middle(canvas, fit_text(name, "hei", (label, _WHO_ROW), (10.0,)), x, top, label)
        block = fit_text(text, "song", (measure - 2 * _PAD, _WHO_ROW - 5.0), _LINE_SIZES, spacing=1.15)
        _draw_middle(canvas, block, x + label + _PAD, top, measure - 2 * _PAD)
        x += label + measure


def _draw_middle(canvas: "Canvas", block: Block, x: float, top: float, measure: float) -> None:
    draw_block(canvas, block, x, top - (_WHO_ROW - block.height) / 2, measure, "center")


def _draw_next_head(canvas: "Canvas", facts: HoursFacts) -> float:
    """Title and whose paper it is, shorter, on a further page; returns where the table begins."""
    title = fit_text(f"{facts.title}（续）", "title", (_MEASURE, 22.0), (15.0, 13.0, 11.0, 9.0, 7.0))
    draw_block(canvas, title, _LEFT, _HEIGHT - 50.0, _MEASURE, "center")
    half = _MEASURE / 2
    name = fit_text(f"姓名：{facts.name}", "song", (half, 14.0), _LINE_SIZES[1:])
    number = fit_text(f"编号：{facts.number}", "song", (half, 14.0), _LINE_SIZES[1:])
    draw_block(canvas, name, _LEFT, _HEIGHT - _NEXT_HEAD + 18.0, half, "left")
    draw_block(canvas, number, _LEFT + half, _HEIGHT - _NEXT_HEAD + 18.0, half, "right")
    return _HEIGHT - _NEXT_HEAD


def _draw_table(canvas: "Canvas", rows: Sequence[_Row], top: float) -> float:
    """The heading row and the rows under it; returns where they end."""
    headings = []
    left = _LEFT
    for name, share, _ in _COLUMNS:
        block = fit_text(name, "hei", (share * _MEASURE, _HEADING_ROW), (9.5,))
        headings.append(_Cell(block, left, share * _MEASURE, "center"))
        left += share * _MEASURE
    y = top
    table = (_Row(tuple(headings), _HEADING_ROW, 0.92), *rows)
    for row in table:
        _shade(canvas, row.shade, (_LEFT, y - row.height, _MEASURE, row.height))
        y -= row.height
    y = top
    for row in table:
        _draw_row(canvas, row, y)
        y -= row.height
    _outline(canvas, y, top)
    return y


def _draw_row(canvas: "Canvas", row: _Row, top: float) -> None:
    canvas.setLineWidth(0.4)
    canvas.line(_LEFT, top - row.height, _RIGHT, top - row.height)
    for cell in row.cells:
        draw_block(
            canvas,
            cell.block,
            cell.left,
            top - (row.height - cell.block.height) / 2,
            cell.measure,
            cell.align,
        )
    edges = _edges(row)
    for x in edges:
        canvas.line(x, top, x, top - row.height)


def _edges(row: _Row) -> list[float]:
    """Where the rules between cells stand: half of the padding off each text's room."""
    return [
        (before.left + before.measure + after.left) / 2 for before, after in zip(row.cells, row.cells[1:], strict=False)
    ]


def _draw_end(canvas: "Canvas", facts: HoursFacts, y: float) -> None:
    """The sentence that makes it a proof, the reviewer, issuer and date with room for the seal."""
    closing = f"{facts.remark}　" if facts.remark else ""
    text = fit_text(f"{closing}以上学时经审核属实，特此证明。", "song", (_MEASURE, 40.0), _LINE_SIZES)
    draw_block(canvas, text, _LEFT, y - 10.0, _MEASURE, "left")
    if facts.reviewer:
        name = fit_text(f"审核人：{facts.reviewer}", "song", (150.0, 30.0), _LINE_SIZES)
        draw_block(canvas, name, _LEFT, y - 80.0, 150.0, "left")
    issuer = fit_text(facts.issuer, "song", (270.0, 34.0), (13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0))
    day = written(facts.issued_on)
    face = face_for(day, "song")
    shared = max(issuer.width, width(day, face, 12.0))
    left = _RIGHT - 52.0 - shared
    draw_block(canvas, issuer, left, y - 94.0 + issuer.height, shared, "center")
    canvas.setFont(face_for("（盖章）", "song"), 9.0)
    canvas.drawString(left + shared + 4.0, y - 94.0 + issuer.leading * 0.34, "（盖章）")
    canvas.setFont(face, 12.0)
    canvas.drawCentredString(left + shared / 2, y - 114.0, day)


def _draw_foot(canvas: "Canvas", number: int, count: int) -> None:
    if count > 1:
        canvas.setFont(face_for("第页共", "song"), 9.0)
        canvas.drawCentredString(_WIDTH / 2, 36.0, f"第 {number} 页　共 {count} 页")


def _shade(canvas: "Canvas", grey: float, box: tuple[float, float, float, float]) -> None:
    if grey == 1.0:
        return
    canvas.setFillGray(grey)
    canvas.rect(*box, stroke=0, fill=1)
    canvas.setFillGray(0)


def _outline(canvas: "Canvas", bottom: float, top: float) -> None:
    """The stronger rule round a table."""
    canvas.setLineWidth(1.0)
    canvas.rect(_LEFT, bottom, _MEASURE, top - bottom)
