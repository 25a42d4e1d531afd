"""Reading the audit: its entries page by page, narrowed by day, person, kind and text, and what one is about."""

import json
from typing import Any

from storage.store import Row, Store, dicts

_REASON = (
    "CASE WHEN a.kind IN ('founded', 'upgraded') THEN '' "
    "ELSE coalesce((SELECT t.reason FROM transactions t WHERE t.id = a.txid), '') END"
)
_LINE = f"SELECT a.seq, a.at, a.actor, a.kind, a.what, {_REASON}, a.hash, a.detail FROM audit a"
_TEXT = (
    "(a.what LIKE :text ESCAPE '!' OR a.detail LIKE :text ESCAPE '!' OR (a.kind NOT IN ('founded', 'upgraded') "
    "AND EXISTS (SELECT 1 FROM transactions t WHERE t.seq BETWEEN a.first_txn AND a.last_txn "
    "AND t.reason LIKE :text ESCAPE '!')))"
)


def listed(
    store: Store, *, since: str, until: str, actor: str, kind: str, text: str, before: int | None, limit: int
) -> list[tuple[int, str, str, str, str, str, bytes, str]]:
    """(number, at, actor, kind, sentence, reason, hash, detail) of entries, the newest first, below number `before`."""
    where, values = _where(since, until, actor, kind, text)
    if before is not None:
        where = [*where, "a.seq < :before"]
    sql = f"{_LINE}{_joined(where)} ORDER BY a.seq DESC LIMIT :limit"
    return store.tuples(sql, {**values, "before": before, "limit": limit})


def count(store: Store, *, since: str, until: str, actor: str, kind: str, text: str) -> int:
    """How many entries there are, of those wanted."""
    where, values = _where(since, until, actor, kind, text)
    return int(store.value(f"SELECT count(*) FROM audit a{_joined(where)}", values))


def _where(since: str, until: str, actor: str, kind: str, text: str) -> tuple[list[str], dict[str, str]]:
    escaped = "".join(f"!{one}" if one in "!%_" else one for one in text)
    asked = {
        "a.at >= :since": ("since", since),
        # Whatever comes after the day in a moment: the day itself is included.
        "a.at < :until || 'U'": ("until", until),
        "a.actor = :actor": ("actor", actor),
        "a.kind = :kind": ("kind", kind),
        _TEXT: ("text", f"%{escaped}%" if text else ""),
    }
    return [sql for sql, (_name, value) in asked.items() if value], dict(asked.values())


def _joined(where: list[str]) -> str:
    return f" WHERE {' AND '.join(where)}" if where else ""


def actors(store: Store) -> list[str]:
    """Everybody named in an entry, in order."""
    return [name for (name,) in store.tuples("SELECT DISTINCT actor FROM audit WHERE actor <> '' ORDER BY actor")]


def about(store: Store, seq: int) -> tuple[int | None, int | None, str]:
    """First and last act (transactions.seq) of an entry, and its detail; `(None, None, "{}")` where there is none."""
    found = store.tuples("SELECT first_txn, last_txn, detail FROM audit WHERE seq = ?", (seq,))
    return found[0] if found else (None, None, "{}")


def hash_at(store: Store, seq: int) -> bytes | None:
    """The hash of one entry; None where there is none."""
    found: bytes | None = store.value("SELECT hash FROM audit WHERE seq = ?", (seq,))
    return found


def operations(store: Store, first: int, last: int, most: int) -> tuple[list[Row], int]:
    """At most so many operations of some acts, in order (tbl, pk, kind, fields decoded), and how many there are."""
    span = (first, last)
    found = dicts(
        store.conn.execute(
            "SELECT tbl, pk, kind, fields FROM operations WHERE txn BETWEEN ? AND ? AND kind <> 'O' "
            "ORDER BY txn, seq LIMIT ?",
            (*span, most),
        )
    )
    total = store.value("SELECT count(*) FROM operations WHERE txn BETWEEN ? AND ? AND kind <> 'O'", span)
    return [{**row, "fields": _decoded(row["fields"])} for row in found], int(total)


def _decoded(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
