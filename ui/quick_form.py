"""The small form inside a detail: a few fields for what belongs to the record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout

from app import records
from app.fields import Value
from app.problems import SHOWN
from app.records import Entity, Invalid, Values
from app.session import Session
from ui import messages, tokens
from ui.choices import Picker
from ui.forms import Form

_LABEL_WIDTH = 76


class QuickForm(QFrame):
    """A few fields of `entity` with a word above, 保存 and 取消.

    `saved(id)` after each save, `closed` when it went out of sight. Hidden until `open` is called.
    """

    saved = Signal(str)
    closed = Signal()

    def __init__(
        self,
        entity: Entity,
        fields: Sequence[str],
        session: Session,
        *,
        save: Callable[[str, Values], str],
        pickers: Mapping[str, Picker] | None = None,
        verb: str = "保存",
        stays: bool = True,
    ) -> None:
        """`save(owner, values)` writes it for the record that `open` named; `stays` open for the next one, or not."""
        super().__init__()
        self.setProperty("role", "card")
        self.owner: str | None = None
        self._save = save
        self._stays = stays
        self._defaults: Mapping[str, Value] = {}
        chosen = [field for field in entity.fields if field.name in fields]
        self.title = QLabel(wordWrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setContentsMargins(12, 12, 12, 0)
        self.title.hide()
        self.form = Form(entity, session, pickers=pickers or {}, parent=self, fields=chosen)
        self.form.layout().setContentsMargins(0, 12, 12, 4)  # type: ignore[union-attr]
        for row in self.form.rows.values():
            row.label.setFixedWidth(_LABEL_WIDTH)
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()
        self.save_button = QPushButton(verb)
        self.save_button.setProperty("kind", "main")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.close_asking)
        line = QHBoxLayout()
        line.setContentsMargins(12, 4, 12, 12)
        line.setSpacing(tokens.GRID)
        line.addWidget(self._word, 1)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.form)
        column.addLayout(line)
        self.hide()

    @property
    def dirty(self) -> bool:
        """Whether a person has written something that is not saved."""
        return not self.isHidden() and self.form.dirty

    def open(self, owner: str, defaults: Mapping[str, Value]) -> None:
        """Show it empty for the record `owner`, with some values already put in."""
        self.owner, self._defaults = owner, defaults
        self._begin()
        self.show()
        self.form.focus_first()
        # Once the layout has made room: in a low window the form may begin below what is in sight.
        QTimer.singleShot(0, self, self._come_into_sight)

    def save(self) -> bool:
        """Save what is there and begin the next one; False when it was refused."""
        if self.owner is None:
            return False
        try:
            changes = records.read(self.form.entity, self.form.changed_texts(), self.form.session)
            pk = self._save(self.owner, changes)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self._say("".join(rest))
            return False
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return False
        self._begin()
        if self._stays:
            self.form.focus_first()
        else:
            self.close_asking()
        self.saved.emit(pk)
        return True

    def close_asking(self) -> bool:
        """Close; asks once when something would be lost."""
        if self.dirty and not messages.ask(
            self, "还有没保存的内容。", "离开后这些内容就没有了。", "不保存，离开", "继续填写"
        ):
            return False
        self.form.dirty = False
        self.owner = None
        self.hide()
        self.closed.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)

    def _come_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.save_button, 0, tokens.GRID * 2)

    def _begin(self) -> None:
        self._say("")
        self.form.fill({})
        for name, value in self._defaults.items():
            self.form.suggest(name, value)

    def _say(self, text: str) -> None:
        self._word.setText(text)
        self._word.setVisible(bool(text))


def shared(rows: Sequence[Mapping[str, Any]], name: str) -> Any:
    """What all of these have, for a form about several at once; None where they differ."""
    values = {row[name] for row in rows}
    return values.pop() if len(values) == 1 else None
