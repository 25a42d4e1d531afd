"""A first measure of the exchange: a school's files packed and taken, beside JSON and zlib of the same rows.

    python -m bench.exchange [--rounds N] [--quick] [--out FILE] [--office FILE]

The school has 100 teachers with 20,000 rows of attendance, in a county of 10,000. Each round begins with fresh copies
of both offices and goes round once: the complete file down, the school's claim up, a month's changes down, 500 changes
of the school up, each packed and taken. The yardstick has no signature, no encryption, no journal and no question who
wins: rows as JSON, zlib 6, written and synced; read back, and put into bare tables with their indexes.
"""

import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, office
from bench.rounds import Report, Times, options

NAME, CODE = "量测小学", "9999999999"
TEACHERS, CLASSES = 100, 200
"""Every teacher attended every class: 20,000 rows."""

MONTH_CLASSES, MONTH_PHONES = 3, 20
CHANGES = 500
OURS, YARDSTICK = "package", "JSON + zlib 6"


@dataclass(frozen=True)
class School:
    """Ids of the measured school and of what it has."""

    organisation: str
    teachers: tuple[str, ...]
    attendance: tuple[str, ...]
    classes: tuple[str, ...]


@dataclass
class Round:
    """One time round: seconds and bytes by step, for the package and for the yardstick."""

    seconds: dict[str, dict[str, float]] = field(default_factory=dict)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    counts: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def timed(self, step: str, who: str, work: Callable[[], Any]) -> Any:
        """Do it and note the time."""
        began = time.perf_counter()
        found = work()
        self.seconds.setdefault(step, {})[who] = time.perf_counter() - began
        return found

    def weigh(self, step: str, who: str, path: Path) -> None:
        """Note the size of a file."""
        self.sizes.setdefault(step, {})[who] = path.stat().st_size


def main() -> int:
    """Go round and tell; returns the exit code."""
    report = Report("exchange", options(__doc__ or ""))
    with office(report.options) as made, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        county, school = folder / "county.xinhuo", folder / "school.xinhuo"
        known = _prepare(copied(made, county), school, folder, classes=20 if report.options.quick else CLASSES)
        count = 1 if report.options.quick else report.options.rounds or 3
        rounds = []
        for number in range(count):
            with TemporaryDirectory(dir=folder) as one:
                rounds.append(_once(county, school, known, Path(one)))
            print(f"round {number + 1} of {count}", file=sys.stderr, flush=True)
    for step in rounds[0].seconds:
        times: Times = {who: [one.seconds[step][who] for one in rounds] for who in rounds[0].seconds[step]}
        report.keep(step, times)
    for step, sizes in rounds[0].sizes.items():
        words = ", ".join(f"{who} {size:,} bytes" for who, size in sizes.items())
        report.note(f"bytes, {step}", sizes, f"{step}: {words}; {dict(rounds[0].counts.get(step, {}))}")
    return report.finish()


# -- the measured school


def _prepare(county: Path, school: Path, folder: Path, *, classes: int) -> School:
    """Enter the school and its people at the county, and let it join."""
    from app.exchange import membership, receiving
    from app.session import open_session

    with open_session(county) as session:
        known = _enter(session, classes)
        invitation = membership.invite(session, known.organisation, folder)
        request = membership.join(invitation.path, school, folder, operator="李老师")
        receiving.take(session, request.path)
    return known


