"""`paper kinds` and `paper candidates` on the command line."""

import json
from typing import Any

import pytest

from app.__main__ import main
from tests.app.conftest import County
from tests.app.papers.peopled import peopled

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> Any:
    main([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def test_every_kind_is_listed_without_a_file(capsys: Capture) -> None:
    rows = run(capsys, "paper", "kinds")
    assert {row["kind"]: row["numbered"] for row in rows}["dossier"] == "不编号"
    assert len(rows) == 13


def test_a_kind_lists_what_its_designs_may_name(capsys: Capture) -> None:
    rows = run(capsys, "paper", "kinds", "学时证明")
    assert {(row["list"], row["item"]) for row in rows} >= {
        ("", "姓名"),
        ("", "证书编号"),
        ("学时", "项目名称"),
        ("合计", "数"),
    }
    assert ("", "照片") in {(row["list"], row["item"]) for row in run(capsys, "paper", "kinds", "dossier")}


def test_candidates_are_listed_and_looked_for(county: County, capsys: Capture) -> None:
    made = peopled(county)
    asked = ("--file", str(county.session.path), "paper", "candidates", "appointment")
    assert {row["id"] for row in run(capsys, *asked)} == {made.running, made.studio, made.member, made.researcher}
    (row,) = run(capsys, *asked, "--search", "教研员")
    assert (row["id"], row["name"], row["issued"]) == (made.researcher, "张𬭎", None)


def test_an_unknown_kind_is_refused_with_those_there_are(capsys: Capture) -> None:
    assert run(capsys, "paper", "kinds", "奖学金")["refused"] == "没有“奖学金”这种证书。"
