"""Two dialogs of 待核对: a third value, and the same decision for all that are alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app import records
from app.entities import ENTITIES
from app.fields import Field, Kind, Unreadable
from app.session import Session
from ui import tokens
from ui.editors import editor_for
from ui.pages import Services
from ui.people import pickers

if TYPE_CHECKING:
    from app.exchange.inbox import Item

_WIDTH = 460


def can_type(session: Session, services: Services, one: "Item") -> bool:
    """Whether a third value can be written for one: a field, of a kind a person can fill in here."""
    field = ENTITIES[one.table].field(one.column) if one.kind == "conflict" and one.column else None
    if field is None:
        return False
    return field.kind is not Kind.REFERENCE or (field.refers_to or "") in pickers(session, services.people)


class TypeDialog(QDialog):
    """Asks for a value that is neither the county's nor the school's; `said(text)` once the field can read it."""

    said = Signal(str)

    def __init__(self, parent: QWidget, session: Session, services: Services, items: "Sequence[Item]") -> None:
        """`items` are conflicts of one field."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("填写别的值")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        one = items[0]
        field = ENTITIES[one.table].field(one.column)
        assert field is not None
        self._session, self._field = session, field
        page = _page(self)
        self.editor = editor_for(field, pickers(session, services.people), page)
        self.editor.widget.setAccessibleName(field.label)
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.hide()
        self.button = QPushButton("填写这个值")
        self.button.setProperty("kind", "main")
        self.button.clicked.connect(self.say)
        self._lay_out(page, field, items)
        self.resize(min(parent.window().width() - 48, _WIDTH), self.sizeHint().height())
        self.editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, page: QFrame, field: Field, items: "Sequence[Item]") -> None:
        one, many = items[0], len(items) > 1
        title = f"{len(items)} 处{field.label}填同一个值" if many else f"{one.about}的{field.label}"
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        told = [] if many else [("县里", one.county.text), ("学校", one.school.text)]
        for line, (label, text) in enumerate(told):
            grid.addWidget(_label(label, "secondary"), line, 0)
            grid.addWidget(_label(text or "（空）"), line, 1)
        grid.addWidget(_label("改为", "secondary"), len(told), 0)
        grid.addWidget(self.editor.widget, len(told), 1)
        column = page.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(_label(title, "heading"))
        column.addLayout(grid)
        column.addWidget(self.fault)
        column.addLayout(_foot(self, self.button))

    def say(self) -> None:
        """Give the value to whoever asked, if the field can read it."""
        try:
            text = self.editor.text()
            records.parsed(self._session, self._field, text)
        except Unreadable as reason:
            self.fault.setText(str(reason))
            self.fault.show()
            return
        self.said.emit(text)
        self.accept()


class AlikeDialog(QDialog):
    """Asks which ones are meant together with one, and whose side is taken; `decided(ids, school)`."""

    decided = Signal(list, bool)

    def __init__(self, parent: QWidget, one: "Item", every: "Sequence[Item]", shown: "Sequence[Item]") -> None:
        """`every`: all that wait; `shown`: those the list shows under its conditions."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("同类都这样处理")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        groups: list[tuple[str, list[str]]] = [
            (f"同一项目、同样原因的（{one.label}）", [each.id for each in every if each.alike == one.alike]),
            (f"{one.school_name or '这所学校'}的全部", [each.id for each in every if each.site == one.site]),
            ("列表里现在列出的全部", [each.id for each in shown]),
        ]
        self.which = _radios([f"{words}：{len(ids):,} 处" for words, ids in groups])
        self.side = _radios(["采用学校的（报回的恢复，没有采用的重新采用）", "保留县里的"])
        self._ids = [ids for _words, ids in groups]
        self.button = QPushButton("都这样处理")
        self.button.setProperty("kind", "main")
        self.button.clicked.connect(self.decide)
        page = _page(self)
        column = page.layout()
        assert isinstance(column, QVBoxLayout)
        for heading, group in (("哪些", self.which), ("怎样处理", self.side)):
            column.addWidget(_label(heading, "group"))
            for button in group.buttons():
                column.addWidget(button)
        column.addWidget(_label("每一类作为一次操作写入。以后还可以在相应的记录里再改。", "secondary"))
        column.addLayout(_foot(self, self.button))
        self.resize(min(parent.window().width() - 48, _WIDTH), self.sizeHint().height())

    def decide(self) -> None:
        """Give the decision to whoever asked."""
        self.decided.emit(self._ids[self.which.checkedId()], self.side.checkedId() == 0)
        self.accept()


def _radios(texts: Sequence[str]) -> QButtonGroup:
    group = QButtonGroup()
    for number, text in enumerate(texts):
        button = QRadioButton(text)
        group.addButton(button, number)
        button.setChecked(number == 0)
    return group


def _page(dialog: QDialog) -> QFrame:
    page = QFrame()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 16, 16, 12)
    column.setSpacing(tokens.GRID)
    outer = QVBoxLayout(dialog)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(page)
    return page


def _foot(dialog: QDialog, button: QPushButton) -> QHBoxLayout:
    cancel = QPushButton("取消")
    cancel.clicked.connect(dialog.reject)
    foot = QHBoxLayout()
    foot.addStretch(1)
    foot.addWidget(cancel)
    foot.addWidget(button)
    return foot


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
