"""What the cells of one column say: each is read as the column's field, or there is a reason why it cannot be."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app import codes, dates, identity, readers
from app.fields import Field, Kind, Unreadable, Value, tidy
from app.hours import Worth

if TYPE_CHECKING:
    from exports.workbooks.sheets import Cell

_DAYS = (Kind.DATE, Kind.MONTH)
_TOLD_BY_COLUMN = frozenset({Kind.ID_NUMBER, *_DAYS})
"""Kinds of which one cell leaves open what the others tell."""

_SHOWN_AS_KEPT = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, *_DAYS})
"""Kinds whose values people read as they are kept."""

_TEXT_OR_NOTHING = {str, type(None)}

_SERIALS = (10_000, 60_000)
_SURELY_SERIAL = 20_300
"""A number of five digits below this may also be a year and a month, 19857; Excel's day 20300 is in 1955."""

_MASKED = re.compile(r"[0-9Xx \-]*\*{2,}[0-9Xx \-*]*")
_DAMAGED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+(?:1[0-9]|2[0-9])")
_OF_CSV = re.compile(r'="(.*)"')


@dataclass(frozen=True)
class Rules:
    """What reading a cell depends on beside its field.

    `date1904` says from when the workbook counts its days, `worth` what a day (天) and a lesson (节) count for.
    """

    today: date
    date1904: bool = False
    worth: Worth = field(default_factory=Worth)


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
        self._plainly = readers.reader(field, rules.today, rules.worth)
        self._cells = set(cells) - {None, ""} if field.kind in _TOLD_BY_COLUMN else set()
        self._refine = _REFINED.get(field.kind)
        self.texts = _Known(self._of_text)
        self.others = _Known(self._of_other)

    def read(self, cell: "Cell") -> Value | Unreadable:
        """The value of a cell (None: nothing is given), or why it cannot be read."""
        return self.texts[cell] if cell.__class__ is str else self.others[cell.__class__, cell]

    def read_all(self, cells: "Sequence[Cell]") -> list[Value | Unreadable]:
        """As `read`, for a whole column."""
        if set(map(type, cells)) <= _TEXT_OR_NOTHING:
            self.texts[None] = None
            return list(map(self.texts.__getitem__, cells))
        return [None if cell is None else self.read(cell) for cell in cells]

    def trust(self, known: "Callable[[], Iterable[Cell]]") -> None:
        """Take texts that are values of this field already for themselves: they were read and checked once."""
        if self.field.kind in _SHOWN_AS_KEPT:
            texts = [value for value in known() if value.__class__ is str and value]
            self.texts.update(zip(texts, texts, strict=True))

    def _of_text(self, cell: str) -> Value:
        text = tidy(cell)
        if text[:2] == '="' and (marked := _OF_CSV.fullmatch(text)):
            # How a list is written so that Excel leaves the number alone.
            text = tidy(marked[1])
        if not text:
            return None
        if self._refine:
            return self._refine(self, text)
        return self._plainly(text)

    def _of_other(self, typed: tuple[type, Any]) -> Value:
        from exports.workbooks.sheets import ErrorCell, as_text, digits_lost

        cell, kind = typed[1], self.field.kind
        if isinstance(cell, ErrorCell):
            raise Unreadable(cell.sentence)
        if digits_lost(cell):
            raise Unreadable(_lost(self.field.label))
        text = as_text(cell)
        if isinstance(cell, date) and kind in (*_DAYS, Kind.YEAR):
            return self._of_day(cell.date() if isinstance(cell, datetime) else cell, text)
        if cell.__class__ in (int, float):
            if kind in _DAYS:
                return self._of_number(cell, text)
            if kind is Kind.CODE:
                text = _with_its_zero(self.field, text)
        return self._of_text(text)

    # -- dates

    def _of_day(self, day: date, text: str) -> Value:
        serial = (day - self._first_day).days
        if serial <= 0:
            # A formula that refers to an empty cell.
            return None
        if 1900 <= serial <= 2100:
            raise Unreadable(
                f"{self.field.label}“{text}”像是数字 {serial} 被 Excel 显示成了日期。请把格式改为“文本”，重新填写。"
            )
        if self.field.kind is Kind.YEAR:
            return day.year
        if day.day == 1 and self.field.kind is Kind.MONTH and self.field.label.endswith("月"):
            # Excel keeps 2007年9月 as the first of September.
            return self._plainly(day.isoformat()[:7])
        return self._plainly(day.isoformat())

    def _of_number(self, number: float, text: str) -> Value:
        if re.fullmatch(r"[0-9]{2}(?:[0-9]{2})?\.1", text):
            raise _january_or_october(self.field, text)
        if not _SERIALS[0] <= number < _SERIALS[1]:
            return self._of_text(text)
        if _is_year_month(number) and not self._has_serials:
            raise Unreadable(f"{self.field.label}“{text}”看不出是哪一天，请写成 2026-09-01 这样。")
        return self._of_day(self._first_day + timedelta(days=int(number)), text)

    def _of_date_text(self, text: str) -> Value:
        if len(text) > 6:
            return self._plainly(text)
        if re.fullmatch(r"[0-9]{5}", text) and self._all_serials:
            return self._of_day(self._first_day + timedelta(days=int(text)), text)
        meant = dates.two_ways(text)
        if meant and any(dates.is_short(str(cell)) for cell in self._cells):
            raise Unreadable(f"{self.field.label}“{text}”分不清是 {meant}，请写成 2026-09-01 这样。")
        if re.fullmatch(r"[0-9]{4}\.1", text) and self._lost_zeros:
            raise _january_or_october(self.field, text)
        return self._plainly(text)

    @property
    def _first_day(self) -> date:
        # Excel holds 1900 for a leap year: from March on its days count from the day before the last of 1899.
        return date(1904, 1, 1) if self._rules.date1904 else date(1899, 12, 30)

    @cached_property
    def _numbers(self) -> list[float | None]:
        return [_number(cell) for cell in self._cells]

    @cached_property
    def _has_serials(self) -> bool:
        return any(one is not None and _SURELY_SERIAL <= one < _SERIALS[1] for one in self._numbers)

    @cached_property
    def _all_serials(self) -> bool:
        return self._has_serials and all(one is not None and 20_000 <= one < _SERIALS[1] for one in self._numbers)

    @cached_property
    def _lost_zeros(self) -> bool:
        """Whether the column writes 1985.07 and never 1985.10: then 1985.1 was a number that lost its zero."""
        texts = [cell for cell in self._cells if isinstance(cell, str)]
        padded = any(re.fullmatch(r"\s*[0-9]{4}\.0[1-9]\s*", cell) for cell in texts)
        return padded and not any(re.fullmatch(r"\s*[0-9]{4}\.10\s*", cell) for cell in texts)

    # -- numbers of persons and telephones, codes, free text

    def _of_id_number(self, text: str) -> Value:
        if "*" in text and _MASKED.fullmatch(text):
            # As the program itself writes it for the eye: it says nothing new.
            return None
        found = self._plainly(text)
        if isinstance(found, str) and found.endswith("000") and len(text) > 15:
            # One true number in a thousand ends so, and one damaged number in eleven looks true.
            if self._damaged:
                raise Unreadable(_lost(self.field.label))
            if not self._has_whole_numbers:
                raise Unreadable(
                    f"{self.field.label}末三位都是 0，像是被 Excel 改写过。请照身份证核对，确实如此的在窗口里直接填写。"
                )
        return found

    @cached_property
    def _damaged(self) -> bool:
        suspects = (
            cell for cell in self._cells if cell.__class__ is not str or cell[-3:] in ("000", "0.0") or "+" in cell
        )
        return any(_is_damaged(cell) for cell in suspects)

    @cached_property
    def _has_whole_numbers(self) -> bool:
        """Whether other numbers of the column kept their last digits."""
        return any(len(cell) > 17 and cell.strip()[-3:] != "000" for cell in self._cells if isinstance(cell, str))

    def _of_phone(self, text: str) -> Value:
        return None if "*" in text and _MASKED.fullmatch(text) else self._plainly(text)

    def _of_code(self, text: str) -> Value:
        found = self._plainly(text)
        # What was called 中学一级教师 until 2015 is 一级教师 today: a list that still says so tells nothing else.
        return codes.table(self.field.codes or "").current(found) if isinstance(found, str) else found

    def _of_free_text(self, text: str) -> Value:
        if readers.is_stroke(text) or (self.field.sensitive and "**" in text):
            return None
        if _DAMAGED.fullmatch(text):
            raise Unreadable(_lost(self.field.label))
        return self._plainly(text)

    def _of_reference(self, text: str) -> Value:
        return None if readers.is_nothing(text) else text


