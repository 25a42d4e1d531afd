import tempfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from exports.problems import ExportProblem
from exports.workbooks.facts import CellFact, Check, ColumnFacts, SheetFacts
from exports.workbooks.reading import read_workbook
from exports.workbooks.tables import find_tables
from exports.workbooks.templates import template_keys
from exports.workbooks.writing import write_workbook

ETHNIC = tuple(f"民族{number}" for number in range(1, 57))
COLUMNS = (
    ColumnFacts("name", "姓名", required=True, example="张三", note="与身份证一致"),
    ColumnFacts("id_number", "身份证号", required=True, example="11010119900101123X"),
    ColumnFacts("ethnic", "民族", choices=ETHNIC),
    ColumnFacts("born", "出生日期", "date"),
    ColumnFacts("hours", "学时", "number"),
)
ROWS: tuple[tuple[CellFact, ...], ...] = (
    ("=HYPERLINK(1)", "110101199001011237", "民族3", date(1990, 1, 1), 12.5),
    ("+86", "00123", None, "一九九零年", 110101199001011237),
    ("@张\r\n三", 4111010001.0, "#N/A", date(1899, 5, 1), float("nan")),
    ("_x0041_\x07", True, "-", datetime(2024, 9, 1, 8, 30), 3),
)


class StoppedError(Exception):
    """A person pressed stop."""


def one_column(*texts: str) -> SheetFacts:
    return SheetFacts("表", "题", (ColumnFacts("text", "文字"),), [(text,) for text in texts])


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    facts = SheetFacts("教师", "某县教师名册", COLUMNS, ROWS, {(1, 1): "身份证号应为 18 位"}, template="teachers")
    write_workbook(path, [facts, SheetFacts("空表", "空表", COLUMNS[:1])])
    return path


def sheet_of(path: Path, name: str = "教师") -> Worksheet:
    sheet = openpyxl.load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_what_was_written_is_read_back_as_it_was(written: Path) -> None:
    table = find_tables(read_workbook(written).sheets[0], ("姓名", "身份证号"))[0]
    assert table.labels == ("姓名", "身份证号", "民族", "出生日期", "学时")
    assert [skipped.kind for skipped in table.skipped] == ["标题", "示例"]
    assert [row.values for row in table.body] == [
        ("=HYPERLINK(1)", "110101199001011237", "民族3", date(1990, 1, 1), 12.5),
        ("+86", "00123", None, "一九九零年", "110101199001011237"),
        ("@张\n三", "4111010001", "#N/A", "1899-05-01", "nan"),
        ("_x0041_", "是", "-", datetime(2024, 9, 1, 8, 30), 3.0),
    ]


def test_text_is_text_to_excel_too(written: Path) -> None:
    sheet = sheet_of(written)
    for row in sheet.iter_rows(min_row=5, max_col=2):
        assert {cell.data_type for cell in row} == {"s"}
        assert {cell.number_format for cell in row} == {"@"}
    assert sheet["A5"].quotePrefix
    assert not sheet["B5"].quotePrefix
    assert sheet["C7"].data_type == "s"
    assert sheet["D5"].number_format == "yyyy-mm-dd"
    assert sheet["D8"].number_format == "yyyy-mm-dd hh:mm"


def test_a_cell_still_to_be_typed_keeps_its_zeros(written: Path) -> None:
    sheet = sheet_of(written, "空表")
    assert sheet.column_dimensions["A"].number_format == "@"


def test_a_returned_template_is_known_whatever_its_labels_became(written: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written)
    sheet = book["教师"]
    assert isinstance(sheet, Worksheet)
    sheet.insert_cols(1)
    sheet["B3"] = "老师大名"
    sheet.title = "改过的名字"
    book.save(tmp_path / "交回.xlsx")
    keys = template_keys(read_workbook(tmp_path / "交回.xlsx"))["改过的名字"]
    assert keys.key == "teachers"
    assert keys.columns == {1: "name", 2: "id_number", 3: "ethnic", 4: "born", 5: "hours"}
    assert sheet_of(written).row_dimensions[1].hidden


def test_required_columns_are_starred_red_and_noted(written: Path) -> None:
    sheet = sheet_of(written)
    assert [cell.value for cell in sheet[3]] == ["*姓名", "*身份证号", "民族", "出生日期", "学时"]
    assert sheet["A3"].font.color.rgb.endswith("C00000")
    assert sheet["A3"].font.bold
    assert sheet["C3"].font.color is None
    assert sheet["A3"].comment.text == "与身份证一致"
    assert sheet["C3"].comment is None
    assert sheet["A4"].value == "示例：张三"


