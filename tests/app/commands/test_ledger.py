"""`ledger` on the command line: who is behind, one person's account, counting anew."""

import json
from typing import Any

import pytest

from app.__main__ import main
from app.rules.kinds import About, Regime
from tests.app.conftest import County
from tests.app.ledger.rules import attend, rule, run

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, county: County, *arguments: str) -> str:
    main(["--file", str(county.session.path), *arguments])
    return capsys.readouterr().out


def asked(capsys: Capture, county: County, *arguments: str) -> Any:
    return json.loads(said(capsys, county, *arguments, "--json"))


@pytest.fixture
def ledger(county: County) -> County:
    rule(
        county.session, "每年", Regime(required=900, period="year"), document="第25号令", sentence="每年不少于90学时。"
    )
    rule(county.session, "师德", Regime(required=100, period="term", counts=About(categories=("3",))))
    attend(county.session, county.zhang, run(county.session, 900), 900)
    return county


def test_everybody_is_listed_with_what_is_missing_and_by_when(ledger: County, capsys: Capture) -> None:
    zhang, shan = sorted(asked(capsys, ledger, "ledger", "--regime", "每年"), key=lambda one: str(one["missing"]))
    assert (zhang["name"], zhang["counted"], zhang["missing"]) == ("张𬭎", "90", "")
    assert (shan["name"], shan["counted"], shan["missing"], shan["until"]) == ("单丽", "0", "缺 90", "2026-12-31")
    assert [one["name"] for one in asked(capsys, ledger, "ledger", "--regime", "每年", "--behind")] == ["单丽"]
    assert [one["name"] for one in asked(capsys, ledger, "ledger", "--school", "城关小学")] == ["张𬭎"]


def test_the_list_ends_with_how_many_are_behind(ledger: County, capsys: Capture) -> None:
    assert said(capsys, ledger, "ledger", "--regime", "每年").splitlines()[-1] == (
        "每年：2 人应达标；已达标 1 人；未达标 1 人，共缺 90 学时；按现在的进度，到 2026-12-31 还会有 1 人不够。"
    )


def test_schools_and_stages_are_added_up(ledger: County, capsys: Capture) -> None:
    by_school = {one["name"]: one for one in asked(capsys, ledger, "ledger", "--regime", "每年", "--by", "school")}
    assert (by_school["城关小学"]["met"], by_school["清水小学"]["behind"]) == (1, 1)
    (stage,) = asked(capsys, ledger, "ledger", "--regime", "每年", "--by", "stage")
    assert (stage["name"], stage["people"]) == ("没有填学段", 2)


def test_one_account_tells_each_item_and_the_rule(ledger: County, capsys: Capture) -> None:
    (year, ethics) = sorted(
        asked(capsys, ledger, "ledger", "--teacher", "张𬭎"), key=lambda one: one["regime"] != "每年"
    )
    assert (year["standing"], year["document"], year["sentence"]) == (
        "90/90 学时，已达标",
        "第25号令",
        "每年不少于90学时。",
    )
    assert ethics["items"][0]["why"] == "不在这项要求计入的范围"
    words = said(capsys, ledger, "ledger", "--teacher", "张𬭎")
    assert "规则：2001-01-01 起，第25号令。每年不少于90学时。" in words
    assert "没有计入的 1 项" in words
    (only,) = asked(capsys, ledger, "ledger", "--teacher", "张𬭎", "--regime", "师德", "--period", "2025-2026-1")
    assert (only["period"], only["items"]) == ("2025—2026 学年第一学期", [])


def test_periods_and_counting_anew(ledger: County, capsys: Capture) -> None:
    listed = asked(capsys, ledger, "ledger", "periods")
    assert {"regime": "每年", "title": "每年", "period": "2026", "label": "2026 年"} in listed
    assert asked(capsys, ledger, "ledger", "refresh") == {"counted": 2}
    assert asked(capsys, ledger, "ledger", "refresh") == {"counted": 0}


@pytest.mark.parametrize("more", [("--regime", "没有"), ("--period", "1900")])
def test_what_is_not_there_is_refused_with_what_there_is(
    ledger: County, capsys: Capture, more: tuple[str, str]
) -> None:
    assert "没有“" in asked(capsys, ledger, "ledger", *more)["refused"]


def test_without_any_rule_it_says_who_has_to_enter_one(county: County, capsys: Capture) -> None:
    assert asked(capsys, county, "ledger")["refused"] == "还没有学时要求。"
