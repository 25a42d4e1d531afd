"""S1, S2: 100,000 changed fields of a school packed, opened, merged and come again; 50,000 rows adopted.

    python -m bench.merge [--rounds N] [--quick] [--out FILE] [--office FILE]

A school of 100 teachers with 50,000 rows corrects two fields of each, a class at a time; of a fifth of the fields the
county has meanwhile written another value, so these become conflicts. Each round works on fresh copies.

Peers: for the file, the same changes as JSON, zlib 6 and AES-256-GCM, written and synced, read back into Python
objects; for the merge, the bare UPDATEs that win, sorted by id, in one transaction on a copy without any trigger; for
adopting, the same rows as that JSON into bare tables with their indexes. No peer signs, asks who wins, keeps a journal
or can be undone.
"""

import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.exchange import CODE, TEACHERS, School, enter, let_join
from bench.office import copied, office
from bench.rounds import Goal, Report, Times, judged, options
from bench.yardstick import YARDSTICK, Bare, seal, timed, unseal

CLASSES = 500
"""Every teacher attended every class: 50,000 rows."""
LOST = 5
"""One row in so many was changed at the county too."""
OURS, BARE = "package", "bare sorted UPDATEs"

GOALS = {
    "make": Goal("S1 make", OURS, YARDSTICK, 0.5),
    "open": Goal("S1 open", OURS, YARDSTICK, 0.3),
    "merge": Goal("S2", OURS, BARE, 1.6),
    "again": Goal("duplicate, its decryption aside", "again", "first", 0.05),
}


def main() -> int:
    """Measure; returns the exit code."""
    report = Report("merge", options(__doc__ or ""))
    with office(report.options) as made, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        scene = _prepare(made, Path(name), 20 if report.options.quick else CLASSES)
        rounds = [scene.once() for _ in range(1 if report.options.quick else report.options.rounds or 3)]
    for step, ways in rounds[0].items():
        times: Times = {way: [one[step][way] for one in rounds] for way in ways}
        goals = [GOALS[step]] if step in GOALS else []
        verdicts = [judged(goal, [times]) for goal in goals]
        report.judge(scene.title(step), verdicts)
        report.keep(scene.title(step), times, verdicts=verdicts)
    report.weigh("bytes of the changes", scene.sizes, [Goal("S1 size", OURS, YARDSTICK, 0.65)])
    return report.finish()


def _prepare(made: Path, folder: Path, classes: int) -> "_Scene":
    """A county and a school that has adopted, claimed and corrected, and the file of its corrections."""
    from app.exchange import packing, receiving
    from app.session import open_session

    county, empty, school = folder / "county.xinhuo", folder / "empty.xinhuo", folder / "school.xinhuo"
    with open_session(copied(made, county)) as above:
        known = enter(above, classes)
        let_join(above, known, empty, folder)
        first = packing.pack(above, CODE, folder)
        with open_session(copied(empty, school)) as below:
            receiving.take(below, first.path)
            receiving.take(above, packing.pack(below, "county", folder).path)
            _correct(below, known)
            changes = packing.pack(below, "county", folder)
        ids = sorted(known.attendance)[::LOST]
        with above.writing("县里更正") as rows:
            rows.executemany(
                "UPDATE attendance SET hours = hours + 20, remark = '县' WHERE id = ?", [(pk,) for pk in ids]
            )
    return _Scene(folder, known, first.path, changes.path)


def _correct(below: Any, known: School) -> None:
    ids = sorted(known.attendance)
    for place in range(0, len(ids), TEACHERS):
        with below.writing("更正一个班次") as rows:
            rows.executemany(
                "UPDATE attendance SET hours = hours + 10, remark = ? WHERE id = ?",
                [(f"更正{place + n}", pk) for n, pk in enumerate(ids[place : place + TEACHERS])],
            )


