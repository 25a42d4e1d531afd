"""How the cells of a written workbook look: one cell per column and look, filled again for every row.

openpyxl's streaming sheet writes a cell as soon as it is handed over, so a cell may be used again; making and
styling a new one for each of 300,000 would take most of the time. Cells next to each other must be different
objects, because openpyxl touches the last one when it takes the next.
"""

from datetime import date, datetime

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from exports.workbooks.facts import CellFact, ColumnFacts

_FACE = "宋体"
_RED, _GREY = "C00000", "808080"
_EDGE = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LABEL_FILL = PatternFill("solid", fgColor="DDEBF7")
_FAULT_FILL = PatternFill("solid", fgColor="FFD9D9")
_FORMATS = {"text": "@", "date": "yyyy-mm-dd", "number": "General"}
_MOMENT_FORMAT = "yyyy-mm-dd hh:mm"
_FORMULA_STARTS = ("=", "+", "-", "@")
_AUTHOR = "薪火"


class Looks:
    """The cells of one sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._cells: dict[tuple[int, str, bool, bool], Cell] = {}

    @staticmethod
    def number_format(kind: str) -> str:
        """Of a column's cells, the empty ones too: what is typed into a text cell stays as typed."""
        return _FORMATS[kind]

    def key(self, text: str) -> Cell:
        return self._text(text)

    def title(self, text: str | None) -> Cell:
        """Centred across the columns without merging, which would stop sorting and filtering."""
        cell = self._text(text)
        cell.font = Font(name=_FACE, size=16, bold=True)
        cell.alignment = Alignment(horizontal="centerContinuous", vertical="center")
        return cell

    def label(self, column: ColumnFacts, text: str) -> Cell:
        cell = self._text(text)
        cell.font = Font(name=_FACE, size=11, bold=True, color=_RED if column.required else None)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = _LABEL_FILL
        cell.border = _BORDER
        if column.note:
            cell.comment = _comment(column.note)
        return cell

    def example(self, text: str) -> Cell:
        cell = self._text(text or None)
        cell.number_format = _FORMATS["text"]
        cell.font = Font(name=_FACE, size=11, italic=True, color=_GREY)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = _BORDER
        return cell

    def data(self, place: int, kind: str, value: CellFact, fault: str) -> Cell:
        """The cell of column `place`, with its fault as a comment if it has one."""
        is_text = isinstance(value, str)
        quoted = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
        shown = _format(kind, value)
        cell = self._cells.get((place, shown, quoted, bool(fault)))
        if cell is None:
            cell = self._styled(shown, quoted, bool(fault))
            if not fault:  # a comment belongs to one cell only
                self._cells[place, shown, quoted, False] = cell
        cell.value = value
        if is_text:
            cell.data_type = "s"  # openpyxl would take "=…" for a formula and "#N/A" for a fault
        if fault:
            cell.comment = _comment(fault)
        return cell

    def _styled(self, number_format: str, quoted: bool, fault: bool) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = number_format
        cell.font = Font(name=_FACE, size=11)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = _BORDER
        cell.quotePrefix = quoted
        if fault:
            cell.fill = _FAULT_FILL
        return cell

    def _text(self, text: str | None) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        cell.value = text
        if text is not None:
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_FORMULA_STARTS)
        return cell


def _format(kind: str, value: CellFact) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return _MOMENT_FORMAT
    if isinstance(value, date):
        return _FORMATS["date"]
    return _FORMATS[kind]


def _comment(text: str) -> Comment:
    lines = 1 + text.count("\n") + len(text) // 14
    return Comment(text, _AUTHOR, height=24 + 18 * lines, width=220)
