"""From a workbook's cells to values: which column is which field, and what each cell says."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.fields import Field, Kind, Unreadable, Value, parse
from app.records import Entity, Values

if TYPE_CHECKING:
    from exports.workbooks.sheets import Sheet, Workbook

_SERIAL = {"序号", "编号", "行号"}


@dataclass(frozen=True)
class CellFault:
    """What is wrong with a cell ("C5") or, with cell "A5", with the whole row 5."""

    cell: str
    label: str
    reason: str


@dataclass(frozen=True)
class SheetRow:
    """A row of the sheet: values read so far, where each stands, and what could not be read."""

    sheet: str
    number: int
    values: Values
    cells: Mapping[str, str]
    faults: list[CellFault]


@dataclass(frozen=True)
class Reading:
    """All rows of a workbook's tables; `mapped` pairs a heading with a field's label, `unmapped` found none."""

    rows: list[SheetRow]
    mapped: tuple[tuple[str, str], ...]
    unmapped: tuple[str, ...]


def read_rows(entity: Entity, workbook: "Workbook", today: date) -> Reading:
    """Every data row of every table that has the entity's first field among its headings."""
    from exports.workbooks.headers import label_forms
    from exports.workbooks.tables import find_table

    by_form = {
        form: one
        for one in reversed(entity.fields)
        for label in (*one.synonyms, one.label)
        for form in label_forms(label)
    }
    known = {label for one in entity.fields for label in (one.label, *one.synonyms)}
    rows: list[SheetRow] = []
    mapped: dict[str, str] = {}
    unmapped: dict[str, None] = {}
    for sheet in workbook.sheets:
        # What the clerk does not see was not meant to be sent: drop-down lists, last year's copy.
        table = None if sheet.hidden else find_table(sheet, known)
        if table is None:
            continue
        columns = _columns(table.labels, by_form, label_forms)
        if entity.fields[0].name not in {one.name for one in columns.values()}:
            continue
        mapped.update({table.labels[column]: one.label for column, one in columns.items()})
        taken = {table.labels[column] for column in columns}
        unmapped.update(dict.fromkeys(label for label in table.labels if label and label not in taken))
        rows += _sheet_rows(sheet, table.body, columns, today)
    return Reading(rows, tuple(mapped.items()), tuple(label for label in unmapped if label not in _SERIAL))


def _columns(
    labels: tuple[str, ...], by_form: Mapping[str, Field], forms: Callable[[str], Iterable[str]]
) -> dict[int, Field]:
    """Column of the sheet → field; a field is taken once, by the first heading that names it."""
    columns: dict[int, Field] = {}
    for column, label in enumerate(labels):
        # A heading under a group says both ("任教情况/任教学科"); the part under the group may be the field's name.
        said = (label, label.rpartition("/")[2]) if label else ()
        found = next((by_form[form] for one in said for form in forms(one) if form in by_form), None)
        if found is not None and found not in columns.values():
            columns[column] = found
    return columns


def _sheet_rows(sheet: "Sheet", body: Iterable[Any], columns: Mapping[int, Field], today: date) -> Iterable[SheetRow]:
    readers = [(column, _letters(column), one, _Reader(one, today)) for column, one in columns.items()]
    for line in body:
        values: Values = {}
        cells = {}
        faults = []
        for column, letters, field, reader in readers:
            cell = line.values[column] if column < len(line.values) else None
            if cell is None or cell == "":
                continue
            cells[field.name] = f"{letters}{line.number}"
            found = reader.texts[cell] if cell.__class__ is str else reader.others[cell.__class__, cell]
            if isinstance(found, Unreadable):
                faults.append(CellFault(cells[field.name], field.label, str(found)))
            else:
                values[field.name] = found
        yield SheetRow(sheet.name, line.number, values, cells, faults)


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


class _Reader:
    """Reads the cells of one column; equal cells are read once, for most columns hold few different ones.

    Texts are looked up by themselves, all else with its type: 1, 1.0 and True are equal and mean different things.
    """

    def __init__(self, field: Field, today: date) -> None:
        self.field = field
        self._today = today
        self.texts = _Known(self._parse)
        self.others = _Known(lambda typed: self._parse(typed[1]))

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
        return parse(self.field, text, today=self._today)


def _date_text(field: Field, cell: Any, text: str) -> str:
    """What a cell with a number meant as a date says."""
    if isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", text):
        raise Unreadable(f"{field.label}“{text}”分不清是 1 月还是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10。")
    if isinstance(cell, int | float) and not isinstance(cell, bool) and re.fullmatch(r"[1-5]\d{4}", text):
        # A date whose cell lost its format: days since 1899-12-30.
        return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
    return text


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
