"""What every kind of record shares: its declaration, checking, saving, deleting, history and undo."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import name_keys
from app.fields import Fault, Field, Kind, Owner, Unreadable, Value, check, parse, show
from app.problems import Problem
from app.session import Session
from storage import attachments, journal, merging, names
from storage.schema import is_public, root_column
from storage.store import Row, Rows

Values = dict[str, Value]


def no_more(values: Values) -> list[Fault]:
    """The check of one record of which nothing has to be checked but its fields."""
    return []


def ends_early(values: Values, start: str, end: str, reason: str) -> list[Fault]:
    """A fault at `end` where both days are given and it lies before `start`."""
    first, last = str(values.get(start) or ""), str(values.get(end) or "")
    return [Fault(end, reason)] if first and last and last < first else []


@dataclass(frozen=True)
class Entity:
    """A kind of record: its table, its Chinese name, its fields, and the check of one record by itself."""

    table: str
    label: str
    fields: tuple[Field, ...]
    faults: Callable[[Values], list[Fault]] = no_more

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all fields, in order."""
        return tuple(field.name for field in self.fields)


class Invalid(Problem):
    """A record that cannot be saved as it is; `faults` says which fields and why."""

    def __init__(self, entity: Entity, faults: list[Fault]) -> None:
        super().__init__(f"{entity.label}还不能保存。", "".join(fault.reason for fault in faults))
        self.faults = faults


def not_found(entity: Entity) -> Problem:
    """The refusal for an id that no row has."""
    return Problem(f"找不到这条{entity.label}记录。", "它可能已被删除或调出。请刷新列表再看。")


def there(entity: Entity, row: Row | None) -> Row:
    """The row that was looked for; raises Problem when there is none."""
    if row is None:
        raise not_found(entity)
    return row


def get(session: Session, entity: Entity, pk: str) -> Row:
    """One record; raises Problem when there is none."""
    return there(entity, session.store.row(entity.table, pk))


def read(entity: Entity, texts: Mapping[str, object], session: Session) -> Values:
    """Texts by field name (as typed, or from `FIELD=VALUE`) → values; raises `Invalid` naming every bad field."""
    values: Values = {}
    faults = []
    for name, text in texts.items():
        field = entity.field(name)
        if field is None:
            known = "、".join(f"{one.name}（{one.label}）" for one in entity.fields)
            raise Problem(f"{entity.label}没有“{name}”这一项。", f"可用的有：{known}。")
        try:
            values[name] = parsed(session, field, text)
        except Unreadable as reason:
            faults.append(Fault(name, str(reason)))
    if faults:
        raise Invalid(entity, faults)
    return values


def parsed(session: Session, field: Field, text: object) -> Value:
    """As `fields.parse`, by this office's calendar and by what it counts a day of training for; raises `Unreadable`."""
    if field.kind is not Kind.HOURS:
        return parse(field, text, today=session.today())
    from app import hours

    return parse(field, text, worth=hours.worth(session))


def validate(session: Session, entity: Entity, values: Values, changes: Values) -> None:
    """Check one whole record and who may write the changed fields; raises `Invalid`."""
    faults = check(entity.fields, values) + entity.faults(values)
    if not session.is_county:
        faults += [
            Fault(field.name, f"{field.label}由县里填写，本校不能修改；要更改，请在这条记录上点“申请更改……”。")
            for field in entity.fields
            if field.owner is Owner.COUNTY and field.name in changes
        ]
    else:
        faults += [
            Fault(field.name, f"{field.label}由学校填写，县里不能修改。")
            for field in entity.fields
            if field.owner is Owner.SCHOOL and field.name in changes
        ]
    if faults:
        raise Invalid(entity, faults)


def save(
    session: Session,
    entity: Entity,
    pk: str | None,
    changes: Values,
    among: Callable[[Rows, str | None, Values], list[Fault]] | None = None,
) -> str:
    """Save a new (`pk` None) or changed record in an act of its own and return its id.

    `among` is the service's own check among records, made inside the writing block.
    """
    current: Values = {} if pk is None else dict(get(session, entity, pk))
    real = {name: value for name, value in changes.items() if current.get(name) != value}
    if pk is not None and not real:
        return pk
    values = {**current, **real}
    validate(session, entity, values, real)
    if pk is not None:
        refuse_if_others(session, entity, pk)
        _refuse_another_root(entity, real)
    verb = "新增" if pk is None else "修改"
    with session.writing(f"{verb}{entity.label}：{called(session, entity, values)}") as rows:
        faults = among(rows, pk, values) if among else []
        if faults:
            raise Invalid(entity, faults)
        if pk is None:
            return rows.insert(entity.table, real)
        rows.update(entity.table, pk, real)
        return pk


def _refuse_another_root(entity: Entity, changes: Values) -> None:
    """A record stays with the person or pair it belongs to: its history and who may see it hang on that."""
    field = entity.field(root_column(entity.table) or "")
    if field is not None and field.name in changes:
        raise Invalid(entity, [Fault(field.name, f"{field.label}登记以后不能换。登记错了，请删除这一条，再另外登记。")])


def delete(session: Session, entity: Entity, pk: str) -> None:
    """Delete a record that nothing refers to; can be undone."""
    delete_many(session, entity, [pk])


def delete_many(session: Session, entity: Entity, pks: Sequence[str]) -> int:
    """Delete records that nothing refers to, all in one act; returns how many."""
    found = [get(session, entity, pk) for pk in dict.fromkeys(pks)]
    if not found:
        return 0
    refuse_if_county_only(session, entity)
    for row in found:
        refuse_if_others(session, entity, str(row["id"]))
    what = called(session, entity, found[0]) if len(found) == 1 else f"{len(found)} 条"
    with session.writing(f"删除{entity.label}：{what}") as rows:
        for row in found:
            attachments.delete_of_record(rows, entity.table, str(row["id"]))
            rows.delete(entity.table, str(row["id"]))
    return len(found)


