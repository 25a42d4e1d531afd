"""Programmes, classes, and the hours people earn there."""

import pytest

from app import records, training
from app.records import Invalid


@pytest.fixture
def class_id(county) -> str:
    programme = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    return training.save_class(
        county.session, None, {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 120}
    )


def test_only_passed_hours_count(county, class_id: str) -> None:
    training.enrol(county.session, class_id, [county.zhang])
    assert training.hours_of_teacher(county.session, county.zhang) == []
    row = training.of_class(county.session, class_id)[0]
    training.save_attendance(county.session, row["id"], {"result": "1"})
    assert training.hours_of_teacher(county.session, county.zhang) == [{"year": 2026, "category": "3", "hours": 120}]


def test_enrolling_again_skips_who_is_there(county, class_id: str) -> None:
    assert training.enrol(county.session, class_id, [county.zhang]) == 1
    assert training.enrol(county.session, class_id, [county.zhang, county.shan, county.shan]) == 1
    assert training.classes(county.session)[0]["people"] == 2


def test_nobody_is_entered_twice_for_one_class(county, class_id: str) -> None:
    training.enrol(county.session, class_id, [county.zhang])
    with pytest.raises(Invalid, match="已有学时记录"):
        training.save_attendance(
            county.session, None, {"teacher_id": county.zhang, "class_id": class_id, "hours": 10, "result": "1"}
        )


def test_nobody_earns_more_than_the_class_gives(county, class_id: str) -> None:
    with pytest.raises(Invalid, match="不能多于"):
        training.save_attendance(
            county.session, None, {"teacher_id": county.zhang, "class_id": class_id, "hours": 121, "result": "1"}
        )


def test_results_are_set_for_many_in_one_act_and_undone_in_one(county, class_id: str) -> None:
    training.enrol(county.session, class_id, [county.zhang, county.shan])
    everyone = [row["id"] for row in training.of_class(county.session, class_id)]
    assert training.get_class(county.session, class_id)["unrated"] == 2
    assert training.set_many(county.session, everyone, {"result": "1"}) == 2
    assert training.set_many(county.session, everyone, {"result": "1", "hours": 60}) == 2
    assert training.set_many(county.session, everyone, {"hours": 60}) == 0
    assert training.hours_of_teacher(county.session, county.shan)[0]["hours"] == 60
    assert records.undo_last(county.session) == "登记合格、6 学时：2 人"
    row = training.get_class(county.session, class_id)
    assert (row["passed"], row["unrated"], row["given"]) == (2, 0, 240)


def test_hours_beyond_the_class_are_set_for_nobody(county, class_id: str) -> None:
    training.enrol(county.session, class_id, [county.zhang, county.shan])
    everyone = [row["id"] for row in training.of_class(county.session, class_id)]
    with pytest.raises(Invalid, match="不能多于"):
        training.set_many(county.session, everyone, {"hours": 121})
    assert [row["hours"] for row in training.of_class(county.session, class_id)] == [120, 120]


def test_people_are_taken_out_of_a_class_and_come_back_by_undo(county, class_id: str) -> None:
    training.enrol(county.session, class_id, [county.zhang, county.shan], "1")
    one = training.of_class(county.session, class_id)[0]
    assert training.withdraw(county.session, [one["id"]]) == 1
    assert training.withdraw(county.session, []) == 0
    assert training.get_class(county.session, class_id)["people"] == 1
    records.undo_last(county.session)
    assert training.get_class(county.session, class_id)["people"] == 2


def test_a_class_brings_its_new_programme_along_in_one_act(county) -> None:
    new = {"name": "第一期", "year": 2026, "hours": 120, "title": "新课标研修", "level": "4", "category": "2"}
    pk = training.save_run(county.session, None, new)
    row = training.get_class(county.session, pk)
    assert (row["title"], row["level"], row["category"], row["year"]) == ("新课标研修", "4", "2", 2026)
    assert training.programmes(county.session)[0]["year"] == 2026
    records.undo_last(county.session)
    assert training.classes(county.session) == training.programmes(county.session) == []


def test_a_class_that_has_its_programme_is_changed_alone(county, class_id: str) -> None:
    training.save_run(county.session, class_id, {"hours": 240})
    assert training.get_class(county.session, class_id)["hours"] == 240
    assert len(training.programmes(county.session)) == 1


def test_a_class_moves_to_a_new_programme(county, class_id: str) -> None:
    training.save_run(county.session, class_id, {"title": "另一项目", "level": "5", "category": "1"})
    assert training.get_class(county.session, class_id)["title"] == "另一项目"


def test_a_class_says_all_that_its_new_programme_lacks(county) -> None:
    with pytest.raises(Invalid) as refused:
        training.save_run(county.session, None, {"title": "新课标研修", "year": 2026})
    assert {fault.field for fault in refused.value.faults} == {"level", "category", "name", "hours"}
    assert training.programmes(county.session) == []


def test_a_class_has_one_programme_not_two(county, class_id: str) -> None:
    programme = training.get_class(county.session, class_id)["programme_id"]
    with pytest.raises(Invalid, match="请留空"):
        training.save_run(
            county.session, None, {"title": "又一个", "programme_id": programme, "name": "二", "year": 2026}
        )


def test_a_class_awaits_results_once_it_is_over(county, class_id: str) -> None:
    training.enrol(county.session, class_id, [county.zhang])
    training.save_class(county.session, class_id, {"end_date": "2026-11-21"})
    row = training.get_class(county.session, class_id)
    assert not training.awaits_results(row, county.session.today())
    assert training.awaits_results({**row, "end_date": "2026-11-20"}, county.session.today())
    assert not training.awaits_results({**row, "end_date": "2026-11-20", "unrated": 0}, county.session.today())


def test_a_class_gives_no_fewer_hours_than_somebody_has_of_it(county, class_id: str) -> None:
    session = county.session
    training.enrol(session, class_id, [county.zhang])
    training.save_class(session, class_id, {"hours": 100})
    (row,) = training.of_class(session, class_id)
    training.save_attendance(session, row["id"], {"hours": 100, "result": "1"})
    with pytest.raises(Invalid, match="已有人在这个班次得了 10 学时"):
        training.save_class(session, class_id, {"hours": 80})
    with pytest.raises(Invalid, match="已有人在这个班次得了 10 学时"):
        new = {"title": "另一个项目", "level": "4", "category": "3"}
        training.save_run(session, class_id, {**new, "programme_id": None, "hours": 80})
    training.set_many(session, [row["id"]], {"hours": 80})
    training.save_class(session, class_id, {"hours": 80, "name": "第二期"})
    assert training.hours_of_teacher(session, county.zhang) == [{"year": 2026, "category": "3", "hours": 80}]
