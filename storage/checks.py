"""Looking over a file: is it whole, does the journal account for it, are its summaries right?"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from storage import capture, driver, training
from storage.schema import EXCHANGED
from storage.store import Store


def integrity(store: Store) -> list[str]:
    """What SQLite itself finds wrong with the file; empty when it is whole."""
    found = [row[0] for row in store.tuples("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def dangling(store: Store) -> list[tuple[str, str]]:
    """(table, table referred to) for every row that refers to one that is not here."""
    return [(row[0], row[2]) for row in store.tuples("PRAGMA foreign_key_check")]


def capture_intact(store: Store) -> bool:
    """Whether every table still has its capture triggers."""
    return capture.intact(store.conn)


def unstamped(store: Store) -> Iterator[tuple[str, str]]:
    """(table, id) of rows that no act accounts for: written past the program."""
    for one in EXCHANGED:
        yield from (
            (one.table, str(row[0]))
            for row in store.tuples(
                f"SELECT t.id FROM {one.table} t WHERE NOT EXISTS (SELECT 1 FROM stamps s WHERE s.tbl = ?1 "
                "AND s.pk = t.id AND s.gone IS NULL) AND NOT EXISTS (SELECT 1 FROM stubs s WHERE s.tbl = ?1 "
                "AND s.pk = t.id)",
                (one.table,),
            )
        )


def unlike_their_acts(store: Store, most: int = 2000) -> list[tuple[str, str, str]]:
    """(table, id, column) of values that are not what the act said to have written them wrote; of at most `most` rows.

    Rows are drawn at random where there are more. Acts that are not in this file (a school holds the county's values
    without its journal) say nothing.
    """
    drawn = store.tuples("SELECT tbl, pk FROM stamps ORDER BY random() LIMIT ?", (most,))
    found: list[tuple[str, str, str]] = []
    for table, pk in drawn:
        found += [(table, pk, column) for column in _unlike(store, table, pk)]
    return found


def _unlike(store: Store, table: str, pk: str) -> Iterator[str]:
    columns = capture.columns_of(store.conn, table)
    row = capture.row_json(columns, "t")
    tx, cells, gone, del_tx, text = store.tuples(
        f"SELECT s.tx, s.cells, s.gone, s.del_tx, coalesce(s.gone, {row}) FROM stamps s LEFT JOIN {table} t "
        "ON t.id = s.pk WHERE s.tbl = ? AND s.pk = ?",
        (table, pk),
    )[0]
    values, later = json.loads(text or "{}"), json.loads(cells or "{}")
    wrote: dict[tuple[str, str], Any] = {}
    for txid, kind, fields in store.tuples(
        "SELECT t.id, o.kind, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn "
        "WHERE o.tbl = ? AND o.pk = ? AND o.kind <> 'O'",
        (table, pk),
    ):
        written = json.loads(fields)
        if kind == "I":
            wrote |= {(txid, column): written.get(column) for column in columns}
        else:
            wrote |= {(txid, column): change[0] for column, change in written.items() if column != "_base"}
    for column in columns:
        said = wrote.get((later.get(column, tx), column), values.get(column))
        if said != values.get(column):
            yield column
    if del_tx and bool(wrote.get((del_tx, "_del"), gone is not None)) != (gone is not None):
        yield "_del"


def summary_differences(store: Store) -> int:
    """How many lines of the kept hours differ from a recount."""
    kept = {tuple(row.values()) for row in training.kept(store)}
    counted = {tuple(row.values()) for row in training.recounted(store)}
    return len(kept ^ counted)


def shared_id_numbers(store: Store) -> list[tuple[str, str]]:
    """(names, how many) of teachers entered more than once under one ID number."""
    return [
        (str(row[0]), str(row[1]))
        for row in store.tuples(
            "SELECT group_concat(name, '、'), count(*) FROM teachers WHERE id_number IS NOT NULL "
            "GROUP BY id_number HAVING count(*) > 1"
        )
    ]


def sqlite_version() -> str:
    """The engine's version."""
    return driver.SQLITE_VERSION


def size(path: Path) -> int:
    """Bytes of the file and its log."""
    log = path.with_name(path.name + "-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
