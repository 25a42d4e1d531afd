"""After a migration: values a newer county had sent, kept aside in a school's base, come into their new places."""

import json
from collections.abc import Mapping
from typing import Any

from storage.capture import columns_of, row_text
from storage.schema import TABLES

Columns = Mapping[str, tuple[str, ...]]


def columns_now(conn: Any) -> Columns:
    """table → its columns, for the exchanged tables that the file has."""
    return {table: columns for table in TABLES if (columns := columns_of(conn, table))}


def bring_from_base(conn: Any, before: Columns) -> None:
    """Fill tables and columns that were not there `before` with what the base has for them.

    Nothing pending can stand in the way: the program that wrote it did not know these columns.
    """
    for table, columns in columns_now(conn).items():
        if table not in before:
            _bring_rows(conn, table, columns)
        elif fresh := [column for column in columns if column not in before[table]]:
            _bring_columns(conn, table, columns, fresh)


def _bring_rows(conn: Any, table: str, columns: tuple[str, ...]) -> None:
    values = ", ".join(f"row ->> '$.{column}'" for column in columns)
    conn.execute(
        f"INSERT INTO {table} (id, {', '.join(columns)}) SELECT pk, {values} FROM base WHERE tbl = ? AND gone = 0",
        (table,),
    )
    conn.execute(
        "INSERT INTO stamps (tbl, pk, root, tx, cells, rev, del_tx, gone) SELECT tbl, pk, root, tx, cells, "
        "(SELECT rev FROM act_now), del_tx, iif(gone, row, NULL) FROM base WHERE tbl = ?",
        (table,),
    )
    _rewrite_gone(conn, table, columns, columns)


def _bring_columns(conn: Any, table: str, columns: tuple[str, ...], fresh: list[str]) -> None:
    for column in fresh:
        conn.execute(
            f"UPDATE {table} SET {column} = b.row ->> '$.{column}' FROM base b "
            f"WHERE b.tbl = ? AND b.pk = {table}.id AND json_type(b.row, '$.{column}') IS NOT NULL",
            (table,),
        )
    _rewrite_gone(conn, table, columns, tuple(fresh))


def _rewrite_gone(conn: Any, table: str, columns: tuple[str, ...], fresh: tuple[str, ...]) -> None:
    """What deleted rows were, with the new columns, in the words the triggers will compare."""
    found = conn.execute(
        "SELECT s.pk, s.gone, b.row FROM stamps s JOIN base b ON b.tbl = s.tbl AND b.pk = s.pk "
        "WHERE s.tbl = ? AND s.gone IS NOT NULL",
        (table,),
    ).fetchall()
    for pk, gone, row in found:
        kept = json.loads(row)
        values = json.loads(gone) | {column: kept[column] for column in fresh if column in kept}
        conn.execute("UPDATE stamps SET gone = ? WHERE tbl = ? AND pk = ?", (row_text(columns, values), table, pk))
