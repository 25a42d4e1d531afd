"""What the parts of 设置 are laid out with: a column of headings, sentences and labelled fields."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import tokens

_WIDEST = 720
_LABEL = 104


class Part(QScrollArea):
    """One part: `self.column` takes what belongs in it, from the top."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.GRID)
        bound = QWidget()
        bound.setLayout(self.column)
        bound.setMaximumWidth(_WIDEST)
        line = QHBoxLayout(inner)
        line.setContentsMargins(16, 8, 16, 16)
        line.addWidget(bound, 1, Qt.AlignmentFlag.AlignTop)
        line.addStretch(0)
        self.setWidget(inner)
        # A scroll area makes what it is given fill itself with the window's colour.
        inner.setAutoFillBackground(False)

    def heading(self, text: str) -> None:
        """A heading over what follows."""
        label = QLabel(text)
        label.setProperty("role", "group")
        label.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(label)

    def sentence(self, text: str = "") -> QLabel:
        """A quiet sentence; it can be said otherwise later."""
        label = QLabel(text, wordWrap=True)
        label.setProperty("role", "secondary")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(label)
        return label

    def line(self, *widgets: QWidget, label: str = "", stretch: QWidget | None = None) -> None:
        """Widgets side by side, with a label before them; `stretch` takes the width that is left."""
        line = QHBoxLayout()
        line.setSpacing(tokens.GRID)
        if label:
            named = QLabel(label)
            named.setFixedWidth(_LABEL)
            named.setBuddy(widgets[0])
            line.addWidget(named)
            widgets[0].setAccessibleName(label)
        for widget in widgets:
            line.addWidget(widget, 1 if widget is stretch else 0)
        if stretch is None:
            line.addStretch(1)
        self.column.addLayout(line)
