"""Error values, formulas without a result and the calendar of an .xls workbook, and its text put right for calamine.

Records: [MS-XLS] 2.4. Almost every sheet is searched by two patterns and not walked; only what looks like a mark
makes this read record by record.
"""

import re
import struct
from collections.abc import Iterator

from exports.workbooks.compound_file import stream
from exports.workbooks.marks import (
    ERROR_TEXTS,
    NO_MARKS,
    NO_RESULT,
    Block,
    LockedError,
    LostError,
    Mark,
    Marks,
    SheetMarks,
)

_BOF, _EOF, _BOUND_SHEET, _CODE_PAGE, _DATE_1904 = 0x809, 0x0A, 0x85, 0x42, 0x22
_FILE_PASS = 0x2F
_FORMULA, _BOOL_OR_ERROR, _MERGED = 0x06, 0x205, 0xE5
_OLD_FORMULAS = (0x206, 0x406)  # of BIFF3 and 4; Apple's Numbers writes them into BIFF8, calamine passes them over
_TEXTS = {0x204: 8, 0xD6: 8, 0x207: 2}  # LABEL, RSTRING, STRING of BIFF5: where the letters begin
_BIFF8 = 0x600
_UTF_16 = 1200
_OLDER_COPY, _NO_COPY = (name.encode("utf-16-le").ljust(64, b"\0") for name in ("Book", "Copy"))
_CODES = b"[" + re.escape(bytes(ERROR_TEXTS)) + b"]"
# Each begins with something fixed, which is searched for at the speed of memory.
_AN_ERROR = re.compile(rb"\x05\x02\x08\x00...\x00.." + _CODES + rb"\x01", re.DOTALL)
_AN_ERROR_RESULT = re.compile(rb"\x06\x00.[\x00-\x20]...\x00..\x02." + _CODES + rb"...\xff\xff", re.DOTALL)
_AN_EMPTY_RESULT = re.compile(rb"\x06\x00.[\x00-\x20]...\x00..\x03.....\xff\xff", re.DOTALL)
_AN_OLD_FORMULA = re.compile(
    rb"\x06[\x02\x04].[\x00-\x20]...\x00.[\x00-\x0f].{8}[\x00-\x0f]\x00.[\x00-\x20]", re.DOTALL
)
_A_SUBSTREAM = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]")


def marks(content: bytes) -> Marks:
    """The marks of the compound file `content`.

    Raises ValueError for a damaged one, LockedError for one with a password, LostError when it holds cells or letters
    that calamine would lose.
    """
    book, content = _book(content)
    sheets: list[int] = []
    version = history = code_page = 0
    date1904 = False
    for record, at, length in _records(book, 0):
        if record == _BOF and length >= 4:
            version = int.from_bytes(book[at : at + 2], "little")
            history = int.from_bytes(book[at + 8 : at + 12], "little") if length >= 16 else 1
        elif record == _FILE_PASS:
            raise LockedError
        elif record == _BOUND_SHEET:
            sheets.append(int.from_bytes(book[at : at + 4], "little"))
        elif record == _CODE_PAGE:
            code_page = at
        elif record == _DATE_1904:
            date1904 = book[at : at + 2] == b"\x01\x00"
    if version == _BIFF8 and code_page and book[code_page : code_page + 2] != _UTF_16.to_bytes(2, "little"):
        content = _as_utf_16(content, book, code_page)
    ends = dict(zip(sorted(sheets), [*sorted(sheets)[1:], len(book)], strict=True))
    # Excel, WPS and LibreOffice say which of them saved a file last; what says nothing was written by a program.
    never_opened = version == _BIFF8 and not history
    if version != _BIFF8 and not code_page:
        _refuse_letters_of_unknown_code_page(book, sheets)
    return Marks([_sheet(book, at, ends[at], never_opened) for at in sheets], content, date1904)


def _book(content: bytes) -> tuple[bytes, bytes]:
    """The stream of the workbook, and the file without the copy for Excel 5 beside it.

    The copy has letters of one code page and shorter texts, and calamine takes it when it likes it better.
    """
    try:
        return stream(content, "Workbook"), content.replace(_OLDER_COPY, _NO_COPY)
    except ValueError:
        return stream(content, "Book"), content


def _refuse_letters_of_unknown_code_page(book: bytes, sheets: list[int]) -> None:
    for start in sheets:
        for record, at, length in _records(book, start):
            if record in _TEXTS and not book[at + _TEXTS[record] : at + length].isascii():
                raise LostError


def _as_utf_16(content: bytes, book: bytes, at: int) -> bytes:
    """The file with the code page that BIFF8 text has whatever the record says (JExcelAPI writes 1252): calamine
    believes the record and makes one character out of each byte."""
    known = book[max(0, at - 24) : at + 2]  # with what stands before it, to be the only one in the file
    place = content.find(known)
    if place < 0 or content.find(known, place + 1) >= 0:
        raise LostError
    place += len(known) - 2
    return content[:place] + _UTF_16.to_bytes(2, "little") + content[place + 2 :]


def _sheet(book: bytes, start: int, end: int, never_opened: bool) -> SheetMarks:
    walked = (
        _AN_ERROR.search(book, start, end)
        or _AN_ERROR_RESULT.search(book, start, end)
        or _AN_OLD_FORMULA.search(book, start, end)
        or (never_opened and _AN_EMPTY_RESULT.search(book, start, end))
        or _A_SUBSTREAM.search(book, start + 20, end)  # a chart: calamine stops at its end and misses the merges
    )
    if not walked:
        return NO_MARKS
    cells: list[Mark] = []
    merged: list[Block] = []
    for record, at, length in _records(book, start):
        if record == _FORMULA and length >= 14:
            cells += _of_formula(book, at, never_opened)
        elif record == _BOOL_OR_ERROR and length >= 8 and book[at + 7]:
            cells.append((*struct.unpack_from("<HH", book, at), ERROR_TEXTS.get(book[at + 6], "#N/A")))
        elif record in _OLD_FORMULAS:
            raise LostError
        elif record == _MERGED:
            for block in range(at + 2, at + length - 7, 8):
                top, bottom, left, right = struct.unpack_from("<4H", book, block)
                merged.append((top, left, bottom, right))
    return SheetMarks(cells, merged)


def _of_formula(book: bytes, at: int, never_opened: bool) -> Iterator[Mark]:
    """[MS-XLS] 2.5.133 FormulaValue."""
    result = book[at + 6 : at + 14]
    if result[6:] != b"\xff\xff":
        return
    if result[0] == 2:
        yield (*struct.unpack_from("<HH", book, at), ERROR_TEXTS.get(result[2], "#N/A"))
    elif result[0] == 3 and never_opened:
        yield (*struct.unpack_from("<HH", book, at), NO_RESULT)


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Number, place and length of the records of the substream at `at`; those of substreams within it are left out."""
    depth = 0
    size = len(book)
    while at + 4 <= size:
        record, length = struct.unpack_from("<HH", book, at)
        at += 4
        if record == _BOF:
            depth += 1
        elif record == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield record, at, length
        at += length
