"""Queries over masters who look after schools, and what they did there."""

from storage.store import Row, Rows, Store

_LIST = (
    "SELECT l.*, o.name AS school_name, o.township, s.name AS studio_name, t.name AS master_name, "
    "count(a.id) AS activities, coalesce(sum(a.people), 0) AS people, max(a.held_on) AS last_activity, "
    "total(a.kind = '1') AS kind1, total(a.kind = '2') AS kind2, total(a.kind = '3') AS kind3, "
    "total(a.kind = '4') AS kind4 FROM links l "
    "LEFT JOIN organisations o ON o.id = l.organisation_id LEFT JOIN studios s ON s.id = l.studio_id "
    "LEFT JOIN teachers t ON t.id = l.master_id LEFT JOIN link_activities a ON a.link_id = l.id {where} "
    "GROUP BY l.id ORDER BY l.end_date IS NOT NULL, o.name, l.start_date DESC, l.id"
)


def listed(store: Store) -> list[Row]:
    """Every link with `school_name`, `studio_name`, `master_name`, `activities` (how many), those of each kind as
    `kind1` … `kind4`, `people` (in all, as told) and `last_activity`; those that have ended come last."""
    return [_whole(row) for row in store.all(_LIST.format(where=""))]


def one(store: Store, pk: str) -> Row | None:
    """One link as in `listed`."""
    found = store.one(_LIST.format(where="WHERE l.id = ?"), (pk,))
    return None if found is None else _whole(found)


def _whole(row: Row) -> Row:
    return {**row, **{name: int(row[name]) for name in ("kind1", "kind2", "kind3", "kind4")}}


def activities(store: Store, link: str | None = None) -> list[Row]:
    """What was done for a school (or for all), the newest first, with `school_name`, `studio_name`, `master_name`."""
    return store.all(
        "SELECT a.*, l.organisation_id, o.name AS school_name, s.name AS studio_name, t.name AS master_name "
        "FROM link_activities a LEFT JOIN links l ON l.id = a.link_id "
        "LEFT JOIN organisations o ON o.id = l.organisation_id LEFT JOIN studios s ON s.id = l.studio_id "
        "LEFT JOIN teachers t ON t.id = l.master_id WHERE ?1 IS NULL OR a.link_id = ?1 "
        "ORDER BY a.held_on DESC, a.id",
        (link,),
    )


def of_school(rows: Rows, organisation: str) -> list[tuple[str, str | None, str | None, str, str | None]]:
    """(id, studio, master, start, end) of a school's links."""
    found: list[tuple[str, str | None, str | None, str, str | None]] = rows.execute(
        "SELECT id, studio_id, master_id, start_date, end_date FROM links WHERE organisation_id = ?", (organisation,)
    ).fetchall()
    return found


def without(store: Store, day: str) -> list[Row]:
    """Schools for which nobody is responsible on a day: id, name, township, teachers.

    A unit of no known kind, or a township's centre, is a school where teachers work there.
    """
    return store.all(
        "SELECT o.id, o.name, o.township, count(DISTINCT p.teacher_id) AS teachers FROM organisations o "
        "LEFT JOIN postings p ON p.organisation_id = o.id AND p.kind = 'work' AND p.end_date IS NULL "
        "WHERE o.closed_on IS NULL AND (o.kind = '3' OR (coalesce(o.kind, '2') = '2' AND p.id IS NOT NULL)) "
        "AND NOT EXISTS (SELECT 1 FROM links l WHERE l.organisation_id = o.id AND l.start_date <= ?1 "
        "AND (l.end_date IS NULL OR l.end_date >= ?1)) GROUP BY o.id ORDER BY o.township, o.name, o.id",
        (day,),
    )
