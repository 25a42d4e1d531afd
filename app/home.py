"""What the first page tells: what waits for somebody, and the figures, each with what is behind it."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app import mentoring, records, roster, studios, training
from app.session import Session
from storage import exchange as stored_exchange


@dataclass(frozen=True)
class Hours:
    """The passed hours of one calendar year in tenths, how many people have some, and the ids of those who have none."""

    year: int
    total: int
    by_category: Mapping[str, int]
    people: int
    without: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How the office stands. `studios` and `members` count by kind of studio; `overdue` and `soon` are pairs.

    `unrated` counts classes that are over and still have people without a result; `pending` is a school's acts
    that the county has not answered, `conflicts` the county's open ones.
    """

    teachers: int
    running: int
    soon: int
    overdue: int
    studios: Mapping[str, int]
    members: Mapping[str, int]
    hours: Hours
    unrated: int
    pending: int
    conflicts: int
    last_backup: datetime | None
    recent: tuple[records.Done, ...]


def standing(session: Session) -> Standing:
    """Read everything the first page tells; takes long enough in a large county to be done in the quiet lane."""
    today = session.today()
    pairs = mentoring.listed(session)
    due = Counter(mentoring.due(row, today) for row in pairs)
    by_kind: Counter[str] = Counter()
    members: Counter[str] = Counter()
    for row in studios.listed(session):
        by_kind[str(row["kind"])] += 1
        members[str(row["kind"])] += int(row["members"])
    return Standing(
        teachers=roster.count(session),
        running=sum(row["status"] == mentoring.RUNNING for row in pairs),
        soon=due["soon"],
        overdue=due["over"],
        studios=by_kind,
        members=members,
        hours=hours(session, today.year),
        unrated=sum(training.awaits_results(row, today) for row in training.classes(session)),
        pending=session.waiting,
        conflicts=len(stored_exchange.conflicts(session.store)) if session.is_county else 0,
        last_backup=session.last_backup,
        recent=tuple(records.recent(session)),
    )


def hours(session: Session, year: int) -> Hours:
    """The passed hours of a year over everyone on the roster."""
    by_category: defaultdict[str, int] = defaultdict(int)
    without = []
    total = people = 0
    for row in training.hours_of_year(session, year):
        total += int(row["hours"])
        people += bool(row["hours"])
        if not row["hours"]:
            without.append(str(row["teacher_id"]))
        for category, tenths in json.loads(row["by_category"] or "{}").items():
            by_category[category] += int(tenths)
    return Hours(year, total, dict(sorted(by_category.items())), people, tuple(without))
