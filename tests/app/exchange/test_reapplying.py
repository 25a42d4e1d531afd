"""Acts of schools that were refused, taken after all or left at that."""

from typing import Any

from app.exchange.reapplying import leave, reapply
from storage import exchange as stored
from tests.app.exchange.conftest import Pair, change, refused
from tests.app.exchange.test_settling import alike, told


def rejected(pair: Pair, column: str = "honour", value: str = "县级骨干") -> str:
    """The school writes what is the county's; returns the act at the county."""
    change(pair.school, lambda rows: rows.update("teachers", "t1", {column: value}), "改称号")
    pair.round()
    (found,) = stored.rejected(pair.county.store)
    return str(found["id"])


def test_a_refused_act_is_listed_with_its_reason(pair: Pair) -> None:
    rejected(pair)
    (found,) = stored.rejected(pair.county.store)
    assert (found["school"], found["actor"], found["reason"]) == ("城关小学", "李娜", "改称号")
    assert "由县里填写" in found["note"]
    assert stored.rejected_count(pair.county.store) == 1


def test_a_refused_act_may_be_taken_after_all(pair: Pair) -> None:
    act = rejected(pair)
    assert pair.school.store.value("SELECT honour FROM teachers WHERE id = 't1'") is None
    assert reapply(pair.county, [act]).left == ()
    row = pair.county.store.one("SELECT cells ->> 'honour' AS tx FROM stamps WHERE pk = 't1' AND tbl = 'teachers'")
    assert row == {"tx": act}
    assert stored.rejected_count(pair.county.store) == 0
    report = pair.adopt(pair.down())
    assert told(pair) == ("applied", "县里重新核对后采用了这次操作。")
    assert report.counts["answered"] == 1
    assert pair.school.store.value("SELECT honour FROM teachers WHERE id = 't1'") == "县级骨干"
    alike(pair)


def test_what_the_county_changed_since_becomes_a_conflict(pair: Pair) -> None:
    act = rejected(pair)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"honour": "市级骨干"}))
    reapply(pair.county, [act])
    (conflict,) = stored.conflicts(pair.county.store)
    assert (conflict["col"], conflict["txid"]) == ("honour", act)
    pair.adopt(pair.down())
    assert told(pair) == ("conflict", "有 1 处与县里的内容不同，等县里核对。")
    alike(pair)


def test_an_act_on_somebody_who_left_may_be_taken(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.update("postings", "p-t1", {"end_date": "2026-08-31"}))
    pair.round()
    pair.take(pair.up())
    change(pair.school, lambda rows: rows.insert("teachers", {"id": "t9", "name": "新人"}))
    old: dict[str, Any] = {"root": "t1", "t": "teachers", "id": "t1", "k": "U", "txn": "x"}
    old["f"] = {"remark": ["补记", pair.county.store.value("SELECT tx FROM stamps WHERE pk = 't1'"), None]}
    file = pair.up()
    file["members"]["transactions"].append({"id": "x", "actor": "李娜", "reason": "补记", "at": "2026-09-02T08:00:00"})
    file["members"]["operations"].append(old)
    assert pair.take(file).counts["rejected"] == 1
    reapply(pair.county, ["x"])
    assert pair.county.store.value("SELECT remark FROM teachers WHERE id = 't1'") == "补记"


def test_an_act_that_makes_no_sense_stays_refused(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    file = pair.up()
    file["members"]["operations"].append(dict(file["members"]["operations"][0]))
    pair.take(file)
    (found,) = stored.rejected(pair.county.store)
    refused(pair.county, lambda: reapply(pair.county, [found["id"]]), "前后对不上")


def test_a_refused_act_may_be_left_at_that(pair: Pair) -> None:
    act = rejected(pair)
    assert leave(pair.county, [act]).done == 1
    assert stored.rejected_count(pair.county.store) == 0
    pair.round()
    assert told(pair)[0] == "rejected"
    alike(pair)


def test_an_act_that_was_put_aside_may_still_be_taken(pair: Pair) -> None:
    act = rejected(pair)
    leave(pair.county, [act])
    assert [one["id"] for one in stored.rejected(pair.county.store, closed=True)] == [act]
    assert reapply(pair.county, [act]).done == 1
    pair.adopt(pair.down())
    assert told(pair)[0] == "applied"
    alike(pair)


def test_an_act_is_taken_once(pair: Pair) -> None:
    act = rejected(pair)
    assert reapply(pair.county, [act, act]).done == 1
    refused(pair.county, lambda: reapply(pair.county, [act]), "已经处理过了")
    assert pair.take(pair.up()).repeated == 0
