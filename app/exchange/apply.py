"""Decisions become rows: a county takes an up-file, a school adopts a down-file, each in one writing block."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

import msgspec

from app import entities, name_keys
from app.exchange import answering, declining, fitting, hearing, papers, versions
from app.exchange import plan as planning
from app.exchange import report as reporting
from app.exchange.declining import NOTHING, Declined
from app.exchange.lines import (
    Claim,
    Down,
    GravestoneLine,
    KnownLine,
    Members,
    OperationLine,
    RowLine,
    ScopeLine,
    StubLine,
    TransactionLine,
    read,
    read_fact,
)
from app.exchange.plan import Choice, Conflict, Key, Open, Operation, OperationKind, Register, State, Transaction
from app.exchange.report import Entry, Names, Report
from app.papers import numbering
from app.papers.patterns import Range
from app.problems import Problem
from storage import certificates as stored_certificates
from storage import exchange as stored
from storage.ids import new_id
from storage.schema import PUBLIC, ROOT_TABLES
from storage.store import Rows

_RAISED_MOST = 1 << 52
"""A claim raises the county's number no further: whatever a school says, there is always a next one."""

# -- the county takes a school's file


def take_up(
    rows: Rows, site: str, members: Members, claim: Mapping[str, Any] | None, declined: Declined = NOTHING
) -> Report:
    """Merge a school's transactions; the claim tells what the school holds. Returns what changed.

    What is `declined` is not written and never tried again; the school is told so with its next file.
    """
    seen = _note_claim(rows, site, None if claim is None else read_fact(claim, Claim))
    transactions = read_transactions(site, members)
    take_held(rows)
    known, newer = versions.split(transactions, stored.known_columns(rows))
    _hold(rows, newer)
    report = _merge(rows, site, known, seen, declined)
    return reporting.counted([*report.entries, *map(_held_entry, newer)], report.repeated)


def take_held(rows: Rows) -> None:
    """Merge the acts that were kept aside because the program of then did not know all of their fields."""
    if not stored.fact(rows, "held"):
        return
    acts = _acts(stored.held(rows))
    known, newer = versions.split(acts, stored.known_columns(rows))
    by_site: dict[str, list[Transaction]] = defaultdict(list)
    for one in known:
        by_site[one.site].append(one)
    for site, transactions in by_site.items():
        # They came before the upgrade: whoever has left the school since, their author could not have known.
        _merge(rows, site, transactions, 0)
    stored.set_office(rows, "held", str(len(newer)) if newer else None)


def _acts(operations: Iterable[tuple[int, stored.JournalRow]]) -> list[Transaction]:
    """Kept operations as the acts they are of, in order."""
    acts: dict[str, Transaction] = {}
    for _seq, line in operations:
        one = acts.get(line.txid) or Transaction(
            line.txid, line.site, line.actor, line.reason, line.at, (), line.undoes
        )
        step = Operation(line.root, line.table, line.pk, _kind(line.kind), line.fields)
        acts[line.txid] = replace(one, operations=(*one.operations, step))
    return list(acts.values())


def _hold(rows: Rows, newer: list[Transaction]) -> None:
    """Keep acts that this program cannot merge yet: received and without an outcome, so the school sends them again."""
    there = stored.received_ids(rows, [one.id for one in newer])
    fresh = [one for one in newer if one.id not in there]
    if fresh:
        stored.keep_received(rows, (line for one in fresh for line in _journal(one)))
        stored.set_office(rows, "held", str(len(stored.held(rows))))


def _held_entry(one: Transaction) -> Entry:
    note = "由更新版本的薪火填写，已原样保存；本机升级后自动合并。"
    return Entry("waiting", one.operations[0].table, one.id, one.reason, one.actor, note=note)


def retry(rows: Rows) -> None:
    """Write open conflicts whose parent stands here now: the county has just brought it back, or it came late."""
    _decide(rows, "", [])


def apply_again(rows: Rows, site: str, txids: Iterable[str]) -> Mapping[str, planning.Outcome]:
    """Merge a site's acts that were refused, although they were not the site's to make. Returns their outcomes."""
    acts = _acts(stored.received(rows, txids))
    made, _before = _decide(rows, site, acts, waived={one.id for one in acts})
    return made.outcomes


def _merge(
    rows: Rows, site: str, transactions: list[Transaction], seen: int | None = None, declined: Declined = NOTHING
) -> Report:
    """Decide about a site's acts; `seen` is the revision of the file the site holds. Returns what changed."""
    made, before = _decide(rows, site, transactions, seen, declined)
    return _up_report(rows, before, made)


