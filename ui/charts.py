"""Paints a chart: the same shapes that stand on paper, in the colours of the window."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app import charts
from app.charts import Box, Chart, Drawing, Line, Polygon, Role, Shape, Text
from ui import tokens

_AROUND = 16.0
_WIDEST = 860.0
_SCALE = 96 / 72
"""Points as pixels: 9 points on paper are 12 pixels in the window."""


class ChartView(QWidget):
    """A chart as wide as there is room; `show_chart` shows another one, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._drawing: Drawing | None = None
        self.setAccessibleName("统计图")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def chart(self) -> Chart | None:
        """The chart in sight."""
        return self._chart

    def show_chart(self, chart: Chart | None) -> None:
        """Show a chart; without one nothing is there."""
        self._chart = chart
        self.setAccessibleDescription(chart.title if chart else "")
        self._lay()
        self.setVisible(chart is not None)

    def sizeHint(self) -> QSize:
        return QSize(320, round(self._drawing.height * _SCALE + 2 * _AROUND) if self._drawing else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._lay()
        super().resizeEvent(event)

    def _lay(self) -> None:
        room = min(max(self.width() - 2 * _AROUND, 240.0), _WIDEST)
        self._drawing = charts.lay(self._chart, room / _SCALE) if self._chart else None
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_AROUND, _AROUND)
        painter.scale(_SCALE, _SCALE)
        for one in self._drawing.shapes:
            _paint(painter, one)


def _colour(role: Role) -> QColor:
    """Texts, axes and lines as the rest of the window has them; the series as on paper, lighter on dark ground."""
    palette = QApplication.palette()
    if role == "ink":
        return palette.color(palette.ColorRole.WindowText)
    if role in ("quiet", "grid"):
        colour = QColor(palette.color(palette.ColorRole.WindowText))
        colour.setAlpha(170 if role == "quiet" else 48)
        return colour
    colour = QColor(*charts.COLOURS[role])
    dark = palette.color(palette.ColorRole.Window).lightness() < 128
    return colour.lighter(170) if dark else colour


def _paint(painter: QPainter, one: Shape) -> None:
    colour = _colour(one.role)
    painter.setPen(QPen(colour, one.width if isinstance(one, Line) else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if isinstance(one, Box):
        if one.filled:
            painter.setBrush(colour)
        painter.drawRect(QRectF(one.x, one.y, one.width, one.height))
    elif isinstance(one, Line):
        painter.drawLine(QPointF(one.x, one.y), QPointF(one.to_x, one.to_y))
    elif isinstance(one, Polygon):
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in one.points]))
    else:
        _write(painter, one)


def _write(painter: QPainter, one: Text) -> None:
    font = QFont(tokens.FAMILIES)
    font.setPixelSize(round(one.size))
    painter.setFont(font)
    wide = QFontMetricsF(font).horizontalAdvance(one.text)
    before = {"start": 0.0, "middle": wide / 2, "end": wide}[one.anchor]
    painter.drawText(QPointF(one.x - before, one.y), one.text)
