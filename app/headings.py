"""A layout made from a receiver's own sheet: its headings, in their order, with what the program knows under each."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.layouts import Layout, LayoutColumn
from app.listings import SERIAL, Listing
from app.problems import Problem
from app.progress import Progress, silent

if TYPE_CHECKING:
    from exports.workbooks.sheets import Sheet, Workbook

_ROWS_LOOKED_AT = 30
_FEWEST = 2


@dataclass(frozen=True)
class Taken:
    """The layout, and of its columns (0-based) those of which it is not sure what belongs there: with the reason.

    A doubtful column has its best guess; one that nothing was found for stays empty.
    """

    layout: Layout
    doubts: dict[int, str]


def layout_of(made: Listing, path: Path, *, password: str = "", progress: Progress = silent) -> Taken:
    """The layout that writes the list under the headings of the workbook at `path`; raises Problem or ExportProblem."""
    from app.importing.mapping import match_columns
    from exports.workbooks.reading import read_workbook

    workbook = read_workbook(path, password=password, progress=progress)
    sheet, labels = _labels(made, workbook)
    if len(labels) < _FEWEST:
        raise Problem(f"在“{path.name}”里没有找到表头。", "请选对方发来的空表，里面要有一行列名。")
    columns: list[LayoutColumn] = []
    doubts: dict[int, str] = {}
    for match in match_columns((*made.columns, *made.more), labels):
        serial = match.heading in (SERIAL.label, *SERIAL.synonyms)
        if match.field and not match.imported and not serial:
            doubts[len(columns)] = match.reason
        columns.append(LayoutColumn(SERIAL.name if serial else match.field or "", match.heading))
    return Taken(Layout(made.name, _title(sheet, labels), tuple(columns), path.stem), doubts)


def notes(made: Listing, taken: Taken) -> list[str]:
    """What a person should look at: columns that are guessed, and those that stay empty."""
    said = []
    for place, column in enumerate(taken.layout.columns):
        field = made.column(column.key) if column.key else None
        if place in taken.doubts and field:
            said.append(f"“{column.heading}”暂按“{field.label}”填写，请核对（{taken.doubts[place]}）。")
    empty = [column.heading for column in taken.layout.columns if not column.key]
    return [*said, f"没有对应内容、留作空列的：{'、'.join(empty)}。"] if empty else said


def _labels(made: Listing, workbook: "Workbook") -> "tuple[Sheet | None, tuple[str, ...]]":
    """The sheet in sight that has labels, and those; of sheets without data the one with most."""
    from exports.workbooks.tables import find_tables

    known = {label for one in made.columns for label in (one.label, *one.synonyms)}
    shown = [sheet for sheet in workbook.sheets if not sheet.hidden]
    for sheet in shown:
        for table in find_tables(sheet, known):
            return sheet, tuple(label for label in table.labels if label)
    found = ((sheet, _fullest(sheet)) for sheet in shown)
    return max(found, key=lambda one: len(one[1]), default=(None, ()))


def _fullest(sheet: "Sheet") -> tuple[str, ...]:
    """The row of a sheet without data that looks most like labels: the one with most texts."""
    from exports.workbooks.sheets import as_text

    rows = [tuple(filter(None, map(as_text, row))) for row in sheet.rows[:_ROWS_LOOKED_AT]]
    return max(rows, key=len, default=())


def _title(sheet: "Sheet | None", labels: tuple[str, ...]) -> str:
    """The first line of the sheet, where it says one thing and that is no label."""
    from exports.workbooks.sheets import as_text

    for row in sheet.rows if sheet else ():
        said = list(filter(None, map(as_text, row)))
        if said:
            return said[0] if len(said) == 1 and said[0] not in labels else ""
    return ""
