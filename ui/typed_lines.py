"""A field for lines typed from paper, which says while somebody types what is right and what is not."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app import typed_lines
from ui import tokens

_LINE_HIGH, _ROOM = 21, 21


class TypedLines(QWidget):
    """`editor` takes the lines; what is said of them stands below it."""

    def __init__(self, lines: int, name: str) -> None:
        """`lines` wanted of what is called `name` (恢复密钥)."""
        super().__init__()
        self._lines = lines
        self._right = self._seen = 0
        self.editor = QPlainTextEdit(placeholderText="照纸上一行一行输入，字母不分大小写，每行按回车")
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(_LINE_HIGH * lines + _ROOM)
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.editor.textChanged.connect(self._look)
        label = QLabel(f"{name}，共 {lines} 行，每行 {typed_lines.GROUPS} 组")
        label.setBuddy(self.editor)
        self.editor.setAccessibleName(name)
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "secondary")
        # Room for two lines from the start: what stands below does not jump while somebody types.
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID // 2)
        for widget in (label, self.editor, self.said):
            column.addWidget(widget)

    def text(self) -> str:
        """What was typed."""
        return self.editor.toPlainText()

    def _look(self) -> None:
        right, wrong = typed_lines.so_far(self.text(), self._lines)
        if wrong:
            words = f"请核对：{'、'.join(wrong)}。"
        elif right == self._lines:
            words = "各行都对。"
        else:
            words = f"第 1 行到第 {right} 行都对。" if right > 1 else "第 1 行对了。" if right else ""
        self.said.setText(words)
        tokens.mark(self.said, "role", "fault" if wrong else "secondary")
