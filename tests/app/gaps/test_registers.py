"""Counts of courses and bases, as the plans ask for them."""

from datetime import date

import pytest

from app.gaps.facts import Entry
from app.gaps.registers import count
from app.gaps.results import OK, OPEN, SHORT
from app.rules.kinds import Count
from tests.app.gaps.made import DAY, facts, ids, rule

FINE = Count(register="courses", least=13, fine=True, until="2025-12-31")
""" "十四五期间分学科、分领域建设精品课程13门以上"."""


def course(number: int, fine: bool = True) -> Entry:
    return Entry(f"k{number}", f"课程{number}", "", "", fine, date(2024, 5, 1), None)


def base(pk: str, kind: str, level: str, since: date | None = None, until: date | None = None) -> Entry:
    return Entry(pk, pk, kind, level, False, since, until)


@pytest.mark.parametrize(("fine", "state"), [(12, SHORT), (13, OK), (14, OK)])
def test_thirteen_fine_courses_are_enough(fine: int, state: str) -> None:
    known = facts(courses=(*map(course, range(fine)), course(99, fine=False)))
    (found,) = count(rule(FINE), FINE, known, DAY)
    assert (found.figure, found.state(DAY)) == (f"{fine}/13", state)
    assert found.state(date(2025, 12, 31)) == (OK if state == OK else OPEN)


@pytest.mark.parametrize(
    ("kind", "level", "least"),
    [("1", "23", 1), ("2", "23", 1), ("3", "23", 3), ("1", "33", 5), ("2", "33", 3), ("3", "33", 8)],
)
def test_bases_are_counted_by_kind_and_level(kind: str, level: str, least: int) -> None:
    said = Count(register="bases", kinds=(kind,), levels=(level,), least=least)
    enough = tuple(base(f"b{number}", kind, level) for number in range(least))
    others = (base("县", kind, "43"), base("他", "9", level))
    (found,) = count(rule(said), said, facts(bases=enough + others), DAY)
    assert (found.figure, found.state(DAY)) == (f"{least}/{least}", OK)
    (found,) = count(rule(said), said, facts(bases=enough[1:] + others), DAY)
    assert (found.state(DAY), found.notes) == (SHORT, ("还少 1 个",))


def test_a_base_that_is_over_or_still_to_come_does_not_count() -> None:
    said = Count(register="bases", least=1)
    over, coming = base("旧", "1", "33", until=date(2026, 6, 1)), base("新", "1", "33", since=date(2027, 1, 1))
    (found,) = count(rule(said), said, facts(bases=(over, coming, base("今", "1", "33", since=DAY))), DAY)
    assert ids(found.met) == ["今"]


def test_at_a_school_the_countys_registers_are_not_counted() -> None:
    assert count(rule(FINE), FINE, facts(courses=(course(1),), is_county=False), DAY) == []
