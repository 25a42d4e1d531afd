"""X1, second half: bringing a roster of new teachers in, against raw SQLite inserts of the same rows with their indexes.

    python -m bench.bringing [--rounds N] [--quick] [--out FILE] [--office FILE]

The roster is that of `bench.excel`; it goes into an office that holds the schools and nobody. The peer inserts what the
program wrote (teachers and postings) into the same tables with the same indexes and no trigger, one transaction,
synced. Preview and reading are not in it; the journal, the registers and the keys of the names are.
"""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.excel import CLOCK, Watch, write_roster
from bench.office import copied, office
from bench.rounds import Goal, Report, options, present

OURS, RAW = "imported", "raw inserts"
TABLES = ("teachers", "postings")


def main() -> int:
    """Measure the writing of an import; returns the exit code."""
    report = Report("bringing", options(__doc__ or ""))
    if not present("xlsxwriter"):
        return report.finish()
    with office(report.options) as made, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        path = copied(made, folder / "county.xinhuo")
        count = write_roster(path, folder / "roster.xlsx")
        _leave_the_schools(path)
        ways: dict[str, Callable[[], Mapping[str, float]]] = {
            OURS: lambda: _imported(path, folder),
            RAW: lambda: _raw(folder),
        }
        goals = [Goal("X1", f"{OURS}/{CLOCK}", f"{RAW}/{CLOCK}", 3.0)]
        report.run(f"{count:,} new teachers written", ways, rounds=5, goals=goals)
    return report.finish()


def _leave_the_schools(path: Path) -> None:
    """Make of a county's file one that holds its units only."""
    from app.session import create_county, open_session

    with open_session(path) as county:
        units = county.store.tuples("SELECT name, code, kind FROM organisations WHERE kind IS NOT '1'")
    path.unlink()
    with create_county(path, "空县教育局") as empty, empty.writing("登记单位") as rows:
        for name, code, kind in units:
            rows.insert("organisations", {"name": name, "code": code, "kind": kind})


def _imported(path: Path, folder: Path) -> dict[str, float]:
    """Seconds of the import alone, into a fresh copy; what it wrote is left for the peer."""
    from app import importing
    from app.session import open_session

    target = folder / "imported.xinhuo"
    for old in folder.glob("imported.xinhuo*"):
        old.unlink()
    copied(path, target)
    with open_session(target) as session:
        made = importing.preview(session, "teachers", folder / "roster.xlsx")
        watch = Watch()
        importing.apply(session, made)
        return watch.read()


def _raw(folder: Path) -> dict[str, float]:
    """Seconds that the same rows take as bare inserts."""
    from app.session import open_session

    with open_session(folder / "imported.xinhuo") as session:
        schema = [
            str(sql)
            for table in TABLES
            for (sql,) in session.store.tuples(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL",
                (table,),
            )
        ]
        rows = {table: session.store.tuples(f"SELECT * FROM {table} ORDER BY rowid") for table in TABLES}
    target = folder / "raw.sqlite"
    for old in folder.glob("raw.sqlite*"):
        old.unlink()
    conn = sqlite3.connect(target, isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    for sql in schema:
        conn.execute(sql)
    watch = Watch()
    conn.execute("BEGIN IMMEDIATE")
    for table, lines in rows.items():
        conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(lines[0]))})", lines)
    conn.execute("COMMIT")
    took = watch.read()
    conn.close()
    return took


if __name__ == "__main__":
    sys.exit(main())
