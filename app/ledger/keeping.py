"""Keeping accounts: everybody's standing in the present and the last period, counted anew only for whom something changed."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from app.ledger import counting, items, periods
from app.ledger.counting import Account
from app.ledger.items import Item
from app.ledger.periods import Period
from app.pause import without_collector
from app.progress import Progress, silent
from app.rules import book, people
from app.rules.book import Book, Rule
from app.rules.kinds import Regime
from app.rules.people import Person
from app.session import Session
from storage import ledger as stored

_BATCH = 400
"""People counted between two writes: each is kept at once, so that stopping loses little."""

FEW = 400
"""So many people are counted anew along with a reading, before anybody notices; of more one is told how far it is."""

_SINCE = "accounts_since"
"""Fact: the day on which something began last when accounts were counted: a month, which may have begun another period
for somebody, or a version of a rule, or the time after its end."""


def regimes(rules: Book) -> dict[str, list[Rule]]:
    """The versions of every regime by its code, the oldest first."""
    return {
        code: versions
        for code in rules.codes
        if (versions := [one for one in rules.versions(code) if isinstance(one.said, Regime)])
    }


def due(session: Session) -> int:
    """How many people's accounts have to be counted anew before the kept ones are right."""
    waiting = stored.due(session.store)
    if stored.EVERYBODY in waiting or session.store.fact(_SINCE) != _since(session):
        return len(people.people(session))
    return len(waiting)


def refresh(session: Session, progress: Progress = silent, *, everybody: bool = False) -> int:
    """Count anew whose accounts are due (or everybody's), and keep them; returns how many people.

    May be stopped and gone on with.
    """
    if session.store.read_only:
        return 0
    if everybody or stored.EVERYBODY in stored.due(session.store) or session.store.fact(_SINCE) != _since(session):
        with stored.keeping(session.store):
            stored.everybody_due(session.store)
        session.store.set_fact(_SINCE, _since(session))
    waiting = sorted(stored.due(session.store))
    if not waiting:
        return 0
    kept = regimes(book.read(session))
    for start in range(0, len(waiting), _BATCH):
        progress(start, len(waiting), "核算学时台账")
        some = waiting[start : start + _BATCH]
        with without_collector(), stored.keeping(session.store):
            by_person = items.of_people(session.store, some)
            stored.replace(
                session.store,
                some,
                [*_rows(kept, people.some(session, some), by_person, session.today())],
            )
    progress(len(waiting), len(waiting), "学时台账已核算")
    return len(waiting)


def differences(session: Session, most: int = 300) -> int:
    """How many kept accounts are not what counting anew gives, of `most` people drawn at random; those that are due
    are left out: nobody relies on them yet."""
    waiting = stored.due(session.store)
    if stored.EVERYBODY in waiting or session.store.fact(_SINCE) != _since(session):
        return 0
    some = [one for one in people.people(session) if one.id not in waiting]
    drawn = Random().sample(some, min(most, len(some)))
    ids = [one.id for one in drawn]
    by_person = items.of_people(session.store, ids)
    counted = set(_rows(regimes(book.read(session)), drawn, by_person, session.today()))
    return len(counted ^ set(stored.of_people(session.store, ids)))


def refresh_few(session: Session, progress: Progress = silent) -> int:
    """Count anew where few people are due; returns how many are waiting still: many are counted as long work."""
    waiting = due(session)
    if not 0 < waiting <= FEW:
        return waiting
    refresh(session, progress)
    return due(session)


def _since(session: Session) -> str:
    """The last day until today on which accounts may have become others without anything being written."""
    today = session.today()
    versions = [one for some in regimes(book.read(session)).values() for one in some]
    began = [one.since for one in versions if one.since <= today]
    over = [one.until + timedelta(1) for one in versions if one.until < today]
    return max([today.replace(day=1), *began, *over]).isoformat()


def _rows(
    kept: Mapping[str, Sequence[Rule]], some: Iterable[Person], by_person: Mapping[str, list[Item]], today: date
) -> Iterator[tuple[Any, ...]]:
    for person in some:
        mine = by_person.get(person.id, [])
        for code, versions in kept.items():
            for period in kept_periods(versions, person, today):
                found = counting.account(versions, person, mine, period)
                if found is not None:
                    yield kept_row(code, person.id, found)


def kept_row(code: str, teacher: str, found: Account) -> tuple[Any, ...]:
    """An account in the order of the table's columns."""
    kept = (found.rule.id, found.counted, found.required, found.lacking, gaps_kept(found))
    return (code, found.period.key, teacher, *kept)


def gaps_kept(found: Account) -> str | None:
    """What is missing as it is kept: JSON [[what, how much]], None where nothing is."""
    gaps = [[one.title, one.missing] for one in found.gaps]
    return json.dumps(gaps, ensure_ascii=False, separators=(",", ":")) if gaps else None


def kept_periods(versions: Sequence[Rule], person: Person | None, today: date) -> list[Period]:
    """The periods that are kept: the one in which today lies and, where all have the same ones, the one before."""
    rule = counting.in_force(versions, today)
    if rule is None:
        return []
    said = counting.regime_of(rule)
    now = periods.holding(said, person, today)
    if now is None:
        return []
    if periods.is_personal(said):
        return [now]
    former = counting.current(versions, person, date.fromordinal(now.first.toordinal() - 1))
    return [now] if former is None or former.key == now.key else [former, now]
