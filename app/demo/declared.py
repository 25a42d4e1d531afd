"""The demonstration's declared items (申报学时): papers, projects, open lessons and competitions, in every state."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app import codes
from app.converting import converted
from app.declarations import PASSED, RETURNED_BY
from app.demo import BUREAU, CLERK, TODAY
from app.demo.teachers import Teacher
from app.fields import Value
from app.rules.book import Book
from storage.ids import new_id

Row = dict[str, Value]

PAPER, PROJECT, LESSON, CONTEST, STUDY, GUIDING = "1", "3", "4", "5", "8", "10"
"""Codes of `declared_kind`."""

_SHARE = 0.13
_YEARS = 2
_COUNTY, _CITY, _PROVINCE, _SCHOOL = "43", "33", "23", "60"
_LEVELS = ((_COUNTY, _CITY, _PROVINCE), (80, 17, 3))
_PROFESSIONAL = "2"
_WAITS_AT_SCHOOL, _WAITS_AT_COUNTY, _SENT_BACK = 0.1, 0.22, 0.28
"""Up to which part of the chances an item of this year waits at its school, waits at the county, was returned."""

_REASONS = ("缺证书扫描件，请补上后重新申报", "级别与证书不一致，请按证书填写", "日期与证书不一致，请核对")
_PAPERS = (
    "单元整体教学的实践",
    "课堂提问的有效性",
    "作业设计的几点做法",
    "小组合作学习的观察",
    "农村学生学习习惯的培养",
)
_PROJECTS = ("核心素养下的课堂评价研究", "农村学校校本教研的实践研究", "“双减”背景下作业设计研究")
_LESSONS = ("期中复习课", "单元起始课", "跨学科主题学习", "试卷讲评课", "信息技术与课堂融合")
_JOURNALS = ("东原教育", "教学月刊", "基础教育研究")


@dataclass(frozen=True)
class _Kind:
    """One kind of item and how often it is declared."""

    code: str
    weight: int


_KINDS = (
    _Kind(PAPER, 34),
    _Kind(LESSON, 32),
    _Kind(CONTEST, 18),
    _Kind(PROJECT, 9),
    _Kind(GUIDING, 4),
    _Kind(STUDY, 3),
)


def declare(rng: Random, people: list[Teacher], book: Book) -> Iterator[Row]:
    """What people declared in the last years; hours are those of the rules, never more than a year's limit."""
    led: set[str] = set()
    granted: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for one in people:
        if one.teaches and one.subject and one.years >= 1 and rng.random() < _SHARE:
            for number in range(rng.choice((1, 1, 2))):
                row = _item(rng, one, led, number)
                of_year = granted[one.id, str(row["done_on"])[:4]]
                given = converted(book, row, of_year)
                row["hours"] = given.whole if given.whole is not None else rng.choice((40, 60, 80))
                _look(rng, row, given.hours, given.rule_id)
                if row["granted"]:
                    of_year.append(row)
                yield row


def _item(rng: Random, one: Teacher, led: set[str], number: int) -> Row:
    kind = rng.choices([made.code for made in _KINDS], [made.weight for made in _KINDS])[0]
    level = rng.choices(*_LEVELS)[0]
    subject = codes.table("subject").label_of(one.subject)
    year = TODAY.year - rng.randrange(_YEARS)
    # By the end of summer: what was done last week nobody has declared yet.
    done_on = f"{year}-{rng.randint(3, 9):02d}-{rng.randint(1, 28):02d}"
    row: Row = {
        "id": new_id(), "teacher_id": one.id, "kind": kind, "done_on": done_on, "level": level, "grade": None,
        "role": None, "grouping": None, "venue": None, "quantity": None, "category": _PROFESSIONAL,
    }  # fmt: skip
    row.update(_told(rng, kind, subject, level, one, number))
    if kind == PROJECT:
        row["role"] = "2" if str(row["title"]) in led else "1"
        led.add(str(row["title"]))
    return row


def _told(rng: Random, kind: str, subject: str, level: str, one: Teacher, number: int) -> Row:
    """Title and what else belongs to a kind; `number` keeps two items of one person apart."""
    mark = "（二）" if number else ""
    if kind == PAPER:
        return {"title": f"{subject}{rng.choice(_PAPERS)}{mark}", "venue": rng.choice(_JOURNALS)}
    if kind == PROJECT:
        return {"title": f"{one.place.name}{rng.choice(_PROJECTS)}{mark}", "venue": _office(level)}
    if kind == LESSON:
        return {"title": f"{subject}{rng.choice(_LESSONS)}{mark}", "venue": _office(level), "quantity": 1}
    if kind == CONTEST:
        group = f"{'农村' if '镇' in one.place.name or '乡' in one.place.name else '城区'}学校{subject}青年组"
        grade = rng.choices(("1", "2", "3"), (2, 3, 5))[0]
        return {"title": f"{subject}课堂教学比赛{mark}", "venue": _office(level), "grade": grade, "grouping": group}
    if kind == GUIDING:
        return {"title": f"指导{subject}新教师{mark}", "level": _SCHOOL, "venue": one.place.name}
    return {"title": f"{subject}教育本科进修{mark}", "level": None, "venue": "东原师范学院继续教育学院"}


def _office(level: str) -> str:
    return {_COUNTY: BUREAU, _CITY: "东原市教育局"}.get(level, "省教育学会")


def _look(rng: Random, row: Row, hours: int | None, rule: str | None) -> None:
    """How far an item has come: last year's are decided about, some of this year's wait or were returned."""
    chance = rng.random() if str(row["done_on"]).startswith(str(TODAY.year)) else 1.0
    row.update(dict.fromkeys(("school_verdict", "version", "verdict", "comment", "granted", "rule_id")))
    row.update(dict.fromkeys(("decided_on", "decided_by", "decided_about")))
    if chance < _WAITS_AT_SCHOOL:
        return
    row.update({"school_verdict": PASSED, "version": 1})
    if chance < _WAITS_AT_COUNTY:
        return
    decided_on = f"{str(row['done_on'])[:4]}-10-{rng.randint(8, 30):02d}"
    said: Row = {"decided_on": decided_on, "decided_by": CLERK, "decided_about": _about(row)}
    if chance < _SENT_BACK:
        row.update({**said, "verdict": RETURNED_BY, "comment": rng.choice(_REASONS)})
        return
    asked = int(row["hours"] or 0)
    row.update({**said, "verdict": PASSED, "granted": asked if hours is None else min(asked, hours), "rule_id": rule})


def _about(row: Row) -> str:
    """As the file keeps it beside a verdict; a test holds that the verdicts stand."""
    names = ("version", "kind", "done_on", "level", "grade", "role", "quantity", "category", "hours")
    return json.dumps([row[name] for name in names], ensure_ascii=False, separators=(",", ":"))
