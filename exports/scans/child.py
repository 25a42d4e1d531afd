"""The process that looks for QR codes in one file and ends: whatever a hostile file does to it, the program lives on.

Its one answer is a pickled tuple: ("codes", texts), or ("refused", width, height) for a picture of too many pixels. A
child that ends without a word broke on the file or was stopped by a limit.
"""

import io
import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING

from exports.attachments.child import Answers
from exports.workbooks.process_limits import limit_this_process

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST = 4000
"""Pixels a picture is made to fit: on an A4 page 340 DPI, where a square of the code is five pixels wide."""

_PDF_DPI = 200
_MOST_CODES = 20


def answer(answers: Answers, content: bytes, kind: str, pages: int, pixels: int, memory: int, seconds: float) -> None:
    """Find the QR codes of a picture of the format `kind` ("PDF": of its first pages) and send their texts.

    The entry point of the child process: a top-level function, because a spawned process finds it by name.
    """
    limit_this_process(memory, seconds)
    message = _codes_of_pages(content, pages, pixels) if kind == "PDF" else _codes_of_picture(content, kind, pixels)
    answers.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))


def _codes_of_picture(content: bytes, kind: str, pixels: int) -> tuple[object, ...]:
    from PIL import Image, ImageOps

    # Asked here, with a sentence of our own; the library would only warn.
    Image.MAX_IMAGE_PIXELS = None
    picture: Image.Image = Image.open(io.BytesIO(content), formats=[kind, "MPO"] if kind == "JPEG" else [kind])
    width, height = picture.size
    if width * height > pixels:
        return ("refused", width, height)
    picture.draft("L", (LONGEST, LONGEST))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    grey = _grey(upright)
    grey.thumbnail((LONGEST, LONGEST))
    return ("codes", list(dict.fromkeys(_codes(grey)))[:_MOST_CODES])


def _grey(picture: "Image") -> "Image":
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        white.alpha_composite(seen)
        return white.convert("L")
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value / 256).convert("L")
    return picture.convert("L")


def _codes_of_pages(content: bytes, pages: int, pixels: int) -> tuple[object, ...]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(content)
    found: dict[str, None] = {}
    for number in range(min(len(pdf), pages)):
        page = pdf[number]
        scale = _PDF_DPI / 72
        width, height = (max(1, round(side * scale)) for side in page.get_size())
        if width * height > pixels:
            return ("refused", width, height)
        found.update(dict.fromkeys(_codes(page.render(scale=scale, grayscale=True).to_pil().convert("L"))))
        page.close()
    pdf.close()
    return ("codes", list(found)[:_MOST_CODES])


def _codes(picture: "Image") -> list[str]:
    """The texts of the QR codes of a picture; a code too large, too small or faint is looked for at other sizes too."""
    import zxingcpp

    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for one in _tries(picture):
        texts = [code.text for code in zxingcpp.read_barcodes(one, formats=wanted) if code.valid]
        if texts:
            return texts
    return []


def _tries(picture: "Image") -> "Iterator[Image]":
    from PIL import Image, ImageFilter

    yield picture
    if max(picture.size) > 1600:
        yield picture.reduce(2)
    if max(picture.size) < LONGEST / 2:
        # A page at 100 to 150 DPI: a square of the code is hardly two pixels wide.
        larger = picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.BICUBIC)
        yield larger
        yield larger.filter(ImageFilter.UnsharpMask(6, 150, 0))
