"""认定 one declared item: what was asked for, what the rule gives and why, and the hours the county grants."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app import declarations, records
from app.fields import Unreadable, hours_text
from app.session import Session
from ui import tokens
from ui.declared_form import NO_RULE

_WIDE = 460


class GrantDialog(QDialog):
    """`granted(hours, comment)`: hours in tenths."""

    granted = Signal(int, str)

    def __init__(self, parent: QWidget, session: Session, row: Mapping[str, Any]) -> None:
        """`row` as in `declarations.get`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("认定学时")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session = session
        field = declarations.ENTITY.field("granted")
        assert field is not None
        self._field = field
        self.given = declarations.proposed(session.store, str(row["id"]), row)
        asked = row["hours"]
        self.hours = QLineEdit(placeholderText="如 16 或 7.5")
        self.hours.setAccessibleName("认定学时，必填")
        offers = [one for one in (asked, self.given.hours) if one is not None]
        if offers:
            self.hours.setText(hours_text(min(offers)))
        self.comment = QLineEdit(placeholderText="可以不写")
        self.comment.setAccessibleName("意见")
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        self.button = QPushButton("认定")
        self.button.setProperty("kind", "main")
        # Of what the rule cannot convert yet nothing can be granted: the words above say what is lacking.
        self.button.setEnabled(not self.given.lacking)
        self.button.clicked.connect(self._grant)
        head = QLabel(f"{row['teacher_name']}　{row['title']}", wordWrap=True)
        head.setProperty("role", "heading")
        head.setTextFormat(Qt.TextFormat.PlainText)
        said = [
            f"申报 {hours_text(asked)} 学时。" if asked is not None else "没有写申报学时。",
            self.given.why or NO_RULE,
        ]
        why = QLabel("\n".join(said), wordWrap=True)
        why.setProperty("role", "secondary")
        why.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out(head, why)
        self._width = min(parent.window().width() - 48, _WIDE)
        self._fit()
        self.hours.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, head: QLabel, why: QLabel) -> None:
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(tokens.GRID)
        column.addWidget(head)
        column.addWidget(why)
        for label, editor in (("认定学时", self.hours), ("意见", self.comment)):
            line = QHBoxLayout()
            words = QLabel(label)
            words.setFixedWidth(64)
            words.setBuddy(editor)
            line.addWidget(words)
            line.addWidget(editor, 1)
            column.addLayout(line)
        column.addWidget(self.fault)
        foot = QHBoxLayout()
        foot.addStretch(1)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        foot.addWidget(cancel)
        foot.addWidget(self.button)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def _grant(self) -> None:
        try:
            value = records.parsed(self._session, self._field, self.hours.text())
        except Unreadable as reason:
            self._say(str(reason))
            return
        if not isinstance(value, int):
            self._say("请填写认定多少学时。")
        elif self.given.hours is not None and value > self.given.hours:
            self._say(f"不能比折算办法给的多，请改为 {hours_text(self.given.hours)} 或更少。")
        else:
            self.granted.emit(value, self.comment.text())
            self.accept()

    def _say(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.show()
        self._fit()

    def _fit(self) -> None:
        """As high as the sentences need at this width."""
        inside = self.layout()
        assert inside is not None
        self.resize(self._width, inside.totalHeightForWidth(self._width))
