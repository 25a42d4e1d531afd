"""Counting: one person's items under one regime in one period. Pure: no database, no clock.

Order of entry never matters: items are taken by their day and by what they are, the earlier ones first, so that it is the
later ones that a cap cuts. Amounts are whole numbers: tenths of an hour, or hundredths of a credit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.fields import hours_text
from app.ledger import periods
from app.ledger.items import Item, Traits
from app.ledger.periods import Period
from app.rules.book import Rule
from app.rules.items import amount_text
from app.rules.kinds import About, Regime
from app.rules.people import Person, matches

PER_HOUR, PER_CREDIT = 10, 100

TWICE = "同一件事只计一次"
TOGETHER = "和同一班次的其他课程合在一起计"
OUTSIDE = "不在这项要求计入的范围"
UNDATED = "没有日期，看不出属于哪一段时间"


class Counted(NamedTuple):
    """What one item gave: `amount` under the version `rule_id`, and why not (all of) it; "" when all counts."""

    item: Item
    amount: int
    rule_id: str
    why: str = ""


@dataclass(frozen=True)
class Gap:
    """Something asked for and not reached: how much was asked, how much of it there is."""

    title: str
    asked: int
    counted: int

    @property
    def missing(self) -> int:
        """How much is missing."""
        return self.asked - self.counted


@dataclass(frozen=True)
class Account:
    """One person's standing under one regime in one period.

    `rule` is the version that judges the period; every counted item names the version that gave it. `counted` includes
    what was `carried` over from the period before. `exempt` says why less is required, "" otherwise.
    """

    rule: Rule
    period: Period
    unit: str
    required: int
    counted: int
    carried: int
    gaps: tuple[Gap, ...]
    items: tuple[Counted, ...]
    exempt: str = ""

    @property
    def lacking(self) -> int:
        """The greatest of all that is missing: at least so much has still to be earned. 0: the regime is met."""
        return max((one.missing for one in self.gaps), default=0)


def shown(amount: int, unit: str) -> str:
    """An amount as people write it: 7.5 (hours) or 12.25 (credits), without trailing noughts."""
    return amount_text(amount, credits=unit != "hours")


def unit_name(unit: str) -> str:
    """学时 or 学分."""
    return "学时" if unit == "hours" else "学分"


def regime_of(rule: Rule) -> Regime:
    """The parameters of a version of a regime."""
    assert isinstance(rule.said, Regime)
    return rule.said


def current(versions: Sequence[Rule], person: Person | None, day: date) -> Period | None:
    """The period in which a day lies, by the version in force that day (or the nearest one before it ended)."""
    rule = in_force(versions, day)
    return periods.holding(regime_of(rule), person, day) if rule else None


def in_force(versions: Sequence[Rule], day: date) -> Rule | None:
    """The version in force on a day."""
    return next((one for one in versions if one.holds(day)), None)


def judging(versions: Sequence[Rule], period: Period) -> Rule | None:
    """The version that judges a period: in force on its last day, else the last that was in force in it."""
    overlapping = [one for one in versions if one.since <= period.last and one.until >= period.first]
    return overlapping[-1] if overlapping else None


def account(
    versions: Sequence[Rule], person: Person, items: Iterable[Item], period: Period, *, carrying: bool = True
) -> Account | None:
    """A person's account; None where the regime asks nothing of this person in this period."""
    judge = judging(versions, period)
    if judge is None:
        return None
    said = regime_of(judge)
    if not matches(said.who, person, period.first if said.period != "cycle" else period.last):
        return None
    known = list(items)
    counted = _counted(versions, judge, known, period)
    required, exempt = _required(said, person, period)
    carried = _carried(versions, person, known, period, said) if carrying and said.carry else 0
    total = sum(one.amount for one in counted) + carried
    return Account(
        judge, period, said.unit, required, total, carried, _gaps(said, required, total, counted), counted, exempt
    )


def _required(said: Regime, person: Person, period: Period) -> tuple[int, str]:
    for one in said.exemptions:
        if matches(one.who, person, period.last):
            return one.required, one.title
    return said.required, ""


def _carried(versions: Sequence[Rule], person: Person, items: list[Item], period: Period, said: Regime) -> int:
    """What was too much in the period before, up to what may be taken along; what came along itself goes no further."""
    former = periods.before(said, person, period)
    if former is None:
        return 0
    had = account(versions, person, items, former, carrying=False)
    if had is None or had.unit != said.unit:
        return 0
    return min(max(0, had.counted - had.required), said.carry)


