"""Masters who look after schools (名师联系学校): who, which school, since when, and what they did there."""

from app import records, studio_work, studios, teachers
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import links as stored
from storage.store import Row, Rows

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
    return found + records.ends_early(values, "start_date", "end_date", "结束日期早于开始日期，请核对。")


ENTITY = Entity("links", "名师联系学校", FIELDS, faults)
ACTIVITY = Entity("link_activities", "联系学校活动", ACTIVITY_FIELDS)


def listed(session: Session) -> list[Row]:
    """Every link with `school_name`, `studio_name`, `master_name`, `activities`, those of each kind (`kind1` …), `people`
    and `last_activity`."""
    return stored.listed(session.store)


def get(session: Session, pk: str) -> Row:
    """One link as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, stored.one(session.store, pk))


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save a link; the same master looks after a school once at a time."""
    return records.save(session, ENTITY, pk, changes, among)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one link among all others: the same master or studio for the same school not twice at a time."""
    start, end = str(values.get("start_date") or ""), str(values.get("end_date") or "9999")
    for other, studio, master, since, until in stored.of_school(rows, str(values["organisation_id"])):
        same = studio == (values.get("studio_id") or None) and master == (values.get("master_id") or None)
        if other != pk and same and start <= (until or "9999") and since <= end:
            return [Fault("start_date", f"{since} 起已登记过同样的联系，请先填写那一条的结束日期。")]
    return []


def activities(session: Session, link: str | None = None) -> list[Row]:
    """What was done (for one link, or all), the newest first."""
    return stored.activities(session.store, link)


def get_activity(session: Session, pk: str) -> Row:
    """One activity as in `activities`; raises Problem when there is none."""
    return records.there(ACTIVITY, next((one for one in activities(session) if one["id"] == pk), None))


def may_write(session: Session, link: Row) -> bool:
    """Whether this office writes down what is done: the county, the school itself, the school of master or studio."""
    if session.is_county or link["organisation_id"] == session.organisation:
        return True
    if link["master_id"] and teachers.is_listed(session, str(link["master_id"])):
        return True
    return bool(link["studio_id"]) and studio_work.is_ours(session, studios.get(session, str(link["studio_id"])))


def guard(session: Session, entity: Entity, values: Values) -> None:
    """Raise Problem for something done for a school with which this office has nothing to do."""
    if entity.table == ACTIVITY.table and not may_write(session, get(session, str(values["link_id"]))):
        raise Problem("这所学校的联系不归本校登记。", "请由受联系的学校、名师或工作室所在的学校、县局登记。")


def save_activity(session: Session, pk: str | None, changes: Values) -> str:
    """Save one activity of a link; raises Problem at a school that has no part in it."""
    current = {} if pk is None else records.get(session, ACTIVITY, pk)
    link = changes.get("link_id", current.get("link_id"))
    if link:
        guard(session, ACTIVITY, {"link_id": link})
    return records.save(session, ACTIVITY, pk, changes)


def without(session: Session) -> list[Row]:
    """Schools that nobody looks after today: id, name, township, teachers (how many work there)."""
    return stored.without(session.store, session.today().isoformat())
