"""`timeline` on the command line: whom a name means, and what is listed."""

import json
from typing import Any

import pytest

from app import teachers
from app.__main__ import main
from tests.app.conftest import County

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, county: County, *arguments: str) -> Any:
    main(["--file", str(county.session.path), *arguments, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("text", ["单丽", "shanli", "SL", "单丽 清水"])
def test_a_teacher_is_found_by_name_pinyin_or_school(county: County, capsys: Capture, text: str) -> None:
    (line,) = run(capsys, county, "timeline", text)
    assert (line["day"], line["kind"], line["words"]) == ("2026-11-21", "任职", "到清水小学（任教）")


def test_only_one_kind_is_listed_when_asked(county: County, capsys: Capture) -> None:
    teachers.save(county.session, county.shan, {"work_start": "2010-08"})
    assert [one["words"] for one in run(capsys, county, "timeline", county.shan, "--kind", "工作")] == ["参加工作"]


def test_several_of_a_name_are_named_with_their_schools(county: County, capsys: Capture) -> None:
    teachers.save(county.session, None, {"name": "单丽", "work": county.school})
    said = run(capsys, county, "timeline", "单丽")
    assert said["refused"] == "“单丽”有 2 人。"
    assert "清水小学" in said["advice"] and "城关小学" in said["advice"]
    assert len(run(capsys, county, "timeline", "单丽 清水")) == 1


def test_nobody_found_says_what_to_write(county: County, capsys: Capture) -> None:
    assert run(capsys, county, "timeline", "王五")["refused"] == "找不到“王五”。"
