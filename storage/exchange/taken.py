"""What a taken file brought: which acts, what they wrote, and what of it others have built upon since."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from storage.capture import columns_of
from storage.exchange.registers import Key, as_json, by_table
from storage.schema import EXCHANGED
from storage.store import Row, Rows, Store


@dataclass(frozen=True)
class TakenOperation:
    """One row's part of an act that came with a file; `fields` as in the journal."""

    seq: int
    txid: str
    table: str
    pk: str
    kind: str
    fields: dict[str, Any]


def mark_taken(rows: Rows, txids: Iterable[str]) -> None:
    """Note that these acts were decided about in this block."""
    rows.executemany("UPDATE transactions SET rev = ? WHERE id = ?", [(rows.rev, txid) for txid in txids])


def note_overwritten(rows: Rows, cells: Iterable[tuple[str, str, str, str, Any]]) -> None:
    """Keep (transaction, table, id, column, value that stood there) of fields written although unseen."""
    rows.executemany(
        "INSERT INTO overwritten (txid, tbl, pk, col, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(txid, table, pk, column, as_json(value)) for txid, table, pk, column, value in cells],
    )


def dismiss_conflicts(rows: Rows, ids: Iterable[str], by: str, at: str) -> None:
    """Settle conflicts for the county."""
    rows.executemany(
        "UPDATE conflicts SET state = 'county', declined = 1, resolved_by = ?, resolved_at = ? WHERE id = ?",
        [(by, at, one) for one in ids],
    )


def file_of(source: Rows | Store, pk: int) -> Row | None:
    """One file of the history."""
    cursor = source.conn.execute("SELECT * FROM exchange_files WHERE id = ?", (pk,))
    names = [one[0] for one in cursor.description]
    found = cursor.fetchone()
    return None if found is None else dict(zip(names, found, strict=True))


def mark_undone(rows: Rows, pk: int) -> None:
    """Note that this act took a file back."""
    rows.execute("UPDATE exchange_files SET undone = ? WHERE id = ?", (rows.txid, pk))


def outcomes_of(source: Rows | Store, site: str, rev: int) -> dict[str, str]:
    """transaction → outcome, of a site's acts that were decided about in one block, in journal order."""
    found = source.conn.execute(
        "SELECT t.id, k.outcome FROM transactions t JOIN known k ON k.id = t.id "
        "WHERE t.rev = ? AND t.site = ? AND t.received = 1 ORDER BY t.seq",
        (rev, site),
    )
    return dict(found.fetchall())


def taken_operations(rows: Rows, txids: Iterable[str]) -> list[TakenOperation]:
    """What some acts wrote, in journal order."""
    found = rows.execute(
        "SELECT o.seq, t.id, o.tbl, o.pk, o.kind, o.fields FROM json_each(?) j "
        "CROSS JOIN transactions t ON t.id = j.value JOIN operations o ON o.txn = t.seq ORDER BY o.seq",
        (json.dumps(list(txids)),),
    )
    return [
        TakenOperation(seq, txid, table, pk, kind, json.loads(fields)) for seq, txid, table, pk, kind, fields in found
    ]


def settle_for_county(rows: Rows, txids: Iterable[str], by: str, at: str) -> None:
    """Settle the open conflicts of some acts for the county."""
    rows.execute(
        "UPDATE conflicts SET state = 'county', resolved_by = ?, resolved_at = ? "
        "WHERE state = 'open' AND txid IN (SELECT value FROM json_each(?))",
        (by, at, json.dumps(list(txids))),
    )


def overwritten_by(rows: Rows, txids: Iterable[str]) -> dict[tuple[str, str, str, str], Any]:
    """(transaction, table, id, column) → the value that stood there, of fields written although unseen."""
    found = rows.execute(
        "SELECT w.txid, w.tbl, w.pk, w.col, w.value FROM json_each(?) j CROSS JOIN overwritten w ON w.txid = j.value",
        (json.dumps(list(txids)),),
    )
    return {(txid, table, pk, column): json.loads(value) for txid, table, pk, column, value in found}


def who_wrote(rows: Rows, txid: str) -> tuple[str, str, str, str] | None:
    """(actor, time, reason, site) of an act."""
    found: tuple[str, str, str, str] | None = rows.execute(
        "SELECT actor, at, reason, site FROM transactions WHERE id = ?", (txid,)
    ).fetchone()
    return found


def reference_to(rows: Rows, keys: Iterable[Key]) -> tuple[Key, Key] | None:
    """Of some rows one that a row besides these refers to, and that row: (row, the one that refers to it).

    By a foreign key, or as its table and id (an attachment, a proposal).
    """
    wanted = by_table(keys)
    for one in EXCHANGED:
        besides = json.dumps(wanted.get(one.table, []))
        for reference in rows.execute(f"PRAGMA foreign_key_list({one.table})").fetchall():
            parent, column = reference[2], reference[3]
            if parent not in wanted:
                continue
            found = rows.execute(
                f"SELECT j.value, t.id FROM json_each(?) j CROSS JOIN {one.table} t ON t.{column} = j.value "
                "WHERE t.id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
                (json.dumps(wanted[parent]), besides),
            ).fetchone()
            if found:
                return (parent, found[0]), (one.table, found[1])
        if {"tbl", "pk"} <= set(columns_of(rows.conn, one.table)):
            for parent, pks in wanted.items():
                found = rows.execute(
                    f"SELECT t.pk, t.id FROM {one.table} t WHERE t.tbl = ? AND t.pk IN (SELECT value FROM json_each(?)) "
                    "AND t.id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
                    (parent, json.dumps(pks), besides),
                ).fetchone()
                if found:
                    return (parent, found[0]), (one.table, found[1])
    return None


def certificate_after(rows: Rows, teachers: Iterable[str], things: Iterable[str], rev: int) -> tuple[str, str] | None:
    """(number, name) of a valid certificate of one of these people, or about one of these rows (an entry of hours
    is about its class and programme too), that was issued after a revision."""
    found: tuple[str, str] | None = rows.execute(
        "WITH things AS (SELECT value AS id FROM json_each(?2)), taught AS ("
        "SELECT a.id FROM attendance a JOIN classes c ON c.id = a.class_id "
        "WHERE c.id IN (SELECT id FROM things) OR c.programme_id IN (SELECT id FROM things)) "
        "SELECT c.number, c.name FROM stamps s JOIN certificates c ON c.id = s.pk "
        "WHERE s.tbl = 'certificates' AND s.rev > ?3 AND c.status = 'valid' AND ("
        "c.teacher_id IN (SELECT value FROM json_each(?1)) OR c.subject_id IN (SELECT id FROM things) "
        "OR c.subject_id IN (SELECT id FROM taught)) ORDER BY c.number LIMIT 1",
        (json.dumps(list(teachers)), json.dumps(list(things)), rev),
    ).fetchone()
    return found


def missing_rows(rows: Rows, keys: Mapping[str, Iterable[str]]) -> set[Key]:
    """Of some ids by table, those that are not there."""
    return {
        (table, pk)
        for table, pks in keys.items()
        for (pk,) in rows.execute(
            f"SELECT j.value FROM json_each(?) j WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = j.value)",
            (json.dumps(list(pks)),),
        )
    }
