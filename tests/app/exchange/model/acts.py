"""What an act of a person is: the rows an office shows, the steps of the act, and what goes into the journal.

Every written value carries the ground truth beside it: `write`, a bit of its own, and `seen`, the bits of all
writes its author had seen (its own included). No office ever looks at them; only `truth` does.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

Key = tuple[str, str]
"""(table, id of the row)."""

PUBLIC = "public"
GONE = "_del"
"""The column that marks a deletion, 0 or 1: a field like any other."""

ROOTS: dict[str, str | None] = {
    "organisations": None,
    "teachers": "id",
    "postings": "teacher_id",
    "credentials": "teacher_id",
    "pairs": "id",
    "pair_activities": "pair_id",
    "programmes": None,
    "classes": None,
    "attendance": "teacher_id",
}
"""The tables of the model: which column names a row's root; None for rows that everybody holds."""

REFERENCES: dict[str, dict[str, str]] = {
    "postings": {"teacher_id": "teachers", "organisation_id": "organisations"},
    "credentials": {"teacher_id": "teachers"},
    "pairs": {"mentor_id": "teachers", "mentee_id": "teachers"},
    "pair_activities": {"pair_id": "pairs"},
    "classes": {"programme_id": "programmes"},
    "attendance": {"teacher_id": "teachers", "class_id": "classes"},
}
"""Which columns refer to which tables: what is referred to cannot be deleted."""


COUNTY_ONLY = {("teachers", "honour")}
"""Fields that are the county's to write."""


class Refused(Exception):
    """An act that no office lets its people do, or a file that an office does not take."""


class Cell(NamedTuple):
    """One field: its value, the transaction that wrote it, and the ground truth."""

    value: Any
    tx: str | None
    write: int = 0
    seen: int = 0


class Row(NamedTuple):
    """One row: `made` is what a field holds that was never written since the row was made."""

    root: str
    made: Cell
    cells: Mapping[str, Cell]
    mark: Cell = Cell(0, None)

    @property
    def gone(self) -> bool:
        return bool(self.mark.value)

    @property
    def values(self) -> dict[str, Any]:
        """The values that are not empty."""
        return {column: cell.value for column, cell in self.cells.items() if cell.value is not None}

    def cell(self, column: str) -> Cell:
        return self.mark if column == GONE else self.cells.get(column, self.made)

    def value(self, column: str) -> Any:
        return self.cells[column].value if column in self.cells else None

    def put(self, column: str, cell: Cell) -> "Row":
        if column == GONE:
            return self._replace(mark=cell)
        return self._replace(cells={**self.cells, column: cell})


class Change(NamedTuple):
    """One field of an operation: what its author wrote, and whose value the author had seen there."""

    new: Any
    base_tx: str | None
    base_value: Any
    write: int
    seen: int

    def cell(self, txid: str) -> Cell:
        return Cell(self.new, txid, self.write, self.seen | self.write)


class Offered(NamedTuple):
    """One field of an offer: a value a school still held, who wrote it, and who wrote what stands there now."""

    cell: Cell
    base_tx: str | None


class Operation(NamedTuple):
    """One row's part of an act: I, U, D (which takes a deletion back, too) or O; a deletion says what it `saw`."""

    kind: str
    root: str
    key: Key
    changes: Mapping[str, Any]
    saw: Row | None = None


class Act(NamedTuple):
    """One act: its operations in order."""

    id: str
    site: str
    operations: tuple[Operation, ...]
    undoes: str | None = None

    @property
    def offers(self) -> bool:
        return self.operations[0].kind == "O"


class Step(NamedTuple):
    """One thing a person does within an act: insert, update or delete."""

    verb: str
    key: Key
    values: Mapping[str, Any] = {}


Rows = Mapping[Key, Row]


def capture(
    shown: Rows,
    steps: Iterable[Step],
    bit: Callable[[], int],
    txid: str,
    *,
    folded: bool = True,
    base: Rows | None = None,
) -> list[Operation]:
    """What the journal holds of an act: one act writes a field once, whatever the steps in between.

    `base` is what its changes are said to build on: what the office shows, unless a safeguard is taken away.
    """
    if folded:
        return _net(shown, _played(shown, steps), bit, shown if base is None else base, txid)
    steps = list(steps)
    _played(shown, steps)
    now, operations = dict(shown), []
    for step in steps:
        some = _net(now, _played(now, [step], whole=False), bit, now if base is None else base, txid)
        for one in some:
            show(now, one, txid)
        operations += some
    return operations


def show(rows: dict[Key, Row], one: Operation, txid: str) -> None:
    """Lay one operation over the rows; a change of a row that is not there stays unseen."""
    row = rows.get(one.key)
    if row is None:
        if one.kind == "I":
            rows[one.key] = born(one, txid)
        return
    for column, change in one.changes.items():
        row = row.put(column, change.cell(txid))
    rows[one.key] = row


def born(one: Operation, txid: str) -> Row:
    """The row that an insert makes."""
    cells = {column: change.cell(txid) for column, change in one.changes.items()}
    write = next((change.write for change in one.changes.values()), 0)
    return Row(one.root, Cell(None, txid, write, write), cells)


