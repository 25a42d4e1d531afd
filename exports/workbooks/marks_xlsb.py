"""Error values, merged blocks and the calendar of an .xlsb workbook, and a count of its cells: [MS-XLSB] 2.1.4, 2.4."""

import struct
from collections.abc import Iterator
from zipfile import ZipFile

from exports.workbooks.marks import ERROR_TEXTS, NO_MARKS, Block, LostError, Mark, Marks, SheetMarks
from exports.workbooks.parts import Part, part_named, related

_ROW, _CELL_ERROR, _FORMULA_ERROR, _MERGED = 0, 3, 11, 176
_BOOK_PROPERTIES, _SHEET = 153, 156
_UNREAD = frozenset((*range(13, 19), 62))
"""Cells calamine passes over: the short forms, and text with its own formatting."""


def marks(archive: ZipFile, content: bytes) -> Marks:
    """The marks of the workbook in `archive`, whose bytes are `content`.

    Raises ValueError for a damaged one, LostError when it holds cells of a kind that calamine leaves out.
    """
    book = _book_of(archive)
    parts = related(archive, book)
    found: list[SheetMarks] = []
    date1904 = False
    for record, at, length in _records(book.content):
        data = book.content[at : at + length]
        if record == _BOOK_PROPERTIES:
            date1904 = bool(data[:1] and data[0] & 1)
        elif record == _SHEET:
            kind, target = parts.get(_wide(data, 8), ("", ""))
            found.append(_sheet(part_named(archive, target).content) if kind.endswith("/worksheet") else NO_MARKS)
    return Marks(found, content, date1904)


def _book_of(archive: ZipFile) -> Part:
    for kind, target in related(archive, Part("", b"")).values():
        if kind.endswith("/officeDocument"):
            return part_named(archive, target)
    raise ValueError("no workbook")


def _sheet(sheet: bytes) -> SheetMarks:
    cells: list[Mark] = []
    merged: list[Block] = []
    row = 0
    for record, at, _ in _records(sheet):
        if record == _ROW:
            row = int.from_bytes(sheet[at : at + 4], "little")
        elif record in (_CELL_ERROR, _FORMULA_ERROR):
            column = int.from_bytes(sheet[at : at + 4], "little")
            cells.append((row, column, ERROR_TEXTS.get(sheet[at + 8], "#N/A")))
        elif record in _UNREAD:
            raise LostError
        elif record == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", sheet, at)
            merged.append((top, left, bottom, right))
    return SheetMarks(cells, merged)


def _wide(data: bytes, at: int) -> str:
    """XLWideString, [MS-XLSB] 2.5.168."""
    count = int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace")


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, place and length of each record: both numbers in sevens of bits, [MS-XLSB] 2.1.4."""
    at, size = 0, len(part)
    while at < size:
        record = part[at]
        at += 1
        if record & 0x80 and at < size:
            record = record & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        for _ in range(4):
            if at >= size:
                return
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield record, at, length
        at += length