def _decide(
    rows: Rows,
    site: str,
    transactions: list[Transaction],
    seen: int | None = None,
    declined: Declined = NOTHING,
    waived: Collection[str] = (),
) -> tuple[planning.Plan, Mapping[Key, Register | None]]:
    """Plan and write what was decided: the plan, and the rows as they were.

    `waived` are known acts to decide about anew as if they were the site's to make.
    """
    stored.refresh_scope(rows, site)
    state = _state(rows, site, transactions, declined.choices, waived)
    declining.prepare(state, transactions, declined)
    # Whoever wrote these had not been told yet that the person was to leave.
    state.late = set() if seen is None else stored.revoked_since(rows, site, seen)
    before: dict[Key, Register | None] = dict(state.rows)
    made = planning.plan(state, transactions, waived)
    standing = {key: _row(key, row) for key in made.rows if (row := before.get(key)) is not None}
    kept = _keep(rows, made.new)
    stored.mark_taken(rows, [one.id for one in made.new])
    stored.write_registers(rows, _rows(made.rows), standing)
    stored.grant(rows, site, made.granted)
    new = [made.outcomes[one.id] for one in made.new]
    stored.write_known(rows, site, ((one.txid, one.outcome, one.note) for one in new))
    # What a person has just decided not to take waits for nobody's word.
    stored.close_rejected(rows, {one.txid for one in made.conflicts if one.declined}, declined.at)
    stored.add_conflicts(rows, [_conflict_row(conflict, kept, declined) for conflict in made.conflicts])
    stored.close_conflicts(rows, made.closed)
    stored.dismiss_conflicts(rows, made.dismissed, declined.by, declined.at)
    stored.note_overwritten(rows, ((one.txid, *one.key, one.column, one.value) for one in made.overwritten))
    answering.answer(rows, made.outcomes.keys() - {one.id for one in made.new})
    for offer in made.offers:
        stored.add_review(rows, site, offer.key, offer.root, offer.column, offer.value, offer.tx, offer.base_tx)
    stored.refresh_scope(rows, site)
    name_keys.refresh(rows)
    return made, before


def _keep(rows: Rows, acts: list[Transaction]) -> dict[tuple[str, int], int]:
    """Keep acts for ever, those that are kept already where they are: (transaction id, index) → place."""
    there = stored.received_ids(rows, [one.id for one in acts])
    kept = stored.keep_received(rows, (line for one in acts if one.id not in there for line in _journal(one)))
    counts: dict[str, int] = defaultdict(int)
    for seq, line in stored.received(rows, there):
        kept[line.txid, counts[line.txid]] = seq
        counts[line.txid] += 1
    return kept


def _note_claim(rows: Rows, site: str, claim: Claim | None) -> int | None:
    """Remember what the school holds; a snapshot this county does not know means the county is an old copy.

    Returns the revision of that snapshot, None where there is none or it is not known.
    """
    if claim is None:
        stored.add_claim(rows, site, None, None)
        return None
    snapshots = stored.snapshot_positions(rows, site)
    if claim.id not in snapshots:
        # Raised so that the next down-file is newer than anything the school has seen; the unknown id is
        # never stored among our own.
        stored.set_office(rows, "n", str(max(stored.counter(rows), min(claim.n, _RAISED_MOST))))
    stored.add_claim(rows, site, claim.n, claim.id)
    return snapshots[claim.id][1] if claim.id in snapshots else None


def read_transactions(site: str, members: Members) -> list[Transaction]:
    """A package's transactions with their operations, in the order of the school's journal."""
    by_txn: dict[str, list[Operation]] = defaultdict(list)
    for one in read(members, "operations", OperationLine):
        by_txn[one.txn].append(Operation(one.root, one.t, one.id, one.k, one.f))
    found = [
        Transaction(one.id, site, one.actor, one.reason, one.at, tuple(by_txn.pop(one.id, ())), one.undoes)
        for one in read(members, "transactions", TransactionLine)
    ]
    mixed = any({operation.kind for operation in one.operations} > {"O"} for one in found)
    fits = all(fitting.fits(operation) for one in found for operation in one.operations)
    if by_txn or mixed or not fits or not all(one.operations for one in found):
        raise Problem("这个文件的内容对不上，没有接收任何内容。", "请对方重新生成一个文件再发。")
    return found


