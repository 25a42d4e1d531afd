"""What exchange reads and writes: registers, journal, scope, snapshots, claims, outcomes, and a school's base.

Rows travel as plain tuples and dicts; which of them win is decided elsewhere.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from storage.capture import columns_of, row_json, row_text
from storage.schema import EXCHANGED, PUBLIC, STUB_COLUMNS, TABLES
from storage.store import Rows, Store, Value

Key = tuple[str, str]


@dataclass(frozen=True)
class RegisterRow:
    """One row with its registers: `values` without NULLs; `cells` are the fields written after the row."""

    table: str
    pk: str
    root: str
    tx: str
    cells: dict[str, str]
    gone: bool
    del_tx: str | None
    values: dict[str, Any]


@dataclass(frozen=True)
class JournalRow:
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


# -- registers


def registers(rows: Rows, keys: Iterable[Key]) -> list[RegisterRow]:
    """The registers of some rows, deleted ones included; unknown keys are left out."""
    found: list[RegisterRow] = []
    for table, pks in _by_table(keys).items():
        found += _read_registers(
            rows.conn,
            table,
            "FROM json_each(?) j JOIN stamps s ON s.pk = j.value",
            "",
            (json.dumps(pks),),
        )
    return found


def registers_in_scope(rows: Rows, site: str, since: int | None) -> Iterable[RegisterRow]:
    """What a site may see: all of it, or what was written or granted after revision `since`."""
    # Revisions begin at 1, so that "after 0" is everything.
    for table in TABLES:
        yield from _read_registers(
            rows.conn,
            table,
            "FROM scope c JOIN stamps s ON s.root = c.root",
            "AND c.site = ?1 AND (s.rev > ?2 OR c.grant_rev > ?2)",
            (site, since or 0),
        )


def _read_registers(conn: Any, table: str, source: str, where: str, parameters: Sequence[Value]) -> list[RegisterRow]:
    row = row_json(columns_of(conn, table), "t")
    cursor = conn.execute(
        f"SELECT s.pk, s.root, s.tx, s.cells, s.gone, s.del_tx, coalesce(s.gone, {row}) "
        f"{source} LEFT JOIN {table} t ON t.id = s.pk WHERE s.tbl = '{table}' {where}",
        parameters,
    )
    return [
        RegisterRow(
            table, pk, root, tx, json.loads(cells or "{}"), gone is not None, del_tx, json.loads(values or "{}")
        )
        for pk, root, tx, cells, gone, del_tx, values in cursor
    ]


def write_registers(rows: Rows, registers: Iterable[RegisterRow]) -> None:
    """Make rows and stamps say what the registers say (only in mode import: nothing is journalled)."""
    by_table: dict[str, list[RegisterRow]] = {}
    for one in registers:
        by_table.setdefault(one.table, []).append(one)
    for table in TABLES:
        some = by_table.get(table)
        if not some:
            continue
        columns = columns_of(rows.conn, table)
        # First what goes: a row that comes may bear the number of one that is deleted.
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(one.pk,) for one in some if one.gone])
        _write_values(rows, table, columns, [one for one in some if not one.gone])
        rows.executemany(
            "INSERT INTO stamps (tbl, pk, root, tx, cells, rev, del_tx, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET root = excluded.root, tx = excluded.tx, cells = excluded.cells, "
            "rev = excluded.rev, del_tx = excluded.del_tx, gone = excluded.gone",
            [
                (one.table, one.pk, one.root, one.tx, _cells_text(one.cells), rows.rev, one.del_tx,
                 row_text(columns, one.values) if one.gone else None)
                for one in some
            ],
        )  # fmt: skip


def _write_values(rows: Rows, table: str, columns: tuple[str, ...], some: list[RegisterRow]) -> None:
    marks = ", ".join("?" for _ in range(len(columns) + 1))
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    rows.executemany(
        f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",
        ((one.pk, *(one.values.get(column) for column in columns)) for one in some),
    )


def remove_rows(rows: Rows, keys: Iterable[Key]) -> None:
    """Take rows and their stamps away without a trace: they left the school's scope, they were not deleted."""
    for table, pks in _by_table(keys).items():
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(pk,) for pk in pks])
        rows.executemany("DELETE FROM stamps WHERE tbl = ? AND pk = ?", [(table, pk) for pk in pks])


def _cells_text(cells: dict[str, str]) -> str | None:
    return json.dumps(cells, separators=(",", ":")) if cells else None


