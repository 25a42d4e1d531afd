"""Observed lessons: periods of each researcher by month, the pace, and who has not been observed."""

import pytest

from app import figures, observations, teachers
from app.figures import research


@pytest.fixture
def researcher(county) -> str:
    teachers.save(county.session, county.zhang, {"admin_post": "语文教研员"})
    return str(county.zhang)


def observe(county, periods: int, **more: object) -> None:
    values = {"teacher_id": county.zhang, "school_year": 2026, "periods": periods, **more}
    observations.save(county.session, None, values)


def test_periods_are_added_by_month_and_those_short_of_sixty_are_named(county, researcher: str) -> None:
    observe(county, 4, held_on="2026-09-10")
    observe(county, 6, held_on="2026-10")
    observe(county, 20, term="1")
    (one,) = research.observers(county.session, 2026)
    assert (one.periods, one.months, one.undated) == (30, {"09": 4, "10": 6}, 20)
    assert figures.value(county.session, "periods", 2026).words == "30 节"
    assert [each.note for each in figures.names(county.session, "short_observers", 2026)] == [
        "2026—2027 学年听课 30 节，还差 30 节"
    ]
    observe(county, 30)
    assert figures.value(county.session, "short_observers", 2026).number == 0


def test_the_pace_grows_from_september_to_june(county) -> None:
    assert 10 < research.due_by_now(county.session, 2026) < 20
    assert research.due_by_now(county.session, 2025) == 60
    assert research.due_by_now(county.session, 2027) == 0


def test_who_was_observed_within_three_years_is_covered_and_so_is_the_school(county, researcher: str) -> None:
    assert figures.value(county.session, "observed_share", 2026).words == "0.0%"
    assert figures.value(county.session, "unobserved_schools", 2026).number == 2
    observe(county, 1, held_on="2023-10-09", school_year=2023, observed_id=county.shan)
    assert figures.value(county.session, "unobserved", 2026).number == 1
    observe(county, 1, held_on="2023-11-09", school_year=2023, observed_id=county.shan)
    assert figures.value(county.session, "unobserved", 2026).number == 0
    assert [one.name for one in figures.names(county.session, "unobserved_schools", 2026)] == ["城关小学"]
