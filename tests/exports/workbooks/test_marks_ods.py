import io
import zipfile

import pytest

from exports.workbooks.marks import NO_RESULT, LostError, Marks
from exports.workbooks.marks_ods import marks

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">
<office:body><office:spreadsheet>{calendar}{tables}</office:spreadsheet></office:body></office:document-content>"""
CELL, TEXT = (
    "<table:table-cell/>",
    '<table:table-cell office:value-type="string"><text:p>一小</text:p></table:table-cell>',
)
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    ' calcext:value-type="error"{more}><text:p>#DIV/0!</text:p></table:table-cell>'
)
FORMULA = '<table:table-cell table:formula="of:=1+1"/>'


def marks_of(*tables: str, calendar: str = "") -> Marks:
    packed = io.BytesIO()
    written = "".join(f'<table:table table:name="表">{rows}</table:table>' for rows in tables)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", PAGE.format(tables=written, calendar=calendar))
    with zipfile.ZipFile(packed) as archive:
        return marks(archive, packed.getvalue())


def a_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def test_error_values_and_formulas_without_a_result_are_found_behind_repeated_cells_and_rows() -> None:
    wide = '<table:table-cell table:number-columns-repeated="3"/>'
    many = ' table:number-rows-repeated="10"'
    first, second = marks_of(
        a_row(TEXT, more=many) + a_row(wide, ERROR.format(more=""), FORMULA, more=' table:number-rows-repeated="2"'),
        a_row(TEXT),
    ).sheets
    assert sorted(first.cells) == [
        (10, 3, "#DIV/0!"),
        (10, 4, NO_RESULT),
        (11, 3, "#DIV/0!"),
        (11, 4, NO_RESULT),
    ]
    assert second.cells == []


def test_merged_blocks_are_found() -> None:
    spans = ' table:number-rows-spanned="2" table:number-columns-spanned="3"'
    merged = TEXT.replace("<table:table-cell", "<table:table-cell" + spans)
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    (sheet,) = marks_of(a_row(CELL, merged, covered) + a_row(CELL)).sheets
    assert sheet.merged == [(0, 1, 1, 3)]


def test_a_sheet_with_nothing_to_tell_is_counted() -> None:
    found = marks_of(a_row(TEXT), a_row(CELL))
    assert len(found.sheets) == 2
    assert not found.date1904


def test_the_calendar_is_told() -> None:
    null_date = '<table:null-date table:date-value="1904-01-01"/>'
    assert marks_of(
        a_row(TEXT), calendar=f"<table:calculation-settings>{null_date}</table:calculation-settings>"
    ).date1904


def test_errors_repeated_beyond_reason_are_refused() -> None:
    with pytest.raises(LostError):
        marks_of(
            a_row(ERROR.format(more=' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="99"')
        )


def test_damaged_xml_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="no XML"):
        marks_of('<table:table-row table:x="-spanned=">')
