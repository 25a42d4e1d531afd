"""Contents of attachments between offices: what one lacks, what goes along, what is kept and what is dropped."""

import json
from collections.abc import Iterable

from storage.store import Rows, Store

_DIGEST = (
    "CASE o.kind WHEN 'I' THEN o.fields ->> '$.sha256' WHEN 'D' THEN o.fields ->> '$._base.row.sha256' "
    "WHEN 'O' THEN o.fields ->> '$.sha256[0]' END"
)
"""What an operation on `attachments` names; NULL for one that names nothing (a change of the name, a purged one)."""

_UNANSWERED = "t.received = 0 AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id)"

_SHOWN = (
    "SELECT sha256 FROM attachments UNION "
    "SELECT gone ->> '$.sha256' FROM stamps WHERE tbl = 'attachments' AND gone IS NOT NULL"
)
"""What a row names, or a deleted one that an undo may bring back."""

_NAMED_AT_COUNTY = f"{_SHOWN} UNION SELECT {_DIGEST} FROM operations o WHERE o.tbl = 'attachments'"
"""At the county also whatever the journal names: nothing that ever reached it is lost."""

_NAMED_AT_SCHOOL = (
    f"{_SHOWN} UNION SELECT sha256 FROM wanted UNION SELECT {_DIGEST} FROM operations o "
    f"JOIN transactions t ON t.seq = o.txn WHERE o.tbl = 'attachments' AND {_UNANSWERED}"
)
"""At a school what it shows, what waits for an answer and what the county still lacks: a teacher who has moved
takes the papers along."""

Size = tuple[str, int]
"""(digest, bytes)."""


def _named(at_county: bool) -> str:
    return _NAMED_AT_COUNTY if at_county else _NAMED_AT_SCHOOL


# -- what goes along


def contents_of_pending(store: Store) -> list[Size]:
    """At a school: contents named by its acts without an answer, in the order of the journal."""
    return store.tuples(
        f"SELECT b.sha256, b.size FROM operations o JOIN transactions t ON t.seq = o.txn "
        f"JOIN blobs b ON b.sha256 = {_DIGEST} WHERE o.tbl = 'attachments' AND {_UNANSWERED} "
        "GROUP BY b.sha256 ORDER BY min(o.seq)"
    )


def contents_for(rows: Rows, site: str, since: int) -> list[Size]:
    """At the county: contents that rows in a site's scope name and that are news to it, oldest first.

    News: the row, its content or the site's right to see it is newer than revision `since`, and the site did not
    write it itself; or it did, but the root had left it and has come back. A row whose name was changed since it was
    made is no news: if the content was lost on the way, the site asks for it.
    """
    found: list[Size] = rows.execute(
        # CROSS keeps the order: left to itself the engine walks all contents.
        "SELECT b.sha256, b.size FROM scope c CROSS JOIN attachments a ON a.root = c.root "
        "CROSS JOIN stamps s ON s.tbl = 'attachments' AND s.pk = a.id CROSS JOIN blobs b ON b.sha256 = a.sha256 "
        "LEFT JOIN transactions t ON t.id = s.tx AND t.site = ?1 LEFT JOIN known k ON k.id = t.id "
        "WHERE c.site = ?1 AND (CASE WHEN t.id IS NULL "
        "THEN c.grant_rev > ?2 OR b.rev > ?2 OR (s.rev > ?2 AND s.cells IS NULL AND s.del_tx IS NULL) "
        "ELSE c.grant_rev > ?2 AND k.rev < c.grant_rev END) "
        "GROUP BY b.sha256 ORDER BY min(s.rev), b.sha256",
        (site, since),
    ).fetchall()
    return found


def contents_asked(source: Rows | Store, site: str, *, in_scope: bool) -> list[Size]:
    """What another office asked for and is here; `in_scope`: only what a row names that the site may see."""
    may = (
        "AND EXISTS (SELECT 1 FROM attachments a JOIN scope c ON c.site = ?1 AND c.root = a.root "
        "WHERE a.sha256 = w.sha256)"
    )
    found: list[Size] = source.conn.execute(
        "SELECT b.sha256, b.size FROM wanted w JOIN blobs b ON b.sha256 = w.sha256 "
        f"WHERE w.site = ?1 {may if in_scope else ''} ORDER BY b.rev, b.sha256",
        (site,),
    ).fetchall()
    return found


# -- what is lacking


def lacking(source: Store | Rows) -> list[str]:
    """At a school: digests that its rows name and that are not here."""
    found = source.conn.execute(
        "SELECT DISTINCT a.sha256 FROM attachments a "
        "WHERE NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = a.sha256) ORDER BY a.sha256"
    )
    return [row[0] for row in found]


def lacking_of(rows: Rows, site: str) -> list[str]:
    """At the county: digests that are not here and that a site may have, because it holds the row or wrote it."""
    found = rows.execute(
        "SELECT a.sha256 AS digest FROM scope c CROSS JOIN attachments a ON a.root = c.root WHERE c.site = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = a.sha256) "
        "UNION SELECT sha256 FROM awaited WHERE site = ?1 ORDER BY digest",
        (site,),
    )
    return [row[0] for row in found]


