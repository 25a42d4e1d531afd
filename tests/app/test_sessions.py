"""Sessions of a class, who attended which, and the hours that gives."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import enrolment, records, sessions, training
from app.papers import issuing
from app.problems import Problem
from app.records import Invalid


@pytest.fixture
def class_id(county) -> str:
    """12 hours in three lessons of 4, and one more side by side with the last."""
    programme = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 120}
    days = {"start_date": "2026-07-01", "end_date": "2026-07-03"}
    pk = training.save_class(county.session, None, values | days)
    for day, topic in ((1, "师德"), (2, "课标"), (3, "实践"), (3, "实践（分会场）")):
        lesson = {"class_id": pk, "topic": topic, "held_on": f"2026-07-0{day}", "hours": 40, "place": "一中"}
        sessions.save(county.session, None, lesson)
    training.enrol(county.session, pk, [county.zhang])
    return pk


def topics(county, class_id: str) -> dict[str, str]:
    return {row["topic"]: row["id"] for row in sessions.of_class(county.session, class_id)}


def tick(county, class_id: str, *words: str, on: bool = True, teacher: str = "") -> int:
    known = topics(county, class_id)
    ticks = {(teacher or county.zhang, known[one]): on for one in words}
    return sessions.mark(county.session, class_id, ticks)


def zhang(county, class_id: str) -> sessions.Person:
    return next(one for one in sessions.register(county.session, class_id).people if one.teacher_id == county.zhang)


def test_the_hours_of_a_person_are_those_of_the_sessions_attended(county, class_id: str) -> None:
    assert zhang(county, class_id).hours == 120  # enrolled for the whole, nothing rated
    assert tick(county, class_id, "师德", "实践") == 1
    assert zhang(county, class_id).hours == 80
    assert training.hours_of_teacher(county.session, county.zhang) == [{"year": 2026, "category": "3", "hours": 80}]
    assert tick(county, class_id, "师德", "实践") == 0


def test_one_line_stands_for_a_person_and_one_person_is_counted_once(county, class_id: str) -> None:
    tick(county, class_id, "师德", "课标")
    (row,) = [one for one in training.of_class(county.session, class_id) if one["stands"]]
    assert (row["earned"], row["attended"], row["session_id"]) == (80, 2, None)
    assert training.get_class(county.session, class_id)["people"] == 1


def test_nobody_gets_more_than_the_class_gives_from_sessions_side_by_side(county, class_id: str) -> None:
    tick(county, class_id, "师德", "课标", "实践", "实践（分会场）")
    assert zhang(county, class_id).hours == 120
    tick(county, class_id, "师德", on=False)
    assert zhang(county, class_id).hours == 120


def test_whoever_attended_nothing_is_enrolled_as_before(county, class_id: str) -> None:
    tick(county, class_id, "师德")
    tick(county, class_id, "师德", on=False)
    assert (zhang(county, class_id).hours, zhang(county, class_id).result) == (120, "0")
    assert training.hours_of_teacher(county.session, county.zhang) == []


def test_somebody_not_enrolled_comes_into_the_class_with_the_tick(county, class_id: str) -> None:
    assert tick(county, class_id, "师德", teacher=county.shan) == 1
    assert training.get_class(county.session, class_id)["people"] == 2
    records.undo_last(county.session)
    assert training.get_class(county.session, class_id)["people"] == 1


def test_a_session_without_hours_is_asked_for_them(county, class_id: str) -> None:
    pk = sessions.save(county.session, None, {"class_id": class_id, "topic": "结业式"})
    with pytest.raises(Problem, match="没有填学时"):
        sessions.mark(county.session, class_id, {(county.zhang, pk): True})


def test_a_session_gives_no_more_than_its_class(county, class_id: str) -> None:
    with pytest.raises(Invalid, match="不能多于整个班次"):
        sessions.save(county.session, None, {"class_id": class_id, "topic": "马拉松", "hours": 121})


def test_a_session_with_attendance_is_not_deleted(county, class_id: str) -> None:
    pk = topics(county, class_id)["师德"]
    tick(county, class_id, "师德")
    with pytest.raises(Problem, match="已经登记了出勤"):
        sessions.delete(county.session, pk)
    tick(county, class_id, "师德", on=False)
    sessions.delete(county.session, pk)
    assert "师德" not in topics(county, class_id)


def test_a_refused_enrolment_takes_no_ticks(county, class_id: str) -> None:
    row = training.of_class(county.session, class_id)[0]
    enrolment.decide(county.session, [row["id"]], enrolment.RETURNED, "不是本次培训的对象")
    with pytest.raises(Problem, match="张𬭎的报名已被退回"):
        tick(county, class_id, "师德")


def test_hours_of_somebody_with_sessions_are_not_typed(county, class_id: str) -> None:
    tick(county, class_id, "师德")
    row = training.of_class(county.session, class_id)[0]
    with pytest.raises(Invalid, match="由出勤的课程相加"):
        training.set_many(county.session, [row["id"]], {"hours": 120})
    with pytest.raises(Invalid, match="由出勤的课程相加"):
        training.save_attendance(county.session, row["id"], {"hours": 120, "result": "1"})


def test_a_result_is_that_of_every_session(county, class_id: str) -> None:
    tick(county, class_id, "师德", "课标")
    row = training.of_class(county.session, class_id)[0]
    assert training.set_many(county.session, [row["id"]], {"result": "3"}) == 1
    assert training.hours_of_teacher(county.session, county.zhang) == []
    assert training.set_many(county.session, [row["id"]], {"result": "1"}) == 1
    assert training.hours_of_teacher(county.session, county.zhang)[0]["hours"] == 80


def test_all_sessions_earn_the_completion_and_some_only_a_proof_of_hours(county, class_id: str) -> None:
    tick(county, class_id, "师德", "课标")
    row = training.of_class(county.session, class_id)[0]
    training.set_many(county.session, [row["id"]], {"result": "1"})
    with pytest.raises(Problem, match="只修了 8 学时，未满 12 学时"):
        issuing.issue(county.session, "completion", [row["id"]], county.folder / "x.pdf")
    assert issuing.issue(county.session, "hours", [county.zhang], county.folder / "h.pdf").numbers
    tick(county, class_id, "实践")
    row = training.of_class(county.session, class_id)[0]
    assert issuing.issue(county.session, "completion", [row["id"]], county.folder / "x.pdf").numbers


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=8))
def test_the_order_of_ticks_never_matters(founded_class, steps) -> None:
    county, class_id, known = founded_class
    sessions.mark(county.session, class_id, {(county.zhang, pk): False for pk in known})
    for place, on in steps:
        sessions.mark(county.session, class_id, {(county.zhang, known[place]): on})
    attended = {place for place in range(4) if dict(steps).get(place)}
    expected = min(120, 40 * len(attended)) if attended else 0
    passed = training.hours_of_teacher(county.session, county.zhang)
    assert sum(row["hours"] for row in passed) == expected


@pytest.fixture
def founded_class(county, class_id: str):
    return county, class_id, [row["id"] for row in sessions.of_class(county.session, class_id)]


def test_withdrawing_takes_the_sessions_along(county, class_id: str) -> None:
    tick(county, class_id, "师德", "课标")
    row = training.of_class(county.session, class_id)[0]
    training.withdraw(county.session, [row["id"]])
    assert training.of_class(county.session, class_id) == []
