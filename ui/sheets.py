"""Sheets of a PDF as they will print: small ones to choose from beside the one in sight; drawn when they are looked at."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QScrollArea, QToolButton, QVBoxLayout

from ui import tokens

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_THUMB = 104
"""Pixels of the longer side of a small sheet."""
_KEPT = 400
"""So many small sheets are kept drawn; a batch may have thousands."""
_POINTS_PER_INCH = 72


def opened(pdf: bytes) -> "PdfDocument":
    """A PDF of ours, to draw sheets of."""
    from pypdfium2 import PdfDocument

    return PdfDocument(pdf)


def drawn(document: "PdfDocument", number: int, scale: float) -> QImage:
    """One sheet (from 0) as a picture, `scale` pixels a point."""
    page = document[number]
    bitmap = page.render(scale=scale, rev_byteorder=True)
    made = QImage(
        bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, _FORMATS[bitmap.n_channels]
    )  # fmt: skip
    picture = made.copy()  # the buffer goes with the bitmap
    bitmap.close()
    page.close()
    return picture


_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBX8888}


class _Small(QAbstractListModel):
    """Small sheets, each drawn when it comes into sight."""

    def __init__(self, *, small: bool = True) -> None:
        """`small`: a strip of small pictures stands at the left of a PDF with several sheets."""
        super().__init__()
        self.setProperty("role", "desk")
        self._with_small = small
        self._document: PdfDocument | None = None
        self._sizes: list[tuple[float, float]] = []
        self._drawn: dict[int, QPixmap] = {}

    def put(self, document: "PdfDocument | None", sizes: list[tuple[float, float]]) -> None:
        self.beginResetModel()
        self._document, self._sizes = document, sizes
        self._drawn.clear()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._sizes)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{index.row() + 1}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"第 {index.row() + 1} 页"
        return None

    def _picture(self, number: int) -> QPixmap | None:
        if self._document is None:
            return None
        if number not in self._drawn:
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            scale = _THUMB / max(self._sizes[number])
            self._drawn[number] = QPixmap.fromImage(drawn(self._document, number, scale))
        return self._drawn[number]


class Sheets(QFrame):
    """The sheets of one PDF: `put` shows it, `say` a sentence in its place."""

    def __init__(self, *, small: bool = True) -> None:
        """`small`: a strip of small pictures stands at the left of a PDF with several sheets."""
        super().__init__()
        self.setProperty("role", "desk")
        self._with_small = small
        self._document: PdfDocument | None = None
        self._sizes: list[tuple[float, float]] = []
        self._whole = True
        self.number = 0
        self._model = _Small()
        self.small = QListView()
        self.small.setModel(self._model)
        self.small.setAccessibleName("各页")
        self.small.setViewMode(QListView.ViewMode.IconMode)
        self.small.setFlow(QListView.Flow.TopToBottom)
        self.small.setWrapping(False)
        self.small.setMovement(QListView.Movement.Static)
        self.small.setIconSize(QSize(_THUMB, _THUMB))
        self.small.setGridSize(QSize(_THUMB + 24, _THUMB + 32))
        self.small.setFixedWidth(_THUMB + 52)
        self.small.selectionModel().currentChanged.connect(lambda now, _before: self.turn_to(now.row()))
        self.page = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.page.setWordWrap(True)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(self.page)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        # White sheets lie on a desk that is not white.
        self._scroll.viewport().setAutoFillBackground(False)
        self.page.setAutoFillBackground(False)
        self.where = QLabel()
        self.where.setProperty("role", "secondary")
        self.whole = QToolButton()
        self.whole.setText("整页")
        self.wide = QToolButton()
        self.wide.setText("放大")
        for button, whole in ((self.whole, True), (self.wide, False)):
            button.setProperty("kind", "chip")
            button.clicked.connect(lambda _=False, whole=whole: self._fit(whole))
        self._lay_out()
        self._fit(True)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.setSpacing(8)
        head.addWidget(self.where)
        head.addStretch(1)
        head.addWidget(self.whole)
        head.addWidget(self.wide)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(head)
        right.addWidget(self._scroll, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.small)
        line.addLayout(right, 1)

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self._sizes)

    def put(self, pdf: bytes) -> None:
        """Show a PDF; the sheet in sight stays in sight where there is one of that number."""
        document = opened(pdf)
        self._close()
        self._document = document
        self._sizes = [document.get_page_size(number) for number in range(len(document))]
        self._model.put(document, self._sizes)
        self.small.setVisible(self._with_small and len(self._sizes) > 1)
        self.turn_to(min(self.number, len(self._sizes) - 1))

    def say(self, words: str) -> None:
        """Show no sheet but a sentence: what is being waited for, or why there is none."""
        self._close()
        self._sizes = []
        self._model.put(None, [])
        self.small.hide()
        self.where.clear()
        self.page.setPixmap(QPixmap())
        self.page.setText(words)

    def _close(self) -> None:
        """Let go of the PDF that was shown, before whoever drew it goes."""
        if self._document is not None:
            self._model.put(None, [])
            self._document.close()
        self._document = None

    def turn_to(self, number: int) -> None:
        """Bring a sheet into sight (from 0)."""
        if not 0 <= number < len(self._sizes):
            return
        self.number = number
        wanted = self._model.index(number)
        if self.small.currentIndex() != wanted:
            self.small.setCurrentIndex(wanted)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _fit(self, whole: bool) -> None:
        self._whole = whole
        tokens.mark(self.whole, "chosen", whole)
        tokens.mark(self.wide, "chosen", not whole)
        self._draw()

    def _draw(self) -> None:
        if self._document is None:
            return
        wide, high = self._sizes[self.number]
        room = self._scroll.viewport().size()
        fits = min((room.width() - 24) / wide, (room.height() - 16) / high)
        across = (room.width() - 24) / wide
        scale = max(fits if self._whole else max(across, 1.6 * fits), 0.1)
        ratio = self.devicePixelRatioF()
        picture = QPixmap.fromImage(drawn(self._document, self.number, scale * ratio))
        picture.setDevicePixelRatio(ratio)
        self.page.setPixmap(picture)
        self.where.setText(f"第 {self.number + 1} 页，共 {len(self._sizes):,} 页　{_size(wide, high)}")


def _size(wide: float, high: float) -> str:
    """A sheet's size in words: A4 纵向, or its millimetres."""
    sides = tuple(round(side / _POINTS_PER_INCH * 25.4) for side in (wide, high))
    named = {(210, 297): "A4 纵向", (297, 210): "A4 横向", (420, 297): "A3 横向", (297, 420): "A3 纵向"}
    return named.get((sides[0], sides[1]), f"{sides[0]}×{sides[1]} 毫米")
