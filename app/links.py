"""Masters who look after schools (名师联系学校): who, which school, since when, and what they did there."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("organisation_id", "联系学校", Kind.REFERENCE, refers_to="organisations", required=True, owner=_COUNTY, width=18,
          synonyms=("学校", "受援学校", "帮扶学校")),
    Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", owner=_COUNTY, width=20, synonyms=("名师工作室",)),
    Field("master_id", "名师", Kind.REFERENCE, refers_to="teachers", owner=_COUNTY, synonyms=("联系名师", "帮扶名师")),
    Field("start_date", "开始日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("end_date", "结束日期", Kind.DATE, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=18),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)  # fmt: skip

ACTIVITY_FIELDS = (
    Field("link_id", "联系学校", Kind.REFERENCE, refers_to="links", required=True, width=18),
    Field("kind", "活动类别", Kind.CODE, codes="link_kind", required=True),
    Field("held_on", "日期", Kind.DATE, required=True),
    Field("topic", "主题", required=True, width=24),
    Field("people", "参加人数", Kind.COUNT, width=8),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)


def faults(values: Values) -> list[Fault]:
    """One link by itself: somebody looks after the school, and an end comes after its start."""
    found = []
    if not (values.get("studio_id") or values.get("master_id")):
        found.append(Fault("master_id", "请选联系学校的名师，或者工作室。"))
    start, end = str(values.get("start_date") or ""), str(values.get("end_date") or "")
    if start and end and end < start:
        found.append(Fault("end_date", "结束日期早于开始日期，请核对。"))
    return found


def _no_more(values: Values) -> list[Fault]:
    return []


ENTITY = Entity("links", "名师联系学校", FIELDS, faults)
ACTIVITY = Entity("link_activities", "联系学校活动", ACTIVITY_FIELDS, _no_more)
