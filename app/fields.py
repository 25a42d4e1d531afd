"""A field is declared once; form, table, workbook, row mapping, exchange and history all read the declaration."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from app import codes, school_years

if TYPE_CHECKING:
    from app.dates import Years
    from app.hours import Worth

Value = str | int | None


class Kind(Enum):
    """What a field's value is. Stored as text unless said otherwise."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NAME = "name"  # of a person: middle dots unified, inner spaces between Han characters dropped
    CODE = "code"  # a code of the table `codes`
    DATE = "date"  # YYYY-MM-DD
    MONTH = "month"  # YYYY-MM, or YYYY-MM-DD where the day is known
    YEAR = "year"  # INTEGER
    SCHOOL_YEAR = "school year"  # INTEGER, the year it begins in; shown 2025—2026 学年
    FLAG = "flag"  # INTEGER 0 or 1
    HOURS = "hours"  # INTEGER, tenths of an hour
    COUNT = "count"  # INTEGER, a whole number
    ID_NUMBER = "id number"
    PHONE = "phone"
    REFERENCE = "reference"  # the id of a row of `refers_to`


class Owner(Enum):
    """Who may write a field: the rule of the exchange, and what a form lets be typed."""

    COUNTY = "county"
    SCHOOL = "school"
    EITHER = "either"


@dataclass(frozen=True)
class Field:
    """One field of a record. `synonyms` are other column headings clerks use for it.

    `years` are those before and after today in which a date makes sense: two digits of a year are read by it.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    codes: str | None = None
    refers_to: str | None = None
    owner: Owner = Owner.EITHER
    sensitive: bool = False
    group: str = ""
    synonyms: tuple[str, ...] = ()
    width: int = 12
    note: str = ""
    years: "Years | None" = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field (or with the record: field ""), as a sentence that says what to do."""

    field: str
    reason: str


class Unreadable(ValueError):
    """The text cannot be read as the field's kind; the message is the sentence to show."""


def parse(field: Field, text: object, *, today: date | None = None, worth: "Worth | None" = None) -> Value:
    """What a person typed or a cell holds → the stored value; raises `Unreadable` with a Chinese reason.

    Accepts what `show` gives back, and codes as well as their labels. Empty text is None, and so are a stroke or a word
    like 暂无 where no free text is asked for. `today` bounds what cannot lie ahead; `worth` is what a day of training is.
    """
    if text is None:
        return None
    if isinstance(text, bool):
        text = "是" if text else "否"
    if isinstance(text, float) and text.is_integer() and abs(text) < 1e15:
        text = int(text)
    if isinstance(text, date):
        text = text.isoformat()[:10]
    clean = tidy(str(text))
    if not clean or (len(clean) <= _LONGEST_NOTHING and _is_nothing(field, clean)):
        return None
    if field.kind in _BY_TODAY:
        return _BY_TODAY[field.kind](field, clean, today)
    if field.kind is Kind.HOURS:
        return _hours(field, clean, worth)
    reader = _READERS.get(field.kind)
    return reader(field, clean) if reader else clean


def show(field: Field, value: Value) -> str:
    """The stored value as a person reads it; unknown codes are shown as they are."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.CODE and field.codes:
        return codes.table(field.codes).label_of(str(value))
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    if field.kind is Kind.HOURS:
        return hours_text(int(value))
    if field.kind is Kind.SCHOOL_YEAR:
        return school_years.label(int(value))
    return str(value)


def hours_text(tenths: int) -> str:
    """Tenths of an hour → "12" or "7.5"."""
    whole, tenth = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def tidy(text: str) -> str:
    """NFC, no control or zero-width characters, full-width spaces as spaces, no outer blanks."""
    if text.isprintable():
        # Nothing printable is a control, zero-width or wide-space character: most texts need no more than this.
        return unicodedata.normalize("NFC", text).strip()
    composed = unicodedata.normalize("NFC", text).replace("\u3000", " ").replace("\xa0", " ")
    kept = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return kept.strip()


def check(fields: tuple[Field, ...], values: dict[str, Value]) -> list[Fault]:
    """What every record is checked for: required fields, and values that their own kind can read back."""
    faults = []
    for field in fields:
        value = values.get(field.name)
        if value is None or value == "":
            if field.required:
                faults.append(Fault(field.name, f"请填写{field.label}。"))
            continue
        if field.kind in _CHECKED:
            try:
                parse(field, value)
            except Unreadable as reason:
                faults.append(Fault(field.name, str(reason)))
    return faults


_HAN_SPACE = re.compile(r"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\U00020000-\U0003ffff])")
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧・･∙⋅●。．.˙ㆍ᛫⸱⦁⬝﹒◦▪", "·"))
_FULL_WIDTH = str.maketrans({code: code - 0xFEE0 for code in range(0xFF21, 0xFF5B) if chr(code).isalpha()})


def clean_name(text: str) -> str:
    """A person's name with one kind of middle dot (U+00B7) and no blanks inside Chinese names ("张 三")."""
    tight = _HAN_SPACE.sub("", tidy(text).translate(_FULL_WIDTH))
    if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", tight):
        tight = re.sub(r"\s*·[\s·]*", "·", tight.translate(_MIDDLE_DOTS))
    return re.sub(r"\s+", " ", tight).strip("· ")


