"""The county's schools in the exchange as rows of a list: what each waits for, and what came in which month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ui.exchange.history import moment
from ui.rows import Column

if TYPE_CHECKING:
    from app.exchange.standing import Standing

STATES = {"invited": "已邀请", "joined": "已加入", "revoked": "已停用"}

_DAY = 10
"""Characters of a moment that are its day."""

_BEFORE = (
    Column("name", "学校", 150),
    Column("code", "学校标识码", 104, hidden=True),
    Column("state", "状态", 72, hidden=True),
    Column("waits", "等什么", 72, hidden=True),
    Column("sentence", "现在", 266),
)
_AFTER = (
    Column("last_in", "最近收到", 92),
    Column("last_out", "最近发出", 92),
    Column("conflicts", "冲突", 48, "right"),
)
_MONTH_WIDTH = 44


def columns(months: Sequence[str]) -> tuple[Column, ...]:
    """The columns for these months (as 2026-11, oldest first): one column a month."""
    middle = (Column(f"m{number}", _heading(month), _MONTH_WIDTH) for number, month in enumerate(months))
    return (*_BEFORE, *middle, *_AFTER)


def names(months: Sequence[str]) -> tuple[str, ...]:
    """The names of a row's values, in the order of `values`."""
    return ("id", *(column.name for column in columns(months)))


def values(one: "Standing") -> tuple[Any, ...]:
    """A school's row."""
    from app.exchange.standing import MONTHS, WAITS

    facts = one.facts
    return (
        facts.id, facts.name, facts.code or None, STATES[facts.state], WAITS[one.waits], one.sentence,
        *(MONTHS[month] for month in one.months),
        moment(facts.last_in)[:_DAY], moment(facts.last_out)[:_DAY], facts.conflicts or None,
    )  # fmt: skip


def summary(standings: "Sequence[Standing]") -> str:
    """How many schools wait for what, in one line: "没上报 3 · 没答复 2"."""
    from app.exchange.standing import WAITS

    counted = ((label, sum(one.waits == waits for one in standings)) for waits, label in WAITS.items())
    return " · ".join(f"{label} {count:,}" for label, count in counted if count)


def _heading(month: str) -> str:
    """“9月”; January says which year it is of."""
    number = int(month[5:])
    return f"{int(month[2:4])}年1月" if number == 1 else f"{number}月"
