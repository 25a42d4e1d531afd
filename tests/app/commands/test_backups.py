"""Copies made, listed, looked into and put back by command."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import teachers
from app.__main__ import main
from app.session import open_session
from tests.app.conftest import County


@pytest.fixture
def path(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XINHUO_BACKUPS", str(tmp_path / "本机"))
    county.session.close()
    return county.session.path


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments)]) == 1
    return capsys.readouterr().err


def test_copies_are_made_in_both_places_and_listed(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert "--agreed" in refused(capsys, "--file", path, "backup", "--second", stick)
    asked(capsys, "--file", path, "backup", "--second", stick, "--agreed")
    made = asked(capsys, "--file", path, "backup", "--auto")
    assert len(made["files"]) == 2 and made["failed"] == []
    listed = asked(capsys, "--file", path, "backup", "--list", "--in", tmp_path)
    assert {(one["place"], one["state"]) for one in listed} == {("本机", "完好"), ("第二个位置", "完好")}
    places = asked(capsys, "--file", path, "backup", "--places")
    assert places["second"]["there"] and places["warning"] == ""
    asked(capsys, "--file", path, "backup", "--no-second")
    assert asked(capsys, "--file", path, "backup", "--places")["second"] is None
    assert "没有说备份到哪里" in refused(capsys, "--file", path, "backup")


def test_a_second_place_that_is_not_there_is_told_and_the_own_copy_made(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    asked(capsys, "--file", path, "backup", "--second", stick, "--agreed")
    stick.rename(tmp_path / "拔出的")
    assert main(["--file", str(path), "backup", "--auto", "--json"]) == 1
    said = capsys.readouterr()
    assert len(json.loads(said.out)["files"]) == 1
    assert "第二个位置没有备份" in said.err and str(stick) in said.err
    assert main(["--file", str(path), "backup", "--list"]) == 0
    assert "那里的备份没有列出" in capsys.readouterr().err


def test_of_a_damaged_copy_nothing_is_counted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made,) = asked(capsys, "--file", path, "backup", "--auto")["files"]
    whole = Path(made).read_bytes()
    Path(made).write_bytes(whole[:8192] + bytes(4096) + whole[12288:])
    (listed,) = asked(capsys, "--file", path, "backup", "--list")
    assert (listed["state"], listed["teachers"], listed["rows"]) == ("已损坏", None, None)


def test_what_a_restore_would_change_is_told_and_nothing_done(
    path: Path, county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = asked(capsys, "--file", path, "backup", county.folder)["file"]
    with open_session(path) as session:
        teachers.save(session, None, {"name": "后来的", "work": county.school})
    seen = asked(capsys, "--file", path, "restore", copy, "--preview")
    assert seen["own"]["count"] == 1 and ["教师", 3, 2] in seen["rows"]
    assert main(["--file", str(path), "restore", copy, "--preview"]) == 0
    words = capsys.readouterr().out
    assert (
        "备份以后在这里做的 1 次修改会没有" in words
        and "新增教师：后来的" in words
        and "教师：现在 3，恢复以后 2" in words
    )
    with open_session(path) as session:
        assert len(teachers.every(session)) == 3
    asked(capsys, "--file", path, "restore", copy)
    with open_session(path) as session:
        assert len(teachers.every(session)) == 2
    assert "正在用" in refused(capsys, "--file", path, "restore", path, "--preview")
