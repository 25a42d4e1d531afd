"""What a desktop hands to the program: the window that is open takes it, comes to the front, and shows the right page."""

import getpass
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import organisations
from app.exchange import membership
from app.rules import files as rule_files
from app.session import Session
from tests.ui.conftest import Heard
from ui import handing, main
from ui.handing import Door
from ui.messages import Toast
from ui.rules.adopting import AdoptSheet
from ui.start import StartPage
from ui.window import MainWindow

ROOT = Path(main.__file__).parents[1]


@pytest.fixture
def door(qapp: QApplication, tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path / "清水县.xinhuo")
    yield made
    made.close()


def knocked(qtbot: QtBot, office: Path, files: list[Path]) -> bool:
    """Knock from another process, while this one goes on."""
    script = "import sys; from pathlib import Path; from ui import handing; office, *files = map(Path, sys.argv[1:]); "
    script += "sys.exit(not handing.knock(office, files))"
    command = [sys.executable, "-c", script, str(office), *map(str, files)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as caller:
        qtbot.waitUntil(lambda: caller.poll() is not None, timeout=60000)
    return caller.returncode == 0


def test_the_open_window_is_given_the_files(door: Door, tmp_path: Path, qtbot: QtBot) -> None:
    files = [tmp_path / "城关小学.xhb", tmp_path / "第一中学 𬭎🔥.xhb"]
    with qtbot.waitSignal(door.given, timeout=60000) as given:
        assert knocked(qtbot, tmp_path / "清水县.xinhuo", files)
    assert given.args == [files]


def test_nobody_answers_for_another_file_or_a_closed_window(door: Door, tmp_path: Path, qtbot: QtBot) -> None:
    assert not knocked(qtbot, tmp_path / "别的县.xinhuo", [])
    door.close()
    assert not knocked(qtbot, tmp_path / "清水县.xinhuo", [])


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows a door goes with its program")
def test_a_door_left_by_a_killed_program_is_replaced(door: Door, tmp_path: Path, qtbot: QtBot) -> None:
    again = Door(tmp_path / "清水县.xinhuo")
    with qtbot.waitSignal(again.given, timeout=60000):
        assert knocked(qtbot, tmp_path / "清水县.xinhuo", [])
    again.close()


@pytest.mark.parametrize("said", [b"5\n", b'"abc"\n', b"[1]\n", b"\xff\n", b"[" * 60000 + b"\n", b"[" * 200000])
def test_what_nobody_of_ours_would_say_is_not_listened_to(
    door: Door, tmp_path: Path, qtbot: QtBot, said: bytes
) -> None:
    # pytest-qt fails a test in which a slot raises.
    caller = QLocalSocket()
    with qtbot.assertNotEmitted(door.given):
        caller.connectToServer(handing._name(tmp_path / "清水县.xinhuo"))
        assert caller.waitForConnected(5000)
        caller.write(said)
        caller.flush()
        qtbot.waitUntil(lambda: caller.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=60000)
    assert bytes(caller.readAll().data()) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="there Windows itself keeps others from the door")
def test_the_door_of_somebody_else_is_told_nothing(
    door: Door, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.assertNotEmitted(door.given, wait=300):
        monkeypatch.setenv("LOGNAME", getpass.getuser())
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        assert not handing.knock(tmp_path / "清水县.xinhuo", [tmp_path / "城关小学.xhb"])


def test_a_second_program_wakes_the_window_that_is_open(
    qapp: QApplication, kept: QSettings, office_path: Path, qtbot: QtBot, heard: Heard
) -> None:
    first = main.Program(kept)
    assert first.open(office_path)
    assert first.window is not None
    qtbot.waitUntil(lambda: first._door is not None)
    first.window.showMinimized()
    assert knocked(qtbot, office_path, [])
    qtbot.waitUntil(lambda: first.window is not None and not first.window.isMinimized())
    assert not heard.said
    first.window.close()
    assert not knocked(qtbot, office_path, [])


def test_sealed_files_open_the_exchange_and_rules_their_page(
    window: MainWindow, office: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    rules = tmp_path / "规则.xhr"
    rule_files.write_file(rule_files.shipped()[0], rules)
    handing.give(window, [rules])
    assert window.page is window.pages["rules"]
    (sheet,) = window.page.findChildren(AdoptSheet)
    sheet.close()
    (tmp_path / "来件.xhb").write_bytes(b"not one of ours")
    handing.give(window, [tmp_path / "来件.xhb"])
    assert window.page is window.pages["exchange"]


def test_a_kit_opens_the_keys_and_says_so(window: MainWindow, tmp_path: Path) -> None:
    handing.give(window, [tmp_path / "恢复资料.xhkit"])
    assert window.page is window.pages["settings"]
    assert [one.text for one in window.findChildren(Toast)] == ["恢复资料在“密钥”里使用"]


@pytest.fixture
def start(qapp: QApplication, kept: QSettings) -> Iterator[StartPage]:
    page = StartPage(kept)
    page.show()
    yield page
    page.close()
    page.deleteLater()
    QApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)


def test_an_invite_is_told_from_other_files_and_shown_on_the_start_page(
    start: StartPage, tmp_path: Path, qtbot: QtBot
) -> None:
    with membership.found_county(tmp_path / "县.xinhuo", "清水县教育局", operator="王") as session:
        school = organisations.save(session, None, {"name": "城关小学", "code": "2136000001", "kind": "3"})
        invite = membership.invite(session, school, tmp_path).path
    assert handing.is_invite(invite)
    (tmp_path / "别的.xhb").write_bytes(b"x")
    assert not handing.is_invite(tmp_path / "别的.xhb")
    handing.give_to_start(start, [invite])
    qtbot.waitUntil(lambda: start.joining is not None and "邀请城关小学加入" in start.joining.said.text())


def test_what_needs_an_office_says_so_on_the_start_page(start: StartPage, tmp_path: Path, heard: Heard) -> None:
    handing.give_to_start(start, [tmp_path / "版式.xhd"])
    assert "要在打开的数据文件里使用" in heard.said[0]


def test_a_program_started_with_a_file_gives_it_to_the_window_that_is_open(office_path: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment |= {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XINHUO_SCRATCH")}
    command = [sys.executable, "-m", "app"]
    (tmp_path / "来件.xhb").write_bytes(b"not one of ours")
    with subprocess.Popen([*command, str(office_path)], env=environment) as first:
        try:
            # Until its door is open the second would open a window of its own and say that the file is open elsewhere.
            ends = time.monotonic() + 120
            while not handing.knock(office_path, []):
                assert first.poll() is None and time.monotonic() < ends
                time.sleep(0.1)
            second = subprocess.run([*command, str(tmp_path / "来件.xhb")], env=environment, timeout=60)
            assert second.returncode == 0
            again = subprocess.run([*command, str(office_path)], env=environment, timeout=60)
            assert again.returncode == 0
        finally:
            first.kill()
