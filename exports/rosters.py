"""Prints a list as PDF: title, column headings on every page, rows by the thousand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exports.charts import Chart, draw, lay
from exports.paper import A4, A4_LANDSCAPE, Letters, Paper
from exports.paragraphs import Block, TooLong, draw_block, fit_text
from exports.preflight import Checked, refuse_unprintable
from exports.problems import ExportProblem
from exports.saving import save
from exports.typefaces import face_for, missing, normalise, width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Progress = Callable[[int, int, str], None]

_SIDE = 42.0
_BOTTOM = 50.0
_TITLE_TOP = 44.0
_SIZE = 9.5
_PAD = 3.5
_ROW = 19.0
_CHART_GAP = 14.0
_FEW_ROWS = 5
# A text wider than its column is first set a little smaller, then in two lines, then in as many as it needs.
_ONE_LINE = (9.0, 8.5, 8.0, 7.5)
_TWO_LINES = (8.5, 8.0, 7.5, 7.0)
_SMALLEST = (7.0,)
_LEADING = 1.2


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width as a weight beside the others', where its texts stand."""

    label: str
    width_weight: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class _Place:
    """A column on the page: left edge of its text, room for it, both in points."""

    left: float
    measure: float
    align: str


@dataclass(frozen=True)
class _Row:
    """A row broken to its columns: each cell a plain text that fits as it is, or a block."""

    cells: tuple[str | Block, ...]
    height: float


def write_roster(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    out: Path,
    *,
    made_on: date,
    landscape: bool = False,
    chart: Chart | None = None,
    progress: Progress | None = None,
) -> None:
    """A list of `rows` (a text for every column) as one PDF; equal arguments give equal bytes.

    A `chart` stands above the table on the first page, or has that page to itself when it is high.
    `progress(done, total, what)` is called now and then; what it raises stops the work with nothing written.
    Raises `ExportProblem` naming row and column when a character cannot be printed or a text has no room, and
    when the file cannot be put in place; an earlier file of the name then stays as it was.
    """
    size = A4_LANDSCAPE if landscape else A4
    table = [tuple(map(normalise, row)) for row in rows]
    title, subtitle = normalise(title), normalise(subtitle)
    _refuse_holes(title, subtitle, columns, table)
    places = _placed(columns, size[0] - 2 * _SIDE)
    titles = _titles(title, subtitle, size[0] - 2 * _SIDE)
    headings = _headings(columns, places)
    top = size[1] - _TITLE_TOP - (66.0 if subtitle else 46.0)
    broken = _broken(table, columns, places, top - headings.height - _BOTTOM)
    drawing = lay(chart, size[0] - 2 * _SIDE) if chart is not None else None
    taken = drawing.height + _CHART_GAP if drawing is not None else 0.0
    pages = _pages(broken, top - headings.height - _BOTTOM, taken)
    pdf = Paper(title, size)
    done = 0
    for number, page in enumerate(pages, 1):
        _draw_titles(pdf.canvas, titles, size)
        below = top
        if drawing is not None and number == 1:
            draw(pdf.canvas, drawing, _SIDE, top)
            below = top - taken
        if page or drawing is None or number > 1:
            _draw_table(pdf.canvas, headings, page, places, below)
        _draw_foot(pdf.canvas, (number, len(pages)), len(table), made_on, size)
        pdf.canvas.showPage()
        done += len(page)
        if progress is not None:
            progress(done, len(table), "正在生成名册")
    save(out, pdf.finished())


