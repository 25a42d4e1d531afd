"""Review (审核): how proposals stand, their stories, and the county's decisions about many of them in one act."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import proposals, records
from app.fields import Field, Value
from app.problems import Problem
from app.progress import Progress, silent
from app.proposals import Words
from app.records import Values
from app.session import Session
from storage import exchange as stored_exchange
from storage import journal
from storage import proposals as stored
from storage.store import Row, Rows

Cell = tuple[str, str, str]
"""(table, id of the row, column)."""


@dataclass(frozen=True)
class Proposal:
    """One proposal in words: which field of which record (`about`), what it was (`old`), what it is `now` and what it is
    to become (`new`), who asks and why, and what the county decided about version `decided_version` (None: nothing).

    `moved`: the field has got another value since the school asked. `present`: the record is there.
    """

    id: str
    site: str
    school: str
    table: str
    pk: str
    column: str
    record: str
    about: str
    label: str
    old: str
    now: str
    new: str
    value: Value
    reason: str
    kind: str
    version: int
    status: str
    actor: str
    at: str
    decided_version: int | None
    verdict: str | None
    comment: str
    decided_on: str
    decided_by: str
    moved: bool
    present: bool
    sensitive: bool

    @property
    def status_label(self) -> str:
        """How it stands, as a person reads it."""
        return proposals.STATUSES[self.status]


@dataclass(frozen=True)
class Step:
    """One step in the story of a proposal: when, what happened, who did it, the value it was about (as shown; "" for
    none) and the reason or comment given."""

    at: str
    what: str
    who: str
    value: str
    words: str


def listed(
    session: Session,
    status: str | None = None,
    school: str | None = None,
    item: str | None = None,
    ids: Sequence[str] | None = None,
) -> list[Proposal]:
    """Proposals, newest first: at a school its own. `status` one of `proposals.STATUSES`; `school` a site's id or name; `item` a
    field's label or column."""
    rows = stored.listed(session.store, ids)
    words, now = Words(session), _standing(session, rows)
    for table, pks in _by_table(rows).items():
        words.learn(table, pks)
    found = (_in_words(session, row, words, now) for row in rows)
    return [
        one
        for one in found
        if (status is None or status in (one.status, one.status_label))
        and (school is None or school in (one.site, one.school))
        and (item is None or item in (one.label, one.column))
    ]


def get(session: Session, pk: str) -> Proposal:
    """One proposal; raises Problem when there is none."""
    found = listed(session, ids=[pk])
    if not found:
        raise records.not_found(proposals.ENTITY)
    return found[0]


def waiting(session: Session) -> int:
    """How many proposals wait for somebody here: at the county to be decided, at a school those that were returned."""
    return stored.waiting(session.store) if session.is_county else stored.returned(session.store)


def story(session: Session, pk: str) -> list[Step]:
    """What was asked and what was decided, version by version, as far as this office's journal goes back."""
    one = get(session, pk)
    words, field = Words(session), proposals.field_of(one.table, one.column)
    asked, withdrawn = _asked(session, one, words)
    decided = {int(row["version"]): row for row in stored.decisions(session.store, pk)}
    steps = []
    for number in sorted({*asked, *decided}):
        if number in asked:
            steps.append(asked[number])
        if number in decided:
            row = decided[number]
            what = "县里通过" if row["verdict"] == proposals.PASSED else "县里退回"
            value = words.shown(field, proposals.decoded(row["value"]))
            steps.append(Step(str(row["decided_on"]), what, str(row["decided_by"]), value, str(row["comment"] or "")))
    return steps + withdrawn[-1:] if one.status == proposals.WITHDRAWN else steps


def _asked(session: Session, one: Proposal, words: Words) -> tuple[dict[int, Step], list[Step]]:
    """What was asked in each version, as the journal has it, and when it was withdrawn."""
    field = proposals.field_of(one.table, one.column)
    asked: dict[int, Step] = {}
    withdrawn: list[Step] = []
    value: Any = None
    version, reason = 0, ""
    for act in reversed(journal.history(session.store, [(proposals.ENTITY.table, one.id)])):
        if act["kind"] not in ("I", "U"):
            continue
        wrote = {name: new[0] if act["kind"] == "U" else new for name, new in act["fields"].items()}
        value, reason = wrote.get("value", value), wrote.get("reason", reason)
        before, version = version, int(wrote.get("version", version))
        if version > before:
            shown = words.shown(field, proposals.decoded(value))
            asked[version] = Step(act["at"], f"第 {version} 次申请", act["actor"], shown, reason)
        elif version < before:
            # The school took its last asking back (undo): it never was.
            asked = {number: step for number, step in asked.items() if number <= version}
        elif wrote.get("withdrawn") == 1:
            withdrawn.append(Step(act["at"], "撤回申请", act["actor"], "", ""))
    # A school on another computer has no journal of what it asked before.
    asked.setdefault(one.version, Step(one.at, f"第 {one.version} 次申请", one.actor, one.new, one.reason))
    return asked, withdrawn


