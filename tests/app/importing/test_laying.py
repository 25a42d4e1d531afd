"""A person sees what every row of a sheet was taken for, and moves what was found otherwise."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import importing
from app.importing import laying
from app.problems import Problem


def book(path: Path, *sheets: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


ROSTER = [
    ["城关小学教师花名册"],
    ["序号", "姓名", "性别", "学校名称"],
    [1, "李四", "男", "城关小学"],
    [2, "王五", "女", "城关小学"],
    ["合计", 2],
    ["填表人：王敏"],
]


def kinds(made: importing.Preview, sheet: int = 0) -> dict[int, str]:
    return {row: part.kind for row, part in sorted(laying.parts(made, sheet).items())}


@pytest.fixture
def made(county: Any, tmp_path: Path) -> importing.Preview:
    return importing.preview(county.session, "teachers", book(tmp_path / "册.xlsx", ROSTER, [["备注"], ["无"]]))


def choices(made: importing.Preview) -> tuple[importing.TableChoice, ...]:
    return tuple(one.choice for one in made.tables)


def test_every_row_says_what_it_was_taken_for(made: importing.Preview) -> None:
    assert kinds(made) == {1: "标题", 2: "表头", 3: "数据", 4: "数据", 5: "合计", 6: "说明"}
    assert kinds(made, 1) == {}


def test_the_sheets_are_shown_as_they_were_read(made: importing.Preview) -> None:
    first, second = laying.sheets(made.opened)
    assert (first.name, first.rows, first.columns, first.hidden) == ("表1", 6, 4, False)
    assert (second.number, second.name, second.rows, second.columns) == (1, "表2", 2, 1)
    assert laying.cell_text(made.opened, 0, 2, 0) == "1"
    assert laying.cell_text(made.opened, 0, 0, 3) == ""


def test_a_header_that_was_moved_is_read_there(county: Any, tmp_path: Path) -> None:
    rows = [["姓名", "上年度", "本年度"], ["姓名", "性别", "学校名称"], ["李四", "男", "城关小学"]]
    made = importing.preview(county.session, "teachers", book(tmp_path / "册.xlsx", rows))
    moved = laying.with_header(choices(made), 0, 2, 2)
    again = importing.again(county.session, made, moved)
    assert kinds(again)[2] == "表头"
    assert [row.title for row in again.rows] == ["李四"]


def test_where_the_data_begins_and_ends_can_be_said(county: Any, made: importing.Preview) -> None:
    shorter = importing.again(county.session, made, laying.with_end(choices(made), 0, 3))
    assert [row.title for row in shorter.rows] == ["李四"]
    assert kinds(shorter)[4] == "表外"
    later = importing.again(county.session, made, laying.with_data_from(choices(made), 0, 4))
    assert [row.number for row in later.rows] == [4]
    assert kinds(later)[3] == "表头"


def test_what_makes_no_table_is_refused(made: importing.Preview) -> None:
    with pytest.raises(Problem, match="第 1 行上面"):
        laying.with_data_from(choices(made), 0, 1)
    with pytest.raises(Problem, match="第 2 行不在表头下面"):
        laying.with_end(choices(made), 0, 2)
    with pytest.raises(Problem, match="第 2 行不在表头下面"):
        laying.with_end(choices(made), 1, 2)


def test_a_table_can_be_placed_where_none_was_found(county: Any, made: importing.Preview) -> None:
    placed = laying.with_header(choices(made), 1, 1, 1)
    assert [(one.sheet, one.placement.first_header) for one in placed] == [(0, 2), (1, 1)]
    assert [(one.sheet, one.placement.first_header) for one in laying.with_data_from(choices(made), 1, 2)][1] == (1, 1)


def test_a_second_table_on_a_sheet_ends_the_first(county: Any, tmp_path: Path) -> None:
    rows = [["姓名", "学校名称"], ["李四", "城关小学"], ["教师", "单位"], ["王五", "清水小学"]]
    made = importing.preview(county.session, "teachers", book(tmp_path / "册.xlsx", rows))
    two = laying.with_another(laying.with_header(choices(made)[:1], 0, 1, 1)[:1], 0, 3, 3)
    assert [(one.placement.first_header, one.placement.last_row) for one in two] == [(1, 2), (3, None)]
    again = importing.again(county.session, made, two)
    assert [row.title for row in again.rows] == ["李四", "王五"]
    # A second one put above the first ends where that begins.
    assert laying.with_another(two[1:], 0, 1, 1)[0].placement.last_row == 2


def test_a_column_is_one_field_and_a_field_one_column(made: importing.Preview) -> None:
    (table,) = choices(made)
    named = laying.with_column(laying.with_column(table, 2, "name"), 3, "name")
    assert named.columns == {3: "name"}
    assert laying.with_column(laying.with_column(named, 1, None), 2, None).columns == {3: "name", 1: None, 2: None}


@given(st.lists(st.tuples(st.sampled_from(["header", "data", "end", "more"]), st.integers(1, 12)), max_size=6))
def test_however_it_is_moved_the_header_stands_above_its_data(moves: list[tuple[str, int]]) -> None:
    acts = {
        "header": lambda tables, row: laying.with_header(tables, 0, row, row + 1),
        "data": lambda tables, row: laying.with_data_from(tables, 0, row),
        "end": lambda tables, row: laying.with_end(tables, 0, row),
        "more": lambda tables, row: laying.with_another(tables, 0, row, row),
    }
    tables: tuple[importing.TableChoice, ...] = ()
    for name, row in moves:
        try:
            tables = acts[name](tables, row)
        except Problem:
            continue
    for one in tables:
        placed = one.placement
        assert 1 <= placed.first_header <= placed.last_header
        assert placed.last_row is None or placed.last_row >= placed.last_header
