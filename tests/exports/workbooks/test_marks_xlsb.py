import io
import struct
import zipfile

import pytest

from exports.workbooks.marks import LostError, Marks
from exports.workbooks.marks_xlsb import marks

RELATED = '<Relationships xmlns="r"><Relationship Id="{id}" Type="http://x/{kind}" Target="{target}"/></Relationships>'


def record(number: int, data: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    assert len(data) < 128
    return head + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def marks_of(*cells: bytes, date1904: bool = False) -> Marks:
    book = record(153, struct.pack("<III", int(date1904), 0, 0))
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("名册"))
    sheet = record(145) + b"".join(cells)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_rels/.rels", RELATED.format(id="rId1", kind="officeDocument", target="xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", RELATED.format(id="rId1", kind="worksheet", target="/xl/worksheets/s.bin")
        )
        archive.writestr("xl/worksheets/s.bin", sheet)
    with zipfile.ZipFile(packed) as archive:
        return marks(archive, packed.getvalue())


def a_row(number: int) -> bytes:
    return record(0, struct.pack("<I", number) + bytes(13))


def a_cell(number: int, column: int, value: bytes) -> bytes:
    return record(number, struct.pack("<II", column, 0) + value)


def test_error_values_and_merged_blocks_are_found_where_they_stand() -> None:
    (sheet,) = marks_of(
        a_row(0),
        a_cell(6, 0, wide("姓名")),
        a_row(70_000),
        a_cell(3, 2, b"\x2a"),
        a_cell(11, 300, b"\x07" + bytes(8)),
        record(146),
        record(177, struct.pack("<I", 1)),
        record(176, struct.pack("<4I", 4, 6, 1, 2)),
        record(178),
    ).sheets
    assert sheet.cells == [(70_000, 2, "#N/A"), (70_000, 300, "#DIV/0!")]
    assert sheet.merged == [(4, 1, 6, 2)]


@pytest.mark.parametrize("date1904", [False, True])
def test_the_calendar_is_told(date1904: bool) -> None:
    assert marks_of(date1904=date1904).date1904 is date1904


@pytest.mark.parametrize("number", [13, 18, 62])
def test_cells_of_a_kind_that_would_be_passed_over_are_refused(number: int) -> None:
    with pytest.raises(LostError):
        marks_of(a_row(0), a_cell(number, 0, wide("姓名")))


def test_a_part_that_ends_within_a_record_ends_the_search() -> None:
    (sheet,) = marks_of(a_row(0), a_cell(3, 2, b"\x2a"), b"\x07").sheets
    assert sheet.cells == [(0, 2, "#N/A")]
