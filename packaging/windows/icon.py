"""Makes the pictures of the Windows program from the flame of ui/icons: xinhuo.ico, and side.bmp of the installer.

Run from the root after the flame or the accent colour changed: `PYTHONPATH=. python packaging/windows/icon.py`
"""

import io
import os
import struct
import tempfile
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from ui import tokens

ROOT = Path(__file__).resolve().parents[2]
FLAME = ROOT / "ui" / "icons" / "flame.svg"
TARGET = Path(__file__).with_name("xinhuo.ico")
SIDE = Path(__file__).with_name("side.bmp")
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels: what Windows asks for at 100, 125, 150 and 200 per cent, in lists, on the task bar and as tiles."""


def png(size: int) -> bytes:
    """The icon at one size: a white flame on a square of the accent colour with round corners."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(tokens.LIGHT.accent))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.2, size * 0.2)
    edge = size * (0.06 if size > 24 else 0.02)
    _flame(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge))
    painter.end()
    # By a file: the stubs and the program disagree about what names a format on a device.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "icon.png"
        image.save(str(path))
        return path.read_bytes()


def _flame(painter: QPainter, place: QRectF) -> None:
    # Filled as well as drawn: of a line alone nothing is seen at 16 pixels.
    text = FLAME.read_text(encoding="utf-8").replace("currentColor", "#ffffff").replace('fill="none"', 'fill="#ffffff"')
    QSvgRenderer(QByteArray(text.encode())).render(painter, place)


def side() -> QImage:
    """The strip on the left of the installer's first and last page, of the size NSIS gives it."""
    image = QImage(164, 314, QImage.Format.Format_RGB32)
    image.fill(QColor(tokens.LIGHT.accent))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _flame(painter, QRectF(34, 96, 96, 96))
    painter.end()
    # A colour and white: 256 shades between them are plenty.
    return image.convertToFormat(QImage.Format.Format_Indexed8)


def ico(pictures: dict[int, bytes]) -> bytes:
    """An .ico file of PNG pictures by their size (Windows Vista and later read PNG inside)."""
    heads, bodies = io.BytesIO(), io.BytesIO()
    heads.write(struct.pack("<HHH", 0, 1, len(pictures)))
    first = 6 + 16 * len(pictures)
    for size, content in sorted(pictures.items()):
        side = size % 256  # 0 stands for 256
        heads.write(struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(content), first + bodies.tell()))
        bodies.write(content)
    return heads.getvalue() + bodies.getvalue()


def main() -> None:
    """Write the file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    TARGET.write_bytes(ico({size: png(size) for size in SIZES}))
    side().save(str(SIDE))
    application.quit()
    for path in (TARGET, SIDE):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
