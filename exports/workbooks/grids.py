"""A part of a sheet as texts, with the merged cells that cover it."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from exports.workbooks.sheets import Cell, Merge, Sheet, as_text

_TALLEST = 6  # rows: a merged cell taller than this is no part of a header
_MOST_COVERED = 16_384  # cells of one row that merged cells may cover: as many as Excel has columns
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+%?")
_NUMBERS_BEGIN = frozenset("+-.,0123456789")


class Grid:
    """The rows of a sheet between two columns; numbers are 0-based and those of the sheet, texts are cached."""

    def __init__(self, sheet: Sheet, columns: range | None = None) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self.columns = range(max(map(len, sheet.rows), default=0)) if columns is None else columns
        self._texts: dict[int, list[str]] = {}
        self._covers: dict[int, dict[int, Merge]] = {}
        self._merges: dict[int, list[Merge]] = {}
        for merge in sheet.merged:
            if merge.bottom - merge.top < _TALLEST:
                for row in range(merge.top, min(merge.bottom + 1, len(self.rows))):
                    self._merges.setdefault(row, []).append(merge)

    def within(self, columns: range) -> "Grid":
        """The part of it between two other columns."""
        return self if columns == self.columns else Grid(self.sheet, columns)

    def cells(self, row: int) -> Sequence[Cell]:
        """The cells of a row between the two columns."""
        return self.rows[row][self.columns.start : self.columns.stop]

    def texts(self, row: int) -> list[str]:
        """The texts of a row, from the first column of the sheet on, "" where another part of the sheet is."""
        if row not in self._texts:
            if row >= len(self.rows):
                return []
            shown = [as_text(cell) for cell in self.cells(row)]
            self._texts[row] = [""] * self.columns.start + shown
        return self._texts[row]

    def filled(self, row: int) -> list[int]:
        """The columns of a row that say something."""
        return [column for column, text in enumerate(self.texts(row)) if text]

    def count(self, row: int) -> int:
        """How many cells of a row are filled: a quick look, for which spaces are filled too."""
        cells = self.cells(row)
        return len(cells) - cells.count(None)

    def covers(self, row: int) -> Mapping[int, Merge]:
        """Column -> the merged cell that covers it in this row."""
        if row not in self._merges:
            return {}
        if row not in self._covers:
            pairs = ((c, merge) for merge in self._merges[row] for c in range(merge.left, merge.right + 1))
            self._covers[row] = dict(islice(pairs, _MOST_COVERED))
        return self._covers[row]

    def says(self, merge: Merge) -> str:
        """The text of a merged cell."""
        texts = self.texts(merge.top)
        return texts[merge.left] if merge.left < len(texts) else ""


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number or a date, as such or as text (1,200.50; 26.18%)."""
    if not isinstance(cell, str):
        return cell is not None
    text = cell.strip()
    return bool(text) and text[0] in _NUMBERS_BEGIN and _NUMBER.fullmatch(text) is not None
