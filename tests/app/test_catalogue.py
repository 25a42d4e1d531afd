"""Courses, bases and volunteers' service, at the county and at a school."""

from datetime import date

import pytest

from app import catalogue
from app.problems import Problem
from app.records import Invalid, Values
from tests.app.conftest import County
from tests.app.exchange.offices import Two

DAY: Values = {"title": "课后辅导", "held_on": "2026-03-05"}


def test_a_base_names_its_unit_and_ends_with_its_last_day(county: County) -> None:
    pk = catalogue.save_base(
        county.session, None,
        {"name": "城关小学示范校", "kind": "3", "organisation_id": county.school, "end_date": "2026-11-21"},
    )  # fmt: skip
    made = catalogue.base(county.session, pk)
    assert made["organisation_name"] == "城关小学"
    assert catalogue.holds(made, date(2026, 11, 21))
    assert not catalogue.holds(made, date(2026, 11, 22))


def test_more_persons_than_times_cannot_be(county: County) -> None:
    with pytest.raises(Invalid, match="人数不能多于人次"):
        catalogue.save_volunteering(county.session, None, {**DAY, "people": 12, "times": 11})


def test_one_activity_of_many_units_is_registered_in_one_act(county: County) -> None:
    units: list[tuple[str, Values]] = [
        (county.school, {"people": 10, "times": 25}),
        (county.other_school, {"people": None, "times": 8}),
    ]
    assert catalogue.save_batch(county.session, DAY, units) == 2
    assert [(row["organisation_name"], row["times"]) for row in catalogue.volunteering(county.session)] == [
        ("城关小学", 25),
        ("清水小学", 8),
    ]
    assert catalogue.volunteered(county.session) == [(2026, 2, 10, 33)]


def test_of_a_batch_with_one_unit_twice_nothing_is_written(county: County) -> None:
    catalogue.save_batch(county.session, DAY, [(county.school, {"times": 25})])
    with pytest.raises(Problem, match="城关小学这一天已经登记过“课后辅导”"):
        catalogue.save_batch(
            county.session, DAY, [(county.other_school, {"times": 8}), (county.school, {"times": 25})]
        )  # fmt: skip
    assert len(catalogue.volunteering(county.session)) == 1


def test_an_empty_batch_is_refused_in_words(county: County) -> None:
    with pytest.raises(Problem, match="还没有填写任何单位的人次"):
        catalogue.save_batch(county.session, DAY, [])


def test_a_school_registers_its_own_service_and_the_county_reads_it(two: Two) -> None:
    pk = catalogue.save_volunteering(two.school, None, {**DAY, "times": 30})
    assert catalogue.served(two.school, pk)["organisation_name"] == "城关小学"
    two.round()
    assert catalogue.volunteered(two.county) == [(2026, 1, 0, 30)]
    two.same()


def test_a_school_cannot_write_the_registers_of_the_county(two: Two) -> None:
    with pytest.raises(Invalid, match="由县里填写"):
        catalogue.save_course(two.school, None, {"title": "地方课程"})
    with pytest.raises(Invalid, match="由县里填写"):
        catalogue.save_base(two.school, None, {"name": "基地", "kind": "1"})


def test_the_registers_reach_the_schools(two: Two) -> None:
    catalogue.save_course(two.county, None, {"title": "青海湖生态", "is_fine": 1})
    catalogue.save_base(two.county, None, {"name": "示范校", "kind": "3"})
    two.answer()
    assert [row["title"] for row in catalogue.courses(two.school)] == ["青海湖生态"]
    assert [row["name"] for row in catalogue.bases(two.school)] == ["示范校"]
