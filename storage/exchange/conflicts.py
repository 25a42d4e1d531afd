"""Conflicts, kept until a person decides, and for ever after with what was decided."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from storage.exchange.registers import Key
from storage.store import Row, Rows, Store, Value, dicts

_LATER = (
    "EXISTS (SELECT 1 FROM conflicts n WHERE n.state = 'open' AND n.tbl = c.tbl AND n.pk = c.pk AND n.col = c.col "
    "AND n.base_tx = c.txid)"
)
"""Whether the author of a conflict's value wrote another one on top of it, which is in conflict too."""

_WHOLE = (
    "SELECT c.*, o.kind, t.actor, t.reason, t.at, t.site, s.name AS school, "
    "h.actor AS hub_actor, h.at AS hub_at, b.actor AS base_actor, b.at AS base_at "
    "FROM conflicts c JOIN operations o ON o.seq = c.operation JOIN transactions t ON t.id = c.txid "
    "LEFT JOIN sites s ON s.id = t.site "
    "LEFT JOIN transactions h ON h.id = c.hub_tx LEFT JOIN transactions b ON b.id = c.base_tx "
)


def add_conflicts(rows: Rows, conflicts: Sequence[Mapping[str, Value]]) -> None:
    """Keep conflicts; all name the same columns of the table `conflicts`, in one order."""
    if conflicts:
        marks = ", ".join("?" for _ in conflicts[0])
        rows.executemany(
            f"INSERT INTO conflicts ({', '.join(conflicts[0])}) VALUES ({marks})",
            [tuple(one.values()) for one in conflicts],
        )


def close_conflicts(rows: Rows, ids: Iterable[str]) -> None:
    """Mark conflicts that closed by themselves."""
    rows.executemany("UPDATE conflicts SET state = 'retried' WHERE id = ?", [(one,) for one in ids])


def settle_conflicts(rows: Rows, settled: Iterable[tuple[str, str, str | None]], by: str, at: str) -> None:
    """Mark conflicts that a person decided: (id, state, JSON of the value that stands now)."""
    rows.executemany(
        "UPDATE conflicts SET state = ?, settled_value = ?, resolved_by = ?, resolved_at = ? WHERE id = ?",
        [(state, value, by, at, pk) for pk, state, value in settled],
    )


def open_conflicts(rows: Rows, touched: Iterable[Key]) -> list[tuple[Any, ...]]:
    """Open conflicts that may move when some rows are written, with all others of the same acts, oldest first.

    May move: what is on those rows, and what is on a row where some conflict's parent stands now. Whether one moves
    is decided elsewhere; the many that only wait for a person are not looked at.
    Columns: id, txid, col, why, hub_tx, hub_value, the operation's root, tbl, pk, kind, fields.
    """
    found: list[tuple[Any, ...]] = rows.execute(
        "WITH near(tbl, pk) AS MATERIALIZED (SELECT c.tbl, c.pk FROM conflicts c "
        "JOIN stamps s ON s.tbl = c.tbl AND s.pk = c.pk WHERE c.state = 'open' "
        "AND iif(c.col = '_del', c.base_tx IS s.del_tx, c.base_tx = coalesce(s.cells ->> c.col, s.tx)) "
        "UNION SELECT value ->> 0, value ->> 1 FROM json_each(?)), "
        "acts(txid) AS MATERIALIZED (SELECT c.txid FROM conflicts c "
        "WHERE c.state = 'open' AND (c.tbl, c.pk) IN (SELECT tbl, pk FROM near)) "
        "SELECT c.id, c.txid, c.col, c.why, c.hub_tx, c.hub_value, o.root, o.tbl, o.pk, o.kind, o.fields "
        "FROM conflicts c JOIN operations o ON o.seq = c.operation "
        "WHERE c.state = 'open' AND c.txid IN (SELECT txid FROM acts) ORDER BY c.id",
        (json.dumps([list(key) for key in touched]),),
    ).fetchall()
    return found


def waiting_deletions(rows: Rows) -> set[Key]:
    """Rows that an open conflict would delete."""
    found = rows.execute("SELECT tbl, pk FROM conflicts WHERE state = 'open' AND col = '_del' AND school_value <> '0'")
    return set(found.fetchall())


def conflicts(store: Store, state: str = "open") -> list[Row]:
    """Conflicts in one state in the order they came, with who wrote the three values and when.

    Of the values one author wrote one after another into the same field only the last is told: it is what
    stands for him, and what is decided about it is decided about all.
    """
    last = f" AND NOT {_LATER}" if state == "open" else ""
    return store.all(f"{_WHOLE} WHERE c.state = ?{last} ORDER BY c.operation, c.col", (state,))


def conflict_count(store: Store) -> int:
    """How many conflicts wait for a person, as `conflicts` tells them."""
    return int(store.value(f"SELECT count(*) FROM conflicts c WHERE c.state = 'open' AND NOT {_LATER}"))


def conflicts_of_acts(source: Rows | Store, txids: Iterable[str]) -> list[Row]:
    """All conflicts of some acts, in whatever state, as `conflicts` tells them."""
    return _dicts(
        source, f"{_WHOLE} WHERE c.txid IN (SELECT value FROM json_each(?)) ORDER BY c.operation, c.col", txids
    )


def conflicts_by_id(source: Rows | Store, ids: Iterable[str]) -> list[Row]:
    """Some conflicts, and the open ones their authors' earlier values of the same fields are in, in the order they came."""
    return _dicts(
        source,
        "WITH RECURSIVE line(id) AS (SELECT value FROM json_each(?) "
        "UNION SELECT e.id FROM line l JOIN conflicts c ON c.id = l.id AND c.state = 'open' "
        "JOIN conflicts e ON e.txid = c.base_tx AND e.tbl = c.tbl AND e.pk = c.pk AND e.col = c.col "
        "AND e.state = 'open') "
        f"{_WHOLE} WHERE c.id IN (SELECT id FROM line) ORDER BY c.operation, c.col",
        ids,
    )


def _dicts(source: Rows | Store, sql: str, ids: Iterable[str]) -> list[Row]:
    return dicts(source.conn.execute(sql, (json.dumps(list(ids)),)))
