"""The demonstration's registers around training: courses, bases, volunteers' service."""

from collections.abc import Iterator
from random import Random

from app.demo import TODAY
from app.demo.organisations import Place
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

_COURSES = (
    ("统编语文教材单元整体教学", "13", "教育教学", 160, 1), ("小学数学大概念教学", "14", "教育教学", 120, 1),
    ("初中英语读写结合课例研究", "41", "教育教学", 120, 1), ("道德与法治议题式教学", "L01", "教育教学", 80, 1),
    ("科学探究实验设计", "15", "教育教学", 100, 1), ("幼儿自主游戏观察与支持", "L10", "学前教育", 160, 1),
    ("班级管理与家校沟通", None, "班主任工作", 120, 1), ("学生心理危机识别", None, "心理健康", 80, 1),
    ("乡土资源校本课程开发", None, "课程建设", 80, 1), ("数字教育资源应用", None, "信息技术", 100, 1),
    ("特殊教育随班就读指导", "L20", "特殊教育", 80, 1), ("新课标作业设计", None, "教育教学", 60, 0),
    ("教师语言艺术", None, "教学基本功", 60, 0), ("三笔字书写训练", None, "教学基本功", 60, 0),
)  # fmt: skip
"""Title, subject, area, hours in tenths, fine or not."""

_BASES = (("3", "43", 4), ("3", "33", 3), ("4", "43", 2), ("1", "33", 2), ("2", "33", 1), ("3", "23", 1))
"""Kind, level and how many; the county is still short of what it is asked for."""
_KINDS = {"1": "教师培养培训基地", "2": "教师发展示范中心", "3": "教师专业发展示范学校", "4": "学前教师培训实践基地"}

_SERVICES = (
    ("课后服务志愿辅导", "2026-03-05"), ("留守儿童暑期陪伴", "2026-07-20"), ("推广普通话志愿行", "2026-09-14"),
)  # fmt: skip


def courses(rng: Random) -> Iterator[Row]:
    """The catalogue of courses, most of them fine ones."""
    for title, subject, area, hours, fine in _COURSES:
        year = rng.randint(2022, 2025)
        yield {
            "id": new_id(), "title": title, "subject": subject, "area": area, "hours": hours, "is_fine": fine,
            "author": "示范县教师发展中心", "approved_on": f"{year}-12-{rng.randint(10, 28)}" if fine else None,
        }  # fmt: skip


def bases(rng: Random, schools: list[Place]) -> Iterator[Row]:
    """Bases at schools of their kind, each awarded some years ago."""
    for kind, level, count in _BASES:
        fitting = [one for one in schools if kind != "4" or "1" in one.stages]
        for place in rng.sample(fitting, min(count, len(fitting))):
            year = rng.randint(2021, 2025)
            yield {
                "id": new_id(), "name": f"{place.name}（{_KINDS[kind]}）", "kind": kind, "level": level,
                "organisation_id": place.id, "awarded_on": f"{year}-{rng.randint(3, 12):02d}-15",
                "document": f"示教〔{year}〕{rng.randint(10, 60)}号" if level == "43" else None,
            }  # fmt: skip


def volunteering(rng: Random, schools: list[Place]) -> Iterator[Row]:
    """What the schools' volunteers did this year, most schools each time."""
    for title, day in _SERVICES:
        for place in schools:
            if day > TODAY.isoformat() or rng.random() < 0.15:
                continue
            people = rng.randint(3, 18)
            yield {
                "id": new_id(), "organisation_id": place.id, "title": title, "held_on": day, "people": people,
                "times": people * rng.randint(1, 6),
            }  # fmt: skip
