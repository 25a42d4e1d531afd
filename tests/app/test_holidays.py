"""寒暑假: in which holiday each class is held, by the rules that name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import holidays, records, sessions, training
from app.gaps import events
from app.rules import kinds
from app.rules import records as rules

WINTER = kinds.Pause(title="寒假", starts="01-20", days=30)
SUMMER = kinds.Pause(title="暑假", starts="07-10", days=50)
EXAMS = kinds.Pause(title="期末复习", starts="06-20", days=20)
NEW_YEAR = kinds.Pause(title="元旦假", starts="12-30", days=4)


def span(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.fixture
def rule(county) -> str:
    """The county's rule, in force from 2026."""
    parameters = kinds.written(kinds.Series(pauses=(EXAMS, WINTER, SUMMER)))
    values = {"code": "series", "kind": "series", "title": "系列活动", "start_date": "2026-01-01"}
    return records.save(county.session, rules.ENTITY, None, values | {"parameters": parameters})


def held(county, start: str | None, end: str | None, *lessons: str) -> str:
    """Where a new class of these days, with sessions on these, is held."""
    session = county.session
    values = {"title": "研修", "level": "4", "category": "2", "name": "一班", "year": 2026, "hours": 80}
    pk = training.save_run(session, None, values | {"start_date": start, "end_date": end})
    for day in lessons:
        sessions.save(session, None, {"class_id": pk, "topic": day, "held_on": day, "hours": 10})
    return holidays.held(session).of_class[pk]


def test_most_days_decide_and_as_many_are_the_holiday() -> None:
    pauses = (WINTER, SUMMER)
    assert holidays.part([span("2026-07-11", "2026-07-13")], pauses) == "暑假"
    assert holidays.part([span("2026-07-06", "2026-07-12")], pauses) == holidays.TERM
    assert holidays.part([span("2026-07-08", "2026-07-11")], pauses) == "暑假"
    assert holidays.part([span("2026-01-01", "2026-12-31")], pauses) == holidays.TERM
    assert holidays.part([span("2026-08-28", "2026-08-28")], pauses) == "暑假"
    assert holidays.part([span("2026-08-29", "2026-08-29")], pauses) == holidays.TERM


def test_a_holiday_goes_on_over_the_turn_of_the_year() -> None:
    assert holidays.part([span("2027-01-02", "2027-01-02")], [NEW_YEAR]) == "元旦假"
    assert holidays.part([span("2027-01-03", "2027-01-03")], [NEW_YEAR]) == holidays.TERM


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 500), st.integers(1, 360))
def test_the_days_in_a_holiday_are_those_on_which_no_issue_is_due(first: date, length: int, days: int) -> None:
    pause = kinds.Pause(title="暑假", starts="02-29", days=days)
    said = kinds.Series(pauses=(pause,))
    spent = sum(events.paused(first + timedelta(n), said) for n in range(length + 1))
    expected = "暑假" if spent and spent >= length + 1 - spent else holidays.TERM
    assert holidays.part([(first, first + timedelta(length))], [pause]) == expected


def test_a_class_is_held_on_the_days_of_its_sessions(county, rule: str) -> None:
    assert held(county, "2026-03-01", "2026-12-10", "2026-07-20", "2026-07-21", "2026-09-01") == "暑假"
    assert held(county, "2026-03-01", "2026-12-10") == holidays.TERM
    assert held(county, None, "2026-02-01") == "寒假"


def test_a_class_without_a_day_and_one_from_before_the_rule_say_so(county, rule: str) -> None:
    assert held(county, None, None) == holidays.UNDATED
    assert held(county, "2025-07-20", "2025-07-21") == holidays.UNRULED


def test_days_that_are_no_holiday_are_days_of_the_term(county, rule: str) -> None:
    assert held(county, "2026-06-22", "2026-06-23") == holidays.TERM
    known = holidays.held(county.session)
    assert known.titles == ("寒假", "暑假") and known.words == "寒假、暑假的日子按规则“系列活动”"


def test_without_a_rule_that_names_holidays_nothing_is_told(county) -> None:
    training.save_run(
        county.session, None,
        {"title": "研修", "level": "4", "category": "2", "name": "一班", "year": 2026, "hours": 80, "start_date": "2026-07-20"},
    )  # fmt: skip
    known = holidays.held(county.session)
    assert known.of_class == {} and known.words == "规则里没有写寒假、暑假是哪些天，不按假期分"


def test_a_rule_that_begins_later_says_other_days(county, rule: str) -> None:
    later = kinds.written(kinds.Series(pauses=(kinds.Pause(title="暑假", starts="07-25", days=30),)))
    values = {"code": "series", "kind": "series", "title": "系列活动", "start_date": "2026-07-01", "parameters": later}
    records.save(county.session, rules.ENTITY, None, values)
    assert held(county, "2026-07-12", "2026-07-13") == holidays.TERM
    assert held(county, "2026-01-22", "2026-01-23") == "寒假"


def test_only_the_classes_of_a_year_are_looked_at(county, rule: str) -> None:
    held(county, "2026-07-20", "2026-07-21")
    assert holidays.held(county.session, 2025).of_class == {}
    assert list(holidays.held(county.session, 2026).of_class.values()) == ["暑假"]
