"""How many pairs there are, by kind, school or subject: pairs add up, people are counted once in each line."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from app import codes, mentoring
from app.session import Session
from storage.store import Row

By = Literal["kind", "mentee_school", "mentor_school", "subject"]

GROUPS: dict[By, str] = {
    "kind": "结对类别",
    "mentee_school": "徒弟学校",
    "mentor_school": "师父学校",
    "subject": "学科",
}
"""What pairs may be counted by, and its name."""

_CODED = {"kind": "pair_kind", "subject": "subject"}
_UNKNOWN = "未填"


@dataclass(frozen=True)
class Figure:
    """One line: the pairs by where they stand, the people of either side, and the ids of the pairs behind it."""

    key: str
    label: str
    pairs: int
    planned: int
    at_work: int
    completed: int
    dissolved: int
    mentors: int
    mentees: int
    ids: tuple[str, ...]


def figures(session: Session, by: By) -> tuple[list[Figure], Figure]:
    """The lines, the most pairs first, and the line of all; a pair stands in one line."""
    rows = mentoring.listed(session)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[str(row[by] or "")].append(row)
    lines = [_figure(key, _label(by, key), some) for key, some in groups.items()]
    return sorted(lines, key=lambda one: (-one.pairs, one.label)), _figure("", "合计", rows)


def _label(by: By, key: str) -> str:
    if not key:
        return _UNKNOWN
    return codes.table(_CODED[by]).label_of(key) if by in _CODED else key


def _figure(key: str, label: str, rows: list[Row]) -> Figure:
    def count(*statuses: str) -> int:
        return sum(row["status"] in statuses for row in rows)

    return Figure(
        key,
        label,
        len(rows),
        count(mentoring.PLANNED),
        count(*mentoring.TOGETHER),
        count(mentoring.COMPLETED),
        count(mentoring.DISSOLVED),
        len({row["mentor_id"] for row in rows}),
        len({row["mentee_id"] for row in rows}),
        tuple(str(row["id"]) for row in rows),
    )
