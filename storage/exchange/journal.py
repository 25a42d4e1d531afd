"""Operations that wait for an answer, those received and kept, and what the county decided about each."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from storage.exchange.registers import Key, as_json, from_json
from storage.store import Row, Rows, Store, Value


class JournalRow(NamedTuple):
    """One operation with its transaction."""

    txid: str
    site: str
    actor: str
    reason: str
    at: str
    undoes: str | None
    root: str
    table: str
    pk: str
    kind: str
    fields: dict[str, Any]


_JOURNAL = (
    "SELECT t.id, t.site, t.actor, t.reason, t.at, t.undoes, o.root, o.tbl, o.pk, o.kind, o.fields "
    "FROM transactions t JOIN operations o ON o.txn = t.seq "
)


def pending(source: Rows | Store) -> list[JournalRow]:
    """A school's own operations whose outcome the county has not told yet, in journal order."""
    found = source.conn.execute(
        _JOURNAL + "WHERE t.received = 0 AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id) ORDER BY o.seq"
    )
    return [JournalRow(*(*row[:10], from_json(row[10]))) for row in found]


def pending_count(store: Store) -> int:
    """How many acts of this school the county has not answered."""
    return int(
        store.value(
            "SELECT count(*) FROM transactions t WHERE t.received = 0 "
            "AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id)"
        )
    )


def own_keys(rows: Rows, ids: Iterable[str]) -> set[Key]:
    """Rows that some transactions of this office's own journal wrote."""
    found = rows.execute(
        "SELECT DISTINCT o.tbl, o.pk FROM json_each(?) j CROSS JOIN transactions t ON t.id = j.value AND t.received = 0 "
        "JOIN operations o ON o.txn = t.seq WHERE o.kind <> 'O'",
        (json.dumps(list(ids)),),
    )
    return set(found.fetchall())


def own_ids(source: Rows | Store) -> set[str]:
    """Ids of every transaction in this office's own journal."""
    return {row[0] for row in source.conn.execute("SELECT id FROM transactions WHERE received = 0")}


def keep_received(rows: Rows, journal: Iterable[JournalRow]) -> dict[tuple[str, int], int]:
    """Keep another office's transactions for ever; returns (transaction id, index) → operations.seq."""
    kept: dict[tuple[str, int], int] = {}
    seqs: dict[str, int] = {}
    counts: dict[str, int] = {}
    # Places are counted here, so that all of them can be written in one go.
    last = rows.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'operations'").fetchone()[0] or 0
    operations: list[tuple[Value, ...]] = []
    for seq, one in enumerate(journal, start=last + 1):
        if one.txid not in seqs:
            seqs[one.txid] = rows.execute(
                "INSERT INTO transactions (id, site, actor, reason, at, undoes, received, salt) "
                "VALUES (?, ?, ?, ?, ?, ?, 1, randomblob(16))",
                (one.txid, one.site, one.actor, one.reason, one.at, one.undoes),
            ).lastrowid
        index = counts.get(one.txid, 0)
        counts[one.txid] = index + 1
        kept[one.txid, index] = seq
        operations.append((seq, seqs[one.txid], one.root, one.table, one.pk, one.kind, as_json(one.fields)))
    rows.executemany(
        "INSERT INTO operations (seq, txn, root, tbl, pk, kind, fields) VALUES (?, ?, ?, ?, ?, ?, ?)", operations
    )
    return kept


def held(rows: Rows) -> list[tuple[int, JournalRow]]:
    """Received operations without an outcome: kept aside until this program knows all they write; with their seq."""
    found = rows.execute(
        _JOURNAL.replace("SELECT ", "SELECT o.seq, ", 1)
        + "WHERE t.received = 1 AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id) ORDER BY o.seq"
    )
    return [(seq, JournalRow(*(*row[:10], from_json(row[10])))) for seq, *row in found]


def received_ids(source: Rows | Store, ids: Iterable[str]) -> set[str]:
    """Of some transaction ids, those kept here as another office's."""
    found = source.conn.execute(
        "SELECT t.id FROM json_each(?) j CROSS JOIN transactions t ON t.id = j.value AND t.received = 1",
        (json.dumps(list(ids)),),
    )
    return {row[0] for row in found}


def keep_own(rows: Rows, txid: str, site: str, actor: str, reason: str, at: str, offers: Iterable[JournalRow]) -> None:
    """Add a transaction of offers to this office's own journal; it is sent until its outcome is known."""
    seq = rows.execute(
        "INSERT INTO transactions (id, site, actor, reason, at, salt) VALUES (?, ?, ?, ?, ?, randomblob(16))",
        (txid, site, actor, reason, at),
    ).lastrowid
    rows.executemany(
        "INSERT INTO operations (txn, root, tbl, pk, kind, fields) VALUES (?, ?, ?, ?, ?, ?)",
        [(seq, one.root, one.table, one.pk, one.kind, as_json(one.fields)) for one in offers],
    )


def already_written(rows: Rows, cells: Iterable[tuple[str, str, str, str]]) -> set[tuple[str, str, str, str]]:
    """Of some (table, id, column, tx): those whose transaction is in this journal and wrote that field."""
    return {
        cell
        for cell in cells
        if rows.execute(
            "SELECT 1 FROM transactions t WHERE t.id = ?4 AND (t.received = 1 OR EXISTS (SELECT 1 FROM operations o "
            "WHERE o.txn = t.seq AND o.tbl = ?1 AND o.pk = ?2 AND (o.kind = 'I' AND ?3 <> '_del' "
            "OR json_type(o.fields, '$.' || ?3) IS NOT NULL)))",
            cell,
        ).fetchone()
    }


