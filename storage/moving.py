"""Queries over the postings that ended and began by a move."""

from storage.store import Row, Rows, Store


def current(rows: Rows, teacher: str, kind: str) -> tuple[str, str | None, str | None] | None:
    """(id, start date, the move it began by) of the posting that holds now; None without one."""
    found: tuple[str, str | None, str | None] | None = rows.execute(
        "SELECT id, start_date, move FROM postings WHERE teacher_id = ? AND kind = ? AND end_date IS NULL "
        "ORDER BY start_date DESC LIMIT 1",
        (teacher, kind),
    ).fetchone()
    return found


def moves(store: Store, year: int) -> list[Row]:
    """Postings that a move ended in a year, with the one it began: work before establishment of the same day."""
    return store.all(
        "SELECT p.teacher_id, t.name, p.end_move AS kind, p.end_date AS on_day, p.end_document AS document, "
        "o.name AS from_name, o.urban_rural AS from_place, n.name AS to_name, n.urban_rural AS to_place "
        "FROM postings p JOIN teachers t ON t.id = p.teacher_id LEFT JOIN name_keys k ON k.teacher_id = t.id "
        "LEFT JOIN organisations o ON o.id = p.organisation_id "
        "LEFT JOIN postings q ON q.teacher_id = p.teacher_id AND q.kind = p.kind AND q.start_date = p.end_date "
        "AND q.move = p.end_move AND q.id <> p.id "
        "LEFT JOIN organisations n ON n.id = q.organisation_id "
        "WHERE p.end_move IS NOT NULL AND p.end_date >= ?1 AND p.end_date < ?2 "
        "ORDER BY p.end_date, k.sort, t.name, p.teacher_id, p.kind = 'establishment'",
        (f"{year:04d}-01-01", f"{year + 1:04d}-01-01"),
    )


def letters(store: Store) -> list[Row]:
    """Postings that a move began and that still hold, and those that a leaving of the county ended, the newest first:

    id, teacher_id, name, kind (code of move_kind), on_day, document, from_name, to_name; of work and establishment that
    moved on one day only the work.
    """
    return store.all(
        "SELECT p.id AS id, p.teacher_id, t.name AS name, p.kind AS posting, p.move AS kind, p.start_date AS on_day, p.document, "
        "(SELECT o.name FROM postings q JOIN organisations o ON o.id = q.organisation_id WHERE q.teacher_id = p.teacher_id "
        "AND q.kind = p.kind AND q.end_date = p.start_date AND q.end_move = p.move AND q.id <> p.id LIMIT 1) AS from_name, "
        "n.name AS to_name FROM postings p JOIN teachers t ON t.id = p.teacher_id "
        "LEFT JOIN organisations n ON n.id = p.organisation_id "
        "WHERE p.move IS NOT NULL AND p.end_date IS NULL AND (p.kind = 'work' OR NOT EXISTS (SELECT 1 FROM postings w "
        "WHERE w.teacher_id = p.teacher_id AND w.kind = 'work' AND w.start_date = p.start_date AND w.move = p.move)) "
        "UNION ALL SELECT p.id, p.teacher_id, t.name, p.kind, p.end_move, p.end_date, p.end_document, o.name, NULL "
        "FROM postings p JOIN teachers t ON t.id = p.teacher_id LEFT JOIN organisations o ON o.id = p.organisation_id "
        "WHERE p.end_move = '7' AND p.kind = 'work' ORDER BY on_day DESC, name, id"
    )
