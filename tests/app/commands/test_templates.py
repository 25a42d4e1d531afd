"""Templates by command: empty, with the roster, with a class, with a year."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import training
from app.__main__ import main


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_a_template_is_written_empty_or_with_everybody(county, capsys: pytest.CaptureFixture[str]) -> None:
    path = county.session.path
    out = county.folder / "模板.xlsx"
    assert asked(capsys, "--file", path, "template", "honours", "--out", out) == {"file": str(out), "rows": 0}
    assert asked(capsys, "--file", path, "template", "honours", "--out", out, "--filled")["rows"] == 2
    assert asked(capsys, "--file", path, "template", "assessments", "--out", out, "--year", 2026)["rows"] == 4
    of_school = ("template", "honours", "--out", out, "--school", "2199000001")
    assert asked(capsys, "--file", path, *of_school)["rows"] == 1


def test_a_template_for_a_class_names_its_people(county, capsys: pytest.CaptureFixture[str]) -> None:
    programme = training.save_programme(county.session, None, {"title": "县培", "level": "4", "category": "1"})
    values = {"programme_id": programme, "name": "一班", "year": 2026, "hours": 160}
    run = training.save_class(county.session, None, values)
    training.enrol(county.session, run, [county.shan])
    out = county.folder / "学时.xlsx"
    made = main(["--file", str(county.session.path), "template", "attendance", "--out", str(out), "--class", run])
    assert made == 0
    assert "已填好 1 行" in capsys.readouterr().out


def test_a_class_for_another_list_is_refused_in_words(
    county, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--file", county.session.path, "template", "honours", "--out", tmp_path / "x.xlsx", "--class", "x"]
    assert main([str(one) for one in arguments]) == 1
    assert "与班次无关" in capsys.readouterr().err
