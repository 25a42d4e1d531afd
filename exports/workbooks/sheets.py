"""What a workbook holds once it is read: sheets of rows of cells, and how a cell looks as text."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell as the file holds it, None an empty one. A number that Excel damaged stays the float it became; 85% is 0.85; a
cell that shows one of Excel's own error values, or a formula nobody has calculated yet, is an `ErrorCell`."""

Progress = Callable[[int, int, str], None]
"""`progress(done, total, what)`: total 0 means not known yet; whatever it raises stops the work."""

DIGITS_EXCEL_KEEPS = 15


class ErrorCell(str):
    """What stands in a cell that has no value: "#N/A", "#REF!" …, or `NOT_CALCULATED`.

    A kind of text, so that it shows as Excel shows it and whoever does not ask takes it neither for empty nor for a
    number; whoever checks values asks `isinstance(cell, ErrorCell)` first and says `sentence`.
    """

    __slots__ = ()

    @property
    def sentence(self) -> str:
        """What the matter is, and what to do, for the person who mends the cell."""
        if self == NOT_CALCULATED:
            return "这一格是公式，但文件里没有它的结果。请用 WPS 或 Excel 打开文件，保存一次后再导入。"
        return f"这一格是 Excel 的出错值 {self}。请改成应有的内容。"


NOT_CALCULATED: Final = ErrorCell("公式没有结果")
"""A formula whose result the file does not hold: some program wrote it, and nobody has opened it in Excel since."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_WIDE_SPACE = re.compile("[\u00a0\u2007\u202f\u3000]")


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of merged cells: 0-based row and column numbers, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: `rows[0]` is row 1 of the sheet, rows end at their last filled cell and may be empty.

    Rows and columns that are hidden or filtered away are there like all others: they are data that somebody only did
    not want to see. `hidden` is the sheet itself, whether by its menu or by a program ("very hidden").
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a file in their order; charts and macro sheets are left out.

    `date1904`: its dates count from 1904-01-01 (old Macs) and not from 1899-12-30. Dates are right already; a number
    that should have been one must be read by it. `warnings`: sentences for the person, before anything is taken.
    """

    sheets: tuple[Sheet, ...]
    date1904: bool = False
    warnings: tuple[str, ...] = ()


def as_text(value: Cell) -> str:
    """The cell as a person reads it: NFC, trimmed, full-width spaces as spaces, no invisible marks.

    A whole number loses its ".0"; other numbers show the 15 digits Excel keeps; dates are ISO, with the time
    only when there is one; a duration is "26:30:00"; True and False are 是 and 否; an empty cell is "".
    """
    if isinstance(value, str):
        return _clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.{DIGITS_EXCEL_KEEPS}g}"
    return _moment(value)


def digits_lost(value: Cell) -> bool:
    """True for a number too long for Excel, which made zeros of its last digits (身份证号 typed as a number)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(abs(value) >= 10**DIGITS_EXCEL_KEEPS)


def letters(column: int) -> str:
    """The letters of a column as the worksheet shows them: 0 is A, 27 is AB."""
    shown = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        shown = chr(65 + rest) + shown
    return shown


def address(row: int, column: int) -> str:
    """The cell as Excel calls it: row 4 and column 27, both 0-based, are AB5."""
    return f"{letters(column)}{row + 1}"


def _clean(text: str) -> str:
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _WIDE_SPACE.sub(" ", text))).strip()


def _moment(value: int | date | datetime | time | timedelta) -> str:
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
