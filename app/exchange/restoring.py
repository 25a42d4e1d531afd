"""A person at the county decides about values that schools still hold and the county, put back from an old copy, lacks."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from app import name_keys
from app.entities import ENTITIES
from app.exchange import apply
from app.exchange.amending import Amender
from app.exchange.mail import county_only, importing, now_of
from app.exchange.plan import ROW_WRITER, Key, is_purged
from app.exchange.settling import Settled
from app.fields import Kind
from app.merging import uniting
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored
from storage.schema import PUBLIC
from storage.store import Row, Rows

_TAKEN = "县里这一项后来有了别的内容，请看过两边的内容再选。"
_INCOMPLETE = "学校报回的内容不全，缺少“{}”，不能恢复这条记录。"


def restore(session: Session, seqs: Iterable[int], progress: Progress = silent) -> Settled:
    """Write offered values back under the acts that had written them, all in one go.

    Only where the county's register is still the one the school compared with; a row that is not here at all is made
    anew, and who offered it holds it again. What was written here since is left, with the reason: `take` is for those.
    """
    county_only(session)
    wanted = list(dict.fromkeys(seqs))
    with session.store.writing(importing(session, "恢复学校报回的内容")) as rows:
        progress(0, 2, "核对学校报回的内容")
        offers = stored.reviews_by_seq(rows, wanted)
        made = _plan(rows, offers)
        if not made.written and not made.purged and made.left:
            raise Problem(next(iter(made.left.values())), "没有恢复任何内容。")
        progress(1, 2, "写入")
        _write(rows, made, offers)
        by, at = session.operator or "未署名", now_of(session)
        stored.close_reviews(rows, made.written, "restored", by, at)
        stored.close_reviews(rows, made.purged, "dropped", by, at)
        apply.retry(rows)
    uniting.gather(session)
    progress(2, 2, "写入")
    return _told(wanted, offers, [*made.written, *made.purged], made.left)


def take(session: Session, seqs: Iterable[int], progress: Progress = silent) -> Settled:
    """Write offered values as an ordinary act of the county: a person has seen both and wants the school's."""
    county_only(session)
    wanted = list(dict.fromkeys(seqs))
    by, at = session.operator or "未署名", now_of(session)
    with session.writing(f"采用学校报回的 {len(wanted)} 项内容") as rows:
        offers = [one for one in stored.reviews_by_seq(rows, wanted) if one["col"] != ROW_WRITER]
        amender = Amender(rows, {_key(one) for one in offers})
        left: dict[int, str] = {}
        for number, one in enumerate(offers):
            progress(number, len(offers), "写入")
            refusal = _take(amender, one)
            if refusal is not None:
                left[one["seq"]] = refusal
        going = {_key(one): one["seq"] for one in offers if one["col"] == "_del" and json.loads(one["value"])}
        left |= {going[key]: sentence for key, sentence in amender.delete(going).items()}
        taken = [one["seq"] for one in offers if one["seq"] not in left]
        if not taken and left:
            raise Problem(next(iter(left.values())), "没有改动任何内容。")
        stored.close_reviews(rows, taken, "restored", by, at)
        name_keys.refresh(rows)
    with session.store.writing(importing(session, "合并等到了的修改")) as rows:
        apply.retry(rows)
    uniting.gather(session)
    return _told(wanted, offers, taken, left)


def drop(session: Session, seqs: Iterable[int]) -> Settled:
    """Keep what stands at the county; the values are not offered again."""
    county_only(session)
    wanted = list(dict.fromkeys(seqs))
    with session.store.writing(importing(session, "不采用学校报回的内容")) as rows:
        offers = stored.reviews_by_seq(rows, wanted)
        going = {one["seq"] for one in offers}
        stored.close_reviews(rows, going, "dropped", session.operator or "未署名", now_of(session))
    return _told(wanted, offers, going, {})


