"""School years (学年): from September to August, kept as the year they begin in; read, shown and counted."""

import re
import unicodedata
from datetime import date, timedelta

_BEGINS = 8
"""The month from which a day belongs to the school year that begins: schools open in the last days of August."""

_SECOND_BEGINS = 2
"""The month from which a day belongs to the second term."""

_SPAN = re.compile(r"(\d{4}|\d{2})年?(?:[-‐-―−~〜～至到/.]|——)+(\d{4}|\d{2})年?(?:学年|年)?度?")
_SINGLE = re.compile(r"(\d{4})(?:学年|年)?度?")
_EARLIEST, _LATEST = 1950, 2100


def read(text: str) -> int:
    """ "2025-2026学年", "25~26学年", "2025学年" or "2025" → 2025; raises ValueError with the rest of a sentence.

    A text that names the term as well is refused: half of what it says would be lost.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).removeprefix("第")
    if re.search(r"学期|[上下]期|[春秋]", plain):
        raise ValueError("里还写着学期：学年请只写 2025—2026 学年，学期另写一栏。")
    found = _SPAN.fullmatch(plain)
    if found:
        first = _full(found[1])
        if _full(found[2]) != first + 1:
            raise ValueError(f"前后不是相连的两年，请写成 {label(first)} 这样。")
    else:
        single = _SINGLE.fullmatch(plain)
        if single is None:
            raise ValueError("看不出是哪个学年，请写成 2025—2026 学年，或者只写开始的年份，如 2025。")
        first = int(single[1])
    if not _EARLIEST <= first <= _LATEST:
        raise ValueError("的年份不合情理，请核对。")
    return first


def _full(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def label(first: int) -> str:
    """2025 → "2025—2026 学年"."""
    return f"{first}—{first + 1} 学年"


def of(day: date) -> int:
    """The school year a day belongs to."""
    return day.year if day.month >= _BEGINS else day.year - 1


def holds(first: int, day: str) -> bool:
    """Whether a day or month (ISO) can lie in a school year: from the last days of August to the August after."""
    return f"{first}-{_BEGINS:02d}" <= day[:7] <= f"{first + 1}-{_BEGINS:02d}"


def term_of(day: date) -> tuple[int, str]:
    """(School year, code of the term): the first from August to January, the second from February to July."""
    return of(day), "2" if _SECOND_BEGINS <= day.month < _BEGINS else "1"


def term_days(first: int, term: str) -> tuple[date, date]:
    """The first and the last day of a term as `term_of` counts them."""
    if term == "1":
        return date(first, _BEGINS, 1), date(first + 1, _SECOND_BEGINS, 1) - timedelta(days=1)
    return date(first + 1, _SECOND_BEGINS, 1), date(first + 1, _BEGINS, 1) - timedelta(days=1)
