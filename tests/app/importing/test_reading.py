"""Cells become values by what they hold and of which type."""

from datetime import date
from pathlib import Path

import openpyxl

from app import teachers
from app.importing.reading import read_rows
from exports.workbooks.reading import read_workbook


def test_cells_that_are_equal_but_of_other_types_are_read_each_by_itself(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "备注"])
    for cell in (True, 1, "1", "1.0", 1.5, True):
        sheet.append(["李四", cell])
    book.save(tmp_path / "a.xlsx")
    reading = read_rows(teachers.ENTITY, read_workbook(tmp_path / "a.xlsx"), date(2026, 11, 21))
    assert [row.values["remark"] for row in reading.rows] == ["是", "1", "1", "1.0", "1.5", "是"]


def test_every_row_with_a_cell_that_cannot_be_read_says_where_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", *[None] * 26, "联系电话"])
    for phone in ("无", "13900000001", "无"):
        sheet.append(["李四", *[None] * 26, phone])
    book.save(tmp_path / "a.xlsx")
    reading = read_rows(teachers.ENTITY, read_workbook(tmp_path / "a.xlsx"), date(2026, 11, 21))
    assert [[fault.cell for fault in row.faults] for row in reading.rows] == [["AB2"], [], ["AB4"]]
    assert reading.rows[1].cells == {"name": "A3", "phone": "AB3"}
