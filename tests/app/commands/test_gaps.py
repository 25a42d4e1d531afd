"""`gaps` on the command line."""

import json

import pytest

from app.__main__ import main
from app.rules import kinds
from tests.app.conftest import County
from tests.app.gaps.test_checking import say


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([str(one) for one in arguments]) == 0
    return capsys.readouterr().out


def test_the_rules_are_told_with_their_figures(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    say(county.session, kinds.Reading(), "教师阅读")
    out = said(capsys, "--file", county.session.path, "gaps")
    assert "教师阅读" in out
    assert "0/2" in out


def test_the_names_behind_a_rule_are_told(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    say(county.session, kinds.Reading(), "教师阅读")
    out = said(capsys, "--file", county.session.path, "gaps", "阅读", "--school", "2199000002")
    assert "单丽" in out
    assert "张𬭎" not in out


def test_in_json_both_sides_have_their_ids(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    say(county.session, kinds.Reading(), "教师阅读")
    (one,) = json.loads(said(capsys, "--file", county.session.path, "gaps", "--json"))
    assert {line["id"] for line in one["missing"]} == {county.zhang, county.shan}
    assert one["met"] == []


def test_a_school_that_is_not_there_is_refused_in_words(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--file", str(county.session.path), "gaps", "--school", "没有"]) == 1
    assert "没有找到“没有”这所学校" in capsys.readouterr().err


def test_the_registers_are_written_and_listed(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    path = county.session.path
    said(capsys, "--file", path, "set", "courses", "new", "title=青海湖生态", "is_fine=是", "hours=8")
    said(capsys, "--file", path, "set", "bases", "new", "name=示范校", "kind=教师专业发展示范学校", "level=省级")
    served = said(
        capsys,
        "--file",
        path,
        "set",
        "volunteering",
        "new",
        "title=课后辅导",
        "held_on=2026-03-05",
        "times=30",
        "--json",
    )
    said(capsys, "--file", path, "set", "volunteering", json.loads(served)["id"], "people=10")
    assert "青海湖生态" in said(capsys, "--file", path, "list", "courses")
    assert "教师专业发展示范学校" in said(capsys, "--file", path, "list", "bases")
    (row,) = json.loads(said(capsys, "--file", path, "list", "volunteering", "--json"))
    assert (row["people"], row["times"]) == (10, 30)
