"""What the cells of a column look like whatever stands over them: identity numbers, telephones, dates, names."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from app import codes
from app.fields import Field, Kind, Unreadable, parse

if TYPE_CHECKING:
    from exports.workbooks.sheets import Cell

Looks = Literal["身份证号", "手机号", "日期", "性别", "是否", "数字", "学校", "邮箱", "姓名", ""]
"""What most cells of a column look like; "" when they look like nothing in particular."""

LOOKED_AT = 20
_MOST = 0.6

_PATTERNS: tuple[tuple[Looks, re.Pattern[str]], ...] = (
    ("身份证号", re.compile(r"\d{6}(18|19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]")),
    ("身份证号", re.compile(r"[1-9]\d{5}\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}")),
    ("手机号", re.compile(r"(\+?86)?1[3-9]\d{9}")),
    ("日期", re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])?|(19|20)\d\d[-./年](0?[1-9]|1[0-2])([-./月].*)?")),
    ("性别", re.compile("[男女]性?")),
    ("是否", re.compile("[是否有无√×✓✗]")),
    ("数字", re.compile(r"[+-]?\d+(\.\d+)?%?")),
    ("邮箱", re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")),
    ("学校", re.compile(r".+(学校|[小中]学|完小|幼儿园|中心校|教学点|[一二三四五六七八九十职]中|教[育体]局|[学校]区|进修校)")),
)  # fmt: skip

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单欧施温章柳柯阮俞安翁兰庞殷樊申游詹"
)
_NAME = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,}·[\u4e00-\u9fff·]{2,}")

_NATURAL: dict[Looks, frozenset[Kind]] = {
    "身份证号": frozenset({Kind.ID_NUMBER}),
    "手机号": frozenset({Kind.PHONE, Kind.LONG_TEXT}),
    "日期": frozenset({Kind.DATE, Kind.MONTH, Kind.YEAR, Kind.LONG_TEXT}),
    "性别": frozenset({Kind.CODE, Kind.LONG_TEXT}),
    "是否": frozenset({Kind.FLAG, Kind.CODE, Kind.TEXT, Kind.LONG_TEXT}),
    "数字": frozenset(Kind) - {Kind.NAME},
    "邮箱": frozenset({Kind.TEXT, Kind.LONG_TEXT}),
    "学校": frozenset({Kind.REFERENCE, Kind.TEXT, Kind.LONG_TEXT}),
    "姓名": frozenset({Kind.NAME, Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.REFERENCE, Kind.FLAG}),
    "": frozenset(Kind),
}
"""What each look may be under a heading that says so."""


def looks_of(cells: Sequence["Cell"]) -> Looks:
    """What at least six in ten of the filled cells look like."""
    counted: Counter[Looks] = Counter()
    filled = 0
    for cell in cells[:LOOKED_AT]:
        one = _look(cell)
        if one is not None:
            filled += 1
            counted[one] += 1
    if not filled:
        return ""
    look, most = counted.most_common(1)[0]
    return look if most >= _MOST * filled else ""


def _look(cell: "Cell") -> Looks | None:
    """What one cell looks like; None when it is empty."""
    from exports.workbooks.sheets import as_text, digits_lost

    if isinstance(cell, date):
        return "日期"
    if digits_lost(cell):
        return "身份证号"
    text = as_text(cell)
    if not text:
        return None
    tight = re.sub(r"[\s-]", "", text) if text[0].isdigit() else text
    for look, pattern in _PATTERNS:
        if pattern.fullmatch(tight) or pattern.fullmatch(text):
            return look
    return "姓名" if text[0] in _SURNAMES and _NAME.fullmatch(text) else ""


def contradicts(field: Field, looks: Looks, cells: Sequence["Cell"]) -> bool:
    """Whether a column that looks so can hardly be this field: neither its kind nor what it can read."""
    return field.kind not in _NATURAL[looks] and share_read(field, cells) < 1 - _MOST


def supports(field: Field, looks: Looks, cells: Sequence["Cell"]) -> bool:
    """Whether the cells speak for this field: few other kinds look like it."""
    if field.kind is Kind.CODE and field.codes:
        return _share_of_words(field.codes, cells) >= 0.8
    if field.kind is Kind.REFERENCE:
        return looks == "学校" and field.refers_to == "organisations"
    return looks == {Kind.ID_NUMBER: "身份证号", Kind.PHONE: "手机号", Kind.NAME: "姓名"}.get(field.kind)


def share_read(field: Field, cells: Sequence["Cell"]) -> float:
    """How many of the filled cells this field's kind can read, 0 to 1; texts and names read nothing in particular."""
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.REFERENCE):
        return 0.0
    filled = [cell for cell in cells[:LOOKED_AT] if cell is not None and cell != ""]
    return sum(_reads(field, cell) for cell in filled) / len(filled) if filled else 0.0


def _reads(field: Field, cell: "Cell") -> bool:
    from exports.workbooks.sheets import as_text

    try:
        return parse(field, as_text(cell)) is not None
    except Unreadable:
        return False


def _share_of_words(table: str, cells: Sequence["Cell"]) -> float:
    """How many of the filled cells are words of a code table; numbers, which any table may have, do not count."""
    filled = [str(cell) for cell in cells[:LOOKED_AT] if cell is not None and cell != ""]
    known = codes.table(table)
    words = sum(not text.strip().isdecimal() and known.find(text) is not None for text in filled)
    return words / len(filled) if filled else 0.0
