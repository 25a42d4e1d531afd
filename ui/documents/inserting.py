"""What can be put into a text: figures, tables and charts, found by typing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.documents.places import Choice

_WIDE, _TALL = 520, 520


class InsertDialog(QDialog):
    """`chosen(typed)` for each place a person takes; it stays open, so that several can be put in one after another."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, choices: Sequence[Choice]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("插入数字、表和图")
        self._choices = choices
        self.search = QLineEdit(placeholderText="查找：教师、学时、结对……", clearButtonEnabled=True)
        self.search.setAccessibleName("查找要插入的内容")
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setAccessibleName("可以插入的内容")
        self.list.itemActivated.connect(lambda _: self.take())
        self.list.currentItemChanged.connect(lambda now, _before: self._tell(now))
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "secondary")
        self.about.setMinimumHeight(52)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.go = QPushButton("插入", autoDefault=False)
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self.take)
        close = QPushButton("关闭", autoDefault=False)
        close.clicked.connect(self.reject)
        page, foot = QFrame(), QFrame()
        page.setProperty("role", "page")
        foot.setProperty("role", "footer")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 8)
        for widget in (self.search, self.list, self.about):
            column.addWidget(widget)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addStretch(1)
        line.addWidget(close)
        line.addWidget(self.go)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(foot)
        self.resize(_WIDE, min(_TALL, parent.window().height() - 48))
        self._fill("")
        self.search.setFocus()

    def _fill(self, text: str) -> None:
        words = text.split()
        self.list.clear()
        group = ""
        for choice in self._choices:
            whole = f"{choice.group} {choice.label} {choice.about}"
            if not all(word in whole for word in words):
                continue
            if choice.group != group:
                group = choice.group
                head = QListWidgetItem(group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(head)
            item = QListWidgetItem(f"    {choice.label}")
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setToolTip(choice.typed)
            self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem("没有找到，换一个词试试。")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        elif self.list.count() > 1:
            self.list.setCurrentRow(1)
        self._tell(self.list.currentItem())

    def _tell(self, item: QListWidgetItem | None) -> None:
        choice: Choice | None = item.data(Qt.ItemDataRole.UserRole) if item else None
        self.about.setText(f"{choice.typed}\n{choice.about}" if choice else "")
        self.go.setEnabled(choice is not None)

    def take(self) -> None:
        """Put what is chosen into the text."""
        item = self.list.currentItem()
        choice: Choice | None = item.data(Qt.ItemDataRole.UserRole) if item else None
        if choice is not None:
            self.chosen.emit(choice.typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)
