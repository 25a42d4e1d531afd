"""Declared items: asked for by the rule, doubtful twins asked about, nothing changed once hours were granted."""

from typing import Any

import pytest

from app import declarations, granting, records
from app.problems import Problem, Question
from app.records import Invalid
from app.rules.kinds import Conversion, ConversionLine, written
from app.session import Session

PAPER = {
    "kind": "1",
    "title": "小学语文单元作业设计",
    "done_on": "2026-05-06",
    "level": "43",
    "grade": "1",
    "category": "2",
}


def rule(session: Session, *lines: ConversionLine, **more: Any) -> str:
    """A 折算办法 in force since 2020: a county's paper 10 hours, 20 a year at most; a book 4."""
    said = Conversion(lines=lines or (
        ConversionLine(kind="1", levels=("43",), grades=("1",), hours=100, most=200),
        ConversionLine(kind="7", hours=40),
    ))  # fmt: skip
    values = {"code": "zs", "kind": "conversion", "title": "折算办法", "start_date": "2020-01-01", **more}
    with session.writing("登记规则") as rows:
        return rows.insert("rules", {**values, "parameters": written(said)})


def enter(session: Session, teacher: str, **more: Any) -> str:
    return declarations.save(session, None, {**PAPER, "teacher_id": teacher, **more})


def granted(session: Session, pk: str) -> tuple[str, int | None]:
    row = declarations.get(session, pk)
    return row["state"], row["granted"]


def test_an_item_stands_with_its_teacher_and_waits_for_the_county_where_no_school_has_a_file(county) -> None:
    pk = enter(county.session, county.shan)
    (row,) = declarations.listed(county.session)
    assert (row["id"], row["teacher_name"], row["school_name"]) == (pk, "单丽", "清水小学")
    assert (row["state"], row["doubt"], row["papers"]) == ("county", "", 0)
    assert declarations.counts(county.session) == {"school": 0, "county": 1, "returned": 0, "granted": 0}
    assert granting.waiting(county.session) == [pk]


def test_without_hours_it_asks_for_what_the_rule_gives(county) -> None:
    rule(county.session)
    assert declarations.get(county.session, enter(county.session, county.shan))["hours"] == 100


def test_without_a_rule_the_hours_are_what_was_typed(county) -> None:
    assert declarations.get(county.session, enter(county.session, county.shan, hours=70))["hours"] == 70
    assert declarations.get(county.session, enter(county.session, county.zhang))["hours"] is None


def test_fewer_hours_may_be_asked_for_but_never_more(county) -> None:
    rule(county.session)
    pk = enter(county.session, county.shan, hours=60)
    assert declarations.get(county.session, pk)["hours"] == 60
    with pytest.raises(Invalid, match=r"按《折算办法》：论文县级一等奖 10 学时.*不能比这多") as refused:
        declarations.save(county.session, pk, {"hours": 101})
    assert [one.field for one in refused.value.faults] == ["hours"]


def test_a_change_asks_for_the_new_hours_and_keeps_fewer_that_were_asked_for(county) -> None:
    line = ConversionLine(kind="1", grades=("2",), hours=50)
    rule(county.session, ConversionLine(kind="1", grades=("1",), hours=100), line)
    all_of_it, fewer = enter(county.session, county.shan), enter(county.session, county.zhang, hours=30)
    for pk in (all_of_it, fewer):
        declarations.save(county.session, pk, {"grade": "2"})
    assert [declarations.get(county.session, pk)["hours"] for pk in (all_of_it, fewer)] == [50, 30]
    declarations.save(county.session, fewer, {"remark": "补录"})
    assert declarations.get(county.session, fewer)["hours"] == 30


@pytest.mark.parametrize("title", ["小学语文单元作业设计", "《小学语文 单元作业设计》"])
def test_the_same_item_of_one_day_is_asked_about(county, title: str) -> None:
    enter(county.session, county.shan)
    with pytest.raises(Question, match="同一天的论文“小学语文单元作业设计”已经申报过"):
        enter(county.session, county.shan, title=title)
    assert len(declarations.listed(county.session)) == 1
    declarations.save(county.session, None, {**PAPER, "title": title, "teacher_id": county.shan}, agreed=True)
    assert len(declarations.listed(county.session)) == 2


