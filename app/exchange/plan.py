"""What becomes of a school's transactions: local state + incoming operations → decisions.

Pure: no database, no clock. "Is it a conflict?" (`blocked`, `may_write`) and "what happens then?" (`Plan`)
are apart. No clock and no counter of a school decides anything; only which write an author had seen does.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from app.exchange import papers
from storage.schema import FIXED_COLUMNS, PUBLIC, ROOT_TABLES, root_column

Key = tuple[str, str]
"""(table, id of the row)."""

Choice = tuple[str, str, str | None]
"""(table, id, column) that the county does not take of a file; column None stands for the row's coming or going."""

ROW_WRITER = "_tx"
"""Offered with a row that is not there any more: who wrote those of its fields that nobody ever filled in."""

OperationKind = Literal["I", "U", "D", "O"]
Why = Literal["differs", "purged", "missing", "deleted", "newer"]


@dataclass(frozen=True)
class Operation:
    """One row's part of a transaction as it stands in the journal; `fields` as in docs/package-format.md."""

    root: str
    table: str
    pk: str
    kind: OperationKind
    fields: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """The row it is about."""
        return (self.table, self.pk)


@dataclass(frozen=True)
class Transaction:
    """One act of a person at a school."""

    id: str
    site: str
    actor: str
    reason: str
    at: str
    operations: tuple[Operation, ...]
    undoes: str | None = None


@dataclass(frozen=True)
class Register:
    """A row as the county holds it: each field's value, and which transaction wrote it."""

    root: str
    values: Mapping[str, Any]
    tx: str
    cells: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False
    del_tx: str | None = None

    def writer(self, column: str) -> str:
        """The transaction that wrote a field last."""
        return self.cells.get(column, self.tx)


class Change(NamedTuple):
    """One field of one operation: what its author wrote, and what stood there in the author's own view."""

    column: str
    new: Any
    base_tx: str | None
    base_value: Any


@dataclass(frozen=True)
class Conflict:
    """A field that was not written because its author had not seen what stands here now."""

    txid: str
    index: int
    """Which operation of the transaction."""
    operation: Operation
    change: Change
    why: Why
    hub_tx: str | None
    hub_value: Any
    declined: bool = False
    """Whether a person chose the county's side when the file was taken: then it was never open."""


@dataclass(frozen=True)
class Overwritten:
    """What stood where an act wrote a field, when that is not what the act says: its author had not seen it.

    Only an equal value is written so. Whoever takes the act back must leave what stood there, not its base.
    """

    txid: str
    key: Key
    column: str
    value: Any


@dataclass(frozen=True)
class Offer:
    """A value that a school still held and a restored county lacks."""

    site: str
    key: Key
    root: str
    column: str
    value: Any
    tx: str
    base_tx: str | None


@dataclass(frozen=True)
class Outcome:
    """What the county decided about one transaction; `note` is a sentence for the school."""

    txid: str
    outcome: Literal["applied", "conflict", "rejected", "review"]
    note: str | None = None


