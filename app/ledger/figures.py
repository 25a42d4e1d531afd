"""What the ledger tells: one person's accounts, and how a county, a school, a stage stands under a regime."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from app.ledger import counting, items, keeping, periods
from app.ledger.counting import Account
from app.ledger.periods import Period
from app.problems import Problem
from app.progress import Progress, silent
from app.rules import book, people
from app.rules.book import Rule
from app.rules.people import Person
from app.session import Session
from storage import ledger as stored

OWN = "own"
"""The key that stands for each person's own present period, where a regime has no common ones."""

_ENOUGH_DAYS = 30
"""Days of a period before which nothing is said of the pace: nobody trains in every one of them."""


@dataclass(frozen=True)
class RegimeName:
    """A regime that is or was in force: its code, its newest title, and the unit it counts in."""

    code: str
    title: str
    unit: str
    personal: bool


class Standing(NamedTuple):
    """How one person stands: amounts in the regime's unit, `told` what is missing as it is kept (JSON; read `gaps`),
    `forecast` what there will be on the period's last day at this pace, None where it is too early to say.
    """

    teacher_id: str
    name: str
    school_id: str | None
    school_name: str | None
    stage: str | None
    subject: str | None
    counted: int
    required: int
    lacking: int
    told: str | None
    period: Period
    forecast: int | None

    @property
    def gaps(self) -> tuple[tuple[str, int], ...]:
        """What is missing of each thing asked for; "" names the whole."""
        return tuple((title, missing) for title, missing in json.loads(self.told)) if self.told else ()

    @property
    def will_lack(self) -> bool:
        """Whether at this pace the whole will not be reached when the period ends; unknown: as it stands now."""
        return (self.counted if self.forecast is None else self.forecast) < self.required


@dataclass(frozen=True)
class Summary:
    """Of some standings: 人 who are asked for something, who reached it, who did not, and what is missing in all."""

    key: str | None
    name: str
    people: int
    met: int
    behind: int
    missing: int
    will_lack: int


def regimes(session: Session) -> list[RegimeName]:
    """Every regime with a version in force today, in the order of their codes."""
    found = []
    for code, versions in keeping.regimes(book.read(session)).items():
        rule = counting.in_force(versions, session.today())
        if rule is not None:
            said = counting.regime_of(rule)
            found.append(RegimeName(code, rule.title, said.unit, periods.is_personal(said)))
    return found


def common_periods(session: Session, code: str, count: int = 10) -> list[Period]:
    """The periods of a regime that are the same for all, the present one first and up to `count` before it.

    Empty for a regime whose periods are each person's own.
    """
    versions = _versions(session, code)
    rule = counting.in_force(versions, session.today()) or versions[-1]
    if periods.is_personal(counting.regime_of(rule)):
        return []
    found: list[Period] = []
    day = min(session.today(), versions[-1].until)
    while len(found) <= count and (period := counting.current(versions, None, day)) is not None:
        found.append(period)
        day = date.fromordinal(period.first.toordinal() - 1)
    return found


def choices(session: Session, regime: RegimeName) -> list[tuple[str, str]]:
    """Key and words of every period that can be chosen, the present one first; the one key `OWN` where periods are each
    person's own."""
    found = [(period.key, period.label) for period in common_periods(session, regime.code)]
    return found or [(OWN, "各人现在的周期")]


def of_teacher(session: Session, pk: str, day: date | None = None) -> list[Account]:
    """A person's account under every regime that asks something, in the period that holds a day (today).

    Counted anew from the items; empty for somebody who is here in outline only.
    """
    person = people.person(session, pk)
    if person is None:
        return []
    when = day or session.today()
    mine = items.of_people(session.store, [pk]).get(pk, [])
    found = []
    for versions in keeping.regimes(book.read(session)).values():
        period = counting.current(versions, person, when)
        made = counting.account(versions, person, mine, period) if period else None
        if made is not None:
            found.append(made)
    return found


def standings(session: Session, code: str, key: str, progress: Progress = silent) -> list[Standing]:
    """How everybody stands under a regime in a period (a key of `common_periods`, or `OWN`), by school and name.

    The present and the last period are kept and one look (call `keeping.refresh` before); earlier ones are counted now.
    """
    versions = _versions(session, code)
    today = session.today()
    known = {one.key: one for one in keeping.kept_periods(versions, None, today)}
    if key == OWN:
        return _kept_own(session, code, versions)
    if key in known:
        return _kept(session, code, known[key])
    return _computed(session, code, versions, key, progress)