class _Draft:
    """A row while an act works on it."""

    def __init__(self, root: str, values: dict[str, Any], gone: bool) -> None:
        self.root, self.values, self.gone = root, values, gone

    def value(self, column: str) -> Any:
        return self.values.get(column)


def _played(shown: Rows, steps: Iterable[Step], *, whole: bool = True) -> dict[Key, _Draft]:
    """The rows as the steps leave them. Only at the end of a `whole` act must nothing refer to what is gone."""
    drafts: dict[Key, _Draft] = {}
    for verb, key, values in steps:
        row = shown.get(key)
        draft = drafts.get(key)
        if draft is None and row is not None:
            draft = drafts[key] = _Draft(row.root, row.values, row.gone)
        if verb == "insert":
            if draft is not None and not draft.gone:
                raise Refused("a row is there already")
            if row is not None and {one: value for one, value in values.items() if value is not None} != draft.values:
                raise Refused("a deleted row came back changed")
            drafts[key] = _Draft(_root(key, values), dict(values), False)
            continue
        if draft is None or draft.gone:
            raise Refused("the row is not there")
        if verb == "delete":
            draft.gone = True
        else:
            draft.values.update(values)
    if whole:
        _refuse_dangling(shown, drafts)
    return drafts


def _root(key: Key, values: Mapping[str, Any]) -> str:
    column = ROOTS[key[0]]
    return PUBLIC if column is None else key[1] if column == "id" else values[column]


def _refuse_dangling(shown: Rows, drafts: Mapping[Key, _Draft]) -> None:
    deleted = {key for key, draft in drafts.items() if draft.gone}
    if not deleted:
        return
    stay = ((key, row) for key, row in shown.items() if not row.gone and key not in drafts)
    new = ((key, draft) for key, draft in drafts.items() if not draft.gone)
    if deleted & (referred(stay) | referred(new)):
        raise Refused("something still refers to it")


def referred(rows: Iterable[tuple[Key, Any]]) -> set[Key]:
    """Every row that some rows refer to."""
    return {
        (table, row.value(column))
        for key, row in rows
        if key[0] in REFERENCES
        for column, table in REFERENCES[key[0]].items()
    }


def _net(shown: Rows, drafts: Mapping[Key, _Draft], bit: Callable[[], int], base: Rows, txid: str) -> list[Operation]:
    made: list[Operation] = []
    for key, draft in drafts.items():
        row = shown.get(key)
        if row is not None:
            made += _net_of_row(row, key, draft, bit, base.get(key), txid)
        elif not draft.gone:
            # A row is made in one stroke: one write for all its fields.
            write = bit()
            values = {one: value for one, value in draft.values.items() if value is not None}
            changes = {one: Change(new, None, None, write, 0) for one, new in values.items()}
            made.append(Operation("I", draft.root, key, changes))
    return made


def _net_of_row(
    row: Row, key: Key, draft: _Draft, bit: Callable[[], int], base: Row | None, txid: str
) -> list[Operation]:
    made: list[Operation] = []
    if row.gone and not draft.gone:
        made.append(Operation("D", row.root, key, {GONE: _change(row, GONE, 0, bit, base)}))
    stayed_gone = row.gone and draft.gone
    changed = {column for column, value in draft.values.items() if value != row.cell(column).value and not stayed_gone}
    if changed:
        changes = {column: _change(row, column, draft.values[column], bit, base) for column in sorted(changed)}
        made.append(Operation("U", row.root, key, changes))
        for column, change in changes.items():
            row = row.put(column, change.cell(txid))
    if draft.gone and not row.gone:
        made.append(Operation("D", row.root, key, {GONE: _change(row, GONE, 1, bit, base)}, row))
    return made


def _change(row: Row, column: str, new: Any, bit: Callable[[], int], base: Row | None) -> Change:
    now = row.cell(column)
    built_on = base.cell(column) if base is not None else Cell(None, None)
    return Change(new, built_on.tx, built_on.value, bit(), now.seen)


def undoing(shown: Rows, act: Act) -> list[Step]:
    """The steps that take an act back, last first; refused where something was changed since."""
    now = {one.key: shown.get(one.key) for one in act.operations}
    steps: list[Step] = []
    for one in reversed(act.operations):
        row = now[one.key]
        if row is None or not _stands(row, one):
            raise Refused("changed since")
        if one.kind == "U":
            before = {column: change.base_value for column, change in one.changes.items()}
            steps.append(Step("update", one.key, before))
            for column, value in before.items():
                row = row.put(column, Cell(value, None))
        elif row.gone:
            steps.append(Step("insert", one.key, row.values))
            row = row.put(GONE, Cell(0, None))
        else:
            steps.append(Step("delete", one.key))
            row = row.put(GONE, Cell(1, None))
        now[one.key] = row
    return steps


def _stands(row: Row, one: Operation) -> bool:
    """Whether what an operation wrote is what stands there."""
    written = {column: change.new for column, change in one.changes.items()}
    if one.kind == "I":
        return not row.gone and row.values == written
    if one.kind == "U":
        return not row.gone and all(row.cell(column).value == value for column, value in written.items())
    return row.gone == bool(written[GONE])
