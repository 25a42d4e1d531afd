"""Lists as they can be written out: of each kind of record its columns, and its rows with every name beside its id."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app import (
    accounts,
    assessments,
    catalogue,
    certificates,
    declarations,
    enrolment,
    honours,
    links,
    mentoring,
    observations,
    organisations,
    plans,
    roster,
    sessions,
    studio_terms,
    studio_work,
    studios,
    teachers,
    training,
)
from app.fields import Field, Kind, Value
from app.importing.kinds import KINDS
from app.importing.mapping import ROW_ID
from app.problems import Problem
from app.records import Entity
from app.session import Session
from storage import listings as stored
from storage.store import Row

Rows = list[Row]
Read = Callable[[Session, Sequence[str] | None], Rows]
"""Reads a list's rows; where these ids are given it may leave others out, to be quick."""


@dataclass(frozen=True)
class Listing:
    """One kind of list. `columns` are what it holds: those that an import reads, under the same labels, and what is
    counted; `more` is the serial number, and what else is known of the person each row is about. A column is a field
    whose name is its key: `teacher_id.work` is the school of the teacher that `teacher_id` refers to.
    """

    name: str
    label: str
    title: str
    unit: str
    entity: Entity
    columns: tuple[Field, ...]
    more: tuple[Field, ...]
    read: Read

    def column(self, key: str) -> Field | None:
        """The column of that key, or of that label."""
        known = (*self.columns, *self.more)
        return next((one for one in known if one.name == key), None) or next(
            (one for one in known if one.label == key), None
        )


SERIAL = Field("serial", "序号", Kind.COUNT, width=6, synonyms=("行号", "No."))
"""A column every list can have: 1, 2, 3 … down the sheet."""


def listing(name: str) -> Listing:
    """The list of that name; raises Problem when there is none."""
    found = LISTINGS.get(name)
    if found is None:
        known = "、".join(f"{one.name}（{one.label}）" for one in LISTINGS.values())
        raise Problem(f"没有“{name}”这种名单。", f"可以导出的有：{known}。")
    return found


def values(session: Session, made: Listing, only: Sequence[str] | None, keys: Sequence[str]) -> list[list[Value]]:
    """For each key the values of that column, a row after the other; `only` are the ids wanted, in the order wanted.

    Values are as they are stored, references as names. An id that is not in the list is left out.
    """
    found = made.read(session, only)
    if only is not None:
        by_id = {str(row["id"]): row for row in found}
        found = [by_id[pk] for pk in only if pk in by_id]
    known: dict[str, dict[str, Row]] = {}
    return [
        list(range(1, len(found) + 1)) if key == SERIAL.name else _values(session, made, key, found, known)
        for key in keys
    ]


def _values(session: Session, made: Listing, key: str, found: Rows, known: dict[str, dict[str, Row]]) -> list[Value]:
    """Of the rows themselves, or of the records that a field of them refers to; `known` keeps those, by the field."""
    name, _, part = key.partition(".")
    field = made.entity.field(name)
    if field is None or field.kind is not Kind.REFERENCE or field.refers_to is None:
        return [row.get(key) for row in found]
    if name not in known:
        known[name] = stored.referred(session.store, field.refers_to, {str(row[name]) for row in found if row[name]})
    others, wanted = known[name], part or "name"
    return [other.get(wanted) if (other := others.get(str(row[name]))) else None for row in found]


def key_of(made: Listing, name: str, label: str) -> str | None:
    """The column that a list on screen shows as `name` under `label`; None where it shows what is not a record's."""
    base = name.removesuffix("_name")
    person = name.removesuffix("_school")
    tried = (
        *(name, base, f"{base}_id.name", f"{base}_id", f"{person}_id.work", _SHOWN.get(name, "")),
        *(f"{one}_id.{name}" for one in ("programme", "class", "teacher")),
    )
    known = {one.name for one in (*made.columns, *made.more)}
    found = next((one for one in tried if one in known), None)
    if found is None:
        found = next((one.name for one in made.columns if one.label == label), None)
    return found


_SHOWN = {
    "title": "programme_id",
    "school_name": "teacher_id.work",
    "name": "teacher_id.name",
    "class_name": "class_id",
}


def _all(read: Callable[[Session], Rows]) -> Read:
    """For lists that are soon read whole."""
    return lambda session, only: read(session)


