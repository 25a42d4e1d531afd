"""A dialog that gives many the same: what is asked above, whom to tick below, one button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import records
from app.records import Entity, Invalid, Values
from app.session import Session
from ui.forms import Form
from ui.lists import ListPane, ticked_in_order


class ManyDialog(QDialog):
    """`chosen(ids, values)` once what was filled in can be read and a row is ticked. Subclasses fill `list`."""

    chosen = Signal(list, object)

    def __init__(
        self, parent: QWidget, session: Session, entity: Entity, asked: Sequence[str], pane: ListPane, *, title: str
    ) -> None:
        """`asked`: the fields of `entity` that are asked for all of them."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        fields = [field for field in entity.fields if field.name in asked]
        self.form = Form(entity, session, pickers={}, parent=self, fields=fields)
        self.list = pane
        self.list.bar.hide()
        self.list.rows.ticked_changed.connect(self._count)
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()

    def lay_out(self, hint: str, above: QWidget | None = None) -> None:
        """Form, hint, what else stands `above` the list, the list, and the buttons."""
        words = QLabel(hint, wordWrap=True)
        words.setProperty("role", "secondary")
        words.setContentsMargins(16, 0, 16, 0)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.form)
        column.addWidget(words)
        if above is not None:
            line = QHBoxLayout()
            line.setContentsMargins(16, 0, 16, 0)
            line.addWidget(above)
            column.addLayout(line)
        column.addWidget(self.list, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(self._foot())
        self._count()

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "footer")
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self.go = QPushButton()
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self.choose)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addWidget(self._word, 1)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.go)
        return foot

    def _count(self) -> None:
        ticked = len(self.list.rows.ticked)
        self.list.bar.hide()
        self.go.setText(f"登记 {ticked:,} {self.list.unit}" if ticked else "登记")
        self.go.setEnabled(bool(ticked))

    def choose(self) -> None:
        """Read what is there; say beside each field what is wrong with it."""
        entity = self.form.entity
        try:
            values: Values = records.read(entity, self.form.changed_texts(), self.form.session)
            missing = self.form.missing()
            if missing:
                raise Invalid(entity, missing)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self._word.setText("".join(rest))
            self._word.setVisible(bool(rest))
            return
        self.chosen.emit(ticked_in_order(self.list.rows), values)
        self.accept()
