"""Opens the real main window on an office's file, goes to every page and every part of it, and looks whether it is drawn."""

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QSettings, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.opening import open_office
from app.screens import has_screen
from ui import main, messages
from ui.pages import Page
from ui.places import PLACES
from ui.tabs import Tabs
from ui.window import MainWindow

_PATIENCE = 30
"""Seconds that a page may read."""

_SIZE = 1366, 768
_GREYS = 8
"""Fewer shades on a whole page: nothing was drawn."""


class Amiss(Exception):
    """A page is not as it should be; the text is for people."""


class _Silent:
    """No dialog waits for anybody here; what would have been said is kept."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def tell(self, parent: QWidget | None, title: str, advice: str) -> None:
        self.said.append(f"{title}{advice}")

    def ask(self, parent: QWidget | None, title: str, advice: str, yes: str, no: str) -> bool:
        self.said.append(f"{title}{advice}")
        return False


def without_screen() -> None:
    """Where nothing can be shown, Qt paints into memory."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def walk(path: Path) -> str:
    """Every page and part of the window on the office at `path`; says how many there were. Raises Amiss."""
    without_screen()
    app = main.application()
    voice = _Silent()
    before = messages.use(voice)
    bugs: list[BaseException] = []
    hook, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: bugs.append(error)
    # What Qt says of a bare machine's screen and fonts is nothing for whoever reads the result.
    qInstallMessageHandler(lambda _kind, _about, _text: None)
    window = None
    try:
        settings = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
        window = MainWindow(open_office(path), settings)
        window.resize(*_SIZE)
        window.show()
        seen = sum(_visit(app, window, place.name, place.label) for place in PLACES)
        if bugs or voice.said:
            raise Amiss(voice.said[0] if voice.said else f"打开页面时程序自身出了问题（{type(bugs[0]).__name__}）。")
        return f"{app.platformName()}：{len(PLACES)} 页，{seen} 个画面，都画出来了。"
    finally:
        sys.excepthook = hook
        messages.use(before)
        if window is not None:
            window.close()
            window.session.close()
            window.deleteLater()
            app.processEvents()
        qInstallMessageHandler(None)


def _visit(app: QApplication, window: MainWindow, name: str, label: str) -> int:
    """Go to a page and through its parts; returns how many pictures were looked at."""
    window.go(name)
    _settle(app, window, label)
    _look_at(window.page, label)
    return 1 + sum(_through(app, window, tabs, label) for tabs in _tabs(window.page))


def _tabs(page: Page) -> list[Tabs]:
    """The rows of parts of a page: its own, not those within a part."""
    own = getattr(page, "tabs", None)
    return [own] if isinstance(own, Tabs) else []


def _through(app: QApplication, window: MainWindow, tabs: Tabs, label: str) -> int:
    for part, button in list(tabs.buttons.items()):
        what = f"{label}·{button.text()}"
        tabs.choose(part)
        _settle(app, window, what)
        _look_at(window.page, what)
    return len(tabs.buttons)


def _settle(app: QApplication, window: MainWindow, what: str) -> None:
    """Wait until what a page reads has come."""
    ends = time.monotonic() + _PATIENCE
    app.processEvents()
    while window.jobs.busy or window.reads.busy:
        if time.monotonic() > ends:
            raise Amiss(f"“{what}”一直没有读完。")
        app.processEvents()
        time.sleep(0.005)
    app.processEvents()


def _look_at(page: QWidget, what: str) -> None:
    """Refuse a page that is empty."""
    image = page.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    if len(set(bytes(image.constBits()))) < _GREYS:
        raise Amiss(f"“{what}”是空白的。")
