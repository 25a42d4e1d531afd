"""Who makes copies while the window is open and when it closes, without being in anybody's way."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.backups import standing
from app.problems import SHOWN
from app.progress import Progress
from app.session import Session
from ui import messages
from ui.jobs import PATIENCE, Lane
from ui.sheet import Sheet

if TYPE_CHECKING:
    from app.backups.automatic import Round

EVERY = 5 * 60_000
"""Milliseconds between two looks; what is due is due by the office's own habits."""

_FIRST = 60_000
"""Milliseconds after the start before the first look: the stick may have been put in meanwhile."""


class Keeper(QObject):
    """Looks every few minutes. `told(round)` after each look that wrote something or failed."""

    told = Signal(object)

    def __init__(self, session: Session, jobs: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        # A lane of its own: a slow stick must hold up nothing else.
        self._lane = Lane(session, self)
        self.failed = ""
        self._looked = False
        self._timer = QTimer(self, interval=_FIRST)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether a copy is being made just now."""
        return self._lane.busy

    def look(self) -> None:
        """Make what is due."""
        self._timer.setInterval(EVERY)
        if self._lane.busy or self._jobs.busy:
            # One who writes is enough; the next look is soon.
            return
        # The first time the places themselves are looked at: the file may have come from another computer.
        if standing.wanted(self._session, first=not self._looked):
            self._looked = True
            self._run(closing=False, then=lambda: None)

    def closing(self) -> bool:
        """Whether a copy is wanted before the window closes."""
        return self._lane.busy or standing.wanted(self._session, closing=True)

    def last(self, then: Callable[[], None]) -> None:
        """Make the last copies, and then, whatever came of them, go on."""
        self._timer.stop()
        self._run(closing=True, then=then)

    def stop(self) -> None:
        """Make none after all: half a copy is never left under a good name."""
        self._lane.stop()

    def close(self) -> None:
        """Stop for good."""
        self._timer.stop()
        self._lane.close()

    def _run(self, *, closing: bool, then: Callable[[], None]) -> None:
        def work(session: Session, progress: Progress) -> "Round":
            # Not before it is wanted: the window paints without it.
            from app.backups import automatic

            return automatic.go_round(session, closing=closing, progress=progress)

        def tell(found: "Round") -> None:
            failed = found.failed[0] if found.failed else ""
            # The same refusal is told once, not every few minutes.
            if found.wrote or (failed and failed != self.failed):
                self.told.emit(found)
            self.failed = failed
            then()

        def fail(error: BaseException) -> None:
            if isinstance(error, SHOWN):
                self.failed = f"{error.title}{error.advice}"
            else:
                # Our own mistake is told once, not every few minutes.
                self._timer.stop()
                messages.report_bug(None, error)
            then()

        self._lane.run(work, title="正在自动备份", done=tell, failed=fail)


class LastCopy(Sheet):
    """Says, after a moment, that the window closes once the copy is made; who cannot wait need not.

    `over(close)`: the copy is made, or given up; whether the window is still to be closed.
    """

    over = Signal(bool)

    def __init__(self, parent: QWidget, keeper: Keeper) -> None:
        super().__init__(parent, "薪火", "正在备份今天的修改", "不等了，直接关闭", no="先不关闭", width=420)
        self._keeper = keeper
        self.sentence("备份好了就自动关闭，一般只要几秒钟。数据都已经保存，不等也不会丢；下次打开时再备份。")
        bar = QProgressBar(textVisible=False)
        bar.setRange(0, 0)
        self.column.addWidget(bar)
        self._begun = self._stay = False
        self._shown = QTimer(self, singleShot=True, interval=int(PATIENCE * 1000))
        self._shown.timeout.connect(self.open)

    def begin(self) -> None:
        """Begin, or go on when a person who wanted to stay closes the window after all."""
        self._stay = False
        self._shown.start()
        if not self._begun:
            self._begun = True
            self._keeper.last(self._on_done)

    def on_go(self) -> None:
        self.go.setEnabled(False)
        self._keeper.stop()

    def reject(self) -> None:
        """Stay open; the copy is made all the same."""
        self._stay = True
        self.hide()

    def _on_done(self) -> None:
        self._shown.stop()
        self.over.emit(not self._stay)
        self.deleteLater()
