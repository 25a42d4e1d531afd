"""待核对 at the county: conflicts, values schools reported back, and acts not taken, as a person reads them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from app.entities import ENTITIES
from app.exchange import plan as planning
from app.exchange.answering import about_of
from app.exchange.apply import WHY
from app.exchange.plan import ROW_WRITER, Key, Register
from app.exchange.report import Line, Names, shown
from app.exchange.restoring import is_plain
from app.session import Session
from storage import exchange as stored
from storage import merging
from storage.store import Row

Kind = Literal["conflict", "offer", "rejected"]

KINDS: dict[Kind, str] = {"conflict": "两边不同", "offer": "学校报回", "rejected": "未采用的操作"}

_MOST_LINES = 60
_SKEW = timedelta(minutes=10)
_OLDEST = timedelta(days=3653)
"""A clock is doubted when it tells a time ahead of ours by more than the one, or further back than the other."""

_NO_ROW = "（没有这条记录）"
_KEPT, _DELETED = "保留", "删除"


@dataclass(frozen=True)
class Side:
    """A value, who wrote it and when (ISO 8601 by the writer's own clock); `doubtful` when that clock cannot be right."""

    text: str
    who: str = ""
    at: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class Item:
    """One thing to decide. `refs` are what the services take: ids of conflicts or acts, or seqs of offers as texts.

    `base` is what both began from. `column` is "" for a whole record or act; `plain` says of an offer that nothing was
    written here since, so that it can simply be restored. `alike` is equal for items of one kind, field and reason.
    """

    id: str
    kind: Kind
    refs: tuple[str, ...]
    about: str
    label: str
    root: str
    table: str
    pk: str
    column: str
    base: Side
    county: Side
    school: Side
    school_name: str
    site: str
    why: str
    alike: str
    plain: bool = False
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How much waits of each kind."""

    conflicts: int = 0
    offers: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.conflicts + self.offers + self.rejected


def counts(session: Session) -> Counts:
    """How much waits for a person at the county; nothing at a school."""
    if not session.is_county:
        return Counts()
    store = session.store
    return Counts(stored.conflict_count(store), stored.review_count(store), stored.rejected_count(store))


def items(session: Session) -> list[Item]:
    """Everything that waits, conflicts first; nothing at a school. For the quiet lane."""
    if not session.is_county:
        return []
    names = Names(session.store)
    return [*_conflicts(session, names), *_offers(session, names), *_rejected(session, names)]


def conflicts(session: Session, state: str = "open") -> list[Item]:
    """Conflicts in one state: open, retried, school, county, typed."""
    return list(_conflicts(session, Names(session.store), state))


def rejected(session: Session, *, closed: bool = False) -> list[Item]:
    """Acts not taken; those put aside or taken back (`closed`) too, or not."""
    return list(_rejected(session, Names(session.store), closed=closed))


# -- conflicts


def _conflicts(session: Session, names: Names, state: str = "open") -> Iterable[Item]:
    found = stored.conflicts(session.store, state)
    heirs = merging.heirs(session.store, {(one["tbl"], one["pk"]) for one in found}) if state == "open" else {}
    remarks = _remarks(session) if heirs else {}
    here = _registers(session, {*((one["tbl"], one["pk"]) for one in found), *heirs.values()})
    now = session.now()
    for one in found:
        key: Key = (one["tbl"], one["pk"])
        row, column = here.get(heirs.get(key, key)), str(one["col"])
        standing = _standing(row, column, _value(one, "settled_value" if state != "open" else "hub_value"))
        same = row is not None and not row.gone and standing == _value(one, "school_value")
        yield Item(
            str(one["id"]),
            "conflict",
            (str(one["id"]),),
            about_of(names, one["root"], *key),
            _label(key[0], column),
            str(one["root"]),
            *key,
            "" if column == "_del" else column,
            Side(_text(key[0], column, _value(one, "base_value"), names), *_who(one, "base_", now)),
            Side(_county_text(row, key[0], column, standing, names), *_who(one, "hub_", now)),
            Side(_text(key[0], column, _value(one, "school_value"), names), *_who(one, "", now)),
            str(one["school"] or ""),
            str(one["site"]),
            _MERGED.format(remarks.get(key, _UNSAID)) if key in heirs and not same else _why(one, same=same),
            f"conflict {key[0]} {column} {one['why']}",
        )


_MERGED = "学校填写的时候还不知道：{}。采用学校的，就写到合并后的记录里。"
_UNSAID = "这条登记已与另一条合并为一人"


def _remarks(session: Session) -> dict[Key, str]:
    """Row that was merged away → the sentence about it."""
    found: dict[Key, str] = {}
    for one in merging.merges(session.store):
        found["teachers", one["teacher_id"]] = one["remark"]
        found |= {(table, old): one["remark"] for table, old, _new in one["rows"]}
    return found


def _why(conflict: Mapping[str, Any], *, same: bool) -> str:
    return "县里现在的内容与学校填写的已经一样。" if same else WHY[conflict["why"]]


def _who(row: Mapping[str, Any], prefix: str, now: datetime) -> tuple[str, str, bool]:
    at = str(row[f"{prefix}at"] or "")
    return str(row[f"{prefix}actor"] or ""), at, doubtful(at, now)


def doubtful(at: str, now: datetime) -> bool:
    """Whether a time can hardly be right: ahead of our own clock, more than ten years back, or no time at all."""
    if not at:
        return False
    try:
        told = datetime.fromisoformat(at)
        if told.tzinfo is not None:
            told = told.astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError):
        return True
    return told > now + _SKEW or told < now - _OLDEST


# -- values reported back


def _offers(session: Session, names: Names) -> Iterable[Item]:
    found = stored.reviews(session.store)
    by_row: defaultdict[Key, list[Row]] = defaultdict(list)
    for one in found:
        by_row[one["tbl"], one["pk"]].append(one)
    here = _registers(session, by_row)
    values: dict[Key, dict[str, Any]] = {}
    for key in by_row.keys() - here.keys():
        values[key] = {one["col"]: json.loads(one["value"]) for one in reversed(by_row[key])}
        names.put(Register(str(by_row[key][0]["root"]), values[key], ""), key)
    received = stored.received_ids(session.store, {row.tx for row in here.values()})
    for key, cells in by_row.items():
        if key in here:
            for one in cells:
                if one["col"] != ROW_WRITER:
                    yield _offered_field(session, one, here[key], names, received)
        else:
            yield _offered_row(session, cells, values[key], names)


def _offered_field(session: Session, one: Row, row: stored.RegisterRow, names: Names, received: Set[str]) -> Item:
    key, column = (str(one["tbl"]), str(one["pk"])), str(one["col"])
    plain = is_plain(one, row, received)
    why = "县里的数据退回到从前，这是学校手里较新的内容。" if plain else "学校报回以后，县里这一项又有了别的内容。"
    standing = _standing(row, column, None)
    return Item(
        f"offer {one['seq']}",
        "offer",
        (str(one["seq"]),),
        about_of(names, one["root"], *key),
        _label(key[0], column),
        str(one["root"]),
        *key,
        "" if column == "_del" else column,
        Side(""),
        Side(_county_text(row, key[0], column, standing, names)),
        Side(_text(key[0], column, json.loads(one["value"]), names), *_who(one, "", session.now())),
        str(one["school"] or ""),
        str(one["site"]),
        why,
        f"offer {key[0]} {column} {plain}",
        plain,
    )


def _offered_row(session: Session, cells: list[Row], values: Mapping[str, Any], names: Names) -> Item:
    first = cells[0]
    key: Key = (str(first["tbl"]), str(first["pk"]))
    lines = tuple(
        Line(_label(key[0], column), "", _text(key[0], column, value, names))
        for column, value in values.items()
        if column not in (ROW_WRITER, "_del") and value is not None
    )
    gone = "，已删除" if values.get("_del") else ""
    return Item(
        f"offer {first['seq']}",
        "offer",
        tuple(str(one["seq"]) for one in cells),
        about_of(names, first["root"], *key),
        f"{ENTITIES[key[0]].label}（整条记录）",
        str(first["root"]),
        *key,
        "",
        Side(""),
        Side(_NO_ROW),
        Side(f"{len(lines)} 项内容{gone}", *_who(first, "", session.now())),
        str(first["school"] or ""),
        str(first["site"]),
        "县里的数据退回到从前，这条记录只有学校还有。",
        f"offer {key[0]} row",
        True,
        lines,
    )


# -- acts not taken


def _rejected(session: Session, names: Names, *, closed: bool = False) -> Iterable[Item]:
    acts = stored.rejected(session.store, closed=closed)
    by_act: defaultdict[str, list[stored.JournalRow]] = defaultdict(list)
    for _seq, line in stored.received(session.store, [one["id"] for one in acts]):
        by_act[line.txid].append(line)
    for one in acts:
        operations = by_act[one["id"]]
        abouts = list(dict.fromkeys(about_of(names, line.root, line.table, line.pk) for line in operations))
        lines = [line for operation in operations for line in _written(operation, names)]
        note = str(one["note"] or "")
        yield Item(
            f"act {one['id']}",
            "rejected",
            (str(one["id"]),),
            abouts[0] if len(abouts) == 1 else f"{abouts[0]}等 {len(abouts)} 个",
            str(one["reason"]),
            operations[0].root,
            operations[0].table,
            operations[0].pk,
            "",
            Side(""),
            Side(""),
            Side(f"{len(lines)} 处", *_who(one, "", session.now())),
            str(one["school"] or ""),
            str(one["site"]),
            note,
            f"rejected {note}",
            lines=tuple(lines[:_MOST_LINES]),
        )


def _written(line: stored.JournalRow, names: Names) -> Iterable[Line]:
    about, table = about_of(names, line.root, line.table, line.pk), line.table
    operation = planning.Operation(line.root, table, line.pk, cast(planning.OperationKind, line.kind), line.fields)
    for change in planning.changes_of(operation):
        old, new = (_text(table, change.column, value, names) for value in (change.base_value, change.new))
        yield Line(f"{about} {_label(table, change.column)}", old, new)


# -- words


def _registers(session: Session, keys: Iterable[Key]) -> dict[Key, stored.RegisterRow]:
    return {(row.table, row.pk): row for row in stored.registers(session.store, keys)}


def _standing(row: stored.RegisterRow | None, column: str, otherwise: Any) -> Any:
    if row is None:
        return otherwise
    return int(row.gone) if column == "_del" else row.values.get(column)


def _county_text(row: stored.RegisterRow | None, table: str, column: str, value: Any, names: Names) -> str:
    if row is None:
        return _NO_ROW
    if row.gone and column != "_del":
        return "（这条记录已删除）"
    return _text(table, column, value, names)


def _label(table: str, column: str) -> str:
    entity = ENTITIES[table]
    if column == "_del":
        return f"{entity.label}（整条记录）"
    field = entity.field(column)
    return field.label if field else column


def _text(table: str, column: str, value: Any, names: Names) -> str:
    if column == "_del":
        return _DELETED if value else _KEPT
    field = ENTITIES[table].field(column)
    if field is None:
        return "" if value is None else str(value)
    return shown(field, value, names)


def _value(row: Mapping[str, Any], side: str) -> Any:
    return json.loads(row[side]) if row[side] else None
