"""Asking what a design is to be called, and whether papers are made with it from now on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from app.papers.designs import LONGEST_NAME
from ui.sheet import Sheet


class NameSheet(Sheet):
    """`named(name, choosing)` when a person said so; the answer says why not, or "" and the sheet goes."""

    named = Signal(str, bool)

    def __init__(self, parent: QWidget, title: str, go: str, name: str, *, choosing: bool | None = None) -> None:
        """`choosing` None: only the name is asked for."""
        super().__init__(parent, title, title, go, width=440)
        label = QLabel("名称")
        self.edit = QLineEdit(name, maxLength=LONGEST_NAME)
        self.edit.setAccessibleName("版式名称")
        label.setBuddy(self.edit)
        self.choosing = QCheckBox("以后就用这个版式打印")
        self.choosing.setChecked(bool(choosing))
        self.choosing.setVisible(choosing is not None)
        for widget in (label, self.edit, self.choosing):
            self.column.addWidget(widget)
        self.edit.returnPressed.connect(self.on_go)
        self.edit.selectAll()
        self.edit.setFocus()

    def on_go(self) -> None:
        """Hand over what was typed; whoever takes it closes the sheet."""
        self.refuse("")
        self.named.emit(self.edit.text(), self.choosing.isChecked())
