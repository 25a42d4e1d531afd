"""Proposals (更改申请): a school asks for a change of what is not its to write; asking, asking again, withdrawing."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from app import records
from app.declarations import is_granted
from app.fields import Fault, Field, Kind, Owner, Unreadable, Value, check, parse, show
from app.problems import Problem
from app.records import Entity, Invalid, Values
from app.session import Session
from storage import journal, names
from storage import proposals as stored
from storage.schema import is_public, root_column
from storage.store import Row

_SCHOOL, _COUNTY = Owner.SCHOOL, Owner.COUNTY

FIELDS = (
    Field("root", "来自", required=True, owner=_SCHOOL),
    Field("tbl", "记录种类", required=True, owner=_SCHOOL),
    Field("pk", "记录", required=True, owner=_SCHOOL),
    Field("col", "项目", required=True, owner=_SCHOOL),
    Field("value", "申请改为", owner=_SCHOOL, width=18),
    Field("old_value", "申请时的内容", owner=_SCHOOL, width=18),
    Field("reason", "理由", Kind.LONG_TEXT, required=True, owner=_SCHOOL, width=24),
    Field("version", "第几次申请", Kind.COUNT, required=True, owner=_SCHOOL),
    Field("withdrawn", "已撤回", Kind.FLAG, required=True, owner=_SCHOOL),
    Field("kind", "种类", Kind.CODE, codes="proposal_kind", required=True, owner=_SCHOOL),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_SCHOOL, width=20),
)

DECISION_FIELDS = (
    Field("root", "发给", required=True, owner=_COUNTY),
    Field("proposal_id", "申请", Kind.REFERENCE, refers_to="proposals", required=True, owner=_COUNTY),
    Field("version", "第几次申请", Kind.COUNT, required=True, owner=_COUNTY),
    Field("value", "审核的内容", owner=_COUNTY, width=18),
    Field("verdict", "审核结论", Kind.CODE, codes="verdict", required=True, owner=_COUNTY),
    Field("comment", "审核意见", Kind.LONG_TEXT, owner=_COUNTY, width=24),
    Field("decided_on", "审核日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("decided_by", "审核人", required=True, owner=_COUNTY),
)


ENTITY = Entity("proposals", "更改申请", FIELDS)
DECISION = Entity("decisions", "审核结论", DECISION_FIELDS)

CHANGE, OBJECTION = "change", "objection"
PASSED, RETURNED = "passed", "returned"
OPEN, WITHDRAWN = "open", "withdrawn"
STATUSES = {OPEN: "待审", PASSED: "通过", RETURNED: "退回", WITHDRAWN: "已撤回"}
"""How a proposal stands, never stored: it follows from its version, the decisions and whether it was withdrawn."""

_MOST = 1 << 53
"""No whole number that is kept is larger."""

_ONLY = {
    "certificates": ("status", "remark"), "declarations": ("title", "venue", "grouping"),
    "proposals": (), "decisions": (), "attachments": (), "merges": (),
}  # fmt: skip
"""Tables of which only these fields can be asked for: what was numbered and issued is corrected by issuing it anew."""


# -- what can be asked for


def writes_itself(session: Session, table: str, pk: str, field: Field) -> bool:
    """Whether this office writes a field of a record itself, so that nothing needs to be asked for."""
    if session.is_county:
        return field.owner is not Owner.SCHOOL
    return field.owner is not Owner.COUNTY and not _is_anothers(session, table, pk)


def _is_anothers(session: Session, table: str, pk: str) -> bool:
    """Whether it is a record all schools share (a training class, say) that this office did not make, or one to which the
    county has granted hours: then its words are the county's to mend."""
    if table == "declarations":
        return is_granted(session, pk)
    return is_public(table) and not journal.made_here(session.store, table, pk)


def can_be_asked(session: Session, table: str, pk: str) -> tuple[Field, ...]:
    """The fields of a record that a school cannot write but may ask for; none at the county, none of an outline."""
    entity = entity_of(table)
    if session.is_county or entity is None or stored.is_outline(session.store, table, pk):
        return ()
    columns, theirs = _columns(table), _is_anothers(session, table, pk)
    return tuple(field for field in entity.fields if field.name in columns and (theirs or field.owner is Owner.COUNTY))


@cache
def _columns(table: str) -> frozenset[str]:
    """Columns that can change at all: a row keeps its root, and where a teacher works is told by dated postings."""
    from app.teachers import POSTED

    entity = entity_of(table)
    if entity is None:
        return frozenset()
    fixed = {root_column(table), *(POSTED if table == "teachers" else ())}
    return frozenset(name for name in _ONLY.get(table, entity.columns) if name not in fixed)


def can_change(table: str, column: str) -> bool:
    """Whether a field can change at all, whoever writes it."""
    return column in _columns(table)


def is_of(field: Field, value: Value) -> bool:
    """Whether a value that came in a file is stored as this field's are."""
    if field.kind in (Kind.YEAR, Kind.SCHOOL_YEAR, Kind.FLAG, Kind.HOURS, Kind.COUNT):
        most = 1 if field.kind is Kind.FLAG else _MOST
        return value is None or (isinstance(value, int) and 0 <= value <= most)
    try:
        return value is None or parse(field, value) == value
    except Unreadable:
        return False