def known_ids(rows: Rows, ids: Iterable[str]) -> set[str]:
    """Of some transaction ids, those with an outcome."""
    found = rows.execute(
        "SELECT k.id FROM json_each(?) j CROSS JOIN known k ON k.id = j.value", (json.dumps(list(ids)),)
    )
    return {row[0] for row in found}


def told(rows: Rows, ids: Iterable[str]) -> dict[str, tuple[str, str, str | None, str | None]]:
    """Of some ids, those of this office's own acts: id → (reason, actor, outcome, note) as known so far."""
    found = rows.execute(
        "SELECT t.id, t.reason, t.actor, k.outcome, k.note FROM json_each(?) j "
        "CROSS JOIN transactions t ON t.id = j.value AND t.received = 0 LEFT JOIN known k ON k.id = t.id",
        (json.dumps(list(ids)),),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}


def write_known(rows: Rows, site: str, outcomes: Iterable[tuple[str, str, str | None]]) -> None:
    """Write (id, outcome, note) under this block's revision, so that a changed outcome travels again."""
    rows.executemany(
        "INSERT INTO known (id, site, outcome, note, rev) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "outcome = excluded.outcome, note = excluded.note, rev = excluded.rev, closed = NULL",
        [(txid, site, outcome, note, rows.rev) for txid, outcome, note in outcomes],
    )


def known_of(rows: Rows, site: str, since: int | None) -> list[tuple[str, str, str | None]]:
    """(id, outcome, note) of a site's transactions, all or those decided after revision `since`."""
    found: list[tuple[str, str, str | None]] = rows.execute(
        "SELECT id, outcome, note FROM known WHERE site = ? AND rev > ?", (site, -1 if since is None else since)
    ).fetchall()
    return found


_REFUSED = (
    "k.outcome = 'rejected' "
    # Whatever a person chose not to take was decided then.
    "AND NOT EXISTS (SELECT 1 FROM conflicts c WHERE c.txid = k.id AND c.declined = 1)"
)
_UNDECIDED = f"{_REFUSED} AND k.closed IS NULL"


def rejected(store: Store, *, closed: bool = False) -> list[Row]:
    """Acts the county did not take, oldest first: id, site, school, actor, reason, at, note; those put aside or taken
    back (`closed`) too, or not."""
    return store.all(
        "SELECT t.id, t.site, s.name AS school, t.actor, t.reason, t.at, k.note FROM known k "
        "JOIN transactions t ON t.id = k.id AND t.received = 1 LEFT JOIN sites s ON s.id = t.site "
        f"WHERE {_REFUSED if closed else _UNDECIDED} ORDER BY t.seq"
    )


def rejected_count(store: Store) -> int:
    """How many acts `rejected` tells."""
    return int(
        store.value(
            f"SELECT count(*) FROM known k JOIN transactions t ON t.id = k.id AND t.received = 1 WHERE {_UNDECIDED}"
        )
    )


def close_rejected(rows: Rows, ids: Iterable[str], at: str) -> None:
    """Note that acts the county did not take stay so."""
    rows.executemany("UPDATE known SET closed = ? WHERE id = ? AND outcome = 'rejected'", [(at, one) for one in ids])


def received(source: Rows | Store, ids: Iterable[str]) -> list[tuple[int, JournalRow]]:
    """The operations of some acts of other offices, with their place in the journal, in its order."""
    found = source.conn.execute(
        _JOURNAL.replace("SELECT ", "SELECT o.seq, ", 1)
        + "WHERE t.received = 1 AND t.id IN (SELECT value FROM json_each(?)) ORDER BY o.seq",
        (json.dumps(list(ids)),),
    )
    return [(seq, JournalRow(*(*row[:10], from_json(row[10])))) for seq, *row in found]


def answered(store: Store, limit: int) -> list[Row]:
    """This office's own acts about which the county said something, what came last first: id, reason, actor, at, outcome,
    note."""
    return store.all(
        "SELECT t.id, t.reason, t.actor, t.at, k.outcome, k.note FROM known k "
        "JOIN transactions t ON t.id = k.id AND t.received = 0 WHERE k.note IS NOT NULL "
        "ORDER BY k.rev DESC, t.seq DESC LIMIT ?",
        (limit,),
    )


def entered(source: Rows | Store, key: Key) -> dict[str, Any] | None:
    """The values a row was first entered with, as far as any act in this journal tells."""
    found = source.conn.execute(
        "SELECT fields FROM operations WHERE tbl = ? AND pk = ? AND kind = 'I' ORDER BY seq LIMIT 1", key
    ).fetchone()
    return json.loads(found[0]) if found else None


def operations_of(source: Rows | Store, txid: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(table, id, kind, fields) of one act, in order."""
    found = source.conn.execute(
        "SELECT o.tbl, o.pk, o.kind, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn "
        "WHERE t.id = ? ORDER BY o.seq",
        (txid,),
    )
    return [(table, pk, kind, json.loads(fields)) for table, pk, kind, fields in found]


def forget_known(rows: Rows) -> None:
    """A complete file tells all outcomes: what it does not tell is not known."""
    rows.execute("DELETE FROM known")