def _state(
    rows: Rows,
    site: str,
    transactions: list[Transaction],
    declined: Collection[Choice] = (),
    waived: Collection[str] = (),
) -> State:
    known = stored.known_ids(rows, [one.id for one in transactions]) - set(waived)
    # What came before is passed over: a file that comes twice costs little more than its decryption.
    operations = [operation for one in transactions if one.id not in known for operation in one.operations]
    keys = {operation.key for operation in operations}
    waiting = [_open(row) for row in stored.open_conflicts(rows, keys)]
    keys |= {one.conflict.operation.key for one in waiting}
    going = {one.key for one in operations if one.kind == "D" and one.fields["_del"][0]}
    # What waits to go holds nothing up, whether or not it is looked at with this file.
    deleted = (going | stored.waiting_deletions(rows)) - {
        (table, pk) for table, pk, column in declined if column in (None, "_del")
    }
    offered = [
        (*operation.key, column, str(cell[1]))
        for operation in operations
        if operation.kind == "O"
        for column, cell in operation.fields.items()
    ]
    begun = [str(one.fields.get("number")) for one in operations if one.table == papers.TABLE and one.kind == "I"]
    return State(
        rows={(row.table, row.pk): _register(row) for row in stored.registers(rows, keys)},
        scope=set(stored.scope_of(rows, site)),
        roots=stored.roots_there(rows, {operation.root for operation in operations}),
        purged=set(stored.gravestones(rows))
        & (keys | _owners(operations) | _owners(one.conflict.operation for one in waiting)),
        known=known,
        written=stored.already_written(rows, offered),
        county_only=entities.county_only(),
        labels=entities.labels(),
        referred=stored.referred_to(rows, deleted),
        makers=stored.makers(rows, {operation.key for operation in operations if operation.root == PUBLIC}),
        open=waiting,
        blocks=_blocks(rows, site) if begun else (),
        others=stored.other_offices(rows, site) if begun else (),
        numbers=stored_certificates.taken(rows, begun) if begun else {},
    )


def _blocks(rows: Rows, site: str) -> list[papers.Block]:
    given = stored_certificates.blocks_of(rows, site)
    return [papers.Block(kind, Range(pattern, first, last)) for kind, pattern, first, last in given]


def _owners(operations: Iterable[Operation]) -> set[Key]:
    """The people and pairs that rows belong to, by every name they could have."""
    return {(table, root) for root in {one.root for one in operations} for table in ROOT_TABLES}


def _open(row: tuple[Any, ...]) -> Open:
    pk, txid, column, why, hub_tx, hub_value, root, table, row_pk, kind, fields = row
    operation = Operation(root, table, row_pk, kind, msgspec.json.decode(fields))
    change = next(one for one in planning.changes_of(operation) if one.column == column)
    hub = msgspec.json.decode(hub_value) if hub_value else None
    return Open(Conflict(txid, -1, operation, change, why, hub_tx, hub), pk)


def _conflict_row(
    conflict: Conflict, kept: Mapping[tuple[str, int], int], declined: Declined = NOTHING
) -> dict[str, str | int | None]:
    change = conflict.change
    return {
        "id": new_id(),
        "txid": conflict.txid,
        "operation": kept[conflict.txid, conflict.index],
        "tbl": conflict.operation.table,
        "pk": conflict.operation.pk,
        "root": conflict.operation.root,
        "col": change.column,
        "why": conflict.why,
        "base_tx": change.base_tx,
        "base_value": _text(change.base_value),
        "hub_tx": conflict.hub_tx,
        "hub_value": _text(conflict.hub_value),
        "school_value": _text(change.new),
        "state": "county" if conflict.declined else "open",
        "declined": int(conflict.declined),
        "resolved_by": declined.by if conflict.declined else None,
        "resolved_at": declined.at if conflict.declined else None,
    }


WHY = {
    "differs": "县里的内容在学校填写之后也改过，两边不同。",
    "purged": "这条记录已被县里彻底清除。",
    "missing": "县里没有这条记录。",
    "deleted": "这条记录已被删除。",
    "newer": "学校要删除的记录，县里后来又有新的修改。",
}


def _up_report(rows: Rows, before: Mapping[Key, Register | None], made: planning.Plan) -> Report:
    names = Names(rows)
    found = list(reporting.entries(before, made.rows, names, choosable=True))
    for conflict in made.conflicts:
        if not conflict.declined:
            found.append(_conflict_entry(conflict, names))
    found += _declined_entries([one for one in made.conflicts if one.declined], names)
    reasons = {one.id: one for one in made.new}
    declined = {one.txid for one in made.conflicts if one.declined}
    for outcome in made.outcomes.values():
        if outcome.outcome == "rejected" and outcome.txid in reasons and outcome.txid not in declined:
            one = reasons[outcome.txid]
            first = one.operations[0]
            about = names.of("teachers", first.root) or names.of(first.table, first.pk) or one.actor
            found.append(
                Entry("rejected", first.table, first.pk, about, one.reason, note=outcome.note or "", root=first.root)
            )
    return reporting.counted(found, made.repeated)


