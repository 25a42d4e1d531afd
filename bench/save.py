"""W3: one saved record with journal and summary on, against appending 12 KiB with fdatasync and against bare SQLite.

    python -m bench.save [--rounds N] [--quick] [--out FILE] [--office FILE]

All three write in turn, save by save, on the same disk (that of the temporary folder: set TMPDIR to measure
another). `Store.writing` changes the hours of one attendance row, which the journal and the kept summary follow; bare
SQLite runs the same UPDATE on a copy without triggers, in WAL with synchronous FULL. Each round gives one p50, p99.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, office
from bench.rounds import Goal, Report, options

SAVES = 300
"""Saves of each kind in a round."""

RAW_BYTES = 12 << 10
RAW, BARE, OURS, SERVICE = "append 12 KiB + fdatasync", "UPDATE, bare SQLite WAL FULL", "Store.writing", "teachers.save"


def main() -> int:
    """Measure saves; returns the exit code."""
    report = Report("save", options(__doc__ or ""))
    with office(report.options) as path, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        from app.session import open_session

        bare = _bare(copied(path, folder / "bare.xinhuo"))
        with open_session(copied(path, folder / "county.xinhuo")) as session, (folder / "raw").open("ab") as raw:
            saves = {
                RAW: _raw(raw),
                BARE: _update(bare),
                OURS: a_record(session),
                SERVICE: a_teacher(session),
            }
            turns = _Turns(saves, 30 if report.options.quick else SAVES)
            goals = [
                Goal("W3 p50", f"{OURS} p50", f"{RAW} p50", 1.25),
                Goal("W3 p99", f"{OURS} p99", f"{RAW} p99", 2.0),
            ]
            ways = {f"{kind} {part}": turns.way(kind, part) for part in ("p50", "p99") for kind in saves}
            report.run("One save", ways, rounds=7, goals=goals)
            _note_bytes(report, session)
        bare.close()
    return report.finish()


class _Turns:
    """Saves of every kind one after another; the ways of one round all tell of the same saves."""

    def __init__(self, saves: dict[str, Callable[[], object]], count: int) -> None:
        self._saves = saves
        self._count = count
        self._found: dict[str, tuple[float, float]] = {}
        self._told: set[tuple[str, str]] = set()

    def way(self, kind: str, part: str) -> Callable[[], float]:
        def tell() -> float:
            if not self._found or (kind, part) in self._told:
                self._measure()
            self._told.add((kind, part))
            return self._found[kind][part == "p99"]

        return tell

    def _measure(self) -> None:
        taken: dict[str, list[float]] = {kind: [] for kind in self._saves}
        for _ in range(self._count):
            for kind, save in self._saves.items():
                began = time.perf_counter()
                save()
                taken[kind].append(time.perf_counter() - began)
        hundredths = {kind: quantiles(some, n=100) for kind, some in taken.items()}
        self._found = {kind: (some[49], some[98]) for kind, some in hundredths.items()}
        self._told.clear()


def _raw(file: Any) -> Callable[[], object]:
    block = os.urandom(RAW_BYTES)
    sync = getattr(os, "fdatasync", os.fsync)

    def save() -> None:
        file.write(block)
        file.flush()
        sync(file.fileno())

    return save


def _bare(path: Path) -> Any:
    """The same file without triggers, as bare SQLite would keep it."""
    from app import unlocking
    from storage import driver

    conn = driver.connect(path, unlocking.key_of(path))
    for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {row[0]}")
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA cache_size = -16000")
    return conn


def _update(conn: Any) -> Callable[[], object]:
    ids = _ids(conn, "attendance")
    hours = cycle(range(1, 90))

    def save() -> None:
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("UPDATE attendance SET hours = ? WHERE id = ?", (next(hours), next(ids)))
        conn.execute("COMMIT")

    return save


def a_record(session: Any) -> Callable[[], object]:
    """One changed record, as every service writes it."""
    ids = _ids(session.store.conn, "attendance")
    hours = cycle(range(1, 90))

    def save() -> None:
        with session.writing("修改学时记录") as rows:
            rows.update("attendance", next(ids), {"hours": next(hours)})

    return save


def a_teacher(session: Any) -> Callable[[], object]:
    """The whole service behind the form: read, checked, written."""
    from app import teachers

    ids = _ids(session.store.conn, "teachers")
    numbers = cycle(range(10_000))
    return lambda: teachers.save(session, next(ids), {"phone": f"1380000{next(numbers):04d}"})


def _ids(conn: Any, table: str) -> Iterator[str]:
    """Rows in an order that is no order of the file."""
    found = [str(row[0]) for row in conn.execute(f"SELECT id FROM {table} ORDER BY id")]
    Random(7).shuffle(found)
    return cycle(found)


def _note_bytes(report: Report, session: Any) -> None:
    """How much one save writes: the pages it adds to the log."""
    conn = session.store.conn
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    a_record(session)()
    size = Path(f"{session.path}-wal").stat().st_size
    report.note("bytes a save", size, f"one Store.writing adds {size:,} bytes to the write-ahead log")


if __name__ == "__main__":
    sys.exit(main())
