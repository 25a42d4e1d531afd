"""How papers write days, terms and names."""

from datetime import date

import pytest

from app.papers import wording


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-09-01", "2026年9月1日"),
        (date(2026, 12, 31), "2026年12月31日"),
        ("2026-09", "2026年9月"),
        (None, ""),
        ("", ""),
    ],
)
def test_days_are_written_without_leading_noughts(given: str | None, said: str) -> None:
    assert wording.written(given) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-07-06", "2026-07-10", "2026年7月6日至7月10日"),
        ("2025-12-30", "2026-01-02", "2025年12月30日至2026年1月2日"),
        ("2026-07-06", "2026-07-06", "2026年7月6日"),
        ("2026-07-06", None, "2026年7月6日"),
        (None, None, ""),
    ],
)
def test_a_span_says_the_year_once(first: str | None, last: str | None, said: str) -> None:
    assert wording.span(first, last) == said


def test_a_term_is_open_where_its_end_is_not_known() -> None:
    assert wording.term("2026-09-01", "2029-08-31") == "自2026年9月1日起至2029年8月31日止"
    assert wording.term("2026-09-01", None) == "自2026年9月1日起"


def test_tables_write_days_with_dots() -> None:
    assert wording.dotted("2026-07-06", "2026-07-10") == "2026.07.06—2026.07.10"
    assert wording.dotted("2026-07-06", "2026-07-06") == "2026.07.06"
    assert wording.dotted(None) == ""


def test_a_name_brings_its_own_quotation_marks() -> None:
    assert wording.quoted("课堂教学") == "“课堂教学”"
    assert wording.quoted("“国培计划”课堂教学") == "“国培计划”课堂教学"
