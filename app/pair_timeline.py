"""The way of one pair: proposed, decided about, signed, what it did month by month, assessed, moved, closed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app import codes, mentoring, records
from app.pair_checks import left_on
from app.session import Session
from storage import mentoring as stored
from storage.store import Row

_SIDES = (("mentor", "师父"), ("mentee", "徒弟"))


@dataclass(frozen=True)
class Event:
    """What happened on a day (ISO date, or a month for activities), in words."""

    on: str
    words: str


def of_pair(session: Session, row: Row) -> list[Event]:
    """All that is known to have happened to a pair, the earliest first; `row` as in `mentoring.get`."""
    pk = str(row["id"])
    found = [*_steps(row), *_activities(session, pk), *reversed(list(_reviews(session, pk))), *_extensions(session, pk)]
    found += [event for side, label in _SIDES for event in _moves(session, row, side, label)]
    # What was done in a month stands after the days of that month; of one day, the end comes after all else.
    return sorted([*found, *_end(row)], key=lambda one: one.on.ljust(10, "~"))


def _steps(row: Row) -> Iterator[Event]:
    times = int(row["times"] or 1)
    if row["proposed_on"]:
        yield Event(str(row["proposed_on"]), f"第 {times} 次申报" if times > 1 else "学校申报")
    if row["approved_on"]:
        verdict = "县里审核通过" if row["approval"] == mentoring.PASSED else "县里退回"
        yield Event(str(row["approved_on"]), "：".join(filter(None, (verdict, row["approval_note"]))))
    if row["start_date"]:
        yield Event(str(row["start_date"]), "结对开始")
    if row["signed_on"]:
        yield Event(str(row["signed_on"]), "签订协议")


def _end(row: Row) -> Iterator[Event]:
    if row["closed_on"]:
        words = {mentoring.COMPLETED: "出师", mentoring.DISSOLVED: "解除"}.get(str(row["status"]), "")
        if words:
            yield Event(str(row["closed_on"]), "：".join(filter(None, (words, row["closing"]))))


def _activities(session: Session, pk: str) -> Iterator[Event]:
    kinds = codes.table("activity_kind")
    held = sorted(mentoring.activities(session, pk), key=lambda one: str(one["held_on"]))
    for month, some in groupby(held, key=lambda one: str(one["held_on"])[:7]):
        counted = Counter(kinds.label_of(one["kind"]) for one in some)
        yield Event(month, "活动：" + "、".join(f"{label} {number} 次" for label, number in counted.items()))


def _reviews(session: Session, pk: str) -> Iterator[Event]:
    kinds, grades = codes.table("pair_review_kind"), codes.table("three_grades")
    for one in mentoring.reviews(session, pk):
        score = f"，{one['score']} 分" if one["score"] is not None else ""
        yield Event(str(one["held_on"]), f"{kinds.label_of(one['kind'])}：{grades.label_of(one['grade'])}{score}")


def _extensions(session: Session, pk: str) -> Iterator[Event]:
    """Each time an end was put off: the journal knows when, and from which day to which."""
    field = mentoring.ENTITY.field("end_date")
    label = field.label if field else ""
    for one in records.history(session, mentoring.ENTITY, pk):
        if one.field == label and one.old and one.new > one.old:
            yield Event(one.at[:10], f"延期：{one.old} 改为 {one.new}")


def _moves(session: Session, row: Row, side: str, label: str) -> Iterator[Event]:
    begun, until = str(row["start_date"] or ""), str(row["closed_on"] or "9999")
    stays = stored.stays(session.store, str(row[f"{side}_id"]))
    for _teacher, school, since, _end in stays[1:]:
        if begun and begun < since <= until:
            yield Event(since, f"{label}已调到{school}")
    left = left_on(stays)
    if begun < left <= until:
        yield Event(left, f"{label}离开，没有任教学校")
