import json
from collections.abc import Callable
from typing import Any

import pytest

from storage.store import Act, Rows, Store

ACT = Act("王芳", "测试")
Change = Callable[[Rows], object]


def act(store: Store, *changes: Change) -> str:
    with store.writing(ACT) as rows:
        for change in changes:
            change(rows)
    return rows.txid


def operations(store: Store, txid: str) -> list[tuple[str, dict[str, Any]]]:
    found = store.tuples(
        "SELECT o.kind, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn WHERE t.id = ? ORDER BY o.seq",
        (txid,),
    )
    return [(kind, json.loads(fields)) for kind, fields in found]


def state(store: Store) -> list[Any]:
    return [store.tuples(f"SELECT * FROM {table}") for table in ("teachers", "transactions", "operations")] + [
        store.tuples("SELECT tbl, pk, root, tx, cells, del_tx, gone FROM stamps")
    ]


def insert(**values: Any) -> Change:
    return lambda rows: rows.insert("teachers", {"id": "t", "name": "李梅", **values})


def update(**values: Any) -> Change:
    return lambda rows: rows.update("teachers", "t", values)


def delete(rows: Rows) -> None:
    rows.delete("teachers", "t")


@pytest.fixture
def first(store: Store) -> str:
    """A teacher with a phone, entered in one act."""
    return act(store, insert(phone="1"))


def test_several_changes_of_a_field_are_one(store: Store, first: str) -> None:
    txid = act(store, update(phone="2"), update(remark="x"), update(phone="3"))
    assert operations(store, txid) == [("U", {"phone": ["3", first, "1"], "remark": ["x", first, None]})]


def test_a_new_row_that_is_changed_at_once_is_a_new_row(store: Store) -> None:
    txid = act(store, insert(phone="1"), update(phone=None, remark="x"))
    assert operations(store, txid) == [("I", {"name": "李梅", "remark": "x"})]
    assert store.tuples("SELECT tx, cells FROM stamps") == [(txid, None)]


def test_a_change_that_is_taken_back_at_once_leaves_no_trace(store: Store, first: str) -> None:
    before = state(store)
    act(store, update(phone="2", remark="x"), update(phone="1"), update(remark=None))
    assert state(store) == before


def test_only_what_ends_otherwise_than_it_began_is_told(store: Store, first: str) -> None:
    second = act(store, update(phone="2"))
    txid = act(store, update(phone="3", remark="x"), update(phone="2"))
    assert operations(store, txid) == [("U", {"remark": ["x", first, None]})]
    assert json.loads(store.value("SELECT cells FROM stamps")) == {"phone": second, "remark": txid}


def test_a_row_that_comes_and_goes_leaves_no_trace(store: Store) -> None:
    before = state(store)
    act(store, insert(), update(phone="2"), delete)
    assert state(store) == before


def test_a_row_that_goes_and_comes_back_leaves_no_trace(store: Store, first: str) -> None:
    before = state(store)
    act(store, delete, insert(phone="1"))
    act(store, lambda rows: rows.execute("REPLACE INTO teachers SELECT * FROM teachers"))
    assert state(store) == before


def test_a_deleted_row_that_comes_and_goes_again_leaves_no_trace(store: Store, first: str) -> None:
    act(store, delete)
    before = state(store)
    act(store, insert(phone="1"), update(phone="2", remark="x"), delete)
    assert state(store) == before


def test_a_row_changed_and_then_deleted_is_both(store: Store, first: str) -> None:
    txid = act(store, update(phone="2"), update(phone="3"), delete)
    (kind, change), (mark, deletion) = operations(store, txid)
    assert (kind, change) == ("U", {"phone": ["3", first, "1"]})
    base = {"tx": first, "cells": {"phone": txid}, "row": {"name": "李梅", "phone": "3"}}
    assert (mark, deletion) == ("D", {"_del": [1, None, 0], "_base": base})


def test_a_deletion_tells_of_no_change_that_was_taken_back(store: Store, first: str) -> None:
    txid = act(store, update(phone="2"), update(phone="1"), delete)
    ((kind, deletion),) = operations(store, txid)
    assert kind == "D"
    assert deletion["_base"] == {"tx": first, "cells": {}, "row": {"name": "李梅", "phone": "1"}}


def test_a_row_deleted_twice_over_is_deleted_once(store: Store, first: str) -> None:
    txid = act(store, delete, insert(phone="1"), update(phone="2"), delete)
    assert [kind for kind, _fields in operations(store, txid)] == ["U", "D"]
    assert store.value("SELECT del_tx FROM stamps") == txid


def test_a_row_brought_back_and_changed_is_both(store: Store, first: str) -> None:
    gone = act(store, delete)
    txid = act(store, insert(phone="1"), update(phone="2"))
    assert operations(store, txid) == [("D", {"_del": [0, gone, 1]}), ("U", {"phone": ["2", first, "1"]})]


def test_different_rows_are_left_as_they_are(store: Store) -> None:
    txid = act(store, lambda rows: rows.insert_many("teachers", ("id", "name"), [("a", "李梅"), ("b", "周强")]))
    assert [kind for kind, _fields in operations(store, txid)] == ["I", "I"]
