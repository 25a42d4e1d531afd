"""Observations (听课): who observed how many lessons in which school year; one lesson a row, or a whole term's count."""

from app import records, school_years, teachers
from app.fields import Fault, Field, Kind
from app.records import Entity, Values
from app.session import Session
from storage import observations as stored
from storage.store import Row

FIELDS = (
    Field("teacher_id", "听课人", Kind.REFERENCE, refers_to="teachers", required=True, group="听课", synonyms=("听课教师", "教师")),
    Field("school_year", "学年", Kind.SCHOOL_YEAR, required=True, group="听课", width=15, synonyms=("听课学年", "学年度")),
    Field("term", "学期", Kind.CODE, codes="term", group="听课", width=9),
    Field("periods", "听课节数", Kind.COUNT, required=True, group="听课", width=8,
          synonyms=("节数", "听课数", "听课节次", "听课次数")),
    Field("held_on", "听课日期", Kind.MONTH, group="听的课", synonyms=("日期", "听课时间", "时间")),
    Field("observed_id", "授课人", Kind.REFERENCE, refers_to="teachers", group="听的课",
          synonyms=("授课教师", "执教人", "执教教师", "上课教师")),
    Field("organisation_id", "听课学校", Kind.REFERENCE, refers_to="organisations", group="听的课", width=18,
          synonyms=("听课单位", "听课地点", "授课学校")),
    Field("subject", "听课学科", Kind.CODE, codes="subject", group="听的课", width=8, synonyms=("学科",)),
    Field("remark", "备注", Kind.LONG_TEXT, group="听的课", width=20),
)  # fmt: skip


def faults(values: Values) -> list[Fault]:
    """One observation by itself: not one's own lesson, and a day of the school year it counts in."""
    found = []
    if values.get("observed_id") and values.get("observed_id") == values.get("teacher_id"):
        found.append(Fault("observed_id", "听课人和授课人不能是同一个人。"))
    year, held = values.get("school_year"), str(values.get("held_on") or "")
    if isinstance(year, int) and held and not school_years.holds(year, held):
        found.append(Fault("held_on", f"听课日期不在 {school_years.label(year)}里，请核对学年和日期。"))
    return found


ENTITY = Entity("observations", "听课", FIELDS, faults)


def listed(session: Session) -> list[Row]:
    """Every observation with `teacher_name`, `school_name`, `observed_name` and `organisation_name`, newest first."""
    return stored.listed(session.store)


def of_teacher(session: Session, pk: str) -> list[Row]:
    """What a teacher observed, newest first."""
    return stored.of_teacher(session.store, pk)


def get(session: Session, pk: str) -> Row:
    """One observation as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, stored.one(session.store, pk))


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save an observation."""
    teachers.refuse_outline(session, changes.get("teacher_id"))
    return records.save(session, ENTITY, pk, changes)


def periods_by_teacher(session: Session, school_year: int) -> dict[str, int]:
    """Teacher's id → how many lessons that teacher observed in one school year."""
    return {
        str(row["teacher_id"]): int(row["periods"]) for row in stored.periods_by_teacher(session.store, school_year)
    }