@dataclass
class State:
    """What of the county's data the planning needs: rows touched, the site's scope, and what is known."""

    rows: dict[Key, Register]
    scope: set[str]
    """Roots the site holds."""
    roots: set[str]
    """Of the roots touched: those that some office holds or that ever existed here."""
    purged: set[Key]
    known: set[str]
    """Ids of transactions whose outcome stands already."""
    late: set[str] = field(default_factory=set)
    """Roots that have left the site since the county's file it holds: it could not have known."""
    written: set[tuple[str, str, str, str]] = field(default_factory=set)
    """Offered (table, id, column, tx) that the journal has already."""
    county_only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Per table: columns that only the county may write."""
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(table, column) → Chinese label, for the sentences."""
    referred: set[Key] = field(default_factory=set)
    """Rows to be deleted that others refer to: their deleters cannot have known of those."""
    makers: dict[Key, str] = field(default_factory=dict)
    """Which site made each public row touched; those made on the way are added."""
    open: list["Open"] = field(default_factory=list)
    """Conflicts open before the planning, oldest first."""
    waiting: dict[Key, list["Open"]] = field(init=False)
    """Those still open by row, so that a merge of many thousands need not look through all of them again and again."""
    left: Counter[str] = field(init=False)
    """How many are still open of each transaction."""
    declined: frozenset[Choice] = frozenset()
    """What of these transactions a person at the county chose not to take."""
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Per table: columns that refer to rows, and of which table."""
    blocks: Sequence[papers.Block] = ()
    """Numbers of papers that the site was ever given."""
    others: Collection[str] = ()
    """Names of all offices but the site."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Of the numbers that new papers bear, those of the register: number → id; those made on the way are added."""
    refused: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    """Per transaction: (label, id of the row) of what the county did not take of it by choice, in order."""

    def __post_init__(self) -> None:
        """Find the open conflicts of each row."""
        self.waiting, self.left = {}, Counter()
        for one in self.open:
            self.wait(one)

    def wait(self, one: "Open") -> None:
        """Add an open conflict."""
        self.waiting.setdefault(one.conflict.operation.key, []).append(one)
        self.left[one.conflict.txid] += 1

    def settle(self, one: "Open") -> None:
        """Take an open conflict away."""
        self.waiting[one.conflict.operation.key].remove(one)
        self.left[one.conflict.txid] -= 1


@dataclass(frozen=True)
class Open:
    """An open conflict and where it is kept: `id` None while it is new in this plan."""

    conflict: Conflict
    id: str | None = None


@dataclass
class Plan:
    """Decisions: what to write, what to keep as conflicts and reviews, and what to answer."""

    rows: dict[Key, Register] = field(default_factory=dict)
    """Rows that change, as they will be."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    new: list[Transaction] = field(default_factory=list)
    """Transactions not seen before, in order."""
    conflicts: list[Conflict] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    """Ids of kept conflicts that closed by themselves: their parent arrived late."""
    dismissed: list[str] = field(default_factory=list)
    """Ids of kept conflicts whose parent arrived late, but whose field a person chose not to take."""
    overwritten: list[Overwritten] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    granted: list[str] = field(default_factory=list)
    """Roots that the site made and now holds."""
    repeated: int = 0
    """Transactions that had come before."""


def plan(state: State, transactions: Iterable[Transaction], waived: Collection[str] = ()) -> Plan:
    """Decide about a site's transactions, in journal order, offers first. `state` is used up.

    `waived` are ids of acts the county takes although they were not the site's to make.
    """
    made = Plan()
    ordered = sorted(transactions, key=lambda one: not _is_offer(one))
    _widen_declined(state, ordered)
    # The county itself may have brought a parent back since (an undelete, for one).
    _retry(state, made, {one.conflict.operation.key for one in state.open})
    for transaction in ordered:
        if transaction.id in state.known:
            made.repeated += 1
            continue
        state.known.add(transaction.id)
        made.new.append(transaction)
        if _is_offer(transaction):
            _review(state, made, transaction)
            made.outcomes[transaction.id] = Outcome(transaction.id, "review")
            continue
        _found_roots(state, made, transaction)
        refusal = _broken(state, transaction)
        if refusal is None and transaction.id not in waived:
            refusal = _refused(state, transaction)
        if refusal:
            made.outcomes[transaction.id] = Outcome(transaction.id, "rejected", refusal)
            continue
        touched = _take(state, made, transaction)
        _retry(state, made, touched)
    # What closed again within this file was never open.
    still = {id(one.conflict) for some in state.waiting.values() for one in some}
    made.conflicts = [one for one in made.conflicts if one.declined or id(one) in still]
    return made


def _is_offer(transaction: Transaction) -> bool:
    return bool(transaction.operations) and transaction.operations[0].kind == "O"


def _widen_declined(state: State, transactions: Iterable[Transaction]) -> None:
    """What hangs on a new row that is not taken is not taken either, and so on."""
    if not state.declined:
        return
    declined = {(table, pk, "_del" if column is None and (table, pk) in state.rows else column)
                for table, pk, column in state.declined}  # fmt: skip
    operations = [
        one for act in transactions if act.id not in state.known for one in act.operations if one.kind in "IU"
    ]
    before = -1
    while before < len(declined):
        before = len(declined)
        missing = {(table, pk) for table, pk, column in declined if column is None}
        roots = {pk for table, pk in missing if root_column(table) == "id"}
        for one in operations:
            refers = state.references.get(one.table, {})
            hanging = {column for column, table in refers.items() if (table, _written_value(one, column)) in missing}
            if one.kind == "I" and (one.fields.get("tbl"), one.fields.get("pk")) in missing:
                hanging.add("pk")  # a paper or a proposal names its record so
            if one.kind == "U":
                declined |= {(*one.key, column) for column in hanging}
            elif one.key not in state.rows and (hanging or one.root in roots):
                declined.add((*one.key, None))
    state.declined = frozenset(declined)


def _written_value(operation: Operation, column: str) -> Any:
    value = operation.fields.get(column)
    return value[0] if operation.kind == "U" and value else value


def _is_declined(state: State, operation: Operation, column: str | None) -> bool:
    """Whether a person chose not to take this field, or the whole row."""
    return bool(state.declined) and not state.declined.isdisjoint({(*operation.key, None), (*operation.key, column)})


def _found_roots(state: State, made: Plan, transaction: Transaction) -> None:
    """A root that nobody ever held is the site's that made it."""
    for operation in transaction.operations:
        new = operation.kind == "I" and operation.pk == operation.root and not _is_declined(state, operation, None)
        # Only a table of roots founds one: no letter may claim what another site's letters go by.
        new = new and root_column(operation.table) == "id"
        if new and operation.root not in state.roots and operation.key not in state.purged:
            state.roots.add(operation.root)
            state.scope.add(operation.root)
            made.granted.append(operation.root)


