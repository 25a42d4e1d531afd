"""What must hold whatever happens to files and databases: the invariants, judged by the ground truth.

The numbers are those of the protocol's list: 1 agreement, 2 nothing lost, 3 one effect, 4 nothing unseen is
overwritten, 5 honest answers, 6 no way back, 7 nothing beyond the scope, 8 purged is purged, 9 what a restored
county lacks is offered back, 10 two rounds, 11 no false conflict.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.app.exchange.model.acts import GONE, Act, Cell, Change, Key, Row


class Broken(AssertionError):
    """An invariant does not hold."""


def need(holds: Any, invariant: str) -> None:
    if not holds:
        raise Broken(invariant)


@dataclass
class Truth:
    """What only the judge remembers of a county's line; a restored county goes back together with it."""

    delivered: set[str] = field(default_factory=set)
    effects: set[tuple[str, Key, str]] = field(default_factory=set)
    offered: set[tuple[Key, str, str | None]] = field(default_factory=set)
    """Values offered back that have reached the county."""

    def copy(self) -> "Truth":
        return Truth(set(self.delivered), set(self.effects), set(self.offered))

    def write(self, key: Key, column: str, old: Cell | None, change: Change, txid: str) -> int:
        """Judge one write of a school's act at the county; returns what its author counts as having seen."""
        effect = (txid, key, column)
        need(effect not in self.effects, f"3 applied twice: {effect}")
        self.effects.add(effect)
        seen = change.seen | change.write
        if old is None:
            return seen
        if old.value == change.new:
            return seen | old.seen
        if not old.write & change.seen:
            need(not change.write & old.seen, f"4 an older change over a newer one of its own: {effect}")
            need(old.value == change.base_value, f"4 a value was lost that its author had not seen: {effect}")
        return seen


def judge_deletion(row: Row, saw: Row, referred: bool) -> None:
    """A deletion hides only what its author had seen."""
    need(not referred, "4 a deletion takes away what another row refers to")
    for column in {*row.cells, *saw.cells}:
        now, then = row.cell(column), saw.cell(column)
        if now != then and now.value != then.value:
            need(now.write & then.seen, f"4 a deletion hides an edit its author had not seen: {column}")


def judge_restored(now_tx: str | None, base_tx: str | None) -> None:
    """A value offered back is put in place unasked only where nothing newer stands."""
    need(now_tx == base_tx, "9 an offered old value over a newer one of the county")


def judge_offers(old: dict[Key, Row], new: dict[Key, Row], journal: dict[str, Act], lost_to: frozenset[str]) -> None:
    """Whatever a school held that neither its journal nor the county's has is offered back.

    `old` and `new` are the base before and after; `lost_to` the ids of the acts the county had.
    """
    offered = {
        (one.key, column, offer.cell.tx)
        for act in journal.values()
        if act.offers
        for one in act.operations
        for column, offer in one.changes.items()
    }
    for key, row in old.items():
        now = new.get(key)
        for column, cell in (*row.cells.items(), (GONE, row.mark)):
            lost = cell.tx is not None and cell.tx not in journal and cell.tx not in lost_to
            if lost and (now is None or now.cell(column).value != cell.value):
                need((key, column, cell.tx) in offered, f"9 only this school still holds it, and offers it not: {key}")


def judge_answers(
    journal: Iterable[str], before: set[str], waiting: set[str], known: Iterable[str], county: frozenset[str]
) -> None:
    """At adoption: `before` and `waiting` are the acts before it, `county` what the county had answered."""
    after, answered = set(journal), set(known)
    need(before <= after, "2 an act vanished from the journal")
    need(after & answered <= county, "5 an act is answered that the county did not know")
    need(not (after - answered) & county, "5 an act still waits that the county had answered")
    need(waiting - county <= after - answered, "5 a waiting act vanished")
