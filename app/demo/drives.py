"""The demonstration's trainings for one group of people each: researchers, secretaries, tiers, a series, a month."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo import TODAY
from app.demo.programmes import COUNTY_LEVEL, ETHICS, FACE_TO_FACE, IN_SCHOOL, PROFESSIONAL, SCHOOL_LEVEL
from app.demo.teachers import HEAD, Teacher
from app.demo.training import Earned
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

_CENTRE = "示范县教师发展中心"
_PASSED = "1"
_SKIPPED = (3,)
"""Which issues of the series were not held."""


@dataclass
class Drives:
    """Rows of programmes, classes and sessions, the attendance as tuples of `EARNED_COLUMNS`, and books read."""

    programmes: list[Row] = field(default_factory=list)
    classes: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    attendance: list[Earned] = field(default_factory=list)
    declarations: list[Row] = field(default_factory=list)


def hold(rng: Random, people: list[Teacher]) -> Drives:
    """All of them; nothing where nobody is meant."""
    made = Drives()
    class_teachers = [one for one in people if one.is_class_teacher]
    researchers = [one for one in people if one.post and ("教研" in one.post or "组长" in one.post)]
    heads = [one for one in people if one.post in HEAD]
    for day, share in (("2026-04-09", 1.0), ("2026-10-22", 0.7)):
        some = [one for one in researchers if rng.random() < share]
        _class(made, "专兼职教研员培训", "51", day, 160, some)
    _class(made, "党组织书记培训", "41", "2026-05-14", 160, rng.sample(heads, min(len(heads), 12)))
    _class(made, "班主任入职培训", "11", "2024-09-21", 160, _part(rng, class_teachers, 0.55))
    _class(made, "名优班主任成长培训", "13", "2025-10-18", 240, _part(rng, class_teachers, 0.08))
    _class(made, "师德师风宣传月主题活动", None, "2026-10-15", 40, _of_most_schools(rng, people), ETHICS)
    _series(rng, made, people)
    made.declarations = [*_books(rng, people)]
    return made


def _part(rng: Random, people: Iterable[Teacher], share: float) -> list[Teacher]:
    return [one for one in people if one.joined.year < 2024 and rng.random() < share]


def _of_most_schools(rng: Random, people: Sequence[Teacher]) -> list[Teacher]:
    """A few of each school, two schools left out."""
    by_school: dict[str, list[Teacher]] = {}
    for one in people:
        by_school.setdefault(one.place.id, []).append(one)
    schools = sorted(by_school)
    left_out = set(rng.sample(schools, 2)) if len(schools) > 4 else set()
    return [one for pk in schools if pk not in left_out for one in by_school[pk][:6]]


def _class(
    made: Drives, title: str, topic: str | None, day: str, hours: int, people: Sequence[Teacher],
    category: str = PROFESSIONAL,
) -> None:  # fmt: skip
    """One day of training for these people, all of whom passed."""
    if not people:
        return
    year = int(day[:4])
    programme: Row = {
        "id": new_id(), "title": f"{year}年{title}", "level": COUNTY_LEVEL, "category": category,
        "form": FACE_TO_FACE, "organiser": _CENTRE, "year": year, "topic": topic,
    }  # fmt: skip
    known = next((one for one in made.programmes if one["title"] == programme["title"]), None)
    if known is None:
        made.programmes.append(programme)
    run: Row = {
        "id": new_id(), "programme_id": (known or programme)["id"], "name": f"{int(day[5:7])} 月班", "year": year,
        "start_date": day, "end_date": day, "hours": hours, "place": "县教师发展中心报告厅",
    }  # fmt: skip
    made.classes.append(run)
    made.attendance += [(new_id(), one.id, str(run["id"]), None, hours, _PASSED) for one in people]


def _series(rng: Random, made: Drives, people: Sequence[Teacher]) -> None:
    """校长有约 of one school, every two weeks since the term began, one issue left out."""
    schools = {one.place.id: one.place for one in people}
    place = schools[sorted(schools)[0]]
    own = [one for one in people if one.place.id == place.id]
    programme: Row = {
        "id": new_id(), "title": f"{place.name}校长有约", "level": SCHOOL_LEVEL, "category": PROFESSIONAL,
        "form": IN_SCHOOL, "organiser": place.name, "topic": "72", "series_days": 14,
    }  # fmt: skip
    run: Row = {
        "id": new_id(), "programme_id": programme["id"], "name": "2026年秋季", "year": 2026, "hours": 120,
        "start_date": "2026-09-03", "end_date": "2026-12-24",
    }  # fmt: skip
    made.programmes.append(programme)
    made.classes.append(run)
    themes = ("领导力提升", "教育教学课程研发", "校本教研", "教师培养")
    for number in range(20):
        day = date(2026, 9, 3) + timedelta(14 * number)
        if day > TODAY or number in _SKIPPED:
            continue
        lesson: Row = {
            "id": new_id(), "class_id": run["id"], "topic": f"第{number + 1}期 {themes[number % 4]}",
            "held_on": day.isoformat(), "hours": 20,
        }  # fmt: skip
        made.sessions.append(lesson)
        made.attendance += [
            (new_id(), one.id, str(run["id"]), str(lesson["id"]), 20, _PASSED) for one in own if rng.random() < 0.8
        ]


_TITLES = (
    "论语译注", "给教师的建议", "陶行知教育文集", "大教学论", "爱的教育", "教学勇气", "民主主义与教育", "乡土中国",
    "平凡的世界", "中国教育史", "班主任工作漫谈", "静悄悄的革命",
)  # fmt: skip


def _books(rng: Random, people: Sequence[Teacher]) -> Iterator[Row]:
    """What was read since the school year began, by a little more than half."""
    for one in people:
        if one.teaches and one.joined <= TODAY and rng.random() < 0.55:
            day = date(2026, 8, 20) + timedelta(rng.randint(0, (TODAY - date(2026, 8, 20)).days))
            yield {
                "id": new_id(), "teacher_id": one.id, "kind": "7", "title": rng.choice(_TITLES),
                "done_on": day.isoformat(), "category": "4", "school_verdict": "passed", "verdict": "passed",
                "decided_on": TODAY.isoformat(), "decided_by": "王敏",
            }  # fmt: skip