def _kept(session: Session, code: str, period: Period) -> list[Standing]:
    pace = _Pace(period, session.today())
    return [
        _standing(one, row[2:], period, pace.forecast(row[2]))
        for one, row in _in_order(session, stored.account_tuples(session.store, code, period.key))
    ]


def _kept_own(session: Session, code: str, versions: Sequence[Rule]) -> list[Standing]:
    today = session.today()
    rule = counting.in_force(versions, today)
    if rule is None:
        return []
    found = []
    for one, row in _in_order(session, stored.account_tuples(session.store, code, None)):
        period = periods.holding(counting.regime_of(rule), one, today)
        if period is not None:
            found.append(_standing(one, row[2:], period, _Pace(period, today).forecast(row[2])))
    return found


def _in_order(session: Session, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Person, tuple[Any, ...]]]:
    """Kept accounts with whom they are of, by school and name."""
    kept = {row[0]: row for row in rows}
    for one in people.people(session):
        row = kept.get(one.id)
        if row is not None:
            yield one, row


def _computed(session: Session, code: str, versions: Sequence[Rule], key: str, progress: Progress) -> list[Standing]:
    period = next((one for one in common_periods(session, code, 60) if one.key == key), None)
    if period is None:
        raise Problem(f"没有“{key}”这一段时间。", "可以用 ledger periods 看有哪些，或者在窗口里选。")
    found = []
    for person, mine in items.of_each(session, people.people(session), progress, f"核算{period.label}"):
        made = counting.account(versions, person, mine, period)
        if made is not None:
            amounts = (made.counted, made.required, made.lacking, keeping.gaps_kept(made))
            found.append(_standing(person, amounts, period, made.counted))
    return found


class _Pace:
    """Where a period ends at the pace so far."""

    def __init__(self, period: Period, today: date) -> None:
        whole = (period.last - period.first).days + 1
        gone = (min(today, period.last) - period.first).days + 1
        self.over = today >= period.last
        self.known = gone >= _ENOUGH_DAYS or self.over
        self.whole, self.gone = whole, max(gone, 1)

    def forecast(self, counted: int) -> int | None:
        if self.over:
            return counted
        return counted * self.whole // self.gone if self.known else None


def _standing(one: Person, amounts: tuple[Any, ...], period: Period, forecast: int | None) -> Standing:
    counted, required, lacking, told = amounts
    return Standing(
        one.id, one.name, one.school, one.school_name, one.stage, one.subject, counted, required, lacking, told, period,
        forecast,
    )  # fmt: skip


def summary(found: Iterable[Standing], by: str = "") -> list[Summary]:
    """Standings taken together: all as one line, or a line for each `school` or `stage`, in the order they come.

    人 are persons, each counted once; `missing` adds up what each one lacks.
    """
    groups: dict[str | None, list[Standing]] = {}
    for one in found:
        key = one.school_id if by == "school" else one.stage if by == "stage" else ""
        groups.setdefault(key, []).append(one)
    return [_summary(key, some, by) for key, some in groups.items()]


def _summary(key: str | None, some: Sequence[Standing], by: str) -> Summary:
    from app import codes

    name = "全部"
    if by == "school":
        name = some[0].school_name or "没有任教学校"
    elif by == "stage":
        name = codes.table("stage").label_of(key) or "没有填学段"
    behind = [one for one in some if one.lacking > 0]
    return Summary(
        key, name, len(some), len(some) - len(behind), len(behind), sum(one.lacking for one in behind),
        sum(one.will_lack for one in some),
    )  # fmt: skip


def behind(session: Session) -> list[tuple[RegimeName, Period | None, int, int]]:
    """Of every regime: its present period (None where each person has one's own), people asked, people behind."""
    kept = {(code, key): (asked, short) for code, key, asked, short in stored.behind(session.store)}
    found: list[tuple[RegimeName, Period | None, int, int]] = []
    for one in regimes(session):
        if one.personal:
            some = [counts for (code, _key), counts in kept.items() if code == one.code]
            if some:
                found.append((one, None, sum(asked for asked, _ in some), sum(short for _, short in some)))
            continue
        period = next(iter(common_periods(session, one.code, 0)), None)
        if period is not None and (one.code, period.key) in kept:
            found.append((one, period, *kept[one.code, period.key]))
    return found


def _versions(session: Session, code: str) -> list[Rule]:
    versions = keeping.regimes(book.read(session)).get(code)
    if not versions:
        known = "、".join(f"{one.code}（{one.title}）" for one in regimes(session)) or "还没有规则"
        raise Problem(f"没有“{code}”这项学时要求。", f"现有的是：{known}。")
    return versions
