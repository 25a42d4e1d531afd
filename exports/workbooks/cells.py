"""What goes into a cell of a written workbook, so that Excel shows it and gives it back as it was."""

import re
from datetime import date, datetime
from math import isnan

from exports.workbooks.facts import CellFact
from exports.workbooks.sheets import as_text, digits_lost

LONGEST_TEXT = 32_767
"""Of a cell by Excel's specification, in units of UTF-16: a character above U+FFFF counts twice."""

_FIRST_DATE = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TWICE = re.compile("[\U00010000-\U0010ffff]")


def written(value: CellFact, kind: str) -> str | int | float | date | datetime | None:
    """What goes into the cell: text in a text column, for numbers Excel would damage, for dates before 1900."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return as_text(value)
    if isinstance(value, str):
        return writable(value)
    if kind == "text" or digits_lost(value) or (isinstance(value, float) and isnan(value)):
        return as_text(value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return value if day >= _FIRST_DATE else as_text(value)
    return value


def writable(text: str) -> str:
    """`text` without the characters XML has no room for, cut to what a cell holds, its look-alike escapes escaped."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LOOKS_ESCAPED.sub("_x005F_", _cut(text))


def _cut(text: str) -> str:
    if 2 * len(text) <= LONGEST_TEXT or len(text) + len(_TWICE.findall(text)) <= LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
