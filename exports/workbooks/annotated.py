"""Workbooks with drop-down lists, comments and hidden keys, written by openpyxl: templates and lists of what to correct."""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from openpyxl import Workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties

from exports.workbooks import guards, looks
from exports.workbooks.annotated_cells import Cells
from exports.workbooks.cells import writable, written
from exports.workbooks.facts import CellFact, ColumnFacts, SheetFacts
from exports.workbooks.pages import (
    A4,
    DICTIONARY,
    FOOTER,
    MARGINS,
    TITLE_HEIGHT,
    Page,
    example_texts,
    label_text,
    page_of,
    sheet_names,
)
from exports.workbooks.results import with_results
from exports.workbooks.sheets import Progress
from exports.workbooks.templates import key_cell

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS_BETWEEN_LOOKS = 200
_ROWS_TO_FILL_IN = 2000


def content(sheets: Sequence[SheetFacts], progress: Progress | None) -> bytes:
    """The bytes of the workbook; what `progress` raises stops it and comes out."""
    made = io.BytesIO()
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "薪火"
    workbook.calculation.fullCalcOnLoad = False  # Its formulas have their results; who opens it works them out anew.
    choices: list[tuple[str, ...]] = []
    try:
        for facts, name in zip(sheets, sheet_names(sheets), strict=True):
            sheet = _sheet(workbook, name)
            _SheetWriter(sheet, facts, page_of(facts), choices).write(progress)
        if choices:
            _write_choices(workbook, choices)
    finally:
        workbook.save(made)  # also when stopped: saving is what clears away openpyxl's temporary files
    checked = {number: guards.results(facts, page_of(facts)) for number, facts in enumerate(sheets, 1) if facts.checked}
    return with_results(made.getvalue(), checked) if checked else made.getvalue()


