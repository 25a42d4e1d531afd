"""What is drawn over the sheet while it is laid out: outlines, handles, lines to lie on; and what the mouse is over."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.papers import laying
from app.papers.laying import AnyElement, Box, Frame
from ui.tokens import Colours

if TYPE_CHECKING:
    from ui.designer.canvas import Canvas

HANDLE = 5
"""Pixels from the middle of a handle to its edge."""

_BORDER = 6.0
"""Millimetres inwards from a frame's edge where it can be taken hold of."""

_CURSORS = {
    "l": Qt.CursorShape.SizeHorCursor, "r": Qt.CursorShape.SizeHorCursor,
    "t": Qt.CursorShape.SizeVerCursor, "b": Qt.CursorShape.SizeVerCursor,
    "lt": Qt.CursorShape.SizeFDiagCursor, "rb": Qt.CursorShape.SizeFDiagCursor,
    "rt": Qt.CursorShape.SizeBDiagCursor, "lb": Qt.CursorShape.SizeBDiagCursor,
}  # fmt: skip


def cursor(sides: str, over: bool) -> Qt.CursorShape:
    """How the mouse looks over a handle, over an element, over neither."""
    return _CURSORS.get(sides, Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.ArrowCursor)


# -- what is where


def hit(one: AnyElement, box: Box, at: QPointF, near: float) -> bool:
    """Whether a place (mm) is on an element in this box, or `near` one as thin as a line; inside a frame is not."""
    rect = QRectF(box.x, box.y, box.width, box.height)
    if not rect.adjusted(-near, -near, near, near).contains(at):
        return False
    if isinstance(one, Frame):
        inner = rect.adjusted(_BORDER, _BORDER, -_BORDER, -_BORDER)
        return not inner.contains(at)
    return True


def handles(box: Box) -> dict[str, QPointF]:
    """Where a box can be pulled, by the sides that go along."""
    middle = QPointF(box.x + box.width / 2, box.y + box.height / 2)
    return {
        "lt": QPointF(box.x, box.y), "t": QPointF(middle.x(), box.y), "rt": QPointF(box.right, box.y),
        "l": QPointF(box.x, middle.y()), "r": QPointF(box.right, middle.y()),
        "lb": QPointF(box.x, box.bottom), "b": QPointF(middle.x(), box.bottom), "rb": QPointF(box.right, box.bottom),
    }  # fmt: skip


def sides_at(box: Box, at: QPointF, near: float) -> str:
    """The handle at a place (mm), "" none; the corners before the edges, where the box is small."""
    found = handles(box)
    for sides in ("rb", "rt", "lb", "lt", "r", "b", "l", "t"):
        gap = found[sides] - at
        if abs(gap.x()) <= near and abs(gap.y()) <= near:
            return sides
    return ""


def pulled(box: Box, sides: str, right: float, down: float) -> Box:
    """A box one of whose sides or corners was pulled so far; it never turns over."""
    x, y, wide, high = box.x, box.y, box.width, box.height
    least = laying.LEAST
    if "l" in sides:
        right = min(right, wide - least)
        x, wide = x + right, wide - right
    elif "r" in sides:
        wide = max(wide + right, least)
    if "t" in sides:
        down = min(down, max(high - least, 0.0))
        y, high = y + down, high - down
    elif "b" in sides:
        high = max(high + down, min(least, high))
    return Box(x, y, wide, high)


# -- painting


def paper(painter: QPainter, size: QSizeF, colours: Colours) -> None:
    """The empty sheet: paper is white whatever the window's colours."""
    pen = QPen(QColor(colours.strong_border), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRect(QRectF(QPointF(0, 0), size))


def paint(painter: QPainter, canvas: "Canvas", colours: Colours) -> None:
    """Outlines, what is being moved, handles, lines and the band."""
    design = canvas.document.design
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if design.fold:
        _line(
            painter,
            QPointF(design.width / 2, 0),
            QPointF(design.width / 2, design.height),
            _pen("#8A9A9C", dashed=True),
        )
    for place, one in enumerate(design.elements):
        _outline(painter, canvas, place, one)
    for guide in canvas.guides:
        start = QPointF(guide.at, 0) if guide.upright else QPointF(0, guide.at)
        end = QPointF(guide.at, design.height) if guide.upright else QPointF(design.width, guide.at)
        _line(painter, start, end, _pen(_GUIDE))
    if canvas.band is not None:
        painter.setPen(_pen(_CHOSEN, dashed=True))
        painter.drawRect(canvas.band)


# Over white paper, whatever the window's colours.
_CHOSEN, _QUIET, _FLOWING, _GUIDE = "#0B7069", "#B9C6C6", "#8A5300", "#C2185B"


def _outline(painter: QPainter, canvas: "Canvas", place: int, one: AnyElement) -> None:
    chosen = place in canvas.document.places
    colour = _CHOSEN if chosen else _FLOWING if one.place == "flow" else _QUIET
    for before in canvas.boxes_of(place):
        box = _live(before, laying.box_of(one), canvas.live.get(place))
        rect = QRectF(box.x, box.y, box.width, box.height)
        if place in canvas.live:
            _ghost(painter, canvas, before, rect)
        painter.setPen(_pen(colour, dashed=not chosen))
        painter.drawRect(rect)
        if canvas.document.only == place and not canvas.locked:
            _handles(painter, canvas, box)


def _live(shown: Box, laid: Box, live: Box | None) -> Box:
    """Where a box is while its element is moved or pulled: as far from where it was as its place in the design is."""
    if live is None:
        return shown
    wide, high = shown.width + live.width - laid.width, shown.height + live.height - laid.height
    return Box(shown.x + live.x - laid.x, shown.y + live.y - laid.y, wide, high)


def _ghost(painter: QPainter, canvas: "Canvas", before: Box, now: QRectF) -> None:
    """What stood in the old box, lightly in the new one, until the sheet is drawn anew."""
    picture = canvas.picture
    if picture.isNull():
        return
    scale = picture.width() / canvas.document.design.width
    source = QRectF(before.x * scale, before.y * scale, before.width * scale, before.height * scale)
    painter.setOpacity(0.55)
    painter.drawPixmap(QRectF(now.topLeft(), QSizeF(before.width, before.height)), picture, source)
    painter.setOpacity(1.0)


def _handles(painter: QPainter, canvas: "Canvas", box: Box) -> None:
    half = (HANDLE - 1) / canvas.transform().m11()
    painter.setPen(_pen(_CHOSEN))
    painter.setBrush(Qt.GlobalColor.white)
    for at in handles(box).values():
        painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _pen(colour: str, *, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    pen.setCosmetic(True)
    return pen


def _line(painter: QPainter, start: QPointF, end: QPointF, pen: QPen) -> None:
    painter.setPen(pen)
    painter.drawLine(start, end)
