"""The county in the model: the only place where acts of different offices meet."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from tests.app.exchange.model.acts import (
    COUNTY_ONLY,
    GONE,
    PUBLIC,
    Act,
    Cell,
    Change,
    Key,
    Operation,
    Refused,
    Row,
    Step,
    born,
    capture,
    referred,
    show,
)
from tests.app.exchange.model.school import WRITER, Claim, Down, Up
from tests.app.exchange.model.truth import Truth, judge_deletion, judge_restored, need

OWNERS = ("teachers", "pairs")
"""The tables whose rows are roots."""


class Known(NamedTuple):
    """What became of an act, decided under which revision."""

    site: str
    outcome: str
    rev: int


class Snapshot(NamedTuple):
    """A down-file the county made: its place among those of the school, and the revision it tells of."""

    position: int
    rev: int


Field = tuple[str, Key, str]
"""(act, row, column) of a field that an act writes."""


class Conflict(NamedTuple):
    """A field that was not written, until a person decides."""

    txid: str
    operation: Operation
    column: str
    why: str
    state: str = "open"

    @property
    def change(self) -> Change:
        return self.operation.changes[self.column]

    @property
    def field(self) -> Field:
        return self.txid, self.operation.key, self.column


class Review(NamedTuple):
    """A value that a school offered back, until a person decides."""

    site: str
    root: str
    cell: Cell
    base_tx: str | None
    state: str = "open"


Offer = tuple[Key, str, str | None]
"""(row, column, the act that wrote the value once)."""


class County:
    """The county's database; safeguards can be taken away by name (`off`)."""

    SITE = "county"

    def __init__(self, organisations: dict[str, str], off: frozenset[str] = frozenset()) -> None:
        self.organisations, self.off = organisations, off
        self.n, self.rev = 0, 0
        self.rows: dict[Key, Row] = {}
        self.revs: dict[Key, int] = {}
        self.journal: dict[str, Act] = {}
        self.known: dict[str, Known] = {}
        self.scope: dict[str, dict[str, int]] = {site: {} for site in organisations}
        self.revoked: dict[tuple[str, str], int] = {}
        self.graves: dict[Key, int] = {}
        self.snapshots: dict[str, dict[str, Snapshot]] = {site: {} for site in organisations}
        self.claims: dict[str, list[Claim | None]] = {site: [] for site in organisations}
        self.told: dict[tuple[str, str], frozenset[str]] = {}
        """(school, file) → the scope told in it: what a grant must not be told from."""
        self.sent: set[str] = set()
        self.conflicts: list[Conflict] = []
        self.reviews: dict[Offer, Review] = {}
        self.truth = Truth()
        self._deleting: set[Key] = set()
        self._referred: set[Key] = set()
        self._late: set[str] = set()
        self._declined: frozenset[Field] = frozenset()
        self._answered: set[str] = set()
        self._desired: dict[str, set[str]] = {}

    def copy(self) -> "County":
        made = County(self.organisations, self.off)
        for name, value in vars(self).items():
            setattr(made, name, value.copy() if isinstance(value, dict | set | list | Truth) else value)
        for name in ("scope", "snapshots", "claims"):
            setattr(made, name, {site: value.copy() for site, value in getattr(self, name).items()})
        return made

    def _touch(self, key: Key) -> None:
        self.revs[key] = self.rev
        if key[0] in ("postings", "pairs"):
            self._desired = {}

    # -- acts of the county's own people

    def act(self, steps: Iterable[Step], txid: str, bit: Callable[[], int], *, undoes: str | None = None) -> Act | None:
        """Somebody at the county does something; None when it comes to nothing."""
        operations = capture(self.rows, steps, bit, txid)
        if not operations:
            return None
        self.rev += 1
        act = Act(txid, self.SITE, tuple(operations), undoes)
        self.journal[txid] = act
        for one in operations:
            show(self.rows, one, txid)
            self._touch(one.key)
        return act

    def purge(self, keys: Iterable[Key]) -> None:
        """Erase rows for ever, a person or a pair with all that is theirs; only the ids stay.

        Those purged already stay so; an old copy of the database may have them again.
        """
        self.rev += 1
        gone = set(keys)
        roots = {pk for table, pk in gone if table in OWNERS}
        gone |= {key for key, row in self.rows.items() if row.root in roots}
        for key in gone:
            if key in self.graves and key not in self.rows:
                continue
            self._touch(key)
            self.graves.setdefault(key, self.rev)
            self.rows.pop(key, None)
            self.revs.pop(key, None)
        self._forget(gone, roots)

    def _forget(self, gone: set[Key], roots: set[str]) -> None:
        """What was still to be decided about purged rows is decided: nothing of it is left."""
        asked = set()
        for index, one in enumerate(self.conflicts):
            if one.state == "open" and (one.operation.key in gone or one.operation.root in roots):
                self.conflicts[index] = one._replace(state="county")
                asked.add(one.txid)
        for txid in asked:
            self._answer_again(txid)
        self._tell()
        for offer, review in self.reviews.items():
            if offer[0] in gone or review.root in roots:
                state = "dropped" if review.state == "open" else review.state
                self.reviews[offer] = review._replace(state=state, cell=review.cell._replace(value=None))

    def _is_purged(self, key: Key, root: str) -> bool:
        """Whether a row is purged, or the person or pair it belongs to."""
        return key in self.graves or any((table, root) in self.graves for table in OWNERS)

    # -- what a school may see

    def desired(self, site: str) -> set[str]:
        """Those posted at a school now, the pairs they stand in, what is everybody's, and letters of its own."""
        people, stand = set(), []
        for (table, pk), row in self.rows.items():
            if table == "postings" and not row.gone and row.value("end_date") is None:
                if row.value("organisation_id") == self.organisations[site]:
                    people.add(row.value("teacher_id"))
            elif table == "pairs" and not row.gone:
                stand.append((pk, row.value("mentor_id"), row.value("mentee_id")))
        pairs = {pk for pk, mentor, mentee in stand if mentor in people or mentee in people}
        return {PUBLIC, site} | people | pairs

    def refresh_scope(self, site: str) -> None:
        """Grant and revoke; a deleted teacher or pair stays with its school, which must hear of the deletion."""
        if site not in self._desired:
            self._desired[site] = self.desired(site)
        desired, held = self._desired[site], self.scope[site]
        for root in held.keys() - desired:
            if any((row := self.rows.get((table, root))) and not row.gone for table in OWNERS):
                del held[root]
                self.revoked[site, root] = self.rev
        for root in desired:
            held.setdefault(root, self.rev)

    # -- files

    def take(self, file: Up, declined: frozenset[Field] = frozenset()) -> None:
        """Merge a school's acts, offers first; what is `declined` a person chose not to take."""
        self.rev += 1
        self._declined = declined
        seen = self._note_claim(file.site, file.claim)
        self.refresh_scope(file.site)
        # Whoever wrote these had not been told yet that the person was to leave.
        self._late = {
            root for (site, root), rev in self.revoked.items() if site == file.site and seen is not None and rev > seen
        }
        # Acts that came before were decided then: what of them was kept is there, and may be referred from.
        self._deleting = {
            one.key
            for act in file.acts
            if act.id not in self.known
            for one in act.operations
            if one.kind == "D" and one.changes[GONE].new
        } | {
            one.operation.key
            for one in self.conflicts
            if one.state == "open" and one.operation.kind == "D" and one.change.new
        }
        self._deleting -= {key for _txid, key, column in declined if column == GONE}
        self._referred = self._referred_to()
        self.retry()
        for act in sorted(file.acts, key=lambda act: not act.offers):
            if act.id in self.known and "dedupe" not in self.off:
                continue
            self._decide(act)
            self.retry()
        self._tell()
        self.refresh_scope(file.site)
        self._declined = frozenset()
        self.truth.delivered |= {act.id for act in file.acts}

    def _referred_to(self) -> set[Key]:
        if not self._deleting:
            return set()
        return referred((key, row) for key, row in self.rows.items() if not row.gone and key not in self._deleting)

    def _note_claim(self, site: str, claim: Claim | None) -> int | None:
        """Remember what the school holds; a claim unknown here means that this county is an old copy.

        Returns the revision of what it holds, where that is known.
        """
        seen = self.snapshots[site][claim.id].rev if claim is not None and claim.id in self.snapshots[site] else None
        if claim is not None and claim.id not in self.snapshots[site]:
            if "n raised" not in self.off:
                self.n = max(self.n, claim.n)
            if "unknown claim" in self.off:
                self.snapshots[site][claim.id] = Snapshot(len(self.snapshots[site]), self.rev)
        if "arrival order" in self.off:
            held = self.claims[site]
            if not held or held[0] is None or (claim is not None and claim.n > held[0].n):
                self.claims[site] = [claim]
            return seen
        if site in self.sent or "oldest claim" in self.off:
            self.claims[site] = []
            self.sent.discard(site)
        self.claims[site].append(claim)
        return seen

    def _decide(self, act: Act) -> None:
        self.journal[act.id] = act
        if act.offers:
            self._review(act)
            outcome = "review"
        else:
            self._found_roots(act)
            outcome = "rejected" if self._not_theirs(act) else self._merge(act)
        self.known[act.id] = Known(act.site, outcome, self.rev)

    def _found_roots(self, act: Act) -> None:
        """A root that nobody ever held is the school's that made it."""
        for one in act.operations:
            new = one.kind == "I" and one.key[1] == one.root and not self.is_somebodys(one.root)
            declined = any((act.id, one.key, column) in self._declined for column in one.changes)
            if new and one.key not in self.graves and not declined:
                self.scope[act.site][one.root] = self.rev

    def is_somebodys(self, root: str) -> bool:
        if any(root in held for held in self.scope.values()):
            return True
        return any((table, root) in self.rows for table in OWNERS)

    def _not_theirs(self, act: Act) -> bool:
        """Whether an act as a whole is not the school's to make."""
        if self._writes_twice(act):
            return True
        for one in act.operations:
            # A root unknown here is no reason: a restored county may have forgotten it.
            known = self.is_somebodys(one.root) or "unknown root" in self.off
            if known and one.root not in self.scope[act.site] and one.root not in self._late:
                return True
            if self._is_anothers(one, act.site) and "makers" not in self.off:
                return True
            if "county only" not in self.off and any((one.key[0], column) in COUNTY_ONLY for column in one.changes):
                return True
        return False

    def _writes_twice(self, act: Act) -> bool:
        """Whether an act writes a field twice: two values under one act could not be told apart."""
        written = [(one.key, column) for one in act.operations for column in one.changes]
        return len(set(written)) < len(written) and "twice" not in self.off

    def _is_anothers(self, one: Operation, site: str) -> bool:
        """Whether it changes what everybody holds and another office made."""
        row = self.rows.get(one.key)
        if one.root != PUBLIC or one.kind == "I" or row is None:
            return False
        maker = self.journal.get(row.made.tx or "")
        return maker is None or maker.site != site

    def _merge(self, act: Act) -> str:
        """Field by field: write it, or keep a conflict. Returns the outcome."""
        before, written = len(self.conflicts), False
        for one in act.operations:
            why = self.blocked(one)
            absent = why is None and one.key not in self.rows
            if absent and not any((act.id, one.key, column) in self._declined for column in one.changes):
                self._make(one, act.id)
                written = True
                continue
            if why is None and one.saw is not None and (act.id, one.key, GONE) not in self._declined:
                self._judge_deletion(one)
            for column, change in one.changes.items():
                field = act.id, one.key, column
                writable = why is None and not absent and self._may_write(self.rows[one.key], column, change)
                if writable and field not in self._declined:
                    self._write(one.key, column, change, act.id)
                    written = True
                else:
                    state = "county" if field in self._declined else "open"
                    self.conflicts.append(
                        Conflict(act.id, one, column, why or ("missing" if absent else "differs"), state)
                    )
        states = {one.state for one in self.conflicts[before:]}
        if not states:
            return "applied"
        return "conflict" if "open" in states or written else "rejected"

    def blocked(self, one: Operation) -> str | None:
        """Why the row as a whole cannot take an operation. Nothing is ever resurrected."""
        row = self.rows.get(one.key)
        if self._is_purged(one.key, one.root) and "purged edit" not in self.off:
            return "purged"
        if row is None:
            return None if one.kind == "I" else "missing"
        if row.gone and one.kind != "D":
            return "deleted"
        if one.saw is None or row.gone:
            return None
        if one.key in self._referred and "referred" not in self.off:
            return "newer"
        if "delete checks" in self.off or "compare" in self.off:
            return None
        columns = {*row.cells, *one.saw.cells}
        unseen = row.made.tx != one.saw.made.tx or any(row.cell(c).tx != one.saw.cell(c).tx for c in columns)
        return "newer" if unseen else None

    def _may_write(self, row: Row, column: str, change: Change) -> bool:
        """Whether the author had seen what stands here, or wrote the same value.

        That the value is the one the author had seen is no reason: it would revert the author's own later change.
        """
        now = row.cell(column)
        if "compare" in self.off or ("base value" in self.off and now.value == change.base_value):
            return True
        return now.tx == change.base_tx or now.value == change.new

    def _make(self, one: Operation, txid: str) -> None:
        need(not self._is_purged(one.key, one.root), f"8 a purged row is back: {one.key}")
        for column, change in one.changes.items():
            self.truth.write(one.key, column, None, change, txid)
        self.rows[one.key] = born(one, txid)
        self._touch(one.key)

    def _write(self, key: Key, column: str, change: Change, txid: str) -> None:
        row = self.rows[key]
        need(key not in self.graves, f"8 a purged row is back: {key}")
        seen = self.truth.write(key, column, row.cell(column), change, txid)
        self.rows[key] = row.put(column, Cell(change.new, txid, change.write, seen))
        self._touch(key)

    def _judge_deletion(self, one: Operation) -> None:
        row = self.rows[one.key]
        if one.saw is not None and not row.gone:
            judge_deletion(row, one.saw, one.key in self._referred)

    def retry(self) -> None:
        """Write open conflicts whose parent has arrived after all, until nothing moves."""
        moved = "retry" not in self.off
        while moved:
            moved = False
            for index, one in enumerate(self.conflicts):
                if one.state == "open" and self._parent_is_in(one):
                    moved = True
                    if one.field in self._declined:
                        self.conflicts[index] = one._replace(state="county")
                        self._answer_again(one.txid)
                        continue
                    self._judge_deletion(one.operation)
                    self._write(one.operation.key, one.column, one.change, one.txid)
                    self.conflicts[index] = one._replace(state="retried")
                    self._answer_again(one.txid)

    def _parent_is_in(self, one: Conflict) -> bool:
        row = self.rows.get(one.operation.key)
        if row is None or self.blocked(one.operation) is not None:
            return False
        fresh = one.column != GONE and one.change.base_tx is None
        return not fresh and row.cell(one.column).tx == one.change.base_tx

    def _answer_again(self, txid: str) -> None:
        """An outcome that changes is a revision: it must travel again."""
        was = self.known.get(txid)
        left = any(one.txid == txid and one.state not in ("retried", "school") for one in self.conflicts)
        rev = was.rev if was is not None and "outcome is a revision" in self.off else self.rev
        site = was.site if was is not None else self.journal[txid].site
        self.known[txid] = Known(site, "conflict" if left else "applied", rev)
        self._answered.add(site)

    def _tell(self) -> None:
        """Schools that are answered anew hear only of what is theirs by now."""
        for site in sorted(self._answered):
            self.refresh_scope(site)
        self._answered = set()

    def _review(self, act: Act) -> None:
        """Offers: what is known, stands already or was purged is dropped; a person decides the rest."""
        for one in act.operations:
            self.truth.offered |= {(one.key, column, offer.cell.tx) for column, offer in one.changes.items()}
            purged = self._is_purged(one.key, one.root)
            if purged and "gravestone blocks offers" not in self.off:
                continue
            row = self.rows.get(one.key)
            for column, offer in one.changes.items():
                need(not purged, "8 a purged value lies before a person again")
                stands = row is not None and row.cell(column).value == offer.cell.value
                if not stands and not self._has(one.key, column, offer.cell.tx):
                    offered = Review(act.site, one.root, offer.cell, offer.base_tx)
                    self.reviews.setdefault((one.key, column, offer.cell.tx), offered)

    def _has(self, key: Key, column: str, txid: str | None) -> bool:
        """Whether the journal has the act that wrote an offered value."""
        act = self.journal.get(txid or "")
        if act is None:
            return False
        if act.site != self.SITE:
            return True
        return any(
            one.key == key and (column in one.changes or (one.kind == "I" and column != GONE)) for one in act.operations
        )

    # -- what a person at the county decides

    def resolve(self, index: int, value: Any, txid: str, bit: Callable[[], int], state: str) -> None:
        """Decide an open conflict: `state` is county (what stands stays), school, or typed (`value` is written)."""
        one = self.conflicts[index]
        key, column = one.operation.key, one.column
        row = self.rows.get(key)
        written: list[Operation] = []
        if state != "county" and row is not None and (not row.gone or column == GONE):
            change = self.informed(key, column, value, bit)
            written.append(Operation("D" if column == GONE else "U", row.root, key, {column: change}))
        self.settle({index: state}, Act(txid, self.SITE, tuple(written)))

    def informed(self, key: Key, column: str, value: Any, bit: Callable[[], int]) -> Change:
        """A change by somebody who sees what stands, and every value in conflict with it."""
        now = self.rows[key].cell(column)
        seen = now.seen
        for one in self.conflicts:
            if one.operation.key == key and one.column == column:
                seen |= one.change.seen | one.change.write
        return Change(value, now.tx, now.value, bit(), seen)

    def settle(self, states: Mapping[int, str], act: Act) -> None:
        """Conflicts are decided (by their places), and `act` writes what follows."""
        self.rev += 1
        if act.operations:
            self.journal[act.id] = act
        for one in act.operations:
            for column, change in one.changes.items():
                row = self.rows.get(one.key)
                need(row is None or row.cell(column)[:2] == (change.base_value, change.base_tx), "4 it was not seen")
            show(self.rows, one, act.id)
            self._touch(one.key)
        for index, state in states.items():
            self.conflicts[index] = self.conflicts[index]._replace(state=state)
        for txid in {self.conflicts[index].txid for index in states}:
            self._answer_again(txid)
        self._tell()
        self.wait_no_longer()

    def wait_no_longer(self) -> None:
        """What waited for what a person has just brought back."""
        self.rev += 1
        self._deleting = {
            one.operation.key for one in self.conflicts if one.operation.kind == "D" and one.state == "open"
        }
        self._referred = self._referred_to()
        self.retry()
        self._tell()

    def apply_again(self, txid: str) -> None:
        """Take a refused act after all, by the same rules, whoever's the records are."""
        act = self.journal[txid]
        if self._writes_twice(act):
            raise Refused("it writes a field twice")
        self.rev += 1
        self.refresh_scope(act.site)
        self.wait_no_longer()
        self._deleting |= {one.key for one in act.operations if one.kind == "D" and one.changes[GONE].new}
        self._referred = self._referred_to()
        self._found_roots(act)
        self.known[txid] = Known(act.site, self._merge(act), self.rev)
        self.retry()
        self._tell()
        self.refresh_scope(act.site)

    def restore(self, offers: Iterable[Offer], writers: Mapping[Key, str]) -> None:
        """Put values offered back in their places under their own acts, where nothing newer stands.

        `writers` tells of the rows that are not there any more who is taken to have made them.
        """
        self.rev += 1
        unheld = {self.reviews[one].root for one in offers if not self.is_somebodys(self.reviews[one].root)}
        sites = set()
        for offer in offers:
            key, column, _tx = offer
            review, row = self.reviews[offer], self.rows.get(key)
            need(not self._is_purged(key, review.root), f"8 a purged row is back: {key}")
            if row is None:
                row = Row(review.root, Cell(None, writers[key], review.cell.write, review.cell.seen), {})
            if column != WRITER:
                now = row.cell(column)
                if key in self.rows and key not in writers:
                    judge_restored(now.tx, review.base_tx)
                row = row.put(column, review.cell._replace(seen=review.cell.seen | now.seen))
            self.rows[key] = row
            self._touch(key)
            self.reviews[offer] = review._replace(state="restored")
            sites.add(review.site)
            if review.root in unheld and review.root != PUBLIC:
                self.scope[review.site].setdefault(review.root, self.rev)
        for site in sorted(sites):
            self.refresh_scope(site)
        self.wait_no_longer()

    # -- the file for a school

    def down(
        self, site: str, snapshot: str, *, complete: bool = False, meanwhile: Callable[[], object] | None = None
    ) -> Down:
        """The file for one school: what is new since the oldest file it may hold, or everything.

        `meanwhile` is what somebody does between reading and noting, where these are not one.
        """
        self.rev += 1
        self.refresh_scope(site)
        made, first = self.snapshots[site], None if complete else self._proved(site)
        since = -1 if first is None else made[first].rev
        scope = {root: self._comes_anew(site, root, granted, first) for root, granted in self.scope[site].items()}
        self.n += 1
        file = Down(
            site,
            snapshot,
            self.n,
            first is None,
            frozenset(one for one, at in made.items() if first is not None and at.position >= made[first].position),
            frozenset(made if first is None else ()),
            {
                key: row
                for key, row in self.rows.items()
                if row.root in scope and (scope[row.root] or self.revs[key] > since)
            },
            scope,
            {txid: one.outcome for txid, one in self.known.items() if one.site == site and one.rev > since},
            self._graves_since(since) if first is not None else frozenset(),
            frozenset(self.known),
            frozenset(self.journal) | self._restored(),
            frozenset(made),
        )
        if meanwhile is not None:
            meanwhile()
        made[snapshot] = Snapshot(len(made), self.rev)
        self.told[site, snapshot] = frozenset(scope)
        self.sent.add(site)
        return file

    def _restored(self) -> frozenset[str]:
        """The acts whose values were restored from what schools offered: the county has had them, too."""
        return frozenset(str(tx) for (_key, _column, tx), one in self.reviews.items() if one.state == "restored")

    def _comes_anew(self, site: str, root: str, granted: int, first: str | None) -> bool:
        if first is None:
            return True
        if "full on grant" in self.off:
            return False
        if "grant revision" in self.off:
            return root not in self.told[site, first]
        return granted > self.snapshots[site][first].rev

    def _graves_since(self, since: int) -> frozenset[Key]:
        if "gravestones in delta" in self.off:
            return frozenset()
        return frozenset(key for key, rev in self.graves.items() if rev > since)

    def _proved(self, site: str) -> str | None:
        """The oldest file claimed, when every claim is a file this county made; twins may hold any of them."""
        made, held = self.snapshots[site], self.claims[site]
        if "last made" in self.off and made:
            return list(made)[-1]
        ids = [claim.id for claim in held if claim is not None and claim.id in made]
        if not ids or len(ids) < len(held):
            return None
        return min(ids, key=lambda one: made[one].position)
