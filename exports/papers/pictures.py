"""Makes a picture fit for paper: upright, on white, no finer than a printer shows."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage
    from reportlab.lib.utils import ImageReader

_DOTS = 300 / 25.4
"""Dots a millimetre that are worth keeping."""
_ORIENTATION = 0x0112


class BrokenPicture(Exception):
    """Bytes that are no picture, or one that cannot be read to its end."""


def prepared(data: bytes, width: float, height: float) -> "ImageReader":
    """The picture for a box of `width` × `height` mm; a JPEG that is right already goes into the PDF as it is."""
    from PIL import Image, ImageOps
    from reportlab.lib.utils import ImageReader

    try:
        found = Image.open(BytesIO(data))
        kind = found.format
        found.load()
        most = max(1, round(width * _DOTS)), max(1, round(height * _DOTS))
        plain = kind == "JPEG" and found.mode in {"L", "RGB"} and found.getexif().get(_ORIENTATION, 1) == 1
        if plain and found.width <= most[0] * 1.2 and found.height <= most[1] * 1.2:
            return ImageReader(BytesIO(data))
        picture = _on_white(ImageOps.exif_transpose(found))
        picture.thumbnail(most, Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as cause:
        # A PNG whose parts are broken is a SyntaxError to Pillow.
        raise BrokenPicture from cause
    out = BytesIO()
    if kind == "JPEG":
        picture.save(out, "JPEG", quality=88)
    else:
        picture.save(out, "PNG")
    out.seek(0)
    return ImageReader(out)


def readable(data: bytes) -> bool:
    """Whether the bytes are a picture that can be read to its end."""
    try:
        prepared(data, 1.0, 1.0)
    except BrokenPicture:
        return False
    return True


def _on_white(picture: "PillowImage") -> "PillowImage":
    from PIL import Image

    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")
