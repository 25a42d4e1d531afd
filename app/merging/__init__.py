"""Merging (合并): the entry of a person made twice becomes part of the other, with all that hangs on it."""

from app.fields import Field, Owner
from app.records import Entity

FIELDS = (
    Field("teacher_id", "合并掉的登记", required=True, owner=Owner.COUNTY),
    Field("into_id", "保留的登记", required=True, owner=Owner.COUNTY),
    Field("rows", "记录对照", required=True, owner=Owner.COUNTY),
    Field("remark", "说明", required=True, owner=Owner.COUNTY, width=24),
)


ENTITY = Entity("merges", "教师合并", FIELDS)
"""What says that two entries are one person now: it travels to every school that held the one that went."""
