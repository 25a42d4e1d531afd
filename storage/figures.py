"""The queries behind figures and reports: whole registers, read once, with what they are counted by."""

from typing import Any

from storage.store import Store
from storage.teachers import SCHOOLS

_OURS = "t.id NOT IN (SELECT pk FROM stubs WHERE tbl = 'teachers')"
_POSTED = (
    "posted AS MATERIALIZED (SELECT p.teacher_id, p.kind, o.id, o.name, o.township, o.urban_rural, p.start_date, p.move, "
    "p.document, max(coalesce(p.start_date, '')) AS since FROM postings p JOIN organisations o ON o.id = p.organisation_id "
    "WHERE p.end_date IS NULL GROUP BY p.teacher_id, p.kind)"
)


def people(store: Store) -> list[tuple[Any, ...]]:
    """Everybody of this office, school by school in the names' order; partners at other schools are not among them.

    id, name, sex, birth_date, stage, subject, title, title_date, honour, staff_kind, staff_status, employment,
    admin_post, work_start, is_class_teacher, is_special_post, is_funded_graduate; work: id, name, township, urban_rural,
    start_date, move, document; establishment: id, name.
    """
    return store.tuples(
        f"WITH {_POSTED} SELECT t.id, t.name, t.sex, t.birth_date, t.stage, t.subject, t.title, t.title_date, t.honour, "
        "t.staff_kind, t.staff_status, t.employment, t.admin_post, t.work_start, t.is_class_teacher, t.is_special_post, "
        "t.is_funded_graduate, w.id, w.name, w.township, w.urban_rural, w.start_date, w.move, w.document, e.id, e.name "
        "FROM teachers t LEFT JOIN posted w ON w.teacher_id = t.id AND w.kind = 'work' "
        "LEFT JOIN posted e ON e.teacher_id = t.id AND e.kind = 'establishment' "
        f"LEFT JOIN name_keys k ON k.teacher_id = t.id WHERE {_OURS} ORDER BY w.name, k.sort, t.name, t.id"
    )


def honours(store: Store) -> list[tuple[Any, ...]]:
    """(id, teacher, title, level, issuer, awarded_on, document, whether as a candidate), the newest first."""
    return store.tuples(
        "SELECT id, teacher_id, title, level, issuer, awarded_on, document, coalesce(is_candidate, 0) FROM honours "
        "ORDER BY coalesce(awarded_on, '') DESC, id DESC"
    )


def assessments(store: Store) -> list[tuple[Any, ...]]:
    """(id, teacher, kind, year, grade, decided_on, document), by year."""
    return store.tuples(
        "SELECT id, teacher_id, kind, year, grade, decided_on, document FROM assessments ORDER BY year, kind, id"
    )


def observations(store: Store) -> list[tuple[Any, ...]]:
    """(id, observer, school_year, held_on, periods, observed, organisation, subject), by time."""
    return store.tuples(
        "SELECT id, teacher_id, school_year, held_on, periods, observed_id, organisation_id, subject FROM observations "
        "ORDER BY school_year, coalesce(held_on, ''), id"
    )


def schools(store: Store, day: str) -> list[tuple[Any, ...]]:
    """(id, name, kind, school_kind, township, urban_rural) of the units that stand on a day."""
    return store.tuples(
        "SELECT id, name, kind, school_kind, township, urban_rural FROM organisations "
        "WHERE closed_on IS NULL OR closed_on > ? ORDER BY name, id",
        (day,),
    )


def units(store: Store) -> list[tuple[Any, ...]]:
    """(id, name) of the units that stand, and of those closed where somebody is still said to work."""
    return store.tuples(
        "SELECT id, name FROM organisations WHERE closed_on IS NULL OR id IN "
        "(SELECT organisation_id FROM postings WHERE end_date IS NULL AND kind = 'work') ORDER BY name, id"
    )


def studios(store: Store) -> list[tuple[Any, ...]]:
    """(id, name, kind, level, subject, host's unit) of the studios that run."""
    return store.tuples(
        "SELECT s.id, s.name, s.kind, s.level, s.subject, o.name FROM studios s "
        "LEFT JOIN organisations o ON o.id = s.organisation_id WHERE coalesce(s.state, '1') = '1' ORDER BY s.kind, s.name, s.id"
    )


def members(store: Store) -> list[tuple[Any, ...]]:
    """(studio, its name and kind, teacher, name, school, role) of the present members of running studios."""
    return store.tuples(
        f"{SCHOOLS.format(only='')}SELECT s.id, s.name, s.kind, m.teacher_id, t.name, w.name, m.role FROM members m "
        "JOIN studios s ON s.id = m.studio_id LEFT JOIN teachers t ON t.id = m.teacher_id "
        "LEFT JOIN school w ON w.teacher_id = m.teacher_id "
        "WHERE m.left_on IS NULL AND coalesce(s.state, '1') = '1' ORDER BY s.kind, s.name, s.id, m.role, m.id"
    )


def pairs(store: Store) -> list[tuple[Any, ...]]:
    """(id, kind, subject, status, start, end, mentor, name, school, mentee, name, school), the newest first.

    The end is the day the pair was ended; while it runs, or where that is not written, the day it was to end.
    """
    return store.tuples(
        f"{SCHOOLS.format(only='')}SELECT p.id, p.kind, p.subject, p.status, p.start_date, "
        "coalesce(p.closed_on, p.end_date), p.mentor_id, m.name, "
        "v.name, p.mentee_id, n.name, w.name FROM pairs p LEFT JOIN teachers m ON m.id = p.mentor_id "
        "LEFT JOIN teachers n ON n.id = p.mentee_id LEFT JOIN school v ON v.teacher_id = p.mentor_id "
        "LEFT JOIN school w ON w.teacher_id = p.mentee_id ORDER BY coalesce(p.start_date, '') DESC, p.id"
    )


def credentials(store: Store) -> list[tuple[Any, ...]]:
    """(teacher, stage, subject, number) of every credential whose stage is known."""
    return store.tuples(
        "SELECT teacher_id, stage, subject, number FROM credentials WHERE stage IS NOT NULL ORDER BY stage, id"
    )


def volunteering(store: Store) -> list[tuple[Any, ...]]:
    """(id, title, held_on, times, unit)."""
    return store.tuples(
        "SELECT v.id, v.title, v.held_on, v.times, o.name FROM volunteering v "
        "LEFT JOIN organisations o ON o.id = v.organisation_id ORDER BY v.held_on, v.id"
    )


def courses(store: Store) -> list[tuple[Any, ...]]:
    """(id, title, subject, whether it is a fine one)."""
    return store.tuples("SELECT id, title, subject, coalesce(is_fine, 0) FROM courses ORDER BY title, id")


def bases(store: Store) -> list[tuple[Any, ...]]:
    """(id, name, kind, level, end_date, unit)."""
    return store.tuples(
        "SELECT b.id, b.name, b.kind, b.level, b.end_date, o.name FROM bases b "
        "LEFT JOIN organisations o ON o.id = b.organisation_id ORDER BY b.name, b.id"
    )