def _by_table(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, pk in keys:
        found.setdefault(table, []).append(pk)
    return found


# -- the journal


_JOURNAL = (
    "SELECT t.id, t.site, t.actor, t.reason, t.at, t.undoes, o.root, o.tbl, o.pk, o.kind, o.fields "
    "FROM transactions t JOIN operations o ON o.txn = t.seq "
)


def pending(source: Rows | Store) -> list[JournalRow]:
    """A school's own operations whose outcome the county has not told yet, in journal order."""
    found = source.conn.execute(
        _JOURNAL + "WHERE t.received = 0 AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id) ORDER BY o.seq"
    )
    return [JournalRow(*(*row[:10], json.loads(row[10]))) for row in found]


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
        "SELECT DISTINCT o.tbl, o.pk FROM json_each(?) j JOIN transactions t ON t.id = j.value AND t.received = 0 "
        "JOIN operations o ON o.txn = t.seq WHERE o.kind <> 'O'",
        (json.dumps(list(ids)),),
    )
    return set(found.fetchall())


def own_ids(rows: Rows) -> set[str]:
    """Ids of every transaction in this office's own journal."""
    return {row[0] for row in rows.execute("SELECT id FROM transactions WHERE received = 0")}


def keep_received(rows: Rows, journal: Iterable[JournalRow]) -> dict[tuple[str, int], int]:
    """Keep another office's transactions for ever; returns (transaction id, index) → operations.seq."""
    kept: dict[tuple[str, int], int] = {}
    seqs: dict[str, int] = {}
    counts: dict[str, int] = {}
    for one in journal:
        if one.txid not in seqs:
            seqs[one.txid] = rows.execute(
                "INSERT INTO transactions (id, site, actor, reason, at, undoes, received) VALUES (?, ?, ?, ?, ?, ?, 1)",
                (one.txid, one.site, one.actor, one.reason, one.at, one.undoes),
            ).lastrowid
        index = counts.get(one.txid, 0)
        counts[one.txid] = index + 1
        kept[one.txid, index] = rows.execute(
            "INSERT INTO operations (txn, root, tbl, pk, kind, fields) VALUES (?, ?, ?, ?, ?, ?)",
            (seqs[one.txid], one.root, one.table, one.pk, one.kind, _json(one.fields)),
        ).lastrowid
    return kept


