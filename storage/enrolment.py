"""Queries over enrolment: the places given to units, who was reported and approved, and what a roster is narrowed by."""

from storage.store import Row, Rows, Store

_SCHOOL = (
    "(SELECT w.organisation_id FROM postings w WHERE w.teacher_id = {of} AND w.kind = 'work' AND w.end_date IS NULL "
    "ORDER BY w.start_date DESC LIMIT 1)"
)
# One line a person and class: the row of the whole class says how the enrolment stands, where there is one.
_ENROLLED = (
    "enrolled AS MATERIALIZED (SELECT a.class_id, a.teacher_id, max(a.approval) AS approval, "
    f"{_SCHOOL.format(of='a.teacher_id')} AS organisation_id FROM attendance a {{where}}GROUP BY 1, 2)"
)
_COUNTS = (
    "(SELECT count(*) FROM enrolled e WHERE e.class_id = {of}.class_id AND e.organisation_id = {of}.organisation_id "
    "{also})"
)


def _counted(of: str) -> str:
    reported = _COUNTS.format(of=of, also="")
    approved = _COUNTS.format(of=of, also="AND e.approval = 'passed'")
    returned = _COUNTS.format(of=of, also="AND e.approval = 'returned'")
    return f"{reported} AS reported, {approved} AS approved, {returned} AS returned"


def listed(store: Store) -> list[Row]:
    """Every quota: the class and the unit by name, `places`, and how many were `reported`, `approved` and `returned`."""
    given = "WHERE a.class_id IN (SELECT class_id FROM quotas) "
    return store.all(
        f"WITH {_ENROLLED.format(where=given)} "
        f"SELECT q.*, c.name AS class_name, p.title, o.name AS organisation_name, {_counted('q')} "
        "FROM quotas q LEFT JOIN classes c ON c.id = q.class_id LEFT JOIN programmes p ON p.id = c.programme_id "
        "LEFT JOIN organisations o ON o.id = q.organisation_id ORDER BY c.start_date DESC, c.id, o.name, q.id"
    )


def units(store: Store, class_id: str) -> list[Row]:
    """Per unit that has teachers, places or people in the class: organisation_id, name, teachers, id of its quota and
    `places` (None: none were given), reported, approved, returned."""
    return store.all(
        f"WITH {_ENROLLED.format(where='WHERE a.class_id = ?1 ')}, "
        "staff AS MATERIALIZED (SELECT w.organisation_id, count(DISTINCT w.teacher_id) AS teachers FROM postings w "
        "JOIN teachers t ON t.id = w.teacher_id WHERE w.kind = 'work' AND w.end_date IS NULL "
        "AND t.id NOT IN (SELECT pk FROM stubs WHERE tbl = 'teachers') GROUP BY 1), "
        "unit AS (SELECT o.id AS organisation_id, o.name, ?1 AS class_id, coalesce(s.teachers, 0) AS teachers, "
        "q.id, q.places FROM organisations o LEFT JOIN staff s ON s.organisation_id = o.id "
        "LEFT JOIN quotas q ON q.organisation_id = o.id AND q.class_id = ?1 "
        "WHERE s.teachers > 0 OR q.id IS NOT NULL "
        "OR o.id IN (SELECT organisation_id FROM enrolled)) "
        f"SELECT unit.*, {_counted('unit')} FROM unit ORDER BY places IS NULL, name",
        (class_id,),
    )


def quota(rows: Rows, class_id: str, organisation: str) -> tuple[str, int] | None:
    """(id, places) of the quota of a unit for a class."""
    found: tuple[str, int] | None = rows.execute(
        "SELECT id, places FROM quotas WHERE class_id = ? AND organisation_id = ? ORDER BY id LIMIT 1",
        (class_id, organisation),
    ).fetchone()
    return found


def places_here(rows: Rows, class_id: str) -> tuple[int, int] | None:
    """(places, how many have them) of the school that owns the file; None at the county, or where no places were given."""
    units, places, taken = rows.execute(
        "SELECT (SELECT count(*) FROM quotas q WHERE q.class_id = ?1), "
        "(SELECT coalesce(sum(q.places), 0) FROM quotas q JOIN office f ON f.key = 'organisation' "
        "AND f.value = q.organisation_id WHERE q.class_id = ?1), "
        "(SELECT count(DISTINCT a.teacher_id) FROM attendance a WHERE a.class_id = ?1 "
        "AND a.approval IS NOT 'returned') FROM office WHERE key = 'role' AND value = 'school'",
        (class_id,),
    ).fetchone() or (0, 0, 0)
    return (places, taken) if units else None


def undecided(store: Store) -> int:
    """How many enrolments in classes with quotas the county has said nothing of."""
    return int(
        store.value(
            "SELECT count(*) FROM attendance WHERE approval IS NULL AND session_id IS NULL "
            "AND class_id IN (SELECT class_id FROM quotas)"
        )
    )


def hours_in(store: Store, year: int) -> dict[str, int]:
    """Teacher → passed hours (tenths) that count in a year; who has none is left out."""
    found = store.tuples("SELECT teacher_id, sum(hours) FROM hours_summary WHERE year = ? GROUP BY 1", (year,))
    return {str(pk): int(hours) for pk, hours in found if hours}
