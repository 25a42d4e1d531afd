"""The sheet drawn anew shortly after each change, in the background, with an example's facts or a real person's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.papers import designing
from app.papers.designing import Doubt
from app.papers.kinds import PaperKind
from app.papers.laying import Box, Design
from app.problems import SHOWN
from app.progress import Progress
from app.session import Session
from ui import messages
from ui.choices import Choice, Picker
from ui.designer.document import Document
from ui.jobs import Lane

Placed = Mapping[int, Sequence[tuple[int, Box]]]
"""By place in the design: on which sheets (from 0) the parts of a flowing element stand, and where."""

_PAUSE = 160
"""Milliseconds after the last change before the sheet is drawn: nobody types against it."""

_OFFERED = 20


@dataclass(frozen=True)
class _Made:
    """The sheets, b"" where there can be none now; where what flows stands on them; what is amiss."""

    pdf: bytes
    placed: Placed
    doubts: list[Doubt]


class Preview(QObject):
    """`drawn(pdf, placed)` is the sheet as it is now and where its flowing elements stand, `found(doubts)` what is
    amiss; `whose` is "" or a candidate's id."""

    drawn = Signal(bytes, object)
    found = Signal(list)

    def __init__(self, document: Document, kind: PaperKind, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self.kind, self._lane = document, kind, lane
        self.whose = ""
        self.people: Sequence[Mapping[str, Any]] = ()
        self.busy = False
        self._again = False
        self._closed = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._begin)
        document.changed.connect(self.look)
        self._read_people()

    # -- with whose facts

    def _read_people(self) -> None:
        name = self.kind.name

        def read(session: Session, _progress: Progress) -> Sequence[Mapping[str, Any]]:
            return designing.candidates(session, name)

        self._lane.run(read, title="正在读取可以预览的人", done=self._put_people, failed=self._no_people)

    def _put_people(self, people: Sequence[Mapping[str, Any]]) -> None:
        self.people = people

    def _no_people(self, error: BaseException) -> None:
        if not isinstance(error, SHOWN):
            messages.report_bug(None, error)

    def picker(self) -> Picker:
        """Finds whom the paper could be made for."""
        return Picker(self._find, self._name, hint="姓名或学校，留空是例子")

    def _find(self, text: str) -> list[Choice]:
        words = text.casefold()
        fits = (one for one in self.people if words in _told(one).casefold())
        return [
            Choice(str(one["id"]), str(one["name"]), _note(one)) for one, _ in zip(fits, range(_OFFERED), strict=False)
        ]

    def _name(self, pk: str) -> str:
        return next((str(one["name"]) for one in self.people if str(one["id"]) == pk), "")

    def show_with(self, pk: str) -> None:
        """Draw it with this candidate's facts, "" with the example's."""
        if pk != self.whose:
            self.whose = pk
            self.look()

    # -- drawing

    def look(self) -> None:
        """Something is otherwise: draw soon."""
        self._pause.start()

    def close(self) -> None:
        """Draw nothing any more."""
        self._closed = True
        self._pause.stop()

    def _begin(self) -> None:
        if self._closed:
            return
        if self.busy:
            self._again = True
            return
        self.busy = True
        design, kind, whose = self._document.design, self.kind, self.whose

        def work(session: Session, _progress: Progress) -> _Made:
            return _made(session, design, kind, whose)

        self._lane.run(work, title="正在绘制版式", done=self._put, failed=self._fail)

    def _put(self, made: _Made) -> None:
        self._end()
        if made.pdf:
            self.drawn.emit(made.pdf, made.placed)
        self.found.emit(made.doubts)

    def _fail(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, SHOWN):
            self.found.emit([Doubt(None, f"{error.title}{error.advice}")])
        else:
            messages.report_bug(None, error)

    def _end(self) -> None:
        self.busy = False
        if self._again:
            self._again = False
            self.look()


def _made(session: Session, design: Design, kind: PaperKind, whose: str) -> _Made:
    facts = designing.with_code(kind, designing.facts(session, kind.name, whose or None))
    doubts = designing.doubts(design, kind, facts)
    try:
        return _Made(designing.pdf(design, facts), designing.placed(design, facts), doubts)
    except SHOWN as problem:
        known = doubts if any(one.place is None for one in doubts) else [*doubts, Doubt(None, problem.title)]
        return _Made(b"", {}, known)


def _told(one: Mapping[str, Any]) -> str:
    return f"{one['name']} {_note(one)}"


def _note(one: Mapping[str, Any]) -> str:
    return "　".join(str(one[name]) for name in ("school_name", "about") if one.get(name))
