"""Which column of a sign-in sheet is which session of the class: by topic, by day, by number, or as a person says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import signing_marks
from app.importing.finding import tight
from storage.store import Row

IGNORED = ""
"""What a person says of a column that is no session."""

_DAY = re.compile(r"(?:(\d{4})\s*[-./年])?\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_NUMBERED = re.compile(r"第\s*([0-9一二三四五六七八九十]+)\s*[次节课天讲]")
_HAN = {one: number for number, one in enumerate("一二三四五六七八九十", 1)}
_HALVES = (("上午", "早上"), ("下午",), ("晚上", "晚间"))
_SIGNED = re.compile("签到|签名|考勤|出勤")
_MARKED = 0.5
"""The share of its filled cells from which a column is seen to hold marks."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its place in the sheet (0-based), what stands over it, and the session it is taken for.

    `session` None: it holds marks and nobody knows of which session; `reason` says why it is taken so.
    """

    table: int
    column: int
    heading: str
    session: str | None
    reason: str


def match(
    table: int,
    headings: Mapping[int, str],
    cells: Mapping[int, Sequence[Any]],
    sessions: Sequence[Row],
    keys: Mapping[int, str],
    chosen: Mapping[tuple[int, int], str],
) -> list[Column]:
    """The columns of one table that are sessions, or may be; `keys` are those of our own sheet, `chosen` a person's."""
    known = {str(one["id"]): one for one in sessions}
    same_day = _same_day(headings, sessions)
    found = []
    for at, heading in headings.items():
        if (table, at) in chosen:
            said = chosen[table, at]
            if said != IGNORED:
                found.append(Column(table, at, heading, said, "由您指定"))
            continue
        if keys.get(at) in known:
            found.append(Column(table, at, heading, keys[at], "按签到表"))
            continue
        pk, reason = _guess(at, heading, sessions, same_day)
        if pk is not None:
            found.append(Column(table, at, heading, pk, reason))
        elif _SIGNED.search(heading) or _holds_marks(cells.get(at, ())):
            found.append(Column(table, at, heading, None, "不知道是哪一次课程"))
    return _only_one(found, sessions)


def _only_one(found: list[Column], sessions: Sequence[Row]) -> list[Column]:
    """One column with marks and one session belong together, whatever stands over it."""
    if len(found) == 1 and len(sessions) == 1 and found[0].session is None:
        one = found[0]
        return [Column(one.table, one.column, one.heading, str(sessions[0]["id"]), "只有一次课程")]
    return found


def _guess(
    at: int, heading: str, sessions: Sequence[Row], same_day: Mapping[int, tuple[str, str]]
) -> tuple[str | None, str]:
    words = tight(heading)
    of_topic = [one for one in sessions if tight(str(one["topic"])) in words]
    if of_topic:
        longest = max(len(str(one["topic"])) for one in of_topic)
        best = [one for one in of_topic if len(str(one["topic"])) == longest]
        on_day = [one for one in best if _is_on(heading, str(one["held_on"] or ""))]
        at_place = [one for one in best if one["place"] and str(one["place"]) in heading]
        if len(best) == 1 or len(on_day) == 1 or len(at_place) == 1:
            return str((at_place if len(at_place) == 1 else on_day if len(on_day) == 1 else best)[0]["id"]), "主题相同"
    if at in same_day:
        return same_day[at]
    numbered = _NUMBERED.search(heading)
    if numbered:
        text = numbered[1]
        number = int(text) if text.isdigit() else _HAN.get(text, 0)
        if 0 < number <= len(sessions):
            return str(sessions[number - 1]["id"]), f"第 {number} 次课程"
    return None, ""


def _is_on(heading: str, day: str) -> bool:
    said = _DAY.search(heading)
    return bool(said and day) and (int(said[2]), int(said[3])) == (int(day[5:7]), int(day[8:10])) if said else False


def _same_day(headings: Mapping[int, str], sessions: Sequence[Row]) -> dict[int, tuple[str, str]]:
    """Columns named by a day: the only session of it, that of the half of the day, or as many as columns in order."""
    found: dict[int, tuple[str, str]] = {}
    by_day: dict[tuple[int, int], list[int]] = {}
    for at, heading in headings.items():
        said = _DAY.search(heading)
        if said:
            by_day.setdefault((int(said[2]), int(said[3])), []).append(at)
    for day, columns in by_day.items():
        held = [
            one
            for one in sessions
            if one["held_on"] and (int(str(one["held_on"])[5:7]), int(str(one["held_on"])[8:10])) == day
        ]
        if len(held) == 1:
            found |= {at: (str(held[0]["id"]), "日期相同") for at in columns}
        elif len(held) == len(columns):
            order = sorted(columns, key=lambda at: (_half(headings[at]), at))
            found |= {at: (str(one["id"]), "日期相同，按先后") for at, one in zip(order, held, strict=True)}
    return found


def _half(heading: str) -> int:
    return next((place for place, words in enumerate(_HALVES) if any(one in heading for one in words)), 0)


def _holds_marks(cells: Sequence[Any]) -> bool:
    filled = [one for one in cells if one not in (None, "")]
    # A serial number begins with 1 as well.
    marks = sum(signing_marks.is_mark(one) for one in filled if isinstance(one, str) and not one.strip().isdigit())
    return bool(filled) and marks >= _MARKED * len(filled)
