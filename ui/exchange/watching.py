"""The watched folder while the window is open: looked at every minute and when something comes, told in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.problems import SHOWN
from app.progress import Progress
from app.session import Session
from ui import choosing, messages, pictures
from ui.jobs import Lane
from ui.pages import Services

if TYPE_CHECKING:
    from app.exchange.watching import Pass, Seen

EVERY = 60_000
"""Milliseconds between two looks."""

_PAUSE = 2000
"""Milliseconds after something changed in the folder: a file comes in many small pieces."""


class Watcher(QObject):
    """Looks after the folder of one office. `told(sentence)` after each look, `committed(tables)` when it wrote."""

    told = Signal(str)
    committed = Signal(object)

    def __init__(self, session: Session, settings: QSettings, jobs: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._jobs = jobs
        self._key = f"watching/{session.site}"
        # A lane of its own: a share that does not answer must hold up nothing else.
        self._lane = Lane(session, self)
        self._lane.committed.connect(self.committed)
        self._seen: Seen = {}
        self._wanted = False
        self.sentence = ""
        self.waiting: list[Path] = []
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.go)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.go)
        self._changes: QFileSystemWatcher | None = None
        self._begin()

    @property
    def folder(self) -> Path | None:
        """The folder; None while it is off, as it is until a person chooses one."""
        kept = str(self._settings.value(self._key) or "")
        return Path(kept) if kept else None

    @property
    def busy(self) -> bool:
        """Whether it is looking just now."""
        return self._lane.busy

    def choose(self, folder: Path | None) -> None:
        """Watch this folder from now on; None: none."""
        self._settings.setValue(self._key, str(folder) if folder else "")
        self._seen, self.waiting, self.sentence = {}, [], ""
        self._begin()
        self.told.emit("")

    def go(self, at_once: bool = False) -> None:
        """Look now; `at_once`: and write what waits for its hour."""
        folder, seen = self.folder, self._seen
        if folder is None or self._lane.busy:
            return
        if self._jobs.busy:
            # One who writes is enough; the next look is soon.
            self._pause.start()
            return
        place = folder

        def work(session: Session, progress: Progress) -> "Pass":
            # Not before it is wanted: most offices watch nothing.
            from app.exchange import watching

            return watching.go_round(session, place, seen=seen, at_once=at_once, progress=progress)

        self._lane.run(work, title="正在查看收发文件夹", done=self._tell, failed=self._fail)

    def close(self) -> None:
        """Stop looking, for good."""
        self._timer.stop()
        self._pause.stop()
        self._lane.close()

    def _begin(self) -> None:
        if self._changes is not None:
            self._changes.deleteLater()
            self._changes = None
        if self.folder is None:
            self._timer.stop()
            self._pause.stop()
            return
        self._timer.start()
        self._pause.start()

    def _listen(self) -> None:
        """Hear of changes, once a look has shown that the folder answers: a dead share would hold up the window."""
        if self._changes is None and self.folder is not None:
            self._changes = QFileSystemWatcher([str(self.folder)], self)
            self._changes.directoryChanged.connect(lambda _: self._pause.start())

    def _tell(self, found: "Pass") -> None:
        self._listen()
        self.waiting = [one.path for one in found.waiting]
        self._say(found.sentence)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SHOWN):
            self._say(f"{error.title}{error.advice}")
            return
        # Our own mistake is told once, not every minute.
        self._timer.stop()
        messages.report_bug(None, error)

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        self.told.emit(sentence)


def watch_acts(parent: QWidget, services: Services) -> list[tuple[str, Callable[[], None]]]:
    """What stands under a page's 更多: choosing the folder, and doing without."""
    watcher = services.watcher()

    def choose() -> None:
        folder = choosing.folder(parent, services.settings, "watching", "选择收发文件夹（局域网共享或网盘里的文件夹）")
        if folder is not None:
            watcher.choose(folder)

    acts = [("收发文件夹……", choose)]
    if watcher.folder is not None:
        acts.append(("停用收发文件夹", lambda: watcher.choose(None)))
    return acts


class WatchLine(QFrame):
    """One quiet line about the folder; hidden while none is watched."""

    def __init__(self, watcher: Watcher, receive: Callable[[list[Path]], None]) -> None:
        """`receive`: shows a person the files that wait for one."""
        super().__init__()
        self.setProperty("role", "footer")
        self._watcher = watcher
        picture = QLabel()
        pictures.dress(picture, "folder-open", "secondary", 16)
        self.words = QLabel()
        self.words.setProperty("role", "secondary")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.see = QPushButton("查看这些文件")
        self.see.clicked.connect(lambda: receive(watcher.waiting))
        self.now = QPushButton("立即收发")
        self.now.clicked.connect(lambda: watcher.go(at_once=True))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 4)
        line.setSpacing(12)
        line.addWidget(picture)
        line.addWidget(self.words, 1)
        line.addWidget(self.see)
        line.addWidget(self.now)
        watcher.told.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Show how it stands."""
        folder = self._watcher.folder
        self.setVisible(folder is not None)
        if folder is None:
            return
        words = f"收发文件夹“{folder.name}”　{self._watcher.sentence or '正在查看……'}"
        self.words.setText(words)
        self.words.setToolTip(f"{folder}\n{words}")
        self.see.setVisible(bool(self._watcher.waiting))
