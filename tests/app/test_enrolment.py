"""Places and enrolments: what a school reports, what the county says of it, and what is left."""

from datetime import timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import enrolment, home, records, teachers, training
from app.enrolment import OffTarget, TooMany, Unit
from app.importing import applying, deciding
from app.problems import Problem
from app.records import Invalid
from tests.app.exchange.offices import Two


def run(session, **more) -> str:
    values = {"title": "新课标研修", "level": "4", "category": "2", "name": "第一期", "year": 2026, "hours": 120}
    audience = {name: more.pop(name) for name in ("for_role", "for_stage", "for_subject") if name in more}
    pk = training.save_run(session, None, values | more)
    if audience:
        training.save_programme(session, str(training.get_class(session, pk)["programme_id"]), audience)
    return pk


def unit(session, class_id: str, organisation: str) -> Unit:
    return next(one for one in enrolment.units(session, class_id) if one.id == organisation)


def test_places_given_reported_approved_and_left(county) -> None:
    class_id = run(county.session)
    assert enrolment.set_places(county.session, class_id, {county.school: 3, county.other_school: 1}) == 2
    assert enrolment.enrol(county.session, class_id, [county.zhang, county.shan]) == 2
    (row,) = [one for one in training.of_class(county.session, class_id) if one["teacher_id"] == county.zhang]
    assert enrolment.undecided(county.session) == home.waiting(county.session).enrolments == 2
    enrolment.decide(county.session, [row["id"]], enrolment.PASSED)
    mine = unit(county.session, class_id, county.school)
    assert (mine.places, mine.reported, mine.approved, mine.returned, mine.waiting, mine.left) == (3, 1, 1, 0, 0, 2)
    other = unit(county.session, class_id, county.other_school)
    assert (other.left, other.waiting) == (0, 1)
    assert enrolment.undecided(county.session) == 1


def test_a_returned_enrolment_gives_its_place_back_and_earns_nothing(county) -> None:
    class_id = run(county.session)
    enrolment.set_places(county.session, class_id, {county.school: 1})
    enrolment.enrol(county.session, class_id, [county.zhang])
    (row,) = training.of_class(county.session, class_id)
    training.set_many(county.session, [row["id"]], {"result": "1"})
    enrolment.decide(county.session, [row["id"]], enrolment.RETURNED, "不是本次培训的对象")
    assert unit(county.session, class_id, county.school).left == 1
    assert training.hours_of_teacher(county.session, county.zhang) == []
    (row,) = training.of_class(county.session, class_id)
    assert (row["approval"], row["approval_note"], row["result"]) == ("returned", "不是本次培训的对象", "0")
    with pytest.raises(Invalid, match="已被退回"):
        training.set_many(county.session, [row["id"]], {"result": "1"})
    assert training.get_class(county.session, class_id)["people"] == 0


def test_returning_needs_a_reason(county) -> None:
    class_id = run(county.session)
    enrolment.enrol(county.session, class_id, [county.zhang])
    (row,) = training.of_class(county.session, class_id)
    with pytest.raises(Problem, match="理由"):
        enrolment.decide(county.session, [row["id"]], enrolment.RETURNED, "  ")


def test_more_places_than_the_class_has_are_asked_about(county) -> None:
    class_id = run(county.session, quota=3)
    with pytest.raises(TooMany, match="共 4 个，多于班次的名额 3 个"):
        enrolment.set_places(county.session, class_id, {county.school: 3, county.other_school: 1})
    assert enrolment.set_places(county.session, class_id, {county.school: 4}, agreed=True) == 1
    assert enrolment.set_places(county.session, class_id, {county.school: None}) == 1
    assert enrolment.listed(county.session) == []


def test_beyond_the_places_the_county_is_asked(county) -> None:
    class_id = run(county.session)
    enrolment.set_places(county.session, class_id, {county.school: 0})
    with pytest.raises(TooMany, match="还剩 0 个名额"):
        enrolment.enrol(county.session, class_id, [county.zhang])
    assert enrolment.enrol(county.session, class_id, [county.zhang], agreed=True) == 1


def test_a_class_without_quotas_asks_nothing_until_it_is_full(county) -> None:
    class_id = run(county.session, quota=1)
    assert enrolment.enrol(county.session, class_id, [county.zhang]) == 1
    with pytest.raises(TooMany, match="名额 1 人"):
        enrolment.enrol(county.session, class_id, [county.shan])
    assert enrolment.undecided(county.session) == 0


def test_whoever_the_class_is_not_for_is_named_and_enrolled_only_when_agreed(county) -> None:
    class_id = run(county.session, for_role="1", for_subject="13")
    teachers.save(county.session, county.zhang, {"is_class_teacher": 1})
    assert enrolment.enrol(county.session, class_id, [county.zhang]) == 1
    with pytest.raises(OffTarget, match="语文班主任") as refused:
        enrolment.enrol(county.session, class_id, [county.shan])
    assert refused.value.misfits == {county.shan: "不是班主任，学科不是语文"}
    assert "单丽不是班主任" in refused.value.advice
    assert enrolment.enrol(county.session, class_id, [county.shan], agreed=True) == 1


def test_the_post_held_then_stays_with_the_enrolment(county) -> None:
    teachers.save(county.session, county.zhang, {"admin_post": "校长"})
    class_id = run(county.session)
    enrolment.enrol(county.session, class_id, [county.zhang])
    teachers.save(county.session, county.zhang, {"admin_post": "书记"})
    assert training.of_class(county.session, class_id)[0]["post"] == "校长"


