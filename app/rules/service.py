"""Rules as a person works on them: listed, saved version by version, ended, deleted, and what a change would make of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app import codes, records
from app.fields import Fault, Value
from app.problems import Problem
from app.records import Values
from app.rules import book, kinds, wording
from app.rules.records import ENTITY
from app.session import Session
from storage import rules as stored
from storage.store import Row, Rows

RUNNING, COMING, OVER, UNREADABLE = "在用", "尚未生效", "已结束", "读不懂"
NOT_READ = "这一版程序读不懂这条规则，没有按它办。请升级薪火。"


@dataclass(frozen=True)
class Version:
    """One version of a rule as it is told: `until` the last day it is in force, "" while that is open.

    `state` on the day asked about; `says` is its plain sentence; `said` None where this program cannot read it.
    """

    id: str
    code: str
    kind: str
    title: str
    since: str
    until: str
    state: str
    says: str
    document: str
    sentence: str
    remark: str
    said: kinds.Parameters | None

    @property
    def kind_label(self) -> str:
        """The kind in words; a kind that this program does not know as it is written."""
        return codes.table("rule_kind").label_of(self.kind)


def versions(session: Session) -> list[Version]:
    """Every version of every rule: kinds in the order of their table, a rule's versions with the newest first."""
    rows = stored.every(session.store)
    made = book.bound(rows)
    read = {one.id: one for one in made.rules}
    today = session.today()
    told = [_version(row, read.get(str(row["id"])), today) for row in rows]
    order = {one.code: place for place, one in enumerate(codes.table("rule_kind").codes)}
    told.sort(key=lambda one: one.since, reverse=True)
    told.sort(key=lambda one: (order.get(one.kind, len(order)), one.code))
    return told


def listed(session: Session) -> list[Version]:
    """Every rule once: the version in force today, else the one that comes next, else the last there was."""
    found: dict[str, Version] = {}
    rank = {RUNNING: 0, UNREADABLE: 1, COMING: 2, OVER: 3}
    for one in versions(session):
        other = found.get(one.code)
        earlier_coming = other is not None and other.state == one.state == COMING
        if other is None or rank[one.state] < rank[other.state] or earlier_coming:
            found[one.code] = one
    return list(found.values())


def of_code(session: Session, code: str) -> list[Version]:
    """The versions of one rule, the newest first; raises Problem when there is no such rule."""
    found = [one for one in versions(session) if one.code == code]
    if not found:
        raise Problem(f"没有编号是“{code}”的规则。", "用 rules list 列出全部规则和编号。")
    return found


def version(session: Session, pk: str) -> Version:
    """One version by its id; raises Problem when there is none."""
    found = next((one for one in versions(session) if one.id == pk), None)
    if found is None:
        raise records.not_found(ENTITY)
    return found


def meaning(kind: str, parameters: str) -> str:
    """What stored parameters say, in a sentence; of those this program cannot read, that."""
    try:
        return wording.sentence(kinds.read(kind, parameters))
    except kinds.Unreadable:
        return NOT_READ


def history(session: Session, pk: str) -> list[records.Change]:
    """The changes of one version as `records.history` has them, its parameters as the sentence they say."""
    kind = str(records.get(session, ENTITY, pk)["kind"])
    field = ENTITY.field("parameters")
    told = records.history(session, ENTITY, pk)
    return [_in_words(one, kind) if field and one.field == field.label else one for one in told]


def _in_words(change: records.Change, kind: str) -> records.Change:
    old, new = (text and meaning(kind, text) for text in (change.old, change.new))
    return replace(change, field="意思", old=old, new=new)


def _version(row: Row, read: book.Rule | None, today: date) -> Version:
    if read is None:
        state, until, says = UNREADABLE, str(row["end_date"] or ""), NOT_READ
    else:
        state = COMING if today < read.since else RUNNING if today <= read.until else OVER
        until = "" if read.until == book.LAST else read.until.isoformat()
        says = wording.sentence(read.said)
    return Version(
        id=str(row["id"]),
        code=str(row["code"]),
        kind=str(row["kind"]),
        title=str(row["title"]),
        since=str(row["start_date"]),
        until=until,
        state=state,
        says=says,
        document=str(row["document"] or ""),
        sentence=str(row["sentence"] or ""),
        remark=str(row["remark"] or ""),
        said=read.said if read else None,
    )


