"""Filter chips: one condition each, in plain words, chosen from a small panel with counts."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from app.fields import Value
from ui import pictures, tokens
from ui.rows import Column

_SEARCH_FROM = 12
"""Panels with more options than this have a box to search in."""


class Chip(QToolButton):
    """A condition on one column: "学段" while it is open, "学段：小学" with a cross once chosen."""

    picked = Signal(object)

    def __init__(self, column: Column, options: Callable[[], Counter[Value]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self.value: Value = None
        self._options = options
        self.setProperty("kind", "chip")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.clicked.connect(self._on_click)
        self.choose(None)

    def choose(self, value: Value) -> None:
        """Show a condition (None: none) without announcing it."""
        self.value = value
        shown = (
            f"{self.column.label}：{self.column.text(value) or '未填写'}" if value is not None else self.column.label
        )
        self.setText(shown)
        self.setAccessibleName(f"筛选 {shown}")
        if bool(self.property("chosen")) != (value is not None):
            tokens.mark(self, "chosen", value is not None)
        pictures.dress(self, "x" if value is not None else "chevron-down", "accent" if value else "secondary", 14)

    def pick(self, value: Value) -> None:
        """Choose a condition as a person does."""
        self.choose(value)
        self.picked.emit(value)

    def _on_click(self) -> None:
        if self.value is not None:
            self.pick(None)
            return
        panel = OptionsPanel(self.column, self._options(), self)
        panel.picked.connect(self.pick)
        panel.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        panel.show()


class OptionsPanel(QFrame):
    """The values a column has, with how many rows have each, most frequent first."""

    picked = Signal(object)

    def __init__(self, column: Column, options: Counter[Value], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.options = QListWidget(self)
        self.options.setProperty("role", "options")
        # Styled before anything is in it, or the rows keep the height they had without the style.
        self.options.ensurePolished()
        self.options.setFrameShape(QFrame.Shape.NoFrame)
        for value, count in options.most_common():
            if value not in (None, ""):
                item = QListWidgetItem(f"{column.text(value)}    {count:,}")
                item.setData(Qt.ItemDataRole.UserRole, value)
                self.options.addItem(item)
        self.options.itemActivated.connect(self._take)
        self.options.itemClicked.connect(self._take)
        if self.options.count() > _SEARCH_FROM:
            search = QLineEdit(placeholderText=f"查找{column.label}")
            search.textChanged.connect(self._narrow)
            search.returnPressed.connect(self._take_first)
            layout.addWidget(search)
            self.setFocusProxy(search)
        layout.addWidget(self.options)
        if not self.options.count():
            self.options.addItem("没有可选的内容")
            self.options.setEnabled(False)
        rows = min(max(self.options.count(), 1), _SEARCH_FROM)
        self.options.setFixedHeight(rows * 28 + 12)
        self.setFixedWidth(max(180, self.options.sizeHintForColumn(0) + 48))
        self.setFocus()

    def _narrow(self, text: str) -> None:
        for row in range(self.options.count()):
            item = self.options.item(row)
            item.setHidden(text.strip() not in item.text())

    def _take_first(self) -> None:
        for row in range(self.options.count()):
            item = self.options.item(row)
            if not item.isHidden():
                self._take(item)
                return

    def _take(self, item: QListWidgetItem) -> None:
        value = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.picked.emit(value)
