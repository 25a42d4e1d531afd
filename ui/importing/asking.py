"""Questions about a sheet as a whole: what a doubtful column is, and what holds for every row."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.fields import Field
from app.importing import ColumnMatch, ListKind, TableRead
from app.importing.mapping import letters
from ui.preview import wrapped

_LINE = 30
_MOST = 4
"""So many questions are in sight at once; the others are scrolled to."""


class Questions(QScrollArea):
    """`said(table, column, field)` is what a person says of a column, None: not imported; `wanted(table, column)`:
    he wants to choose another field; `filled(texts)`: what holds for every row, by field."""

    said = Signal(object, int, object)
    wanted = Signal(object, int)
    filled = Signal(object)

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines: list[QuestionLine] = []
        self.editors: dict[str, QLineEdit | QComboBox] = {}
        self.fill = QPushButton("填好了")

    def show_all(
        self,
        kind: ListKind,
        asked: Sequence[tuple[TableRead, ColumnMatch]],
        lacking: Sequence[Field],
        fixed: Mapping[str, str],
        words: Mapping[str, Sequence[str]],
        several: bool,
    ) -> None:
        """Show the open questions; nothing is shown where there are none. `several`: name the sheet too."""
        body = QFrame()
        body.setProperty("role", "page")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 6, 16, 6)
        column.setSpacing(4)
        self.lines = [QuestionLine(self, kind, table, match, several) for table, match in asked]
        for line in self.lines:
            column.addWidget(line)
        self.editors = {}
        if lacking:
            column.addWidget(self._fixed(lacking, fixed, words))
        column.addStretch(1)
        self.setWidget(body)
        count = len(self.lines) + (1 if lacking else 0)
        self.setFixedHeight(min(count, _MOST) * (_LINE + 4) + 12)
        self.setVisible(bool(count))

    def _fixed(self, lacking: Sequence[Field], fixed: Mapping[str, str], words: Mapping[str, Sequence[str]]) -> QWidget:
        made = QFrame()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(QLabel("表里没有写、每一行都一样的："))
        for one in lacking:
            editor = self.editors[one.name] = _editor(words.get(one.name, ()), fixed.get(one.name, ""))
            editor.setAccessibleName(one.label)
            line_of(editor).returnPressed.connect(self._on_fill)
            label = QLabel(one.label)
            label.setBuddy(editor)
            line.addWidget(label)
            line.addWidget(editor)
        self.fill = QPushButton("填好了")
        self.fill.clicked.connect(self._on_fill)
        line.addWidget(self.fill)
        line.addStretch(1)
        return made

    def _on_fill(self) -> None:
        texts = {
            name: (one.currentText() if isinstance(one, QComboBox) else one.text()).strip()
            for name, one in self.editors.items()
        }
        self.filled.emit({name: text for name, text in texts.items() if text})


class QuestionLine(QFrame):
    """“专业职务”是不是“现聘职称”？"""

    def __init__(self, asked: Questions, kind: ListKind, table: TableRead, match: ColumnMatch, several: bool) -> None:
        super().__init__()
        field = kind.column(match.field or "")
        where = f"{table.sheet_name} {letters(match.column)} 列" if several else f"{letters(match.column)} 列"
        named = f"“{match.heading}”（{where}）" if match.heading else f"没有表头的 {where}"
        guess = f"是不是“{field.label}”？" if field else "是什么？"
        self.words = wrapped(f"{named}{guess}　{match.reason}", "")
        self.yes, self.no, self.other = QPushButton("是"), QPushButton("不是"), QPushButton("选别的……")
        self.yes.setVisible(field is not None)
        self.yes.clicked.connect(lambda: asked.said.emit(table, match.column, match.field))
        self.no.clicked.connect(lambda: asked.said.emit(table, match.column, None))
        self.other.clicked.connect(lambda: asked.wanted.emit(table, match.column))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.words, 1)
        for button in (self.yes, self.no, self.other):
            line.addWidget(button)


def line_of(editor: QLineEdit | QComboBox) -> QLineEdit:
    """Where a person types."""
    typed = editor.lineEdit() if isinstance(editor, QComboBox) else editor
    assert typed is not None
    return typed


def _editor(words: Sequence[str], text: str) -> QLineEdit | QComboBox:
    if not words:
        made = QLineEdit(text)
        made.setFixedWidth(120)
        return made
    box = QComboBox()
    box.addItems(["", *words])
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setCurrentText(text)
    box.setFixedWidth(180)
    return box
