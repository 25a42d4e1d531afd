"""What becomes of the rows of an entry that goes: moved to the one that stays, joined with the same row there, or changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.entities import ENTITIES
from app.fields import Kind
from app.problems import Problem
from app.records import Values
from storage import merging as stored
from storage.exchange.registers import Key
from storage.ids import new_id
from storage.schema import FIXED_COLUMNS, TABLES, root_column
from storage.store import Row, Rows, Store

How = Literal["moved", "joined", "changed"]

LETTERS = ("proposals", "decisions", "merges")
"""Tables about single fields and about mergers: they say what was, and stay as they are."""

_ORDER = sorted((one for one in TABLES if one not in LETTERS), key=lambda one: one == "attachments")
"""A row refers only to tables before its own; papers may hang on any."""

SAME: Mapping[str, tuple[str, ...]] = {
    "postings": ("teacher_id", "kind", "organisation_id"),
    "credentials": ("teacher_id", "number"),
    "honours": ("teacher_id", "title", "awarded_on", "is_candidate"),
    "assessments": ("teacher_id", "kind", "year"),
    "pairs": ("mentor_id", "mentee_id", "kind", "start_date"),
    "pair_activities": ("pair_id", "kind", "held_on", "topic"),
    "members": ("studio_id", "teacher_id"),
    "attendance": ("teacher_id", "class_id", "session_id"),
    "plans": ("teacher_id", "start_date"),
    "pair_agreements": ("pair_id", "kind"),
    "pair_reviews": ("pair_id", "kind", "held_on"),
    "participations": ("teacher_id", "activity_id"),
    "declarations": ("teacher_id", "kind", "title", "done_on"),
    "attachments": ("tbl", "pk", "sha256"),
}
"""Per table: two rows with these alike are one fact told twice. Of other tables they must not differ in anything."""

_STAYS: Mapping[str, tuple[str, str]] = {"postings": ("start_date", "end_date"), "members": ("joined_on", "left_on")}
"""Tables of stays, from when until when: who left and came back was there twice, and no end means still there."""

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "declarations": ("verdict", "comment", "granted", "rule_id", "decided_on", "decided_by", "decided_about"),
    "attendance": ("result", "approval", "approval_note"),
}
"""Columns that are one word of the county's: of two rows that say the same they stay or come all together."""

_NEVER = frozenset({"certificates"})
"""Each has a number of its own that was printed."""


@dataclass(frozen=True)
class Step:
    """What becomes of one row: `to` is its id afterwards, `values` what is written there.

    `moved`: the row goes, and stands whole under the new id. `joined`: it goes, and `twin`, which says the same, takes
    what it lacks. `changed`: only what it refers to changes. `before` is the row as it was.
    """

    how: How
    table: str
    pk: str
    to: str
    values: Values
    before: Row
    twin: Row | None = None

    @property
    def differing(self) -> tuple[str, ...]:
        """Columns in which a joined row and its twin both say something, and not the same."""
        if self.twin is None:
            return ()
        return tuple(column for column in _told(self.table) if _differ(self.before[column], self.twin[column]))


@dataclass
class _Walk:
    """What is known so far: each row that goes and what it becomes, and all ids in one."""

    became: dict[Key, str]
    ids: dict[str, str] = field(default_factory=dict)

    def note(self, key: Key, to: str) -> None:
        self.became[key] = to
        self.ids[key[1]] = to


def steps(
    source: Store | Rows,
    became: Mapping[Key, str],
    override: Iterable[str] = (),
    *,
    lenient: bool = False,
    make_id: Callable[[], str] = new_id,
) -> list[Step]:
    """What becomes of every row that refers to rows which have become others, in dependency order.

    Of two rows that say the same the one that is there stays, unless `override` has the id of the one that comes.
    Raises Problem where a record names both as two people; `lenient` leaves such a record as it is.
    """
    walk = _Walk({})
    for key, to in became.items():
        walk.note(key, to)
    wanted = frozenset(override)
    found: list[Step] = []
    for table in _ORDER:
        for row in _touched(source, table, walk):
            changes = _changes(table, row, walk)
            if _names_two(table, row, {**row, **changes}):
                if lenient:
                    continue
                raise _two_people(table)
            step = _step(source, table, row, changes, wanted, make_id)
            if step.how != "changed":
                walk.note((table, step.pk), step.to)
            found.append(step)
    return found


def references(table: str) -> dict[str, str]:
    """Columns of a table's own rows that refer to other rows → the table of those."""
    own = {"work", "establishment"} if table == "teachers" else set()
    return {
        one.name: one.refers_to
        for one in ENTITIES[table].fields
        if one.kind is Kind.REFERENCE and one.refers_to and one.name not in own
    }


def _touched(source: Store | Rows, table: str, walk: _Walk) -> Iterator[Row]:
    found: dict[str, Row] = {}
    for column, parent in references(table).items():
        ids = [pk for (of, pk) in walk.became if of == parent]
        if ids:
            found |= {str(row["id"]): row for row in stored.referring(source, table, column, ids)}
    if table == "certificates":
        # What a paper certifies is a row of one of several tables.
        found |= {str(row["id"]): row for row in stored.referring(source, table, "subject_id", walk.ids)}
    if table == "attachments":
        hanging = stored.referring(source, table, "pk", walk.ids)
        found |= {str(row["id"]): row for row in hanging if (row["tbl"], row["pk"]) in walk.became}
    yield from (found[pk] for pk in sorted(found) if (table, pk) not in walk.became)


