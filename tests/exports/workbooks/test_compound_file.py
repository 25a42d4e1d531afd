import contextlib
import io
import struct

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.workbooks.compound_file import stream


def an_xls(rows: int) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for row in range(rows):
        sheet.write(row, 0, f"教师{row}")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def scattered(stream_bytes: bytes, order: list[int]) -> bytes:
    """A compound file whose one stream, Book, has its sectors in that order; the directory and the FAT come first."""
    assert len(stream_bytes) == 512 * len(order) >= 4096
    fat = [0xFFFFFFFF] * 128
    fat[0], fat[1] = 0xFFFFFFFE, 0xFFFFFFFD
    for here, after in zip(order, [*order[1:], None], strict=True):
        fat[here + 2] = 0xFFFFFFFE if after is None else after + 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 1, *[0xFFFFFFFF] * 108)
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB49xII4x", 2 * len(name) + 2, kind, start, size)
        for name, kind, start, size in (
            ("Root Entry", 5, 0xFFFFFFFE, 0),
            ("Book", 2, order[0] + 2, len(stream_bytes)),
        )
    )
    sectors = [b""] * len(order)
    for number, at in enumerate(order):
        sectors[at] = stream_bytes[number * 512 : (number + 1) * 512]
    return header + entries.ljust(512, b"\0") + struct.pack("<128I", *fat) + b"".join(sectors)


@pytest.mark.parametrize("rows", [1, 3000])
def test_the_workbook_of_an_xls_begins_and_ends_as_one(rows: int) -> None:
    book = stream(an_xls(rows), "Workbook", "Book")
    assert book.startswith(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    assert book.rstrip(b"\0").endswith(b"\x0a")


@given(st.permutations(range(9)), st.binary(min_size=512, max_size=512))
def test_sectors_in_any_order_give_the_stream(order: list[int], noise: bytes) -> None:
    written = b"".join(bytes([number]) + noise[1:] for number in range(9))
    assert stream(scattered(written, order), "BOOK") == written


def test_a_chain_that_turns_in_a_circle_is_damage() -> None:
    content = bytearray(scattered(bytes(512 * 9), list(range(9))))
    struct.pack_into("<I", content, 512 + 512 + 4 * 10, 2)  # the last sector is followed by the first
    with pytest.raises(ValueError, match="without end"):
        stream(bytes(content), "Book")


def test_a_file_without_such_a_stream_is_told() -> None:
    with pytest.raises(ValueError, match="no such stream"):
        stream(an_xls(1), "WordDocument")
    with pytest.raises(ValueError, match="no header"):
        stream(b"\xd0\xcf\x11\xe0", "Workbook")


@settings(max_examples=150)
@given(st.data())
def test_damage_of_any_kind_gives_bytes_or_a_value_error(data: st.DataObject) -> None:
    content = bytearray(an_xls(40))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(24, 1100))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError):
        stream(bytes(content), "Workbook")
