"""Review of declared items: school first, then the county; caps hold over a whole batch; what does not fit is named."""

from typing import Any

import pytest

from app import checks, declarations, granting, records, timeline, training
from app.ledger import items
from app.problems import Cancelled, Problem
from app.rules.kinds import ConversionLine
from app.session import Session
from storage import training as ledger
from tests.app.test_declarations import PAPER, enter, granted, rule


def hours(session: Session) -> list[tuple[Any, ...]]:
    """The kept summary, which has to be the full recount."""
    kept = ledger.kept(session.store)
    assert kept == ledger.recounted(session.store)
    return [(row["teacher_id"], row["year"], row["category"], row["hours"]) for row in kept]


def test_granted_hours_are_in_the_ledger_with_the_rule_that_gave_them(county) -> None:
    session, by = county.session, rule(county.session)
    pk = enter(session, county.shan)
    done = granting.review(session, [pk], "passed", "材料齐全")
    row = declarations.get(session, pk)
    assert (done.done, done.hours, done.fewer, done.left) == (1, 100, (), ())
    assert (row["granted"], row["rule_id"], row["rule_title"], row["comment"]) == (100, by, "折算办法", "材料齐全")
    assert (row["decided_on"], row["decided_by"]) == ("2026-11-21", "王敏")
    assert hours(session) == [(county.shan, 2026, "2", 100)]
    assert records.undo_last(session) == "认定申报学时：单丽“小学语文单元作业设计”"
    assert hours(session) == [] and granted(session, pk) == ("county", None)


def test_the_fewer_hours_asked_for_are_granted(county) -> None:
    rule(county.session)
    pk = enter(county.session, county.shan, hours=60)
    granting.review(county.session, [pk], "passed")
    assert granted(county.session, pk) == ("granted", 60)


def test_without_a_rule_the_county_types_the_hours_or_takes_those_asked_for(county) -> None:
    session = county.session
    bare, asked = enter(session, county.shan), enter(session, county.zhang, hours=70)
    done = granting.review(session, [bare, asked], "passed")
    assert (done.done, [one.reason for one in done.left]) == (
        1,
        ["没有折算办法，也没有写申报学时，请单独认定，填写学时。"],
    )
    assert granted(session, asked) == ("granted", 70)
    granting.review(session, [bare], "passed", hours=85)
    assert granted(session, bare) == ("granted", 85) and declarations.get(session, bare)["rule_id"] is None


def test_a_book_is_counted_as_read_without_hours(county) -> None:
    pk = enter(county.session, county.shan, kind="7", title="《给教师的建议》", level=None, grade=None)
    assert granting.review(county.session, [pk], "passed").done == 1
    assert granted(county.session, pk) == ("granted", 0) and hours(county.session) == []


def test_the_county_may_grant_fewer_than_the_rule_gives_and_never_more(county) -> None:
    rule(county.session)
    pk = enter(county.session, county.shan)
    (left,) = granting.review(county.session, [pk], "passed", hours=110).left
    assert left.reason.endswith("不能认定 11 学时。") and granted(county.session, pk) == ("county", None)
    granting.review(county.session, [pk], "passed", hours=50)
    assert granted(county.session, pk) == ("granted", 50)


def test_a_batch_never_grants_more_in_a_year_than_the_line_allows(county) -> None:
    session = county.session
    rule(session)
    pks = [enter(session, county.shan, title=f"论文{number}") for number in range(3)]
    other = enter(session, county.shan, title="去年的", done_on="2025-12-31")
    done = granting.review(session, [*pks, other], "passed")
    assert (done.done, done.hours) == (4, 300)
    assert sorted(granted(session, pk)[1] or 0 for pk in pks) == [0, 100, 100]
    (fewer,) = done.fewer
    assert "申报 10 学时，认定 0" in fewer.reason and "一年最多 20 学时，2026 年已认定 20" in fewer.reason
    assert hours(session) == [(county.shan, 2025, "2", 100), (county.shan, 2026, "2", 200)]
    assert records.undo_last(session) == "认定申报学时：4 条"
    assert hours(session) == []


def test_what_is_lacking_for_the_conversion_is_said(county) -> None:
    rule(county.session)
    pk = enter(county.session, county.shan, level=None, hours=40)
    (left,) = granting.review(county.session, [pk], "passed").left
    assert left.reason == "按《折算办法》：论文要填了级别才能折算。"


def test_what_is_called_the_same_is_looked_at_one_by_one(county) -> None:
    session = county.session
    rule(session)
    first = enter(session, county.shan, role="1")
    second = declarations.save(session, None, {**PAPER, "role": "1", "teacher_id": county.zhang}, agreed=True)
    left = granting.review(session, [first, second], "passed").left
    assert {one.reason for one in left} == {"还有人也写第一作者或主持，请单独核对。"}
    assert granting.review(session, [first], "passed").done == 1


