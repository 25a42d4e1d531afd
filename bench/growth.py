"""How cost grows with the county: the same acts in counties of 1,000, 10,000 and 100,000 teachers.

    python -m bench.growth [--sizes 1000,10000,100000] [--counties FOLDER] [--quick] [--rounds N] [--out FILE]

Every county has a hundred teachers a school. What a clerk does to one record, one person or one school is to cost the
same in each of them; what reads the whole county may grow with it, and no more. The exponent is the slope between the
smallest and the largest in logarithms: 0 costs the same, 1 grows with the county, more is a finding.

FOLDER keeps the counties (county-1000.xinhuo …) and the keys of their files: what is missing there is made (the largest
takes a quarter of an hour), and none of them is changed. Without it they are made for the run, up to 10,000.
"""

import argparse
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, keys_in, make_county
from bench.rounds import Goal, Report, Way, add_options
from bench.save import a_record
from bench.yardstick import timed

SIZES, MADE_FOR_THE_RUN = (1_000, 10_000, 100_000), 10_000
EACH_SCHOOL = 100

FLAT, LINEAR = 0.2, 1.1
"""Exponents at most: of what is done to one, of what reads the county. A fifth allows for deeper trees and fuller caches."""


@dataclass(frozen=True)
class County:
    """One county in use: its open office, one of its people and the code of a school that exchanges files."""

    session: Any
    folder: Path
    teacher: str
    school: str


@dataclass(frozen=True)
class Act:
    """One thing that is done in every county; `make` gives the call that is timed."""

    name: str
    most: float
    make: Callable[[County], Way]
    rounds: int = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; returns the exit code."""
    report = Report("growth", _options(arguments))
    sizes = [100, 1_000] if report.options.quick else report.options.sizes
    with TemporaryDirectory(prefix="xinhuo-bench-") as name, ExitStack() as opened:
        folder = Path(name)
        kept = report.options.counties or folder / "counties"
        kept.mkdir(parents=True, exist_ok=True)
        opened.enter_context(keys_in(kept / "keys"))
        counties = {f"{size:,}": opened.enter_context(_county(kept, folder, size)) for size in sizes}
        for act in ACTS:
            _measure(report, act, counties)
    return report.finish()


def _measure(report: Report, act: Act, counties: Mapping[str, County]) -> None:
    ways = {size: act.make(county) for size, county in counties.items()}
    small, large = next(iter(ways)), list(ways)[-1]
    times = _number(large) / _number(small)
    goal = Goal(f"growth {act.name}", large, small, times**act.most)
    found = report.run(act.name, ways, rounds=act.rounds, warm=int(act.rounds > 1), goals=[goal])
    slope = exponent({_number(size): median(seconds) for size, seconds in found.items()})
    report.facts[f"most of {act.name}"] = act.most
    report.note(f"exponent of {act.name}", slope, f"  exponent {slope:.2f}, at most {act.most:g}\n")


def _number(size: str) -> int:
    return int(size.replace(",", ""))


def exponent(seconds: Mapping[int, float]) -> float:
    """The slope of cost over size in logarithms, between the smallest size and the largest."""
    small, large = min(seconds), max(seconds)
    return math.log(seconds[large] / seconds[small]) / math.log(large / small)


# -- the counties


@contextmanager
def _county(kept: Path, folder: Path, size: int) -> Iterator[County]:
    """A county of this size, in a copy that may be written to; a school of it exchanges files."""
    from app.session import open_session

    made = kept / f"county-{size}.xinhuo"
    if not made.exists():
        make_county(made, size, max(1, size // EACH_SCHOOL))
    mine = folder / str(size)
    mine.mkdir()
    with open_session(copied(made, mine / made.name)) as session:
        teacher = session.store.value("SELECT teacher_id FROM accounts LIMIT 1 OFFSET 7")
        yield County(session, mine, teacher, _joined(session, mine))


def _joined(session: Any, folder: Path) -> str:
    """Let the school whose size is nearest to a hundred join; returns its code."""
    from app.exchange import membership, receiving

    organisation, code = session.store.tuples(
        "SELECT o.id, o.code FROM organisations o JOIN postings p ON p.organisation_id = o.id AND p.end_date IS NULL "
        "AND p.kind = 'work' WHERE o.code IS NOT NULL GROUP BY o.id ORDER BY abs(count(*) - ?), o.id LIMIT 1",
        (EACH_SCHOOL,),
    )[0]
    invited = membership.invite(session, organisation, folder)
    request = membership.join(invited.path, folder / "school.xinhuo", folder, operator="李老师")
    receiving.take(session, request.path)
    return str(code)


# -- what is done


def _opening(county: County) -> Way:
    from app.session import open_session

    return lambda: timed(lambda: open_session(county.session.path).close())


def _anew(county: County, work: Callable[[Any], object]) -> Way:
    """Work in an office just opened, which remembers nothing of it; the opening is not counted."""

    def way() -> float:
        with county.session.again() as session:
            return timed(lambda: work(session))

    return way


def _first_rows(county: County) -> Way:
    from app import roster

    return _anew(county, lambda session: (roster.listed(session, 100), roster.count(session)))


def _whole_list(county: County) -> Way:
    from app import roster

    return _anew(county, roster.listed)


def _index(county: County) -> Way:
    from app import roster
    from app.search import NameIndex

    return _anew(county, lambda session: NameIndex(roster.entries(session)))


def _search(county: County) -> Way:
    from app import roster
    from app.search import NameIndex

    index = NameIndex(roster.entries(county.session))
    return lambda: timed(lambda: [index.find(text) for text in ("zw", "zhangwei", "伟", "3412")])


def _filter(county: County) -> Way:
    from app import roster
    from ui.rows import Rows
    from ui.teachers import COLUMNS

    rows = Rows(COLUMNS, roster.COLUMNS)
    rows.put(roster.listed(county.session))
    school = rows.counts("work_name").most_common(1)[0][0]

    def way() -> float:
        rows.clear_filters()
        return timed(lambda: rows.filter("work_name", school))

    return way


def _save(county: County) -> Way:
    save = a_record(county.session)
    return lambda: median(timed(save) for _ in range(40))


def _teacher(county: County) -> Way:
    from app import teachers

    ids = [row[0] for row in county.session.store.tuples("SELECT id FROM teachers ORDER BY id")]
    Random(3).shuffle(ids)
    some, numbers = cycle(ids), cycle(range(10_000))
    return lambda: median(
        timed(lambda: teachers.save(county.session, next(some), {"phone": f"1370000{next(numbers):04d}"}))
        for _ in range(20)
    )


def _account(county: County) -> Way:
    """One person's hours changed: the kept accounts are right again."""
    from app import ledger

    ledger.refresh(county.session)
    hours = cycle(range(1, 90))
    mine = county.session.store.value("SELECT id FROM attendance WHERE teacher_id = ? LIMIT 1", (county.teacher,))

    def way() -> float:
        with county.session.writing("修改学时记录") as rows:
            rows.update("attendance", mine, {"hours": next(hours)})
        return timed(lambda: ledger.refresh(county.session))

    return way


