"""Plans of development: one's own, guided by a mentor."""

import pytest

from app import plans
from app.problems import Problem
from app.records import Invalid


def plan(county, **more: str) -> dict[str, str]:
    return {
        "teacher_id": county.zhang,
        "start_date": "2026-09-01",
        "end_date": "2027-08-31",
        "goal": "站稳讲台",
        **more,
    }


def test_nobody_guides_oneself_and_an_end_follows_its_start(county) -> None:
    with pytest.raises(Invalid, match="不能是同一个人"):
        plans.save(county.session, None, plan(county, mentor_id=county.zhang))
    with pytest.raises(Invalid, match="早于"):
        plans.save(county.session, None, plan(county, end_date="2026-08-31"))


def test_a_plan_is_listed_with_both_names_and_how_it_stands(county) -> None:
    pk = plans.save(county.session, None, plan(county, mentor_id=county.shan))
    (row,) = plans.listed(county.session)
    assert (row["teacher_name"], row["school_name"], row["mentor_name"]) == ("张𬭎", "城关小学", "单丽")
    today = county.session.today()
    assert plans.standing(row, today) == "等导师指导"
    plans.save(county.session, pk, {"opinion": "目标再具体一些", "reviewed_on": "2026-10-01"})
    assert plans.standing(plans.get(county.session, pk), today) == "执行中"
    plans.save(county.session, pk, {"end_date": "2026-10-31"})
    assert plans.standing(plans.get(county.session, pk), today) == "已结束"
    assert [row["id"] for row in plans.of_teacher(county.session, county.zhang)] == [pk]
    with pytest.raises(Problem, match="找不到"):
        plans.get(county.session, "nobody")


def test_who_has_a_plan_is_asked_for_a_day(county) -> None:
    plans.save(county.session, None, plan(county))
    today = county.session.today()
    assert plans.holders(county.session, today) == {county.zhang}
    assert plans.holders(county.session, today.replace(year=2028)) == set()
