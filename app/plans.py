"""Plans of development (个人发展规划): what a teacher means to reach, and what the mentor says of it."""

from datetime import date

from app import records, teachers
from app.fields import Fault, Field, Kind
from app.records import Entity, Values
from app.session import Session
from storage import plans as stored
from storage.store import Row

FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("mentor_id", "导师", Kind.REFERENCE, refers_to="teachers", synonyms=("指导教师",)),
    Field("start_date", "开始日期", Kind.DATE, required=True),
    Field("end_date", "结束日期", Kind.DATE),
    Field("goal", "发展目标", Kind.LONG_TEXT, required=True, width=28, synonyms=("目标",)),
    Field("measures", "措施和步骤", Kind.LONG_TEXT, width=28, synonyms=("措施",)),
    Field("opinion", "导师意见", Kind.LONG_TEXT, width=24, synonyms=("指导意见",)),
    Field("reviewed_on", "指导日期", Kind.DATE),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)


def faults(values: Values) -> list[Fault]:
    """One plan by itself: nobody is one's own mentor, and an end comes after its start."""
    found = []
    if values.get("mentor_id") and values.get("mentor_id") == values.get("teacher_id"):
        found.append(Fault("mentor_id", "导师和本人不能是同一个人。"))
    return found + records.ends_early(values, "start_date", "end_date", "结束日期早于开始日期，请核对。")


ENTITY = Entity("plans", "个人发展规划", FIELDS, faults)


def listed(session: Session) -> list[Row]:
    """Every plan with `teacher_name`, `school_name` and `mentor_name`, by the names' pinyin."""
    return stored.listed(session.store)


def of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's plans, the newest first."""
    return stored.of_teacher(session.store, pk)


def get(session: Session, pk: str) -> Row:
    """One plan as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, stored.one(session.store, pk))


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save a plan."""
    teachers.refuse_outline(session, changes.get("teacher_id"))
    return records.save(session, ENTITY, pk, changes)


def standing(row: Row, today: date) -> str:
    """Whether a plan goes on, is over, or what the mentor has still to say of it."""
    if row["end_date"] and str(row["end_date"]) < today.isoformat():
        return "已结束"
    return "执行中" if row["reviewed_on"] or not row["mentor_id"] else "等导师指导"


def holders(session: Session, day: date) -> set[str]:
    """Ids of those who have a plan that goes on on a day."""
    return stored.holders(session.store, day.isoformat())
