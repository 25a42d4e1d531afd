"""One invented life: birth, identity number, schooling, first post and titles, in the order a life allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from math import exp
from random import Random

from app import identity
from app.demo import TODAY
from app.demo.names import MALE

AREAS = (*("990101",) * 17, "990102", "990103", "990105")
"""First six of the identity numbers: no division has or had these codes (see data/demo/SOURCES.md)."""
NEWCOMERS = ("990109",)
"""The same for people who are not in the county's file yet."""

YOUNGEST, OLDEST = 22, 59
_WOMEN_RETIRE = 55

LOWER_NORMAL, COLLEGE, BACHELOR, MASTER = "41", "31", "21", "14"
"""中专、专科、本科、硕士研究生毕业 (GB/T 4658)."""

_LEVELS = (LOWER_NORMAL, COLLEGE, BACHELOR, MASTER)
_FIRST_LEVELS = (
    # Born until, then how often each level was the first: the 中师 closed about 2000.
    (1972, (70, 22, 8, 0)),
    (1979, (52, 33, 15, 0)),
    (1985, (14, 46, 39, 1)),
    (1995, (0, 30, 65, 5)),
    (9999, (0, 14, 79, 7)),
)
_LEAVES_AT = {LOWER_NORMAL: 19, COLLEGE: 21, BACHELOR: 22, MASTER: 25}
_NEEDED = {"4": BACHELOR, "3": COLLEGE}
"""Stage → the lowest level with which somebody began there."""

_SCHOOLS = {
    LOWER_NORMAL: ("示范师范学校", "东原市师范学校", "河阳县教师进修学校"),
    COLLEGE: ("东原师范高等专科学校", "云川教育学院", "河阳职业技术学院"),
    BACHELOR: ("东原师范大学", "河阳师范学院", "云川学院", "东原大学", "青原师范大学"),
    MASTER: ("东原师范大学", "青原师范大学"),
}
_FOR_KINDERGARTENS = {
    LOWER_NORMAL: ("东原市幼儿师范学校",), COLLEGE: ("云川幼儿师范高等专科学校",),
}  # fmt: skip
"""All invented, like the county."""

_MAJORS = {
    "13": "汉语言文学", "14": "数学与应用数学", "41": "英语", "16": "物理学", "17": "化学", "18": "生物科学",
    "21": "历史学", "20": "地理科学", "12": "思想政治教育", "L01": "思想政治教育", "22": "体育教育", "24": "音乐学",
    "25": "美术学", "15": "科学教育", "L03": "计算机科学与技术", "26": "计算机科学与技术", "27": "教育技术学",
    "L04": "应用心理学", "L10": "学前教育", "L20": "特殊教育", "L02": "小学教育", "L99": "机械设计制造及其自动化",
}  # fmt: skip
_DEGREES = {
    "汉语言文学": "05", "英语": "05", "历史学": "06", "思想政治教育": "03", "数学与应用数学": "07", "物理学": "07",
    "化学": "07", "生物科学": "07", "地理科学": "07", "应用心理学": "07", "计算机科学与技术": "08",
    "机械设计制造及其自动化": "08",
}  # fmt: skip
"""Last two digits of a degree of GB/T 6864 (4xx bachelor, 3xx master); 教育学 for every other major."""
_ARTS = {"音乐学", "美术学"}
_TITLE_AFTER = {"二级": 1.0, "一级": 6.0, "高级": 14.0, "正高": 24.0}


@dataclass(frozen=True)
class Diploma:
    """One completed schooling; `graduated` is its year, always in the summer."""

    education: str
    degree: str | None
    school: str
    major: str
    graduated: int


@dataclass(frozen=True)
class Life:
    """Who somebody is, and how they came to teach."""

    sex: str
    born: date
    id_number: str
    first: Diploma
    last: Diploma
    started: date

    @property
    def years(self) -> float:
        """Years of teaching until the day of the demonstration."""
        return (TODAY - self.started).days / 365.25


def live(rng: Random, sex: str, stage: str, subject: str, taken: set[str], areas: Sequence[str] = AREAS) -> Life:
    """A life that leads to teaching `subject` at `stage`; its identity number is added to `taken`."""
    born = _birth(rng, sex)
    first = _first_diploma(rng, born, stage, subject)
    # Teachers are appointed for September; some waited a year or two.
    started = date(min(TODAY.year, first.graduated + rng.choices((0, 1, 2), (76, 17, 7))[0]), rng.choice((8, 9)), 1)
    number = _id_number(rng, sex, born, taken, areas)
    return Life(sex, born, number, first, _last_diploma(rng, first, born, subject), started)


def title(rng: Random, life: Life, *, on_establishment: bool) -> tuple[str, int | None]:
    """Professional title (code of the table `title`) and the year it was given."""
    waited = {name: years + rng.expovariate(1 / spread) for (name, years), spread in
              zip(_TITLE_AFTER.items(), (0.5, 3.0, 9.0, 150.0), strict=True)}  # fmt: skip
    if life.first.education in (LOWER_NORMAL, COLLEGE):
        waited = {name: years + 2 for name, years in waited.items()}
    found: tuple[str, int | None] = ("0", None)
    earliest = life.started.year
    for code, name in (("4", "二级"), ("3", "一级"), ("2", "高级"), ("1", "正高")):
        year = max(life.started.year + int(waited[name]), earliest)
        degreed = life.last.education in (BACHELOR, MASTER)
        if (
            year >= TODAY.year
            or (name in ("高级", "正高") and not degreed)
            or (name != "二级" and not on_establishment)
        ):
            break
        found, earliest = (code, year), year + 5
    return found