_REFINED: dict[Kind, Callable[[ColumnReader, str], Value]] = {
    Kind.ID_NUMBER: ColumnReader._of_id_number,
    Kind.PHONE: ColumnReader._of_phone,
    Kind.DATE: ColumnReader._of_date_text,
    Kind.MONTH: ColumnReader._of_date_text,
    Kind.CODE: ColumnReader._of_code,
    Kind.TEXT: ColumnReader._of_free_text,
    Kind.REFERENCE: ColumnReader._of_reference,
}


def _lost(label: str) -> str:
    return f"{label}被 Excel 当成数字，末几位已经丢失，无法恢复。请把这一列设为“文本”格式，重新填写完整号码。"


def _january_or_october(field: Field, text: str) -> Unreadable:
    year = text.partition(".")[0]
    return Unreadable(f"{field.label}“{text}”分不清是 1 月还是 10 月，请写成 {year}-01 或 {year}-10。")


def _is_year_month(number: float) -> bool:
    """Whether a number of five digits may be a year and a month below ten: 19857."""
    return number == int(number) and 1930 <= number // 10 <= 2029 and number % 10 != 0


def _number(cell: Any) -> float | None:
    """The number a cell holds or writes; None for all else."""
    if cell.__class__ in (int, float):
        return float(cell)
    return float(cell) if isinstance(cell, str) and re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", cell.strip()) else None


def _is_damaged(cell: Any) -> bool:
    """Whether an ID number has certainly lost its last digits."""
    from exports.workbooks.sheets import digits_lost

    if not isinstance(cell, str):
        return digits_lost(cell)
    if not identity.damaged_by_excel(cell):
        return False
    try:
        identity.parse(cell)
    except identity.IdentityFault:
        return True
    return False


def _with_its_zero(field: Field, text: str) -> str:
    """A code as its table writes it: Excel makes 1 of 01."""
    table = codes.table(field.codes or "")
    padded = text.zfill(2)
    return padded if text.isdigit() and table.find(text) is None and table.find(padded) else text
