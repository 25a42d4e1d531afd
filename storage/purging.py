"""Erasing deleted rows for ever: their ids stay as gravestones, so that no file and no old copy brings them back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from storage import audit
from storage.exchange.blobs import drop_unnamed, stop_awaiting
from storage.exchange.registers import Key, as_json, by_table
from storage.merging import forebears
from storage.problems import StorageProblem
from storage.schema import ROOT_TABLES, TABLES
from storage.store import Row, Rows, Store
from storage.wording import worded

REASON = "（内容已彻底清除）"
"""Stands for why an act was done, where that named somebody who was purged."""


def deleted_teachers(store: Store) -> list[Row]:
    """Teachers that were deleted, the last one first: id, name, at and actor of the deletion."""
    return store.all(
        "SELECT s.pk AS id, s.gone ->> 'name' AS name, t.at, t.actor FROM stamps s "
        "LEFT JOIN transactions t ON t.id = s.del_tx WHERE s.tbl = 'teachers' AND s.gone IS NOT NULL ORDER BY t.seq DESC"
    )


def is_deleted(source: Store | Rows, key: Key) -> bool:
    """Whether a row was here and has been deleted."""
    found = source.conn.execute("SELECT gone IS NOT NULL FROM stamps WHERE tbl = ? AND pk = ?", key).fetchone()
    return bool(found and found[0])


def belonging(rows: Rows, keys: Iterable[Key]) -> set[Key]:
    """Some rows; of a person or a pair with all their rows; what schools have proposed about any of these; and the
    papers of them all."""
    found = set(keys)
    roots = [pk for table, pk in found if table in ROOT_TABLES]
    # Of somebody who was entered twice: what was merged into the entry is the same person's.
    roots += [old for table, pk in found if table in ROOT_TABLES for old in forebears(rows, table, pk)]
    found |= set(rows.execute(_LISTED_ROOTS, (json.dumps(roots),)).fetchall())
    found |= set(
        rows.execute(
            "SELECT 'proposals', p.id FROM json_each(?) j CROSS JOIN proposals p "
            "ON p.tbl = j.value ->> 0 AND p.pk = j.value ->> 1",
            (_pairs(found),),
        ).fetchall()
    )
    found |= set(
        rows.execute(
            "SELECT 'decisions', d.id FROM json_each(?) j JOIN decisions d ON d.proposal_id = j.value",
            (json.dumps([pk for table, pk in found if table == "proposals"]),),
        ).fetchall()
    )
    found |= set(
        rows.execute(
            "SELECT 'attachments', a.id FROM json_each(?) j CROSS JOIN attachments a "
            "ON a.tbl = j.value ->> 0 AND a.pk = j.value ->> 1",
            (_pairs(found),),
        ).fetchall()
    )
    return found


_LISTED_ROOTS = "SELECT s.tbl, s.pk FROM json_each(?) j JOIN stamps s ON s.root = j.value"


def erase(rows: Rows, keys: Iterable[Key], by: str, at: str) -> set[str]:
    """Erase rows and every value of theirs that is kept anywhere; whole persons and pairs with what came too late.

    Returns the acts whose open conflicts were settled by that: their schools must be told.
    """
    gone, roots = set(keys), {pk for table, pk in keys if table in ROOT_TABLES}
    for table, pks in sorted(by_table(gone).items(), key=lambda one: -TABLES.index(one[0])):
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(pk,) for pk in pks])
    rows.executemany("DELETE FROM stamps WHERE tbl = ? AND pk = ?", sorted(gone))
    rows.executemany(
        "INSERT INTO gravestones (tbl, pk, rev) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(*key, rows.rev) for key in sorted(gone)],
    )
    _forget_journal(rows, gone, roots)
    for pk in roots:
        rows.execute("DELETE FROM name_keys WHERE teacher_id = ?", (pk,))
        rows.execute("DELETE FROM hours_summary WHERE teacher_id = ?", (pk,))
    drop_unnamed(rows, at_county=True)
    stop_awaiting(rows)
    return _forget_undecided(rows, gone, roots, by, at)


def _forget_journal(rows: Rows, gone: set[Key], roots: set[str]) -> None:
    """Empty the values in the journal; its acts stay, and what they wrote where."""
    operations = rows.execute(
        "SELECT o.seq, o.kind, o.fields, o.txn FROM json_each(?) j CROSS JOIN operations o "
        "ON o.tbl = j.value ->> 0 AND o.pk = j.value ->> 1 "
        "UNION SELECT o.seq, o.kind, o.fields, o.txn FROM operations o WHERE o.root IN (SELECT value FROM json_each(?))",
        (_pairs(gone), json.dumps(sorted(roots))),
    ).fetchall()
    txns = sorted({txn for *_rest, txn in operations})
    # Told before they are emptied: what had been altered by then stays known as altered.
    rows.emptied.update(audit.sound(rows.conn, txns))
    rows.executemany(
        "UPDATE operations SET fields = ? WHERE seq = ?",
        [(as_json(emptied(kind, json.loads(fields))), seq) for seq, kind, fields, _txn in operations],
    )
    acts = json.dumps(txns)
    rows.execute(
        "UPDATE transactions SET reason = ?, salt = randomblob(16) WHERE seq IN (SELECT value FROM json_each(?))",
        (REASON, acts),
    )
    rows.execute(
        "UPDATE known SET note = NULL WHERE id IN "
        "(SELECT t.id FROM json_each(?) j JOIN transactions t ON t.seq = j.value)",
        (acts,),
    )
    rows.executemany("DELETE FROM overwritten WHERE tbl = ? AND pk = ?", sorted(gone))


def emptied(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """An operation's fields without their values: which they were, and on which acts they built, stays."""
    if kind == "I":
        return dict.fromkeys(fields)
    empty: dict[str, Any] = {}
    for column, value in fields.items():
        if column == "_base":
            empty[column] = {**value, "row": {}}
        elif column == "_del":
            empty[column] = value
        else:
            # [new, base_tx, base] of a change, [value, tx, base_tx] of an offer: the acts alone are kept.
            empty[column] = [None, value[1], value[2] if kind == "O" else None]
    return empty


