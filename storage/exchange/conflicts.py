"""Conflicts and offered values, kept until a person decides."""

from collections.abc import Iterable
from typing import Any

from storage.exchange.registers import Key, as_json
from storage.store import Rows, Store, Value


def add_conflict(rows: Rows, values: dict[str, Value]) -> None:
    """Keep one conflict; values as in the table `conflicts`."""
    marks = ", ".join("?" for _ in values)
    rows.execute(f"INSERT INTO conflicts ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def close_conflicts(rows: Rows, ids: Iterable[str]) -> None:
    """Mark conflicts that closed by themselves."""
    rows.executemany("UPDATE conflicts SET state = 'retried' WHERE id = ?", [(one,) for one in ids])


def open_conflicts(rows: Rows) -> list[tuple[Any, ...]]:
    """Open conflicts, oldest first: id, txid, col, why, hub_tx, hub_value, operation's root, tbl, pk, kind, fields."""
    found: list[tuple[Any, ...]] = rows.execute(
        "SELECT c.id, c.txid, c.col, c.why, c.hub_tx, c.hub_value, o.root, o.tbl, o.pk, o.kind, o.fields "
        "FROM conflicts c JOIN operations o ON o.seq = c.operation WHERE c.state = 'open' ORDER BY c.id"
    ).fetchall()
    return found


def add_review(
    rows: Rows, site: str, key: Key, root: str, column: str, value: Any, tx: str, base_tx: str | None
) -> None:
    """Keep a value a school offers back; once, however often it is offered."""
    rows.execute(
        "INSERT INTO reviews (site, tbl, pk, root, col, value, tx, base_tx, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING",
        (site, *key, root, column, as_json(value), tx, base_tx),
    )


def conflicts(store: Store, state: str = "open") -> list[dict[str, Any]]:
    """Conflicts in one state, with who wrote the school's value and when."""
    return store.all(
        "SELECT c.*, t.actor, t.reason, t.at, t.site FROM conflicts c JOIN transactions t ON t.id = c.txid "
        "WHERE c.state = ? ORDER BY c.id",
        (state,),
    )


def reviews(store: Store) -> list[dict[str, Any]]:
    """Values schools offered back that nobody has decided about, oldest first."""
    return store.all("SELECT site, tbl, pk, col, value FROM reviews WHERE state = 'open' ORDER BY seq")
