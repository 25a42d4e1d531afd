"""A field is declared once; form, table, workbook, row mapping, exchange and history all read the declaration."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from app import codes

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
    """One field of a record. `synonyms` are other column headings clerks use for it."""

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


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field (or with the record: field ""), as a sentence that says what to do."""

    field: str
    reason: str


class Unreadable(ValueError):
    """The text cannot be read as the field's kind; the message is the sentence to show."""


def parse(field: Field, text: object, *, today: date | None = None) -> Value:
    """What a person typed or a cell holds → the stored value; raises `Unreadable` with a Chinese reason.

    Accepts what `show` gives back, and codes as well as their labels. Empty text is None.
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
    if not clean:
        return None
    reader = _READERS.get(field.kind)
    if reader is not None:
        return reader(field, clean)
    if field.kind is Kind.ID_NUMBER:
        return _id_number(clean, today or date.today())
    return clean


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
        if field.kind in _READERS and field.kind not in (Kind.HOURS, Kind.FLAG, Kind.CODE):
            try:
                parse(field, value)
            except Unreadable as reason:
                faults.append(Fault(field.name, str(reason)))
    return faults


_HAN_SPACE = re.compile(r"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\U00020000-\U0003ffff])")
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧・･∙⋅●。．.", "·"))


def clean_name(text: str) -> str:
    """A person's name with one kind of middle dot (U+00B7) and no blanks inside Chinese names ("张 三")."""
    tight = _HAN_SPACE.sub("", tidy(text))
    if re.search(r"[\u3400-\u9fff]", tight):
        tight = re.sub(r"\s*·\s*", "·", tight.translate(_MIDDLE_DOTS))
    return re.sub(r"\s+", " ", tight).strip("·")


def _name(field: Field, text: str) -> str:
    name = clean_name(text)
    if re.search(r"[\d?？*]|\ufffd|[\ue000-\uf8ff]", name):
        raise Unreadable(f"{field.label}“{name}”里有不该出现的字符，请按身份证核对后重新输入。")
    return name


def _code(field: Field, text: str) -> str:
    found = codes.table(field.codes or "").find(text)
    if found is None:
        raise Unreadable(f"{field.label}里没有“{text}”这一项，请从下拉列表中选择。")
    return found


_DATE_PARTS = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?(?:[ T].*)?$")
_DATE_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")


def _date_parts(field: Field, text: str) -> tuple[int, int, int | None]:
    found = _DATE_PARTS.match(text) or _DATE_DIGITS.match(text)
    if not found:
        raise Unreadable(f"{field.label}“{text}”看不出是哪一天，请写成 2026-09-01 这样。")
    year, month = int(found[1]), int(found[2])
    day = int(found[3]) if found[3] else None
    try:
        date(year, month, day or 1)
    except ValueError as error:
        raise Unreadable(f"{field.label}“{text}”没有这一天，请核对。") from error
    if not 1900 <= year <= 2100:
        raise Unreadable(f"{field.label}“{text}”的年份不合情理，请核对。")
    return year, month, day


def _date(field: Field, text: str) -> str:
    year, month, day = _date_parts(field, text)
    if day is None:
        raise Unreadable(f"{field.label}“{text}”缺少日，请写成 2026-09-01 这样。")
    return f"{year:04d}-{month:02d}-{day:02d}"


def _month(field: Field, text: str) -> str:
    year, month, day = _date_parts(field, text)
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _year(field: Field, text: str) -> int:
    found = re.fullmatch(r"(\d{4})\s*年?(?:度)?", text)
    if not found or not 1900 <= int(found[1]) <= 2100:
        raise Unreadable(f"{field.label}“{text}”不是年份，请写四位数字，如 2026。")
    return int(found[1])


_YES = {"是", "有", "√", "✓", "y", "yes", "1", "true", "对"}
_NO = {"否", "无", "×", "✗", "n", "no", "0", "false", "不是"}


def _flag(field: Field, text: str) -> int:
    low = text.lower()
    if low in _YES or low in _NO:
        return int(low in _YES)
    raise Unreadable(f"{field.label}请填“是”或“否”，不认识“{text}”。")


def _hours(field: Field, text: str) -> int:
    found = re.fullmatch(r"(\d{1,5})(?:\.(\d)0*)?\s*(?:个)?(?:学时|课时|小时)?", text)
    if not found:
        raise Unreadable(f"{field.label}“{text}”不是学时数，请写数字，最多一位小数，如 16 或 7.5。")
    return int(found[1]) * 10 + int(found[2] or 0)


def _count(field: Field, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Unreadable(f"{field.label}“{text}”不是整数，请只写数字，如 12。")
    return int(text)


def _phone(field: Field, text: str) -> str:
    digits = re.sub(r"[\s\-—－()（）+]", "", unicodedata.normalize("NFKC", text))
    digits = digits.removeprefix("86") if len(digits) == 13 else digits
    if not re.fullmatch(r"1\d{10}|0\d{9,11}|[2-8]\d{6,7}", digits):
        raise Unreadable(f"{field.label}“{text}”不是电话号码：手机 11 位，座机请带区号。")
    return digits


def _id_number(text: str, today: date) -> str:
    from app import identity

    try:
        return identity.parse(text, today=today).text18
    except identity.IdentityFault as fault:
        raise Unreadable(str(fault)) from fault


_READERS: dict[Kind, Callable[[Field, str], Value]] = {
    Kind.NAME: _name,
    Kind.CODE: _code,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.FLAG: _flag,
    Kind.HOURS: _hours,
    Kind.COUNT: _count,
    Kind.PHONE: _phone,
}
