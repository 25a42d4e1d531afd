"""A person at the county decides about conflicts: the school's value, the county's, or a third one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from app import entities, fields, name_keys, records
from app.exchange import answering, apply
from app.exchange.amending import Amender
from app.exchange.mail import county_only, importing, now_of
from app.exchange.plan import Key
from app.exchange.report import Names
from app.fields import Field, Unreadable, Value
from app.merging import uniting
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored
from storage import merging
from storage.store import Row, Rows

Choice = Literal["school", "county", "typed"]
Decision = tuple[Choice, Any]
"""What was decided about a conflict, and the value that stands by that."""

_VERBS: dict[Choice, str] = {
    "school": "采用学校填写的",
    "county": "保留县里的",
    "typed": "填写了别的值",
}
_EVERY = 200
"""Decisions between two looks at whether to stop."""


@dataclass(frozen=True)
class Settled:
    """How many were decided, and (id, sentence) of each that could not be."""

    done: int
    left: tuple[tuple[str, str], ...] = ()


def settle(
    session: Session, ids: Iterable[str], choice: Choice, text: object = None, progress: Progress = silent
) -> Settled:
    """Decide about conflicts in one act: what is written, the conflicts' states and the answers to their schools.

    `text` is the third value as typed, read and checked by the field. What the author of a value had written into the
    same field before is decided with it. A value that cannot be written is left, with the reason; raises Problem, with
    nothing changed, when none can be. The county may change what stands again at any time, by an ordinary change.
    """
    county_only(session)
    wanted = list(dict.fromkeys(ids))
    found = stored.conflicts_by_id(session.store, wanted)
    field = _field_of(found, set(wanted)) if choice == "typed" else None
    value = _read(field, text, session) if field else None
    with session.writing(_reason(session, found, choice)) as rows:
        settled, left = _settle(rows, session, wanted, choice, (field, value), progress)
        if not settled and left:
            raise Problem(left[0][1], "这一处还没有核对完，可以选另一种办法。")
    retry(session)
    return Settled(len(wanted) - len(left), tuple(left))


def retry(session: Session) -> None:
    """Write what waited for what a person at the county has just brought back."""
    with session.store.writing(importing(session, "合并等到了的修改")) as rows:
        apply.retry(rows)
    uniting.gather(session)


def _settle(
    rows: Rows,
    session: Session,
    wanted: list[str],
    choice: Choice,
    typed: tuple[Field | None, Value],
    progress: Progress,
) -> tuple[int, list[tuple[str, str]]]:
    found = stored.conflicts_by_id(rows, wanted)
    later = _later(found)
    heads = [one for one in found if one["id"] not in later]
    _lead_to_heirs(rows, heads)
    amender = Amender(rows, {(one["tbl"], one["pk"]) for one in heads})
    decisions: dict[str, Decision] = {}
    refused: dict[str, str] = {}
    for number, one in enumerate(heads):
        if number % _EVERY == 0:
            progress(number, len(heads), "核对")
        why = _decide(amender, rows, one, choice, typed)
        if why is None:
            decisions[one["id"]] = choice, _standing(amender, one)
        else:
            refused[one["id"]] = why
    _delete(amender, heads, choice, decisions, refused)
    for pk in reversed(list(later)):
        if later[pk] in decisions:
            decisions[pk] = decisions[later[pk]]
        else:
            refused[pk] = refused[later[pk]]
    states = [(pk, state, json.dumps(value, ensure_ascii=False)) for pk, (state, value) in decisions.items()]
    stored.settle_conflicts(rows, states, session.operator or "未署名", now_of(session))
    name_keys.refresh(rows)
    answering.answer(rows, {one["txid"] for one in found if one["id"] in decisions})
    there = {one["id"] for one in found}
    left = [(pk, refused[pk]) if pk in there else (pk, "这一处已经核对过了。") for pk in wanted if pk not in decisions]
    return len(decisions), left


def _lead_to_heirs(rows: Rows, heads: Iterable[Row]) -> None:
    """What is said about a row that was merged into another goes into that one."""
    heirs = merging.heirs(rows, {(one["tbl"], one["pk"]) for one in heads})
    for one in heads:
        one["merged"] = heirs.get((one["tbl"], one["pk"]))
        one["pk"] = one["merged"][1] if one["merged"] else one["pk"]


def _later(found: Iterable[Row]) -> dict[str, str]:
    """Conflict → the one whose value its author wrote on top of it, in order."""
    by_base = {(one["base_tx"], one["tbl"], one["pk"], one["col"]): one["id"] for one in found if one["base_tx"]}
    return {
        one["id"]: by_base[one["txid"], one["tbl"], one["pk"], one["col"]]
        for one in found
        if (one["txid"], one["tbl"], one["pk"], one["col"]) in by_base
    }


def _decide(
    amender: Amender, rows: Rows, conflict: Row, choice: Choice, typed: tuple[Field | None, Value]
) -> str | None:
    """Write what was chosen for one conflict, deletions aside. Returns why that cannot be, or None."""
    key: Key = (conflict["tbl"], conflict["pk"])
    if conflict["state"] != "open":
        return "这一处已经核对过了。"
    if choice == "county":
        return None
    if conflict["why"] == "purged":
        return "这条记录已被彻底清除，只能保留县里的。"
    new = json.loads(conflict["school_value"]) if conflict["school_value"] else None
    if conflict["merged"] and conflict["tbl"] == "teachers" and conflict["col"] == "_del":
        return "这条登记已经与另一条合并为一人，不能再删除；请保留县里的。"
    if conflict["col"] == "_del":
        if choice == "typed":
            return "整条记录的删除不能填写别的值。"
        if new or not amender.standing(key, "_del"):
            return None
        return amender.bring_back(key)
    field, value = typed
    if choice == "school":
        value = new
    if amender.standing(key, "_del") is None:
        refusal = _create(amender, rows, key)
        if refusal is not None:
            return refusal
    fault = _fault(amender, key, field, value) if field else None
    return fault or amender.write(key, conflict["col"], value)


def _create(amender: Amender, rows: Rows, key: Key) -> str | None:
    """Enter a row the county never had, when an act is known that entered it."""
    values = stored.entered(rows, key)
    if values is None:
        return "县里没有这条记录，也不知道它原来的内容，只能保留县里的；如果学校报回了这条记录，请先恢复它。"
    return amender.create(key, values)


def _delete(
    amender: Amender, heads: Iterable[Row], choice: Choice, decisions: dict[str, Decision], refused: dict[str, str]
) -> None:
    """Delete all at once what is to go: what goes together does not hold each other up."""
    if choice != "school":
        return
    going: dict[Key, list[str]] = {}
    for one in heads:
        if one["id"] in decisions and one["col"] == "_del" and json.loads(one["school_value"] or "0"):
            going.setdefault((one["tbl"], one["pk"]), []).append(one["id"])
    held = amender.delete(going)
    for key, ids in going.items():
        for pk in ids:
            if key in held:
                del decisions[pk]
                refused[pk] = held[key]
            else:
                decisions[pk] = ("school", 1)


def _standing(amender: Amender, conflict: Row) -> Any:
    return amender.standing((conflict["tbl"], conflict["pk"]), conflict["col"])


# -- a third value


def _field_of(found: list[Row], wanted: set[str]) -> Field:
    """The one field that a typed value is for."""
    places = {(one["tbl"], one["col"]) for one in found if one["id"] in wanted}
    if len(places) != 1:
        raise Problem("选中的不是同一个项目，不能一起填写一个值。", "请只选同一个项目的，或者分开填写。")
    ((table, column),) = places
    field = entities.ENTITIES[table].field(column)
    if field is None:
        raise Problem("整条记录的删除不能填写别的值。", "请选“采用学校的”或“保留县里的”。")
    return field


def _read(field: Field, text: object, session: Session) -> Value:
    try:
        return records.parsed(session, field, text)
    except Unreadable as reason:
        raise Problem(f"{field.label}还不能这样填写。", str(reason)) from reason


def _fault(amender: Amender, key: Key, field: Field, value: Value) -> str | None:
    """What speaks against a value in its record, by the record's own rules; older faults of other fields do not."""
    entity = entities.ENTITIES[key[0]]
    before = dict(amender.values(key))
    known = {fault.reason for fault in entity.faults(before)}
    after = {**before, field.name: value}
    own = fields.check((field,), after) + entity.faults(after)
    return next((fault.reason for fault in own if fault.reason not in known), None)


def _reason(session: Session, found: list[Row], choice: Choice) -> str:
    if len(found) != 1:
        return f"核对 {len(found)} 处：{_VERBS[choice]}"
    one = found[0]
    about = answering.about_of(Names(session.store), one["root"], one["tbl"], one["pk"])
    field = entities.ENTITIES[one["tbl"]].field(one["col"])
    return f"核对{about}的{field.label if field else entities.ENTITIES[one['tbl']].label}：{_VERBS[choice]}"
