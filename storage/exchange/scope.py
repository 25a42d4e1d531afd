"""Which roots a site holds, what was purged, and the outlines of people at other schools."""

import json
from collections.abc import Iterable
from typing import Any

from storage.capture import row_json
from storage.exchange.registers import Key, by_table
from storage.schema import PUBLIC, ROOT_TABLES, STUB_COLUMNS
from storage.store import Rows

DESIRED = f"""
SELECT '{PUBLIC}' AS root FROM sites WHERE id = ?1 AND state = 'joined'
UNION SELECT id FROM sites WHERE id = ?1 AND state = 'joined'
UNION SELECT p.teacher_id FROM sites s JOIN postings p ON p.organisation_id = s.organisation_id
    WHERE s.id = ?1 AND s.state = 'joined' AND p.end_date IS NULL
UNION SELECT r.id FROM sites s JOIN postings p ON p.organisation_id = s.organisation_id
    JOIN pairs r ON r.mentor_id = p.teacher_id
    WHERE s.id = ?1 AND s.state = 'joined' AND p.end_date IS NULL
UNION SELECT r.id FROM sites s JOIN postings p ON p.organisation_id = s.organisation_id
    JOIN pairs r ON r.mentee_id = p.teacher_id
    WHERE s.id = ?1 AND s.state = 'joined' AND p.end_date IS NULL
"""
"""What a site may see: the public root, a root of its own for letters between it and the county (its own id: nobody
else ever holds it), the teachers posted there now, and the pairs they stand in."""


def refresh_scope(rows: Rows, site: str) -> None:
    """Grant and revoke roots so that a site holds exactly what its teachers' postings give it.

    Done for one site, right before its scope is asked for: nobody else's is needed then.
    """
    leaving = (
        f"FROM scope WHERE site = ?1 AND root NOT IN ({DESIRED}) "
        # A deleted teacher or pair stays with its school, which must hear of the deletion.
        "AND (EXISTS (SELECT 1 FROM teachers t WHERE t.id = scope.root) "
        "OR EXISTS (SELECT 1 FROM pairs p WHERE p.id = scope.root))"
    )
    rows.execute(
        f"INSERT INTO revoked (site, root, rev) SELECT ?1, root, ?2 {leaving} "
        "ON CONFLICT DO UPDATE SET rev = excluded.rev",
        (site, rows.rev),
    )
    rows.execute(f"DELETE {leaving}", (site,))
    rows.execute(
        f"INSERT INTO scope (site, root, grant_rev) SELECT ?1, root, ?2 FROM ({DESIRED}) WHERE true "
        "ON CONFLICT DO NOTHING",
        (site, rows.rev),
    )


def scope_of(rows: Rows, site: str) -> dict[str, int]:
    """root → revision of its grant."""
    return dict(rows.execute("SELECT root, grant_rev FROM scope WHERE site = ?", (site,)).fetchall())


def revoked_since(rows: Rows, site: str, rev: int) -> set[str]:
    """Roots that left a site after a revision."""
    found = rows.execute("SELECT root FROM revoked WHERE site = ? AND rev > ?", (site, rev))
    return {row[0] for row in found}


def grant(rows: Rows, site: str, roots: Iterable[str]) -> None:
    """Give a site the roots it made itself."""
    rows.executemany(
        "INSERT INTO scope (site, root, grant_rev) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(site, root, rows.rev) for root in roots],
    )


def replace_scope(rows: Rows, site: str, roots: Iterable[str]) -> None:
    """A school's own scope as the county just told it."""
    rows.execute("DELETE FROM scope")
    grant(rows, site, roots)


def roots_there(rows: Rows, roots: Iterable[str]) -> set[str]:
    """Of some roots, those that some office holds or whose own row is or was here.

    Rows that came before their root (a restored county may have forgotten it) make nobody its owner.
    """
    found = rows.execute(
        "SELECT j.value FROM json_each(?1) j WHERE EXISTS (SELECT 1 FROM scope c WHERE c.root = j.value) "
        "OR EXISTS (SELECT 1 FROM json_each(?2) o JOIN stamps s ON s.tbl = o.value AND s.pk = j.value)",
        (json.dumps(list(roots)), json.dumps(ROOT_TABLES)),
    )
    return {row[0] for row in found}


def gravestones(rows: Rows, since: int = -1) -> list[Key]:
    """(table, id) of rows purged after a revision."""
    found: list[Key] = rows.execute("SELECT tbl, pk FROM gravestones WHERE rev > ?", (since,)).fetchall()
    return found


def stubs_for(rows: Rows, site: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(table, id, values) outlining the teachers a site's rows name but that it may not see."""
    named = (
        "SELECT r.mentor_id AS id FROM scope c JOIN pairs r ON r.id = c.root WHERE c.site = ?1 "
        "UNION SELECT r.mentee_id FROM scope c JOIN pairs r ON r.id = c.root WHERE c.site = ?1 "
        "UNION SELECT host_id FROM studios WHERE host_id IS NOT NULL "
        "UNION SELECT master_id FROM links WHERE master_id IS NOT NULL "
        "UNION SELECT g.mentor_id FROM scope c JOIN plans g ON g.teacher_id = c.root "
        "WHERE c.site = ?1 AND g.mentor_id IS NOT NULL "
        "UNION SELECT v.observed_id FROM scope c JOIN observations v ON v.teacher_id = c.root "
        "WHERE c.site = ?1 AND v.observed_id IS NOT NULL"
    )
    hidden = f"SELECT id FROM ({named}) WHERE id NOT IN (SELECT root FROM scope WHERE site = ?1)"
    found: list[tuple[str, str, dict[str, Any]]] = []
    for table, key, more in (
        ("teachers", "id", ""),
        ("postings", "teacher_id", "AND t.kind = 'work' AND t.end_date IS NULL"),
    ):
        row = row_json(STUB_COLUMNS[table], "t")
        for pk, values in rows.execute(
            f"SELECT t.id, {row} FROM {table} t WHERE t.{key} IN ({hidden}) {more}", (site,)
        ):
            found.append((table, pk, json.loads(values)))
    return found


def replace_stubs(rows: Rows, stubs: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Show exactly these outlines; one whose whole row has come is an outline no longer."""
    old = rows.execute(
        "SELECT tbl, pk FROM stubs WHERE NOT EXISTS (SELECT 1 FROM stamps s WHERE s.tbl = stubs.tbl AND s.pk = stubs.pk)"
    ).fetchall()
    rows.execute("DELETE FROM stubs")
    for table, pks in by_table(old).items():
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(pk,) for pk in pks])
    for table, pk, values in stubs:
        known = table in STUB_COLUMNS
        if not known or rows.execute("SELECT 1 FROM stamps WHERE tbl = ? AND pk = ?", (table, pk)).fetchone():
            continue
        columns = tuple(column for column in STUB_COLUMNS[table] if column in values)
        marks = ", ".join("?" for _ in range(len(columns) + 1))
        rows.execute(
            f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES ({marks})",
            (pk, *(values[column] for column in columns)),
        )
        rows.execute("INSERT INTO stubs (tbl, pk) VALUES (?, ?)", (table, pk))
