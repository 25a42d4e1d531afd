"""Whom a rule is about: a person as rules see one, and whether the words of a rule fit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.rules.kinds import Who
from app.session import Session
from storage import people as stored

GONE = ("9", "10", "11", "12")
"""在岗状态 of those no longer on the rolls (不在册): retired, moved away, resigned, died."""


@dataclass(frozen=True)
class Person:
    """A teacher as far as rules ask. Codes as in the code tables; `work_start` is YYYY-MM or a day."""

    id: str
    name: str
    stage: str | None = None
    subject: str | None = None
    title: str | None = None
    staff_kind: str | None = None
    staff_status: str | None = None
    admin_post: str | None = None
    is_class_teacher: bool = False
    is_bilingual: bool = False
    work_start: str | None = None
    school: str | None = None
    """The id of the unit where one works now."""
    school_name: str | None = None


def people(session: Session) -> list[Person]:
    """Everybody of this office, school by school; partners at other schools are not among them.

    The list is the session's own, kept until something is written: to be read only.
    """
    return session.remembered("people", lambda: [_person(row) for row in stored.every(session.store)])


def some(session: Session, pks: Iterable[str]) -> list[Person]:
    """These of `people`, without reading the others: what is done for a few costs the same in a large county."""
    return [_person(row) for row in stored.some(session.store, pks)]


def person(session: Session, pk: str) -> Person | None:
    """One of `people`; None for a partner at another school."""
    return next(iter(some(session, [pk])), None)


def _person(row: tuple[object, ...]) -> Person:
    pk, name, stage, subject, title, staff_kind, status, post, class_teacher, bilingual, start, school, at = row
    return Person(
        id=str(pk),
        name=str(name),
        stage=_text(stage),
        subject=_text(subject),
        title=_text(title),
        staff_kind=_text(staff_kind),
        staff_status=_text(status),
        admin_post=_text(post),
        is_class_teacher=bool(class_teacher),
        is_bilingual=bool(bilingual),
        work_start=_text(start),
        school=_text(school),
        school_name=_text(at),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def matches(who: Who, person: Person, day: date) -> bool:
    """Whether a rule is about a person on a day: all that it says must hold.

    Saying nothing of the status it means everybody on the rolls. Where the person's own item is empty, what a rule
    says about it does not hold.
    """
    if person.staff_status in who.statuses if who.statuses else person.staff_status not in GONE:
        return (
            _among(who.stages, person.stage)
            and _among(who.subjects, person.subject)
            and _among(who.titles, person.title)
            and _among(who.staff_kinds, person.staff_kind)
            and (not who.posts or any(post in (person.admin_post or "") for post in who.posts))
            and (person.is_class_teacher or not who.class_teachers)
            and (person.is_bilingual or not who.bilingual)
            and (not who.new_within or is_new(person, who.new_within, day))
        )
    return False


def is_new(person: Person, months: int, day: date) -> bool:
    """Whether work began, or is to begin, less than so many months before a day; unknown: no."""
    worked = months_worked(person, day)
    return worked is not None and worked < months


def months_worked(person: Person, day: date) -> int | None:
    """Whole calendar months since the month work began; None where it is not known."""
    if not person.work_start:
        return None
    year, month = int(person.work_start[:4]), int(person.work_start[5:7] or 1)
    return (day.year - year) * 12 + day.month - month


def _among(codes: tuple[str, ...], code: str | None) -> bool:
    return not codes or code in codes