def test_a_fault_is_a_coloured_cell_with_its_reason(written: Path) -> None:
    sheet = sheet_of(written)
    assert sheet["B6"].comment.text == "身份证号应为 18 位"
    assert sheet["B6"].fill.fgColor.rgb.endswith("FFD9D9")
    assert sheet["B7"].comment is None
    assert sheet["B7"].fill.fill_type is None
    assert sheet["B7"].border.left.style == "thin"
    assert sheet["C6"].border.left.style == "thin"


@pytest.mark.parametrize(
    ("reason", "said"),
    [("“\x01\x0b张”看不懂", "“张”看不懂"), ("\ud800张", "张"), ("长" * 40_000, "长" * 32_767)],
)
def test_a_reason_that_quotes_what_no_workbook_can_hold_does_not_damage_it(
    tmp_path: Path, reason: str, said: str
) -> None:
    path = tmp_path / "没有导入的行.xlsx"
    write_workbook(path, [SheetFacts("教师", "", COLUMNS[:1], [("张三",)], {(0, 0): reason})])
    assert sheet_of(path)["A3"].comment.text == said


def test_a_long_list_of_choices_stands_on_a_hidden_sheet(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    dictionary = book["字典"]
    assert isinstance(dictionary, Worksheet)
    assert dictionary.sheet_state == "hidden"
    assert [cell.value for cell in dictionary["A"]] == list(ETHNIC)
    (rule,) = sheet_of(written).data_validations.dataValidation
    assert rule.formula1 == "选项_1"
    assert book.defined_names["选项_1"].attr_text == "'字典'!$A$1:$A$56"
    assert str(rule.sqref) == "C5:C2004"
    assert rule.showErrorMessage


def test_the_page_is_set_up_for_paper(written: Path) -> None:
    sheet = sheet_of(written)
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:E8"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_a_wide_sheet_lies_across_the_page_and_chinese_counts_double(tmp_path: Path) -> None:
    columns = tuple(ColumnFacts(f"c{number}", f"栏{number}", width=12) for number in range(10))
    narrow = (ColumnFacts("a", "甲"), ColumnFacts("b", "乙"), ColumnFacts("c", "丙"))
    rows = [("某县实验小学某某校区", "abcdefghij", "很" * 200)]
    write_workbook(tmp_path / "宽.xlsx", [SheetFacts("宽", "宽", columns), SheetFacts("窄", "窄", narrow, rows)])
    assert sheet_of(tmp_path / "宽.xlsx", "宽").page_setup.orientation == "landscape"
    widths = {key: column.width for key, column in sheet_of(tmp_path / "宽.xlsx", "窄").column_dimensions.items()}
    assert widths == {"A": 22, "B": 12, "C": 42}


def test_sheet_names_are_made_fit_and_different(tmp_path: Path) -> None:
    names = ["一小/二小", "一小 二小", "字典", "", "长" * 40, "长" * 40]
    write_workbook(tmp_path / "名.xlsx", [SheetFacts(name, "题", COLUMNS) for name in names])
    assert openpyxl.load_workbook(tmp_path / "名.xlsx").sheetnames == [
        "一小 二小", "一小 二小（2）", "字典（2）", "工作表", "长" * 31, "长" * 28 + "（2）", "字典",
    ]  # fmt: skip


def test_text_no_cell_can_hold_is_cut_and_cleaned(tmp_path: Path) -> None:
    write_workbook(tmp_path / "长.xlsx", [one_column("长" * 40_000, "\ud800a\x00b\uffff")])
    rows = read_workbook(tmp_path / "长.xlsx").sheets[0].rows
    assert rows[2] == ("长" * 32_767,)
    assert rows[3] == ("ab",)


def test_a_stopped_writing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    steps: list[int] = []

    def stop(done: int, total: int, what: str) -> None:
        steps.append(done)
        if done == 400:
            raise StoppedError

    with pytest.raises(StoppedError):
        write_workbook(tmp_path / "名册.xlsx", [one_column(*["字"] * 1000)], progress=stop)
    assert steps == [0, 200, 400]
    assert list(tmp_path.rglob("*")) == [tmp_path / "temporary"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="找不到文件夹"):
        write_workbook(tmp_path / "没有" / "名册.xlsx", [one_column("字")])


def written_and_read(*texts: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "册.xlsx"
        write_workbook(path, [one_column(*texts)])
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        back = [str(row[0]) for row in sheet.to_python(skip_empty_area=False)[2:]]
    return back + [""] * (len(texts) - len(back))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    assert written_and_read(*texts) == texts


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("_x005Ff=", min_size=5, max_size=12)))
def test_text_that_looks_like_an_escape_comes_back_as_it_was(texts: list[str]) -> None:
    assert written_and_read(*texts) == texts


