import multiprocessing
import zipfile
from datetime import date, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from exports.problems import ExportProblem
from exports.workbooks.kinds import Limits
from exports.workbooks.reading import read_workbook
from exports.workbooks.sheets import Merge

ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="名册"><table:table-row><table:table-cell office:value-type="string"><text:p>姓名</text:p>
</table:table-cell><table:table-cell office:value-type="float" office:value="12.5"><text:p>12.5</text:p>
</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>
"""


class StoppedError(Exception):
    """A person pressed stop."""


def an_xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    days = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    sheet.write_row(1, 1, ["姓名", "身份证号", "旧号", "出生"])
    sheet.write_row(2, 1, ["张三", "110101199001011237", 110101199001011200.0, "1990.1.1"])
    sheet.write_datetime(3, 4, date(1990, 1, 1), days)
    sheet.write(3, 1, True)
    sheet.merge_range(4, 1, 6, 1, "一小")
    sheet.write_blank(30, 30, None, days)
    book.add_chartsheet("图")
    book.add_worksheet("字典").hide()
    book.close()
    return path


def test_a_workbook_comes_whole_with_its_places_its_merges_and_its_damaged_numbers(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    book = read_workbook(an_xlsx(tmp_path / "册.xlsx"), progress=lambda *step: seen.append(step))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("名册", False), ("字典", True)]
    rows = book.sheets[0].rows
    assert rows[:2] == ((), (None, "姓名", "身份证号", "旧号", "出生"))
    assert rows[2] == (None, "张三", "110101199001011237", 110101199001011200.0, "1990.1.1")
    assert isinstance(rows[2][3], float)
    assert rows[3:] == ((None, True, None, None, date(1990, 1, 1)), (None, "一小"))
    assert book.sheets[0].merged == (Merge(4, 1, 6, 1),)
    assert book.sheets[1].rows == ()
    assert seen[0] == (0, 0, "正在打开工作簿")
    assert "“名册”（第 1 个，共 2 个）" in " ".join(what for _, _, what in seen)
    assert not multiprocessing.active_children()


def test_an_old_workbook_under_a_new_name_is_read(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write_merge(0, 0, 0, 2, "教师名册")
    for column, value in enumerate(["00123", 4111010001, date(1990, 1, 1)]):
        sheet.write(1, column, value, xlwt.easyxf(num_format_str="YYYY-MM-DD" if column == 2 else "General"))
    book.save(str(tmp_path / "名册.xlsx"))
    read = read_workbook(tmp_path / "名册.xlsx").sheets[0]
    assert read.rows == (("教师名册",), ("00123", 4111010001.0, date(1990, 1, 1)))
    assert read.merged == (Merge(0, 0, 0, 2),)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_delimited_text_is_read_as_one_sheet_of_text(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "名册.csv").write_bytes('姓名,编码,学时\r\n张三,="0012",\r\n李四,0013,8\r\n'.encode(encoding))
    (sheet,) = read_workbook(tmp_path / "名册.csv").sheets
    assert sheet.name == "名册"
    assert sheet.rows == (("姓名", "编码", "学时"), ("张三", "0012"), ("李四", "0013", "8"))


def test_a_web_page_named_xls_is_read_with_its_merges(tmp_path: Path) -> None:
    page = "<html><table><tr><td colspan=2>名册</td></tr><tr><td>姓名</td><td>00123</td></tr></table></html>"
    (tmp_path / "导出.xls").write_bytes(page.encode("gbk"))
    (sheet,) = read_workbook(tmp_path / "导出.xls").sheets
    assert sheet.rows == (("名册",), ("姓名", "00123"))
    assert sheet.merged == (Merge(0, 0, 0, 1),)


def test_an_ods_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "名册.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS_CONTENT.replace("\n<", "<"))
    assert read_workbook(tmp_path / "名册.ods").sheets[0].rows == (("姓名", 12.5),)


def test_chinese_dates_times_durations_and_shares_come_as_what_they_are(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "册.xlsx"))
    sheet = book.add_worksheet()
    # 27 to 58 are the dates of Chinese Excel, which stand in no list of formats: 1985年7月, 1985年7月1日 …
    formats: list[int | str] = [14, 27, 31, 57, 58, 'yyyy"年"m"月";@', "h:mm", "[h]:mm", "0.00%"]
    for column, number_format in enumerate(formats):
        value = {"h:mm": 0.5, "[h]:mm": 1.5, "0.00%": 0.85}.get(str(number_format), 31229)
        sheet.write_number(0, column, value, book.add_format({"num_format": number_format}))
    book.close()
    (row,) = read_workbook(tmp_path / "册.xlsx").sheets[0].rows
    assert row == (*[date(1985, 7, 1)] * 6, time(12), timedelta(hours=36), 0.85)


def test_thousands_of_formatted_empty_rows_cost_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "学校"])
    for row in range(2, 3000):
        sheet.cell(row, 1).number_format = "@"
        sheet.cell(row, 2).value = ""
    book.save(tmp_path / "册.xlsx")
    assert read_workbook(tmp_path / "册.xlsx").sheets[0].rows == (("姓名", "学校"),)


def test_a_damaged_part_inside_a_whole_zip_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(an_xlsx(tmp_path / "册.xlsx")) as source, zipfile.ZipFile(tmp_path / "坏.xlsx", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name.endswith("workbook.xml") else content)
    with pytest.raises(ExportProblem, match=r"可能已经损坏.*另存为"):
        read_workbook(tmp_path / "坏.xlsx")


def test_a_workbook_that_breaks_its_reader_is_told_and_the_program_lives_on(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "册.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "姓名")
    sheet.write(1_048_575, 90, " ")  # a stray space far out: the reader asks for two gigabytes
    book.close()
    with pytest.raises(ExportProblem, match=r"范围大得不正常.*空白行列"):
        read_workbook(tmp_path / "册.xlsx", limits=Limits(memory=256 << 20))
    assert not multiprocessing.active_children()


def test_a_web_page_without_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "导出.xls").write_text("<html><body><p>请先登录</p></body></html>", encoding="utf-8")
    with pytest.raises(ExportProblem, match="网页里没有表格"):
        read_workbook(tmp_path / "导出.xls")


def test_a_stick_pulled_out_while_the_file_is_opened_is_told(tmp_path: Path) -> None:
    path = an_xlsx(tmp_path / "册.xlsx")
    # The child has not begun to read when it is first asked how far it is: it has to start first.
    with pytest.raises(ExportProblem, match=r"找不到这个文件.*优盘已拔出"):
        read_workbook(path, progress=lambda *_: path.unlink(missing_ok=True))


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match=r"太大.*单元格超过了 10 个"):
        read_workbook(an_xlsx(tmp_path / "册.xlsx"), limits=Limits(cells=10))


def test_a_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="已经停止"):
        read_workbook(an_xlsx(tmp_path / "册.xlsx"), limits=Limits(seconds=0))
    assert not multiprocessing.active_children()


def test_a_person_stops_the_reading(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        read_workbook(an_xlsx(tmp_path / "册.xlsx"), progress=stop)
    assert not multiprocessing.active_children()


def test_other_work_is_done_while_the_file_is_opened_and_its_failure_ends_the_reading(tmp_path: Path) -> None:
    path = an_xlsx(tmp_path / "册.xlsx")
    running: list[int] = []
    book = read_workbook(path, meanwhile=lambda: running.append(len(multiprocessing.active_children())))
    assert (running, book) == ([1], read_workbook(path))

    def fail() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        read_workbook(path, meanwhile=fail)
    assert not multiprocessing.active_children()
