"""Two entries side by side: what differs, and what is taken unless somebody says otherwise."""

import pytest

from app import teachers
from app.merging.comparing import Line, changes_of, compare, order
from tests.app.merging.conftest import NUMBER, OTHER_NUMBER, Twice


def line(twice: Twice, name: str) -> Line:
    return next(one for one in compare(twice.session, twice.one, twice.two).lines if one.name == name)


def test_differing_fields_come_first_then_those_only_one_has(twice: Twice) -> None:
    lines = compare(twice.session, twice.one, twice.two).lines
    states = [one.state for one in lines]
    assert states == sorted(states, key=["differs", "one", "same"].index)
    assert {one.label for one in lines if one.state == "differs"} == {"联系电话", "任教学校", "出生日期"}
    assert {one.label for one in lines if one.state == "same"} == {"姓名"}


def test_the_filled_one_is_taken_and_of_two_the_kept_ones(twice: Twice) -> None:
    assert (line(twice, "subject").taken, line(twice, "id_number").taken) == ("other", "kept")
    assert line(twice, "phone").taken == "kept"
    assert (line(twice, "work").kept, line(twice, "work").other) == ("城关小学", "清水小学")
    assert line(twice, "phone").sensitive and not line(twice, "subject").sensitive


@pytest.mark.parametrize(("kept", "other"), [("one", "two"), ("two", "one")])
def test_a_date_that_knows_the_day_is_taken_before_its_month(twice: Twice, kept: str, other: str) -> None:
    pair = compare(twice.session, getattr(twice, kept), getattr(twice, other))
    birth = next(one for one in pair.lines if one.name == "birth_date")
    assert (birth.kept if birth.taken == "kept" else birth.other) == "1985-07-12"


def test_what_speaks_against_one_person_is_said(twice: Twice) -> None:
    assert compare(twice.session, twice.one, twice.two).doubts == ()
    with twice.session.writing("收到") as rows:
        rows.update("teachers", twice.two, {"id_number": OTHER_NUMBER, "birth_date": "1990-03-01", "sex": "2"})
    said = "".join(compare(twice.session, twice.one, twice.two).doubts)
    assert "身份证号不同" in said and "出生日期不同" in said and "性别不同" in said


def test_what_is_taken_is_what_changes(twice: Twice) -> None:
    pair = compare(twice.session, twice.one, twice.two)
    assert changes_of(pair, {}) == {"subject": "14"}
    assert changes_of(pair, {"subject": "kept", "phone": "other", "name": "other"}) == {"phone": "13900000002"}


def test_the_entry_with_a_number_is_kept_else_the_one_that_says_more(twice: Twice) -> None:
    assert order(twice.session, twice.two, twice.one) == (twice.one, twice.two)
    more = teachers.save(
        twice.session, None, {"name": "张三", "work": twice.county.school, "remark": "新", "title": "1"}
    )
    less = teachers.save(twice.session, None, {"name": "张三", "work": twice.county.school})
    assert order(twice.session, less, more) == order(twice.session, more, less) == (more, less)
    assert teachers.get(twice.session, twice.one)["id_number"] == NUMBER