def keep_own(rows: Rows, txid: str, site: str, actor: str, reason: str, at: str, offers: Iterable[JournalRow]) -> None:
    """Add a transaction of offers to this office's own journal; it is sent until its outcome is known."""
    seq = rows.execute(
        "INSERT INTO transactions (id, site, actor, reason, at) VALUES (?, ?, ?, ?, ?)",
        (txid, site, actor, reason, at),
    ).lastrowid
    rows.executemany(
        "INSERT INTO operations (txn, root, tbl, pk, kind, fields) VALUES (?, ?, ?, ?, ?, ?)",
        [(seq, one.root, one.table, one.pk, one.kind, _json(one.fields)) for one in offers],
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


# -- outcomes


def known_ids(rows: Rows, ids: Iterable[str]) -> set[str]:
    """Of some transaction ids, those with an outcome."""
    found = rows.execute("SELECT k.id FROM json_each(?) j JOIN known k ON k.id = j.value", (json.dumps(list(ids)),))
    return {row[0] for row in found}


def told(rows: Rows, ids: Iterable[str]) -> dict[str, tuple[str, str, str | None, str | None]]:
    """Of some ids, those of this office's own acts: id → (reason, actor, outcome, note) as known so far."""
    found = rows.execute(
        "SELECT t.id, t.reason, t.actor, k.outcome, k.note FROM json_each(?) j "
        "JOIN transactions t ON t.id = j.value AND t.received = 0 LEFT JOIN known k ON k.id = t.id",
        (json.dumps(list(ids)),),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}


def write_known(rows: Rows, site: str, outcomes: Iterable[tuple[str, str, str | None]]) -> None:
    """Write (id, outcome, note) under this block's revision, so that a changed outcome travels again."""
    rows.executemany(
        "INSERT INTO known (id, site, outcome, note, rev) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "outcome = excluded.outcome, note = excluded.note, rev = excluded.rev",
        [(txid, site, outcome, note, rows.rev) for txid, outcome, note in outcomes],
    )


def known_of(rows: Rows, site: str, since: int | None) -> list[tuple[str, str, str | None]]:
    """(id, outcome, note) of a site's transactions, all or those decided after revision `since`."""
    found: list[tuple[str, str, str | None]] = rows.execute(
        "SELECT id, outcome, note FROM known WHERE site = ? AND rev > ?", (site, -1 if since is None else since)
    ).fetchall()
    return found


def forget_known(rows: Rows) -> None:
    """A complete file tells all outcomes: what it does not tell is not known."""
    rows.execute("DELETE FROM known")


# -- scope

_DESIRED = f"""
SELECT '{PUBLIC}' AS root FROM sites WHERE id = ?1 AND state = 'joined'
UNION SELECT p.teacher_id FROM sites s JOIN postings p ON p.organisation_id = s.organisation_id
    WHERE s.id = ?1 AND s.state = 'joined' AND p.end_date IS NULL
UNION SELECT r.id FROM sites s JOIN postings p ON p.organisation_id = s.organisation_id
    JOIN pairs r ON r.mentor_id = p.teacher_id
    WHERE s.id = ?1 AND s.state = 'joined' AND p.end_date IS NULL
UNION SELECT r.id FROM sites s JOIN postings p ON p.organisation_id = s.organisation_id
    JOIN pairs r ON r.mentee_id = p.teacher_id
    WHERE s.id = ?1 AND s.state = 'joined' AND p.end_date IS NULL
"""
"""What a site may see: the public root, the teachers posted there now, and the pairs they stand in."""


def refresh_scope(rows: Rows, site: str) -> None:
    """Grant and revoke roots so that a site holds exactly what its teachers' postings give it.

    Done for one site, right before its scope is asked for: nobody else's is needed then.
    """
    rows.execute(
        f"DELETE FROM scope WHERE site = ?1 AND root NOT IN ({_DESIRED}) "
        # A deleted teacher or pair stays with its school, which must hear of the deletion.
        "AND (EXISTS (SELECT 1 FROM teachers t WHERE t.id = scope.root) "
        "OR EXISTS (SELECT 1 FROM pairs p WHERE p.id = scope.root))",
        (site,),
    )
    rows.execute(
        f"INSERT INTO scope (site, root, grant_rev) SELECT ?1, root, ?2 FROM ({_DESIRED}) WHERE true "
        "ON CONFLICT DO NOTHING",
        (site, rows.rev),
    )


def scope_of(rows: Rows, site: str) -> dict[str, int]:
    """root → revision of its grant."""
    return dict(rows.execute("SELECT root, grant_rev FROM scope WHERE site = ?", (site,)).fetchall())


def grant(rows: Rows, site: str, roots: Iterable[str]) -> None:
    """Give a site the roots it made itself."""
    rows.executemany(
        "INSERT INTO scope (site, root, grant_rev) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(site, root, rows.rev) for root in roots],
    )


def replace_scope(rows: Rows, site: str, roots: Iterable[str]) -> None:
    """A school's own scope as the county just told it."""
    rows.execute("DELETE FROM scope")
    grant(rows, site, roots)


def roots_there(rows: Rows, roots: Iterable[str]) -> set[str]:
    """Of some roots, those that some office holds or whose rows are or were here."""
    found = rows.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM stamps s WHERE s.root = j.value) "
        "OR EXISTS (SELECT 1 FROM scope c WHERE c.root = j.value)",
        (json.dumps(list(roots)),),
    )
    return {row[0] for row in found}


def gravestones(rows: Rows, since: int = -1) -> list[Key]:
    """(table, id) of rows purged after a revision."""
    found: list[Key] = rows.execute("SELECT tbl, pk FROM gravestones WHERE rev > ?", (since,)).fetchall()
    return found


