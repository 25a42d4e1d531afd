"""Each row of a workbook checked: against itself, against what is there, and against the other rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app import codes, enrolment, links, mentoring, records, sessions, studio_work, teachers
from app.entities import AMONG, NOTED
from app.fields import Fault, Kind, Owner, Value, check
from app.importing.finding import Candidate, Doubt
from app.importing.kinds import ListKind
from app.importing.mapping import ROW_ID as ID
from app.importing.matching import Answers, Claims, Match, Matcher, Said
from app.importing.previews import PreviewRow, RowState
from app.importing.reading import CellFault, SheetRow, TableRead, Unsure
from app.problems import Problem
from app.progress import Progress
from app.records import Entity, Invalid, Values
from app.session import Session
from exports.workbooks.sheets import address

_WHO_IT_IS = ("name", "code", "id_number", "birth_date", "work", "establishment", "parent_id")
"""What units and people are known by."""


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
        self.left_open = False
        self._tables = tables
        self._sound = _Sound(session, kind)
        self._seen: dict[object, int] = {}
        self._clashed: dict[int, int] = {}
        self._telling = frozenset(name for key in kind.keys for name in key) | {ID, *_WHO_IT_IS}
        self._columns = [{name: column for column, name in one.fields.items()} for one in tables]
        self._is_county = session.is_county
        owner = Owner.SCHOOL if self._is_county else Owner.COUNTY
        self._months = frozenset(one.name for one in kind.entity.fields if one.kind is Kind.MONTH)
        self._coded = {one.name: codes.table(one.codes) for one in kind.entity.fields if one.codes}
        self.wanting: set[str] = set()
        self._not_ours = frozenset(one.name for one in kind.entity.fields if one.owner is owner)

    def all(self, session: Session, progress: Progress) -> tuple[PreviewRow, ...]:
        """Every row, in the order of the file."""
        self.matcher.prepare(self.rows)
        # What the rows refer to is shown by its words later, in another thread: all of it is read here.
        self.matcher.read()
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

    def forget(self, indices: Iterable[int]) -> list[int]:
        """Free what these rows stood for; returns them and the rows that clashed with them: all are to be checked again."""
        gone = set(indices)
        gone |= {index for index, first in self._clashed.items() if first in gone}
        self._clashed = {index: first for index, first in self._clashed.items() if index not in gone}
        self._seen = {claim: index for claim, index in self._seen.items() if index not in gone}
        return sorted(gone)

    def identity(self, index: int) -> object:
        """What a row says of which records it means: while this is the same, so are the questions about it."""
        row = self.rows[index]
        told = {name: value for name, value in row.values.items() if "." in name or name in self._telling}
        return row.group, row.unsure, told

    def _resolved(self, row: SheetRow, answers: Answers) -> tuple[Values, Said]:
        values = dict(row.values)
        said = self.matcher.resolve(row, values, answers)
        return values, said

    def _which_codes(self, row: SheetRow, pk: str | None, values: Values, answers: Answers) -> list[Doubt]:
        """What to ask about words of several meanings; one of which stands in the record already is that one."""
        current = self.matcher.current(pk) if pk else {}
        asked = []
        for one in row.unsure:
            if one.field in answers:
                values[one.field] = answers[one.field]
            elif current.get(one.field) not in one.codes:
                asked.append(self._which_code(one))
        return asked

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
            match = self.matcher.match(row, values, answers)
            known = match.doubt.candidates[0].pk if match.doubt and match.doubt.soft else match.pk
            said = [*said, *self._which_codes(row, known, values, answers)]
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
        self.wanting |= {one.field for one in problems if values.get(one.field) in (None, "")}
        if problems:
            return replace(made, state="faulty", pk=known, faults=tuple(self._placed(row, one) for one in problems))
        state: RowState = "new" if known is None else "changed" if changes else "same"
        brings, note = self.matcher.brings(row), self._noted(session, known, values, changes)
        made = replace(made, state=state, pk=known, changes=changes, brings=brings, note=note)
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
        for name in row.fixed:
            # What a person said for all rows fills what is open, and changes nothing that somebody wrote.
            if current.get(name) not in (None, ""):
                changes.pop(name, None)
        not_ours = self._not_ours.intersection(changes)
        for name in not_ours:
            self.dropped.add(name)
            del changes[name]
        for name in self.matcher.unsaid(row, pk, values):
            changes.pop(name, None)
            self.left_open |= name == "until"
        return {**current, **changes}, changes

    def _called_so_today(self, name: str, current: Mapping[str, Value], value: Value) -> bool:
        """Whether the record holds the old code of what the sheet calls by its name of today (中学一级教师, 一级教师),
        or one that says the same more exactly (大学本科毕业, 本科)."""
        table, have = self._coded.get(name), str(current.get(name) or "")
        return table is not None and bool(have) and (table.current(have) == value or table.covers(str(value), have))

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
        if entity is teachers.ENTITY and not (pk and "id_number" in changes):
            # Whose number is on the roll is told by the matching: nobody new has it.
            return []
        among = AMONG.get(entity.table)
        return among(session.store.looking(), pk, values) if among else []

    def _noted(self, session: Session, pk: str | None, values: Values, changes: Values) -> str:
        """What a rule or the register has against a row that may be written all the same."""
        noted = NOTED.get(self.kind.entity.table) if changes else None
        return "".join(one.reason for one in noted(session, pk, values)) if noted else ""

    def _clash(self, row: SheetRow, pk: str | None, values: Values) -> tuple[list[Fault], str]:
        claims: Claims = self.matcher.claims(pk, values)
        first = next((self._seen[claim] for claim in claims.checks if claim in self._seen), row.index)
        if first != row.index:
            self._clashed[row.index] = first
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
        return CellFault(address(row.number - 1, column), named.label if named else "", fault.reason)


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
    else:
        if pk:
            records.refuse_if_others(session, entity, pk)
        mentoring.guard(session, entity, pk, values)
        studio_work.guard(session, entity, values)
        links.guard(session, entity, values)
        sessions.guard(session, entity, values)
        enrolment.guard(session, entity, pk, values)
