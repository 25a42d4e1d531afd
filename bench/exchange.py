"""S4: a school's files packed and taken, beside JSON, zlib and AES-GCM of the same rows.

    python -m bench.exchange [--rounds N] [--quick] [--out FILE] [--office FILE]

The school has 100 teachers with 20,000 rows of attendance, in a county of 10,000. Each round begins with fresh copies
of both offices and goes round once: the complete file down, the school's claim up, a month's changes down, 500 changes
of the school up, each packed and taken. The yardstick has no signature, no journal and no question who
wins: rows as JSON, zlib 6, AES-256-GCM, written and synced; read back, and put into bare tables with their indexes.
"""

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, office
from bench.rounds import Goal, Report, Times, judged, options
from bench.yardstick import YARDSTICK, Bare

NAME, CODE = "量测小学", "9999999999"
TEACHERS, CLASSES = 100, 200
"""Every teacher attended every class: 20,000 rows."""

MONTH_CLASSES, MONTH_PHONES = 3, 20
CHANGES = 500
OURS = "package"
COMPLETE, MONTH = "complete file", "a month's changes"
GOALS = {
    f"{COMPLETE}: pack": Goal("S4 make", OURS, YARDSTICK, 0.7),
    f"{COMPLETE}: take": Goal("S4 open", OURS, YARDSTICK, 0.4),
}
SIZE_GOALS = {
    COMPLETE: Goal("S4 size", OURS, "0.75 MiB for 20,000 rows", 1),
    MONTH: Goal("monthly file", OURS, "100 KB", 1),
}


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
        verdicts = [judged(GOALS[step], [times])] if step in GOALS else []
        report.judge(step, verdicts)
        report.keep(step, times, verdicts=verdicts)
    limits = {"0.75 MiB for 20,000 rows": round(0.75 * (1 << 20) * len(known.attendance) / 20_000), "100 KB": 100_000}
    for step, sizes in rounds[0].sizes.items():
        goal = SIZE_GOALS.get(step)
        limit = {goal.peer: limits[goal.peer]} if goal else {}
        report.weigh(f"bytes, {step}", {**sizes, **limit}, [goal] if goal else [])
        print(f"  {dict(rounds[0].counts.get(step, {}))}", flush=True)
    return report.finish()


# -- the measured school


def _prepare(county: Path, school: Path, folder: Path, *, classes: int) -> School:
    """Enter the school and its people at the county, and let it join."""
    from app.session import open_session

    with open_session(county) as session:
        known = enter(session, classes)
        let_join(session, known, school, folder)
    return known


def let_join(session: Any, known: School, school: Path, folder: Path) -> None:
    """Invite the school, found its office and admit it."""
    from app.exchange import membership, receiving

    invitation = membership.invite(session, known.organisation, folder)
    request = membership.join(invitation.path, school, folder, operator="李老师")
    receiving.take(session, request.path)


def enter(session: Any, classes: int) -> School:
    """Enter the school, its teachers, and what every teacher earned in each of the classes."""
    from app import name_keys
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
        name_keys.refresh(rows)
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
    bare = Bare(copied(county, folder / "bare.xinhuo"), folder)
    with (
        closing(bare),
        open_session(copied(county, folder / "county.xinhuo")) as above,
        open_session(copied(school, folder / "school.xinhuo")) as below,
    ):
        _down(made, COMPLETE, above, below, folder, complete=True)
        _bare(made, COMPLETE, bare, bare.everything(known))
        _up(made, "claim", below, above, folder)
        month = _a_month(above, known)
        _down(made, MONTH, above, below, folder, complete=False)
        _bare(made, MONTH, bare, bare.some(month, above))
        _change(below, known)
        _up(made, f"{CHANGES} changes of the school", below, above, folder)
        changed = {"teachers": known.teachers, "attendance": known.attendance[:CHANGES]}
        _bare(made, f"{CHANGES} changes of the school", bare, bare.some(changed, below))
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


def _bare(made: Round, step: str, bare: Bare, read: Callable[[], dict[str, list[Any]]]) -> None:
    packed, taken = bare.packed_and_taken(read)
    made.seconds[f"{step}: pack"][YARDSTICK] = packed
    made.seconds[f"{step}: take"][YARDSTICK] = taken
    made.weigh(step, YARDSTICK, bare.file)


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


if __name__ == "__main__":
    sys.exit(main())
