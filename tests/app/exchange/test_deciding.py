"""Deciding about different things at once."""

from app.exchange import deciding, inbox
from tests.app.exchange.conftest import Pair, change
from tests.app.exchange.test_reapplying import rejected
from tests.app.exchange.test_restoring import copied, put_back
from tests.app.exchange.test_settling import alike


def everything(pair: Pair) -> list[inbox.Item]:
    """A refused act, a conflict, and a value reported back in a field that the county wrote again and in one it did not."""
    rejected(pair)
    backup = copied(pair)
    for column in ("email", "remark"):
        change(pair.county, lambda rows, c=column: rows.update("teachers", "t1", {c: "县先写的"}))
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"remark": "县又写的", "phone": "3"}))
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    pair.take(pair.up())
    found = inbox.items(pair.county)
    assert sorted((one.kind, one.plain) for one in found) == [
        ("conflict", False), ("offer", False), ("offer", True), ("rejected", False),
    ]  # fmt: skip
    return found


def held(pair: Pair) -> dict[str, object]:
    row = pair.county.store.row("teachers", "t1")
    assert row is not None
    return {name: row[name] for name in ("phone", "remark", "email", "honour")}


def test_the_schools_side_of_everything(pair: Pair) -> None:
    found = everything(pair)
    done = deciding.take(pair.county, found)
    assert [(one.done, one.left) for one in done] == [(1, ())] * 4
    assert held(pair) == {"phone": "2", "remark": "县先写的", "email": "县先写的", "honour": "县级骨干"}
    assert inbox.counts(pair.county).total == 0
    pair.round()
    alike(pair)


def test_the_countys_side_of_everything(pair: Pair) -> None:
    found = everything(pair)
    deciding.keep(pair.county, found)
    assert held(pair) == {"phone": "3", "remark": "县又写的", "email": None, "honour": None}
    assert inbox.counts(pair.county).total == 0
    pair.round()
    alike(pair)


def test_a_kind_that_is_refused_does_not_hold_up_the_others(pair: Pair) -> None:
    found = everything(pair)
    (conflict,) = [one for one in found if one.kind == "conflict"]
    deciding.keep(pair.county, [conflict])
    done = deciding.take(pair.county, found)
    assert [reason for one in done for _ref, reason in one.left] == ["这一处已经核对过了。"]
    assert held(pair)["honour"] == "县级骨干"


def test_a_third_value_is_written_where_there_is_a_conflict(pair: Pair) -> None:
    found = everything(pair)
    (done,) = deciding.write(pair.county, found, "13900000009")
    assert done.done == 1 and held(pair)["phone"] == "13900000009"
