"""One import under way: the preview as it stands, what a person chose, and each step in the lane for long work."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import importing
from app.importing import Choices, Preview, TableChoice
from app.importing.matching import Answers
from app.problems import Cancelled
from app.progress import Progress
from app.session import Session
from ui import messages
from ui.importing.listing import Listed, listed
from ui.pages import Services

Step = Callable[[Session, Progress], Preview]


@dataclass(frozen=True)
class Read:
    """A preview, how the list shows it, and by field what those that hold for every row can say."""

    made: Preview
    listed: Listed
    words: Mapping[str, Sequence[str]]


def read(session: Session, made: Preview) -> Read:
    """A preview with what is shown of it."""
    columns = importing.KINDS[made.kind].columns
    for_all = {one.name for one in made.lacking} | made.fixed.keys()
    words = {one.name: importing.words_for(session, one) for one in columns if one.name in for_all}
    return Read(made, listed(made), words)


class Work(QObject):
    """`changed`: the preview is another; `moved`: a person chose otherwise; `busy(True)` while a step is worked on.

    `skipped` are rows (by their index) that are not imported, `kept` single fields (row, field) and `kept_fields`
    fields of every changed row that stay as they are; `written`: what stays out has been written as a workbook.
    """

    changed = Signal()
    moved = Signal()
    busy = Signal(bool)

    def __init__(self, services: Services, window: QWidget, found: Read) -> None:
        super().__init__()
        self.services = services
        self.window = window
        self.made, self.listed, self.words = found.made, found.listed, found.words
        self.skipped: set[int] = set()
        self.kept: set[tuple[int, str]] = set()
        self.kept_fields: set[str] = set()
        self.written = False
        self._working = False

    @property
    def kind(self) -> importing.ListKind:
        """The kind of list."""
        return importing.KINDS[self.made.kind]

    @property
    def choices(self) -> Choices:
        """What is not taken, as the import wants it said."""
        return Choices(frozenset(self.skipped), frozenset(self.kept), frozenset(self.kept_fields))

    @property
    def touched(self) -> bool:
        """Whether a person has answered or chosen anything."""
        return bool(self.skipped or self.kept or self.kept_fields or self.made.answers)

    @property
    def taken(self) -> int:
        """How many rows would really be written."""
        wanted = self.listed.wanted - self.skipped
        if not self.kept and not self.kept_fields:
            return len(wanted)
        touched = {index for index, _ in self.kept} | (set(self.listed.changed) if self.kept_fields else set())
        nothing = [index for index in wanted & touched if not self.choices.of(self.made.rows[index])]
        return len(wanted) - len(nothing)

    @property
    def faulty(self) -> int:
        """How many rows cannot be imported as they are."""
        return self.listed.counts["faulty"]

    @property
    def open(self) -> int:
        """How many questions about rows stand open."""
        return sum(row.state == "doubtful" and row.index not in self.skipped for row in self.made.rows)

    @property
    def left(self) -> int:
        """How many rows with something in them are not imported."""
        chosen = len(self.listed.wanted & self.skipped)
        return self.listed.counts["faulty"] + self.listed.counts["doubtful"] + chosen

    # -- what a person chooses

    def skip(self, indices: Collection[int], on: bool = True) -> None:
        """Leave rows out, or take them again."""
        self.skipped = self.skipped | set(indices) if on else self.skipped - set(indices)
        self.moved.emit()

    def take_only(self, indices: Collection[int]) -> None:
        """Import these of the rows that could be imported."""
        self.skipped = (self.skipped - self.listed.wanted) | (self.listed.wanted - set(indices))
        self.moved.emit()

    def keep(self, index: int, name: str, on: bool) -> None:
        """Leave one field of a row as it is, or import it."""
        (self.kept.add if on else self.kept.discard)((index, name))
        self.moved.emit()

    def keep_field(self, name: str, on: bool) -> None:
        """Leave one field of every changed row as it is, or import it."""
        (self.kept_fields.add if on else self.kept_fields.discard)(name)
        self.kept = {one for one in self.kept if one[1] != name or one[0] not in self.listed.changed}
        self.moved.emit()

    # -- steps in the lane

    def answer(self, answers: Mapping[int, Answers]) -> None:
        """Answer questions: row → field of the doubt → id of the record meant, or NEW."""
        made = self.made
        self.skipped -= set(answers)
        # What was to stay as it is was another person's.
        self.kept = {one for one in self.kept if one[0] not in answers}
        self._step("正在核对", lambda session, progress: importing.answer(session, made, answers))

    def ask_again(self, indices: Sequence[int]) -> None:
        """Take answers back."""
        made = self.made
        self.kept = {one for one in self.kept if one[0] not in set(indices)}
        self._step("正在核对", lambda session, progress: importing.ask_again(session, made, indices))

    def place(self, tables: Sequence[TableChoice]) -> None:
        """Read the tables where a person placed them, with the columns he chose."""
        made = self.made
        self._step("正在重新读取", lambda session, progress: importing.again(session, made, tables, progress=progress))

    def say_for_all(self, fixed: Mapping[str, str]) -> None:
        """Say what holds for every row that says nothing else."""
        made = self.made
        self._step(
            "正在重新读取", lambda session, progress: importing.again(session, made, fixed=fixed, progress=progress)
        )

    def refresh(self) -> None:
        """Look again, as when the data has moved."""
        made = self.made
        self._step("正在重新核对", lambda session, progress: importing.again(session, made, progress=progress))

    def show(self, made: Preview) -> None:
        """Show another preview of the same rows."""
        self._put(Read(made, listed(made), self.words))

    def _step(self, title: str, step: Step) -> None:
        if self._working:
            # What is worked on begins from the preview in sight: a second step would undo the first.
            return
        self._working = True
        self.busy.emit(True)
        self.services.jobs.run(
            lambda session, progress: read(session, step(session, progress)),
            title=title,
            done=self._put,
            failed=self._failed,
        )

    def _put(self, found: Read) -> None:
        before = self.made
        self.made, self.listed, self.words = found.made, found.listed, found.words
        if [(row.sheet, row.number) for row in before.rows] != [(row.sheet, row.number) for row in self.made.rows]:
            # Other rows: what was chosen of the old ones says nothing about these.
            self.skipped, self.kept = set(), set()
        self._rest()
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._rest()
        if not isinstance(error, Cancelled):
            messages.report_bug(self.window, error)
        self.changed.emit()

    def _rest(self) -> None:
        self._working = False
        self.busy.emit(False)
