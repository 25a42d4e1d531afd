"""Organisations (单位): the county, township centres and schools; the tree that every file carries along."""

from app import records
from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values
from app.session import Session
from storage import organisations as stored
from storage.store import Row, Rows

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("name", "单位名称", required=True, owner=_COUNTY, group="基本信息", width=24,
          synonyms=("学校名称", "学校", "名称", "机构名称", "单位", "校名", "幼儿园名称", "单位全称")),
    Field("code", "学校标识码", owner=_COUNTY, group="基本信息", width=12,
          synonyms=("标识码", "单位代码", "学校代码", "机构代码", "单位标识码")),
    Field("short_name", "简称", owner=_COUNTY, group="基本信息", synonyms=("学校简称", "单位简称")),
    Field("kind", "单位类别", Kind.CODE, codes="organisation_kind", owner=_COUNTY, group="基本信息",
          synonyms=("机构类别",)),
    Field("school_kind", "办学类型", Kind.CODE, codes="school_kind", owner=_COUNTY, group="基本信息",
          synonyms=("学校类型", "学校类别", "学校办学类型")),
    Field("parent_id", "上级单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, group="基本信息",
          width=20, synonyms=("所属单位", "中心校")),
    Field("township", "乡镇（街道）", owner=_COUNTY, group="所在", synonyms=("乡镇", "街道", "所在乡镇")),
    Field("urban_rural", "城乡类型", Kind.CODE, codes="urban_rural", owner=_COUNTY, group="所在", synonyms=("城乡", "城乡分类")),
    Field("group_name", "教育集团", owner=_COUNTY, group="所在", synonyms=("集团", "所属集团")),
    Field("authority", "主管部门", owner=_COUNTY, group="所在", width=16, synonyms=("举办者", "主管单位", "学校举办者")),
    Field("location", "所在地", owner=_COUNTY, group="所在", width=14),
    Field("level", "办学层次", owner=_COUNTY, group="所在", synonyms=("层次",)),
    Field("phone", "电话", Kind.PHONE, owner=_COUNTY, group="联系", synonyms=("联系电话", "办公电话", "学校电话", "单位电话")),
    Field("address", "地址", owner=_COUNTY, group="联系", width=24, synonyms=("通讯地址", "学校地址", "单位地址", "详细地址")),
    Field("closed_on", "撤并日期", Kind.DATE, owner=_COUNTY, group="联系"),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, group="联系", width=20),
)  # fmt: skip


def faults(values: Values) -> list[Fault]:
    """One organisation by itself."""
    found = []
    code = str(values.get("code") or "")
    if code and not code.isascii():
        found.append(Fault("code", "学校标识码只能是数字和字母，请核对。"))
    return found


ENTITY = Entity("organisations", "单位", FIELDS, faults)


def listed(session: Session) -> list[Row]:
    """Every organisation: its fields, `parent_name`, and `teachers` (how many work there)."""
    return stored.listed(session.store)


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save an organisation; two of one code are refused."""
    return records.save(session, ENTITY, pk, changes, among)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    faults = []
    if values.get("code"):
        twin = stored.name_of_code(rows, str(values["code"]), pk)
        if twin:
            faults.append(Fault("code", f"学校标识码 {values['code']} 已经是“{twin}”的，不能重复。"))
    if pk is not None and values.get("parent_id") == pk:
        faults.append(Fault("parent_id", "上级单位不能是它自己。"))
    return faults
