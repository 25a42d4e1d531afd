"""The Preview pattern: what a file would change, seen whole before anything is written.

On top one sentence that tells the whole; left the kinds with counts, middle the rows, right old and new of one row.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import pictures, tokens
from ui.grid import Grid
from ui.masks import MASKS, masked_pair
from ui.rows import Column, Rows

_ALL = ""
_NAMED = 4
"""A row names this many of its changed fields."""

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
    """All that a preview shows. `kinds` label the kinds in their order, `bad` are those to look at first.

    `sides` are the headings over old and new, by kind where a kind has other ones than 原来 and 改为; `who` and
    `what` head the columns of the rows (no `what`: it is said beside the row only), the widths are in pixels.
    """

    title: str
    sentence: str
    kinds: Mapping[str, str]
    items: Sequence[Item]
    notes: Sequence[str] = ()
    bad: frozenset[str] = frozenset()
    sides: Mapping[str, tuple[str, str]] | None = None
    who: str = "对象"
    what: str = "事项"
    who_width: int = 108
    what_width: int = 136
    rows: Sequence[tuple[str, ...]] = field(init=False, repr=False)
    """The texts of the rows, made together with it: where there are thousands, in a thread that has the time."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", [_row(number, item, self.kinds) for number, item in enumerate(self.items)])


class Pane(QFrame):
    """What every preview is to its dialog: `accepted` and `declined` are what a person decides, `grid` what is read."""

    accepted = Signal()
    declined = Signal()
    grid: QAbstractItemView


class PreviewPane(Pane):
    """The pattern itself, over rows."""

    grid: Grid

    def __init__(self, shown: Proposal, *, accept: str, decline: str = "取消", hint: str = "") -> None:
        """`accept`: words of the main button, "" where there is nothing to accept; `hint` stands beside it."""
        super().__init__()
        self.setProperty("role", "page")
        self.shown = shown
        self.list = KindList(shown.kinds, shown.bad, Counter(item.kind for item in shown.items))
        self.list.picked.connect(self.narrow)
        self.kinds = self.list.buttons
        self.change = ChangePane(shown)
        self.rows = Rows(_columns(shown), ("id", "kind", "who", "what", "note"))
        self.rows.put(shown.rows)
        self.grid = Grid(self.rows, ticks=False)
        self.grid.setAccessibleName("逐条内容")
        header = self.grid.horizontalHeader()
        header.setSectionResizeMode(len(self.rows.columns), QHeaderView.ResizeMode.Stretch)
        self.grid.chosen.connect(lambda pk: self.change.show_item(shown.items[int(pk)]))
        self.accept = QPushButton(accept)
        self.accept.setProperty("kind", "main")
        self.accept.setVisible(bool(accept))
        self.accept.clicked.connect(self.accepted)
        self.decline = QPushButton(decline)
        self.decline.clicked.connect(self.declined)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head_of(shown))
        column.addWidget(self._middle(), 1)
        column.addWidget(foot_of(wrapped(hint, "secondary"), self.decline, self.accept))
        self.narrow(_ALL)

    def narrow(self, kind: str) -> None:
        """Show the rows of one kind only; "" shows all."""
        self.rows.filter("kind", self.shown.kinds[kind] if kind else None)
        self.kinds[kind].setChecked(True)
        if self.rows.order:
            self.grid.setCurrentIndex(self.rows.index(0, 1))
        else:
            self.change.show_item(None)

    def _middle(self) -> QSplitter:
        splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        splitter.addWidget(self.list)
        splitter.addWidget(self.grid)
        splitter.addWidget(self.change)
        splitter.setStretchFactor(1, 3)
        splitter.setStretchFactor(2, 2)
        splitter.setSizes([136, 480, 320])
        return splitter


class KindList(QFrame):
    """The kinds of what a file would change, each with its count; `picked(kind)`, "" for all."""

    picked = Signal(str)

    def __init__(self, kinds: Mapping[str, str], bad: Collection[str], counts: Counter[str]) -> None:
        """`kinds` with their labels in order, those that occur are shown; `bad` are those to look at first."""
        super().__init__()
        self.setMinimumWidth(112)
        self.setMaximumWidth(168)
        self.buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(2)
        group = QButtonGroup(self)
        for kind, label in ((_ALL, "全部"), *kinds.items()):
            count = counts[kind] if kind else counts.total()
            if not count and kind:
                continue
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("kind", "place")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setText(f" {label}　{count:,}")
            if kind in bad:
                pictures.dress(button, "triangle-alert", "danger", 16)
            else:
                pictures.dress(button, _PICTURES.get(kind, "info"), "secondary", 16)
            button.clicked.connect(lambda _=False, kind=kind: self.picked.emit(kind))
            group.addButton(button)
            column.addWidget(button)
            self.buttons[kind] = button
        column.addStretch(1)


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
        column.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignLeft)
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
        item = self._item
        if item and item.faults:
            self._put_faults(grid, item)
        elif item and item.changes:
            self._put_changes(grid, item)
        grid.setRowStretch(grid.rowCount(), 1)
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)

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


def summary(item: Item) -> str:
    """What a row says of itself in the list: its first fault, its note, or which fields it changes."""
    if item.faults:
        place, reason = item.faults[0]
        more = f"（共 {len(item.faults)} 处）" if len(item.faults) > 1 else ""
        return f"{place}：{reason}{more}"
    if item.note:
        return item.note
    if not item.changes:
        return ""
    named = "、".join(one.label for one in item.changes[:_NAMED])
    return f"{named}等 {len(item.changes)} 项" if len(item.changes) > _NAMED else named


def _columns(shown: Proposal) -> tuple[Column, ...]:
    longest = max((len(shown.kinds[item.kind]) for item in shown.items), default=0)
    return (
        Column("kind", "类别", 80 if longest > 3 else 64),
        Column("who", shown.who, shown.who_width),
        Column("what", shown.what, shown.what_width, hidden=not shown.what),
        Column("note", "内容", 160),
    )


def _row(number: int, item: Item, kinds: Mapping[str, str]) -> tuple[str, ...]:
    return (str(number), kinds[item.kind], item.who, item.what, summary(item))


def wrapped(text: str, role: str) -> QLabel:
    """Words that wrap and can be copied."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    if role:
        label.setProperty("role", role)
    return label
