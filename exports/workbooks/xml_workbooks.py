"""Workbooks in the XML of Excel 2003 ("XML 表格 2003"), which web systems like to write and to call .xls.

The reference is Microsoft's "XML Spreadsheet Reference" (2001): rows and cells count on from where `ss:Index` says,
merges are told by how many cells more they cover.
"""

import pyexpat
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from exports.workbooks.marks import Block
from exports.workbooks.parts import safe_parser
from exports.workbooks.sheets import NOT_CALCULATED, ErrorCell

Value = str | float | bool | date | datetime | time | timedelta

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_SHEET, _TABLE, _ROW, _CELL, _DATA, _TYPE = (
    f"{_SPREADSHEET} {name}" for name in ("Worksheet", "Table", "Row", "Cell", "Data", "Type")
)
_NAME, _INDEX, _ACROSS, _DOWN, _FORMULA = (
    f"{_SPREADSHEET} {name}" for name in ("Name", "Index", "MergeAcross", "MergeDown", "Formula")
)
_VISIBLE, _DATE_1904 = (f"{_EXCEL} {name}" for name in ("Visible", "Date1904"))
_ROWS, _COLUMNS = 1 << 20, 1 << 14  # as many as a sheet of Excel can have
_MOST_CELLS = 20_000_000  # of the box around the cells: one cell far out must not fill the memory
_DAY_0 = datetime(1899, 12, 31)


class XmlSheet(NamedTuple):
    """One worksheet: rows of values, "" for an empty cell."""

    name: str
    rows: list[list[Value]]
    merged: list[Block]
    hidden: bool


class XmlWorkbook(NamedTuple):
    """The worksheets in their order, and which calendar a bare number belongs to."""

    sheets: list[XmlSheet]
    date1904: bool


def xml_workbook(text: str) -> XmlWorkbook:
    """Read the workbook. Raises ValueError for damaged XML, a document type, or a cell outside of any sheet."""
    walk = _Walk()
    parser = safe_parser(" ")
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    try:
        parser.Parse(text, True)
    except pyexpat.ExpatError as error:
        raise ValueError("no XML") from error
    return XmlWorkbook(walk.sheets, walk.date1904)


class _Walk:
    """Follows the elements by their whole names; `_path` is where it stands."""

    def __init__(self) -> None:
        self.sheets: list[XmlSheet] = []
        self.date1904 = False
        self._path: list[str] = [""]
        self._row: list[Value] = []
        self._rows: list[list[Value]] = []
        self._column = 0
        self._cells = 0
        self._kind = ""
        self._text: list[str] | None = None  # the pieces of what is being taken down
        self._uncalculated = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1]
        self._path.append(name)
        if name == _CELL and parent == _ROW:
            self._start_cell(attributes)
        elif name == _DATA and parent == _CELL:
            self._kind, self._text = attributes.get(_TYPE, ""), []
        elif name == _ROW and parent == _TABLE:
            self._start_row(attributes)
        elif name == _SHEET:
            self._rows = []
            self.sheets.append(XmlSheet(attributes.get(_NAME, ""), self._rows, [], False))
        elif name == _VISIBLE:
            self._text = []
        elif name == _DATE_1904:
            self.date1904 = True

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        parent = self._path[-1]
        if name == _DATA and parent == _CELL:
            self._row[-1] = _value(self._kind, "".join(self._text or ()))
            self._text = None
            self._uncalculated = False
        elif name == _CELL and parent == _ROW:
            if self._uncalculated:
                self._row[-1] = NOT_CALCULATED
            self._row += [""] * (self._column - len(self._row))
        elif name == _VISIBLE and self.sheets:
            hidden = "".join(self._text or ()).strip() != "SheetVisible"
            self.sheets[-1] = self.sheets[-1]._replace(hidden=hidden)
            self._text = None

    def _start_row(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            raise ValueError("a row outside of any sheet")
        number = _number(attributes, _INDEX, len(self._rows) + 1, _ROWS)
        if number <= len(self._rows):
            raise ValueError("rows out of order")
        self._rows += [[] for _ in range(number - 1 - len(self._rows))]
        self._row = []
        self._rows.append(self._row)
        self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        first = _number(attributes, _INDEX, self._column + 1, _COLUMNS) - 1
        if first < self._column:
            raise ValueError("cells out of order")
        across, down = _number(attributes, _ACROSS, 0, _COLUMNS), _number(attributes, _DOWN, 0, _ROWS)
        self._cells += first + across + 1 - self._column
        if self._cells > _MOST_CELLS:
            raise ValueError("cells far out")
        self._row += [""] * (first + 1 - len(self._row))
        self._column = first + across + 1
        self._uncalculated = _FORMULA in attributes
        if across or down:
            top = len(self._rows) - 1
            self.sheets[-1].merged.append((top, first, top + down, first + across))


def _number(attributes: dict[str, str], name: str, otherwise: int, most: int) -> int:
    """A whole number from an attribute; ValueError for none, and for one beyond what a sheet can have."""
    if name not in attributes:
        return otherwise
    number = int(attributes[name])
    if not 0 <= number <= most:
        raise ValueError("a number out of range")
    return number


def _value(kind: str, text: str) -> Value:
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "Error":
        return ErrorCell(text.strip() or "#N/A")
    return _moment(text.strip()) if kind == "DateTime" else text


def _moment(text: str) -> Value:
    """A date where there is no time of day, a time on the day before all days, as calamine gives them."""
    moment = datetime.fromisoformat(text)
    if moment.date() == _DAY_0.date():
        return moment.time()
    return moment.date() if moment.time() == time() else moment
