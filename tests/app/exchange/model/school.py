"""A school in the model: the county's rows as last adopted, with the acts on top that the county has not answered."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tests.app.exchange.model.acts import (
    GONE,
    Act,
    Cell,
    Key,
    Offered,
    Operation,
    Refused,
    Row,
    Step,
    capture,
    show,
)

WRITER = "_tx"
"""Offered with a row that is not there any more: who wrote those of its fields that nobody ever filled in."""


class Claim(NamedTuple):
    """The down-file a school has adopted last."""

    id: str
    n: int


class Up(NamedTuple):
    """A file for the county: what the school holds, and every act without an answer."""

    site: str
    claim: Claim | None
    acts: tuple[Act, ...]


class Down(NamedTuple):
    """A file for a school."""

    site: str
    id: str
    n: int
    complete: bool
    accepts: frozenset[str]
    """Of a file that is not complete: the files it may follow."""
    mine: frozenset[str]
    """Of a complete one: all files the county knows to have made for the school before."""
    rows: Mapping[Key, Row]
    scope: Mapping[str, bool]
    """root → whether it comes anew as a whole."""
    known: Mapping[str, str]
    graves: frozenset[Key]
    answered: frozenset[str]
    """For the judge alone: the acts the county had answered when it made this file."""
    acts: frozenset[str]
    """For the judge alone: the acts whose writes the county had then."""
    parents: frozenset[str]
    """For the judge alone: the files made for this school in the same line before."""


class School:
    """One copy of a school's database; safeguards can be taken away by name (`off`)."""

    def __init__(self, site: str, off: frozenset[str] = frozenset()) -> None:
        self.site, self.off = site, off
        self.adopted: Claim | None = None
        self.parents: frozenset[str] = frozenset()
        self.base: dict[Key, Row] = {}
        self.scope: frozenset[str] = frozenset()
        self.journal: dict[str, Act] = {}
        self.known: dict[str, str] = {}
        self.exported: set[str] = set()
        self.loose: list[Act] = []
        self.offered: set[tuple[Key, str, str | None]] = set()
        """For the judge alone: every value this copy ever offered back."""
        self._shown: dict[Key, Row] | None = None

    def copy(self) -> "School":
        made = School(self.site, self.off)
        for name, value in vars(self).items():
            setattr(made, name, value.copy() if isinstance(value, dict | set | list) else value)
        return made

    def pending(self) -> list[Act]:
        """The acts without an answer, in the order of the journal."""
        return [act for act in self.journal.values() if act.id not in self.known]

    @property
    def rows(self) -> dict[Key, Row]:
        """What the school shows: the base with its own pending acts on top."""
        if self._shown is None:
            self._shown = dict(self.base)
            for act in self.pending():
                if not act.offers:
                    for one in act.operations:
                        show(self._shown, one, act.id)
        return self._shown

    def act(
        self,
        steps: Iterable[Step],
        txid: str,
        bit: Callable[[], int],
        *,
        folded: bool = True,
        undoes: str | None = None,
    ) -> Act | None:
        """Somebody at the school does something; None when it comes to nothing."""
        base = self.base if "own view" in self.off else None
        operations = capture(self.rows, steps, bit, txid, folded=folded and "fold" not in self.off, base=base)
        if not operations:
            return None
        act = Act(txid, self.site, tuple(operations), undoes)
        if txid in self.journal:
            # Only where ids are not random: the later act takes the place of the earlier.
            self._shown = None
        self.journal[txid] = act
        for one in operations:
            show(self.rows, one, txid)
        return act

    def up(self) -> Up:
        """The file for the county. Making it changes nothing here."""
        acts = self.pending()
        if "order" in self.off:
            acts = sorted(acts, key=lambda act: act.id[::-1])
        if "export marks nothing" in self.off:
            acts = [act for act in acts if act.id not in self.exported]
            self.exported |= {act.id for act in acts}
        if "offers in the journal" in self.off:
            acts, self.loose = [*acts, *self.loose], []
        return Up(self.site, self.adopted, tuple(acts))

    def adopt(self, file: Down, offers_id: str) -> None:
        """Make the county's file the base, wholly or not at all; `offers_id` names the act of offers, if any."""
        self._refuse_unfit(file)
        old = self.base
        if file.complete:
            self._offer_back(file, offers_id)
            self.base = dict(file.rows)
            self.known = {**(self.known if "known exactly" in self.off else {}), **file.known}
        else:
            stay = {key: row for key, row in old.items() if row.root in file.scope and not file.scope[row.root]}
            self.base = {key: row for key, row in stay.items() if key not in file.graves} | dict(file.rows)
            self.known = {**self.known, **file.known}
        if "revoked stay" in self.off:
            self._drop_revoked(file)
        self.scope = frozenset(file.scope)
        self.adopted, self.parents = Claim(file.id, file.n), file.parents
        self._shown = None

    def _refuse_unfit(self, file: Down) -> None:
        lenient = "stale" in self.off and file.complete
        if self.adopted is not None and file.n <= self.adopted.n and not lenient:
            raise Refused("an older file")
        follows = self.adopted is not None and ("accepts" in self.off or self.adopted.id in file.accepts)
        if not file.complete and not follows:
            raise Refused("a file that does not follow")

    def _offer_back(self, file: Down, txid: str) -> None:
        """What only the old base has goes into the journal, to be sent until it is answered."""
        if self.adopted is None or self.adopted.id in file.mine or "offers" in self.off:
            return
        found = []
        for key, row in self.base.items():
            cells = (*row.cells.items(), (GONE, row.mark))
            now = file.rows.get(key)
            changes = {
                column: Offered(cell, _writer(now, column))
                for column, cell in cells
                if self._only_here(cell, now, column)
            }
            if changes and now is None and row.made.tx not in self.journal:
                changes[WRITER] = Offered(row.made._replace(value=None), None)
            if changes:
                found.append(Operation("O", row.root, key, changes))
        if not found:
            return
        act = Act(txid, self.site, tuple(found))
        self.offered |= {(one.key, column, offer.cell.tx) for one in found for column, offer in one.changes.items()}
        if "offers in the journal" in self.off:
            self.loose.append(act)
        else:
            self.journal[txid] = act

    def _only_here(self, cell: Cell, now: Row | None, column: str) -> bool:
        mine = cell.tx in self.journal
        if "offers by journal" in self.off:
            mine = cell.tx is not None and not cell.tx.startswith("county")
        if cell.tx is None or mine:
            return False
        return now is None or (now.cell(column).tx != cell.tx and now.cell(column).value != cell.value)

    def _drop_revoked(self, file: Down) -> None:
        self.journal = {
            act.id: act
            for act in self.journal.values()
            if act.id in self.known or act.offers or all(one.root in file.scope for one in act.operations)
        }


def _writer(row: Row | None, column: str) -> str | None:
    return None if row is None else row.cell(column).tx
