"""Queries over studios and memberships."""

import json
from collections.abc import Iterable

from storage.store import Row, Rows, Store
from storage.teachers import SCHOOL_OF

_GONE = (
    "(SELECT max(p.end_date) FROM postings p WHERE p.teacher_id = {of} AND p.kind = 'work' AND NOT EXISTS "
    "(SELECT 1 FROM postings n WHERE n.teacher_id = {of} AND n.kind = 'work' AND n.end_date IS NULL))"
)
"""The day on which somebody's last posting ended; NULL while there is one, and for whom none was ever known."""


def listed(store: Store) -> list[Row]:
    """Every studio with its host's and hosting school's name, its present number of members, and how many of these
    and whether the host (`host_gone_on`) have left the county."""
    return store.all(
        f"SELECT s.*, h.name AS host_name, o.name AS organisation_name, {_GONE.format(of='s.host_id')} AS host_gone_on, "
        "(SELECT count(*) FROM members m WHERE m.studio_id = s.id AND m.left_on IS NULL) AS members, "
        f"(SELECT count({_GONE.format(of='m.teacher_id')}) FROM members m WHERE m.studio_id = s.id "
        "AND m.left_on IS NULL) AS members_gone "
        "FROM studios s LEFT JOIN teachers h ON h.id = s.host_id "
        "LEFT JOIN organisations o ON o.id = s.organisation_id ORDER BY s.kind, s.name, s.id"
    )


def members(store: Store, studio: str | None = None) -> list[Row]:
    """Memberships (of one studio, or all) with names of studio, teacher and school, `gone_on` (when the person's last
    posting ended) and `others` (other studios of which a present member is one as well)."""
    return store.all(
        "WITH present AS MATERIALIZED (SELECT m.teacher_id, m.studio_id, s.name FROM members m "
        "JOIN studios s ON s.id = m.studio_id WHERE m.left_on IS NULL "
        "UNION SELECT s.host_id, s.id, s.name || '（主持人）' FROM studios s "
        "WHERE s.host_id IS NOT NULL AND coalesce(s.state, '1') = '1') "
        "SELECT m.*, s.name AS studio_name, t.name AS teacher_name, t.subject, "
        f"{_GONE.format(of='m.teacher_id')} AS gone_on, "
        "CASE WHEN m.left_on IS NULL THEN (SELECT group_concat(x.name, '、') FROM present x "
        "WHERE x.teacher_id = m.teacher_id AND x.studio_id <> m.studio_id) END AS others, "
        f"{SCHOOL_OF.format(of='t.id')} AS school_name "
        "FROM members m LEFT JOIN studios s ON s.id = m.studio_id LEFT JOIN teachers t ON t.id = m.teacher_id "
        "WHERE ?1 IS NULL OR m.studio_id = ?1 ORDER BY s.kind, s.name, m.role, m.joined_on, m.id",
        (studio,),
    )


def is_member(rows: Rows, studio: str, teacher: str, but: str | None) -> bool:
    """Whether a teacher is a present member of a studio by a row other than `but`."""
    found = rows.execute(
        "SELECT 1 FROM members WHERE studio_id = ? AND teacher_id = ? AND left_on IS NULL AND id IS NOT ?",
        (studio, teacher, but),
    )
    return found.fetchone() is not None


def elsewhere(rows: Rows, studio: str, teacher: str) -> list[tuple[str, str]]:
    """(studio's name, role) of the other studios of which a teacher is a present member or the host (role 1)."""
    found: list[tuple[str, str]] = rows.execute(
        "SELECT s.name, m.role FROM members m JOIN studios s ON s.id = m.studio_id "
        "WHERE m.teacher_id = ?1 AND m.left_on IS NULL AND m.studio_id <> ?2 "
        "UNION SELECT name, '1' FROM studios WHERE host_id = ?1 AND id <> ?2 AND coalesce(state, '1') = '1' ORDER BY 1",
        (teacher, studio),
    ).fetchall()
    return found


def present(rows: Rows, studio: str) -> list[tuple[str, str, str | None]]:
    """(id, teacher, joined_on) of a studio's present memberships."""
    found: list[tuple[str, str, str | None]] = rows.execute(
        "SELECT id, teacher_id, joined_on FROM members WHERE studio_id = ? AND left_on IS NULL ORDER BY id", (studio,)
    ).fetchall()
    return found


def gone_on(rows: Rows, teacher: str) -> str | None:
    """The day on which a teacher's last posting ended; None while there is one."""
    (found,) = rows.execute(f"SELECT {_GONE.format(of='?1')}", (teacher,)).fetchone()
    return str(found) if found else None


def standings(source: Store | Rows, teachers: Iterable[str]) -> dict[str, tuple[str, str | None, tuple[str, ...]]]:
    """teacher → (name, title, what the person was awarded, candidacies left out); outlines of others are not there."""
    found = source.conn.execute(
        "SELECT t.id, t.name, t.title, t.honour, (SELECT json_group_array(h.title) FROM honours h "
        "WHERE h.teacher_id = t.id AND coalesce(h.is_candidate, 0) = 0) FROM teachers t "
        "WHERE t.id IN (SELECT value FROM json_each(?)) "
        "AND t.id NOT IN (SELECT pk FROM stubs WHERE tbl = 'teachers')",
        (json.dumps(list(teachers)),),
    )
    return {
        pk: (name, title, (*((honour,) if honour else ()), *json.loads(honours)))
        for pk, name, title, honour, honours in found
    }


def figures(store: Store) -> list[Row]:
    """Per kind of running studio: kind, studios, members (a person once per studio), people (each once)."""
    return store.all(
        "SELECT s.kind, count(DISTINCT s.id) AS studios, count(DISTINCT m.studio_id || m.teacher_id) AS members, "
        "count(DISTINCT m.teacher_id) AS people "
        "FROM studios s LEFT JOIN members m ON m.studio_id = s.id AND m.left_on IS NULL "
        "WHERE coalesce(s.state, '1') = '1' GROUP BY 1 ORDER BY 1"
    )


def people(store: Store) -> int:
    """How many different people are present members of running studios."""
    return int(
        store.value(
            "SELECT count(DISTINCT m.teacher_id) FROM members m JOIN studios s ON s.id = m.studio_id "
            "WHERE m.left_on IS NULL AND coalesce(s.state, '1') = '1'"
        )
    )
