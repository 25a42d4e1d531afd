"""Two entries side by side: which fields differ, and which value is taken unless a person says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app import teachers
from app.fields import Field, Kind, show
from app.problems import Problem
from app.records import Values
from app.session import Session
from storage.names import name_of
from storage.store import Row

Side = Literal["kept", "other"]
"""Whose value is taken: that of the entry that stays, or of the one that goes."""

KEPT: Side = "kept"
OTHER: Side = "other"

State = Literal["differs", "one", "same"]


@dataclass(frozen=True)
class Line:
    """One field of both, as shown; `state`: both filled and different, only one filled, or no difference."""

    name: str
    label: str
    kept: str
    other: str
    state: State
    taken: Side
    sensitive: bool


@dataclass(frozen=True)
class Pair:
    """Two entries, the differing fields first; `doubts` are sentences that speak against one person."""

    kept: Row
    other: Row
    lines: tuple[Line, ...]
    doubts: tuple[str, ...]

    @property
    def take(self) -> dict[str, Side]:
        """What is taken of each field unless a person says otherwise."""
        return {line.name: line.taken for line in self.lines}


_ORDER: dict[State, int] = {"differs": 0, "one": 1, "same": 2}


def compare(session: Session, kept: str, other: str) -> Pair:
    """Two teachers field by field; raises Problem when they are one, not here, or somebody at another school."""
    if kept == other:
        raise Problem("两次选的是同一条登记。", "请选择两条不同的教师登记。")
    left, right = _entry(session, kept), _entry(session, other)
    lines = [_line(session, field, left, right) for field in teachers.FIELDS]
    shown = [one for one in lines if one.kept or one.other]
    ordered = sorted(shown, key=lambda one: _ORDER[one.state])
    return Pair(left, right, tuple(ordered), tuple(_doubts(left, right)))


def _entry(session: Session, pk: str) -> Row:
    row = teachers.get(session, pk)
    if row["is_stub"]:
        raise Problem(f"{row['name']}是外校教师，本校只能查看。", "合并由县里办理，请联系县局经办人。")
    return row


def _line(session: Session, field: Field, left: Row, right: Row) -> Line:
    ours, theirs = left.get(field.name), right.get(field.name)
    taken = KEPT if _is_filled(ours) or not _is_filled(theirs) else OTHER
    if _is_filled(ours) and _is_filled(theirs):
        state: State = "same" if ours == theirs else "differs"
        if field.kind is Kind.MONTH and str(theirs).startswith(str(ours)) and ours != theirs:
            # 1985-07 and 1985-07-12 do not contradict each other: the one that knows the day says more.
            taken = OTHER
    else:
        state = "one" if _is_filled(ours) or _is_filled(theirs) else "same"
    told = [_shown(session, field, value) for value in (ours, theirs)]
    return Line(field.name, field.label, told[0], told[1], state, taken, field.sensitive)


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


def _shown(session: Session, field: Field, value: str | int | None) -> str:
    if field.kind is Kind.REFERENCE and field.refers_to and value:
        return name_of(session.store, field.refers_to, str(value))
    return show(field, value)


def _doubts(left: Row, right: Row) -> list[str]:
    found = []
    if left["id_number"] and right["id_number"] and left["id_number"] != right["id_number"]:
        found.append("两边的身份证号不同，请先核对是不是同一个人。")
    births = [str(row["birth_date"] or "") for row in (left, right)]
    if all(births) and not any(births[here].startswith(births[not here]) for here in (0, 1)):
        found.append("两边的出生日期不同，请先核对是不是同一个人。")
    if left["sex"] and right["sex"] and left["sex"] != right["sex"]:
        found.append("两边的性别不同，请先核对是不是同一个人。")
    return found


def changes_of(pair: Pair, take: Mapping[str, Side]) -> Values:
    """What the kept entry's fields become; raises Problem for a field there is none of."""
    known = {field.name for field in teachers.FIELDS}
    unknown = sorted(set(take) - known)
    if unknown:
        labels = "、".join(f"{field.name}（{field.label}）" for field in teachers.FIELDS)
        raise Problem(f"教师没有“{unknown[0]}”这一项。", f"可用的有：{labels}。")
    sides = {**pair.take, **take}
    return {
        name: pair.other.get(name)
        for name, side in sides.items()
        if side == OTHER and pair.other.get(name) != pair.kept.get(name)
    }


def order(session: Session, one: str, other: str) -> tuple[str, str]:
    """Which of two entries to keep and which to merge into it: the one with an ID number, else the one that says more."""
    rows = {pk: _entry(session, pk) for pk in (one, other)}
    first, second = sorted(
        rows, key=lambda pk: (not rows[pk]["id_number"], -sum(map(_is_filled, rows[pk].values())), pk)
    )
    return first, second
