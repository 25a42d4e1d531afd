"""R3, R2: a county's account under a regime, of 2,000,000 records: from the kept summary, as a screen, counted anew.

    python -m bench.ledger [--rounds N] [--quick] [--out FILE] [--office FILE]

Every teacher gets 200 rows of attendance of classes in ten years, and one regime asks for 360 hours in five years
with a cap on every category. The peer is numpy over arrays that lie in memory already: the sums by category, capped, and
who is behind. Both must name the same people with the same hours. What counting everybody anew takes, and one person,
is told beside it. R2, what else is asked of the records, is in `bench.records`.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import records
from bench.office import copied, office
from bench.rounds import Goal, Report, each, options, present
from bench.yardstick import timed

EACH, CLASSES = 200, 250
NEED = 3600
MOST = {"1": 600, "2": 900, "3": 900, "4": 600, "9": 600}
"""Caps of the categories in the cycle, in tenths of an hour: with these about half of the people are behind."""

CODE, PERIOD = "bench", "2026-2030"


def main() -> int:
    """Measure; returns the exit code."""
    report = Report("ledger", options(__doc__ or ""))
    with office(report.options) as made, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        county = copied(made, Path(name) / "county.xinhuo")
        _grow(report, county, 20 if report.options.quick else EACH)
        _measure(report, county, Path(name))
    return report.finish()


def _grow(report: Report, county: Path, each_: int) -> None:
    """Put attendance there as a file from elsewhere would bring it, without a journal, and write the one regime."""
    from app.exchange.mail import importing
    from app.rules import kinds
    from app.session import open_session
    from storage.ids import new_id

    caps = tuple(kinds.Cap(about=kinds.About(categories=(code,)), most=most) for code, most in MOST.items())
    said = kinds.Regime(required=NEED, period="cycle", first_year=2021, caps=caps)
    categories = list(MOST)
    with open_session(county) as session:
        with session.store.writing(importing(session, "量测")) as rows:
            # Only what both sides are given: the county's own lives have sessions and declared items beside classes.
            for table in ("rules", "attendance", "declarations", "participations"):
                rows.execute(f"DELETE FROM {table}")
            rows.insert(
                "rules",
                {
                    "id": new_id(), "code": CODE, "kind": "regime", "title": "量测", "start_date": "2001-01-01",
                    "parameters": kinds.written(said),
                },
            )  # fmt: skip
            classes = []
            for number in range(CLASSES):
                programme, pk = new_id(), new_id()
                rows.insert(
                    "programmes",
                    {"id": programme, "title": f"量测{number}", "category": categories[number % len(categories)]},
                )
                rows.insert(
                    "classes",
                    {"id": pk, "programme_id": programme, "name": "一班", "year": 2021 + number // 5 % 10, "hours": 60},
                )
                classes.append(pk)
            people = [row[0] for row in rows.execute("SELECT id FROM teachers ORDER BY id").fetchall()]
            rows.executemany(
                "INSERT INTO attendance (id, teacher_id, class_id, hours, result) VALUES (?, ?, ?, ?, ?)",
                (
                    (new_id(), pk, classes[(place * 7 + n) % CLASSES], 10 + (place + n * n) % 50, "1" if n % 9 else "3")
                    for place, pk in enumerate(people)
                    for n in range(each_)
                ),
            )
        session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        count = session.store.value("SELECT count(*) FROM attendance")
    report.note(
        "records", {"attendance": count, "teachers": len(people)}, f"{count:,} records of {len(people):,} people"
    )


def _measure(report: Report, county: Path, folder: Path) -> None:
    from app import ledger
    from app.session import open_session
    from storage import ledger as stored

    with open_session(county) as session:
        seconds = timed(lambda: ledger.refresh(session))
        report.keep("everybody counted anew", {"all accounts": [seconds]}, "s")
        somebody = session.store.value("SELECT teacher_id FROM accounts LIMIT 1")

        def account() -> Any:
            return stored.behind_people(session.store, CODE, PERIOD)

        def screen() -> Any:
            return ledger.standings(session, CODE, PERIOD)

        ways: dict[str, Callable[[], Any]] = {"kept accounts": account, "finished screen": screen}
        if present("numpy"):
            behind = _numpy(session)
            ours = {pk: counted for pk, counted, _lacking in account()}
            assert ours == behind(), "the two do not name the same people"
            ways["numpy in memory"] = behind
        report.run(
            "the account of a county",
            {name: _silently(way) for name, way in ways.items()},
            rounds=15,
            goals=[
                Goal("R3 account", "kept accounts", "numpy in memory", 1.5),
                Goal("R3 screen", "finished screen", "numpy in memory", 3),
            ],
        )
        one = each(20, lambda: ledger.of_teacher(session, somebody))
        report.run("one person's accounts, every line with its reason", {"counted anew": one}, rounds=5)
        records.measure(report, session, folder, 2026)


def _silently(way: Callable[[], Any]) -> Callable[[], None]:
    def run() -> None:
        way()

    return run


def _numpy(session: Any) -> Callable[[], dict[str, int]]:
    """Who is behind, teacher → capped hours, as numpy counts it over arrays in memory."""
    np = import_module("numpy")  # not among the product's own libraries: a peer

    people = [
        row[0] for row in session.store.tuples("SELECT teacher_id FROM accounts WHERE period = ? ORDER BY 1", (PERIOD,))
    ]
    place = {pk: number for number, pk in enumerate(people)}
    codes = {code: number for number, code in enumerate(MOST)}
    found = [
        (place[pk], codes.get(category, len(codes)), hours, year)
        for pk, category, hours, year in session.store.tuples(
            "SELECT a.teacher_id, p.category, a.hours, c.year FROM attendance a JOIN classes c ON c.id = a.class_id "
            "JOIN programmes p ON p.id = c.programme_id WHERE a.result IN ('1', '2')"
        )
        if pk in place
    ]
    teacher, category, hours, year = (np.array(one, dtype=np.int32) for one in zip(*found, strict=True))
    caps = np.array([*MOST.values(), 10**9])
    width = len(caps)

    def behind() -> dict[str, int]:
        within = (year >= 2026) & (year <= 2030)
        sums = np.bincount(
            teacher[within] * width + category[within], weights=hours[within], minlength=width * len(people)
        ).reshape(-1, width)
        total = np.minimum(sums, caps).sum(1)
        return {people[one]: int(total[one]) for one in np.nonzero(total < NEED)[0]}

    return behind


if __name__ == "__main__":
    sys.exit(main())