def _conflict_entry(conflict: Conflict, names: Names) -> Entry:
    operation = conflict.operation
    entity, line = entities.ENTITIES[operation.table], _conflict_line(conflict, names)
    about, note = _about(operation, names), WHY[conflict.why]
    return Entry("conflict", *operation.key, about, entity.label, (line,), note, operation.root, choosable=True)


def _declined_entries(conflicts: Iterable[Conflict], names: Names) -> Iterable[Entry]:
    """What is not taken by choice, a record each."""
    by_key: dict[Key, list[Conflict]] = defaultdict(list)
    for one in conflicts:
        by_key[one.operation.key].append(one)
    for key, some in by_key.items():
        first, lines = some[0].operation, tuple(_conflict_line(one, names) for one in some)
        label = entities.ENTITIES[key[0]].label
        note = "县里选择不采用，保留县里的内容。"
        yield Entry("rejected", *key, _about(first, names), label, lines, note, first.root)


def _about(operation: Operation, names: Names) -> str:
    known = names.of("teachers", operation.root) or names.of(operation.table, operation.pk)
    new = operation.fields if operation.kind == "I" else {}
    return known or str(new.get("name") or new.get("title") or "")


def _conflict_line(conflict: Conflict, names: Names) -> reporting.Line:
    operation, change = conflict.operation, conflict.change
    if change.column == "_del":
        return reporting.Line("整条记录", "保留", "删除", "_del")
    field = entities.ENTITIES[operation.table].field(change.column)
    if field is None:
        return reporting.Line(change.column, str(conflict.hub_value), str(change.new), change.column)
    said = reporting.shown(field, conflict.hub_value, names), reporting.shown(field, change.new, names)
    return reporting.Line(field.label, *said, change.column)


# -- a school adopts the county's file


def adopt(rows: Rows, site: str, members: Members, facts: Mapping[str, Any], at: str) -> Report:
    """Make the county's registers the school's base and show them overlaid with what is still pending.

    Raises Problem, with nothing changed, for a file older than the one adopted and for one that does not
    follow from it.
    """
    adopted, number = stored.adopted(rows)
    file = read_fact(facts, Down)
    _refuse_unfit(file, adopted, number)
    incoming = {(one.t, one.id): _incoming(one) for one in read(members, "rows", RowLine)}
    scope = read(members, "scope", ScopeLine)
    known = [(one.id, one.outcome, one.note) for one in read(members, "known", KnownLine)]
    graves = {(one.t, one.id) for one in read(members, "gravestones", GravestoneLine)}
    stubs = [(one.t, one.id, one.row) for one in read(members, "stubs", StubLine)]
    news = hearing.news(rows, known)
    if file.complete:
        # Acts that were answered once may wait again, so every row this office ever wrote is looked at.
        touched = stored.shown_keys(rows) | set(incoming) | stored.own_keys(rows, stored.own_ids(rows))
        # An id the county does not know as its own making: it is an old copy and may lack what this school holds.
        if adopted is not None and adopted not in file.mine:
            _offer_back(rows, site, incoming, at)
        stored.drop_base(rows)
        stored.forget_known(rows)
    else:
        gone = stored.base_keys_leaving(rows, [one.root for one in scope], [one.root for one in scope if one.full])
        stored.drop_base(rows, gone | graves)
        touched = set(incoming) | gone | graves | stored.own_keys(rows, [txid for txid, _what, _note in known])
    stored.write_base(rows, _rows(incoming))
    stored.write_known(rows, site, known)
    standing = {(row.table, row.pk): row for row in stored.registers(rows, touched)}
    before = {key: _register(row) for key, row in standing.items()}
    after = _view(rows, touched, incoming)
    _hide_misnumbered(rows, after, incoming)
    _show(rows, after, standing)
    stored.replace_scope(rows, site, [one.root for one in scope])
    stored.replace_stubs(rows, stubs)
    stored.set_office(rows, "adopted", file.id)
    stored.set_office(rows, "adopted_n", str(file.n))
    # Put back from an old copy, this computer may have forgotten what it gave of its blocks.
    stored_certificates.never_below(
        rows, {numbering.counter_named(block): last for block, last in file.numbers.items()}
    )
    stored.set_office(rows, "figures", msgspec.json.encode(file.figures).decode() if file.figures else None)
    name_keys.refresh(rows)
    names = Names(rows)
    # In one order, so that two previews of the same data are the same.
    found = list(reporting.entries(before, {key: after[key] for key in sorted(after)}, names))
    # Asked of a complete file only: a delta tells what the county did since, row by row.
    total = sum(not row.gone for row in before.values())
    return reporting.counted(
        [*found, *hearing.entries(rows, news, names)],
        removal=reporting.removal_of(found, total) if file.complete else None,
    )


