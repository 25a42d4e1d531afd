"""The process that reads one picture and ends: whatever a hostile file does to it, the program lives on.

Its one answer is a pickled tuple: ("picture", bytes of the JPEG or PNG), or ("refused", why, width, height). A child that
ends without a word broke on the file or was stopped by a limit.
"""

import io
import pickle
from typing import TYPE_CHECKING, Protocol

from exports.workbooks.process_limits import limit_this_process

if TYPE_CHECKING:
    from PIL.Image import Image

TOO_MANY_PIXELS = "too many pixels"
SEVERAL_PAGES = "several pages"
NOT_FLAT = "not flat"

QUALITY = 80
"""Of JPEG: a page of 1,600 pixels takes 150 to 400 kB and small print stays legible."""

_SIXTEEN = ("I;16", "I;16L", "I;16B", "I;16N")


class Answers(Protocol):
    """The sending end of a pipe."""

    def send_bytes(self, message: bytes, /) -> None: ...


def answer(
    answers: Answers,
    content: bytes,
    kind: str,
    box: tuple[int, int],
    pixels: int,
    memory: int,
    seconds: float,
    clear: bool = False,
) -> None:
    """Read a picture of the format `kind` within the limits and send it as a JPEG that fits into `box`.

    `clear`: as a PNG instead, what is see-through in it left so.

    The entry point of the child process: a top-level function, because a spawned process finds it by name.
    """
    limit_this_process(memory, seconds)
    message = _read(content, kind, box, pixels, clear=clear)
    answers.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))


def _read(content: bytes, kind: str, box: tuple[int, int], pixels: int, *, clear: bool = False) -> tuple[object, ...]:
    from PIL import Image, ImageOps

    # Asked here, with a sentence of our own; the library would only warn.
    Image.MAX_IMAGE_PIXELS = None
    # A JPEG that brings several pictures (a phone's depth map) is what Pillow calls MPO: the first is the photograph.
    picture: Image.Image = Image.open(io.BytesIO(content), formats=[kind, "MPO"] if kind == "JPEG" else [kind])
    width, height = picture.size
    if width * height > pixels:
        return ("refused", TOO_MANY_PIXELS, width, height)
    if kind == "TIFF" and getattr(picture, "n_frames", 1) > 1:
        return ("refused", SEVERAL_PAGES, width, height)
    longest = max(box)
    picture.draft(None, (longest, longest))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    flat = upright.convert("RGBA") if clear else _flat(upright)
    if flat is None:
        return ("refused", NOT_FLAT, width, height)
    flat.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    # Pasted onto a new one: where and when it was taken, by whose telephone, and what was written into it stay behind.
    clean = Image.new(flat.mode, flat.size)
    clean.paste(flat)
    made = io.BytesIO()
    if clear:
        clean.save(made, "PNG", optimize=True)
    else:
        clean.save(made, "JPEG", quality=QUALITY, optimize=True)
    return ("picture", made.getvalue())


def _flat(picture: "Image") -> "Image | None":
    """Grey or in colours, on white where it was transparent; None for what has no colours to show."""
    from PIL import Image

    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode in _SIXTEEN:
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in ("F", "I"):
        return None
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        white.alpha_composite(seen)
        return white.convert("RGB")
    return picture.convert("RGB")
