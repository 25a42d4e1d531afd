"""One lane for long work: it runs in a thread of its own with its own session, is seen, and can be stopped."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.problems import Cancelled
from app.progress import Progress
from app.session import Session
from ui import messages

T = TypeVar("T")

PATIENCE = 0.6
"""Seconds before a person is shown that something is being worked on."""

_REPORT_EVERY = 0.05

Work = Callable[[Session, Progress], T]


@dataclass(frozen=True)
class _Job:
    work: Callable[[Any, Progress], Any]
    title: str
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None] | None


class _Worker(QObject):
    """Lives in the lane's thread, keeps one session there, and does one job after another."""

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    committed = Signal(object)

    def __init__(self, session: Session | None) -> None:
        super().__init__()
        self._outer = session
        self._session: Session | None = None
        self.stop = threading.Event()
        self._last = 0.0

    @Slot(object)
    def perform(self, job: _Job) -> None:
        try:
            result = job.work(self._own_session(), self._report)
        except Exception as error:  # noqa: BLE001 - the one place in the windows where our bugs are caught
            self.failed.emit(error)
        else:
            self.finished.emit(result)

    @Slot()
    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
        QThread.currentThread().quit()

    def _own_session(self) -> Session | None:
        if self._outer is None:
            return None
        if self._session is None:
            self._session = self._outer.again()
            self._session.listen(self.committed.emit)
        self._session.operator = self._outer.operator
        return self._session

    def _report(self, done: int, total: int, what: str) -> None:
        if self.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last > _REPORT_EVERY or done == total:
            self._last = now
            self.progressed.emit(done, total, what)


class Lane(QObject):
    """Jobs one after another in one thread; answers come back in the thread of the windows.

    Before a file is open there is no session: then the work is given None in its place.
    `committed(tables)` tells of every commit a job made; `shown(title)`, `progressed` and `ended` are for
    whoever shows it.
    """

    committed = Signal(object)
    progressed = Signal(int, int, str)
    shown = Signal(str)
    ended = Signal()
    _next = Signal(object)
    _closing = Signal()

    def __init__(self, session: Session | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[_Job] = deque()
        self._now: _Job | None = None
        self._closed = False
        self._thread = QThread(self)
        self._worker = _Worker(session)
        self._worker.moveToThread(self._thread)
        self._next.connect(self._worker.perform)
        self._closing.connect(self._worker.close)
        self._worker.finished.connect(self._on_finished)
        self._worker.failed.connect(self._on_failed)
        self._worker.progressed.connect(self.progressed)
        self._worker.committed.connect(self.committed)
        self._patience = QTimer(self, singleShot=True, interval=int(PATIENCE * 1000))
        self._patience.timeout.connect(self._show)

    @property
    def busy(self) -> bool:
        """Whether something is being worked on."""
        return self._now is not None

    def run(
        self,
        work: Work[T],
        *,
        title: str,
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Do `work(session, progress)` in the lane and hand its result to `done`.

        `failed` gets every exception instead, `Cancelled` included; without it refusals are shown, our bugs
        reported, and a stop is said in a toast. The result is for nobody where `done` is a method of a dialog that
        has gone meanwhile.
        """
        if self._closed:
            # A timer of a window that is going: a thread begun now would be destroyed while it runs.
            return
        self._waiting.append(_Job(work, title, done, failed))
        if not self._thread.isRunning():
            self._thread.start()
        if self._now is None:
            self._begin()

    def stop(self) -> None:
        """Ask the running job to stop at its next report; those that wait are dropped, and who asked is told."""
        dropped = list(self._waiting)
        self._waiting.clear()
        self._worker.stop.set()
        for job in dropped:
            if job.failed and not self._closed and not _is_gone(job.failed):
                job.failed(Cancelled())

    def close(self) -> None:
        """Stop, close the lane's session and end its thread. A job's answer is not delivered any more."""
        self._closed = True
        self.stop()
        self._now = None
        self._patience.stop()
        if self._thread.isRunning():
            self._closing.emit()
            self._thread.wait()

    def _begin(self) -> None:
        self._now = self._waiting.popleft()
        self._worker.stop.clear()
        self._patience.start()
        self._next.emit(self._now)

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        job = self._end()
        if job and not _is_gone(job.done):
            job.done(result)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        job = self._end()
        if job is None:
            return
        if job.failed and not _is_gone(job.failed):
            job.failed(error)
        elif isinstance(error, Cancelled):
            window = self._window()
            if window:
                messages.toast(window, f"{error.title}{error.advice}")
        else:
            messages.report_bug(self._window(), error)

    def _window(self) -> QWidget | None:
        parent = self.parent()
        return parent if isinstance(parent, QWidget) else None

    def _end(self) -> _Job | None:
        job, self._now = self._now, None
        self._patience.stop()
        self.ended.emit()
        if self._waiting:
            self._begin()
        return job

    def _show(self) -> None:
        if self._now:
            self.shown.emit(self._now.title)


def _is_gone(answer: Callable[..., None]) -> bool:
    """Whether it is a method of a widget that Qt has destroyed, as a dialog that was closed."""
    owner = getattr(answer, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)


class ProgressStrip(QFrame):
    """Says what is being worked on, how much of it is done and how long it may take, and can stop it."""

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._since = 0.0
        self._title = QLabel()
        self._what = QLabel()
        self._what.setProperty("role", "secondary")
        for label in (self._title, self._what):
            # A file's long name is cut here, rather than that the window grows over the screen's edge.
            label.setMinimumWidth(1)
        self._bar = QProgressBar(textVisible=False)
        self._stop = QPushButton("停止")
        self._stop.clicked.connect(self._on_stop)
        words = QHBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._what, 1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(words)
        column.addWidget(self._bar)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(16)
        line.addLayout(column, 1)
        line.addWidget(self._stop)
        self._lane = lane
        lane.shown.connect(self._on_shown)
        lane.progressed.connect(self._on_progress)
        lane.ended.connect(self.hide)
        self.hide()

    def _on_shown(self, title: str) -> None:
        self._title.setText(title)
        self._what.clear()
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._since = time.monotonic()
        self.show()

    def _on_progress(self, done: int, total: int, what: str) -> None:
        if not self.isVisible():
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._what.setText(what + _amount(done, total, time.monotonic() - self._since))

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._what.setText("正在停止……")
        self._lane.stop()


def _amount(done: int, total: int, seconds: float) -> str:
    if not total:
        return ""
    text = f"  {done:,} / {total:,}"
    if done and seconds > 3 and done < total:
        left = seconds * (total - done) / done
        text += f"，大约还要 {left / 60:.0f} 分钟" if left > 90 else f"，大约还要 {left:.0f} 秒"
    return text
