"""A sheet as it was read: every cell, coloured by what its row was taken for, and lines that can be dragged."""

from collections.abc import Mapping
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.importing import Opened, TableRead, laying
from app.importing.laying import DATA, HEADER, RowPart, SheetLaid
from app.importing.mapping import letters
from ui import tokens
from ui.importing.columns import ColumnHeader

Index = QModelIndex | QPersistentModelIndex
Edge = Literal["header", "data", "end"]
"""What a line stands before: the header, the first row of data; or after the last one."""

_HEIGHT = 24
_NUMBERS = 92
_NEAR = 4
_COLUMN = 124
_TEXT = Qt.ItemDataRole.DisplayRole


class Paper(QAbstractTableModel):
    """The cells of one sheet as texts; a text is made when it is looked at, for there may be very many."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._opened: Opened | None = None
        self._laid: SheetLaid | None = None
        self._parts: Mapping[int, RowPart] = {}
        self._table = -1
        self._taken: frozenset[int] = frozenset()

    def show(
        self, opened: Opened, laid: SheetLaid, parts: Mapping[int, RowPart], number: int, table: TableRead | None
    ) -> None:
        """Show a sheet; `table` with its `number` is the one whose columns are told apart."""
        self.beginResetModel()
        self._opened, self._laid, self._parts = opened, laid, parts
        self._table = number
        self._taken = frozenset(table.fields) if table else frozenset()
        self.endResetModel()

    def part(self, row: int) -> str:
        """What a row (0-based) was taken for; "" for one of no table."""
        found = self._parts.get(row + 1)
        return found.kind if found else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return self._laid.rows if self._laid and not parent.isValid() else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return self._laid.columns if self._laid and not parent.isValid() else 0

    def data(self, index: Index, role: int = _TEXT) -> Any:
        if self._opened is None or self._laid is None:
            return None
        if role in (_TEXT, Qt.ItemDataRole.ToolTipRole):
            return laying.cell_text(self._opened, self._laid.number, index.row(), index.column())
        part = self.part(index.row())
        if role == Qt.ItemDataRole.FontRole:
            return self._bold() if part == HEADER else None
        colours = tokens.of(self._view)
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor(colours.soft if part == HEADER else colours.surface if part == DATA else colours.sunken)
        if role == Qt.ItemDataRole.ForegroundRole:
            mine = self._parts[index.row() + 1].table == self._table if part else False
            taken = part == HEADER or (part == DATA and (not mine or index.column() in self._taken))
            return QColor(colours.text if taken else colours.secondary)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _TEXT) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Vertical:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != _TEXT:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return letters(section)
        part = self.part(section)
        return f"{section + 1}　{part}" if part not in ("", DATA) else f"{section + 1}"

    def _bold(self) -> QFont:
        return tokens.font(tokens.BODY, strong=True)


class SheetView(QTableView):
    """`moved(edge, row)`: a line was dragged, `row` (1-based) is the first of the header or of the data, or the last
    of the table; `picked(column, field)`: a column is taken for another field, None leaves it out."""

    moved = Signal(str, int)
    picked = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.paper = Paper(self)
        self.columns = ColumnHeader(self)
        self.setHorizontalHeader(self.columns)
        self.setModel(self.paper)
        self.columns.picked.connect(self.picked)
        self.columns.setDefaultSectionSize(_COLUMN)
        self.columns.setMinimumSectionSize(_COLUMN)
        numbers = self.verticalHeader()
        numbers.setDefaultSectionSize(_HEIGHT)
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setFixedWidth(_NUMBERS)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setAccessibleName("表格的内容")
        self.horizontalScrollBar().valueChanged.connect(self.columns.place)
        self._edges: dict[Edge, int] = {}
        self._drag: Edge | None = None
        self._at = 0

    def show_sheet(
        self, opened: Opened, laid: SheetLaid, parts: Mapping[int, RowPart], number: int, table: TableRead | None
    ) -> None:
        """Show a sheet with one of its tables, if it has any."""
        at = (self.verticalScrollBar().value(), self.horizontalScrollBar().value())
        self.paper.show(opened, laid, parts, number, table)
        self._edges = {}
        if table is not None:
            placed = table.table.placement
            last = placed.last_row or laid.rows
            self._edges = {"header": placed.first_header - 1, "data": placed.last_header, "end": last}
        self.verticalScrollBar().setValue(at[0])
        self.horizontalScrollBar().setValue(at[1])
        self.viewport().update()

    @property
    def chosen_rows(self) -> tuple[int, int] | None:
        """The first and last selected row (1-based)."""
        rows = sorted(index.row() + 1 for index in self.selectionModel().selectedRows())
        return (rows[0], rows[-1]) if rows else None

    # -- the lines

    def edge_y(self, row: int) -> int:
        """Where the line before a row (0-based; the number of rows: after the last) is in the viewport."""
        if row < self.paper.rowCount():
            return self.rowViewportPosition(row)
        return self.rowViewportPosition(row - 1) + _HEIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        colour = QColor(tokens.of(self).accent)
        for edge, row in self._edges.items():
            y = self.edge_y(self._at if edge == self._drag else row)
            painter.setPen(QPen(colour, 3 if edge == self._drag else 2))
            painter.drawLine(0, y, self.viewport().width(), y)
            painter.setBrush(colour)
            painter.drawRoundedRect(self.viewport().width() // 2 - 16, y - 3, 32, 6, 3, 3)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        if self._drag is None:
            near = self._edge_at(where)
            self.viewport().setCursor(Qt.CursorShape.SplitVCursor if near else Qt.CursorShape.ArrowCursor)
            if not event.buttons() or not near:
                super().mouseMoveEvent(event)
            return
        self._at = self._row_at(where.y())
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        edge = self._edge_at(event.position().toPoint())
        if edge is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._drag, self._at = edge, self._edges[edge]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        edge, self._drag = self._drag, None
        self.viewport().update()
        if edge is None:
            super().mouseReleaseEvent(event)
        elif self._at != self._edges[edge]:
            self.moved.emit(edge, self._at if edge == "end" else self._at + 1)

    def _row_at(self, y: int) -> int:
        """The row boundary nearest to a height."""
        first = self.rowAt(0)
        from_top = y - (self.rowViewportPosition(first) if first >= 0 else 0)
        row = max(first, 0) + round(from_top / _HEIGHT)
        return max(0, min(row, self.paper.rowCount()))

    def _edge_at(self, where: QPoint) -> Edge | None:
        # Of lines in one place the last one is taken: a header can be drawn out, not pushed together.
        near = [edge for edge, row in self._edges.items() if abs(self.edge_y(row) - where.y()) <= _NEAR]
        return near[-1] if near else None
