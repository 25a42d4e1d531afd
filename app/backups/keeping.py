"""What the office's file remembers of its copies: when the last was made in each place, and what it held."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from app.problems import Problem
from app.session import Session
from storage import exchange as stored

OWN, SECOND, HAND = "own", "second", "hand"
"""Places: this computer's own folder, the second place, and wherever a person made one by hand."""

_KEPT, _EVERY, _WARN, _OFF = "backups", "backup_every", "backup_warn", "backup_off"

EVERY = {1: "每小时", 4: "每 4 小时", 24: "每天"}
"""How often a copy is made while the window is open, in hours."""

WARN_DAYS = (3, 7, 14, 30)
_USUAL_EVERY, _USUAL_WARN = 1, 7
_UNKNOWN = -1
"""Stands for a revision that nobody noted."""


@dataclass(frozen=True)
class Last:
    """The last copy in a place: when, and at which revision of the file."""

    at: datetime
    rev: int


@dataclass(frozen=True)
class Habits:
    """`automatic`: copies are made unasked, `every` so many hours while the window is open; after `warn` days without
    a copy in a second place a person is told."""

    automatic: bool = True
    every: int = _USUAL_EVERY
    warn: int = _USUAL_WARN


def revision(session: Session) -> int:
    """Grows with every act: a copy made at the same number holds the same."""
    return stored.revision(session.store)


def note(session: Session, place: str, rev: int) -> None:
    """Remember that a verified copy stands in a place; `rev` is the file's revision from before it was made.

    Of a file that is only looked at nothing is remembered: its copy is none the worse for it.
    """
    if session.store.read_only:
        return
    _remember(session, {**last_copies(session), place: Last(session.now(), rev)})
    session.store.set_fact("last_backup", session.now().isoformat(timespec="seconds"))


def forget(session: Session, place: str) -> None:
    """A place is another one now, of which nothing is known yet."""
    _remember(session, {name: one for name, one in last_copies(session).items() if name != place})


def last_copies(session: Session) -> Mapping[str, Last]:
    """Place → its last copy."""
    told = json.loads(session.store.fact(_KEPT) or "{}")
    found = {name: Last(datetime.fromisoformat(one["at"]), int(one["rev"])) for name, one in told.items()}
    if not found and session.last_backup:
        # By a version that remembered no more than this.
        found[HAND] = Last(session.last_backup, _UNKNOWN)
    return found


def _remember(session: Session, copies: Mapping[str, Last]) -> None:
    told = {name: {**asdict(one), "at": one.at.isoformat(timespec="seconds")} for name, one in copies.items()}
    session.store.set_fact(_KEPT, json.dumps(told))


def is_due(session: Session, place: str, *, closing: bool) -> bool:
    """Whether a copy is to be made there: something changed since the last, which is long enough ago, or it is time
    to close. A last one dated later than now was made by another clock."""
    last = last_copies(session).get(place)
    if last is None or last.rev == revision(session):
        return last is None
    age = session.now() - last.at
    return closing or not timedelta(0) <= age < timedelta(hours=habits(session).every)


def habits(session: Session) -> Habits:
    """How this office wants its copies made."""
    fact = session.store.fact
    return Habits(
        automatic=not fact(_OFF),
        every=int(fact(_EVERY) or _USUAL_EVERY),
        warn=int(fact(_WARN) or _USUAL_WARN),
    )


def set_habits(session: Session, wanted: Habits) -> None:
    """Keep how copies are to be made; raises Problem for what cannot be chosen."""
    if wanted.every not in EVERY or not 1 <= wanted.warn <= 365:
        raise Problem(
            "自动备份的设置不对。",
            f"间隔可以是 {'、'.join(map(str, EVERY))} 小时，提醒可以在 1 到 365 天之后。设置没有改动。",
        )
    for name, value in ((_OFF, "" if wanted.automatic else "1"), (_EVERY, wanted.every), (_WARN, wanted.warn)):
        session.store.set_fact(name, str(value) or None)
