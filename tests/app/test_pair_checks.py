"""What speaks against a pair: each doubt names its rule, may be overruled, and is made only where a rule is in force."""

from datetime import date

import pytest

from app import mentoring, moving, pair_checks
from app.mentoring import Doubtful
from app.rules import book
from app.rules.kinds import Mentoring, Tutoring
from tests.app.mentored import MENTORING, TUTORING, pair, person, ruled


def values(county, **more: str) -> dict[str, str]:
    return {
        "kind": "1", "mentor_id": county.shan, "mentee_id": county.zhang,
        "start_date": "2026-09-01", "end_date": "2027-08-31", **more,
    }  # fmt: skip


def test_without_rules_nothing_is_asked(county) -> None:
    assert mentoring.save(county.session, None, values(county, kind="2", end_date="2026-10-01"))


def test_a_mentor_without_the_standing_is_asked_about_by_the_rule(county) -> None:
    ruled(county.session, MENTORING)
    asked = "职称是正高级教师、高级教师、一级教师，或者有名称里含“骨干”、“名师”的荣誉"
    with pytest.raises(Doubtful, match=f"单丽还不符合条件：{asked}（《师徒结对办法》，示教〔2025〕3 号）"):
        mentoring.save(county.session, None, values(county))
    assert mentoring.save(county.session, None, values(county), agreed=True)


@pytest.mark.parametrize("how", ["title", "honour", "award", "candidate"])
def test_a_title_or_an_honour_gives_standing_and_a_candidate_has_none_yet(county, how: str) -> None:
    more = {"title": {"title": "3"}, "honour": {"honour": "县级骨干教师"}}.get(how, {})
    mentor = person(county.session, "王芳", county.school, **more)
    if how in ("award", "candidate"):
        with county.session.writing("登记荣誉") as rows:
            rows.insert("honours", {"teacher_id": mentor, "title": "县级名师", "is_candidate": int(how == "candidate")})
    ruled(county.session, MENTORING)
    asked = pair_checks.doubts(county.session.store, book.read(county.session), None, values(county, mentor_id=mentor))
    assert bool(asked) == (how == "candidate")


def test_a_mentor_who_has_enough_already_is_asked_about(county) -> None:
    ruled(county.session, Mentoring(load=1))
    first = pair(county.session, county.shan, county.zhang)
    with pytest.raises(Doubtful, match="已经带着 1 对，最多同时带 1 对（《师徒结对办法》"):
        mentoring.save(county.session, None, values(county, kind="2"))
    # The pair itself is not counted against itself.
    assert mentoring.save(county.session, first, {"goal": "站稳讲台"}) == first


def test_a_new_teacher_follows_the_tutor_for_a_school_year(county) -> None:
    """S2:12: 新入职教师须跟随班主任导师学习班级管理不少于一学年."""
    ruled(county.session, TUTORING)
    with pytest.raises(Doubtful, match="不满 10 个月，按《班主任导师制》，示教〔2024〕8 号，请核对"):
        mentoring.save(county.session, None, values(county, kind="2", end_date="2027-06-29"))
    assert mentoring.save(county.session, None, values(county, kind="2", end_date="2027-06-30"))
    assert mentoring.save(county.session, None, values(county, kind="1", end_date="2026-12-31"))


@pytest.mark.parametrize(
    ("start", "end", "short"),
    [("2026-09-01", "2027-06-30", False), ("2026-09-01", "2027-06-29", True), ("2026-08-31", "2027-06-30", False),
     ("2026-04-30", "2027-02-28", False), ("2026-04-30", "2027-02-27", True), ("2026-09-01", None, False)],
)  # fmt: skip
def test_months_are_counted_by_the_calendar(start: str, end: str | None, short: bool) -> None:
    assert pair_checks.is_short({"start_date": start, "end_date": end}, Tutoring(months=10)) is short


def test_nobody_learns_before_work_began(county) -> None:
    new = person(county.session, "李强", county.school, work_start="2026-09")
    with pytest.raises(Doubtful, match="徒弟李强 2026-09 才参加工作"):
        mentoring.save(county.session, None, values(county, mentee_id=new, start_date="2026-03-01"))
    assert mentoring.save(county.session, None, values(county, mentee_id=new))


def test_a_pair_does_not_go_on_after_a_side_has_left(county) -> None:
    kept = pair(county.session, county.shan, county.zhang)
    moving.move(
        county.session, [county.shan], {"kind": _leaving(), "since": "2026-11-20", "document": "示教〔2026〕9 号"}
    )
    with pytest.raises(Doubtful, match="师父单丽已于 2026-11-20 离开"):
        mentoring.save(county.session, None, values(county, kind="2"))
    assert mentoring.get(county.session, kept)["status"] == mentoring.RUNNING


def _leaving() -> str:
    return sorted(moving.LEAVING)[0]


def test_only_what_is_new_in_a_pair_is_asked_about(county) -> None:
    ruled(county.session, MENTORING)
    pk = pair(county.session, county.shan, county.zhang)
    assert mentoring.save(county.session, pk, {"remark": "每周一次"}) == pk
    other = person(county.session, "王芳", county.school)
    with pytest.raises(Doubtful, match="王芳"):
        mentoring.save(county.session, pk, {"mentor_id": other})


def test_a_rule_counts_from_the_day_it_is_in_force(county) -> None:
    ruled(county.session, MENTORING, since="2026-10-01")
    assert mentoring.save(county.session, None, values(county))


def test_a_pair_that_is_over_is_left_alone(county) -> None:
    ruled(county.session, MENTORING, TUTORING)
    over = values(county, status="3", end_date="2026-10-01")
    assert pair_checks.doubts(county.session.store, book.read(county.session), None, over) == []


def test_months_end_where_the_calendar_has_no_such_day() -> None:
    assert pair_checks.after_months(date(2026, 8, 31), 6) == date(2027, 3, 1)
    assert pair_checks.after_months(date(2026, 9, 1), 4) == date(2027, 1, 1)
