"""Rows with their registers: which transaction wrote each field, read and written as plain facts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.capture import columns_of, row_json, row_text
from storage.schema import EXCHANGED, TABLES
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


def known_columns(rows: Rows) -> dict[str, frozenset[str]]:
    """Every exchanged table this schema has, with its columns."""
    return {table: frozenset(columns_of(rows.conn, table)) for table in TABLES}


def registers(rows: Rows | Store, keys: Iterable[Key]) -> list[RegisterRow]:
    """The registers of some rows, deleted ones included; unknown keys and tables are left out."""
    found: list[RegisterRow] = []
    for table, pks in by_table(keys).items():
        if table not in TABLES:
            continue
        found += _read_registers(rows, table, pks)
    return found


def registers_in_scope(rows: Rows, site: str, since: int | None) -> list[RegisterRow]:
    """What a site may see: all of it, or what was written or granted after revision `since`."""
    # What is new is asked in two questions: one with OR would walk every row of the scope.
    news = ("c.grant_rev > ?2", "c.grant_rev <= ?2 AND s.rev > ?2")
    keys: list[Key] = []
    for when in news if since else ("true",):
        keys += rows.execute(
            f"SELECT s.tbl, s.pk FROM scope c CROSS JOIN stamps s ON s.root = c.root WHERE c.site = ?1 AND {when}",
            (site, since) if since else (site,),
        )
    # In the order of their ids: neighbours in time are alike, and the file becomes a sixth smaller.
    return registers(rows, sorted(keys))


def _read_registers(rows: Rows | Store, table: str, pks: list[str]) -> list[RegisterRow]:
    columns = columns_of(rows.conn, table)
    # CROSS keeps the order: left to itself the engine walks all stamps and looks through the list for each.
    cursor = rows.conn.execute(
        f"SELECT s.pk, s.root, s.tx, s.cells, s.gone, s.del_tx, {', '.join(f't.{column}' for column in columns)} "
        "FROM json_each(?) j CROSS JOIN stamps s ON s.pk = j.value "
        f"LEFT JOIN {table} t ON t.id = s.pk WHERE s.tbl = '{table}'",
        (json.dumps(pks),),
    )
    return [
        RegisterRow(
            table, pk, root, tx, from_json(cells) if cells else {}, gone is not None, del_tx,
            _present(columns, values) if gone is None else from_json(gone),
        )
        for pk, root, tx, cells, gone, del_tx, *values in cursor
    ]  # fmt: skip


def _present(columns: Sequence[str], values: Sequence[Value]) -> dict[str, Any]:
    return {column: value for column, value in zip(columns, values, strict=True) if value is not None}


def write_registers(
    rows: Rows, registers: Iterable[RegisterRow], standing: Mapping[Key, RegisterRow] | None = None
) -> None:
    """Make rows and stamps say what the registers say (only in mode import: nothing is journalled).

    `standing` is how some of them stand here now: then only what differs is written.
    """
    here = standing or {}
    by_table: dict[str, list[RegisterRow]] = {}
    for one in registers:
        if here.get((one.table, one.pk)) != one:
            by_table.setdefault(one.table, []).append(one)
    for table in TABLES:
        # In the order of their ids, which is nearly that of the pages they are on.
        some = sorted(by_table.get(table, ()), key=lambda one: one.pk)
        if not some:
            continue
        columns = columns_of(rows.conn, table)
        # First what goes: a row that comes may bear the number of one that is deleted.
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(one.pk,) for one in some if one.gone])
        there = [one for one in some if not one.gone]
        _write_changes(rows, table, columns, [(here[table, one.pk], one) for one in there if _is_shown(here, one)])
        _write_values(rows, table, columns, [one for one in there if not _is_shown(here, one)])
        rows.executemany(
            "INSERT INTO stamps (tbl, pk, root, tx, cells, rev, del_tx, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET root = excluded.root, tx = excluded.tx, cells = excluded.cells, "
            "rev = excluded.rev, del_tx = excluded.del_tx, gone = excluded.gone",
            [
                (one.table, one.pk, one.root, one.tx, cells_text(one.cells), rows.rev, one.del_tx,
                 row_text(columns, one.values) if one.gone else None)
                for one in some
            ],
        )  # fmt: skip


def _is_shown(standing: Mapping[Key, RegisterRow], one: RegisterRow) -> bool:
    now = standing.get((one.table, one.pk))
    # A stamp may have lost its row; such a one is written whole.
    return now is not None and not now.gone and bool(now.values)


def _write_changes(
    rows: Rows, table: str, columns: tuple[str, ...], pairs: list[tuple[RegisterRow, RegisterRow]]
) -> None:
    """Of rows that are here, write the columns that differ: a summary that looks at others is not disturbed."""
    changes: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
    for was, now in pairs:
        differing = tuple(column for column in columns if was.values.get(column) != now.values.get(column))
        if differing:
            changes.setdefault(differing, []).append((*map(now.values.get, differing), now.pk))
    for differing, parameters in changes.items():
        marks = ", ".join(f"{column} = ?" for column in differing)
        rows.executemany(f"UPDATE {table} SET {marks} WHERE id = ?", parameters)


def _write_values(rows: Rows, table: str, columns: tuple[str, ...], some: list[RegisterRow]) -> None:
    marks = ", ".join("?" for _ in range(len(columns) + 1))
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    rows.executemany(
        f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",
        ((one.pk, *map(one.values.get, columns)) for one in some),
    )


def remove_rows(rows: Rows, keys: Iterable[Key]) -> None:
    """Take rows and their stamps away without a trace: they left the school's scope, they were not deleted."""
    for table, pks in by_table(keys).items():
        if table not in TABLES:
            continue
        rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(pk,) for pk in pks])
        rows.executemany("DELETE FROM stamps WHERE tbl = ? AND pk = ?", [(table, pk) for pk in pks])


