"""A locked file at the window: it is asked for its key, slips are placed, and nobody is locked out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import keystores, organisations, recovery_code, unlocking
from app.exchange import custody, membership
from app.exchange.kit import Kit
from app.session import open_session
from storage.datakeys import DataKey, new_key
from tests.ui.conftest import cut_texts, newest
from ui import main
from ui.kit import KitSheet
from ui.start import StartPage
from ui.unlocking import UnlockSheet, offered

WORDS = "春风化雨润物无声"


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, DataKey, Kit]]:
    """A county's file on a computer that has no key for it, its key, and its recovery kit."""
    path = tmp_path / "示范县.xinhuo"
    with membership.found_county(path, "示范县教育局", operator="王敏") as session:
        key, kit = session.store.key, custody.kit_of(session)
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "另一台电脑"))
    assert key is not None
    yield path, key, kit
    unlocking.let_go()


@pytest.fixture
def program(qapp: QApplication, kept: QSettings) -> Iterator[main.Program]:
    made = main.Program(kept)
    yield made
    if made.window is not None:
        # Whatever it would still do before it closes.
        made.window.close_lanes()
    for window in (made.window, made.start):
        if window is not None:
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def asked(program: main.Program, path: Path) -> UnlockSheet:
    assert not program.open(path)
    assert program.start is not None and program.start.isVisible()
    return newest(program.start, UnlockSheet)


def test_the_code_typed_once_opens_it_and_afterwards_nothing_is_asked(
    program: main.Program, locked: tuple[Path, DataKey, Kit], qtbot: QtBot
) -> None:
    path, key, _ = locked
    sheet = asked(program, path)
    assert "没有打开它的密钥" in sheet.windowTitle() + sheet._locked.title
    assert [*sheet.ways] == ["code", "kit"]
    first, second, third = recovery_code.lines_of(key)
    slip = "1" if first[6] != "1" else "2"
    sheet.code.editor.setPlainText(first[:6] + slip + first[7:])
    assert sheet.code.said.text() == "请核对：第1行第2组。"
    qtbot.wait(1)
    assert not cut_texts(sheet)
    sheet.code.editor.setPlainText(f"{first}\n{second.lower()}")
    assert sheet.code.said.text() == "第 1 行到第 2 行都对。"
    sheet.go.click()
    assert "现在输入了 2 行" in sheet.fault.text() and program.window is None
    sheet.code.editor.setPlainText(f"{first}\n{second.lower()}\n{third}")
    assert sheet.code.said.text() == "各行都对。"
    sheet.go.click()
    assert program.window is not None and program.window.isVisible()
    assert not program.start.isVisible()  # type: ignore[union-attr]
    program.window.close()
    assert program.open(path), "this computer has the key now"


def test_the_code_of_another_file_is_told_apart(program: main.Program, locked: tuple[Path, DataKey, Kit]) -> None:
    sheet = asked(program, locked[0])
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(new_key())))
    sheet.go.click()
    assert "另一个数据文件的恢复码" in sheet.fault.text()


def test_after_several_wrong_codes_there_is_a_pause_that_grows_and_ends(
    program: main.Program, locked: tuple[Path, DataKey, Kit]
) -> None:
    sheet = asked(program, locked[0])
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(new_key())))
    for pause in (0, 0, 5, 10, 20, 40, 60, 60):
        sheet.go.click()
        assert sheet._left == pause
        assert sheet.go.isEnabled() == (pause == 0)
        if pause:
            sheet.on_go()
            assert sheet._left == pause, "nothing is tried while it lasts"
        for _ in range(pause):
            sheet._tick()
        assert sheet.go.isEnabled() and sheet.go.text() == "打开"
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(locked[1])))
    sheet.go.click()
    assert program.window is not None


def test_the_countys_kit_opens_it_where_the_key_file_lies_beside(
    program: main.Program, locked: tuple[Path, DataKey, Kit]
) -> None:
    sheet = asked(program, locked[0])
    sheet.choose_way("kit")
    assert sheet.go.text() == "下一步"
    sheet.go.click()
    newest(sheet, KitSheet).given.emit(locked[2])
    assert program.window is not None


