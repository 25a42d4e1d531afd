"""The columns that will be written, in their order, and what is said of the current one: heading, content, form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import layouts
from app.fields import Field
from app.layouts import LayoutColumn
from app.listings import Listing
from ui import tokens

_EMPTY = "空列，或每行写同样的文字"
_HEADINGS = ("表头", "内容", "写法")
_WIDTHS = (176, 168)
_PLACE = Qt.ItemDataRole.UserRole


class _Order(QTreeWidget):
    """Lines that are dragged up and down; `dropped` when a person let one go."""

    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setDragDropMode(QTreeWidget.DragDropMode.InternalMove)

    def put(self, place: int, words: Sequence[str]) -> None:
        """Add a line at the end; it remembers the place it had."""
        item = QTreeWidgetItem(self, list(words))
        item.setData(0, _PLACE, place)
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)

    @property
    def places(self) -> list[int]:
        """The places the lines had when they were put, as they stand now."""
        items = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return [int(item.data(0, _PLACE)) for item in items if item is not None]

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.dropped.emit()


class ChosenColumns(QWidget):
    """`changed` when a person changed which columns there are, or one of them."""

    changed = Signal()

    def __init__(self, made: Listing) -> None:
        super().__init__()
        self._made = made
        self._columns: list[LayoutColumn] = []
        self._doubts: dict[int, str] = {}
        self.list = _Order()
        # Later: the drag itself must have ended before its lines are made anew.
        self.list.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        self.list.setAccessibleName("要导出的列")
        self.list.setHeaderLabels(_HEADINGS)
        self.list.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(place, width)
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.up, self.down = self._button("上移", lambda: self._move(-1)), self._button("下移", lambda: self._move(1))
        self.add, self.drop = self._button("加空列", self.add_empty), self._button("去掉", self.drop_current)
        self.heading = QLineEdit()
        self.content, self.form = QComboBox(), QComboBox()
        self.text = QLineEdit(placeholderText="空着就是空列")
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "fault")
        self._keys = ["", *(one.name for one in (*made.columns, *made.more))]
        self.content.addItem(_EMPTY, "")
        for one in (*made.columns, *made.more):
            self.content.addItem(one.label, one.name)
        self.heading.textEdited.connect(lambda text: self._change(heading=text))
        self.text.textEdited.connect(lambda text: self._change(text=text))
        self.content.activated.connect(self._on_content)
        self.form.activated.connect(lambda _: self._change(form=str(self.form.currentData() or "")))
        self._lay_out()

    def _button(self, words: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, autoDefault=False)
        button.clicked.connect(lambda: run())
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(tokens.GRID)
        for button in (self.up, self.down, self.add, self.drop):
            line.addWidget(button)
        order = QLabel("从上到下，就是表里从左到右")
        order.setProperty("role", "secondary")
        line.addStretch(1)
        line.addWidget(order)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.GRID)
        grid.setVerticalSpacing(6)
        self._form_label, self._text_label = QLabel("写法"), QLabel("文字")
        placed: tuple[tuple[QLabel, QWidget, int, int], ...] = (
            (QLabel("表头"), self.heading, 0, 0),
            (QLabel("内容"), self.content, 0, 2),
            (self._form_label, self.form, 1, 0),
            (self._text_label, self.text, 1, 0),
        )
        for label, widget, row, column in placed:
            label.setBuddy(widget)
            widget.setAccessibleName(label.text())
            grid.addWidget(label, row, column)
            grid.addWidget(widget, row, column + 1)
        grid.addWidget(self.note, 1, 2, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 0, 0, 0)
        whole.setSpacing(tokens.GRID)
        whole.addWidget(self.list, 1)
        whole.addLayout(line)
        whole.addLayout(grid)

    # -- what the dialog does with it

    @property
    def columns(self) -> tuple[LayoutColumn, ...]:
        """The columns as they are now."""
        return tuple(self._columns)

    @property
    def keys(self) -> set[str]:
        """Keys of the list's columns that are among them."""
        return {one.key for one in self._columns if one.key}

    def put(self, columns: Sequence[LayoutColumn], doubts: Mapping[int, str] | None = None) -> None:
        """Show these; `doubts` say of some places why a person should look."""
        self._columns, self._doubts = list(columns), dict(doubts or {})
        self._fill(min(self._doubts, default=0))

    def take(self, key: str, on: bool) -> None:
        """Add one of the list's columns at the end, or leave it out wherever it stands."""
        field = self._made.column(key)
        if on and field is not None:
            self._columns.append(LayoutColumn(field.name, field.label))
            self._fill(len(self._columns) - 1)
        else:
            self._drop_where([place for place, one in enumerate(self._columns) if one.key == key])
        self.changed.emit()

    def add_empty(self) -> None:
        """Add a column that holds nothing, below the current one."""
        place = self._place + 1
        self._columns.insert(place, LayoutColumn())
        self._doubts = {at + (at >= place): why for at, why in self._doubts.items()}
        self._fill(place)
        self.heading.setFocus()
        self.changed.emit()

    def drop_current(self) -> None:
        """Leave the current column out."""
        if self._place >= 0:
            self._drop_where([self._place])
            self.changed.emit()

    # -- inside

    @property
    def _place(self) -> int:
        item = self.list.currentItem()
        return -1 if item is None else self.list.indexOfTopLevelItem(item)

    def _drop_where(self, places: Sequence[int]) -> None:
        for place in sorted(places, reverse=True):
            del self._columns[place]
            self._doubts = {at - (at > place): why for at, why in self._doubts.items() if at != place}
        self._fill(min([*places, len(self._columns) - 1]) if places else self._place)

    def _move(self, by: int) -> None:
        here, there = self._place, self._place + by
        if here < 0 or not 0 <= there < len(self._columns):
            return
        order = list(range(len(self._columns)))
        order[here], order[there] = order[there], order[here]
        self._put_in_order(order, there)

    def _on_dropped(self) -> None:
        self._put_in_order(self.list.places, self._place)

    def _put_in_order(self, order: Sequence[int], current: int) -> None:
        self._columns = [self._columns[place] for place in order]
        self._doubts = {at: self._doubts[place] for at, place in enumerate(order) if place in self._doubts}
        self._fill(current)
        self.changed.emit()

    def _fill(self, current: int) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for place in range(len(self._columns)):
                self.list.put(place, self._words(place))
            item = self.list.topLevelItem(max(current, 0))
            if item is not None:
                self.list.setCurrentItem(item)
        self._show_current()

    def _words(self, place: int) -> list[str]:
        column = self._columns[place]
        field = self._field(column)
        content = field.label if field else f"“{column.text}”" if column.text else "（空列）"
        doubt = "，请核对" if place in self._doubts else ""
        return [column.heading, content + doubt, layouts.forms(field).get(column.form, "")]

    def _field(self, column: LayoutColumn) -> Field | None:
        return self._made.column(column.key) if column.key else None

    def _show_current(self) -> None:
        place = self._place
        there = place >= 0
        column = self._columns[place] if there else LayoutColumn()
        forms = layouts.forms(self._field(column))
        self.heading.setText(column.heading)
        self.content.setCurrentIndex(self._keys.index(column.key))
        self.text.setText(column.text)
        self.form.clear()
        for form, words in (forms or {"": "照原样"}).items():
            self.form.addItem(words, form)
        self.form.setCurrentIndex(max(0, self.form.findData(column.form)))
        edited: tuple[QWidget, ...] = (self.heading, self.content, self.text, self.drop)
        for widget in edited:
            widget.setEnabled(there)
        self.form.setEnabled(bool(forms))
        fixed = there and not column.key
        for label, widget, shown in ((self._form_label, self.form, not fixed), (self._text_label, self.text, fixed)):
            label.setVisible(shown)
            widget.setVisible(shown)
        self.note.setText(self._doubts.get(place, ""))
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < len(self._columns) - 1)

    def _on_content(self, index: int) -> None:
        key = str(self.content.itemData(index) or "")
        field = self._made.column(key) if key else None
        heading = self._columns[self._place].heading or (field.label if field else "")
        self._change(key=key, form="", text="", heading=heading)
        self._show_current()

    def _change(self, **changes: str) -> None:
        place = self._place
        if place < 0:
            return
        self._columns[place] = replace(self._columns[place], **changes)
        self._doubts.pop(place, None)
        self.note.clear()
        item = self.list.currentItem()
        if item is not None:
            for at, words in enumerate(self._words(place)):
                item.setText(at, words)
        self.changed.emit()