def _gaps(said: Regime, required: int, total: int, counted: Sequence[Counted]) -> tuple[Gap, ...]:
    found = []
    if total < required:
        found.append(Gap("", required, total))
    # Where nothing is required at all (an exemption), nothing is required of a part either.
    for one in said.minimums if required else ():
        asked = one.least
        if one.share is not None:
            asked = max(asked, -(-required * one.share[0] // one.share[1]))
        there = sum(each.amount for each in counted if fits(one.about, each.item.traits))
        if there < asked:
            found.append(Gap(one.title, asked, there))
    return tuple(found)


@lru_cache(maxsize=4096)
def fits(about: About, traits: Traits) -> bool:
    """Whether an item is among those a rule is about. A declared item has a level and form of its own kind: a rule
    that names levels or forms of trainings is not about it, unless it names its kind."""
    return (
        (not about.sources or traits.source in about.sources)
        and (not about.categories or traits.category in about.categories)
        and (not about.levels or traits.level in about.levels)
        and (not about.forms or traits.form in about.forms)
        and (not about.topics or traits.topic in about.topics)
        and (not about.kinds or traits.kind in about.kinds)
    )


# -- one after the other


class _Whole(NamedTuple):
    """All that counts as one: a class with its sessions, or a single item. `days`: tenths by single days, where known."""

    item: Item
    tenths: int
    days: tuple[tuple[date, int], ...]


def _counted(versions: Sequence[Rule], judge: Rule, items: list[Item], period: Period) -> tuple[Counted, ...]:
    found: list[Counted] = []
    alike: dict[str, list[Item]] = {}
    first, last = period.first.year, period.last.year
    for item in items:
        if not first <= item.year <= last and period.by_year:
            continue
        within = period.by_year or period.holds(item.year, item.day)
        if within is False:
            continue
        if item.why or within is None:
            found.append(Counted(item, 0, judge.id, item.why or UNDATED))
        elif item.group in alike:
            alike[item.group].append(item)
        else:
            alike[item.group] = [item]
    wholes: list[tuple[_Whole, Rule]] = []
    for group in alike.values():
        whole, others = _whole(group)
        wholes.append((whole, in_force(versions, whole.item.on) or judge))
        found += [Counted(item, 0, judge.id, why) for item, why in others]
    limited = any(regime_of(one).caps or regime_of(one).per_day for one in versions)
    if limited:
        wholes.sort(key=_order)
    else:
        # Where nothing has an end the order changes nothing: it is only that in which people read.
        wholes.sort(key=_day)
    limits = _Limits(judge)
    found += [limits.take(whole, rule) for whole, rule in wholes]
    return tuple(found)


def _day(one: tuple[_Whole, Rule]) -> date:
    return one[0].item.on


def _order(one: tuple[_Whole, Rule]) -> tuple[object, ...]:
    """By day, then by all that counting asks for: whose ties are broken by id only are alike to every rule."""
    whole = one[0]
    item = whole.item
    return (
        item.on,
        item.traits,
        -whole.tenths,
        item.until or item.on,
        item.title,
        item.whole or 0,
        whole.days,
        item.id,
    )


def _whole(group: list[Item]) -> tuple[_Whole, list[tuple[Item, str]]]:
    """What a group counts as, and the rows in it that have no amount of their own, with the reason.

    The rows of a class are either the whole of it or its sessions; where two offices entered both, the greater counts.
    """
    if len(group) == 1 and not group[0].part:
        item = group[0]
        return _Whole(item, _at_most_whole(item, item.hours), _single_day(item, item.hours)), []
    best: dict[str, Item] = {}
    for item in sorted(group, key=lambda one: (-one.hours, one.id)):
        best.setdefault(item.part, item)
    entire = best.pop("", None)
    sessions = sorted(best.values(), key=lambda one: (one.on, one.part))
    if entire is not None and entire.hours >= sum(one.hours for one in sessions):
        others = [(one, TWICE) for one in group if one is not entire]
        return _Whole(entire, _at_most_whole(entire, entire.hours), _single_day(entire, entire.hours)), others
    tenths = _at_most_whole(sessions[0], sum(one.hours for one in sessions))
    days: defaultdict[date, int] = defaultdict(int)
    for one in sessions:
        if one.day:
            days[one.day] += one.hours
    known = tuple(sorted(days.items())) if all(one.day for one in sessions) else ()
    item = sessions[0]._replace(
        hours=sum(one.hours for one in sessions), until=max(one.until or one.on for one in sessions)
    )
    along = {one.id for one in sessions}
    # An enrolment without hours beside sessions is no second entry: what was attended stands for it.
    rest = [
        (one, TOGETHER if one.id in along else TWICE) for one in group if one.id != item.id and (one.part or one.hours)
    ]
    return _Whole(item, tenths, known), rest


def _at_most_whole(item: Item, tenths: int) -> int:
    return tenths if item.whole is None else min(tenths, item.whole)


def _single_day(item: Item, tenths: int) -> tuple[tuple[date, int], ...]:
    return ((item.day, tenths),) if item.day and item.until in (None, item.day) else ()


class _Plan(NamedTuple):
    """What a version of a rule makes of items that are alike: looked up once for all of them."""

    rule: Rule
    said: Regime
    outside: bool
    per: int | None
    """Tenths of an hour for a credit; None: nobody said how many. 0: hours are counted."""
    item: int | None
    """The most of one item."""
    caps: tuple[tuple[int, bool, int], ...]
    """(place among the judge's caps, whether by year, the most): of several items together."""


@lru_cache(maxsize=8192)
def _plan(rule: Rule, judge: Rule, traits: Traits) -> _Plan:
    judging = regime_of(judge)
    if regime_of(rule).unit != judging.unit:
        # Hours and credits cannot be added up: the version that judges the period counts these as well.
        rule = judge
    said = regime_of(rule)
    ratio = next((one.per for one in said.ratios if fits(one.about, traits)), None)
    per = 0 if said.unit == "hours" else ratio if ratio and ratio > 0 else None
    single = [cap.most for cap in said.caps if cap.per == "item" and fits(cap.about, traits)]
    together = tuple(
        (place, cap.per == "year", cap.most)
        for place, cap in enumerate(judging.caps)
        if cap.per != "item" and fits(cap.about, traits)
    )
    return _Plan(rule, said, not fits(said.counts, traits), per, min(single, default=None), together)


class _Limits:
    """What has been taken so far of everything that has an end."""

    def __init__(self, judge: Rule) -> None:
        self.judge = judge
        self.days: defaultdict[date, int] = defaultdict(int)
        self.taken: defaultdict[tuple[int, int], int] = defaultdict(int)

    def take(self, whole: _Whole, rule: Rule) -> Counted:
        """Count one after those before it."""
        item = whole.item
        plan = _plan(rule, self.judge, item.traits)
        said, pk = plan.said, plan.rule.id
        if plan.outside:
            return Counted(item, 0, pk, OUTSIDE)
        if _too_little(said, item):
            assert said.attended is not None
            under = "没有超过" if said.exactly_fails else "不足"
            return Counted(item, 0, pk, f"实到{under}应到的 {said.attended[0]}/{said.attended[1]}")
        if plan.per is None:
            return Counted(item, 0, pk, "没有规定这种形式怎样折算学分")
        tenths, why = self._by_day(said.per_day, whole)
        amount = tenths * PER_CREDIT // plan.per if plan.per else tenths
        amount = _rounded(amount, said)
        if plan.item is not None and amount > plan.item:
            amount, why = plan.item, f"一项最多计 {shown(plan.item, said.unit)} {unit_name(said.unit)}"
        for place, by_year, most in plan.caps:
            left = max(0, most - self.taken[place, item.year if by_year else 0])
            if left < amount:
                span = "一年" if by_year else "这一段时间"
                amount, why = left, f"{span}里这类最多计 {shown(most, said.unit)} {unit_name(said.unit)}"
        for place, by_year, _most in plan.caps:
            self.taken[place, item.year if by_year else 0] += amount
        return Counted(item, amount, pk, why)

    def _by_day(self, per_day: int, whole: _Whole) -> tuple[int, str]:
        if not per_day:
            return whole.tenths, "" if whole.tenths == whole.item.hours else "不能多于班次的学时"
        allowed = whole.tenths
        if whole.days:
            allowed = 0
            for day, tenths in whole.days:
                more = max(0, min(tenths, per_day - self.days[day], whole.tenths - allowed))
                self.days[day] += more
                allowed += more
        elif whole.item.day and whole.item.until:
            allowed = min(allowed, per_day * ((whole.item.until - whole.item.day).days + 1))
        return allowed, f"每天最多计 {hours_text(per_day)} 学时" if allowed < whole.tenths else ""


def _too_little(said: Regime, item: Item) -> bool:
    if said.attended is None or item.whole is None:
        return False
    there, asked = item.hours * said.attended[1], item.whole * said.attended[0]
    return there < asked or (said.exactly_fails and there == asked)


def _rounded(amount: int, said: Regime) -> int:
    """Down to what the rule says: halves, wholes, or as it is."""
    if said.rounding == "exact":
        return amount
    scale = PER_HOUR if said.unit == "hours" else PER_CREDIT
    return amount - amount % (scale if said.rounding == "whole" else scale // 2)
