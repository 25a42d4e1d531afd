"""What to call the row behind an id, in one word or two."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.store import Rows, Store

_TEACHER = "(SELECT name FROM teachers WHERE id = {of})"
_PAIR = (
    f"(SELECT coalesce({_TEACHER.format(of='p.mentor_id')}, '') || '—' || "
    f"coalesce({_TEACHER.format(of='p.mentee_id')}, '') FROM pairs p WHERE p.id = {{of}})"
)
_NAMED: dict[str, str] = {
    "organisations": "name",
    "teachers": "name",
    "postings": _TEACHER.format(of="teacher_id"),
    "credentials": _TEACHER.format(of="teacher_id"),
    "honours": _TEACHER.format(of="teacher_id"),
    "assessments": _TEACHER.format(of="teacher_id"),
    "observations": _TEACHER.format(of="teacher_id"),
    "rules": "title",
    "plans": _TEACHER.format(of="teacher_id"),
    "pairs": _PAIR.format(of="pairs.id"),
    "pair_activities": _PAIR.format(of="pair_id"),
    "pair_agreements": _PAIR.format(of="pair_id"),
    "pair_reviews": _PAIR.format(of="pair_id"),
    "studios": "name",
    "members": _TEACHER.format(of="teacher_id"),
    "studio_plans": "stage",
    "studio_activities": "topic",
    "participations": _TEACHER.format(of="teacher_id"),
    "outputs": "title",
    "studio_assessments": "(SELECT name FROM studios WHERE id = studio_id)",
    "links": "(SELECT name FROM organisations WHERE id = organisation_id)",
    "link_activities": "topic",
    "programmes": "title",
    "classes": "name",
    "sessions": "topic",
    "quotas": "(SELECT name FROM organisations WHERE id = organisation_id)",
    "courses": "title",
    "bases": "name",
    "volunteering": "title",
    "attendance": _TEACHER.format(of="teacher_id"),
    "declarations": _TEACHER.format(of="teacher_id"),
    "designs": "name",
    "texts": "name",
    "number_patterns": "pattern",
    "number_blocks": "first || '—' || last",
    "paper_keys": "name",
    "targets": "title",
    "certificates": "name",
    "attachments": "name",
    "merges": "remark",
}
_ASKED = " ".join(
    f"WHEN '{table}' THEN (SELECT {name} FROM {table} WHERE {table}.id = proposals.pk)"
    for table, name in _NAMED.items()
)
_NAMED["proposals"] = f"(CASE proposals.tbl {_ASKED} END)"
_NAMED["decisions"] = f"(SELECT {_NAMED['proposals']} FROM proposals WHERE proposals.id = proposal_id)"
"""Per exchanged table: the SQL that names one of its rows; a row without a name of its own is called by its person's."""


def name_of(source: "Rows | Store", table: str, pk: str) -> str:
    """The name of a row, "" when it is not here."""
    found = source.conn.execute(f"SELECT {_NAMED[table]} FROM {table} WHERE id = ?", (pk,)).fetchone()
    return str(found[0]) if found and found[0] else ""


def names_of(source: "Rows | Store", table: str, pks: Iterable[str]) -> dict[str, str]:
    """The names of many rows of one table; those that are not here are left out."""
    found = source.conn.execute(
        f"SELECT id, {_NAMED[table]} FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(pks)),),
    )
    return {pk: str(name) for pk, name in found if name}