@dataclass
class _Scene:
    """The folder with both offices and their files."""

    folder: Path
    known: School
    first: Path
    changes: Path

    def __post_init__(self) -> None:
        self.sizes = {OURS: self.changes.stat().st_size}

    def title(self, step: str) -> str:
        """A step in words."""
        rows = len(self.known.attendance)
        return {
            "make": f"{2 * rows:,} changed fields: make the file",
            "open": f"{2 * rows:,} changed fields: open it into objects",
            "merge": f"{2 * rows:,} changed fields: merge and commit, one in {LOST} in conflict",
            "take": "the whole taking, copy of the office before it included",
            "again": "the same file once more, less its decryption",
            "adopt": f"a complete file of {rows:,} rows adopted",
        }[step]

    def once(self) -> dict[str, dict[str, float]]:
        """One round of everything."""
        with TemporaryDirectory(dir=self.folder) as one:
            return {**self._file(Path(one)), **self._merging(Path(one)), **self._adopting(Path(one))}

    def _file(self, one: Path) -> dict[str, dict[str, float]]:
        from app.exchange import apply, packing
        from app.pause import without_collector
        from app.session import open_session

        path = copied(self.folder / "school.xinhuo", one / "school.xinhuo")
        with open_session(path) as below:
            made = timed(lambda: packing.pack(below, "county", one))
            lines = _changes(below)
            sealed = one / "sealed"
            peer = timed(lambda: seal(sealed, _changes(below)))
            self.sizes[YARDSTICK] = sealed.stat().st_size
        with open_session(copied(self.folder / "county.xinhuo", one / "reader.xinhuo")) as above:
            # As the program does it: see app.pause.
            with without_collector():
                took = timed(lambda: apply.read_transactions("-", _opened(above, self.changes).members))
            if unseal(sealed) != [list(line) for line in lines]:
                raise AssertionError("the peer's file does not read back")
            other = timed(lambda: unseal(sealed))
        return {"make": {OURS: made, YARDSTICK: peer}, "open": {OURS: took, YARDSTICK: other}}

    def _merging(self, one: Path) -> dict[str, dict[str, float]]:
        from app.exchange import apply, receiving
        from app.exchange.mail import importing
        from app.pause import without_collector
        from app.session import open_session

        with open_session(copied(self.folder / "county.xinhuo", one / "merged.xinhuo")) as above:
            package = _opened(above, self.changes)
            site, claim = package.header.from_site, package.manifest.facts.get("claim")

            def merge() -> None:
                with without_collector(), above.store.writing(importing(above, "量测")) as rows:
                    apply.take_up(rows, site, package.members, claim)

            merged = timed(merge)
        with open_session(copied(self.folder / "county.xinhuo", one / "taken.xinhuo")) as above:
            taken = timed(lambda: receiving.take(above, self.changes))
            again = timed(lambda: receiving.take(above, self.changes))
            with without_collector():
                opened = timed(lambda: _opened(above, self.changes))
        bare = timed(self._updates(copied(self.folder / "county.xinhuo", one / "bare.xinhuo")))
        return {
            "merge": {OURS: merged, BARE: bare},
            "take": {OURS: taken, BARE: bare},
            "again": {"first": taken, "again": again - opened},
        }

    def _updates(self, path: Path) -> Callable[[], None]:
        """What of the changes wins, as the plainest SQL can write it."""
        from app import unlocking
        from storage import driver

        conn = driver.connect(path, unlocking.key_of(path))
        for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {row[0]}")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA cache_size = -16000")
        lost = set(sorted(self.known.attendance)[::LOST])
        won = [(100, f"更正{n}", pk) for n, pk in enumerate(sorted(self.known.attendance)) if pk not in lost]

        def update() -> None:
            conn.execute("BEGIN IMMEDIATE")
            conn.executemany("UPDATE attendance SET hours = ?, remark = ? WHERE id = ?", won)
            conn.execute("COMMIT")
            conn.close()

        return update

    def _adopting(self, one: Path) -> dict[str, dict[str, float]]:
        from app.exchange import receiving
        from app.session import open_session

        with closing(Bare(self.folder / "county.xinhuo", one)) as bare:
            seconds = bare.packed_and_taken(bare.everything(self.known))[1]
        with open_session(copied(self.folder / "empty.xinhuo", one / "below.xinhuo")) as below:
            adopted = timed(lambda: receiving.take(below, self.first))
        return {"adopt": {OURS: adopted, YARDSTICK: seconds}}


def _opened(session: Any, path: Path) -> Any:
    from app.exchange import keyring
    from app.exchange.package import open_package

    return open_package(
        path.read_bytes(),
        identities=keyring.of(session).identities,
        trusted=lambda *_: True,
        site=session.site,
        name=session.name,
    )


def _changes(below: Any) -> list[tuple[Any, ...]]:
    """The school's changes, a line a field: act, table, row, field, new value, the act whose value it replaces."""
    return [
        (txid, table, pk, column, new, base)
        for txid, table, pk, fields in below.store.tuples(
            "SELECT t.id, o.tbl, o.pk, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn "
            "WHERE t.received = 0 AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id) ORDER BY o.seq"
        )
        for column, (new, base, _old) in json.loads(fields).items()
    ]


if __name__ == "__main__":
    sys.exit(main())
