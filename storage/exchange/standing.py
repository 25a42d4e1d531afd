"""What the county knows of each school's exchange: its files by date, what it has proved to hold, what it was not told."""

from typing import Any

from storage.exchange.scope import DESIRED
from storage.store import Store


def site_facts(store: Store) -> list[dict[str, Any]]:
    """A row for each school that was invited or has joined, in the order of codes.

    id, organisation_id, code, name, phone, state, since, invite (JSON or None), last_in, last_out (ISO 8601 or
    None), sent_n (number of the last file made for it), held_n (largest number it has proved to hold), strange
    (claims of files this county never made), untold (outcomes decided after the last file for it), conflicts,
    stopped (since when all its computers are out of use, None when one is in use or none ever joined).
    """
    return store.all(
        "SELECT s.id, s.organisation_id, o.code, s.name, o.phone, s.state, s.since, s.invite, "
        "(SELECT max(at) FROM exchange_files f WHERE f.site = s.id AND f.direction = 'in' AND f.kind = 'up' "
        "AND f.undone IS NULL) AS last_in, "
        "(SELECT max(at) FROM exchange_files f WHERE f.site = s.id AND f.direction = 'out' AND f.kind = 'down') "
        "AS last_out, "
        "(SELECT max(n) FROM snapshots p WHERE p.site = s.id) AS sent_n, "
        "(SELECT max(n) FROM claims c WHERE c.site = s.id) AS held_n, "
        "(SELECT count(*) FROM claims c WHERE c.site = s.id AND c.snapshot IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM snapshots p WHERE p.id = c.snapshot AND p.site = s.id)) AS strange, "
        "(SELECT count(*) FROM known k WHERE k.site = s.id AND k.rev > "
        "coalesce((SELECT max(rev) FROM snapshots p WHERE p.site = s.id), -1)) AS untold, "
        "(SELECT count(*) FROM conflicts c JOIN transactions t ON t.id = c.txid "
        "WHERE c.state = 'open' AND t.site = s.id) AS conflicts, "
        "(SELECT max(since) FROM site_keys k WHERE k.site = s.id AND k.state = 'revoked' "
        "AND NOT EXISTS (SELECT 1 FROM site_keys a WHERE a.site = s.id AND a.state = 'active')) AS stopped "
        "FROM sites s LEFT JOIN organisations o ON o.id = s.organisation_id ORDER BY o.code IS NULL, o.code, s.name"
    )


def files_since(store: Store, at: str) -> list[tuple[str, str, str]]:
    """(site, kind, at) of the up-files taken and the down-files made from a moment (ISO 8601) on, oldest first."""
    return store.tuples(
        "SELECT site, kind, at FROM exchange_files WHERE at >= ? AND undone IS NULL "
        "AND (kind = 'up' AND direction = 'in' OR kind = 'down' AND direction = 'out') ORDER BY id",
        (at,),
    )


def packages_taken(store: Store) -> set[str]:
    """Ids of the packages that were taken here and not taken back."""
    return {
        row[0]
        for row in store.tuples("SELECT package_id FROM exchange_files WHERE direction = 'in' AND undone IS NULL")
    }


def has_news(store: Store, site: str) -> bool:
    """Whether a school would receive anything that was not in the last file made for it, or never got one."""
    last = store.value("SELECT max(rev) FROM snapshots WHERE site = ?", (site,))
    if last is None:
        return True
    return bool(
        store.value(
            f"WITH desired AS ({DESIRED}) "
            "SELECT EXISTS (SELECT 1 FROM known k WHERE k.site = ?1 AND k.rev > ?2) "
            "OR EXISTS (SELECT 1 FROM gravestones g WHERE g.rev > ?2) "
            "OR EXISTS (SELECT 1 FROM desired d "
            "WHERE NOT EXISTS (SELECT 1 FROM scope c WHERE c.site = ?1 AND c.root = d.root)) "
            # A deleted teacher is desired no longer, but stays in the school's scope until it has heard.
            "OR EXISTS (SELECT 1 FROM scope c JOIN stamps s ON s.root = c.root WHERE c.site = ?1 AND s.rev > ?2) "
            "OR EXISTS (SELECT 1 FROM scope c WHERE c.site = ?1 AND c.root NOT IN (SELECT root FROM desired) "
            "AND (EXISTS (SELECT 1 FROM teachers t WHERE t.id = c.root) "
            "OR EXISTS (SELECT 1 FROM pairs p WHERE p.id = c.root))) "
            # It has asked for contents, or holds a file this county never made, and has had no answer yet.
            "OR EXISTS (SELECT 1 FROM sites t WHERE t.id = ?1 AND t.sent = 0 AND ("
            "EXISTS (SELECT 1 FROM wanted w WHERE w.site = ?1) "
            "OR EXISTS (SELECT 1 FROM claims c WHERE c.site = ?1 AND c.snapshot IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM snapshots p WHERE p.id = c.snapshot AND p.site = ?1))))",
            (site, last),
        )
    )


def pending_mark(store: Store) -> str:
    """At a school: changes whenever what waits for the county, or what was adopted from it, is different."""
    count, last = store.tuples(
        "SELECT count(*), max(t.seq) FROM transactions t WHERE t.received = 0 "
        "AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id)"
    )[0]
    return f"{store.fact('adopted') or ''}/{count}/{last or 0}"


def revision(store: Store) -> int:
    """The file's revision: another number after every writing block."""
    return int(store.value("SELECT rev FROM act_now"))
