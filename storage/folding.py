"""One act writes a field once: what it did to a row in several steps is folded into one.

A field's value is told apart by the act that wrote it. Two values under one act could not be: a county that
happens to hold the first of them would take the second for a change its author made in sight of the county's.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from storage.capture import columns_of, row_text

Fields = dict[str, Any]


@dataclass(frozen=True)
class _Step:
    """One operation as the triggers wrote it."""

    seq: int
    kind: str
    fields: Fields


@dataclass
class _Net:
    """What the steps come to: operations to keep (at their place in the journal), and what the stamp must say."""

    kept: list[_Step] = field(default_factory=list)
    reverted: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Fields that end as they began: column → (who wrote them before the act, value)."""
    mark: str | None = ""
    """Who wrote the deletion mark before the act, where it ends as it began; "" where it does not."""
    vanished: bool = False
    """The row came and went within the act."""
    stayed_gone: bool = False
    """The row was deleted before and is so again."""


def fold(conn: Any, txn: int, txid: str) -> None:
    """Fold the operations of the act `txn` (transactions.seq), whose id is `txid`."""
    several = conn.execute(
        "SELECT tbl, pk FROM operations WHERE txn = ? GROUP BY tbl, pk HAVING count(*) > 1", (txn,)
    ).fetchall()
    for table, pk in several:
        found = conn.execute(
            "SELECT seq, kind, fields FROM operations WHERE txn = ? AND tbl = ? AND pk = ? ORDER BY seq",
            (txn, table, pk),
        )
        steps = [_Step(seq, kind, json.loads(text)) for seq, kind, text in found]
        net = _created(steps) if steps[0].kind == "I" else _changed(steps)
        _rewrite(conn, steps, net.kept)
        _restamp(conn, table, pk, txid, net)


def _created(steps: list[_Step]) -> _Net:
    values = dict(steps[0].fields)
    gone = False
    for step in steps[1:]:
        if step.kind == "D":
            gone = bool(step.fields["_del"][0])
            continue
        values |= {column: change[0] for column, change in step.fields.items()}
    if gone:
        return _Net(vanished=True)
    left = {column: value for column, value in values.items() if value is not None}
    return _Net([_Step(steps[0].seq, "I", left)], mark=None)


def _changed(steps: list[_Step]) -> _Net:
    writes = [step for step in steps if step.kind == "U"]
    marks = [step for step in steps if step.kind == "D"]
    changes: dict[str, list[Any]] = {}
    for step in writes:
        for column, (new, base_tx, base) in step.fields.items():
            changes[column] = [new, *changes.get(column, (None, base_tx, base))[1:]]
    net = _Net(reverted={column: (base_tx, base) for column, (new, base_tx, base) in changes.items() if new == base})
    if marks and marks[0].fields["_del"][2] == marks[-1].fields["_del"][0]:
        net.mark = marks[0].fields["_del"][1]
        net.stayed_gone = bool(marks[0].fields["_del"][2])
    if net.stayed_gone:
        net.reverted = {column: (base_tx, base) for column, (_new, base_tx, base) in changes.items()}
    left = {column: change for column, change in changes.items() if column not in net.reverted}
    if left:
        net.kept.append(_Step(writes[0].seq, "U", left))
    if marks and net.mark == "":
        net.kept.append(_one_mark(marks, net))
    return net


def _one_mark(marks: list[_Step], net: _Net) -> _Step:
    first, last = marks[0].fields["_del"], marks[-1]
    if not last.fields["_del"][0]:
        return _Step(marks[0].seq, "D", {"_del": [0, first[1], 1]})
    base = dict(last.fields["_base"])
    base["cells"] = _cells_before(base["tx"], base["cells"], net)
    return _Step(last.seq, "D", {"_del": [1, first[1], 0], "_base": base})


def _cells_before(row_tx: str, cells: dict[str, str], net: _Net) -> dict[str, str]:
    """Who wrote each field, with the fields that end as they began under their old writers."""
    kept = {column: tx for column, tx in cells.items() if column not in net.reverted}
    return kept | {column: tx for column, (tx, _value) in net.reverted.items() if tx != row_tx}


def _rewrite(conn: Any, steps: list[_Step], kept: list[_Step]) -> None:
    stay = {one.seq for one in kept}
    conn.executemany("DELETE FROM operations WHERE seq = ?", [(one.seq,) for one in steps if one.seq not in stay])
    conn.executemany(
        "UPDATE operations SET fields = ? WHERE seq = ?",
        [(json.dumps(one.fields, ensure_ascii=False, separators=(",", ":")), one.seq) for one in kept],
    )


def _restamp(conn: Any, table: str, pk: str, txid: str, net: _Net) -> None:
    if net.vanished:
        conn.execute("DELETE FROM stamps WHERE tbl = ? AND pk = ?", (table, pk))
        return
    tx, text, gone, del_tx = conn.execute(
        "SELECT tx, cells, gone, del_tx FROM stamps WHERE tbl = ? AND pk = ?", (table, pk)
    ).fetchone()
    cells = {} if tx == txid else _cells_before(tx, json.loads(text or "{}"), net)
    if net.stayed_gone:
        was = json.loads(gone) | {column: value for column, (_tx, value) in net.reverted.items()}
        gone = row_text(columns_of(conn, table), was)
    conn.execute(
        "UPDATE stamps SET cells = ?, gone = ?, del_tx = ? WHERE tbl = ? AND pk = ?",
        (
            json.dumps(cells, separators=(",", ":")) if cells else None,
            gone,
            del_tx if net.mark == "" else net.mark,
            table,
            pk,
        ),
    )
