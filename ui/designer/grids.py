"""The columns of a table and the cells of a form: which is chosen, and what can be done with it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.papers import gridding, laying
from app.papers.laying import Cell, Column, Form, Table
from ui.designer.document import Document
from ui.designer.parts import ChoicePart, FlagPart, Lines, NumberPart, Part, WordsPart
from ui.flow import Flow

_ALIGN = (("left", "左对齐"), ("center", "居中"), ("right", "右对齐"), ("justify", "两端对齐"), ("spread", "分散对齐"))
_TALL = 168
"""Pixels of the little table."""


class _GridPart(Part):
    """A little table of what there is, buttons below it, and the properties of what is chosen in it."""

    def __init__(self, document: Document, label: str) -> None:
        super().__init__()
        self._document = document
        self.widget = QWidget()
        self.setParent(self.widget)
        self.table = QTableWidget()
        self.table.setAccessibleName(label)
        self.table.setFixedHeight(_TALL)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        self.table.setProperty("kind", "entry")
        self.table.itemSelectionChanged.connect(self._tell)
        self.buttons: dict[str, QPushButton] = {}
        acts = QWidget()
        self._acts = Flow(acts, spacing=4, margins=QMargins(0, 0, 0, 0))
        self.lines = Lines()
        self.words = WordsPart("这一格印什么", 2)
        self.parts: dict[str, Part] = {}
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for one in (self.table, acts, self.lines):
            column.addWidget(one)

    def _act(self, words: str, act: Callable[[], None]) -> None:
        button = self.buttons[words] = QPushButton(words)
        button.setProperty("kind", "quiet")
        button.clicked.connect(lambda: act())
        self._acts.addWidget(button)

    def _add(self, name: str, label: str, part: Part, change: Callable[[str, Any], None]) -> None:
        part.setParent(self.widget)
        part.changed.connect(partial(change, name))
        part.left.connect(self._document.pause)
        self.parts[name] = part
        self.lines.add(label, part.widget)

    def _swap(self, words: str, made: Any, *, run: str = "") -> None:
        """Put the changed element in its place."""
        place = self._document.only
        if place is not None:
            self._document.change(words, laying.put(self._document.design, place, made), run=run)

    def _element(self) -> Any:
        place = self._document.only
        return None if place is None else self._document.design.elements[place]

    def _tell(self) -> None:
        raise NotImplementedError

    def _show(self, row: int, column: int) -> None:
        """Choose a place of the little table without telling anybody."""
        self.table.blockSignals(True)
        self.table.setCurrentCell(row, column)
        self.table.blockSignals(False)


class ColumnsPart(_GridPart):
    """The columns of the one table that is chosen; a line of the little table is a column."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, "各列")
        self.table.setColumnCount(3)
        self.table.setHorizontalHeaderLabels(["标题", "印什么", "宽"])
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        for place, mode in enumerate((QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Stretch)):
            header.setSectionResizeMode(place, mode)
        header.resizeSection(2, 48)
        self._act("加一列", self._on_add)
        self._act("删这一列", self._on_remove)
        self._act("左移", partial(self._on_move, -1))
        self._act("右移", partial(self._on_move, 1))
        self._add("heading", "标题", WordsPart("这一列的标题", 1), self._change)
        self._add("text", "印什么", self.words, self._change)
        self._add(
            "share", "宽（份）", NumberPart("这一列的宽", "份", least=0.1, most=100, step=0.5, places=2), self._change
        )
        self._add("align", "对齐", ChoicePart("这一列的对齐", _ALIGN), self._change)
        self.put(None)

    @property
    def at(self) -> int:
        """Which column is chosen."""
        return max(self.table.currentRow(), 0)

    def put(self, value: Any) -> None:
        found = self._element()
        if not isinstance(found, Table):
            return
        at = min(self.at, len(found.columns) - 1)
        self.table.setRowCount(len(found.columns))
        for row, one in enumerate(found.columns):
            for place, text in enumerate((one.heading, one.text, f"{one.share:g}")):
                self.table.setItem(row, place, QTableWidgetItem(text.replace("\n", " ")))
        self._show(at, 0)
        self._tell()

    def _tell(self) -> None:
        found = self._element()
        if isinstance(found, Table) and self.at < len(found.columns):
            _put(self.parts, found.columns[self.at])
            self.buttons["删这一列"].setEnabled(len(found.columns) > 1)
            self.buttons["左移"].setEnabled(self.at > 0)
            self.buttons["右移"].setEnabled(self.at < len(found.columns) - 1)

    def _change(self, name: str, value: Any) -> None:
        made = gridding.column_changed(self._element(), self.at, **{name: value})
        self._swap("改列", made, run=f"column {self.at} {name}")

    def _on_add(self) -> None:
        at = self.at + 1
        self._swap("加一列", gridding.column_added(self._element(), at))
        self._show(at, 0)
        self._tell()

    def _on_remove(self) -> None:
        self._swap("删一列", gridding.column_removed(self._element(), self.at))

    def _on_move(self, step: int) -> None:
        to = self.at + step
        if 0 <= to < len(self._element().columns):
            self._swap("移动列", gridding.column_moved(self._element(), self.at, to))
            self._show(to, 0)
            self._tell()


