"""How the cells of small tables look: padded texts with a line below each row, as in the lists."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import tokens

_PAD = 8


class Lined(QStyledItemDelegate):
    """Paints the text of a cell; the chosen ones on a soft ground, the current one framed."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        state = option.state
        parent = self.parent()
        look = tokens.of(parent) if isinstance(parent, QWidget) else tokens.LIGHT
        colours = {name: QColor(getattr(look, name)) for name in ("soft", "border", "accent", "text")}
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colours["soft"])
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, colours["border"])
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours["accent"])
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        text = str(index.data() or "")
        if text:
            inside = rect.adjusted(_PAD, 0, -_PAD, 0)
            painter.setPen(colours["text"])
            fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            side = index.data(Qt.ItemDataRole.TextAlignmentRole) or int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(inside, int(side), fitted)
