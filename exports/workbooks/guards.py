"""What watches over a template while it is filled in: rules for typing, red cells, reports and the sheet's protection."""

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.workbooks import checks, looks
from exports.workbooks.facts import ColumnFacts, SheetFacts
from exports.workbooks.pages import Page

_LOOKED_AT = 3
_LONGEST_TITLE, _LONGEST_WORDS = 32, 255  # of what Excel says, by its specification


def guard(sheet: Worksheet, facts: SheetFacts, page: Page, last: int) -> None:
    """Watch over the rows from the first to `last`."""
    for at, column in enumerate(facts.columns):
        letter = get_column_letter(at + 1)
        if column.check is not None and not column.locked:
            for wrong in checks.cell_rules(column, letter, page.first_row, last):
                red = DifferentialStyle(fill=PatternFill("solid", bgColor=f"FF{looks.WRONG}"))
                _show(sheet, f"{letter}{page.first_row}:{letter}{last}", wrong, red)
            _watch_typing(sheet, column, letter, page.first_row, last)
    if page.report_row:
        cell = f"{get_column_letter(first_shown(facts) + 1)}{page.report_row}"
        green = DifferentialStyle(font=Font(color=f"FF{looks.GOOD}"))
        _show(sheet, cell, f'{cell}="{checks.GOOD}"', green)
    if facts.protected:
        _protect(sheet)


def reports(facts: SheetFacts, page: Page, last: int) -> tuple[list[str], list[str]]:
    """The formulas of the two rows of reports: of the whole sheet in its first column in sight, and of each column."""
    columns = list(enumerate(facts.columns, start=1))
    # In a pre-filled sheet a row is in use when something is typed into it.
    required = [get_column_letter(at) for at, one in columns if one.required and not facts.protected]
    entries = [get_column_letter(at) for at, one in columns if not (one.locked or one.hidden)]
    of_columns = []
    for at, column in columns:
        letter = get_column_letter(at)
        # A row is in use when it has another required cell; where there is no other, one of the next few.
        others = [one for one in required if one != letter] or [one for one in entries if one != letter][:_LOOKED_AT]
        asked = not (column.locked or column.hidden)
        of_columns.append(checks.column_report(column, letter, page.first_row, last, others) if asked else "")
    cells = [f"{get_column_letter(at)}{page.report_row + 1}" for at, formula in enumerate(of_columns, 1) if formula]
    whole = checks.verdict(cells, f"{entries[0]}${page.first_row}:{entries[-1]}${last}")
    first = first_shown(facts)
    return ["" if at != first else whole for at in range(len(columns))], of_columns


def first_shown(facts: SheetFacts) -> int:
    """The first column (0-based) that is not hidden."""
    return next(at for at, column in enumerate(facts.columns) if not column.hidden)


def results(facts: SheetFacts, page: Page) -> dict[str, str]:
    """What the reports say of a sheet in which nobody has typed anything yet, by cell."""
    first = first_shown(facts)
    return {} if facts.rows else {f"{get_column_letter(first + 1)}{page.report_row}": checks.NOTHING}


def _watch_typing(sheet: Worksheet, column: ColumnFacts, letter: str, first: int, last: int) -> None:
    told = checks.told(column)
    if told is None or column.choices:
        return
    words = f"“{column.label}”{told.words}"[:_LONGEST_WORDS]
    rule = DataValidation(
        type="custom",
        formula1=checks.type_rule(column, letter, first),
        sqref=f"{letter}{first}:{letter}{last}",
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop" if told.stop else "warning",
        errorTitle=told.title[:_LONGEST_TITLE],
        error=words,
        showInputMessage=True,
        promptTitle=column.label[:_LONGEST_TITLE],
        prompt=told.words[:_LONGEST_WORDS],
    )
    sheet.data_validations.append(rule)


def _protect(sheet: Worksheet) -> None:
    """Without a password, and so that widths, sorting and new rows stay the clerk's own."""
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)  # Excel counts what is forbidden.


def _show(sheet: Worksheet, cells: str, formula: str, style: DifferentialStyle) -> None:
    sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=style, formula=[formula]))
