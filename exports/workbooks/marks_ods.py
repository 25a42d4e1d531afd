"""Error values, formulas without a result, merged blocks and the calendar of an .ods workbook: OpenDocument 1.2, 9.

LibreOffice marks an error value by an attribute of its own (calcext:value-type) and shows it in the cell's paragraph.
"""

import pyexpat
import re
from zipfile import ZipFile

from exports.workbooks.marks import NO_RESULT, Block, LostError, Mark, Marks, SheetMarks
from exports.workbooks.parts import part_named, safe_parser

_WORTH_WALKING = re.compile(rb"-spanned=|calcext:value-type=.error|table:formula=|1904-01-01")
_A_TABLE = re.compile(rb"<table:table\s")
_MOST = 100_000  # marks and blocks of one sheet; repeated rows could make millions of one


def marks(archive: ZipFile, content: bytes) -> Marks:
    """The marks of the workbook in `archive`, whose bytes are `content`.

    Raises ValueError for a damaged one, LostError for marks beyond reason.
    """
    xml = part_named(archive, "content.xml").content
    if not _WORTH_WALKING.search(xml):
        return Marks([SheetMarks([], [])] * len(_A_TABLE.findall(xml)), content)
    walk = _Walk()
    parser = safe_parser()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    try:
        parser.Parse(xml, True)
    except pyexpat.ExpatError as error:
        raise ValueError("no XML") from error
    return Marks(walk.sheets, content, walk.date1904)


class _Walk:
    """Counts rows and columns, and takes note of the cells that have something to tell."""

    def __init__(self) -> None:
        self.sheets: list[SheetMarks] = []
        self.date1904 = False
        self._cells: list[Mark] = []
        self._merged: list[Block] = []
        self._row = self._column = 0
        self._rows = 1  # how often this row is repeated
        self._error: tuple[int, list[str]] | None = None  # how often the cell is repeated, what it shows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif name == "table:table-row":
            self._column = 0
            self._rows = _count(attributes, "table:number-rows-repeated")
        elif name == "table:table":
            self._cells, self._merged, self._row = [], [], 0
        elif name == "table:null-date":
            self.date1904 = attributes.get("table:date-value", "").startswith("1904-01-01")

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._rows
        elif name == "table:table":
            self.sheets.append(SheetMarks(self._cells, self._merged))
        elif name in ("table:table-cell", "table:covered-table-cell") and self._error:
            times, shown = self._error
            self._note(self._column - times, times, "".join(shown).strip() or "#N/A")
            self._error = None

    def text(self, text: str) -> None:
        if self._error:
            self._error[1].append(text)

    def _cell(self, attributes: dict[str, str]) -> None:
        times = _count(attributes, "table:number-columns-repeated")
        first = self._column
        self._column += times
        if attributes.get("calcext:value-type") == "error":
            self._error = times, []
        elif "table:formula" in attributes and "office:value-type" not in attributes:
            self._note(first, times, NO_RESULT)
        down = _count(attributes, "table:number-rows-spanned")
        across = _count(attributes, "table:number-columns-spanned")
        if down > 1 or across > 1:
            self._merged.append((self._row, first, self._row + down - 1, first + across - 1))

    def _note(self, first: int, times: int, text: str) -> None:
        if len(self._cells) + times * self._rows > _MOST:
            raise LostError
        for row in range(self._row, self._row + self._rows):
            self._cells += [(row, column, text) for column in range(first, first + times)]


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return min(int(value), 1 << 24) if value.isdecimal() and len(value) < 9 else 1
