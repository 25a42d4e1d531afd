import pickle
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.workbooks.sheets import NOT_CALCULATED, Cell, ErrorCell, address, as_text, digits_lost


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (4111010001.0, "4111010001"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (-3, "-3"),
        (date(1990, 1, 2), "1990-01-02"),
        (datetime(1990, 1, 2), "1990-01-02"),
        (datetime(1990, 1, 2, 8, 30), "1990-01-02 08:30"),
        (datetime(1990, 1, 2, 8, 30, 5), "1990-01-02 08:30:05"),
        (time(8, 30), "08:30"),
        (timedelta(hours=26, minutes=30), "26:30:00"),
        (True, "是"),
        (False, "否"),
        (None, ""),
        ("\u3000张\u3000三\u00a0\n", "张 三"),
        ("110101\u200b199001011237\ufeff", "110101199001011237"),
        ("e\u0301", "é"),
        ("0012", "0012"),
    ],
)
def test_a_cell_reads_as_a_person_reads_it(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


@given(st.text())
def test_text_read_once_reads_the_same_again(text: str) -> None:
    assert as_text(as_text(text)) == as_text(text)


def test_a_number_of_eighteen_digits_has_lost_some_and_one_of_fifteen_has_not() -> None:
    assert digits_lost(110101199001011237.0)
    assert digits_lost(110101199001011237)
    assert not digits_lost(330102900101123.0)
    assert not digits_lost("110101199001011237")
    assert not digits_lost(True)


def test_an_error_value_shows_as_excel_shows_it_and_says_what_to_do() -> None:
    cell = ErrorCell("#N/A")
    assert as_text(cell) == "#N/A"
    assert cell.sentence == "这一格是 Excel 的出错值 #N/A。请改成应有的内容。"
    assert "保存一次后再导入" in NOT_CALCULATED.sentence
    assert pickle.loads(pickle.dumps(NOT_CALCULATED)) == NOT_CALCULATED
    assert isinstance(pickle.loads(pickle.dumps(cell)), ErrorCell)


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (4, 25, "Z5"), (4, 26, "AA5"), (0, 701, "ZZ1"), (9, 16383, "XFD10")]
)
def test_a_cell_has_the_address_excel_gives_it(row: int, column: int, name: str) -> None:
    assert address(row, column) == name
