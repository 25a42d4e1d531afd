"""What the county tells a school about an act of which not everything was taken: the outcome, and whose value stands."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from app import entities, masking
from app.exchange import plan as planning
from app.exchange.report import Names, shown
from app.fields import Field
from storage import exchange as stored
from storage.store import Row, Rows

MOST = 12
"""A note tells this many decisions one by one."""


def answer(rows: Rows, txids: Iterable[str]) -> None:
    """Write the outcomes of acts by how their conflicts stand now; they travel with the next files."""
    by_act: defaultdict[str, list[Row]] = defaultdict(list)
    for one in stored.conflicts_of_acts(rows, txids):
        by_act[one["txid"]].append(one)
    names = Names(rows)
    held: dict[str, Collection[str]] = {}
    for txid, conflicts in by_act.items():
        site = str(conflicts[0]["site"])
        if site not in held:
            # As it is now: somebody may have moved since a file was last taken or made.
            stored.refresh_scope(rows, site)
            held[site] = stored.scope_of(rows, site).keys()
        stored.write_known(rows, site, [(txid, *_outcome(conflicts, names, held[site]))])


def _outcome(conflicts: list[Row], names: Names, held: Collection[str]) -> tuple[str, str | None]:
    settled = [one for one in conflicts if one["state"] in ("school", "county", "typed") and not one["declined"]]
    declined = [one for one in conflicts if one["declined"]]
    waiting = sum(one["state"] == "open" for one in conflicts)
    parts = [_sentence(one, names, is_theirs=one["root"] in held) for one in settled[:MOST]]
    if len(settled) > MOST:
        parts.append(f"另有 {len(settled) - MOST} 处县里也已核对。")
    if declined:
        parts.append(_declined(declined))
    if waiting:
        parts.append(f"{'还' if parts else ''}有 {waiting} 处与县里的内容不同，等县里核对。")
    all_taken = not waiting and not declined and all(one["state"] in ("school", "retried") for one in conflicts)
    return "applied" if all_taken else "conflict", "\n".join(parts) or None


def _declined(conflicts: list[Row]) -> str:
    labels = {**entities.labels(), **{(table, ""): entity.label for table, entity in entities.ENTITIES.items()}}
    named = {
        (planning.declined_label(labels, one["tbl"], one["col"], new_row=one["kind"] == "I"), one["pk"])
        for one in conflicts
    }
    return planning.declined_note(label for label, _pk in sorted(named))


def _sentence(conflict: Row, names: Names, *, is_theirs: bool) -> str:
    """Who decided about one field, and whose value stands; which one that is only where the record is the school's."""
    entity, by, state = entities.ENTITIES[conflict["tbl"]], conflict["resolved_by"], conflict["state"]
    about = about_of(names, conflict["root"], conflict["tbl"], conflict["pk"])
    if conflict["col"] == "_del":
        done = "删除" if _value(conflict, "school_value") else "恢复"
        what = f"同意{done}这条记录" if state == "school" else f"没有{done}这条记录"
        return f"{about}（{entity.label}）：{by}核对后{what}。"
    field = entity.field(conflict["col"])
    label = field.label if field else conflict["col"]
    ours, theirs = (_shown(field, _value(conflict, side), names) for side in ("settled_value", "school_value"))
    if state == "school":
        verb = "采用了贵校填写的" if ours == theirs else "采用了贵校后来填写的"
        return f"{about}的{label}：{by}核对后{verb}“{ours}”。"
    if conflict["why"] in ("purged", "missing"):
        return f"{about}的{label}：县里没有这条记录，{by}核对后没有采用贵校填写的“{theirs}”。"
    if not is_theirs:
        return f"{about}的{label}：这条记录已不由贵校管理，{by}核对后没有采用贵校填写的“{theirs}”。"
    if state == "typed":
        return f"{about}的{label}：{by}核对后改为“{ours}”，没有采用贵校填写的“{theirs}”。"
    if conflict["why"] == "deleted":
        return f"{about}的{label}：这条记录已被删除，{by}核对后没有采用贵校填写的“{theirs}”。"
    return f"{about}的{label}：{by}核对后保留了县里的“{ours}”，没有采用贵校填写的“{theirs}”。"


def about_of(names: Names, root: str, table: str, pk: str) -> str:
    """The person or thing a row belongs to, or what kind of row it is where nobody knows its name."""
    return names.of("teachers", root) or names.of(table, pk) or entities.ENTITIES[table].label


def _value(conflict: Row, side: str) -> Any:
    return json.loads(conflict[side]) if conflict[side] else None


def _shown(field: Field | None, value: Any, names: Names) -> str:
    text = shown(field, value, names) if field else str(value if value is not None else "")
    # Many read the sentence it stands in: of a number only enough to know it again.
    return (masking.masked(field, text) if field else text) or "（空）"
