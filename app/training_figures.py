"""The figures of a year's training (培训情况统计): classes, 人次, 人, schools and hours by level, topic, holiday, post …"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app import audience, codes, holidays
from app.session import Session
from storage import training_figures as stored

WHOLE, LEVEL, CATEGORY, TOPIC, HOLIDAY, POST = "合计", "层级", "类别", "主题", "假期", "当时职务"
NO_POST = "没有写职务"
STUDY = "学历提升（申报）"
ALL_HOLIDAYS = "假期合计"

DEGREE = "8"
"""Code of `declared_kind`: 学历提升."""


@dataclass(frozen=True, slots=True)
class Attended:
    """One person in one class: 一人次. `hours` are tenths that passed; `post` is the one held at enrolment.

    With `class_id` "" it is a degree study that the person declared, which is no 人次; `passed`: the county has granted it.
    """

    class_id: str
    title: str
    class_name: str
    level: str
    category: str
    topic: str
    teacher_id: str
    name: str
    school_id: str
    school_name: str
    post: str
    passed: bool
    hours: int


@dataclass(frozen=True)
class Line:
    """One line of figures, and everybody behind it. 人次 counts somebody once a class, 人 once."""

    group: str
    label: str
    attended: tuple[Attended, ...]

    @property
    def classes(self) -> int:
        """班次."""
        return len({one.class_id for one in self.attended})

    @property
    def times(self) -> int:
        """人次."""
        return len(self.attended)

    @property
    def passed(self) -> int:
        """合格人次."""
        return sum(one.passed for one in self.attended)

    @property
    def people(self) -> int:
        """人."""
        return len({one.teacher_id for one in self.attended})

    @property
    def schools(self) -> int:
        """Units the people work at now."""
        return len({one.school_id for one in self.attended if one.school_id})

    @property
    def hours(self) -> int:
        """Tenths of an hour."""
        return sum(one.hours for one in self.attended)

    @property
    def is_declared(self) -> bool:
        """Whether it counts degree studies, of which there are only 人 and schools."""
        return not any(one.class_id for one in self.attended)

    @property
    def shown(self) -> tuple[int | None, ...]:
        """班次, 人次, 合格人次, 人, schools and hours (tenths); None for what is not counted in this line."""
        if self.is_declared:
            return None, None, None, self.people, self.schools, None
        return self.classes, self.times, self.passed, self.people, self.schools, self.hours

    @property
    def words(self) -> str:
        """人次 and 人."""
        return f"{self.people:,} 人" if self.is_declared else f"{self.times:,} 人次，{self.people:,} 人"


@dataclass(frozen=True)
class Year:
    """The lines of a year, and in words which rule its holidays come from."""

    lines: tuple[Line, ...]
    holidays: str

    @property
    def whole(self) -> Line | None:
        """The whole of the year's classes; None without any."""
        return next((one for one in self.lines if one.group == WHOLE), None)


def of_year(session: Session, year: int) -> Year:
    """The whole, then by level, category, topic, holiday and post; lines with nobody behind them are left out.

    A person with several posts (书记、校长) stands in each of their lines. Declared degree studies, those of the calendar
    year, stand beside the topics and in no other line.
    """
    found = [
        Attended(
            class_id, title, class_name, level or "", category or "", topic or "", teacher, name or "", school or "",
            school_name or "", post or "", bool(passed), hours,
        )
        for class_id, title, class_name, level, category, topic, teacher, name, school, school_name, post, passed, hours
        in stored.attended(session.store, year)
    ]  # fmt: skip
    held = holidays.held(session, year)
    lines = (
        *_line(WHOLE, f"{year} 年", found),
        *_by_code(LEVEL, "training_level", found, lambda one: one.level),
        *_by_code(CATEGORY, "training_category", found, lambda one: one.category),
        *_by_code(TOPIC, "training_topic", found, lambda one: one.topic),
        *_line(TOPIC, STUDY, _studies(session, year)),
        *_by_holiday(held, found),
        *_by_post(found),
    )
    return Year(lines, held.words)


def _studies(session: Session, year: int) -> Iterator[Attended]:
    for title, teacher, name, school, school_name, granted in stored.declared(session.store, DEGREE, year):
        yield Attended(
            "", title, "", "", "", "", teacher, name or "", school or "", school_name or "", "", bool(granted), 0
        )  # fmt: skip


def _by_holiday(held: holidays.Held, found: Sequence[Attended]) -> Iterator[Line]:
    if not held.titles:
        return
    by = defaultdict[str, list[Attended]](list)
    for one in found:
        by[held.of_class[one.class_id]].append(one)
    free = [title for title in held.titles if title in by]
    if len(free) > 1:
        yield from _line(HOLIDAY, ALL_HOLIDAYS, (one for one in found if held.of_class[one.class_id] in free))
    for label in (*held.titles, holidays.TERM, holidays.UNDATED, holidays.UNRULED):
        yield from _line(HOLIDAY, label, by[label])


def _by_code(group: str, table: str, found: Sequence[Attended], code: Callable[[Attended], str]) -> Iterator[Line]:
    for one in codes.table(table).codes:
        yield from _line(group, one.label, (each for each in found if code(each) == one.code))
    yield from _line(group, "未填写", (each for each in found if not code(each)))


def _by_post(found: Sequence[Attended]) -> Iterator[Line]:
    roles = codes.table("audience")
    for role in audience.POSTS:
        yield from _line(POST, roles.label_of(role), (one for one in found if audience.holds(one.post, role)))
    others = (one for one in found if one.post and not any(audience.holds(one.post, role) for role in audience.POSTS))
    yield from _line(POST, "其他职务", others)
    yield from _line(POST, NO_POST, (one for one in found if not one.post))


def _line(group: str, label: str, found: Iterable[Attended]) -> Iterator[Line]:
    some = tuple(found)
    if some:
        yield Line(group, label, some)
