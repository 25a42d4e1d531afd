"""What a school hears about its own acts: what the county decided otherwise, field by field."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.entities import ENTITIES
from app.exchange.answering import about_of
from app.exchange.plan import Key
from app.exchange.report import Entry, Line, Names, columns_of, shown
from app.fields import Value
from app.session import Session
from storage import exchange as stored
from storage.store import Rows, Store

_FIELDS = 20
"""Of an act that wrote more fields than this (an import) only so many are told one by one."""

_WAITS = "等县里核对"
"""Stands in the note of an act as long as the county has not decided about all of it."""

_AFTER_ALL = "县里现在采用了全部内容。"


@dataclass(frozen=True)
class News:
    """An act of this school of which something new is said: the outcome, and the note as it is to be shown."""

    txid: str
    reason: str
    actor: str
    note: str


@dataclass(frozen=True)
class Otherwise:
    """A field this school wrote that holds something else now, by somebody else's hand: both values as stored."""

    root: str
    table: str
    pk: str
    column: str
    mine: Value
    stands: Value


@dataclass(frozen=True)
class Told:
    """The same as a person reads it; `about` is whose field it is."""

    table: str
    pk: str
    column: str
    about: str
    label: str
    mine: str
    stands: str


@dataclass(frozen=True)
class Answer:
    """What the county said about an act of this school: `fields` hold something else now than the school wrote."""

    txid: str
    at: str
    actor: str
    reason: str
    outcome: str
    note: str
    fields: tuple[Told, ...]


def answers(session: Session, limit: int = 60) -> list[Answer]:
    """The acts of this school about which the county said something, what was heard last first."""
    if session.is_county:
        return []
    names, own = Names(session.store), stored.own_ids(session.store)
    return [
        Answer(
            str(one["id"]),
            str(one["at"]),
            str(one["actor"]),
            str(one["reason"]),
            _in_words(str(one["outcome"]), str(one["note"])),
            str(one["note"]),
            tuple(_told(session.store, str(one["id"]), own, names)),
        )
        for one in stored.answered(session.store, limit)
    ]


def _told(store: Store, txid: str, own: Collection[str], names: Names) -> Iterator[Told]:
    for one in otherwise(store, txid, own):
        field = next((each for each in columns_of(one.table) if each.name == one.column), None)
        if field is not None:
            about = about_of(names, one.root, one.table, one.pk)
            sides = (shown(field, one.mine, names), shown(field, one.stands, names))
            yield Told(one.table, one.pk, one.column, about, field.label, *sides)


def _in_words(outcome: str, note: str) -> str:
    if outcome == "conflict":
        return _WAITS if _WAITS in note else "已核对"
    return {"applied": "已采用", "rejected": "未采用"}.get(outcome, "待核")


def news(rows: Rows, known: Iterable[tuple[str, str, str | None]]) -> list[News]:
    """What a file tells anew about acts of this school, beyond that they were taken; before it is adopted."""
    answers = {txid: (outcome, note) for txid, outcome, note in known}
    found = []
    for txid, (reason, actor, *before) in stored.told(rows, answers).items():
        outcome, note = answers[txid]
        if tuple(before) == (outcome, note):
            continue
        if outcome in ("conflict", "rejected") or note:
            found.append(News(txid, reason, actor, note or ""))
        elif before[0] in ("conflict", "rejected"):
            found.append(News(txid, reason, actor, _AFTER_ALL))
    return found


def entries(rows: Rows, found: Iterable[News], names: Names) -> Iterator[Entry]:
    """The same for the report, with both values of each field; after the file was adopted."""
    own = stored.own_ids(rows)
    for one in found:
        fields = otherwise(rows, one.txid, own)
        several = len({field.root for field in fields}) > 1
        lines = []
        for field in fields:
            known = next((each for each in columns_of(field.table) if each.name == field.column), None)
            if known:
                whose = f"{about_of(names, field.root, field.table, field.pk)} " if several else ""
                sides = (shown(known, field.mine, names), shown(known, field.stands, names))
                lines.append(Line(f"{whose}{known.label}", *sides))
        yield Entry("answered", "", one.txid, one.reason, one.actor, tuple(lines), one.note)


def otherwise(source: Rows | Store, txid: str, own: Collection[str]) -> list[Otherwise]:
    """The fields an act of this school wrote in which the county holds another value, written by none of its `own`."""
    written = [
        (table, pk, column, value)
        for table, pk, kind, fields in stored.operations_of(source, txid)
        if table in ENTITIES
        for column, value in _written(kind, fields)
    ]
    keys: set[Key] = {(table, pk) for table, pk, _column, _value in written}
    base = {(row.table, row.pk): row for row in stored.base_rows(source, keys)}
    found = []
    for table, pk, column, value in written:
        row = base.get((table, pk))
        if row is None or row.gone:
            continue
        stands = row.values.get(column)
        if stands != value and row.cells.get(column, row.tx) not in own:
            found.append(Otherwise(row.root, table, pk, column, value, stands))
    return found[:_FIELDS]


def _written(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    if kind == "I":
        yield from fields.items()
    elif kind == "U":
        yield from ((column, change[0]) for column, change in fields.items())
