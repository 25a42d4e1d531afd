"""What a workbook holds once it is read: sheets of rows of cells, and how a cell looks as text."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell as the file holds it, None an empty one. A number that Excel damaged stays the float it became."""

Progress = Callable[[int, int, str], None]
"""`progress(done, total, what)`: total 0 means not known yet; whatever it raises stops the work."""

DIGITS_EXCEL_KEEPS = 15

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
    """One worksheet: `rows[0]` is row 1 of the sheet, rows end at their last filled cell and may be empty."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a file in their order; charts and macro sheets are left out."""

    sheets: tuple[Sheet, ...]


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