def post_grade(rng: Random, code: str) -> str | None:
    """The grade of post (岗位等级) within a title, the lower ones more often."""
    grades = {"1": ("p04", "p03"), "2": ("p07", "p06", "p05"), "3": ("p10", "p09", "p08"), "4": ("p12", "p11")}
    found = grades.get(code)
    return rng.choices(found, (6, 3, 1)[: len(found)])[0] if found else None


def mandarin(rng: Random, life: Life, subject: str) -> str:
    """Level of 普通话: teachers need 二级乙等, those of Chinese and of small children 二级甲等."""
    if life.born.year < 1972:
        return rng.choices("345", (25, 60, 15))[0]
    if subject == "13" or subject.startswith("L1"):
        return rng.choices("234", (7, 85, 8))[0]
    return rng.choices("234", (3, 42, 55))[0]


def _birth(rng: Random, sex: str) -> date:
    ages, heights = _ages()
    while True:
        (age,) = rng.choices(ages, cum_weights=heights)
        if sex == MALE or age < _WOMEN_RETIRE or rng.random() < 0.08:
            # The birthday of that age lies within the last year.
            birthday = TODAY - timedelta(days=rng.randrange(365))
            return date(birthday.year - age, birthday.month, min(birthday.day, 28))


@cache
def _ages() -> tuple[list[int], list[float]]:
    """Two humps, as county rosters have them: those of the recent recruitments, and those of the nineties."""
    ages = list(range(YOUNGEST, OLDEST + 1))
    heights = [0.55 * exp(-(((age - 31) / 8) ** 2)) + 0.45 * exp(-(((age - 49) / 6) ** 2)) for age in ages]
    return ages, list(accumulate(heights))


def _id_number(rng: Random, sex: str, born: date, taken: set[str], areas: Sequence[str]) -> str:
    while True:
        serial = rng.randrange(500) * 2 + (sex == MALE)
        first17 = f"{rng.choice(areas)}{born:%Y%m%d}{serial:03d}"
        if first17 not in taken:
            taken.add(first17)
            return first17 + identity.check_digit(first17)


def _first_diploma(rng: Random, born: date, stage: str, subject: str) -> Diploma:
    weights = next(shares for until, shares in _FIRST_LEVELS if born.year <= until)
    lowest = _NEEDED.get(stage, LOWER_NORMAL)
    allowed = [(level, weight) for level, weight in zip(_LEVELS, weights, strict=True) if level <= lowest]
    if not sum(weight for _, weight in allowed):
        allowed = [(lowest, 1)]
    if stage == "1":
        # Nursery teachers come from the colleges.
        allowed = [(level, weight * 4 if level == COLLEGE else weight) for level, weight in allowed]
    level = rng.choices([one for one, _ in allowed], [weight for _, weight in allowed])[0]
    entered_late = int(born.month >= 9)
    while (graduated := born.year + _LEAVES_AT[level] + entered_late) > TODAY.year:
        level = COLLEGE if level == BACHELOR else BACHELOR
    return _diploma(rng, level, subject, graduated, full_time=True)


def _last_diploma(rng: Random, first: Diploma, born: date, subject: str) -> Diploma:
    """What was studied beside the work (函授、自考、在职), if anything."""
    chances = {LOWER_NORMAL: 0.88, COLLEGE: 0.72, BACHELOR: 0.05 if born.year >= 1980 else 0.0, MASTER: 0.0}
    level = {LOWER_NORMAL: COLLEGE if born.year < 1972 and rng.random() < 0.5 else BACHELOR, COLLEGE: BACHELOR}.get(
        first.education, MASTER
    )
    graduated = first.graduated + rng.randint(4, 9)
    if rng.random() >= chances[first.education] or graduated > TODAY.year:
        return first
    return _diploma(rng, level, subject, graduated, full_time=False)


def _diploma(rng: Random, level: str, subject: str, graduated: int, *, full_time: bool) -> Diploma:
    special = _FOR_KINDERGARTENS if subject.startswith("L1") else {}
    school = rng.choice(special.get(level) or _SCHOOLS[level])
    major = "学前教育" if subject.startswith("L1") else _MAJORS.get(subject, "小学教育")
    if level == LOWER_NORMAL:
        return Diploma(level, None, school, "幼师" if special else "普师", graduated)
    if level == MASTER:
        return Diploma(level, "342" if not full_time or rng.random() < 0.6 else _degree("3", major, graduated), school,
                       "学科教学" if not full_time else major, graduated)  # fmt: skip
    degreed = level == BACHELOR and (full_time or rng.random() < 0.2)
    return Diploma(level, _degree("4", major, graduated) if degreed else None, school, major, graduated)


def _degree(rank: str, major: str, graduated: int) -> str:
    if major in _ARTS:
        # 艺术学 became a field of its own in 2011; before, its degrees were of 文学.
        return f"L{rank}13" if graduated > 2012 else f"{rank}05"
    return rank + _DEGREES.get(major, "04")
