"""The hidden first row of a template, by which it is recognised when it comes back with other labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.workbooks.sheets import Cell, Workbook

_MARK = "xinhuo:"
_ROWS_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class TemplateKeys:
    """What a template said of itself: its key, and column of the sheet (0-based) -> key of the column."""

    key: str
    columns: Mapping[int, str]


def key_cell(template: str, column: str) -> str:
    """What the hidden row holds over a column: it moves with the column and survives a copied sheet."""
    return f"{_MARK}{template}/{column}"


def is_key_row(row: Sequence[Cell]) -> bool:
    """Whether this is the hidden row of a template."""
    filled = [cell for cell in row if cell is not None]
    return bool(filled) and all(isinstance(cell, str) and cell.startswith(_MARK) for cell in filled)


def template_keys(workbook: Workbook) -> dict[str, TemplateKeys]:
    """Sheet name -> what its hidden row says, for the sheets that still have one."""
    found: dict[str, TemplateKeys] = {}
    for sheet in workbook.sheets:
        for row in sheet.rows[:_ROWS_LOOKED_AT]:
            if is_key_row(row):
                found[sheet.name] = _keys(row)
                break
    return found


def _keys(row: Sequence[Cell]) -> TemplateKeys:
    template = ""
    columns: dict[int, str] = {}
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            template, _, columns[column] = cell.removeprefix(_MARK).rpartition("/")
    return TemplateKeys(template, columns)