def test_two_people_who_both_lead_the_same_are_asked_about_and_shown(county) -> None:
    enter(county.session, county.shan, role="1")
    with pytest.raises(Question, match="单丽也申报了论文“小学语文单元作业设计”"):
        enter(county.session, county.zhang, role="1", done_on="2026-06-01")
    enter(county.session, county.zhang, role="2", done_on="2026-06-01")
    pk = declarations.save(county.session, None, {**PAPER, "role": "1", "teacher_id": county.zhang}, agreed=True)
    doubts = {row["id"]: row["doubt"] for row in declarations.listed(county.session)}
    assert doubts[pk] == "还有人也写第一作者或主持" and list(doubts.values()).count("") == 1
    assert declarations.get(county.session, pk)["doubt"] == doubts[pk]


@pytest.mark.parametrize("other", [{"title": "另一篇"}, {"done_on": "2026-05-07"}, {"kind": "3"}])
def test_another_title_day_or_kind_is_another_item(county, other: dict[str, str]) -> None:
    enter(county.session, county.shan)
    enter(county.session, county.shan, **other)
    assert len(declarations.listed(county.session)) == 2


def test_reading_the_same_book_asks_nothing(county) -> None:
    for who in (county.shan, county.zhang):
        enter(county.session, who, kind="7", title="《给教师的建议》", level=None, grade=None, category="4")
    assert {row["doubt"] for row in declarations.listed(county.session)} == {""}


def test_what_a_review_writes_is_not_filled_in(county) -> None:
    with pytest.raises(Invalid, match="审核的内容不在这里填写"):
        enter(county.session, county.shan, verdict="passed", granted=100)


def test_after_granting_nothing_changes_that_the_hours_hang_on(county) -> None:
    rule(county.session)
    pk = enter(county.session, county.shan)
    granting.review(county.session, [pk], "passed")
    for change in ({"hours": 50}, {"category": "1"}, {"done_on": "2025-05-06"}, {"level": "33"}):
        with pytest.raises(Invalid, match="已经认定了学时"):
            declarations.save(county.session, pk, change)
    with pytest.raises(Problem, match="不能删除"):
        declarations.delete(county.session, pk)
    declarations.save(county.session, pk, {"title": "小学语文单元作业的设计", "remark": "书名号去掉"})
    assert granted(county.session, pk) == ("granted", 100)
    granting.review(county.session, [pk], "returned", "不是县级", again=True)
    declarations.save(county.session, pk, {"grade": "1", "level": "43", "hours": 50})
    assert granted(county.session, pk) == ("county", None)
    declarations.delete(county.session, pk)
    assert declarations.listed(county.session) == []
    assert records.undo_last(county.session).startswith("删除申报学时")


def test_a_school_asks_for_a_mended_title_after_granting(two) -> None:
    from app import proposals

    pk = enter(two.school, two.zhang)
    assert proposals.can_be_asked(two.school, "declarations", pk) == ()
    granting.review(two.school, [pk], "passed")
    two.round()
    granting.review(two.county, [pk], "passed", hours=100)
    two.answer()
    with pytest.raises(Invalid, match="申请更改"):
        declarations.save(two.school, pk, {"title": "小学语文作业设计"})
    assert [one.name for one in proposals.can_be_asked(two.school, "declarations", pk)] == [
        "title",
        "grouping",
        "venue",
    ]
    asked = proposals.propose(two.school, "declarations", pk, "title", "小学语文作业设计", "写错了")
    two.round()
    from app import reviewing

    assert reviewing.decide(two.county, [asked], "passed").done == 1
    two.answer()
    row = declarations.get(two.school, pk)
    assert (row["title"], row["state"], row["granted"]) == ("小学语文作业设计", "granted", 100)
