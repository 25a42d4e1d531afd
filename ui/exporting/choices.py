"""The columns a list has, to tick: in their groups, found by a few letters of their names."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.fields import Field
from app.listings import SERIAL, Listing
from ui import tokens

_KEY = Qt.ItemDataRole.UserRole


class ColumnChoices(QWidget):
    """`ticked(key, on)` when a person takes a column or leaves it."""

    ticked = Signal(str, bool)

    def __init__(self, made: Listing) -> None:
        super().__init__()
        self.search = QLineEdit(placeholderText="查找列", clearButtonEnabled=True)
        self.search.setAccessibleName("查找列")
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName("可以导出的列")
        self.tree.setIndentation(16)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        for group, fields in _groups(made):
            self._add(group, fields)
        self.tree.itemChanged.connect(self._on_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(tokens.GRID)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)

    def put(self, keys: Collection[str]) -> None:
        """Tick exactly these."""
        with QSignalBlocker(self.tree):
            for key, item in self._items.items():
                item.setCheckState(0, Qt.CheckState.Checked if key in keys else Qt.CheckState.Unchecked)

    def tick(self, key: str, on: bool) -> None:
        """Take a column or leave it, as a person does."""
        self._items[key].setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _add(self, group: str, fields: Iterable[Field]) -> None:
        top = QTreeWidgetItem(self.tree, [group])
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        items: list[QTreeWidgetItem] = []
        for one in fields:
            item = QTreeWidgetItem(top, [one.label])
            items.append(item)
            item.setData(0, _KEY, one.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            self._items[one.name] = item
        self._groups.append((top, items))
        top.setExpanded(not group.endswith(_MORE))

    def _on_changed(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, _KEY)
        if key:
            self.ticked.emit(key, item.checkState(0) is Qt.CheckState.Checked)

    def _narrow(self, text: str) -> None:
        wanted = text.strip()
        for item in self._items.values():
            item.setHidden(wanted not in item.text(0))
        for top, items in self._groups:
            top.setHidden(all(item.isHidden() for item in items))
            top.setExpanded(bool(wanted) or not top.text(0).endswith(_MORE))


_MORE = "的其他信息"


def _groups(made: Listing) -> list[tuple[str, list[Field]]]:
    """The serial number, the list's own columns by their groups, then what else is known of each person."""
    grouped: dict[str, list[Field]] = {"名单": [SERIAL]}
    for one in made.columns:
        grouped.setdefault(one.group or ("人员" if "_id." in one.name else made.label), []).append(one)
    for one in (more for more in made.more if more is not SERIAL):
        who = made.column(one.name.partition(".")[0] + ".name")
        grouped.setdefault(("教师" if who is None or who.label == "姓名" else who.label) + _MORE, []).append(one)
    return list(grouped.items())
