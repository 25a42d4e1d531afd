"""What a test can see of a PDF: its text, its fonts, and whether an empty box was printed."""

import re
import zlib
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

_STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n")


def pages(pdf: Path | bytes) -> list[str]:
    """The text of every page, without the blanks and breaks that layout brings."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append(re.sub(r"\s", "", text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return found


def text_boxes(pdf: Path) -> list[tuple[tuple[float, float], list[tuple[float, float, float, float]]]]:
    """For every page its size and the boxes (left, bottom, right, top) of the texts on it, in points."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        boxes = [item.get_bounds() for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]
        found.append((page.get_size(), boxes))
        page.close()
    document.close()
    return found


def fonts(pdf: Path | bytes) -> dict[str, bool]:
    """Every font that a text of the file uses, and whether the file brings it along."""
    document = pypdfium2.PdfDocument(pdf)
    found = {}
    for page in document:
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = item.get_font()
            found[font.get_base_name()] = font.is_embedded
        page.close()
    document.close()
    return found


def empty_boxes(pdf: bytes) -> int:
    """How often glyph 0 is shown: the first of the codes of two bytes, which stand for one character each."""
    count = 0
    for match in _STREAM.finditer(pdf):
        data = pdf[match.end() : match.end() + int(match[1])]
        try:
            content = zlib.decompress(data)
        except zlib.error:
            continue
        shown = re.findall(rb"\(([^()]*)\) Tj", content)
        count += sum(text[place : place + 2] == b"!!" for text in shown for place in range(0, len(text), 2))
    return count
