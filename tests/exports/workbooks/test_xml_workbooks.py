from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.problems import ExportProblem
from exports.workbooks.reading import read_workbook
from exports.workbooks.sheets import NOT_CALCULATED, ErrorCell, Merge
from exports.workbooks.xml_workbooks import xml_workbook

BOOK = """<?xml version="1.0" encoding="{encoding}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">{body}</Workbook>
"""
ROSTER = """<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><Date1904/></ExcelWorkbook>
<Worksheet ss:Name="名册"><Table>
<Row><Cell ss:MergeAcross="2" ss:MergeDown="1"><Data ss:Type="String">教师&#10;名册</Data></Cell>
<Cell><Data ss:Type="String">右</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">张三</Data><Comment><ss:Data>不是内容</ss:Data></Comment></Cell>
<Cell ss:Index="3"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>一</B>小</ss:Data></Cell>
<Cell><Data ss:Type="Number">12.5</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">1990-01-02T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="DateTime">1990-01-02T08:30:00.000</Data></Cell>
<Cell><Data ss:Type="DateTime">1899-12-31T08:30:00.000</Data></Cell>
<Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell ss:Formula="=1+1"/></Row>
</Table></Worksheet>
<Worksheet ss:Name="字典"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
"""


def a_book(body: str, encoding: str = "UTF-8") -> str:
    return BOOK.format(body=body, encoding=encoding)


def a_sheet(rows: str) -> str:
    return a_book(f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet>')


def test_everything_a_sheet_holds_comes_to_its_place() -> None:
    book = xml_workbook(a_book(ROSTER))
    roster, codes = book.sheets
    assert book.date1904
    assert (roster.name, roster.hidden, codes.name, codes.hidden) == ("名册", False, "字典", True)
    assert roster.rows == [
        ["教师\n名册", "", "", "右"],
        [],
        [],
        ["张三", "", "一小", 12.5, True],
        [date(1990, 1, 2), datetime(1990, 1, 2, 8, 30), time(8, 30), "#DIV/0!", NOT_CALCULATED],
    ]
    assert isinstance(roster.rows[4][3], ErrorCell)
    assert roster.merged == [(0, 0, 1, 2)]


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "UTF-16"])
def test_a_file_a_web_system_called_xls_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "导出.xls").write_bytes(a_book(ROSTER, encoding).encode(encoding))
    book = read_workbook(tmp_path / "导出.xls")
    assert book.date1904
    assert book.sheets[0].rows[3] == ("张三", None, "一小", 12.5, True)
    assert book.sheets[0].merged == (Merge(0, 0, 1, 2),)
    assert book.sheets[1].hidden
    assert "1 格公式没有结果（第一格在 E5）" in book.warnings[0]


@pytest.mark.parametrize(
    "body",
    [
        '<Row ss:Index="99999999"/>',
        '<Row ss:Index="x"/>',
        '<Row ss:Index="0"/>',
        '<Row ss:Index="3"/><Row ss:Index="2"/>',
        '<Row><Cell ss:Index="0"/></Row>',
        '<Row><Cell ss:MergeAcross="1"/><Cell ss:Index="2"/></Row>',
        '<Row><Cell ss:Index="99999"/></Row>',
        '<Row><Cell><Data ss:Type="Number">十二</Data></Cell></Row>',
        '<Row><Cell><Data ss:Type="DateTime">昨天</Data></Cell></Row>',
        "<Row>",
        "&a;",
    ],
)
def test_what_no_sheet_can_be_is_damage(body: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        xml_workbook(a_sheet(body))


def test_damage_and_bombs_are_told(tmp_path: Path) -> None:
    bomb = a_sheet("").replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook')
    for content in (bomb, a_sheet("")[:-20]):
        (tmp_path / "导出.xls").write_text(content, encoding="utf-8")
        with pytest.raises(ExportProblem, match="可能已经损坏"):
            read_workbook(tmp_path / "导出.xls")


@given(
    st.lists(st.lists(st.none() | st.text("一小abc &<>", min_size=1) | st.floats(-1e9, 1e9), max_size=4), max_size=5)
)
def test_rows_written_with_and_without_gaps_are_read_back(rows: list[list[str | float | None]]) -> None:
    written = []
    for number, row in enumerate(rows, 1):
        cells = [
            f'<Cell ss:Index="{column}"><Data ss:Type="{"String" if isinstance(value, str) else "Number"}">'
            f"{str(value).replace('&', '&amp;').replace('<', '&lt;')}</Data></Cell>"
            for column, value in enumerate(row, 1)
            if value is not None
        ]
        written.append(f'<Row ss:Index="{number}">{"".join(cells)}</Row>')
    read = xml_workbook(a_sheet("".join(written))).sheets[0].rows
    assert [[value for value in row if value != ""] for row in read] == [
        [value for value in row if value is not None] for row in rows
    ]
    assert all(
        read[number][column] == value
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if value is not None
    )
