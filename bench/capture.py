"""W2: what the journal costs: rows entered and corrected in bulk with the capture, against the same without it.

    python -m bench.capture [--rounds N] [--quick] [--out FILE] [--office FILE]

Two copies of one county, one of them without the capture's triggers; indexes and the kept summary of hours are in
both. A round enters the attendance of many classes, then corrects hours and result of each row, an act each, committed
and synced; the wide table of teachers follows by itself. The two take turns.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, office
from bench.rounds import Goal, Report, options

ROWS = 20_000
LOGGED, BARE = "with the journal", "without"

Statement = tuple[str, list[tuple[Any, ...]]]


def main() -> int:
    """Measure bulk edits; returns the exit code."""
    report = Report("capture", options(__doc__ or ""))
    count = 2_000 if report.options.quick else ROWS
    with office(report.options) as path, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        from app.session import open_session

        with (
            open_session(copied(path, folder / "logged.xinhuo")) as logged,
            open_session(copied(path, folder / "bare.xinhuo")) as bare,
        ):
            from storage import capture

            capture.remove(bare.store.conn)
            edits = _Edits(logged, count)
            ways = {LOGGED: edits.way(_in_an_act(logged)), BARE: edits.way(_in_a_transaction(bare))}
            goals = [Goal("W2", f"{LOGGED}/entered and corrected", f"{BARE}/entered and corrected", 2.2)]
            report.run(f"{count:,} rows in bulk", ways, rounds=5, goals=goals)
            size, kept = logged.store.tuples("SELECT sum(length(fields)), count(*) FROM operations WHERE kind = 'U'")[0]
            report.note(
                "journal bytes", size / kept, f"a corrected row's changes: {size / kept:.0f} characters of JSON"
            )
    return report.finish()


class _Edits:
    """The edits of a round; both ways of a round make the same, every round others."""

    def __init__(self, session: Any, count: int) -> None:
        self._teachers = [row[0] for row in session.store.tuples("SELECT id FROM teachers ORDER BY id")][:count]
        self._classes = [row[0] for row in session.store.tuples("SELECT id FROM classes ORDER BY id")]
        self._count = count
        self._made: dict[int, list[tuple[str, Statement]]] = {}

    def way(self, write: Callable[[Statement], None]) -> Callable[[], dict[str, float]]:
        numbers = iter(range(1_000_000))

        def once() -> dict[str, float]:
            took: dict[str, float] = {}
            for name, statement in self._of(next(numbers)):
                began = time.perf_counter()
                write(statement)
                took[name] = time.perf_counter() - began
            return {"entered and corrected": took["entered"] + took["corrected"], **took}

        return once

    def _of(self, number: int) -> list[tuple[str, Statement]]:
        if number not in self._made:
            self._made = {number: self._make(number)}
        return self._made[number]

    def _make(self, number: int) -> list[tuple[str, Statement]]:
        from storage.ids import new_id

        ids = [new_id() for _ in range(self._count)]
        entered = [
            (pk, self._teachers[n % len(self._teachers)], self._classes[n % len(self._classes)], 60, "1")
            for n, pk in enumerate(ids)
        ]
        return [
            (
                "entered",
                ("INSERT INTO attendance (id, teacher_id, class_id, hours, result) VALUES (?, ?, ?, ?, ?)", entered),
            ),
            (
                "corrected",
                ("UPDATE attendance SET hours = ?, result = ? WHERE id = ?", [(80, "2", pk) for pk in ids]),
            ),
            (
                "teachers",
                (
                    "UPDATE teachers SET phone = ?, remark = ? WHERE id = ?",
                    [(f"138{number:08d}", f"第{number}次", pk) for pk in self._teachers],
                ),
            ),
        ]


def _in_an_act(session: Any) -> Callable[[Statement], None]:
    def write(statement: Statement) -> None:
        with session.writing("成批登记") as rows:
            rows.executemany(*statement)

    return write


def _in_a_transaction(session: Any) -> Callable[[Statement], None]:
    def write(statement: tuple[str, Sequence[Any]]) -> None:
        conn = session.store.conn
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(*statement)
        conn.execute("COMMIT")

    return write


if __name__ == "__main__":
    sys.exit(main())
