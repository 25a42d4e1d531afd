"""The program's own database files beside the model: every step done for real, and what they hold compared."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from app import purging, unlocking
from app import session as sessions
from app.exchange import apply, collect, reapplying, restoring, settling
from app.exchange.declining import Declined
from app.exchange.keys import Identity, new_identity
from app.exchange.package import Header, open_package, seal
from app.exchange.plan import Choice
from app.problems import Problem
from app.session import Session
from storage import checks, folding, ids, journal
from storage import exchange as stored
from storage.migrations import ALL
from storage.problems import StorageProblem
from storage.schema import STUB_COLUMNS
from storage.store import Act, Store, open_store
from storage.store import Rows as Writing
from tests.app.exchange import schedules
from tests.app.exchange.model.acts import GONE, Change, Key, Operation, Rows, Step
from tests.app.exchange.model.acts import Act as ModelAct
from tests.app.exchange.model.county import Conflict, County, Field, Offer
from tests.app.exchange.model.school import Down as ModelDown
from tests.app.exchange.model.school import School, Up
from tests.app.exchange.model.truth import Broken, need

COLUMNS: dict[str, tuple[str, ...]] = {
    "organisations": ("name", "kind"),
    "teachers": ("name", "phone", "remark", "honour"),
    "postings": ("teacher_id", "kind", "organisation_id", "end_date"),
    "credentials": ("teacher_id", "number", "issuer"),
    "pairs": ("kind", "status", "mentor_id", "mentee_id", "goal"),
    "pair_activities": ("pair_id", "kind", "topic", "remark"),
    "programmes": ("title", "category"),
    "classes": ("programme_id", "name", "hours", "place", "year"),
    "attendance": ("teacher_id", "class_id", "hours", "result", "remark"),
}
"""The tables and fields that the schedules write."""

Plain = tuple[str, str, dict[str, tuple[Any, str]], tuple[int, str | None]]
"""A row as both sides know it: root, who made it, fields with who wrote them, deletion mark with who set it."""


class Differs(Broken):
    """The program holds something else than the model."""


def same(what: str, real: Any, model: Any) -> None:
    if real != model:
        raise Differs(f"{what}: {_difference(real, model)}")


def _difference(real: Any, model: Any) -> str:
    if isinstance(real, dict) and isinstance(model, dict):
        keys = [key for key in {**real, **model} if real.get(key) != model.get(key)]
        return "; ".join(f"{key}: program {real.get(key)}, model {model.get(key)}" for key in keys[:2])
    if isinstance(real, set | frozenset) and isinstance(model, set | frozenset):
        return f"only program {sorted(map(str, real - model))[:3]}, only model {sorted(map(str, model - real))[:3]}"
    return f"program {real}, model {model}"


# -- looking at databases, past the code under test


def rows_of(store: Store) -> dict[Key, Plain]:
    """Every row an office shows or has deleted, outlines aside."""
    shown = {
        (table, row[0]): row[1:]
        for table, columns in COLUMNS.items()
        for row in store.conn.execute(f"SELECT id, {', '.join(columns)} FROM {table}")
    }
    found: dict[Key, Plain] = {}
    for table, pk, root, tx, cells, del_tx, gone in store.conn.execute(
        "SELECT tbl, pk, root, tx, cells, del_tx, gone FROM stamps"
    ):
        values = dict(zip(COLUMNS[table], shown[table, pk], strict=True)) if gone is None else json.loads(gone)
        found[table, pk] = _plain(root, tx, json.loads(cells or "{}"), del_tx, gone is not None, values)
    return found


def base_of(store: Store) -> dict[Key, Plain]:
    """Every row of a school's base."""
    return {
        (table, pk): _plain(root, tx, json.loads(cells or "{}"), del_tx, bool(gone), json.loads(row))
        for table, pk, root, tx, cells, del_tx, gone, row in store.conn.execute(
            "SELECT tbl, pk, root, tx, cells, del_tx, gone, row FROM base"
        )
    }


