"""Telephone numbers as people write them, read as their digits alone."""

import re
import unicodedata

from app.fields import Unreadable, quoted

_BETWEEN = re.compile(r"[\s\-—–－‐()]")
_NUMBER = re.compile(r"1[0-9]{10}|0[0-9]{9,11}|[48]00[0-9]{7}|[2-8][0-9]{6,7}")
_SEVERAL = re.compile(r"[/\\、,，;；|或和及]+|\s+")
_DAMAGED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")


def read(text: str) -> str:
    """The digits of one number; raises `Unreadable` with a reason that begins with the text in quotes.

    Of several numbers in one cell none is taken: which of them is meant only the person knows.
    """
    if _NUMBER.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", text).strip("'‘’` ")
    digits = _digits(plain)
    if _NUMBER.fullmatch(digits):
        return digits
    if len([one for one in _SEVERAL.split(plain) if _NUMBER.fullmatch(_digits(one))]) > 1:
        raise Unreadable(f"{quoted(text)}里有几个号码，请只留一个，其余的写在“备注”里。")
    if _DAMAGED.fullmatch(plain.upper()):
        raise Unreadable(f"{quoted(text)}是被 Excel 改写过的号码。请把这一列设为“文本”格式，重新填写完整号码。")
    if re.search(r"转|[#*]", plain):
        raise Unreadable(f"{quoted(text)}带有分机号或星号，请只写完整的号码，分机号写在“备注”里。")
    if re.fullmatch(r"1[0-9]+", digits):
        raise Unreadable(f"{quoted(text)}不是电话号码：手机应是 11 位，这里是 {len(digits)} 位，请核对。")
    raise Unreadable(f"{quoted(text)}不是电话号码：手机 11 位，座机请带区号。")


def _digits(text: str) -> str:
    """Without what only divides the digits, the country (86) and the ".0" of a number that was a value."""
    digits = re.sub(r"^(?:\+|00)?86(?=1[0-9]{10}$)", "", _BETWEEN.sub("", text))
    return re.sub(r"^(1[0-9]{10})\.0$", r"\1", digits)
