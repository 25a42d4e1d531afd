"""What a received file would change as a tree: people, their records, and of each record the fields, with ticks."""

import html
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor

from ui import tokens
from ui.masks import masked_pair

if TYPE_CHECKING:
    from app.exchange.plan import Choice
    from app.exchange.report import Entry

Index = QModelIndex | QPersistentModelIndex

WHAT, KIND, OLD, NEW = range(4)
_HEADS = ("对象和项目", "类别", "原来", "改为")
_NAMED = 4
"""A record names this many of its fields."""

_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TICKED = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable

_LINES = 1 << 32
"""Internal ids from here on are those of fields; below it those of records, by their person; 0 is a person."""


@dataclass(frozen=True)
class Person:
    """One person or thing and the places of his entries, in order."""

    name: str
    entries: Sequence[int]


def grouped(entries: "Sequence[Entry]", first: Collection[str]) -> list[Person]:
    """Entries by the person or thing they are about; those with kinds to look at `first` come first.

    Namesakes are told apart by their root.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for place, entry in enumerate(entries):
        root = entry.root if entry.root and entry.root != "public" else ""
        places.setdefault((root, entry.about), []).append(place)
    found = [
        Person(about, sorted(some, key=lambda place: entries[place].kind not in first))
        for (_root, about), some in places.items()
    ]
    return sorted(found, key=lambda one: entries[one.entries[0]].kind not in first)


class Changes(QAbstractItemModel):
    """The tree's model. What is unticked stands in `declined`; `declined_changed` says that it did."""

    declined_changed = Signal()

    def __init__(self, entries: "Sequence[Entry]", people: Sequence[Person], kinds: Mapping[str, str]) -> None:
        """`people` as `grouped` made them, `kinds` with their labels."""
        super().__init__()
        self.entries = entries
        self.declined: set[Choice] = set()
        self._all = people
        self._kinds = kinds
        self.people: Sequence[Person] = people
        self._places = self._found()
        self._choosable = any(entry.choosable for entry in entries)
        self._secondary = QColor(tokens.LIGHT.secondary)

    def colour(self, secondary: str) -> None:
        """The colour of what is not taken."""
        self._secondary = QColor(secondary)

    def counts(self) -> Counter[str]:
        """How many entries there are of each kind."""
        return Counter(entry.kind for entry in self.entries)

    def narrow(self, kind: str, text: str) -> None:
        """Show the entries of one kind, of people whose name has `text` in it; "" shows all."""
        self.beginResetModel()
        found = []
        for person in self._all:
            if text and text not in person.name:
                continue
            some = [place for place in person.entries if not kind or self.entries[place].kind == kind]
            if some:
                found.append(Person(person.name, some))
        self.people = found
        self._places = self._found()
        self.endResetModel()

    def _found(self) -> dict[int, tuple[int, int]]:
        return {place: (number, row) for number, one in enumerate(self.people) for row, place in enumerate(one.entries)}

    @property
    def shown(self) -> int:
        """How many entries are shown."""
        return len(self._places)

    def entry_of(self, index: Index) -> "Entry | None":
        """The entry of a record or of one of its fields; of a person the first."""
        if not index.isValid():
            return None
        return self.entries[self._entries_of(index)[0]]

    # -- ticks

    def choices_of(self, index: Index) -> "list[Choice]":
        """What may be left out of what stands here."""
        if index.internalId() >= _LINES:
            entry = self.entries[index.internalId() - _LINES]
            return [entry.choices[index.row()]] if len(entry.choices) == len(entry.lines) and _by_field(entry) else []
        return [choice for place in self._entries_of(index) for choice in self.entries[place].choices]

    def tick(self, index: Index, on: bool) -> None:
        """Take what stands here, or do not."""
        choices = self.choices_of(index)
        self.declined = self.declined.difference(choices) if on else self.declined.union(choices)
        self.declined_changed.emit()

    def state_of(self, index: Index) -> Qt.CheckState:
        """Whether all, some or nothing of what stands here is taken."""
        choices = self.choices_of(index)
        out = sum(choice in self.declined for choice in choices)
        return (
            Qt.CheckState.Checked if not out
            else Qt.CheckState.Unchecked if out == len(choices)
            else Qt.CheckState.PartiallyChecked
        )  # fmt: skip

    def _entries_of(self, index: Index) -> Sequence[int]:
        number = index.internalId()
        if number >= _LINES:
            return [number - _LINES]
        return [self.people[number - 1].entries[index.row()]] if number else self.people[index.row()].entries

    # -- Qt's questions

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        if not 0 <= column < len(_HEADS) or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0)
        if parent.internalId() == 0:
            return self.createIndex(row, column, parent.row() + 1)
        return self.createIndex(row, column, _LINES + self._entries_of(parent)[0])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        number = index.internalId() if index.isValid() else 0
        if number == 0:
            return QModelIndex()
        if number < _LINES:
            return self.createIndex(number - 1, 0, 0)
        person, row = self._places[number - _LINES]
        return self.createIndex(row, 0, person + 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self.people)
        if parent.column() != 0 or parent.internalId() >= _LINES:
            return 0
        if parent.internalId() == 0:
            return len(self.people[parent.row()].entries)
        return len(self.entries[self._entries_of(parent)[0]].lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(_HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        # Asked of every row whenever the tree is laid out: a box is drawn only where there is a state.
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TICKED if self._choosable and index.column() == WHAT else _PLAIN

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(index)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            # A tool tip takes tags for what they say; these words come from a file.
            return html.escape(self._texts(index)[index.column()])
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, tokens.ROW)
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == WHAT and self.choices_of(index):
            return self.state_of(index)
        if role == Qt.ItemDataRole.ForegroundRole and self._is_out(index):
            return self._secondary
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        # A click on what is partly taken takes all of it.
        self.tick(index, self.state_of(index) is not Qt.CheckState.Checked)
        return True

    def _is_out(self, index: Index) -> bool:
        choices = self.choices_of(index.sibling(index.row(), WHAT))
        return bool(choices) and all(choice in self.declined for choice in choices)

    def _texts(self, index: Index) -> tuple[str, str, str, str]:
        number = index.internalId()
        if number == 0:
            person = self.people[index.row()]
            return (f"{person.name or '（没有名称）'}　{len(person.entries):,} 条", "", "", "")
        entry = self.entries[self._entries_of(index)[0]]
        out = "不采用" if self._is_out(index) else ""
        if number < _LINES:
            return (entry.title, out or self._kinds[entry.kind], _summary(entry), "")
        line = entry.lines[index.row()]
        old, new = masked_pair(line.label, line.old, line.new)
        return (line.label, out, old or "（空）", new or "（空）")


def _by_field(entry: "Entry") -> bool:
    return entry.kind not in ("new", "removed")


def _summary(entry: "Entry") -> str:
    """What a record says of itself while its fields are folded away."""
    if entry.note:
        return entry.note
    named = "、".join(line.label for line in entry.lines[:_NAMED])
    return f"{named}等 {len(entry.lines)} 项" if len(entry.lines) > _NAMED else named