def _plain(root: str, tx: str, cells: dict[str, str], del_tx: str | None, gone: bool, values: dict[str, Any]) -> Plain:
    fields = {column: (value, tx) for column, value in values.items() if value is not None}
    for column, writer in cells.items():
        fields[column] = (values.get(column), writer)
    return root, tx, fields, (int(gone), del_tx)


def _operations(store: Store, txid: str) -> list[Any]:
    found = store.conn.execute(
        "SELECT o.kind, o.root, o.tbl, o.pk, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn "
        "WHERE t.id = ? ORDER BY o.seq",
        (txid,),
    )
    return [(kind, root, (table, pk), json.loads(fields)) for kind, root, table, pk, fields in found]


def of_model(act: ModelAct) -> list[Any]:
    """A model's act as the journal would hold it."""
    return [(one.kind, one.root, one.key, _fields(one)) for one in act.operations]


def _fields(one: Any) -> dict[str, Any]:
    if one.kind == "I":
        return {column: change.new for column, change in one.changes.items()}
    if one.kind == "O":
        return {column: [offer.cell.value, offer.cell.tx, offer.base_tx] for column, offer in one.changes.items()}
    fields = {column: [change.new, change.base_tx, change.base_value] for column, change in one.changes.items()}
    if one.saw is not None:
        tx = one.saw.made.tx
        cells = {column: cell.tx for column, cell in one.saw.cells.items() if cell.tx != tx}
        fields["_base"] = {"tx": tx, "cells": cells, "row": one.saw.values}
    return fields


def _sorted(operations: list[Any]) -> list[Any]:
    """One act's operations, row by row: between rows their order says nothing."""
    return sorted(operations, key=lambda one: one[2])


# -- offices


@dataclass(frozen=True)
class Kept:
    """A copy of a database: what it was, byte for byte."""

    site: str
    data: bytes


class Office:
    """One database file of the program."""

    def __init__(self, program: "Program", site: str, session: Session) -> None:
        self.program, self.site, self.session = program, site, session
        self.store = session.store

    def act(self, steps: Iterable[Step], undoes: str | None, *, folded: bool = True) -> str | None:
        """One act of a person; None when it was refused or changed nothing."""
        try:
            with self._folding(folded), self.session.writing("改") as rows:
                if undoes is not None:
                    journal.undo(rows, undoes)
                else:
                    for step in steps:
                        _do(rows, step)
        except StorageProblem:
            return None
        return rows.done.txid

    @contextmanager
    def _folding(self, folded: bool) -> Iterator[None]:
        """What a program would do that forgets to fold."""
        fold = folding.fold
        try:
            if not folded:
                folding.fold = lambda *_: None
            yield
        finally:
            folding.fold = fold

    def refuses_to_undo(self, txid: str) -> None:
        """The model cannot take this act back; nor may the program."""
        try:
            with self.session.store.writing(Act("王芳", "撤销", undoes=txid), rehearse=True) as rows:
                journal.undo(rows, txid)
        except StorageProblem:
            return
        raise Differs("the program takes an act back that was changed since")

    def compare_act(self, made: ModelAct | None, model: Any) -> None:
        if made is None:
            raise Differs("the program made an act of what comes to nothing")
        same("journal", _sorted(_operations(self.store, made.id)), _sorted(of_model(made)))
        self._compare_rows(model)

    def _compare_rows(self, model: Any) -> None:
        same("rows", rows_of(self.store), {key: schedules.plain(row) for key, row in model.rows.items()})

    def copied(self) -> Kept:
        self.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Kept(self.site, self.session.path.read_bytes())

    def close(self) -> None:
        self.session.close()
        for end in ("", "-wal", "-shm", purging.SUFFIX):
            self.session.path.with_name(self.session.path.name + end).unlink(missing_ok=True)

    def check(self) -> None:
        """What must hold of any file of ours."""
        need(not list(checks.unstamped(self.store)), "14 a row that no act accounts for")
        need(checks.summary_differences(self.store) == 0, "14 the hours do not add up")
        need(checks.capture_intact(self.store), "14 the capture is broken")

    def _rev(self) -> int:
        return int(self.store.value("SELECT rev FROM act_now"))