def _enter(session: Any, classes: int) -> School:
    from app import teachers
    from storage.ids import new_id

    rolls = Random(11)
    school, programme = new_id(), new_id()
    people = [new_id() for _ in range(TEACHERS)]
    held = [new_id() for _ in range(classes)]
    attendance = [(new_id(), who, which) for which in held for who in people]
    with session.writing(f"登记{NAME}") as rows:
        rows.insert("organisations", {"id": school, "name": NAME, "code": CODE, "kind": "3"})
        rows.insert("programmes", {"id": programme, "title": "量测项目", "level": "4", "category": "2"})
        rows.insert_many("teachers", ("id", "name", "sex", "subject", "phone"), map(_teacher, people, range(TEACHERS)))
        rows.insert_many(
            "postings",
            ("id", "teacher_id", "kind", "organisation_id", "start_date"),
            [(new_id(), pk, "work", school, "2020-09-01") for pk in people],
        )
        rows.insert_many(
            "classes",
            ("id", "programme_id", "name", "year", "start_date", "end_date", "hours"),
            [
                (pk, programme, f"第{number + 1}期", 2007 + number // 10, *_days(number), 120)
                for number, pk in enumerate(held)
            ],
        )
        rows.insert_many(
            "attendance",
            ("id", "teacher_id", "class_id", "hours", "result"),
            [(pk, who, which, rolls.randint(1, 12) * 10, rolls.choice("1112")) for pk, who, which in attendance],
        )
        teachers.refresh_name_keys(rows)
    return School(school, tuple(people), tuple(pk for pk, _, _ in attendance), tuple(held))


def _teacher(pk: str, number: int) -> tuple[str, str, str, str, str]:
    name = "赵钱孙李周吴郑王冯陈"[number % 10] + "伟芳娜敏静丽强磊军洋"[number // 10 % 10]
    return pk, name, "12"[number % 2], "13", f"138{number:08d}"


def _days(number: int) -> tuple[str, str]:
    year, month = 2007 + number // 10, number % 10 + 1
    return f"{year}-{month:02d}-03", f"{year}-{month:02d}-05"


# -- once round


def _once(county: Path, school: Path, known: School, folder: Path) -> Round:
    from app.session import open_session

    made = Round()
    bare = _Bare(copied(county, folder / "bare.xinhuo"), folder)
    with (
        closing(bare),
        open_session(copied(county, folder / "county.xinhuo")) as above,
        open_session(copied(school, folder / "school.xinhuo")) as below,
    ):
        _down(made, "complete file", above, below, folder, complete=True)
        bare.exchange(made, "complete file", bare.everything(known))
        _up(made, "claim", below, above, folder)
        month = _a_month(above, known)
        _down(made, "a month's changes", above, below, folder, complete=False)
        bare.exchange(made, "a month's changes", bare.some(month, above))
        _change(below, known)
        _up(made, f"{CHANGES} changes of the school", below, above, folder)
        changed = {"teachers": known.teachers, "attendance": known.attendance[:CHANGES]}
        bare.exchange(made, f"{CHANGES} changes of the school", bare.some(changed, below))
    return made


def _down(made: Round, step: str, above: Any, below: Any, folder: Path, *, complete: bool) -> None:
    from app.exchange import packing, receiving

    packed = made.timed(f"{step}: pack", OURS, lambda: packing.pack(above, CODE, folder, complete=complete))
    made.weigh(step, OURS, packed.path)
    made.counts[step] = packed.counts
    made.timed(f"{step}: take", OURS, lambda: receiving.take(below, packed.path))


def _up(made: Round, step: str, below: Any, above: Any, folder: Path) -> None:
    from app.exchange import packing, receiving

    packed = made.timed(f"{step}: pack", OURS, lambda: packing.pack(below, "county", folder))
    made.weigh(step, OURS, packed.path)
    made.counts[step] = packed.counts
    made.timed(f"{step}: take", OURS, lambda: receiving.take(above, packed.path))


def _a_month(above: Any, known: School) -> dict[str, tuple[str, ...]]:
    """What a month brings at the county: three classes of a hundred, entered in one act, and some telephones."""
    from storage.ids import new_id

    new = [(new_id(), who, which) for which in known.classes[:MONTH_CLASSES] for who in known.teachers]
    with above.writing("登记本月培训") as rows:
        rows.insert_many(
            "attendance",
            ("id", "teacher_id", "class_id", "hours", "result"),
            [(pk, who, which, 60, "1") for pk, who, which in new],
        )
    for number, pk in enumerate(known.teachers[:MONTH_PHONES]):
        with above.writing("修改教师") as rows:
            rows.update("teachers", pk, {"phone": f"137{number:08d}"})
    return {"attendance": tuple(pk for pk, _, _ in new), "teachers": known.teachers[:MONTH_PHONES]}


def _change(below: Any, known: School) -> None:
    """A clerk's single edits, an act each."""
    for number in range(CHANGES // 5):
        with below.writing("修改教师") as rows:
            rows.update("teachers", known.teachers[number % TEACHERS], {"phone": f"136{number:08d}"})
    for number, pk in enumerate(known.attendance[: CHANGES - CHANGES // 5]):
        with below.writing("修改学时") as rows:
            rows.update("attendance", pk, {"remark": f"更正{number}"})


# -- the yardstick


class _Bare:
    """Bare SQLite with the same tables and indexes and no triggers, and files of JSON and zlib."""

    def __init__(self, source: Path, folder: Path) -> None:
        from storage import driver

        self._source = driver.connect(source)
        self._folder = folder
        path = folder / "empty.xinhuo"
        path.touch()
        self._target = driver.connect(path)
        for kind in ("table", "index"):
            for row in self._source.execute(
                "SELECT sql FROM sqlite_master WHERE type = ? AND sql NOT NULL AND name NOT GLOB 'sqlite_*'", (kind,)
            ).fetchall():
                self._target.execute(row[0])
        self._target.execute("PRAGMA journal_mode = WAL")
        self._target.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close both files."""
        self._source.close()
        self._target.close()

    def everything(self, known: School) -> Callable[[], dict[str, list[Any]]]:
        """All that the school may see: what is public, and what belongs to its teachers."""
        from storage.schema import EXCHANGED

        people = json.dumps(known.teachers)
        # Its pairs have roots of their own; the measured school has none.
        queries = {
            one.table: (f"SELECT * FROM {one.table}", ())
            if one.root is None
            else (f"SELECT * FROM {one.table} WHERE {one.root} IN (SELECT value FROM json_each(?))", (people,))
            for one in EXCHANGED
        }
        return lambda: {table: self._source.execute(*query).fetchall() for table, query in queries.items()}

    def some(self, ids: Mapping[str, Iterable[str]], session: Any) -> Callable[[], dict[str, list[Any]]]:
        """Rows by id, from an office that has them."""
        wanted = {table: json.dumps(list(some)) for table, some in ids.items()}
        return lambda: {
            table: session.store.tuples(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (some,))
            for table, some in wanted.items()
        }

    def exchange(self, made: Round, step: str, read: Callable[[], dict[str, list[Any]]]) -> None:
        """Pack and take the rows that `read` gives."""
        path = self._folder / "yardstick"

        def pack() -> None:
            data = zlib.compress(json.dumps(read(), ensure_ascii=False, separators=(",", ":")).encode(), 6)
            with path.open("wb") as file:
                file.write(data)
                os.fsync(file.fileno())

        made.timed(f"{step}: pack", YARDSTICK, pack)
        made.weigh(step, YARDSTICK, path)
        made.timed(f"{step}: take", YARDSTICK, lambda: self._take(path))

    def _take(self, path: Path) -> None:
        tables = json.loads(zlib.decompress(path.read_bytes()))
        self._target.execute("BEGIN")
        for table, rows in tables.items():
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                self._target.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
        self._target.execute("COMMIT")


if __name__ == "__main__":
    sys.exit(main())
