"""Numbers of papers: the pattern of each kind, and the blocks from which an office gives them without asking."""

from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values

_COUNTY = Owner.COUNTY

PATTERN = Entity(
    "number_patterns",
    "编号规则",
    (
        Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
        Field("pattern", "编号样式", required=True, owner=_COUNTY, width=30),
        Field("start", "起始号", Kind.COUNT, required=True, owner=_COUNTY, width=8),
        Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
    ),
)


def block_faults(values: Values) -> list[Fault]:
    """One block by itself: it does not end before it begins."""
    first, last = values.get("first"), values.get("last")
    if isinstance(first, int) and isinstance(last, int) and last < first:
        return [Fault("last", "末号小于首号，请核对。")]
    return []


BLOCK = Entity(
    "number_blocks",
    "编号段",
    (
        Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
        Field("year", "年份", Kind.YEAR, required=True, owner=_COUNTY, width=6),
        Field("site", "发证单位编号", required=True, owner=_COUNTY),
        Field("computer", "电脑", required=True, owner=_COUNTY),
        Field("organisation_id", "发证单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, width=18),
        Field("first", "首号", Kind.COUNT, required=True, owner=_COUNTY, width=8),
        Field("last", "末号", Kind.COUNT, required=True, owner=_COUNTY, width=8),
        Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
    ),
    block_faults,
)
