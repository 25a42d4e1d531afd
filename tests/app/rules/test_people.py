"""Whom a rule is about."""

from datetime import date

import pytest

from app import organisations
from app.rules.kinds import Who
from app.rules.people import Person, matches, people, person, some
from app.teachers import save
from tests.app.conftest import County
from tests.app.exchange.offices import Two

DAY = date(2026, 11, 22)
ZHOU = Person(
    "1", "周敏", stage="2", subject="13", title="233", staff_kind="1", staff_status="1", admin_post="党支部书记、校长",
    is_class_teacher=True, work_start="2024-09",
)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "fits"),
    [
        (Who(), True), (Who(stages=("1", "2")), True), (Who(stages=("3",)), False), (Who(subjects=("13",)), True),
        (Who(subjects=("14",)), False), (Who(titles=("233",)), True), (Who(staff_kinds=("2",)), False),
        (Who(statuses=("1", "2")), True), (Who(statuses=("5",)), False), (Who(posts=("书记",)), True),
        (Who(posts=("教研",)), False), (Who(class_teachers=True), True), (Who(bilingual=True), False),
        (Who(new_within=27), True), (Who(new_within=26), False),
        (Who(stages=("2",), posts=("教导",)), False),
    ],
)  # fmt: skip
def test_all_that_a_rule_says_must_hold(who: Who, fits: bool) -> None:
    assert matches(who, ZHOU, DAY) is fits


def test_who_is_no_longer_on_the_rolls_is_meant_only_by_name() -> None:
    retired = Person("2", "吴远", staff_status="9")
    assert not matches(Who(), retired, DAY)
    assert matches(Who(statuses=("9",)), retired, DAY)


def test_who_has_no_status_counts_as_being_there() -> None:
    assert matches(Who(), Person("3", "郑清"), DAY)


def test_nobody_is_new_whose_beginning_is_not_known() -> None:
    assert not matches(Who(new_within=12), Person("3", "郑清"), DAY)


def test_who_begins_next_month_is_new_already() -> None:
    assert matches(Who(new_within=12), Person("4", "冯晓", work_start="2026-12"), DAY)


def test_everybody_of_the_office_is_read_with_the_school(county: County) -> None:
    save(county.session, county.zhang, {"is_class_teacher": 1, "work_start": "2020-08"})
    read = {one.id: one for one in people(county.session)}
    assert set(read) == {county.zhang, county.shan}
    zhang = read[county.zhang]
    assert (zhang.school, zhang.school_name) == (county.school, "城关小学")
    assert (zhang.subject, zhang.is_class_teacher, zhang.is_bilingual, zhang.work_start) == (
        "13",
        True,
        False,
        "2020-08",
    )


def test_some_are_read_as_they_stand_among_all(two: Two) -> None:
    everybody = people(two.county)
    for one in everybody:
        assert some(two.county, [one.id]) == [one]
        assert person(two.county, one.id) == one
    assert some(two.county, [one.id for one in reversed(everybody)]) == everybody
    assert some(two.county, []) == []
    assert person(two.county, "nobody") is None


def test_a_school_reads_its_own_people_only(two: Two) -> None:
    other = organisations.save(two.county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
    save(two.county, None, {"name": "王五", "work": other})
    two.answer()
    assert [one.name for one in people(two.county)] == ["李四", "张三", "王五"]
    assert [one.name for one in people(two.school)] == ["李四", "张三"]