def _refuse_holes(title: str, subtitle: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Pre-flight: first all characters at once, cell by cell only when something is amiss."""
    every: set[str] = set().union(*(text for row in rows for text in row))
    headings = title + subtitle + "".join(column.label for column in columns)
    if not missing(headings + "".join(every), "song"):
        return
    items = [Checked("表头", "标题", title, "song"), Checked("表头", "副标题", subtitle, "song")]
    items += [Checked("表头", f"“{column.label}”列", column.label, "song") for column in columns]
    items += [
        Checked(f"第{number}行", f"“{column.label}”", text, "song")
        for number, row in enumerate(rows, 1)
        for column, text in zip(columns, row, strict=True)
    ]
    refuse_unprintable(items, "没有生成名册")


def _placed(columns: Sequence[Column], measure: float) -> list[_Place]:
    total = sum(column.width_weight for column in columns)
    places = []
    left = _SIDE
    for column in columns:
        room = measure * column.width_weight / total
        places.append(_Place(left + _PAD, room - 2 * _PAD, column.align))
        left += room
    return places


def _titles(title: str, subtitle: str, measure: float) -> list[Block]:
    try:
        blocks = [fit_text(title, "title", (measure, 38.0), (18.0, 16.0, 14.0, 12.0, 10.0, 8.0, 7.0))]
        if subtitle:
            blocks.append(fit_text(subtitle, "song", (measure, 26.0), (10.5, 10.0, 9.0, 8.0, 7.0, 6.0)))
    except TooLong as cause:
        raise ExportProblem(f"标题“{cause.text[:20]}…”太长，纸上放不下。", "请缩短标题后再打印。") from cause
    return blocks


def _headings(columns: Sequence[Column], places: Sequence[_Place]) -> _Row:
    try:
        cells = tuple(
            fit_text(column.label, "hei", (place.measure, 40.0), (9.5, 9.0, 8.5, 8.0, 7.0, 6.0, 5.0))
            for column, place in zip(columns, places, strict=True)
        )
    except TooLong as cause:
        raise ExportProblem(f"列名“{cause.text}”太长，名册上放不下。", "请减少列数，或改用横向纸张。") from cause
    return _Row(cells, max(cell.height for cell in cells) + 9.0)


def _broken(
    rows: Sequence[Sequence[str]], columns: Sequence[Column], places: Sequence[_Place], highest: float
) -> list[_Row]:
    """Every row fitted to the columns; most texts fit as they are and are not looked at further."""
    # No letter of the face is wider than its size but the two- and three-em dashes, which no list has.
    short = [int(place.measure / _SIZE) for place in places]
    broken = []
    for number, row in enumerate(rows, 1):
        try:
            cells = tuple(
                text if len(text) <= most else _cell(text, place.measure)
                for text, most, place in zip(row, short, places, strict=True)
            )
        except TooLong as cause:
            raise _no_room(number, cause.text) from cause
        heights = [cell.height for cell in cells if not isinstance(cell, str)]
        height = max(_ROW, max(heights) + 5.0) if heights else _ROW
        if height > highest:
            raise _no_room(number, max(row, key=len))
        broken.append(_Row(cells, height))
    return broken


@lru_cache(maxsize=4096)  # the same schools and programmes fill whole columns
def _cell(text: str, measure: float) -> str | Block:
    if width(text, face_for(text, "song"), _SIZE) <= measure:
        return text
    steps = ((_ONE_LINE, 1), (_TWO_LINES, 2), (_SMALLEST, 1000))
    for sizes, lines in steps:
        try:
            return fit_text(text, "song", (measure, lines * sizes[0] * _LEADING), sizes, spacing=_LEADING)
        except TooLong:
            continue
    raise TooLong(text)


def _no_room(number: int, text: str) -> ExportProblem:
    start = text if len(text) <= 20 else f"{text[:20]}…"
    return ExportProblem(
        f"第{number}行的文字太长，一页纸放不下（“{start}”），没有生成名册。", "请缩短这段文字，或加宽这一列后再打印。"
    )


def _pages(rows: Sequence[_Row], room: float, taken: float = 0.0) -> list[list[_Row]]:
    """The rows of each page; on the first so much height is taken already: with less than a few rows left, all of it."""
    pages: list[list[_Row]] = [[]]
    left = room - taken if room - taken >= _FEW_ROWS * _ROW else 0.0
    for row in rows:
        if row.height > left:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= row.height
    return pages


def _draw_titles(canvas: "Canvas", titles: Sequence[Block], size: tuple[float, float]) -> None:
    measure = size[0] - 2 * _SIDE
    top = size[1] - _TITLE_TOP - (36.0 - titles[0].height) / 2
    for block in titles:
        draw_block(canvas, block, _SIDE, top, measure, "center")
        top = size[1] - _TITLE_TOP - 38.0


def _draw_table(canvas: "Canvas", headings: _Row, rows: Sequence[_Row], places: Sequence[_Place], top: float) -> None:
    """Headings and rows of one page between thin rules, the outer ones stronger."""
    left, right = places[0].left - _PAD, places[-1].left + places[-1].measure + _PAD
    canvas.setFillGray(0.93)
    canvas.rect(left, top - headings.height, right - left, headings.height, stroke=0, fill=1)
    canvas.setFillGray(0)
    plain = Letters(canvas)
    plain.set(face_for("", "song"), _SIZE)
    _draw_row(canvas, plain, headings, [replace(place, align="center") for place in places], top)
    tops = list(accumulate((row.height for row in rows), lambda y, height: y - height, initial=top - headings.height))
    for row, y in zip(rows, tops, strict=False):
        _draw_row(canvas, plain, row, places, y)
    plain.finish()
    across = [f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l" for y in tops]
    down = [f"{after.left - _PAD:.2f} {top:.2f} m {after.left - _PAD:.2f} {tops[-1]:.2f} l" for after in places[1:]]
    canvas.setLineWidth(0.35)
    canvas.setStrokeGray(0.35)
    canvas.addLiteral("\n".join((*across, *down, "S")))
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.9)
    canvas.rect(left, tops[-1], right - left, top - tops[-1])


def _draw_row(canvas: "Canvas", plain: Letters, row: _Row, places: Sequence[_Place], top: float) -> None:
    """One row: blocks at once, plain texts into `plain`, which holds those of the whole page."""
    base = top - (row.height + _SIZE * 0.76) / 2
    for cell, place in zip(row.cells, places, strict=True):
        if isinstance(cell, Block):
            y = top - (row.height - cell.height) / 2
            draw_block(canvas, cell, place.left, y, place.measure, place.align)
        elif cell:
            spare = 0.0 if place.align == "left" else place.measure - plain.width(cell)
            plain.put(cell, place.left + (spare if place.align == "right" else spare / 2), base)


def _draw_foot(canvas: "Canvas", page: tuple[int, int], count: int, made_on: date, size: tuple[float, float]) -> None:
    canvas.setFont(face_for("第页共制表日期年月", "song"), 9.0)
    canvas.drawString(_SIDE, 30.0, f"共 {count} 条")
    canvas.drawCentredString(size[0] / 2, 30.0, f"第 {page[0]} 页　共 {page[1]} 页")
    day = f"制表日期：{made_on.year}年{made_on.month}月{made_on.day}日"
    canvas.drawRightString(size[0] - _SIDE, 30.0, day)
