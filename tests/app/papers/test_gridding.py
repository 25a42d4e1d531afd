"""Columns of tables and cells of forms are put in, taken out, moved, joined and parted."""

from hypothesis import given
from hypothesis import strategies as st

from app.papers import gridding
from exports.papers.design import Cell, Column, Form, Table

_BOX = {"x": 0.0, "y": 0.0, "width": 100.0, "height": 20.0}
TABLE = Table(**_BOX, rows="学员", columns=tuple(Column(heading=one, text=one) for one in "甲乙丙"))  # type: ignore[arg-type]
FORM = Form(
    **_BOX,  # type: ignore[arg-type]
    shares=(1.0, 2.0, 1.0, 2.0),
    lines=(
        (Cell(text="姓名", label=True), Cell(text="{姓名}"), Cell(text="性别", label=True), Cell(text="{性别}")),
        (Cell(text="单位", label=True), Cell(text="{单位}", columns=3)),
    ),
)


def _headings(table: Table) -> str:
    return "".join(one.heading for one in table.columns)


def test_columns_are_put_in_taken_out_and_moved() -> None:
    assert [one.heading for one in gridding.column_added(TABLE, 1).columns] == ["甲", "新列", "乙", "丙"]
    assert _headings(gridding.column_removed(TABLE, 1)) == "甲丙"
    assert _headings(gridding.column_moved(TABLE, 0, 2)) == "乙丙甲"
    assert gridding.column_changed(TABLE, 2, share=3.0).columns[2].share == 3.0


def test_the_last_column_and_the_last_line_stay() -> None:
    one = gridding.column_removed(gridding.column_removed(TABLE, 0), 0)
    assert gridding.column_removed(one, 0) == one
    last = gridding.line_removed(FORM, 0)
    assert gridding.line_removed(last, 0) == last


def test_a_new_line_is_like_the_one_before_it() -> None:
    made = gridding.line_added(FORM, 1)
    assert [cell.text for cell in made.lines[1]] == ["项目", "", "项目", ""]
    assert [cell.columns for cell in gridding.line_added(FORM, 2).lines[2]] == [1, 3]
    assert len(gridding.line_added(FORM, 0).lines[0]) == 4


def test_cells_are_joined_and_parted() -> None:
    made = gridding.joined(FORM, 0, 2)
    assert [(cell.text, cell.columns) for cell in made.lines[0]] == [("姓名", 1), ("{姓名}", 1), ("性别{性别}", 2)]
    back = gridding.parted(made, 0, 2)
    assert [(cell.text, cell.columns) for cell in back.lines[0]][2:] == [("性别{性别}", 1), ("", 1)]
    assert gridding.joined(FORM, 0, 3) == FORM
    assert gridding.parted(FORM, 0, 0) == FORM


def test_a_column_of_a_form_goes_through_wide_cells_and_beside_narrow_ones() -> None:
    made = gridding.form_column_added(FORM, 2)
    assert made.shares == (1.0, 2.0, 1.5, 1.0, 2.0)
    assert [cell.columns for cell in made.lines[0]] == [1, 1, 1, 1, 1]
    assert [cell.columns for cell in made.lines[1]] == [1, 4]
    assert gridding.form_column_removed(made, 2) == FORM


@st.composite
def _forms(draw: st.DrawFn) -> Form:
    columns = draw(st.integers(1, 5))
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        left, line = columns, []
        while left:
            wide = draw(st.integers(1, left))
            line.append(Cell(text=draw(st.text("甲乙丙", max_size=2)), columns=wide))
            left -= wide
        lines.append(tuple(line))
    return Form(**_BOX, shares=(1.0,) * columns, lines=tuple(lines))  # type: ignore[arg-type]


@given(_forms(), st.data())
def test_every_line_stays_as_wide_as_the_form(form: Form, data: st.DataObject) -> None:
    columns = len(form.shares)
    at = data.draw(st.integers(0, columns))
    line = data.draw(st.integers(0, len(form.lines) - 1))
    cell = data.draw(st.integers(0, len(form.lines[line]) - 1))
    for made in (
        gridding.form_column_added(form, at),
        gridding.form_column_removed(form, min(at, columns - 1)),
        gridding.joined(form, line, cell),
        gridding.parted(form, line, cell),
        gridding.line_added(form, line),
        gridding.line_moved(form, line, 0),
    ):
        assert {sum(one.columns for one in cells) for cells in made.lines} == {len(made.shares)}


@given(_forms())
def test_every_column_is_found_under_its_cell(form: Form) -> None:
    for number, cells in enumerate(form.lines):
        for place, cell in enumerate(cells):
            first = gridding.column_of(form, number, place)
            assert [gridding.cell_at(form, number, first + more) for more in range(cell.columns)] == [
                place
            ] * cell.columns
        assert gridding.cell_at(form, number, len(form.shares)) is None