def entity_of(table: str) -> Entity | None:
    """The declaration of a table; None when this version knows none."""
    # Inside: the list of all entities names this module's own.
    from app.entities import ENTITIES

    return ENTITIES.get(table)


# -- a school asks


def propose(
    session: Session, table: str, pk: str, column: str, text: object, reason: str, *, objection: bool = False
) -> str:
    """Ask the county to change one field to `text` (as typed or shown); returns the proposal's id.

    While one about the same field is still unsettled, this is its next version. `objection`: about a field the school
    writes itself, where the county has settled a value. Raises Problem, `Invalid` for a value that does not fit.
    """
    _refuse_county(session)
    field, row = _asked(session, table, pk, column)
    if not objection and writes_itself(session, table, pk, field):
        raise Problem(f"{field.label}本校可以直接修改，不需要申请。", "请打开这条记录，改好后保存。")
    value = _fitting(session, table, row, field, text)
    if row.get(column) == value:
        now = shown(session, field, value)
        raise Problem(f"{field.label}现在就是{f'“{now}”' if now else '空的'}。", "请填写要改成的内容。")
    before = stored.unsettled(session.store, session.site, table, pk, column)
    if before is not None:
        return resubmit(session, before, text, reason)
    wish = {
        "value": encoded(value), "old_value": encoded(row.get(column)), "reason": _reason(reason), "version": 1, "withdrawn": 0,
    }  # fmt: skip
    target = {"root": session.site, "tbl": table, "pk": pk, "col": column, "kind": OBJECTION if objection else CHANGE}
    with session.writing(f"申请更改{field.label}：{called(session, table, pk)}") as rows:
        return rows.insert(ENTITY.table, {**target, **wish})


def resubmit(session: Session, pk: str, text: object, reason: str) -> str:
    """Ask again, as the next version: after it was returned, or instead of what was asked before. Attachments stay."""
    _refuse_county(session)
    mine = records.get(session, ENTITY, pk)
    _refuse_passed(session, pk)
    table, target, column = str(mine["tbl"]), str(mine["pk"]), str(mine["col"])
    field, row = _asked(session, table, target, column)
    wish: Values = {
        "value": encoded(_fitting(session, table, row, field, text)),
        "old_value": encoded(row.get(column)),
        "reason": _reason(reason),
        "version": int(mine["version"]) + 1,
        "withdrawn": 0,
    }
    with session.writing(f"重新申请更改{field.label}：{called(session, table, target)}") as rows:
        rows.update(ENTITY.table, pk, {name: value for name, value in wish.items() if mine[name] != value})
    return pk


def withdraw(session: Session, pks: Sequence[str]) -> int:
    """Take proposals back that were not passed, in one act; returns how many still stood."""
    _refuse_county(session)
    standing = [row for row in (records.get(session, ENTITY, pk) for pk in pks) if not row["withdrawn"]]
    for row in standing:
        _refuse_passed(session, str(row["id"]))
    if not standing:
        return 0
    first = standing[0]
    who = called(session, str(first["tbl"]), str(first["pk"])) if len(standing) == 1 else f"{len(standing)} 项"
    with session.writing(f"撤回更改申请：{who}") as rows:
        for row in standing:
            rows.update(ENTITY.table, str(row["id"]), {"withdrawn": 1})
    return len(standing)


def _refuse_county(session: Session) -> None:
    if session.is_county:
        raise Problem("更改申请由学校提出。", "县里可以直接修改这一项。")


def _refuse_passed(session: Session, pk: str) -> None:
    (row,) = stored.listed(session.store, [pk])
    if status_of(row) == PASSED:
        raise Problem("县里已经通过了这次申请。", "还要再改，请重新提一个申请。")


def _asked(session: Session, table: str, pk: str, column: str) -> tuple[Field, Row]:
    """The field and the record that a proposal is about; raises Problem where nothing can be asked."""
    entity = entity_of(table)
    if entity is None or table in (ENTITY.table, DECISION.table):
        raise Problem("这种记录不能申请更改。", "请联系县局经办人。")
    row = session.store.row(table, pk)
    if row is None:
        raise records.not_found(entity)
    if stored.is_outline(session.store, table, pk):
        raise Problem("这是外校教师，本校只能查看。", "需要修改请联系其所在学校或县局。")
    field = entity.field(column)
    if field is None:
        known = "、".join(f"{one.name}（{one.label}）" for one in can_be_asked(session, table, pk))
        raise Problem(f"{entity.label}没有“{column}”这一项。", f"可以申请更改的有：{known}。")
    if column not in _columns(table):
        raise Problem(f"{field.label}不能申请更改。", "请联系县局经办人办理。")
    return field, row


