"""The way each demonstration pair went: reviewed, signed, assessed, closed; more lessons observed; the mentees' plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo import TODAY
from app.demo.mentoring import DISSOLVED, DONE, PLANNED, PROLONGED, RUNNING, Row
from storage.ids import new_id

_AGREED = (("1", 16), ("2", 4), ("3", 8), ("4", 1), ("5", 4), ("7", 2))
"""How many of which kind of activity pairs agree on in a school year."""

_TERM = (3, 4, 5, 6, 9, 10, 11, 12)
_TOPICS = ("随堂听课：新授课", "随堂听课：练习课", "听师父的课并写观课记录", "听课：导入和提问", "听课：小组合作")
_COMMENTS = (
    "教学环节完整，提问还可以更有层次。",
    "进步明显，能独立备课。",
    "课堂组织有办法，作业设计需要加强。",
    "态度认真，反思及时。",
)
_LATER = ("徒弟产假半学期，延期。", "师父外出培训，活动没有做满，延期一学期。")
_RETURNED = "徒弟和师父不是同一学科，请换一位师父或写明理由。"
_PLANS = (
    ("一年站稳讲台：能独立备课、上课、批改和辅导。", "每周听师父一节课，每月上一节汇报课，每学期写两篇教学反思。"),
    ("两年成为合格的班主任，班级常规有自己的办法。", "跟师父学带班，每月家访两户，记班级日志，学期末整理一个案例。"),
    ("三年成为校级骨干，形成自己的课堂风格。", "每学期一节公开课，参加一项小课题，读两本专业书。"),
)
_OPINIONS = (
    "目标可行，措施再具体到每个月。",
    "先把常规做好，公开课可以放到第二学期。",
    "同意，按计划执行，每月交流一次。",
)


@dataclass(frozen=True)
class Ways:
    """Rows of `pairs`, whole now, and of what belongs to them; `activities` are those beside what was there."""

    pairs: list[Row]
    activities: list[Row]
    agreements: list[Row]
    reviews: list[Row]
    plans: list[Row]


def go(rng: Random, pairs: list[Row]) -> Ways:
    """What became of each pair; some school has proposed what the county has still to look at."""
    made = Ways([_gone(rng, one) for one in pairs], [], [], [], [])
    planned: set[object] = set()
    for one in made.pairs:
        if one["status"] == PLANNED:
            continue
        if one.get("signed_on"):
            made.agreements.extend(_agreed(one))
        made.reviews.extend(_assessed(rng, one))
        made.activities.extend(_observed(rng, one))
        if one["status"] == RUNNING and one["mentee_id"] not in planned and rng.random() < 0.85:
            planned.add(one["mentee_id"])
            made.plans.append(_plan(rng, one))
    return made


def _gone(rng: Random, one: Row) -> Row:
    start, end = date.fromisoformat(str(one["start_date"])), date.fromisoformat(str(one["end_date"]))
    if one["status"] == PLANNED:
        # The county has looked at some already; one in four came back.
        if rng.random() < 0.25:
            decided: Row = {
                "approval": "returned",
                "approval_note": _RETURNED,
                "approved_on": _days(TODAY, -4),
                "approved_times": 1,
            }
            return {**one, "proposed_on": _days(TODAY, -12), "times": 1, **decided}
        return {**one, "proposed_on": _days(TODAY, -rng.randint(2, 15)), "times": 1}
    more: Row = {}
    if rng.random() < 0.6:
        more = {
            "proposed_on": _days(start, -rng.randint(15, 30)),
            "times": 1,
            "approval": "passed",
            "approved_on": _days(start, -rng.randint(3, 12)),
            "approved_times": 1,
        }
    if rng.random() < 0.93:
        more["signed_on"] = min(start + timedelta(rng.randint(1, 20)), end, TODAY).isoformat()
    if one["status"] == DONE:
        more["closed_on"] = min(end + timedelta(rng.randint(0, 20)), TODAY).isoformat()
    elif one["status"] == DISSOLVED:
        more |= {"closed_on": end.isoformat(), "closing": one["remark"]}
    elif one["status"] == PROLONGED:
        more["closing"] = rng.choice(_LATER)
    return {**one, **more}


def _agreed(one: Row) -> Iterator[Row]:
    years = max(1, round((_day(one, "end_date") - _day(one, "start_date")).days / 365))
    for kind, least in _AGREED:
        yield {"id": new_id(), "pair_id": one["id"], "kind": kind, "least": least * years}


def _assessed(rng: Random, one: Row) -> Iterator[Row]:
    start, end = _day(one, "start_date"), _day(one, "end_date")
    middle = start + timedelta((end - start).days // 2)
    if one["status"] != DISSOLVED and middle < TODAY and rng.random() < 0.85:
        yield _review(rng, one, "1", middle)
    if one["status"] == DONE:
        yield _review(rng, one, "2", end - timedelta(rng.randint(5, 25)))


def _review(rng: Random, one: Row, kind: str, day: date) -> Row:
    score = rng.randint(68, 97)
    return {
        "id": new_id(),
        "pair_id": one["id"],
        "kind": kind,
        "held_on": day.isoformat(),
        "grade": "1" if score >= 90 else "2",
        "score": score,
        "reviewer": rng.choice(("教务处", "教研组", "学校考核小组")),
        "comment": rng.choice(_COMMENTS),
    }


def _observed(rng: Random, one: Row) -> Iterator[Row]:
    """Lessons observed every week or two, of those who take it seriously."""
    if one["status"] == DISSOLVED or rng.random() < 0.35:
        return
    day, last = _day(one, "start_date") + timedelta(rng.randint(3, 9)), min(_day(one, "end_date"), TODAY - timedelta(1))
    while day <= last:
        if day.month in _TERM and day.weekday() < 5:
            topic = rng.choice(_TOPICS)
            yield {"id": new_id(), "pair_id": one["id"], "kind": "1", "held_on": day.isoformat(), "topic": topic}
        day += timedelta(rng.randint(8, 24))


def _plan(rng: Random, one: Row) -> Row:
    goal, measures = rng.choice(_PLANS)
    start = _day(one, "start_date")
    told = rng.random() < 0.75 and start + timedelta(30) < TODAY
    return {
        "id": new_id(),
        "teacher_id": one["mentee_id"],
        "mentor_id": one["mentor_id"],
        "start_date": one["start_date"],
        "end_date": one["end_date"],
        "goal": goal,
        "measures": measures,
        "opinion": rng.choice(_OPINIONS) if told else None,
        "reviewed_on": _days(start, rng.randint(7, 30)) if told else None,
    }


def _day(one: Row, name: str) -> date:
    return date.fromisoformat(str(one[name]))


def _days(day: date, more: int) -> str:
    return (day + timedelta(more)).isoformat()
