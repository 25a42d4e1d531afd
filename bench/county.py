"""S3 and reach: a county of 2,000,000 records packed for all its schools in one go, and moved as a whole.

    python -m bench.county [--rounds N] [--quick] [--out FILE] [--office FILE]

Every school of the county is invited and joins; its teachers get attendance up to 200 rows each. Then one process of
its own packs a complete file for every school, as the window does it: the most memory it held after a tenth of the
schools and after all of them is compared. Another holds a window while its lane packs, and tells for how long at most
the window did not answer. The county's own office moves as a verified copy; its peers are the same tables as JSON,
zlib 6 and AES-256-GCM with their indexes built again, and a bare copy forced to the disk.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.children import Children, children
from bench.office import copied, office
from bench.rounds import Goal, Report, in_turn, judged, options
from bench.yardstick import YARDSTICK, Bare, timed

EACH = 200
"""Rows of attendance of every teacher."""

PACK = """
import resource, sys
from pathlib import Path
from app.exchange import batch
from app.session import open_session
from storage import exchange as stored

path, folder = Path(sys.argv[1]), Path(sys.argv[2])
with open_session(path) as session:
    sites = [(one["id"], one["name"]) for one in stored.sites(session.store) if one["state"] == "joined"]
    tenth = max(1, len(sites) // 10)
    most = []
    for some in (sites[:tenth], sites[tenth:]):
        written = batch.pack_for(session, some, folder)
        assert not written.left, written.left
        most.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(tenth, len(sites), *most)
"""

WINDOW = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.exchange import batch
from app.session import open_session
from storage import exchange as stored
from ui.jobs import Lane

application = QApplication([])
gaps, last, state = [[], []], [time.perf_counter()], [0]


def tick():
    now = time.perf_counter()
    gaps[state[0]].append(now - last[0])
    last[0] = now


with open_session(Path(sys.argv[1])) as session:
    sites = [(one["id"], one["name"]) for one in stored.sites(session.store) if one["state"] == "joined"][:5]
    lane = Lane(session)
    timer = QTimer(interval=5)
    timer.timeout.connect(tick)
    timer.start()

    def begin():
        state[0] = 1
        lane.run(
            lambda own, progress: batch.pack_for(own, sites, Path(sys.argv[2]), progress),
            title="", done=lambda _: application.quit(), failed=lambda error: application.exit(1),
        )

    QTimer.singleShot(1000, begin)
    code = application.exec()
    lane.close()
assert code == 0
print(max(gaps[0]), max(gaps[1]), sorted(gaps[1])[len(gaps[1]) * 99 // 100])
"""


def main() -> int:
    """Measure; returns the exit code."""
    report = Report("county", options(__doc__ or ""))
    each = 20 if report.options.quick else EACH
    with office(report.options) as made, children() as some, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        county = copied(made, folder / "county.xinhuo")
        report.note("records", _grow(county, folder, each), "the county is ready")
        _memory(report, some, county, folder)
        _window(report, some, county, folder)
        _moving(report, county, folder)
    return report.finish()


def _grow(county: Path, folder: Path, each: int) -> dict[str, int]:
    """Let every school join, and fill up attendance as a file from elsewhere would bring it: without a journal."""
    from app.exchange import membership, receiving
    from app.exchange.mail import importing
    from app.session import open_session
    from storage.ids import new_id

    with open_session(county) as session:
        schools = session.store.tuples(
            "SELECT DISTINCT o.id FROM organisations o JOIN postings p ON p.organisation_id = o.id AND p.end_date IS NULL"
        )
        for number, (organisation,) in enumerate(schools):
            invited = membership.invite(session, organisation, folder)
            request = membership.join(invited.path, folder / f"{number}.xinhuo", folder, operator="李老师")
            receiving.take(session, request.path)
        with session.store.writing(importing(session, "量测")) as rows:
            classes = [row[0] for row in rows.execute("SELECT id FROM classes ORDER BY id")]
            there = rows.execute(
                "SELECT t.id, (SELECT count(*) FROM attendance a WHERE a.teacher_id = t.id) FROM teachers t ORDER BY t.id"
            ).fetchall()
            rows.executemany(
                "INSERT INTO attendance (id, teacher_id, class_id, hours, result) VALUES (?, ?, ?, 60, '1')",
                ((new_id(), pk, classes[n % len(classes)]) for pk, has in there for n in range(has, each)),
            )
            rows.execute(
                "INSERT INTO stamps (tbl, pk, root, tx, rev) SELECT 'attendance', id, teacher_id, ?, ? FROM attendance a "
                "WHERE NOT EXISTS (SELECT 1 FROM stamps s WHERE s.tbl = 'attendance' AND s.pk = a.id) ORDER BY id",
                (new_id(), rows.rev),
            )
        session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        counts = session.store.tuples("SELECT (SELECT count(*) FROM attendance), (SELECT count(*) FROM teachers)")[0]
    return {"attendance": counts[0], "teachers": counts[1], "schools": len(schools)}


def _memory(report: Report, some: Children, county: Path, folder: Path) -> None:
    out = folder / "memory"
    out.mkdir()
    path = copied(county, folder / "packing.xinhuo")
    took = []
    found: list[str] = []

    def pack() -> None:
        found.extend(some.run(PACK, str(path), str(out)).split())

    took.append(timed(pack))
    tenth, schools, first, most = map(int, found)
    first_name, all_name = f"after {tenth} schools", f"after all {schools}"
    goal = Goal("memory flat in the number of schools", all_name, first_name, 1.1)
    report.weigh("most memory held", {first_name: first << 10, all_name: most << 10}, [goal])
    size = sum(one.stat().st_size for one in out.iterdir())
    report.note("packed", {"schools": schools, "bytes": size}, f"{schools} schools: {size:,} bytes in all")
    report.keep("complete files for all schools", {"one process, its start included": took}, "s")
    path.unlink()
    shutil.rmtree(out)


def _window(report: Report, some: Children, county: Path, folder: Path) -> None:
    out = folder / "window"
    out.mkdir()
    path = copied(county, folder / "window.xinhuo")
    idle, longest, most = map(float, some.run(WINDOW, str(path), str(out)).split())
    report.keep(
        "a timer of 5 ms in the window while its lane packs for 5 schools: time between two ticks",
        {"idle, longest": [idle], "packing, longest": [longest], "packing, 99 of 100": [most]},
    )
    path.unlink()
    shutil.rmtree(out)


def _moving(report: Report, county: Path, folder: Path) -> None:
    from app.session import open_session
    from storage.copies import backup, restore

    copy, target, plain = folder / "copy", folder / "moved.xinhuo", folder / "plain"

    def ours() -> dict[str, float]:
        with open_session(county) as session:
            key = session.store.key
            made = timed(lambda: backup(session.store.conn, copy, key))
        target.unlink(missing_ok=True)
        return {"make": made, "open": timed(lambda: restore(copy, target, key))}

    def theirs() -> dict[str, float]:
        with TemporaryDirectory(dir=folder) as one, closing(Bare(county, Path(one))) as bare:
            made, opened = bare.packed_and_taken(_whole(bare))
        return {"make": made, "open": opened}

    def bare_copy() -> dict[str, float]:
        return {"open": timed(lambda: _copy(county, plain))}

    goals = [
        Goal("S3 make", "verified copy/make", f"{YARDSTICK}/make", 0.2),
        Goal("S3 open", "verified copy/open", f"{YARDSTICK}/open", 0.35),
        Goal("S3 open", "verified copy/open", "copy + fsync/open", 4),
    ]
    ways = {"verified copy": ours, YARDSTICK: theirs, "copy + fsync": bare_copy}
    # Once is enough, and long enough: minutes, at two million rows.
    times = in_turn(ways, report.options.rounds or 1, warm=0)
    verdicts = [judged(goal, [times]) for goal in goals]
    title = "the county moves to another computer"
    report.judge(title, verdicts)
    report.keep(title, times, "s", verdicts)


def _whole(bare: Any) -> Callable[[], dict[str, list[Any]]]:
    from storage.schema import TABLES

    return lambda: {table: bare.source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write, 1 << 20)
        write.flush()
        os.fsync(write.fileno())


if __name__ == "__main__":
    sys.exit(main())
