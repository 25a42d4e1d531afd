"""What checks look at, read once for all rules: trainings and who was there, books, registers, schools."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.ledger.items import Traits, date_of
from app.rules.people import Person, people
from app.session import Session
from storage import gaps as stored


class Training(NamedTuple):
    """One class. `day` … `until` are when it was; None where that is not known."""

    id: str
    programme: str
    title: str
    traits: Traits
    year: int
    day: date | None
    until: date | None

    @property
    def on(self) -> date:
        """When it was, or the middle of its year."""
        return self.day or self.until or date(self.year, 6, 30)


class Lesson(NamedTuple):
    """One session of a class."""

    id: str
    topic: str
    day: date | None
    module: str


class Attended(NamedTuple):
    """Somebody at a class: `session` "" for the whole of it."""

    teacher: str
    session: str
    passed: bool
    post: str


class Trained(NamedTuple):
    """Somebody who passed at least one of several classes: the first, its day, of how many, a post held then."""

    training: str
    day: date | None
    classes: int
    post: str


class Declared(NamedTuple):
    """A declared item that nobody has returned."""

    teacher: str
    kind: str
    title: str
    day: date
    category: str


class Series(NamedTuple):
    """A programme held in issues, one every `days` days."""

    programme: str
    title: str
    year: int | None
    days: int


class Entry(NamedTuple):
    """A course or a base: since when and until when it counts."""

    id: str
    name: str
    kind: str
    level: str
    fine: bool
    since: date | None
    until: date | None
    school: str = ""
    school_id: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything; `attended` by class, of those classes that were asked for, `trained` by the id of a rule."""

    people: tuple[Person, ...] = ()
    trainings: tuple[Training, ...] = ()
    lessons: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    attended: Mapping[str, tuple[Attended, ...]] = field(default_factory=dict)
    trained: Mapping[str, Mapping[str, Trained]] = field(default_factory=dict)
    declared: tuple[Declared, ...] = ()
    series: tuple[Series, ...] = ()
    courses: tuple[Entry, ...] = ()
    bases: tuple[Entry, ...] = ()
    schools: tuple[tuple[str, str], ...] = ()
    is_county: bool = True


def trainings(session: Session) -> tuple[Training, ...]:
    """Every class, the earliest first."""
    found = []
    for pk, programme, title, name, category, level, form, topic, year, start, end in stored.trainings(session.store):
        traits = Traits("class", *(str(one or "") for one in (category, level, form, topic)))
        day, until = date_of(start or end), date_of(end or start)
        found.append(Training(str(pk), str(programme), f"{title}（{name}）", traits, int(str(year)), day, until))
    return tuple(found)


def lessons(session: Session) -> dict[str, tuple[Lesson, ...]]:
    """The sessions of every class, by the class's id."""
    found: defaultdict[str, list[Lesson]] = defaultdict(list)
    for pk, class_id, topic, day, module in stored.lessons(session.store):
        found[str(class_id)].append(Lesson(str(pk), str(topic), date_of(day), str(module or "")))
    return {pk: tuple(some) for pk, some in found.items()}


def attended(session: Session, classes: Collection[str]) -> dict[str, tuple[Attended, ...]]:
    """Who was at these classes, by the class's id."""
    found: defaultdict[str, list[Attended]] = defaultdict(list)
    for class_id, teacher, lesson, passed, post in stored.attended(session.store, classes):
        found[str(class_id)].append(Attended(str(teacher), str(lesson or ""), bool(passed), str(post or "")))
    return {pk: tuple(some) for pk, some in found.items()}


def trained(session: Session, classes: Collection[str]) -> dict[str, Trained]:
    """Who passed at least one of these classes."""
    return {
        str(teacher): Trained(str(class_id), date_of(day), int(str(count)), str(post or ""))
        for teacher, class_id, day, count, post in stored.trained(session.store, classes)
    }


def gather(session: Session, first: date, last: date) -> Facts:
    """All but who was where; declared items are those of the days from `first` to `last`."""
    schools = stored.schools(session.store, last.isoformat())
    return Facts(
        people=tuple(people(session)),
        trainings=trainings(session),
        lessons=lessons(session),
        declared=_declared(session, first, last),
        series=tuple(
            Series(str(pk), str(title), None if year is None else int(str(year)), int(str(days)))
            for pk, title, year, days in stored.series(session.store)
        ),
        courses=tuple(
            Entry(str(pk), str(title), "", "", bool(fine), date_of(since), None)
            for pk, title, fine, since in stored.courses(session.store)
        ),
        bases=tuple(
            Entry(
                str(pk), str(name), str(kind or ""), str(level or ""), False, date_of(since), date_of(until),
                str(school or ""), str(school_id or ""),
            )
            for pk, name, kind, level, since, until, school_id, school in stored.bases(session.store)
        ),
        schools=tuple((str(pk), str(name)) for pk, name in schools if session.is_county or pk == session.organisation),
        is_county=session.is_county,
    )  # fmt: skip


def _declared(session: Session, first: date, last: date) -> tuple[Declared, ...]:
    found = []
    for teacher, kind, title, day, category in stored.declared(session.store, first.isoformat(), last.isoformat()):
        done = date_of(day)
        if done is not None:
            found.append(Declared(str(teacher), str(kind), str(title), done, str(category)))
    return tuple(found)