def refuse_if_others(session: Session, entity: Entity, pk: str) -> None:
    """Raise Problem at a school for a record all schools share (a training class, say) that it did not make itself."""
    if not session.is_county and is_public(entity.table) and not journal.made_here(session.store, entity.table, pk):
        raise Problem(f"这个{entity.label}不是本校建立的，本校只能查看。", "需要修改请联系县局经办人。")


def refuse_if_county_only(session: Session, entity: Entity) -> None:
    """Raise Problem at a school for a kind of record of which every field is the county's."""
    if not session.is_county and all(field.owner is Owner.COUNTY for field in entity.fields):
        raise Problem(f"{entity.label}由县里管理，本校不能删除。", "请联系县局经办人。")


def title_of(entity: Entity, values: Mapping[str, Value]) -> str:
    """What to call a record in a sentence."""
    for name in ("name", "title", "number", "topic"):
        if values.get(name):
            return str(values[name])
    return entity.label


def called(session: Session, entity: Entity, values: Mapping[str, Value]) -> str:
    """What to call a record, by those it brings together where it has no name of its own (师父—徒弟)."""
    title = title_of(entity, values)
    if title != entity.label:
        return title
    named = (
        names.name_of(session.store, field.refers_to or "", str(values[field.name]))
        for field in entity.fields
        if field.kind is Kind.REFERENCE and values.get(field.name)
    )
    return "—".join(name for name in named if name) or title


def undo_last(session: Session) -> str:
    """Take back this office's newest act that still stands; returns its reason. Raises Problem if there is none."""
    last = journal.last_to_undo(session.store)
    if last is None:
        raise Problem("没有可以撤销的操作。", "只能撤销在这台电脑的数据文件里做过的修改。")
    undo(session, str(last["id"]), str(last["reason"]))
    return str(last["reason"])


def undo_act(session: Session, txid: str) -> str:
    """Take back one act of this office, whatever came after it; returns its reason.

    Raises Problem when it is not there to be taken back, StorageProblem when something was built upon it.
    """
    act = journal.to_undo(session.store, txid)
    if act is None:
        raise Problem("这次操作不能撤销。", "它可能已经撤销过，或者不是在这台电脑的数据文件里做的。没有改动任何内容。")
    undo(session, txid, str(act["reason"]))
    return str(act["reason"])


def undo(session: Session, txid: str, reason: str) -> None:
    """Take back one act, as an act of its own; refused when something of it was changed again afterwards."""
    with session.writing(f"撤销：{reason}", undoes=txid) as rows:
        for later in merging.brought_along(rows, txid):
            journal.undo(rows, later)
        journal.undo(rows, txid)
        name_keys.refresh(rows)


@dataclass(frozen=True)
class Done:
    """One act of this office: when (ISO 8601), who, why, how many rows, and what became of it.

    `stands`: `undo_act` would try to take it back; `newest` marks the one that `undo_last` would take back.
    """

    id: str
    at: str
    actor: str
    reason: str
    rows: int
    undone: bool
    newest: bool
    stands: bool


def recent(session: Session, limit: int = 12) -> list[Done]:
    """The latest acts of this office, newest first."""
    last = journal.last_to_undo(session.store)
    return [
        Done(
            str(row["id"]),
            str(row["at"]),
            str(row["actor"]),
            str(row["reason"]),
            int(row["rows"]),
            bool(row["undone"]),
            last is not None and row["id"] == last["id"],
            bool(row["stands"]),
        )
        for row in journal.recent(session.store, limit)
    ]


@dataclass(frozen=True)
class Change:
    """One line of a record's history: who changed which field from what to what, when and why."""

    at: str
    actor: str
    reason: str
    field: str
    old: str
    new: str


OUTCOMES = {"rejected": "（县里没有采用）", "conflict": "（与县里的内容不同）"}
"""What is said beside an act of which the county did not take all."""


def history(session: Session, entity: Entity, pk: str) -> list[Change]:
    """A record's changes field by field, newest first, in words."""
    lines = []
    merged = merging.forebears(session.store, entity.table, pk)
    for row in journal.history(session.store, [(entity.table, one) for one in (pk, *merged)]):
        if merged and _came_over(row, pk):
            if row["pk"] != pk:
                lines.append(Change(row["at"], row["actor"], row["reason"], "并入", "", ""))
            continue
        reason = row["reason"] + OUTCOMES.get(row["outcome"], "")
        if row["kind"] == "D":
            label = "删除" if row["fields"]["_del"][0] else "恢复"
            lines.append(Change(row["at"], row["actor"], reason, label, "", ""))
            continue
        for label, old, new in field_changes(session, entity, row["kind"], row["fields"]):
            lines.append(Change(row["at"], row["actor"], reason, label, old, new))
    return lines


def field_changes(
    session: Session, entity: Entity, kind: str, fields: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """(label, what stood there, what stands there now), in words, of an operation that added ("I") or changed a row."""
    for name, value in fields.items():
        field = entity.field(name)
        if field is None or field.unsaid:
            continue
        new, old = (value[0], value[2]) if kind == "U" else (value, None)
        yield field.label, _named(session, field, old), _named(session, field, new)


def _came_over(row: Row, pk: str) -> bool:
    """Whether a line only says that a row went as one and came as the other: two entries of a person were merged."""
    return bool(row["kind"] == "I" if row["pk"] == pk else row["kind"] == "D")


def _named(session: Session, field: Field, value: Value) -> str:
    if field.kind is Kind.REFERENCE and field.refers_to and value:
        return names.name_of(session.store, field.refers_to, str(value))
    return show(field, value)