class CellsPart(_GridPart):
    """The cells of the one form that is chosen, as they stand over its columns."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, "各格")
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        acts: Sequence[tuple[str, Callable[[], None]]] = (
            ("加一行", self._on_add_line),
            ("删这一行", self._on_remove_line),
            ("上移", partial(self._on_move_line, -1)),
            ("下移", partial(self._on_move_line, 1)),
            ("并入右边", self._on_join),
            ("拆开", self._on_part),
            ("加一列", self._on_add_column),
            ("删这一列", self._on_remove_column),
        )
        for words, act in acts:
            self._act(words, act)
        self._add("text", "印什么", self.words, self._change)
        self._add("label", "", FlagPart("是栏目名"), self._change)
        self._add("align", "对齐", ChoicePart("这一格的对齐", _ALIGN), self._change)
        share = NumberPart("这一列的宽", "份", least=0.1, most=100, step=0.5, places=2)
        self._add("share", "列宽（份）", share, self._on_share)
        self.put(None)

    @property
    def line(self) -> int:
        """Which line is chosen."""
        return max(self.table.currentRow(), 0)

    @property
    def column(self) -> int:
        """Over which column the chosen cell begins."""
        return max(self.table.currentColumn(), 0)

    def _cell(self) -> int:
        """Which cell of the line is chosen; the last one where the line is shorter."""
        form = self._element()
        found = gridding.cell_at(form, self.line, self.column)
        return len(form.lines[self.line]) - 1 if found is None else found

    def put(self, value: Any) -> None:
        found = self._element()
        if not isinstance(found, Form):
            return
        line, column = min(self.line, len(found.lines) - 1), min(self.column, len(found.shares) - 1)
        self.table.blockSignals(True)
        self.table.clearSpans()
        self.table.clear()
        self.table.setRowCount(len(found.lines))
        self.table.setColumnCount(len(found.shares))
        for row, cells in enumerate(found.lines):
            for place, cell in enumerate(cells):
                at = gridding.column_of(found, row, place)
                self.table.setItem(row, at, _item(cell))
                if cell.columns > 1:
                    self.table.setSpan(row, at, 1, cell.columns)
        self.table.blockSignals(False)
        self._show(line, column)
        self._tell()

    def _tell(self) -> None:
        found = self._element()
        if not isinstance(found, Form) or self.line >= len(found.lines) or not found.lines[self.line]:
            return
        cell = self._cell()
        cells = found.lines[self.line]
        _put({name: part for name, part in self.parts.items() if name != "share"}, cells[cell])
        self.parts["share"].put(found.shares[min(self.column, len(found.shares) - 1)])
        self.buttons["并入右边"].setEnabled(cell + 1 < len(cells))
        self.buttons["拆开"].setEnabled(cells[cell].columns > 1)
        self.buttons["上移"].setEnabled(self.line > 0)
        self.buttons["下移"].setEnabled(self.line < len(found.lines) - 1)
        self.buttons["删这一行"].setEnabled(len(found.lines) > 1)
        self.buttons["删这一列"].setEnabled(len(found.shares) > 1)

    def _change(self, name: str, value: Any) -> None:
        form, cell = self._element(), self._cell()
        made = gridding.cell_changed(form, self.line, cell, **{name: value})
        self._swap("改格子", made, run=f"cell {self.line} {cell} {name}")

    def _on_share(self, _name: str, value: float) -> None:
        self._swap("改列宽", gridding.share_changed(self._element(), self.column, value), run=f"share {self.column}")

    def _on_add_line(self) -> None:
        self._go(gridding.line_added(self._element(), self.line + 1), "加一行", self.line + 1)

    def _on_remove_line(self) -> None:
        self._swap("删一行", gridding.line_removed(self._element(), self.line))

    def _on_move_line(self, step: int) -> None:
        to = self.line + step
        if 0 <= to < len(self._element().lines):
            self._go(gridding.line_moved(self._element(), self.line, to), "移动行", to)

    def _go(self, made: Form, words: str, line: int) -> None:
        column = self.column
        self._swap(words, made)
        self._show(line, column)
        self._tell()

    def _on_join(self) -> None:
        self._swap("并格子", gridding.joined(self._element(), self.line, self._cell()))

    def _on_part(self) -> None:
        self._swap("拆格子", gridding.parted(self._element(), self.line, self._cell()))

    def _on_add_column(self) -> None:
        self._swap("加一列", gridding.form_column_added(self._element(), self.column + 1))

    def _on_remove_column(self) -> None:
        self._swap("删一列", gridding.form_column_removed(self._element(), self.column))


def _item(cell: Cell) -> QTableWidgetItem:
    item = QTableWidgetItem(cell.text.replace("\n", " "))
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    if cell.label:
        font = item.font()
        font.setBold(True)
        item.setFont(font)
    return item


def _put(parts: dict[str, Part], one: Column | Cell) -> None:
    for name, part in parts.items():
        part.put(getattr(one, name))
