"""Opens and closes a PDF so that equal facts give equal bytes."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from exports.typefaces import Identity, face_for, font, identity

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from exports.embedding import PaperFont

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


class Letters:
    """Texts of one sheet as PDF operators (ISO 32000-1, 9.3–9.4), several times as quick as reportlab's text objects.

    Each text stands relative to the one before it, and says only what is new: face, room between letters, colour.
    """

    def __init__(self, canvas: "Canvas") -> None:
        self._canvas = canvas
        self._document = _document(canvas)
        self._fonts: dict[str, tuple[PaperFont, Mapping[int, str]]] = {}
        self._font: PaperFont
        self._codes: Mapping[int, str]
        self._face, self._size, self._part = "", 0.0, -1
        self._gap = 0.0
        self._colour: tuple[float, float, float] | None = None
        self._operators: list[str] = []
        self._x = self._y = 0.0

    def set(self, face: str, size: float) -> None:
        """The face and size of the texts to come; `face` as `face_for` names it."""
        if face == self._face and size == self._size:
            return
        if face not in self._fonts:
            found = font(face)
            self._fonts[face] = found, found.codes(self._document)
        self._font, self._codes = self._fonts[face]
        self._face, self._size, self._part = face, size, -1

    def space(self, gap: float) -> None:
        """Room after every letter of the texts to come, in points."""
        if gap != self._gap:
            self._operators.append(f"{gap:.4g} Tc")
            self._gap = gap

    def colour(self, parts: tuple[float, float, float]) -> None:
        """The colour of the texts to come; without one it is the canvas's."""
        if parts != self._colour:
            self._operators.append("{:.4g} {:.4g} {:.4g} rg".format(*parts))
            self._colour = parts

    def put(self, text: str, x: float, y: float) -> None:
        """A text whose base line begins at x, y (points, drawn to a hundredth)."""
        x, y = round(x, 2), round(y, 2)
        add = self._operators.append
        add(f"{x - self._x:.2f} {y - self._y:.2f} Td")
        self._x, self._y = x, y
        coded = text.translate(self._codes)
        if coded.isascii():
            if self._part != 0:
                self._turn(0)
            add(f"({coded}) Tj")
            return
        for part, piece in self._font.splitString(text, self._document):
            if part != self._part:
                self._turn(part)
            add(f"({piece.decode('ascii')}) Tj")

    def width(self, text: str) -> float:
        """The width of a text in points."""
        return self._font.stringWidth(text, self._size)

    def finish(self) -> None:
        """Put the texts on the sheet."""
        self.space(0.0)
        if self._operators:
            self._canvas.addLiteral("\n".join(("BT", *self._operators, "ET")))

    def _turn(self, part: int) -> None:
        """Go over to one of the embedded fonts that the face has in the document."""
        self._part = part
        self._operators.append(f"{self._font.getSubsetInternalName(part, self._document)} {self._size:g} Tf")


def _document(canvas: "Canvas") -> Any:
    """What reportlab gathers the parts of the PDF in."""
    return canvas._doc  # type: ignore[attr-defined]  # the stubs leave it out
