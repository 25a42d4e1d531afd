"""The rows behind a list: what is shown of each, in which order, which are filtered out and which are ticked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QCollator, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal

from app import codes
from app.fields import Field, Kind, Value, show

Align = Literal["left", "right", "center"]
Index = QModelIndex | QPersistentModelIndex

TICK = 0
"""The first column of every list holds the ticks."""

_MANY = 2000
"""More different texts than this are ordered by code point: comparing them by the rules of Chinese takes too long."""


@dataclass(frozen=True)
class Column:
    """One column: `name` is the row's value it shows, `field` how that value reads, `mask` hides part of it.

    `given` orders by the order the rows came in (names come in the order of pinyin).
    """

    name: str
    label: str
    width: int = 88
    align: Align = "left"
    field: Field | None = None
    mask: Callable[[str], str] | None = None
    given: bool = False
    hidden: bool = False

    def text(self, value: Value) -> str:
        """What stands in the cell."""
        if value is None or value == "":
            return ""
        shown = show(self.field, value) if self.field else str(value)
        return self.mask(shown) if self.mask else shown


class Rows(QAbstractTableModel):
    """A list's model. Rows are tuples in the order of `names`; the first value is the record's id."""

    ticked_changed = Signal()

    def __init__(self, columns: Sequence[Column], names: Sequence[str]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.at = {name: place for place, name in enumerate(names)}
        self.all: list[tuple[Any, ...]] = []
        self.order: list[int] = []
        self.ticked: set[str] = set()
        self.boxless: frozenset[str] = frozenset()
        self._sorted: list[int] = []
        self._texts: dict[int, tuple[str, ...]] = {}
        self._sort: tuple[int, bool] | None = None
        self._wanted: frozenset[str] | None = None
        self._filters: dict[str, Value] = {}
        self._place_of: dict[str, int] = {}
        self._grouped: dict[str, dict[Value, set[int]]] = {}
        self._places = [self.at[column.name] for column in self.columns]

    # -- what a page puts in

    def put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Replace all rows; order, filters and the ticks of rows that are still there are kept."""
        self.beginResetModel()
        self.all = list(rows)
        self._texts = {}
        self._place_of = {row[0]: place for place, row in enumerate(self.all)}
        self._grouped = {}
        gone = self.ticked - self._place_of.keys()
        self.ticked &= self._place_of.keys()
        self._sorted = self._in_order()
        self.order = self._matching()
        self.endResetModel()
        if gone:
            self.ticked_changed.emit()

    def want(self, ids: Iterable[str] | None) -> None:
        """Show only these ids (what a search found); None shows all."""
        self._wanted = None if ids is None else frozenset(ids)
        self._refilter()

    def filter(self, name: str, value: Value | None) -> None:
        """Show only rows whose `name` is `value`; None takes the condition away."""
        if value is None:
            self._filters.pop(name, None)
        else:
            self._filters[name] = value
        self._refilter()

    def clear_filters(self) -> None:
        """Take every condition away, the search included."""
        self._filters.clear()
        self.want(None)

    @property
    def filtered(self) -> bool:
        """Whether a search or a condition hides rows."""
        return bool(self._filters) or self._wanted is not None

    def counts(self, name: str) -> Counter[Value]:
        """How many rows have each value of `name`, under all other conditions."""
        others = {key: value for key, value in self._filters.items() if key != name}
        place = self.at[name]
        return Counter(self.all[row][place] for row in self._matching(others))

    # -- what the list asks

    def id_at(self, row: int) -> str:
        """The id of a shown row."""
        return str(self.all[self.order[row]][0])

    def row_of(self, pk: str) -> int | None:
        """Where a record is shown, if it is."""
        return next((row for row, place in enumerate(self.order) if self.all[place][0] == pk), None)

    def ids(self) -> list[str]:
        """Ids of the shown rows, in order."""
        return [str(self.all[place][0]) for place in self.order]

    def in_order(self, ids: Collection[str]) -> list[str]:
        """These ids in the order of the list, those hidden by a filter too."""
        return [str(self.all[place][0]) for place in self._sorted if self.all[place][0] in ids]

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of a shown row, one a column: what painting reads."""
        return self.texts_of(self.order[row])

    def texts_of(self, place: int) -> tuple[str, ...]:
        """The texts of a row by its place in `all`, shown or not."""
        known = self._texts.get(place)
        if known is None:
            values = self.all[place]
            known = tuple(column.text(values[at]) for column, at in zip(self.columns, self._places, strict=True))
            self._texts[place] = known
        return known

    def is_ticked(self, row: int) -> bool:
        """Whether a shown row is ticked."""
        return self.all[self.order[row]][0] in self.ticked

    def has_box(self, row: int) -> bool:
        """Whether a shown row can be ticked at all: those of `boxless` cannot."""
        return self.all[self.order[row]][0] not in self.boxless

    # -- ticks

    def tick(self, rows: Iterable[int], on: bool) -> None:
        """Tick shown rows, or take their ticks away."""
        ids = {self.id_at(row) for row in rows} - self.boxless
        self.ticked = self.ticked | ids if on else self.ticked - ids
        self._ticks_moved()

    def tick_shown(self, on: bool) -> None:
        """Tick everything that matches, or take those ticks away."""
        shown = set(self.ids()) - self.boxless
        self.ticked = self.ticked | shown if on else self.ticked - shown
        self._ticks_moved()

    def untick_all(self) -> None:
        """Take every tick away, hidden rows' too."""
        self.ticked = set()
        self._ticks_moved()

    def shown_ticks(self) -> Literal["none", "some", "all"]:
        """How many of the shown rows are ticked."""
        if not self.ticked or not self.order:
            return "none"
        ids = [self.all[place][0] for place in self.order]
        ticked = sum(pk in self.ticked for pk in ids)
        return "none" if not ticked else "all" if ticked == sum(pk not in self.boxless for pk in ids) else "some"

    def _ticks_moved(self) -> None:
        if self.order:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self.order) - 1, TICK))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, TICK, TICK)
        self.ticked_changed.emit()

    # -- order and filter

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; column 0 or less gives back the order the rows came in."""
        self._sort = (column - 1, order is Qt.SortOrder.DescendingOrder) if column > TICK else None
        self._sorted = self._in_order()
        self._refilter()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns))

    def _refilter(self) -> None:
        self.beginResetModel()
        self.order = self._matching()
        self.endResetModel()

    def _matching(self, filters: dict[str, Value] | None = None) -> list[int]:
        conditions = self._filters if filters is None else filters
        chosen = [self._places_with(name).get(value, set()) for name, value in conditions.items()]
        if self._wanted is not None:
            chosen.append({self._place_of[pk] for pk in self._wanted if pk in self._place_of})
        if not chosen:
            return list(self._sorted)
        chosen.sort(key=len)
        places = chosen[0].intersection(*chosen[1:])
        return sorted(places) if self._sort is None else [place for place in self._sorted if place in places]

    def _places_with(self, name: str) -> dict[Value, set[int]]:
        """The places of the rows that have each value of `name`; found out when it is first asked."""
        if name not in self._grouped:
            found: defaultdict[Value, set[int]] = defaultdict(set)
            at = self.at[name]
            for place, row in enumerate(self.all):
                found[row[at]].add(place)
            self._grouped[name] = found
        return self._grouped[name]

    def _in_order(self) -> list[int]:
        places = list(range(len(self.all)))
        if self._sort is None:
            return places
        place, reverse = self._sort
        column = self.columns[place]
        if column.given:
            return places[::-1] if reverse else places
        at = self._places[place]
        empty = [one for one in places if self.all[one][at] in (None, "")]
        filled = [one for one in places if self.all[one][at] not in (None, "")]
        ranks = _ranks(column, {self.all[one][at] for one in filled})
        filled.sort(key=lambda one: ranks[self.all[one][at]], reverse=reverse)
        return filled + empty

    # -- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for screen readers, copying and tests; painting does not come here."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if index.column() == TICK:
            return ("已选" if self.is_ticked(index.row()) else "未选") if role != 0 else None
        return self.texts(index.row())[index.column() - 1]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section <= TICK:
            return None
        column = self.columns[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = ""
            if self._sort and self._sort[0] == section - 1:
                arrow = " ↓" if self._sort[1] else " ↑"
            return column.label + arrow
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.align == "right" else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


def _ranks(column: Column, values: set[Any]) -> dict[Any, Any]:
    """What to order the values by: codes as their table has them, numbers as numbers, words by Chinese rules."""
    field = column.field
    if field and field.kind is Kind.CODE and field.codes:
        place = {one.code: number for number, one in enumerate(codes.table(field.codes).codes)}
        return {value: (place.get(value, len(place)), str(value)) for value in values}
    if all(isinstance(value, int | float) for value in values):
        return {value: value for value in values}
    texts = {value: str(value) for value in values}
    if len(texts) > _MANY or all(text.isascii() for text in texts.values()):
        return texts
    collator = QCollator(QLocale(QLocale.Language.Chinese))
    ordered = sorted(texts, key=cmp_to_key(lambda one, other: collator.compare(texts[one], texts[other])))
    return {value: number for number, value in enumerate(ordered)}
