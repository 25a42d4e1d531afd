"""Asking for the name of a layout: who it is for."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.problems import SHOWN
from ui.sheet import Sheet


class NameSheet(Sheet):
    """`done(name)` does what the name is for; what it refuses is said in place, and the name asked again."""

    def __init__(self, parent: QWidget, title: str, name: str, go: str, done: Callable[[str], None]) -> None:
        super().__init__(parent, title, "给哪个单位、哪个系统用？", go, width=420)
        self._done = done
        self.name = QLineEdit(name, placeholderText="如：省继续教育平台")
        self.name.setAccessibleName("名称")
        self.name.selectAll()
        self.name.returnPressed.connect(self.on_go)
        self.column.addWidget(self.name)
        self.name.setFocus()

    def on_go(self) -> None:
        try:
            self._done(self.name.text())
        except SHOWN as problem:
            self.refused(problem)
            return
        self.accept()
