"""Queries over studios and memberships."""

from storage.store import Row, Rows, Store


def listed(store: Store) -> list[Row]:
    """Every studio with its host's and hosting school's name and its present number of members."""
    return store.all(
        "SELECT s.*, h.name AS host_name, o.name AS organisation_name, "
        "(SELECT count(*) FROM members m WHERE m.studio_id = s.id AND m.left_on IS NULL) AS members "
        "FROM studios s LEFT JOIN teachers h ON h.id = s.host_id "
        "LEFT JOIN organisations o ON o.id = s.organisation_id ORDER BY s.kind, s.name"
    )


def members(store: Store, studio: str | None = None) -> list[Row]:
    """Memberships (of one studio, or all) with names of studio, teacher and school."""
    return store.all(
        "SELECT m.*, s.name AS studio_name, t.name AS teacher_name, t.subject, "
        "(SELECT o.name FROM postings p JOIN organisations o ON o.id = p.organisation_id WHERE p.teacher_id = t.id "
        "AND p.kind = 'work' AND p.end_date IS NULL ORDER BY p.start_date DESC LIMIT 1) AS school_name "
        "FROM members m LEFT JOIN studios s ON s.id = m.studio_id LEFT JOIN teachers t ON t.id = m.teacher_id "
        "WHERE ?1 IS NULL OR m.studio_id = ?1 ORDER BY s.kind, s.name, m.role, m.joined_on",
        (studio,),
    )


def is_member(rows: Rows, studio: str, teacher: str, but: str | None) -> bool:
    """Whether a teacher is a present member of a studio by a row other than `but`."""
    found = rows.execute(
        "SELECT 1 FROM members WHERE studio_id = ? AND teacher_id = ? AND left_on IS NULL AND id IS NOT ?",
        (studio, teacher, but),
    )
    return found.fetchone() is not None


def figures(store: Store) -> list[Row]:
    """Per kind of studio: kind, studios, members in cultivation (a person counted once per studio)."""
    return store.all(
        "SELECT s.kind, count(DISTINCT s.id) AS studios, count(DISTINCT m.studio_id || m.teacher_id) AS members "
        "FROM studios s LEFT JOIN members m ON m.studio_id = s.id AND m.left_on IS NULL GROUP BY 1 ORDER BY 1"
    )
