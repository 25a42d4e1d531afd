"""The top of the windows: the application, the lock of the open file, the start page and the log."""

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QLockFile,
    QMessageLogContext,
    QSettings,
    QSize,
    QStandardPaths,
    QSysInfo,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget

from app import audit, encrypting, mistakes, opening, unlocking
from app.backups import places
from app.problems import SHOWN
from app.progress import Progress
from ui import messages, pictures, recents, tokens
from ui.window import MainWindow

if TYPE_CHECKING:
    from ui.handing import Door
    from ui.start import StartPage

_LOG_BYTES = 500_000
_QT_MOST = 200
_heard: set[str] = set()
"""What Qt has warned of in this run."""
_TOLD, _TOLD_MOST = "synchronised", 20
"""Of which files in synchronised folders it was said that they are."""
_FRAME = QSize(16, 40)
"""Pixels of a window's frame and title."""
_DOOR_AFTER = 500
"""Milliseconds after the window was shown: what others may hand to it is no concern of its first picture."""


def open_window(path: Path | None, handed: Sequence[Path] = ()) -> int:
    """Open the window on an office's file, or the start page without one; returns the exit code at the end.

    `handed` are files of other kinds that a desktop gave us: they go to the window that is open already, else to the
    office opened last.
    """
    app = application()
    kept = settings()
    if handed and path is None:
        from ui import handing

        if not handing.is_invite(handed[0]):
            lately = recents.recent(kept)
            if any(handing.knock(office, handed) for office in lately):
                return 0
            path = lately[0] if lately else None
    look = str(kept.value(tokens.LOOK) or "system")
    if look != "system":
        tokens.choose(app, look)
    program = Program(kept, handed)
    sys.excepthook = program.on_bug
    qInstallMessageHandler(on_qt_message)
    write_log(Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)))
    if path is None or not program.open(path):
        if program.elsewhere:
            return 0
        program.show_start()
        if handed and path is None and program.start:
            handing.give_to_start(program.start, handed)
            program.handed = ()
    try:
        return app.exec()
    finally:
        qInstallMessageHandler(None)


def walk_windows(path: Path) -> bytes:
    """Open the main window on an office's file and look at every page: {"ok", "words"} as JSON, for the self-test."""
    import json

    from ui import selftest

    try:
        said = {"ok": True, "words": selftest.walk(path)}
    except selftest.Amiss as amiss:
        said = {"ok": False, "words": str(amiss)}
    except SHOWN as problem:
        said = {"ok": False, "words": f"{problem.title}{problem.advice}"}
    return json.dumps(said).encode()


def application() -> QApplication:
    """The one application object, dressed and speaking Chinese in Qt's own dialogs too."""
    if os.environ.get("QT_IM_MODULE") == "fcitx":
        # The Qt that comes with us has no plugin for Fcitx; Fcitx 5 answers as IBus too.
        os.environ.setdefault("QT_IM_MODULES", "fcitx;ibus")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("xinhuo")
    app.setOrganizationName("xinhuo")
    # By this name a Linux desktop finds the icon of the window.
    app.setDesktopFileName("xinhuo")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    tokens.follow_system(app)
    app.setWindowIcon(pictures.icon("flame", tokens.LIGHT.accent, 64))
    return app