def _person(county: County) -> Way:
    from app import ledger

    return _anew(county, lambda session: ledger.of_teacher(session, county.teacher))


def _screen(county: County) -> Way:
    from app import ledger

    regime, period = county.session.store.tuples(
        "SELECT regime, period FROM accounts GROUP BY 1, 2 ORDER BY count(*) DESC, 2 DESC, 1 LIMIT 1"
    )[0]
    return _anew(county, lambda session: ledger.standings(session, regime, period))


def _home(county: County) -> Way:
    from app import home

    return _anew(county, home.standing)


def _report_of(name: str) -> Callable[[County], Way]:
    def made(county: County) -> Way:
        from app.reports import writing

        return _anew(county, lambda session: writing.make(session, name))

    return made


def _one_school(county: County) -> Way:
    from app.exchange import packing

    out = county.folder / "packed"
    out.mkdir(exist_ok=True)
    return lambda: timed(lambda: packing.pack(county.session, county.school, out, complete=True))


def _backup(county: County) -> Way:
    from storage.copies import backup

    target = county.folder / "backup.xinhuo"

    def way() -> float:
        took = timed(lambda: backup(county.session.store.conn, target, county.session.store.key))
        target.unlink()
        return took

    return way


def _check(county: County) -> Way:
    from app import checks

    return _anew(county, checks.check)


ACTS = (
    Act("opening the office", FLAT, _opening),
    Act("first rows of the list and their number", FLAT, _first_rows),
    Act("one record saved", FLAT, _save),
    Act("a teacher saved by the whole service", FLAT, _teacher),
    Act("one person's accounts counted anew and kept", FLAT, _account),
    Act("one person's accounts, every line with its reason", FLAT, _person),
    Act("complete file for one school", FLAT, _one_school, rounds=3),
    Act("the first page", LINEAR, _home, rounds=3),
    Act("the whole list read", LINEAR, _whole_list, rounds=3),
    Act("the names' index built", LINEAR, _index, rounds=3),
    Act("four searches as typed", LINEAR, _search),
    Act("the list narrowed to a school", LINEAR, _filter),
    Act("the ledger's screen of everybody", LINEAR, _screen, rounds=3),
    Act("report: structure of the staff", LINEAR, _report_of("structure"), rounds=1),
    Act("report: hours of the year", LINEAR, _report_of("hours"), rounds=1),
    Act("a verified backup", LINEAR, _backup, rounds=1),
    Act("the whole file checked", LINEAR, _check, rounds=1),
)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--counties", type=Path, metavar="FOLDER", help="keeps the counties; missing ones are made there"
    )
    parser.add_argument("--sizes", type=_sizes, metavar="N,N", help="how many teachers each has")
    options = parser.parse_args(arguments)
    options.sizes = options.sizes or [one for one in SIZES if options.counties or one <= MADE_FOR_THE_RUN]
    return options


def _sizes(text: str) -> list[int]:
    return sorted(int(one) for one in text.split(","))


if __name__ == "__main__":
    # The model of the list is Qt's; no screen is asked for.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
