"""What whole lists are made of beside their own rows: the records that those refer to, by id."""

import json
from collections.abc import Collection

from storage.store import Row, Store

_POSTED = (
    "(SELECT o.name FROM postings p JOIN organisations o ON o.id = p.organisation_id WHERE p.teacher_id = t.id "
    "AND p.kind = '{kind}' AND p.end_date IS NULL ORDER BY p.start_date DESC LIMIT 1)"
)
_REFERRED = {
    "organisations": "SELECT id, name FROM organisations t",
    "teachers": f"SELECT t.*, {_POSTED.format(kind='work')} AS work, "
    f"{_POSTED.format(kind='establishment')} AS establishment FROM teachers t",
    "pairs": "SELECT t.*, e.name, m.name AS mentor_name FROM pairs t LEFT JOIN teachers e ON e.id = t.mentee_id "
    "LEFT JOIN teachers m ON m.id = t.mentor_id",
    "studios": "SELECT id, name FROM studios t",
    "studio_activities": "SELECT t.*, t.topic AS name, s.name AS studio_name FROM studio_activities t "
    "LEFT JOIN studios s ON s.id = t.studio_id",
    "links": "SELECT t.*, o.name, m.name AS master_name FROM links t "
    "LEFT JOIN organisations o ON o.id = t.organisation_id LEFT JOIN teachers m ON m.id = t.master_id",
    "programmes": "SELECT *, title AS name FROM programmes t",
    "classes": "SELECT t.*, p.title, p.level, p.category, p.form, p.organiser FROM classes t "
    "LEFT JOIN programmes p ON p.id = t.programme_id",
    "sessions": "SELECT id, topic AS name FROM sessions t",
}


def referred(store: Store, table: str, pks: Collection[str]) -> dict[str, Row]:
    """id → values of the rows of a table that others refer to, `name` among them, units by their names; of a teacher
    the present schools as `work` and `establishment`, outlines of other schools' teachers included."""
    found = store.all(f"{_REFERRED[table]} WHERE t.id IN (SELECT value FROM json_each(?))", (json.dumps(list(pks)),))
    return {str(row["id"]): row for row in found}
