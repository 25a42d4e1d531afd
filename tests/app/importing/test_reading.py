"""Cells become values by what they hold and of which type."""

import gc
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.importing.cells import Rules
from app.importing.kinds import KINDS
from app.importing.reading import SheetRow, open_file, read_rows, read_tables
from exports.problems import ExportProblem


def rows_of(path: Path) -> list[SheetRow]:
    opened = open_file(path)
    tables = read_tables(KINDS["teachers"], opened, lambda labels: {})
    return read_rows(KINDS["teachers"], tables, Rules(date(2026, 11, 21)), {})


def test_cells_that_are_equal_but_of_other_types_are_read_each_by_itself(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "备注"])
    for cell in (True, 1, "1", "1.0", 1.5, True):
        sheet.append(["李四", cell])
    book.save(tmp_path / "a.xlsx")
    assert [row.values["remark"] for row in rows_of(tmp_path / "a.xlsx")] == ["是", "1", "1", "1.0", "1.5", "是"]


def test_every_row_with_a_cell_that_cannot_be_read_says_where_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", *[None] * 26, "联系电话"])
    for phone in ("没有电话", "13900000001", "没有电话"):
        sheet.append(["李四", *[None] * 26, phone])
    book.save(tmp_path / "a.xlsx")
    rows = rows_of(tmp_path / "a.xlsx")
    assert [[fault.cell for fault in row.faults] for row in rows] == [["AB2"], [], ["AB4"]]
    assert [row.number for row in rows] == [2, 3, 4]


def test_garbage_is_looked_for_again_when_a_file_was_read_or_could_not_be(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text("姓名\n张三\n", encoding="utf-8")
    open_file(path)
    assert gc.isenabled()
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ExportProblem):
        open_file(path)
    assert gc.isenabled()
