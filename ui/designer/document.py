"""The design being worked on: what is chosen of it, and every change as one step that can be undone and redone."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.papers.laying import AnyElement, Design

State = tuple[Design, frozenset[int]]


class Document(QObject):
    """`changed` when the design is another, `selected` when other elements are chosen (or the chosen ones moved)."""

    changed = Signal()
    selected = Signal()

    def __init__(self, design: Design, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.design = design
        self.places: frozenset[int] = frozenset()
        self.stack = QUndoStack(self)
        self._run = 0

    # -- what is chosen

    def select(self, places: Iterable[int]) -> None:
        """Choose these elements and no others."""
        chosen = frozenset(one for one in places if 0 <= one < len(self.design.elements))
        self.pause()
        if chosen != self.places:
            self.places = chosen
            self.selected.emit()

    @property
    def chosen(self) -> list[AnyElement]:
        """The chosen elements, the lowest first."""
        return [self.design.elements[place] for place in sorted(self.places)]

    @property
    def only(self) -> int | None:
        """The place of the chosen element when it is one alone."""
        return next(iter(self.places)) if len(self.places) == 1 else None

    # -- changing

    def change(self, words: str, design: Design, places: Iterable[int] | None = None, *, run: str = "") -> None:
        """Make a change, called `words` in undo and redo; `places` are chosen then, the same ones when not said.

        Changes one after another with the same `run` are one step (typing in a field), until `pause`.
        """
        chosen = self.places if places is None else frozenset(places)
        if design == self.design and chosen == self.places:
            return
        self.stack.push(_Step(self, words, (self.design, self.places), (design, chosen), run and f"{run} {self._run}"))

    def pause(self) -> None:
        """What is typed from now on is a step of its own."""
        self._run += 1

    def begin(self, design: Design) -> None:
        """Work on another design; nothing of this one can be undone any more."""
        self.stack.clear()
        self.put((design, frozenset()))

    def put(self, state: State) -> None:
        """Be as a step says."""
        before = (self.design, self.places)
        self.design, self.places = state
        if self.places != before[1] or len(self.design.elements) != len(before[0].elements):
            self.selected.emit()
        if self.design != before[0]:
            self.changed.emit()

    @property
    def dirty(self) -> bool:
        """Whether something is not saved."""
        return not self.stack.isClean()


class _Step(QUndoCommand):
    def __init__(self, document: Document, words: str, before: State, after: State, run: str) -> None:
        super().__init__(words)
        self._document, self._before, self._after, self._run = document, before, after, run

    def undo(self) -> None:
        self._document.pause()
        self._document.put(self._before)

    def redo(self) -> None:
        self._document.put(self._after)

    def id(self) -> int:
        # Qt asks to merge only steps of one number; which run they belong to is compared below.
        return 1 if self._run else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or other._run != self._run:
            return False
        self._after = other._after
        return True
