"""The List pattern: chips and counts above, the grid, what to do when it is empty, and a bar for what is ticked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMargins, QPoint, QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from app.fields import Value
from ui import pictures, tokens
from ui.filters import Chip
from ui.flow import Flow
from ui.grid import Grid
from ui.rows import TICK, Column, Rows

if TYPE_CHECKING:
    from ui.pages import Services

Ids = list[str]


@dataclass(frozen=True)
class Act:
    """Something to do with rows: a verb, and a function that gets their ids."""

    text: str
    run: Callable[[Ids], None]


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what is missing, what to do next, and the button that does it."""

    title: str
    advice: str
    action_text: str = ""
    action: Callable[[], None] | None = None


class ListPane(QWidget):
    """A whole list. `chosen(id)`: another row is current; `opened(id)`: Enter or a double click;
    `cleared`: the search box should be emptied too."""

    chosen = Signal(str)
    opened = Signal(str)
    cleared = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        names: Sequence[str],
        *,
        unit: str,
        empty: Empty,
        filters: Sequence[str] = (),
        acts: Sequence[Act] = (),
        row_acts: Sequence[Act] = (),
        ticks: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`names`: the row's values in order, the id first; `filters`: names of columns that get a chip;
        `acts` stand in the bar for ticked rows, `row_acts` in the menu of one row; `unit` as in 共 3 人. Without
        `ticks` the list is only for reading."""
        super().__init__(parent)
        self.rows = Rows(columns, names)
        self.unit = unit
        self.total: int | None = None
        self.empty = empty
        """What is said where there is nothing; the next `put` says it."""
        self._row_acts = tuple(row_acts)
        self.write_out: Callable[[], None] | None = None
        self._searched: frozenset[str] | None = None
        self._only: frozenset[str] | None = None
        self._read = False
        self.grid = Grid(self.rows, ticks=ticks)
        self.grid.setAccessibleName("列表")
        self.grid.chosen.connect(self.chosen)
        self.grid.opened.connect(self.opened)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._menu)
        by_name = {column.name: column for column in columns}
        self.chips = [Chip(by_name[name], partial(self.rows.counts, name)) for name in filters]
        self.only = QToolButton()
        self.only.setProperty("kind", "chip")
        self.only.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.only.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        tokens.mark(self.only, "chosen", True)
        pictures.dress(self.only, "x", "accent", 14)
        self.only.clicked.connect(self._drop_only)
        self.only.hide()
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self._blank = _Blank()
        for part in (self.grid, self._blank):
            # Where there is little room these are cut, rather than that the window grows over the screen's edge.
            part.setMinimumHeight(1)
        self._blank.button.clicked.connect(self._on_blank)
        self.bar = _Bar(acts, self)
        self._lay_out()
        self.rows.modelReset.connect(self._update)
        self.rows.ticked_changed.connect(self._update)
        self._update()

    def _lay_out(self) -> None:
        top = QFrame()
        line = Flow(top, spacing=8, margins=QMargins(16, 8, 16, 8), last_right=True)
        for chip in self.chips:
            chip.picked.connect(lambda value, chip=chip: self.rows.filter(chip.column.name, value))
            line.addWidget(chip)
        line.addWidget(self.only)
        line.addWidget(self.count)
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._blank)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(middle, 1)
        column.addWidget(self.bar)
        self.setFocusProxy(self.grid)

    # -- what a page does with it

    def put(self, rows: Iterable[tuple[Any, ...]], total: int | None = None) -> None:
        """Show rows. `total` when these are only the first of so many and the rest is on its way."""
        self.total = total
        self._read = True
        self.rows.put(rows)

    def reading(self) -> None:
        """What is shown is of another record; the rows of this one are on their way."""
        self._read = False
        self.rows.put([])

    def search(self, ids: Iterable[str] | None) -> None:
        """Show only what a search found; None shows all."""
        self._searched = None if ids is None else frozenset(ids)
        self._want()

    def show_only(self, words: str, ids: Iterable[str]) -> None:
        """Show only these records, under a chip that says why and can be taken away."""
        self._only = frozenset(ids)
        self.only.setText(words)
        self.only.setAccessibleName(f"只看 {words}，点击取消")
        self.only.show()
        self._want()

    def narrow(self, name: str, value: Value) -> None:
        """Choose a condition from outside, as when a number somewhere opens the names behind it."""
        for chip in self.chips:
            if chip.column.name == name:
                chip.pick(value)

    def clear_conditions(self) -> None:
        """Show everything again."""
        for chip in self.chips:
            chip.choose(None)
        self._searched = self._only = None
        self.only.hide()
        self.rows.clear_filters()

    def shown_columns(self) -> list[tuple[str, str]]:
        """Name and label of the columns that are not hidden, from left to right as a person has put them."""
        header = self.grid.horizontalHeader()
        sections = [header.logicalIndex(place) for place in range(header.count())]
        shown = [section - 1 for section in sections if section > TICK and not header.isSectionHidden(section)]
        return [(self.rows.columns[place].name, self.rows.columns[place].label) for place in shown]

    def offer_export(self, services: "Services", title: str) -> None:
        """Let the whole list be written as it stands, from its menu."""

        def write() -> None:
            from ui.exporting import screen

            screen.write(self, services, title)

        self.write_out = write

    def remember(self, settings: QSettings, name: str) -> None:
        """Take up widths and hidden columns from last time and keep them from now on."""
        header = self.grid.horizontalHeader()
        key = f"lists/{name}/{len(self.rows.columns)}"
        saved = settings.value(key)
        if saved is not None:
            header.restoreState(saved)
        header.sectionResized.connect(lambda *_: settings.setValue(key, header.saveState()))

    # -- inside

    def _want(self) -> None:
        both = [one for one in (self._searched, self._only) if one is not None]
        self.rows.want(frozenset.intersection(*both) if both else None)

    def _drop_only(self) -> None:
        self._only = None
        self.only.hide()
        self._want()

    def _update(self) -> None:
        rows = self.rows
        total = self.total if self.total is not None else len(rows.all)
        parts = [f"共 {total:,} {self.unit}"]
        if rows.filtered:
            parts.append(f"筛出 {len(rows.order):,}")
        if rows.ticked:
            parts.append(f"已选 {len(rows.ticked):,}")
        self.count.setText(" · ".join(parts))
        self.bar.tell(len(rows.ticked), self.unit)
        if rows.order:
            self._stack.setCurrentWidget(self.grid)
            return
        if not self._read:
            # Nobody is told that there is nothing before anybody has looked.
            self.count.clear()
            self._blank.say(Empty("正在读取……", ""), "clock")
        elif rows.all:
            self._blank.say(Empty("没有符合条件的记录", "换一个词，或者去掉一些条件再看。", "清除条件"), "search")
        else:
            self._blank.say(self.empty, "inbox")
        self._stack.setCurrentWidget(self._blank)

    def _on_blank(self) -> None:
        if self.rows.all:
            self.cleared.emit()
            self.clear_conditions()
        elif self.empty.action:
            self.empty.action()

    def _menu(self, where: QPoint) -> None:
        pk = self.grid.current_id
        menu = QMenu(self)
        if pk:
            for act in self._row_acts:
                menu.addAction(act.text).triggered.connect(lambda _=False, act=act: act.run([pk]))
            menu.addSeparator()
        menu.addAction("复制单元格").triggered.connect(lambda: self.grid.copy(whole=False))
        menu.addAction("复制整行").triggered.connect(lambda: self.grid.copy())
        if self.write_out and self.rows.order:
            menu.addAction("导出这张列表……").triggered.connect(self.write_out)
        menu.popup(self.grid.viewport().mapToGlobal(where))


class _Bar(QFrame):
    """What can be done with the ticked rows; in sight only while there are some."""

    def __init__(self, acts: Sequence[Act], pane: ListPane) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.words = QLabel()
        line = Flow(self, spacing=8, margins=QMargins(16, 6, 16, 6), last_right=True)
        line.addWidget(self.words)
        self.buttons = []
        for act in acts:
            button = QPushButton(act.text)
            button.clicked.connect(lambda _=False, act=act: act.run(ticked_in_order(pane.rows)))
            line.addWidget(button)
            self.buttons.append(button)
        drop = QPushButton("取消选择")
        drop.setProperty("kind", "quiet")
        drop.clicked.connect(pane.rows.untick_all)
        line.addWidget(drop)
        self.hide()

    def tell(self, ticked: int, unit: str) -> None:
        self.words.setText(f"已选 {ticked:,} {unit}：")
        self.setVisible(bool(ticked))


def ticked_in_order(rows: Rows) -> Ids:
    """The ticked ids in the order of the list, those hidden by a filter too."""
    return rows.in_order(rows.ticked)


class _Blank(QWidget):
    """Stands where rows would be."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title.setProperty("role", "heading")
        self._advice = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._advice.setProperty("role", "secondary")
        self.button = QPushButton()
        column = QVBoxLayout(self)
        column.setSpacing(tokens.GRID)
        column.addStretch(2)
        for widget in (self._picture, self._title, self._advice):
            column.addWidget(widget)
        column.addSpacing(tokens.GRID)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)

    def say(self, empty: Empty, picture: str) -> None:
        pictures.dress(self._picture, picture, "secondary", 40)
        self._title.setText(empty.title)
        self._advice.setText(empty.advice)
        self.button.setText(empty.action_text)
        self.button.setVisible(bool(empty.action_text))