def _do(rows: Writing, step: Step) -> None:
    table, pk = step.key
    if step.verb == "insert":
        rows.insert(table, {"id": pk, **step.values})
    elif step.verb == "update":
        rows.update(table, pk, dict(step.values))
    else:
        rows.delete(table, pk)


@dataclass(frozen=True)
class RealFile:
    """A file as the program makes it, with what goes into its manifest; `sealed` are its bytes on the way."""

    site: str
    text: str
    facts: dict[str, Any]
    sealed: bytes | None = None

    @property
    def id(self) -> str:
        return str(self.facts["id"])

    @property
    def members(self) -> dict[str, list[dict[str, Any]]]:
        return json.loads(self.text)  # type: ignore[no-any-return]

    def compare_up(self, model: Up) -> None:
        members = self.members
        same("claim", self.facts["claim"], None if model.claim is None else model.claim._asdict())
        same("acts", [one["id"] for one in members["transactions"]], [act.id for act in model.acts])
        by_act: dict[str, list[Any]] = {}
        for one in members["operations"]:
            by_act.setdefault(one["txn"], []).append((one["k"], one["root"], (one["t"], one["id"]), one["f"]))
        same(
            "operations",
            {txid: _sorted(some) for txid, some in by_act.items()},
            {act.id: _sorted(of_model(act)) for act in model.acts},
        )

    def compare_down(self, model: ModelDown, county: Rows) -> None:
        members = self.members
        for name in ("n", "complete"):
            same(name, self.facts[name], getattr(model, name))
        for name in ("accepts", "mine"):
            same(name, frozenset(self.facts.get(name, ())), getattr(model, name))
        rows = {
            (one["t"], one["id"]): _plain(
                one["root"], one["tx"], one.get("cells", {}), one.get("del"), one.get("gone", False), one["row"]
            )
            for one in members["rows"]
        }
        # A row that an act changed and changed back comes along without need: no harm, when it is as it stands.
        besides = {key: row for key in rows.keys() - model.rows.keys() if (row := county.get(key)) is not None}
        need({row.root for row in besides.values()} <= model.scope.keys(), "7 a row outside the scope")
        same("rows", rows, {key: schedules.plain(row) for key, row in {**model.rows, **besides}.items()})
        same("scope", {one["root"]: one.get("full", False) for one in members["scope"]}, dict(model.scope))
        same("known", {one["id"]: one["outcome"] for one in members["known"]}, dict(model.known))
        same("gravestones", frozenset((one["t"], one["id"]) for one in members["gravestones"]), model.graves)
        for line in members["stubs"]:
            need(set(line["row"]) <= set(STUB_COLUMNS[line["t"]]), "7 an outline tells too much")


class RealSchool(Office):
    """A school's file."""

    refused = False

    def up(self) -> RealFile:
        before = self._rev()
        made = collect.up(self.session)
        same("making an up-file changes nothing", self._rev(), before)
        return self.program.sent("up", self.site, made.members, made.facts)

    def adopt(self, file: RealFile) -> str | None:
        """Take a down-file; returns the id of the act of offers it made, if any."""
        before = self._rev()
        last = self.store.value("SELECT coalesce(max(seq), 0) FROM transactions")
        try:
            with self.store.writing(Act("校", "接收", mode="import")) as rows:
                members, facts = self.program.received("down", file)
                apply.adopt(rows, file.site, members, facts, "2026-09-01T08:00:00")
        except Problem:
            self.refused = True
            same("6 a refused file changes nothing", self._rev(), before)
            return None
        self.refused = False
        made = self.store.value("SELECT id FROM transactions WHERE seq > ?", (last,))
        return None if made is None else str(made)

    def compare(self, model: School) -> None:
        store = self.store
        same("base", base_of(store), {key: schedules.plain(row) for key, row in model.base.items()})
        self._compare_rows(model)
        same("known", dict(store.tuples("SELECT id, outcome FROM known")), model.known)
        same("scope", {row[0] for row in store.tuples("SELECT root FROM scope")}, set(model.scope))
        acts = [row[0] for row in store.tuples("SELECT id FROM transactions WHERE received = 0 ORDER BY seq")]
        same("journal", acts, list(model.journal))
        claim = (store.fact("adopted"), int(store.fact("adopted_n") or 0))
        same("adopted", claim, (None, 0) if model.adopted is None else (model.adopted.id, model.adopted.n))
        for act in model.pending():
            if act.offers:
                same("offers", _sorted(_operations(store, act.id)), _sorted(of_model(act)))


