"""Hours of training as people write them (16学时, 1.5天, 8节), in tenths of an hour."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.fields import Unreadable, quoted
from app.numerals import in_digits

if TYPE_CHECKING:
    from app.session import Session

_WRITTEN = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,3}))?个?(学时|课时|小时|h|天|日|节课?)?", re.IGNORECASE)
_HALF_MORE = re.compile(r"([0-9]+)个?(学时|课时|小时|天|日|节)半")
_HALF = re.compile(r"半个?(?=学时|课时|小时|天|日|节)")
_ONE = 10


@dataclass(frozen=True)
class Worth:
    """What a day (天) and a lesson (节) count for, in tenths of an hour; None where the office has not said."""

    day: int | None = None
    lesson: int | None = None


def worth(session: "Session") -> Worth:
    """What a day and a lesson count for: as a rule in force says, else as this office has said by itself."""
    ruled = ruled_worth(session)
    day, lesson = (session.store.fact(key) for key in ("hours_per_day", "hours_per_lesson"))
    return Worth(ruled.day or (int(day) if day else None), ruled.lesson or (int(lesson) if lesson else None))


def ruled_worth(session: "Session") -> Worth:
    """What the rules in force today say of it, the county's at its schools too; None where they say nothing."""
    from storage import rules as stored

    rows = stored.of_kind(session.store, "worth")
    if not rows:
        return Worth()
    from app.rules import book, kinds

    found = book.bound(rows).first(kinds.Worth, session.today())
    return Worth(found[1].day or None, found[1].lesson or None) if found else Worth()


def read(text: str, said: Worth) -> int:
    """Tenths of an hour; raises `Unreadable` with a reason that begins with the text in quotes.

    学时, 课时 and 小时 are one and the same; 天 and 节 count for what `said` says, and without that are refused.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain.isascii():
        plain = _HALF.sub("0.5", _HALF_MORE.sub(r"\1.5\2", in_digits(plain)))
    found = _WRITTEN.fullmatch(plain)
    if not found:
        raise Unreadable(f"{quoted(text)}不是学时数，请写数字，最多一位小数，如 16 或 7.5。")
    unit = (found[3] or "")[:1]
    tenths = said.day if unit in ("天", "日") else said.lesson if unit == "节" else _ONE
    if unit and tenths is None:
        raise Unreadable(_unsaid(text, "节" if unit == "节" else "天"))
    thousandths = int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))
    total, rest = divmod(thousandths * (tenths or _ONE), 1000)
    if rest:
        raise Unreadable(
            f"{quoted(text)}不是学时数，请写数字，最多一位小数，如 16 或 7.5。" if tenths == _ONE else _uneven(text)
        )
    return total


def read_worth(text: str) -> int | None:
    """What a day or a lesson counts for as it is typed, in tenths; None when it is left empty.

    Raises `Unreadable` as `read` does, and for what no day can hold.
    """
    clean = text.strip()
    if not clean:
        return None
    tenths = read(clean, Worth())
    if not 0 < tenths <= 24 * _ONE:
        raise Unreadable(f"{quoted(clean)}不合情理，请写 24 以内的学时数，如 8。")
    return tenths


def _unsaid(text: str, unit: str) -> str:
    return (
        f"{quoted(text)}是按{unit}写的，但还没有定一{unit}算多少学时。"
        f"请到“设置”的“本单位”里填写“一{unit}算多少学时”，或者直接写学时数，如 16。"
    )


def _uneven(text: str) -> str:
    return f"{quoted(text)}换算出来不止一位小数，请直接写学时数，如 7.5。"
