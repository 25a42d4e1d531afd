"""A rule as a record: one dated version, its source, the sentence it stands for, and its parameters."""

import json

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values, ends_early

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("code", "规则编号", required=True, owner=_COUNTY, group="规则", width=14),
    Field("kind", "规则种类", Kind.CODE, codes="rule_kind", required=True, owner=_COUNTY, group="规则", width=10),
    Field("title", "规则名称", required=True, owner=_COUNTY, group="规则", width=22),
    Field("start_date", "生效日期", Kind.DATE, required=True, owner=_COUNTY, group="规则"),
    Field("end_date", "失效日期", Kind.DATE, owner=_COUNTY, group="规则"),
    Field("document", "依据文件", owner=_COUNTY, group="依据", width=22),
    Field("sentence", "规则原文", Kind.LONG_TEXT, owner=_COUNTY, group="依据", width=30),
    Field("parameters", "规则参数", required=True, owner=_COUNTY, group="参数", width=20),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, group="依据", width=20),
)


def faults(values: Values) -> list[Fault]:
    """One version by itself: an end not before its start, and parameters that can be read as its kind wants them."""
    found = ends_early(values, "start_date", "end_date", "失效日期早于生效日期，请核对。")
    try:
        readable = isinstance(json.loads(str(values.get("parameters") or "")), dict)
    except ValueError:
        readable = False
    if not readable:
        found.append(Fault("parameters", "规则参数读不出来，请在规则页面上重新填写。"))
    return found


ENTITY = Entity("rules", "规则", FIELDS, faults)
