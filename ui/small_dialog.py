"""A dialog that asks a few things before something is done: what it is about, what will happen, the fields, one verb."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import records
from app.fields import Value
from app.records import Entity, Invalid
from app.session import Session
from ui import messages
from ui.choices import Picker
from ui.forms import Form

_WIDE, _TALL = 540, 380
_AROUND = 140
"""What stands above and below the fields."""


class SmallDialog(QDialog):
    """`chosen(values)` once what was filled in can be read; what is done with it is the page's."""

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        entity: Entity,
        *,
        title: str,
        about: str,
        words: str,
        verb: str,
        pickers: Mapping[str, Picker] | None = None,
        defaults: Mapping[str, Value] | None = None,
    ) -> None:
        """`about` whom or what, `words` what will happen, `verb` on the button; `entity` declares what is asked."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._defaults = dict(defaults or {})
        head, said = QLabel(about, wordWrap=True), QLabel(words, wordWrap=True)
        head.setProperty("role", "heading")
        said.setProperty("role", "secondary")
        for label in (head, said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.form = Form(entity, session, pickers=pickers or {}, parent=self)
        self.word = QLabel(wordWrap=True)
        self.word.setProperty("role", "fault")
        self.word.hide()
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        for widget in (head, said):
            column.addWidget(widget)
        # More fields than a small screen is high are scrolled to: the buttons below stay in reach.
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.form)
        scroll.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        column.addWidget(scroll, 1)
        column.addWidget(self.word)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(self._foot(verb))
        window = parent.window()
        self.form.fill(self._defaults)
        tall = max(_TALL, self.form.sizeHint().height() + _AROUND)
        self.resize(min(window.width() - 48, _WIDE), min(window.height() - 48, tall))
        self.form.focus_first()

    def _foot(self, verb: str) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "footer")
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self.go = QPushButton(verb)
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self.choose)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.go)
        return foot

    def reject(self) -> None:
        """Close; asks once when something that was written would be lost."""
        if self.form.dirty and not messages.ask(
            self, "有改动还没有保存。", "离开后这些改动就没有了。", "不保存，离开", "继续填写"
        ):
            return
        super().reject()

    def choose(self) -> None:
        """Read what is there; say beside each field what is wrong with it."""
        session, entity = self.form.session, self.form.entity
        try:
            values = {**self._defaults, **records.read(entity, self.form.changed_texts(), session)}
            records.validate(session, entity, values, values)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self.word.setText("".join(rest))
            self.word.setVisible(bool(rest))
            return
        self.chosen.emit(values)
        self.accept()
