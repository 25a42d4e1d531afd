import io
import struct
from pathlib import Path

import pytest
import xlwt

from exports.problems import ExportProblem
from exports.workbooks.compound_file import stream
from exports.workbooks.marks import NO_RESULT, LockedError, LostError
from exports.workbooks.marks_xls import marks
from exports.workbooks.reading import read_workbook
from exports.workbooks.sheets import NOT_CALCULATED, ErrorCell, Merge
from tests.exports.workbooks.test_compound_file import scattered

UTF_16, LATIN = b"\x42\x00\x02\x00\xb0\x04", b"\x42\x00\x02\x00\xe4\x04"


def an_xls(*, date1904: bool = False) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = date1904
    first, second = book.add_sheet("名册"), book.add_sheet("学时")
    first.write(0, 0, "姓名")
    first.write(1, 0, "张三")
    first.write_merge(2, 3, 0, 1, "一小")
    second.write(0, 0, 12.5)
    second.row(1).set_cell_error(2, 0x2A)
    second.row(1).set_cell_error(3, 0x07)
    second.write(4, 1, xlwt.Formula("A1*2"))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_error_values_and_formulas_without_a_result_are_found_where_they_stand() -> None:
    names, hours = marks(an_xls()).sheets
    assert names.cells == []
    assert hours.cells == [(1, 2, "#N/A"), (1, 3, "#DIV/0!"), (4, 1, NO_RESULT)]


@pytest.mark.parametrize("date1904", [False, True])
def test_the_calendar_is_told(date1904: bool) -> None:
    assert marks(an_xls(date1904=date1904)).date1904 is date1904


def test_a_result_that_is_an_error_is_found_and_one_that_is_an_empty_text_is_none_once_excel_has_saved() -> None:
    content = an_xls()
    at = content.index(b"\x03\x00\x00\x00\x00\x00\xff\xff")
    error = content[:at] + b"\x02\x00\x17\x00\x00\x00\xff\xff" + content[at + 8 :]
    assert (4, 1, "#REF!") in marks(error).sheets[1].cells
    begins = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 12
    saved = content[:begins] + struct.pack("<I", 0x000100C1) + content[begins + 4 :]
    assert (4, 1, NO_RESULT) not in marks(saved).sheets[1].cells


def test_the_workbook_comes_with_its_errors_in_place(tmp_path: Path) -> None:
    (tmp_path / "册.xls").write_bytes(an_xls())
    book = read_workbook(tmp_path / "册.xls")
    rows = book.sheets[1].rows
    assert rows == ((12.5,), (None, None, "#N/A", "#DIV/0!"), (), (), (None, NOT_CALCULATED))
    assert isinstance(rows[1][2], ErrorCell)
    assert book.sheets[0].merged == (Merge(2, 0, 3, 1),)
    assert book.warnings == (
        "工作表“学时”里有 1 格公式没有结果（第一格在 B5）。要导入这些格，请先用 WPS 或 Excel 打开文件，保存一次。",
    )


def test_chinese_text_under_a_wrong_code_page_is_read_right(tmp_path: Path) -> None:
    # JExcelAPI, in which many web systems write, puts code page 1252 into files whose text is UTF-16.
    content = an_xls()
    assert content.count(UTF_16) == 1
    (tmp_path / "导出.xls").write_bytes(content.replace(UTF_16, LATIN))
    book = read_workbook(tmp_path / "导出.xls")
    assert [sheet.name for sheet in book.sheets] == ["名册", "学时"]
    assert book.sheets[0].rows[:2] == (("姓名",), ("张三",))


def test_a_code_page_that_cannot_be_found_again_is_refused_and_not_guessed() -> None:
    content = an_xls().replace(UTF_16, LATIN)
    with pytest.raises(LostError):
        marks(content + stream(content, "Workbook")[:512])


def test_merged_cells_below_a_chart_within_the_sheet_are_found() -> None:
    # A chart is a substream of its own inside the sheet, before the merged cells: put one there.
    book = stream(an_xls(), "Workbook")
    at = book.index(b"\xe5\x00\x0a\x00\x01\x00\x02\x00\x03\x00")  # MERGECELLS of the first sheet
    chart = b"\x09\x08\x10\x00\x00\x06\x20\x00" + bytes(12) + b"\x0a\x00\x00\x00"
    second = book.index(b"\x85\x00", book.index(b"\x85\x00") + 2) + 4  # where BOUNDSHEET says the second one begins
    (place,) = struct.unpack_from("<I", book, second)
    longer = book[:second] + struct.pack("<I", place + len(chart)) + book[second + 4 : at] + chart + book[at:]
    size = -(-len(longer) // 512)
    assert marks(scattered(longer.ljust(512 * size, b"\0"), list(range(size)))).sheets[0].merged == [(2, 0, 3, 1)]


def test_formulas_in_records_of_before_1993_are_refused_and_not_passed_over() -> None:
    content = an_xls()
    at = content.index(b"\x06\x00", content.index(b"\x05\x02\x08\x00"))
    assert content[at + 4 : at + 8] == b"\x04\x00\x01\x00"  # FORMULA of row 4, column 1
    with pytest.raises(LostError):
        marks(content[: at + 1] + b"\x04" + content[at + 2 :])


def test_letters_of_an_unknown_code_page_are_refused_and_not_guessed() -> None:
    begin = b"\x09\x08\x08\x00\x00\x05\x05\x00\xbb\x0d\xcc\x07"
    bound = b"\x85\x00\x0c\x00" + struct.pack("<IHB", 32, 0, 5) + b"names"
    sheet = b"\x09\x08\x08\x00\x00\x05\x10\x00\xbb\x0d\xcc\x07"
    ascii_label = b"\x04\x02\x0b\x00" + struct.pack("<4H", 0, 0, 0, 3) + b"abc"
    label = b"\x04\x02\x0c\x00" + struct.pack("<4H", 0, 0, 0, 4) + "张三".encode("gbk")
    end = b"\x0a\x00\x00\x00"
    for text, refused in ((ascii_label, False), (label, True)):
        book = begin + bound + end + sheet + text + end
        assert book.index(sheet) == 32
        content = scattered(book.ljust(512 * 9, b"\0"), list(range(9)))
        if refused:
            with pytest.raises(LostError):
                marks(content)
        else:
            assert marks(content).sheets[0].cells == []


def test_a_password_is_told_wherever_in_the_file_its_record_lies(tmp_path: Path) -> None:
    book = stream(an_xls(), "Workbook")
    locked = book[:20] + struct.pack("<HHH", 0x2F, 2, 0) + book[20:]
    size = -(-len(locked) // 512)
    content = scattered(locked.ljust(512 * size, b"\0"), [*range(1, size), 0])
    with pytest.raises(LockedError):
        marks(content)
    (tmp_path / "册.xls").write_bytes(content)
    with pytest.raises(ExportProblem, match="加了密码"):
        read_workbook(tmp_path / "册.xls")


def test_the_copy_for_excel_5_beside_the_workbook_is_not_read_in_its_stead() -> None:
    content = an_xls()
    assert marks(content).content == content
    entry = "Summary".encode("utf-16-le").ljust(64, b"\0")
    both = content + "Book".encode("utf-16-le").ljust(64, b"\0") + entry
    assert marks(both).content == content + "Copy".encode("utf-16-le").ljust(64, b"\0") + entry
