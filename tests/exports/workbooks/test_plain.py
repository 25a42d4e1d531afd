import subprocess
import sys
import tempfile
import zipfile
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from exports.problems import ExportProblem
from exports.workbooks import annotated, plain
from exports.workbooks.cells import written
from exports.workbooks.facts import CellFact, Check, ColumnFacts, SheetFacts
from exports.workbooks.writing import write_workbook

COLUMNS = (
    ColumnFacts("name", "姓名", required=True),
    ColumnFacts("number", "=身份证号"),
    ColumnFacts("born", "出生日期", "date"),
    ColumnFacts("hours", "学时", "number", width=9),
)
ROWS: tuple[tuple[CellFact, ...], ...] = (
    ("=HYPERLINK(1)", "110101199001011237", date(1990, 1, 1), 12.5),
    ("+86", 4111010001.0, "一九九零年", 110101199001011237),
    ("@张\r\n三", "#N/A", date(1899, 5, 1), float("nan")),
    ("𠮷𰻞😀", "_x000D_", datetime(2024, 9, 1, 8, 30), 3),
    (" 两头有空 ", "<a&b>\"'", datetime(2024, 9, 1), True),
    ("第一行\n第二行\t", "", None, 1),
    (None, False, date(9999, 12, 31), -0.1),
    ("\x07\ud800", "-", 45000, 1.0),
    ("短",),
)
FACTS = SheetFacts("教师's", "某县教师名册 <2026>", COLUMNS, ROWS)

