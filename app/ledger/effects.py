"""What a change of the rules would do: whose standing changes, seen before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.ledger import counting, items, keeping
from app.ledger.counting import Account
from app.ledger.items import Item
from app.ledger.periods import Period
from app.progress import Progress, silent
from app.rules import book, people
from app.rules.book import Rule
from app.rules.people import Person
from app.session import Session
from storage.store import Row

Becomes = Literal["behind", "met", "more", "less", "asked", "free"]
"""Behind only now, met only now, more missing than before, less, asked for the first time, asked no longer."""


@dataclass(frozen=True)
class Effect:
    """One person under one regime in one period: what is missing before and after (None: nothing is asked)."""

    teacher_id: str
    name: str
    school_name: str | None
    regime: str
    title: str
    period: Period
    unit: str
    before: int | None
    after: int | None

    @property
    def becomes(self) -> Becomes:
        """What the change is to this person."""
        if self.before is None:
            return "asked"
        if self.after is None:
            return "free"
        if not self.before:
            return "behind"
        if not self.after:
            return "met"
        return "more" if self.after > self.before else "less"


@dataclass(frozen=True)
class Effects:
    """Everybody whose standing changes, in the order of regimes, periods, schools; `people`: how many were looked at."""

    changed: tuple[Effect, ...]
    people: int


def of(session: Session, rows_after: Sequence[Row], progress: Progress = silent) -> Effects:
    """Whose standing changes in the kept periods when the rules become `rows_after` (all rows of `rules`); nothing is
    written."""
    before = keeping.regimes(book.read(session))
    after = keeping.regimes(book.bound(rows_after))
    codes = [code for code in dict.fromkeys((*before, *after)) if _told(before.get(code)) != _told(after.get(code))]
    everybody = people.people(session)
    found: list[Effect] = []
    for person, mine in items.of_each(session, everybody if codes else (), progress, "核算规则变化的影响"):
        for code in codes:
            found += _effects(code, before.get(code, []), after.get(code, []), person, mine, session)
    found.sort(
        key=lambda one: (codes.index(one.regime), one.period.key, one.school_name or "", one.name, one.teacher_id)
    )
    return Effects(tuple(found), len(everybody))


def _told(versions: Sequence[Rule] | None) -> list[object]:
    """What versions of a rule say, to see whether anything has changed."""
    return [(one.id, one.since, one.until, one.said) for one in versions or ()]


def _effects(
    code: str, before: Sequence[Rule], after: Sequence[Rule], person: Person, mine: list[Item], session: Session
) -> list[Effect]:
    today = session.today()
    kept = {one.key: one for versions in (before, after) for one in keeping.kept_periods(versions, person, today)}
    found = []
    for period in kept.values():
        had = counting.account(before, person, mine, period) if before else None
        has = counting.account(after, person, mine, period) if after else None
        told = has or had
        if told is None or _lacks(had) == _lacks(has):
            continue
        found.append(
            Effect(
                person.id, person.name, person.school_name, code, told.rule.title, period, told.unit,
                _lacks(had), _lacks(has),
            )
        )  # fmt: skip
    return found


def _lacks(found: Account | None) -> int | None:
    return None if found is None else found.lacking
