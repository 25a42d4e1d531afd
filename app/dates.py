"""A date as people write it, in whichever form, read as year, month and day; what is not sure is never guessed."""

import re
import unicodedata
from calendar import isleap
from datetime import date

from app.fields import Unreadable, quoted
from app.numerals import in_digits

Years = tuple[int, int]
"""How many years from now a date can lie: (-90, -15) is from 90 years ago to 15 years ago."""

_ANY: Years = (-79, 20)
_FIRST, _LAST = 1900, 2100
_OLDER = 20
"""A year that is written out may be as many years further back: there are people of a hundred on a roster."""

_LONGEST = 120

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_SEPARATED = re.compile(
    r"([0-9]{4}|[0-9]{2})(?: ?[-./年] ?| )([0-9]{1,2})(?:(?: ?[-./月] ?| )([0-9]{1,2}) ?[日号]?| ?月份?)?[-./]?"
)
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{6})?")
_YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")
_SHORT = re.compile(r"([0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_SHORT_MONTH = re.compile(r"(?!19|20)([0-9]{2})(0[1-9]|1[0-2])")
_ENGLISH = re.compile(r"(?:([0-9]{1,2})[- ])?([a-z]{3})[a-z]*[-,. ]+([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CLOCK = re.compile(
    r"(.*[0-9日号])(?:(?<=[日号])|[T ]) ?(?:[上下]午|[AP]M)? ?"
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?) ?(?:[AP]M)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_WEEKDAY = re.compile(r"[ (]*(?:星期|周|礼拜)[1-7一二三四五六日天]\)?$")
_STROKES = str.maketrans({**dict.fromkeys("—–－−‐‑‒―", "-"), **dict.fromkeys("。．·•、,", "."), "\\": "/"})

_SO = "请写成 2026-09-01 这样。"


def read(text: str, today: date | None, years: Years | None = None) -> tuple[int, int, int | None]:
    """Year, month and day (None where only the month is written).

    Raises `Unreadable` with a reason that begins with the text in quotes: the field's label goes before it.

    Two digits of a year mean the one year within `years` of today, and a date far outside of `years` is refused.
    Without `years` two digits mean the hundred years that end twenty years from now; without `today` the clock says
    which those are, and nothing is too late.
    """
    found = _ISO.fullmatch(text)
    if found:
        year, month, written = int(found[1]), int(found[2]), found[3]
    else:
        said = quoted(text)
        digits, other, written = _parts(said, text)
        year, month = _year(said, digits, today or date.today(), years), int(other)
    # A day 00 is how lists say that only the month is known.
    day = int(written or 0) or None
    wrong = _wrong(year, month, day) or (today and years and _senseless(year, today, years))
    if wrong:
        raise Unreadable(quoted(text) + wrong)
    return year, month, day


def read_year(text: str, today: date | None) -> int:
    """A year alone: 2026, 2026年, 二〇二六年度, 26年; raises `Unreadable` as `read` does."""
    said = quoted(text)
    found = re.fullmatch(r"([0-9]{4}|[0-9]{2}) ?年?度?", _plain(text))
    if not found:
        raise Unreadable(f"{said}不是年份，请写四位数字，如 2026。")
    year = _year(said, found[1], today or date.today(), None)
    if not _FIRST <= year <= _LAST:
        raise Unreadable(f"{said}的年份不合情理，请核对。")
    return year


def two_ways(text: str) -> str:
    """What six digits mean when they are a year and month as well as a short date (200512), in words; else ""."""
    if not (_YEAR_MONTH.fullmatch(text) and _SHORT.fullmatch(text)):
        return ""
    return f"{text[:4]} 年 {int(text[4:])} 月还是 20{text[:2]} 年 {int(text[2:4])} 月 {int(text[4:])} 日"


def in_words(day: date) -> str:
    """A day as it is read in a sentence: 2026 年 9 月 1 日."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def is_short(text: str) -> bool:
    """Whether six digits can only be a short year, month and day: 850703."""
    return bool(_SHORT.fullmatch(text) and not _YEAR_MONTH.fullmatch(text))


def _parts(said: str, text: str) -> tuple[str, str, str | None]:
    """Digits of year, month and day, as they are written."""
    plain = _plain(_without_clock(said, text))
    if plain.isdigit():
        return _of_digits(said, plain)
    found = _SEPARATED.fullmatch(plain)
    if found:
        return found[1], found[2], found[3]
    english = _ENGLISH.fullmatch(plain)
    if english and english[2].lower() in _MONTHS:
        return english[3], str(_MONTHS.index(english[2].lower()) + 1), english[1]
    raise Unreadable(said + _why_not(plain))


def _without_clock(said: str, text: str) -> str:
    """`text` without the time of day, which systems add to every date."""
    if ":" not in text and "：" not in text:
        return text
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text[:_LONGEST]).strip())
    if not found:
        return text
    if found[3] and not re.fullmatch(r"[0:.]+", found[2]):
        # 1985-07-02T16:00Z is the third of July in China, or the second where the clock was wrong.
        raise Unreadable(f"{said}写的是别的时区的时间，会差一天，{_SO}")
    return found[1]


def _plain(text: str) -> str:
    """`text` without width, kinds of strokes and the weekday, and with digits for Chinese numerals."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).strip("'‘’`\" ")
    if not plain.isascii():
        plain = in_digits(_WEEKDAY.sub("", plain))
    return plain.translate(_STROKES)


def _of_digits(said: str, plain: str) -> tuple[str, str, str | None]:
    if found := _EIGHT.fullmatch(plain):
        return found[1], found[2], found[3]
    if found := _YEAR_MONTH.fullmatch(plain) or _SHORT_MONTH.fullmatch(plain):
        return found[1], found[2], None
    if found := _SHORT.fullmatch(plain):
        return found[1], found[2], found[3]
    raise Unreadable(said + _why_not(plain))


def _why_not(plain: str) -> str:
    """What the matter is with a text that is no date."""
    if re.fullmatch(r"(?:19|20)[0-9]{2} ?年?", plain):
        return "只写了年，请写成 2026-09-01 或 2026-09 这样。"
    if re.fullmatch(r"[0-9]{1,2}[-/][0-9]{1,2}[-/](?:19|20)[0-9]{2}", plain):
        return f"分不清哪个是月、哪个是日，{_SO}"
    if re.fullmatch(r"[0-9]{1,2} ?[-./月] ?[0-9]{1,2} ?[日号]?", plain):
        return f"没有写年份，{_SO}"
    if plain.isdigit():
        return f"是 {len(plain)} 位数字，看不出是哪一天，{_SO}"
    if len(re.findall(r"[0-9]+", plain)) > 3 or re.search(r"[至到起~]", plain):
        return "像是一段时间，请只写一个日期，如 2026-09-01。"
    return f"看不出是哪一天，{_SO}"


def _year(said: str, digits: str, today: date, years: Years | None) -> int:
    if len(digits) == 4:
        return int(digits)
    low, high = years or _ANY
    found = [year for year in (1900 + int(digits), 2000 + int(digits)) if low <= year - today.year <= high]
    if len(found) != 1:
        raise Unreadable(f"{said}的年份只有两位，看不出是哪一年，请写四位，如 1985-07-03。")
    return found[0]


def _senseless(year: int, today: date, years: Years) -> str:
    """What speaks against a year for a field of such years; "" when nothing does."""
    first, last = today.year + years[0] - _OLDER, today.year + years[1]
    if year > last:
        return f"太晚了，不会晚于 {last} 年，请核对。"
    # Systems write 1900-01-01 where they know nothing.
    return f"太早了，不会早于 {first} 年，请核对。" if year < first else ""


def _wrong(year: int, month: int, day: int | None) -> str:
    """Why there was never such a day; "" when there was."""
    if not _FIRST <= year <= _LAST:
        return "的年份不合情理，请核对。"
    if not 1 <= month <= 12:
        return f"没有这一天：一年里没有 {month} 月，请核对。"
    if day and day > _DAYS[month - 1] - (month == 2 and not isleap(year)):
        return f"没有这一天：{year} 年 {month} 月没有 {day} 日，请核对。"
    return ""
