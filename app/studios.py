"""Studios (名校长、名师、名班主任工作室): the county's list of them and their members."""

from collections.abc import Sequence
from datetime import date

from app import records
from app.fields import Fault, Field, Kind, Owner
from app.records import Entity, Values
from app.session import Session
from storage import studios as stored
from storage.store import Row, Rows

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("name", "工作室名称", required=True, owner=_COUNTY, group="工作室", width=20, synonyms=("名称",)),
    Field("kind", "类别", Kind.CODE, codes="studio_kind", required=True, owner=_COUNTY, group="工作室",
          synonyms=("工作室类别", "工作室类型")),
    Field("level", "级别", Kind.CODE, codes="level", owner=_COUNTY, group="工作室", width=8, synonyms=("工作室级别",)),
    Field("subject", "学科", Kind.CODE, codes="subject", owner=_COUNTY, group="工作室", width=8),
    Field("host_id", "主持人", Kind.REFERENCE, refers_to="teachers", owner=_COUNTY, group="工作室"),
    Field("organisation_id", "所在单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, group="工作室", width=18,
          synonyms=("挂牌单位", "依托学校", "挂靠单位")),
    Field("start_date", "设立日期", Kind.DATE, owner=_COUNTY, group="期限", synonyms=("成立时间", "挂牌时间", "命名时间")),
    Field("end_date", "周期结束", Kind.DATE, owner=_COUNTY, group="期限"),
    Field("state", "状态", Kind.CODE, codes="studio_state", owner=_COUNTY, group="期限", width=8),
    Field("closed_on", "结束日期", Kind.DATE, owner=_COUNTY, group="期限", synonyms=("撤销日期",)),
    Field("document", "依据文件", owner=_COUNTY, group="期限", width=18),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, group="期限", width=20),
)  # fmt: skip

MEMBER_FIELDS = (
    Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, owner=_COUNTY, width=20),
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, owner=_COUNTY),
    Field("role", "角色", Kind.CODE, codes="member_role", required=True, owner=_COUNTY),
    Field("joined_on", "加入日期", Kind.DATE, owner=_COUNTY),
    Field("left_on", "退出日期", Kind.DATE, owner=_COUNTY),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)


def faults(values: Values) -> list[Fault]:
    """One studio by itself."""
    start, end = str(values.get("start_date") or ""), str(values.get("end_date") or "")
    if start and end and end < start:
        return [Fault("end_date", "周期结束早于设立日期，请核对。")]
    return []


def _member_faults(values: Values) -> list[Fault]:
    joined, left = str(values.get("joined_on") or ""), str(values.get("left_on") or "")
    if joined and left and left < joined:
        return [Fault("left_on", "退出日期早于加入日期，请核对。")]
    return []


ENTITY = Entity("studios", "工作室", FIELDS, faults)
MEMBER = Entity("members", "工作室成员", MEMBER_FIELDS, _member_faults)


def listed(session: Session) -> list[Row]:
    """Every studio with `host_name`, `organisation_name` and `members` (how many now)."""
    return stored.listed(session.store)


def get(session: Session, pk: str) -> Row:
    """One studio as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, next((one for one in stored.listed(session.store) if one["id"] == pk), None))


def members(session: Session, studio: str | None = None) -> list[Row]:
    """Memberships (of one studio, or all) with `studio_name`, `teacher_name`, `school_name`."""
    return stored.members(session.store, studio)


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save a studio."""
    return records.save(session, ENTITY, pk, changes)


def save_member(session: Session, pk: str | None, changes: Values) -> str:
    """Save a membership; nobody is twice a present member of one studio."""
    return records.save(session, MEMBER, pk, changes, among)


def leave(session: Session, pks: Sequence[str], day: date) -> int:
    """Let members leave their studio on a day, in one act; returns how many were still there."""
    present = [row for row in (records.get(session, MEMBER, pk) for pk in pks) if not row["left_on"]]
    if not present:
        return 0
    change: Values = {"left_on": day.isoformat()}
    who = records.called(session, MEMBER, present[0]) if len(present) == 1 else f"{len(present)} 人"
    with session.writing(f"退出工作室：{who}") as rows:
        for row in present:
            records.validate(session, MEMBER, {**row, **change}, change)
            rows.update(MEMBER.table, str(row["id"]), change)
    return len(present)


def drop_members(session: Session, pks: Sequence[str]) -> int:
    """Delete memberships that were entered by mistake, in one act; returns how many."""
    found = [records.get(session, MEMBER, pk) for pk in pks]
    if not found:
        return 0
    records.refuse_if_county_only(session, MEMBER)
    who = records.called(session, MEMBER, found[0]) if len(found) == 1 else f"{len(found)} 人"
    with session.writing(f"删除工作室成员：{who}") as rows:
        for row in found:
            rows.delete(MEMBER.table, str(row["id"]))
    return len(found)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    if values.get("left_on"):
        return []
    if stored.is_member(rows, str(values["studio_id"]), str(values["teacher_id"]), pk):
        return [Fault("teacher_id", "这位教师已经是该工作室的成员。")]
    return []
