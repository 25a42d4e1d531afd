"""Conflicts, values reported back and acts not taken, from the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from tests.app.exchange.conftest import Pair, change, pair
from tests.app.exchange.test_reapplying import rejected
from tests.app.exchange.test_restoring import copied, put_back
from tests.app.exchange.test_settling import phone, phones

__all__ = ["pair"]

Run = Callable[..., Any]


@pytest.fixture
def xinhuo(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(path: Path, *arguments: object, code: int = 0) -> Any:
        assert main(["--file", str(path), "exchange", *map(str, arguments), "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


def test_conflicts_are_listed_and_resolved(pair: Pair, xinhuo: Run) -> None:
    conflict = phones(pair)
    (found,) = xinhuo(pair.county.path, "conflicts")
    assert (found["id"], found["county"], found["school"], found["who"]) == (conflict, "3", "2", "李娜")
    assert xinhuo(pair.county.path, "status")["conflicts"] == 1
    assert xinhuo(pair.county.path, "resolve", conflict, "--take", "school")["done"] == 1
    assert phone(pair.county) == "2"
    assert xinhuo(pair.county.path, "conflicts") == []
    assert [one["id"] for one in xinhuo(pair.county.path, "conflicts", "--state", "school")] == [conflict]


def test_a_third_value_is_given_by_name_and_all_may_be_meant(pair: Pair, xinhuo: Run) -> None:
    phones(pair)
    xinhuo(pair.county.path, "resolve", "all", "--take", "value", "--value", "139 0000 0009")
    assert phone(pair.county) == "13900000009"


@pytest.mark.parametrize("how", [("school", "--value", "5"), ("value",)])
def test_a_value_belongs_to_its_choice(pair: Pair, xinhuo: Run, how: tuple[str, ...]) -> None:
    phones(pair)
    said = xinhuo(pair.county.path, "resolve", "all", "--take", *how, code=1)
    assert "没有说清楚" in said["refused"]
    assert phone(pair.county) == "3"


def test_values_reported_back_are_listed_restored_taken_and_dropped(pair: Pair, xinhuo: Run) -> None:
    backup = copied(pair)
    for column, value in (("phone", "7"), ("remark", "先进"), ("email", "a@b")):
        change(pair.county, lambda rows, c=column, v=value: rows.update("teachers", "t1", {c: v}))
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"remark": "县"}))
    path = pair.county.path
    ids = {one["label"]: one["id"] for one in xinhuo(path, "offers")}
    assert xinhuo(path, "offers", ids["联系电话"], "--restore")["done"] == 1
    assert "后来有了别的内容" in xinhuo(path, "offers", ids["备注"], "--restore", code=1)["refused"]
    assert xinhuo(path, "offers", ids["备注"], "--take")["done"] == 1
    assert xinhuo(path, "offers", "--drop")["done"] == 1
    assert xinhuo(path, "offers") == []
    assert "没有编号" in xinhuo(path, "offers", "99", "--drop", code=1)["refused"]
    row = pair.county.store.row("teachers", "t1")
    assert row is not None and (row["phone"], row["remark"], row["email"]) == ("7", "先进", None)


def test_acts_not_taken_are_listed_taken_and_left(pair: Pair, xinhuo: Run) -> None:
    act = rejected(pair)
    (found,) = xinhuo(pair.county.path, "rejected")
    assert (found["id"], found["label"]) == (act, "改称号")
    assert xinhuo(pair.county.path, "rejected", act, "--reapply")["done"] == 1
    assert xinhuo(pair.county.path, "rejected") == []
    rejected(pair, value="市级骨干")
    assert xinhuo(pair.county.path, "rejected", "--leave")["done"] == 1
    assert xinhuo(pair.county.path, "status")["rejected"] == 0
    assert len(xinhuo(pair.county.path, "rejected", "--all")) == 1
