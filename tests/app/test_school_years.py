"""School years as clerks write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import school_years
from app.fields import Field, Kind, Unreadable, parse, show

FIELD = Field("school_year", "学年", Kind.SCHOOL_YEAR)


@pytest.mark.parametrize(
    "text",
    [
        "2025—2026 学年", "2025-2026学年", "2025－2026学年度", "2025~2026", "2025年-2026年学年", "2025至2026学年",
        "25-26学年", "2025-26学年", "2025/2026", "２０２５-２０２６学年", "2025学年", "2025学年度", "2025年度", "2025",
        "2025——2026学年", " 2025 - 2026 学年 ", 2025, 2025.0,
    ],
)  # fmt: skip
def test_a_school_year_is_read_however_it_is_written(text: object) -> None:
    assert parse(FIELD, text) == 2025


@pytest.mark.parametrize("text", ["2025-2026学年第一学期", "2025学年上学期", "2025秋", "2025年春季学期"])
def test_a_term_beside_it_is_never_lost_silently(text: str) -> None:
    with pytest.raises(Unreadable, match="学期另写一栏"):
        parse(FIELD, text)


@pytest.mark.parametrize("text", ["2025-2027学年", "2026-2025学年", "2025-09", "2025.09"])
def test_two_years_that_do_not_follow_each_other_are_told(text: str) -> None:
    with pytest.raises(Unreadable, match="不是相连的两年"):
        parse(FIELD, text)


@pytest.mark.parametrize("text", ["去年", "第一学年", "1900-1901学年", "12", "2025-2026-2027"])
def test_what_is_no_school_year_is_told(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(FIELD, text)


@given(st.integers(1950, 2100))
def test_what_is_shown_is_read_back(first: int) -> None:
    assert parse(FIELD, show(FIELD, first)) == parse(FIELD, first) == first


@given(st.text(max_size=16))
def test_whatever_is_written_is_a_year_or_a_reason(text: str) -> None:
    try:
        read = parse(FIELD, text)
    except Unreadable as reason:
        assert str(reason).endswith("。")
    else:
        assert read is None or 1950 <= int(read) <= 2100


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)))
def test_a_day_lies_in_the_school_year_it_belongs_to(day: date) -> None:
    assert school_years.holds(school_years.of(day), day.isoformat())


def test_schools_open_in_the_last_days_of_august() -> None:
    assert school_years.of(date(2026, 7, 31)) == 2025
    assert school_years.of(date(2026, 8, 28)) == school_years.of(date(2027, 1, 3)) == 2026
    assert school_years.holds(2025, "2026-08-25") and not school_years.holds(2025, "2026-09")


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 8, 1), (2026, "1")), (date(2026, 11, 22), (2026, "1")), (date(2027, 1, 31), (2026, "1")),
        (date(2027, 2, 1), (2026, "2")), (date(2027, 7, 31), (2026, "2")),
    ],
)  # fmt: skip
def test_a_day_lies_in_the_first_term_until_january(day: date, term: tuple[int, str]) -> None:
    assert school_years.term_of(day) == term


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_every_day_lies_within_the_days_of_its_term(day: date) -> None:
    first, last = school_years.term_days(*school_years.term_of(day))
    assert first <= day <= last
