"""Meetings, headcounts, series, weeks and months, by examples in the documents' own words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gaps.events import after, calendar, headcount, latest, meetings, missing_issues, series
from app.gaps.facts import Series as SeriesFact
from app.gaps.facts import Trained, Training
from app.gaps.results import OK, OPEN, SHORT, TOLD
from app.rules.kinds import About, Calendar, Headcount, Meetings, Pause, Series, Who, Window
from tests.app.gaps.made import DAY, facts, failed, ids, lesson, passed, rule, teacher, training

RESEARCHERS = Meetings(topics=("51",), times=2, people=100)
""" "每年开展专兼职教研员培训2次,每次不少于100人"."""


def crowd(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"t{number}" for number in range(first, last))


def test_two_meetings_of_a_hundred_are_enough_and_persons_are_told_from_times() -> None:
    known = facts(
        trainings=(training("a", date(2026, 3, 1), "51"), training("b", date(2026, 9, 1), "51")),
        attended={"a": passed(*crowd(0, 100)), "b": passed(*crowd(20, 130))},
    )
    (found,) = meetings(rule(RESEARCHERS), RESEARCHERS, known, DAY)
    assert (found.figure, found.state(DAY)) == ("2/2", OK)
    assert found.notes == ("今年共 2 次，130 人、210 人次（只算合格的）",)


def test_a_meeting_of_ninety_nine_and_one_of_last_year_are_not_two() -> None:
    known = facts(
        trainings=(
            training("old", date(2025, 12, 31), "51"), training("a", date(2026, 3, 1), "51"),
            training("b", date(2026, 9, 1), "51"), training("c", date(2026, 12, 1), "51"),
        ),
        attended={
            "old": passed(*crowd(0, 200)), "a": passed(*crowd(0, 99)) + failed("x"), "b": passed(*crowd(0, 100)),
            "c": passed(*crowd(0, 100)),
        },
    )  # fmt: skip
    (found,) = meetings(rule(RESEARCHERS), RESEARCHERS, known, DAY)
    assert (ids(found.met), ids(found.missing), found.figure) == (["b"], ["a"], "1/2")
    assert found.missing[0].note.endswith("99 人，少 1 人")
    assert found.notes[-1] == "还少 1 次"
    assert (found.state(DAY), found.state(date(2027, 1, 1))) == (OPEN, SHORT)


def test_a_school_is_only_told_of_what_is_asked_of_the_county() -> None:
    (found,) = meetings(rule(RESEARCHERS), RESEARCHERS, facts(is_county=False), DAY)
    assert (found.state(DAY), found.figure) == (TOLD, "0")


PRESCHOOL = Headcount(people=2, who=Who(stages=("1",)), about=About(levels=("1", "2", "3", "4")), until="2025-12-31")
""" "到'十四五'末,区级以上培训学前教师100名": different persons, by their stage."""


def test_one_person_trained_twice_is_one_person() -> None:
    known = facts(
        teacher("甲", stage="1"), teacher("乙", stage="1"), teacher("丙", stage="2"),
        trained={"r1": {"甲": Trained("c", date(2023, 5, 1), 2, ""), "丙": Trained("c", date(2023, 5, 1), 1, "")}},
        trainings=(training("c", date(2023, 5, 1), level="4"),),
    )  # fmt: skip
    (found,) = headcount(rule(PRESCHOOL), PRESCHOOL, known, DAY)
    assert (ids(found.met), ids(found.missing), found.figure) == (["甲"], ["乙"], "1/2")
    assert found.notes[0].startswith("共 1 人、2 人次")
    assert found.state(DAY) == SHORT


def test_who_has_retired_since_and_who_was_secretary_then_counts() -> None:
    said = Headcount(people=10, who=Who(posts=("书记",)))
    known = facts(
        teacher("甲", staff_status="9", admin_post="党支部书记"), teacher("乙"), teacher("丙", staff_status="9"),
        trained={"r1": {
            "甲": Trained("c", date(2026, 5, 1), 1, ""), "乙": Trained("c", date(2026, 5, 1), 1, "党总支书记"),
        }},
    )  # fmt: skip
    (found,) = headcount(rule(said), said, known, DAY)
    assert (ids(found.met), ids(found.missing)) == (["甲", "乙"], [])


# -- series

FORTNIGHT = SeriesFact("p", "校长有约", None, 14)
SAID = Series(grace=3)


def issues(*days: date) -> tuple[Training, ...]:
    return tuple(training(f"c{day}", day)._replace(programme="p") for day in days)


def test_a_missed_fortnight_is_named() -> None:
    held = issues(date(2026, 9, 1), date(2026, 9, 16), date(2026, 10, 14), date(2026, 10, 28), date(2026, 11, 11))
    known = facts(series=(FORTNIGHT,), trainings=held)
    (found,) = series(rule(SAID), SAID, known, DAY)
    assert [one.note for one in found.missing] == ["2026 年 9 月 17 日到 2026 年 9 月 30 日没有办"]
    assert (found.figure, found.title) == ("5/6", "规则：校长有约")


def test_an_issue_may_be_a_session_of_one_class() -> None:
    one = training("c", date(2026, 9, 1))._replace(programme="p")
    days = [date(2026, 9, 1) + timedelta(14 * number) for number in range(6)]
    known = facts(series=(FORTNIGHT,), trainings=(one,), lessons={"c": tuple(lesson(str(day), day) for day in days)})
    (found,) = series(rule(SAID), SAID, known, DAY)
    assert (found.figure, found.state(DAY)) == ("6/6", OK)


def test_nothing_is_due_in_the_holidays() -> None:
    winter = Series(pauses=(Pause(title="寒假", starts="01-15", days=45),))
    assert after(date(2026, 1, 14), 14, winter) == date(2026, 3, 14)
    assert missing_issues([date(2026, 1, 10), date(2026, 3, 1)], 14, date(2026, 1, 1), date(2026, 3, 10), winter) == []
    assert missing_issues([date(2026, 1, 10), date(2026, 3, 1)], 14, date(2026, 1, 1), date(2026, 3, 10), Series())


@given(st.lists(st.dates(date(2026, 8, 1), date(2027, 7, 31)), min_size=1, max_size=30), st.integers(1, 40))
def test_the_fewer_issues_the_more_are_missing(held: list[date], days: int) -> None:
    held = sorted(set(held))
    begin, end = date(2026, 8, 1), date(2027, 7, 31)
    missed = missing_issues(held, days, begin, end, Series())
    assert all(first <= last <= end for first, last in missed)
    assert not any(first <= one <= last for one in held for first, last in missed)
    filled = sorted({*held, *(last for _first, last in missed)})
    assert missing_issues(filled, days, begin, end, Series()) == []


# -- weeks and months

WEEK = Window(title="师德主题教育周", about=About(categories=("3",)), starts="09-01", days=7)
MONTH = Window(title="师德师风宣传月", about=About(categories=("3",)), starts="10-01", days=31)
ETHICS = Calendar(windows=(WEEK, MONTH))
""" "每学期第一周", "每年10月"."""


def test_a_school_without_an_activity_in_the_window_is_named() -> None:
    known = facts(
        teacher("甲"), teacher("乙"),
        schools=(("甲校", "甲校"), ("乙校", "乙校")),
        trainings=(training("w", date(2026, 9, 3), category="3"), training("m", date(2026, 10, 31), category="3"),
                   training("x", date(2026, 10, 5), category="2")),
        attended={"w": passed("甲"), "m": passed("甲", "乙"), "x": passed("乙")},
    )  # fmt: skip
    week, month = calendar(rule(ETHICS), ETHICS, known, DAY)
    assert (week.title, week.figure, ids(week.missing), week.state(DAY)) == ("师德主题教育周", "1/2", ["乙校"], SHORT)
    assert (month.figure, month.missing, month.state(DAY)) == ("2/2", (), OK)


def test_a_session_in_the_week_counts_even_where_its_class_lasts_a_year() -> None:
    year = training("y", date(2026, 3, 1), category="3")
    known = facts(
        teacher("甲"), teacher("乙"), schools=(("甲校", "甲校"), ("乙校", "乙校")), trainings=(year,),
        lessons={"y": (lesson("s", date(2026, 9, 2)), lesson("t", date(2026, 6, 2)))},
        attended={"y": passed("甲", session="s") + passed("乙", session="t")},
    )  # fmt: skip
    week, _month = calendar(rule(ETHICS), ETHICS, known, DAY)
    assert (ids(week.met), ids(week.missing)) == (["甲校"], ["乙校"])


def test_a_week_before_the_rule_held_is_only_told() -> None:
    known = facts(schools=(("甲校", "甲校"),))
    week, month = calendar(rule(ETHICS, since=date(2026, 9, 15)), ETHICS, known, DAY)
    assert (week.state(DAY), month.state(DAY)) == (TOLD, SHORT)


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 9, 1), date(2026, 9, 1)), (date(2026, 8, 31), date(2025, 9, 1)), (DAY, date(2026, 9, 1))],
)
def test_the_window_looked_at_is_the_last_that_began(day: date, first: date) -> None:
    assert latest(WEEK, day)[0] == first


def test_a_series_of_which_nothing_was_held_is_only_told() -> None:
    (found,) = series(rule(SAID), SAID, facts(series=(FORTNIGHT,)), DAY)
    assert (found.state(DAY), found.notes[-1]) == (TOLD, "还没有登记过一期")
