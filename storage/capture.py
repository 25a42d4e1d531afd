"""Capture: triggers that write the journal in the same transaction and refuse any write outside an act.

They are generated from the tables as they stand, so a migration that rebuilds a table (which drops its
triggers without a word) is noticed: after each migration and at each opening the installed triggers are
compared with the generated ones.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from storage.schema import EXCHANGED, Exchanged

REFUSAL = "xinhuo: write outside an act"


def columns_of(conn: Any, table: str) -> tuple[str, ...]:
    """The table's columns without its id, in the order of the schema."""
    return tuple(row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[1] != "id")


def install(conn: Any) -> None:
    """Drop whatever capture triggers there are and make the right ones."""
    remove(conn)
    for sql in expected(conn).values():
        conn.execute(sql)


def remove(conn: Any) -> None:
    """Drop whatever capture triggers there are."""
    for name in installed(conn):
        conn.execute(f"DROP TRIGGER {name}")


def intact(conn: Any) -> bool:
    """Whether every exchanged table has exactly the capture it should have."""
    return installed(conn) == expected(conn)


def installed(conn: Any) -> dict[str, str]:
    """Name → SQL of the capture triggers in the file."""
    return dict(conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'capture_*'"))


def expected(conn: Any) -> dict[str, str]:
    """Name → SQL of the capture triggers the file must have."""
    made: dict[str, str] = {}
    for one in EXCHANGED:
        columns = columns_of(conn, one.table)
        for event, sql in (
            ("insert", _on_insert(one, columns)),
            ("update", _on_update(one, columns)),
            ("delete", _on_delete(one, columns)),
        ):
            made[f"capture_{one.table}_{event}"] = sql
    return made


def row_json(columns: tuple[str, ...], of: str) -> str:
    """SQL for the row's values that are not NULL, as a JSON object; `of` is NEW, OLD or a table's name."""
    return _object(
        f"iif({of}.{column} IS NULL, '', ',\"{column}\":' || json_quote({of}.{column}))" for column in columns
    )


def _object(members: Iterable[str]) -> str:
    """SQL for a JSON object of members that each bring a comma before them, or are empty.

    Put together as text: the engine's own functions for objects cost as much as all the rest of a trigger.
    """
    return f"'{{' || substr(concat({', '.join(members)}), 2) || '}}'"


def row_text(columns: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """The same made here, byte for byte: the triggers compare the two."""
    ordered = {column: values[column] for column in columns if values.get(column) is not None}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))


def _root(one: Exchanged, of: str) -> str:
    return f"{of}.{one.root}" if one.root else "'public'"


def _unless_imported(more: str = "") -> str:
    """The condition under which a trigger has anything to do: a replayed journal is not journalled again."""
    return f"WHEN {more}(SELECT mode FROM act_now) IS NOT 'import'"


def _refuse_outside() -> str:
    return f"SELECT RAISE(ABORT, '{REFUSAL}') WHERE NOT EXISTS (SELECT 1 FROM act_now WHERE mode IS NOT NULL);"


_REFUSE_OUTLINE = "RAISE(ABORT, 'xinhuo: an outline is not ours to change')"
"""The outline of somebody at another school has no stamp; what its author never saw nobody here may change."""


def _on_insert(one: Exchanged, columns: tuple[str, ...]) -> str:
    # A row that comes back under the id of a deleted one takes the deletion back: it must come back unchanged.
    table, row, root = one.table, row_json(columns, "NEW"), _root(one, "NEW")
    return f"""CREATE TRIGGER capture_{table}_insert AFTER INSERT ON {table} {_unless_imported()} BEGIN
    {_refuse_outside()}
    INSERT INTO operations (txn, root, tbl, pk, kind, fields)
        SELECT a.txn, {root}, '{table}', NEW.id, iif(s.gone IS NULL, 'I', 'D'),
            CASE WHEN s.gone IS NULL THEN {row}
            WHEN s.gone <> {row} THEN RAISE(ABORT, 'xinhuo: a deleted row came back changed')
            ELSE json_object('_del', json_array(0, s.del_tx, 1)) END
        FROM act_now a LEFT JOIN stamps s ON s.tbl = '{table}' AND s.pk = NEW.id WHERE a.mode = 'local';
    INSERT INTO stamps (tbl, pk, root, tx, rev)
        SELECT '{table}', NEW.id, {root}, a.txid, a.rev FROM act_now a WHERE a.mode = 'local'
        ON CONFLICT DO UPDATE SET gone = NULL, del_tx = excluded.tx, rev = excluded.rev;
END"""


def _on_update(one: Exchanged, columns: tuple[str, ...]) -> str:
    table = one.table
    changed = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns)
    fields = _object(
        f"iif(NEW.{c} IS OLD.{c}, '', ',\"{c}\":' || "
        f"json_array(NEW.{c}, iif(s.cells IS NULL, s.tx, coalesce(s.cells ->> '{c}', s.tx)), OLD.{c}))"
        for c in columns
    )
    cells = _object(
        f"iif(NEW.{c} IS OLD.{c}, '', ',\"{c}\":' || json_quote((SELECT txid FROM act_now)))" for c in columns
    )
    new_root, old_root = _root(one, "NEW"), _root(one, "OLD")
    moved = f"NEW.id IS NOT OLD.id OR {new_root} IS NOT {old_root}"
    return f"""CREATE TRIGGER capture_{table}_update AFTER UPDATE ON {table} {_unless_imported(f"{moved} OR ")} BEGIN
    {_refuse_outside()}
    SELECT RAISE(ABORT, 'xinhuo: a row keeps its id and its root') WHERE {moved};
    INSERT INTO operations (txn, root, tbl, pk, kind, fields)
        SELECT a.txn, {new_root}, '{table}', NEW.id, 'U', iif(s.tx IS NULL, {_REFUSE_OUTLINE}, {fields})
        FROM act_now a LEFT JOIN stamps s ON s.tbl = '{table}' AND s.pk = NEW.id
        WHERE a.mode = 'local' AND ({changed});
    UPDATE stamps SET rev = (SELECT rev FROM act_now), cells = iif(cells IS NULL, {cells}, json_patch(cells, {cells}))
        WHERE (SELECT mode FROM act_now) = 'local' AND tbl = '{table}' AND pk = NEW.id AND ({changed});
END"""


def _on_delete(one: Exchanged, columns: tuple[str, ...]) -> str:
    table, row, root = one.table, row_json(columns, "OLD"), _root(one, "OLD")
    return f"""CREATE TRIGGER capture_{table}_delete AFTER DELETE ON {table} {_unless_imported()} BEGIN
    {_refuse_outside()}
    INSERT INTO operations (txn, root, tbl, pk, kind, fields)
        SELECT a.txn, {root}, '{table}', OLD.id, 'D', iif(s.tx IS NULL, {_REFUSE_OUTLINE}, json_object(
            '_del', json_array(1, s.del_tx, 0),
            '_base', json_object('tx', s.tx, 'cells', json(coalesce(s.cells, '{{}}')), 'row', json({row}))))
        FROM act_now a LEFT JOIN stamps s ON s.tbl = '{table}' AND s.pk = OLD.id WHERE a.mode = 'local';
    UPDATE stamps SET gone = {row}, del_tx = (SELECT txid FROM act_now), rev = (SELECT rev FROM act_now)
        WHERE (SELECT mode FROM act_now) = 'local' AND tbl = '{table}' AND pk = OLD.id;
END"""
