"""A field is declared once; form, table, workbook, row mapping, exchange and history all read the declaration."""

import re
import unicodedata
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

    `years` are those before and after today in which a date makes sense: two digits of a year are read by it. What the
    program keeps for itself is `unsaid`: neither a history nor a look at a received file shows it.
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
    unsaid: bool = False


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
    if not clean:
        return None
    # Inside: it needs the fields' declaration, and nothing is read before the window has painted.
    from app import readers

    return readers.reader(field, today, worth)(clean)


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


def quoted(text: str) -> str:
    """A text as a reason names it: in quotes, and not the whole of a long one."""
    return f"“{text if len(text) <= _LONG else text[:_LONG] + '……'}”"


_LONG = 40
_WIDE_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def tidy(text: str) -> str:
    """NFC, no control or zero-width characters, full-width spaces as spaces, no outer blanks."""
    if text.isprintable():
        # Nothing printable is a control, zero-width or wide-space character: most texts need no more than this.
        return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
    composed = _WIDE_SPACE.sub(" ", unicodedata.normalize("NFC", text))
    kept = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return kept.strip()


_CHECKED = frozenset({Kind.NAME, Kind.DATE, Kind.MONTH, Kind.YEAR, Kind.SCHOOL_YEAR, Kind.COUNT, Kind.PHONE})


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