def _step(
    source: Store | Rows,
    table: str,
    row: Row,
    changes: Values,
    override: frozenset[str],
    make_id: Callable[[], str],
) -> Step:
    pk, after = str(row["id"]), {**row, **changes}
    twin = _twin(source, table, pk, after, changes)
    if twin is not None:
        return Step("joined", table, pk, str(twin["id"]), _taken(table, row, twin, pk in override), row, twin)
    fixed = FIXED_COLUMNS.get(table, frozenset()) | {root_column(table)}
    if fixed.isdisjoint(changes):
        return Step("changed", table, pk, pk, changes, row)
    values = {column: value for column, value in after.items() if column != "id" and value is not None}
    return Step("moved", table, pk, make_id(), values, row)


def _changes(table: str, row: Row, walk: _Walk) -> Values:
    """What a row refers to, where that has become another row."""
    changes: Values = {}
    for column, parent in references(table).items():
        to = walk.became.get((parent, str(row[column])))
        if to is not None:
            changes[column] = to
    return changes | _unnamed_references(table, row, walk)


def _unnamed_references(table: str, row: Row, walk: _Walk) -> Values:
    """References whose table the row itself names, or that may lead to several."""
    columns = {"certificates": ("subject_id",), "attachments": ("root", "pk")}.get(table, ())
    return {column: walk.ids[str(row[column])] for column in columns if str(row[column]) in walk.ids}


def _names_two(table: str, row: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a record names two people who would be one afterwards."""
    people = [column for column, parent in references(table).items() if parent == "teachers"]
    return len({row[column] for column in people} - {None}) > len({after[column] for column in people} - {None})


def _two_people(table: str) -> Problem:
    return Problem(
        f"有一条{ENTITIES[table].label}记录把两边写成了两个人，不能合并。",
        "请先核对是不是同一个人；确实是同一个人的，请先删除或改正那条记录，再合并。",
    )


def _twin(source: Store | Rows, table: str, pk: str, after: Row, changes: Values) -> Row | None:
    """A row that is there already and tells the same fact; None when there is none."""
    if table in _NEVER or not changes:
        return None
    column = "pk" if table == "attachments" else next(iter(changes))
    there = stored.referring(source, table, column, [str(after[column])])
    return next((one for one in there if one["id"] != pk and _is_same(table, one, after)), None)


def _is_same(table: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    columns = SAME.get(table)
    if columns and all(one[column] == other[column] for column in columns) and _says_enough(table, one):
        return table not in _STAYS or _overlap(_STAYS[table], one, other)
    if columns and table != "credentials":
        return False
    return not any(_differ(one[column], other[column]) for column in ENTITIES[table].columns)


def _says_enough(table: str, row: Mapping[str, Any]) -> bool:
    """A credential without a number is known by nothing alone."""
    return table != "credentials" or bool(row["number"])


def _overlap(stay: tuple[str, str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two stays were at the same time."""
    start, end = stay
    starts, ends = (one[start] or "", other[start] or ""), (one[end], other[end])
    return starts[0] < (ends[1] or "9999") and starts[1] < (ends[0] or "9999")


def _told(table: str) -> tuple[str, ...]:
    """Columns that tell something of their own: no references, nothing that says where a paper hangs."""
    hidden = {*references(table), *FIXED_COLUMNS.get(table, ()), root_column(table)}
    return tuple(column for column in ENTITIES[table].columns if column not in hidden)


def _taken(table: str, row: Row, twin: Row, over: bool) -> Values:
    """What a row that stays takes from the one that goes: what it lacks, or all that is filled in there."""
    together = _TOGETHER.get(table, ())
    silent = all(twin[column] is None for column in together)
    if table == "declarations" and silent and row["verdict"] is not None:
        # What was decided about comes with the decision.
        over = True
    wanted = [column for column in _told(table) if row[column] is not None and row[column] != twin[column]]
    end = _STAYS.get(table, ("", ""))[1]
    taken = {
        column: row[column]
        for column in wanted
        if column not in together and (over or (twin[column] is None and column != end))
    }
    if silent or (over and any(row[column] is not None for column in together)):
        taken |= {column: row[column] for column in together if row[column] != twin[column]}
    if table == "postings" and row[end] is None and twin[end] is not None:
        # Who holds a post by one entry holds it; which of two that hold goes on is settled afterwards.
        taken[end] = None
    return taken


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def having(source: Store | Rows, teacher: str) -> Counter[str]:
    """How many records of each kind name a teacher or hang on the entry."""
    found: Counter[str] = Counter()
    for table in _ORDER:
        columns = [column for column, parent in references(table).items() if parent == "teachers"]
        columns += ["root"] if table == "attachments" else []
        named = {str(row["id"]) for column in columns for row in stored.referring(source, table, column, [teacher])}
        found[table] = len(named)
    return +found


def carry_out(rows: Rows, made: Iterable[Step]) -> None:
    """Write it, inside an open act."""
    for step in made:
        if step.how != "changed":
            # First what goes: the one that comes may bear its number.
            rows.delete(step.table, step.pk)
        if step.how == "moved":
            rows.insert(step.table, {"id": step.to, **step.values})
        elif step.values:
            rows.update(step.table, step.to, step.values)