def await_contents(rows: Rows, site: str, digests: Iterable[str]) -> None:
    """At the county: contents that acts of a school name are waited for, whatever becomes of the acts."""
    rows.executemany(
        "INSERT INTO awaited (site, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING", [(site, one) for one in digests]
    )


def stop_awaiting(rows: Rows) -> None:
    """At the county: contents that no row and no act names any more (they were purged) are waited for no longer."""
    rows.execute(
        f"WITH n (digest) AS ({_named(True)}) DELETE FROM awaited "
        "WHERE sha256 NOT IN (SELECT digest FROM n WHERE digest IS NOT NULL)"
    )


def asking(store: Store) -> list[str]:
    """Offices that lacked something when they wrote their last file."""
    return [row[0] for row in store.tuples("SELECT DISTINCT site FROM wanted")]


def replace_wanted(rows: Rows, site: str, digests: Iterable[str]) -> None:
    """What another office lacks now, by its last file."""
    rows.execute("DELETE FROM wanted WHERE site = ?", (site,))
    rows.executemany("INSERT INTO wanted (site, sha256) VALUES (?, ?)", [(site, one) for one in digests])


# -- what came


def add_content(rows: Rows, sha256: str, data: bytes, early: int) -> None:
    """Keep a content that came, for now as one that nothing names; one that is here already stays."""
    rows.conn.execute(
        "INSERT INTO blobs (sha256, size, rev, early, data) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET early = max(early, excluded.early) WHERE early IS NOT NULL",
        (sha256, len(data), rows.rev, early, data),
    )


def settle_contents(rows: Rows, *, at_county: bool, adopted: int, most: int) -> None:
    """After rows and contents have come: early ones that are named now stay, the rest is dropped in good time.

    A school drops what nothing of its own names any more, unless it goes with a down-file later than `adopted`. Of
    those that came before anything named them at most `most` bytes are kept; what did not fit will be asked for.
    """
    # At the county what an older act names has its row, or is waited for: the whole journal need not be asked.
    named = (
        "EXISTS (SELECT 1 FROM attachments a WHERE a.sha256 = blobs.sha256) "
        "OR EXISTS (SELECT 1 FROM awaited w WHERE w.sha256 = blobs.sha256)"
        if at_county
        else f"sha256 IN ({_NAMED_AT_SCHOOL})"
    )
    if rows.execute("SELECT 1 FROM blobs WHERE early IS NOT NULL LIMIT 1").fetchone():
        rows.execute(f"UPDATE blobs SET early = NULL WHERE early IS NOT NULL AND ({named})")
        _bound(rows, most)
    if at_county:
        rows.execute(
            "DELETE FROM awaited WHERE EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = awaited.sha256 AND b.early IS NULL)"
        )
    else:
        drop_unnamed(rows, at_county=False, adopted=adopted)


def drop_early(rows: Rows, digests: Iterable[str]) -> None:
    """Drop those of some contents that nothing here names."""
    rows.executemany("DELETE FROM blobs WHERE sha256 = ? AND early IS NOT NULL", [(one,) for one in digests])


def kept_now(rows: Rows, digests: Iterable[str]) -> int:
    """How many of some contents came in this block and were kept."""
    found = rows.execute(
        "SELECT count(*) FROM json_each(?) j CROSS JOIN blobs b ON b.sha256 = j.value WHERE b.rev = ?",
        (json.dumps(list(digests)), rows.rev),
    )
    return int(found.fetchone()[0])


def _bound(rows: Rows, most: int) -> None:
    """Drop the latest of those that nothing names until the rest fits."""
    rows.execute(
        "DELETE FROM blobs WHERE sha256 IN (SELECT sha256 FROM (SELECT sha256, sum(size) OVER (ORDER BY rev, sha256) "
        "AS filled FROM blobs WHERE early IS NOT NULL) WHERE filled > ?)",
        (most,),
    )


def drop_unnamed(rows: Rows, *, at_county: bool, adopted: int | None = None) -> tuple[int, int]:
    """Drop contents that nothing names: (how many, bytes). Those that go with a file later than `adopted` stay."""
    waits = "" if adopted is None else f"AND (early IS NULL OR early <= {int(adopted)}) "
    # `IN` over a list with NULL in it says neither yes nor no.
    found = rows.execute(
        f"WITH n (digest) AS ({_named(at_county)}) DELETE FROM blobs "
        f"WHERE sha256 NOT IN (SELECT digest FROM n WHERE digest IS NOT NULL) {waits}RETURNING size"
    ).fetchall()
    return len(found), sum(row[0] for row in found)


def unnamed(store: Store, *, at_county: bool) -> tuple[int, int]:
    """How many contents nothing names, and their bytes."""
    row = store.tuples(
        f"WITH n (digest) AS ({_named(at_county)}) SELECT count(*), coalesce(sum(size), 0) FROM blobs "
        "WHERE sha256 NOT IN (SELECT digest FROM n WHERE digest IS NOT NULL)"
    )[0]
    return int(row[0]), int(row[1])
