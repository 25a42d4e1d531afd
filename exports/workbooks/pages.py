"""Where the rows of a written sheet stand, how wide its columns are, and how it lies on paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from exports.problems import ExportProblem
from exports.workbooks.cells import writable
from exports.workbooks.facts import ColumnFacts, SheetFacts
from exports.workbooks.sheets import as_text, letters

DICTIONARY = "字典"
"""Name of the hidden sheet with the lists of choices; no other sheet may have it."""

EXAMPLE = "示例"

A4 = 9
"""The paper as OOXML counts papers."""
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.75, "bottom": 0.75, "header": 0.3, "footer": 0.3}
"""Inches."""
FOOTER = "第 &P 页，共 &N 页"
TITLE_HEIGHT = 30
"""Points."""

_ROWS_MEASURED = 500
_NARROWEST, _WIDEST, _WIDEST_LABEL = 6.0, 40.0, 18.0
_WIDEST_PORTRAIT = 90.0
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, by Excel's specification
_MOST_CELLS = 20_000_000
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows counted from 1, 0 where there is none; `last_row` is the last one that is written.

    Of the two rows of reports the first says of the whole sheet, the second of each column, what is wrong.
    """

    key_row: int
    report_row: int
    title_row: int
    label_row: int
    example_row: int
    first_row: int
    last_row: int
    widths: tuple[float, ...]

    @property
    def landscape(self) -> bool:
        """Whether the columns want the long side of the paper."""
        return sum(self.widths) > _WIDEST_PORTRAIT

    @property
    def repeated(self) -> tuple[int, int]:
        """First and last of the rows that stand on every sheet of paper."""
        return self.title_row or self.label_row, self.label_row

    @property
    def filtered(self) -> str:
        """The cells under the filter buttons, "" where there are no rows."""
        if self.last_row < self.first_row:
            return ""
        return f"A{self.label_row}:{letters(len(self.widths) - 1)}{self.last_row}"


def page_of(facts: SheetFacts) -> Page:
    """How a sheet is laid out; raises ExportProblem when it is larger than a sheet can be."""
    key = 1 if facts.template else 0
    report = key + 1 if facts.checked else 0
    above = key + 2 if facts.checked else key
    title = above + 1 if facts.title else 0
    label = (title or above) + 1
    example = label + 1 if any(column.example for column in facts.columns) else 0
    first = (example or label) + 1
    last = first + len(facts.rows) - 1
    _refuse_too_large(facts, last)
    widths = tuple(0.0 if column.hidden else _width(facts, at) for at, column in enumerate(facts.columns))
    return Page(key, report, title, label, example, first, last, widths)


def label_text(column: ColumnFacts) -> str:
    """What stands over a column; a star marks what must be filled in."""
    return writable(f"*{column.label}" if column.required else column.label)


def example_texts(columns: Sequence[ColumnFacts]) -> list[str]:
    """The example row; its first cell begins with 示例 so that it is known again when the template comes back."""
    first, *others = [writable(column.example) for column in columns]
    return [f"{EXAMPLE}：{first}" if first else EXAMPLE, *others]


def sheet_names(sheets: Sequence[SheetFacts]) -> list[str]:
    """Names Excel accepts, each different from the others, in the order of the sheets."""
    taken = {DICTIONARY}
    return [_sheet_name(facts.name, taken) for facts in sheets]


def quoted_name(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def _refuse_too_large(facts: SheetFacts, last: int) -> None:
    columns = len(facts.columns)
    if last > _MOST_ROWS or columns > _MOST_COLUMNS or len(facts.rows) * columns > _MOST_CELLS:
        raise ExportProblem(
            f"“{facts.name}”有 {len(facts.rows):,} 行、{columns:,} 列，一张工作表放不下。",
            "请先筛选，分几次导出，或者少选几列。",
        )


def _width(facts: SheetFacts, place: int) -> float:
    column = facts.columns[place]
    if column.width is not None:
        return column.width
    texts = [as_text(row[place]) for row in islice(facts.rows, _ROWS_MEASURED) if place < len(row)]
    texts += [*column.choices[:_ROWS_MEASURED], column.example]
    widest = max(_columns(line) for text in texts for line in (text.split("\n")))
    label = min(_columns(label_text(column)) + 1, _WIDEST_LABEL)
    return max(_NARROWEST, label, min(widest, _WIDEST)) + 2


def _columns(text: str) -> int:
    """How many columns of a terminal, and of a sheet, the text takes: a Chinese character takes two."""
    return len(text.encode("gbk", "replace"))


def _sheet_name(name: str, taken: set[str]) -> str:
    clean = _NOT_IN_SHEET_NAME.sub(" ", writable(name)).strip("' ")[:_LONGEST_SHEET_NAME] or "工作表"
    candidate = clean
    number = 2
    while candidate.casefold() in taken:
        ending = f"（{number}）"
        candidate = clean[: _LONGEST_SHEET_NAME - len(ending)] + ending
        number += 1
    taken.add(candidate.casefold())
    return candidate