class RealCounty(Office):
    """The county's file."""

    def down(self, site: str, *, complete: bool) -> RealFile:
        with self.store.writing(Act("县", "下发", mode="import")) as rows:
            stored.refresh_scope(rows, site)
            made = collect.down(rows, site, complete=complete)
        file = self.program.sent("down", site, made.members, made.facts)
        held = {one["root"] for one in file.members["scope"]}
        for pk, phone in self.store.tuples("SELECT id, phone FROM teachers WHERE phone LIKE 'secret-%'"):
            need(pk in held or phone not in file.text, "7 a stranger's phone is in the file")
        return file

    def take(self, file: RealFile, unwanted: set[Choice], model: County) -> frozenset[Field]:
        """Take an up-file without what a person does not want of it; returns the fields that were not taken for that."""
        members, facts = self.program.received("up", file)
        choices = Declined(frozenset(unwanted), "王芳", "2026-09-01T08:00:00")
        try:
            with self.store.writing(Act("县", "接收", mode="import")) as rows:
                apply.take_up(rows, file.site, members, facts["claim"], choices)
        except Problem:
            need(unwanted, "an up-file is refused")
            with self.store.writing(Act("县", "接收", mode="import")) as rows:
                apply.take_up(rows, file.site, members, facts["claim"])
        settled = {one.field for one in model.conflicts if one.state != "open"}
        return frozenset(
            (txid, (table, pk), column)
            for txid, table, pk, column in self.store.tuples(
                "SELECT txid, tbl, pk, col FROM conflicts WHERE declined = 1"
            )
            if (txid, (table, pk), column) not in settled
        )

    def purge(self, key: Key) -> None:
        purging.purge(self.session, key)

    def purge_again(self, keys: Iterable[Key]) -> None:
        """The list of what was purged still lies beside a database that was put back."""
        path = purging.path_beside(self.session.path)
        path.write_text("".join(f'{{"t": "{table}", "id": "{pk}"}}\n' for table, pk in keys))
        purging.keep(self.session)

    def resolve(self, model: County, conflict: Conflict, state: Any, value: Any, bit: Callable[[], int]) -> None:
        """A person decides; what that comes to (which fields are written, which conflicts go along) the model takes."""
        pk = self.store.value(
            "SELECT id FROM conflicts WHERE txid = ? AND tbl = ? AND pk = ? AND col = ?",
            (conflict.txid, *conflict.operation.key, conflict.column),
        )
        last = self._last()
        try:
            settling.settle(self.session, [pk], state, value if state == "typed" else None)
        except Problem:
            return
        model.settle(self._settled(model), self._act_after(last, model, bit))

    def _last(self) -> int:
        return int(self.store.value("SELECT coalesce(max(seq), 0) FROM transactions"))

    def _settled(self, model: County) -> dict[int, str]:
        """Conflicts that were open, and what a person has decided about them."""
        now = {
            (txid, table, pk, column): state
            for txid, table, pk, column, state in self.store.tuples("SELECT txid, tbl, pk, col, state FROM conflicts")
        }
        states = {index: now[one.txid, *one.operation.key, one.column] for index, one in enumerate(model.conflicts)}
        return {
            index: state
            for index, state in states.items()
            if model.conflicts[index].state == "open" and state in ("county", "school", "typed")
        }

    def _act_after(self, last: int, model: County, bit: Callable[[], int]) -> ModelAct:
        """The act that a decision wrote, as the model has acts: whoever decides sees all values."""
        txid = self.store.value("SELECT id FROM transactions WHERE seq > ? AND received = 0", (last,))
        made = []
        for kind, root, key, fields in _operations(self.store, txid) if txid else ():
            if kind == "I":
                write = bit()
                changes = {column: Change(new, None, None, write, 0) for column, new in fields.items()}
            else:
                changes = {
                    column: model.informed(key, column, new[0], bit)
                    for column, new in fields.items()
                    if column != "_base"
                }
            saw = model.rows[key] if kind == "D" and fields[GONE][0] else None
            made.append(Operation(kind, root, key, changes, saw))
        return ModelAct(txid or "", County.SITE, tuple(made))

    def apply_again(self, txid: str) -> bool:
        try:
            reapplying.reapply(self.session, [txid])
        except Problem:
            return False
        return True

    def restore(self, model: County, offers: Iterable[Offer]) -> None:
        """Offered values go back in their places; which of them the program restores, the model does."""
        places = {
            (table, pk, column, tx): seq
            for table, pk, column, tx, seq in self.store.tuples("SELECT tbl, pk, col, tx, seq FROM reviews")
        }
        seqs = [places[*key, column, tx] for key, column, tx in offers]
        try:
            restoring.restore(self.session, seqs)
        except Problem:
            return
        states = {
            ((table, pk), column, tx): state
            for table, pk, column, tx, state in self.store.tuples("SELECT tbl, pk, col, tx, state FROM reviews")
        }
        done = [offer for offer, one in model.reviews.items() if one.state == "open" and states[offer] == "restored"]
        writers = {
            (table, pk): tx
            for table, pk, tx in self.store.tuples("SELECT tbl, pk, tx FROM stamps")
            if (table, pk) not in model.rows
        }
        model.restore(done, writers)
        for offer, one in model.reviews.items():
            if one.state == "open" and states[offer] == "dropped":
                model.reviews[offer] = one._replace(state="dropped")

    def rejoined(self, site: str) -> None:
        """A new computer joins; the county forgets what the old one had proved."""
        with self.store.writing(Act("县", "重新加入", mode="import")) as rows:
            stored.forget_claims(rows, site)

    def compare(self, model: County) -> None:
        store = self.store
        self._compare_rows(model)
        same(
            "known",
            {txid: (site, outcome) for txid, site, outcome in store.tuples("SELECT id, site, outcome FROM known")},
            {txid: (one.site, one.outcome) for txid, one in model.known.items()},
        )
        same(
            "conflicts",
            set(store.tuples("SELECT txid, tbl, pk, col, why, state FROM conflicts")),
            {(one.txid, *one.operation.key, one.column, one.why, one.state) for one in model.conflicts},
        )
        same(
            "reviews",
            set(store.tuples("SELECT tbl, pk, col, tx, value, state FROM reviews")),
            {
                (*key, column, tx, json.dumps(one.cell.value, ensure_ascii=False), one.state)
                for (key, column, tx), one in model.reviews.items()
            },
        )
        self._compare_sites(model)

    def _compare_sites(self, model: County) -> None:
        store = self.store
        same(
            "scope",
            {(site, root): rev for site, root, rev in store.tuples("SELECT site, root, 0 FROM scope")},
            {(site, root): 0 for site, held in model.scope.items() for root in held},
        )
        same(
            "claims",
            store.tuples("SELECT site, snapshot FROM claims ORDER BY site, seq"),
            [(site, claim and claim.id) for site, held in sorted(model.claims.items()) for claim in held],
        )
        same(
            "snapshots",
            store.tuples("SELECT site, id FROM snapshots ORDER BY site, position"),
            [(site, one) for site, made in sorted(model.snapshots.items()) for one in made],
        )
        same("gravestones", set(store.tuples("SELECT tbl, pk FROM gravestones")), set(model.graves))
        same("n", int(store.fact("n") or 0), model.n)


