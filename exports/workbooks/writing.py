"""Writing workbooks a clerk can print, fill in and send back: templates, rosters and lists of what to correct."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from exports.saving import save
from exports.workbooks.facts import CellFact, ColumnFacts, SheetFacts
from exports.workbooks.sheets import Progress, as_text, digits_lost
from exports.workbooks.templates import key_cell

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from exports.workbooks.looks import Looks

DICTIONARY = "字典"
EXAMPLE = "示例"

_ROWS_BETWEEN_LOOKS = 200
_ROWS_MEASURED = 500
_NARROWEST, _WIDEST, _WIDEST_LABEL = 6.0, 40.0, 18.0
_WIDEST_PORTRAIT = 90.0
_ROWS_TO_FILL_IN = 2000
_LONGEST_TEXT = 32_767  # of a cell, by Excel's specification
_LONGEST_SHEET_NAME = 31
_FIRST_DATE = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def write_workbook(path: Path, sheets: Sequence[SheetFacts], *, progress: Progress | None = None) -> None:
    """Write the sheets to `path` as .xlsx, whole or not at all; what `progress` raises stops it and comes out.

    Rows of a sheet: hidden keys (templates only), title, labels, example (if any), data. Text is written as text
    whatever it begins with; characters XML has no room for are left out, and text over 32,767 characters is cut.
    Raises ExportProblem when the file cannot be put there.
    """
    save(path, _content(sheets, progress))


def _content(sheets: Sequence[SheetFacts], progress: Progress | None) -> bytes:
    from openpyxl import Workbook

    from exports.workbooks.looks import Looks

    content = io.BytesIO()
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "薪火"
    taken = {DICTIONARY}
    choices: list[tuple[str, ...]] = []
    try:
        for facts in sheets:
            sheet = _sheet(workbook, _sheet_name(facts.name, taken))
            _SheetWriter(sheet, Looks(sheet), facts, choices).write(progress)
        if choices:
            _write_choices(workbook, choices)
    finally:
        workbook.save(content)  # also when stopped: saving is what clears away openpyxl's temporary files
    return content.getvalue()


class _SheetWriter:
    """Writes one sheet from top to bottom; openpyxl's streaming sheet wants everything but rows said first."""

    def __init__(self, sheet: "Worksheet", looks: "Looks", facts: SheetFacts, choices: list[tuple[str, ...]]) -> None:
        self._sheet = sheet
        self._looks = looks
        self._facts = facts
        self._choices = choices
        self._label_row = 3 if facts.template else 2
        self._example = any(column.example for column in facts.columns)
        self._first_row = self._label_row + 1 + self._example

    def write(self, progress: Progress | None) -> None:
        self._set_up()
        looks, facts = self._looks, self._facts
        if facts.template:
            self._append(looks.key(key_cell(facts.template, column.key)) for column in facts.columns)
        self._append(looks.title(_writable(facts.title) if not n else None) for n in range(len(facts.columns)))
        self._append(looks.label(column, _label(column)) for column in facts.columns)
        if self._example:
            self._append(looks.example(text) for text in _example(facts.columns))
        total = len(facts.rows)
        for number, row in enumerate(facts.rows):
            if progress is not None and number % _ROWS_BETWEEN_LOOKS == 0:
                progress(number, total, f"正在写入工作表“{facts.name}”")
            self._append(self._cells(number, row))
        if progress is not None:
            progress(total, total, f"正在写入工作表“{facts.name}”")

    def _append(self, cells: "Iterator[Cell]") -> None:
        _append(self._sheet, cells)

    def _cells(self, number: int, row: Sequence[CellFact]) -> "Iterator[Cell]":
        faults = self._facts.faults
        for place, column in enumerate(self._facts.columns):
            value = _written(row[place] if place < len(row) else None, column.kind)
            yield self._looks.data(place, column.kind, value, faults.get((number, place), ""))

    def _set_up(self) -> None:
        from openpyxl.utils import get_column_letter

        sheet, facts = self._sheet, self._facts
        widths = [_width(facts, place) for place in range(len(facts.columns))]
        for place, (column, width) in enumerate(zip(facts.columns, widths, strict=True)):
            letter = get_column_letter(place + 1)
            dimension = sheet.column_dimensions[letter]
            dimension.width = width
            dimension.number_format = self._looks.number_format(column.kind)  # for the rows still to be typed
            if column.choices:
                self._offer(column, letter)
        if facts.template:
            sheet.row_dimensions[1].hidden = True
        sheet.row_dimensions[self._label_row - 1].height = 30
        sheet.freeze_panes = f"A{self._label_row + 1}"
        if facts.rows:
            last = get_column_letter(len(facts.columns))
            sheet.auto_filter.ref = f"A{self._label_row}:{last}{self._first_row + len(facts.rows) - 1}"
        self._set_up_page(sum(widths))

    def _set_up_page(self, width: float) -> None:
        from openpyxl.worksheet.header_footer import HeaderFooterItem
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet = self._sheet
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape" if width > _WIDEST_PORTRAIT else "portrait"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = f"{self._label_row - 1}:{self._label_row}"
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        footer = HeaderFooterItem()
        footer.center.text = "第 &P 页，共 &N 页"
        sheet.oddFooter = footer

    def _offer(self, column: ColumnFacts, letter: str) -> None:
        """A drop-down list over the rows there are and the rows still to be typed."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        if column.choices not in self._choices:
            self._choices.append(column.choices)
        source = get_column_letter(self._choices.index(column.choices) + 1)
        last_row = self._first_row + max(len(self._facts.rows), _ROWS_TO_FILL_IN) - 1
        self._sheet.data_validations.append(
            DataValidation(
                type="list",
                formula1=f"'{DICTIONARY}'!${source}$1:${source}${len(column.choices)}",
                sqref=f"{letter}{self._first_row}:{letter}{last_row}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="请从列表中选择",
                error=f"“{column.label[:40]}”只能从下拉列表中选择，请不要自行填写。",
            )
        )


def _sheet(workbook: "Workbook", name: str) -> "Worksheet":
    """A streaming sheet; it has what is used here of a Worksheet, which its type information does not say."""
    return cast("Worksheet", workbook.create_sheet(name))


def _append(sheet: "Worksheet", cells: "Iterator[Cell]") -> None:
    """One row, from a generator: each cell is written before the next one is asked for and may be the same."""
    sheet.append(cast("Any", cells))


def _write_choices(workbook: "Workbook", choices: Sequence[tuple[str, ...]]) -> None:
    """The lists side by side on a hidden sheet: written into the cells' rule they could hold 255 characters."""
    from exports.workbooks.looks import Looks

    sheet = _sheet(workbook, DICTIONARY)
    sheet.sheet_state = "hidden"
    looks = Looks(sheet)
    for row in range(max(map(len, choices))):
        texts = [listed[row] if row < len(listed) else None for listed in choices]
        cells = (looks.data(place, "text", _written(text, "text"), "") for place, text in enumerate(texts))
        _append(sheet, cells)


