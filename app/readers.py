"""One reader for each kind of field: what a person wrote becomes the stored value, or a reason in words."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from app import codes, dates, hours, identity, phones, school_years
from app.fields import Field, Kind, Unreadable, Value, clean_name, quoted
from app.numerals import in_digits


def reader(field: Field, today: date | None, worth: hours.Worth | None) -> Callable[[str], Value]:
    """What reads the texts of a field, tidy and not empty; it raises `Unreadable`. Made once for a column."""
    plain = _READERS.get(field.kind)
    dated = _BY_TODAY.get(field.kind)

    def read(text: str) -> Value:
        if (text[0] in _BEGINS_NOTHING or text in _NO_DAY) and _gives_nothing(field, text):
            return None
        if dated:
            return dated(field, text, today)
        if plain:
            return plain(field, text)
        return _hours(field, text, worth or hours.Worth()) if field.kind is Kind.HOURS else text

    return read


def _name(field: Field, text: str) -> str:
    name = clean_name(text)
    if not name or re.search(r"[\d?？*]|\ufffd|[\ue000-\uf8ff]", name):
        raise Unreadable(f"{field.label}{quoted(name or text)}里有不该出现的字符，请按身份证核对后重新输入。")
    return name


_BROKEN = re.compile(r"(?<=[\u2e80-\u9fff])\s*[\n\t]\s*(?=[\u2e80-\u9fff])")


def _text(_field: Field, text: str) -> str:
    """A cell is broken into lines to fit its column: between Chinese characters nothing stood there."""
    if "\n" not in text and "\t" not in text:
        return text
    return re.sub(r"\s*[\n\t]\s*", " ", _BROKEN.sub("", text))


_NOTHING = frozenset({"无", "暂无", "没有", "空", "缺", "不详", "未知", "待定", "待查", "待补", "未填", "无此项"})
_NOTHING_OF_PROGRAMS = frozenset({"n/a", "na", "nan", "null", "none"})
_STROKES = frozenset("-—–－―‐‒−/\\／＼_…")
_NO_DAY = frozenset({"0", "0000-00-00", "0000-00", "1900-01-00", "1900/1/0"})
_BEGINS_NOTHING = _STROKES | {one[0] for one in _NOTHING} | {"n", "N"}


def is_stroke(text: str) -> bool:
    """Whether the text is a stroke that fills an empty cell: /, —, --."""
    return _STROKES.issuperset(text)


def is_nothing(text: str) -> bool:
    """Whether the text says that nothing is known: a stroke, or a word like 暂无."""
    return text in _NOTHING or _STROKES.issuperset(text) or text.casefold() in _NOTHING_OF_PROGRAMS


def _gives_nothing(field: Field, text: str) -> bool:
    """Whether the text only says that nothing is known: a stroke, 暂无, or 无 with the name of the field (无学位)."""
    kind = field.kind
    if kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.REFERENCE):
        return False
    if kind in (Kind.DATE, Kind.MONTH) and text in _NO_DAY:
        return True
    if kind is Kind.NAME and text.isascii() and text.isalpha():
        # There are people called Na.
        return False
    named = len(text) > 2 and text[0] == "无" and field.label.endswith(text[1:])
    if not named and not is_nothing(text):
        return False
    if kind is Kind.CODE:
        return codes.table(field.codes or "").find(text) is None
    return kind is not Kind.FLAG or text not in _NO


def _code(field: Field, text: str) -> str:
    table = codes.table(field.codes or "")
    found = table.find(text)
    if found is not None:
        return found
    meant = "、".join(table.label_of(code) for code in table.may_mean(text))
    if meant:
        raise Unreadable(f"{field.label}{quoted(text)}可能是 {meant}，请写清楚。")
    parts = [part for part in re.split(r"[、,，/;；+＋\s]+", text) if part]
    if len(parts) > 1 and all(table.find(part) or table.may_mean(part) for part in parts):
        raise Unreadable(f"{field.label}{quoted(text)}写了 {len(parts)} 项，请只写一项，其余的写在“备注”里。")
    raise Unreadable(f"{field.label}里没有{quoted(text)}这一项，请从下拉列表中选择。")


def _dated(field: Field, text: str, today: date | None) -> tuple[int, int, int | None]:
    try:
        return dates.read(text, today, field.years)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


def _date(field: Field, text: str, today: date | None) -> str:
    year, month, day = _dated(field, text, today)
    if day is None:
        raise Unreadable(f"{field.label}{quoted(text)}缺少日，请写成 2026-09-01 这样。")
    return f"{year:04d}-{month:02d}-{day:02d}"


def _month(field: Field, text: str, today: date | None) -> str:
    year, month, day = _dated(field, text, today)
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _year(field: Field, text: str, today: date | None) -> int:
    try:
        return dates.read_year(text, today)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


def _school_year(field: Field, text: str) -> int:
    try:
        return school_years.read(text)
    except ValueError as reason:
        raise Unreadable(f"{field.label}{quoted(text)}{reason}") from reason


_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "对", "是的", "属于", "y", "yes", "1", "true"})
_NO = frozenset({"否", "无", "×", "✗", "✘", "☒", "x", "不是", "不", "非", "没有", "不属于", "n", "no", "0", "false"})


def _flag(field: Field, text: str) -> int:
    low = unicodedata.normalize("NFKC", text).casefold()
    if low in _YES or low in _NO:
        return int(low in _YES)
    # The column 特岗教师 says "特岗" of those who are.
    asked = {field.label.removeprefix("是否"), *field.synonyms}
    if text in asked or text.removeprefix("是") in asked:
        return 1
    if text[0] in "非不" and text[1:].removeprefix("是") in asked:
        return 0
    raise Unreadable(f"{field.label}请填“是”或“否”，不认识{quoted(text)}。")


def _hours(field: Field, text: str, worth: hours.Worth) -> int:
    try:
        return hours.read(text, worth)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


_COUNT = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.0+)?[个人次节篇项场名位件份班所本门]?")


def _count(field: Field, text: str) -> int:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain.isascii():
        plain = in_digits(plain)
    found = _COUNT.fullmatch(plain)
    if not found:
        raise Unreadable(f"{field.label}{quoted(text)}不是整数，请只写数字，如 12。")
    return int(found[1].replace(",", ""))


def _phone(field: Field, text: str) -> str:
    try:
        return phones.read(text)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


def _id_number(_field: Field, text: str, today: date | None) -> str:
    try:
        return identity.parse(text, today=today).text18
    except identity.IdentityFault as fault:
        raise Unreadable(str(fault)) from fault


_READERS: dict[Kind, Callable[[Field, str], Value]] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.CODE: _code,
    Kind.SCHOOL_YEAR: _school_year,
    Kind.FLAG: _flag,
    Kind.COUNT: _count,
    Kind.PHONE: _phone,
}
_BY_TODAY: dict[Kind, Callable[[Field, str, date | None], Value]] = {
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.ID_NUMBER: _id_number,
}
