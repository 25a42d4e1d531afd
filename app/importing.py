"""Reading a workbook into records: columns mapped to fields, rows compared with what is there, then one act."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app import organisations, records, teachers
from app.fields import Fault, Field, Kind, Unreadable, Value, parse, show
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Entity, Invalid, Values
from app.session import Session
from storage import importing as stored

if TYPE_CHECKING:
    from exports.workbooks.sheets import Sheet, Workbook

RowState = Literal["new", "changed", "same", "faulty"]
STATE_LABELS: dict[RowState, str] = {"new": "新增", "changed": "变化", "same": "无变化", "faulty": "有误"}
KINDS: dict[str, Entity] = {"organisations": organisations.ENTITY, "teachers": teachers.ENTITY}


@dataclass(frozen=True)
class Line:
    """One field that a row sets: its name and label, and what it was and becomes, as shown."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class CellFault:
    """What is wrong with a cell ("C5") or, with cell "A5", with the whole row 5."""

    cell: str
    label: str
    reason: str


@dataclass(frozen=True)
class PreviewRow:
    """One row of the workbook: where it stands, what becomes of it, and why not."""

    sheet: str
    number: int
    state: RowState
    title: str
    pk: str | None = None
    changes: Mapping[str, Value] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A workbook as it would be imported. `revision` tells whether the data moved since."""

    kind: str
    file_name: str
    rows: tuple[PreviewRow, ...]
    mapped: tuple[tuple[str, str], ...]
    """(heading in the workbook, label of the field)."""
    unmapped: tuple[str, ...]
    """Headings that no field was found for: their columns are not imported."""
    revision: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each state."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted.get(state, 0) for state in STATE_LABELS}

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        parts = "、".join(f"{STATE_LABELS[state]} {self.counts[state]} 行" for state in STATE_LABELS)
        return f"共 {len(self.rows)} 行：{parts}。"


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    new: int
    changed: int
    skipped: int


@dataclass(frozen=True)
class _Row:
    """A row of the sheet on its way: values read so far, and what was wrong."""

    sheet: str
    number: int
    values: Values
    cells: Mapping[str, str]
    faults: list[CellFault]


def preview(session: Session, kind: str, path: Path, *, progress: Progress = silent) -> Preview:
    """Read a workbook and say, row by row, what importing it would do; nothing is written."""
    entity = KINDS.get(kind)
    if entity is None:
        raise Problem(f"还不能导入“{kind}”。", f"可以导入的有：{'、'.join(KINDS)}。")
    from exports.workbooks.reading import read_workbook

    workbook = read_workbook(path, progress=progress)
    progress(0, 0, "核对每一行")
    rows, mapped, unmapped = _read_rows(session, entity, workbook)
    if not mapped:
        raise Problem(
            f"在“{path.name}”里没有找到{entity.label}名单。",
            f"表格里要有一行表头，至少包含“{entity.fields[0].label}”。可以先导出模板，照着填写。",
        )
    matcher = _Teachers(session) if entity is teachers.ENTITY else _Organisations(session)
    seen: dict[str, str] = {}
    checked = []
    for index, row in enumerate(rows):
        if index % 200 == 0:
            progress(index, len(rows), "核对每一行")
        checked.append(_checked(session, entity, matcher, row, seen))
    return Preview(kind, path.name, tuple(checked), mapped, unmapped, stored.revision(session.store))


def apply(session: Session, made: Preview, *, skip_faulty: bool = False, progress: Progress = silent) -> Imported:
    """Import what the preview shows, all of it in one act or nothing; it can be undone as a whole.

    Raises Problem when rows are faulty (unless they are to be skipped) or the data moved since the preview.
    """
    counts = made.counts
    if counts["faulty"] and not skip_faulty:
        raise Problem(f"有 {counts['faulty']} 行需要改正，没有导入。", "请按提示改好表格再导入，或者选择跳过这些行。")
    wanted = [row for row in made.rows if row.state in ("new", "changed")]
    if not wanted:
        return Imported(0, 0, counts["faulty"])
    if stored.revision(session.store) != made.revision:
        raise Problem("预览之后，数据又有了改动。", "请重新预览一次再导入，以免覆盖刚才的修改。")
    entity = KINDS[made.kind]
    since = session.today()
    with session.writing(f"导入{entity.label}：{made.file_name}（{len(wanted)} 行）") as rows:
        for index, row in enumerate(wanted):
            if index % 100 == 0:
                progress(index, len(wanted), "写入")
            if entity is teachers.ENTITY:
                teachers.write(rows, row.pk, dict(row.changes), since)
            elif row.pk is None:
                rows.insert(entity.table, row.changes)
            else:
                rows.update(entity.table, row.pk, row.changes)
    return Imported(counts["new"], counts["changed"], counts["faulty"])


# -- from cells to values


def _read_rows(
    session: Session, entity: Entity, workbook: "Workbook"
) -> tuple[list[_Row], tuple[tuple[str, str], ...], tuple[str, ...]]:
    from exports.workbooks.headers import label_forms
    from exports.workbooks.tables import find_table

    by_form = {
        form: one
        for one in reversed(entity.fields)
        for label in (*one.synonyms, one.label)
        for form in label_forms(label)
    }
    known = {label for one in entity.fields for label in (one.label, *one.synonyms)}
    rows: list[_Row] = []
    mapped: dict[str, str] = {}
    unmapped: dict[str, None] = {}
    for sheet in workbook.sheets:
        table = find_table(sheet, known)
        if table is None:
            continue
        columns = _columns(table.labels, by_form, label_forms)
        if entity.fields[0].name not in {one.name for one in columns.values()}:
            continue
        mapped.update({table.labels[column]: one.label for column, one in columns.items()})
        taken = {table.labels[column] for column in columns}
        unmapped.update(dict.fromkeys(label for label in table.labels if label and label not in taken))
        rows += _sheet_rows(session, sheet, table.body, columns)
    serial = {"序号", "编号", "行号"}
    return rows, tuple(mapped.items()), tuple(label for label in unmapped if label not in serial)


def _columns(
    labels: tuple[str, ...], by_form: Mapping[str, Field], forms: Callable[[str], Iterable[str]]
) -> dict[int, Field]:
    """Column of the sheet → field; a field is taken once, by the first heading that names it."""
    columns: dict[int, Field] = {}
    for column, label in enumerate(labels):
        found = next((by_form[form] for form in forms(label) if form in by_form), None) if label else None
        if found is not None and found not in columns.values():
            columns[column] = found
    return columns


def _sheet_rows(session: Session, sheet: "Sheet", body: Iterable[Any], columns: Mapping[int, Field]) -> Iterable[_Row]:
    today = session.today()
    readers = {column: _Reader(one, today) for column, one in columns.items()}
    for line in body:
        values: Values = {}
        cells = {}
        faults = []
        for column, reader in readers.items():
            cell = line.values[column] if column < len(line.values) else None
            if cell is None or cell == "":
                continue
            place = f"{_letters(column)}{line.number}"
            cells[reader.field.name] = place
            try:
                values[reader.field.name] = reader.read(cell)
            except Unreadable as reason:
                faults.append(CellFault(place, reader.field.label, str(reason)))
        yield _Row(sheet.name, line.number, values, cells, faults)


class _Reader:
    """Reads the cells of one column; equal cells are read once, for most columns hold few different ones."""

    def __init__(self, field: Field, today: date) -> None:
        self.field = field
        self._today = today
        self._known: dict[tuple[type, Any], Value | Unreadable] = {}

    def read(self, cell: Any) -> Value:
        """The value of a cell; raises `Unreadable`."""
        key = (type(cell), cell)
        if key not in self._known:
            try:
                self._known[key] = self._parse(cell)
            except Unreadable as reason:
                self._known[key] = reason
        found = self._known[key]
        if isinstance(found, Unreadable):
            raise found
        return found

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


# -- from values to what becomes of the row


class _Organisations:
    """Finds the organisation a row means, by 学校标识码, else by name."""

    def __init__(self, session: Session) -> None:
        found = organisations.listed(session)
        self.rows = {str(row["id"]): row for row in found}
        self.by_code = {str(row["code"]): str(row["id"]) for row in found if row["code"]}
        self.by_name: dict[str, list[str]] = {}
        for row in found:
            for name in {row["name"], row["short_name"]} - {None, ""}:
                self.by_name.setdefault(_tight(str(name)), []).append(str(row["id"]))

    def resolve(self, values: Values) -> list[Fault]:
        """Replace what the sheet says of other rows by their ids."""
        return self.referred(values, "parent_id", "上级单位")

    def referred(self, values: Values, name: str, label: str) -> list[Fault]:
        """Replace the name or code of an organisation by its id."""
        said = values.get(name)
        if not said:
            return []
        found = self.named(str(said))
        if len(found) == 1:
            values[name] = found[0]
            return []
        values.pop(name)
        if found:
            return [Fault(name, f"有 {len(found)} 个单位都叫“{said}”，请改填学校标识码。")]
        return [Fault(name, f"{label}“{said}”没有登记。请核对名称，或先在“单位”里登记它。")]

    def named(self, said: str) -> list[str]:
        """Ids of the organisations of that code or name."""
        if said in self.by_code:
            return [self.by_code[said]]
        return self.by_name.get(_tight(said), [])

    def match(self, values: Values) -> tuple[str | None, list[Fault]]:
        """The id of the organisation that a row describes, or None for a new one."""
        code = values.get("code")
        if code:
            if str(code) in self.by_code:
                return self.by_code[str(code)], []
            same = [pk for pk in self.by_name.get(_tight(str(values.get("name"))), []) if not self.rows[pk]["code"]]
        else:
            same = self.by_name.get(_tight(str(values.get("name"))), [])
        if len(same) > 1:
            return None, [Fault("name", f"有 {len(same)} 个单位都叫“{values.get('name')}”，请加上学校标识码。")]
        return (same[0] if same else None), []

    def identity(self, values: Values) -> str:
        """What two rows of one sheet share when they mean the same thing."""
        return str(values.get("code") or values.get("name"))


class _Teachers:
    """Finds the teacher a row means: by ID number, else by name and school."""

    def __init__(self, session: Session) -> None:
        self.organisations = _Organisations(session)
        self.own = None if session.is_county else session.organisation
        found = teachers.every(session)
        self.rows = {str(row["id"]): row for row in found}
        self.by_number = {str(row["id_number"]): str(row["id"]) for row in found if row["id_number"]}
        self.by_name: dict[tuple[str, str], list[str]] = {}
        for row in found:
            self.by_name.setdefault((str(row["name"]), str(row["work"])), []).append(str(row["id"]))

    def resolve(self, values: Values) -> list[Fault]:
        """Replace the names of schools by their ids; at a school its own is understood."""
        faults = self.organisations.referred(values, "work", "任教学校")
        faults += self.organisations.referred(values, "establishment", "编制单位")
        if self.own and not values.get("work") and not faults:
            values["work"] = self.own
        return faults

    def match(self, values: Values) -> tuple[str | None, list[Fault]]:
        """The id of the teacher that a row describes, or None for a new one."""
        number = values.get("id_number")
        if number and str(number) in self.by_number:
            pk = self.by_number[str(number)]
            if self.rows[pk]["name"] != values.get("name"):
                reason = f"这个身份证号登记的是“{self.rows[pk]['name']}”，与表中姓名不同，请核对。"
                return None, [Fault("name", reason)]
            return pk, []
        same = self.by_name.get((str(values.get("name")), str(values.get("work"))), [])
        if number:
            same = [pk for pk in same if not self.rows[pk]["id_number"]]
        if len(same) > 1:
            return None, [Fault("name", f"本校有 {len(same)} 位“{values['name']}”，请填写身份证号以便分清。")]
        return (same[0] if same else None), []

    def identity(self, values: Values) -> str:
        """What two rows of one sheet share when they mean the same person."""
        return str(values.get("id_number") or (values.get("name"), values.get("work")))


def _tight(name: str) -> str:
    return re.sub(r"[\s()（）]", "", name)


def _checked(
    session: Session, entity: Entity, matcher: _Organisations | _Teachers, row: _Row, seen: dict[str, str]
) -> PreviewRow:
    values = dict(row.values)
    title = str(values.get("name") or f"第 {row.number} 行")
    faults = list(row.faults)
    problems = matcher.resolve(values)
    pk, doubts = matcher.match(values)
    problems += doubts
    current: Values = dict(matcher.rows[pk]) if pk else {}
    if entity is teachers.ENTITY and not faults:
        values = teachers.completed({**_known_person(current), **values})
    changes: Values = {
        name: value for name, value in values.items() if value is not None and current.get(name) != value
    }
    if not faults and not problems:
        try:
            records.validate(session, entity, {**current, **changes}, changes)
        except Invalid as invalid:
            problems += invalid.faults
        problems += _twice(matcher.identity({**current, **values}), row, seen)
    faults += [_placed(entity, row, fault) for fault in problems]
    if faults:
        return PreviewRow(row.sheet, row.number, "faulty", title, pk, faults=tuple(faults))
    lines = tuple(_lines(entity, matcher, current, changes))
    state: RowState = "new" if pk is None else "changed" if changes else "same"
    return PreviewRow(row.sheet, row.number, state, title, pk, changes, lines)


def _known_person(current: Values) -> Values:
    return {name: current.get(name) for name in ("id_number", "birth_date", "sex") if current.get(name)}


def _twice(identity: str, row: _Row, seen: dict[str, str]) -> list[Fault]:
    first = seen.setdefault(identity, f"{row.sheet}第 {row.number} 行")
    if first != f"{row.sheet}第 {row.number} 行":
        return [Fault("name", f"与{first}重复，请只保留一行。")]
    return []


def _placed(entity: Entity, row: _Row, fault: Fault) -> CellFault:
    field = entity.field(fault.field)
    return CellFault(row.cells.get(fault.field, f"A{row.number}"), field.label if field else entity.label, fault.reason)


def _lines(entity: Entity, matcher: _Organisations | _Teachers, current: Values, changes: Values) -> Iterable[Line]:
    schools = matcher.organisations if isinstance(matcher, _Teachers) else matcher

    def shown(field: Field, value: Value) -> str:
        if field.kind is Kind.REFERENCE:
            return str(schools.rows[str(value)]["name"]) if value else ""
        return show(field, value)

    for one in entity.fields:
        if one.name in changes:
            yield Line(one.name, one.label, shown(one, current.get(one.name)), shown(one, changes[one.name]))
