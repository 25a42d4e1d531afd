"""Files that a desktop hands to the program: told to the window that is open already, and put before the page they are for."""

import getpass
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

from app.exchange.files import EXTENSION
from app.problems import SHOWN
from ui import messages
from ui.start import StartPage
from ui.window import MainWindow

_TAKEN = b"taken\n"
_CONNECT, _ANSWER = 500, 2000
"""Milliseconds that another window is given to open its door, and to answer."""
_MOST = 1 << 16
"""Bytes of what is handed over: some dozens of long paths."""


class Door(QObject):
    """The open window of an office's file can be knocked at: `given(paths)` when somebody hands it files, or none."""

    given = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knock)
        name = _name(path)
        # Whoever opens it holds the lock of the file: a door that still stands there is that of a program that was killed.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _on_knock(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(partial(self._hear, caller))
            self._hear(caller)

    def _hear(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            if caller.bytesAvailable() > _MOST:
                caller.abort()
            return
        try:
            said = json.loads(bytes(caller.readLine(_MOST).data()))
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
            caller.abort()
            return
        caller.write(_TAKEN)
        caller.flush()
        caller.disconnectFromServer()
        self.given.emit([Path(one) for one in said])


def knock(office: Path, files: Sequence[Path]) -> bool:
    """Hand files to the window that has `office` open, and let it come to the front; False when nobody answers."""
    if not _is_ours(_name(office)):
        return False
    caller = QLocalSocket()
    caller.connectToServer(_name(office))
    if not caller.waitForConnected(_CONNECT):
        return False
    if sys.platform == "win32":
        import ctypes

        # Windows lets only the program a person has just started bring a window to the front: it passes that on.
        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    caller.write(json.dumps([str(one.resolve()) for one in files]).encode() + b"\n")
    heard = caller.waitForBytesWritten(_ANSWER) and caller.waitForReadyRead(_ANSWER)
    answer = bytes(caller.readAll().data()) if heard else b""
    caller.abort()
    return answer == _TAKEN


def to_front(window: QWidget) -> None:
    """Show a window that may be folded away or behind others."""
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


def give(window: MainWindow, files: Sequence[Path]) -> None:
    """Put files before the page of an office's window that takes them; nothing is taken before a person says so."""
    if not files:
        return
    if QApplication.activeModalWidget() is not None:
        messages.toast(window, f"请先办完打开着的这一步，再打开“{files[0].name}”")
        return
    sealed = [path for path in files if path.suffix.lower() == EXTENSION]
    if sealed:
        window.take_files(sealed)
        return
    ending = files[0].suffix.lower()
    if ending == ".xhr":
        window.go("rules")
        if not window.page.on_files(files[:1]):
            messages.toast(window, "规则由县里制定，随县里的文件发来；这里不采用规则文件")
    elif ending == ".xhd":
        window.go("papers")
        _show_designs(window, files[0])
    else:
        window.go("settings", "keys")
        messages.toast(window, "恢复资料在“密钥”里使用")


def give_to_start(page: StartPage, files: Sequence[Path]) -> None:
    """Put a file before the start page, where no office is open: an invite, or a county's recovery kit."""
    if not files:
        return
    ending = files[0].suffix.lower()
    if ending == EXTENSION:
        page.show_invite(files[0])
    elif ending == ".xhkit":
        page.recover(files[0])
    else:
        messages.say(page, f"“{files[0].name}”要在打开的数据文件里使用。", "请先打开本单位的数据文件，再打开它一次。")


def is_invite(path: Path) -> bool:
    """Whether a file invites a school that may have no data yet."""
    from app.exchange import package

    if path.suffix.lower() != EXTENSION:
        return False
    head = package.glance(path)
    return head is not None and head.kind == "invite"


def _show_designs(window: MainWindow, path: Path) -> None:
    from ui.designer.taking import TakeSheet

    try:
        sheet = TakeSheet(window, window.session, path)
    except SHOWN as problem:
        messages.show_problem(window, problem)
        return
    sheet.taken.connect(lambda ids: messages.toast(window, f"已采用 {len(ids)} 个版式", "撤销", window.services.undo))
    sheet.open()


def _is_ours(name: str) -> bool:
    """Whether a door is this person's: on Linux it stands in a folder where everybody may put one of any name."""
    if sys.platform == "win32":
        return True
    try:
        return Path(QDir.tempPath(), name).lstat().st_uid == os.getuid()
    except OSError:
        return False


def _name(path: Path) -> str:
    """The door of an office's file, of this person alone."""
    whole = f"{getpass.getuser()}\n{path.resolve()}"
    return f"xinhuo-{hashlib.sha256(whole.encode(errors='surrogateescape')).hexdigest()[:24]}"
