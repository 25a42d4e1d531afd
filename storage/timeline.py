"""Queries over everything dated that a teacher has a part in, for one row of time."""

from storage.declarations import STANDS
from storage.store import Row, Store

_QUERIES = {
    "postings": (
        "SELECT p.*, o.name AS organisation_name FROM postings p "
        "LEFT JOIN organisations o ON o.id = p.organisation_id WHERE p.teacher_id = ?1"
    ),
    "pairs": (
        "SELECT p.*, m.name AS mentor_name, e.name AS mentee_name FROM pairs p "
        "LEFT JOIN teachers m ON m.id = p.mentor_id LEFT JOIN teachers e ON e.id = p.mentee_id "
        "WHERE ?1 IN (p.mentor_id, p.mentee_id)"
    ),
    "pair_activities": (
        "SELECT a.*, p.mentor_id, m.name AS mentor_name, e.name AS mentee_name FROM pairs p "
        "JOIN pair_activities a ON a.pair_id = p.id "
        "LEFT JOIN teachers m ON m.id = p.mentor_id LEFT JOIN teachers e ON e.id = p.mentee_id "
        "WHERE ?1 IN (p.mentor_id, p.mentee_id)"
    ),
    "pair_reviews": (
        "SELECT r.*, p.mentor_id, m.name AS mentor_name, e.name AS mentee_name FROM pairs p "
        "JOIN pair_reviews r ON r.pair_id = p.id "
        "LEFT JOIN teachers m ON m.id = p.mentor_id LEFT JOIN teachers e ON e.id = p.mentee_id "
        "WHERE ?1 IN (p.mentor_id, p.mentee_id)"
    ),
    "studios": "SELECT * FROM studios WHERE host_id = ?1",
    "members": (
        "SELECT m.*, s.name AS studio_name FROM members m LEFT JOIN studios s ON s.id = m.studio_id "
        "WHERE m.teacher_id = ?1"
    ),
    "studio_activities": (
        "SELECT v.*, s.name AS studio_name, NULL AS given, NULL AS part FROM studios s "
        "JOIN studio_activities v ON v.studio_id = s.id WHERE s.host_id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM participations n WHERE n.activity_id = v.id AND n.teacher_id = ?1) "
        "UNION ALL SELECT v.*, s.name, n.hours, n.part FROM participations n "
        "JOIN studio_activities v ON v.id = n.activity_id LEFT JOIN studios s ON s.id = v.studio_id "
        "WHERE n.teacher_id = ?1"
    ),
    "studio_assessments": (
        "SELECT a.*, s.name AS studio_name FROM studios s JOIN studio_assessments a ON a.studio_id = s.id "
        "WHERE s.host_id = ?1"
    ),
    "links": (
        "SELECT l.*, o.name AS organisation_name FROM links l "
        "LEFT JOIN organisations o ON o.id = l.organisation_id WHERE l.master_id = ?1"
    ),
    "link_activities": (
        "SELECT a.*, o.name AS organisation_name FROM links l JOIN link_activities a ON a.link_id = l.id "
        "LEFT JOIN organisations o ON o.id = l.organisation_id WHERE l.master_id = ?1"
    ),
    "attendance": (
        "SELECT a.id, a.hours, a.result, s.topic, s.held_on, c.name AS class_name, c.start_date, c.end_date, c.year, "
        "p.title, p.level, p.category FROM attendance a LEFT JOIN classes c ON c.id = a.class_id "
        "LEFT JOIN programmes p ON p.id = c.programme_id LEFT JOIN sessions s ON s.id = a.session_id "
        "WHERE a.teacher_id = ?1"
    ),
    "declarations": f"SELECT d.*, {STANDS.format(d='d')} AS stands FROM declarations d WHERE d.teacher_id = ?1",
    "honours": "SELECT * FROM honours WHERE teacher_id = ?1",
    "assessments": "SELECT * FROM assessments WHERE teacher_id = ?1",
    "observations": (
        "SELECT b.*, t.name AS teacher_name, d.name AS observed_name FROM observations b "
        "LEFT JOIN teachers t ON t.id = b.teacher_id LEFT JOIN teachers d ON d.id = b.observed_id "
        "WHERE b.teacher_id = ?1 UNION ALL "
        "SELECT b.*, t.name, d.name FROM observations b LEFT JOIN teachers t ON t.id = b.teacher_id "
        "LEFT JOIN teachers d ON d.id = b.observed_id WHERE b.observed_id = ?1 AND b.teacher_id IS NOT ?1"
    ),
    "credentials": "SELECT * FROM credentials WHERE teacher_id = ?1",
    "certificates": "SELECT id, kind, number, issued_on, status FROM certificates WHERE teacher_id = ?1",
    "plans": (
        "SELECT p.*, t.name AS teacher_name, m.name AS mentor_name FROM plans p "
        "LEFT JOIN teachers t ON t.id = p.teacher_id LEFT JOIN teachers m ON m.id = p.mentor_id "
        "WHERE ?1 IN (p.teacher_id, p.mentor_id)"
    ),
}

TABLES = tuple(_QUERIES)


def rows(store: Store, teacher: str) -> dict[str, list[Row]]:
    """By table the rows in which a teacher has a part, with the names that stand around them; in no order.

    `studio_activities` come with what the teacher did there (`part`) and got for it (`given`, tenths), both NULL for
    the host of a studio who is not written down as taking part.
    """
    return {table: store.all(query, (teacher,)) for table, query in _QUERIES.items()}
