"""The demonstration's studios (名校长、名师、名班主任工作室) and the people in cultivation there (培养对象)."""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import nlargest
from random import Random

from app import codes
from app.demo.teachers import Teacher
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

HEADS, MASTERS, CLASS_TEACHERS = "1", "2", "3"
FIGURES = {HEADS: 13, MASTERS: 34, CLASS_TEACHERS: 2}
"""Studios of each kind, and below how many are in cultivation: what one county reported (2024)."""
IN_CULTIVATION = 289
_WHOLE_FROM = 600

_CULTIVATED = "3"
_WORDS = {HEADS: "名校长", MASTERS: "名师", CLASS_TEACHERS: "名班主任"}
_HONOURS = {HEADS: "县级名校长", MASTERS: "县级名师", CLASS_TEACHERS: "县级名班主任"}
_HEADS = {"校长": 20, "园长": 12, "副校长": 9, "副园长": 5, "负责人": 4}
_NO_SUBJECT = "L99"
_COUNTY, _CITY = "43", "33"
_TERMS = ((2023, 2026), (2024, 2027), (2025, 2028))
"""Years of a cycle (周期), from autumn to summer."""


@dataclass(frozen=True)
class Studios:
    """Rows of `studios` and of `members`; hosts are no members."""

    studios: list[Row]
    members: list[Row]


def found(rng: Random, people: list[Teacher]) -> Studios:
    """13 + 34 + 2 studios with 289 people in cultivation where there are 600 teachers, fewer where fewer are.

    Nobody is in two studios, so that the figure is the same in people and in memberships. Hosts get the
    honour that lets them host.
    """
    scale = min(1.0, len(people) / _WHOLE_FROM)
    counts = {kind: max(1, round(number * scale)) for kind, number in FIGURES.items()}
    free = {one.id: one for one in people if one.teaches}
    hosts = [(kind, one) for kind, count in counts.items() for one in _take(free, count, _host_merit(rng, kind))]
    rows = [_studio(rng, kind, host) for kind, host in hosts]
    each, over = divmod(min(round(IN_CULTIVATION * scale), len(free)), len(rows))
    members: list[Row] = []
    for number, (row, (kind, host)) in enumerate(zip(rows, hosts, strict=True)):
        some = _take(free, each + (number < over), _member_merit(rng, kind, host))
        members += [_member(row, one) for one in some]
    return Studios(rows, members)


def _take(free: dict[str, Teacher], count: int, merit: Callable[[Teacher], float]) -> list[Teacher]:
    """The `count` of greatest merit, who are free no longer."""
    chosen = nlargest(count, free.values(), key=merit)
    for one in chosen:
        del free[one.id]
    return chosen


def _host_merit(rng: Random, kind: str) -> Callable[[Teacher], float]:
    title = {"1": 4, "2": 3, "3": 1}

    def merit(one: Teacher) -> float:
        suits = {
            HEADS: _HEADS.get(one.post or "", 0),
            MASTERS: (one.post not in _HEADS and one.subject != _NO_SUBJECT) * 10,
            CLASS_TEACHERS: one.is_class_teacher * 20,
        }[kind]
        return suits + title.get(one.title or "", 0) * 2 + min(one.years, 25) / 10 + rng.random() * 3

    return merit


def _member_merit(rng: Random, kind: str, host: Teacher) -> Callable[[Teacher], float]:
    def merit(one: Teacher) -> float:
        suits = {
            HEADS: min(_HEADS.get(one.post or "", 0), 9) + bool(one.post) * 6,
            MASTERS: (one.subject == host.subject) * 8 + (one.stage == host.stage) * 4,
            CLASS_TEACHERS: one.is_class_teacher * 9,
        }[kind]
        # Cultivated are those in the first half of their working life.
        return suits + (3 <= one.years <= 20) * 4 + rng.random() * 5

    return merit


def _studio(rng: Random, kind: str, host: Teacher) -> Row:
    host.honour = host.honour if host.honour and "名" in host.honour else _HONOURS[kind]
    first, last = rng.choice(_TERMS)
    subject = host.subject if kind == MASTERS else None
    label = codes.table("subject").label_of(subject)
    return {
        "id": new_id(),
        "name": f"{host.name.text}{_label(label)}{_WORDS[kind]}工作室",
        "kind": kind,
        "level": _CITY if host.title == "1" or rng.random() < 0.1 else _COUNTY,
        "subject": subject,
        "host_id": host.id,
        "organisation_id": host.place.id,
        "start_date": f"{first}-09-10",
        "end_date": f"{last}-08-31",
        "document": f"示教〔{first}〕37号",
    }


def _label(subject: str) -> str:
    """The subject as it stands in a studio's name, without what the table says in brackets."""
    return subject.split("（")[0]


def _member(studio: Row, one: Teacher) -> Row:
    since = max(str(studio["start_date"]), one.life.started.isoformat())
    return {
        "id": new_id(),
        "studio_id": studio["id"],
        "teacher_id": one.id,
        "role": _CULTIVATED,
        "joined_on": since,
    }
