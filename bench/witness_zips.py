"""What .xlsx, .xlsb and .ods workbooks hold, read straight from their parts by the standards, for the sweep."""

import contextlib
import io
import posixpath
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

VALUE, ERROR, FORMULA = "value", "error value", "formula without a result"

Cells = dict[tuple[int, int], tuple[str, object]]
"""Filled cells by 0-based row and column: one of the three kinds, and the text or number (None: not compared)."""

Sheets = list[tuple[str, Cells]]
"""The worksheets in their order, by name."""


class _Zip:
    """Parts by their names in small letters, and the relationships among them."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._names = {entry.filename.replace("\\", "/").lower(): entry for entry in self._zip.infolist()}

    def read(self, name: str) -> bytes:
        return self._zip.read(self._names[name.lower()])

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        folder, _, base = name.rpartition("/")
        found = {}
        for one in ET.fromstring(self.read(f"{folder}/_rels/{base}.rels".lstrip("/"))):
            target = posixpath.normpath(posixpath.join("/" + folder, one.get("Target", "").replace("\\", "/")))
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def book(self) -> str:
        return next(target for kind, target in self.related("").values() if kind == "officeDocument")


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def children(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """The elements of those local names right within `element`."""
    return (one for one in element if _local(one) in names)


def _string(item: ET.Element) -> str:
    """The text of a shared or inline string: runs in a row, reading aids left out."""
    texts = []
    for one in item:
        if _local(one) == "t":
            texts.append(one.text or "")
        elif _local(one) == "r":
            texts += [text.text or "" for text in children(one, "t")]
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    """Characters XML has no place for stand as _x000D_: ISO/IEC 29500-1, 22.4.2.4."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def xlsx(content: bytes) -> Sheets:
    """An .xlsx, by ISO/IEC 29500-1."""
    archive = _Zip(content)
    book = archive.book()
    parts = archive.related(book)
    strings: list[str] = []
    for kind, target in parts.values():
        if kind == "sharedStrings" and archive.has(target):
            strings = [_string(item) for item in children(ET.fromstring(archive.read(target)), "si")]
    sheets: Sheets = []
    for one in ET.fromstring(archive.read(book)).iter():
        if _local(one) == "sheet":
            key = next((value for name, value in one.items() if name.endswith("}id")), "")
            kind, target = parts.get(key, ("", ""))
            if kind == "worksheet":
                sheets.append((one.get("name", ""), dict(_xlsx_cells(archive.read(target), strings))))
    return sheets


def _xlsx_cells(xml: bytes, strings: list[str]) -> Iterator[tuple[tuple[int, int], tuple[str, object]]]:
    row = column = -1
    for event, one in ET.iterparse(io.BytesIO(xml), ("start", "end")):
        name = _local(one)
        if event == "start" and name == "row":
            row, column = int(one.get("r", row + 2)) - 1, -1
        elif event == "start" and name == "c":
            reference = one.get("r")
            column += 1
            if reference:
                letters = reference.rstrip("0123456789")
                column = _column(letters)
                row = int(reference[len(letters) :]) - 1
        elif event == "end" and name == "c":
            found = _xlsx_cell(one, strings)
            if found:
                yield (row, column), found
            one.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _xlsx_cell(cell: ET.Element, strings: list[str]) -> tuple[str, object] | None:
    value = next((one.text for one in children(cell, "v")), None)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        text = "".join(_string(one) for one in children(cell, "is"))
        return (VALUE, text) if text else None
    if not (value or "").strip():
        if any(children(cell, "f")) and kind != "str":
            return FORMULA, None
        return (VALUE, value) if value else None
    assert value is not None
    if kind == "s":
        return (VALUE, strings[int(value)]) if strings[int(value)] else None
    if kind == "e":
        return ERROR, value
    if kind == "n":
        with contextlib.suppress(ValueError):
            return VALUE, float(value)
    return VALUE, (value == "1" if kind == "b" else None if kind == "d" else _unescaped(value))


