"""What the other side lacks: the contents of an up-file and of a down-file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.papers import numbering
from app.session import Session
from storage import exchange as stored
from storage import training
from storage.ids import new_id
from storage.store import Rows

Members = dict[str, list[Mapping[str, Any]]]


@dataclass(frozen=True)
class Contents:
    """Members of a package by name, the facts that go into its signed manifest, and counts for the history."""

    members: Members
    facts: dict[str, Any]
    counts: dict[str, int] = field(default_factory=dict)
    number: int | None = None


def up(session: Session) -> Contents:
    """A school's file: what it holds from the county (the claim) and every act the county has not answered.

    Changes nothing: that a file was made proves nothing, only an outcome does.
    """
    with session.store.reading():
        journal = stored.pending(session.store)
        adopted, number = session.store.fact("adopted"), int(session.store.fact("adopted_n") or 0)
        office = _office(session)
    transactions: dict[str, Mapping[str, Any]] = {}
    for row in journal:
        undoes = {"undoes": row.undoes} if row.undoes else {}
        transactions.setdefault(
            row.txid, {"id": row.txid, "actor": row.actor, "reason": row.reason, "at": row.at, **undoes}
        )
    operations: list[Mapping[str, Any]] = [
        {"txn": row.txid, "root": row.root, "t": row.table, "id": row.pk, "k": row.kind, "f": row.fields}
        for row in journal
    ]
    claim = {"id": adopted, "n": number} if adopted else None
    return Contents(
        {"transactions": [*transactions.values()], "operations": operations, "office": office},
        {"claim": claim, "organisation": session.organisation},
        {"transactions": len(transactions), "operations": len(operations)},
    )


def _office(session: Session) -> list[Mapping[str, Any]]:
    """The school's own organisation and those above it as the county told them: enough to register it anew."""
    found: dict[str, Mapping[str, Any]] = {}
    pk = session.organisation
    while pk and pk not in found:
        rows = stored.base_rows(session.store, [("organisations", pk)])
        if not rows:
            break
        found[pk] = _register(rows[0])
        pk = rows[0].values.get("parent_id")
    return [*found.values()]


def down(rows: Rows, site: str, *, complete: bool = False) -> Contents:
    """The county's file for one school, made in one transaction with the note that it was made.

    Against the oldest snapshot the site may hold when all its claims are the county's own, else complete.
    Expects the scope to have been refreshed in the same block.
    """
    positions = stored.snapshot_positions(rows, site)
    claims = stored.claims_of(rows, site)
    oldest = None if complete else _oldest(positions, claims)
    since = positions[oldest][1] if oldest else None
    scope = stored.scope_of(rows, site)
    full = {root for root, granted in scope.items() if since is None or granted > since}
    registers = [_register(row) for row in stored.registers_in_scope(rows, site, since)]
    known = stored.known_of(rows, site, since)
    graves = stored.gravestones(rows, since) if since is not None else []
    number, snapshot = stored.counter(rows) + 1, new_id()
    stored.set_office(rows, "n", str(number))
    facts: dict[str, Any] = {"n": number, "id": snapshot, "complete": oldest is None}
    left = training.figures_of_those_who_left(rows, site)
    if left:
        facts["figures"] = [dict(zip(("year", "category", "people", "hours"), one, strict=True)) for one in left]
    numbers = numbering.highest_given(rows, site)
    if numbers:
        facts["numbers"] = numbers
    if oldest is None:
        facts["mine"] = sorted(positions)
    else:
        first = positions[oldest][0]
        facts["accepts"] = sorted(pk for pk, (position, _rev) in positions.items() if position >= first)
    stored.add_snapshot(rows, snapshot, site, number)
    members: Members = {
        "rows": registers,
        "stubs": [{"t": table, "id": pk, "row": values} for table, pk, values in stored.stubs_for(rows, site)],
        "scope": [{"root": root, **({"full": True} if root in full else {})} for root in sorted(scope)],
        "known": [{"id": pk, "outcome": what, **({"note": note} if note else {})} for pk, what, note in known],
        "gravestones": [{"t": table, "id": pk} for table, pk in graves],
    }
    counts = {"rows": len(registers), "known": len(known), "complete": int(oldest is None)}
    return Contents(members, facts, counts, number)


def proved(rows: Rows, site: str) -> int:
    """The county's revision up to which a site holds what it may see; -1 when one of its computers holds nothing.

    A snapshot this county has forgotten (it is an old copy) was later than all it knows now.
    """
    positions, claims = stored.snapshot_positions(rows, site), stored.claims_of(rows, site)
    if not claims or None in claims:
        return -1
    oldest = _oldest(positions, claims)
    return positions[oldest][1] if oldest else rows.rev - 1


def _oldest(positions: Mapping[str, tuple[int, int]], claims: Iterable[str | None]) -> str | None:
    """The oldest snapshot claimed, when every claim is a snapshot this county made; twins may hold any of them."""
    held = list(claims)
    if not held:
        return None
    own = [claim for claim in held if claim is not None and claim in positions]
    if len(own) < len(held):
        return None
    return min(own, key=lambda claim: positions[claim][0])


def _register(row: stored.RegisterRow) -> Mapping[str, Any]:
    return {
        "t": row.table,
        "id": row.pk,
        "root": row.root,
        "tx": row.tx,
        **({"cells": row.cells} if row.cells else {}),
        **({"gone": True} if row.gone else {}),
        **({"del": row.del_tx} if row.del_tx else {}),
        "row": row.values,
    }
