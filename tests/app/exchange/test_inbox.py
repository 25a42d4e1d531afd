"""待核对 in words: what waits, whose values they are, and which clock is to be doubted."""

from datetime import datetime
from typing import Any

import pytest

from app.exchange import hearing, inbox
from app.exchange.inbox import Item, doubtful
from app.exchange.restoring import restore
from app.exchange.settling import settle
from tests.app.exchange.conftest import Pair, change
from tests.app.exchange.test_reapplying import rejected
from tests.app.exchange.test_restoring import begun_anew, copied, put_back
from tests.app.exchange.test_settling import phones

NOW = datetime(2026, 11, 21, 12, 0)


def only(pair: Pair) -> Item:
    (found,) = inbox.items(pair.county)
    return found


def test_a_conflict_tells_both_values_and_what_they_began_from(pair: Pair) -> None:
    conflict = phones(pair, "13900000002", "13900000003")
    found = only(pair)
    assert (found.kind, found.refs, found.about, found.label) == ("conflict", (conflict,), "李梅", "联系电话")
    assert (found.base.text, found.county.text, found.school.text) == ("1", "13900000003", "13900000002")
    assert (found.county.who, found.school.who, found.school_name) == ("王敏", "李娜", "城关小学")
    assert found.why.startswith("县里的内容在学校填写之后也改过")
    assert inbox.counts(pair.county) == inbox.Counts(conflicts=1)


def test_a_conflict_tells_what_the_county_holds_now(pair: Pair) -> None:
    phones(pair)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "8"}))
    assert only(pair).county.text == "8"
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    assert only(pair).why == "县里现在的内容与学校填写的已经一样。"


def test_a_deletion_is_told_as_one(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.delete("credentials", "c1"))
    change(pair.county, lambda rows: rows.update("credentials", "c1", {"number": "9"}))
    pair.take(pair.up())
    found = only(pair)
    assert (found.label, found.county.text, found.school.text) == ("教师资格（整条记录）", "保留", "删除")


def test_a_change_of_a_deleted_row_says_so(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    change(pair.county, lambda rows: rows.delete("credentials", "c1"))
    pair.take(pair.up())
    assert only(pair).county.text == "（这条记录已删除）"


def test_what_is_alike_has_one_mark(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2", "remark": "校"}))
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3", "remark": "县"}))
    pair.take(pair.up())
    assert len({one.alike for one in inbox.items(pair.county)}) == 2


def test_values_reported_back_are_told_field_by_field_and_whole_records_as_one(pair: Pair) -> None:
    backup = copied(pair)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "7"}))
    change(pair.county, lambda rows: rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"}))
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    field, whole = sorted(inbox.items(pair.county), key=lambda one: len(one.refs))
    assert (field.kind, field.about, field.label, field.plain) == ("offer", "李梅", "联系电话", True)
    assert (field.county.text, field.school.text) == ("1", "7")
    assert (whole.label, whole.county.text, whole.school.text) == (
        "教师资格（整条记录）",
        "（没有这条记录）",
        "2 项内容",
    )
    assert {(line.label, line.new) for line in whole.lines} == {("证书号", "9"), ("教师", "李梅")}
    assert inbox.counts(pair.county) == inbox.Counts(offers=2)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "8"}))
    field = next(one for one in inbox.items(pair.county) if one.label == "联系电话")
    assert not field.plain and "又有了别的内容" in field.why


def test_a_person_nobody_here_knows_is_called_by_the_name_the_school_reports(pair: Pair) -> None:
    begun_anew(pair)
    pair.round()
    pair.take(pair.up())
    abouts = {one.about for one in inbox.items(pair.county) if one.table in ("teachers", "postings", "attendance")}
    assert abouts == {"李梅"}
    assert inbox.counts(pair.county).offers == len(inbox.items(pair.county))
    restore(pair.county, [int(ref) for one in inbox.items(pair.county) for ref in one.refs])
    assert inbox.items(pair.county) == []


def test_an_act_not_taken_is_told_with_what_it_would_have_written(pair: Pair) -> None:
    act = rejected(pair)
    found = only(pair)
    assert (found.kind, found.refs, found.about, found.label) == ("rejected", (act,), "李梅", "改称号")
    assert [(line.label, line.old, line.new) for line in found.lines] == [("李梅 最高骨干称号", "", "县级骨干")]
    assert "由县里填写" in found.why


def test_a_school_has_nothing_to_settle(pair: Pair) -> None:
    phones(pair)
    assert inbox.items(pair.school) == [] and inbox.counts(pair.school).total == 0


def test_settled_conflicts_are_told_by_their_state(pair: Pair) -> None:
    settle(pair.county, [phones(pair)], "school")
    assert inbox.items(pair.county) == []
    assert [one.about for one in inbox.conflicts(pair.county, "school")] == ["李梅"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-21T11:59:00", False),
        ("2026-11-21T12:05:00", False),
        ("2026-11-21T12:30:00", True),
        ("2036-01-01T00:00:00", True),
        ("2017-01-01T00:00:00", False),
        ("2016-01-01T00:00:00", True),
        ("1980-01-01T00:00:00", True),
        ("2026-11-21T11:00:00+00:00", None),
        ("昨天", True),
        ("", False),
    ],
)
def test_a_clock_that_cannot_be_right_is_doubted(at: str, expected: Any) -> None:
    found = doubtful(at, NOW)
    assert found in (True, False) if expected is None else found is expected


def test_a_school_sees_the_answers_with_what_holds_now(pair: Pair) -> None:
    conflict = phones(pair, "13900000002", "13900000003")
    pair.adopt(pair.down())
    (answer,) = hearing.answers(pair.school)
    assert (answer.reason, answer.outcome) == ("改电话", "等县里核对")
    settle(pair.county, [conflict], "county")
    pair.adopt(pair.down())
    (answer,) = hearing.answers(pair.school)
    assert answer.outcome == "已核对" and "保留了县里的" in answer.note
    (field,) = answer.fields
    assert (field.table, field.column, field.mine, field.stands) == ("teachers", "phone", "13900000002", "13900000003")
    assert hearing.answers(pair.county) == []
