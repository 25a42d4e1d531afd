"""Queries over the issues of a series: sessions of a programme's classes, or classes that have none."""

from typing import Any

from storage.store import Store

_PEOPLE = (
    "(SELECT count(DISTINCT a.teacher_id) FROM attendance a WHERE {which} AND a.approval IS NOT 'returned' "
    "AND a.result IS NOT '3')"
)


def issues(store: Store, programme_id: str) -> list[tuple[Any, ...]]:
    """(id, class, day, title, people) in the order of the days; what has no day is left out."""
    return store.tuples(
        "SELECT s.id, c.id, s.held_on AS day, s.topic, "
        f"{_PEOPLE.format(which='a.session_id = s.id AND a.class_id = c.id')} "
        "FROM classes c JOIN sessions s ON s.class_id = c.id WHERE c.programme_id = ?1 AND s.held_on IS NOT NULL "
        "UNION ALL SELECT c.id, c.id, coalesce(c.start_date, c.end_date), c.name, "
        f"{_PEOPLE.format(which='a.class_id = c.id')} "
        "FROM classes c WHERE c.programme_id = ?1 AND coalesce(c.start_date, c.end_date) IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.class_id = c.id AND s.held_on IS NOT NULL) "
        "ORDER BY day, 1",
        (programme_id,),
    )