def test_a_school_reports_up_to_its_places_and_reads_the_reason(two: Two) -> None:
    class_id = run(two.county, start_date=(two.county.today() + timedelta(30)).isoformat())
    enrolment.set_places(two.county, class_id, {two.place: 1})
    two.answer()
    with pytest.raises(Problem, match="还剩 1 个名额，选了 2 人"):
        enrolment.enrol(two.school, class_id, [two.zhang, two.li])
    with pytest.raises(Problem, match="由县里分配"):
        enrolment.set_places(two.school, class_id, {two.place: 9})
    assert enrolment.enrol(two.school, class_id, [two.zhang]) == 1
    two.round()
    (row,) = training.of_class(two.county, class_id)
    enrolment.decide(two.county, [row["id"]], enrolment.RETURNED, "已经参加过")
    two.answer()
    (mine,) = enrolment.units(two.school, class_id)
    assert (mine.returned, mine.left) == (1, 1)
    assert home.waiting(two.school).enrolments == 1
    assert training.of_class(two.school, class_id)[0]["approval_note"] == "已经参加过"
    with pytest.raises(Problem, match="由县里审核"):
        enrolment.decide(two.school, [row["id"]], enrolment.PASSED)
    assert enrolment.enrol(two.school, class_id, [two.li]) == 1


def test_a_school_reports_nobody_after_the_last_day(two: Two) -> None:
    class_id = run(two.county, report_by="2020-01-01")
    two.answer()
    with pytest.raises(Problem, match="2020-01-01 已经截止报名"):
        enrolment.enrol(two.school, class_id, [two.zhang])
    assert enrolment.enrol(two.county, class_id, [two.li]) == 1


def test_who_can_be_enrolled_is_told_with_years_and_hours(county) -> None:
    session = county.session
    teachers.save(session, county.zhang, {"work_start": "2016-09"})
    earned = run(session)
    training.enrol(session, earned, [county.zhang], "1")
    found = {one.row["id"]: one for one in enrolment.candidates(session, run(session, for_role="1"))}
    assert (found[county.zhang].years, found[county.zhang].hours) == (10, 120)
    assert (found[county.shan].years, found[county.shan].hours) == (None, 0)
    assert found[county.shan].misfit == "不是班主任"
    assert {one.row["id"] for one in enrolment.candidates(session, earned)} == {county.shan}


def test_who_lacks_hours_under_a_rule_is_told_by_its_name(county) -> None:
    from app.rules import kinds
    from app.rules import records as rules

    values = {
        "code": "whole", "kind": "regime", "title": "每年 9 学时", "start_date": "2020-01-01",
        "parameters": kinds.written(kinds.Regime(required=90, period="year")),
    }  # fmt: skip
    records.save(county.session, rules.ENTITY, None, values)
    training.enrol(county.session, run(county.session), [county.zhang], "1")
    found = {one.row["id"]: one.behind for one in enrolment.candidates(county.session, run(county.session))}
    assert found == {county.zhang: "", county.shan: "每年 9 学时"}


@given(total=st.integers(0, 5000), people=st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_places_are_shared_out_whole_and_nobody_is_a_place_off(total: int, people: list[int]) -> None:
    units = [Unit(f"u{at:02}", f"学校{at}", count, None, 0, 0, 0) for at, count in enumerate(people)]
    equally = enrolment.share(total, units, "equally")
    assert sum(equally.values()) == total and max(equally.values()) - min(equally.values()) <= 1
    if sum(people):
        given = enrolment.share(total, units, "teachers")
        assert sum(given.values()) == total
        assert all(abs(given[one.id] - total * one.teachers / sum(people)) < 1 for one in units)
    else:
        with pytest.raises(Problem):
            enrolment.share(total, units, "teachers")


def listed(two: Two, kind: str, *rows: list[str]) -> int:
    """Import a list at the school; returns how many rows were new."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = two.folder / f"{kind}.xlsx"
    book.save(path)
    return applying.apply(two.school, deciding.preview(two.school, kind, path), skip_faulty=True).new


def test_a_list_brings_nobody_in_beyond_the_places_of_a_school(two) -> None:
    class_id = run(two.county)
    enrolment.set_places(two.county, class_id, {two.place: 1})
    two.answer()
    head = ["姓名", "班次", "学时", "结果"]
    with pytest.raises(Problem, match="有 1 行不能导入"):
        listed(two, "attendance", head, ["张三", "第一期", "12", "合格"], ["李四", "第一期", "12", "合格"])
    assert training.of_class(two.school, class_id) == []
    assert listed(two, "attendance", head, ["张三", "第一期", "12", "合格"]) == 1
    (row,) = training.of_class(two.school, class_id)
    assert row["teacher_id"] == two.zhang
    assert listed(two, "attendance", head, ["李四", "第一期", "12", "合格"]) == 0
    with pytest.raises(Invalid, match="给本校 1 个名额，已经报满"):
        training.save_attendance(two.school, None, {"teacher_id": two.li, "class_id": class_id, "hours": 120})
    # Whoever is in the class is written about as before.
    training.save_attendance(two.school, row["id"], {"result": "2"})


def test_a_list_brings_nobody_in_after_the_last_day(two) -> None:
    class_id = run(two.county, report_by="2020-01-01")
    two.answer()
    assert listed(two, "attendance", ["姓名", "班次", "学时", "结果"], ["张三", "第一期", "12", "合格"]) == 0
    assert training.of_class(two.school, class_id) == []


def test_a_school_writes_no_session_into_a_class_of_the_county_by_a_list(two) -> None:
    class_id = run(two.county)
    two.answer()
    assert listed(two, "sessions", ["班次", "课程主题", "学时"], ["第一期", "第九讲", "4"]) == 0
    assert training.sessions(two.school, class_id) == []
