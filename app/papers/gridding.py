"""What a person does with the columns of a table and the cells of a form: functions from one to what it is then."""

from typing import Any

from msgspec.structs import replace

from exports.papers.design import Cell, Column, Form, Table

# -- columns of a table


def column_added(table: Table, at: int) -> Table:
    """With an empty column in this place."""
    columns = (*table.columns[:at], Column(heading="新列", text=""), *table.columns[at:])
    return replace(table, columns=columns)


def column_removed(table: Table, at: int) -> Table:
    """Without this column; the last one stays."""
    if len(table.columns) == 1:
        return table
    return replace(table, columns=table.columns[:at] + table.columns[at + 1 :])


def column_moved(table: Table, at: int, to: int) -> Table:
    """With this column in another place."""
    columns = list(table.columns)
    columns.insert(to, columns.pop(at))
    return replace(table, columns=tuple(columns))


def column_changed(table: Table, at: int, **fields: Any) -> Table:
    """With these fields of this column changed."""
    columns = list(table.columns)
    columns[at] = replace(columns[at], **fields)
    return replace(table, columns=tuple(columns))


# -- lines and cells of a form


def cell_at(form: Form, line: int, column: int) -> int | None:
    """Which cell of a line stands over a column; None past its last."""
    before = 0
    for place, cell in enumerate(form.lines[line]):
        before += cell.columns
        if column < before:
            return place
    return None


def column_of(form: Form, line: int, cell: int) -> int:
    """The first column that a cell stands over."""
    return sum(one.columns for one in form.lines[line][:cell])


def cell_changed(form: Form, line: int, cell: int, **fields: Any) -> Form:
    """With these fields of this cell changed."""
    cells = list(form.lines[line])
    cells[cell] = replace(cells[cell], **fields)
    return _with(form, line, cells)


def line_added(form: Form, at: int) -> Form:
    """With a line in this place like the one before it, its cells empty but for the headings' words."""
    like = form.lines[at - 1] if at else ()
    cells = tuple(replace(cell, text="项目" if cell.label else "") for cell in like)
    made = cells or tuple(Cell(text="") for _ in form.shares)
    return replace(form, lines=(*form.lines[:at], made, *form.lines[at:]))


def line_removed(form: Form, at: int) -> Form:
    """Without this line; the last one stays."""
    return form if len(form.lines) == 1 else replace(form, lines=form.lines[:at] + form.lines[at + 1 :])


def line_moved(form: Form, at: int, to: int) -> Form:
    """With this line in another place."""
    lines = list(form.lines)
    lines.insert(to, lines.pop(at))
    return replace(form, lines=tuple(lines))


def joined(form: Form, line: int, cell: int) -> Form:
    """With this cell over the columns of the next one too, whose words come behind its own."""
    cells = list(form.lines[line])
    if cell + 1 >= len(cells):
        return form
    mine, next_one = cells[cell], cells.pop(cell + 1)
    cells[cell] = replace(mine, columns=mine.columns + next_one.columns, text=mine.text + next_one.text)
    return _with(form, line, cells)


def parted(form: Form, line: int, cell: int) -> Form:
    """With this cell over its first column only, an empty cell beside it over the rest."""
    cells = list(form.lines[line])
    mine = cells[cell]
    if mine.columns == 1:
        return form
    cells[cell] = replace(mine, columns=1)
    cells.insert(cell + 1, Cell(text="", columns=mine.columns - 1))
    return _with(form, line, cells)


def share_changed(form: Form, at: int, share: float) -> Form:
    """With this column's share of the width."""
    return replace(form, shares=(*form.shares[:at], share, *form.shares[at + 1 :]))


def form_column_added(form: Form, at: int) -> Form:
    """With a column in this place: an empty cell in every line, or a wider one where a cell stands over both sides."""
    shares = (*form.shares[:at], sum(form.shares) / len(form.shares), *form.shares[at:])
    return replace(form, shares=shares, lines=tuple(_widened(line, at) for line in form.lines))


def _widened(line: tuple[Cell, ...], at: int) -> tuple[Cell, ...]:
    before = 0
    for place, cell in enumerate(line):
        if before == at:
            return (*line[:place], Cell(text=""), *line[place:])
        if before < at < before + cell.columns:
            return (*line[:place], replace(cell, columns=cell.columns + 1), *line[place + 1 :])
        before += cell.columns
    return (*line, Cell(text="")) if before == at else line


def form_column_removed(form: Form, at: int) -> Form:
    """Without this column; cells that stood over it alone go, wider ones get narrower. The last one stays."""
    if len(form.shares) == 1:
        return form
    shares = form.shares[:at] + form.shares[at + 1 :]
    return replace(form, shares=shares, lines=tuple(_narrowed(line, at) for line in form.lines))


def _narrowed(line: tuple[Cell, ...], at: int) -> tuple[Cell, ...]:
    before = 0
    for place, cell in enumerate(line):
        if before <= at < before + cell.columns:
            kept = () if cell.columns == 1 else (replace(cell, columns=cell.columns - 1),)
            return (*line[:place], *kept, *line[place + 1 :])
        before += cell.columns
    return line


def _with(form: Form, line: int, cells: list[Cell]) -> Form:
    return replace(form, lines=(*form.lines[:line], tuple(cells), *form.lines[line + 1 :]))