GUARDED = (
    ColumnFacts("=id", "薪火编号", hidden=True, locked=True),
    ColumnFacts("=name", "姓名", locked=True),
    ColumnFacts("id_number", "身份证号", check=Check("id_number", unique=True)),
    ColumnFacts("hours", "学时", "number", check=Check("hours", most=16)),
)


@pytest.fixture
def guarded(tmp_path: Path) -> Path:
    path = tmp_path / "学时.xlsx"
    rows = [("x1", "张三", None, 7.5), ("x2", "李四", None, None)]
    facts = SheetFacts("学时", "学时登记", GUARDED, rows, template="attendance@1", checked=True, protected=True)
    write_workbook(path, [facts])
    return path


def test_a_pre_filled_template_can_be_changed_only_where_something_is_to_be_typed(guarded: Path) -> None:
    sheet = sheet_of(guarded, "学时")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [cell.protection.locked for cell in sheet[6]] == [True, True, False, False]
    assert not sheet.column_dimensions["C"].protection.locked
    assert sheet.column_dimensions["A"].hidden
    assert not sheet.column_dimensions["B"].hidden
    assert (sheet["A4"].value, sheet["B4"].value) == (None, "学时登记")


def test_a_template_checks_itself_while_it_is_filled_in(guarded: Path) -> None:
    sheet = sheet_of(guarded, "学时")
    reports = {cell.coordinate: cell.value.text for row in sheet[2:3] for cell in row if cell.value is not None}
    assert set(reports) == {"B2", "C3", "D3"}
    assert "LEN(C3&D3)=0" in reports["B2"]
    red = {str(cells.sqref): len(cells.rules) for cells in sheet.conditional_formatting}
    assert red == {"C6:C2005": 2, "D6:D2005": 1, "B2": 1}
    typed = {str(rule.sqref): (rule.type, rule.errorStyle) for rule in sheet.data_validations.dataValidation}
    assert typed == {"C6:C2005": ("custom", "warning"), "D6:D2005": ("custom", "stop")}


def test_a_row_in_use_without_its_required_cell_is_told_of(tmp_path: Path) -> None:
    columns = (*GUARDED[:3], ColumnFacts("hours", "学时", "number", required=True), ColumnFacts("result", "结果"))
    for name, protected, others in (("空", False, "C"), ("带人", True, "C")):
        path = tmp_path / f"{name}.xlsx"
        facts = SheetFacts("学时", "学时登记", columns, [], template="x", checked=True, protected=protected)
        write_workbook(path, [facts])
        report = sheet_of(path, "学时")["D3"].value.text
        assert f'(D$6:D$2005="")*((({others}$6:{others}$2005<>"")' in report
        assert "B$6" not in report


def test_formulas_have_results_before_anybody_opened_the_workbook(guarded: Path, tmp_path: Path) -> None:
    assert read_workbook(guarded).warnings == ()
    empty = SheetFacts("学时", "学时登记", GUARDED[1:], template="attendance", checked=True)
    write_workbook(tmp_path / "空.xlsx", [empty, SheetFacts("另一张", "题", COLUMNS)])
    rows = read_workbook(tmp_path / "空.xlsx").sheets[0].rows
    assert rows[1] == ("填写后，这里会写明有没有问题",)


def test_a_template_that_checks_itself_comes_back_as_it_was(guarded: Path) -> None:
    table = find_tables(read_workbook(guarded).sheets[0], ("姓名", "学时", "身份证号"))[0]
    assert table.labels == ("薪火编号", "姓名", "身份证号", "学时")
    assert [row.values for row in table.body] == [("x1", "张三", None, 7.5), ("x2", "李四", None, None)]
    assert template_keys(read_workbook(guarded))["学时"].columns[0] == "=id"
