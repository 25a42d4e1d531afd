"""The demonstration's training records (培训学时): classes, their sessions, and what everybody earned there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo import TODAY
from app.demo.programmes import COMMON, FACE_TO_FACE, OFFERS, YEARS, Offer, called
from app.demo.teachers import Teacher
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]
Earned = tuple[str, str, str, str | None, int, str]

EARNED_COLUMNS = ("id", "teacher_id", "class_id", "session_id", "hours", "result")
"""The order of the values of an attendance row."""

_UNDECIDED, _PASSED, _EXCELLENT, _FAILED = "0", "1", "2", "3"
_DILIGENCE = ((0.985, 84), (0.8, 11), (0.45, 5))
"""How much of what they are called to people attend, and how many of 100 are so."""
_BEFORE_THE_POST = "21"
_MODULES = {"教学设计": "1", "课堂管理": "2", "授课能力": "3", "新时代教师职业行为十项准则": "4", "师德师风": "5"}
_TRAINERS = ("赵明远", "孙慧琴", "李文博", "周晓兰", "吴建平", "郑海霞")


@dataclass
class Training:
    """One year: rows of programmes, classes and sessions, and the attendance as tuples of `EARNED_COLUMNS`."""

    year: int
    programmes: list[Row] = field(default_factory=list)
    classes: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    attendance: list[Earned] = field(default_factory=list)


@dataclass(frozen=True)
class _Class:
    """A class with what is needed to write down who attended."""

    row: Row
    hours: int
    over: bool
    sessions: list[Row]


def train(rng: Random, people: list[Teacher]) -> Iterator[Training]:
    """Five years of training, one by one: most people earn 60 to 100 hours a year, some fall behind."""
    shares, counts = zip(*_DILIGENCE, strict=True)
    diligence = dict(zip((one.id for one in people), rng.choices(shares, counts, k=len(people)), strict=True))
    for year in YEARS:
        made = Training(year)
        for number, offer in enumerate(OFFERS, 1):
            _hold(rng, made, offer, number, people, diligence)
        yield made


def _hold(
    rng: Random, made: Training, offer: Offer, number: int, people: list[Teacher], diligence: dict[str, float]
) -> None:
    """One programme with its classes; none when nobody is called to it."""
    year = made.year
    programme: Row = {
        "id": new_id(),
        "title": f"{year}年{offer.title}",
        "code": f"SF{year}{number:02d}",
        "level": offer.level,
        "category": offer.category,
        "form": offer.form,
        "organiser": offer.organiser,
        "year": year,
        "topic": offer.topic,
        "document": f"示教〔{year}〕{number + 4}号" if offer.organiser.startswith("示范县") else None,
    }
    classes: dict[str, _Class] = {}
    for one in people:
        if not called(rng, offer, one, year):
            continue
        name = offer.classes(one)
        if name not in classes:
            classes[name] = _open(rng, made, offer, programme, name)
        made.attendance += _earn(rng, offer, classes[name], one, diligence[one.id])
    if classes:
        made.programmes.append(programme)


def _open(rng: Random, made: Training, offer: Offer, programme: Row, name: str) -> _Class:
    begins, ends = f"{made.year}-{offer.begins}", f"{made.year}-{offer.ends}"
    trainer = rng.choice(_TRAINERS) if offer.form == FACE_TO_FACE else None
    row: Row = {
        "id": new_id(),
        "programme_id": programme["id"],
        "name": name,
        "year": made.year,
        "start_date": begins,
        "end_date": ends,
        "hours": offer.hours,
        "place": rng.choice(offer.places) if offer.places else None,
        "trainer": trainer,
    }
    sessions = [_session(offer, row, number) for number in range(len(offer.sessions))]
    made.classes.append(row)
    made.sessions += sessions
    return _Class(row, offer.hours, ends < TODAY.isoformat(), sessions)


def _session(offer: Offer, row: Row, number: int) -> Row:
    first, last = date.fromisoformat(str(row["start_date"])), date.fromisoformat(str(row["end_date"]))
    count = len(offer.sessions)
    each = offer.hours // count // 5 * 5
    return {
        "id": new_id(),
        "class_id": row["id"],
        "topic": offer.sessions[number],
        "module": _MODULES.get(offer.sessions[number]) if offer.topic == _BEFORE_THE_POST else None,
        "held_on": (first + timedelta((last - first).days * number // max(1, count - 1))).isoformat(),
        "hours": each if number < count - 1 else offer.hours - each * (count - 1),
        "place": row["place"],
        "trainer": row["trainer"],
    }


def _earn(rng: Random, offer: Offer, one: _Class, teacher: Teacher, diligence: float) -> Iterator[Earned]:
    """What somebody earned in a class: all, a part, or nothing; nothing is decided before the class is over."""
    pk = str(one.row["id"])
    if offer.by_session:
        for session in one.sessions:
            if rng.random() < diligence - 0.15:
                yield new_id(), teacher.id, pk, str(session["id"]), _tenths(session["hours"]), _PASSED
        return
    if not one.over:
        yield new_id(), teacher.id, pk, None, one.hours, _UNDECIDED
        return
    if rng.random() < diligence:
        result = _EXCELLENT if offer.category != COMMON and rng.random() < 0.07 else _PASSED
        whole = offer.form == FACE_TO_FACE or rng.random() < 0.85
        # Online and in the schools some stop short of the whole, in steps of half an hour.
        hours = one.hours if whole else one.hours - rng.randrange(5, one.hours // 4, 5)
        yield new_id(), teacher.id, pk, None, hours, result
    elif rng.random() < 0.4:
        yield new_id(), teacher.id, pk, None, rng.randrange(0, one.hours // 2, 5), _FAILED


def _tenths(value: Value) -> int:
    return int(value or 0)