def _broken(state: State, transaction: Transaction) -> str | None:
    """Why a transaction makes no sense, whoever made it, or None."""
    if _writes_twice(transaction):
        return "这次操作前后对不上，没有采用。"
    if any(_misplaced(state, operation) for operation in transaction.operations):
        return "这条记录前后对不上，没有采用。"
    return _misnumbered(state, transaction)


def _misnumbered(state: State, transaction: Transaction) -> str | None:
    """Why papers that it begins can never stand in the register, or None."""
    began = [(one.pk, one.fields) for one in transaction.operations if one.table == papers.TABLE and one.kind == "I"]
    here = {pk for pk, _values in began if (papers.TABLE, pk) in state.rows}
    return papers.misnumbered(transaction.site, began, state.numbers, here)


def _refused(state: State, transaction: Transaction) -> str | None:
    """Why a whole transaction is not the site's to make, or None."""
    held = state.scope | state.late
    for operation in transaction.operations:
        # A root unknown here is no reason: a restored county may have forgotten it. Its rows become conflicts.
        if operation.root in state.roots and operation.root not in held:
            return "这条记录已不由贵校管理（可能已调出），没有采用。"
        if _somebody_elses(state, transaction.site, operation):
            return "这条记录不是贵校建立的，修改没有采用。"
        unwanted = _anothers_paper(state, transaction.site, operation)
        if unwanted:
            return unwanted
        theirs = state.county_only.get(operation.table, frozenset())
        for column in operation.fields:
            if column in theirs:
                label = state.labels.get((operation.table, column), "这一项")
                return f"{label}由县里填写，学校的修改没有采用。需要更改的，请在这条记录上点“申请更改……”。"
    return None


def _writes_twice(transaction: Transaction) -> bool:
    """Whether an act writes a field twice, which no program of ours does: one act, one value."""
    if len({one.key for one in transaction.operations}) == len(transaction.operations):
        return False  # An operation names a field once.
    written = [(one.key, change.column) for one in transaction.operations for change in changes_of(one)]
    return len(set(written)) < len(written)


def _somebody_elses(state: State, site: str, operation: Operation) -> bool:
    """Whether it changes a public row (a training class, say) that another office made: all schools rely on it."""
    known = operation.root == PUBLIC and operation.kind != "I" and operation.key in state.rows
    return known and state.makers.get(operation.key) != site


