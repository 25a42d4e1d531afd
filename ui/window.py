"""The main window: navigation on the left, one page at a time, the state of the office below, and the keys."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app import records
from app.backups import standing
from app.exchange.files import EXTENSION
from app.problems import SHOWN
from app.progress import Progress
from app.session import Session
from ui import messages, pictures, workbooks
from ui.jobs import Lane, ProgressStrip
from ui.navigation import DIGITS, Navigation
from ui.pages import Page, Services, Shown
from ui.people import People
from ui.places import PLACES
from ui.waiting import Waiting

if TYPE_CHECKING:
    from app.backups.automatic import Round
    from ui.backups.keeper import Keeper, LastCopy
    from ui.exchange.watching import Watcher

NARROW = 1000
"""Below this width the navigation shows pictures only."""

_WATCH_AFTER = 2000
"""Milliseconds after the start before the watched folder is looked at."""

KEYS_HELP = "Ctrl+N 新增　Ctrl+F 查找　Ctrl+S 保存　Ctrl+Z 撤销　Alt+1…9、0 换页　Esc 返回"


class MainWindow(QWidget):
    """One office's window. `changed(tables)` is announced after every commit, whoever made it."""

    changed = Signal(object)
    closed = Signal()

    def __init__(self, session: Session, settings: QSettings, *, start: str = "teachers") -> None:
        super().__init__()
        self.session = session
        self.pages: dict[str, Page] = {}
        self.restoring: Path | None = None
        self.rekeying = False
        self._watcher: Watcher | None = None
        self._keeper: Keeper | None = None
        self._last_copy: LastCopy | None = None
        self._closing = False
        self._stale: dict[str, set[str]] = {}
        self.jobs, self.reads = Lane(session, self), Lane(session, self)
        self.people = People(session, self.reads, self)
        self.services = Services(
            jobs=self.jobs,
            reads=self.reads,
            people=self.people,
            toast=partial(messages.toast, self),
            go=self.go,
            undo=self.undo,
            settings=settings,
            count=self.set_count,
            show=self.show_part,
            renamed=self._tell_office,
            restore=self.restore,
            rekey=self.rekey,
            watcher=self.watcher,
        )
        workbooks.offer(session, self.services, self)
        self.waiting = Waiting(self.services, self)
        self.changed.connect(self.waiting.look)
        self.waiting.look()
        self.setAcceptDrops(True)
        self.navigation = Navigation(PLACES, self.go)
        self.stack = QStackedWidget()
        self.progress = ProgressStrip(self.jobs)
        self.status = StatusLine()
        self.operator = OperatorStrip(session)
        self.operator.named.connect(self._tell_office)
        self._lay_out()
        self._bind_keys()
        session.listen(self.changed.emit)
        self.jobs.committed.connect(self.changed)
        # Queued: a page reads anew only after the act that changed the tables is over.
        self.changed.connect(self._on_changed, Qt.ConnectionType.QueuedConnection)
        self.changed.connect(self._tell_state, Qt.ConnectionType.QueuedConnection)
        # Queued: the palette has changed by then. (A Python changeEvent would cost the start tens of milliseconds:
        # for an event of unknown kind the binding sets up every kind there is.)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._redress, Qt.ConnectionType.QueuedConnection)
        if settings.value(f"watching/{session.site}") and not session.store.read_only:
            # After the window has painted: nobody waits for it.
            QTimer.singleShot(_WATCH_AFTER, self, self.watcher)
        self._tell_office()
        self.setWindowTitle(f"{session.name} - 薪火" + ("（只能查看）" if session.store.read_only else ""))
        self.resize(1280, 760)
        self.go(start)
        if session.held and not session.store.read_only:
            # Only after an upgrade is there anything to do; before it this is a moment's look.
            QTimer.singleShot(0, self, self._merge_held)

    def _merge_held(self) -> None:
        def work(session: Session, progress: Progress) -> int:
            from app.exchange import receiving

            return receiving.merge_held(session)

        def tell(merged: int) -> None:
            if merged:
                self.services.toast(f"升级前收到的 {merged:,} 次操作已合并")

        self.jobs.run(work, title="正在合并升级前收到的内容", done=tell)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        for widget in (self.operator, self.stack, self.progress):
            right.addWidget(widget, 1 if widget is self.stack else 0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.status)

    def _bind_keys(self) -> None:
        def key(sequence: QKeySequence | QKeySequence.StandardKey | str, act: Callable[[], None]) -> None:
            QShortcut(QKeySequence(sequence), self).activated.connect(act)

        key(QKeySequence.StandardKey.New, lambda: self.page.on_new())
        key(QKeySequence.StandardKey.Find, lambda: self.page.focus_search())
        key(QKeySequence.StandardKey.Save, lambda: self.page.on_save())
        key(QKeySequence.StandardKey.Undo, self.undo)
        key("F1", self.help)
        for place, digit in zip(PLACES, DIGITS, strict=False):
            key(f"Alt+{digit}", partial(self.go, place.name))

    def watcher(self) -> "Watcher":
        """Who looks after the watched folder; made when it is first wanted."""
        if self._watcher is None:
            from ui.exchange.watching import Watcher

            self._watcher = Watcher(self.session, self.services.settings, self.jobs, self)
            self._watcher.committed.connect(self.changed)
        return self._watcher

    def keep_copies(self) -> None:
        """Have copies made from now on, while the window is open and before it closes."""
        # After the window has painted: nobody waits for it.
        QTimer.singleShot(_WATCH_AFTER, self, self.begin_keeping)

    def begin_keeping(self) -> "Keeper":
        """Who makes the copies; made when it is first wanted."""
        if self._keeper is None:
            from ui.backups.keeper import Keeper

            self._keeper = Keeper(self.session, self.jobs, self)
            self._keeper.told.connect(self._on_kept)
        return self._keeper

    def _on_kept(self, found: "Round") -> None:
        self._tell_state()
        if found.failed:
            self.services.toast(f"自动备份没有写成：{found.failed[0]}")

    # -- pages

    @property
    def page(self) -> Page:
        """The page in sight."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def go(self, name: str, pk: str | None = None) -> None:
        """Open a page (made when it is first wanted), at a record if one is named."""
        page = self.pages.get(name)
        if page is None or page is not self.stack.currentWidget():
            if self.pages and not self.page.may_leave():
                self.navigation.show_current(self._name_of(self.page))
                return
            page = page or self._make(name)
            self.stack.setCurrentWidget(page)
            self._refresh(name)
            page.on_shown()
        self.navigation.show_current(name)
        if pk is not None:
            page.show_record(pk)

    def show_part(self, name: str, shown: Shown) -> None:
        """Open a page at a part of its list."""
        self.go(name)
        if self.page is self.pages.get(name):
            self.page.show_part(shown)

    def _make(self, name: str) -> Page:
        place = next(one for one in PLACES if one.name == name)
        page = self.pages[name] = place.make(self.session, self.services)
        self.stack.addWidget(page)
        return page

    def _name_of(self, page: Page) -> str:
        return next(name for name, one in self.pages.items() if one is page)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & {"teachers", "postings", "organisations"}:
            self.people.forget()
        for name, page in self.pages.items():
            if page.tables & tables:
                self._stale.setdefault(name, set()).update(tables)
                if page is self.page:
                    self._refresh(name)

    def _refresh(self, name: str) -> None:
        tables = self._stale.pop(name, None)
        if tables:
            self.pages[name].on_changed(frozenset(tables))

    # -- what services do

    def undo(self) -> None:
        """Take back the last act of this office and say which one it was."""
        try:
            reason = records.undo_last(self.session)
        except SHOWN as problem:
            messages.toast(self, f"{problem.title}{problem.advice}")
        else:
            messages.toast(self, f"已撤销：{reason}")

    def help(self) -> None:
        """Say what the page in sight is for, and the keys."""
        messages.say(self, self.page.title, f"{self.page.help}\n\n{KEYS_HELP}".strip())

    def set_count(self, name: str, count: int | None) -> None:
        """Show beside a page's name how many things wait there."""
        self.navigation.set_count(name, count)

    def _redress(self) -> None:
        pictures.redress(self)

    def _tell_office(self) -> None:
        self.status.say("office", self.session.name)
        self.status.say("operator", f"经办人 {self.session.operator}" if self.session.operator else "经办人未填写")
        self._tell_state()

    def _tell_state(self) -> None:
        """What waits to be sent, and the last backup, or that nothing can be written here."""
        if not self.session.is_county:
            waiting = self.session.waiting
            self.status.say("waiting", f"待上报 {waiting:,}")
            self.set_count("exchange", waiting + self.session.returned)
        if self.session.store.refusal:
            self.status.say("backup", self.session.store.refusal[0].rstrip("。"))
            return
        backup, stands = self.session.last_backup, standing.standing(self.session)
        said = f"最近备份 {_when(backup, self.session.today())}" if backup else "还没有备份"
        self.status.say("backup", f"{said}（{stands.short}）" if backup and stands.short else said)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Files were dropped on the window: those from another office go to 数据交换, others to the page in sight."""
        if any(path.suffix.lower() == EXTENSION for path in paths):
            self.go("exchange")
        if self.page.on_files(paths):
            return
        if self.services.bring_in_any and workbooks.is_workbook(paths[0]):
            self.services.bring_in_any(paths[0])
        else:
            messages.toast(self, f"“{self.page.title}”不接收这样的文件。收到的 {EXTENSION} 文件可以拖到任何一页。")

    # -- Qt's events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take_files(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: here Esc arrives only when no field, pop-up or input method wanted it.
        if event.key() != Qt.Key.Key_Escape or not self.page.on_escape():
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.navigation.fold(self.width() < NARROW)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing and (not self.page.may_leave() or not self._may_stop() or self._copies_first()):
            event.ignore()
            return
        self.close_lanes()
        event.accept()
        self.closed.emit()

    def restore(self, copy: Path) -> None:
        """Close, have a copy put in the place of the office's file, and come back with it."""
        self.restoring = copy
        if not self.close():
            self.restoring = None

    def rekey(self) -> None:
        """Close, have the office's file encrypted under a new key, and come back with it."""
        self.rekeying = True
        if not self.close():
            self.rekeying = False

    def _copies_first(self) -> bool:
        """Whether the last copy is made before the window closes, which it does by itself then."""
        keeper = self._keeper
        if keeper is None or self.restoring or self.rekeying or not keeper.closing():
            return False
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and application.isSavingSession():
            # The computer is being shut down: it would wait, and then kill.
            return False
        from ui.backups.keeper import LastCopy

        if self._last_copy is None:
            self._last_copy = LastCopy(self, keeper)
            self._last_copy.over.connect(self._on_last_copy)
        self._last_copy.begin()
        return True

    def _on_last_copy(self, close: bool) -> None:
        self._last_copy = None
        if close:
            self._closing = True
            self.close()

    def close_lanes(self) -> None:
        """Stop all work in the background and close its sessions."""
        # The office's file goes with the window: nothing that waits may ask it any more.
        for timer in self.findChildren(QTimer):
            timer.stop()
        if self._keeper is not None:
            self._keeper.close()
        if self._watcher is not None:
            self._watcher.close()
        self.jobs.close()
        self.reads.close()

    def _may_stop(self) -> bool:
        return not self.jobs.busy or messages.ask(
            self,
            "有一项工作还没做完。",
            "现在关闭会停止它，没有写入任何内容，下次可以重新开始。",
            "停止并关闭",
            "继续等待",
        )