class Program:
    """The program's databases for one schedule, in a folder of their own.

    Every `sealed`th file (0: none) goes as the bytes it is on a stick: sealed, and opened where it arrives.
    """

    def __init__(self, folder: Path, start: "Start", *, sealed: int = 0) -> None:
        self.folder, self.start, self.sealed = folder, start, sealed
        self.begun = (start.txid, start.own)
        self._files = self._packages = 0
        self._repeatable = repeatable(int.from_bytes(folder.name.encode()[-4:]))
        self._repeatable.__enter__()

    def close(self) -> None:
        self._repeatable.__exit__(None, None, None)
        self.folder.rmdir()

    def sent(self, kind: str, site: str, members: dict[str, Any], facts: dict[str, Any]) -> RealFile:
        """A file that leaves an office."""
        file = RealFile(site, json.dumps(members), facts)
        self._packages += 1
        if not self.sealed or self._packages % self.sealed:
            return file
        county, school = self.start.keys
        sender, reader = (school, county) if kind == "up" else (county, school)
        ends = (
            {"from_site": site, "to_site": County.SITE} if kind == "up" else {"from_site": County.SITE, "to_site": site}
        )
        header = Header(
            kind=kind,
            package_id=f"{self._packages:032x}",
            from_name="发件单位",
            to_name="收件单位",
            created="2026-09-01T08:00:00",
            number=facts.get("n"),
            **ends,
        )
        recipients = (reader.public.recipient, sender.public.recipient)
        data = seal(header, members, {}, sender=sender.signing, recipients=recipients, schema=len(ALL), facts=facts)
        return replace(file, sealed=data)

    def received(self, kind: str, file: RealFile) -> tuple[Any, dict[str, Any]]:
        """The members and facts of a file that arrives."""
        if file.sealed is None:
            return file.members, file.facts
        county, school = self.start.keys
        sender, reader, site = (school, county, County.SITE) if kind == "up" else (county, school, file.site)
        package = open_package(
            file.sealed, identities=[reader.age], trusted=sender.public.sign, site=site, name="收件单位"
        )
        return package.members, dict(package.manifest.facts)

    def county(self) -> RealCounty:
        return self.opened(Kept(County.SITE, self.start.county))  # type: ignore[return-value]

    def school(self, site: str) -> RealSchool:
        return self.opened(Kept(site, self.start.schools[site]))  # type: ignore[return-value]

    def opened(self, kept: Kept) -> Office:
        """A database from a copy of it."""
        self._files += 1
        path = self.folder / f"{self._files}.xinhuo"
        path.write_bytes(kept.data)
        session = Session(open_store(path, unlocking.key_of(path)), operator="王芳")
        session.store.conn.execute("PRAGMA synchronous = OFF")
        return (RealCounty if kept.site == County.SITE else RealSchool)(self, kept.site, session)


