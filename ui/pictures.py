"""Icons: the drawings of `ui/icons`, coloured from the tokens and sharp on every screen."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ui import tokens

_FOLDER = Path(__file__).with_name("icons")


def dress(widget: QAbstractButton | QLabel, name: str, colour: str = "text", size: int = 18) -> None:
    """Give a button or label the drawing `name` in a token's colour; it is drawn again when the look changes."""
    widget.setProperty("picture", (name, colour, size))
    _draw(widget)


def redress(root: QWidget) -> None:
    """Draw every picture below `root` again in the colours of now."""
    dressed: list[QAbstractButton | QLabel] = [*root.findChildren(QAbstractButton), *root.findChildren(QLabel)]
    for widget in dressed:
        if widget.property("picture"):
            _draw(widget)


def _draw(widget: QAbstractButton | QLabel) -> None:
    name, colour, size = widget.property("picture")
    value = getattr(tokens.of(widget), colour)
    if isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, value, size, widget.devicePixelRatioF()))
    else:
        widget.setIcon(icon(name, value, size))
        widget.setIconSize(QSize(size, size))


def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """The drawing as an icon, with a picture for every screen's scale."""
    made = QIcon()
    for ratio in sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}):
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """The drawing at `size` device-independent pixels for a screen of scale `ratio`."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    source = QByteArray(_source(name).replace("currentColor", colour).encode())
    QSvgRenderer(source).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@cache
def _source(name: str) -> str:
    return (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