def stubs_for(rows: Rows, site: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(table, id, values) outlining the teachers a site's rows name but that it may not see."""
    named = (
        "SELECT r.mentor_id AS id FROM scope c JOIN pairs r ON r.id = c.root WHERE c.site = ?1 "
        "UNION SELECT r.mentee_id FROM scope c JOIN pairs r ON r.id = c.root WHERE c.site = ?1 "
        "UNION SELECT host_id FROM studios WHERE host_id IS NOT NULL"
    )
    hidden = f"SELECT id FROM ({named}) WHERE id NOT IN (SELECT root FROM scope WHERE site = ?1)"
    found: list[tuple[str, str, dict[str, Any]]] = []
    for table, key, more in (
        ("teachers", "id", ""),
        ("postings", "teacher_id", "AND t.kind = 'work' AND t.end_date IS NULL"),
    ):
        row = row_json(STUB_COLUMNS[table], "t")
        for pk, values in rows.execute(
            f"SELECT t.id, {row} FROM {table} t WHERE t.{key} IN ({hidden}) {more}", (site,)
        ):
            found.append((table, pk, json.loads(values)))
    return found


def replace_stubs(rows: Rows, stubs: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Show exactly these outlines; one whose whole row has come is an outline no longer."""
    old = rows.execute(
        "SELECT tbl, pk FROM stubs WHERE NOT EXISTS (SELECT 1 FROM stamps s WHERE s.tbl = stubs.tbl AND s.pk = stubs.pk)"
    ).fetchall()
    rows.execute("DELETE FROM stubs")
    for table, pks in _by_table(old).items():
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(pk,) for pk in pks])
    for table, pk, values in stubs:
        if rows.execute("SELECT 1 FROM stamps WHERE tbl = ? AND pk = ?", (table, pk)).fetchone():
            continue
        columns = tuple(column for column in STUB_COLUMNS[table] if column in values)
        marks = ", ".join("?" for _ in range(len(columns) + 1))
        rows.execute(
            f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES ({marks})",
            (pk, *(values[column] for column in columns)),
        )
        rows.execute("INSERT INTO stubs (tbl, pk) VALUES (?, ?)", (table, pk))


# -- snapshots and claims (the county's side)


def snapshot_positions(rows: Rows, site: str) -> dict[str, tuple[int, int]]:
    """id → (position, revision) of the down-files this county made for a site."""
    found = rows.execute("SELECT id, position, rev FROM snapshots WHERE site = ?", (site,))
    return {row[0]: (row[1], row[2]) for row in found}


def add_snapshot(rows: Rows, snapshot: str, site: str, n: int) -> None:
    """Note a down-file made under this block's revision."""
    rows.execute(
        "INSERT INTO snapshots (id, site, position, n, rev) SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3, ?4 "
        "FROM snapshots WHERE site = ?2",
        (snapshot, site, n, rows.rev),
    )
    rows.execute("UPDATE sites SET sent = 1 WHERE id = ?", (site,))


def claims_of(rows: Rows, site: str) -> list[str | None]:
    """What a site has proved to hold, in order of arrival; None for a site that held nothing."""
    return [row[0] for row in rows.execute("SELECT snapshot FROM claims WHERE site = ? ORDER BY seq", (site,))]


def add_claim(rows: Rows, site: str, n: int | None, snapshot: str | None) -> None:
    """The first up-file after a down-file was made replaces the set, further ones add to it."""
    sent = rows.execute("SELECT sent FROM sites WHERE id = ?", (site,)).fetchone()
    if sent and sent[0]:
        rows.execute("DELETE FROM claims WHERE site = ?", (site,))
        rows.execute("UPDATE sites SET sent = 0 WHERE id = ?", (site,))
    rows.execute("INSERT INTO claims (site, n, snapshot) VALUES (?, ?, ?)", (site, n, snapshot))


def counter(rows: Rows) -> int:
    """The number of the last down-file."""
    found = rows.execute("SELECT value FROM office WHERE key = 'n'").fetchone()
    return int(found[0]) if found else 0


def adopted(rows: Rows) -> tuple[str | None, int]:
    """The id and number of the down-file a school has adopted last; (None, 0) when it has none."""
    found = dict(rows.execute("SELECT key, value FROM office WHERE key IN ('adopted', 'adopted_n')").fetchall())
    return found.get("adopted"), int(found.get("adopted_n") or 0)


def set_office(rows: Rows, key: str, value: str | None) -> None:
    """Write a fact about the office inside the block."""
    rows.execute(
        "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
    )


# -- conflicts and reviews (the county's side)


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
        (site, *key, root, column, _json(value), tx, base_tx),
    )


# -- a school's base


def base_rows(rows: Rows, keys: Iterable[Key] | None = None) -> list[RegisterRow]:
    """The county's registers as last adopted: of some rows, or all."""
    columns = "b.tbl, b.pk, b.root, b.tx, b.cells, b.gone, b.del_tx, b.row"
    if keys is None:
        cursor = rows.execute(f"SELECT {columns} FROM base b")
    else:
        cursor = rows.execute(
            f"SELECT {columns} FROM json_each(?) j JOIN base b ON b.tbl = j.value ->> 0 AND b.pk = j.value ->> 1",
            (json.dumps([list(key) for key in keys]),),
        )
    return [
        RegisterRow(table, pk, root, tx, json.loads(cells or "{}"), bool(gone), del_tx, json.loads(row))
        for table, pk, root, tx, cells, gone, del_tx, row in cursor
    ]


def base_keys_leaving(rows: Rows, scope: Iterable[str], full: Iterable[str]) -> set[Key]:
    """Rows of the base whose root has left the scope, or comes anew as a whole."""
    found = rows.execute(
        "SELECT tbl, pk FROM base WHERE root NOT IN (SELECT value FROM json_each(?)) "
        "OR root IN (SELECT value FROM json_each(?))",
        (json.dumps(list(scope)), json.dumps(list(full))),
    )
    return set(found.fetchall())


def drop_base(rows: Rows, keys: Iterable[Key] | None = None) -> None:
    """Forget rows of the base, or all of it."""
    if keys is None:
        rows.execute("DELETE FROM base")
    else:
        rows.executemany("DELETE FROM base WHERE tbl = ? AND pk = ?", list(keys))


def write_base(rows: Rows, registers: Iterable[RegisterRow]) -> None:
    """Write rows of the base."""
    rows.executemany(
        "INSERT INTO base (tbl, pk, root, tx, cells, gone, del_tx, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET root = excluded.root, tx = excluded.tx, cells = excluded.cells, "
        "gone = excluded.gone, del_tx = excluded.del_tx, row = excluded.row",
        (
            (one.table, one.pk, one.root, one.tx, _cells_text(one.cells), int(one.gone), one.del_tx, _json(one.values))
            for one in registers
        ),
    )


def shown_keys(rows: Rows) -> set[Key]:
    """Every row this office shows or has deleted, outlines aside."""
    return set(rows.execute("SELECT tbl, pk FROM stamps").fetchall())


# -- sites and the history of files


def sites(store: Store) -> list[dict[str, Any]]:
    """The schools that were invited or have joined, with the dates of their last files."""
    return store.all(
        "SELECT s.*, o.code, "
        "(SELECT max(at) FROM exchange_files f WHERE f.site = s.id AND f.direction = 'in' AND f.kind = 'up') AS last_in, "
        "(SELECT max(at) FROM exchange_files f WHERE f.site = s.id AND f.direction = 'out' AND f.kind = 'down') "
        "AS last_out, "
        "(SELECT count(*) FROM conflicts c JOIN transactions t ON t.id = c.txid "
        "WHERE c.state = 'open' AND t.site = s.id) AS conflicts "
        "FROM sites s LEFT JOIN organisations o ON o.id = s.organisation_id ORDER BY o.code, s.name"
    )


def site(store: Store, pk: str) -> dict[str, Any] | None:
    """One site."""
    return store.row("sites", pk)


def site_of_organisation(store: Store, organisation: str) -> dict[str, Any] | None:
    """The site of an organisation, if it was ever invited."""
    return store.one("SELECT * FROM sites WHERE organisation_id = ?", (organisation,))


def forget_claims(rows: Rows, site: str) -> None:
    """A site that joins anew has proved nothing yet."""
    rows.execute("DELETE FROM claims WHERE site = ?", (site,))


def write_site(rows: Rows, values: dict[str, Value]) -> None:
    """Insert or change a site."""
    columns = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    changes = ", ".join(f"{column} = excluded.{column}" for column in values if column != "id")
    rows.execute(
        f"INSERT INTO sites ({columns}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",
        tuple(values.values()),
    )


def add_file(rows: Rows, values: dict[str, Value]) -> None:
    """Note a file made or taken."""
    marks = ", ".join("?" for _ in values)
    rows.execute(f"INSERT INTO exchange_files ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def files(store: Store, limit: int = 200) -> list[dict[str, Any]]:
    """The history of files, newest first."""
    return store.all("SELECT * FROM exchange_files ORDER BY id DESC LIMIT ?", (limit,))


def conflicts(store: Store, state: str = "open") -> list[dict[str, Any]]:
    """Conflicts in one state, with who wrote the school's value and when."""
    return store.all(
        "SELECT c.*, t.actor, t.reason, t.at, t.site FROM conflicts c JOIN transactions t ON t.id = c.txid "
        "WHERE c.state = ? ORDER BY c.id",
        (state,),
    )


def digest_rows(store: Store, tables: Iterable[str] | None = None) -> Iterable[tuple[str, str, str]]:
    """(table, id, JSON of the row) of everything shown, outlines aside: what two offices compare."""
    for one in EXCHANGED:
        if tables is not None and one.table not in tables:
            continue
        row = row_json(columns_of(store.conn, one.table), "t")
        yield from (
            (one.table, pk, text)
            for pk, text in store.conn.execute(
                f"SELECT t.id, {row} FROM {one.table} t "
                f"WHERE NOT EXISTS (SELECT 1 FROM stubs s WHERE s.tbl = '{one.table}' AND s.pk = t.id) ORDER BY t.id"
            )
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
