"""W1: many rows in without a journal, indexes, registers and kept sums on, against plain inserts into a bare table.

    python -m bench.load [--rounds N] [--quick] [--out FILE] [--office FILE]

The program writes records of attendance as a file from another office brings them: one act, `Rows.insert_many`, into the
encrypted office with everything it holds. The peers write the same rows into a table without index, key and encryption
in a file of their own: the standard library's executemany, and sqlite-utils from dicts.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, office
from bench.rounds import Goal, Report, options

ROWS = 200_000
OURS, BARE, UTILS = "taken as from elsewhere", "executemany, bare table", "sqlite-utils insert_all of dicts, bare table"
COLUMNS = ("id", "teacher_id", "class_id", "hours", "result")

Line = tuple[str, str, str, int, str]


def main() -> int:
    """Measure; returns the exit code."""
    report = Report("load", options(__doc__ or ""))
    count = ROWS // 10 if report.options.quick else ROWS
    with office(report.options) as path, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        from app.session import open_session

        with open_session(copied(path, folder / "county.xinhuo")) as session:
            make = _lines(session, count)
            ways: dict[str, Callable[[], float]] = {
                OURS: lambda: _ours(session, make()),
                BARE: lambda: _peer(folder, partial(_executemany, make())),
                UTILS: lambda: _peer(folder, partial(_insert_all, make())),
            }
            goals = [Goal("W1", OURS, BARE, 2.5), Goal("W1", OURS, UTILS, 0.5)]
            report.run(f"{count:,} records in", ways, rounds=3, goals=goals)
    return report.finish()


def _lines(session: Any, count: int) -> Callable[[], list[Line]]:
    from storage.ids import new_id

    teachers = [row[0] for row in session.store.tuples("SELECT id FROM teachers ORDER BY id")]
    classes = [row[0] for row in session.store.tuples("SELECT id FROM classes ORDER BY id")]

    def make() -> list[Line]:
        """New records in the order of time: a class after another."""
        return [
            (new_id(), teachers[n % len(teachers)], classes[n * len(classes) // count], 60, "1") for n in range(count)
        ]

    return make


def _ours(session: Any, lines: list[Line]) -> float:
    from app.exchange.mail import importing

    began = time.perf_counter()
    with session.store.writing(importing(session, "量测")) as rows:
        rows.insert_many("attendance", COLUMNS, lines)
    return time.perf_counter() - began


def _peer(folder: Path, write: Callable[[sqlite3.Connection], None]) -> float:
    for old in folder.glob("bare.sqlite*"):
        old.unlink()
    conn = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute(f"CREATE TABLE attendance ({', '.join(COLUMNS)})")
    began = time.perf_counter()
    write(conn)
    took = time.perf_counter() - began
    conn.close()
    return took


def _executemany(lines: list[Line], conn: sqlite3.Connection) -> None:
    conn.execute("BEGIN")
    conn.executemany(f"INSERT INTO attendance VALUES ({', '.join('?' * len(COLUMNS))})", lines)
    conn.execute("COMMIT")


def _insert_all(lines: list[Line], conn: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    table: Any = Database(conn)["attendance"]
    table.insert_all(dict(zip(COLUMNS, line, strict=True)) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
