"""The demonstration's teachers: who works at which school, teaching what, in which post, on whose establishment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from app.demo import TODAY, lives, names
from app.demo.lives import Life
from app.demo.names import FEMALE, MALE, Name
from app.demo.organisations import Place, Places
from storage.ids import new_id

ON_ESTABLISHMENT, QUOTA, SPECIAL_POST, CONTRACT, SUBSTITUTE = "1", "2", "3", "4", "5"
FULL_TIME, ADMINISTRATION, SUPPORT, WORKER = "1", "2", "3", "4"
OTHER_TITLE = "9"
HEAD, DEPUTY = ("校长", "园长", "负责人"), ("副校长", "副园长")

_SUBJECTS: dict[str, dict[str, float]] = {
    "1": {"L10": 84, "L11": 4, "L12": 4, "L13": 2, "L14": 3, "L15": 3},
    "2": {"13": 35, "14": 29, "41": 9, "22": 7, "24": 4, "25": 4, "15": 4, "L01": 3, "L03": 2, "L02": 2, "L04": 1},
    "3": {"13": 17, "14": 17, "41": 16, "16": 8, "17": 6, "18": 5, "21": 6, "20": 5, "L01": 6, "22": 6, "24": 2,
          "25": 2, "L03": 2, "L04": 1, "L02": 1},
    "4": {"13": 14, "14": 14, "41": 14, "16": 10, "17": 9, "18": 8, "21": 7, "20": 7, "12": 7, "22": 4, "24": 1.5,
          "25": 1.5, "26": 1.5, "27": 0.5, "L04": 1},
    "6": {"13": 12, "14": 12, "41": 11, "12": 5, "22": 5, "26": 8, "L99": 45, "L04": 2},
    "A": {"L20": 88, "22": 6, "25": 6},
}  # fmt: skip
_WOMEN = {"1": 0.96, "2": 0.73, "3": 0.6, "4": 0.52, "6": 0.5, "A": 0.72}
_SECOND = {"2": ("L01", "L02", "15", "60", "25"), "3": ("L02", "60", "L04")}
_MAIN = {"13", "14", "41", "L10", "L20"}
"""Subjects whose teachers are mostly the class teachers."""

_PEOPLE_PER_CLASS = 3.15
"""10,488 teachers and 3,329 classes are what one district reported (2025)."""

_HONOURS = {
    "4": ("县级教坛新秀",),
    "3": ("县级骨干教师", "县级教学能手", "县级骨干教师", "市级教学能手"),
    "2": ("县级名师", "市级骨干教师", "县级骨干教师", "县级学科带头人", "市级学科带头人"),
    "1": ("省级骨干教师", "市级名师"),
}
_HONOURED = {"4": 0.06, "3": 0.2, "2": 0.42, "1": 1.0}

_SECONDED = 0.035
_MOVED = 0.42
_FROM_ELSEWHERE = 0.06
_RESEARCHER_STAGES = "1223344"


@dataclass
class Teacher:
    """One member of staff; posts are given once the whole school is there."""

    id: str
    name: Name
    life: Life
    place: Place
    stage: str | None
    subject: str | None
    second_subject: str | None
    employment: str
    staff_kind: str
    title: str | None
    title_year: int | None
    status: str = "1"
    post: str | None = None
    honour: str | None = None
    is_class_teacher: bool = False
    joined: date = TODAY
    """When they began in this county."""
    came: date = TODAY
    """When they began at the school where they work."""
    before: Place | None = None
    """Where they worked until then, in this county."""
    origin: Place | None = None
    """On whose establishment they are, where it is another than their own school's."""

    @property
    def years(self) -> float:
        return self.life.years

    @property
    def teaches(self) -> bool:
        """Whether the hours, pairs and studios of teachers are their business."""
        return self.staff_kind == FULL_TIME


