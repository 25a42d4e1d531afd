"""Moving teachers (调动、交流轮岗、借调、离开): an act of the county with a document; all they have goes with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import codes, records, teachers
from app.fields import Fault, Field, Kind
from app.problems import Problem
from app.records import Entity, Invalid, Values
from app.session import Session
from storage import moving as stored
from storage.store import Rows

TRANSFER, EXCHANGE, LOAN, RETURN = "1", "2", "3", "4"
LEAVING = {"7": "10", "8": "9", "9": None}
"""Ways of leaving the county → the 在岗状态 that follows; None where the clerk says which."""

_STATUS = {EXCHANGE: "3", LOAN: "2", RETURN: "1", TRANSFER: "1"}
"""The 在岗状态 after a move within the county."""

FIELDS = (
    Field("kind", "方式", Kind.CODE, codes="move_kind", required=True),
    Field("to", "去向", Kind.REFERENCE, refers_to="organisations", width=18,
          note="调动、交流轮岗、借调时填写；返回编制学校、离开时不用填"),
    Field("since", "起算日期", Kind.DATE, required=True),
    Field("document", "依据文件", required=True, width=18, note="如：青教人〔2026〕12号"),
)  # fmt: skip


def faults(values: Values) -> list[Fault]:
    """Where to is asked of those ways that lead somewhere, and of no others."""
    kind, to = values.get("kind"), values.get("to")
    if kind in (TRANSFER, EXCHANGE, LOAN) and not to:
        return [Fault("to", "请填写去向。")]
    if kind in (RETURN, *LEAVING) and to:
        return [Fault("to", "这种方式不用填去向，请清空。")]
    return []


ENTITY = Entity("moves", "调动", FIELDS, faults)
"""What a person fills in; it is kept as the postings that end and begin."""


@dataclass(frozen=True)
class Movement:
    """One move of one person as the ledger has it; `direction` is 城区、镇区 or 乡村 on both sides, "" where unknown."""

    teacher: str
    name: str
    kind: str
    came_from: str
    went_to: str
    direction: str
    on: str
    document: str


def move(session: Session, ids: Sequence[str], values: Values) -> int:
    """Move these teachers in one act, all or none; returns how many. `values` are those of `ENTITY`.

    Postings that hold now end on the day and the new ones begin. The old school keeps figures and no names; what
    it wrote before its next file is merged all the same.
    Raises Invalid for what is filled in wrongly, Problem (naming the person) for one who cannot be moved so.
    """
    if not session.is_county:
        raise Problem("调动由县里办理。", "请把调动文件报给县局，由县里登记。")
    if not ids:
        raise Problem("还没有选择要调动的教师。", "请先在教师列表里勾选。")
    records.validate(session, ENTITY, values, values)
    kind, to, since = str(values["kind"]), values.get("to"), date.fromisoformat(str(values["since"]))
    document = str(values["document"])
    label = codes.table("move_kind").label_of(kind)
    people = [teachers.get(session, pk) for pk in dict.fromkeys(ids)]
    who = str(people[0]["name"]) + (f"等 {len(people)} 人" if len(people) > 1 else "")
    with session.writing(f"{label}：{who}（{document}）") as rows:
        for person in people:
            move_one(rows, person, kind, None if to is None else str(to), since, document)
    return len(people)


def move_one(rows: Rows, person: Values, kind: str, to: str | None, since: date, document: str) -> None:
    """Move one teacher (a row of `teachers.get`) inside an open act; raises Invalid or Problem naming the person."""
    name, pk = str(person["name"]), str(person["id"])
    if kind == RETURN:
        to = None if person["establishment"] is None else str(person["establishment"])
        if to is None:
            raise Problem(f"{name}没有登记编制单位，不知道返回哪里。", "请先登记编制单位，或用“调动”办理。")
    if kind not in LEAVING and person["work"] == to and (kind != TRANSFER or person["establishment"] == to):
        raise Problem(f"{name}已经在这所学校。", "请核对去向，或在勾选的人里去掉。没有改动任何人。")
    ends = ("work",) if kind in (EXCHANGE, LOAN, RETURN) else teachers.POSTED
    for posting in ends:
        _refuse_before(rows, pk, name, posting, since)
        teachers.post(rows, pk, posting, to, since, document, kind)
    status = LEAVING.get(kind, _STATUS.get(kind))
    if status and person["staff_status"] != status and (kind != TRANSFER or person["staff_status"] in ("2", "3")):
        rows.update("teachers", pk, {"staff_status": status})


def _refuse_before(rows: Rows, pk: str, name: str, posting: str, since: date) -> None:
    """A posting that an earlier move began cannot end before; one that was only entered later has another true start."""
    current = stored.current(rows, pk, posting)
    if current is None or (current[1] or "") <= since.isoformat():
        return
    if current[2]:
        raise Invalid(ENTITY, [Fault("since", f"{name}是 {current[1]} 到现在的学校的，起算日期不能更早。")])
    rows.update("postings", current[0], {"start_date": None})


_PLACES = (("11", "城区"), ("12", "镇区"), ("2", "乡村"))


def ledger(session: Session, year: int) -> list[Movement]:
    """The moves that took effect in a year, in order of day and name, one line a person and act (调动台账)."""
    kinds = codes.table("move_kind")
    lines: dict[tuple[str, str, str], Movement] = {}
    for row in stored.moves(session.store, year):
        key = (str(row["teacher_id"]), str(row["on_day"]), str(row["kind"]))
        # Establishment and work that move together are one line; where only one moved, the other is not there.
        if key in lines:
            continue
        lines[key] = Movement(
            key[0],
            str(row["name"]),
            kinds.label_of(key[2]),
            str(row["from_name"] or ""),
            str(row["to_name"] or ""),
            _direction(row["from_place"], row["to_place"]),
            key[1],
            str(row["document"] or ""),
        )
    return list(lines.values())


def _direction(old: object, new: object) -> str:
    places = [next((label for code, label in _PLACES if str(one or "").startswith(code)), "") for one in (old, new)]
    return "→".join(places) if all(places) else ""
