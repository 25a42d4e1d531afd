"""What the demonstration's studios do: plans, activities with who took part, outputs, assessments, schools looked after."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo import TODAY
from app.demo.studios import CLASS_TEACHERS, HEADS, MASTERS, Studios
from app.demo.studios import Row as StudioRow
from app.demo.teachers import Teacher
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

_YEARS = (TODAY.year - 1, TODAY.year)
_EXCELLENT, _PASSED, _FAILED = "1", "2", "3"
_TOPICS = {
    "1": ("《给教师的建议》共读交流", "《静悄悄的革命》专题阅读", "《教学勇气》读书分享"),
    "2": ("主持人示范课开放日", "同课异构课堂开放", "成员汇报课展示"),
    "3": ("学科大单元教学设计培训", "新课标单元整体教学培训", "单元作业设计培训"),
    "4": ("期末复习教学研讨", "学业质量分析研讨", "课堂提问有效性研讨"),
    "5": ("“双减”背景下的作业研究", "学习评价主题研究", "小组合作学习主题研究"),
    "6": ("优质课课例打磨", "集体备课与课例研磨", "一课三磨：课例改进"),
    "7": ("送教下乡暨示范课", "送培到校"),
    "8": ("专题讲座：教师专业成长", "专题讲座：班级管理的智慧"),
}
_KINDS = {HEADS: "1458", MASTERS: "12345678", CLASS_TEACHERS: "1458"}
_PARTS = ("主讲", "上课", "评课", "主持", "记录", "", "", "", "", "")
_OUTPUTS = {
    "1": "论文《{subject}课堂教学的实践与思考》",
    "2": "县级课题“{subject}单元教学的县域研究”",
    "3": "公开课《{subject}示范课》",
    "4": "课例集《{subject}课例十二则》",
    "5": "{subject}优质课评比获奖",
}
_LINKED = {"1": "互派教师交流一周", "2": "送教上门示范课", "3": "校际联合教研", "4": "工作坊研修活动"}
_PROFESSIONAL, _COUNTY_TRAINING = "2", "4"
_HALF_DAY = 40
"""Tenths of an hour that an afternoon in a studio gives."""


@dataclass
class Work:
    """Rows by table, in the order in which they are written."""

    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {
            name: []
            for name in (
                *("studio_plans", "studio_activities", "participations"),
                *("outputs", "studio_assessments", "links", "link_activities"),
            )
        }
    )

    def add(self, table: str, **values: Value) -> str:
        """Note one row; returns its id."""
        pk = new_id()
        self.tables[table].append({"id": pk, **values})
        return pk


def done(rng: Random, made: Studios, people: list[Teacher]) -> Work:
    """Two years of work of every studio that had begun; masters look after most township schools."""
    work = Work()
    of: dict[object, list[Value]] = {}
    for one in made.members:
        of.setdefault(one["studio_id"], []).append(one["teacher_id"])
    for studio in made.studios:
        for year in _YEARS:
            if int(str(studio["start_date"])[:4]) <= year:
                _year(rng, work, studio, [studio["host_id"], *of.get(studio["id"], [])], year)
    _assess(rng, work, made.studios)
    _link(rng, work, made.studios, people)
    return work


def _year(rng: Random, work: Work, studio: StudioRow, people: list[Value], year: int) -> None:
    begun = max(date(year, 1, 1), date.fromisoformat(str(studio["start_date"])))
    kinds = rng.sample(_KINDS[str(studio["kind"])], 3)
    for kind in kinds:
        work.add(
            "studio_plans", studio_id=studio["id"], stage=f"{year} 年", kind=kind, times=rng.choice((1, 1, 2)),
            start_date=begun.isoformat(), end_date=f"{year}-12-31",
            goal="人人有参与，次次有记录" if rng.random() < 0.3 else None,
        )  # fmt: skip
    for kind in (*kinds, rng.choice(kinds), *rng.sample(_KINDS[str(studio["kind"])], rng.choice((0, 0, 1)))):
        # One in twelve of what was planned has not taken place.
        if rng.random() > 1 / 12:
            _activity(rng, work, studio, people, kind, _day(rng, begun, year))
    if rng.random() < 0.6:
        kind = rng.choice(tuple(_OUTPUTS))
        subject = str(studio["name"]).removesuffix("工作室")[-4:]
        work.add(
            "outputs", studio_id=studio["id"], kind=kind, title=_OUTPUTS[kind].format(subject=subject),
            author="工作室集体",
            level=rng.choice(("43", "43", "33")), done_on=_day(rng, begun, year),
        )  # fmt: skip


def _activity(rng: Random, work: Work, studio: StudioRow, people: list[Value], kind: str, day: str) -> None:
    gives = kind in "23468"
    pk = work.add(
        "studio_activities", studio_id=studio["id"], kind=kind, held_on=day, topic=rng.choice(_TOPICS[kind]),
        place=rng.choice(("主持人所在学校", "县教师发展中心", "成员所在学校", None)),
        hours=_HALF_DAY if gives else None, category=_PROFESSIONAL if gives else None,
        level=_COUNTY_TRAINING if gives else None,
    )  # fmt: skip
    for teacher in people:
        if rng.random() < 0.85:
            work.add(
                "participations", teacher_id=teacher, activity_id=pk, part=rng.choice(_PARTS) or None,
                hours=_HALF_DAY if gives else 0,
            )  # fmt: skip


def _day(rng: Random, begun: date, year: int) -> str:
    last = min(date(year, 12, 20), TODAY)
    return (begun + timedelta(days=rng.randrange(max((last - begun).days, 1)))).isoformat()


def _assess(rng: Random, work: Work, rooms: list[StudioRow]) -> None:
    """Last year's: a few are excellent, and of a whole county one has failed."""
    year = TODAY.year - 1
    judged = [one for one in rooms if int(str(one["start_date"])[:4]) <= year]
    failed = rng.choice(judged)["id"] if len(judged) > 20 else None
    for one in judged:
        grade = _FAILED if one["id"] == failed else _EXCELLENT if rng.random() < 0.25 else _PASSED
        score = {_EXCELLENT: rng.randrange(90, 99), _PASSED: rng.randrange(66, 90), _FAILED: rng.randrange(45, 60)}
        work.add(
            "studio_assessments", studio_id=one["id"], kind="1", year=year, grade=grade, score=score[grade],
            decided_on=f"{year + 1}-01-20", document=f"示教〔{year + 1}〕5号",
        )  # fmt: skip


def _link(rng: Random, work: Work, rooms: list[StudioRow], people: list[Teacher]) -> None:
    """Masters look after the schools outside the county town; one in six has nobody yet."""
    places = {one.place.id: one.place for one in people}
    hosts = {one["host_id"]: one for one in rooms if one["kind"] == MASTERS}
    masters = list(hosts.items())
    for pk, place in places.items():
        master, room = rng.choice(masters) if masters else (None, {})
        nobody = rng.random() < 1 / 6 and work.tables["links"]
        if master is None or nobody or place.row.get("kind") != "3" or room["organisation_id"] == pk:
            continue
        begun = date(TODAY.year - 1, 9, 10)
        link = work.add(
            "links", organisation_id=pk, studio_id=room["id"], master_id=master, start_date=begun.isoformat(),
            document=f"示教〔{TODAY.year - 1}〕46号",
        )  # fmt: skip
        for _ in range(rng.randrange(0, 5)):
            kind = rng.choice("1222334")
            day = begun + timedelta(days=rng.randrange((TODAY - begun).days))
            work.add(
                "link_activities", link_id=link, kind=kind, held_on=day.isoformat(), topic=_LINKED[kind],
                people=rng.randrange(6, 40),
            )  # fmt: skip
