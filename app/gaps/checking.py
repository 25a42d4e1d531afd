"""Holds every rule in force against what is registered: the one way in for page, report and command line."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app import school_years
from app.gaps import events, facts, personal, registers
from app.gaps.facts import Facts, Trained
from app.gaps.results import Result
from app.rules import book, kinds
from app.rules.book import Rule
from app.session import Session

Check = Callable[[Rule, Any, Facts, date], list[Result]]

CHECKS: dict[type[kinds.Parameters], Check] = {
    kinds.Retraining: personal.retraining,
    kinds.Tiers: personal.tiers,
    kinds.Induction: personal.induction,
    kinds.Reading: personal.reading,
    kinds.Meetings: events.meetings,
    kinds.Headcount: events.headcount,
    kinds.Series: events.series,
    kinds.Calendar: events.calendar,
    kinds.Count: registers.count,
}
"""By kind of rule, in the order in which results are shown."""


def results(session: Session, day: date | None = None) -> list[Result]:
    """What every rule in force on a day (today) finds; goes through years of training, for the quiet lane.

    At a school only its own people and activities are looked at.
    """
    day = day or session.today()
    rules = book.read(session)
    asked = [(check, rule, said) for kind, check in CHECKS.items() for rule, said in rules.of(kind, day)]
    if not asked:
        return []
    known = _gathered(session, [(rule, said) for _check, rule, said in asked], day)
    return [one for check, rule, said in asked for one in check(rule, said, known, day)]


def tally(session: Session) -> dict[str, int]:
    """How many rules stand how (`app.gaps.results`: OK, OPEN, SHORT, TOLD) today."""
    day = session.today()
    return dict(Counter(one.state(day) for one in results(session, day)))


def _gathered(session: Session, rules: list[tuple[Rule, kinds.Parameters]], day: date) -> Facts:
    first, _last = school_years.term_days(school_years.of(day), "1")
    known = facts.gather(session, first, day)
    wanted = {pk for _rule, said in rules for pk in _looked_at(said, known, day)}
    return replace(known, attended=facts.attended(session, wanted), trained=_trained(session, rules, known, day))


def _trained(
    session: Session, rules: list[tuple[Rule, kinds.Parameters]], known: Facts, day: date
) -> dict[str, Mapping[str, Trained]]:
    """By a rule's id who was trained in its classes; rules about the same classes share one reading."""
    classes = {
        rule.id: frozenset(one.id for one in events.counted(said, known, day))
        for rule, said in rules
        if isinstance(said, kinds.Headcount)
    }
    read = {some: facts.trained(session, some) for some in set(classes.values())}
    return {rule: read[some] for rule, some in classes.items()}


def _looked_at(said: kinds.Parameters, known: Facts, day: date) -> set[str]:
    """The classes of which a rule wants to know who was there."""
    if isinstance(said, kinds.Retraining | kinds.Tiers | kinds.Meetings):
        return {one.id for one in personal.of_topics(known, said.topics, day)}
    if isinstance(said, kinds.Induction):
        return {pk for pk, lessons in known.lessons.items() if any(one.module for one in lessons)}
    if isinstance(said, kinds.Series):
        programmes = {one.programme for one in known.series}
        return {one.id for one in known.trainings if one.programme in programmes}
    if isinstance(said, kinds.Calendar):
        return {one.id for window in said.windows for one, _sessions in events.in_window(known, window, day)}
    return set()
