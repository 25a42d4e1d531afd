"""The county's registers around training: courses (课程), bases (基地) and volunteers' service (志愿服务)."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values

_COUNTY = Owner.COUNTY

COURSE_FIELDS = (
    Field("title", "课程名称", required=True, owner=_COUNTY, width=24, synonyms=("课程", "名称")),
    Field("subject", "学科", Kind.CODE, codes="subject", owner=_COUNTY, width=8),
    Field("area", "领域", owner=_COUNTY, width=12, synonyms=("课程领域",)),
    Field("hours", "学时", Kind.HOURS, owner=_COUNTY, width=6),
    Field("is_fine", "是否精品", Kind.FLAG, owner=_COUNTY, width=8, synonyms=("精品课程", "精品")),
    Field("author", "开发人", owner=_COUNTY, width=14, synonyms=("开发者", "主讲", "主讲人")),
    Field("approved_on", "认定日期", Kind.DATE, owner=_COUNTY, synonyms=("认定时间",)),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)

BASE_FIELDS = (
    Field("name", "基地名称", required=True, owner=_COUNTY, width=24, synonyms=("名称",)),
    Field("kind", "基地种类", Kind.CODE, codes="base_kind", required=True, owner=_COUNTY, width=14, synonyms=("种类", "类别")),
    Field("level", "级别", Kind.CODE, codes="level", owner=_COUNTY, width=8),
    Field("organisation_id", "所在单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, width=18),
    Field("awarded_on", "认定日期", Kind.DATE, owner=_COUNTY, synonyms=("认定时间", "命名时间", "挂牌时间")),
    Field("end_date", "有效期至", Kind.DATE, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=18, synonyms=("文号",)),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)  # fmt: skip

VOLUNTEERING_FIELDS = (
    Field(
        "organisation_id", "单位", Kind.REFERENCE, refers_to="organisations", width=18, synonyms=("学校", "学校名称")
    ),
    Field("title", "活动名称", required=True, width=24, synonyms=("活动", "志愿服务项目", "项目")),
    Field("held_on", "日期", Kind.DATE, required=True, synonyms=("活动日期", "时间")),
    Field("people", "人数", Kind.COUNT, width=6, note="参加过的人，一人只算一次"),
    Field("times", "人次", Kind.COUNT, required=True, width=6, synonyms=("参加人次",), note="一人参加两次算两人次"),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)


def _no_more(values: Values) -> list[Fault]:
    return []


def _volunteering_faults(values: Values) -> list[Fault]:
    people, times = values.get("people"), values.get("times")
    if isinstance(people, int) and isinstance(times, int) and people > times:
        return [Fault("people", "人数不能多于人次：一人至少算一人次。")]
    return []


COURSE = Entity("courses", "课程", COURSE_FIELDS, _no_more)
BASE = Entity("bases", "培训基地", BASE_FIELDS, _no_more)
VOLUNTEERING = Entity("volunteering", "志愿服务", VOLUNTEERING_FIELDS, _volunteering_faults)