def _written(value: CellFact, kind: str) -> CellFact:
    """What goes into the cell: text in a text column, for numbers Excel would damage, for dates before 1900."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return as_text(value)
    if isinstance(value, str):
        return _writable(value)
    if kind == "text" or digits_lost(value) or (isinstance(value, float) and isnan(value)):
        return as_text(value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return value if day >= _FIRST_DATE else as_text(value)
    return value


def _writable(text: str) -> str:
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LOOKS_ESCAPED.sub("_x005F_", text)[:_LONGEST_TEXT]


def _label(column: ColumnFacts) -> str:
    return _writable(f"*{column.label}" if column.required else column.label)


def _example(columns: Sequence[ColumnFacts]) -> list[str]:
    """The example row; its first cell begins with 示例 so that it is known again when the template comes back."""
    first, *others = [_writable(column.example) for column in columns]
    return [f"{EXAMPLE}：{first}" if first else EXAMPLE, *others]


def _width(facts: SheetFacts, place: int) -> float:
    column = facts.columns[place]
    if column.width is not None:
        return column.width
    texts = [as_text(row[place]) for row in islice(facts.rows, _ROWS_MEASURED) if place < len(row)]
    texts += [*column.choices[:_ROWS_MEASURED], column.example]
    widest = max(_columns(line) for text in texts for line in (text.split("\n")))
    label = min(_columns(_label(column)) + 1, _WIDEST_LABEL)
    return max(_NARROWEST, label, min(widest, _WIDEST)) + 2


def _columns(text: str) -> int:
    """How many columns of a terminal, and of a sheet, the text takes: a Chinese character takes two."""
    return len(text.encode("gbk", "replace"))


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts, and no other sheet has."""
    clean = _NOT_IN_SHEET_NAME.sub(" ", _UNWRITABLE.sub("", name)).strip("' ")[:_LONGEST_SHEET_NAME] or "工作表"
    candidate = clean
    number = 2
    while candidate.casefold() in taken:
        ending = f"（{number}）"
        candidate = clean[: _LONGEST_SHEET_NAME - len(ending)] + ending
        number += 1
    taken.add(candidate.casefold())
    return candidate
