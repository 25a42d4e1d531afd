"""Makes a QR code as small as it can be kept: one bit a module, crisp at any size."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing_extensions import Buffer

_MASK = 2
"""Any of the eight masks may be read. Trying all and keeping the best, as the standard would, takes five times as long
and gains nothing with a signature: it is as irregular as a mask would make it."""
_LEAST_MODULE = 0.3
"""Millimetres; cameras of plain telephones lose smaller modules on office paper."""


@dataclass(frozen=True)
class Modules:
    """A code of `side` × `side` modules with its quiet zone of four (ISO/IEC 18004, 9.1).

    `bits` are its rows from the top, each padded to whole bytes; 1 is white.
    """

    side: int
    bits: bytes


def modules(text: str, box: float) -> Modules:
    """The code of `text` for a box of `box` mm: level M, or L where M would make its modules too small."""
    code = _encoded(text, "M")
    if box / code.side < _LEAST_MODULE:
        smaller = _encoded(text, "L")
        return smaller if smaller.side < code.side else code
    return code


def _encoded(text: str, level: str) -> Modules:
    import zxingcpp
    from PIL import Image

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, data_mask=_MASK)
    seen = memoryview(cast("Buffer", code.to_image(scale=1, add_quiet_zones=True))).tobytes()
    side = math.isqrt(len(seen))
    picture = Image.frombytes("L", (side, side), seen)
    return Modules(side, picture.convert("1", dither=Image.Dither.NONE).tobytes())
