"""The part 已删除的教师 of 设置: deleted teachers, brought back or erased for ever."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app import purging
from app.purging import Deleted
from app.session import Session
from ui import tokens
from ui.lists import Empty, ListPane
from ui.moments import moment
from ui.pages import Services
from ui.rows import Column

_COLUMNS = (
    Column("name", "姓名", 160),
    Column("at", "删除时间", 160),
    Column("actor", "经办人", 120),
    Column("into", "说明", 280),
)

_WHAT_IT_MEANS = (
    "彻底清除以后不能再恢复：这位教师的全部记录、修改历史和没有处理的冲突都从县里的数据文件里抹掉，只留下没有内容的编号；"
    "学校接收下一个文件时也会去掉。以前的备份文件里还有，恢复旧备份时会自动再次清除。"
)


class DeletedPart(QWidget):
    """The list of deleted teachers, what to do with the current one, and the form that asks for the name once more."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self._by_id: dict[str, Deleted] = {}
        self.list = ListPane(
            _COLUMNS,
            ("id", *(one.name for one in _COLUMNS)),
            unit="人",
            empty=Empty("没有已删除的教师", "删除的教师会列在这里，可以恢复，也可以彻底清除。"),
            ticks=False,
        )
        self.list.offer_export(services, "已删除的教师")
        self.list.chosen.connect(lambda _pk: self._follow())
        self.list.rows.modelReset.connect(self._follow)
        self.restore = QPushButton("恢复")
        self.restore.clicked.connect(self.bring_back)
        self.purge = QPushButton("彻底清除……")
        self.purge.clicked.connect(self.ask_name)
        if not session.is_county:
            self.purge.hide()
        line = QHBoxLayout()
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(tokens.GRID)
        line.addWidget(self.restore)
        line.addWidget(self.purge)
        line.addStretch(1)
        self.form = _NameForm()
        self.form.confirmed.connect(self._purge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self.form)
        column.addLayout(line)
        self.tell()

    def tell(self) -> None:
        """Read the list anew."""
        found = purging.deleted(self._session)
        self._by_id = {one.id: one for one in found}
        today = self._session.today()
        self.list.put(
            (
                one.id,
                one.name,
                moment(datetime.fromisoformat(one.at), today) if one.at else "",
                one.actor or "",
                one.into,
            )
            for one in found
        )

    @property
    def current(self) -> Deleted | None:
        """The teacher the buttons are about."""
        return self._by_id.get(self.list.grid.current_id or "")

    def bring_back(self) -> None:
        """Take the deletion back."""
        one = self.current
        if one is not None:
            self._services.jobs.run(
                lambda session, progress: purging.bring_back(session, one.id),
                title="正在恢复",
                done=lambda _: self._done(f"已恢复{one.name}，在教师名单里可以看到。"),
            )

    def ask_name(self) -> None:
        """Have the name typed before anything is erased."""
        if self.current is not None:
            self.form.ask(self.current)

    def _purge(self, one: Deleted) -> None:
        self._services.jobs.run(
            lambda session, progress: purging.purge_teacher(session, one.id),
            title="正在彻底清除",
            done=lambda rows: self._done(f"已彻底清除{one.name}的 {rows} 条记录。"),
        )

    def _done(self, words: str) -> None:
        self.tell()
        self._services.toast(words)

    def _follow(self) -> None:
        one = self.current
        self.restore.setEnabled(one is not None)
        self.purge.setEnabled(one is not None)
        if self.form.about != one:
            self.form.close_form()


class _NameForm(QFrame):
    """Asks for the name of who is to be erased; `confirmed(teacher)` once it was typed alike."""

    confirmed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.about: Deleted | None = None
        self.word = QLabel(wordWrap=True)
        meaning = QLabel(_WHAT_IT_MEANS, wordWrap=True)
        meaning.setProperty("role", "secondary")
        self.name = QLineEdit()
        self.name.setMaximumWidth(240)
        self.name.setAccessibleName("姓名")
        self.name.textChanged.connect(self._follow)
        self.name.returnPressed.connect(self._confirm)
        self.go = QPushButton("彻底清除")
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self._confirm)
        self.cancel = QPushButton("取消")
        self.cancel.clicked.connect(self.close_form)
        line = QHBoxLayout()
        line.setSpacing(tokens.GRID)
        line.addWidget(self.name, 1)
        line.addWidget(self.go)
        line.addWidget(self.cancel)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(tokens.GRID)
        column.addWidget(self.word)
        column.addWidget(meaning)
        column.addLayout(line)
        self.hide()

    def ask(self, one: Deleted) -> None:
        """Show it for one teacher."""
        self.about = one
        self.word.setText(f"要彻底清除{one.name}，请在下面输入姓名。")
        self.name.clear()
        self._follow()
        self.show()
        self.name.setFocus()

    def close_form(self) -> None:
        """Let it be."""
        self.about = None
        self.name.clear()
        self.hide()

    def _follow(self) -> None:
        self.go.setEnabled(self.about is not None and self.name.text().strip() == self.about.name)

    def _confirm(self) -> None:
        one = self.about
        if one is not None and self.go.isEnabled():
            self.close_form()
            self.confirmed.emit(one)
