"""How the cells of a written workbook look: declared once, whichever way they are written."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from exports.workbooks.facts import CellFact

FACE = "宋体"
FAMILY, CHARSET = 3, 134
"""Of the face, as OOXML counts them: a face for text without feet, GB 2312."""

FORMATS = {"text": "@", "date": "yyyy-mm-dd", "number": "General"}
"""The number format of each kind of column, its empty cells' too: what is typed into a text cell stays as typed."""

EDGE = "A6A6A6"
"""Colour of the thin lines around a cell."""

_RED, _GREY = "C00000", "808080"
_MOMENT_FORMAT = "yyyy-mm-dd hh:mm"
_FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a cell; colours are RRGGBB, "" none, sizes points; everything stands in the middle of its height.

    `quoted` is Excel's mark for a text that looks like a formula: without it the text becomes one when edited.
    """

    number_format: str = "General"
    size: int = 11
    bold: bool = False
    italic: bool = False
    colour: str = ""
    fill: str = ""
    edged: bool = True
    across: str = ""
    wrapped: bool = True
    quoted: bool = False


KEY = Look(edged=False, wrapped=False)
TITLE = Look(size=16, bold=True, edged=False, wrapped=False, across="centerContinuous")
"""Centred across the columns without merging, which would stop sorting and filtering."""
LABEL = Look(bold=True, fill="DDEBF7", across="center")
REQUIRED = replace(LABEL, colour=_RED)
EXAMPLE = Look("@", italic=True, colour=_GREY)
REPORT = Look(size=10, colour=_RED, edged=False)
VERDICT = Look(bold=True, colour=_RED, edged=False, wrapped=False)
"""What a template says of a column and of itself; `GOOD` when all is well. A wrong cell has the fill `WRONG`."""
GOOD, WRONG = "548235", "FFC7CE"


def said(look: Look, text: str | None) -> Look:
    """The look of a heading that says `text`."""
    return _quoted(look) if text is not None and text.startswith(_FORMULA_STARTS) else look


def data(kind: str, value: CellFact, *, faulty: bool = False) -> Look:
    """The look of a value in a column of this kind (`FORMATS`)."""
    return _data(_format(kind, value), isinstance(value, str) and value.startswith(_FORMULA_STARTS), faulty)


@cache
def column(kind: str) -> Look:
    """The look of what is still to be typed below the rows of a column."""
    return replace(KEY, number_format=FORMATS[kind])


@cache
def _quoted(look: Look) -> Look:
    return replace(look, quoted=True)


@cache
def _data(number_format: str, quoted: bool, faulty: bool) -> Look:
    return Look(number_format, fill="FFD9D9" if faulty else "", quoted=quoted)


def _format(kind: str, value: CellFact) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return _MOMENT_FORMAT
    if isinstance(value, date):
        return FORMATS["date"]
    if isinstance(value, int | float):
        return FORMATS["number"]  # also among dates: it is no day, and one far too large breaks readers
    return FORMATS[kind]
