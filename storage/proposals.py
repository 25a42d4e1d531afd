"""Queries over proposals (a school's wish to have a field changed) and the county's decisions about them."""

import json
from collections.abc import Iterable, Sequence

from storage.store import Row, Store, Value

_STANDING = "d.proposal_id = p.id AND d.version = p.version"
"""The decision about the version that stands now."""


def listed(store: Store, ids: Sequence[str] | None = None) -> list[Row]:
    """Proposals (these, or all), newest first, each with the decision about its present version, else about its last one
    (`decided_version`, `verdict`, `comment`, `decided_on`, `decided_by`), who wrote that version and when (`actor`,
    `at`), and the school's name as the county knows it (`site_name`)."""
    return store.all(
        "SELECT p.*, d.id AS decision, d.version AS decided_version, d.verdict, d.comment, d.decided_on, d.decided_by, "
        "t.actor, t.at, s.name AS site_name FROM proposals p "
        "LEFT JOIN decisions d ON d.id = (SELECT x.id FROM decisions x WHERE x.proposal_id = p.id "
        "ORDER BY x.version = p.version DESC, x.version DESC, x.id DESC LIMIT 1) "
        "LEFT JOIN stamps m ON m.tbl = 'proposals' AND m.pk = p.id "
        "LEFT JOIN transactions t ON t.id = coalesce(m.cells ->> 'version', m.tx) "
        "LEFT JOIN sites s ON s.id = p.root "
        "WHERE ?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1)) ORDER BY t.seq DESC, p.id DESC",
        (None if ids is None else json.dumps(list(ids)),),
    )


def unsettled(store: Store, site: str, table: str, pk: str, column: str) -> str | None:
    """The id of a site's proposal about a field that was neither withdrawn nor passed."""
    found = store.value(
        "SELECT p.id FROM proposals p WHERE p.root = ? AND p.tbl = ? AND p.pk = ? AND p.col = ? AND p.withdrawn = 0 "
        f"AND NOT EXISTS (SELECT 1 FROM decisions d WHERE {_STANDING} AND d.verdict = 'passed') ORDER BY p.id DESC",
        (site, table, pk, column),
    )
    return None if found is None else str(found)


def waiting(store: Store) -> int:
    """How many proposals nobody has decided about in their present version."""
    return int(
        store.value(
            "SELECT count(*) FROM proposals p WHERE p.withdrawn = 0 "
            f"AND NOT EXISTS (SELECT 1 FROM decisions d WHERE {_STANDING})"
        )
    )


def returned(store: Store) -> int:
    """How many proposals were returned and neither changed nor withdrawn since."""
    return int(
        store.value(
            "SELECT count(*) FROM proposals p WHERE p.withdrawn = 0 "
            f"AND EXISTS (SELECT 1 FROM decisions d WHERE {_STANDING} AND d.verdict = 'returned')"
        )
    )


def decisions(store: Store, proposal: str) -> list[Row]:
    """What was decided about a proposal, version by version."""
    return store.all("SELECT * FROM decisions WHERE proposal_id = ? ORDER BY version, id", (proposal,))


def is_outline(store: Store, table: str, pk: str) -> bool:
    """Whether a row is only the outline of somebody at another school."""
    return bool(store.value("SELECT 1 FROM stubs WHERE tbl = ? AND pk = ?", (table, pk)))


def holds(store: Store, site: str, table: str, pk: str) -> bool:
    """Whether a site holds a row: its root is in the site's scope."""
    return bool(
        store.value(
            "SELECT 1 FROM stamps m JOIN scope c ON c.root = m.root AND c.site = ? WHERE m.tbl = ? AND m.pk = ?",
            (site, table, pk),
        )
    )


def cells(store: Store, table: str, column: str, pks: Iterable[str]) -> dict[str, Value]:
    """id → what stands in one column of some rows; those that are not here are left out."""
    return dict(
        store.tuples(
            f"SELECT id, {column} FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(pks)),)
        )
    )
