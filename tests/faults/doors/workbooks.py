"""Doors of workbooks: what the reading child does, done in this process, and the tables found in what it read."""

import io
import pickle
import re
import zipfile
from collections.abc import Iterator
from functools import cache

from exports.workbooks import child, sealing
from exports.workbooks.kinds import Limits, kind_of
from exports.workbooks.marks import LockedError, LostError
from exports.workbooks.reading import _Reading
from exports.workbooks.sheets import Workbook
from exports.workbooks.tables import find_tables
from exports.workbooks.templates import template_keys
from tests.faults.doors.opening import Door, for_door, written

_LIMITS = Limits(seconds=600, memory=0, file_bytes=1 << 20, unpacked_bytes=8 << 20, cells=20_000)
_PASSWORD, _MOST_SPINS = "口令 2026", 100_000
_XLSX = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml")
_XLSB = ("xl/worksheets/s.bin", "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "_rels/.rels")
_RELATED = '<Relationships xmlns="r"><Relationship Id="rId1" Type="http://x/{kind}" Target="{target}"/></Relationships>'
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><office:body>
<office:spreadsheet><table:table table:name="表"><table:table-row table:number-rows-repeated="2">
<table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>姓名</text:p></table:table-cell>
<table:table-cell table:formula="of:=1/0" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
_WEB = '<html><table><tr><th colspan="2">姓名</th><td rowspan=2>学校</td></tr><tr><td>李梅<td>4</tr></table></html>'
_XML = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row ss:Index="2">
<Cell ss:MergeAcross="1"><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="5"><Data ss:Type="Number">1</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-09-01T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""


class _Answers:
    """Both ends of a pipe that never waits."""

    def __init__(self) -> None:
        self._messages: list[bytes] = []

    def send_bytes(self, message: bytes, /) -> None:
        self._messages.append(message)

    def poll(self, timeout: float, /) -> bool:
        return True

    def recv_bytes(self) -> bytes:
        return self._messages.pop(0) if self._messages else pickle.dumps(("end",))


def _read(content: bytes, how: str) -> None:
    """What `child.answer` does after it has read the file, and what is made of its messages."""
    answers = _Answers()
    sender = child._Sender(answers, _LIMITS.cells)
    try:
        if how == "workbook":
            child._send_workbook(sender, content)
        else:
            child._send_text(sender, content, "表", how)
    except (child._TooManyCellsError, child._NoTableError, LockedError, LostError, OSError, ValueError):
        return
    except BaseException as error:
        # A panic of calamine ends the child, which is told as a workbook that cannot be read.
        if type(error).__name__ == "PanicException":
            return
        raise
    _look(_Reading(answers, _LIMITS, None).collect())


def _look(workbook: Workbook) -> None:
    from app.importing.kinds import KINDS

    labels = [name for field in KINDS["teachers"].columns for name in (field.label, *field.synonyms)]
    template_keys(workbook)
    for sheet in workbook.sheets:
        # A sheet has room for more than a fuzzer has time for.
        if sum(map(len, sheet.rows)) <= _LIMITS.cells and len(sheet.rows) <= _LIMITS.cells:
            for table in find_tables(sheet, labels):
                assert table.labels


def _file(data: bytes) -> None:
    """A file, whatever it is."""
    _read(data, kind_of(written(data), _LIMITS).value)


def _xlsx(data: bytes) -> None:
    """A part of an .xlsx, named by the first byte, in place of the sound one."""
    _read(_packed(_xlsx_parts(), _XLSX, data), "workbook")


def _xlsb(data: bytes) -> None:
    """A part of an .xlsb."""
    _read(_packed(_xlsb_parts(), _XLSB, data), "workbook")


def _ods(data: bytes) -> None:
    """The content of an .ods."""
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": data}
    _read(_zipped(parts), "workbook")


def _xls(data: bytes) -> None:
    """The workbook stream of an .xls."""
    _read(_compound(data), "workbook")


def _delimited(data: bytes) -> None:
    _read(data, "delimited")


def _web(data: bytes) -> None:
    _read(data, "web page")


def _xml(data: bytes) -> None:
    _read(data, "xml workbook")


def _sealed(data: bytes) -> None:
    """A workbook under a password, with the right one; one that hashes it longer than ours is left alone."""
    if _spin(data) > _MOST_SPINS:
        return
    try:
        inside = sealing.opened(data, _PASSWORD)
    except ValueError:
        return
    if inside is not None:
        _read(inside, "workbook")


def _spin(data: bytes) -> int:
    """The largest number that could be the count of its hashing."""
    return max((int(one) for one in re.findall(rb'spinCount="(\d{1,12})', data)), default=0)


DOORS: tuple[Door, ...] = (_file, _xlsx, _xlsb, _ods, _xls, _delimited, _web, _xml, _sealed)
"""New ones come last: what was found is kept under its number."""


def seeds() -> Iterator[bytes]:
    """Something whole for every door to begin with."""
    yield from for_door(
        0, (_zipped(_xlsx_parts()), _compound(_xls_stream()), _WEB.encode(), "姓名,学校\n李,二\n".encode())
    )
    yield from for_door(1, (bytes([place]) + _xlsx_parts().get(part, b"") for place, part in enumerate(_XLSX)))
    yield from for_door(2, (bytes([place]) + _xlsb_parts()[part] for place, part in enumerate(_XLSB)))
    yield from for_door(3, (_PAGE.encode(),))
    yield from for_door(4, (_xls_stream(),))
    yield from for_door(
        5, ("序号\t姓名\t学校\n1\t李梅\t城关小学\n".encode("gb18030"), '姓名,备注\n李,"a\nb"\n'.encode("utf-16"))
    )
    yield from for_door(6, (_WEB.encode(),))
    yield from for_door(7, (_XML.encode(),))
    yield from for_door(8, (_under_a_password(),))


def _packed(parts: dict[str, bytes], order: tuple[str, ...], data: bytes) -> bytes:
    name = order[data[0] % len(order)] if data else order[0]
    return _zipped({**parts, name: data[1:]})


def _zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


@cache
def _xlsx_parts() -> dict[str, bytes]:
    from openpyxl import Workbook as Book

    book, packed = Book(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "出生日期", "学时"])
    sheet.append(["李梅", 32874, "=1+1"])
    sheet.append(["周强", "#N/A", 12.5])
    sheet.merge_cells("A4:B5")
    book.save(packed)
    with zipfile.ZipFile(packed) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def _xlsb_parts() -> dict[str, bytes]:
    def record(number: int, data: bytes = b"") -> bytes:
        head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
        return head + bytes([len(data)]) + data

    def wide(text: str) -> bytes:
        return len(text).to_bytes(4, "little") + text.encode("utf-16-le")

    cell = bytes(8)
    sheet = (
        record(145) + record(0, bytes(17)) + record(6, cell + wide("姓名")) + record(3, cell + b"\x2a") + record(146)
    )
    book = record(153, bytes(12)) + record(156, bytes(4) + b"\1\0\0\0" + wide("rId1") + wide("名册"))
    return {
        "_rels/.rels": _RELATED.format(kind="officeDocument", target="xl/workbook.bin").encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _RELATED.format(kind="worksheet", target="/xl/worksheets/s.bin").encode(),
        "xl/worksheets/s.bin": sheet + record(177, bytes([1, 0, 0, 0])) + record(176, bytes(16)) + record(178),
    }


@cache
def _xls_stream() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for row, cells in enumerate((("姓名", "学时"), ("李梅", 12.5), ("周强", xlwt.Formula("1/0")))):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.write_merge(4, 5, 0, 1, "合计")
    found: bytes = book.get_biff_data()
    return found


@cache
def _under_a_password() -> bytes:
    return sealing.sealed(_zipped(_xlsx_parts()), _PASSWORD)


def _compound(stream: bytes) -> bytes:
    from xlwt.CompoundDoc import XlsDoc

    packed = io.BytesIO()
    XlsDoc().save(packed, stream)
    return packed.getvalue()
