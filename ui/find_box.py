"""The box over a list of teachers: what is typed finds them as everywhere else."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from ui.lists import ListPane
from ui.people import People

_TYPING_PAUSE = 120
"""Milliseconds after the last key before the list is searched."""


class FindBox(QLineEdit):
    """Narrows a list, whose rows have the ids of teachers, to those whom the words fit."""

    def __init__(self, people: People, pane: ListPane) -> None:
        super().__init__(placeholderText="姓名、拼音、首字母、证号或学校", clearButtonEnabled=True)
        self._people, self._list = people, pane
        self.setAccessibleName("查找教师")
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE)
        self._pause.timeout.connect(self.look)
        self.textChanged.connect(lambda: self._pause.start())
        pane.cleared.connect(self.clear)
        people.ready.connect(self.look)

    def look(self) -> None:
        """Search for what stands there, as after the list was read anew."""
        text = self.text().strip()
        self._list.search(self._people.find(text) if text else None)
