"""Reading the journal (history of a row, what can be undone) and taking an act back."""

import json
from typing import Any

from storage.capture import columns_of, row_json
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


_STANDS = (
    "t.received = 0 AND t.undoes IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM transactions u WHERE u.undoes = t.id) "
    "AND EXISTS (SELECT 1 FROM operations o WHERE o.txn = t.seq AND o.kind <> 'O') "
    # What came later for somebody merged is brought along by itself; it goes back with the merger.
    "AND NOT EXISTS (SELECT 1 FROM operations o WHERE o.txn = t.seq AND o.tbl = 'merges' AND o.kind = 'U') "
    # The act that founded the office is not one of its works.
    "AND NOT EXISTS (SELECT 1 FROM operations o JOIN office f ON f.key = 'organisation' AND f.value = o.pk "
    "WHERE o.txn = t.seq AND o.kind = 'I')"
)
"""That an act of this office still stands and may be taken back."""


def recent(store: Store, limit: int = 50) -> list[Row]:
    """The latest acts of this office, newest first: how many rows each touched, whether it was undone, or stands."""
    return store.all(
        "SELECT t.id, t.actor, t.reason, t.at, t.undoes, count(o.seq) AS rows, "
        "EXISTS (SELECT 1 FROM transactions u WHERE u.undoes = t.id) AS undone, "
        f"{_STANDS} AS stands "
        "FROM transactions t JOIN operations o ON o.txn = t.seq "
        "WHERE t.received = 0 AND o.kind <> 'O' GROUP BY t.seq ORDER BY t.seq DESC LIMIT ?",
        (limit,),
    )


def last_to_undo(store: Store) -> Row | None:
    """The newest act of this office that still stands, skipping undone ones and the acts that undid them."""
    return store.one(
        f"SELECT t.id, t.actor, t.reason, t.at FROM transactions t WHERE {_STANDS} ORDER BY t.seq DESC LIMIT 1"
    )


def to_undo(store: Store, txid: str) -> Row | None:
    """An act by its id, if it is of this office and still stands."""
    return store.one(f"SELECT t.id, t.actor, t.reason, t.at FROM transactions t WHERE t.id = ? AND {_STANDS}", (txid,))


def made_here(store: Store, table: str, pk: str) -> bool:
    """Whether a row was first written by this office."""
    return bool(
        store.value(
            "SELECT 1 FROM stamps s JOIN transactions t ON t.id = s.tx AND t.received = 0 WHERE s.tbl = ? AND s.pk = ?",
            (table, pk),
        )
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
    if _issued(operations):
        raise StorageProblem("证书已经编号发出，不能撤销。", "如果印错了，请改正内容后重新发放，原来的会自动作废。")
    if _ended_a_key(operations):
        raise StorageProblem(
            "证书公钥已经停用，不能撤销。", "它可能落在别人手里，停用以后就不再恢复。外县的公钥停用错了，请重新添加。"
        )
    if _noted_a_schools_key(rows, operations):
        raise StorageProblem(
            "学校的证书公钥已经登记，不能撤销。", "学校发的证书要靠它查验。电脑丢失、更换密钥以后，它会自动停用。"
        )
    for table, pk, kind, fields in operations:
        _take_back(rows, table, pk, kind, json.loads(fields))


def _issued(operations: list[tuple[str, str, str, str]]) -> bool:
    """Whether an act issued or changed a certificate; one that only passed on to another entry keeps its number."""
    done = [(kind, json.loads(fields)) for table, _pk, kind, fields in operations if table == "certificates"]
    passed_on = {fields["_base"]["row"].get("number") for kind, fields in done if kind == "D" and "_base" in fields}
    return any(
        (kind == "I" and fields.get("number") not in passed_on) or (kind == "U" and set(fields) > {"subject_id"})
        for kind, fields in done
    )


def _ended_a_key(operations: list[tuple[str, str, str, str]]) -> bool:
    """Whether an act took a key that signs papers out of use: what is trusted no more stays so."""
    return any(
        table == "paper_keys" and kind == "U" and "end_date" in json.loads(fields)
        for table, _pk, kind, fields in operations
    )


def _noted_a_schools_key(rows: Rows, operations: list[tuple[str, str, str, str]]) -> bool:
    """Whether an act noted the key of a school's computer: papers may have been signed with it already."""
    sites = [
        json.loads(fields)["site"] for table, _pk, kind, fields in operations if (table, kind) == ("paper_keys", "I")
    ]
    return any(rows.execute("SELECT 1 FROM sites WHERE id = ?", (one,)).fetchone() for one in sites)


def _take_back(rows: Rows, table: str, pk: str, kind: str, fields: dict[str, Any]) -> None:
    """Undo one operation if what it wrote still stands: then nothing written later is thrown away."""
    now = _standing(rows, table, pk)
    if kind == "I":
        if now != fields:
            raise _changed_since()
        rows.delete(table, pk)
    elif kind == "U":
        if now is None or any(now.get(column) != change[0] for column, change in fields.items()):
            raise _changed_since()
        rows.update(table, pk, {column: change[2] for column, change in fields.items()})
    elif fields["_del"][0]:
        gone = rows.execute("SELECT gone FROM stamps WHERE tbl = ? AND pk = ?", (table, pk)).fetchone()
        if now is not None or gone is None or gone[0] is None:
            raise _changed_since()
        rows.insert(table, {"id": pk, **json.loads(gone[0])})
    else:
        if now is None:
            raise _changed_since()
        rows.delete(table, pk)


def _standing(rows: Rows, table: str, pk: str) -> dict[str, Any] | None:
    """A row's values that are not NULL as they are now, or None when it is not there."""
    row = row_json(columns_of(rows.conn, table), "t")
    found = rows.execute(f"SELECT {row} FROM {table} t WHERE t.id = ?", (pk,)).fetchone()
    return json.loads(found[0]) if found else None


def _changed_since() -> StorageProblem:
    return StorageProblem("这次操作之后，有的记录又被改过，不能整个撤销。", "请直接修改这些记录。没有撤销任何内容。")
