"""Error values, formulas without a result and the calendar of an .xlsx workbook: ISO/IEC 29500-1, 18.2 and 18.3.

The sheets are searched, not parsed: two patterns that almost no cell matches cost a fraction of reading them.
"""

import re
from collections.abc import Iterator
from zipfile import ZipFile

from exports.workbooks.marks import NO_MARKS, NO_RESULT, LostError, Mark, Marks, SheetMarks
from exports.workbooks.parts import Part, elements, part_named, related

_TRUE = ("1", "true", "on")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ROOT = re.compile(rb"<(?:(\w+):)?worksheet\b")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_AN_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_A_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


def marks(archive: ZipFile, content: bytes) -> Marks:
    """The marks of the workbook in `archive`, whose bytes are `content`.

    Raises ValueError for a damaged one, LostError when a mark has no place.
    """
    book = part_named(archive, _book_of(archive))
    sheets: list[str] = []
    date1904 = asks_to_calculate = False
    for name, attributes in elements(book.content, "sheet", "workbookPr", "calcPr"):
        if name == "sheet":
            sheets.append(attributes.get("id", ""))
        elif name == "workbookPr":
            date1904 = attributes.get("date1904", "").lower() in _TRUE
        else:
            # Programs set it, and Excel takes it away when it saves: the results were never calculated.
            asks_to_calculate = attributes.get("fullCalcOnLoad", "").lower() in _TRUE
    parts = related(archive, book)
    found = [_sheet(archive, parts.get(key, ("", "")), asks_to_calculate) for key in sheets]
    return Marks(found, content, date1904)


def _book_of(archive: ZipFile) -> str:
    for kind, target in related(archive, Part("", b"")).values():
        if kind.endswith("/officeDocument"):
            return target
    raise ValueError("no workbook")


def _sheet(archive: ZipFile, related_part: tuple[str, str], asks_to_calculate: bool) -> SheetMarks:
    kind, target = related_part
    if not kind.endswith("/worksheet"):
        return NO_MARKS
    xml = part_named(archive, target).content
    if xml.startswith(_UTF_16):
        xml = xml.decode("utf-16").encode()
    root = _ROOT.search(xml[:4096])
    prefix = root[1] + b":" if root and root[1] else b""
    cells = [*_errors(xml, prefix), *_without_result(xml, prefix, asks_to_calculate)]
    has_formula = asks_to_calculate and any(xml.find(b"<" + prefix + b"f" + after) >= 0 for after in (b">", b" "))
    return SheetMarks(cells, stale=has_formula)


def _errors(xml: bytes, prefix: bytes) -> Iterator[Mark]:
    # Searches without any choice, at the speed of memory; few programs write the quotes that need the second one.
    if xml.find(b't="e"') < 0 and (xml.find(b"='", 0, 4096) < 0 or xml.find(b"t='e'") < 0):
        return
    cell = rb"<P:c\s([^>]*)>(?:\s*<P:f\b[^>]*(?:/>|>[^<]*</P:f>))?\s*(?:<P:v\b[^>]*>([^<]*)</P:v>)?"
    for found in re.finditer(cell.replace(b"P:", prefix), xml):
        if _AN_ERROR.search(found[1]):
            yield _mark(found[1], (found[2] or b"#N/A").decode("utf-8", "replace").strip())


def _without_result(xml: bytes, prefix: bytes, asks_to_calculate: bool) -> Iterator[Mark]:
    """Formulas with no <v>, or an empty one that is not said to be text; and a nought nobody calculated."""
    if xml.find(b"<" + prefix + b"f") < 0:
        return
    value = rb"<P:v\b[^>]*/>|<P:v\b[^>]*>\s*" + (rb"0?\s*" if asks_to_calculate else b"") + rb"</P:v>"
    opening = b"<" + prefix + b"c "
    # Two patterns, because each begins with something fixed, which is searched for at the speed of memory.
    for ending in (rb"</P:f>", rb"<P:f\b[^>]*/>"):
        pattern = ending + rb"\s*(?:" + value + rb")?\s*</P:c>"
        for found in re.finditer(pattern.replace(b"P:", prefix), xml):
            start = xml.rfind(opening, 0, found.start())
            attributes = xml[start : xml.find(b">", start)]
            if not _A_TEXT.search(attributes) and not _AN_ERROR.search(attributes):
                yield _mark(attributes, NO_RESULT)


def _mark(attributes: bytes, text: str) -> Mark:
    place = _PLACE.search(attributes)
    if place is None:  # its place is told by counting, which only a program does that writes for nobody
        raise LostError
    column = 0
    for letter in place[1]:
        column = column * 26 + letter - 64
    return int(place[2]) - 1, column - 1, text