def test_without_the_key_file_no_kit_is_asked_for(program: main.Program, locked: tuple[Path, DataKey, Kit]) -> None:
    Path(f"{locked[0]}.key").unlink()
    assert [*asked(program, locked[0]).ways] == ["code"]


def test_a_password_is_asked_for_each_time_and_the_window_works_meanwhile(
    program: main.Program, locked: tuple[Path, DataKey, Kit], qtbot: QtBot
) -> None:
    path = locked[0]
    unlocking.with_code(path, "\n".join(recovery_code.lines_of(locked[1])))
    assert program.open(path) and program.window is not None
    recovery_code.print_code(program.window.session, path.parent)
    unlocking.set_password(program.window.session, WORDS)
    program.window.close()
    sheet = asked(program, path)
    assert [*sheet.ways] == ["password", "code", "kit"]
    sheet.password.setText("不是这一句口令")
    sheet.go.click()
    assert "口令不对" in sheet.fault.text()
    sheet.password.setText(WORDS)
    sheet.password.returnPressed.emit()
    window = program.window
    assert window is not None and window.isVisible()
    with window.session.again() as again:
        assert again.name == "示范县教育局"
    assert unlocking.key_of(path) == locked[1], "copies of the file open while the window does"
    window.close()
    asked(program, path)


def test_leaving_the_question_leaves_the_start_page(program: main.Program, locked: tuple[Path, DataKey, Kit]) -> None:
    asked(program, locked[0]).reject()
    assert program.window is None
    assert program.start is not None and program.start.isVisible()


def test_read_only_media_open_too(
    program: main.Program, locked: tuple[Path, DataKey, Kit], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = locked[0]
    path.chmod(0o444)
    sheet = asked(program, path)
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(locked[1])))
    sheet.go.click()
    assert program.window is not None


def test_where_the_key_kept_here_was_altered_the_code_is_asked_for_and_keeps_the_right_one(
    program: main.Program, locked: tuple[Path, DataKey, Kit]
) -> None:
    path, key, _ = locked
    keystores.put(key.ident, bytes(32))
    sheet = asked(program, path)
    said = "".join(label.text() for label in sheet.findChildren(QLabel))
    assert "恢复码也打不开，就是文件坏了" in said and "文件没有坏" not in said
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(key)))
    sheet.go.click()
    assert program.window is not None and keystores.get(key.ident) == key.secret


def test_another_refusal_asks_for_no_key(kept: QSettings, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    from app.problems import Problem

    parent = QWidget()
    qtbot.addWidget(parent)
    assert not offered(parent, kept, Problem("找不到文件。", ""), lambda: None)


def test_a_school_that_joins_again_with_data_of_another_computer_is_asked(
    kept: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "清水小学.xinhuo"
    with membership.found_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        school = organisations.save(county, None, {"name": "清水小学", "kind": "3"})
        first = membership.invite(county, school, tmp_path)
        membership.join(first.path, path, tmp_path)
        again = membership.invite(county, school, tmp_path)
    with open_session(path) as session:
        assert session.store.key is not None
        lines = recovery_code.lines_of(session.store.key)
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "另一台电脑"))
    start = StartPage(kept)
    qtbot.addWidget(start)
    start.show()
    start.toggle_joining()
    assert start.joining is not None
    start.joining._join(again.path, path)
    qtbot.waitUntil(lambda: bool(start.findChildren(UnlockSheet)), timeout=20_000)
    sheet = newest(start, UnlockSheet)
    sheet.code.editor.setPlainText("\n".join(lines))
    with qtbot.waitSignal(start.joining.joined, timeout=20_000):
        sheet.go.click()
    start.close()


def test_a_file_that_went_with_its_stick_meanwhile_is_told_as_such(
    program: main.Program, locked: tuple[Path, DataKey, Kit]
) -> None:
    path, key, _ = locked
    sheet = asked(program, path)
    sheet.choose_way("code")
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(key)))
    path.unlink()
    sheet.on_go()
    assert sheet.isVisible() and "找不到" in sheet.fault.text()
