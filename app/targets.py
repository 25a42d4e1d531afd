"""Targets (目标): how many of something there are to be by a day, and the document that says so."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values, ends_early

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("title", "目标名称", required=True, owner=_COUNTY, width=22),
    Field("figure", "统计什么", required=True, owner=_COUNTY, width=18),
    Field("choice", "统计范围", owner=_COUNTY, width=18),
    Field("number", "目标数", Kind.COUNT, required=True, owner=_COUNTY, width=8),
    Field("start_date", "开始日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("end_date", "截止日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=22),
    Field("aliases", "别名", owner=_COUNTY, width=18),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)


def faults(values: Values) -> list[Fault]:
    """One target by itself: it does not end before it begins."""
    return ends_early(values, "start_date", "end_date", "截止日期早于开始日期，请核对。")


ENTITY = Entity("targets", "目标", FIELDS, faults)
