"""Resident identity numbers (公民身份号码, GB 11643): reading them, and saying what is wrong with one."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_CHECKS = "10X98765432"

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_LAST_THREE_LOST = re.compile(r"\d{15}000(\.0+)?")
_WELL_FORMED = re.compile(r"[0-9]{17}[0-9X]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")

_DESTROYED = "Excel 把号码当成数值，末几位已经丢失，无法恢复。请把单元格设为文本格式，重新填写完整号码。"
_CHECK_DIFFERS = "身份证号码校验码不符，请逐位核对后重新填写。"


class IdentityFault(ValueError):
    """What is wrong with an identity number, as a Chinese sentence to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IdentityNumber(NamedTuple):
    """A number that holds together: 18 characters, birth date, sex ("1" male, "2" female), first six."""

    text18: str
    birth_date: date
    sex: str
    division: str


def parse(text: str, today: date | None = None) -> IdentityNumber:
    """Read a number of 18 characters or an old one of 15 digits; raise IdentityFault when it cannot be right.

    Spaces, full-width characters, a small x and the apostrophe Excel puts before text are no fault. A
    division nobody knows is none either. `today` bounds the birth date; without it the clock is asked.
    """
    return _parsed(text, today or date.today())


@lru_cache(maxsize=16384)
def _parsed(text: str, today: date) -> IdentityNumber:
    # An import asks of each number three times: as a cell, for what it knows, and against birth date and sex.
    plain = text
    if not _WELL_FORMED.fullmatch(text):
        plain = _plain(text)
        _refuse_what_cannot_be(plain)
    if len(plain) == 15:
        plain = _of_fifteen(plain)
    elif plain[17] != check_digit(plain[:17]):
        raise IdentityFault(_DESTROYED if damaged_by_excel(plain) else _CHECK_DIFFERS)
    birth = _birth_date(plain[6:14])
    if birth > today:
        raise IdentityFault("身份证号码里的出生日期晚于今天，请核对第 7 到 14 位。")
    return IdentityNumber(plain, birth, "1" if int(plain[16]) % 2 else "2", plain[:6])


def check_digit(first17: str) -> str:
    """The last character of a number, from its first 17 digits (ISO 7064, MOD 11-2)."""
    # The weights of the standard are powers of two modulo 11, and so are those of the digits read to the base 13.
    return _CHECKS[int(first17, 13) * 2 % 11]


def damaged_by_excel(text: str) -> bool:
    """Whether a spreadsheet has turned the number into a value and lost its last digits.

    Excel keeps 15 digits, so "3.62E+17" or three zeros at the end give it away. One true number in a thousand
    also ends in three zeros; `parse` takes those whose check digit is right, and a reader of a column whose
    other cells are damaged, or whose cells are numeric, asks here and takes none.
    """
    plain = _plain(text)
    return bool(_SCIENTIFIC.fullmatch(plain) or _LAST_THREE_LOST.fullmatch(plain))


def masked(text: str) -> str:
    """The number with its birth date hidden, "110105********002X"; all stars when its length is wrong."""
    plain = _plain(text)
    if len(plain) == 18:
        return plain[:6] + "*" * 8 + plain[14:]
    if len(plain) == 15:
        return plain[:6] + "*" * 6 + plain[12:]
    return "*" * len(plain)


def grouped(text: str) -> str:
    """The number in groups for the eye, "110105 19491231 002X"; not grouped when its length is wrong."""
    plain = _plain(text)
    if len(plain) == 18:
        return f"{plain[:6]} {plain[6:14]} {plain[14:]}"
    if len(plain) == 15:
        return f"{plain[:6]} {plain[6:12]} {plain[12:]}"
    return plain


def _plain(text: str) -> str:
    """`text` without spaces, invisible characters, Excel's text mark, full width and small letters."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper().lstrip("'‘’`")


def _refuse_what_cannot_be(plain: str) -> None:
    if _WELL_FORMED.fullmatch(plain):
        return
    if not plain:
        raise IdentityFault("没有填写身份证号码，请填写 18 位号码。")
    if _SCIENTIFIC.fullmatch(plain) or (len(plain) > 18 and _LAST_THREE_LOST.fullmatch(plain)):
        raise IdentityFault(_DESTROYED)
    strange = re.sub(r"[0-9]|X$", "", plain)
    if strange:
        raise IdentityFault(f"身份证号码里有“{strange[0]}”，应全是数字，只有末位可以是 X，请核对后重新填写。")
    if len(plain) not in (15, 18):
        raise IdentityFault(f"身份证号码应为 18 位（旧号 15 位），现在是 {len(plain)} 位，请核对后补全。")
    if len(plain) == 15 and plain[14] == "X":
        raise IdentityFault("15 位旧身份证号码全是数字，现在末位是 X，请核对后填写 18 位号码。")


def _of_fifteen(plain: str) -> str:
    """The 18 characters of an old number; its last three 996 to 999 were kept for those born before 1900."""
    century = "18" if plain[12:] >= "996" else "19"
    first17 = plain[:6] + century + plain[6:]
    return first17 + check_digit(first17)


def _birth_date(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise IdentityFault("身份证号码里的出生日期不存在，请核对第 7 到 14 位。") from None
