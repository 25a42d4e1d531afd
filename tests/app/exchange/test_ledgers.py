"""Rules, declared items, agreements, studio activities and the rest of the ledgers between the county and its schools."""

from typing import Any

import pytest

from app import (
    catalogue,
    declarations,
    ledger,
    links,
    mentoring,
    organisations,
    pair_steps,
    plans,
    records,
    studio_work,
    studios,
    teachers,
    training,
)
from app.problems import Problem
from app.records import Entity, Invalid
from app.rules import book, kinds
from app.rules import records as rule_records
from app.session import Session
from storage import exchange as stored
from tests.app.exchange.offices import Two

YEAR = kinds.Regime(required=900, period="year")


def put(session: Session, entity: Entity, **values: Any) -> str:
    return records.save(session, entity, None, values)


def rule(session: Session, **more: Any) -> str:
    values = {
        "code": "year", "kind": "regime", "title": "每年 90 学时", "start_date": "2016-01-01",
        "parameters": kinds.written(YEAR), **more,
    }  # fmt: skip
    return put(session, rule_records.ENTITY, **values)


def outcomes(two: Two) -> list[str]:
    return [outcome for outcome, _note in two.outcome(two.county)]


def test_the_countys_rules_are_the_schools_rules_and_both_count_alike(two: Two) -> None:
    rule(two.county)
    programme = training.save_programme(two.county, None, {"title": "新课标", "level": "4", "category": "2"})
    held = training.save_class(
        two.county, None, {"programme_id": programme, "name": "一班", "year": two.county.today().year, "hours": 240}
    )
    training.enrol(two.county, held, [two.zhang], "1")
    two.round()
    for office in (two.county, two.school):
        ledger.refresh(office)
        key = ledger.common_periods(office, "year")[0].key
        told = {one.name: (one.counted, one.lacking) for one in ledger.standings(office, "year", key)}
        assert told == {"张三": (240, 660), "李四": (0, 900)}
    with pytest.raises(Invalid):
        rule(two.school)


def test_a_rule_of_a_newer_program_is_kept_and_not_applied(two: Two) -> None:
    rule(two.county, parameters='{"required":900,"period":"year","moon":1}')
    two.round()
    read = book.read(two.school)
    assert not read.rules
    assert [row["title"] for row in read.unreadable] == ["每年 90 学时"]
    assert ledger.regimes(two.school) == []


def test_a_declared_item_goes_through_the_school_and_the_county_and_back(two: Two) -> None:
    pk = put(
        two.school, declarations.ENTITY, teacher_id=two.zhang, kind="1", title="作业设计", done_on="2026-05-06", category="2",
        hours=60, school_verdict="passed",
    )  # fmt: skip
    two.round()
    with pytest.raises(Invalid):
        records.save(two.school, declarations.ENTITY, pk, {"granted": 60, "verdict": "passed"})
    with pytest.raises(Invalid):
        records.save(two.county, declarations.ENTITY, pk, {"school_verdict": "returned"})
    records.save(two.county, declarations.ENTITY, pk, {"verdict": "passed", "granted": 40})
    two.round()
    assert records.get(two.school, declarations.ENTITY, pk)["granted"] == 40
    assert [row["hours"] for row in training.hours_of_teacher(two.school, two.zhang)] == [40]
    two.same()


