"""Above a sheet: for each column the field it is taken for, chosen from a list, and how sure that is."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QWidget

from app.importing import ColumnMatch, ListKind
from app.importing.mapping import ROW_ID, Confidence, letters
from ui import tokens

LEFT_OUT = "（不导入）"

_LETTER, _BOX, _SURE = 22, 30, 22
"""Heights: the letter of a column, its list, and how sure it is."""

_COLOURS: dict[Confidence, str] = {
    "chosen": "good",
    "template": "good",
    "remembered": "good",
    "exact": "good",
    "likely": "warning",
    "doubtful": "danger",
    "none": "secondary",
}


def sureness(match: ColumnMatch) -> str:
    """How sure a column is, in words."""
    if match.confidence == "none":
        return match.reason
    if match.confidence == "doubtful":
        return f"待确认（{match.percent}%）"
    words = {"chosen": "由您指定", "template": "按模板", "remembered": "与上次相同", "exact": "名称相同"}
    if match.confidence == "chosen" and match.field is None:
        return "由您指定"
    return words.get(match.confidence, f"相近 {match.percent}%")


class ColumnHeader(QHeaderView):
    """`picked(column, field)`: a person takes a column for a field; None leaves it out."""

    picked = Signal(int, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.boxes: dict[int, Box] = {}
        self._matches: dict[int, ColumnMatch] = {}
        self._fields = QStandardItemModel(self)
        self._kind = ""
        self.sectionResized.connect(self.place)
        self.setHighlightSections(False)

    def show_columns(self, kind: ListKind, matches: Sequence[ColumnMatch]) -> None:
        """Show what the columns of one table are taken for; none: a sheet without a table."""
        if kind.name != self._kind:
            self._kind = kind.name
            self._fill(kind)
        self._matches = {one.column: one for one in matches}
        for column, box in list(self.boxes.items()):
            if column not in self._matches:
                box.hide()
                box.deleteLater()
                del self.boxes[column]
        for column, box in self.boxes.items():
            self._tell(box, self._matches[column])
        self.place()
        self.viewport().update()

    def place(self) -> None:
        """Put every list over its column; there may be thousands, so one is made when its column comes into sight."""
        for column in self._in_sight():
            if column in self._matches and column not in self.boxes:
                self.boxes[column] = self._box(column)
                self._tell(self.boxes[column], self._matches[column])
        for column, box in self.boxes.items():
            x, width = self.sectionViewportPosition(column), self.sectionSize(column)
            box.setGeometry(QRect(x + 4, _LETTER, width - 8, _BOX))
            box.setVisible(x + width > 0 and x < self.viewport().width())

    def _in_sight(self) -> range:
        first, last = self.visualIndexAt(0), self.visualIndexAt(self.viewport().width() - 1)
        return range(max(first, 0), (last if last >= 0 else self.count() - 1) + 1)

    def open_at(self, column: int) -> None:
        """Open the list of one column."""
        box = self.boxes.get(column)
        if box is not None:
            self.place()
            box.setFocus()
            box.showPopup()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LETTER + _BOX + _SURE + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        colours, match = tokens.of(self), self._matches.get(logicalIndex)
        painter.save()
        painter.fillRect(rect, QColor(colours.sunken))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(colours.border))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), QColor(colours.border))
        painter.setFont(tokens.font(tokens.SMALL))
        painter.setPen(QColor(colours.secondary))
        painter.drawText(rect.adjusted(8, 0, -8, 0).x(), rect.y() + 16, letters(logicalIndex))
        if match is not None:
            painter.setPen(QColor(getattr(colours, _COLOURS[match.confidence])))
            words = painter.fontMetrics().elidedText(sureness(match), Qt.TextElideMode.ElideRight, rect.width() - 16)
            painter.drawText(rect.x() + 8, rect.y() + _LETTER + _BOX + 16, words)
        painter.restore()

    def _fill(self, kind: ListKind) -> None:
        self._fields.clear()
        said = [(None, LEFT_OUT), *((one.name, one.label) for one in kind.columns if not _is_id(one.name))]
        for name, label in [*said, (ROW_ID, "薪火编号")]:
            item = QStandardItem(label)
            item.setData(name, Qt.ItemDataRole.UserRole)
            self._fields.appendRow(item)

    def _box(self, column: int) -> "Box":
        made = Box(self.viewport())
        made.setModel(self._fields)
        made.setPlaceholderText("待确认")
        made.activated.connect(lambda _: self.picked.emit(column, made.currentData()))
        return made

    def _tell(self, box: "Box", match: ColumnMatch) -> None:
        field = match.field if match.imported else None
        box.blockSignals(True)
        box.setCurrentIndex(-1 if match.confidence == "doubtful" else self._place_of(field))
        box.blockSignals(False)
        box.setToolTip("：".join(filter(None, (match.heading, match.reason))))
        box.setAccessibleName(f"{letters(match.column)} 列 {match.heading} 是")

    def _place_of(self, field: str | None) -> int:
        for row in range(self._fields.rowCount()):
            if self._fields.item(row).data(Qt.ItemDataRole.UserRole) == field:
                return row
        return 0


def _is_id(name: str) -> bool:
    return name == ROW_ID or name.endswith(f".{ROW_ID}")


class Box(QComboBox):
    """A list that never changes under the mouse wheel: that turns the sheet."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        widest = max(self.fontMetrics().horizontalAdvance(self.itemText(n)) for n in range(self.count()))
        self.view().setMinimumWidth(min(widest + 48, 360))
        super().showPopup()
