"""Tables and forms: what a cell says, how it makes room for it, sums, empty rows."""

from collections.abc import Sequence

from exports.papers.design import Cell, Column, Form, Table
from exports.papers.facts import Texts
from exports.papers.tables import form, table
from exports.paragraphs import Block
from tests.exports.papers.examples import facts, rows

COLUMNS = (Column(heading="序号", text="{序号}"), Column(heading="项目", text="《{项目}》[，{学时}学时]", share=3))


def said(cells: tuple[str | Block, ...]) -> list[str]:
    return [
        cell if isinstance(cell, str) else "".join(text for line in cell.lines for text, _ in line.pieces)
        for cell in cells
    ]


def listed(count: int, text: str = "课", **changes: object) -> Table:
    whole = {"x": 20, "y": 20, "width": 100, "height": 20, "rows": "学时明细", "columns": COLUMNS, **changes}
    return Table(**whole)  # type: ignore[arg-type]  # the fields of a table


def test_a_row_says_its_own_facts_and_the_papers_where_it_has_none() -> None:
    columns = (*COLUMNS, Column(heading="单位", text="{单位}"))
    grid = table(listed(1, columns=columns), facts(lists=rows(1, "课"), 学时="99", 单位="实验小学"))
    assert said(grid.rows[0].cells) == ["1", "《<1>课》，7.5学时", "实验小学"]


def test_a_number_of_its_own_goes_before_the_place_in_the_list() -> None:
    lists: dict[str, Sequence[Texts]] = {"学时明细": [{"序号": "A7", "项目": "课", "学时": ""}]}
    assert said(table(listed(1), facts(lists=lists)).rows[0].cells) == ["A7", "《课》"]


def test_there_are_at_least_so_many_rows_and_never_fewer_than_given() -> None:
    assert len(table(listed(3, least=5), facts(lists=rows(3, "课"))).rows) == 5
    assert len(table(listed(7, least=5), facts(lists=rows(7, "课"))).rows) == 7
    assert said(table(listed(0, least=2), facts(lists=rows(0))).rows[1].cells) == ["2", "《》"]


def test_a_sum_stands_over_all_columns_but_the_last() -> None:
    grid = table(listed(1, sums="合计"), facts(lists=rows(1, "课")))
    assert said(grid.rows[-1].cells) == ["累计（应修360学时）", "108.5"]
    label, amount = grid.rows[-1].places
    assert label.left == grid.left
    assert amount.left == grid.rows[0].places[-1].left
    assert round(amount.left + amount.width - grid.left - grid.width, 6) == 0


def test_a_long_text_is_set_smaller_then_in_more_lines_and_its_row_grows() -> None:
    short, two, many = (table(listed(1), facts(lists=rows(1, "课" * count))) for count in (5, 40, 400))
    assert short.heights[0] == two.heights[0] or short.heights[0] < two.heights[0]
    assert two.heights[0] < many.heights[0]
    cell = many.rows[0].cells[1]
    assert isinstance(cell, Block)
    assert cell.size >= 9.5 * 0.8 - 1e-6


def test_a_name_alone_in_a_narrow_cell_shrinks_to_stay_on_one_line() -> None:
    columns = (Column(heading="姓名", text="{姓名}"), Column(heading="备注", text="", share=4))
    lists: dict[str, Sequence[Texts]] = {"学时明细": [{"姓名": "买买提·艾力·吐尔逊"}]}
    cell = table(listed(1, columns=columns, width=125), facts(lists=lists)).rows[0].cells[0]
    assert isinstance(cell, Block)
    assert len(cell.lines) == 1


def test_the_last_cell_of_a_line_reaches_to_the_edge_of_the_form() -> None:
    lines = ((Cell(text="姓名", label=True), Cell(text="{姓名}")), (Cell(text="备注", columns=9),))
    grid = form(Form(x=20, y=20, width=90, height=20, shares=(1, 2, 3), lines=lines), facts(), facts().texts)
    assert [round(row.places[-1].left + row.places[-1].width - grid.left - grid.width, 6) for row in grid.rows] == [
        0,
        0,
    ]
    assert said(grid.rows[0].cells) == ["姓名", "张𬭎"]