def _anothers_paper(state: State, site: str, operation: Operation) -> str | None:
    """Why a paper is not this site's to begin or to change, or None: each office writes only what it issued."""
    if operation.table != papers.TABLE:
        return None
    if operation.kind == "D":
        return papers.GONE
    row = state.rows.get(operation.key)
    if row is not None:
        written = {one.column: one.new for one in changes_of(operation)} if operation.kind == "U" else {}
        return papers.unchangeable(row.values, site, written)
    if operation.kind != "I":
        return None
    return papers.outside(state.blocks, operation.fields) or papers.unsound(operation.fields, state.others)


def _misplaced(state: State, operation: Operation) -> bool:
    """Whether a row is said to belong to another root than it does: its own root decides who may write it."""
    row, column = state.rows.get(operation.key), root_column(operation.table)
    if row is not None and row.root != operation.root:
        return True
    if column is None:
        return operation.root != PUBLIC
    if operation.root == PUBLIC:
        return True  # What every office receives is of the public tables alone.
    if column == "id":
        return operation.root != operation.pk
    if operation.kind == "I":
        return bool(operation.fields.get(column) != operation.root)
    fixed = FIXED_COLUMNS.get(operation.table, frozenset()) | {column}
    if operation.kind == "O":
        offered = {name: value[0] for name, value in operation.fields.items() if name in fixed}
        stands = {column: operation.root} if row is None else row.values
        return any(value != stands[name] for name, value in offered.items() if name in stands)
    return operation.kind == "U" and not fixed.isdisjoint(operation.fields)


def changes_of(operation: Operation) -> list[Change]:
    """The fields an operation writes. An insert's author had seen nothing there."""
    if operation.kind == "I":
        return [Change(column, value, None, None) for column, value in operation.fields.items()]
    return [
        Change(column, value[0], value[1], value[2]) for column, value in operation.fields.items() if column != "_base"
    ]


def is_purged(purged: Collection[Key], key: Key, root: str) -> bool:
    """Whether a row is purged, or the person or pair it belongs to: no new row of theirs comes in either."""
    return key in purged or any((table, root) in purged for table in ROOT_TABLES)


def blocked(state: State, operation: Operation) -> Why | None:
    """Why the row as a whole cannot take this operation. Nothing is ever resurrected."""
    row = state.rows.get(operation.key)
    if is_purged(state.purged, operation.key, operation.root):
        return "purged"
    if row is None:
        return None if operation.kind == "I" else "missing"
    if row.root != operation.root:
        return "missing"
    if row.gone and operation.kind != "D":
        return "deleted"
    if operation.kind == "D" and not row.gone and operation.fields["_del"][0]:
        if operation.key in state.referred:
            return "newer"
        base = operation.fields["_base"]
        columns = {*row.cells, *base["cells"]}
        unseen = row.tx != base["tx"] or any(
            row.writer(column) != base["cells"].get(column, base["tx"]) for column in columns
        )
        return "newer" if unseen else None
    return None


def may_write(row: Register, change: Change) -> bool:
    """Whether a field takes a value: its author had seen what stands here, or it is the same value.

    That the value equals the one the author had seen is NOT a reason: it would silently revert the author's
    own later change.
    """
    if change.column == "_del":
        return row.del_tx == change.base_tx or row.gone == bool(change.new)
    return row.writer(change.column) == change.base_tx or row.values.get(change.column) == change.new


