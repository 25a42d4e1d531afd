"""The county's registers around training: courses (课程), bases (基地) and volunteers' service (志愿服务)."""

from collections.abc import Mapping, Sequence
from datetime import date

from app import records
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import catalogue as stored
from storage import names
from storage.store import Row

_COUNTY = Owner.COUNTY

COURSE_FIELDS = (
    Field("title", "课程名称", required=True, owner=_COUNTY, width=24, synonyms=("课程", "名称")),
    Field("subject", "学科", Kind.CODE, codes="subject", owner=_COUNTY, width=8),
    Field("area", "领域", owner=_COUNTY, width=12, synonyms=("课程领域",)),
    Field("hours", "学时", Kind.HOURS, owner=_COUNTY, width=6),
    Field("is_fine", "是否精品", Kind.FLAG, owner=_COUNTY, width=8, synonyms=("精品课程", "精品")),
    Field("author", "开发人", owner=_COUNTY, width=14, synonyms=("开发者", "主讲", "主讲人")),
    Field("approved_on", "认定日期", Kind.DATE, owner=_COUNTY, synonyms=("认定时间",)),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)

BASE_FIELDS = (
    Field("name", "基地名称", required=True, owner=_COUNTY, width=24, synonyms=("名称",)),
    Field("kind", "基地种类", Kind.CODE, codes="base_kind", required=True, owner=_COUNTY, width=14, synonyms=("种类", "类别")),
    Field("level", "级别", Kind.CODE, codes="level", owner=_COUNTY, width=8),
    Field("organisation_id", "所在单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, width=18),
    Field("awarded_on", "认定日期", Kind.DATE, owner=_COUNTY, synonyms=("认定时间", "命名时间", "挂牌时间")),
    Field("end_date", "有效期至", Kind.DATE, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=18, synonyms=("文号",)),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)  # fmt: skip

VOLUNTEERING_FIELDS = (
    Field(
        "organisation_id", "单位", Kind.REFERENCE, refers_to="organisations", width=18, synonyms=("学校", "学校名称")
    ),
    Field("title", "活动名称", required=True, width=24, synonyms=("活动", "志愿服务项目", "项目")),
    Field("held_on", "日期", Kind.DATE, required=True, synonyms=("活动日期", "时间")),
    Field("people", "人数", Kind.COUNT, width=6, note="参加过的人，一人只算一次"),
    Field("times", "人次", Kind.COUNT, required=True, width=6, synonyms=("参加人次",), note="一人参加两次算两人次"),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)


def _volunteering_faults(values: Values) -> list[Fault]:
    people, times = values.get("people"), values.get("times")
    if isinstance(people, int) and isinstance(times, int) and people > times:
        return [Fault("people", "人数不能多于人次：一人至少算一人次。")]
    return []


COURSE = Entity("courses", "课程", COURSE_FIELDS)
BASE = Entity("bases", "培训基地", BASE_FIELDS)
VOLUNTEERING = Entity("volunteering", "志愿服务", VOLUNTEERING_FIELDS, _volunteering_faults)


def courses(session: Session) -> list[Row]:
    """Every course, the latest approved first."""
    return stored.courses(session.store)


def course(session: Session, pk: str) -> Row:
    """One course; raises Problem when there is none."""
    return records.there(COURSE, stored.course(session.store, pk))


def save_course(session: Session, pk: str | None, changes: Values) -> str:
    """Save a course."""
    return records.save(session, COURSE, pk, changes)


def bases(session: Session) -> list[Row]:
    """Every base with `organisation_name`, by kind and level."""
    return stored.bases(session.store)


def base(session: Session, pk: str) -> Row:
    """One base as in `bases`; raises Problem when there is none."""
    return records.there(BASE, stored.base(session.store, pk))


def save_base(session: Session, pk: str | None, changes: Values) -> str:
    """Save a base."""
    return records.save(session, BASE, pk, changes)


def holds(base: Mapping[str, object], today: date) -> bool:
    """Whether a base still is one: its last day, where there is one, has not passed."""
    return not base["end_date"] or str(base["end_date"]) >= today.isoformat()


def volunteering(session: Session) -> list[Row]:
    """Every entry of volunteers' service with `organisation_name`, the newest first."""
    return stored.volunteering(session.store)


def served(session: Session, pk: str) -> Row:
    """One entry as in `volunteering`; raises Problem when there is none."""
    return records.there(VOLUNTEERING, stored.served(session.store, pk))


def volunteered(session: Session) -> list[tuple[int, int, int, int]]:
    """(year, entries, 人, 人次), the newest year first; 人 are those of each entry added up."""
    return stored.volunteered(session.store)


def save_volunteering(session: Session, pk: str | None, changes: Values) -> str:
    """Save an entry of volunteers' service; a school's new one is its own unless it says otherwise."""
    if pk is None and not session.is_county:
        changes = {"organisation_id": session.organisation, **changes}
    return records.save(session, VOLUNTEERING, pk, changes)


def save_batch(session: Session, common: Values, units: Sequence[tuple[str, Values]]) -> int:
    """Register one activity of many units in one act: `common` (title, day, remark) for all, and for each unit its
    `people` and `times`. Nothing is written when one of them is not right: raises Problem naming the unit."""
    if not units:
        raise Problem("还没有填写任何单位的人次。", "请在要登记的单位后面填写人次，再登记。")
    entries = [{**common, **values, "organisation_id": unit} for unit, values in units]
    for values in entries:
        records.validate(session, VOLUNTEERING, values, values)
    with session.writing(f"登记志愿服务：{common.get('title')}，{len(entries)} 个单位") as rows:
        for values in entries:
            unit, title = str(values["organisation_id"]), str(values["title"])
            if stored.registered(rows, title, str(values["held_on"]), unit):
                name = names.name_of(session.store, "organisations", unit)
                raise Problem(
                    f"{name}这一天已经登记过“{title}”。",
                    "请修改原来那条，或者把这个单位的人次清空。没有写入任何内容。",
                )
            rows.insert(VOLUNTEERING.table, values)
    return len(entries)
