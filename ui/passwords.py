"""Asking for the password of a workbook that was chosen, and trying again with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.problems import Cancelled, PasswordNeeded
from ui import messages
from ui.pages import Services
from ui.sheet import Sheet


class PasswordSheet(Sheet):
    """`again(password)` tries once more."""

    def __init__(self, parent: QWidget, path: Path, error: PasswordNeeded, again: Callable[[str], None]) -> None:
        super().__init__(parent, "打开密码", f"“{path.name}”加了密码", "打开", width=440)
        self._again = again
        self.password = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("打开密码")
        self.password.returnPressed.connect(self.on_go)
        self.shown = QCheckBox("显示密码")
        self.shown.toggled.connect(
            lambda on: self.password.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        )
        if error.wrong:
            self.refuse(error.title, error.advice)
        else:
            self.sentence(error.advice)
        self.sentence("密码只用来打开这一次，不会保存；文件本身不改动。").setProperty("role", "secondary")
        self.column.addWidget(self.password)
        self.column.addWidget(self.shown)
        self.password.setFocus()

    def on_go(self) -> None:
        if self.password.text():
            self.accept()
            self._again(self.password.text())


def or_ask(
    services: Services, window: QWidget, path: Path, again: Callable[[str], None]
) -> Callable[[BaseException], None]:
    """For a job that reads the workbook at `path`: what to do when it fails. A password is asked for, then `again` is
    called with it; anything else is said as always."""
    return partial(_failed, services, window, path, again)


def _failed(
    services: Services, window: QWidget, path: Path, again: Callable[[str], None], error: BaseException
) -> None:
    if isinstance(error, PasswordNeeded):
        PasswordSheet(window, path, error, again).open()
    elif isinstance(error, Cancelled):
        services.toast(f"{error.title}{error.advice}")
    else:
        messages.report_bug(window, error)
