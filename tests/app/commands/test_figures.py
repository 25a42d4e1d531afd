"""`figure` and `target` on the command line."""

import json
from typing import Any

import pytest

from app.__main__ import main


@pytest.fixture
def ask(county, capsys: pytest.CaptureFixture[str]):
    """Run a command on the county's file: its JSON, or what it said when it refused."""

    def run(*arguments: object) -> Any:
        capsys.readouterr()
        code = main(["--file", str(county.session.path), *map(str, arguments), "--json"])
        out = capsys.readouterr()
        return json.loads(out.out) if code == 0 else out.out + out.err

    return run


def test_all_figures_are_listed_with_their_numbers(ask) -> None:
    rows = {row["key"]: row for row in ask("figure", "list")}
    assert rows["teachers"]["words"] == "2 人" and "学科" in rows["teachers"]["dims"]
    assert [row["key"] for row in ask("figure", "list", "--search", "退休")][-1] == "retiring"


def test_a_figure_is_shown_with_its_names(ask) -> None:
    assert [row["name"] for row in ask("figure", "show", "教师总数", "--choice", "语文")] == ["张𬭎"]


def test_a_figure_is_shown_in_words(county, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--file", str(county.session.path), "figure", "show", "teachers"]) == 0
    assert "教师总数：2 人" in capsys.readouterr().out


def test_a_figure_is_taken_apart(ask) -> None:
    rows = ask("figure", "show", "teachers", "--by", "学科")
    assert [(row["label"], row["words"]) for row in rows] == [("语文", "1 人"), ("数学", "1 人")]
    assert "不能按“星座”来分" in ask("figure", "show", "teachers", "--by", "星座")


def test_a_target_is_registered_listed_and_removed(ask) -> None:
    period = ("start_date=2026-01-01", "end_date=2030-12-31")
    made = ask("target", "set", "new", "title=教师总数", "figure=教师总数", "number=5", *period)
    (row,) = ask("target", "list")
    assert (row["id"], row["figure"], row["now"], row["gap"]) == (made["id"], "teachers", "2 人", "3")
    assert "没有“教师身高”这项统计" in ask("target", "set", made["id"], "figure=教师身高")
    assert "没有写成 字段=值" in ask("target", "set", made["id"], "number")
    ask("target", "remove", made["id"])
    assert ask("target", "list") == []
