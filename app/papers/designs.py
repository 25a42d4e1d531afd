"""Designs (版式) as records: how the papers of a kind look; the county's, and with its files every school's."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import codes, records
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from exports.problems import ExportProblem
from storage import journal
from storage import variants as stored
from storage.store import Row, Rows

if TYPE_CHECKING:
    from exports.papers.design import Design

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
    Field("name", "版式名称", required=True, owner=_COUNTY, width=22),
    Field("body", "版式内容", required=True, owner=_COUNTY, unsaid=True),
    Field("is_chosen", "是否采用", Kind.FLAG, owner=_COUNTY, width=8),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)

_TABLE: stored.Table = "designs"

LONGEST_NAME = 40
"""Characters of a design's name."""

_SHIPPED = Path(__file__).parents[1] / "data" / "papers"


def _faults(values: Values) -> list[Fault]:
    """One design by itself: its name is short enough to be shown."""
    if len(str(values.get("name") or "")) > LONGEST_NAME:
        return [Fault("name", f"版式名称太长，请不要超过 {LONGEST_NAME} 个字。")]
    return []


ENTITY = Entity(_TABLE, "版式", FIELDS, _faults)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """A design among the others of its kind: no two have one name."""
    name = str(values.get("name") or "")
    if stored.named(rows, _TABLE, str(values.get("kind")), name, pk) is None:
        return []
    return [Fault("name", f"已经有名为“{name}”的版式，请换一个名称。")]


@dataclass(frozen=True)
class Shipped:
    """A design that comes with the program, and what it is called."""

    name: str
    design: "Design"


def label_of(kind: str) -> str:
    """What a kind of paper is called; raises Problem when there is none of that key."""
    table = codes.table("paper_kind")
    if kind not in {one.code for one in table.codes}:
        known = "、".join(f"{one.code}（{one.label}）" for one in table.codes)
        raise Problem(f"没有“{kind}”这种证书。", f"可用的有：{known}。")
    return table.label_of(kind)


# -- designs that come with the program


@cache
def shipped(kind: str) -> tuple[Shipped, ...]:
    """The designs of a kind that come with the program, the usual one first."""
    label_of(kind)
    paths = [_SHIPPED / f"{kind}.json", *sorted(_SHIPPED.glob(f"{kind}-*.json"))]
    return tuple(_read_shipped(path) for path in paths if path.is_file())


def _read_shipped(path: Path) -> Shipped:
    from exports.papers.design import read_design

    found = json.loads(path.read_text(encoding="utf-8"))
    return Shipped(str(found["name"]), read_design(json.dumps(found["design"])))


# -- this office's


def of_kind(session: Session, kind: str | None = None) -> list[Row]:
    """This office's own designs, of one kind or of all, by kind and name; all fields of the record."""
    return stored.every(session.store, _TABLE, kind)


def get(session: Session, pk: str) -> Row:
    """One of them; raises Problem when there is none."""
    return records.get(session, ENTITY, pk)


def read(row: Row) -> "Design":
    """The design in a row; raises ExportProblem when it is of a newer program or cannot be read."""
    from exports.papers.design import read_design

    return read_design(str(row["body"]))


def chosen(session: Session, kind: str) -> tuple[str, "Design"]:
    """Name and design that papers of a kind are made with: the chosen one, or the one that comes with the program.

    Raises ExportProblem when the chosen one cannot be read, Problem when there is neither.
    """
    row = stored.chosen(session.store, _TABLE, kind)
    if row is not None:
        return str(row["name"]), read(row)
    found = shipped(kind)
    if not found:
        raise Problem(f"{label_of(kind)}还没有版式。", "请先新建一个，或者从文件采用一个。")
    return found[0].name, found[0].design


def chosen_id(session: Session, kind: str) -> str | None:
    """The id of the design that papers of a kind are made with; None where it is the one that comes with the program."""
    row = stored.chosen(session.store, _TABLE, kind)
    return str(row["id"]) if row is not None else None