def settings() -> QSettings:
    """What is remembered on this computer: recent files, widths of columns. Nothing about people."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "xinhuo", "xinhuo")


class Program:
    """Which window is open, and the lock of its file. `elsewhere`: the file asked for is open in another window."""

    def __init__(self, kept: QSettings, handed: Sequence[Path] = ()) -> None:
        self.settings = kept
        self.handed = handed
        self.window: MainWindow | None = None
        self.start: StartPage | None = None
        self.elsewhere = False
        self._looked_into: set[Path] = set()
        self._lock: QLockFile | None = None
        self._door: Door | None = None

    def open(self, path: Path) -> bool:
        """Open an office's file in the main window; says why when it cannot be."""
        if Path(f"{path}.lock").exists() and self._is_told_elsewhere(path):
            self.elsewhere = True
            return False
        if path not in self._looked_into and path.exists() and places.is_copy(path):
            self._ask_about_copy(path)
            return False
        lock = take_lock(path, self.start)
        self.elsewhere = lock is None
        if lock is None:
            return False
        if encrypting.waits(path) and not places.is_copy(path):
            self._encrypt(path, lock)
            return False
        try:
            session = opening.open_office(path)
        except unlocking.Locked as locked:
            lock.unlock()
            self._ask_key(path, locked)
            return False
        except SHOWN as problem:
            lock.unlock()
            messages.show_problem(self.start, problem)
            return False
        self._lock = lock
        recents.remember(self.settings, path)
        self.window = MainWindow(session, self.settings)
        self.window.closed.connect(self._on_closed)
        show_whole(self.window)
        self.window.keep_copies()
        audit.opened(session)
        QTimer.singleShot(_DOOR_AFTER, self.window, self._open_door)
        QTimer.singleShot(0, self.window, self._warn_of_synchronising)
        return True

    def _warn_of_synchronising(self) -> None:
        """Say once of a file that another program keeps uploading it while it is being written."""
        if self.window is None:
            return
        path = self.window.session.path
        name = None if self.window.session.store.read_only else opening.synchronised_by(path)
        told = recents.listed(self.settings, _TOLD)
        if name is None or str(path) in told:
            return
        self.settings.setValue(_TOLD, [str(path), *told][:_TOLD_MOST])
        messages.say(
            self.window,
            f"“{path.name}”放在{name}的同步文件夹里。",
            "同步软件会在写到一半时把它传走，几台电脑先后打开还会互相覆盖，变出“冲突副本”。"
            "请关闭薪火，把它和旁边同名的 .key 文件一起移到不同步的文件夹再打开；和学校、县里交换用“生成文件”，备份可以放在这里。",
        )

    def _is_told_elsewhere(self, path: Path) -> bool:
        """Whether the file is open in another window, which takes what was handed to us and comes to the front."""
        from ui import handing

        return handing.knock(path, self.handed)

    def _open_door(self) -> None:
        from ui import handing

        if self.window is None:
            return
        self._door = handing.Door(self.window.session.path, self.window)
        self._door.given.connect(self._on_given)
        handing.give(self.window, self.handed)
        self.handed = ()

    def _on_given(self, files: Sequence[Path]) -> None:
        from ui import handing

        if self.window:
            handing.to_front(self.window)
            handing.give(self.window, files)

    def show_start(self) -> None:
        """Show the start page; it goes once a file is open."""
        from ui.start import StartPage

        if self.start and self.start.isVisible():
            return
        self.start = StartPage(self.settings)
        self.start.chosen.connect(self._on_chosen)
        self.start.founded.connect(self._on_founded)
        self.start.show()

    def on_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What Python calls for an exception nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        messages.report_bug(self.window or self.start, error.with_traceback(trace))

    def _on_chosen(self, path: Path) -> None:
        if self.open(path) and self.start:
            self.start.close()

    def _on_founded(self, path: Path) -> None:
        """A file that is new on this computer: its recovery code is offered at once."""
        self._on_chosen(path)
        if self.window is None:
            return
        from app import protection

        if protection.waits_for_code(self.window.session):
            from ui.protection import OfferCode

            OfferCode(self.window, self.window.session, self.window.services).open()

    def _ask_about_copy(self, path: Path) -> None:
        """Ask over the start page whether a copy is to be put back, or really opened as it is."""
        from ui.backups.opening import CopySheet

        self.show_start()
        if self.start:
            sheet = CopySheet(self.start, path)
            sheet.restoring.connect(self.start.restore)
            sheet.looking.connect(self._look_into)
            sheet.open()

    def _look_into(self, path: Path) -> None:
        self._looked_into.add(path)
        self._on_chosen(path)

    def _ask_key(self, path: Path, locked: unlocking.Locked) -> None:
        """Ask for the key of a locked file over the start page, and open the file once it is there."""
        from ui.unlocking import offered

        self.show_start()
        if self.start:
            offered(self.start, self.settings, locked, lambda: self._on_chosen(path))

    def _encrypt(self, path: Path, lock: QLockFile) -> None:
        """Encrypt a plain file of an earlier version while the start page is shown, and open it then: it takes a while."""
        self.show_start()
        if self.start is None:
            return

        def done(_done: object) -> None:
            lock.unlock()
            self._on_chosen(path)

        def failed(problem: BaseException) -> None:
            lock.unlock()
            messages.report_bug(self.start, problem)

        self.start.lane.run(
            lambda _none, progress: encrypting.encrypt_plain(path, progress),
            title="正在加密数据文件，只做这一次",
            done=done,
            failed=failed,
        )

    def _on_closed(self) -> None:
        path, copy, rekeying = None, None, False
        if self._door:
            self._door.close()
            self._door = None
        if self.window:
            path, copy, rekeying = self.window.session.path, self.window.restoring, self.window.rekeying
            self.window.session.close()
            # With it go its timers, which would ask the closed session.
            self.window.deleteLater()
            self.window = None
        if self._lock:
            self._lock.unlock()
        if path and copy:
            self._restore(path, copy)
        elif path and rekeying:
            self._change_key(path)
        else:
            unlocking.let_go()

    def _change_key(self, path: Path) -> None:
        """Encrypt the file just closed under a new key while the start page is shown, and open it again."""
        self.show_start()
        if self.start is None:
            return

        def changed(_none: object) -> None:
            self._on_founded(path)

        def failed(problem: BaseException) -> None:
            messages.report_bug(self.start, problem)
            self._on_chosen(path)

        self.start.lane.run(
            lambda _none, progress: encrypting.change_key(path, progress),
            title="正在更换数据密钥",
            done=changed,
            failed=failed,
        )

    def _restore(self, path: Path, copy: Path) -> None:
        """Put a copy in the place of the file just closed, and open that again; the file as it was is kept beside it."""
        self.show_start()
        if self.start is None:
            return

        def work(progress: Progress) -> Path | None:
            from app.backups import restoring

            return restoring.restore(copy, path, progress=progress)

        def done(kept: Path | None) -> None:
            self._on_chosen(path)
            if self.window and kept:
                self.window.services.toast(f"已恢复「{copy.name}」，原来的数据留在「{kept.name}」")

        def failed(problem: BaseException) -> None:
            messages.report_bug(self.start, problem)
            self._on_chosen(path)

        self.start.lane.run(lambda _none, progress: work(progress), title="正在恢复", done=done, failed=failed)


