"""Looking over a file: is it whole, does the journal account for it, are its summaries right?"""

from collections.abc import Iterator
from pathlib import Path

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
