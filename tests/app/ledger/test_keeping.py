"""The kept accounts are what a full recount gives, whatever was written, and a change of the rules and back is nothing."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import checks, declarations, organisations, records, studio_work, studios, teachers, training
from app.ledger import effects, figures, keeping
from app.problems import Problem
from app.rules import book, kinds
from app.rules import records as rule_records
from app.rules.kinds import About, Minimum, Regime, Who
from app.session import Session, create_county, open_session
from storage import ledger as stored
from tests.app.conftest import County

YEAR = Regime(required=900, period="year", minimums=(Minimum(title="专业", about=About(categories=("2",)), least=600),))
CYCLE = Regime(required=3600, period="cycle", first_year=2021)
ETHICS = Regime(required=100, period="term", counts=About(categories=("3",)))
PROBATION = Regime(required=1200, period="probation")


def rule(session: Session, code: str, said: kinds.Parameters, since: str = "2001-01-01") -> str:
    values: records.Values = {
        "code": code,
        "kind": "regime",
        "title": code,
        "start_date": since,
        "parameters": kinds.written(said),
    }
    return records.save(session, rule_records.ENTITY, None, values)


def run(session: Session, hours: int, category: str = "2", **more: Any) -> str:
    programme = training.save_programme(session, None, {"title": "培训", "level": "4", "category": category})
    values = {
        "programme_id": programme,
        "name": "一班",
        "year": 2026,
        "hours": hours,
        "start_date": "2026-10-10",
        **more,
    }
    return training.save_class(session, None, values)


def attend(session: Session, teacher: str, class_id: str, hours: int, result: str = "1") -> str:
    return training.save_attendance(
        session, None, {"teacher_id": teacher, "class_id": class_id, "hours": hours, "result": result}
    )


def kept(session: Session) -> list[tuple[Any, ...]]:
    return session.store.tuples("SELECT * FROM accounts ORDER BY 1, 2, 3")


def recounted(session: Session) -> list[tuple[Any, ...]]:
    """The accounts as a count of everything anew keeps them; what was kept stays as it was."""
    with stored.keeping(session.store):
        stored.everybody_due(session.store)
    keeping.refresh(session)
    return kept(session)


def is_right(session: Session) -> bool:
    keeping.refresh(session)
    before = kept(session)
    return before == recounted(session)


@pytest.fixture
def ruled(county: County) -> County:
    for code, said in (("year", YEAR), ("cycle", CYCLE), ("ethics", ETHICS), ("probation", PROBATION)):
        rule(county.session, code, said)
    return county


def test_only_those_for_whom_something_changed_are_counted_anew(ruled: County) -> None:
    assert keeping.due(ruled.session) == 2
    assert keeping.refresh(ruled.session) == 2
    assert keeping.due(ruled.session) == keeping.refresh(ruled.session) == 0
    attend(ruled.session, ruled.zhang, run(ruled.session, 160), 160)
    assert keeping.due(ruled.session) == 1
    assert keeping.refresh(ruled.session) == 1
    found = figures.standings(ruled.session, "year", "2026")
    assert {one.name: (one.counted, one.lacking) for one in found} == {"张𬭎": (160, 740), "单丽": (0, 900)}
    assert found[0].gaps == (("", 740), ("专业", 440)) or found[1].gaps == (("", 740), ("专业", 440))


def test_every_way_to_change_hours_is_noticed(ruled: County) -> None:
    session = ruled.session
    held = run(session, 160)
    attended = attend(session, ruled.zhang, held, 160)
    declared = records.save(
        session,
        declarations.ENTITY,
        None,
        {
            "teacher_id": ruled.zhang, "kind": "1", "title": "作业设计", "done_on": "2026-05-06", "category": "2",
            "verdict": "passed", "granted": 50,
        },
    )  # fmt: skip
    studio = records.save(session, studios.ENTITY, None, {"name": "工作室", "kind": "2"})
    activity = records.save(
        session,
        studio_work.ACTIVITY,
        None,
        {"studio_id": studio, "kind": "4", "held_on": "2026-09-09", "topic": "研讨", "hours": 40, "category": "2"},
    )
    records.save(
        session, studio_work.PARTICIPATION, None, {"teacher_id": ruled.zhang, "activity_id": activity, "hours": 40}
    )

    def counted() -> int:
        assert is_right(session)
        return next(one.counted for one in figures.standings(session, "year", "2026") if one.name == "张𬭎")

    assert counted() == 250
    records.save(session, studio_work.ACTIVITY, activity, {"held_on": "2025-09-09"})
    assert counted() == 210
    records.save(session, declarations.ENTITY, declared, {"granted": 60})
    assert counted() == 220
    training.save_class(session, held, {"year": 2025})
    assert counted() == 60
    records.delete(session, training.ATTENDANCE, attended)
    records.undo_last(session)
    training.save_class(session, held, {"year": 2026})
    assert counted() == 220
    teachers.save(session, ruled.zhang, {"staff_status": "9"})
    assert is_right(session)
    assert [one.name for one in figures.standings(session, "year", "2026")] == ["单丽"]


def test_another_month_may_have_begun_another_period(ruled: County) -> None:
    keeping.refresh(ruled.session)
    ruled.session.store.clock = lambda: datetime(2027, 1, 3, 9)
    assert keeping.due(ruled.session) == 2
    keeping.refresh(ruled.session)
    assert {row[1] for row in kept(ruled.session) if row[0] == "year"} == {"2026", "2027"}
    assert {row[1] for row in kept(ruled.session) if row[0] == "cycle"} == {"2021-2025", "2026-2030"}


def test_counting_may_be_stopped_and_gone_on_with(ruled: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_BATCH", 1)

    def stop(done: int, total: int, what: str) -> None:
        if done:
            raise Problem("已停止", "")

    with pytest.raises(Problem):
        keeping.refresh(ruled.session, stop)
    assert keeping.due(ruled.session) == 1
    keeping.refresh(ruled.session)
    assert is_right(ruled.session)


def test_a_kept_account_that_is_wrong_is_found_and_counted_anew(ruled: County) -> None:
    keeping.refresh(ruled.session)
    assert keeping.differences(ruled.session) == 0
    ruled.session.store.conn.execute(
        "UPDATE accounts SET counted = counted + 1 WHERE regime = 'year' AND period = '2026'"
    )
    assert keeping.differences(ruled.session) == 4
    finding = next(one for one in checks.check(ruled.session) if one.name == "accounts")
    assert not finding.ok and "ledger refresh --all" in finding.detail
    keeping.refresh(ruled.session, everybody=True)
    assert keeping.differences(ruled.session) == 0


def test_a_rule_change_and_back_is_the_identity(ruled: County) -> None:
    attend(ruled.session, ruled.zhang, run(ruled.session, 700), 700)
    keeping.refresh(ruled.session)
    before = kept(ruled.session)
    pk = next(one.id for one in book.read(ruled.session).versions("year"))
    records.save(
        ruled.session, rule_records.ENTITY, pk, {"parameters": kinds.written(Regime(required=600, period="year"))}
    )
    keeping.refresh(ruled.session)
    assert kept(ruled.session) != before
    records.save(ruled.session, rule_records.ENTITY, pk, {"parameters": kinds.written(YEAR)})
    keeping.refresh(ruled.session)
    assert kept(ruled.session) == before


def test_a_change_of_the_rules_is_seen_before_it_is_taken(ruled: County) -> None:
    attend(ruled.session, ruled.zhang, run(ruled.session, 700), 700)
    rows = ruled.session.store.all("SELECT * FROM rules")
    changed = [
        {**row, "parameters": kinds.written(Regime(required=600, period="year"))} if row["code"] == "year" else row
        for row in rows
    ]
    found = effects.of(ruled.session, changed)
    told = {(one.name, one.period.key): (one.before, one.after, one.becomes) for one in found.changed}
    assert told["张𬭎", "2026"] == (200, 0, "met")
    assert told["单丽", "2026"] == (900, 600, "less")
    assert {one.regime for one in found.changed} == {"year"}
    assert not effects.of(ruled.session, rows).changed
    asked = {one.becomes for one in effects.of(ruled.session, [row for row in rows if row["code"] != "ethics"]).changed}
    assert asked == {"free"}


def test_what_is_said_before_comes_true_after(ruled: County) -> None:
    attend(ruled.session, ruled.zhang, run(ruled.session, 700), 700)
    pk = next(one.id for one in book.read(ruled.session).versions("cycle"))
    text = kinds.written(Regime(required=500, period="cycle", first_year=2022, who=Who(subjects=("13",))))
    rows = [
        {**row, "parameters": text} if row["id"] == pk else row
        for row in ruled.session.store.all("SELECT * FROM rules")
    ]
    said = {(one.teacher_id, one.period.key): one.after for one in effects.of(ruled.session, rows).changed}
    keeping.refresh(ruled.session)
    before = {(row[2], row[1]): row[6] for row in kept(ruled.session) if row[0] == "cycle"}
    records.save(ruled.session, rule_records.ENTITY, pk, {"parameters": text})
    keeping.refresh(ruled.session)
    after = {(row[2], row[1]): row[6] for row in kept(ruled.session) if row[0] == "cycle"}
    for key in after:
        assert said.get(key, before.get(key)) == after[key]


def test_one_persons_accounts_are_those_that_are_kept(ruled: County) -> None:
    attend(ruled.session, ruled.zhang, run(ruled.session, 160), 120)
    keeping.refresh(ruled.session)
    for made in figures.of_teacher(ruled.session, ruled.zhang):
        row = next(
            one
            for one in kept(ruled.session)
            if one[0] == made.rule.code and one[1:3] == (made.period.key, ruled.zhang)
        )
        assert row[4:7] == (made.counted, made.required, made.lacking)
        assert json.loads(row[7] or "[]") == [[one.title, one.missing] for one in made.gaps]


EDITS = st.lists(
    st.one_of(
        st.tuples(
            st.just("attend"), st.integers(0, 2), st.integers(0, 2), st.integers(0, 200), st.sampled_from("0123")
        ),
        st.tuples(st.just("drop"), st.integers(0, 9)),
        st.tuples(st.just("hours"), st.integers(0, 9), st.integers(0, 200)),
        st.tuples(st.just("year"), st.integers(0, 2), st.sampled_from([2024, 2025, 2026])),
        st.tuples(st.just("category"), st.integers(0, 2), st.sampled_from(["1", "2", "3"])),
        st.tuples(st.just("declare"), st.integers(0, 2), st.integers(1, 90)),
        st.tuples(st.just("status"), st.integers(0, 2), st.sampled_from(["1", "9"])),
        st.tuples(st.just("rule"), st.sampled_from([300, 900]), st.sampled_from(["year", "term"])),
        st.tuples(st.just("refresh")),
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("县") / "县.xinhuo"
    with create_county(path, "示范县", clock=lambda: datetime(2026, 11, 21, 12)) as session:
        rule(session, "year", YEAR)
        with session.writing("准备") as rows:
            for number in range(3):
                rows.insert("teachers", {"id": f"t{number}", "name": "李梅", "staff_status": "1"})
                rows.insert("programmes", {"id": f"g{number}", "title": "师德", "category": "2"})
                rows.insert(
                    "classes",
                    {"id": f"k{number}", "programme_id": f"g{number}", "name": "一班", "year": 2026, "hours": 200},
                )
        session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="module")
def another(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Session]:
    folder, count = tmp_path_factory.mktemp("改"), iter(range(10**6))

    def make() -> Session:
        path = folder / f"{next(count)}.xinhuo"
        path.write_bytes(blank.read_bytes())
        return open_session(path, clock=lambda: datetime(2026, 11, 21, 12))

    return make


@settings(max_examples=40)
@given(edits=EDITS)
def test_whatever_is_written_the_kept_accounts_are_a_full_recount(another: Callable[[], Session], edits: Any) -> None:
    with another() as session:
        for edit in edits:
            _do(session, *edit)
        assert is_right(session)


def _do(session: Session, what: str, *how: Any) -> None:
    ids = [row[0] for row in session.store.tuples("SELECT id FROM attendance ORDER BY id")]
    if what == "refresh":
        keeping.refresh(session)
        return
    with session.writing("改") as rows:
        if what == "attend":
            teacher, held, hours, result = how
            rows.insert(
                "attendance", {"teacher_id": f"t{teacher}", "class_id": f"k{held}", "hours": hours, "result": result}
            )
        elif what in ("drop", "hours") and ids:
            pk = ids[how[0] % len(ids)]
            if what == "drop":
                rows.delete("attendance", pk)
            else:
                rows.update("attendance", pk, {"hours": how[1]})
        elif what == "year":
            rows.update("classes", f"k{how[0]}", {"year": how[1], "start_date": f"{how[1]}-05-05"})
        elif what == "category":
            rows.update("programmes", f"g{how[0]}", {"category": how[1]})
        elif what == "declare":
            rows.insert(
                "declarations",
                {"teacher_id": f"t{how[0]}", "kind": "1", "title": f"{how[1]}", "done_on": "2026-02-02", "category": "2",
                 "verdict": "passed", "granted": how[1]},
            )  # fmt: skip
        elif what == "status":
            rows.update("teachers", f"t{how[0]}", {"staff_status": how[1]})
        elif what == "rule":
            pk = rows.execute("SELECT id FROM rules").fetchone()[0]
            rows.update("rules", pk, {"parameters": kinds.written(Regime(required=how[0], period=how[1]))})


@pytest.mark.parametrize("change", ["begins", "ends"])
def test_a_rule_that_begins_or_ends_within_a_month_is_counted_by_from_that_day(tmp_path: Path, change: str) -> None:
    path, now = tmp_path / "县里.xinhuo", [datetime(2026, 11, 20, 9, 0)]
    create_county(path, "示范县", clock=lambda: now[0]).close()
    with open_session(path, clock=lambda: now[0]) as session:
        school = organisations.save(session, None, {"name": "城关小学", "code": "2199000001", "kind": "3"})
        pk = teachers.save(session, None, {"name": "张三", "work": school})
        attend(session, pk, run(session, 400), 400)
        first = rule(session, "每年", YEAR)
        if change == "begins":
            rule(session, "学期", ETHICS, since="2026-11-25")
        else:
            records.save(session, rule_records.ENTITY, first, {"end_date": "2026-11-24"})
        keeping.refresh(session)
        before = {row[0] for row in kept(session)}
        now[0] = datetime(2026, 11, 25, 9, 0)
        assert keeping.due(session) == 1
        keeping.refresh(session)
        assert {row[0] for row in kept(session)} == ({"每年", "学期"} if change == "begins" else set())
        assert before == {"每年"}
        assert keeping.differences(session, 10) == 0 == keeping.due(session)
