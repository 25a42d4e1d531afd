"""The preview of one received file: person by person, with ticks where the county may choose."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ui import tokens
from ui.exchange.changes import KIND, NEW, OLD, WHAT, Changes, Person
from ui.preview import Change, ChangePane, Item, KindList, Pane, Proposal, foot_of, head_of, wrapped

if TYPE_CHECKING:
    from app.exchange.plan import Choice
    from app.exchange.report import Entry

_FEW = 200
"""Up to this many records are unfolded at once; more than these nobody reads from top to bottom."""

_CHOOSING = "不想采用的，去掉前面的勾：保留县里的内容，学校接收下一个文件时会看到。"


class FilePane(Pane):
    """The pattern over a tree; `choices` is what is left out."""

    grid: QTreeView

    def __init__(
        self, shown: Proposal, entries: "Sequence[Entry]", people: Sequence[Person], *, hint: str = ""
    ) -> None:
        """`shown` for what stands around the tree (its items are not looked at), `people` as `changes.grouped` made
        them; `hint` stands beside the buttons."""
        super().__init__()
        self.setProperty("role", "page")
        self.shown = shown
        self._kind = ""
        self.changes = Changes(entries, people, shown.kinds)
        self.changes.colour(tokens.of(self).secondary)
        self.list = KindList(shown.kinds, shown.bad, self.changes.counts())
        self.kinds = self.list.buttons
        self.list.picked.connect(self.narrow)
        self.search = QLineEdit(placeholderText="查找姓名或名称", clearButtonEnabled=True)
        self.search.setAccessibleName("查找姓名或名称")
        self.search.textChanged.connect(lambda: self.narrow(self._kind))
        self.grid = _tree()
        self.change = ChangePane(shown)
        self.accept = QPushButton("全部接收")
        self.accept.setProperty("kind", "main")
        self.accept.clicked.connect(self.accepted)
        self.decline = QPushButton("取消")
        self.decline.clicked.connect(self.declined)
        self.changes.declined_changed.connect(self._on_chosen)
        choosable = any(entry.choosable for entry in entries)
        self._hint = hint + (_CHOOSING if choosable else "")
        self.hint = wrapped(self._hint, "secondary")
        self._lay_out()
        # Last: a tree is laid out anew with everything that is done to it.
        _fill(self.grid, self.changes)
        self.grid.selectionModel().currentChanged.connect(self._on_current)
        self.kinds[""].setChecked(True)
        self._choose_first()

    @property
    def choices(self) -> "frozenset[Choice]":
        """What a person chose not to take."""
        return frozenset(self.changes.declined)

    def narrow(self, kind: str) -> None:
        """Show the entries of one kind only; "" shows all."""
        self._kind = kind
        self.kinds[kind].setChecked(True)
        self.changes.narrow(kind, self.search.text().strip())
        self._choose_first()

    def _choose_first(self) -> None:
        self._unfold()
        first = self.changes.index(0, WHAT)
        self.grid.setCurrentIndex(self.changes.index(0, WHAT, first) if self.changes.people else QModelIndex())
        if not self.changes.people:
            self.change.show_item(None)

    def _unfold(self) -> None:
        """Show the records of every person, and of changed ones the fields, as long as these are few."""
        tree = self.changes
        if tree.shown > _FEW:
            self.grid.expand(tree.index(0, WHAT))
            return
        self.grid.expandToDepth(0)
        for number, person in enumerate(tree.people):
            parent = tree.index(number, WHAT)
            for row, place in enumerate(person.entries):
                if tree.entries[place].kind in ("changed", "conflict", "rejected"):
                    self.grid.expand(tree.index(row, WHAT, parent))

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        above = QHBoxLayout()
        above.setContentsMargins(8, 0, 8, 0)
        above.addWidget(self.search)
        column.addLayout(above)
        column.addWidget(self.grid, 1)
        splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        for part in (self.list, middle, self.change):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 3)
        splitter.setStretchFactor(2, 2)
        splitter.setSizes([136, 560, 300])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head_of(self.shown))
        whole.addWidget(splitter, 1)
        whole.addWidget(foot_of(self.hint, self.decline, self.accept))

    def _on_current(self, current: QModelIndex) -> None:
        entry = self.changes.entry_of(current)
        self.change.show_item(item_of(entry) if entry else None)

    def _on_chosen(self) -> None:
        count = len(self.changes.declined)
        self.accept.setText("接收其余内容" if count else "全部接收")
        self.hint.setText(f"有 {count:,} 处不采用，保留县里的内容。" if count else self._hint)
        self.grid.viewport().update()


def item_of(entry: "Entry") -> Item:
    """An entry as the Preview shows it."""
    changes = [Change(line.label, line.old, line.new) for line in entry.lines]
    return Item(entry.kind, entry.about, entry.title, entry.note, changes)


def _tree() -> QTreeView:
    tree = QTreeView()
    tree.setAccessibleName("逐条内容")
    tree.setUniformRowHeights(True)
    tree.setAllColumnsShowFocus(True)
    tree.setIndentation(20)
    return tree


def _fill(tree: QTreeView, changes: Changes) -> None:
    tree.setModel(changes)
    header = tree.header()
    header.setStretchLastSection(False)
    for column, width in ((WHAT, 232), (KIND, 72), (OLD, 132), (NEW, 132)):
        header.resizeSection(column, width)
    for column in (OLD, NEW):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
