"""The one place where the program speaks to a person: message boxes, toasts and the report of a bug."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from app import mistakes
from app.problems import SHOWN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

TOAST_SECONDS = 8
_SPACE_BELOW = 4
"""A toast lies over the status line, not over what is being worked on."""


class Voice(Protocol):
    """What really asks and shows; tests put one in place that answers by itself."""

    def tell(self, parent: QWidget | None, title: str, advice: str) -> None: ...

    def ask(self, parent: QWidget | None, title: str, advice: str, yes: str, no: str) -> bool: ...


class Boxes:
    """The voice of the real program: Qt's own dialogs with Chinese buttons."""

    def tell(self, parent: QWidget | None, title: str, advice: str) -> None:
        from PySide6.QtWidgets import QMessageBox

        box = _box(parent, title, advice)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def ask(self, parent: QWidget | None, title: str, advice: str, yes: str, no: str) -> bool:
        from PySide6.QtWidgets import QMessageBox

        box = _box(parent, title, advice)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(accept)
        box.setEscapeButton(reject)
        box.exec()
        return box.clickedButton() is accept


_voice: Voice = Boxes()


def use(voice: Voice) -> Voice:
    """Let `voice` speak from now on; returns the one it replaces."""
    global _voice
    before, _voice = _voice, voice
    return before


def say(parent: QWidget | None, title: str, advice: str) -> None:
    """Tell what happened and what to do next; waits until it was read."""
    _voice.tell(parent, title, advice)


def ask(parent: QWidget | None, title: str, advice: str, yes: str, no: str) -> bool:
    """Ask a question with two verbs as answers; True for `yes`. Closing the box means `no`."""
    return _voice.ask(parent, title, advice, yes, no)


def show_problem(parent: QWidget | None, problem: BaseException) -> bool:
    """Show a refusal as it is. False when it is not one of ours to show."""
    if not isinstance(problem, SHOWN):
        return False
    say(parent, problem.title, problem.advice)
    return True


def report_bug(parent: QWidget | None, error: BaseException) -> None:
    """Log where our own mistake happened and say so calmly; refusals are shown as they are.

    Only the kind of the exception and the places in the code are logged: its text may name a person.
    """
    if show_problem(parent, error):
        return
    mistakes.write(error)
    if _stamp() != _BEGUN_AS:
        # Linux lets a running program be replaced: what it had not read yet is of the new one, and does not fit.
        say(parent, "薪火刚才升级了，这个窗口还是旧的。", "请关闭窗口，再打开一次。已保存的内容都在。")
        return
    say(
        parent,
        "程序遇到了没有预料到的情况。",
        "刚才的操作没有完成，已保存的内容不受影响，可以继续使用。如果反复出现，请在“设置”里导出运行日志，交给维护人员。",
    )


def _stamp() -> tuple[int, int] | None:
    """Which file the frozen program is; None for the source program, and when it is gone."""
    if not getattr(sys, "frozen", False):
        return None
    try:
        stands = Path(sys.executable).stat()
    except OSError:
        return None
    return stands.st_ino, stands.st_mtime_ns


_BEGUN_AS = _stamp()


def toast(window: QWidget, text: str, action_text: str | None = None, action: Callable[[], None] | None = None) -> None:
    """Say something in passing at the bottom of the window, with at most one thing to do about it (撤销)."""
    for old in window.findChildren(Toast):
        old.go()
    Toast(window, text, action_text, action).show()


class Toast(QFrame):
    """A bar near the bottom that goes by itself; the only one at a time."""

    def __init__(self, window: QWidget, text: str, action_text: str | None, action: Callable[[], None] | None) -> None:
        super().__init__(window)
        self.setProperty("role", "toast")
        self.text = text
        self._window = window
        self._action = action
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 3, 8, 3)
        line.setSpacing(12)
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setMinimumHeight(30)
        line.addWidget(label)
        if action_text and action:
            button = QPushButton(action_text)
            button.setProperty("kind", "undo")
            button.clicked.connect(self._act)
            line.addWidget(button)
        window.installEventFilter(self)
        QTimer.singleShot(TOAST_SECONDS * 1000, self, self.go)
        self._place()

    def go(self) -> None:
        """Leave."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _act(self) -> None:
        action, self._action = self._action, None
        self.go()
        if action:
            action()

    def _place(self) -> None:
        self.adjustSize()
        window = self._window
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - _SPACE_BELOW)
        self.raise_()


def _box(parent: QWidget | None, title: str, advice: str) -> "QMessageBox":
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setWindowTitle("薪火")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(advice)
    return box
