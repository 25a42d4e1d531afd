"""What importing a workbook would do, row by row, and doing it: all of it in one act, or nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app import organisations, records, teachers
from app.fields import Fault, Field, Kind, Owner, Value, check, show
from app.importing.matching import Matcher, Teachers, matcher_for
from app.importing.reading import CellFault, SheetRow, read_rows
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Entity, Invalid, Values
from app.session import Session
from storage import importing as stored

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


def preview(session: Session, kind: str, path: Path, *, progress: Progress = silent) -> Preview:
    """Read a workbook and say, row by row, what importing it would do; nothing is written."""
    entity = KINDS.get(kind)
    if entity is None:
        raise Problem(f"还不能导入“{kind}”。", f"可以导入的有：{'、'.join(KINDS)}。")
    from exports.workbooks.reading import read_workbook

    workbook = read_workbook(path, progress=progress)
    progress(0, 0, "核对每一行")
    reading = read_rows(entity, workbook, session.today())
    if not reading.mapped:
        raise Problem(
            f"在“{path.name}”里没有找到{entity.label}名单。",
            f"表格里要有一行表头，至少包含“{entity.fields[0].label}”。可以先导出模板，照着填写。",
        )
    # Before anything is compared: what changes meanwhile makes the preview too old.
    revision = stored.revision(session.store)
    matcher = matcher_for(session, entity)
    seen: dict[str, str] = {}
    sound = _Sound(session, entity)
    checked = []
    for index, row in enumerate(reading.rows):
        if index % 200 == 0:
            progress(index, len(reading.rows), "核对每一行")
        checked.append(_checked(session, entity, matcher, sound, row, seen))
    return Preview(kind, path.name, tuple(checked), reading.mapped, reading.unmapped, revision)


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
    entity = KINDS[made.kind]
    since = session.today()
    with session.writing(f"导入{entity.label}：{made.file_name}（{len(wanted)} 行）") as rows:
        if rows.rev != made.revision + 1:
            raise Problem("预览之后，数据又有了改动。", "请重新预览一次再导入，以免覆盖刚才的修改。")
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


class _Sound:
    """Tells at once of most records that `records.validate` has nothing against them: each value is checked once."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self._entity = entity
        self._known: dict[str, dict[Value, bool]] = {one.name: {} for one in entity.fields}
        self._not_ours = {one.name for one in entity.fields if one.owner is Owner.COUNTY and not session.is_county}

    def whole(self, values: Values, changes: Values) -> bool:
        """Whether the record `values` with these changes has no fault."""
        for one in self._entity.fields:
            value = values.get(one.name)
            known = self._known[one.name].get(value)
            if known is None:
                known = self._known[one.name][value] = not check((one,), {one.name: value})
            if not known:
                return False
        return not self._entity.faults(values) and self._not_ours.isdisjoint(changes)


def _checked(
    session: Session, entity: Entity, matcher: Matcher, sound: _Sound, row: SheetRow, seen: dict[str, str]
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
    if pk and entity is organisations.ENTITY and current.get("code") != values.get("code"):
        # Found by a short or differently written name: that is a way of calling it, not its new name.
        changes.pop("name", None)
    if not faults and not problems:
        problems += _unsound(session, entity, sound, {**current, **changes}, changes)
        problems += _twice(matcher.identity({**current, **values}), row, seen)
    faults += [_placed(entity, row, fault) for fault in problems]
    if faults:
        return PreviewRow(row.sheet, row.number, "faulty", title, pk, faults=tuple(faults))
    lines = tuple(_lines(entity, matcher, current, changes)) if changes else ()
    state: RowState = "new" if pk is None else "changed" if changes else "same"
    return PreviewRow(row.sheet, row.number, state, title, pk, changes, lines)


def _unsound(session: Session, entity: Entity, sound: _Sound, values: Values, changes: Values) -> list[Fault]:
    try:
        if not sound.whole(values, changes):
            records.validate(session, entity, values, changes)
        if entity is teachers.ENTITY:
            teachers.guard_own_school(session, values)
    except Invalid as invalid:
        return invalid.faults
    return []


def _known_person(current: Values) -> Values:
    return {name: current.get(name) for name in ("id_number", "birth_date", "sex") if current.get(name)}


def _twice(identity: str, row: SheetRow, seen: dict[str, str]) -> list[Fault]:
    first = seen.setdefault(identity, f"{row.sheet}第 {row.number} 行")
    if first != f"{row.sheet}第 {row.number} 行":
        return [Fault("name", f"与{first}重复，请只保留一行。")]
    return []


def _placed(entity: Entity, row: SheetRow, fault: Fault) -> CellFault:
    field = entity.field(fault.field)
    return CellFault(row.cells.get(fault.field, f"A{row.number}"), field.label if field else entity.label, fault.reason)


def _lines(entity: Entity, matcher: Matcher, current: Values, changes: Values) -> Iterable[Line]:
    schools = matcher.organisations if isinstance(matcher, Teachers) else matcher

    def shown(field: Field, value: Value) -> str:
        if field.kind is Kind.REFERENCE:
            return str(schools.rows[str(value)]["name"]) if value else ""
        return show(field, value)

    for one in entity.fields:
        if one.name in changes:
            yield Line(one.name, one.label, shown(one, current.get(one.name)), shown(one, changes[one.name]))
