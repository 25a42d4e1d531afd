"""Choosing files and folders: one place, which remembers where a person was last for each purpose."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QWidget

WORKBOOK = "Excel 工作簿 (*.xlsx)"
"""The kind of a list that is written."""

LISTS = "workbooks"
"""The purpose of lists that come in and go out: a person looks for them in one place."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


@dataclass(frozen=True)
class Wanted:
    """What is to be chosen: `kinds` like "薪火文件 (*.xhb)", `start` the folder or file the dialog opens at."""

    what: Literal["file", "files", "folder", "target"]
    title: str
    start: str
    kinds: str = ""


Chooser = Callable[[QWidget | None, Wanted], Sequence[str]]


def dialogs(parent: QWidget | None, wanted: Wanted) -> Sequence[str]:
    """The chooser of the real program: the system's own dialogs; nothing when they are closed."""
    from PySide6.QtWidgets import QFileDialog

    if wanted.what == "folder":
        chosen = QFileDialog.getExistingDirectory(parent, wanted.title, wanted.start)
    elif wanted.what == "files":
        return QFileDialog.getOpenFileNames(parent, wanted.title, wanted.start, wanted.kinds)[0]
    elif wanted.what == "file":
        chosen = QFileDialog.getOpenFileName(parent, wanted.title, wanted.start, wanted.kinds)[0]
    else:
        chosen = QFileDialog.getSaveFileName(parent, wanted.title, wanted.start, wanted.kinds)[0]
    return [chosen] if chosen else []


_chooser: Chooser = dialogs
_preferred: dict[str, Path] = {}


def use(chooser: Chooser) -> Chooser:
    """Let `chooser` choose from now on; returns the one it replaces."""
    global _chooser
    before, _chooser = _chooser, chooser
    return before


def prefer(purpose: str, folder: Path | None) -> None:
    """Begin at this folder for a purpose, as at a stick while it is in; None: at where a person was last."""
    if folder is None:
        _preferred.pop(purpose, None)
    else:
        _preferred[purpose] = folder


def file(parent: QWidget | None, settings: QSettings, purpose: str, title: str, kinds: str) -> Path | None:
    """One file to read, or None."""
    return _first(_choose(parent, settings, purpose, Wanted("file", title, _last(settings, purpose), kinds)))


def files(parent: QWidget | None, settings: QSettings, purpose: str, title: str, kinds: str) -> list[Path]:
    """One or many files to read; none when the dialog was closed."""
    return _choose(parent, settings, purpose, Wanted("files", title, _last(settings, purpose), kinds))


def folder(parent: QWidget | None, settings: QSettings, purpose: str, title: str) -> Path | None:
    """A folder, or None."""
    return _first(_choose(parent, settings, purpose, Wanted("folder", title, _last(settings, purpose))))


def target(
    parent: QWidget | None,
    settings: QSettings,
    purpose: str,
    title: str,
    kinds: str,
    name: str,
    avoided: Callable[[Path], bool] | None = None,
) -> Path | None:
    """Where to save a file, called `name` unless a person calls it otherwise; one without an ending of `kinds` gets
    that of `name`.

    The dialog itself asks before a file is replaced. Where a person was last is not begun at when it is `avoided`.
    """
    last = _last(settings, purpose)
    start = str(Path(_documents() if avoided and avoided(Path(last)) else last) / fit_name(name))
    path = _first(_choose(parent, settings, purpose, Wanted("target", title, start, kinds)))
    if path is None or path.suffix.lower() in re.findall(r"\*(\.\w+)", kinds):
        return path
    return path.with_name(path.name + Path(name).suffix)


def fit_name(text: str) -> str:
    """A text as a file can be called: blanks in the place of what no system allows."""
    return _NOT_IN_NAMES.sub(" ", text).strip()


def _choose(parent: QWidget | None, settings: QSettings, purpose: str, wanted: Wanted) -> list[Path]:
    paths = [Path(one) for one in _chooser(parent, wanted)]
    if paths:
        place = paths[0] if wanted.what == "folder" else paths[0].parent
        settings.setValue(f"folders/{purpose}", str(place))
    return paths


def _last(settings: QSettings, purpose: str) -> str:
    """Where a person was last for this purpose, if that place is still there: a stick may have gone."""
    preferred = _preferred.get(purpose)
    if preferred and preferred.is_dir():
        return str(preferred)
    kept = str(settings.value(f"folders/{purpose}") or "")
    if kept and Path(kept).is_dir():
        return kept
    return _documents()


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _first(paths: Sequence[Path]) -> Path | None:
    return paths[0] if paths else None
