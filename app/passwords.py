"""Passwords that everybody would try first: rows of keys, one thing repeated, days, telephone numbers, names."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from app.problems import Problem

LEAST = 8
"""Characters of a password."""

_KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_NEIGHBOURS = frozenset(
    pair for row in _KEYS for one, two in pairwise(row) for pair in (one + two, two + one, one * 2, two * 2)
)
_OFTEN = (
    "password",
    "passw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "woaini",
    "iloveyou",
    "xinhuo",
    "mima",
    "1qaz2wsx",
)
_BREAKS = 2
"""Places at which a row of keys may break off and another begin, and the whole is still one that is tried."""
_A_DAY = re.compile(r"(19|20)\d\d[-./年]?(0?[1-9]|1[0-2])[-./月]?(0?[1-9]|[12]\d|3[01])日?")
_A_TELEPHONE = re.compile(r"(\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_ADVICE = "请换一句只有自己记得的话，连同数字。"


def refuse_weak(password: str, names: Iterable[str] = ()) -> None:
    """Problem for a password that is too short, or what everybody would try first; `names` are known to all."""
    clean = unicodedata.normalize("NFKC", password).strip().casefold()
    if len(clean) < LEAST:
        raise Problem(f"口令太短，至少要 {LEAST} 个字符。", "可以用一句只有自己记得的话，连同数字。")
    if _is_named(clean, names):
        raise Problem("口令和单位名称、文件名或姓名一样，或只多几个字，别人一试就对。", _ADVICE)
    if len(set(clean)) < 4 or _is_repeated(clean):
        raise Problem("口令里不同的字符太少，别人容易试出来。", _ADVICE)
    if _is_row(clean) or _without(clean, _OFTEN):
        raise Problem("这样的口令人人都会先试，例如 12345678、abcd1234、password1。", _ADVICE)
    if _A_DAY.fullmatch(clean) or _A_TELEPHONE.fullmatch(clean):
        raise Problem("口令像日期或电话号码，别人容易试出来。", _ADVICE)


def _is_named(clean: str, names: Iterable[str]) -> bool:
    known = [unicodedata.normalize("NFKC", name).strip().casefold() for name in names]
    return any(clean in name for name in known) or _without(clean, [name for name in known if len(name) > 1])


def _without(clean: str, words: Iterable[str]) -> bool:
    """Whether little is left of a password, and nothing but digits and signs, without one of these words."""
    left = [clean.replace(word, "", 1) for word in words if word in clean]
    return any(not any(map(str.isalpha, one)) and (len(one) <= 4 or _is_row(one)) for one in left)


def _is_repeated(clean: str) -> bool:
    """Whether it is a few characters over and over."""
    return any(clean == (clean[:size] * len(clean))[: len(clean)] for size in range(1, 5))


def _is_row(clean: str) -> bool:
    """Whether the keys lie side by side, but for few places."""
    return sum(one + two not in _NEIGHBOURS for one, two in pairwise(clean)) <= _BREAKS
