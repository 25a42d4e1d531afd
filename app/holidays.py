"""Holidays (寒暑假): in which of them each class is held. Their days are those that the rules for series leave out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from app.session import Session
from storage import holidays as stored

if TYPE_CHECKING:
    from app.rules.book import Book
    from app.rules.kinds import Pause

TERM, UNDATED, UNRULED = "学期中", "没有写日期", "那时还没有规则"

_HOLIDAY = "假"
"""In the title of a pause that is a holiday (寒假, 暑假, 农忙假); others, as 期末复习, are days of the term."""

Span = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True)
class Held:
    """Class → the title of a holiday, TERM, UNDATED or UNRULED; empty where no rule names a holiday.

    `titles` are the holidays in the order of the rules, `rules` the titles of the rules that name them.
    """

    of_class: Mapping[str, str]
    titles: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Which rule the holidays come from, or that there is none."""
        if not self.titles:
            return "规则里没有写寒假、暑假是哪些天，不按假期分"
        return f"{'、'.join(self.titles)}的日子按规则{'、'.join(f'“{one}”' for one in self.rules)}"


def held(session: Session, year: int | None = None) -> Held:
    """When every class is held, or those that count in a year.

    The days of a class are those of its sessions, without them all from its first to its last; the rule is the one in
    force on the first of them.
    """
    from app.rules import book

    known = book.read(session)
    titles, rules = _named(known)
    if not titles:
        return Held({})
    pauses = cache(lambda day: _in_force(known, day))
    found = {str(pk): _told(_spans(*days), pauses) for pk, *days in stored.class_days(session.store, year)}
    return Held(found, titles, rules)


def part(spans: Sequence[Span], pauses: Sequence["Pause"]) -> str:
    """The holiday in which most of these days lie, or TERM; with as many days in both, the holiday."""
    counted = Counter[str]()
    for one in pauses:
        counted[one.title] += sum(_shared(span, one) for span in spans)
    title, most = counted.most_common(1)[0]
    free = sum((last - first).days + 1 for first, last in spans) - counted.total()
    return title if most and most >= free else TERM


def _named(known: "Book") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles of all holidays and of the rules that name them, each once."""
    from app.rules import kinds

    naming = [
        (rule.title, one.title)
        for rule in known.rules if isinstance(rule.said, kinds.Series)
        for one in rule.said.pauses if _HOLIDAY in one.title
    ]  # fmt: skip
    return tuple(dict.fromkeys(title for _, title in naming)), tuple(dict.fromkeys(rule for rule, _ in naming))


def _in_force(known: "Book", day: date) -> tuple["Pause", ...]:
    """The holidays by the first rule in force on a day that names any."""
    from app.rules import kinds

    named = (tuple(one for one in said.pauses if _HOLIDAY in one.title) for _, said in known.of(kinds.Series, day))
    return next((some for some in named if some), ())


def _told(spans: Sequence[Span], pauses: Callable[[date], tuple["Pause", ...]]) -> str:
    if not spans:
        return UNDATED
    known = pauses(min(first for first, _ in spans))
    return part(spans, known) if known else UNRULED


def _spans(start: str | None, end: str | None, sessions: str | None) -> list[Span]:
    """The days of a class: of its sessions one by one, else all from its first to its last."""
    lessons = [day for day in map(_day, sessions.split(",")) if day] if sessions else []
    if lessons:
        return [(day, day) for day in sorted(set(lessons))]
    ends = [day for day in (_day(start), _day(end)) if day]
    return [(min(ends), max(ends))] if ends else []


def _shared(span: Span, pause: "Pause") -> int:
    """How many days of a span lie in a pause, in whatever year it begins."""
    from app.gaps.events import day_of

    first, last = span
    shared = 0
    for year in range(max(first.year - 1, date.min.year), last.year + 1):
        begins = day_of(year, pause.starts)
        ahead, behind = (first - begins).days, (last - begins).days
        shared += max(0, min(behind, pause.days - 1) - max(ahead, 0) + 1)
    return shared


def _day(text: str | None) -> date | None:
    """A day; what is no day is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