def _take(state: State, made: Plan, transaction: Transaction) -> set[Key]:
    """Apply one transaction field by field; what cannot be written, or is not wanted, is kept as a conflict."""
    touched: set[Key] = set()
    conflicts = 0
    for index, operation in enumerate(transaction.operations):
        why = blocked(state, operation)
        absent = why is None and operation.key not in state.rows
        if absent and not _is_declined(state, operation, None):
            values = dict(operation.fields)
            _put(state, made, operation.key, Register(operation.root, values, transaction.id))
            state.makers[operation.key] = transaction.site
            if operation.table == papers.TABLE:
                state.numbers[str(values.get("number"))] = operation.pk
            touched.add(operation.key)
            continue
        reason = why or ("missing" if absent else "differs")
        row = state.rows.get(operation.key)
        taken: list[Change] = []
        for change in changes_of(operation):
            writable = why is None and row is not None and may_write(row, change)
            declined = _is_declined(state, operation, change.column) and not (writable and _stands(row, change))
            if writable and not declined:
                taken.append(change)
                continue
            standing = _standing(row, change.column)
            conflict = Conflict(transaction.id, index, operation, change, reason, *standing, declined)
            made.conflicts.append(conflict)
            if declined:
                _note_declined(state, conflict)
            else:
                conflicts += 1
                state.wait(Open(conflict))
        if taken:
            _write(state, made, operation, taken, transaction.id)
            touched.add(operation.key)
    made.outcomes[transaction.id] = _decided(state, transaction.id, conflicts, taken=bool(touched))
    return touched


def _note_declined(state: State, conflict: Conflict) -> None:
    operation, column = conflict.operation, conflict.change.column
    whole = column != "_del" and _is_declined(state, operation, None)
    label = declined_label(state.labels, operation.table, column, new_row=whole)
    state.refused.setdefault(conflict.txid, {})[label, operation.pk] = None


def declined_label(labels: Mapping[tuple[str, str], str], table: str, column: str, *, new_row: bool) -> str:
    """What a field, or a row that came or went as a whole, is called in the note to the school."""
    whole = labels.get((table, ""), "记录")
    if column == "_del":
        return f"{whole}的删除"
    return f"新增的{whole}" if new_row else labels.get((table, column), "一项内容")


def _stands(row: Register | None, change: Change) -> bool:
    """Whether the field has this very value already: then there is nothing to choose."""
    return row is not None and bool(_standing(row, change.column)[1] == change.new)


def _standing(row: Register | None, column: str) -> tuple[str | None, Any]:
    if row is None:
        return None, None
    if column == "_del":
        return row.del_tx, int(row.gone)
    return row.writer(column), row.values.get(column)


_NAMED = 6
"""A note to the school names this many kinds of things that were not taken."""


def _decided(state: State, txid: str, conflicts: int, *, taken: bool = True) -> Outcome:
    """The outcome of an act with so many open conflicts, of which something was `taken` or nothing."""
    refused = state.refused.get(txid, {})
    if not conflicts and not refused:
        return Outcome(txid, "applied")
    waiting = f"有 {conflicts} 处与县里的内容不同，等县里核对。" if conflicts else ""
    note = waiting + (declined_note(label for label, _pk in refused) if refused else "")
    return Outcome(txid, "conflict" if conflicts or taken else "rejected", note)


def declined_note(labels: Iterable[str]) -> str:
    """What the county did not take by choice, as a sentence for the school."""
    counts = Counter(labels)
    named = [label if count == 1 else f"{label}（{count} 处）" for label, count in counts.items()]
    more = f"等 {len(named)} 项" if len(named) > _NAMED else ""
    return f"县里没有采用：{'、'.join(named[:_NAMED])}{more}。"


def _write(state: State, made: Plan, operation: Operation, changes: Sequence[Change], txid: str) -> None:
    """Write fields of one row under the transaction that brought them.

    The same value from another hand is written too: whoever builds on it has seen what stands here.
    """
    row = state.rows[operation.key]
    for change in changes:
        standing = _standing(row, change.column)[1]
        if standing != change.base_value:
            made.overwritten.append(Overwritten(txid, operation.key, change.column, standing))
    _put(state, made, operation.key, _written(row, changes, txid))


def _written(row: Register, changes: Sequence[Change], txid: str) -> Register:
    values, cells, gone, del_tx = dict(row.values), dict(row.cells), row.gone, row.del_tx
    for column, new, _base_tx, _base_value in changes:
        if column == "_del":
            gone, del_tx = bool(new), txid
        else:
            values[column] = new
            cells[column] = txid
    return Register(row.root, values, row.tx, cells, gone, del_tx)


