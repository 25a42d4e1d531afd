"""Programmes, classes, and the hours people earn there."""

import pytest

from app import training
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