def test_returning_wants_a_reason_and_takes_granted_hours_back(county) -> None:
    session = county.session
    rule(session)
    pk = enter(session, county.shan)
    with pytest.raises(Problem, match="退回要写明理由"):
        granting.review(session, [pk], "returned", " ")
    granting.review(session, [pk], "passed")
    (left,) = granting.review(session, [pk], "returned", "证书看不清").left
    assert left.reason == "已经认定。要改，请单独处理。"
    granting.review(session, [pk], "returned", "证书看不清", again=True)
    assert granted(session, pk) == ("returned", None) and hours(session) == []
    (left,) = granting.review(session, [pk], "passed").left
    assert left.reason == "已经退回，等改好再报。"
    granting.review(session, [pk], "passed", again=True)
    assert granted(session, pk) == ("granted", 100)


def test_what_changed_after_it_was_returned_waits_again(county) -> None:
    pk = enter(county.session, county.shan, hours=40)
    granting.review(county.session, [pk], "returned", "级别写错")
    declarations.save(county.session, pk, {"level": "33"})
    row = declarations.get(county.session, pk)
    assert (row["state"], row["doubt"], row["comment"]) == ("county", "退回以后改过", "级别写错")


def test_words_nobody_knows_are_refused(county) -> None:
    pk = enter(county.session, county.shan)
    with pytest.raises(Problem, match="没有“maybe”这种结论"):
        granting.review(county.session, [pk], "maybe")
    with pytest.raises(Problem, match="找不到"):
        granting.review(county.session, ["没有"], "passed")
    with pytest.raises(Problem, match="一次只能给一条"):
        granting.review(county.session, [pk, "另一条"], "passed", hours=10)


def test_nothing_is_done_when_it_is_stopped(county) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    pk = enter(county.session, county.shan, hours=40)
    with pytest.raises(Cancelled):
        granting.review(county.session, [pk], "passed", progress=stop)
    assert granted(county.session, pk) == ("county", None)


# -- a school that works with a file


def test_the_school_looks_first_and_the_county_waits(two) -> None:
    pk = enter(two.county, two.zhang, hours=40)
    assert granted(two.county, pk)[0] == "school" and granting.waiting(two.county) == []
    (left,) = granting.review(two.county, [pk], "passed").left
    assert left.reason == "学校还没有审核。"
    two.answer()
    assert granting.waiting(two.school) == [pk]
    assert granting.review(two.school, [pk], "passed", "属实").done == 1
    assert granted(two.school, pk)[0] == "county"
    (left,) = granting.review(two.school, [pk], "passed").left
    assert left.reason == "本校已经通过，等县里审核。"
    two.round()
    row = declarations.get(two.county, pk)
    assert (row["state"], row["school_comment"], row["version"]) == ("county", "属实", 1)
    assert granting.review(two.county, [pk], "passed").hours == 40


def test_a_school_may_take_back_what_it_passed_on_until_the_county_decides(two) -> None:
    pk = enter(two.school, two.zhang, hours=40)
    granting.review(two.school, [pk], "passed")
    granting.review(two.school, [pk], "returned", "缺扫描件")
    assert granted(two.school, pk)[0] == "returned"
    (left,) = granting.review(two.school, [pk], "returned", "缺扫描件").left
    assert left.reason == "本校已经退回。"
    two.round()
    (left,) = granting.review(two.county, [pk], "passed").left
    assert left.reason == "学校已经退回给教师。"


def test_what_a_school_changed_while_it_was_granted_gives_nothing_until_the_county_looks_again(two) -> None:
    pk = enter(two.school, two.zhang, hours=40, category="2")
    granting.review(two.school, [pk], "passed")
    two.round()
    granting.review(two.county, [pk], "passed")
    assert [one["hours"] for one in training.hours_of_teacher(two.county, two.zhang)] == [40]
    # The school has not heard of it yet: what it makes of the item now would be hours of ethics, of another year.
    declarations.save(two.school, pk, {"category": "3", "done_on": "2025-05-06"})
    granting.review(two.school, [pk], "passed")
    two.round()
    for office in (two.county, two.school):
        assert granted(office, pk)[0] == "county"
        assert training.hours_of_teacher(office, two.zhang) == []
        (item,) = items.of_people(office.store, [two.zhang])[two.zhang]
        assert item.why == items.NOT_GRANTED
        (event,) = [one for one in timeline.of_teacher(office, two.zhang) if one.table == "declarations"]
        assert "还没有认定学时" in event.words
        assert all(one.ok for one in checks.check(office))
    granting.review(two.county, [pk], "passed")
    two.answer()
    for office in (two.county, two.school):
        assert [(one["year"], one["category"]) for one in training.hours_of_teacher(office, two.zhang)] == [(2025, "3")]


def test_a_cap_of_the_year_is_told_while_it_is_asked_for(county) -> None:
    session = county.session
    rule(session, ConversionLine(kind="7", hours=40, most=60))
    book = {"kind": "7", "level": None, "grade": None, "category": "4"}
    granting.review(session, [enter(session, county.shan, title="甲", **book)], "passed")
    given = declarations.proposed(session.store, None, {**book, "teacher_id": county.shan, "done_on": "2026-09-01"})
    assert (given.whole, given.hours) == (40, 20) and "还可以认定 2" in given.why