def xlsb(content: bytes) -> Sheets:
    """An .xlsb, by [MS-XLSB]."""
    archive = _Zip(content)
    book = archive.book()
    parts = archive.related(book)
    sheets: Sheets = []
    strings: list[str] = []
    for kind, target in parts.values():
        if kind == "sharedStrings":
            strings = [_wide(data, 1) for record, data in _xlsb_records(archive.read(target)) if record == 19]
    for record, data in _xlsb_records(archive.read(book)):
        if record == 156:
            key = _wide(data, 8)
            kind, target = parts.get(key, ("", ""))
            if kind == "worksheet":
                name = _wide(data, 12 + 2 * len(key))
                sheets.append((name, dict(_xlsb_cells(archive.read(target), strings))))
    return sheets


def _xlsb_cells(part: bytes, strings: list[str]) -> Iterator[tuple[tuple[int, int], tuple[str, object]]]:
    row = column = 0
    for record, data in _xlsb_records(part):
        if record == 0:
            row, column = struct.unpack_from("<I", data)[0], -1
            continue
        if not (2 <= record <= 11 or 13 <= record <= 18 or record == 62):
            continue
        short = 13 <= record <= 18
        column = column + 1 if short else struct.unpack_from("<I", data)[0]
        value = data[4 if short else 8 :]
        if record in (3, 11, 14):
            yield (row, column), (ERROR, None)
        elif record in (7, 18):
            text = strings[struct.unpack_from("<I", value)[0]]
            if text:
                yield (row, column), (VALUE, text)
        elif record in (6, 8, 17, 62):
            text = _wide(value, 1 if record == 62 else 0)
            if text:
                yield (row, column), (VALUE, text)
        else:
            yield (row, column), (VALUE, None)


def _wide(data: bytes, at: int) -> str:
    (count,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace")


def _xlsb_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    stream = io.BytesIO(part)
    while first := stream.read(1):
        record = first[0]
        if record & 0x80:
            record = record & 0x7F | (stream.read(1)[0] & 0x7F) << 7
        length = 0
        for shift in (0, 7, 14, 21):
            byte = stream.read(1)[0]
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        yield record, stream.read(length)


_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def ods(content: bytes) -> Sheets:
    """An .ods, by OpenDocument 1.2."""
    root = ET.fromstring(_Zip(content).read("content.xml"))
    return [(table.get(f"{_TABLE}name", ""), dict(_ods_cells(table))) for table in root.iter(f"{_TABLE}table")]


def _ods_cells(table: ET.Element) -> Iterator[tuple[tuple[int, int], tuple[str, object]]]:
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        rows = int(line.get(f"{_TABLE}number-rows-repeated", "1"))
        column = 0
        for cell in children(line, "table-cell", "covered-table-cell"):
            columns = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            found = _ods_cell(cell)
            if found:
                for at in range(row, row + rows):
                    yield from (((at, across), found) for across in range(column, column + columns))
            column += columns
        row += rows


def _ods_cell(cell: ET.Element) -> tuple[str, object] | None:
    kind = cell.get(f"{_OFFICE}value-type")
    if cell.get(f"{_CALC}value-type") == "error":
        return ERROR, None
    if kind is None:
        return (FORMULA, None) if cell.get(f"{_TABLE}formula") else None
    if kind == "string":
        text = cell.get(f"{_OFFICE}string-value")
        if text is None:
            text = "\n".join("".join(_paragraph(one)) for one in cell if one.tag == f"{_TEXT}p")
        return (VALUE, text) if text else None
    return VALUE, None


def _paragraph(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for one in element:
        if one.tag == f"{_TEXT}s":
            yield " " * int(one.get(f"{_TEXT}c", "1"))
        elif one.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif one.tag != f"{_OFFICE}annotation":
            yield from _paragraph(one)
        yield one.tail or ""
