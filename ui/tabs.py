"""Parts of one page side by side: a row of names, and the part that was chosen; each is made when first wanted."""

from collections.abc import Callable

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ui import tokens
from ui.flow import Flow


class Tabs(QWidget):
    """`chosen(name)` when another part came into sight."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        self.parts: dict[str, QWidget] = {}
        self._make: dict[str, Callable[[], QWidget]] = {}
        head = QFrame()
        head.setProperty("role", "header")
        self._line = Flow(head, spacing=20, margins=QMargins(16, 4, 16, 0))
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.stack, 1)

    def add(self, name: str, label: str, make: Callable[[], QWidget]) -> None:
        """Add a part, not made before `choose` brings it into sight."""
        button = QToolButton()
        button.setText(label)
        button.setProperty("kind", "tab")
        button.clicked.connect(lambda: self.choose(name))
        self.buttons[name] = button
        self._make[name] = make
        self._line.addWidget(button)

    def rename(self, name: str, label: str) -> None:
        """Say something else on a part's button, as when a number in it has changed."""
        self.buttons[name].setText(label)
        self.buttons[name].updateGeometry()

    def choose(self, name: str) -> None:
        """Bring a part into sight."""
        part = self.parts.get(name)
        if part is None:
            part = self.parts[name] = self._make[name]()
            self.stack.addWidget(part)
        self.stack.setCurrentWidget(part)
        for one, button in self.buttons.items():
            tokens.mark(button, "chosen", one == name)
        self.chosen.emit(name)

    @property
    def current(self) -> str:
        """The name of the part in sight; "" before any was."""
        shown = self.stack.currentWidget()
        return next((name for name, part in self.parts.items() if part is shown), "")
