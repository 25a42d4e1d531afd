"""Workbooks of nothing but a title, labels and rows, written as text: a list of thousands is there at once.

How they look and lie on paper is declared in `looks` and `pages`, as it is for the workbooks that openpyxl writes.
Most cells of a list say what another one of their column says: each is made once, and a row is its cells joined by
its number.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import IO, Any

from exports.workbooks import looks
from exports.workbooks import plain_parts as parts
from exports.workbooks.cells import writable, written
from exports.workbooks.facts import CellFact, SheetFacts
from exports.workbooks.looks import Look
from exports.workbooks.pages import (
    A4,
    FOOTER,
    MARGINS,
    TITLE_HEIGHT,
    Page,
    label_text,
    page_of,
    sheet_names,
)
from exports.workbooks.sheets import DIGITS_EXCEL_KEEPS, Progress, as_text, letters

_ROWS_AT_ONCE = 200
_LEVEL = 4
"""Of zlib: higher ones take a fifth more of the time for an eighth of the size."""

_DAY_0 = datetime(1899, 12, 30)
_DAY = timedelta(days=1)
_ASKING = ("", "=", "+", "-", "@")
_SHORT = 10_000
_LARGE = 10**DIGITS_EXCEL_KEEPS
"""Texts that begin with none of these and are no longer, and numbers below, are written as they are."""

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def content(sheets: Sequence[SheetFacts], progress: Progress | None) -> bytes:
    """The bytes of the workbook; what `progress` raises stops it and comes out."""
    made = io.BytesIO()
    names, pages = sheet_names(sheets), [page_of(facts) for facts in sheets]
    styles, strings = parts.Styles(), _Strings()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:

        def put(name: str, text: str) -> None:
            with _part(package, name) as part:
                part.write(text.encode())

        put("[Content_Types].xml", parts.content_types(len(sheets)))
        put("_rels/.rels", parts.package_relations())
        put("docProps/core.xml", parts.core("薪火"))
        put("xl/workbook.xml", parts.workbook(names, pages))
        put("xl/_rels/workbook.xml.rels", parts.workbook_relations(len(sheets)))
        for number, (facts, page) in enumerate(zip(sheets, pages, strict=True), 1):
            writer = _SheetWriter(facts, page, styles, strings)
            with _part(package, f"xl/worksheets/sheet{number}.xml") as part:
                for text in writer.texts(progress, first=number == 1):
                    part.write(text.encode())
        put("xl/sharedStrings.xml", strings.part())
        put("xl/styles.xml", styles.part())
    return made.getvalue()


def _part(package: zipfile.ZipFile, name: str) -> IO[bytes]:
    about = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
    about.compress_type = zipfile.ZIP_DEFLATED
    about._compresslevel = _LEVEL  # type: ignore[attr-defined] # has no other name before Python 3.13
    return package.open(about, "w")


class _Strings:
    """xl/sharedStrings.xml: every text once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The number by which a cell names its text."""
        return self.numbers.setdefault(text, len(self.numbers))

    def part(self) -> str:
        head = f'{parts.HEAD}<sst xmlns="{parts.MAIN}" uniqueCount="{len(self.numbers)}">'
        if not self.numbers:
            return f"{head}</sst>"
        # No text holds these two characters: all texts are escaped at once, and parted and marked afterwards.
        listed = "\0".join([text if text == text.strip() else f"\1{text}" for text in self.numbers])
        items = parts.escaped(listed).replace("\0", "</t></si><si><t>")
        # XML leaves it to a reader whether blanks at the ends belong to a text, unless it is said.
        items = f"<si><t>{items}</t></si>".replace("<t>\1", '<t xml:space="preserve">')
        return f"{head}{items}</sst>"


class _Known(dict[Any, str]):
    """Value → what follows the number of the row in its cell, made when it is first met."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> str:
        self[key] = made = self._make(key)
        return made