def _forget_undecided(rows: Rows, gone: set[Key], roots: set[str], by: str, at: str) -> set[str]:
    """What a person was still to decide about these rows is decided: nothing of it is left."""
    where = (
        "(EXISTS (SELECT 1 FROM json_each(:keys) j WHERE j.value ->> 0 = tbl AND j.value ->> 1 = pk) "
        "OR root IN (SELECT value FROM json_each(:roots)))"
    )
    facts = {"keys": _pairs(gone), "roots": json.dumps(sorted(roots)), "by": by, "at": at}
    asked = rows.execute(f"SELECT txid FROM conflicts WHERE state = 'open' AND {where}", facts).fetchall()
    rows.execute(
        "UPDATE conflicts SET base_value = NULL, hub_value = NULL, school_value = NULL, settled_value = NULL, "
        "resolved_by = iif(state = 'open', :by, resolved_by), resolved_at = iif(state = 'open', :at, resolved_at), "
        f"state = iif(state = 'open', 'county', state) WHERE {where}",
        facts,
    )
    rows.execute(
        "UPDATE reviews SET value = 'null', resolved_by = iif(state = 'open', :by, resolved_by), "
        "resolved_at = iif(state = 'open', :at, resolved_at), state = iif(state = 'open', 'dropped', state) "
        f"WHERE {where}",
        facts,
    )
    return {txid for (txid,) in asked}


def overwrite_on_erasing(store: Store) -> None:
    """Have the engine overwrite what this connection erases from now on, instead of only letting go of its place."""
    store.conn.execute("PRAGMA secure_delete = ON")


def rebuild(store: Store) -> bool:
    """Write the whole file anew and empty its log: places let go of earlier still hold what once stood there.

    Returns False where that could not be done now: the disk is too full, or another window has the file open.
    """
    try:
        with worded(store.path):
            store.conn.execute("VACUUM")
            store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except StorageProblem:
        return False
    return True


def gravestones(store: Store) -> set[Key]:
    """(table, id) of everything that was purged."""
    return set(store.tuples("SELECT tbl, pk FROM gravestones"))


def _pairs(keys: Iterable[Key]) -> str:
    return json.dumps([list(key) for key in sorted(keys)])
