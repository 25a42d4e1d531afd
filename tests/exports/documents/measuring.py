"""What a finished PDF measures: every character with its place, face and size, and every rule, in millimetres."""

import ctypes
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4
PAGE_HEIGHT = 297.0


@dataclass(frozen=True)
class Char:
    """One character: origin and ink in mm from the upper left corner of the sheet, size in points."""

    text: str
    x: float
    baseline: float
    ink: tuple[float, float, float, float]
    size: float
    font: str
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Rule:
    """A rule: its ends and middle in mm from the upper left corner, its thickness in mm."""

    left: float
    right: float
    y: float
    thickness: float
    colour: tuple[int, int, int]


def pages(pdf: bytes) -> list[tuple[list[Char], list[Rule]]]:
    """Characters and horizontal rules of every page."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append((_chars(text), _rules(page)))
        text.close()
        page.close()
    document.close()
    return found


def _chars(text: pypdfium2.PdfTextPage) -> list[Char]:
    found = []
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0, 0xA, 0xD, 0x20) or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        left, bottom, right, top = text.get_charbox(index)
        name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
        raw.FPDFText_GetFontInfo(text, index, name, 100, flags)
        colour = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFText_GetFillColor(text, index, *colour)
        found.append(
            Char(
                chr(code), x.value / MM, PAGE_HEIGHT - y.value / MM,
                (left / MM, PAGE_HEIGHT - top / MM, right / MM, PAGE_HEIGHT - bottom / MM),
                raw.FPDFText_GetFontSize(text, index), name.value.decode().partition("+")[2] or name.value.decode(),
                tuple(one.value for one in colour[:3]),
            )
        )  # fmt: skip
    return found


def _rules(page: pypdfium2.PdfPage) -> list[Rule]:
    found = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        wide = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(item, wide)
        if right - left < 100:
            continue
        colour = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetStrokeColor(item, *colour)
        thickness = wide.value
        middle = PAGE_HEIGHT - (bottom + top) / 2 / MM
        # The bounds of a path are wider than it is by its thickness at either end.
        ends = ((left + thickness) / MM, (right - thickness) / MM)
        found.append(Rule(*ends, middle, thickness / MM, tuple(one.value for one in colour[:3])))  # type: ignore[arg-type]
    return found


def line_of(char: Char) -> int:
    """On which line of the grid (from 0) a character stands."""
    return int((char.baseline - 0.38 * char.size / MM - 37) / (225 / 22))


def first_red(pdf: bytes) -> float:
    """Where red begins on the first sheet, in mm from its top, as it is drawn: boxes of large letters are rounded."""
    scale = 8
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=scale).to_pil().convert("RGB")
    document.close()
    _, green, _ = picture.split()
    red = green.point(lambda value: 255 if value < 128 else 0)
    black = picture.split()[0].point(lambda value: 255 if value < 128 else 0)
    wide, tall = picture.size
    for y in range(tall):
        row = red.crop((0, y, wide, y + 1)).getbbox()
        if row and not black.crop((0, y, wide, y + 1)).getbbox():
            return y / scale / MM
    return float(tall)