def staff(rng: Random, places: Places, count: int) -> list[Teacher]:
    """`count` people at the schools and the development centre, each school by its size."""
    taken: set[str] = set()
    researchers = round(count * 0.008) if count >= 300 else 0
    found: list[Teacher] = []
    for place, size in zip(places.schools, _sizes(rng, places.schools, count - researchers), strict=True):
        found += staff_of(rng, place, size, lives.AREAS, taken)
    for _ in range(researchers):
        one = _hire(rng, places.centre, 0, 1, lives.AREAS, taken)
        one.post = "教研员"
        found.append(one)
    _remember_moves(rng, places, found)
    _lend(rng, places, found)
    _name_remarkably(rng, found)
    return found


def staff_of(
    rng: Random, place: Place, count: int, areas: Sequence[str], taken: set[str] | None = None
) -> list[Teacher]:
    """`count` people of one school, with identity numbers of `areas` that are not `taken`."""
    taken = set() if taken is None else taken
    people = [_hire(rng, place, number, count, areas, taken) for number in range(count)]
    _give_posts(rng, place, people)
    return people


def _sizes(rng: Random, schools: tuple[Place, ...], count: int) -> list[int]:
    """`count` people by the schools' shares, nobody without at least two; largest remainders get the rest."""
    shares = [place.share * rng.uniform(0.85, 1.2) for place in schools]
    free = count - 2 * len(schools)
    exact = [free * share / sum(shares) for share in shares]
    sizes = [int(one) for one in exact]
    by_rest = sorted(range(len(schools)), key=lambda one: sizes[one] - exact[one])
    for one in by_rest[: free - sum(sizes)]:
        sizes[one] += 1
    return [2 + size for size in sizes]


def _hire(rng: Random, place: Place, number: int, size: int, areas: Sequence[str], taken: set[str]) -> Teacher:
    stage = rng.choice(place.stages or _RESEARCHER_STAGES)
    subject = rng.choices(list(_SUBJECTS[stage]), list(_SUBJECTS[stage].values()))[0]
    if size <= 4 and stage == "2":
        # In the smallest schools one teaches Chinese, the next mathematics.
        subject = ("13", "14")[number % 2]
    sex = FEMALE if rng.random() < _WOMEN[stage] else MALE
    life = lives.live(rng, sex, stage, subject, taken, areas)
    kind = rng.choices((FULL_TIME, SUPPORT, WORKER), (95, 2.5, 2.5))[0] if size >= 12 else FULL_TIME
    employment = _employment(rng, place, stage, life.years)
    code, year = lives.title(rng, life, on_establishment=employment in (ON_ESTABLISHMENT, QUOTA))
    teaches = kind == FULL_TIME
    second = rng.choice(_SECOND[stage]) if stage in _SECOND and teaches and rng.random() < 0.3 else None
    return Teacher(
        id=new_id(),
        name=names.draw(rng, sex, life.born.year),
        life=life,
        place=place,
        stage=stage if teaches else None,
        subject=subject if teaches else None,
        second_subject=second if second != subject else None,
        employment=ON_ESTABLISHMENT if kind == WORKER and employment == SPECIAL_POST else employment,
        staff_kind=kind,
        title=code if teaches else OTHER_TITLE if kind == SUPPORT else None,
        title_year=year if teaches else None,
        status=_status(rng, sex, life),
        honour=_honour(rng, code) if teaches else None,
    )


def _employment(rng: Random, place: Place, stage: str, years: float) -> str:
    if stage == "1":
        return rng.choices((ON_ESTABLISHMENT, QUOTA, CONTRACT), (52, 14, 34))[0]
    if place.rural and years < 3 and rng.random() < 0.45:
        return SPECIAL_POST
    if years < 12 and rng.random() < 0.1:
        return rng.choices((QUOTA, CONTRACT, SUBSTITUTE), (40, 48, 12))[0]
    return ON_ESTABLISHMENT


def _status(rng: Random, sex: str, life: Life) -> str:
    age = TODAY.year - life.born.year
    if sex == FEMALE and 24 <= age <= 38 and rng.random() < 0.035:
        return "6"
    return "5" if age > 40 and rng.random() < 0.008 else "1"


