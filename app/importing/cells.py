"""What the cells of one column say: each is read as the column's field, or there is a reason why it cannot be."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.fields import Field, Kind, Unreadable, Value, parse

if TYPE_CHECKING:
    from exports.workbooks.sheets import Cell


@dataclass(frozen=True)
class Rules:
    """What reading a cell depends on beside its field.

    `date1904` says from when the workbook counts its days; a day (天) and a lesson (节) of training are worth
    `hours_per_day` and `hours_per_lesson` tenths of an hour, None where the office has not said.
    """

    today: date
    date1904: bool = False
    hours_per_day: int | None = None
    hours_per_lesson: int | None = None


class _Known(dict[Any, Value | Unreadable]):
    """What cells say, or why they cannot be read; a cell that was not met before is read."""

    def __init__(self, read: Callable[[Any], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Any) -> Value | Unreadable:
        try:
            self[key] = found = self._read(key)
        except Unreadable as reason:
            self[key] = reason
            return reason
        return found


class ColumnReader:
    """Reads the cells of one column; equal cells are read once, for most columns hold few different ones.

    Texts are looked up by themselves in `texts`, all else with its type in `others`: 1, 1.0 and True are equal and
    mean different things. `cells` are those of the column, for what only the column can tell.
    """

    def __init__(self, field: Field, rules: Rules, cells: "Iterable[Cell]" = ()) -> None:
        self.field = field
        self._rules = rules
        self._cells = cells
        self.texts = _Known(self._parse)
        self.others = _Known(lambda typed: self._parse(typed[1]))

    def read(self, cell: "Cell") -> Value | Unreadable:
        """The value of a cell, or why it cannot be read."""
        return self.texts[cell] if cell.__class__ is str else self.others[cell.__class__, cell]

    def _parse(self, cell: Any) -> Value:
        from exports.workbooks.sheets import as_text, digits_lost

        kind = self.field.kind
        if kind is Kind.ID_NUMBER and digits_lost(cell):
            raise Unreadable(
                f"{self.field.label}被 Excel 当成数字，末几位已经丢失。请把这一列设为“文本”格式，照身份证重新输入。"
            )
        text = as_text(cell)
        if kind in (Kind.DATE, Kind.MONTH) and not isinstance(cell, str):
            text = _date_text(self.field, cell, text)
        if kind is Kind.REFERENCE:
            return text or None
        return parse(self.field, text, today=self._rules.today)


def _date_text(field: Field, cell: Any, text: str) -> str:
    """What a cell with a number meant as a date says."""
    if isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", text):
        raise Unreadable(f"{field.label}“{text}”分不清是 1 月还是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10。")
    if isinstance(cell, int | float) and not isinstance(cell, bool) and re.fullmatch(r"[1-5]\d{4}", text):
        # A date whose cell lost its format: days since 1899-12-30.
        return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
    return text