class _SheetWriter:
    """Writes one sheet from top to bottom; openpyxl's streaming sheet wants everything but rows said first."""

    def __init__(self, sheet: "Worksheet", facts: SheetFacts, page: Page, choices: list[tuple[str, ...]]) -> None:
        self._sheet = sheet
        places = enumerate(facts.columns) if facts.protected else ()
        self._cells = Cells(sheet, {at for at, column in places if not column.locked})
        self._facts = facts
        self._page = page
        self._choices = choices

    def write(self, progress: Progress | None) -> None:
        self._set_up()
        cells, facts, page = self._cells, self._facts, self._page
        if page.key_row:
            self._append(cells.text(looks.KEY, key_cell(facts.template, column.key)) for column in facts.columns)
        if page.report_row:
            of_sheet, of_columns = guards.reports(facts, page, self._last_row)
            self._append_formulas(page.report_row, looks.VERDICT, of_sheet)
            self._append_formulas(page.report_row + 1, looks.REPORT, of_columns)
        if page.title_row:
            # The title stands in the first cell in sight; the others carry its look, so that it is centred across them.
            title, first = writable(facts.title), guards.first_shown(facts)
            self._append(cells.text(looks.TITLE, None if at != first else title) for at in range(len(facts.columns)))
        self._append(cells.label(column, label_text(column)) for column in facts.columns)
        if page.example_row:
            self._append(cells.text(looks.EXAMPLE, text or None) for text in example_texts(facts.columns))
        total = len(facts.rows)
        for number, row in enumerate(facts.rows):
            if progress is not None and number % _ROWS_BETWEEN_LOOKS == 0:
                progress(number, total, f"正在写入工作表“{facts.name}”")
            self._append(self._row(number, row))
        if progress is not None:
            progress(total, total, f"正在写入工作表“{facts.name}”")

    def _append(self, cells: "Iterator[Cell]") -> None:
        _append(self._sheet, cells)

    def _append_formulas(self, row: int, look: looks.Look, formulas: Sequence[str]) -> None:
        places = (f"{get_column_letter(at)}{row}" for at in range(1, len(formulas) + 1))
        self._append(self._cells.formula(look, *one) for one in zip(formulas, places, strict=True))

    def _row(self, number: int, row: Sequence[CellFact]) -> "Iterator[Cell]":
        faults = self._facts.faults
        for place, column in enumerate(self._facts.columns):
            value = written(row[place] if place < len(row) else None, column.kind)
            yield self._cells.data(place, column.kind, value, faults.get((number, place), ""))

    def _set_up(self) -> None:
        sheet, facts, page = self._sheet, self._facts, self._page
        for place, (column, width) in enumerate(zip(facts.columns, page.widths, strict=True)):
            letter = get_column_letter(place + 1)
            dimension = sheet.column_dimensions[letter]
            dimension.width = width
            dimension.number_format = looks.FORMATS[column.kind]  # for the rows still to be typed
            dimension.hidden = column.hidden
            if facts.protected:
                dimension.protection = Protection(locked=False)
            if column.choices:
                self._offer(column, letter)
        if page.key_row:
            sheet.row_dimensions[page.key_row].hidden = True
        if page.title_row:
            sheet.row_dimensions[page.title_row].height = TITLE_HEIGHT
        guards.guard(sheet, facts, page, self._last_row)
        if page.report_row:
            sheet.row_dimensions[page.report_row + 1].height = TITLE_HEIGHT
        sheet.freeze_panes = f"A{page.label_row + 1}"
        if page.filtered:
            sheet.auto_filter.ref = page.filtered
        self._set_up_page()

    def _set_up_page(self) -> None:
        sheet = self._sheet
        sheet.page_setup.paperSize = A4
        sheet.page_setup.orientation = "landscape" if self._page.landscape else "portrait"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "{}:{}".format(*self._page.repeated)
        sheet.print_options.horizontalCentered = True
        for side, inches in MARGINS.items():
            setattr(sheet.page_margins, side, inches)
        footer = HeaderFooterItem()
        footer.center.text = FOOTER
        sheet.oddFooter = footer

    @property
    def _last_row(self) -> int:
        """The last of the rows there are and the rows still to be typed."""
        return self._page.first_row + max(len(self._facts.rows), _ROWS_TO_FILL_IN) - 1

    def _offer(self, column: ColumnFacts, letter: str) -> None:
        """A drop-down list over the rows there are and the rows still to be typed."""
        if column.choices not in self._choices:
            self._choices.append(column.choices)
        self._sheet.data_validations.append(
            DataValidation(
                type="list",
                formula1=_choices_name(self._choices.index(column.choices)),
                sqref=f"{letter}{self._page.first_row}:{letter}{self._last_row}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="请从列表中选择",
                error=f"“{column.label[:40]}”只能从下拉列表中选择，请不要自行填写。",
            )
        )


def _choices_name(at: int) -> str:
    """The name of a list of choices: Excel 2007 takes no list from another sheet but by its name."""
    return f"选项_{at + 1}"


def _sheet(workbook: "Workbook", name: str) -> "Worksheet":
    """A streaming sheet; it has what is used here of a Worksheet, which its type information does not say."""
    return cast("Worksheet", workbook.create_sheet(name))


def _append(sheet: "Worksheet", cells: "Iterator[Cell]") -> None:
    """One row, from a generator: each cell is written before the next one is asked for and may be the same."""
    sheet.append(cast("Any", cells))


def _write_choices(workbook: "Workbook", choices: Sequence[tuple[str, ...]]) -> None:
    """The lists side by side on a hidden sheet: written into the cells' rule they could hold 255 characters."""
    sheet = _sheet(workbook, DICTIONARY)
    sheet.sheet_state = "hidden"
    for at, listed in enumerate(choices):
        source = get_column_letter(at + 1)
        name = DefinedName(_choices_name(at), attr_text=f"'{DICTIONARY}'!${source}$1:${source}${len(listed)}")
        workbook.defined_names[name.name] = name
    cells = Cells(sheet)
    for row in range(max(map(len, choices))):
        texts = [listed[row] if row < len(listed) else None for listed in choices]
        _append(sheet, (cells.data(at, "text", written(text, "text"), "") for at, text in enumerate(texts)))