def _fitting(session: Session, table: str, row: Row, field: Field, text: object) -> Value:
    """The value that `text` stands for, checked as its field and its record demand; raises `Invalid`."""
    entity = entity_of(table)
    assert entity is not None
    value = records.read(entity, {field.name: text}, session)[field.name]
    found = unfit(session, entity, row, {field.name: value})
    if found:
        raise Invalid(entity, found)
    return value


def unfit(session: Session, entity: Entity, row: Row, change: Values) -> list[Fault]:
    """What would be wrong with a record after a change that is not wrong with it already."""
    fields = tuple(field for field in entity.fields if field.name in change)
    after = {**row, **change}
    found = check(fields, after)
    faults = entity.faults(after)
    if faults:
        before = entity.faults(row)
        found += [fault for fault in faults if fault not in before]
    for field in fields:
        value = change[field.name]
        if field.kind is Kind.REFERENCE and value and session.store.row(field.refers_to or "", str(value)) is None:
            found.append(Fault(field.name, f"{field.label}指的那一条记录已经不在了，请重新选。"))
    return found


def _reason(reason: str) -> str:
    clean = reason.strip()
    if not clean:
        raise Problem("请写明申请的理由。", "例如依据哪个文件、哪张证书，县里审核时要看。")
    return clean


# -- how a proposal stands, and its values in words


def status_of(row: Mapping[str, Any]) -> str:
    """How a row of `stored.listed` stands; a decision about an older version decides nothing about this one."""
    verdict = row["verdict"] if row["decided_version"] == row["version"] else None
    if verdict == PASSED:
        return PASSED
    if row["withdrawn"]:
        return WITHDRAWN
    return RETURNED if verdict == RETURNED else OPEN


class Words:
    """Names of records and shown values, each name looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[tuple[str, str], str] = {}

    def learn(self, table: str, pks: Sequence[str]) -> None:
        """Look up the names of many records of a table at once."""
        found = names.names_of(self._session.store, table, pks)
        self._names.update({(table, pk): found.get(pk, "") for pk in pks})

    def name(self, table: str, pk: str) -> str:
        """What to call a record; "" when it is not here."""
        key = (table, pk)
        if key not in self._names:
            self._names[key] = names.name_of(self._session.store, table, pk)
        return self._names[key]

    def shown(self, field: Field | None, value: Value) -> str:
        """A value as a person reads it, with references by name."""
        return as_words(field, value, self.name)


def as_words(field: Field | None, value: Value, name: Callable[[str, str], str]) -> str:
    """A value as a person reads it; `name(table, id)` names what a reference points to."""
    if field is not None and field.kind is Kind.REFERENCE and field.refers_to and value:
        return name(field.refers_to, str(value))
    if field is None or (field.kind in (Kind.HOURS, Kind.FLAG) and not isinstance(value, int)):
        return "" if value is None else str(value)
    return show(field, value)


def shown(session: Session, field: Field, value: Value) -> str:
    """A value as a person reads it, with references by name."""
    return Words(session).shown(field, value)


def called(session: Session, table: str, pk: str) -> str:
    """What to call a record in a sentence."""
    entity = entity_of(table)
    return names.name_of(session.store, table, pk) or (entity.label if entity else table)


def about(table: str, values: Mapping[str, Any], name: Callable[[str, str], str]) -> str:
    """What to call the record that a proposal's or decision's row is about."""
    if table == DECISION.table:
        return name(ENTITY.table, str(values.get("proposal_id"))) or DECISION.label
    entity = entity_of(str(values.get("tbl")))
    return (name(entity.table, str(values.get("pk"))) if entity else "") or ENTITY.label


def readable(table: str, values: Mapping[str, Any], name: Callable[[str, str], str]) -> dict[str, Any]:
    """A proposal's or decision's row for the report of a received file: what it is about in words, without its ids."""
    hidden = ("root", "pk") if table == ENTITY.table else ("root", "proposal_id", "value")
    told = {key: value for key, value in values.items() if key not in hidden}
    if not told.get("withdrawn"):
        told.pop("withdrawn", None)
    if table == DECISION.table or not told:
        return told
    entity, field = entity_of(str(told.get("tbl"))), field_of(str(told.get("tbl")), str(told.get("col")))
    told["tbl"] = entity.label if entity else told.get("tbl")
    told["col"] = field.label if field else told.get("col")
    for key in ("value", "old_value"):
        if key in told:
            # A telephone or ID number is shown where the proposal is looked at, not in a list.
            hide = field is not None and field.sensitive
            told[key] = "（见审核）" if hide else as_words(field, decoded(told[key]), name)
    return told


def decoded(text: object) -> Value:
    """The value behind its JSON; what another program wrote in another way is shown as it is."""
    if not isinstance(text, str):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    plain = found is None or (isinstance(found, str | int) and not isinstance(found, bool))
    return found if plain else text


def encoded(value: Value) -> str | None:
    """A value as the tables keep it: JSON."""
    return None if value is None else json.dumps(value, ensure_ascii=False)


def field_of(table: str, column: str) -> Field | None:
    """The declared field that a proposal is about; None when this version knows none."""
    entity = entity_of(table)
    return entity.field(column) if entity else None
