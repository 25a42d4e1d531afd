"""What a pair did, beside the pair: the activities, newest first, and the small form for the next one."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app import codes, mentoring, records
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import messages, pictures, tokens
from ui.pages import Services
from ui.quick_form import QuickForm

_ACTIVITY = ("kind", "held_on", "topic")


class Activities(QWidget):
    """What a pair did, newest first, and the small form for the next time. `changed` after something was written."""

    changed = Signal()

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session = session
        self._services = services
        self._pair: str | None = None
        self._title = QLabel()
        self._title.setProperty("role", "group")
        self.add = QPushButton("记一次活动")
        self.add.setProperty("kind", "quiet")
        pictures.dress(self.add, "plus", "accent", 14)
        self.add.clicked.connect(self.begin)
        self.quick = QuickForm(mentoring.ACTIVITY, _ACTIVITY, session, save=self._save, verb="记下")
        self.quick.saved.connect(self._on_saved)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self.quick)
        column.addLayout(self._lines)
        column.addStretch(1)

    def show_pair(self, pair: str) -> None:
        """Show what this pair did."""
        self._pair = pair
        rows = mentoring.activities(self._session, pair)
        self._title.setText(f"结对活动　{len(rows)} 次" if rows else "结对活动")
        while self._lines.count():
            item = self._lines.takeAt(0)
            old = item.widget() if item else None
            if old:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._lines.addWidget(self._line(row))
        if not rows:
            nothing = QLabel("还没有活动记录。听课、评课以后，点“记一次活动”写下日期和主题。", wordWrap=True)
            nothing.setProperty("role", "secondary")
            self._lines.addWidget(nothing)

    def begin(self) -> None:
        """Open the small form for the pair that is shown."""
        if self._pair:
            self.quick.open(self._pair, {"kind": "1", "held_on": self._session.today().isoformat()})

    def _line(self, row: Mapping[str, Any]) -> QWidget:
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        day = QLabel(str(row["held_on"]))
        day.setProperty("role", "secondary")
        kind = codes.table("activity_kind").label_of(row["kind"])
        what = QLabel(f"{kind}　{row['topic']}", wordWrap=True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        drop = QToolButton()
        drop.setProperty("kind", "quiet")
        drop.setToolTip("删除这次活动")
        drop.setAccessibleName(f"删除 {row['held_on']} 的活动")
        pictures.dress(drop, "trash-2", "secondary", 14)
        drop.clicked.connect(lambda: self._drop(str(row["id"])))
        grid.addWidget(day, 0, 0)
        grid.addWidget(what, 0, 1)
        grid.addWidget(drop, 0, 2)
        return line

    def _save(self, pair: str, values: Values) -> str:
        return mentoring.add_activity(self._session, {"pair_id": pair, **values})

    def _on_saved(self) -> None:
        self._services.toast("已记下这次活动", "撤销", self._services.undo)
        self.changed.emit()

    def _drop(self, pk: str) -> None:
        try:
            records.delete(self._session, mentoring.ACTIVITY, pk)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast("已删除这次活动", "撤销", self._services.undo)
        self.changed.emit()
