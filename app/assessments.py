"""Assessments (考核): the grade decided about each teacher of each year, for 师德 and for the year's work."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import codes, records, teachers
from app.fields import Fault, Field, Kind
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import assessments as stored
from storage import names
from storage import teachers as stored_teachers
from storage.store import Row, Rows

ETHICS, ANNUAL = "1", "2"
"""Codes of `assessment_kind`: 师德考核, 年度考核."""

FAILED = "4"
PASSED = frozenset({"1", "2"})
"""Codes of `assessment_grade`: 不合格; 优秀 and 合格."""

FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, group="考核"),
    Field("kind", "考核种类", Kind.CODE, codes="assessment_kind", required=True, group="考核", synonyms=("考核类别", "考核类型")),
    Field("year", "考核年度", Kind.YEAR, required=True, group="考核", width=8, synonyms=("年度", "考核年份", "年份")),
    Field("grade", "考核等次", Kind.CODE, codes="assessment_grade", required=True, group="考核", width=8,
          synonyms=("等次", "考核结果", "考核档次", "考核等级", "档次", "考核结论")),
    Field("decided_on", "确定日期", Kind.DATE, group="依据", synonyms=("考核时间", "考核日期", "评定日期", "认定日期")),
    Field("document", "依据文件", group="依据", width=18, synonyms=("文号", "考核文件", "文件号")),
    Field("remark", "备注", Kind.LONG_TEXT, group="依据", width=20),
)  # fmt: skip

RULE = "师德考核不合格的，当年年度考核不得评为合格及以上等次"
"""C2 of docs/coverage.md: the rule as the counties' documents say it."""

TWICE, AGAINST = "同一年有两条", "与师德考核不符"
"""What a list says beside an assessment that another one contradicts: two offices may each have entered one."""


ENTITY = Entity("assessments", "考核", FIELDS)


@dataclass(frozen=True)
class Entered:
    """What entering many did: how many rows were written, and the names of those who were left out, by reason."""

    written: int
    there: tuple[str, ...]
    """They have an assessment of that kind and year already."""
    barred: tuple[str, ...]
    """The rule about 师德 forbids this grade."""


def listed(session: Session) -> list[Row]:
    """Every assessment with `teacher_name`, `school_name` and `clash` (a sentence, "" when all is well)."""
    return [_told(row) for row in stored.listed(session.store)]


def of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's assessments as in `listed`, the newest year first."""
    return [_told(row) for row in stored.of_teacher(session.store, pk)]


def get(session: Session, pk: str) -> Row:
    """One assessment as in `listed`; raises Problem when there is none."""
    return _told(records.there(ENTITY, stored.one(session.store, pk)))


def _told(row: Row) -> Row:
    """A row with `clash` in words."""
    is_twice, is_against = row.pop("is_twice"), row.pop("is_against")
    row["clash"] = TWICE if is_twice else AGAINST if is_against else ""
    return row


def grades_of_year(session: Session, kind: str, year: int) -> dict[str, str]:
    """Teacher's id → grade of one kind and year."""
    return dict(stored.grades_of_year(session.store, kind, year))


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save an assessment; one teacher has one of a kind in a year, and the rule about 师德 holds."""
    teachers.refuse_outline(session, changes.get("teacher_id"))
    return records.save(session, ENTITY, pk, changes, among)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    teacher, year = str(values.get("teacher_id")), int(values.get("year") or 0)
    others = {kind: grade for other, _teacher, kind, grade in stored.grades_of(rows, [teacher], year) if other != pk}
    return _faults(values, others)


def _faults(values: Values, others: dict[str, str]) -> list[Fault]:
    """What speaks against one, where `others` are kind → grade of the teacher's other assessments of that year."""
    kind, grade, year = str(values.get("kind")), str(values.get("grade")), values.get("year")
    if kind in others:
        label = codes.table("assessment_kind").label_of(kind)
        had = codes.table("assessment_grade").label_of(others[kind])
        return [Fault("year", f"这位教师 {year} 年的{label}已经登记为{had}，请修改原来那条。")]
    if kind == ANNUAL and grade in PASSED and others.get(ETHICS) == FAILED:
        return [Fault("grade", f"{RULE}：这位教师 {year} 年师德考核不合格，请改评基本合格或不合格，或者核对师德考核。")]
    if kind == ETHICS and grade == FAILED and others.get(ANNUAL) in PASSED:
        had = codes.table("assessment_grade").label_of(others[ANNUAL])
        return [Fault("grade", f"{RULE}：这位教师 {year} 年年度考核已经登记为{had}，请先改那一条，再登记师德考核。")]
    return []


def enter(session: Session, pks: Sequence[str], values: Values) -> Entered:
    """Give many teachers the same assessment in one act: `kind`, `year`, `grade`, and what else is alike.

    Those who have one of that kind and year keep it, and those whom the rule about 师德 bars are left out; both are
    named. Raises Problem for outlines of other schools' people, Invalid for values that no record may have.
    """
    chosen = list(dict.fromkeys(pks))
    if not chosen:
        raise Problem("还没有选教师。", "请先选好教师，再登记考核。")
    records.validate(session, ENTITY, {**values, "teacher_id": chosen[0]}, values)
    if not stored_teachers.outlines(session.store).isdisjoint(chosen):
        raise Problem("名单里有外校教师。", "请由其所在学校或县局登记。没有写入任何内容。")
    with session.writing(_said(values)) as rows:
        had: dict[str, dict[str, str]] = {pk: {} for pk in chosen}
        for _id, teacher, kind, grade in stored.grades_of(rows, chosen, int(values["year"] or 0)):
            had[teacher][kind] = grade
        there = [pk for pk in chosen if values["kind"] in had[pk]]
        barred = [pk for pk in chosen if pk not in there and _faults(values, had[pk])]
        new = [pk for pk in chosen if pk not in {*there, *barred}]
        for pk in new:
            rows.insert(ENTITY.table, {**values, "teacher_id": pk})
    return Entered(len(new), _called(session, there), _called(session, barred))


def set_grade(session: Session, pks: Sequence[str], grade: str) -> int:
    """Give assessments another grade in one act; returns how many had another.

    Nothing is written when one of them cannot have it: raises Invalid, with the name.
    """
    found = [row for row in (records.get(session, ENTITY, pk) for pk in pks) if row["grade"] != grade]
    if not found:
        return 0
    change: Values = {"grade": grade}
    who = records.called(session, ENTITY, found[0]) if len(found) == 1 else f"{len(found)} 条"
    with session.writing(f"考核改为{codes.table('assessment_grade').label_of(grade)}：{who}") as rows:
        for row in found:
            values = {**row, **change}
            records.validate(session, ENTITY, values, change)
            faults = among(rows, str(row["id"]), values)
            if faults:
                name = records.called(session, ENTITY, row)
                raise records.Invalid(ENTITY, [Fault(one.field, f"{name}：{one.reason}") for one in faults])
            rows.update(ENTITY.table, str(row["id"]), change)
    return len(found)


def _said(values: Values) -> str:
    kind = codes.table("assessment_kind").label_of(str(values["kind"]))
    return f"登记 {values['year']} 年{kind}：{codes.table('assessment_grade').label_of(str(values['grade']))}"


def _called(session: Session, pks: Sequence[str]) -> tuple[str, ...]:
    called = names.names_of(session.store, "teachers", pks)
    return tuple(called[pk] for pk in pks if pk in called)
