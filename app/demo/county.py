"""Write the demonstration county's own file: a few acts, each of many rows."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from app import ledger, name_keys
from app import mentoring as pairs_of_session
from app.demo import (
    BUREAU,
    CLERK,
    COUNTY,
    TODAY,
    catalogue,
    declared,
    designs,
    documents,
    drives,
    issued,
    mentoring,
    organisations,
    pairs,
    portfolios,
    registers,
    reporting,
    researchers,
    studio_work,
    studios,
    targets,
    training,
)
from app.demo import teachers as staffing
from app.demo.organisations import Place
from app.demo.programmes import YEARS
from app.demo.teachers import Teacher
from app.exchange import membership
from app.fields import Value
from app.problems import Problem
from app.progress import Progress, silent
from app.rules import book as rule_book
from app.rules import files as rule_files
from app.session import Session
from storage.store import Rows

FEWEST_EACH = 3
MOST_TEACHERS, MOST_SCHOOLS = 100_000, 1000

_BATCH = 2000
_STEPS = {"roster": (2, 25), "pairs": (25, 29), "studios": (29, 30), "portfolios": (30, 35), "training": (35, 99)}
"""From which to which of a hundred parts each act brings the work."""


def make_county(
    path: Path, *, teachers: int = 1200, schools: int = 24, seed: int = 1, progress: Progress = silent
) -> Session:
    """Write a new county file at `path`, its keys beside it; the session is the caller's to close.

    Raises Problem for numbers that make no county, StorageProblem where a file stands at `path`.
    """
    _refuse_unfit(teachers, schools)
    session = membership.found_county(path, BUREAU, operator=CLERK)
    try:
        session.store.set_fact("number_word", "示教")
        _fill(session, teachers, schools, seed, progress)
    except BaseException:
        session.close()
        raise
    return session


def _refuse_unfit(teachers: int, schools: int) -> None:
    if not 1 <= schools <= MOST_SCHOOLS:
        raise Problem(f"示范县不能有 {schools} 所学校。", f"请填 1 到 {MOST_SCHOOLS} 之间的数。")
    if not schools * FEWEST_EACH <= teachers <= MOST_TEACHERS:
        raise Problem(
            f"{schools} 所学校不能是 {teachers} 名教师。",
            f"每所学校至少 {FEWEST_EACH} 人，全县最多 {MOST_TEACHERS} 人。",
        )


def _fill(session: Session, teachers: int, schools: int, seed: int, progress: Progress) -> None:
    """Each part draws from a sequence of its own, so that a change in one leaves the others as they were."""
    progress(0, 100, "编排单位和教师")
    bureau = session.organisation or ""
    places = organisations.plan(Random(f"{seed} organisations"), schools, bureau)
    people = staffing.staff(Random(f"{seed} teachers"), places, teachers)
    found = studios.found(Random(f"{seed} studios"), people)
    rule_files.adopt_national(session)
    with session.writing(f"登记单位 {len(places.new)} 个") as rows:
        rows.update("organisations", bureau, {"short_name": "教育局", "location": COUNTY, "urban_rural": "121"})
        _insert(rows, "organisations", [place.row for place in places.new])
    _write_roster(session, people, Random(f"{seed} registers"), _part(progress, "roster"))
    made = mentoring.pair(Random(f"{seed} mentoring"), people)
    ways = pairs.go(Random(f"{seed} pairs"), made.pairs)
    progress(_STEPS["pairs"][0], 100, "登记师徒结对")
    with session.writing(f"登记师徒结对 {len(made.pairs)} 对") as rows:
        _insert(rows, "pairs", ways.pairs)
        _insert(rows, "pair_activities", [*made.activities, *ways.activities])
        _insert(rows, "pair_agreements", ways.agreements)
        _insert(rows, "pair_reviews", ways.reviews)
    with session.writing(f"登记个人发展规划 {len(ways.plans)} 份") as rows:
        _insert(rows, "plans", ways.plans)
    progress(_STEPS["studios"][0], 100, "登记工作室")
    with session.writing(f"登记名校长、名师、名班主任工作室 {len(found.studios)} 个") as rows:
        _insert(rows, "studios", found.studios)
        _insert(rows, "members", found.members)
    with session.writing("登记工作室的计划、活动、成果、考核和名师联系学校") as rows:
        for table, some in studio_work.done(Random(f"{seed} studio work"), found, people).tables.items():
            _insert(rows, table, some)
    _write_portfolios(session, people, Random(f"{seed} portfolios"), _part(progress, "portfolios"))
    _write_training(session, people, Random(f"{seed} training"), _part(progress, "training"))
    _write_drives(session, people, Random(f"{seed} drives"))
    _write_catalogue(session, [*places.schools], Random(f"{seed} catalogue"))
    _write_declared(session, people, Random(f"{seed} declared"))
    _write_reporting(session, people, Random(f"{seed} reporting"))
    designs.keep(session, Random(f"{seed} designs"))
    documents.add_documents(session)
    _write_researchers(session, people, Random(f"{seed} researchers"))
    _write_targets(session, Random(f"{seed} targets"))
    issued.issue(session, Random(f"{seed} issued"))
    _meet_once_more(session, made.pairs)
    # So that the first page tells who is behind when it is opened first.
    ledger.refresh(session)
    progress(100, 100, "县级数据已写好")


def _write_roster(session: Session, people: list[Teacher], rng: Random, progress: Progress) -> None:
    lines = [registers.teacher_row(rng, one, number) for number, one in enumerate(people, 1)]
    postings = [row for one in people for row in registers.posting_rows(one)]
    credentials = [row for number, one in enumerate(people, 1) for row in registers.credential_rows(rng, one, number)]
    with session.writing(f"导入教师花名册 {len(lines)} 人") as rows:
        for done, (table, some) in enumerate(
            (("teachers", lines), ("postings", postings), ("credentials", credentials))
        ):
            progress(done, 4, "登记教师花名册")
            _insert(rows, table, some)
        progress(3, 4, "生成姓名拼音")
        name_keys.refresh(rows)


def _write_portfolios(session: Session, people: list[Teacher], rng: Random, progress: Progress) -> None:
    made = {
        "honours": ("荣誉", [*portfolios.honours(rng, people)]),
        "assessments": ("考核", [*portfolios.assessments(rng, people)]),
        "observations": ("听课", [*portfolios.observations(rng, people)]),
    }
    for done, (table, (label, some)) in enumerate(made.items()):
        progress(done, len(made), f"登记{label}")
        with session.writing(f"登记{label} {len(some)} 条") as rows:
            _insert(rows, table, some)


def _write_training(session: Session, people: list[Teacher], rng: Random, progress: Progress) -> None:
    for number, made in enumerate(training.train(rng, people)):
        with session.writing(f"登记{made.year}年培训学时 {len(made.attendance)} 条") as rows:
            _insert(rows, "programmes", made.programmes)
            _insert(rows, "classes", made.classes)
            _insert(rows, "sessions", made.sessions)
            done = 0
            for some in _batches(made.attendance):
                progress(
                    number * len(made.attendance) + done,
                    len(YEARS) * len(made.attendance),
                    f"登记{made.year}年培训学时",
                )
                rows.insert_many("attendance", training.EARNED_COLUMNS, some)
                done += len(some)


def _write_drives(session: Session, people: list[Teacher], rng: Random) -> None:
    made = drives.hold(rng, people)
    with session.writing(f"登记专题培训 {len(made.classes)} 个班次") as rows:
        _insert(rows, "programmes", made.programmes)
        _insert(rows, "classes", made.classes)
        _insert(rows, "sessions", made.sessions)
        rows.insert_many("attendance", training.EARNED_COLUMNS, made.attendance)
    with session.writing(f"登记读书 {len(made.declarations)} 条") as rows:
        _insert(rows, "declarations", made.declarations)


def _write_reporting(session: Session, people: list[Teacher], rng: Random) -> None:
    made = reporting.report(rng, people)
    with session.writing(f"登记报名和考勤 {len(made.attendance)} 条") as rows:
        for table in ("programmes", "classes", "sessions", "quotas", "attendance"):
            _insert(rows, table, getattr(made, table))


def _write_researchers(session: Session, people: list[Teacher], rng: Random) -> None:
    made = [*researchers.appointed(rng, people)]
    with session.writing(f"登记兼职教研员 {len(made)} 人") as rows:
        _insert(rows, "honours", made)


def _write_catalogue(session: Session, schools: list[Place], rng: Random) -> None:
    with session.writing("登记课程、基地和志愿服务") as rows:
        _insert(rows, "courses", [*catalogue.courses(rng)])
        _insert(rows, "bases", [*catalogue.bases(rng, schools)])
        _insert(rows, "volunteering", [*catalogue.volunteering(rng, schools)])


def _write_declared(session: Session, people: list[Teacher], rng: Random) -> None:
    made = [*declared.declare(rng, people, rule_book.read(session))]
    with session.writing(f"登记申报学时 {len(made)} 条") as rows:
        _insert(rows, "declarations", made)


def _write_targets(session: Session, rng: Random) -> None:
    aims = [*targets.aims(rng, session)]
    with session.writing(f"登记目标 {len(aims)} 项") as rows:
        _insert(rows, "targets", aims)


def _meet_once_more(session: Session, some: list[mentoring.Row]) -> None:
    """A last small act, so that the first thing to be undone is not five years of hours."""
    running = [one for one in some if one["status"] == mentoring.RUNNING]
    if not running:
        return
    pairs_of_session.add_activity(
        session,
        {"pair_id": running[0]["id"], "kind": "1", "held_on": TODAY.isoformat(), "topic": "随堂听课并当面反馈"},
    )


def _insert(rows: Rows, table: str, some: Sequence[dict[str, Value]]) -> None:
    columns = tuple(dict.fromkeys(name for row in some for name in row))
    if columns:
        rows.insert_many(table, columns, ([row.get(name) for name in columns] for row in some))


def _batches(some: Iterable[training.Earned]) -> Iterable[list[training.Earned]]:
    waiting = iter(some)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _part(progress: Progress, step: str) -> Progress:
    """A progress of its own for one step of the hundred."""
    first, last = _STEPS[step]

    def tell(done: int, total: int, what: str) -> None:
        progress(first + (last - first) * done // max(total, 1), 100, what)

    return tell