def cells_text(cells: dict[str, str]) -> str | None:
    return as_json(cells) if cells else None


def by_table(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, pk in keys:
        found.setdefault(table, []).append(pk)
    return found


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


def referred_to(rows: Rows, keys: Iterable[Key]) -> set[Key]:
    """Of some rows, those that rows besides these refer to."""
    return set(referrers(rows, keys))


def referrers(rows: Rows, keys: Iterable[Key]) -> dict[Key, Key]:
    """Of some rows, those that rows besides these refer to, with one that does."""
    wanted = by_table(keys)
    found: dict[Key, Key] = {}
    for one in EXCHANGED:
        besides = json.dumps(wanted.get(one.table, []))
        for reference in rows.execute(f"PRAGMA foreign_key_list({one.table})").fetchall():
            parent, column = reference[2], reference[3]
            if parent in wanted:
                cursor = rows.execute(
                    f"SELECT j.value, min(t.id) FROM json_each(?) j CROSS JOIN {one.table} t ON t.{column} = j.value "
                    "WHERE t.id NOT IN (SELECT value FROM json_each(?)) GROUP BY j.value",
                    (json.dumps(wanted[parent]), besides),
                )
                found |= {(parent, pk): (one.table, by) for pk, by in cursor}
    return found


def deleted_with(rows: Rows, key: Key) -> list[RegisterRow]:
    """A deleted row and what the same act deleted of the same root, in dependency order."""
    found = rows.execute(
        "SELECT s.tbl, s.pk FROM stamps d JOIN stamps s ON s.root = d.root AND s.del_tx = d.del_tx AND s.gone IS NOT NULL "
        "WHERE d.tbl = ? AND d.pk = ? AND d.gone IS NOT NULL AND d.root <> 'public' "
        "UNION SELECT tbl, pk FROM stamps WHERE tbl = ? AND pk = ? AND gone IS NOT NULL",
        (*key, *key),
    )
    return sorted(registers(rows, found.fetchall()), key=lambda one: TABLES.index(one.table))


def required_columns(rows: Rows, table: str) -> frozenset[str]:
    """Columns that no row of a table may leave empty."""
    found = rows.execute(f"PRAGMA table_info({table})").fetchall()
    return frozenset(row[1] for row in found if row[3] and row[4] is None and row[1] != "id")


def taken_numbers(rows: Rows, numbers: Iterable[str]) -> set[str]:
    """Of some numbers of certificates, those that are on one already."""
    found = rows.execute(
        "SELECT c.number FROM json_each(?) j CROSS JOIN certificates c ON c.number = j.value",
        (json.dumps(list(numbers)),),
    )
    return {row[0] for row in found}


def makers(rows: Rows, keys: Iterable[Key]) -> dict[Key, str]:
    """Which site made each of some rows."""
    return {
        (table, pk): site
        for table, pks in by_table(keys).items()
        for pk, site in rows.execute(
            "SELECT s.pk, t.site FROM json_each(?) j CROSS JOIN stamps s ON s.tbl = ? AND s.pk = j.value "
            "JOIN transactions t ON t.id = s.tx",
            (json.dumps(pks), table),
        )
    }


def as_json(value: Any) -> str:
    """Compact JSON with its characters as they are, as the triggers write it."""
    # Imported here: opening the window needs none of it. Ten times as quick as the standard library.
    from msgspec import json as quick

    return quick.encode(value).decode()


def from_json(text: str) -> Any:
    """What a JSON text says."""
    from msgspec import json as quick

    return quick.decode(text)
