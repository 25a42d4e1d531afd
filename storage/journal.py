"""Reading the journal (history of a row, what can be undone) and taking an act back."""

import json
from typing import Any

from storage.problems import StorageProblem
from storage.store import Row, Rows, Store


def history(store: Store, tables_and_ids: list[tuple[str, str]], limit: int = 200) -> list[Row]:
    """Acts that touched the given rows, newest first: actor, reason, at, outcome, tbl, pk, kind, fields (decoded).

    `outcome` is what the county decided about a school's act; None where nobody needed to or did not yet.
    """
    found: list[Row] = []
    for table, pk in tables_and_ids:
        found += store.all(
            "SELECT o.seq, t.id AS txid, t.actor, t.reason, t.at, t.site, k.outcome, o.tbl, o.pk, o.kind, o.fields "
            "FROM operations o JOIN transactions t ON t.seq = o.txn LEFT JOIN known k ON k.id = t.id "
            "WHERE o.tbl = ? AND o.pk = ? AND o.kind <> 'O' ORDER BY o.seq DESC LIMIT ?",
            (table, pk, limit),
        )
    for row in found:
        row["fields"] = json.loads(row["fields"])
    return sorted(found, key=lambda row: -row["seq"])[:limit]


def recent(store: Store, limit: int = 50) -> list[Row]:
    """The latest acts of this office, newest first, with how many rows each touched and whether it was undone."""
    return store.all(
        "SELECT t.id, t.actor, t.reason, t.at, t.undoes, count(o.seq) AS rows, "
        "EXISTS (SELECT 1 FROM transactions u WHERE u.undoes = t.id) AS undone "
        "FROM transactions t JOIN operations o ON o.txn = t.seq "
        "WHERE t.received = 0 AND o.kind <> 'O' GROUP BY t.seq ORDER BY t.seq DESC LIMIT ?",
        (limit,),
    )


def last_to_undo(store: Store) -> Row | None:
    """The newest act of this office that still stands, skipping undone ones and the acts that undid them."""
    return store.one(
        "SELECT t.id, t.actor, t.reason, t.at FROM transactions t "
        "WHERE t.received = 0 AND t.undoes IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM transactions u WHERE u.undoes = t.id) "
        "AND EXISTS (SELECT 1 FROM operations o WHERE o.txn = t.seq AND o.kind <> 'O') "
        "ORDER BY t.seq DESC LIMIT 1"
    )


def undo(rows: Rows, txid: str) -> None:
    """Take back every operation of a transaction, last first, as ordinary changes of the current act.

    Raises StorageProblem (and leaves the whole act undone) when something was changed again afterwards:
    a later change is never thrown away by an undo.
    """
    operations = rows.execute(
        "SELECT o.tbl, o.pk, o.kind, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn "
        "WHERE t.id = ? ORDER BY o.seq DESC",
        (txid,),
    ).fetchall()
    for table, pk, kind, fields in operations:
        _take_back(rows, txid, table, pk, kind, json.loads(fields))


def _take_back(rows: Rows, txid: str, table: str, pk: str, kind: str, fields: dict[str, Any]) -> None:
    stamp = rows.execute("SELECT tx, cells, del_tx, gone FROM stamps WHERE tbl = ? AND pk = ?", (table, pk)).fetchone()
    ours = {txid, rows.txid}
    if stamp is None:
        raise _changed_since()
    tx, cells, del_tx, gone = stamp[0], json.loads(stamp[1] or "{}"), stamp[2], stamp[3]
    if kind == "I":
        if gone is not None or {tx, *cells.values()} - ours:
            raise _changed_since()
        rows.delete(table, pk)
    elif kind == "U":
        if gone is not None or any(cells.get(column, tx) not in ours for column in fields):
            raise _changed_since()
        rows.update(table, pk, {column: change[2] for column, change in fields.items()})
    elif fields["_del"][0]:
        if gone is None or del_tx not in ours:
            raise _changed_since()
        rows.insert(table, {"id": pk, **json.loads(gone)})
    else:
        if gone is not None or del_tx not in ours:
            raise _changed_since()
        rows.delete(table, pk)


def _changed_since() -> StorageProblem:
    return StorageProblem("这次操作之后，有的记录又被改过，不能整个撤销。", "请直接修改这些记录。没有撤销任何内容。")
