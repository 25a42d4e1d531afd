"""The program with one safeguard broken at a time, to see whether the schedules notice.

What no schedule can reach (honest offices never do it) names the tests that hold it; those are run instead.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec

from app import checks, entities, purging
from app.exchange import apply, collect, restoring
from app.exchange import plan as planning
from app.papers import numbering
from storage import capture, folding, journal, store
from storage import exchange as stored
from storage.exchange.scope import DESIRED

PLAN = "tests/app/exchange/test_plan.py"
PAPERS = "tests/app/papers/test_blocks.py"


class Mutant(NamedTuple):
    """One safeguard of the program: what it is for, where it stands, and what stands there when it is broken."""

    meaning: str
    place: Any
    name: str
    instead: Callable[[Any], Any]
    tests: str | None = None
    """A file of tests that must fail, where schedules cannot tell."""


def _nothing(_was: Any) -> Any:
    return lambda *_args, **_more: None


def _always(value: Any) -> Callable[[Any], Any]:
    return lambda _was: lambda *_args, **_more: value


def _none_found(_was: Any) -> Any:
    return lambda *_args, **_more: set()


# -- deciding


def _base_value(was: Any) -> Any:
    def may_write(row: Any, change: Any) -> bool:
        return bool(was(row, change) or planning._standing(row, change.column)[1] == change.base_value)

    return may_write


def _without_purged(was: Any) -> Any:
    def instead(state: Any, *rest: Any) -> Any:
        return was(replace(state, purged=set()), *rest)

    return instead


def _not(why: str) -> Callable[[Any], Any]:
    def instead(was: Any) -> Any:
        def blocked(state: Any, operation: Any) -> Any:
            found = was(state, operation)
            return None if found == why and operation.key not in state.referred else found

        return blocked

    return instead


def _exactly(_was: Any) -> Any:
    return lambda purged, key, _root: key in purged


def _all_known(_was: Any) -> Any:
    return lambda _rows, roots: set(roots)


# -- taking


def _stale(was: Any) -> Any:
    return lambda file, adopted, number: was(file, adopted, -1 if file.complete else number)


def _accepts(was: Any) -> Any:
    return lambda file, adopted, n: was(
        msgspec.structs.replace(file, accepts=[adopted]) if adopted else file, adopted, n
    )


def _n_raised(was: Any) -> Any:
    def note_claim(rows: Any, *rest: Any) -> Any:
        before = stored.counter(rows)
        found = was(rows, *rest)
        stored.set_office(rows, "n", str(before))
        return found

    return note_claim


def _unknown_claim(was: Any) -> Any:
    def add_claim(rows: Any, site: str, n: int | None, snapshot: str | None) -> None:
        was(rows, site, n, snapshot)
        if snapshot and snapshot not in stored.snapshot_positions(rows, site):
            sent = rows.execute("SELECT sent FROM sites WHERE id = ?", (site,)).fetchone()[0]
            stored.add_snapshot(rows, snapshot, site, n or 0)
            rows.execute("UPDATE sites SET sent = ? WHERE id = ?", (sent, site))

    return add_claim


def _arrival_order(_was: Any) -> Any:
    def add_claim(rows: Any, site: str, n: int | None, snapshot: str | None) -> None:
        held = rows.execute("SELECT coalesce(max(n), -1) FROM claims WHERE site = ?", (site,)).fetchone()[0]
        if (n or 0) > held:
            rows.execute("DELETE FROM claims WHERE site = ?", (site,))
            rows.execute("INSERT INTO claims (site, n, snapshot) VALUES (?, ?, ?)", (site, n, snapshot))

    return add_claim


def _claims_pile_up(_was: Any) -> Any:
    def add_claim(rows: Any, site: str, n: int | None, snapshot: str | None) -> None:
        rows.execute("INSERT INTO claims (site, n, snapshot) VALUES (?, ?, ?)", (site, n, snapshot))

    return add_claim


def _same_revision(_was: Any) -> Any:
    def write_known(rows: Any, site: str, outcomes: Any) -> None:
        rows.executemany(
            "INSERT INTO known (id, site, outcome, note, rev) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET outcome = excluded.outcome, note = excluded.note",
            [(txid, site, outcome, note, rows.rev) for txid, outcome, note in outcomes],
        )

    return write_known


def _drop_revoked(was: Any) -> Any:
    def replace_scope(rows: Any, site: str, roots: Any) -> None:
        was(rows, site, roots)
        lost = (
            "SELECT t.seq FROM transactions t JOIN operations o ON o.txn = t.seq WHERE t.received = 0 "
            "AND o.kind <> 'O' AND o.root NOT IN (SELECT root FROM scope) AND t.id NOT IN (SELECT id FROM known)"
        )
        found = [row[0] for row in rows.execute(lost).fetchall()]
        rows.executemany("DELETE FROM operations WHERE txn = ?", [(seq,) for seq in found])
        rows.executemany("DELETE FROM transactions WHERE seq = ?", [(seq,) for seq in found])

    return replace_scope


def _deleted_leave(was: Any) -> Any:
    def refresh_scope(rows: Any, site: str) -> None:
        was(rows, site)
        rows.execute(f"DELETE FROM scope WHERE site = ?1 AND root NOT IN ({DESIRED})", (site,))

    return refresh_scope


# -- making files


def _last_made(was: Any) -> Any:
    return lambda positions, claims: max(positions, key=lambda one: positions[one][0]) if positions else was({}, claims)


def _last_claim(was: Any) -> Any:
    return lambda positions, claims: was(positions, list(claims)[-1:])


def _own_claims(was: Any) -> Any:
    return lambda positions, claims: was(positions, [one for one in claims if one in positions])


def _not_whole(was: Any) -> Any:
    def registers_in_scope(rows: Any, site: str, since: int | None) -> Any:
        fresh = set(rows.execute("SELECT tbl, pk FROM stamps WHERE rev > ?", (since or -1,)).fetchall())
        return [one for one in was(rows, site, since) if (one.table, one.pk) in fresh]

    return registers_in_scope


def _untold_graves(was: Any) -> Any:
    return lambda rows, since=-1: was(rows) if since == -1 else []


def _torn(_was: Any) -> Any:
    def add_snapshot(rows: Any, snapshot: str, site: str, n: int) -> None:
        rows.execute(
            "INSERT INTO snapshots (id, site, position, n, rev) SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3, ?4 "
            "FROM snapshots WHERE site = ?2",
            (snapshot, site, n, rows.rev + 1),
        )
        rows.execute("UPDATE sites SET sent = 1 WHERE id = ?", (site,))

    return add_snapshot


# -- ids and the journal


def _counted_ids(was: Any) -> Any:
    def begin(self: Any, act: Any) -> Any:
        fresh = store.new_id
        number = self.value("SELECT coalesce(max(seq), 0) FROM transactions")
        store.new_id = lambda: f"{self.fact('site')}-{number + 1}" if act.mode == "local" else fresh()
        try:
            return was(self, act)
        finally:
            store.new_id = fresh

    return begin


def _counted_files(was: Any) -> Any:
    def down(rows: Any, site: str, **more: Any) -> Any:
        fresh = collect.new_id
        collect.new_id = lambda: f"{site}-{stored.counter(rows) + 1}"
        try:
            return was(rows, site, **more)
        finally:
            collect.new_id = fresh

    return down


def _base_from_the_county(was: Any) -> Any:
    def on_update(one: Any, columns: Any) -> str:
        county = (
            "(SELECT tbl, pk, tx, cells FROM base UNION ALL SELECT tbl, pk, tx, cells FROM stamps n "
            "WHERE NOT EXISTS (SELECT 1 FROM base b WHERE b.tbl = n.tbl AND b.pk = n.pk))"
        )
        return str(was(one, columns)).replace("LEFT JOIN stamps s", f"LEFT JOIN {county} s")

    return on_update


def _undo_anyway(was: Any) -> Any:
    def take_back(rows: Any, table: str, pk: str, kind: str, fields: Any) -> None:
        if kind != "U":
            was(rows, table, pk, kind, fields)
        elif journal._standing(rows, table, pk) is not None:
            rows.update(table, pk, {column: change[2] for column, change in fields.items()})

    return take_back


MUTANTS: dict[str, Mutant] = {
    "dedupe": Mutant("an act known already is not merged again", stored, "known_ids", _none_found),
    "compare": Mutant("written only over what its author had seen", planning, "may_write", _always(True)),
    "base value": Mutant("an equal base value is no reason to write", planning, "may_write", _base_value),
    "delete checks": Mutant("a deletion compares every field", planning, "blocked", _not("newer")),
    "referred": Mutant("what others refer to is not deleted", stored, "referred_to", _none_found),
    "deleted edit": Mutant("an edit of what was deleted is a conflict", planning, "blocked", _not("deleted")),
    "missing row": Mutant("an edit of what is not there is a conflict", planning, "blocked", _not("missing")),
    "purged edit": Mutant("an edit of what was purged is a conflict", planning, "blocked", _without_purged),
    "purged person": Mutant("of a purged person no new row comes in", planning, "is_purged", _exactly),
    "gravestone blocks offers": Mutant("a purged value is not offered", planning, "_review", _without_purged),
    "retry": Mutant("conflicts close when their parent arrives", planning, "_retry", _nothing),
    "offer known": Mutant("an offered value the journal has is dropped", stored, "already_written", _none_found),
    "unknown root": Mutant("an act on a forgotten root is merged", stored, "roots_there", _all_known),
    "founding": Mutant("a root belongs to the school that made it", planning, "_found_roots", _nothing),
    "granting": Mutant("a school holds the roots it made", stored, "grant", _nothing),
    "not theirs": Mutant("an act on others' roots is refused", planning, "_refused", _nothing),
    "makers": Mutant("public rows are changed by their maker only", planning, "_somebody_elses", _always(False)),
    "papers": Mutant(
        "a paper is its issuer's, its number of its block", planning, "_anothers_paper", _always(None), PAPERS
    ),
    "numbered twice": Mutant("no number is on two papers", planning, "_misnumbered", _always(None), PAPERS),
    "numbers told": Mutant(
        "a school hears how far its blocks are used", numbering, "highest_given", _always({}), PAPERS
    ),
    "counters kept": Mutant("an old copy gives no number again", checks, "_replaced", _always({}), PAPERS),
    "blocks closed": Mutant(
        "a copy elsewhere gives none of its blocks", numbering, "close_own_blocks", _nothing, PAPERS
    ),
    "given away": Mutant("the county leaves out what it gave away", numbering, "ranges", _always([]), PAPERS),
    "clash hidden": Mutant("a number given again keeps no file out", apply, "_hide_misnumbered", _nothing, PAPERS),
    "late": Mutant("what was written before a transfer was told is merged", stored, "revoked_since", _none_found),
    "twice": Mutant("an act that writes a field twice is refused", planning, "_writes_twice", _always(False)),
    "fold": Mutant("one act writes a field once", folding, "fold", _nothing),
    "misplaced": Mutant("a row stays with its root", planning, "_misplaced", _always(False), PLAN),
    "county only": Mutant("fields of the county are not the schools'", entities, "county_only", _always({})),
    "stale": Mutant("an older complete file is not taken", apply, "_refuse_unfit", _stale),
    "accepts": Mutant("a delta is taken only where it follows", apply, "_refuse_unfit", _accepts),
    "known exactly": Mutant("what a complete file does not tell is not known", stored, "forget_known", _nothing),
    "offers": Mutant("what a restored county lacks is offered back", apply, "_offer_back", _nothing),
    "offers in the journal": Mutant("offers are sent until answered", stored, "keep_own", _nothing),
    "offers by journal": Mutant(
        "one's own acts are not offered", planning, "offers_of", lambda was: lambda old, new, own: was(old, new, set())
    ),
    "pending shown": Mutant(
        "a school shows its pending acts",
        planning,
        "overlay",
        lambda was: lambda base, _acts, keys: was(base, [], keys),
    ),
    "revoked stay": Mutant("pending acts outside the scope stay", stored, "replace_scope", _drop_revoked),
    "leaving": Mutant("what left the scope leaves the base", stored, "base_keys_leaving", _none_found),
    "conflicts": Mutant("what is not written is kept", stored, "add_conflicts", _nothing),
    "n raised": Mutant("a restored county counts on above the claim", apply, "_note_claim", _n_raised),
    "unknown claim": Mutant("an unknown claim is not noted as one's own", stored, "add_claim", _unknown_claim),
    "arrival order": Mutant("claims count in order of arrival", stored, "add_claim", _arrival_order),
    "claims replaced": Mutant("a claim after a file replaces those before", stored, "add_claim", _claims_pile_up),
    "oldest claim": Mutant("of several claims the oldest counts", collect, "_oldest", _last_claim),
    "foreign claim": Mutant("one unknown claim asks for a complete file", collect, "_oldest", _own_claims),
    "last made": Mutant("a delta begins at the claim", collect, "_oldest", _last_made),
    "outcome is a revision": Mutant("a changed outcome travels again", stored, "write_known", _same_revision),
    "full on grant": Mutant("a root that comes to a school comes whole", stored, "registers_in_scope", _not_whole),
    "deleted stay": Mutant("a school hears of its deleted people", stored, "refresh_scope", _deleted_leave),
    "gravestones in delta": Mutant("a delta tells what was purged", stored, "gravestones", _untold_graves),
    "one read": Mutant("a file is read and noted in one transaction", stored, "add_snapshot", _torn),
    "random ids": Mutant("ids of acts are random", store.Store, "_begin", _counted_ids),
    "random snapshot ids": Mutant("ids of files are random", collect, "down", _counted_files),
    "own view": Mutant("acts build on what their author sees", capture, "_on_update", _base_from_the_county),
    "offer by compare": Mutant("an offer goes back only over what was compared", restoring, "is_plain", _always(True)),
    "purged again": Mutant("what was purged is purged in an old copy too", purging, "_purge_again", _always(0)),
    "undo": Mutant("an undo throws no later change away", journal, "_take_back", _undo_anyway),
}


@contextmanager
def broken(name: str | None) -> Iterator[None]:
    """The program without one of its safeguards."""
    if name is None:
        yield
        return
    one = MUTANTS[name]
    was = getattr(one.place, one.name)
    setattr(one.place, one.name, one.instead(was))
    try:
        yield
    finally:
        setattr(one.place, one.name, was)
