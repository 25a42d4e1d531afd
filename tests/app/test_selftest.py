"""The self-test: what fails is told in words and keeps nothing else from its turn; nothing stays on the computer."""

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from app import keystores, selftest
from app.progress import silent
from app.selftest import office, running, windows
from app.selftest.told import Failed


def fails(_folder: Path) -> str:
    raise KeyError("张三")


def refuses(_folder: Path) -> str:
    raise Failed("没有读到登记的人。")


def only(monkeypatch: pytest.MonkeyPatch, *steps: running.Step) -> None:
    monkeypatch.setattr(running, "STEPS", steps)


def test_every_step_passes_and_leaves_no_key_behind() -> None:
    kept = set(Path(os.environ[keystores.FOLDER]).iterdir())
    found = selftest.run(silent)
    assert [one.name for one in found] == [step for step, _label, _work in running.STEPS]
    assert not [one for one in found if not one.ok]
    assert set(Path(os.environ[keystores.FOLDER]).iterdir()) == kept


def test_a_step_that_fails_is_told_without_values_and_the_others_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    only(
        monkeypatch,
        ("office", "新建", lambda folder: "好了。"),
        ("one", "甲", fails),
        ("two", "乙", refuses),
        ("three", "丙", lambda folder: "好了。"),
    )
    found = selftest.run(silent)
    assert [one.ok for one in found] == [True, False, False, True]
    assert "KeyError，app/test_selftest.py 第" in found[1].detail
    assert "张三" not in found[1].detail
    assert found[2].detail == "没有读到登记的人。"


def test_without_an_office_nothing_else_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ("office", "新建", refuses), ("one", "甲", fails))
    assert [one.detail for one in selftest.run(silent)] == ["没有读到登记的人。", "没有做：数据文件没有建成。"]


def goes(end: Connection, path: str) -> None:
    with end:
        end.send_bytes(b'{"ok": true, "words": "11"}')


def finds(end: Connection, path: str) -> None:
    with end:
        end.send_bytes('{"ok": false, "words": "“教师”是空白的。"}'.encode())


def dies(end: Connection, path: str) -> None:
    os._exit(3)


def hangs(end: Connection, path: str) -> None:
    time.sleep(60)


def test_windows_are_opened_by_a_child_that_may_die_or_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert windows.opened_by(goes, tmp_path / office.COUNTY) == "11"
    for child, words in ((finds, "是空白的"), (dies, "中途退出")):
        with pytest.raises(Failed, match=words):
            windows.opened_by(child, tmp_path / office.COUNTY)
    monkeypatch.setattr(windows, "_PATIENCE", 0)
    with pytest.raises(Failed, match="没有走完"):
        windows.opened_by(hangs, tmp_path / office.COUNTY)
