"""Queries for holding what was done against what rules ask: trainings, who was there, books read, registers."""

import json
from collections.abc import Collection

from storage.store import Store
from storage.training import EARNS

Tuples = list[tuple[object, ...]]

_OF = "IN (SELECT value FROM json_each(?))"


def trainings(store: Store) -> Tuples:
    """Every class, the earliest first: id, programme's id and title, name, category, level, form, topic, year, start,
    end."""
    return store.tuples(
        "SELECT c.id, p.id, p.title, c.name, p.category, p.level, p.form, p.topic, c.year, c.start_date, c.end_date "
        "FROM classes c JOIN programmes p ON p.id = c.programme_id "
        "ORDER BY coalesce(c.start_date, c.end_date, c.year || '-06-30'), c.id"
    )


def lessons(store: Store) -> Tuples:
    """Every session of a class: id, class, topic, day, module."""
    return store.tuples("SELECT id, class_id, topic, held_on, module FROM sessions ORDER BY class_id, held_on, id")


def attended(store: Store, classes: Collection[str]) -> Tuples:
    """Who was at these classes: class, teacher, session, whether passed, the post held then."""
    return store.tuples(
        f"SELECT a.class_id, a.teacher_id, a.session_id, {EARNS}, a.post FROM attendance a "
        f"WHERE a.class_id {_OF} ORDER BY a.class_id, a.id",
        (json.dumps(sorted(classes)),),
    )


def trained(store: Store, classes: Collection[str]) -> Tuples:
    """Who passed any of these classes: teacher, the first of the classes, its day, how many rows, a post held then."""
    return store.tuples(
        "SELECT a.teacher_id, a.class_id, min(coalesce(c.start_date, c.end_date, c.year || '-06-30')), "
        "count(DISTINCT a.class_id), max(a.post) FROM attendance a JOIN classes c ON c.id = a.class_id "
        f"WHERE a.class_id {_OF} AND {EARNS} GROUP BY a.teacher_id",
        (json.dumps(sorted(classes)),),
    )


def declared(store: Store, first: str, last: str) -> Tuples:
    """Declared items of these days that nobody has returned: teacher, kind, title, day, category."""
    return store.tuples(
        "SELECT teacher_id, kind, title, done_on, category FROM declarations WHERE done_on BETWEEN ? AND ? "
        "AND verdict IS NOT 'returned' AND (school_verdict IS NOT 'returned' OR verdict IS 'passed') "
        "ORDER BY done_on, id",
        (first, last),
    )


def series(store: Store) -> Tuples:
    """Programmes held in issues: id, title, year, days between two issues."""
    return store.tuples("SELECT id, title, year, series_days FROM programmes WHERE series_days > 0 ORDER BY title, id")


def courses(store: Store) -> Tuples:
    """The catalogue of courses: id, title, fine or not, day of approval."""
    return store.tuples("SELECT id, title, is_fine, approved_on FROM courses ORDER BY approved_on, title, id")


def bases(store: Store) -> Tuples:
    """The bases: id, name, kind, level, day of award, last day, the unit's id and name."""
    return store.tuples(
        "SELECT b.id, b.name, b.kind, b.level, b.awarded_on, b.end_date, o.id, o.name FROM bases b "
        "LEFT JOIN organisations o ON o.id = b.organisation_id ORDER BY b.awarded_on, b.name, b.id"
    )


def schools(store: Store, day: str) -> Tuples:
    """The schools that stand on a day: id, name."""
    return store.tuples(
        "SELECT id, name FROM organisations WHERE kind = '3' AND (closed_on IS NULL OR closed_on > ?) "
        "ORDER BY code, name, id",
        (day,),
    )
