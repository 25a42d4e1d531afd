"""Lets the parts of a document follow each other down the lines of its sheets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from exports.documents import headings
from exports.documents.faces import FANG, tidy
from exports.documents.facts import Attachment, Block, Chart, Document, Paragraph, Table
from exports.documents.grid import LEADING, LEFT, LINES, SIZE_2, TOP, WIDTH, Placed, Sheet
from exports.documents.heads import draw_head, one_line
from exports.documents.lines import Line, Run, broken
from exports.documents.tables import TURNED, UPRIGHT, Area, Laid, draw_row, lay, moved, note_pieces, title_piece
from exports.documents.tails import (
    attachment_lines,
    closing_height,
    draw_closing,
    draw_imprint,
    draw_page_number,
    imprint_height,
)
from exports.documents.titles import title_lines
from exports.typefaces import Role

_BEFORE_CLOSING = 2
"""So many lines of the body stand on the sheet of 署名 and 成文日期: a seal without a text is not to be (7.3.5.5)."""

_TALLEST_CHART = 14.0


@dataclass(frozen=True)
class Strip:
    """What is not divided: height in lines, how it is drawn at a line; `keeps` stays with the next (a heading)."""

    height: float
    draw: Callable[[Sheet, float], None]
    keeps: bool = False


def compose(document: Document) -> list[Sheet]:
    """All sheets of a document, one after the other."""
    flow = _Flow()
    flow.line = draw_head(flow.sheet, document.head, document.names)
    flow.title(document.title)
    if document.addressee:
        flow.line += 1
        addressee = f"{tidy(document.addressee).rstrip('：:，,。')}："
        flow.strips([_of_line(line) for line in broken([Run(addressee, FANG)], indent=0)])
    else:
        flow.line += 1
    closing = _closing(document)
    flow.blocks(document.body, document.names, closing)
    flow.close(document, closing)
    for number, one in enumerate(document.attachments, 1):
        if one.body:
            flow.attachment(one, number if len(document.attachments) > 1 else 0, document.names)
    height = imprint_height(document)
    if height:
        if flow.line + height > LINES or flow.sheet.turned:
            flow.turn()
        draw_imprint(flow.sheet, document)
    for number, sheet in enumerate(flow.sheets, 1):
        if sheet.numbered:
            draw_page_number(sheet, number)
    return flow.sheets


@dataclass(frozen=True)
class _Closing:
    """What follows the body on its last sheet: lines of 附件说明, and how many lines all of it takes."""

    lines: tuple[Line, ...]
    height: int


def _closing(document: Document) -> _Closing:
    lines = tuple(attachment_lines(document.attachments))
    height = (len(lines) + 1 if lines else 0) + closing_height(document)
    if not any(one.body for one in document.attachments):
        height += imprint_height(document)
    return _Closing(lines, height)


def _of_line(line: Line, *, keeps: bool = False) -> Strip:
    def draw(sheet: Sheet, at: float) -> None:
        sheet.marks += line.pieces(at)

    return Strip(1, draw, keeps)


class _Flow:
    """The sheets so far and the line that is free next."""

    def __init__(self) -> None:
        self.sheets = [Sheet()]
        self.line: float = 0

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def turn(self, *, on_its_side: bool = False) -> None:
        """Begin a new sheet."""
        self.sheets.append(Sheet(turned=on_its_side))
        self.line = 0

    def title(self, title: Sequence[str]) -> None:
        """The title in 2号小标宋, every line in the middle (7.3.1)."""
        for text in title_lines([tidy(one) for one in title]):
            if not text:
                continue
            left, top, width, height = TURNED if self.sheet.turned else UPRIGHT
            if (self.line + 1) * LEADING > height + 1e-6:
                self.turn(on_its_side=self.sheet.turned)
            found = one_line(text, "title", pitch=SIZE_2, size=SIZE_2)
            pieces = found.pieces(self.line, left=left + (width - found.width) / 2, size=SIZE_2)
            self.sheet.marks += moved(pieces, 0.0, top - TOP)
            self.line += 1

    def blocks(self, body: Sequence[Block], names: frozenset[str], closing: _Closing | None = None) -> None:
        """Paragraphs, tables and charts; the last two lines go over with what closes the document."""
        strips: list[Strip] = []
        for block in body:
            if isinstance(block, Paragraph):
                strips += _paragraph(block, names)
            elif isinstance(block, Chart):
                strips += _chart(block)
            else:
                self.strips(strips)
                strips = []
                self.table(block, closing.height if closing and block is body[-1] else 0)
        self.strips(strips, closing.height if closing else 0)

    def strips(self, strips: Sequence[Strip], after: int = 0) -> None:
        """Put strips on the sheets; `after` lines must have room below the last ones."""
        for index, strip in enumerate(strips):
            if self.sheet.turned:
                self.turn()
            held, end = strip.height, index
            while strips[end].keeps and end + 1 < len(strips):
                end += 1
                held += strips[end].height
            if after and index >= len(strips) - _BEFORE_CLOSING:
                held = sum(one.height for one in strips[index:]) + after
            if held > LINES:
                held = strip.height
            if self.line and self.line + held > LINES + 1e-6:
                self.turn()
            strip.draw(self.sheet, self.line)
            self.line += strip.height

    def table(self, table: Table, after: int = 0) -> None:
        """A table with its title; its headings stand on every sheet of it. `after` lines must have room below it."""
        laid = lay(table)
        area = TURNED if laid.turned else UPRIGHT
        left, top, width, height = area
        title = 1 if table.title else 0
        note, under = note_pieces(table.note, width) if table.note else ([], 0.0)
        ends = (under, 0.0 if laid.turned else after * LEADING)
        least = title * LEADING + laid.headings.height + _wanted(laid, 0, area, ends)
        if laid.turned != self.sheet.turned or ceil(self.line) * LEADING + least > height:
            self.turn(on_its_side=laid.turned)
        y = ceil(self.line) * LEADING
        if title:
            self.sheet.marks += title_piece(table.title, top + y, width, left=left)
            y += LEADING
        y = self._rows(laid, y, area, ends)
        self.sheet.marks += moved(note, left, top + y)
        self.line = LINES if laid.turned else ceil((y + under) / LEADING - 1e-6)

    def _rows(self, laid: Laid, y: float, area: Area, under: tuple[float, float]) -> float:
        """Headings and rows from `y` points down; returns where they end on the last sheet.

        `under` the last one so many points are wanted: for its note, and for what closes the document.
        """
        left, top, _, height = area
        self.sheet.marks += draw_row(laid, laid.headings, top + y, left=left, first=True)
        y += laid.headings.height
        for index, row in enumerate(laid.rows):
            if y + _wanted(laid, index, area, under) > height + 1e-6:
                self.turn(on_its_side=laid.turned)
                self.sheet.marks += draw_row(laid, laid.headings, top, left=left, first=True)
                y = laid.headings.height
            self.sheet.marks += draw_row(laid, row, top + y, left=left, first=False)
            y += row.height
        return y

    def close(self, document: Document, closing: _Closing) -> None:
        """附件说明, 署名, 成文日期 and 附注."""
        if closing.height and (self.sheet.turned or self.line + closing.height > LINES):
            self.turn()
        if closing.lines:
            self.line += 1
            for one in closing.lines:
                if self.line >= LINES:
                    self.turn()
                self.sheet.marks += one.pieces(self.line)
                self.line += 1
        self.line = draw_closing(self.sheet, document, ceil(self.line - 1e-6))

    def attachment(self, one: Attachment, number: int, names: frozenset[str]) -> None:
        """附件 on sheets of its own: its word flush left, its title in the middle of the third line (7.3.7)."""
        wide = isinstance(one.body[0], Table) and lay(one.body[0]).turned
        self.turn(on_its_side=wide)
        word = one_line(f"附件{number or ''}", "hei").pieces(0)
        self.sheet.marks += moved(word, -LEFT, -TOP) if wide else word
        self.line = 2
        self.title([one.name])
        self.line += 1
        self.blocks([_untitled(block, one.name) for block in one.body], names)


def _wanted(laid: Laid, index: int, area: Area, under: tuple[float, float]) -> float:
    """How much room a row asks for, in points: the last two go along with what closes the document, where a sheet has
    room for all of it, and the note stands under the last row, not alone on the next sheet."""
    if index >= len(laid.rows):
        return 0.0
    note, closing = under
    row = laid.rows[index].height + (note if index == len(laid.rows) - 1 else 0.0)
    whole = sum(one.height for one in laid.rows[index:]) + note + closing
    kept = closing and index >= len(laid.rows) - _BEFORE_CLOSING and laid.headings.height + whole <= area[3]
    return whole if kept else row


def _untitled(block: Block, name: str) -> Block:
    """A table whose title stands over it already, as the name of the attachment, does without its own."""
    return replace(block, title="") if isinstance(block, Table) and block.title == name else block


def _paragraph(block: Paragraph, names: frozenset[str]) -> list[Strip]:
    """A paragraph two characters in; a heading in the face of its level, kept with what follows (7.3.3)."""
    text = tidy(block.text)
    if not text:
        return []
    head, rest, role = headings.split(text)
    runs: list[Run] = [Run(head, role)] if head else []
    if rest:
        runs.append(Run(rest, FANG))
    lines = broken(runs, names=names)
    return [_of_line(line, keeps=bool(head) and not rest) for line in lines]


def _chart(chart: Chart) -> list[Strip]:
    """A chart as wide as the type area at most, its title under it."""
    wide, tall = chart.drawing.width, chart.drawing.height
    scale = min(1.0, WIDTH / wide, _TALLEST_CHART * LEADING / tall)
    height = ceil(tall * scale / LEADING - 1e-6)

    def draw(sheet: Sheet, at: float) -> None:
        x = LEFT + (WIDTH - wide * scale) / 2
        sheet.marks.append(Placed(x, TOP + at * LEADING + (height * LEADING - tall * scale) / 2, scale, chart.drawing))

    def draw_title(sheet: Sheet, at: float) -> None:
        sheet.marks += title_piece(chart.title, TOP + at * LEADING, WIDTH, left=LEFT)

    strips = [Strip(height, draw, keeps=bool(chart.title))]
    return [*strips, Strip(1, draw_title)] if chart.title else strips


def faces_of(document: Document) -> Iterator[tuple[str, str, Role]]:
    """Every text of a document with what it is called and the role it prints in."""
    head, imprint = document.head, document.imprint
    said: list[tuple[str, str, Role]] = [
        ("发文机关标志", head.mark, "title"),
        ("发文字号", head.number, FANG),
        ("份号", head.copy_number, FANG),
        ("密级和保密期限", head.secrecy, "hei"),
        ("紧急程度", head.urgency, "hei"),
        ("签发人", "　".join(head.signers), "kai"),
        ("标题", "".join(document.title), "title"),
        ("主送机关", document.addressee, FANG),
        ("发文机关署名", document.signature, FANG),
        ("附注", document.note, FANG),
        ("抄送机关", imprint.copies_to, FANG),
        ("印发机关", imprint.printed_by, FANG),
    ]
    yield from ((label, tidy(text), role) for label, text, role in said)
    yield from _of_blocks("正文", document.body)
    for number, one in enumerate(document.attachments, 1):
        label = f"附件{number}" if len(document.attachments) > 1 else "附件"
        yield f"{label}的名称", tidy(one.name), "title"
        yield from _of_blocks(label, one.body)


def _of_blocks(where: str, blocks: Sequence[Block]) -> Iterator[tuple[str, str, Role]]:
    paragraphs = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            yield f"{where}第{paragraphs}段", tidy(block.text), headings.split(tidy(block.text))[2]
        elif isinstance(block, Table):
            yield f"{where}的表“{block.title}”", tidy(block.title), "hei"
            for row in (block.headings, *block.rows):
                for text in row:
                    yield f"{where}的表“{block.title}”", tidy(text), "song"
        else:
            yield f"{where}的图", tidy(block.title), "hei"
