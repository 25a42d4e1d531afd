"""Queries over mentoring pairs and their activities."""

from storage.store import Row, Rows, Store

_SCHOOL = (
    "(SELECT o.name FROM postings p JOIN organisations o ON o.id = p.organisation_id WHERE p.teacher_id = {of} "
    "AND p.kind = 'work' AND p.end_date IS NULL ORDER BY p.start_date DESC LIMIT 1)"
)


_LIST = (
    "SELECT p.*, m.name AS mentor_name, e.name AS mentee_name, "
    f"{_SCHOOL.format(of='p.mentor_id')} AS mentor_school, {_SCHOOL.format(of='p.mentee_id')} AS mentee_school, "
    "count(a.id) AS activities, max(a.held_on) AS last_activity "
    "FROM pairs p LEFT JOIN teachers m ON m.id = p.mentor_id LEFT JOIN teachers e ON e.id = p.mentee_id "
    "LEFT JOIN pair_activities a ON a.pair_id = p.id {where} GROUP BY p.id ORDER BY p.start_date DESC, p.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every pair with both names and schools, the number of activities and the date of the last."""
    return store.all(_LIST.format(where=""))


def one(store: Store, pk: str) -> Row | None:
    """One pair as in `listed`."""
    return store.one(_LIST.format(where="WHERE p.id = ?"), (pk,))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """The pairs a teacher stands in, either side."""
    return [row for row in listed(store) if teacher in (row["mentor_id"], row["mentee_id"])]


def activities(store: Store, pair: str) -> list[Row]:
    """A pair's activities, newest first."""
    return store.all("SELECT * FROM pair_activities WHERE pair_id = ? ORDER BY held_on DESC, id DESC", (pair,))


def running_of_mentee(rows: Rows, mentee: str, kind: str) -> list[tuple[str, str, str | None]]:
    """(id, start, end) of a mentee's pairs of one kind that are neither completed nor dissolved."""
    found: list[tuple[str, str, str | None]] = rows.execute(
        "SELECT id, coalesce(start_date, ''), end_date FROM pairs WHERE mentee_id = ? AND kind = ? AND status NOT IN ('3', '5')",
        (mentee, kind),
    ).fetchall()
    return found


def figures(store: Store) -> list[Row]:
    """How many pairs by kind and status: kind, status, pairs."""
    return store.all("SELECT kind, status, count(*) AS pairs FROM pairs GROUP BY 1, 2 ORDER BY 1, 2")
