"""Texts (文稿) of documents as records: paragraphs with places for live figures; the county's."""

from app.fields import Field, Kind, Owner
from app.records import Entity

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("kind", "文稿种类", Kind.CODE, codes="text_kind", required=True, owner=_COUNTY),
    Field("name", "文稿名称", required=True, owner=_COUNTY, width=22),
    Field("body", "文稿内容", Kind.LONG_TEXT, required=True, owner=_COUNTY),
    Field("is_chosen", "是否采用", Kind.FLAG, owner=_COUNTY, width=8),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)

ENTITY = Entity("texts", "文稿", FIELDS)