def _name(field: Field, text: str) -> str:
    name = clean_name(text)
    if not name or re.search(r"[\d?？*]|\ufffd|[\ue000-\uf8ff]", name):
        raise Unreadable(f"{field.label}“{name or text}”里有不该出现的字符，请按身份证核对后重新输入。")
    return name


def _one_line(_field: Field, text: str) -> str:
    """A cell is broken into lines to fit its column: between Chinese characters nothing stood there."""
    if "\n" not in text and "\t" not in text:
        return text
    return re.sub(r"\s*[\n\t]\s*", " ", re.sub(_HAN_SPACE.pattern.replace(r"\s+", r"\s*[\n\t]\s*"), "", text))


_LONGEST_NOTHING = 10
_NOTHING = frozenset("无 暂无 没有 空 缺 不详 未知 待定 待查 待补 未填 无此项 n/a na nan null none #n/a".split())
_STROKES = frozenset("-—–－―‐‒−/\\／＼_…")
_NO_DAY = frozenset({"0", "0000-00-00", "0000-00", "1900-01-00", "1900/1/0"})


def _is_nothing(field: Field, text: str) -> bool:
    """Whether the text only says that nothing is known: a stroke, 暂无, or 无 with the name of the field (无学位)."""
    kind = field.kind
    if kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.REFERENCE):
        return False
    if kind in (Kind.DATE, Kind.MONTH) and text in _NO_DAY:
        return True
    named = len(text) > 2 and text[0] == "无" and field.label.endswith(text[1:])
    if not named and text.casefold() not in _NOTHING and not _STROKES.issuperset(text):
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
        raise Unreadable(f"{field.label}“{text}”可能是 {meant}，请写清楚。")
    parts = [part for part in re.split(r"[、,，/;；+＋\s]+", text) if part]
    if len(parts) > 1 and all(table.find(part) or table.may_mean(part) for part in parts):
        raise Unreadable(f"{field.label}“{text}”写了 {len(parts)} 项，请只写一项，其余的写在“备注”里。")
    raise Unreadable(f"{field.label}里没有“{text}”这一项，请从下拉列表中选择。")


def _dated(field: Field, text: str, today: date | None) -> tuple[int, int, int | None]:
    from app import dates

    try:
        return dates.read(text, today, field.years)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


def _date(field: Field, text: str, today: date | None) -> str:
    year, month, day = _dated(field, text, today)
    if day is None:
        raise Unreadable(f"{field.label}“{text}”缺少日，请写成 2026-09-01 这样。")
    return f"{year:04d}-{month:02d}-{day:02d}"


def _month(field: Field, text: str, today: date | None) -> str:
    year, month, day = _dated(field, text, today)
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _year(field: Field, text: str, today: date | None) -> int:
    from app import dates

    try:
        return dates.read_year(text, today)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


def _school_year(field: Field, text: str) -> int:
    try:
        return school_years.read(text)
    except ValueError as reason:
        raise Unreadable(f"{field.label}“{text}”{reason}") from reason


_YES = frozenset("是 有 √ ✓ ✔ ☑ 对 是的 属于 y yes 1 true t".split())
_NO = frozenset("否 无 × ✗ ✘ ☒ x 不是 不 非 没有 不属于 n no 0 false f".split())


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
    raise Unreadable(f"{field.label}请填“是”或“否”，不认识“{text}”。")


def _hours(field: Field, text: str, worth: "Worth | None") -> int:
    from app import hours

    try:
        return hours.read(text, worth or hours.Worth())
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


_COUNT = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.0+)?[个人次节篇项场名位件份班所本门]?")


def _count(field: Field, text: str) -> int:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain.isascii():
        from app.numerals import in_digits

        plain = in_digits(plain)
    found = _COUNT.fullmatch(plain)
    if not found:
        raise Unreadable(f"{field.label}“{text}”不是整数，请只写数字，如 12。")
    return int(found[1].replace(",", ""))


def _phone(field: Field, text: str) -> str:
    from app import phones

    try:
        return phones.read(text)
    except Unreadable as reason:
        raise Unreadable(f"{field.label}{reason}") from reason


def _id_number(_field: Field, text: str, today: date | None) -> str:
    from app import identity

    try:
        return identity.parse(text, today=today).text18
    except identity.IdentityFault as fault:
        raise Unreadable(str(fault)) from fault


_READERS: dict[Kind, Callable[[Field, str], Value]] = {
    Kind.TEXT: _one_line,
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
_CHECKED = frozenset({*_READERS, Kind.DATE, Kind.MONTH, Kind.YEAR} - {Kind.TEXT, Kind.FLAG, Kind.CODE})