# -- writing


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save a new or changed version; raises Invalid for what cannot stand beside the other versions of its code."""
    refuse_if_not_county(session)
    return records.save(session, ENTITY, pk, changes, among)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """A version against the others of its code, and its parameters against its kind."""
    others = stored.same_code(rows, str(values.get("code")), pk)
    found = []
    if any(one["start_date"] == values.get("start_date") for one in others):
        found.append(Fault("start_date", "这条规则在这一天已经有一个版本，请修改那个版本，或者换一个生效日期。"))
    if any(one["kind"] != values.get("kind") for one in others):
        found.append(Fault("kind", "同一条规则的各个版本要是同一种规则；要换种类，请另外新增一条规则。"))
    try:
        said = kinds.read(str(values.get("kind")), str(values.get("parameters") or ""))
    except kinds.Unreadable as reason:
        return [*found, Fault("parameters", str(reason))]
    return [*found, *(Fault("parameters", one) for one in unsound(said))]


def begin(session: Session, pk: str, since: date, changes: Values) -> str:
    """A new version of a rule from a day on, saying what `changes` say and else what the version `pk` said.

    The version before it stays as it was and judges what lay before that day.
    """
    refuse_if_not_county(session)
    return records.save(session, ENTITY, None, successor(session, pk, since, changes), among)


def successor(session: Session, pk: str, since: date, changes: Values) -> Values:
    """The values of the version that `begin` would write. What the old one quotes is not said by the new one's source."""
    old = records.get(session, ENTITY, pk)
    if since.isoformat() <= str(old["start_date"]):
        raise Problem(
            "新版本要从原来的版本生效以后的某一天开始。", f"原来的版本从 {old['start_date']} 起生效，请写更晚的日期。"
        )
    kept: Values = {name: old[name] for name in ENTITY.columns if name not in ("start_date", "end_date")}
    return {**kept, "sentence": None, **changes, "start_date": since.isoformat()}


def end(session: Session, pk: str, last: date) -> None:
    """Let a version be in force up to and including a day."""
    save(session, pk, {"end_date": last.isoformat()})


def delete(session: Session, pks: Sequence[str]) -> int:
    """Delete versions, all in one act; what has been counted by them is counted anew."""
    return records.delete_many(session, ENTITY, pks)


def refuse_if_not_county(session: Session) -> None:
    """Raise Problem at a school: rules are the county's."""
    if not session.is_county:
        raise Problem("规则由县里制定，随县里的文件发到学校，本校只能查看。", "需要修改请联系县局经办人。")


def new_code(session: Session, title: str) -> str:
    """A code for a new rule: its title, told apart by a number where another rule is called the same."""
    taken = {str(row["code"]) for row in stored.every(session.store)}
    clean = "".join(title.split()) or "规则"
    numbered = (f"{clean}{number}" for number in range(2, len(taken) + 3))
    return clean if clean not in taken else next(one for one in numbered if one not in taken)


def unsound(said: kinds.Parameters) -> list[str]:
    """What in the parameters can never be meant, each as a sentence that says what to do."""
    found: list[str] = []
    kind = next(code for code, made in kinds.KINDS.items() if isinstance(said, made))
    try:
        # Bounds of numbers are told where parameters are read; whoever fills in a form has not read them yet.
        kinds.read(kind, kinds.written(said))
    except kinds.Unreadable:
        return ["有的数目不合情理，保存以后会读不出来，请核对。"]
    if isinstance(said, kinds.Regime):
        found = _unsound_regime(said)
    elif isinstance(said, kinds.Tiers | kinds.Retraining | kinds.Meetings) and not said.topics:
        found = ["请选培训主题。"]
    elif isinstance(said, kinds.Induction) and not said.modules:
        found = ["请选必修内容。"]
    elif isinstance(said, kinds.Headcount) and said.since and said.until and said.until < said.since:
        found = ["截止日期早于起算日期，请核对。"]
    elif isinstance(said, kinds.Studio) and said.most and said.most < said.fewest:
        found = ["成员最多的人数少于最少的人数，请核对。"]
    elif isinstance(said, kinds.Mentoring):
        full = said.signed + said.reviewed + sum(one.full for one in said.scores)
        if said.passed > full:
            found = [f"各项加起来满分只有 {full} 分，达不到出师要的 {said.passed} 分，请核对。"]
    return found


def _unsound_regime(said: kinds.Regime) -> list[str]:
    found = []
    if said.period == "cycle" and said.years < 1:
        found.append("请填写一个周期几年。")
    if said.period == "probation" and said.months < 1:
        found.append("请填写试用期几个月。")
    if any(one.per < 1 for one in said.ratios):
        found.append("每多少学时计 1 学分，要大于 0。")
    if said.unit == "credits" and not said.ratios:
        found.append("按学分算的，请在“学时折学分”里至少写一行。")
    if any(one.least and said.required and one.least > said.required for one in said.minimums):
        found.append("“其中至少”的数目比要求的总数还多，请核对。")
    return found


# -- what would be


def rows_with(session: Session, put: Iterable[Row], gone: Iterable[str] = ()) -> list[Row]:
    """All rows of rules as they would be with these written (known by id) and those gone; nothing is written."""
    rows = {str(row["id"]): dict(row) for row in stored.every(session.store)}
    for one in put:
        pk = str(one["id"])
        rows[pk] = {**dict.fromkeys(("id", *ENTITY.columns)), **rows.get(pk, {}), **one}
    for pk in gone:
        rows.pop(pk, None)
    return list(rows.values())


def parameters_of(row: Row) -> Value | dict[str, Any]:
    """A row's parameters as they stand in JSON, for files and for showing what cannot be read."""
    try:
        found = json.loads(str(row["parameters"]))
    except ValueError:
        return str(row["parameters"])
    return found if isinstance(found, dict) else str(row["parameters"])
