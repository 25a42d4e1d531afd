"""The table of a list: rows painted straight from the row cache, ticks, keys and the header that ticks all."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui import tokens
from ui.rows import TICK, Rows

_PAD = 8
_TICK_WIDTH = 36
_BOX = 16
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible
Index = QModelIndex | QPersistentModelIndex


class Grid(QTableView):
    """A table over `Rows`. The current row is the one whose detail is seen; ticks are what is acted upon.

    Without `ticks` nothing is chosen here, only read.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, rows: Rows, parent: QWidget | None = None, *, ticks: bool = True) -> None:
        super().__init__(parent)
        self.rows = rows
        self._ticks = ticks
        self.hover = -1
        self.current = -1
        self._anchor: int | None = None
        self._kept: str | None = None
        header = Header(rows, self)
        self.setHorizontalHeader(header)
        self.setModel(rows)
        self.setItemDelegate(Painter(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        for number, column in enumerate(rows.columns, start=1):
            self.setColumnWidth(number, column.width)
            self.setColumnHidden(number, column.hidden)
        self.setColumnWidth(TICK, _TICK_WIDTH)
        self.setColumnHidden(TICK, not ticks)
        header.setSectionResizeMode(TICK, QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        rows.modelAboutToBeReset.connect(self._keep)
        rows.modelReset.connect(self._restore)

    @property
    def current_id(self) -> str | None:
        """The id of the current row."""
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def choose(self, pk: str | None) -> bool:
        """Make a record the current row, if it is shown."""
        row = None if pk is None else self.rows.row_of(pk)
        if row is None:
            self.setCurrentIndex(QModelIndex())
            return False
        self.setCurrentIndex(self.rows.index(row, 1))
        return True

    def copy(self, whole: bool = True) -> None:
        """Put the ticked rows (else the current one) on the clipboard as a sheet takes them; or one cell."""
        current = self.currentIndex()
        if not whole:
            if current.isValid() and current.column() > TICK:
                QGuiApplication.clipboard().setText(self.rows.texts(current.row())[current.column() - 1])
            return
        ticked = [row for row in range(len(self.rows.order)) if self.rows.is_ticked(row)]
        wanted: Sequence[int] = ticked or ([current.row()] if current.isValid() else [])
        shown = [n for n in range(len(self.rows.columns)) if not self.isColumnHidden(n + 1)]
        lines = ["\t".join(self.rows.texts(row)[n] for n in shown) for row in wanted]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.rows.tick_shown(self._ticks)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Space and current.isValid() and self._ticks:
            self._toggle(current.row())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(self.rows.id_at(current.row()))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK and event.button() is Qt.MouseButton.LeftButton:
            self._toggle(index.row(), through=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK:
            self._toggle(index.row())
        elif index.isValid():
            self.opened.emit(self.rows.id_at(index.row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_at(self.rowAt(int(event.position().y())))
        if not event.buttons():
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_at(-1)
        super().leaveEvent(event)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _VISIBLE) -> None:
        """Bring a row into sight without moving sideways: a click on a cell must not shift the columns."""
        sideways = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        self.horizontalScrollBar().setValue(sideways)

    def _hover_at(self, row: int) -> None:
        if row == self.hover:
            return
        before, self.hover = self.hover, row
        for one in (before, row):
            if one >= 0:
                self.viewport().update(0, self.rowViewportPosition(one), self.viewport().width(), tokens.ROW)

    def _toggle(self, row: int, *, through: bool = False) -> None:
        on = not self.rows.is_ticked(row)
        first = self._anchor if through and self._anchor is not None else row
        self._anchor = row
        if through:
            on = True
        self.rows.tick(range(min(first, row), min(max(first, row) + 1, len(self.rows.order))), on)

    # -- the current row stays the same record when rows move

    def _on_current(self, index: QModelIndex) -> None:
        self.current = index.row()
        if index.isValid():
            self.chosen.emit(self.rows.id_at(index.row()))

    def _keep(self) -> None:
        self._kept = self.current_id if self.currentIndex().row() < len(self.rows.order) else None
        self._offset = self.verticalScrollBar().value()

    def _restore(self) -> None:
        self.hover, self.current, self._anchor = -1, -1, None
        if self._kept is None:
            return
        row = self.rows.row_of(self._kept)
        if row is not None:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.rows.index(row, 1))
            self.selectionModel().blockSignals(False)
            self.current = row


class Painter(QStyledItemDelegate):
    """Paints a cell in one call, from the row cache."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._look: tuple[int, dict[str, QColor]] | None = None
        self._metrics = QFontMetrics(grid.font())
        self._elided: dict[tuple[str, int], str] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid = self._grid
        row, column = index.row(), index.column()
        rect: QRect = option.rect
        colours = self._colours()
        selected = row == grid.current
        if selected:
            painter.fillRect(rect, colours["soft"])
        elif row == grid.hover:
            painter.fillRect(rect, colours["hover"])
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, colours["border"])
        if column == TICK:
            if selected:
                painter.fillRect(rect.x(), rect.y(), 3, rect.height(), colours["accent"])
            if not grid.rows.has_box(row):
                return
            box = QRectF(rect.x() + (rect.width() - _BOX) / 2 + 1, rect.y() + (rect.height() - _BOX) / 2, _BOX, _BOX)
            paint_tick(painter, box, "all" if grid.rows.is_ticked(row) else "none", colours)
            return
        text = grid.rows.texts(row)[column - 1]
        if text:
            rect = rect.adjusted(_PAD, 0, -_PAD, 0)
            painter.setPen(colours["text"])
            side = _ALIGN[grid.rows.columns[column - 1].align] | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, side | Qt.TextFlag.TextSingleLine, self._fitted(text, rect.width()))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Wide enough for the text: what a double click on the header's edge asks."""
        if index.column() == TICK:
            return QSize(_TICK_WIDTH, tokens.ROW)
        text = self._grid.rows.texts(index.row())[index.column() - 1]
        return QSize(self._metrics.horizontalAdvance(text) + 2 * _PAD + 2, tokens.ROW)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """A cut text is shown whole when the mouse rests on it."""
        if index.isValid() and index.column() > TICK:
            text = self._grid.rows.texts(index.row())[index.column() - 1]
            if self._metrics.horizontalAdvance(text) > self._grid.columnWidth(index.column()) - 2 * _PAD:
                QToolTip.showText(event.globalPos(), text, view)
                return True
        QToolTip.hideText()
        return False

    def _fitted(self, text: str, width: int) -> str:
        key = (text, width)
        fitted = self._elided.get(key)
        if fitted is None:
            if len(self._elided) > 5000:
                self._elided.clear()
            fitted = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = fitted
        return fitted

    def _colours(self) -> dict[str, QColor]:
        key = self._grid.palette().cacheKey()
        if self._look is None or self._look[0] != key:
            colours = tokens.of(self._grid)
            names = ("soft", "hover", "border", "accent", "on_accent", "text", "strong_border", "surface")
            self._look = (key, {name: QColor(getattr(colours, name)) for name in names})
            self._metrics = QFontMetrics(self._grid.font())
            self._elided.clear()
        return self._look[1]


class Header(QHeaderView):
    """Column headings; the first one ticks everything that matches, a right click chooses the columns."""

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = rows
        self._sorted: tuple[int, bool] | None = None
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionClicked.connect(self._on_click)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._choose_columns)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if logicalIndex == TICK:
            colours = tokens.of(self)
            names = ("accent", "on_accent", "strong_border", "surface")
            box = QRectF(rect.x() + (rect.width() - _BOX) / 2 + 1, rect.y() + (rect.height() - _BOX) / 2, _BOX, _BOX)
            paint_tick(painter, box, self._rows.shown_ticks(), {name: QColor(getattr(colours, name)) for name in names})

    def sizeHint(self) -> QSize:
        """Always the same: Qt would ask the model about every column, many times over."""
        return QSize(super().minimumSectionSize(), tokens.ROW)

    def _on_click(self, section: int) -> None:
        if section == TICK:
            self._rows.tick_shown(self._rows.shown_ticks() != "all")
            return
        # Up, down, and back to the order the rows came in.
        before = self._sorted
        self._sorted = (section, False)
        if before == (section, False):
            self._sorted = (section, True)
        elif before == (section, True):
            self._sorted = None
        order = Qt.SortOrder.DescendingOrder if self._sorted and self._sorted[1] else Qt.SortOrder.AscendingOrder
        self._rows.sort(self._sorted[0] if self._sorted else -1, order)

    def _choose_columns(self, where: QPoint) -> None:
        menu = QMenu(self)
        for number, column in enumerate(self._rows.columns, start=1):
            action = menu.addAction(column.label)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(number))
            action.toggled.connect(lambda on, number=number: self.setSectionHidden(number, not on))
        menu.popup(self.mapToGlobal(where))


def paint_tick(painter: QPainter, box: QRectF, state: str, colours: dict[str, QColor]) -> None:
    """A tick box: empty, ticked, or with a bar where only some below it are."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = box.adjusted(0.5, 0.5, -0.5, -0.5)
    if state == "none":
        painter.setPen(QPen(colours["strong_border"], 1))
        painter.setBrush(colours["surface"])
        painter.drawRoundedRect(box, 4, 4)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["accent"])
        painter.drawRoundedRect(box, 4, 4)
        pen = QPen(colours["on_accent"], 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y, side = box.x(), box.y(), box.width()
        if state == "some":
            painter.drawLine(QPointF(x + side * 0.28, y + side / 2), QPointF(x + side * 0.72, y + side / 2))
        else:
            points = (QPointF(x + side * 0.26, y + side * 0.52), QPointF(x + side * 0.43, y + side * 0.68),
                      QPointF(x + side * 0.74, y + side * 0.34))  # fmt: skip
            painter.drawPolyline(points)
    painter.restore()
