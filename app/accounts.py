"""Accounts of hours as rows of a list: how each person stands under each regime, with the names beside the ids."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.fields import Field, Kind
from app.records import Entity
from app.session import Session
from storage.store import Row

if TYPE_CHECKING:
    from app.ledger import RegimeName, Standing

FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers"),
    Field("regime", "学时要求", width=22),
    Field("period", "周期", width=16),
    Field("unit", "单位", width=6),
    Field("required", "应修", Kind.HOURS, width=8),
    Field("counted", "已计", Kind.HOURS, width=8),
    Field("lacking", "还缺", Kind.HOURS, width=8),
    Field("missing", "缺什么", width=24),
    Field("until", "期限", Kind.DATE),
    Field("forecast", "按现在的进度", Kind.HOURS, width=10),
    Field("state", "情况", width=8),
)


ENTITY = Entity("ledger", "学时台账", FIELDS)
"""Counted from the records by the rules: nothing of it is entered or exchanged."""


def key(regime: str, period: str, teacher: str) -> str:
    """The id of a row: one person under one regime in one period."""
    return f"{regime}|{period}|{teacher}"


def rows(session: Session, only: Sequence[str] | None = None) -> list[Row]:
    """Everybody under every regime in its present period, or those periods whose ids are among `only`."""
    from app import ledger

    ledger.refresh(session)
    regimes = {one.code: one for one in ledger.regimes(session)}
    if only is None:
        wanted = [(code, _present(session, one)) for code, one in regimes.items()]
    else:
        parts = (pk.rsplit("|", 2) for pk in only)
        wanted = list(dict.fromkeys((part[0], part[1]) for part in parts if len(part) == 3 and part[0] in regimes))
    return [row for code, period in wanted for row in _rows(session, regimes[code], period)]


def _present(session: Session, regime: "RegimeName") -> str:
    from app import ledger

    return next((one.key for one in ledger.common_periods(session, regime.code, 0)), ledger.OWN)


def _rows(session: Session, regime: "RegimeName", period: str) -> Iterator[Row]:
    from app import ledger

    for one in ledger.standings(session, regime.code, period):
        yield {
            "id": key(regime.code, period, one.teacher_id),
            "teacher_id": one.teacher_id,
            "regime": regime.title,
            "unit": ledger.unit_name(regime.unit),
            **_said(one, regime.unit),
        }


def _said(one: "Standing", unit: str) -> Row:
    from app import ledger
    from app.ledger import wording

    amounts = {"required": one.required, "counted": one.counted, "lacking": one.lacking, "forecast": one.forecast}
    if unit != "hours":
        # Hundredths of a credit: as text, since tenths would lose the last digit.
        amounts = {name: None if value is None else ledger.shown(value, unit) for name, value in amounts.items()}  # type: ignore[misc]
    return {
        **amounts,
        "period": one.period.label,
        "missing": wording.missing(one.gaps, unit),
        "until": one.period.last.isoformat(),
        "state": wording.state(one),
    }
