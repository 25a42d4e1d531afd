"""Handing a file or folder to the system: the program that belongs to it opens it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show(path: Path) -> bool:
    """Open a file or a folder; False when the system has no program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
