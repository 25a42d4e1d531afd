"""Sticks that are put in: noticed quietly while a page is in sight, and offered to receive from and to write to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui import choosing, pictures
from ui.jobs import Lane

EVERY = 3000
"""Milliseconds between two looks."""


@dataclass(frozen=True)
class Drive:
    """A removable drive that is in: where, how it is called, and whether it can be written to."""

    root: Path
    name: str
    writable: bool = True


@dataclass(frozen=True)
class Stick:
    """A drive with the number of exchange files on it, and how many of them are for this office."""

    drive: Drive
    files: int
    ours: int


Finder = Callable[[], Sequence[Drive]]


def drives() -> Sequence[Drive]:
    """The finder of the real program: what the system says is in."""
    # Not before it is wanted: the window paints without it.
    from app.exchange import removable

    found = []
    for root in removable.drives():
        info = QStorageInfo(str(root))
        if info.isValid() and info.isReady():
            found.append(Drive(root, info.name() or root.name or str(root), not info.isReadOnly()))
    return found


_finder: Finder = drives


def use(finder: Finder) -> Finder:
    """Let `finder` find drives from now on; returns the one it replaces."""
    global _finder
    before, _finder = _finder, finder
    return before


def look(known: Sequence[Stick], site: str) -> list[Stick]:
    """The sticks that are in; files are counted once for each, as a full stick takes long to look through."""
    counted = {one.drive: one for one in known}
    return [counted.get(drive) or _counted(drive, site) for drive in _finder()]


def _counted(drive: Drive, site: str) -> Stick:
    from app.exchange import batch

    found = batch.find([drive.root])
    return Stick(drive, len(found), batch.for_office(found, site))


class Sticks(QObject):
    """Looks every few seconds while its page is in sight; `changed(sticks)` when one came, went or was written to."""

    changed = Signal(object)

    def __init__(self, lane: Lane, page: QWidget) -> None:
        super().__init__(page)
        self._lane = lane
        self._page = page
        self._known: list[Stick] = []
        timer = QTimer(self, interval=EVERY)
        timer.timeout.connect(self._look_if_idle)
        timer.start()

    def look(self) -> None:
        """Look now."""
        known = list(self._known)
        # A stick pulled out meanwhile is nobody's fault; the next look sees that it has gone.
        self._lane.run(
            lambda session, progress: look(known, session.site),
            title="正在查看U盘",
            done=self._take,
            failed=lambda _: None,
        )

    def recount(self) -> None:
        """Files were written or moved: count them anew."""
        self._known = []
        self.look()

    def _look_if_idle(self) -> None:
        if self._page.isVisible() and not self._lane.busy:
            self.look()

    def _take(self, sticks: list[Stick]) -> None:
        if sticks != self._known:
            self._known = sticks
            self.changed.emit(sticks)


class StickStrip(QFrame):
    """Says which stick is in and what is on it. `receiving(root)`, `writing(root)`: what a person wants with it."""

    receiving = Signal(object)
    writing = Signal(object)

    def __init__(self, lane: Lane, page: QWidget, purpose: str) -> None:
        """`purpose`: dialogs that choose files for it begin at the stick while it is in."""
        super().__init__(page)
        self.setProperty("role", "strip")
        self._purpose = purpose
        self._root: Path | None = None
        self._dismissed: set[Path] = set()
        self.words = QLabel(wordWrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.receive = QPushButton("接收")
        self.receive.clicked.connect(lambda: self.receiving.emit(self._root))
        self.write = QPushButton("写到这里")
        self.write.clicked.connect(lambda: self.writing.emit(self._root))
        close = QPushButton()
        close.setProperty("kind", "quiet")
        close.setAccessibleName("关闭提示")
        pictures.dress(close, "x", "secondary", 16)
        close.clicked.connect(self._dismiss)
        picture = QLabel()
        pictures.dress(picture, "inbox", "accent", 18)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 8, 6)
        line.setSpacing(12)
        line.addWidget(picture)
        line.addWidget(self.words, 1)
        for button in (self.receive, self.write, close):
            line.addWidget(button)
        self.sticks = Sticks(lane, page)
        self.sticks.changed.connect(self.show_sticks)
        self.hide()

    def show_sticks(self, sticks: Sequence[Stick]) -> None:
        """Show the stick that came last and was not waved away; hide when there is none."""
        roots = {one.drive.root for one in sticks}
        self._dismissed &= roots
        shown = [one for one in sticks if one.drive.root not in self._dismissed]
        choosing.prefer(self._purpose, sticks[-1].drive.root if sticks else None)
        self.setVisible(bool(shown))
        if not shown:
            self._root = None
            return
        one = shown[-1]
        self._root = one.drive.root
        there = f"其中有 {one.files:,} 个薪火文件" if one.files else "其中没有薪火文件"
        if one.ours < one.files:
            there += f"，{one.ours:,} 个是给本单位的" if one.ours else "，没有给本单位的"
        locked = "" if one.drive.writable else "，只能读取"
        self.words.setText(f"发现U盘「{one.drive.name}」：{there}{locked}")
        self.receive.setVisible(bool(one.ours))
        self.write.setVisible(one.drive.writable)

    def _dismiss(self) -> None:
        if self._root:
            self._dismissed.add(self._root)
        self.hide()
