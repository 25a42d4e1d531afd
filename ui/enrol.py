"""Choosing teachers for a class: the roster in the place of the detail, searched, narrowed and ticked."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout

from app import roster, training
from app.session import Session
from ui import messages, pictures, tokens
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.record_page import Tuples
from ui.rows import Column
from ui.teachers import COLUMNS as TEACHER_COLUMNS

_SHOWN = ("name", "work_name", "stage", "subject", "title")
_TYPING_PAUSE = 120


def candidates(session: Session, pk: str) -> Tuples:
    """Everybody on the roster who is not in the class yet, in the order of the roster's columns."""
    there = {row["teacher_id"] for row in training.of_class(session, pk)}
    return [row for row in roster.listed(session) if row[0] not in there]


class EnrolPane(QFrame):
    """Tick teachers, then 报名. `enrolled` once they are in the class, `closed` when left."""

    enrolled = Signal()
    closed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.pk: str | None = None
        self._services = services
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "heading")
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setToolTip("关闭（Esc）")
        close.setAccessibleName("关闭")
        pictures.dress(close, "x", "secondary")
        close.clicked.connect(self.leave)
        self.search = QLineEdit(placeholderText="姓名、拼音、首字母、证号或学校", clearButtonEnabled=True)
        self.search.setAccessibleName("查找教师")
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE)
        self._pause.timeout.connect(self._find)
        self.search.textChanged.connect(lambda: self._pause.start())
        columns: list[Column] = [one for one in TEACHER_COLUMNS if one.name in _SHOWN]
        self.list = ListPane(
            columns,
            roster.COLUMNS,
            unit="人",
            empty=Empty("没有可以报名的人", "名册里的人都已经在这个班次里了。"),
            filters=("work_name", "stage", "subject"),
            acts=(Act("报名", self.enrol),),
        )
        self.list.bar.buttons[0].setProperty("kind", "main")
        self.list.cleared.connect(self.search.clear)
        self._lay_out(close)
        services.people.ready.connect(self._find)

    def _lay_out(self, close: QToolButton) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        hint = QLabel("勾选要报名的教师，再点下面的“报名”。已在班里的不再列出。", wordWrap=True)
        hint.setProperty("role", "secondary")
        below = QVBoxLayout()
        below.setContentsMargins(16, 0, 16, 0)
        below.setSpacing(tokens.GRID)
        below.addWidget(hint)
        below.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(below)
        column.addWidget(self.list, 1)

    @property
    def dirty(self) -> bool:
        """Whether somebody was ticked who is not enrolled yet."""
        return bool(self.list.rows.ticked)

    def open(self, pk: str, name: str) -> None:
        """Begin for a class."""
        self.pk = pk
        self._title.setText(f"报名：{name}")
        self.search.clear()
        self.list.rows.untick_all()
        self.list.clear_conditions()
        self.list.reading()
        self.read()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """Read who can be enrolled, in the quiet lane."""
        pk = self.pk
        if pk:
            self._services.reads.run(
                lambda session, progress: candidates(session, pk), title="正在读取教师", done=partial(self._put, pk)
            )

    def enrol(self, ids: Ids) -> None:
        """Enter those who are ticked, in one act."""
        pk, chosen = self.pk, list(ids)
        if pk is None:
            return
        self._services.jobs.run(
            lambda session, progress: training.enrol(session, pk, chosen),
            title=f"正在报名 {len(chosen):,} 人",
            done=self._on_enrolled,
        )

    def leave(self) -> bool:
        """Close; asks once when people were ticked but not enrolled."""
        if self.dirty and not messages.ask(
            self,
            f"选好的 {len(self.list.rows.ticked)} 人还没有报名。",
            "离开后要重新勾选。",
            "不报名，离开",
            "继续挑选",
        ):
            return False
        self.list.rows.untick_all()
        self.pk = None
        self.closed.emit()
        return True

    def _on_enrolled(self, count: int) -> None:
        self._services.toast(f"已报名 {count:,} 人", "撤销", self._services.undo)
        self.list.rows.untick_all()
        self.enrolled.emit()

    def _put(self, pk: str, rows: Tuples) -> None:
        if pk == self.pk:
            self.list.put(rows)
            self._find()

    def _find(self) -> None:
        text = self.search.text().strip()
        self.list.search(self._services.people.find(text) if text else None)
