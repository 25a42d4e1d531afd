"""A school's base: the county's registers as last adopted."""

import json
from collections.abc import Iterable

from storage.exchange.registers import Key, RegisterRow, as_json, cells_text, from_json
from storage.store import Rows, Store


def base_rows(rows: Rows | Store, keys: Iterable[Key] | None = None) -> list[RegisterRow]:
    """The county's registers as last adopted: of some rows, or all."""
    columns = "b.tbl, b.pk, b.root, b.tx, b.cells, b.gone, b.del_tx, b.row"
    if keys is None:
        cursor = rows.conn.execute(f"SELECT {columns} FROM base b")
    else:
        cursor = rows.conn.execute(
            f"SELECT {columns} FROM json_each(?) j CROSS JOIN base b ON b.tbl = j.value ->> 0 AND b.pk = j.value ->> 1",
            (json.dumps([list(key) for key in keys]),),
        )
    return [
        RegisterRow(table, pk, root, tx, from_json(cells) if cells else {}, bool(gone), del_tx, from_json(row))
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
            (one.table, one.pk, one.root, one.tx, cells_text(one.cells), int(one.gone), one.del_tx, as_json(one.values))
            for one in sorted(registers, key=lambda one: (one.table, one.pk))
        ),
    )


def shown_keys(rows: Rows) -> set[Key]:
    """Every row this office shows or has deleted, outlines aside."""
    return set(rows.execute("SELECT tbl, pk FROM stamps").fetchall())