def _of_kind(name: str) -> tuple[Field, ...]:
    """The columns by which a list of this kind comes in again."""
    return tuple(one for one in KINDS[name].columns if one.name.rpartition(".")[2] != ROW_ID)


def _person(column: str, before: str, columns: Sequence[Field]) -> tuple[Field, ...]:
    """What else is known of a teacher that `column` refers to; `before` stands before the labels (师父职称)."""
    there = {one.name for one in columns}
    labels = {one.label for one in columns}
    found = [replace(one, name=f"{column}.{one.name}", required=False, synonyms=()) for one in teachers.FIELDS]
    return tuple(
        replace(one, label=before + one.label if before or one.label not in labels else f"教师{one.label}")
        for one in found
        if one.name not in there
    )


def _listing(
    name: str,
    title: str,
    unit: str,
    read: Read,
    counted: tuple[Field, ...] = (),
    people: Mapping[str, str] | None = None,
) -> Listing:
    kind = KINDS[name]
    columns = (*_of_kind(name), *counted)
    more = tuple(one for column, before in (people or {}).items() for one in _person(column, before, columns))
    return Listing(name, kind.label, title, unit, kind.entity, columns, (SERIAL, *more), read)


def _teachers(session: Session) -> Rows:
    """Every teacher with the sum of passed hours."""
    at = roster.COLUMNS.index("hours")
    hours = {row[0]: row[at] for row in roster.listed(session)}
    return [{**row, "hours": hours.get(row["id"])} for row in teachers.every(session)]


def _declarations(session: Session, only: Sequence[str] | None) -> Rows:
    """Declared items, their state in words."""
    return [{**row, "state": declarations.STATES[row["state"]]} for row in declarations.listed(session, only)]


def _pairs(session: Session) -> Rows:
    """Every pair with its score, where a rule says how pairs are scored, and how it stands with the county's review."""
    from app import pair_scores

    rows = mentoring.listed(session)
    known = pair_scores.of_pairs(session, rows)
    said = {pk: {"score": one.points, "missing": one.sentence} for pk, (_rule, one) in known.items()}
    return [{**row, "state": mentoring.review_state(row), **said.get(str(row["id"]), {})} for row in rows]


_KEPT_TO_ITSELF = frozenset({"teacher_id", "subject_id", "facts", "site", "series", "serial", "statement"})
"""Of a paper what serves the program alone."""


def _certificates() -> Listing:
    """The register; what a paper says in full stands on the paper."""
    entity = certificates.ENTITY
    columns = (
        *(one for one in entity.fields if one.name not in _KEPT_TO_ITSELF),
        Field("state", "现在的状态", width=10),
        Field("reason", "原因", width=24),
        Field("teacher_id.id_number", "身份证号", Kind.ID_NUMBER, sensitive=True, width=20),
        Field("teacher_id.work", "任教学校", width=18),
    )
    more = (SERIAL, *_person("teacher_id", "", columns))
    return Listing("certificates", entity.label, "证书登记簿", "份", entity, columns, more, _all(certificates.listed))


def _ledger() -> Listing:
    """How people stand under the rules of hours: counted, so that it goes out and never comes in."""
    entity = accounts.ENTITY
    columns = (
        Field("teacher_id.name", "姓名", Kind.NAME, width=8),
        Field("teacher_id.id_number", "身份证号", Kind.ID_NUMBER, sensitive=True, width=20),
        Field("teacher_id.work", "任教学校", width=18),
        *(one for one in entity.fields if one.name != "teacher_id"),
    )
    more = (SERIAL, *_person("teacher_id", "", columns))
    return Listing("ledger", entity.label, "学时台账", "人", entity, columns, more, accounts.rows)


_TEACHER = {"teacher_id": ""}