def _refuse_unfit(file: Down, adopted: str | None, number: int) -> None:
    if adopted is not None and file.n <= number:
        raise Problem(
            f"这是县里第 {file.n} 号文件，本校已经接收过第 {number} 号，不需要再接收。",
            "没有改动任何内容。请接收最新的文件；如果县里刚用备份恢复过，请先生成一个上报文件交给县里，再接收县里发回的文件。",
        )
    if not file.complete and adopted not in file.accepts:
        raise Problem(
            "这个文件接不上本校现有的数据。",
            "请先生成一个上报文件交给县里，再接收县里据此发回的文件。没有改动任何内容。",
        )


def _offer_back(rows: Rows, site: str, incoming: Mapping[Key, Register], at: str) -> None:
    """Put what only the old base had into the journal, to be sent until the county has answered."""
    old = {(row.table, row.pk): _register(row) for row in stored.base_rows(rows)}
    offers = planning.offers_of(old, incoming, stored.own_ids(rows))
    if offers:
        reason = "县里的数据退回到从前，把本校手里较新的内容报回"
        one = Transaction(new_id(), site, "薪火", reason, at, tuple(offers))
        stored.keep_own(rows, one.id, site, one.actor, one.reason, at, _journal(one))


def _view(rows: Rows, touched: set[Key], incoming: Mapping[Key, Register]) -> dict[Key, Register | None]:
    """What the school shows: its base, of which `incoming` was written just now, overlaid with what is pending."""
    rest = stored.base_rows(rows, touched - incoming.keys())
    base = {**incoming, **{(row.table, row.pk): _register(row) for row in rest}}
    pending = [
        (one.txid, Operation(one.root, one.table, one.pk, _kind(one.kind), one.fields)) for one in stored.pending(rows)
    ]
    return planning.overlay(base, pending, touched)


def _hide_misnumbered(rows: Rows, after: dict[Key, Register | None], incoming: Mapping[Key, Register]) -> None:
    """Show no paper of this school's whose number the county's file has on another one: it waits for its answer.

    Only an old copy of this school's file can have given a number again; the county will refuse that.
    """
    numbers = {
        str(row.values.get("number")): key for key, row in incoming.items() if key[0] == papers.TABLE and not row.gone
    }
    for number, pk in stored_certificates.taken(rows, numbers).items():
        if numbers[number] != (papers.TABLE, pk):
            after[papers.TABLE, pk] = None
    for key, row in list(after.items()):
        if key[0] == papers.TABLE and row is not None and numbers.get(str(row.values.get("number")), key) != key:
            after[key] = None


def _show(rows: Rows, after: Mapping[Key, Register | None], standing: Mapping[Key, stored.RegisterRow]) -> None:
    stored.remove_rows(rows, (key for key, row in after.items() if row is None))
    there = {key: row for key, row in after.items() if row is not None}
    stored.write_registers(rows, _rows(there), standing)


# -- between the package's objects, the plan's and the storage's


def _kind(text: str) -> OperationKind:
    return cast(OperationKind, text)


def _incoming(one: RowLine) -> Register:
    return Register(one.root, one.row, one.tx, one.cells, one.gone, one.deleted)


def _register(row: stored.RegisterRow) -> Register:
    return Register(row.root, row.values, row.tx, row.cells, row.gone, row.del_tx)


def _rows(registers: Mapping[Key, Register]) -> Iterable[stored.RegisterRow]:
    return (_row(key, register) for key, register in registers.items())


def _row(key: Key, register: Register) -> stored.RegisterRow:
    values = {column: value for column, value in register.values.items() if value is not None}
    return stored.RegisterRow(
        *key, register.root, register.tx, dict(register.cells), register.gone, register.del_tx, values
    )


def _journal(one: Transaction) -> Iterable[stored.JournalRow]:
    for operation in one.operations:
        yield stored.JournalRow(
            one.id, one.site, one.actor, one.reason, one.at, one.undoes,
            operation.root, operation.table, operation.pk, operation.kind, dict(operation.fields),
        )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
