"""The demonstration's mentoring pairs (师徒结对): new teachers and who guides them, and what they did together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app import codes
from app.demo import TODAY
from app.demo.teachers import DEPUTY, HEAD, Teacher
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

SUBJECT, CLASS_TUTOR, MANAGEMENT, NEW = "1", "2", "3", "4"
PLANNED, RUNNING, DONE, PROLONGED, DISSOLVED = "1", "2", "3", "4", "5"
MOST_AT_ONCE = 3
"""Nobody guides more people than this at one time."""

_FIRST_YEAR = 2022
_ELSEWHERE = 0.14
_ABLE = {"1", "2", "3"}
_VACATION = (1, 2, 7, 8)

_TOPICS = {
    "1": ("随堂听课：{subject}新授课", "跟岗听师父同课头两节", "听课：{subject}复习课", "随堂听课：作业讲评课"),
    "2": ("评议徒弟汇报课，提出三条改进意见", "课后研讨：提问的有效性", "评课：课堂时间分配", "评课：板书与多媒体的配合"),
    "3": ("修改{subject}单元教学设计", "指导写详案：第一周", "集体备课后修改教案", "作业设计与批改指导"),
    "4": ("指导撰写教学反思", "小课题选题讨论", "修改教学论文初稿"),
    "5": ("师父上示范课，徒弟写观课记录", "徒弟上镇级公开课", "师徒同课异构"),
    "6": ("谈心：适应期的困难与办法", "学困生辅导方法交流", "家校沟通案例讨论", "班级常规管理指导"),
    "7": ("学期小结与下阶段计划", "结对总结与考核"),
}  # fmt: skip
_KINDS_OF_ACTIVITY = (30, 20, 18, 4, 12, 16)
_GOALS = {
    SUBJECT: "熟悉本学科课程标准和教材，能独立完成单元教学设计，每学期上一节公开课。",
    CLASS_TUTOR: "学会班级常规管理、家校沟通和突发情况处理，能独立带班。",
    MANAGEMENT: "熟悉学校管理流程，完成一项管理改进。",
    NEW: "站稳讲台：备课、上课、作业、辅导、评价各环节达到基本要求。",
}


@dataclass(frozen=True)
class Pairs:
    """Rows of `pairs` and of `pair_activities`."""

    pairs: list[Row]
    activities: list[Row]


def pair(rng: Random, people: list[Teacher]) -> Pairs:
    """Pairs for everybody who began since the autumn of 2022, and for new directors; one of a kind at a time."""
    matching = _Matching(people)
    pairs: list[Row] = []
    for one in people:
        if one.teaches and one.life.started >= date(_FIRST_YEAR, 8, 1):
            pairs += _of_novice(rng, matching, one)
        elif one.post and one.post.endswith("主任") and one.teaches and rng.random() < 0.2:
            pairs += _made(rng, matching, one, MANAGEMENT, date(rng.choice((2024, 2025, 2026)), 3, 1), 365)
    return Pairs(pairs, [row for one in pairs for row in _activities(rng, one)])


def _of_novice(rng: Random, matching: "_Matching", one: Teacher) -> Iterator[Row]:
    autumn = date(one.life.started.year, 9, 1)
    if rng.random() < 0.95:
        yield from _made(rng, matching, one, NEW, autumn, 365)
    if (one.is_class_teacher or rng.random() < 0.25) and rng.random() < 0.9:
        # 新入职教师须跟随班主任导师学习班级管理不少于一学年.
        yield from _made(rng, matching, one, CLASS_TUTOR, autumn, 365)
    later = date(autumn.year + 1, 9, 1)
    if later < TODAY and rng.random() < 0.6:
        yield from _made(rng, matching, one, SUBJECT, later, 3 * 365)
    elif autumn.year == TODAY.year and rng.random() < 0.2:
        yield from _made(rng, matching, one, SUBJECT, date(TODAY.year + 1, 3, 1), 3 * 365)


def _made(rng: Random, matching: "_Matching", mentee: Teacher, kind: str, start: date, days: int) -> Iterator[Row]:
    end = start + timedelta(days - 1)
    status = _status(rng, start, end)
    if status == PROLONGED:
        end = date(TODAY.year + 1, 1, 31)
    mentor = matching.find(rng, mentee, kind, start, end)
    if mentor is None:
        return
    yield {
        "id": new_id(),
        "kind": kind,
        "mentor_id": mentor.id,
        "mentee_id": mentee.id,
        "subject": mentee.subject if kind in (SUBJECT, NEW) else None,
        "start_date": start.isoformat(),
        "end_date": (min(end, TODAY) if status == DISSOLVED else end).isoformat(),
        "status": status,
        # What is only proposed has no document yet.
        "document": None if status == PLANNED else f"示教〔{start.year}〕{start.month + 21}号",
        "goal": _GOALS[kind],
        "remark": "徒弟调到其他学校，提前解除。" if status == DISSOLVED else None,
    }


def _status(rng: Random, start: date, end: date) -> str:
    if start > TODAY:
        return PLANNED
    if rng.random() < 0.03:
        return DISSOLVED
    if end >= TODAY:
        return RUNNING
    # Only those of this summer may still be going on.
    return PROLONGED if end.year == TODAY.year and rng.random() < 0.08 else DONE


class _Matching:
    """Finds mentors: at the same school first, of the same subject first, with less than three people already."""

    def __init__(self, people: list[Teacher]) -> None:
        self._by_place: dict[str, list[Teacher]] = defaultdict(list)
        self._by_subject: dict[tuple[str | None, str | None], list[Teacher]] = defaultdict(list)
        self._heads = [one for one in people if one.post in HEAD or one.post in DEPUTY]
        self._busy: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for one in people:
            if one.teaches and one.years >= 6 and (one.title in _ABLE or one.years >= 9):
                self._by_place[one.place.id].append(one)
                self._by_subject[one.stage, one.subject].append(one)

    def find(self, rng: Random, mentee: Teacher, kind: str, start: date, end: date) -> Teacher | None:
        """Somebody to guide `mentee` from `start` to `end`, or None."""
        for some in self._circles(rng, mentee, kind):
            able = [
                one for one in some
                if one is not mentee and one.life.started < mentee.life.started and self._is_free(one, start, end)
            ]  # fmt: skip
            if able:
                found = max(rng.sample(able, min(4, len(able))), key=_standing)
                self._busy[found.id].append((start, end))
                return found
        return None

    def _circles(self, rng: Random, mentee: Teacher, kind: str) -> list[list[Teacher]]:
        if kind == MANAGEMENT:
            return [[one for one in self._heads if one.place is not mentee.place], self._heads]
        here = self._by_place[mentee.place.id]
        if kind == CLASS_TUTOR:
            return [[one for one in here if one.is_class_teacher], here]
        same = [one for one in here if (one.stage, one.subject) == (mentee.stage, mentee.subject)]
        elsewhere = [one for one in self._by_subject[mentee.stage, mentee.subject] if one.place is not mentee.place]
        if rng.random() < _ELSEWHERE:
            return [elsewhere, same, here]
        return [same, [one for one in here if one.stage == mentee.stage], elsewhere]

    def _is_free(self, one: Teacher, start: date, end: date) -> bool:
        return sum(first <= end and start <= last for first, last in self._busy[one.id]) < MOST_AT_ONCE


def _standing(one: Teacher) -> tuple[int, float]:
    return ({"1": 3, "2": 2, "3": 1}.get(one.title or "", 0), -abs(one.years - 20))


def _activities(rng: Random, one: Row) -> Iterator[Row]:
    """Every three to nine weeks of term until the pair ended."""
    start, end = date.fromisoformat(str(one["start_date"])), date.fromisoformat(str(one["end_date"]))
    last = min(end, TODAY - timedelta(1))
    subject = codes.table("subject").label_of(str(one["subject"])) if one["subject"] else "常规"
    day = start + timedelta(rng.randint(5, 25))
    while day <= last:
        if day.weekday() < 5 and day.month not in _VACATION:
            (kind,) = rng.choices("123456", _KINDS_OF_ACTIVITY)
            yield _activity(rng, one, kind, day, subject)
        day += timedelta(rng.randint(21, 63))
    if one["status"] == DONE:
        yield _activity(rng, one, "7", end - timedelta(rng.randint(50, 70)), subject)


def _activity(rng: Random, one: Row, kind: str, day: date, subject: str) -> Row:
    topic = rng.choice(_TOPICS[kind]).format(subject=subject)
    return {"id": new_id(), "pair_id": one["id"], "kind": kind, "held_on": day.isoformat(), "topic": topic}
