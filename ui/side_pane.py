"""What takes the place of a page's detail for a while: a heading, a cross to close it, and a body."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from ui import messages, pictures, tokens


class SidePane(QFrame):
    """`closed` when left. Subclasses fill `column` and say with `dirty` whether something is not saved."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.pk: str | None = None
        self.title = QLabel(wordWrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "heading")
        self.close_button = QToolButton()
        self.close_button.setProperty("kind", "quiet")
        self.close_button.setToolTip("关闭（Esc）")
        self.close_button.setAccessibleName("关闭")
        pictures.dress(self.close_button, "x", "secondary")
        self.close_button.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.GRID)
        self.column.addLayout(head)

    @property
    def dirty(self) -> bool:
        """Whether something was written that is not saved."""
        return False

    def open(self, pk: str) -> None:
        """Begin for a record."""

    def save(self) -> None:
        """Ctrl+S."""

    def leave(self) -> bool:
        """Close; asks once when something is not saved."""
        if self.dirty and not messages.ask(
            self, "有改动还没有保存。", "离开后这些改动就没有了。", "不保存，离开", "继续填写"
        ):
            return False
        self.pk = None
        self.closed.emit()
        return True


def secondary(text: str = "") -> QLabel:
    """A quiet sentence."""
    label = QLabel(text, wordWrap=True)
    label.setProperty("role", "secondary")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def line(*, top: int = 0, bottom: int = 0) -> QHBoxLayout:
    """A line of a pane, as far from its edges as its heading."""
    made = QHBoxLayout()
    made.setContentsMargins(16, top, 16, bottom)
    made.setSpacing(tokens.GRID)
    return made
