"""The demonstration's honours, yearly assessments and observed lessons (荣誉、考核、听课)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app import school_years
from app.assessments import ANNUAL, ETHICS, FAILED
from app.demo import BUREAU, COUNTY, TODAY
from app.demo.teachers import Teacher
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

ASSESSED = (2024, 2025)
"""The years that have been assessed; that of `TODAY` is not over."""

_EXCELLENT, _GOOD, _BARELY, _UNDECIDED = "1", "2", "3", "5"
_FAILS = 0.0012
_PROBATION = 1.0
"""Whoever began less than so many years before the end of a year gets no grade for it yet."""


@dataclass(frozen=True)
class _Award:
    """What is given every year, and to which part of those it is for; `great`: only to those with a 称号 already."""

    title: str
    level: str
    issuer: str
    share: float
    candidate: bool = False
    class_teachers: bool = False
    great: bool = False


_AWARDS = (
    _Award("全国优秀教师", "10", "教育部", 0.02, great=True),
    _Award("省级优秀教师", "23", "省教育厅", 0.03, great=True),
    _Award("省级名师培养工程人选", "23", "省教育厅", 0.03, candidate=True, great=True),
    _Award("东原市优秀教师", "33", "东原市教育局", 0.03),
    _Award("东原市优秀班主任", "33", "东原市教育局", 0.03, class_teachers=True),
    _Award(f"{COUNTY}优秀教师", "43", f"{COUNTY}人民政府", 0.12),
    _Award(f"{COUNTY}优秀班主任", "43", BUREAU, 0.14, class_teachers=True),
    _Award(f"{COUNTY}师德标兵", "43", BUREAU, 0.04),
    _Award(f"{COUNTY}教师基本功比赛一等奖", "43", BUREAU, 0.06),
    _Award("校级教学能手", "60", "本校", 0.15),
)

_OBSERVERS = ("校长", "副校长", "园长", "副园长", "教务主任", "保教主任", "教研室主任", "教研组长", "年级组长")
_RESEARCHER = "教研员"
_LESSONS = 12
"""How many single lessons each researcher has written down since the school year began."""


def honours(rng: Random, people: list[Teacher]) -> Iterator[Row]:
    """What people were awarded in the last years, nobody the same twice."""
    for one in people:
        if not one.teaches:
            continue
        for award in _AWARDS:
            fits = (one.is_class_teacher or not award.class_teachers) and (one.honour or not award.great)
            if fits and one.years >= 2 and rng.random() < award.share * min(one.years / 10, 1.5):
                yield _honour(rng, one, award)


def _honour(rng: Random, one: Teacher, award: _Award) -> Row:
    year = TODAY.year - rng.randint(0, min(10, int(one.years) - 1))
    from_school = award.level == "60"
    return {
        "id": new_id(),
        "teacher_id": one.id,
        "title": award.title,
        "level": award.level,
        "issuer": one.place.name if from_school else award.issuer,
        "awarded_on": f"{year}-09",
        "document": f"示教〔{year}〕{rng.randint(20, 60)}号" if award.issuer == BUREAU else None,
        "number": None if from_school else f"示{award.level}{year}{rng.randint(1, 9999):04d}",
        "is_candidate": int(award.candidate),
    }


def assessments(rng: Random, people: list[Teacher]) -> Iterator[Row]:
    """The grades of the years in `ASSESSED`: most are good, a sixth excellent, hardly anybody fails."""
    for year in ASSESSED:
        for one in people:
            if one.joined.year > year:
                continue
            probation = one.years - (TODAY.year - year) < _PROBATION
            ethics = FAILED if rng.random() < _FAILS else _EXCELLENT if rng.random() < 0.2 else _GOOD
            yield _assessment(one, ETHICS, year, ethics)
            yield _assessment(one, ANNUAL, year, _UNDECIDED if probation else _annual(rng, ethics))


def _annual(rng: Random, ethics: str) -> str:
    if ethics == FAILED:
        return rng.choice((_BARELY, FAILED))
    return rng.choices((_EXCELLENT, _GOOD, _BARELY), (16, 83, 1))[0]


def _assessment(one: Teacher, kind: str, year: int, grade: str) -> Row:
    return {
        "id": new_id(),
        "teacher_id": one.id,
        "kind": kind,
        "year": year,
        "grade": grade,
        "decided_on": f"{year + 1}-01-{'12' if kind == ETHICS else '20'}",
        "document": f"示教〔{year + 1}〕{'3' if kind == ETHICS else '6'}号",
    }


def observations(rng: Random, people: list[Teacher]) -> Iterator[Row]:
    """What heads and group leaders observed in the terms that are over, and each lesson of the researchers."""
    now = school_years.of(TODAY)
    teaching = [one for one in people if one.teaches and one.subject]
    for one in people:
        if one.post == _RESEARCHER:
            for _ in range(_LESSONS):
                other = rng.choice(
                    [other for other in rng.sample(teaching, min(40, len(teaching))) if other is not one]
                )
                yield {
                    **_observed(one, now, "1", 1),
                    "held_on": f"{now}-{rng.choice(('09', '10', '11'))}-{rng.randint(1, 20):02d}",
                    "observed_id": other.id,
                    "organisation_id": other.place.id,
                    "subject": other.subject,
                }
        elif one.post in _OBSERVERS and one.came.year < now:
            for term in ("1", "2"):
                yield _observed(one, now - 1, term, rng.randint(10, 36))


def _observed(one: Teacher, school_year: int, term: str, periods: int) -> Row:
    return {
        "id": new_id(),
        "teacher_id": one.id,
        "school_year": school_year,
        "term": term,
        "periods": periods,
        "subject": one.subject,
    }
