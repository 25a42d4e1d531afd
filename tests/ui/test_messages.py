"""What the program says: boxes with Chinese buttons, toasts, refusals, and bugs without personal values."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.problems import Problem
from storage.problems import StorageProblem
from tests.ui.conftest import Heard
from ui import messages


@pytest.fixture
def boxes(heard: Heard) -> Iterator[None]:
    """The real boxes for once."""
    before = messages.use(messages.Boxes())
    yield
    messages.use(before)


def press(text: str) -> None:
    """Press a button of the box that is going to open."""

    def find() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, find)
            return
        button: QAbstractButton = next(one for one in box.buttons() if one.text() == text)
        button.click()

    QTimer.singleShot(0, find)


def test_a_question_is_answered_by_the_button_pressed(boxes: None, qtbot: QtBot) -> None:
    press("删除")
    assert messages.ask(None, "要删除吗？", "可以撤销。", "删除", "不删除")
    press("不删除")
    assert not messages.ask(None, "要删除吗？", "可以撤销。", "删除", "不删除")


def test_something_is_told_until_it_was_read(boxes: None, qtbot: QtBot) -> None:
    press("知道了")
    messages.say(None, "找不到文件。", "请插好U盘。")


@pytest.mark.parametrize("kind", [Problem, StorageProblem])
def test_a_refusal_is_shown_as_it_is(heard: Heard, kind: type[Problem]) -> None:
    assert messages.show_problem(None, kind("磁盘已满。", "请清理后再试。"))
    assert heard.said == ["磁盘已满。 请清理后再试。"]
    assert not messages.show_problem(None, ValueError("x"))


def test_a_bug_is_logged_by_place_and_kind_without_what_it_says(heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ValueError("张三 11010519491231002X")

    with caplog.at_level(logging.ERROR, "xinhuo"):
        try:
            broken()
        except ValueError as error:
            messages.report_bug(None, error)
    assert "ValueError" in caplog.text
    assert "broken" in caplog.text
    for text in (caplog.text, heard.said[0]):
        assert "张三" not in text
        assert "11010519491231002X" not in text
    assert "ValueError" not in heard.said[0]


def test_a_toast_offers_one_thing_to_do_and_goes(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    done: list[str] = []
    messages.toast(window, "已保存：张三", "撤销", lambda: done.append("撤销"))
    toast = window.findChild(messages.Toast)
    assert toast is not None
    assert toast.isVisible()
    button = toast.findChild(QPushButton)
    assert button is not None
    button.click()
    assert done == ["撤销"]
    assert toast.isHidden()


def test_there_is_one_toast_at_a_time(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    messages.toast(window, "第一")
    messages.toast(window, "第二")
    assert [one.text for one in window.findChildren(messages.Toast) if one.isVisible()] == ["第二"]


def test_a_toast_stays_inside_a_window_that_is_made_smaller(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    messages.toast(window, "已保存：张三", "撤销", lambda: None)
    window.resize(400, 300)
    toast = window.findChild(messages.Toast)
    assert toast is not None
    assert window.rect().contains(toast.geometry())


def test_a_program_that_was_replaced_while_running_asks_to_be_opened_anew(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_BEGUN_AS", (1, 1))
    messages.report_bug(None, ImportError("ui.gone"))
    assert heard.said == ["薪火刚才升级了，这个窗口还是旧的。 请关闭窗口，再打开一次。已保存的内容都在。"]
