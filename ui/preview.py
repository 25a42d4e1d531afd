"""The Preview pattern: what a file would change, seen whole before anything is written.

On top one sentence that tells the whole; left the kinds with counts, middle the rows, right old and new of one row.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import pictures, tokens
from ui.masks import MASKS, masked_pair

_ALL = ""

_WIDEST, _HIGHEST = 1180, 760
_AROUND = 48
"""A dialog's greatest size, and how much of the window stays in sight around it."""

_PICTURES = {
    _ALL: "columns-3",
    "new": "plus",
    "changed": "pencil",
    "removed": "trash-2",
    "left": "upload",
    "answered": "info",
    "same": "check",
    "ready": "check",
    "join": "user-plus",
}
"""What stands before a kind's name; kinds to look at first have a warning there."""


@dataclass(frozen=True)
class Change:
    """One field: what it was and what it becomes, as shown."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Item:
    """One row of a preview. `note` is a sentence about it; `faults` pair a place ("C5 身份证号") with a reason."""

    kind: str
    who: str
    what: str = ""
    note: str = ""
    changes: Sequence[Change] = ()
    faults: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Proposal:
    """What stands around the rows of a preview. `kinds` label the kinds in their order, `bad` are those to look at
    first.

    `sides` are the headings over old and new, by kind where a kind has other ones than 原来 and 改为.
    """

    title: str
    sentence: str
    kinds: Mapping[str, str]
    notes: Sequence[str] = ()
    bad: frozenset[str] = frozenset()
    sides: Mapping[str, tuple[str, str]] | None = None


class Pane(QFrame):
    """What every preview is to its dialog: `accepted` and `declined` are what a person decides, `grid` what is read."""

    accepted = Signal()
    declined = Signal()
    grid: QAbstractItemView

    def may_close(self) -> bool:
        """Whether nothing is lost by leaving undecided, or a person lets it go."""
        return True


class KindList(QFrame):
    """The kinds of what a file would change, each with its count; `picked(kind)`, "" for all."""

    picked = Signal(str)

    def __init__(self, kinds: Mapping[str, str], bad: Collection[str], counts: Counter[str]) -> None:
        """`kinds` with their labels in order, those that occur are shown; `bad` are those to look at first."""
        super().__init__()
        self.setMinimumWidth(112)
        self.setMaximumWidth(168)
        self.buttons: dict[str, QToolButton] = {}
        self._labels = {_ALL: "全部", **kinds}
        self._bad = bad
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.tell(counts)

    def tell(self, counts: Counter[str]) -> None:
        """Show other counts; kinds that do not occur are not shown."""
        for kind, label in self._labels.items():
            count = counts[kind] if kind else counts.total()
            if kind not in self.buttons and (count or not kind):
                self._add(kind)
            if kind in self.buttons:
                self.buttons[kind].setText(f" {label}　{count:,}")
                self.buttons[kind].setVisible(bool(count) or not kind)

    def _add(self, kind: str) -> None:
        button = QToolButton()
        button.setCheckable(True)
        button.setProperty("kind", "place")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if kind in self._bad:
            pictures.dress(button, "triangle-alert", "danger", 16)
        else:
            pictures.dress(button, _PICTURES.get(kind, "info"), "secondary", 16)
        button.clicked.connect(lambda: self.picked.emit(kind))
        self._group.addButton(button)
        before = [one for one in self._labels if one in self.buttons or one == kind]
        self._column.insertWidget(before.index(kind), button)
        self.buttons[kind] = button


def head_of(shown: Proposal) -> QFrame:
    """What stands on top: whose file, and the whole in one sentence."""
    head = QFrame()
    head.setProperty("role", "header")
    column = QVBoxLayout(head)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(4)
    for text, role in ((shown.title, "secondary"), (shown.sentence, "heading")):
        column.addWidget(wrapped(text, role))
    for note in shown.notes:
        column.addWidget(wrapped(note, "secondary"))
    return head


def foot_of(hint: QLabel, *buttons: QPushButton) -> QFrame:
    """What stands below: a hint, and what a person may decide."""
    foot = QFrame()
    foot.setProperty("role", "footer")
    line = QHBoxLayout(foot)
    line.setContentsMargins(16, 8, 16, 8)
    line.setSpacing(tokens.GRID)
    line.addWidget(hint, 1)
    for button in buttons:
        line.addWidget(button)
    return foot


class ChangePane(QFrame):
    """One row's old and new, field by field, or its faults with their cells. ID and phone numbers are masked."""

    def __init__(self, shown: Proposal) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setMinimumWidth(240)
        self._shown = shown
        self._item: Item | None = None
        self._title = wrapped("", "heading")
        self._subtitle = wrapped("", "secondary")
        self._note = wrapped("", "")
        self.reveal = QPushButton("显示证号和电话")
        self.reveal.setCheckable(True)
        self.reveal.setProperty("kind", "link")
        self.reveal.toggled.connect(self._fill)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        column.addWidget(self._note)
        self._above = QHBoxLayout()
        self._above.setSpacing(12)
        self._above.addWidget(self.reveal)
        self._above.addStretch(1)
        column.addLayout(self._above)
        column.addWidget(self._scroll, 1)

    def show_item(self, item: Item | None) -> None:
        """Show one row; None shows nothing."""
        self._item = item
        self._title.setText(item.who if item else "")
        self._subtitle.setText("　".join(filter(None, (self._shown.kinds[item.kind], item.what))) if item else "")
        self._note.setText(item.note if item else "")
        self._note.setVisible(bool(item and item.note))
        self.reveal.setVisible(item is not None and any(one.label in MASKS for one in item.changes))
        self._fill()

    def _fill(self) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 4, 8, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        if self._item:
            self._put(grid, self._item)
        grid.setRowStretch(grid.rowCount(), 1)
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)

    def _put(self, grid: QGridLayout, item: Item) -> None:
        if item.faults:
            self._put_faults(grid, item)
        elif item.changes:
            self._put_changes(grid, item)

    def _put_faults(self, grid: QGridLayout, item: Item) -> None:
        for row, (place, reason) in enumerate(item.faults):
            grid.addWidget(wrapped(place, "group"), row * 2, 0)
            grid.addWidget(wrapped(reason, ""), row * 2 + 1, 0)

    def _put_changes(self, grid: QGridLayout, item: Item) -> None:
        sides = (self._shown.sides or {}).get(item.kind, ("原来", "改为"))
        two = item.kind != "new" or any(one.old for one in item.changes)
        heads = ("项目", *sides) if two else ("项目", "内容")
        for column, text in enumerate(heads):
            grid.addWidget(wrapped(text, "secondary"), 0, column)
            grid.setColumnStretch(column, 2 if column else 1)
        for row, one in enumerate(item.changes, start=1):
            grid.addWidget(wrapped(one.label, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            old, new = (one.old, one.new) if self.reveal.isChecked() else masked_pair(one.label, one.old, one.new)
            for column, text in enumerate((old, new) if two else (new,), start=1):
                grid.addWidget(wrapped(text or "（空）", ""), row, column)


class PreviewDialog(QDialog):
    """The pattern over a window: nothing else can be done there before a person has decided."""

    def __init__(self, parent: QWidget, title: str, pane: Pane) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.pane = pane
        pane.accepted.connect(self.accept)
        pane.declined.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        window = parent.window()
        pane.grid.setFocus()
        self.resize(min(window.width() - _AROUND, _WIDEST), min(window.height() - _AROUND, _HIGHEST))

    def reject(self) -> None:
        """Close, by whatever way, if what a person decided so far may go."""
        if self.pane.may_close():
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus and no other: not the one that shows ID numbers, from a search."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def wrapped(text: str, role: str) -> QLabel:
    """Words that wrap and can be copied."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    if role:
        label.setProperty("role", role)
    return label