def _honour(rng: Random, title: str) -> str | None:
    if rng.random() >= _HONOURED.get(title, 0):
        return None
    return rng.choice(_HONOURS[title])


def _give_posts(rng: Random, place: Place, people: list[Teacher]) -> None:
    """Head, deputies, directors, and the class teachers."""
    small_children = place.stages == ("1",)
    able = sorted((one for one in people if one.teaches), key=_experience, reverse=True)
    posts = [HEAD[1] if small_children else HEAD[0]] if len(people) > 6 else [HEAD[2]]
    posts += [DEPUTY[1] if small_children else DEPUTY[0]] * min(4, len(people) // 16)
    posts += ["保教主任", "后勤主任"] if small_children else ["教务主任", "德育主任", "总务主任", "教研室主任"]
    for one, post in zip(able[::2], posts[: max(1, len(people) // 6)], strict=False):
        one.post = post
        if post in ("总务主任", "后勤主任"):
            one.staff_kind = ADMINISTRATION
    free = [one for one in people if one.teaches and not one.post and one.status == "1"]
    free.sort(key=lambda one: (one.subject not in _MAIN, abs(one.years - 12) + rng.uniform(0, 14)))
    for one in free[: max(1, round(len(people) / _PEOPLE_PER_CLASS))]:
        one.is_class_teacher = True
    for one in free[:: max(9, len(free) // 6)]:
        one.post = one.post or ("年级组长" if one.is_class_teacher else "教研组长")


def _experience(one: Teacher) -> float:
    # Heads are people in the middle of their working life.
    return -abs(one.years - 22) + (3 if one.title in ("1", "2") else 0) + (2 if one.life.sex == MALE else 0)


def _remember_moves(rng: Random, places: Places, people: list[Teacher]) -> None:
    """When each came to the present school, and from where."""
    by_stage: dict[str, list[Place]] = {}
    for place in (*places.schools, places.closed):
        for stage in place.stages:
            by_stage.setdefault(stage, []).append(place)
    for one in people:
        one.joined = one.came = one.life.started
        others = [place for place in by_stage.get(one.stage or "", []) if place.id != one.place.id]
        if one.years > 6 and rng.random() < _FROM_ELSEWHERE:
            one.joined = one.came = date(rng.randint(one.life.started.year + 3, TODAY.year - 1), 9, 1)
            continue
        if one.years < 4 or not others or rng.random() > _MOVED:
            continue
        before = rng.choice(others)
        last = 2023 if before is places.closed else TODAY.year
        first = one.life.started.year + 3
        if first <= last:
            one.before, one.came = before, date(rng.randint(max(first, last - 15), last), 9, 1)


def _lend(rng: Random, places: Places, people: list[Teacher]) -> None:
    """Some work where they are not on the establishment: lent to the town, or exchanged to the country."""
    able = [one for one in people if one.teaches and one.employment == ON_ESTABLISHMENT and not one.post]
    for one in rng.sample(able, round(len(people) * _SECONDED)):
        others = [
            place for place in places.schools
            if place.rural != one.place.rural and one.stage in place.stages and place.id != one.place.id
        ]  # fmt: skip
        if not others or one.joined > date(2023, 9, 1):
            continue
        one.origin, one.before = rng.choice(others), None
        one.came = date(rng.choice((2024, 2025, 2026)), 9, 1)
        one.status = "3" if one.place.rural else "2"


def _name_remarkably(rng: Random, people: list[Teacher]) -> None:
    """Give a few people the names a program must get right: more of them the more people there are."""
    free = {sex: [one for one in people if one.life.sex == sex] for sex in (MALE, FEMALE)}
    for sex, name in names.REMARKABLE[: max(4, len(people) // 25)]:
        if free[sex]:
            free[sex].pop(rng.randrange(len(free[sex]))).name = name
