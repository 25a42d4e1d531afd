"""openpyxl's cells in their looks: one cell per column and look, filled again for every row.

openpyxl's streaming sheet writes a cell as soon as it is handed over, so a cell may be used again; making and
styling a new one for each of 300,000 would take most of the time. Cells next to each other must be different
objects, because openpyxl touches the last one when it takes the next.
"""

from collections.abc import Container

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from exports.workbooks import looks
from exports.workbooks.cells import writable
from exports.workbooks.facts import CellFact, ColumnFacts
from exports.workbooks.looks import Look

_EDGE = Side(style="thin", color=f"FF{looks.EDGE}")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_AUTHOR = "薪火"


class Cells:
    """The cells of one sheet."""

    def __init__(self, sheet: Worksheet, unlocked: Container[int] = ()) -> None:
        """`unlocked` are the columns (0-based) whose data may be changed though the sheet is protected."""
        self._sheet = sheet
        self._unlocked = unlocked
        self._cells: dict[tuple[int, Look], Cell] = {}

    def text(self, look: Look, text: str | None) -> Cell:
        """A cell that says `text`, of the title or another heading."""
        cell = self._dressed(looks.said(look, text))
        cell.value = text
        if text is not None:
            cell.data_type = "s"
        return cell

    def formula(self, look: Look, text: str, at: str) -> Cell:
        """A cell at `at` ("B2") that works out an array formula, given without its equals sign; empty for ""."""
        cell = self._dressed(look)
        if text:
            cell.value = ArrayFormula(at, f"={text}")
        return cell

    def label(self, column: ColumnFacts, text: str) -> Cell:
        """What stands over a column, with its note as a comment."""
        cell = self.text(looks.REQUIRED if column.required else looks.LABEL, text)
        if column.note:
            cell.comment = _comment(column.note)
        return cell

    def data(self, place: int, kind: str, value: CellFact, fault: str) -> Cell:
        """The cell of column `place`, with its fault as a comment if it has one."""
        look = looks.data(kind, value, faulty=bool(fault))
        cell = self._cells.get((place, look))
        if cell is None:
            cell = self._dressed(look)
            if place in self._unlocked:
                cell.protection = Protection(locked=False)
            if not fault:  # a comment belongs to one cell only
                self._cells[place, look] = cell
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl would take "=…" for a formula and "#N/A" for a fault
        if fault:
            cell.comment = _comment(fault)
        return cell

    def _dressed(self, look: Look) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = look.number_format
        cell.font = Font(
            name=looks.FACE,
            family=looks.FAMILY,
            charset=looks.CHARSET,
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            color=f"FF{look.colour}" if look.colour else None,
        )
        cell.alignment = Alignment(horizontal=look.across or None, vertical="center", wrap_text=look.wrapped)
        if look.edged:
            cell.border = _BORDER
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=f"FF{look.fill}")
        cell.quotePrefix = look.quoted
        return cell


def _comment(text: str) -> Comment:
    text = writable(text)
    lines = 1 + text.count("\n") + len(text) // 14
    return Comment(text, _AUTHOR, height=24 + 18 * lines, width=220)
