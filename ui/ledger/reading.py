"""What the ledger's list is read as, in the quiet lane: regimes, periods, everybody's standing, what is to be counted."""

from collections import Counter
from dataclasses import dataclass

from app import ledger
from app.ledger import Period, RegimeName, Standing, wording
from app.progress import Progress
from app.session import Session

NAMES = (
    "id", "name", "school_name", "stage", "subject", "counted", "required", "lacking", "missing", "until", "forecast",
    "state", "pace",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A regime's standings in one period; `period` None where each person has one's own. `waiting`: people whose
    accounts have still to be counted anew. `regime` None: there is no regime at all."""

    regimes: tuple[RegimeName, ...] = ()
    regime: RegimeName | None = None
    periods: tuple[Period, ...] = ()
    period: Period | None = None
    standings: tuple[Standing, ...] = ()
    waiting: int = 0

    @property
    def unit(self) -> str:
        """What amounts are counted in."""
        return self.regime.unit if self.regime else "hours"


def read(session: Session, code: str | None, key: str | None, progress: Progress) -> Found:
    """The standings under a regime (its first, if `code` is none of them) in a period (the present one)."""
    regimes = tuple(ledger.regimes(session))
    if not regimes:
        return Found()
    regime = next((one for one in regimes if one.code == code), regimes[0])
    waiting = ledger.refresh_few(session, progress)
    periods = tuple(ledger.common_periods(session, regime.code))
    period = next((one for one in periods if one.key == key), periods[0] if periods else None)
    found = ledger.standings(session, regime.code, period.key if period else ledger.OWN, progress)
    return Found(regimes, regime, periods, period, tuple(found), waiting)


def values(found: Found) -> list[tuple[object, ...]]:
    """The rows of the list, in the order of `NAMES`."""
    return [
        (
            one.teacher_id, one.name, one.school_name, one.stage, one.subject, one.counted, one.required, one.lacking,
            wording.missing(one.gaps, found.unit) or wording.MET, one.period.last.isoformat(), one.forecast, wording.state(one),
            wording.pace(one),
        )
        for one in found.standings
    ]  # fmt: skip


GROUP_NAMES = ("id", "name", "people", "met", "behind", "share", "missing", "none", "will_lack")
PRESSED = {"people": "应达标", "met": wording.MET, "behind": wording.BEHIND, "missing": wording.BEHIND,
           "share": wording.BEHIND, "none": "一点学时也没有", "will_lack": "按现在的进度不够"}  # fmt: skip
"""What a number of a group opens: which of its people."""


def groups(found: Found, by: str) -> list[tuple[object, ...]]:
    """A line for each school or stage, in the order of `GROUP_NAMES`; `share` in tenths of a per cent."""
    bare = Counter(_group(one, by) for one in found.standings if _is_of(one, "none"))
    return [
        (
            one.key or "", one.name, one.people, one.met, one.behind, one.met * 1000 // one.people, one.missing,
            bare[one.key or ""], one.will_lack,
        )
        for one in ledger.summary(found.standings, by)
    ]  # fmt: skip


def people_of(found: Found, by: str, group: str, which: str) -> list[str]:
    """The ids behind a number of a group."""
    return [one.teacher_id for one in found.standings if _group(one, by) == group and _is_of(one, which)]


def _group(one: Standing, by: str) -> str:
    return (one.school_id if by == "school" else one.stage) or ""


def _is_of(one: Standing, which: str) -> bool:
    if which in ("people", "will_lack"):
        return which == "people" or one.will_lack
    if which == "none":
        return one.counted <= 0
    return (one.lacking <= 0) is (which == "met")