class _SheetWriter:
    """Writes one sheet from top to bottom."""

    def __init__(self, facts: SheetFacts, page: Page, styles: parts.Styles, strings: _Strings) -> None:
        self._facts = facts
        self._page = page
        self._styles = styles
        self._strings = strings

    def texts(self, progress: Progress | None, *, first: bool) -> Iterator[str]:
        """The part, piece by piece."""
        facts, page = self._facts, self._page
        yield self._before(first)
        if page.title_row:
            title = writable(facts.title)
            cells = [self._said(looks.TITLE, None if at else title) for at in range(len(facts.columns))]
            yield self._row(page.title_row, cells, f' ht="{TITLE_HEIGHT}" customHeight="1"')
        labels = [(looks.REQUIRED if one.required else looks.LABEL, label_text(one)) for one in facts.columns]
        yield self._row(page.label_row, [self._said(look, text) for look, text in labels])
        yield from self._rows(progress)
        yield self._after()

    def _before(self, first: bool) -> str:
        page = self._page
        last = f"{letters(len(page.widths) - 1)}{max(page.last_row, page.label_row)}"
        top = f"A{page.label_row + 1}"
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width:g}" style="{self._styles.of(looks.column(one.kind))}" '
            'customWidth="1"/>'
            for at, (one, width) in enumerate(zip(self._facts.columns, page.widths, strict=True), 1)
        )
        chosen = ' tabSelected="1"' if first else ""
        return (
            f'{parts.HEAD}<worksheet xmlns="{parts.MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{last}"/>'
            f'<sheetViews><sheetView{chosen} workbookViewId="0">'
            f'<pane ySplit="{page.label_row}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
        )

    def _after(self) -> str:
        page = self._page
        footer = parts.escaped(f"&C{FOOTER}")
        side_up = "landscape" if page.landscape else "portrait"
        margins = " ".join(f'{side}="{inches:g}"' for side, inches in MARGINS.items())
        return (
            "</sheetData>"
            + (f'<autoFilter ref="{page.filtered}"/>' if page.filtered else "")
            + f'<printOptions horizontalCentered="1"/><pageMargins {margins}/>'
            f'<pageSetup paperSize="{A4}" fitToWidth="1" fitToHeight="0" orientation="{side_up}"/>'
            f"<headerFooter><oddFooter>{footer}</oddFooter></headerFooter></worksheet>"
        )

    def _rows(self, progress: Progress | None) -> Iterator[str]:
        facts = self._facts
        known = self._columns()
        total = len(facts.rows)
        number = self._page.first_row
        for start in range(0, total, _ROWS_AT_ONCE):
            if progress is not None:
                progress(start, total, f"正在写入工作表“{facts.name}”")
            columns = zip(*_of_width(facts.rows[start : start + _ROWS_AT_ONCE], len(known)), strict=True)
            said = [map(one.__getitem__, _without_bools(column)) for one, column in zip(known, columns, strict=True)]
            made = []
            for cells in zip(*said, strict=True):
                # A row is what stands between its numbers, joined by its number.
                made.append(str(number).join(('<row r="', '"><c r="A', *cells)))
                number += 1
            yield "".join(made)
        if progress is not None:
            progress(total, total, f"正在写入工作表“{facts.name}”")

    def _columns(self) -> list[_Known]:
        """For each column what its values become.

        What a value becomes reaches to the next number of the row: the rest of its cell and the next one's column,
        or the row's end.
        """
        columns = self._facts.columns
        ends = [f'<c r="{letters(at)}' if at < len(columns) else "</row>" for at in range(1, len(columns) + 1)]
        return [_Known(self._maker(column.kind, end)) for column, end in zip(columns, ends, strict=True)]

    def _maker(self, kind: str, end: str) -> Callable[[Any], str]:
        """Makes what a value of a column becomes; ordinary texts and numbers without asking much."""
        numbers = self._strings.numbers
        text_head = f'" s="{self._styles.of(looks.data(kind, "字"))}" t="s"><v>'
        number_head = f'" s="{self._styles.of(looks.data(kind, 1))}"><v>'
        tail = f"</v></c>{end}"

        def make(value: Any) -> str:
            if value.__class__ is str:
                if value.isprintable() and value[:1] not in _ASKING and "_x" not in value and len(value) < _SHORT:
                    return f"{text_head}{numbers.setdefault(value, len(numbers))}{tail}"
            elif kind == "number" and value.__class__ in (float, int) and -_LARGE < value < _LARGE:
                return f"{number_head}{value!r}{tail}"
            shown = written(value, kind)
            return self._cell(looks.data(kind, shown), shown) + end

        return make

    def _row(self, number: int, cells: Sequence[str], more: str = "") -> str:
        listed = "".join(f'<c r="{letters(at)}{number}{cell}' for at, cell in enumerate(cells))
        return f'<row r="{number}"{more}>{listed}</row>'

    def _said(self, look: Look, text: str | None) -> str:
        return self._cell(looks.said(look, text), text)

    def _cell(self, look: Look, value: CellFact) -> str:
        """The rest of a cell after its place."""
        style = self._styles.of(look)
        if value is None or value == "":
            return f'" s="{style}"/>'
        if isinstance(value, str):
            return f'" s="{style}" t="s"><v>{self._strings.of(value)}</v></c>'
        return f'" s="{style}"><v>{_number(value)}</v></c>'


def _of_width(rows: Sequence[Sequence[CellFact]], width: int) -> Sequence[Sequence[CellFact]]:
    if all(len(row) == width for row in rows):
        return rows
    return [[*row, *[None] * width][:width] for row in rows]


def _without_bools(column: Sequence[CellFact]) -> Sequence[CellFact]:
    """True equals 1 and says something else: it is made a text before its column is asked."""
    if bool not in set(map(type, column)):
        return column
    return [as_text(value) if isinstance(value, bool) else value for value in column]


def _number(value: Any) -> str:
    """A number as XML writes it; a date as days since the last day but one of 1899, as Excel counts them."""
    if isinstance(value, datetime):
        days = (value.replace(tzinfo=None) - _DAY_0) / _DAY
        return str(int(days)) if days.is_integer() else repr(days)
    if hasattr(value, "toordinal"):
        return str(value.toordinal() - _DAY_0.toordinal())
    return repr(value)
