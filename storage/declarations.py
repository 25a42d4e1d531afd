"""Queries over declared items: how each stands, what else is called the same, and what was granted before."""

import json
from collections.abc import Sequence

from storage.store import Row, Rows, Store, dicts
from storage.teachers import ONLY_ONE, SCHOOLS

_ABOUT = "json_array({d}.version, {d}.kind, {d}.done_on, {d}.level, {d}.grade, {d}.role, {d}.quantity, {d}.category, {d}.hours)"
"""What a decision is about, as `decided_about` keeps it: all that the hours hang on. A title may be mended after it."""

STANDS = f"({{d}}.verdict IS NOT NULL AND ({{d}}.decided_about IS NULL OR {{d}}.decided_about = {_ABOUT}))"
"""Whether the county's verdict is about what stands there now, and not about what a school has changed since."""

COUNTS = f"({{d}}.granted > 0 AND {{d}}.verdict = 'passed' AND {STANDS})"
"""Whether an item gives hours: granted, and still what the county granted them for."""

_DESK = (
    "desk AS MATERIALIZED (SELECT DISTINCT p.teacher_id FROM sites s JOIN postings p "
    "ON p.organisation_id = s.organisation_id WHERE s.state = 'joined' AND p.end_date IS NULL {only})"
)
"""A school that works with a file of its own is asked first; of the others the county decides alone."""

_HAS_DESK = "d.teacher_id IN (SELECT teacher_id FROM desk) AS has_desk"

_LIST = (
    f"{SCHOOLS}, {_DESK}, "
    "alike AS MATERIALIZED (SELECT id, "
    "count(*) OVER (PARTITION BY teacher_id, kind, title, done_on) > 1 AS is_twice, "
    "role = '1' AND count(*) FILTER (WHERE role = '1') OVER (PARTITION BY kind, title) > 1 AS is_shared "
    "FROM declarations {same}), "
    "papers AS MATERIALIZED (SELECT pk, count(*) AS papers FROM attachments WHERE tbl = 'declarations' GROUP BY pk) "
    "SELECT d.*, t.name AS teacher_name, w.name AS school_name, "
    f"{STANDS.format(d='d')} AS stands, {_HAS_DESK}, "
    "a.is_twice, coalesce(a.is_shared, 0) AS is_shared, coalesce(f.papers, 0) AS papers, r.title AS rule_title "
    "FROM declarations d JOIN alike a ON a.id = d.id LEFT JOIN teachers t ON t.id = d.teacher_id "
    "LEFT JOIN school w ON w.teacher_id = d.teacher_id LEFT JOIN papers f ON f.pk = d.id "
    "LEFT JOIN rules r ON r.id = d.rule_id LEFT JOIN name_keys k ON k.teacher_id = d.teacher_id {where} "
    "ORDER BY d.done_on DESC, k.sort, t.name, d.id DESC"
)
_SAME = "WHERE title IN (SELECT title FROM declarations WHERE teacher_id = ?1)"


def listed(store: Store) -> list[Row]:
    """Every item, the newest first, with `teacher_name`, `school_name`, `rule_title`, how many `papers` hang on it and

    `stands` (the verdict is about what is there now), `has_desk` (the school works with a file of its own), `is_twice`
    (the same person's same item again), `is_shared` (another one leads an item of this name too).
    """
    return store.all(_LIST.format(only="", same="", where=""))


def some(store: Store, pks: Sequence[str]) -> list[Row]:
    """These items as in `listed`."""
    where = "WHERE d.id IN (SELECT value FROM json_each(?))"
    return store.all(_LIST.format(only="", same="", where=where), (json.dumps(list(pks)),))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's items as in `listed`."""
    return store.all(_LIST.format(only=ONLY_ONE, same=_SAME, where="WHERE d.teacher_id = ?1"), (teacher,))


def one(store: Store, pk: str) -> Row | None:
    """One item as in `listed`."""
    teacher = store.value("SELECT teacher_id FROM declarations WHERE id = ?", (pk,))
    return next((row for row in of_teacher(store, str(teacher)) if row["id"] == pk), None)


def standings(store: Store) -> list[Row]:
    """Of every item only what its state follows from: verdict, school_verdict, stands, has_desk."""
    return store.all(
        f"WITH {_DESK.format(only='')} "
        f"SELECT d.verdict, d.school_verdict, {STANDS.format(d='d')} AS stands, {_HAS_DESK} FROM declarations d"
    )


def as_it_stands(source: Store | Rows, pk: str) -> Row | None:
    """One item's own columns, with `stands` and `about`: what a decision made now would be about."""
    found = source.conn.execute(
        f"SELECT d.*, {STANDS.format(d='d')} AS stands, {_ABOUT.format(d='d')} AS about "
        "FROM declarations d WHERE d.id = ?",
        (pk,),
    )
    return next(iter(dicts(found)), None)


def granted_in_year(source: Store | Rows, teacher: str, year: str, but: str | None) -> list[Row]:
    """A teacher's items with hours granted that were done in a calendar year, that of id `but` left out."""
    return dicts(
        source.conn.execute(
            "SELECT * FROM declarations d WHERE teacher_id = ? AND substr(done_on, 1, 4) = ? "
            f"AND {COUNTS.format(d='d')} AND id IS NOT ?",
            (teacher, year, but),
        )
    )


def of_kind(rows: Rows, kind: str, teacher: str, day: str, but: str | None) -> list[tuple[str, str, str, str]]:
    """(title, teacher, role, name) of the items of a kind that this teacher did on this day, or that others lead."""
    found: list[tuple[str, str, str, str]] = rows.execute(
        "SELECT d.title, d.teacher_id, coalesce(d.role, ''), coalesce(t.name, '') FROM declarations d "
        "LEFT JOIN teachers t ON t.id = d.teacher_id WHERE d.kind = ?1 AND d.id IS NOT ?4 "
        "AND (d.teacher_id = ?2 AND d.done_on = ?3 OR d.teacher_id <> ?2 AND d.role = '1')",
        (kind, teacher, day, but),
    ).fetchall()
    return found


def earned_outside_classes(store: Store, teacher: str) -> list[Row]:
    """A teacher's granted items and studio activities that give hours, as rows of a statement of hours:

    year, source (declared or studio), kind, title, category, organiser, day and hours (tenths), the oldest first.
    """
    return store.all(
        "SELECT CAST(substr(d.done_on, 1, 4) AS INTEGER) AS year, 'declared' AS source, d.kind, d.title, d.category, "
        "d.venue AS organiser, d.done_on AS day, d.granted AS hours, d.id FROM declarations d "
        f"WHERE d.teacher_id = ?1 AND {COUNTS.format(d='d')} "
        "UNION ALL SELECT CAST(substr(v.held_on, 1, 4) AS INTEGER), 'studio', v.kind, v.topic, v.category, s.name, "
        "v.held_on, n.hours, n.id FROM participations n JOIN studio_activities v ON v.id = n.activity_id "
        "LEFT JOIN studios s ON s.id = v.studio_id "
        "WHERE n.teacher_id = ?1 AND n.hours > 0 AND v.category IS NOT NULL ORDER BY year, day, id",
        (teacher,),
    )