@dataclass(frozen=True)
class Start:
    """The county and its schools before the first file, made once."""

    txid: str
    own: tuple[str, str]
    """The county's own organisation, and the act that entered it."""
    county: bytes
    schools: dict[str, bytes]
    keys: tuple[Identity, Identity]
    """The county's keys, and those of all schools."""


def start(folder: Path) -> Start:
    """Make the databases that every schedule begins with."""
    with sessions.create_county(folder / "县.xinhuo", "青石县") as county:
        own = county.store.tuples("SELECT pk, tx FROM stamps")[0]
        with county.writing("开始") as rows:
            for step in schedules.first_steps():
                _do(rows, step)
        with county.store.writing(Act("县", "加入", mode="import")) as importing:
            for site, organisation in schedules.ORGANISATIONS.items():
                stored.write_site(
                    importing,
                    {
                        "id": site,
                        "organisation_id": organisation,
                        "name": site,
                        "state": "joined",
                        "since": "2026-09-01",
                    },
                )
    schools = {}
    for site, organisation in schedules.ORGANISATIONS.items():
        path = folder / f"{site}.xinhuo"
        sessions.create_school(path, site, site=site, organisation=organisation).close()
        schools[site] = path.read_bytes()
    return Start(rows.txid, own, (folder / "县.xinhuo").read_bytes(), schools, (new_identity(), new_identity()))


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """The same ids each time, so that a seed shows the same schedule again."""
    noise, clock = Random(seed), itertools.count(1)
    was = ids.os, ids.time
    ids.os = SimpleNamespace(urandom=noise.randbytes)
    ids.time = SimpleNamespace(time_ns=lambda: next(clock) * 10**6)
    try:
        yield
    finally:
        ids.os, ids.time = was