def test_what_a_pair_agreed_and_how_it_was_assessed_goes_along_with_the_pair(two: Two) -> None:
    pair = mentoring.save(
        two.school, None, {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2026-09-01"}
    )
    put(two.school, mentoring.AGREEMENT, pair_id=pair, kind="1", least=20)
    two.round()
    put(two.county, mentoring.REVIEW, pair_id=pair, kind="1", held_on="2026-11-20", grade="1", score=92)
    records.save(two.county, mentoring.ENTITY, pair, {"approval": "passed"})
    two.round()
    two.same()
    assert two.school.store.value("SELECT score FROM pair_reviews") == 92
    with pytest.raises(Invalid):
        records.save(two.school, mentoring.ENTITY, pair, {"approval": "returned"})


def test_a_pair_the_county_has_passed_stays_one_of_these_two(two: Two) -> None:
    third = two.enter(two.county, "王五")
    two.round()
    pair = mentoring.save(
        two.school, None, {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2026-09-01"}
    )
    mentoring.save(two.school, pair, {"mentor_id": third})
    two.round()
    pair_steps.approve(two.county, [pair], agreed=True)
    two.round()
    with pytest.raises(Invalid, match="另外申报"):
        mentoring.save(two.school, pair, {"mentor_id": two.zhang})
    mentoring.save(two.school, pair, {"goal": "站稳讲台"})
    mentoring.save(two.county, pair, {"mentor_id": two.zhang}, agreed=True)


def test_a_school_writes_what_its_studio_did_and_the_county_what_it_is_worth(two: Two) -> None:
    studio = studios.save(two.county, None, {"name": "张三名师工作室", "kind": "2", "host_id": two.zhang})
    two.round()
    activity = put(
        two.school, studio_work.ACTIVITY, studio_id=studio, kind="4", held_on="2026-10-09", topic="单元研讨", hours=40,
        category="2",
    )  # fmt: skip
    put(two.school, studio_work.PARTICIPATION, teacher_id=two.li, activity_id=activity, hours=40)
    put(two.school, studio_work.OUTPUT, studio_id=studio, kind="1", title="单元教学研究")
    with pytest.raises(Invalid):
        put(two.school, studio_work.ASSESSMENT, studio_id=studio, kind="1", year=2026, grade="1")
    two.round()
    put(two.county, studio_work.ASSESSMENT, studio_id=studio, kind="1", year=2026, grade="1")
    two.round()
    two.same()
    assert set(outcomes(two)) <= {"applied"}
    for office in (two.county, two.school):
        assert [row["hours"] for row in training.hours_of_teacher(office, two.li)] == [40]


def test_what_the_county_keeps_is_seen_by_every_school_and_written_by_none(two: Two) -> None:
    studio = studios.save(two.county, None, {"name": "工作室", "kind": "2"})
    programme = training.save_programme(two.county, None, {"title": "新课标", "level": "4", "category": "2"})
    held = training.save_class(
        two.county, None, {"programme_id": programme, "name": "一班", "year": 2026, "hours": 240}
    )
    made = {
        training.QUOTA: {"class_id": held, "organisation_id": two.place, "places": 5},
        catalogue.COURSE: {"title": "班级管理十讲", "is_fine": 1},
        catalogue.BASE: {"name": "城关小学", "kind": "3"},
        links.ENTITY: {"organisation_id": two.place, "studio_id": studio, "start_date": "2026-09-01"},
    }
    for entity, values in made.items():
        put(two.county, entity, **values)
    two.round()
    for entity, values in made.items():
        assert two.school.store.value(f"SELECT count(*) FROM {entity.table}") == 1
        with pytest.raises(Problem):
            put(two.school, entity, **values)
    two.same()


def test_a_master_from_another_school_is_known_by_name_where_the_school_is(two: Two) -> None:
    elsewhere = organisations.save(two.county, None, {"name": "实验小学", "kind": "3"})
    master = teachers.save(two.county, None, {"name": "王名师", "subject": "13", "work": elsewhere})
    put(two.county, links.ENTITY, organisation_id=two.place, master_id=master, start_date="2026-09-01")
    put(two.school, plans.ENTITY, teacher_id=two.li, start_date="2026-09-01", goal="站稳讲台")
    two.round()
    assert two.school.store.value("SELECT name FROM teachers WHERE id = ?", (master,)) == "王名师"
    assert not teachers.is_listed(two.school, master)
    pk = two.county.store.value("SELECT id FROM plans")
    records.save(two.county, plans.ENTITY, pk, {"mentor_id": master, "opinion": "目标要能检查"})
    two.round()
    two.same()
    assert stored.pending_count(two.school.store) == 0


def test_a_school_counts_its_own_volunteers(two: Two) -> None:
    put(
        two.school,
        catalogue.VOLUNTEERING,
        organisation_id=two.place,
        title="护学岗",
        held_on="2026-10-10",
        people=10,
        times=30,
    )
    two.round()
    assert two.county.store.tuples("SELECT people, times FROM volunteering") == [(10, 30)]
    two.same()