SHEET_ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "printOptions",
    "pageMargins", "pageSetup", "headerFooter",
]  # fmt: skip
"""Of CT_Worksheet in ECMA-376 part 1, as far as it is used."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    write_workbook(path, [FACTS, SheetFacts("空", "", COLUMNS[:1])])
    return path


def sheet_of(path: Path, number: int = 0) -> Worksheet:
    sheet = openpyxl.load_workbook(path).worksheets[number]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows_by_calamine(path: Path) -> list[list[object]]:
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def by_openpyxl(path: Path) -> list[tuple[object, ...]]:
    return list(sheet_of(path).values)


def resolved(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """In a text that stands in its own cell openpyxl leaves the escapes that Excel and calamine resolve."""
    return [tuple(unescape(cell) if isinstance(cell, str) else cell for cell in row) for row in rows]


def both_ways(folder: Path, facts: SheetFacts) -> tuple[Path, Path]:
    ways = folder / "一.xlsx", folder / "二.xlsx"
    ways[0].write_bytes(plain.content([facts], None))
    ways[1].write_bytes(annotated.content([facts], None))
    return ways


def test_a_list_is_the_same_to_two_readers_as_one_that_openpyxl_wrote(tmp_path: Path) -> None:
    ours, theirs = both_ways(tmp_path, FACTS)
    assert rows_by_calamine(ours) == rows_by_calamine(theirs)
    assert by_openpyxl(ours) == resolved(by_openpyxl(theirs))
    assert rows_by_calamine(ours)[2:] == [
        ["=HYPERLINK(1)", "110101199001011237", date(1990, 1, 1), 12.5],
        ["+86", "4111010001", "一九九零年", "110101199001011237"],
        ["@张\n三", "#N/A", "1899-05-01", "nan"],
        ["𠮷𰻞😀", "_x000D_", datetime(2024, 9, 1, 8, 30), 3.0],
        [" 两头有空 ", "<a&b>\"'", date(2024, 9, 1), "是"],
        ["第一行\n第二行\t", "", "", 1.0],
        ["", "否", date(9999, 12, 31), -0.1],
        ["", "-", 45000.0, 1.0],
        ["短", "", "", ""],
    ]


def test_a_list_looks_and_prints_as_one_that_openpyxl_wrote(tmp_path: Path) -> None:
    ours, theirs = map(sheet_of, both_ways(tmp_path, FACTS))
    for one, other in zip(ours.iter_rows(), theirs.iter_rows(), strict=True):
        for mine, its in zip(one, other, strict=True):
            assert (mine.data_type == "s") == isinstance(mine.value, str)
            for part in ("font", "fill", "border.left", "border.bottom", "alignment", "number_format", "quotePrefix"):
                look = attrgetter(part)
                assert repr(look(mine)) == repr(look(its)), (mine.coordinate, part)
    for name in ("page_setup", "page_margins", "print_options", "freeze_panes", "print_title_rows", "auto_filter"):
        assert str(getattr(ours, name)) == str(getattr(theirs, name)), name
    assert [attrgetter("oddFooter.center.text")(one) for one in (ours, theirs)] == ["第 &P 页，共 &N 页"] * 2
    assert ours.sheet_properties.pageSetUpPr == theirs.sheet_properties.pageSetUpPr
    assert ours.row_dimensions[1].height == theirs.row_dimensions[1].height == 30
    assert {key: (one.width, one.number_format) for key, one in ours.column_dimensions.items()} == {
        key: (one.width, one.number_format) for key, one in theirs.column_dimensions.items()
    }


def test_elements_stand_in_the_order_excel_insists_on(book: Path) -> None:
    def order(part: str) -> list[str]:
        root = ElementTree.fromstring(package.read(part))
        return [child.tag.rpartition("}")[2] for child in root]

    with zipfile.ZipFile(book) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"
        assert order("xl/worksheets/sheet1.xml") == SHEET_ORDER
        assert order("xl/worksheets/sheet2.xml") == [one for one in SHEET_ORDER if one != "autoFilter"]
        for part, known in (("xl/workbook.xml", WorkbookPackage), ("xl/styles.xml", Stylesheet)):
            found = order(part)
            assert found == [name for name in known.__elements__ if name in found], part
        listed = {one.get("PartName") for one in ElementTree.fromstring(package.read("[Content_Types].xml"))} - {None}
        names = {f"/{name}" for name in package.namelist()} - {"/[Content_Types].xml"}
        assert listed == {name for name in names if not name.endswith(".rels")}


def test_every_count_in_the_styles_and_strings_is_true(book: Path) -> None:
    with zipfile.ZipFile(book) as package:
        for part in ("xl/styles.xml", "xl/sharedStrings.xml"):
            root = ElementTree.fromstring(package.read(part))
            for one in [root, *root]:
                said = one.get("count") or one.get("uniqueCount")
                assert said is None or int(said) == len(one), one.tag


def test_without_a_title_the_labels_are_the_first_row(book: Path) -> None:
    sheet = sheet_of(book, 1)
    assert [cell.value for cell in sheet[1]] == ["*姓名"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.auto_filter.ref is None


def test_the_list_is_known_by_who_made_it_and_not_by_when(tmp_path: Path) -> None:
    first, second = plain.content([FACTS], None), plain.content([FACTS], None)
    assert first == second
    (tmp_path / "册.xlsx").write_bytes(first)
    assert openpyxl.load_workbook(tmp_path / "册.xlsx").properties.creator == "薪火"


def test_a_text_is_cut_where_excel_would_not_take_it(tmp_path: Path) -> None:
    rows = [("😀" * 20_000,), ("长" * 32_767 + "尾",), ("_x0041_" * 4_681,)]
    write_workbook(tmp_path / "长.xlsx", [SheetFacts("长", "题", COLUMNS[:1], rows)])
    back = [row[0] for row in rows_by_calamine(tmp_path / "长.xlsx")[2:]]
    assert back == ["😀" * 16_383, "长" * 32_767, "_x0041_" * 4_681]


def test_more_rows_than_a_sheet_has_are_refused_in_words(tmp_path: Path) -> None:
    facts = SheetFacts("学时记录", "题", COLUMNS[:1], [("字",)] * 1_048_575)
    with pytest.raises(ExportProblem, match=r"“学时记录”有 1,048,575 行、1 列，一张工作表放不下。"):
        write_workbook(tmp_path / "大.xlsx", [facts])
    assert list(tmp_path.iterdir()) == []


def test_a_plain_list_is_written_without_loading_openpyxl(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from exports.workbooks.facts import ColumnFacts, SheetFacts; "
        "from exports.workbooks.writing import write_workbook; "
        "write_workbook(Path(sys.argv[1]), [SheetFacts('表', '题', (ColumnFacts('a', '甲'),), [('字',)])]); "
        "sys.exit('openpyxl' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "册.xlsx")], cwd=root, check=False)
    assert done.returncode == 0
    assert rows_by_calamine(tmp_path / "册.xlsx") == [["题"], ["甲"], ["字"]]


@pytest.mark.parametrize(
    "facts",
    [
        SheetFacts("表", "题", (ColumnFacts("a", "甲", choices=("一", "二")),)),
        SheetFacts("表", "题", (ColumnFacts("a", "甲", note="说明"),)),
        SheetFacts("表", "题", (ColumnFacts("a", "甲", example="例"),)),
        SheetFacts("表", "题", (ColumnFacts("a", "甲", hidden=True), ColumnFacts("b", "乙"))),
        SheetFacts("表", "题", (ColumnFacts("a", "甲", check=Check("hours", most=16)),), checked=True),
        SheetFacts("表", "题", (ColumnFacts("a", "甲", locked=True),), protected=True),
        SheetFacts("表", "题", (ColumnFacts("a", "甲"),), [("字",)], {(0, 0): "不对"}),
        SheetFacts("表", "题", (ColumnFacts("a", "甲"),), template="teachers"),
    ],
)
def test_what_a_plain_list_cannot_hold_is_not_lost(tmp_path: Path, facts: SheetFacts) -> None:
    write_workbook(tmp_path / "册.xlsx", [facts, SheetFacts("平", "题", COLUMNS, ROWS)])
    (tmp_path / "二.xlsx").write_bytes(annotated.content([facts], None))
    ours, theirs = sheet_of(tmp_path / "册.xlsx"), sheet_of(tmp_path / "二.xlsx")
    for made in (ours, theirs):
        marks = (
            made.data_validations.dataValidation,
            [cell for row in made.iter_rows() for cell in row if cell.comment],
            made.protection.sheet,
            made.column_dimensions["A"].hidden,
            made.row_dimensions[1].hidden,
            any(str(row[0]).startswith("示例") for row in made.values),
        )
        assert any(marks), facts


# As many digits as openpyxl reads and Excel keeps; days from when Excel counts them right, and whole seconds.
NUMBERS = st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e14, 1e14).map(lambda number: float(f"{number:.15g}")))
DAYS = st.dates(min_value=date(1900, 3, 1))
MOMENTS = st.datetimes(min_value=datetime(1900, 3, 1)).map(lambda moment: moment.replace(microsecond=0))
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1)


def read_again(value: object) -> object:
    """A moment at midnight is a day to one reader and a moment to the other."""
    return datetime(value.year, value.month, value.day) if type(value) is date else value


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text("=+-@ a张\n<&'", min_size=1), TEXTS, DAYS | MOMENTS, NUMBERS), max_size=12))
def test_whatever_a_list_holds_two_readers_read_it_as_it_was(rows: list[tuple[CellFact, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "册.xlsx"
        path.write_bytes(plain.content([SheetFacts("表", "题", COLUMNS, rows)], None))
        wanted = [[read_again(value) for value in row] for row in rows]
        assert [[read_again(value) for value in row] for row in rows_by_calamine(path)[2:]] == wanted
        if not any("x005F_" in str(row[1]) for row in rows):  # openpyxl takes it away wherever it stands
            assert [[read_again(value) for value in row] for row in by_openpyxl(path)[2:]] == wanted


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.booleans(), st.text("_x005Fdf \r\n\t\x07="), st.integers(), st.floats())))
def test_what_no_cell_can_hold_as_it_is_comes_back_as_is_said(column: list[CellFact]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "册.xlsx"
        path.write_bytes(plain.content([SheetFacts("表", "题", COLUMNS[:1], [(one,) for one in column])], None))
        back = [row[0] for row in rows_by_calamine(path)[2:]]
    said = [written(value, "text") for value in column]
    back += [""] * (len(said) - len(back))
    assert back == ["" if one is None else str(one).replace("_x005F_", "_") for one in said]
