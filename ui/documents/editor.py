"""The text of a document as a person writes it: places for live figures in colour, those that say nothing in red."""

import re
from collections.abc import Collection

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui import tokens

_PLACE = re.compile(r"\{[^{}\n]*\}")


class Places(QSyntaxHighlighter):
    """Colours the places of a text."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor.document())
        self._editor = editor
        self._empty: Collection[str] = frozenset()

    def mark(self, empty: Collection[str]) -> None:
        """These places say nothing."""
        if set(empty) != set(self._empty):
            self._empty = frozenset(empty)
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        colours = tokens.of(self._editor)
        for found in _PLACE.finditer(text):
            look = QTextCharFormat()
            if found[0] in self._empty:
                look.setForeground(QColor(colours.danger))
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            else:
                look.setForeground(QColor(colours.accent))
            self.setFormat(found.start(), len(found[0]), look)


class Editor(QPlainTextEdit):
    """A plain text with undo of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("文稿内容")
        self.setPlaceholderText("第一行写标题，空一行，再写正文。")
        self.setTabChangesFocus(True)
        font = QFont(self.font())
        font.setPixelSize(tokens.BODY + 1)
        self.setFont(font)
        self.places = Places(self)

    def open(self, body: str, *, writable: bool) -> None:
        """Show another text; what was there cannot be undone back into it."""
        self.setPlainText(body.rstrip("\n"))
        self.setReadOnly(not writable)
        self.document().setModified(False)

    @property
    def body(self) -> str:
        """What is written."""
        return self.toPlainText().rstrip("\n") + "\n"

    @property
    def dirty(self) -> bool:
        """Whether something was written since it was opened."""
        return self.document().isModified()

    def insert(self, place: str) -> None:
        """Put a place where the cursor is; a table or chart gets a line of its own."""
        cursor = self.textCursor()
        if place.startswith(("{表", "{图")):
            before = cursor.block().text()[: cursor.positionInBlock()].strip()
            after = cursor.block().text()[cursor.positionInBlock() :].strip()
            place = ("\n" if before else "") + place + ("\n" if after else "")
        cursor.insertText(place)
        self.setTextCursor(cursor)
        self.setFocus()
