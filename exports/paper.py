"""Opens and closes a PDF so that equal facts give equal bytes."""

from io import BytesIO

from exports.typefaces import face_for

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
