"""The sheet as it will print, and over it what the mouse and the keys do with the elements."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from app.papers import laying
from app.papers.laying import Box, Guide
from ui import sheets, tokens
from ui.designer import overlay
from ui.designer.document import Document
from ui.designer.preview import Placed

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

STEP, FINE_STEP = 0.5, 0.1
"""Millimetres that an arrow key moves, and with Ctrl."""

_BEGIN = 3
"""Pixels a pressed mouse goes before something is moved: a click is none."""
_REACH = 6
"""Pixels from which something comes to lie on a line."""
_BESIDE = 12.0
"""Millimetres of desk round the sheet."""
_MM = 72 / 25.4
"""Points a millimetre."""
_MOST, _LEAST = 12.0, 0.5
"""Pixels a millimetre."""


@dataclass
class _Drag:
    """What the pressed mouse is doing: `what` is "move", "band" or the sides being pulled (lt, r, …)."""

    what: str
    start: QPointF
    pressed: QPoint
    box: Box
    begun: bool = False


class Canvas(QGraphicsView):
    """The design of a document. `typed`: a person wants to change an element's text; `zoomed` when it is otherwise
    large or another sheet is in sight; `menu(where)` was asked for. Nothing can be changed while `locked`."""

    typed = Signal()
    zoomed = Signal()
    menu = Signal(QPoint)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.locked = False
        self.number = 0
        self.live: dict[int, Box] = {}
        self.guides: list[Guide] = []
        self.under: int | None = None
        self.band: QRectF | None = None
        self._pdf: PdfDocument | None = None
        self._placed: Placed = {}
        self._placed_of = 0
        self._fits = True
        self._drag: _Drag | None = None
        self._sheet = QGraphicsScene(self)
        self.setScene(self._sheet)
        self._picture = self._sheet.addPixmap(QPixmap())
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._drawn_at = 0.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName("纸面")
        self.setAccessibleDescription("方向键移动选中的元素，Ctrl 加方向键微调，Tab 选下一个，回车改文字。")
        document.changed.connect(self._on_changed)
        document.selected.connect(self._on_selected)
        self._lay()

    # -- what is shown

    def put(self, pdf: bytes, placed: Placed) -> None:
        """Show sheets as they will print, and where what flows stands on them; the one in sight stays in sight where
        there is one of that number."""
        self.forget()
        self._pdf = sheets.opened(pdf)
        self._placed, self._placed_of = placed, len(self.document.design.elements)
        self.number = min(self.number, len(self._pdf) - 1)
        self._draw()

    def forget(self) -> None:
        """Let go of the sheets; the one that was drawn stays in sight."""
        if self._pdf is not None:
            self._pdf.close()
            self._pdf = None

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self._pdf) if self._pdf is not None else 1

    def turn_to(self, number: int) -> None:
        """Bring a sheet into sight (from 0)."""
        if 0 <= number < self.count:
            self.number = number
            self._draw()
            self.zoomed.emit()

    def _draw(self) -> None:
        if self._pdf is None:
            return
        wide, _high = self._pdf.get_page_size(self.number)
        scale = self.transform().m11() * self.devicePixelRatioF() / _MM
        image = sheets.drawn(self._pdf, self.number, scale)
        self._picture.setPixmap(QPixmap.fromImage(image))
        self._picture.setScale(wide / _MM / image.width())
        self._drawn_at = self.transform().m11()
        self._refresh()

    def _on_changed(self) -> None:
        whole = self._sheet.sceneRect()
        self._lay()
        if self._sheet.sceneRect() != whole and self._fits:
            self.fit()
        self._refresh()

    def _on_selected(self) -> None:
        """What was chosen elsewhere comes into sight, on whichever sheet it stands."""
        place = self.document.only
        if place is not None and not self.boxes_of(place):
            sheets_of = (number for number, _ in self._placed.get(place, ()))
            self.turn_to(next(sheets_of, 0))
        self._refresh()

    def _lay(self) -> None:
        design = self.document.design
        self._sheet.setSceneRect(QRectF(-_BESIDE, -_BESIDE, design.width + 2 * _BESIDE, design.height + 2 * _BESIDE))

    def _refresh(self) -> None:
        self.viewport().update()

    # -- how large

    @property
    def zoom(self) -> int:
        """How large, as a percentage of the paper on this screen."""
        return round(self.transform().m11() * 25.4 / self.logicalDpiX() * 100)

    def fit(self) -> None:
        """Show the whole sheet, now and whenever the window is otherwise large."""
        self._fits = True
        room, whole = self.viewport().size(), self._sheet.sceneRect()
        self._scale(min(room.width() / whole.width(), room.height() / whole.height()))
        self.centerOn(whole.center())

    def magnify(self, times: float) -> None:
        """Larger or smaller by so many times."""
        self._fits = False
        self._scale(self.transform().m11() * times)

    def _scale(self, pixels: float) -> None:
        wanted = min(max(pixels, _LEAST), _MOST)
        now = self.transform().m11()
        if abs(wanted - now) > 1e-6:
            self.scale(wanted / now, wanted / now)
            self._draw()
        self.zoomed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.magnify(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)
            event.accept()
        else:
            super().wheelEvent(event)

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            self._point_at(self.mapToScene(event.position().toPoint()))
            return
        pressed = event.position().toPoint()
        at = self.mapToScene(pressed)
        more = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        sides = "" if self.locked or more else self.sides_at(at)
        if sides:
            self._drag = _Drag(sides, at, pressed, self._box_of(self.document.only or 0))
            return
        place = self.element_at(at)
        if place is None:
            if not more:
                self.document.select(())
            self._drag = _Drag("band", at, pressed, Box(at.x(), at.y(), 0, 0))
            return
        if more:
            self.document.select(self.document.places ^ {place})
        elif place not in self.document.places:
            self.document.select({place})
        if self.document.places and not self.locked:
            whole = laying.union(self._box_of(one) for one in self.document.places)
            self._drag = _Drag("move", at, pressed, whole)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.mapToScene(event.position().toPoint())
        drag = self._drag
        if drag is None:
            under = self.element_at(at)
            self.viewport().setCursor(overlay.cursor(self.sides_at(at), under is not None))
            if under != self.under:
                self.under = under
                self._refresh()
            return
        if not drag.begun and (event.position().toPoint() - drag.pressed).manhattanLength() < _BEGIN:
            return
        drag.begun = True
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if drag.what == "band":
            self.band = QRectF(drag.start, at).normalized()
        elif drag.what == "move":
            self._move_to(at.x() - drag.start.x(), at.y() - drag.start.y(), drag.box, free=free)
        else:
            self._pull_to(at, drag, free=free)
        self._refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        live, self.live = self.live, {}
        band, self.band = self.band, None
        self.guides = []
        if drag is None or not drag.begun:
            self._refresh()
            return
        if band is not None:
            self.document.select(self.document.places | self._within(band))
        elif drag.what == "move" and live:
            place, box = next(iter(live.items()))
            before = self._box_of(place)
            self._commit_move(box.x - before.x, box.y - before.y)
        elif live:
            place, box = next(iter(live.items()))
            self.document.change("改大小", laying.resized(self.document.design, place, box))
        self._refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.element_at(self.mapToScene(event.position().toPoint())) is not None:
            self.typed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu.emit(event.globalPos())

    def _point_at(self, at: QPointF) -> None:
        """A right click chooses what is under it, unless that is chosen."""
        place = self.element_at(at)
        if place is not None and place not in self.document.places:
            self.document.select({place})

    def _move_to(self, right: float, down: float, whole: Box, *, free: bool) -> None:
        self.guides = []
        if not free:
            moved = Box(whole.x + right, whole.y + down, whole.width, whole.height)
            more_right, more_down, self.guides = laying.snap(
                self.document.design, self.document.places, moved, self._reach(), sides=self._snaps("lcrtmb")
            )
            right, down = right + more_right, down + more_down
        self.live = {}
        for place in self.document.places:
            box = self._box_of(place)
            self.live[place] = Box(box.x + right, box.y + down, box.width, box.height)

    def _pull_to(self, at: QPointF, drag: _Drag, *, free: bool) -> None:
        right, down = at.x() - drag.start.x(), at.y() - drag.start.y()
        box = overlay.pulled(drag.box, drag.what, right, down)
        self.guides = []
        if not free:
            more_right, more_down, self.guides = laying.snap(
                self.document.design, self.document.places, box, self._reach(), sides=self._snaps(drag.what)
            )
            box = overlay.pulled(drag.box, drag.what, right + more_right, down + more_down)
        self.live = {self.document.only or 0: box}

    def _commit_move(self, right: float, down: float, *, run: str = "") -> None:
        document = self.document
        document.change("移动", laying.moved(document.design, document.places, right, down), run=run)

    def _snaps(self, sides: str) -> str:
        """Of these sides those that may come to lie on a line: from top to bottom nothing that flows has a place."""
        flows = any(one.place == "flow" for one in self.document.chosen)
        return "".join(side for side in sides if side in "lcr") if flows else sides

    def _reach(self) -> float:
        return _REACH / self.transform().m11()

    # -- what is where

    def _box_of(self, place: int) -> Box:
        return laying.box_of(self.document.design.elements[place])

    def boxes_of(self, place: int) -> list[Box]:
        """Where an element stands on the sheet in sight: what flows in as many parts as there are of it."""
        one = self.document.design.elements[place]
        if one.place == "flow" and place in self._placed and self._placed_of == len(self.document.design.elements):
            return [box for number, box in self._placed[place] if number == self.number]
        return [] if self.number and one.place != "every" else [laying.box_of(one)]

    def element_at(self, at: QPointF) -> int | None:
        """The uppermost element at a place of the sheet (mm); a frame only at its border."""
        near = 4 / self.transform().m11()
        found = None
        for place, one in enumerate(self.document.design.elements):
            if any(overlay.hit(one, box, at, near) for box in self.boxes_of(place)):
                found = place
        return found

    def sides_at(self, at: QPointF) -> str:
        """Which sides of the one chosen element a press here would pull: "l", "rb" …, "" none."""
        if self.locked or self.document.only is None:
            return ""
        near = overlay.HANDLE / self.transform().m11()
        found = (overlay.sides_at(box, at, near) for box in self.boxes_of(self.document.only))
        return next(filter(None, found), "")

    def _within(self, band: QRectF) -> frozenset[int]:
        boxes = ((place, box) for place in range(len(self.document.design.elements)) for box in self.boxes_of(place))
        return frozenset(place for place, box in boxes if band.contains(QRectF(box.x, box.y, box.width, box.height)))

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        arrows = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if key in arrows and self.document.places:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            right, down = arrows[Qt.Key(key)]
            self.nudge(right * (FINE_STEP if fine else STEP), down * (FINE_STEP if fine else STEP))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit()
        elif key == Qt.Key.Key_Escape and (self.document.places or self._drag):
            self._drag, self.live, self.guides, self.band = None, {}, [], None
            self.document.select(())
            self._refresh()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab goes from element to element, and after the last one on to the next part of the window."""
        count = len(self.document.design.elements)
        now = self.document.only
        going = (-1 if following else count) if now is None else now
        going += 1 if following else -1
        if 0 <= going < count:
            self.document.select({going})
            return True
        return super().focusNextPrevChild(following)

    def nudge(self, right: float, down: float) -> None:
        """Move what is chosen by so many mm; one after another is one step."""
        if not self.locked and self.document.places:
            self._commit_move(right, down, run="nudge")

    # -- painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        colours = tokens.of(self)
        painter.fillRect(rect, QColor(colours.sunken))
        design = self.document.design
        overlay.paper(painter, QSizeF(design.width, design.height), colours)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        overlay.paint(painter, self, tokens.of(self))

    @property
    def picture(self) -> QPixmap:
        """The sheet as it was drawn last; none before the first time."""
        return self._picture.pixmap()
