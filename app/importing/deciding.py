"""What importing a workbook would do, row by row: new, changed, the same, faulty, or a question for a person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app import codes, organisations, records, teachers
from app.entities import AMONG
from app.fields import Fault, Field, Kind, Owner, Value, check, show
from app.importing import mapping, remembering
from app.importing.cells import Rules
from app.importing.finding import NEW, Candidate, Doubt, Organisations, tight
from app.importing.kinds import KINDS, ListKind
from app.importing.matching import Answers, Claims, Match, Matcher, Said, matcher_for
from app.importing.reading import (
    CellFault,
    Opened,
    SheetRow,
    TableChoice,
    TableRead,
    Unsure,
    address,
    open_file,
    read_rows,
    read_tables,
)
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Entity, Invalid, Values
from app.session import Session
from storage import importing as stored

RowState = Literal["new", "changed", "same", "faulty", "doubtful"]
STATE_LABELS: dict[RowState, str] = {
    "new": "新增",
    "changed": "变化",
    "same": "无变化",
    "doubtful": "待确认",
    "faulty": "有误",
}

_LEFT_OUT = frozenset({"序号列", "检查列"})
"""Columns that nobody misses."""

_A_NAME = 4
"""A school is told by so many characters of its name at least: short forms stand in other words too."""

_NAMED = 6
"""So many of those who are missing are named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field that a row sets: its name and label, and what it was and becomes, as shown."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the workbook: where it stands, what becomes of it, and why not.

    `changes` are the values that would be written, `brings` the records that come along (table, values with id).
    """

    index: int
    sheet: str
    number: int
    state: RowState
    title: str
    pk: str | None = None
    changes: Mapping[str, Value] = field(default_factory=dict)
    brings: tuple[tuple[str, Values], ...] = ()
    faults: tuple[CellFault, ...] = ()
    doubt: Doubt | None = None
    note: str = ""


@dataclass(frozen=True)
class Preview:
    """A workbook as it would be imported. `revision` tells whether the data moved since."""

    kind: str
    opened: Opened = field(repr=False)
    tables: tuple[TableRead, ...] = field(repr=False)
    rows: tuple[PreviewRow, ...]
    revision: int
    notes: tuple[str, ...]
    answers: Mapping[int, Answers]
    fixed: Mapping[str, str]
    checking: "Checking" = field(repr=False, compare=False)

    @property
    def file_name(self) -> str:
        """The workbook's name."""
        return self.opened.file_name

    @property
    def mapped(self) -> tuple[tuple[str, str], ...]:
        """(heading in the workbook, label of the field) of the columns that are imported."""
        kind = KINDS[self.kind]
        labels = {one.name: one.label for one in kind.columns}
        pairs = {
            (one.heading, labels[one.field])
            for table in self.tables
            for one in table.matches
            if one.imported and one.field in labels
        }
        return tuple(sorted(pairs))

    @property
    def lacking(self) -> tuple[Field, ...]:
        """Required columns that a table lacks and nobody said yet: a person may say what holds for its rows (`fixed`)."""
        kind = KINDS[self.kind]
        given = self.fixed.keys() | kind.defaults.keys() | self.checking.supplied

        def lacks(table: TableRead, place: str, name: str) -> bool:
            there = table.fields.values()
            # A school that stands over the table needs no column.
            return not (place and name == "work") and not any(
                one == name or one.startswith(f"{name}.") for one in there
            )

        return tuple(
            one
            for one in kind.columns
            if one.required
            and one.name not in given
            and not one.name.endswith(".name")
            and any(
                lacks(table, place, one.name) for table, place in zip(self.tables, self.checking.places, strict=True)
            )
        )

    @property
    def doubtful_columns(self) -> tuple[tuple[TableRead, mapping.ColumnMatch], ...]:
        """Columns that are not imported until a person says what they are."""
        return tuple((table, one) for table in self.tables for one in table.matches if one.confidence == "doubtful")

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headings that no field was found for, or only a doubtful one: their columns are not imported."""
        return tuple(
            dict.fromkeys(
                one.heading
                for table in self.tables
                for one in table.matches
                if one.heading and not one.imported and one.reason not in _LEFT_OUT
            )
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each state."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted.get(state, 0) for state in STATE_LABELS}

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        counts = self.counts
        parts = "、".join(
            f"{label} {counts[state]} 行"
            for state, label in STATE_LABELS.items()
            if counts[state] or state != "doubtful"
        )
        return f"共 {len(self.rows)} 行：{parts}。"


def preview(
    session: Session,
    kind: str,
    source: Path | Opened,
    *,
    tables: Sequence[TableChoice] | None = None,
    fixed: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Preview:
    """Say, row by row, what importing a workbook would do; nothing is written.

    `source` is a file or one that was read before; `tables` are those that a person placed and the columns he chose,
    None: as found; `fixed` are texts by column that hold for every row that says nothing else.
    A workbook without any such table gives a preview without tables.
    """
    listed = wanted(session, kind)
    opened = source if isinstance(source, Opened) else open_file(source, progress=progress)
    progress(0, 0, "核对每一行")
    read = read_tables(listed, opened, lambda labels: remembering.remembered(session, kind, labels), tables)
    matcher = matcher_for(session, listed)
    sheet_rows = read_rows(listed, read, _rules(session, opened), fixed or {}, matcher.known)
    places = [_named_above(matcher.references.units, one, session.organisation) for one in read]
    for row in sheet_rows:
        if places[row.table] and not matcher.references.units.named(row.group):
            row.group = places[row.table]
    # Before anything is compared: what changes meanwhile makes the preview too old.
    revision = stored.revision(session.store)
    checking = Checking(session, listed, matcher, read, sheet_rows, tuple(places))
    rows = checking.all(session, progress)
    notes = _notes(checking, opened, read, rows)
    return Preview(kind, opened, read, rows, revision, notes, {}, dict(fixed or {}), checking)


def again(
    session: Session,
    made: Preview,
    tables: Sequence[TableChoice] | None = None,
    fixed: Mapping[str, str] | None = None,
    *,
    progress: Progress = silent,
) -> Preview:
    """The preview anew, its tables placed or its columns chosen by a person, or with other `fixed` texts.

    None: as they were. The answers stay where the rows are the same.
    """
    placed = [one.choice for one in made.tables] if tables is None else tables
    said = made.fixed if fixed is None else fixed
    fresh = preview(session, made.kind, made.opened, tables=placed, fixed=said, progress=progress)
    rows = [(row.sheet, row.number) for row in made.rows]
    return answer(session, fresh, made.answers) if rows == [(row.sheet, row.number) for row in fresh.rows] else fresh


def wanted(session: Session, kind: str) -> ListKind:
    """The kind of list of that name, if this office may import it; raises Problem."""
    if kind not in KINDS:
        known = "、".join(f"{one.name}（{one.label}）" for one in KINDS.values())
        raise Problem(f"还不能导入“{kind}”。", f"可以导入的有：{known}。")
    if KINDS[kind].county_only and not session.is_county:
        raise Problem(f"{KINDS[kind].label}由县里登记，本校不能导入。", "请把名单报给县局经办人。")
    return KINDS[kind]


def no_table(made: Preview) -> Problem:
    """What to say of a workbook in which no such list was found."""
    kind = KINDS[made.kind]
    named = "、".join(f"“{one.label}”" for one in kind.columns if one.name in kind.anchors)
    return Problem(
        f"在“{made.file_name}”里没有找到{kind.label}名单。",
        f"表格里要有一行表头，至少包含{named}。可以先导出模板，照着填写。",
    )


def answer(session: Session, made: Preview, answers: Mapping[int, Answers]) -> Preview:
    """The preview after a person answered questions: row → field of the doubt → id of the record meant, or NEW."""
    merged = {**made.answers, **{index: {**made.answers.get(index, {}), **one} for index, one in answers.items()}}
    rows = list(made.rows)
    made.checking.forget(answers)
    for index in sorted(answers):
        rows[index] = made.checking.one(session, index, merged[index])
    return replace(made, rows=tuple(rows), answers=merged)


def ask_again(session: Session, made: Preview, indices: Iterable[int]) -> Preview:
    """The preview with the answers about these rows taken back: their questions stand again."""
    again = frozenset(indices)
    kept = {index: one for index, one in made.answers.items() if index not in again}
    return answer(session, replace(made, answers=kept), {index: {} for index in again})


def fitting(session: Session, opened: Opened, *, progress: Progress = silent) -> tuple[str, ...]:
    """The kinds of list that this office may import and of which the workbook holds a table, the likeliest first."""
    may = [one for one in KINDS.values() if session.is_county or not one.county_only]
    known: dict[str, int] = {}
    for number, kind in enumerate(may):
        progress(number, len(may), "看看是哪一种名单")
        tables = read_tables(kind, opened, lambda _: {})
        known[kind.name] = sum(len(one.fields) for one in tables)
    return tuple(sorted((name for name, count in known.items() if count), key=lambda name: -known[name]))


def alike(made: Preview, index: int) -> list[int]:
    """The doubtful rows that ask the same question about the same words as this one, itself included."""
    doubt = made.rows[index].doubt
    if doubt is None:
        return []
    return [
        row.index for row in made.rows if row.doubt and (row.doubt.field, row.doubt.said) == (doubt.field, doubt.said)
    ]


def obvious(made: Preview) -> dict[int, Answers]:
    """The answers that take the only candidate wherever there is just one."""
    return {
        row.index: {row.doubt.field: row.doubt.candidates[0].pk}
        for row in made.rows
        if row.doubt and len(row.doubt.candidates) == 1
    }


def all_new(made: Preview) -> dict[int, Answers]:
    """The answers that take every doubtful row for somebody new, where that may be."""
    return {row.index: {row.doubt.field: NEW} for row in made.rows if row.doubt and row.doubt.may_be_new}


def lines(made: Preview, row: PreviewRow) -> tuple[Line, ...]:
    """Old and new of every field that a row sets."""
    matcher = made.checking.matcher
    current = matcher.current(row.pk) if row.pk else {}
    entity = KINDS[made.kind].entity

    def shown(one: Field, value: Value) -> str:
        if one.kind is Kind.REFERENCE:
            return brought.get(str(value)) or matcher.references.words_of(one.refers_to or "", value)
        return show(one, value)

    brought = {str(values["id"]): records.title_of(entity, values) for _, values in row.brings}
    return tuple(
        Line(one.name, one.label, shown(one, current.get(one.name)), shown(one, row.changes[one.name]))
        for one in entity.fields
        if one.name in row.changes
    )


class Checking:
    """What the rows of one workbook are checked against, kept so that single rows can be checked again."""

    def __init__(
        self,
        session: Session,
        kind: ListKind,
        matcher: Matcher,
        tables: Sequence[TableRead],
        rows: Sequence[SheetRow],
        places: tuple[str, ...],
    ) -> None:
        """`places`: for each table the unit that the lines over it name, "" for none."""
        self.kind = kind
        self.rows = rows
        self.places = places
        self.matcher = matcher
        self.dropped: set[str] = set()
        self._tables = tables
        self._sound = _Sound(session, kind)
        self._seen: dict[object, int] = {}
        self._columns = [{name: column for column, name in one.fields.items()} for one in tables]
        self._is_county = session.is_county
        owner = Owner.SCHOOL if self._is_county else Owner.COUNTY
        # A school registers people of its own, whether their sheet says so or not.
        own_people = kind.entity is teachers.ENTITY and not session.is_county
        # A class says how many hours it gives.
        self.supplied = frozenset({"work"} if own_people else {"hours"} if kind.name == "attendance" else ())
        self._months = frozenset(one.name for one in kind.entity.fields if one.kind is Kind.MONTH)
        self._not_ours = frozenset(one.name for one in kind.entity.fields if one.owner is owner)

    def all(self, session: Session, progress: Progress) -> tuple[PreviewRow, ...]:
        """Every row, in the order of the file."""
        self.matcher.prepare(self.rows)
        # What the rows refer to is shown by its words later, in another thread: all of it is read here.
        self.matcher.references.read_all(one.refers_to for one in self.kind.entity.fields if one.refers_to)
        resolved = [self._resolved(row, {}) for row in self.rows]
        self.matcher.load(session, [values for values, _ in resolved])
        checked = []
        for row, (values, said) in zip(self.rows, resolved, strict=True):
            if row.index % 500 == 0:
                progress(row.index, len(self.rows), "核对每一行")
            checked.append(self._checked(session, row, values, said, {}))
        return tuple(checked)

    def one(self, session: Session, index: int, answers: Answers) -> PreviewRow:
        """One row again, after questions about it were answered."""
        row = self.rows[index]
        values, said = self._resolved(row, answers)
        self.matcher.load(session, [values])
        return self._checked(session, row, values, said, answers)

    def placed(self, index: int, fault: Fault) -> CellFault:
        """A fault of one row with its cell."""
        return self._placed(self.rows[index], fault)

    def forget(self, indices: Iterable[int]) -> None:
        """Free what these rows stood for, before they are checked again."""
        gone = frozenset(indices)
        self._seen = {claim: index for claim, index in self._seen.items() if index not in gone}

    def _resolved(self, row: SheetRow, answers: Answers) -> tuple[Values, Said]:
        values = dict(row.values)
        said = self.matcher.resolve(row, values, answers)
        for one in row.unsure:
            if one.field in answers:
                values[one.field] = answers[one.field]
            else:
                said.append(self._which_code(one))
        return values, said

    def _which_code(self, unsure: Unsure) -> Doubt:
        field = self.kind.column(unsure.field)
        if field is None or not field.codes:
            raise AssertionError(unsure)
        table = codes.table(field.codes)
        meant = tuple(Candidate(code, table.label_of(code)) for code in unsure.codes)
        return Doubt(unsure.field, unsure.said, f"{field.label}“{unsure.said}”说的是哪一个？", meant)

    def _checked(self, session: Session, row: SheetRow, values: Values, said: Said, answers: Answers) -> PreviewRow:
        known, match = None, Match()
        if not said and not row.faults:
            match = self.matcher.match(values, answers)
            known = match.doubt.candidates[0].pk if match.doubt and match.doubt.soft else match.pk
        sheet, title = self._tables[row.table].sheet_name, self._title(row)
        if known and values.items() <= self.matcher.current(known).items():
            # Most rows of a list that comes every month: nothing to write, so nothing to check.
            return self._unless_clash(PreviewRow(row.index, sheet, row.number, "same", title, known), row, values)
        made = PreviewRow(row.index, sheet, row.number, "same", title)
        faults = [*row.faults, *(self._placed(row, one) for one in said if isinstance(one, Fault))]
        if faults:
            return replace(made, state="faulty", faults=tuple(faults))
        doubt = next((one for one in said if isinstance(one, Doubt)), match.doubt)
        values, changes = self._changes(row, known, values)
        if doubt and (changes or not doubt.soft):
            return replace(made, state="doubtful", doubt=doubt)
        problems = self._problems(session, known, values, changes)
        if problems:
            return replace(made, state="faulty", pk=known, faults=tuple(self._placed(row, one) for one in problems))
        state: RowState = "new" if known is None else "changed" if changes else "same"
        made = replace(made, state=state, pk=known, changes=changes, brings=self.matcher.brings(row))
        return self._unless_clash(made, row, values)

    def _unless_clash(self, made: PreviewRow, row: SheetRow, values: Values) -> PreviewRow:
        """The row, unless another row of the file means the same record."""
        clash, note = self._clash(row, made.pk, values)
        if clash:
            faults = tuple(self._placed(row, one) for one in clash)
            return replace(made, state="faulty", changes={}, brings=(), faults=faults)
        return replace(made, state="same", changes={}, brings=(), note=note) if note else made

    def _changes(self, row: SheetRow, pk: str | None, values: Values) -> tuple[Values, Values]:
        """The whole record as it would be, and what of it is written."""
        current = self.matcher.current(pk) if pk else {}
        if self.kind.entity is teachers.ENTITY:
            known = {name: current.get(name) for name in ("id_number", "birth_date", "sex") if current.get(name)}
            values = teachers.completed({**known, **values})
        if pk is None:
            values = {**values, **self.matcher.fresh(row, values)}
        changes: Values = {
            name: value
            for name, value in values.items()
            if value is not None and current.get(name) != value and not self._called_so_today(name, current, value)
        }
        for name in self._months.intersection(changes):
            if str(current.get(name) or "").startswith(f"{changes[name]}-"):
                # The sheet says the month of a day that is known: that is no news.
                del changes[name]
        not_ours = self._not_ours.intersection(changes)
        for name in not_ours:
            self.dropped.add(name)
            del changes[name]
        if pk and self.kind.entity is organisations.ENTITY and current.get("code") != values.get("code"):
            # Found by a short or differently written name: that is a way of calling it, not its new name.
            changes.pop("name", None)
        return {**current, **changes}, changes

    def _called_so_today(self, name: str, current: Mapping[str, Value], value: Value) -> bool:
        """Whether the record holds the old code of what the sheet calls by its name of today (中学一级教师, 一级教师)."""
        one = self.kind.entity.field(name)
        old = current.get(name)
        return bool(old and one and one.codes and codes.table(one.codes).current(str(old)) == value)

    def _problems(self, session: Session, pk: str | None, values: Values, changes: Values) -> list[Fault]:
        if pk and not changes:
            return []
        entity = self.kind.entity
        try:
            if not self._sound.whole(values, None if pk is None else changes):
                records.validate(session, entity, values, changes)
            if not self._is_county:
                _refuse_what_is_others(session, entity, pk, values)
        except Invalid as invalid:
            return invalid.faults
        except Problem as problem:
            return [Fault("", f"{problem.title}{problem.advice}")]
        among = None if entity is teachers.ENTITY else AMONG.get(entity.table)
        return among(session.store.looking(), pk, values) if among else []

    def _clash(self, row: SheetRow, pk: str | None, values: Values) -> tuple[list[Fault], str]:
        claims: Claims = self.matcher.claims(pk, values)
        first = next((self._seen[claim] for claim in claims.checks if claim in self._seen), row.index)
        if first != row.index:
            where = f"第 {self.rows[first].number} 行"
            if self.rows[first].table != row.table:
                where = f"{self._tables[self.rows[first].table].sheet_name}{where}"
            if self.rows[first].values == row.values:
                return [], f"与{where}完全相同，只导入一次"
            advice = (
                "请只保留一行；如果是两个人，请填写身份证号。" if self.kind.name == "teachers" else "请只保留一行。"
            )
            return [Fault("", f"与{where}重复，内容不一样，{advice}")], ""
        for claim in claims.adds:
            self._seen.setdefault(claim, row.index)
        return [], ""

    def _title(self, row: SheetRow) -> str:
        values = row.values
        if values.get("name"):
            return str(values["name"])
        names = [str(value) for name, value in values.items() if name.endswith(".name")]
        return "—".join(names) or f"第 {row.number} 行"

    def _placed(self, row: SheetRow, fault: Fault) -> CellFault:
        columns = self._columns[row.table]
        column = columns.get(fault.field)
        if column is None:
            column = next((at for name, at in columns.items() if name.startswith(f"{fault.field}.")), 0)
            column = columns.get(f"{fault.field}.name", column)
        named = self.kind.column(fault.field) or self.kind.entity.field(fault.field)
        return CellFault(address(column, row.number), named.label if named else "", fault.reason)


class _Sound:
    """Tells at once of most records that `records.validate` has nothing against them: each value is checked once."""

    def __init__(self, session: Session, kind: ListKind) -> None:
        self._entity = kind.entity
        self._fields = {one.name: one for one in kind.entity.fields}
        self._known: dict[str, dict[Value, bool]] = {one.name: {} for one in kind.entity.fields}

    def whole(self, values: Values, changes: Values | None) -> bool:
        """Whether the record `values` has no fault; with `changes` only these are new, the rest was sound before."""
        for one in self._entity.fields if changes is None else map(self._fields.__getitem__, changes):
            value = values.get(one.name)
            known = self._known[one.name].get(value)
            if known is None:
                known = self._known[one.name][value] = not check((one,), {one.name: value})
            if not known:
                return False
        return not self._entity.faults(values)


def _refuse_what_is_others(session: Session, entity: Entity, pk: str | None, values: Values) -> None:
    """Raise Invalid or Problem at a school for what is not its own to write."""
    if entity is teachers.ENTITY:
        teachers.guard_own_school(session, values)
    elif pk:
        records.refuse_if_others(session, entity, pk)


def _rules(session: Session, opened: Opened) -> Rules:
    def tenths(key: str) -> int | None:
        said = session.store.fact(key)
        return int(said) if said else None

    return Rules(session.today(), opened.workbook.date1904, tenths("hours_per_day"), tenths("hours_per_lesson"))


def _named_above(units: Organisations, table: TableRead, own: str | None) -> str:
    """The one unit, but for this office itself, whose name stands in the lines over a table; "" for none or several."""
    lines = [tight(one.text) for one in table.table.skipped if one.number < table.table.header_rows.start]
    found = {
        name: pks[0]
        for name, pks in units.by_name.items()
        if len(name) >= _A_NAME and len(pks) == 1 and pks[0] != own and any(name in line for line in lines)
    }
    # 清水小学 stands in 清水小学附属幼儿园 too: the longer name was meant.
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return units.name_of(found[longest[0]]) if len(longest) == 1 else ""


def _notes(
    checking: Checking, opened: Opened, tables: Sequence[TableRead], rows: Sequence[PreviewRow]
) -> tuple[str, ...]:
    notes = list(opened.workbook.warnings)
    hidden = [sheet.name for sheet in opened.workbook.sheets if sheet.hidden and sheet.rows]
    shown = [name for name in hidden if name != "字典"]
    if shown:
        notes.append(f"隐藏的工作表没有读：{'、'.join(shown)}。")
    for one, place in zip(tables, checking.places, strict=True):
        if place and not any(name == "work" or name.endswith(".work") for name in one.fields.values()):
            notes.append(f"“{one.sheet_name}”没有学校一列，按表头上面写的“{place}”登记。")
        if one.table.unlabelled:
            named = "、".join(mapping.letters(column) for column in one.table.unlabelled)
            notes.append(f"“{one.sheet_name}”的 {named} 列有内容、没有表头，没有导入。")
    if checking.dropped:
        entity = checking.kind.entity
        labels = "、".join(one.label for one in entity.fields if one.name in checking.dropped)
        notes.append(f"{labels}不由本单位填写，没有导入；要更改请提出申请。")
    missing = _missing(checking, rows)
    if missing:
        named = "、".join(missing[:_NAMED]) + ("等" if len(missing) > _NAMED else "")
        notes.append(f"名册里有、表里没有的 {len(missing)} 人（{named}）不受影响，不会删除。")
    return tuple(notes)


def _missing(checking: Checking, rows: Sequence[PreviewRow]) -> list[str]:
    """Names of those on the roll of the schools in the file whom the file does not have."""
    if checking.kind.name != "teachers":
        return []
    people = checking.matcher.references.people.rows
    there = {row.pk for row in rows if row.pk}
    there |= {one.pk for row in rows if row.doubt for one in row.doubt.candidates}
    schools = {people[pk]["work"] for pk in there if pk in people}
    return [str(row["name"]) for pk, row in people.items() if row["work"] in schools and pk not in there]