def show_whole(window: QWidget) -> None:
    """Show a window so that all of it is seen: over the whole screen where there is no room for it and its frame."""
    room = window.screen().availableSize()
    if room.width() < window.width() + _FRAME.width() or room.height() < window.height() + _FRAME.height():
        # The system puts windows where it likes: one that just fits would lie with its lower edge behind the task bar.
        window.showMaximized()
    else:
        window.show()


def _this_computer() -> set[str]:
    """What this computer is called: in locks Windows writes another of its names than it tells when asked."""
    return {one.casefold() for one in (QSysInfo.machineHostName(), os.environ.get("COMPUTERNAME", ""))}


def _left_behind(lock: QLockFile) -> bool:
    """Whether the lock of this computer was a killed program's whose number another program bears now; taken if so.

    Windows alone tells: there nobody deletes a file that its holder still has open, and numbers come back soon.
    """
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            Path(lock.fileName()).unlink()
            return lock.tryLock(0)
    return False


def take_lock(path: Path, parent: QWidget | None = None) -> QLockFile | None:
    """The lock of an office's file, so that one window writes to it; None (after saying so) if another has it.

    Where no lock can be written (a read-only folder) an unlocked one is returned: nothing can be saved there.
    """
    lock = QLockFile(f"{path}.lock")
    # A window may be open for days: age alone never makes a lock stale, only the end of its process does.
    lock.setStaleLockTime(0)
    if lock.tryLock(0) or lock.error() != QLockFile.LockError.LockFailedError:
        return lock
    _, host, _ = lock.getLockInfo()
    if not host or host.casefold() in _this_computer():
        if _left_behind(lock):
            return lock
        messages.say(
            parent, f"“{path.name}”已经在另一个薪火窗口里打开。", "请到任务栏切换到那个窗口，不需要再打开一次。"
        )
        return None
    again = messages.ask(
        parent,
        f"“{path.name}”可能正在另一台电脑（{host}）上打开。",
        "两台电脑同时修改会互相覆盖。请先在那台电脑上关闭它；如果那里已经关机，或U盘是直接拔下来的，可以继续打开。",
        "继续打开",
        "先不打开",
    )
    if not again:
        return None
    Path(lock.fileName()).unlink(missing_ok=True)
    lock.tryLock(0)
    return lock


def on_qt_message(kind: QtMsgType, about: QMessageLogContext, text: str) -> None:
    """Qt's own warnings go into the log, not to the terminal, which a desktop keeps in a file: they may name files."""
    if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        return
    said = f"Qt {about.category or ''}: {mistakes.redacted(text)}"
    # Some platforms say the same at every window: once is enough, and a loop must not fill the disk.
    if said not in _heard and len(_heard) < _QT_MOST:
        _heard.add(said)
        mistakes.log.warning("%s", said)


def write_log(folder: Path) -> Path:
    """Keep a small log of our own mistakes in `folder`; returns the file. No names or values are written there."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "xinhuo.log"
    if target.exists() and target.stat().st_size > _LOG_BYTES:
        target.replace(folder / "xinhuo.1.log")
    # Not logging.handlers: its imports alone cost as much as the window.
    handler = logging.FileHandler(target, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = mistakes.log
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    log.addHandler(handler)
    return target
