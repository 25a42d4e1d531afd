"""What a cell carries that calamine does not tell: error values and formulas without a result, which it gives as empty.

The readers of one format each (`marks_xls`, `marks_xlsx`, `marks_xlsb`, `marks_ods`) look for them in the child
process, and for what else calamine leaves out there: the calendar, and merged blocks of .xlsb and .ods.
"""

from typing import NamedTuple

NO_RESULT = ""
"""Stands for the error text where a formula has no result."""

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""[MS-XLS] 2.5.10 BErr; [MS-XLSB] 2.5.97.2 has the same numbers."""

Mark = tuple[int, int, str]
"""Row and column, 0-based, and the error as Excel shows it, or `NO_RESULT`."""

Block = tuple[int, int, int, int]
"""Top, left, bottom, right of a merged block: 0-based, the last ones included."""


class SheetMarks(NamedTuple):
    """The marks of one sheet; `merged` None where calamine tells it itself, `stale`: has formulas worth a warning."""

    cells: list[Mark]
    merged: list[Block] | None = None
    stale: bool = False


class Marks(NamedTuple):
    """The marks of all sheets of the file, in its order (charts and macro sheets too), and the file to be read.

    `content` is the file as calamine is to get it: the very same, or with what misleads calamine put right.
    """

    sheets: list[SheetMarks]
    content: bytes
    date1904: bool = False


NO_MARKS = SheetMarks([])


class LostError(Exception):
    """The file holds cells that cannot be read from it or placed: to be refused, not read in part."""


class LockedError(Exception):
    """The cells are encrypted."""