def is_plain(offer: Mapping[str, Any], row: stored.RegisterRow, received: Set[str]) -> bool:
    """Whether nothing was written here since the school compared.

    A row that was not here then, and that has come since by the very act of a school (`received`) that once entered
    it, does not count: what is offered was written upon that act.
    """
    column, base = offer["col"], offer["base_tx"]
    if column == "_del":
        return bool(base == row.del_tx)
    return bool(base == row.cells.get(column, row.tx)) or (
        base is None and column not in row.cells and row.tx in received
    )


def _told(wanted: list[int], offers: list[Row], done: Iterable[int], left: Mapping[int, str]) -> Settled:
    there, finished = {one["seq"] for one in offers}, set(done)
    open_ = [one for one in wanted if one not in finished]
    reasons = tuple((str(one), left.get(one, _TAKEN) if one in there else "这一处已经核对过了。") for one in open_)
    return Settled(len(wanted) - len(open_), reasons)


def _take(amender: Amender, offer: Row) -> str | None:
    key, value = _key(offer), json.loads(offer["value"])
    if offer["col"] != "_del":
        return amender.write(key, offer["col"], value)
    if amender.standing(key, "_del") is None:
        return "县里没有这条记录。"
    return amender.bring_back(key) if not value and amender.standing(key, "_del") else None


# -- what to write


@dataclass
class _Restored:
    """Rows as they will be, what is decided by that, and what is left with the reason."""

    rows: dict[Key, stored.RegisterRow] = field(default_factory=dict)
    new: set[Key] = field(default_factory=set)
    changed: dict[Key, set[str]] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    purged: set[int] = field(default_factory=set)
    left: dict[int, str] = field(default_factory=dict)


def _plan(rows: Rows, offers: list[Row]) -> _Restored:
    by_row: defaultdict[Key, list[Row]] = defaultdict(list)
    for one in offers:
        by_row[_key(one)].append(one)
    here = {(one.table, one.pk): one for one in stored.registers(rows, by_row)}
    purged = set(stored.gravestones(rows))
    received = stored.received_ids(rows, {row.tx for row in here.values()})
    made = _Restored()
    for key, cells in by_row.items():
        if is_purged(purged, key, str(cells[0]["root"])):
            made.purged |= {one["seq"] for one in cells}
        elif key in here:
            _patch(made, here[key], cells, received)
        else:
            _create(rows, made, key, cells)
    _leave_unheld(rows, made, by_row)
    return made


def _patch(made: _Restored, row: stored.RegisterRow, cells: list[Row], received: Set[str]) -> None:
    """Put values into a row that is here, each where nothing was written since."""
    changed: set[str] = set()
    for one in cells:
        column, value, tx = one["col"], json.loads(one["value"]), one["tx"]
        if column == ROW_WRITER:
            made.written.add(one["seq"])
            continue
        if not is_plain(one, row, received):
            made.left[one["seq"]] = _TAKEN
            continue
        if column == "_del":
            row = replace(row, gone=bool(value), del_tx=tx)
        else:
            row = replace(row, values={**row.values, column: value}, cells={**row.cells, column: tx})
        changed.add(column)
        made.written.add(one["seq"])
    if changed:
        made.rows[row.table, row.pk] = row
        made.changed[row.table, row.pk] = changed


def _create(rows: Rows, made: _Restored, key: Key, cells: list[Row]) -> None:
    """Make a row that is not here from all that is offered of it; of two values for one field the first that came."""
    first: dict[str, Row] = {}
    for one in cells:
        if one["base_tx"] is not None or one["col"] in first:
            made.left[one["seq"]] = _TAKEN
        else:
            first[one["col"]] = one
    values = {column: json.loads(one["value"]) for column, one in first.items() if column not in ("_del", ROW_WRITER)}
    lacking = [column for column in stored.required_columns(rows, key[0]) if values.get(column) is None]
    if lacking:
        known = ENTITIES[key[0]].field(min(lacking))
        sentence = _INCOMPLETE.format(known.label if known else min(lacking))
        made.left |= {one["seq"]: sentence for one in cells}
        return
    tx = first[ROW_WRITER]["tx"] if ROW_WRITER in first else _commonest(first, values)
    mark = first.get("_del")
    made.rows[key] = stored.RegisterRow(
        *key,
        str(cells[0]["root"]),
        tx,
        {column: first[column]["tx"] for column in values if first[column]["tx"] != tx},
        bool(mark and json.loads(mark["value"])),
        mark["tx"] if mark else None,
        {column: value for column, value in values.items() if value is not None},
    )
    made.new.add(key)
    made.changed[key] = set(values)
    made.written |= {one["seq"] for one in first.values()}