def _by_table(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Per known table: the ids of the records that proposals are about."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if proposals.can_change(str(row["tbl"]), str(row["col"])):
            found[str(row["tbl"])].append(str(row["pk"]))
    return found


def _standing(session: Session, rows: Iterable[Row]) -> dict[Cell, Value]:
    """What stands now in the fields that proposals are about; those of records that are not here are left out."""
    wanted: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if proposals.can_change(str(row["tbl"]), str(row["col"])):
            wanted[str(row["tbl"]), str(row["col"])].append(str(row["pk"]))
    return {
        (table, pk, column): value
        for (table, column), pks in wanted.items()
        for pk, value in stored.cells(session.store, table, column, pks).items()
    }


def _in_words(session: Session, row: Row, words: Words, standing: dict[Cell, Value]) -> Proposal:
    table, pk, column = str(row["tbl"]), str(row["pk"]), str(row["col"])
    entity = proposals.entity_of(table) if table not in (proposals.ENTITY.table, proposals.DECISION.table) else None
    field = entity.field(column) if entity else None
    present, now = (table, pk, column) in standing, standing.get((table, pk, column))
    value, old = proposals.decoded(row["value"]), proposals.decoded(row["old_value"])
    site = str(row["root"])
    return Proposal(
        id=str(row["id"]), site=site, school=str(row["site_name"] or (session.name if site == session.site else "")),
        table=table, pk=pk, column=column, record=entity.label if entity else table,
        about=words.name(table, pk) if entity else "", label=field.label if field else column,
        old=words.shown(field, old), now=words.shown(field, now), new=words.shown(field, value), value=value,
        reason=str(row["reason"]), kind=str(row["kind"]), version=int(row["version"]), status=proposals.status_of(row),
        actor=str(row["actor"] or ""), at=str(row["at"] or ""),
        decided_version=None if row["decided_version"] is None else int(row["decided_version"]),
        verdict=row["verdict"], comment=str(row["comment"] or ""),
        decided_on=str(row["decided_on"] or ""), decided_by=str(row["decided_by"] or ""),
        moved=present and now not in (old, value), present=present,
        sensitive=bool(field and field.sensitive),
    )  # fmt: skip


def statuses_of(found: Iterable[Proposal]) -> dict[str, int]:
    """How many stand in each status."""
    counts = dict.fromkeys(proposals.STATUSES, 0)
    for one in found:
        counts[one.status] += 1
    return counts


# -- the county decides


@dataclass(frozen=True)
class Left:
    """A proposal that was not decided about, and why."""

    id: str
    about: str
    label: str
    reason: str

    @property
    def name(self) -> str:
        """Which one, in words."""
        return f"{self.about}的{self.label}" if self.label else self.id


@dataclass(frozen=True)
class Decided:
    """How many proposals were decided about, and which were left."""

    done: int
    left: tuple[Left, ...] = ()


def decide(
    session: Session,
    ids: Sequence[str],
    verdict: str,
    comment: str = "",
    *,
    over: bool = False,
    seen: Mapping[str, int] | None = None,
    progress: Progress = silent,
) -> Decided:
    """Pass or return proposals in one act: a decision each and, for those passed, the field itself.

    What does not fit any more is left and named. So is a proposal whose field the county has changed since the school
    asked, unless `over` says that a person has seen it, and one of which another version came since: `seen` are the
    versions that were before the person's eyes. Nothing is done when it is stopped.
    """
    if not session.is_county:
        raise Problem("更改申请由县里审核。", "请把申请上报县里。")
    if verdict not in (proposals.PASSED, proposals.RETURNED):
        raise Problem(f"没有“{verdict}”这种结论。", "可用的有：passed（通过）、returned（退回）。")
    if verdict == proposals.RETURNED and not comment.strip():
        raise Problem("退回要写明理由。", "学校要知道缺什么、怎么改，才能重新申请。")
    found = listed(session, ids=ids)
    if not found:
        raise records.not_found(proposals.ENTITY)
    what = proposals.STATUSES[verdict]
    name = f"（{found[0].about}的{found[0].label}）" if len(found) == 1 else ""
    missing = set(ids) - {one.id for one in found}
    left = [Left(pk, "", "", "找不到这个申请。") for pk in ids if pk in missing]
    several = _asked_twice(found)
    with session.writing(f"审核更改申请：{what}{name}") as rows:
        for site in {one.site for one in found}:
            stored_exchange.refresh_scope(rows, site)
        for place, one in enumerate(found):
            progress(place, len(found), f"{what}申请")
            why = _hindered(session, rows, one, verdict, several, over=over)
            if seen is not None and seen.get(one.id, one.version) != one.version:
                why = "学校又交了新的申请，请看过新的内容再审核。"
            if why:
                left.append(Left(one.id, one.about, one.label, why))
                continue
            if verdict == proposals.PASSED:
                _write(session, rows, one)
            _note(session, rows, one, verdict, comment.strip())
    progress(len(found), len(found), "完成")
    return Decided(len(found) + len(missing) - len(left), tuple(left))


def _asked_twice(found: Iterable[Proposal]) -> set[Cell]:
    """Fields that several of these would give different values: nobody may pass them without having looked."""
    wishes: defaultdict[Cell, set[Value]] = defaultdict(set)
    for one in found:
        if one.status == proposals.OPEN:
            wishes[one.table, one.pk, one.column].add(one.value)
    return {cell for cell, values in wishes.items() if len(values) > 1}


def _hindered(
    session: Session,
    rows: Rows,
    one: Proposal,
    verdict: str,
    several: set[Cell],
    *,
    over: bool,
) -> str:
    """Why this proposal cannot be decided about in this way now; "" when it can."""
    if one.status == proposals.PASSED:
        return "已经通过。"
    if one.status == proposals.WITHDRAWN:
        return "学校已经撤回。"
    if verdict == proposals.RETURNED:
        return "已经退回，等学校重新申请。" if one.status == proposals.RETURNED else ""
    entity, field = proposals.entity_of(one.table), proposals.field_of(one.table, one.column)
    if entity is None or field is None or not proposals.can_change(one.table, one.column):
        return "本版本不认识要改的这一项。"
    if not one.present:
        return "这条记录已经不在了。"
    if not stored.holds(session.store, one.site, one.table, one.pk):
        return f"这条记录已不由{one.school or '该校'}管理。"
    if (one.table, one.pk, one.column) in several:
        return "同一项有几个不同的申请，请单独核对。"
    if one.moved and not over:
        return f"申请之后县里改过这一项（现在是“{one.now or '空'}”），请单独核对。"
    return _unfit(session, rows, one, field)


def _unfit(session: Session, rows: Rows, one: Proposal, field: Field) -> str:
    from app.entities import AMONG, ENTITIES

    entity, row = ENTITIES[one.table], session.store.row(one.table, one.pk)
    assert row is not None
    if not proposals.is_of(field, one.value):
        return "申请的内容看不懂，请退回，由学校重新填写。"
    change: Values = {one.column: one.value}
    faults = proposals.unfit(session, entity, row, change)
    if one.table in AMONG:
        faults += AMONG[one.table](rows, one.pk, {**row, **change})
    return "".join(fault.reason for fault in faults)


def _write(session: Session, rows: Rows, one: Proposal) -> None:
    row = session.store.row(one.table, one.pk)
    if row is None or row[one.column] == one.value:
        return
    if one.table == "teachers":
        from app import teachers

        teachers.write(rows, one.pk, {one.column: one.value}, session.today())
        return
    rows.update(one.table, one.pk, {one.column: one.value})


def _note(session: Session, rows: Rows, one: Proposal, verdict: str, comment: str) -> None:
    """Write the decision about this version: anew, or in the place of one that said otherwise."""
    said: Values = {
        "verdict": verdict, "comment": comment or None, "value": proposals.encoded(one.value),
        "decided_on": session.today().isoformat(), "decided_by": session.operator or "未署名",
    }  # fmt: skip
    before = next((row for row in stored.decisions(session.store, one.id) if row["version"] == one.version), None)
    if before is not None:
        changed = {name: value for name, value in said.items() if before[name] != value}
        if changed:
            rows.update(proposals.DECISION.table, str(before["id"]), changed)
        return
    rows.insert(proposals.DECISION.table, {"root": one.site, "proposal_id": one.id, "version": one.version, **said})