def of_name(session: Session, kind: str, name: str) -> tuple[str | None, "Design"]:
    """Id (None: it comes with the program) and design of a kind by name; raises Problem when there is none."""
    pk = stored.named(session.store, _TABLE, kind, name)
    if pk is not None:
        return pk, read(get(session, pk))
    for one in shipped(kind):
        if one.name == name:
            return None, one.design
    names = [*(str(row["name"]) for row in of_kind(session, kind)), *(one.name for one in shipped(kind))]
    raise Problem(f"{label_of(kind)}没有名为“{name}”的版式。", f"有的版式：{'、'.join(names) or '无'}。")


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save fields of a new or an existing design, as every record is saved; returns its id.

    Raises Problem at a school and for a body that no paper can be made with, ExportProblem for one of a newer program.
    """
    refuse_if_not_county(session)
    body = changes.get("body")
    if body is not None:
        from app.papers.limits import refuse_unsound
        from exports.papers.design import read_design

        refuse_unsound(read_design(str(body)))
    return records.save(session, ENTITY, pk, changes, among)


def keep(session: Session, pk: str | None, kind: str, name: str, design: "Design", *, choosing: bool = False) -> str:
    """Save a design under a name, a new one (`pk` None) or in the place of one that is kept; returns its id.

    `choosing`: papers of the kind are made with it from now on, in the same act. Refusals as `save`.
    """
    from exports.papers.design import write_design

    label_of(kind)
    changes: Values = {"kind": kind, "name": " ".join(name.split()) or None, "body": write_design(design)}
    if not choosing:
        return save(session, pk, changes)
    return _keep_chosen(session, pk, changes)


def _keep_chosen(session: Session, pk: str | None, changes: Values) -> str:
    from app.papers.limits import refuse_unsound
    from exports.papers.design import read_design

    refuse_if_not_county(session)
    refuse_unsound(read_design(str(changes["body"])))
    current: Values = {} if pk is None else dict(get(session, pk))
    values = {**current, **changes}
    records.validate(session, ENTITY, values, changes)
    with session.writing(f"保存并采用版式：{values['name']}") as rows:
        faults = among(rows, pk, values)
        if faults:
            raise records.Invalid(ENTITY, faults)
        if pk is None:
            pk = rows.insert(ENTITY.table, changes)
        else:
            rows.update(ENTITY.table, pk, changes)
        stored.choose(rows, _TABLE, str(values["kind"]), pk)
    return pk


def choose(session: Session, kind: str, pk: str | None) -> None:
    """Make papers of a kind with this design from now on; None: with the one that comes with the program.

    Raises Problem at a school and when the design is not one of the kind.
    """
    refuse_if_not_county(session)
    label = label_of(kind)
    if pk is None:
        with session.writing(f"采用自带的版式：{label}") as rows:
            stored.choose(rows, _TABLE, kind, None)
        return
    row = get(session, pk)
    if row["kind"] != kind:
        raise Problem(f"“{row['name']}”不是{label}的版式。", "请选择这一种证书的版式。")
    read(row)
    with session.writing(f"采用版式：{row['name']}") as rows:
        stored.choose(rows, _TABLE, kind, pk)


def choose_shipped(session: Session, kind: str, name: str) -> str | None:
    """Make papers of a kind with a design that comes with the program; returns its id.

    The usual one needs no row (None); of another one a copy is kept, in the same act. Raises Problem for no such name.
    """
    found = next((one for one in shipped(kind) if one.name == name), None)
    if found is None:
        raise Problem(f"{label_of(kind)}没有名为“{name}”的自带版式。", "请重新选择。")
    if found is shipped(kind)[0]:
        choose(session, kind, None)
        return None
    taken = stored.named(session.store, _TABLE, kind, name) is not None
    return keep(session, None, kind, free_name(session, kind, name) if taken else name, found.design, choosing=True)


def copy(session: Session, kind: str, name: str, of: "Design") -> str:
    """Keep a copy of a design under a name of its own: the name given, with a number where it is taken; its id."""
    return keep(session, None, kind, free_name(session, kind, name), of)


def free_name(session: Session, kind: str, name: str) -> str:
    """The name itself, or with the least number behind it that makes it a new one."""
    taken = {str(row["name"]) for row in of_kind(session, kind)} | {one.name for one in shipped(kind)}
    stem = name[: LONGEST_NAME - 5]
    return next(one for one in (name, *(f"{stem}（{number}）" for number in range(2, 1000))) if one not in taken)


def rename(session: Session, pk: str, name: str) -> None:
    """Call a design otherwise; what was printed with it keeps the old name in the register."""
    save(session, pk, {"name": " ".join(name.split()) or None})


def delete(session: Session, pk: str) -> None:
    """Delete a design; papers are made with the one that comes with the program again if it was the chosen one."""
    refuse_if_not_county(session)
    records.delete(session, ENTITY, pk)


@dataclass(frozen=True)
class Past:
    """How a design once was: saved when (ISO 8601) and by whom."""

    at: str
    actor: str
    design: "Design"


def past(session: Session, pk: str) -> list[Past]:
    """How a kept design was each time it was saved, the newest (as it is now) first; unreadable ones are left out."""
    found = []
    for row in journal.history(session.store, [(ENTITY.table, pk)]):
        value = row["fields"].get("body")
        body = value[0] if row["kind"] == "U" and value is not None else value
        try:
            found += [Past(str(row["at"]), str(row["actor"]), read({"body": body}))] if body else []
        except ExportProblem:
            continue
    return found


def refuse_if_not_county(session: Session) -> None:
    """Raise Problem at a school: designs are the county's."""
    if not session.is_county:
        raise Problem("版式由县里管理，本校只能查看和打印。", "需要修改请联系县局经办人。")
