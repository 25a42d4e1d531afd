"""What a studio does (工作室工作): plans by stage, activities and who took part, outputs, assessments."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values

_STUDIO = Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, width=20)
_COUNTY = Owner.COUNTY

PLAN_FIELDS = (
    _STUDIO,
    Field("stage", "阶段", required=True, width=14, note="如：第一年、2026 年春季"),
    Field("start_date", "开始日期", Kind.DATE, required=True),
    Field("end_date", "结束日期", Kind.DATE, required=True),
    Field("kind", "活动类别", Kind.CODE, codes="studio_activity_kind", width=12, note="不填就是任何一类都算"),
    Field("times", "计划次数", Kind.COUNT, required=True, width=8),
    Field("goal", "目标", Kind.LONG_TEXT, width=24),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

ACTIVITY_FIELDS = (
    _STUDIO,
    Field("kind", "活动类别", Kind.CODE, codes="studio_activity_kind", required=True, width=12, synonyms=("类别", "活动类型")),
    Field("held_on", "日期", Kind.DATE, required=True, synonyms=("活动日期", "活动时间")),
    Field("topic", "主题", required=True, width=24, synonyms=("活动主题", "内容", "活动内容")),
    Field("place", "地点", width=16, synonyms=("活动地点",)),
    Field("hours", "学时", Kind.HOURS, width=6, note="全程参加的人得多少学时；不给学时就不填"),
    Field("category", "学时类别", Kind.CODE, codes="training_category", width=8),
    Field("level", "学时层级", Kind.CODE, codes="training_level", width=8),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)  # fmt: skip

PARTICIPATION_FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("activity_id", "工作室活动", Kind.REFERENCE, refers_to="studio_activities", required=True, width=24),
    Field("part", "承担任务", width=12, synonyms=("任务", "分工")),
    Field("hours", "学时", Kind.HOURS, required=True, width=6),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

OUTPUT_FIELDS = (
    _STUDIO,
    Field("kind", "成果类别", Kind.CODE, codes="output_kind", required=True, width=12, synonyms=("类别", "成果类型")),
    Field("title", "成果名称", required=True, width=24, synonyms=("名称", "题目")),
    Field("author", "完成人", width=14, synonyms=("作者", "主持人")),
    Field("level", "级别", Kind.CODE, codes="level", width=8),
    Field("done_on", "日期", Kind.DATE, synonyms=("完成日期", "发表日期")),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

ASSESSMENT_FIELDS = (
    Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, owner=_COUNTY, width=20),
    Field("kind", "考核种类", Kind.CODE, codes="studio_assessment_kind", required=True, owner=_COUNTY),
    Field("year", "考核年度", Kind.YEAR, required=True, owner=_COUNTY, width=8),
    Field("grade", "等次", Kind.CODE, codes="three_grades", required=True, owner=_COUNTY, width=6, synonyms=("考核等次",)),
    Field("score", "得分", Kind.COUNT, owner=_COUNTY, width=6),
    Field("decided_on", "确定日期", Kind.DATE, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=18),
    Field("comment", "考核意见", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)  # fmt: skip


def _plan_faults(values: Values) -> list[Fault]:
    start, end = str(values.get("start_date") or ""), str(values.get("end_date") or "")
    if start and end and end < start:
        return [Fault("end_date", "结束日期早于开始日期，请核对。")]
    return []


def _activity_faults(values: Values) -> list[Fault]:
    if values.get("hours") and not values.get("category"):
        return [Fault("category", "给学时的活动要选学时类别，学时才知道计到哪一类。")]
    return []


def _no_more(values: Values) -> list[Fault]:
    return []


PLAN = Entity("studio_plans", "工作室计划", PLAN_FIELDS, _plan_faults)
ACTIVITY = Entity("studio_activities", "工作室活动", ACTIVITY_FIELDS, _activity_faults)
PARTICIPATION = Entity("participations", "活动参加", PARTICIPATION_FIELDS, _no_more)
OUTPUT = Entity("outputs", "工作室成果", OUTPUT_FIELDS, _no_more)
ASSESSMENT = Entity("studio_assessments", "工作室考核", ASSESSMENT_FIELDS, _no_more)
