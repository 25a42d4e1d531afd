"""Declared items (自主申报学时): papers, projects, open lessons … that ask for hours; the school looks first, then the county."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values

_COUNTY, _SCHOOL = Owner.COUNTY, Owner.SCHOOL

FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, group="项目"),
    Field("kind", "申报项目", Kind.CODE, codes="declared_kind", required=True, group="项目",
          synonyms=("项目", "项目类别", "成果类别")),
    Field("title", "名称", required=True, group="项目", width=26,
          synonyms=("成果名称", "题目", "论文题目", "课题名称", "书名", "比赛名称", "项目名称")),
    Field("done_on", "完成日期", Kind.DATE, required=True, group="项目",
          synonyms=("日期", "时间", "发表日期", "获奖日期", "完成时间", "读完日期")),
    Field("level", "级别", Kind.CODE, codes="level", group="项目", width=8),
    Field("grade", "奖次", Kind.CODE, codes="award_grade", group="项目", width=8, synonyms=("获奖等次", "等次")),
    Field("role", "本人作用", Kind.CODE, codes="declared_role", group="项目", width=10, synonyms=("作用", "位次")),
    Field("grouping", "比赛组别", group="项目", width=14, synonyms=("组别",),
          note="同类学校、同学科、同年龄段，如：农村小学数学青年组"),
    Field("venue", "刊物或主办单位", group="项目", width=18, synonyms=("刊物", "主办单位", "发表刊物", "颁发单位")),
    Field("quantity", "数量", Kind.COUNT, group="项目", width=6, note="按数量折算的才填，如专著的千字数"),
    Field("category", "学时类别", Kind.CODE, codes="training_category", required=True, group="学时", width=8),
    Field("hours", "申报学时", Kind.HOURS, group="学时", width=8, synonyms=("学时",)),
    Field("school_verdict", "学校审核", Kind.CODE, codes="verdict", owner=_SCHOOL, group="审核", width=8),
    Field("school_comment", "学校意见", owner=_SCHOOL, group="审核", width=16),
    Field("verdict", "县里审核", Kind.CODE, codes="verdict", owner=_COUNTY, group="审核", width=8),
    Field("comment", "县里意见", owner=_COUNTY, group="审核", width=16),
    Field("granted", "认定学时", Kind.HOURS, owner=_COUNTY, group="审核", width=8),
    Field("rule_id", "依据的折算办法", owner=_COUNTY, group="审核"),
    Field("decided_on", "认定日期", Kind.DATE, owner=_COUNTY, group="审核"),
    Field("decided_by", "认定人", owner=_COUNTY, group="审核"),
    Field("remark", "备注", Kind.LONG_TEXT, group="审核", width=20),
)  # fmt: skip


def faults(values: Values) -> list[Fault]:
    """One item by itself: what was not passed gives no hours."""
    if values.get("granted") and values.get("verdict") != "passed":
        return [Fault("granted", "县里审核通过的才有认定学时。")]
    return []


ENTITY = Entity("declarations", "申报学时", FIELDS, faults)
