"""The public keys that sign the statements on papers: every office holds them, to check without a network."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values, ends_early

_COUNTY = Owner.COUNTY


def faults(values: Values) -> list[Fault]:
    """One key by itself: it does not end before it begins."""
    return ends_early(values, "start_date", "end_date", "停用日期早于启用日期，请核对。")


ENTITY = Entity(
    "paper_keys",
    "证书公钥",
    (
        Field("key", "公钥", required=True, owner=_COUNTY),
        Field("site", "单位编号", required=True, owner=_COUNTY),
        Field("name", "发证单位", required=True, owner=_COUNTY, width=18),
        Field("start_date", "启用日期", Kind.DATE, required=True, owner=_COUNTY),
        Field("end_date", "停用日期", Kind.DATE, owner=_COUNTY),
        Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
    ),
    faults,
)
