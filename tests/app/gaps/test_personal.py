"""What is asked of each person, by examples in the documents' own words."""

from datetime import date

import pytest

from app.gaps.facts import Declared
from app.gaps.personal import induction, reading, retraining, tiers
from app.gaps.results import NOBODY, OK, OPEN, SHORT
from app.rules.kinds import Induction, Reading, Retraining, Tiers, Who
from tests.app.gaps.made import DAY, facts, failed, ids, lesson, passed, rule, teacher, training

POLITICS = Retraining(who=Who(subjects=("12", "L01")), topics=("31",), years=3)
"""思政课教师 "每3年至少进行一次全员培训"."""

CLASS_TEACHERS = Tiers(topics=("11", "12", "13"), until="2025-12-31")
""" "到'十四五'末,基本完成全区班主任轮训", 入职、提升、成长三级."""

MODULES = Induction(modules=("1", "2", "3", "4"))
"""新教师岗前培训必备: 教学设计、课堂管理、授课能力; 必修: 十项准则."""


@pytest.mark.parametrize(
    ("last", "short"),
    [(date(2023, 11, 22), False), (date(2023, 11, 21), True), (date(2026, 5, 1), False), (date(2019, 5, 1), True)],
)
def test_who_was_last_trained_more_than_three_years_ago_is_overdue(last: date, short: bool) -> None:
    known = facts(
        teacher("甲", subject="12"), trainings=(training("c", last, "31"),), attended={"c": passed("甲")}
    )  # fmt: skip
    (found,) = retraining(rule(POLITICS), POLITICS, known, DAY)
    assert (ids(found.missing) == ["甲"]) is short
    assert found.state(DAY) == (SHORT if short else OK)


def test_a_training_of_another_topic_or_not_passed_is_no_retraining() -> None:
    known = facts(
        teacher("甲", subject="12"),
        teacher("乙", subject="L01"),
        teacher("丙", subject="13"),
        trainings=(training("c", date(2026, 5, 1), "62"), training("d", date(2026, 5, 2), "31")),
        attended={"c": passed("甲"), "d": failed("乙")},
    )
    (found,) = retraining(rule(POLITICS), POLITICS, known, DAY)
    assert ids(found.missing) == ["甲", "乙"]
    assert found.figure == "0/2"


def test_who_began_work_less_than_three_years_ago_still_has_time() -> None:
    known = facts(teacher("新", subject="12", work_start="2024-08"), teacher("老", subject="12", work_start="2003-08"))
    (found,) = retraining(rule(POLITICS), POLITICS, known, DAY)
    assert (ids(found.pending), ids(found.missing), found.needed) == (["新"], ["老"], 1)


def test_a_training_that_lies_ahead_does_not_count_yet() -> None:
    known = facts(
        teacher("甲", subject="12"), trainings=(training("c", date(2026, 12, 1), "31"),), attended={"c": passed("甲")}
    )
    assert ids(retraining(rule(POLITICS), POLITICS, known, DAY)[0].missing) == ["甲"]


def test_a_class_teacher_with_none_of_the_three_tiers_is_named() -> None:
    known = facts(
        teacher("甲", is_class_teacher=True),
        teacher("乙", is_class_teacher=True),
        teacher("丙", is_class_teacher=True),
        teacher("丁"),
        trainings=(training("a", date(2022, 3, 1), "11"), training("b", date(2024, 3, 1), "12")),
        attended={"a": passed("甲", "丁"), "b": passed("甲") + failed("乙")},
    )
    (found,) = tiers(rule(CLASS_TEACHERS), CLASS_TEACHERS, known, DAY)
    assert (ids(found.met), ids(found.missing), found.figure) == (["甲"], ["乙", "丙"], "1/3")
    assert found.met[0].note == "班主任入职培训 2022-03-01、班主任提升培训 2024-03-01；下一级：名优班主任成长培训"
    assert found.notes == ("各级人数：班主任入职培训 1 人、班主任提升培训 1 人、名优班主任成长培训 0 人",)
    assert found.state(DAY) == SHORT
    assert found.state(date(2025, 12, 31)) == OPEN


def test_a_missing_required_module_is_named() -> None:
    known = facts(
        teacher("甲", work_start="2026-08"),
        teacher("乙", work_start="2026-08"),
        teacher("老", work_start="2010-08"),
        trainings=(training("c", date(2026, 8, 20)), training("d", date(2026, 9, 20))),
        lessons={
            "c": tuple(lesson(str(number), module=str(number)) for number in (1, 2, 3)),
            "d": (lesson("4", module="4"),),
        },
        attended={"c": passed("甲", "乙"), "d": passed("甲", session="4")},
    )
    (found,) = induction(rule(MODULES), MODULES, known, DAY)
    assert (ids(found.met), ids(found.missing)) == (["甲"], ["乙"])
    assert found.missing[0].note == "缺：职业行为十项准则（2026 年 8 月参加工作，还有 9 个月）"
    assert found.state(DAY) == OPEN


def test_a_single_session_gives_its_own_module_only() -> None:
    known = facts(
        teacher("甲", work_start="2026-08"),
        trainings=(training("c", date(2026, 8, 20)),),
        lessons={"c": (lesson("x", module="1"), lesson("y", module="2"))},
        attended={"c": passed("甲", session="x")},
    )
    (found,) = induction(rule(MODULES), MODULES, known, DAY)
    assert found.missing[0].note.startswith("缺：课堂管理、授课能力、职业行为十项准则")


def test_a_lack_stays_on_the_list_after_the_months_are_over() -> None:
    known = facts(teacher("甲", work_start="2024-08"), teacher("早", work_start="2020-08"))
    (found,) = induction(rule(MODULES), MODULES, known, DAY)
    assert ids(found.missing) == ["甲"]
    assert "已过期限" in found.missing[0].note
    assert found.state(DAY) == SHORT


def test_who_read_no_book_in_the_school_year_is_named() -> None:
    said = Reading(books=1)
    known = facts(
        teacher("甲"),
        teacher("乙"),
        declared=(
            Declared("甲", "7", "《论语》", date(2026, 9, 1), "4"),
            Declared("乙", "7", "《大学》", date(2026, 7, 31), "4"),
            Declared("乙", "1", "一篇论文", date(2026, 9, 1), "2"),
        ),
    )
    (found,) = reading(rule(said), said, known, DAY)
    assert (ids(found.met), ids(found.missing)) == (["甲"], ["乙"])
    assert found.state(DAY) == OPEN
    assert found.state(date(2027, 8, 1)) == SHORT


def test_a_rule_that_asks_nobody_is_neither_met_nor_short() -> None:
    (found,) = retraining(rule(POLITICS), POLITICS, facts(teacher("甲", subject="13")), DAY)
    assert found.state(DAY) == NOBODY


def test_the_same_book_twice_is_one_book() -> None:
    said = Reading(books=2)
    twice = (
        Declared("甲", "7", "《论语》", date(2026, 9, 1), "4"),
        Declared("甲", "7", "论语", date(2026, 10, 1), "4"),
    )
    (found,) = reading(rule(said), said, facts(teacher("甲"), declared=twice), DAY)
    assert ids(found.missing) == ["甲"]
