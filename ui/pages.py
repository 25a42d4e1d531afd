"""What every page is made of: its header, the keys it answers, and what it may ask of the window around it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from app.fields import Value
from app.session import Session
from ui import pictures, tokens
from ui.jobs import Lane
from ui.people import People

if TYPE_CHECKING:
    from ui.exchange.watching import Watcher

_TYPING_PAUSE = 120
"""Milliseconds after the last key before a search runs."""


class Toaster(Protocol):
    """Says something in passing, with at most one thing to do about it."""

    def __call__(self, text: str, action_text: str | None = None, action: Callable[[], None] | None = None) -> None: ...


@dataclass(frozen=True)
class Shown:
    """What a page is to show of its list when a number elsewhere opens it: rows that have these values of columns,
    and of those only `ids`, if given, under a chip that says `words`."""

    conditions: Mapping[str, Value]
    words: str = ""
    ids: Collection[str] | None = None


class BringIn(Protocol):
    """Imports a workbook: the one given, else one that a person chooses."""

    def __call__(self, path: Path | None = None) -> None: ...


Shows = Sequence[tuple[str, str]]
"""Columns that a list has in sight, in their order: name and label."""


class TakeOut(Protocol):
    """Writes records of a list, in the order given; `shown` are the columns in sight."""

    def __call__(self, ids: Sequence[str], shown: Shows = ()) -> None: ...


class WriteTemplate(Protocol):
    """Asks for the template of a list and writes it; `class_id` is the class whose people it shall come with."""

    def __call__(self, class_id: str = "") -> None: ...


@dataclass
class Services:
    """What a page may ask of its window.

    `jobs` is the lane for long work that a person sees and may stop, `reads` the quiet one that fills lists, `people`
    finds teachers while typing.
    `go(page, id)` opens another page at a record, `show(page, shown)` at a part of its list; `renamed` says that
    the office or the operator is called otherwise now. `undo` takes back the last act; `restore` puts a copy of the
    office's file in its place and opens it; `rekey` encrypts it under a new key and opens it again; `watcher()`
    looks after the watched folder. `bring_in`, `templates` and `take_out` are filled in by whoever can import and
    export the records of a table; a page shows the verb when it is there; `bring_in_any` asks which list a workbook
    is.
    """

    jobs: Lane
    reads: Lane
    people: People
    toast: Toaster
    go: Callable[[str, str | None], None]
    undo: Callable[[], None]
    settings: QSettings
    count: Callable[[str, int | None], None]
    show: Callable[[str, Shown], None]
    renamed: Callable[[], None]
    restore: Callable[[Path], None]
    rekey: Callable[[], None]
    watcher: "Callable[[], Watcher]"
    bring_in: dict[str, BringIn] = field(default_factory=dict)
    bring_in_any: BringIn | None = None
    templates: dict[str, WriteTemplate] = field(default_factory=dict)
    take_out: dict[str, TakeOut] = field(default_factory=dict)


class Page(QFrame):
    """A page of the window: header above, `self.body` below. Pages override what they answer to.

    `tables` names the tables whose changes it wants to hear of; `help` is what F1 says.
    """

    tables: frozenset[str] = frozenset()
    help = ""

    def __init__(self, session: Session, services: Services, *, title: str, search: str = "", new: str = "") -> None:
        """`search` is the hint in the search box ("" for none), `new` the words of the main button."""
        super().__init__()
        self.setProperty("role", "page")
        self.session = session
        self.services = services
        self.title = title
        self.search = QLineEdit(placeholderText=search, clearButtonEnabled=True)
        self.new = QPushButton(f" {new}")
        self.more = QPushButton("更多")
        self.more_menu = QMenu(self.more)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE)
        self._pause.timeout.connect(lambda: self.on_search(self.search.text().strip()))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = self._header(bool(search), bool(new))
        column.addWidget(self.header)
        column.addLayout(self.body, 1)

    def _header(self, searched: bool, newed: bool) -> QFrame:
        header = QFrame()
        header.setProperty("role", "header")
        header.setFixedHeight(56)
        line = QHBoxLayout(header)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(tokens.GRID)
        title = QLabel(self.title)
        title.setProperty("role", "title")
        line.addWidget(title)
        line.addSpacing(tokens.GRID)
        # Only ever hidden here: shown without a parent it would flash up as a window of its own.
        if not searched:
            self.search.hide()
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(360)
        self.search.setAccessibleName("查找")
        self.search.textChanged.connect(lambda: self._pause.start())
        self.search.returnPressed.connect(self._search_now)
        line.addWidget(self.search, 3)
        line.addStretch(1)
        self.new.setProperty("kind", "main")
        pictures.dress(self.new, "plus", "on_accent", 16)
        if not newed:
            self.new.hide()
        self.new.clicked.connect(self.on_new)
        line.addWidget(self.new)
        self.more.setMenu(self.more_menu)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        pictures.dress(self.more, "chevron-down", "secondary", 14)
        self.more_menu.aboutToShow.connect(self._fill_more)
        self.more.hide()
        line.addWidget(self.more)
        return header

    def _search_now(self) -> None:
        self._pause.stop()
        self.on_search(self.search.text().strip())

    def _fill_more(self) -> None:
        self.more_menu.clear()
        for text, run in self.more_acts():
            self.more_menu.addAction(text).triggered.connect(lambda _=False, run=run: run())

    # -- what pages override

    def on_new(self) -> None:
        """Ctrl+N and the main button."""

    def on_search(self, text: str) -> None:
        """The search box has said this for a moment."""

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """What stands under 更多; a page with some calls `self.more.show()`."""
        return ()

    def on_save(self) -> None:
        """Ctrl+S."""

    def on_files(self, paths: Sequence[Path]) -> bool:
        """Files were dropped on the window while the page is in sight; True when it takes them."""
        return False

    def on_shown(self) -> None:
        """The page came into sight."""

    def on_changed(self, tables: frozenset[str]) -> None:
        """A commit changed some of `tables`; called once the page is in sight."""

    def on_escape(self) -> bool:
        """Esc: go one step back; True when there was one. Never loses work."""
        if self.search.text():
            self.search.clear()
            return True
        return False

    def show_record(self, pk: str) -> None:
        """Open this record, as when another page points to it."""

    def show_part(self, shown: Shown) -> None:
        """Show this part of the list, as when a number on another page opens it."""

    def may_leave(self) -> bool:
        """Whether the page may be left; asks about unsaved work."""
        return True

    def focus_search(self) -> None:
        """Ctrl+F."""
        if self.search.isVisible():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()


class Placeholder(Page):
    """A page that is not there yet says so, and where to turn meanwhile."""

    def __init__(self, session: Session, services: Services, *, title: str, picture: str, advice: str) -> None:
        super().__init__(session, services, title=title)
        self.help = advice
        self.body.addWidget(notice(picture, f"{title}还没有内容", advice), 1)


def notice(picture: str, title: str, advice: str) -> QWidget:
    """A quiet picture with a sentence and what to do next, in the middle of an empty space."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(24, 24, 24, 24)
    column.setSpacing(tokens.GRID)
    shown = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
    pictures.dress(shown, picture, "secondary", 40)
    words = QLabel(title, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
    words.setProperty("role", "heading")
    more = QLabel(advice, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
    more.setProperty("role", "secondary")
    column.addStretch(2)
    for widget in (shown, words, more):
        column.addWidget(widget)
    column.addStretch(3)
    return made
