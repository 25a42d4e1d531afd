import contextlib
import io
from collections.abc import Callable

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.workbooks.marking import marks_of
from exports.workbooks.marks import LostError

ROWS: list[list[str | float | None]] = [["姓名", "学时"], ["张三", 7.5], ["李四", None]]


def an_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write(9, 0, xlwt.Formula("B2*2"))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def an_xlsx() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.active["A9"] = "=B2*2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


FILES = {"xls": an_xls(), "xlsx": an_xlsx()}


@pytest.mark.parametrize("name", FILES)
def test_the_content_tells_the_format(name: str) -> None:
    (sheet,) = marks_of(FILES[name]).sheets
    assert len(sheet.cells) == 1


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_damage_of_any_kind_gives_marks_or_a_refusal(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError, LostError):
        marks_of(bytes(content))


@pytest.mark.parametrize("cut", [lambda size: 30, lambda size: 600, lambda size: size // 2, lambda size: size - 30])
@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_damage_or_whole(name: str, cut: Callable[[int], int]) -> None:
    content = FILES[name]
    with contextlib.suppress(ValueError, LostError):
        assert len(marks_of(content[: cut(len(content))]).sheets) == 1
