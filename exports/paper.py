"""Opens and closes a PDF so that equal facts give equal bytes."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from exports.typefaces import Identity, face_for, font, identity

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)
A4_LANDSCAPE = (841.89, 595.28)
MM = 72 / 25.4


class Paper:
    """A PDF in the making: draw on `canvas`, then take the whole from `finished`."""

    def __init__(self, title: str, size: tuple[float, float]) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._bytes = BytesIO()
        # Without a first face of ours reportlab names Helvetica on every page, which is not embedded.
        self.canvas = Canvas(
            self._bytes,
            pagesize=size,
            pageCompression=1,
            invariant=1,
            initialFontName=face_for("", "song"),  # type: ignore[arg-type]  # the stubs take it for a size
            lang="zh-CN",
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("薪火")
        self.canvas.setProducer("薪火")

    def finished(self) -> bytes:
        """The bytes of the whole document; the canvas is of no use afterwards."""
        self.canvas.save()
        return self._bytes.getvalue()

    def faces(self) -> list[Identity]:
        """The faces whose letters are on the sheets so far, for the record of what was issued."""
        return [identity(name) for name in sorted(_document(self.canvas).fontMapping)]


class Plain:
    """Very many short texts of one face and size on one sheet, as PDF operators (ISO 32000-1, 9.4).

    Several times as quick as reportlab's own text objects; each text stands relative to the one before it.
    """

    def __init__(self, canvas: "Canvas", face: str, size: float) -> None:
        self._canvas, self._font, self._size = canvas, font(face), size
        self._document = _document(canvas)
        self._codes = self._font.codes(self._document)
        self._part = -1
        # In hundredths of a point, as whole numbers: shorter to write, and no error adds up.
        self._operators = ["BT 0.01 0 0 0.01 0 0 Tm"]
        self._x = self._y = 0

    def put(self, text: str, x: float, y: float) -> None:
        """A text whose base line begins at x, y (points, drawn to a hundredth)."""
        across, up = int(x * 100), int(y * 100)
        place = f"{across - self._x} {up - self._y} Td"
        self._x, self._y = across, up
        coded = text.translate(self._codes)
        add = self._operators.append
        if self._part == 0 and coded.isascii():
            add(f"{place} ({coded}) Tj")
            return
        add(place)
        for part, piece in self._font.splitString(text, self._document):
            if part != self._part:
                self._part = part
                add(self._set(part))
            add(f"({piece.decode('ascii')}) Tj")

    def width(self, text: str) -> float:
        """The width of a text in points."""
        return self._font.stringWidth(text, self._size)

    def finish(self) -> None:
        """Put the texts on the sheet."""
        self._operators.append("ET")
        self._canvas.addLiteral("\n".join(self._operators))

    def _set(self, part: int) -> str:
        return f"{self._font.getSubsetInternalName(part, self._document)} {self._size * 100:g} Tf"


def _document(canvas: "Canvas") -> Any:
    """What reportlab gathers the parts of the PDF in."""
    return canvas._doc  # type: ignore[attr-defined]  # the stubs leave it out
