"""The items of the ledger: what one person did that may give hours, from classes, declared items and studio activities."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from app.progress import Progress
from app.rules.people import Person
from app.session import Session
from storage import ledger as stored
from storage.store import Rows, Store

Source = Literal["class", "declared", "studio"]

_BATCH = 400
"""People whose items are read at once."""

PASSED = frozenset({"1", "2"})
"""Codes of `result` that count: 合格, 优秀."""


class Traits(NamedTuple):
    """What rules choose items by: codes of the code tables, "" for none. `kind` is that of a declared item."""

    source: Source
    category: str = ""
    level: str = ""
    form: str = ""
    topic: str = ""
    kind: str = ""


class Item(NamedTuple):
    """One line of a person's ledger.

    `group` is alike for what must not count twice: the rows of one class, the same thing declared twice. `part` is the
    session of a class, "" for the whole of it. `year` is the calendar year it counts in, `day` … `until` when it was,
    where that is known. `hours` and `whole` (those of the class) are tenths. `why` says what keeps it from counting
    under any rule: not passed, not granted; "" when nothing does.
    """

    id: str
    title: str
    traits: Traits
    group: str
    part: str
    year: int
    day: date | None
    until: date | None
    hours: int
    whole: int | None
    why: str = ""

    @property
    def on(self) -> date:
        """The day by which the version of a rule is chosen: its first, or the middle of its year."""
        return self.day or date(self.year, 7, 1)


NOT_RATED, FAILED, RETURNED = "还没有评定结果", "考核不合格", "报名没有通过"
NOT_GRANTED, NOT_PASSED = "还没有认定", "审核没有通过"


class _Class(NamedTuple):
    title: str
    traits: Traits
    year: int
    day: date | None
    until: date | None
    whole: int


def of_people(source: Store | Rows, people: Sequence[str]) -> dict[str, list[Item]]:
    """Every item of these people, by their ids; who has none is left out."""
    return next(in_batches(source, [people]), {})


def in_batches(source: Store | Rows, batches: Sequence[Sequence[str]]) -> Iterator[dict[str, list[Item]]]:
    """As `of_people` for one batch after the other; classes are read once for all."""
    alone = batches[0][0] if [len(some) for some in batches] == [1] else None
    classes = {pk: _class(*rest) for pk, *rest in stored.classes(source, alone)}
    sessions = {pk: (str(topic), date_of(day)) for pk, topic, day in stored.sessions(source, alone)}
    for people in batches:
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for teacher, pk, class_id, session_id, hours, result, approval in stored.attendance(source, people):
            one = classes.get(class_id)
            if one is not None:
                found[teacher].append(
                    _attended(one, pk, class_id, sessions.get(session_id), session_id, hours, result, approval)
                )
        for teacher, pk, kind, title, done_on, level, category, verdict, hours, granted in stored.declared(
            source, people
        ):
            found[teacher].append(_declared(pk, kind, title, done_on, level, category, verdict, hours, granted))
        for teacher, pk, activity, topic, held_on, category, level, hours in stored.participations(source, people):
            traits = Traits("studio", category or "", level or "")
            day = date_of(held_on)
            found[teacher].append(Item(pk, topic, traits, f"s{activity}", "", _year(held_on), day, day, hours, None))
        yield dict(found)


def of_each(
    session: Session, people: Sequence[Person], progress: Progress, words: str
) -> Iterator[tuple[Person, list[Item]]]:
    """Each of many people with one's items, read some people at a time; `words` say what they are read for."""
    batches = [people[start : start + _BATCH] for start in range(0, len(people), _BATCH)]
    read = in_batches(session.store, [[one.id for one in some] for some in batches])
    for place, (some, by_person) in enumerate(zip(batches, read, strict=True)):
        progress(place, len(batches), words)
        for person in some:
            yield person, by_person.get(person.id, [])


def _class(
    title: str, name: str, category: str, level: str | None, form: str | None, topic: str | None, year: int,
    start: str | None, end: str | None, hours: int,
) -> _Class:  # fmt: skip
    day, until = date_of(start or end), date_of(end or start)
    traits = Traits("class", category, level or "", form or "", topic or "")
    return _Class(f"{title}（{name}）", traits, year, day, until, hours)


def _attended(
    one: _Class, pk: str, class_id: str, session: tuple[str, date | None] | None, session_id: str | None,
    hours: int, result: str, approval: str | None,
) -> Item:  # fmt: skip
    why = RETURNED if approval == "returned" else "" if result in PASSED else NOT_RATED if result == "0" else FAILED
    if session_id is None:
        return Item(pk, one.title, one.traits, f"c{class_id}", "", one.year, one.day, one.until, hours, one.whole, why)
    topic, day = session or ("", None)
    title = f"{one.title} {topic}".rstrip()
    return Item(
        pk, title, one.traits, f"c{class_id}", session_id, one.year, day or one.day, day or one.until, hours, one.whole, why
    )  # fmt: skip


def _declared(
    pk: str, kind: str, title: str, done_on: str, level: str | None, category: str, verdict: str | None,
    hours: int | None, granted: int | None,
) -> Item:  # fmt: skip
    # The level of a declared item is one of `level`, that of a training one of `training_level`: they are not compared.
    traits = Traits("declared", category, "", kind=kind)
    day = date_of(done_on)
    why = "" if granted else NOT_PASSED if verdict == "returned" else NOT_GRANTED
    counted = granted if granted else hours or 0
    return Item(pk, title, traits, f"d{kind}|{title}|{done_on}", "", _year(done_on), day, day, counted, None, why)


def date_of(text: object) -> date | None:
    """A day; of a month its first. What is no day (an older program let it in) is none."""
    if not text:
        return None
    try:
        said = str(text)
        return date.fromisoformat(said if len(said) == 10 else f"{said}-01")
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text[:4]) if text[:4].isdigit() else 0
