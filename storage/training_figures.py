"""The queries behind the figures of training: who attended which class of a year, and who declared what beside it."""

from typing import Any

from storage.declarations import STANDS
from storage.store import Store

_SCHOOL = (
    "WITH school AS MATERIALIZED (SELECT w.teacher_id, o.id, o.name, max(coalesce(w.start_date, '')) AS since "
    "FROM postings w JOIN organisations o ON o.id = w.organisation_id "
    "WHERE w.kind = 'work' AND w.end_date IS NULL GROUP BY w.teacher_id) "
)


def attended(store: Store, year: int) -> list[tuple[Any, ...]]:
    """(class, title, class name, level, category, topic, teacher, name, school id, school name, post, passed, hours).

    Enrolments that were returned are left out. `post` is the one held then, `passed` 1 where some of it passed, `hours`
    (tenths) what passed.
    """
    return store.tuples(
        f"{_SCHOOL}SELECT c.id, p.title, c.name, p.level, p.category, p.topic, a.teacher_id, t.name, s.id, s.name, max(a.post), "
        "max(a.result IN ('1', '2')), coalesce(sum(a.hours) FILTER (WHERE a.result IN ('1', '2')), 0) "
        "FROM classes c JOIN programmes p ON p.id = c.programme_id JOIN attendance a ON a.class_id = c.id "
        "LEFT JOIN teachers t ON t.id = a.teacher_id LEFT JOIN school s ON s.teacher_id = a.teacher_id "
        "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id "
        "WHERE c.year = ? AND a.approval IS NOT 'returned' "
        "GROUP BY c.id, a.teacher_id ORDER BY s.name, k.sort, t.name, c.start_date, c.id",
        (year,),
    )


def declared(store: Store, kind: str, year: int) -> list[tuple[Any, ...]]:
    """(title, teacher, name, school id, school name, granted) of a calendar year's items of a kind.

    Those that the school or the county has returned are left out; `granted` 1 where the county has passed it as it stands.
    """
    decided = f"d.verdict IS NOT NULL AND {STANDS.format(d='d')}"
    return store.tuples(
        f"{_SCHOOL}SELECT d.title, d.teacher_id, t.name, s.id, s.name, {decided} "
        "FROM declarations d LEFT JOIN teachers t ON t.id = d.teacher_id LEFT JOIN school s ON s.teacher_id = d.teacher_id "
        "LEFT JOIN name_keys k ON k.teacher_id = d.teacher_id WHERE d.kind = ?1 AND substr(d.done_on, 1, 4) = ?2 "
        f"AND CASE WHEN {decided} THEN d.verdict = 'passed' ELSE d.school_verdict IS NOT 'returned' END "
        "ORDER BY s.name, k.sort, t.name, d.done_on, d.id",
        (kind, str(year)),
    )
