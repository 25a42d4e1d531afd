"""Designs (版式) as records: how the papers of a kind look; the county's, and with its files every school's."""

from app.fields import Field, Kind, Owner
from app.records import Entity

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
    Field("name", "版式名称", required=True, owner=_COUNTY, width=22),
    Field("body", "版式内容", required=True, owner=_COUNTY),
    Field("is_chosen", "是否采用", Kind.FLAG, owner=_COUNTY, width=8),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)

ENTITY = Entity("designs", "版式", FIELDS)
