"""Handing a file or folder to the system: the program that belongs to it opens it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from ui import messages

if TYPE_CHECKING:
    from ui.pages import Toaster


def show(path: Path, refused: Callable[[str, str], None] | None = None) -> None:
    """Open a file or a folder; `refused(title, advice)` when the system has no program for it, else a box says so."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        tell = refused or partial(messages.say, None)
        tell("这台电脑上没有能打开它的程序。", f"它在：{path}")


def offer(toast: "Toaster", words: str, path: Path) -> None:
    """Say in passing that a file was written, and offer to open it."""
    toast(words, "打开", lambda: show(path, lambda title, advice: toast(title + advice)))
