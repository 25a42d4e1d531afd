"""The query behind the figures of training: who attended which class of a year, a line a person and class."""

from typing import Any

from storage.store import Store


def attended(store: Store, year: int) -> list[tuple[Any, ...]]:
    """(class, title, class name, level, category, teacher, name, school id, school name, post, passed, hours).

    Enrolments that were returned are left out. `post` is the one held then, `passed` 1 where some of it passed, `hours`
    (tenths) what passed.
    """
    return store.tuples(
        "WITH school AS MATERIALIZED (SELECT w.teacher_id, o.id, o.name, max(coalesce(w.start_date, '')) AS since "
        "FROM postings w JOIN organisations o ON o.id = w.organisation_id "
        "WHERE w.kind = 'work' AND w.end_date IS NULL GROUP BY w.teacher_id) "
        "SELECT c.id, p.title, c.name, p.level, p.category, a.teacher_id, t.name, s.id, s.name, max(a.post), "
        "max(a.result IN ('1', '2')), coalesce(sum(a.hours) FILTER (WHERE a.result IN ('1', '2')), 0) "
        "FROM classes c JOIN programmes p ON p.id = c.programme_id JOIN attendance a ON a.class_id = c.id "
        "LEFT JOIN teachers t ON t.id = a.teacher_id LEFT JOIN school s ON s.teacher_id = a.teacher_id "
        "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id "
        "WHERE c.year = ? AND a.approval IS NOT 'returned' "
        "GROUP BY c.id, a.teacher_id ORDER BY s.name, k.sort, t.name, c.start_date, c.id",
        (year,),
    )
