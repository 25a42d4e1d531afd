"""Cards, tiles and lines that are pressed: what the first page is built of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import pictures, tokens

Open = Callable[[], None]


@dataclass(frozen=True)
class Figure:
    """A number with its unit, what it counts, and what opens the list behind it."""

    label: str
    number: str
    unit: str
    open: Open


@dataclass(frozen=True)
class Task:
    """Something to be done: a picture in a token's colour, a sentence, and where to do it."""

    picture: str
    colour: str
    text: str
    open: Open


class Card(QFrame):
    """A heading and lines below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        heading = QLabel(title)
        heading.setProperty("role", "group")
        heading.setContentsMargins(12, 0, 12, 4)
        self._column.addWidget(heading)

    def add(self, widget: QWidget) -> None:
        """One more line."""
        self._column.addWidget(widget)


class Press(QToolButton):
    """A button with words of its own inside; as large as they are.

    Not a push button: the least height that the style sheet gives those would let a layout squeeze it.
    """

    def __init__(self, kind: str, name: str, open_: Open) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: open_())

    def hold(self, layout: QBoxLayout, widgets: Iterable[tuple[QWidget, int]]) -> None:
        """Put widgets inside, each with its stretch."""
        for widget, stretch in widgets:
            # The button is what is pressed, wherever the mouse is on it.
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(widget, stretch)
        self.setLayout(layout)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()


class Tiles(QWidget):
    """The main figures side by side."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GRID)
        for one in figures:
            label = QLabel(one.label)
            label.setProperty("role", "secondary")
            number = QLabel(one.number)
            number.setProperty("role", "title")
            unit = QLabel(one.unit)
            unit.setProperty("role", "secondary")
            amount = QWidget()
            words = QHBoxLayout(amount)
            words.setContentsMargins(0, 0, 0, 0)
            words.setSpacing(4)
            words.addWidget(number)
            words.addWidget(unit, 1, Qt.AlignmentFlag.AlignBottom)
            tile = Press("tile", f"{one.label} {one.number} {one.unit}", one.open)
            column = QVBoxLayout()
            column.setContentsMargins(12, 8, 12, 8)
            column.setSpacing(2)
            tile.hold(column, ((label, 0), (amount, 0)))
            line.addWidget(tile, 1)


def line_of(label: str, said: str, open_: Open) -> QWidget:
    """A line that opens something: what on the left, how much on the right."""
    what, amount = QLabel(label), QLabel(said)
    made = Press("line", f"{label} {said}", open_)
    line = QHBoxLayout()
    line.setContentsMargins(12, 5, 12, 5)
    made.hold(line, ((what, 1), (amount, 0), (_arrow(), 0)))
    return made


def task_line(task: Task) -> QWidget:
    """A line for something to be done."""
    made = Press("line", task.text, task.open)
    shown = QLabel()
    pictures.dress(shown, task.picture, task.colour, 16)
    line = QHBoxLayout()
    line.setContentsMargins(12, 6, 12, 6)
    line.setSpacing(tokens.GRID)
    made.hold(line, ((shown, 0), (_plain(task.text), 1), (_arrow(), 0)))
    return made


def _arrow() -> QLabel:
    shown = QLabel()
    pictures.dress(shown, "chevron-right", "secondary", 14)
    return shown


def quiet(picture: str, colour: str, text: str) -> QWidget:
    """A line that only says something."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(12, 6, 12, 6)
    shown = QLabel()
    pictures.dress(shown, picture, colour, 16)
    line.addWidget(shown)
    line.addWidget(_plain(text), 1)
    return made


def _plain(text: str) -> QLabel:
    """Words in which tags mean nothing: they may hold a name from a received file."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