def _when(at: datetime, today: date) -> str:
    """A moment as the status line says it."""
    if at.date() == today:
        return f"今天 {at:%H:%M}"
    return f"{at:%Y-%m-%d}"


class StatusLine(QFrame):
    """The state of the office, always in sight: named short sentences, in the order they were first said."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self.setFixedHeight(28)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 16, 0)
        self._line.setSpacing(24)
        self._line.addStretch(1)
        self._labels: dict[str, QLabel] = {}

    def say(self, name: str, text: str) -> None:
        """Put or replace one sentence."""
        label = self._labels.get(name)
        if label is None:
            label = self._labels[name] = QLabel()
            label.setProperty("role", "secondary")
            self._line.insertWidget(self._line.count() - 1, label)
        label.setText(text)
        label.setVisible(bool(text))


class OperatorStrip(QFrame):
    """Asks once who works at this computer; nothing waits for the answer."""

    named = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._session = session
        self.name = QLineEdit(placeholderText="您的姓名")
        self.name.setFixedWidth(140)
        self.name.returnPressed.connect(self._take)
        button = QPushButton("确定")
        button.setProperty("kind", "main")
        button.clicked.connect(self._take)
        later = QPushButton("以后再说")
        later.setProperty("kind", "quiet")
        later.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 16, 6)
        line.setSpacing(8)
        label = QLabel("请填写经办人姓名，它会记在每一次修改旁边：")
        label.setBuddy(self.name)
        for widget in (label, self.name, button):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(later)
        self.setVisible(not session.operator and not session.store.read_only)

    def _take(self) -> None:
        try:
            self._session.set_operator(self.name.text())
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.hide()
        self.named.emit()
