"""Declared items on the command line: entered with what the rule gives, listed by state, reviewed one or many at a time."""

import json
from typing import Any

import pytest

from app import declarations
from app.__main__ import main
from tests.app.test_declarations import enter, rule

PAPER = ("kind=论文", "title=作业设计", "done_on=2026.5.6", "level=县级", "grade=一等奖", "category=专业")


def run(capsys: pytest.CaptureFixture[str], session: Any, *arguments: object) -> tuple[int, str, str]:
    code = main(["--file", str(session.path), *(str(one) for one in arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def asked(capsys: pytest.CaptureFixture[str], session: Any, *arguments: object) -> Any:
    code, out, err = run(capsys, session, "--json", *arguments)
    assert code == 0, err
    return json.loads(out)


def test_an_item_is_added_with_the_hours_of_the_rule_and_why(county, capsys: pytest.CaptureFixture[str]) -> None:
    rule(county.session)
    code, out, _err = run(capsys, county.session, "declare", "add", county.shan, *PAPER)
    assert code == 0 and "申报 10 学时。按《折算办法》：论文县级一等奖 10 学时" in out
    code, _out, err = run(capsys, county.session, "declare", "add", county.shan, *PAPER)
    assert code == 1 and "已经申报过" in err
    told = asked(capsys, county.session, "declare", "add", county.shan, *PAPER, "hours=6", "--agreed")
    assert (told["hours"], told["gives"]) == (60, 100)


@pytest.mark.parametrize(("words", "said"), [(("kind",), "看不懂"), (("kind=天文",), "申报项目")])
def test_what_cannot_be_read_is_refused(county, capsys: pytest.CaptureFixture[str], words: Any, said: str) -> None:
    code, _out, err = run(capsys, county.session, "declare", "add", county.shan, *words)
    assert code == 1 and said in err


def test_an_unknown_teacher_or_state_is_refused(county, capsys: pytest.CaptureFixture[str]) -> None:
    assert "找不到" in run(capsys, county.session, "declare", "add", "没有", *PAPER)[2]
    assert "没有“睡着”这种状态" in run(capsys, county.session, "declare", "list", "--state", "睡着")[2]


def test_all_that_wait_are_passed_and_what_is_left_is_named(county, capsys: pytest.CaptureFixture[str]) -> None:
    session = county.session
    enter(session, county.shan, hours=40)
    enter(session, county.zhang)
    code, _out, err = run(capsys, session, "declare", "review", "pass")
    assert code == 1 and "没有说审核哪些申报" in err
    code, out, _err = run(capsys, session, "declare", "review", "pass", "--all")
    assert code == 0 and "通过 1 条，认定 4 学时。" in out and "没有处理：张𬭎“" in out
    assert [row["teacher_name"] for row in asked(capsys, session, "declare", "list", "--state", "已认定")] == ["单丽"]
    assert asked(capsys, session, "declare", "list", "--school", "城关小学", "--kind", "论文")[0]["state"] == "county"
    _code, out, _err = run(capsys, session, "declare", "list")
    assert "已认定" in out and "论文" in out and "待县里审核" in out
    code, _out, err = run(capsys, session, "declare", "review", "pass", "--kind", "读书")
    assert code == 1 and "没有符合条件" in err


def test_the_county_types_hours_returns_with_a_reason_and_decides_anew(
    county, capsys: pytest.CaptureFixture[str]
) -> None:
    session, pk = county.session, enter(county.session, county.shan)
    assert asked(capsys, session, "declare", "review", "pass", pk, "--hours", "7.5")["hours"] == 75
    assert "退回要写明理由" in run(capsys, session, "declare", "review", "return", pk, "--agreed")[2]
    assert asked(capsys, session, "declare", "review", "return", pk, "--comment", "看不清", "--agreed")["done"] == 1
    assert declarations.get(session, pk)["granted"] is None


def test_a_school_passes_its_items_on(two, capsys: pytest.CaptureFixture[str]) -> None:
    pk = enter(two.school, two.zhang, hours=40)
    _code, out, _err = run(capsys, two.school, "declare", "review", "pass", "--all", "--comment", "属实")
    assert out.strip() == "通过 1 条。"
    assert declarations.get(two.school, pk)["state"] == "county"
