"""The rules in their versions: which is in force on a day, and what each says in numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.rules import kinds
from app.session import Session
from storage import rules as stored
from storage.store import Row, Rows, Store

LAST = date.max


@dataclass(frozen=True, eq=False)
class Rule:
    """One version of a rule. `until` is the last day on which it is in force: its own end, or the day before the next
    version of the same code begins.

    Two readings of one version are two objects: they are looked up for every item of a county.
    """

    id: str
    code: str
    kind: str
    title: str
    since: date
    until: date
    document: str
    sentence: str
    said: kinds.Parameters

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day <= self.until


S = TypeVar("S", bound=kinds.Parameters)


@dataclass(frozen=True)
class Book:
    """Every rule that can be read, and the rows that this program cannot read."""

    rules: tuple[Rule, ...]
    unreadable: tuple[Row, ...] = ()

    def of(self, said: type[S], day: date) -> list[tuple[Rule, S]]:
        """The rules of a kind in force on a day, each with its parameters."""
        return [(one, one.said) for one in self.rules if isinstance(one.said, said) and one.holds(day)]

    def first(self, said: type[S], day: date) -> tuple[Rule, S] | None:
        """The one rule of a kind in force on a day, where one is enough."""
        return next(iter(self.of(said, day)), None)

    def versions(self, code: str) -> list[Rule]:
        """All versions of one rule, the oldest first."""
        return [one for one in self.rules if one.code == code]

    @property
    def codes(self) -> list[str]:
        """Every rule's code, once."""
        return list(dict.fromkeys(one.code for one in self.rules))


def read(source: Session | Store | Rows) -> Book:
    """The rules as they stand in the file; a session reads them again only once anything has been written."""
    if isinstance(source, Session):
        return source.remembered("rules", lambda: bound(stored.every(source.store)))
    return bound(stored.every(source))


def bound(rows: Iterable[Row]) -> Book:
    """A book of rows of `rules`, those of one code in any order."""
    readable: list[tuple[Row, kinds.Parameters]] = []
    unreadable: list[Row] = []
    for row in rows:
        try:
            readable.append((row, kinds.read(str(row["kind"]), str(row["parameters"]))))
        except kinds.Unreadable:
            unreadable.append(row)
    readable.sort(
        key=lambda one: (str(one[0]["kind"]), str(one[0]["code"]), str(one[0]["start_date"]), str(one[0]["id"]))
    )
    made = [
        _rule(row, said, _next_begins(readable[place + 1 :], str(row["code"])))
        for place, (row, said) in enumerate(readable)
    ]
    return Book(tuple(made), tuple(unreadable))


def _next_begins(after: Sequence[tuple[Row, kinds.Parameters]], code: str) -> str | None:
    return next((str(row["start_date"]) for row, _said in after if row["code"] == code), None)


def _rule(row: Row, said: kinds.Parameters, following: str | None) -> Rule:
    until = date.fromisoformat(str(row["end_date"])) if row["end_date"] else LAST
    if following is not None:
        until = min(until, date.fromisoformat(following) - timedelta(days=1))
    return Rule(
        id=str(row["id"]),
        code=str(row["code"]),
        kind=str(row["kind"]),
        title=str(row["title"]),
        since=date.fromisoformat(str(row["start_date"])),
        until=until,
        document=str(row["document"] or ""),
        sentence=str(row["sentence"] or ""),
        said=said,
    )
