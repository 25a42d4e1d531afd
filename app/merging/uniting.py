"""Making one person of two entries, as one act of the county; taking it back; and bringing along what came later."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import fields, name_keys, records, teachers
from app.entities import AMONG, ENTITIES
from app.fields import Fault, hours_text, show
from app.merging import ENTITY
from app.merging.becoming import Step, carry_out, having, steps
from app.merging.comparing import Pair, Side, changes_of, compare
from app.problems import Problem
from app.records import Invalid, Values
from app.session import Session
from storage import merging as stored
from storage import names as stored_names
from storage import teachers as stored_teachers
from storage.exchange.registers import Key
from storage.store import Row, Rows


@dataclass(frozen=True)
class Part:
    """Of one kind of record: how many each entry has, how many of the other's are `joined` with the same record of the
    kept one, and how many there are afterwards."""

    table: str
    label: str
    kept: int
    other: int
    joined: int
    after: int


@dataclass(frozen=True)
class Joined:
    """Two records that tell the same fact. `pk` is the one that goes; `differing`: (label, stays, other's)."""

    pk: str
    table: str
    about: str
    differing: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Merged:
    """What a merger did or would do: both ids, the fields that changed, what came over, hours in all (tenths) after it.

    `ended`: postings that end by it, in words. `notes`: what is to be looked at afterwards.
    """

    kept: str
    other: str
    changed: tuple[str, ...]
    parts: tuple[Part, ...]
    joined: tuple[Joined, ...]
    ended: tuple[str, ...]
    notes: tuple[str, ...]
    hours: int
    sentence: str


def refuse_school(session: Session) -> None:
    """Raise Problem at a school: two entries may be of two schools, so the county merges them."""
    if not session.is_county:
        raise Problem("合并由县里办理。", "请把这两位的姓名和学校告诉县局经办人，由县里核对以后合并。")


def preview(
    session: Session, kept: str, other: str, take: Mapping[str, Side] | None = None, override: Collection[str] = ()
) -> Merged:
    """What `merge` would do: the real thing, rolled back."""
    return _merge(session, kept, other, take or {}, override, rehearse=True)


def merge(
    session: Session, kept: str, other: str, take: Mapping[str, Side] | None = None, override: Collection[str] = ()
) -> Merged:
    """Make one teacher of two, in one act that can be undone: all that `other` has becomes `kept`'s, `other` goes.

    `take` says of single fields whose value stands; else the filled one, else that of `kept`. Of two records that tell
    the same fact `kept`'s stays and takes what it lacks; `override` has the ids of those of `other` whose values stand.
    Raises Problem where they cannot be one person, `Invalid` when the fields do not go together.
    """
    return _merge(session, kept, other, take or {}, override, rehearse=False)


def _merge(
    session: Session, kept: str, other: str, take: Mapping[str, Side], override: Collection[str], *, rehearse: bool
) -> Merged:
    refuse_school(session)
    pair = compare(session, kept, other)
    changes = changes_of(pair, take)
    who = str({**pair.kept, **changes}["name"])
    place = str(pair.other["work_name"] or "没有任教学校")
    with session.writing(f"合并教师：{who}（并入{place}的登记）", rehearse=rehearse) as rows:
        before = (having(rows, kept), having(rows, other))
        made = steps(rows, {("teachers", other): kept}, override)
        _refuse_unsettled(rows, [("teachers", other), *((one.table, one.pk) for one in made if one.how != "changed")])
        carry_out(rows, made)
        rows.delete("teachers", other)
        own = {name: value for name, value in changes.items() if name in teachers.OWN_COLUMNS}
        if own:
            rows.update("teachers", kept, own)
        ended = _settle_postings(rows, pair, changes, session.today())
        _refuse_faults(rows, pair, changes)
        rows.insert(ENTITY.table, _record(session, pair, changes, made))
        if "name" in own:
            name_keys.write(rows, [(kept, str(own["name"]))])
        stored_teachers.drop_keys_of_the_gone(rows)
        notes = _notes(rows, made)
        hours = stored.hours_of(rows, kept)
        parts = _parts(*before, having(rows, kept), made)
        joined = tuple(_joined(rows, step) for step in made if step.how == "joined" and step.table != "attachments")
    labels = tuple(field.label for field in teachers.FIELDS if field.name in changes)
    sentence = _sentence(who, labels, parts, hours)
    return Merged(kept, other, labels, parts, joined, tuple(ended), tuple(notes), hours, sentence)


def _refuse_unsettled(rows: Rows, going: Iterable[Key]) -> None:
    """A wish of a school is about a field of a record: it is decided before that record goes."""
    waiting = stored.unsettled_wishes(rows, going)
    if waiting:
        raise Problem(
            f"要并掉的这条登记还有 {waiting} 项更改申请没有审核。", "请先在“数据交换”的“审核”里处理，再合并。"
        )


def _refuse_faults(rows: Rows, pair: Pair, changes: Values) -> None:
    """What would be wrong with the one person that is not wrong with the entry already; an ID number is one person's."""
    before: Values = dict(pair.kept)
    after = {**before, **changes}
    changed = tuple(field for field in teachers.FIELDS if field.name in changes)
    known = set(teachers.faults(before))
    faults: list[Fault] = fields.check(changed, after)
    faults += [fault for fault in teachers.faults(after) if fault not in known]
    if "id_number" in changes:
        faults += teachers.among(rows, str(pair.kept["id"]), after)
    if faults:
        raise Invalid(teachers.ENTITY, faults)


def _settle_postings(rows: Rows, pair: Pair, changes: Values, today: date) -> list[str]:
    """Let one posting of a kind hold: the others end where the one that was chosen begins. Returns them in words."""
    ended = []
    kept = str(pair.kept["id"])
    for kind in teachers.POSTED:
        chosen = changes.get(kind, pair.kept.get(kind))
        current = [
            one
            for one in stored.referring(rows, "postings", "teacher_id", [kept])
            if one["kind"] == kind and one["end_date"] is None
        ]
        start = max((str(one["start_date"] or "") for one in current if one["organisation_id"] == chosen), default="")
        for one in current:
            if one["organisation_id"] != chosen:
                ended.append(_end(rows, one, start, today))
    return ended


def _end(rows: Rows, posting: Row, successor: str, today: date) -> str:
    begun = str(posting["start_date"] or "")
    day = successor if successor > begun else max(today.isoformat(), begun)
    rows.update("postings", str(posting["id"]), {"end_date": day})
    label = teachers.ENTITY.field(str(posting["kind"]))
    place = stored_names.name_of(rows, "organisations", str(posting["organisation_id"]))
    return f"{label.label if label else ''}：{place}止于 {day}"


def _record(session: Session, pair: Pair, changes: Values, made: Iterable[Step]) -> Values:
    whole = {**pair.kept, **changes}
    place = stored_names.name_of(session.store, "organisations", str(whole.get("work") or ""))
    return {
        "teacher_id": str(pair.other["id"]),
        "into_id": str(pair.kept["id"]),
        "rows": json.dumps([[one.table, one.pk, one.to] for one in made if one.how != "changed"]),
        "remark": f"已与{whole['name']}{f'（{place}）' if place else ''}合并为一人",
    }


def _notes(rows: Rows, made: Iterable[Step]) -> list[str]:
    """What the rules among records say about what came over: said, not refused, for it is so already."""
    found: dict[str, None] = {}
    for step in made:
        among = AMONG.get(step.table)
        if among is None or step.how == "joined":
            continue
        for row in stored.referring(rows, step.table, "id", [step.to]):
            found |= {f"{ENTITIES[step.table].label}：{fault.reason}": None for fault in among(rows, step.to, row)}
    return list(found)


def _parts(kept: Counter[str], other: Counter[str], after: Counter[str], made: Iterable[Step]) -> tuple[Part, ...]:
    joined = Counter(step.table for step in made if step.how == "joined")
    return tuple(
        Part(table, ENTITIES[table].label, kept[table], other[table], joined[table], after[table])
        for table in ENTITIES
        if kept[table] or other[table]
    )


def _joined(rows: Rows, step: Step) -> Joined:
    twin = step.twin or {}
    lines = []
    for column in step.differing:
        field = ENTITIES[step.table].field(column)
        assert field is not None
        lines.append((field.label, show(field, twin[column]), show(field, step.before[column])))
    return Joined(step.pk, step.table, _about(rows, step.table, twin), tuple(lines))


_TELLING = {
    "members": ("studio_id", "studios"),
    "postings": ("organisation_id", "organisations"),
}


def _about(rows: Rows, table: str, row: Mapping[str, object]) -> str:
    """What a record is about, apart from whose it is."""
    if table == "attendance":
        return _about_class(rows, str(row["class_id"]))
    if table in _TELLING:
        column, of = _TELLING[table]
        return stored_names.name_of(rows, of, str(row[column]))
    if table == "pairs":
        return stored_names.name_of(rows, table, str(row["id"]))
    texts = (show(field, row[field.name]) for field in ENTITIES[table].fields if not field.refers_to)  # type: ignore[arg-type]
    return "　".join([text for text in texts if text][:3])


def _about_class(rows: Rows, pk: str) -> str:
    names = [stored_names.name_of(rows, "classes", pk)]
    for one in stored.referring(rows, "classes", "id", [pk]):
        names.insert(0, stored_names.name_of(rows, "programmes", str(one["programme_id"])))
    return "　".join(filter(None, names))


def _sentence(who: str, changed: tuple[str, ...], parts: tuple[Part, ...], hours: int) -> str:
    said = [f"合并以后只有一位{who}。"]
    if changed:
        named = "、".join(changed[:6]) + (f"等 {len(changed)} 项" if len(changed) > 6 else "")
        said.append(f"{named}采用另一条登记的。")
    coming = [f"{one.label} {one.other} 条" for one in parts if one.other]
    if coming:
        said.append(f"并过来：{'、'.join(coming)}。")
    twice = sum(one.joined for one in parts)
    if twice:
        said.append(f"其中 {twice} 条两边都有，各只留一条。")
    if any(one.table == "certificates" and one.other for one in parts):
        said.append("证书编号不变。")
    if hours:
        said.append(f"累计 {hours_text(hours)} 学时。")
    return "".join(said)


# -- taking it back


def merged_away(session: Session) -> dict[str, str]:
    """Id of each teacher that was merged into another → the sentence that says into whom."""
    return {str(one["teacher_id"]): str(one["remark"]) for one in stored.merges(session.store)}


def separate(session: Session, other: str) -> str:
    """Take a merger back: the entry that went is there again as it was; returns its name.

    What had come for it later, and was brought along, goes with it. Raises Problem, with nothing changed, when
    something was built upon it since.
    """
    refuse_school(session)
    found = stored.merges(session.store, [other])
    act = stored.act_of(session.store, str(found[0]["id"])) if found else None
    if act is None:
        raise Problem("这条登记没有合并到别人那里。", "请刷新列表再看。")
    records.undo(session, *act)
    return str(teachers.get(session, other)["name"])


# -- what comes later


def gather(session: Session) -> int:
    """At the county: bring along what a school wrote about an entry before it knew that it is merged.

    One act a person, taken back together with the merger; returns how many records came over.
    """
    if not session.is_county or session.store.read_only or not stored.any_merged(session.store):
        return 0
    now = stored.became(session.store)
    there = stored.standing(session.store, {(table, to) for (table, _old), to in now.items()})
    late = steps(session.store, {key: to for key, to in now.items() if (key[0], to) in there}, lenient=True)
    if not late:
        return 0
    by_merge: defaultdict[str, list[Step]] = defaultdict(list)
    merges = stored.merges(session.store)
    for step in late:
        by_merge[_merge_of(merges, step)].append(step)
    for one in merges:
        some = by_merge.get(str(one["id"]))
        if some:
            _bring_along(session, one, some)
    return len(late)


def _merge_of(merges: Iterable[Row], step: Step) -> str:
    """The merger that a late row belongs to: that of the person or the row it names."""
    named = {str(value) for value in step.before.values() if value is not None}
    listed = list(merges)
    for one in listed:
        gone = {str(one["teacher_id"]), *(str(old) for _table, old, _new in one["rows"])}
        if gone & named:
            return str(one["id"])
    return str(listed[0]["id"])


def _bring_along(session: Session, one: Row, some: list[Step]) -> None:
    who = stored_names.name_of(session.store, "teachers", str(one["into_id"]))
    with session.writing(f"把学校后来写的 {len(some)} 条记录并到合并后的教师：{who}") as rows:
        carry_out(rows, some)
        # A row that only changed is noted too: whoever takes the merger back must take this back before.
        said = [*one["rows"], *([step.table, step.pk, step.to] for step in some)]
        rows.update(ENTITY.table, str(one["id"]), {"rows": json.dumps(said)})
