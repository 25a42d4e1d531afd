"""What the first page tells: what waits for somebody, and the figures, each with what is behind it."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app import declarations, mentoring, protection, records, reviewing, roster, studio_terms, studios, training
from app.backups import standing as backups
from app.session import Session
from storage import exchange as stored_exchange
from storage import rules as stored_rules
from storage.store import Row

_LATEST = 10
"""How many acts are told."""


@dataclass(frozen=True)
class Waiting:
    """How much waits: pairs whose time is up (`overdue`) or soon will be, classes that are over but have people
    without a result (`unrated`), a school's acts that the county has not answered (`pending`), what the county has to
    settle (`conflicts`: those, values reported back, acts not taken), and proposals: those to be reviewed at the
    county, those returned to a school. `kit`: the county exchanges files and has never made its recovery kit.
    `proposed`: pairs to be reviewed, at a school those returned. `rules`: the county has no rules at all. `declared`:
    declared items that this office has to look at; `returned`: at a school, those that were sent back.
    """

    overdue: int
    soon: int
    unrated: int
    pending: int
    conflicts: int
    proposals: int = 0
    proposed: int = 0
    kit: bool = False
    code: bool = False
    """The recovery code of the file's key was never printed."""
    rules: bool = False
    declared: int = 0
    returned: int = 0
    enrolments: int = 0
    """Enrolments to be approved at the county; at a school those that came back for a class still to begin."""
    studios: tuple[str, ...] = ()
    """Ids of studios whose term is over, or that are to be withdrawn, at the county."""


@dataclass(frozen=True)
class Hours:
    """The passed hours of one calendar year in tenths, and the ids of the people who have some, and who have none."""

    year: int
    total: int
    by_category: Mapping[str, int]
    people: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    """How many are behind under one regime of hours in its present period ("" where each person has one's own)."""

    code: str
    title: str
    period: str
    asked: int
    behind: int


@dataclass(frozen=True)
class Standing:
    """How the office stands; `running` counts pairs, `studios` and `members` count by kind of studio. `uncounted`:
    people whose account of hours has still to be counted before `regimes` are right.
    """

    waiting: Waiting
    teachers: int
    running: int
    studios: Mapping[str, int]
    members: Mapping[str, int]
    hours: Hours
    last_backup: datetime | None
    copies: str
    """What a person is to be told of the copies of the file, "" when all is well."""
    recent: tuple[records.Done, ...]
    regimes: tuple[Behind, ...] = ()
    uncounted: int = 0


def waiting(session: Session) -> Waiting:
    """Read how much waits; for the quiet lane, as it goes through all pairs and classes."""
    return _waiting(session, mentoring.listed(session))


def standing(session: Session) -> Standing:
    """Read everything the first page tells; for the quiet lane."""
    pairs = mentoring.listed(session)
    by_kind: Counter[str] = Counter()
    members: Counter[str] = Counter()
    for row in filter(studios.runs, studios.listed(session)):
        by_kind[str(row["kind"])] += 1
        members[str(row["kind"])] += int(row["members"])
    regimes, uncounted = behind(session)
    return Standing(
        waiting=_waiting(session, pairs),
        teachers=roster.count(session),
        running=sum(row["status"] == mentoring.RUNNING for row in pairs),
        studios=dict(sorted(by_kind.items())),
        members=members,
        hours=hours(session, session.today().year),
        last_backup=session.last_backup,
        copies=backups.standing(session).warning,
        recent=tuple(records.recent(session, _LATEST)),
        regimes=regimes,
        uncounted=uncounted,
    )


def behind(session: Session) -> tuple[tuple[Behind, ...], int]:
    """How many are behind under each regime of hours, and how many people have still to be counted for that."""
    if not stored_rules.has(session.store, "regime"):
        return (), 0
    # What reads rules is not loaded by an office that has none.
    from app import ledger

    uncounted = ledger.refresh_few(session)
    found = [
        Behind(regime.code, regime.title, period.label if period else "", asked, short)
        for regime, period, asked, short in ledger.behind(session)
    ]
    return tuple(found), uncounted


def _waiting(session: Session, pairs: list[Row]) -> Waiting:
    today = session.today()
    due = Counter(mentoring.due(row, today) for row in pairs)
    declared = declarations.counts(session)
    runs = training.classes(session)
    return Waiting(
        overdue=due["over"],
        soon=due["soon"],
        unrated=sum(training.awaits_results(row, today) for row in runs),
        pending=session.waiting,
        conflicts=_to_settle(session),
        proposals=reviewing.waiting(session),
        proposed=sum(map(mentoring.awaits_review if session.is_county else mentoring.is_returned, pairs)),
        kit=session.is_county and not session.store.fact("kit_made") and stored_exchange.any_site(session.store),
        code=protection.waits_for_code(session),
        rules=session.is_county and not stored_rules.has(session.store),
        studios=studio_terms.undecided(session) if session.is_county else (),
        declared=declared[declarations.AT_COUNTY if session.is_county else declarations.AT_SCHOOL],
        returned=0 if session.is_county else declared[declarations.RETURNED],
        enrolments=sum(_enrolments(session, row) for row in runs),
    )


def _enrolments(session: Session, row: Row) -> int:
    if session.is_county:
        return int(row["undecided"]) if row["units"] else 0
    return int(row["returned"]) if training.is_ahead(row, session.today()) else 0


def _to_settle(session: Session) -> int:
    store = session.store
    if not session.is_county:
        return 0
    return sum(
        count(store)
        for count in (stored_exchange.conflict_count, stored_exchange.review_count, stored_exchange.rejected_count)
    )


CHECKED = {"short": "没达到", "open": "进行中", "ok": "达到"}
"""How a rule about training may stand, and what is said of it: the words of `app.gaps.papers`, which is loaded later."""


def checked(session: Session) -> dict[str, int]:
    """How many rules about training stand how, by the keys of `CHECKED`; goes through years of training."""
    from app.gaps import checking

    return checking.tally(session)


def hours(session: Session, year: int) -> Hours:
    """The passed hours of a year over everyone on the roster."""
    by_category: defaultdict[str, int] = defaultdict(int)
    people: list[str] = []
    without: list[str] = []
    for row in training.hours_of_year(session, year):
        (people if row["hours"] else without).append(str(row["teacher_id"]))
        for category, tenths in json.loads(row["by_category"] or "{}").items():
            by_category[category] += int(tenths)
    total = sum(by_category.values())
    return Hours(year, total, dict(sorted(by_category.items())), tuple(people), tuple(without))
