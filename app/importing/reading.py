"""From a workbook to rows of values: which tables it holds, which column is which field, and what each cell says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import codes
from app.fields import Field, Unreadable, Value
from app.importing.cells import ColumnReader, Rules
from app.importing.kinds import KINDS, ListKind
from app.importing.mapping import FIXED, HELPER, ROW_ID, ColumnMatch, match_columns
from app.pause import without_collector
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Values
from exports.workbooks.sheets import address

if TYPE_CHECKING:
    from exports.workbooks.sheets import Workbook
    from exports.workbooks.tables import Placement, Table

_SAMPLES = 40
Remembered = Callable[[Sequence[str]], Mapping[str, str | None]]
"""How a table of these headings was read last time."""

Known = Callable[[str], Iterable[Value]]
"""The values that a column has in the office's records already."""


def _nothing(column: str) -> Iterable[Value]:
    return ()


@dataclass(frozen=True)
class Opened:
    """A workbook that was read: its file's name and its sheets."""

    file_name: str
    workbook: "Workbook"


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell ("C5") or, with cell "A5", with the whole row 5."""

    cell: str
    label: str
    reason: str


@dataclass(frozen=True)
class TableChoice:
    """A table as a person wants it read: the sheet (0-based), where it stands, and the field of each column chosen
    (0-based in the sheet; None: not imported)."""

    sheet: int
    placement: "Placement"
    columns: Mapping[int, str | None]


@dataclass(frozen=True)
class TableRead:
    """A table of the workbook as it is read: the sheet, the table as found, and what each column is taken for."""

    sheet: int
    sheet_name: str
    table: "Table"
    matches: tuple[ColumnMatch, ...]

    @property
    def choice(self) -> TableChoice:
        """This table as a choice, so that a person can change it."""
        chosen = {one.column: one.field for one in self.matches if one.confidence == "chosen"}
        return TableChoice(self.sheet, self.table.placement, chosen)

    @property
    def fields(self) -> dict[int, str]:
        """Column of the sheet → field, for the columns that are imported."""
        return {one.column: one.field for one in self.matches if one.field and one.imported}


@dataclass(frozen=True, slots=True)
class Unsure:
    """A cell whose word may mean one of several codes (中专: 毕业, 结业 or 肄业): a person says which."""

    field: str
    said: str
    codes: tuple[str, ...]


@dataclass(slots=True)
class SheetRow:
    """A row of a table: its place among all rows, the values read, its cells as sent, and what could not be read.

    `fixed` are the values that a person gave for all rows and this one does not say itself; with `above` its group
    is only what the lines over the table say.
    """

    index: int
    table: int
    number: int
    values: Values
    cells: tuple[Any, ...]
    group: str
    faults: tuple[CellFault, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    fixed: frozenset[str] = frozenset()
    above: bool = False


def open_file(
    path: Path,
    *,
    password: str = "",
    progress: Progress = silent,
    meanwhile: Callable[[], object] | None = None,
) -> Opened:
    """Read the file, whatever it is; raises PasswordNeeded where it has a password that was not given, ExportProblem
    when it cannot be read.

    `meanwhile` is called while another process opens it.
    """
    from exports.workbooks.reading import read_workbook

    with without_collector():
        return Opened(path.name, read_workbook(path, password=password, progress=progress, meanwhile=meanwhile))


def kind_said(opened: Opened) -> str | None:
    """The kind of list that a template says it is, if it is one of ours; None for any other workbook."""
    from exports.workbooks.templates import template_keys

    said = {one.key.partition("@")[0] for one in template_keys(opened.workbook).values()}
    known = said.intersection(KINDS)
    return known.pop() if len(known) == 1 else None


def read_tables(
    kind: ListKind, opened: Opened, remembered: Remembered, choices: Sequence[TableChoice] | None = None
) -> tuple[TableRead, ...]:
    """Every table that is such a list, or those a person chose; a sheet that is hidden was not meant to be sent."""
    from exports.workbooks.tables import find_tables, table_at
    from exports.workbooks.templates import template_keys

    keys = template_keys(opened.workbook)
    known = {label for one in kind.columns for label in (one.label, *one.synonyms)}
    sheets = opened.workbook.sheets

    def read(number: int, table: "Table", chosen: Mapping[int, str | None]) -> TableRead:
        sheet = sheets[number]
        said = keys.get(sheet.name)
        template = said.columns if said and said.key.partition("@")[0] == kind.name else {}
        table = _without_unfilled(table, template)
        matches = match_columns(
            kind.columns,
            table.labels,
            _samples(table),
            template=template,
            remembered=remembered(table.labels),
            chosen=chosen,
        )
        return TableRead(number, sheet.name, table, matches)

    if choices is not None:
        return tuple(read(one.sheet, table_at(sheets[one.sheet], one.placement), one.columns) for one in choices)
    found = (
        read(number, table, {})
        for number, sheet in enumerate(sheets)
        if not sheet.hidden
        for table in find_tables(sheet, known)
    )
    return tuple(one for one in found if _is_such_a_list(kind, one))


def read_rows(
    kind: ListKind, tables: Sequence[TableRead], rules: Rules, fixed: Mapping[str, str], known: Known = _nothing
) -> list[SheetRow]:
    """Every data row of the tables, with values by field; `fixed` are what cells say that the sheet does not have.

    `known` gives the values that a column has in the office's records already: they need no second reading.
    """
    given = _given(kind, fixed, rules)
    rows: list[SheetRow] = []
    for number, one in enumerate(tables):
        rows += _rows(kind, number, one, rules, len(rows), known)
    if given:
        for row in rows:
            row.fixed = frozenset(given.keys() - row.values.keys())
            row.values = {**given, **row.values}
    return rows


def _is_such_a_list(kind: ListKind, table: TableRead) -> bool:
    """Whether every anchor is among the columns, be it as a guess still to be confirmed."""
    guessed = {one.field for one in table.matches}
    return all(anchor in guessed for anchor in kind.anchors)


def _without_unfilled(table: "Table", template: Mapping[int, str]) -> "Table":
    """Of a pre-filled template, the rows in which nobody has typed anything say nothing."""
    from exports.workbooks.sheets import as_text
    from exports.workbooks.tables import Skipped

    if not any(key.startswith(FIXED) for key in template.values()):
        return table
    typed = [column for column, key in template.items() if not key.startswith((FIXED, HELPER))]
    body = [row for row in table.body if any(as_text(row.values[at]) for at in typed if at < len(row.values))]
    filled = {row.number for row in body}
    left = [
        Skipped(row.number, "空行", " ".join(filter(None, map(as_text, row.values))))
        for row in table.body
        if row.number not in filled
    ]
    return replace(table, body=tuple(body), skipped=(*table.skipped, *left))


def _samples(table: "Table") -> dict[int, list[Any]]:
    width = len(table.labels)
    rows = table.body[:_SAMPLES]
    return {column: [row.values[column] for row in rows if column < len(row.values)] for column in range(width)}


def _given(kind: ListKind, fixed: Mapping[str, str], rules: Rules) -> Values:
    given: Values = {}
    for name, text in fixed.items():
        column = kind.column(name)
        if column is None:
            raise Problem(f"{kind.label}没有“{name}”这一项。", "请从列出的项目里选。")
        found = ColumnReader(column, rules).read(text)
        if isinstance(found, Unreadable):
            raise Problem(f"{column.label}不能全部填“{text}”。", str(found))
        if found is not None:
            given[name] = found
    return given


def _rows(kind: ListKind, table: int, read: TableRead, rules: Rules, start: int, known: Known) -> Iterator[SheetRow]:
    """The rows of one table. Column by column: most hold few different cells, and each of these is read once."""
    body = read.table.body
    columns = list(zip(*(row.values for row in body), strict=True))
    names: list[str] = []
    values: list[list[Any]] = []
    unread: list[tuple[int, Field, int]] = []
    for column, said in read.fields.items():
        name = kind.row_id if said == ROW_ID else said
        field = kind.column(name)
        if field is None or not columns:
            continue
        reader = ColumnReader(field, rules, columns[column])
        reader.trust(partial(known, name))
        found = reader.read_all(columns[column])
        if Unreadable in set(map(type, found)):
            unread.append((len(names), field, column))
        names.append(name)
        values.append(found)
    across = zip(*values, strict=True) if values else iter([()] * len(body))
    for index, (row, read_cells) in enumerate(zip(body, across, strict=True), start):
        given = {name: value for name, value in zip(names, read_cells, strict=True) if value is not None}
        made = SheetRow(index, table, row.number, given, row.values, row.group)
        if unread:
            _set_aside(made, unread, read_cells)
        yield made


def _set_aside(row: SheetRow, unread: Sequence[tuple[int, Field, int]], cells: Sequence[Any]) -> None:
    """Take out of a row's values what could not be read: a fault, or a word of several meanings."""
    for place, field, column in unread:
        found = cells[place]
        if found.__class__ is not Unreadable:
            continue
        del row.values[field.name]
        said = row.cells[column]
        meant = codes.table(field.codes).may_mean(str(said)) if field.codes and isinstance(said, str) else ()
        if meant:
            row.unsure += (Unsure(field.name, said.strip(), meant),)
        else:
            row.faults += (CellFault(address(row.number - 1, column), field.label, str(found)),)
