"""What encryption at rest costs: an office's file under a key against the same office, the same engine, without one.

    python -m bench.encryption [--rounds N] [--quick] [--out FILE] [--office FILE]

Both files are written anew from one county, so that their pages lie alike, and the two take turns, now one first, now
the other. Saves are single acts in a random order of rows: p50, with journal, registers and audit. Every reading opens its
file first, so that nothing lies decrypted in the engine's memory; the system has the file in its cache but for the
readings called cold. What has no limit stands there to be known.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.cold import can_drop, drop_file
from bench.exchange import CODE, enter, let_join
from bench.office import copied, office
from bench.rounds import Goal, Report, Way, options
from bench.save import a_record, a_teacher

KEYED, PLAIN = "encrypted", "plain"
SAVES, BULK = 300, 20_000

SAVE_MOST, READ_MOST = 1.3, 2.0

Work = Callable[[Any], object]
"""What is done with an open office (a `Session`)."""


@dataclass(frozen=True)
class Pair:
    """The same office twice, and a folder for what is made of it."""

    keyed: Path
    plain: Path
    folder: Path

    @property
    def both(self) -> Mapping[str, Path]:
        """The file of each name."""
        return {PLAIN: self.plain, KEYED: self.keyed}


def main() -> int:
    """Measure; returns the exit code."""
    report = Report("encryption", options(__doc__ or ""))
    quick = bool(report.options.quick)
    with office(report.options) as made, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        pair = _pair(copied(made, folder / "county.xinhuo"), folder)
        _opening(report, pair)
        _reading(report, pair)
        _saving(report, pair, 30 if quick else SAVES)
        _bulk(report, pair, BULK // 10 if quick else BULK)
        _copying(report, pair)
        _exchanging(report, pair, classes=20 if quick else 100)
    return report.finish()


# -- the two files


def _pair(county: Path, folder: Path) -> Pair:
    """Of one county an encrypted file and a plain one, each written anew, keys of the exchange beside both."""
    from app import unlocking
    from app.exchange import keyring

    key = unlocking.key_of(county)
    assert key is not None, "the measured office is always encrypted: bench.office"
    pair = Pair(folder / "keyed.xinhuo", folder / "plain.xinhuo", folder)
    _written_anew(county, key, pair.plain, None)
    _written_anew(pair.plain, None, pair.keyed, key)
    ring = keyring.load(keyring.path_beside(county), key)
    keyring.save(keyring.path_beside(pair.keyed), ring, key)
    keyring.save(keyring.path_beside(pair.plain), ring, None)
    if hasattr(os, "sync"):
        os.sync()  # What was just written could not be dropped from the cache.
    sizes = {way: path.stat().st_size for way, path in pair.both.items()}
    print(", ".join(f"{way}: {size:,} bytes" for way, size in sizes.items()), flush=True)
    return pair


def _written_anew(source: Path, was: Any, target: Path, key: Any) -> None:
    from storage import driver

    target.touch(0o600)
    with closing(driver.connect(target, key)) as conn:
        old = f'"{was.literal}"' if was else "''"
        conn.execute(f"ATTACH DATABASE ? AS old KEY {old}", (str(source),))
        conn.execute("SELECT sqlcipher_export('main', 'old')")
        for pragma in ("user_version", "application_id"):
            conn.execute(f"PRAGMA main.{pragma} = {conn.execute(f'PRAGMA old.{pragma}').fetchone()[0]}")
        conn.execute("DETACH DATABASE old")
        conn.execute("PRAGMA journal_mode = WAL")


# -- what is measured


def _opening(report: Report, pair: Pair) -> None:
    from app.session import open_session

    report.run(
        "Opening the office",
        {way: partial(_opened_and_closed, open_session, path) for way, path in pair.both.items()},
        rounds=11,
    )


def _opened_and_closed(open_: Callable[[Path], Any], path: Path) -> None:
    open_(path).close()


def _reading(report: Report, pair: Pair) -> None:
    from app import ledger, roster

    regime, period = _busiest_account(pair.plain)
    works: dict[str, Work] = {
        "the ledger's screen of everybody": lambda session: ledger.standings(session, regime, period),
        "the list of teachers": roster.listed,
        "every record of attendance": lambda session: session.store.tuples("SELECT * FROM attendance"),
    }
    for name, work in works.items():
        ways = {way: _read(path, work) for way, path in pair.both.items()}
        report.run(f"Read: {name}", ways, rounds=5, goals=[Goal(f"E2 {name}", KEYED, PLAIN, READ_MOST)])
    if can_drop():
        cold = {way: _read(path, _scanned, drop_file) for way, path in pair.both.items()}
        goal = Goal("E2 a whole table scanned, cold", KEYED, PLAIN, READ_MOST)
        report.run("Scan: the journal summed up, its file not in the system's cache", cold, rounds=5, goals=[goal])
    warm = {way: _read(path, _scanned) for way, path in pair.both.items()}
    report.run("Scan: the same from the system's cache, nothing made of the rows", warm, rounds=5)


def _scanned(session: Any) -> object:
    return session.store.value("SELECT sum(length(fields)) FROM operations NOT INDEXED")


def _busiest_account(path: Path) -> tuple[str, str]:
    """Regime and period of which most accounts are kept."""
    from app.session import open_session

    with open_session(path) as session:
        regime, period, _ = session.store.tuples(
            "SELECT regime, period, count(*) FROM accounts GROUP BY 1, 2 ORDER BY 3 DESC, 2 DESC, 1 LIMIT 1"
        )[0]
    return regime, period


def _read(path: Path, work: Work, before: Callable[[Path], object] | None = None) -> Way:
    """A way that opens the file and times the work alone."""

    def way() -> float:
        from app.session import open_session

        if before:
            before(path)
        with open_session(path) as session:
            began = time.perf_counter()
            work(session)
            return time.perf_counter() - began

    return way


def _saving(report: Report, pair: Pair, count: int) -> None:
    """Saves one by one, each in both files before the next; a round gives one p50 of each."""
    from app.session import open_session

    goals = {"Store.writing": "E1 one record", "teachers.save": "E1 the whole service"}
    with (
        open_session(copied(pair.plain, pair.folder / "saved-plain.xinhuo")) as plain,
        open_session(copied(pair.keyed, pair.folder / "saved-keyed.xinhuo")) as keyed,
    ):
        for name, act in (("Store.writing", a_record), ("teachers.save", a_teacher)):
            turns = _Turns({PLAIN: act(plain), KEYED: act(keyed)}, count)
            ways = {way: partial(turns.tell, way) for way in (PLAIN, KEYED)}
            report.run(f"One save: {name}", ways, rounds=5, goals=[Goal(goals[name], KEYED, PLAIN, SAVE_MOST)])


class _Turns:
    """The same save in both files in turn, beginning now with one, now with the other."""

    def __init__(self, saves: Mapping[str, Callable[[], object]], count: int) -> None:
        self._saves = [*saves.items()]
        self._count = count
        self._found: dict[str, float] = {}

    def tell(self, way: str) -> float:
        """The p50 of one way; both are measured when the first is asked for."""
        if way not in self._found:
            self._found = self._measured()
        return self._found.pop(way)

    def _measured(self) -> dict[str, float]:
        taken: dict[str, list[float]] = {name: [] for name, _ in self._saves}
        for number in range(self._count):
            for name, save in self._saves[:: -1 if number % 2 else 1]:
                began = time.perf_counter()
                save()
                taken[name].append(time.perf_counter() - began)
        return {name: median(some) for name, some in taken.items()}


def _bulk(report: Report, pair: Pair, count: int) -> None:
    """Attendance entered in one act, as an import writes it, into a fresh copy each time."""
    numbers = iter(range(1_000_000))

    def entered(path: Path) -> float:
        from app.session import open_session
        from storage.ids import new_id

        target = copied(path, pair.folder / f"bulk-{next(numbers)}.xinhuo")
        with open_session(target) as session:
            teachers = [row[0] for row in session.store.tuples("SELECT id FROM teachers ORDER BY id")]
            classes = [row[0] for row in session.store.tuples("SELECT id FROM classes ORDER BY id")]
            lines = [(new_id(), teachers[n % len(teachers)], classes[n % len(classes)], 60, "1") for n in range(count)]
            began = time.perf_counter()
            with session.writing("成批登记") as rows:
                rows.insert_many("attendance", ("id", "teacher_id", "class_id", "hours", "result"), lines)
            took = time.perf_counter() - began
        _forget(target)
        return took

    ways = {way: partial(entered, path) for way, path in pair.both.items()}
    report.run(f"{count:,} records entered in one act", ways, rounds=3, warm=0)


def _copying(report: Report, pair: Pair) -> None:
    """A verified backup: copied page by page, then every page checked."""
    from app.session import open_session
    from storage.copies import backup

    def copy(path: Path) -> float:
        target = pair.folder / "backup.xinhuo"
        with open_session(path) as session:
            began = time.perf_counter()
            backup(session.store.conn, target, session.store.key)
            took = time.perf_counter() - began
        _forget(target)
        return took

    report.run("A verified backup", {way: partial(copy, path) for way, path in pair.both.items()}, rounds=2, warm=0)


def _exchanging(report: Report, pair: Pair, *, classes: int) -> None:
    """A complete file of a school of 100 teachers made at the county and taken at a school of the same kind."""
    from app.exchange import keyring
    from app.session import open_session

    school = pair.folder / "school.xinhuo"
    with open_session(pair.keyed) as session:
        known = enter(session, classes)
        let_join(session, known, school, pair.folder)
        ring, key = keyring.of(session), session.store.key
    joined, below = pair.folder / "joined.xinhuo", pair.folder / "below.xinhuo"
    _written_anew(pair.keyed, key, joined, None)
    keyring.save(keyring.path_beside(joined), ring, None)
    with open_session(school) as session:
        mine, school_key = keyring.of(session), session.store.key
    _written_anew(school, school_key, below, None)
    keyring.save(keyring.path_beside(below), mine, None)
    ways = {
        PLAIN: partial(_made_and_taken, joined, below, pair.folder),
        KEYED: partial(_made_and_taken, pair.keyed, school, pair.folder),
    }
    report.run(f"A complete file of 100 teachers and {len(known.attendance):,} records", ways, rounds=3, warm=0)


def _made_and_taken(county: Path, school: Path, folder: Path) -> dict[str, float]:
    from app.exchange import packing, receiving
    from app.session import open_session

    with (
        TemporaryDirectory(dir=folder) as name,
        open_session(copied(county, Path(name) / "county.xinhuo")) as above,
        open_session(copied(school, Path(name) / "school.xinhuo")) as below,
    ):
        began = time.perf_counter()
        packed = packing.pack(above, CODE, Path(name))
        made = time.perf_counter()
        receiving.take(below, packed.path)
        return {"made": made - began, "taken": time.perf_counter() - made}


def _forget(path: Path) -> None:
    for end in ("", ".key", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
