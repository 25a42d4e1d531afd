import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from exports.problems import ExportProblem
from exports.workbooks.marks import NO_RESULT, LostError, Marks
from exports.workbooks.marks_xlsx import marks
from exports.workbooks.reading import read_workbook
from exports.workbooks.sheets import NOT_CALCULATED, ErrorCell

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def an_xlsx(path: Path, *, date1904: bool = False) -> Path:
    book = xlsxwriter.Workbook(str(path), {"date_1904": date1904})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, ["姓名", "学时", "合计"])
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 2, "=B2*2", None, 7.5)
    sheet.write_formula(2, 2, '=""', None, "")
    sheet.write_formula(30, 27, "=B2*2", None, 0)
    book.close()
    return changed(path, SHEET, '<c r="C3">', '<c r="C3" t="str">')  # as Excel writes a result of no text


def changed(path: Path, part: str, pattern: str, by: str) -> Path:
    """The workbook with one of its parts rewritten; the pattern must be there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written, times = re.subn(pattern, by, parts[part].decode())
    assert times
    parts[part] = written.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def as_excel_saves(path: Path) -> Path:
    return changed(path, BOOK, ' fullCalcOnLoad="1"', "")


def marks_of(path: Path) -> Marks:
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return marks(archive, content)


def test_error_values_are_found_where_they_stand(tmp_path: Path) -> None:
    path = as_excel_saves(an_xlsx(tmp_path / "册.xlsx"))
    assert marks_of(path).sheets[0].cells == [(1, 1, "#DIV/0!")]
    assert not marks_of(path).sheets[0].stale


@pytest.mark.parametrize("date1904", [False, True])
def test_the_calendar_is_told(tmp_path: Path, date1904: bool) -> None:
    path = an_xlsx(tmp_path / "册.xlsx", date1904=date1904)
    assert marks_of(path).date1904 is date1904
    assert read_workbook(path).date1904 is date1904


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        ("<v>7.5</v>", ""),
        ("<v>7.5</v>", "<v/>"),
        ("<v>7.5</v>", "<v></v>"),
        ("<f>B2\\*2</f><v>7.5</v>", '<f t="shared" si="0"/>\n'),
        ("<f>B2\\*2</f><v>7.5</v>", '<f t="shared" si="0"/><v />'),
    ],
)
def test_a_formula_without_a_result_is_found_however_it_is_written(tmp_path: Path, pattern: str, by: str) -> None:
    path = changed(as_excel_saves(an_xlsx(tmp_path / "册.xlsx")), SHEET, pattern, by)
    assert set(marks_of(path).sheets[0].cells) == {(1, 1, "#DIV/0!"), (1, 2, NO_RESULT)}


def test_a_result_of_no_text_is_a_result(tmp_path: Path) -> None:
    path = as_excel_saves(an_xlsx(tmp_path / "册.xlsx"))
    assert (2, 2, NO_RESULT) not in marks_of(path).sheets[0].cells
    assert read_workbook(path).sheets[0].rows[2] == ()


def test_a_nought_of_a_program_that_asks_to_calculate_is_no_result(tmp_path: Path) -> None:
    (sheet,) = marks_of(an_xlsx(tmp_path / "册.xlsx")).sheets
    assert (30, 27, NO_RESULT) in sheet.cells
    assert sheet.stale
    book = read_workbook(tmp_path / "册.xlsx")
    assert book.sheets[0].rows[1][1:] == ("#DIV/0!", 7.5)
    assert isinstance(book.sheets[0].rows[1][1], ErrorCell)
    assert book.sheets[0].rows[30][27] is not None
    assert book.sheets[0].rows[30][27] == NOT_CALCULATED
    assert "1 格公式没有结果（第一格在 AB31）" in book.warnings[0]


def test_results_of_a_program_that_asks_to_calculate_are_doubted(tmp_path: Path) -> None:
    path = changed(an_xlsx(tmp_path / "册.xlsx"), SHEET, "<f>B2\\*2</f><v>0</v>", "<f>B2*2</f><v>15</v>")
    assert "可能没有重新计算过" in read_workbook(path).warnings[0]


def test_what_openpyxl_writes_has_no_results_and_rows_of_formulas_alone_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["姓名", "年龄"])
    book.active.append([None, "=1+1"])
    book.save(tmp_path / "册.xlsx")
    assert read_workbook(tmp_path / "册.xlsx").sheets[0].rows == (("姓名", "年龄"), (None, NOT_CALCULATED))


def test_names_with_a_prefix_and_quotes_of_either_kind_are_understood(tmp_path: Path) -> None:
    path = as_excel_saves(an_xlsx(tmp_path / "册.xlsx"))
    changed(path, SHEET, "<(/?)(worksheet|sheetData|row|c|f|v)\\b", r"<\1x:\2")
    changed(path, SHEET, "xmlns=", "xmlns:x=")
    changed(path, SHEET, 't="e"', "t='e'")
    changed(path, SHEET, "<x:v>7.5</x:v>", "")
    assert set(marks_of(path).sheets[0].cells) == {(1, 1, "#DIV/0!"), (1, 2, NO_RESULT)}


def test_a_mark_without_a_place_is_refused_and_not_guessed(tmp_path: Path) -> None:
    path = changed(as_excel_saves(an_xlsx(tmp_path / "册.xlsx")), SHEET, ' r="B2"', "")
    with pytest.raises(LostError):
        marks_of(path)
    with pytest.raises(ExportProblem, match=r"为免漏掉内容，没有读取.*另存为"):
        read_workbook(path)


def test_a_document_type_which_bombs_are_made_of_is_damage(tmp_path: Path) -> None:
    path = changed(an_xlsx(tmp_path / "册.xlsx"), BOOK, "<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook')
    with pytest.raises(ValueError, match="document type"):
        marks_of(path)