def _put(state: State, made: Plan, key: Key, row: Register) -> None:
    state.rows[key] = row
    made.rows[key] = row


def _retry(state: State, made: Plan, touched: set[Key]) -> None:
    """Write open conflicts whose parent has arrived after all, until nothing moves."""
    while touched:
        again: set[Key] = set()
        for one in [one for key in sorted(touched & state.waiting.keys()) for one in state.waiting[key]]:
            operation, change = one.conflict.operation, one.conflict.change
            if not _parent_is_in(state, operation, change):
                continue
            _close(state, made, one)
            if not _is_declined(state, operation, change.column):
                again.add(operation.key)
        touched = again


def _close(state: State, made: Plan, one: Open) -> None:
    """Write an open conflict whose parent is in, or dismiss it where a person chose not to take its field."""
    operation, change, txid = one.conflict.operation, one.conflict.change, one.conflict.txid
    declined = _is_declined(state, operation, change.column)
    if declined:
        _note_declined(state, one.conflict)
    else:
        _write(state, made, operation, [change], txid)
    state.settle(one)
    if one.id is not None:
        (made.dismissed if declined else made.closed).append(one.id)
    made.outcomes[txid] = _decided(state, txid, state.left[txid])


def _parent_is_in(state: State, operation: Operation, change: Change) -> bool:
    if blocked(state, operation) is not None:
        return False
    row = state.rows.get(operation.key)
    if row is None:
        return False
    if change.column == "_del":
        return row.del_tx == change.base_tx
    return change.base_tx is not None and row.writer(change.column) == change.base_tx


def _review(state: State, made: Plan, transaction: Transaction) -> None:
    """Offers: what is known already, stands already or was purged is dropped; a person decides the rest."""
    for operation in transaction.operations:
        if is_purged(state.purged, operation.key, operation.root) or _misplaced(state, operation):
            continue
        row = state.rows.get(operation.key)
        for column, (value, tx, base_tx) in operation.fields.items():
            if (*operation.key, column, tx) in state.written:
                continue
            stands = row is not None and (int(row.gone) if column == "_del" else row.values.get(column)) == value
            if not stands:
                made.offers.append(Offer(transaction.site, operation.key, operation.root, column, value, tx, base_tx))


def overlay(
    base: Mapping[Key, Register], pending: Iterable[tuple[str, Operation]], keys: set[Key]
) -> dict[Key, Register | None]:
    """A school's view of some rows: the county's registers overlaid with the acts still pending.

    `pending` is (transaction id, operation) in journal order. None means the school shows no such row;
    an edit of a row that has left the school's scope waits unseen for the county's answer.
    """
    view: dict[Key, Register | None] = {key: base.get(key) for key in keys}
    for txid, operation in pending:
        if operation.key not in keys or operation.kind == "O":
            continue
        row = view[operation.key]
        if row is None:
            if operation.kind == "I":
                view[operation.key] = Register(operation.root, dict(operation.fields), txid)
            continue
        view[operation.key] = _written(row, changes_of(operation), txid)
    return view


def offers_of(old: Mapping[Key, Register], new: Mapping[Key, Register], own: set[str]) -> list[Operation]:
    """What a school held from the county that its new complete snapshot lacks: operations of kind O.

    Only values that are not from this school's own journal (those are sent again anyway) and whose field is
    absent now, or differs in both writer and value.
    """
    offered = []
    for key, row in old.items():
        now = new.get(key)
        cells: dict[str, Any] = {}
        # A field that was emptied has no value any more, but a writer.
        columns = [*{**row.values, **row.cells}, *(["_del"] if row.del_tx else [])]
        for column in columns:
            tx, value = _standing(row, column)
            if tx is None or tx in own:
                continue
            now_tx, now_value = _standing(now, column)
            if now is None or (now_tx != tx and now_value != value):
                cells[column] = [value, tx, now_tx]
        if cells and now is None and row.tx not in own:
            cells[ROW_WRITER] = [None, row.tx, None]
        if cells:
            offered.append(Operation(row.root, *key, "O", cells))
    return offered
