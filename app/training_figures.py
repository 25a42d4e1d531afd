"""The figures of a year's training (培训情况统计): classes, 人次, 人, schools and hours by level, category and post."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app import audience, codes
from app.session import Session
from storage import training_figures as stored

WHOLE, LEVEL, CATEGORY, POST = "合计", "层级", "类别", "当时职务"
NO_POST = "没有写职务"


@dataclass(frozen=True, slots=True)
class Attended:
    """One person in one class: 一人次. `hours` are tenths that passed; `post` is the one held at enrolment."""

    class_id: str
    title: str
    class_name: str
    level: str
    category: str
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


def of_year(session: Session, year: int) -> list[Line]:
    """The whole, then by level, category and post; lines with nobody behind them are left out.

    A person with several posts (书记、校长) stands in each of their lines.
    """
    found = [
        Attended(
            class_id, title, class_name, level or "", category or "", teacher, name or "", school or "",
            school_name or "", post or "", bool(passed), hours,
        )
        for class_id, title, class_name, level, category, teacher, name, school, school_name, post, passed, hours
        in stored.attended(session.store, year)
    ]  # fmt: skip
    if not found:
        return []
    return [
        Line(WHOLE, f"{year} 年", tuple(found)),
        *_by_code(LEVEL, "training_level", found, lambda one: one.level),
        *_by_code(CATEGORY, "training_category", found, lambda one: one.category),
        *_by_post(found),
    ]


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