def _commonest(first: Mapping[str, Row], values: Mapping[str, Any]) -> str:
    """Who wrote most of a row's fields: most likely whoever entered it."""
    writers = [str(first[column]["tx"]) for column in values]
    return max(writers, key=writers.count)


def _leave_unheld(rows: Rows, made: _Restored, by_row: Mapping[Key, list[Row]]) -> None:
    """Leave rows that would refer to what is not here, deletions of what others refer to, and numbers given anew."""
    while refused := {**_without_parents(rows, made), **_held_up(rows, made), **_numbered_twice(rows, made)}:
        for key, sentence in refused.items():
            del made.rows[key]
            made.new.discard(key)
            seqs = {one["seq"] for one in by_row[key]}
            made.written -= seqs
            made.left |= dict.fromkeys(seqs, sentence)


def _without_parents(rows: Rows, made: _Restored) -> dict[Key, str]:
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    references: list[tuple[Key, Key, str]] = []
    for key, row in made.rows.items():
        if row.gone:
            continue
        for one in ENTITIES[key[0]].fields:
            value = row.values.get(one.name)
            if one.kind is Kind.REFERENCE and one.refers_to and value and one.name in made.changed[key]:
                wanted[one.refers_to].add(str(value))
                references.append((key, (one.refers_to, str(value)), one.label))
    coming = {key for key, row in made.rows.items() if not row.gone}
    absent = stored.missing_rows(rows, wanted) - coming
    return {
        key: f"它所属的{label}不在这里，请先恢复那条记录。" for key, parent, label in references if parent in absent
    }


def _held_up(rows: Rows, made: _Restored) -> dict[Key, str]:
    going = {key for key, row in made.rows.items() if row.gone and key not in made.new}
    held = stored.referrers(rows, going) if going else {}
    return {key: f"还有{ENTITIES[by[0]].label}用到这条记录，不能删除；请先处理它。" for key, by in held.items()}


def _numbered_twice(rows: Rows, made: _Restored) -> dict[Key, str]:
    numbers = {
        str(made.rows[key].values.get("number")): key
        for key in made.rows
        if key[0] == "certificates"
        and not made.rows[key].gone
        and (key in made.new or "_del" in made.changed.get(key, ()))
    }
    # A paper that passes to another entry of its person goes there with the same restoring.
    going = {str(row.values.get("number")) for key, row in made.rows.items() if key[0] == "certificates" and row.gone}
    taken = (stored.taken_numbers(rows, numbers) if numbers else set()) - going
    return {numbers[one]: f"证书编号{one}已经在另一张证书上了，请核对是哪一张。" for one in taken}


def _write(rows: Rows, made: _Restored, offers: list[Row]) -> None:
    roots = {row.root for row in made.rows.values()}
    unheld = roots - stored.roots_there(rows, roots) - {PUBLIC}
    stored.write_registers(rows, made.rows.values())
    by_site: defaultdict[str, set[str]] = defaultdict(set)
    for one in offers:
        by_site[one["site"]].add(one["root"])
    for site, offered in by_site.items():
        stored.grant(rows, site, sorted(offered & unheld))
    for site in by_site:
        stored.refresh_scope(rows, site)
    name_keys.refresh(rows)


def _key(offer: Mapping[str, Any]) -> Key:
    return (offer["tbl"], offer["pk"])
