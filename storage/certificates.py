"""Queries over the register of issued certificates, and the allotment of their numbers."""

from storage.store import Row, Rows, Store


def listed(store: Store) -> list[Row]:
    """Every certificate issued, newest first, without the printed facts."""
    return store.all(
        "SELECT c.id, c.kind, c.number, c.teacher_id, c.subject_id, c.name, c.issuer, c.issued_on, c.status, c.remark "
        "FROM certificates c ORDER BY c.issued_on DESC, c.number DESC"
    )


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's certificates, newest first."""
    return [row for row in listed(store) if row["teacher_id"] == teacher]


def standing(rows: Rows, kind: str, subject: str) -> list[tuple[str, str, str, str]]:
    """(id, number, facts, issued on) of the valid certificates of one kind for one subject, newest first."""
    found: list[tuple[str, str, str, str]] = rows.execute(
        "SELECT id, number, facts, issued_on FROM certificates WHERE kind = ? AND subject_id = ? AND status = 'valid' "
        "ORDER BY issued_on DESC, number DESC",
        (kind, subject),
    ).fetchall()
    return found


def next_number(rows: Rows, series: str) -> int:
    """The next number of a series; taken back with the rest if the act does not succeed, never used twice."""
    found: int = rows.execute(
        "INSERT INTO number_series (series, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        (series,),
    ).fetchone()[0]
    return found


def last_numbers(store: Store) -> dict[str, int]:
    """Series → its last number."""
    return dict(store.tuples("SELECT series, last FROM number_series"))


def never_below(store: Store, numbers: dict[str, int]) -> None:
    """Lift series to these numbers: what an older copy has forgotten was printed all the same."""
    store.conn.executemany(
        "INSERT INTO number_series (series, last) VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
        list(numbers.items()),
    )
