"""Hours that two offices entered for the same person and class are one row, and one figure everywhere."""

from collections.abc import Iterator
from typing import Any

import pytest

from app import checks, doubled, records, sessions, training
from app.ledger import items
from app.papers import registry
from app.session import Session
from tests.app.exchange.offices import Two


@pytest.fixture
def run(two: Two) -> Iterator[str]:
    programme = training.save_programme(two.county, None, {"title": "师德", "level": "4", "category": "3"})
    yield training.save_class(two.county, None, {"programme_id": programme, "name": "一班", "year": 2026, "hours": 160})


def enter(session: Session, run: str, teacher: str, **more: Any) -> str:
    values = {"teacher_id": teacher, "class_id": run, "hours": 160, "result": "1", **more}
    return training.save_attendance(session, None, values)


def certified(session: Session, teacher: str) -> list[str]:
    (due,) = registry.KINDS["hours"].due(session, teacher)
    return [row["学时"] for row in due.facts.lists["学时"]]


def double_check(session: Session) -> bool:
    return next(one.ok for one in checks.check(session) if one.name == "doubled")


def test_what_both_offices_entered_is_one_row_at_both(two: Two, run: str) -> None:
    two.answer()
    mine = enter(two.county, run, two.zhang, result="0")
    enter(two.school, run, two.zhang, remark="补报")
    two.round()
    for office in (two.county, two.school):
        (row,) = training.attendance(office)
        assert (row["id"], row["result"], row["hours"], row["remark"]) == (mine, "1", 160, "补报")
        assert [one["hours"] for one in training.hours_of_teacher(office, two.zhang)] == [160]
        assert certified(office, two.zhang) == ["16"]
        assert all(one.ok for one in checks.check(office) if one.name != "backup")
    two.round()
    two.same()


def test_it_is_one_act_that_can_be_taken_back_and_is_not_done_again(two: Two, run: str) -> None:
    two.answer()
    enter(two.county, run, two.zhang)
    enter(two.school, run, two.zhang)
    two.round()
    assert "合成一条：1 人次" in records.undo_last(two.county)
    assert len(training.attendance(two.county)) == 2 and not double_check(two.county)
    assert doubled.gather(two.county) == 0 and len(training.attendance(two.county)) == 2


def test_what_contradicts_itself_stays_for_a_person_and_counts_once(two: Two, run: str) -> None:
    two.answer()
    enter(two.county, run, two.zhang, hours=80)
    enter(two.school, run, two.zhang, result="2", hours=160)
    two.round()
    assert doubled.left(two.county) == ["张三（师德 一班）"]
    assert certified(two.county, two.zhang) == ["16"]
    assert max(int(row["earned"]) for row in training.of_class(two.county, run)) == 160
    assert not double_check(two.county)


@pytest.mark.parametrize("second", [80, 40])
def test_the_whole_class_and_its_sessions_are_certified_once(two: Two, run: str, second: int) -> None:
    lessons = [
        sessions.save(two.county, None, {"class_id": run, "topic": topic, "hours": 80})
        for topic in ("第一讲", "第二讲")
    ]
    two.answer()
    mine = enter(two.county, run, two.zhang)
    for pk, hours in zip(lessons, (80, second), strict=True):
        enter(two.school, run, two.zhang, session_id=pk, hours=hours)
    two.round()
    assert len(items.of_people(two.county.store, [two.zhang])[two.zhang]) == 3
    assert certified(two.county, two.zhang) == ["16"]
    whole = records.get(two.county, training.ATTENDANCE, mine)["hours"]
    kept = [one["hours"] for one in training.hours_of_teacher(two.county, two.zhang)]
    if second == 80:
        assert (whole, kept, doubled.left(two.county)) == (0, [160], [])
    else:
        # The sessions are fewer than the whole says: a person has to look.
        assert (whole, doubled.left(two.county)) == (160, ["张三（师德 一班）"])


def test_a_school_joins_nothing_itself(two: Two, run: str) -> None:
    two.answer()
    assert doubled.gather(two.school) == 0
