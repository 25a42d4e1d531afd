"""The list of all copies there are, each looked into; from here one is put back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.backups.naming import size_in_words
from app.problems import SHOWN
from app.session import Session
from ui import choosing, desktop, messages
from ui.lists import Empty, ListPane
from ui.moments import moment
from ui.pages import Services
from ui.rows import Column

if TYPE_CHECKING:
    from app.backups.comparing import Preview
    from app.backups.listing import Copy, Inside

_COLUMNS = (
    Column("at", "时间", 132),
    Column("place", "在哪里", 104),
    Column("kind", "怎么来的", 80),
    Column("state", "状态", 92),
    Column("size", "大小", 76, align="right"),
    Column("teachers", "教师", 64, align="right"),
    Column("rows", "记录", 76, align="right"),
    Column("last", "最后一次修改", 260),
    Column("key", "密钥", 96),
    Column("name", "文件名", 320),
)
_WIDE, _TALL = 1120, 560
_PURPOSE = "copies"
_WAITS = "正在核对"


class CopiesDialog(QDialog):
    """Lists the copies at once, then looks into one after another while the list is in sight."""

    def __init__(self, parent: QWidget, session: Session, services: Services) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("备份的名单")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session, self._services = session, services
        self._folders: list[Path] = []
        self._copies: dict[str, Copy] = {}
        self._inside: dict[str, Inside] = {}
        self._closed = False
        self._absent = ""
        self.list = ListPane(
            _COLUMNS,
            ("id", *(one.name for one in _COLUMNS)),
            unit="份",
            empty=Empty("还没有备份", "备份好的会列在这里；在U盘或别的文件夹里的，请点“从别的文件夹找……”。"),
            ticks=False,
        )
        self.list.chosen.connect(lambda _: self._follow())
        self.list.opened.connect(lambda _: self.preview())
        self.restore = QPushButton("恢复……")
        self.restore.setProperty("kind", "main")
        self.restore.clicked.connect(self.preview)
        self.show_folder = QPushButton("打开文件夹")
        self.show_folder.clicked.connect(self._show_folder)
        self.elsewhere = QPushButton("从别的文件夹找……")
        self.elsewhere.clicked.connect(self._look_elsewhere)
        self.why = QLabel(wordWrap=True)
        self.why.setProperty("role", "secondary")
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        window = parent.window()
        self.resize(QSize(_WIDE, _TALL).boundedTo(QSize(window.width() - 48, window.height() - 48)))
        self.list.reading()
        self._follow()
        self.read()

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setProperty("role", "footer")
        close = QPushButton("关闭")
        close.clicked.connect(self.reject)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        for button in (self.elsewhere, self.show_folder):
            line.addWidget(button)
        line.addWidget(self.why, 1)
        for button in (close, self.restore):
            line.addWidget(button)
        for button in foot.findChildren(QPushButton):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(foot)

    def read(self) -> None:
        """Find the copies."""
        folders = list(self._folders)

        def work(session: Session) -> "tuple[list[Copy], str]":
            from app.backups import listing, places

            return listing.found(session, folders), places.absent(session)

        self._services.reads.run(lambda session, _: work(session), title="正在查找备份", done=self._take)

    def _take(self, found: "tuple[list[Copy], str]") -> None:
        copies, absent = found
        self._absent = f"{absent}那里的备份没有列出。" if absent else ""
        self._copies = {str(one.path): one for one in copies}
        self._put()
        self._next()

    def _next(self) -> None:
        """Look into the next copy: one at a time, so that lists are read in between."""
        one = next((path for path in self._copies if path not in self._inside), None)
        if one is None or self._closed:
            return
        path = self._copies[one].path

        def work(session: Session) -> "Inside":
            from app.backups import listing

            return listing.inside(session, path)

        self._services.reads.run(
            lambda session, _: work(session), title="正在核对备份", done=partial(self._know, one), failed=lambda _: None
        )

    def _know(self, path: str, inside: "Inside") -> None:
        if self._closed:
            return
        self._inside[path] = inside
        self._put()
        self._next()

    def _put(self) -> None:
        current = self.list.grid.current_id
        self.list.put(self._line(pk, one) for pk, one in self._copies.items())
        if current:
            self.list.grid.choose(current)
        self._follow()

    def _line(self, pk: str, one: "Copy") -> tuple[str | int, ...]:
        known, today = self._inside.get(pk), self._session.today()
        told: tuple[str | int, ...] = (_WAITS, "", "")
        last = key = ""
        if known is not None:
            counts = ("" if one is None else one for one in (known.teachers, known.rows))
            told = (known.state, *counts)
            last = f"{known.last_at[:16].replace('T', ' ')}　{known.last_reason}" if known.last_at else ""
            key = known.key
        state, *numbers = told
        size = size_in_words(one.size)
        return (
            *(pk, moment(one.at, today), one.place, one.kind or "数据文件", state, size, *numbers),
            *(last, key, one.path.name),
        )

    # -- what is done with one

    @property
    def current(self) -> "Copy | None":
        """The copy the buttons are about."""
        return self._copies.get(self.list.grid.current_id or "")

    def _follow(self) -> None:
        one = self.current
        self.restore.setEnabled(one is not None)
        self.show_folder.setEnabled(one is not None)
        known = self._inside.get(str(one.path)) if one else None
        self.why.setText((known.why if known else "") or self._absent)

    def preview(self) -> None:
        """Work out what putting the current copy back would change."""
        one = self.current
        if one is None:
            return
        source = one.path

        def work(session: Session) -> "Preview":
            from app.backups import comparing

            return comparing.preview(source, session.path, session.store.key)

        self._services.jobs.run(
            lambda session, _: work(session), title="正在核对备份", done=self._ask, failed=self._refused
        )

    def _ask(self, preview: "Preview") -> None:
        from ui.backups.restoring import RestoreSheet

        sheet = RestoreSheet(self, preview, self._session.today())
        sheet.agreed.connect(self._restore)
        sheet.open()

    def _restore(self, source: Path) -> None:
        self.accept()
        self._services.restore(source)

    def _refused(self, problem: BaseException) -> None:
        from ui.unlocking import offered

        if offered(self, self._services.settings, problem, self._unlocked):
            return
        if isinstance(problem, SHOWN):
            messages.say(self, problem.title, problem.advice)
        else:
            messages.report_bug(self, problem)

    def _unlocked(self) -> None:
        """The key of the current copy is at hand now."""
        if self.current is not None:
            self._inside.pop(str(self.current.path), None)
            self._next()
            self.preview()

    def _show_folder(self) -> None:
        if self.current is not None:
            desktop.show(self.current.path.parent)

    def _look_elsewhere(self) -> None:
        folder = choosing.folder(self, self._services.settings, _PURPOSE, "选择放着备份的文件夹")
        if folder is not None and folder not in self._folders:
            self._folders.append(folder)
            self.read()

    def done(self, result: int) -> None:
        """Close; what is still to be looked into is left."""
        self._closed = True
        super().done(result)