LISTINGS: dict[str, Listing] = {
    one.name: one
    for one in (
        _listing(
            "organisations", "单位名册", "个", _all(organisations.listed),
            (Field("teachers", "任教人数", Kind.COUNT, width=8),),
        ),
        _listing("teachers", "教师名册", "人", _all(_teachers), (Field("hours", "累计学时", Kind.HOURS, width=8),)),
        _listing("credentials", "教师资格名册", "条", _all(teachers.every_credential), people=_TEACHER),
        _listing("honours", "荣誉名册", "条", _all(honours.listed), people=_TEACHER),
        _listing("assessments", "考核名册", "条", _all(assessments.listed), people=_TEACHER),
        _listing(
            "observations", "听课登记表", "条", _all(observations.listed),
            people={"teacher_id": "听课人", "observed_id": "授课人"},
        ),
        _listing(
            "pairs", "师徒结对名册", "对", _all(_pairs),
            (
                Field("activities", "活动次数", Kind.COUNT, width=8), Field("last_activity", "最近活动", Kind.DATE),
                Field("score", "得分", Kind.COUNT, width=6), Field("missing", "还差什么", width=30),
                Field("state", "审核情况", width=8),
                *(
                    one for one in mentoring.FIELDS
                    if one.name in ("times", "approval", "approval_note", "approved_on", "approved_times")
                ),
            ),
            {"mentor_id": "师父", "mentee_id": "徒弟"},
        ),
        _listing("pair_activities", "结对活动登记表", "次", _all(mentoring.every_activity)),
        _listing(
            "plans", "个人发展规划名册", "份", _all(plans.listed), people={"teacher_id": "", "mentor_id": "导师"}
        ),
        _listing(
            "studios", "工作室名册", "个", _all(studios.listed), (Field("members", "成员人数", Kind.COUNT, width=8),),
            {"host_id": "主持人"},
        ),
        _listing("members", "工作室成员名册", "人", _all(studios.members), people=_TEACHER),
        _listing(
            "studio_plans", "工作室计划", "项", _all(studio_work.plans),
            (Field("held", "已开展", Kind.COUNT, width=8), Field("state", "情况", width=8)),
        ),
        _listing(
            "studio_activities", "工作室活动登记表", "次", _all(studio_work.activities),
            (Field("people", "参加人数", Kind.COUNT, width=8), Field("given", "共发学时", Kind.HOURS, width=8)),
        ),
        _listing("participations", "工作室活动参加名册", "条", _all(studio_work.participations), people=_TEACHER),
        _listing("outputs", "工作室成果登记表", "项", _all(studio_work.outputs)),
        _listing("studio_assessments", "工作室考核登记表", "条", _all(studio_terms.assessments)),
        _listing(
            "links", "名师联系学校名册", "条", _all(links.listed),
            (
                Field("activities", "活动次数", Kind.COUNT, width=8),
                Field("last_activity", "最近活动", Kind.DATE),
            ),
            {"master_id": "名师"},
        ),
        _listing("link_activities", "联系学校活动登记表", "次", _all(links.activities)),
        _listing(
            "classes", "培训班次名册", "个", _all(training.classes),
            (
                Field("people", "参训人次", Kind.COUNT, width=8), Field("passed", "合格人次", Kind.COUNT, width=8),
                Field("given", "发放学时", Kind.HOURS, width=8),
            ),
        ),
        _listing(
            "attendance", "学时登记表", "条", training.attendance,
            (
                Field("start_date", "班次开始日期", Kind.DATE), Field("end_date", "班次结束日期", Kind.DATE),
                Field("level", "培训层级", Kind.CODE, codes="training_level", width=8),
                Field("category", "培训类别", Kind.CODE, codes="training_category", width=8),
                Field("form", "培训形式", Kind.CODE, codes="training_form", width=8),
                Field("organiser", "主办单位", width=18), Field("class_hours", "班次学时", Kind.HOURS, width=8),
                *(one for one in training.ATTENDANCE_FIELDS if one.name in ("approval", "approval_note")),
            ),
            _TEACHER,
        ),
        _listing("sessions", "课程安排表", "次", _all(sessions.listed)),
        _listing(
            "quotas", "名额分配表", "个", _all(enrolment.listed),
            (
                Field("reported", "已报人数", Kind.COUNT, width=8), Field("approved", "通过人数", Kind.COUNT, width=8),
                Field("left", "剩余名额", Kind.COUNT, width=8),
            ),
        ),
        _listing(
            "declarations", "申报学时登记表", "条", _declarations,
            (
                Field("state", "审核状态", width=10),
                *(one for one in declarations.FIELDS if one.name in declarations.REVIEW),
                Field("rule_title", "折算办法", width=20), Field("papers", "附件数", Kind.COUNT, width=6),
            ),
            _TEACHER,
        ),
        _listing("courses", "课程目录", "门", _all(catalogue.courses)),
        _listing("bases", "培训基地名册", "个", _all(catalogue.bases)),
        _listing("volunteering", "志愿服务登记表", "条", _all(catalogue.volunteering)),
        _certificates(),
        _ledger(),
    )
}  # fmt: skip
"""Every list by its name, which is that of its table."""
