"""Training (培训学时): programmes, their classes and sessions, and the hours each teacher earned there."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app import codes, records
from app.fields import Fault, Field, Kind, Owner, check, hours_text
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import enrolment as stored_enrolment
from storage import teachers as stored_teachers
from storage import training as stored
from storage.store import Row, Rows

PROGRAMME_FIELDS = (
    Field("title", "项目名称", required=True, group="项目", width=24, synonyms=("培训项目", "项目")),
    Field("code", "项目编号", group="项目"),
    Field("level", "层级", Kind.CODE, codes="training_level", required=True, group="项目", width=8,
          synonyms=("培训层级", "项目层级")),
    Field("category", "类别", Kind.CODE, codes="training_category", required=True, group="项目", width=8,
          synonyms=("培训类别", "项目类别")),
    Field("form", "形式", Kind.CODE, codes="training_form", group="项目", width=8, synonyms=("培训形式", "培训方式")),
    Field("organiser", "组织单位", group="项目", width=18, synonyms=("主办单位", "承办单位")),
    Field("year", "年度", Kind.YEAR, group="项目", width=6),
    Field("topic", "主题", Kind.CODE, codes="training_topic", group="项目", width=12, synonyms=("培训主题",)),
    Field("for_role", "对象", Kind.CODE, codes="audience", group="对象", width=10, synonyms=("培训对象",),
          note="填了以后，报名时核对是不是这样的人"),
    Field("for_stage", "限学段", Kind.CODE, codes="stage", group="对象", width=8, synonyms=("学段", "面向学段")),
    Field("for_subject", "限学科", Kind.CODE, codes="subject", group="对象", width=8, synonyms=("学科", "面向学科")),
    Field("series_days", "每隔几天一期", Kind.COUNT, group="对象", width=8, synonyms=("间隔天数",),
          note="系列活动才填，如每两周一期填 14；漏掉的一期会列出来"),
    Field("document", "依据文件", group="项目", width=18),
    Field("remark", "备注", Kind.LONG_TEXT, group="项目", width=20),
)  # fmt: skip

CLASS_FIELDS = (
    Field("programme_id", "项目", Kind.REFERENCE, refers_to="programmes", required=True, group="班次", width=24),
    Field("name", "班次名称", required=True, group="班次", width=16, synonyms=("班名", "期次", "培训班", "培训班名称")),
    Field("year", "计入年度", Kind.YEAR, required=True, group="班次", width=8, synonyms=("年度", "培训年度")),
    Field("hours", "学时", Kind.HOURS, required=True, group="班次", width=6, synonyms=("总学时", "培训学时", "班次学时")),
    Field("start_date", "开始日期", Kind.DATE, group="班次"),
    Field("end_date", "结束日期", Kind.DATE, group="班次"),
    Field("quota", "名额", Kind.COUNT, group="班次", width=6, synonyms=("计划人数", "总名额")),
    Field("report_by", "报名截止", Kind.DATE, group="班次", synonyms=("报名截止日期",)),
    Field("place", "地点", group="班次", width=16, synonyms=("培训地点",)),
    Field("trainer", "授课人", group="班次", synonyms=("主讲", "培训专家", "主讲人", "授课专家", "授课教师")),
    Field("remark", "备注", Kind.LONG_TEXT, group="班次", width=20),
)  # fmt: skip

SESSION_FIELDS = (
    Field("class_id", "班次", Kind.REFERENCE, refers_to="classes", required=True),
    Field("topic", "课程主题", required=True, width=24,
          synonyms=("课程", "课程名称", "课程内容", "培训内容", "讲座主题", "专题")),
    Field("held_on", "日期", Kind.DATE, synonyms=("上课日期", "授课日期", "授课时间", "上课时间")),
    Field("hours", "学时", Kind.HOURS, width=6, synonyms=("课时",)),
    Field("module", "必修内容", Kind.CODE, codes="training_module", synonyms=("必修模块", "模块"),
          note="新教师岗前培训的课才填"),
    Field("place", "地点", width=16, synonyms=("上课地点", "授课地点", "培训地点")),
    Field("trainer", "授课人", synonyms=("主讲人", "主讲", "授课专家", "授课教师")),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)  # fmt: skip

ATTENDANCE_FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("class_id", "班次", Kind.REFERENCE, refers_to="classes", required=True, width=24),
    Field("session_id", "课程", Kind.REFERENCE, refers_to="sessions", width=20),
    Field("hours", "学时", Kind.HOURS, required=True, width=6,
          synonyms=("所得学时", "完成学时", "获得学时", "实得学时", "学时数", "培训学时", "认定学时")),
    Field("result", "结果", Kind.CODE, codes="result", required=True, width=6,
          synonyms=("考核结果", "成绩", "考核等级", "合格状态")),
    Field("post", "当时职务", synonyms=("职务", "参训时职务")),
    Field("approval", "报名审核", Kind.CODE, codes="verdict", owner=Owner.COUNTY, width=6),
    Field("approval_note", "审核意见", owner=Owner.COUNTY, width=16),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)  # fmt: skip

QUOTA_FIELDS = (
    Field("class_id", "班次", Kind.REFERENCE, refers_to="classes", required=True, owner=Owner.COUNTY, width=24),
    Field("organisation_id", "单位", Kind.REFERENCE, refers_to="organisations", required=True, owner=Owner.COUNTY, width=18,
          synonyms=("学校", "学校名称", "单位名称")),
    Field("places", "分配名额", Kind.COUNT, required=True, owner=Owner.COUNTY, width=8, synonyms=("名额", "人数", "名额数")),
    Field("remark", "备注", Kind.LONG_TEXT, owner=Owner.COUNTY, width=20),
)  # fmt: skip


def class_faults(values: Values) -> list[Fault]:
    """One class by itself."""
    return records.ends_early(values, "start_date", "end_date", "结束日期早于开始日期，请核对。")


_NEW_PROGRAMME = (
    "title", "level", "category", "form", "organiser", "topic", "for_role", "for_stage", "for_subject", "series_days",
)  # fmt: skip

RUN_FIELDS = (
    *(replace(field, required=False, group="项目") for field in CLASS_FIELDS if field.name == "programme_id"),
    *(
        replace(
            field,
            required=False,
            label="新项目名称" if field.name == "title" else field.label,
            note="没有现成的项目时在这里新建，同时选好层级和类别" if field.name == "title" else field.note,
        )
        for field in PROGRAMME_FIELDS
        if field.name in _NEW_PROGRAMME
    ),
    *(field for field in CLASS_FIELDS if field.name != "programme_id"),
)
"""A class together with what a new programme of its own needs; either `programme_id` or `title` says which."""

PROGRAMME = Entity("programmes", "培训项目", PROGRAMME_FIELDS)
CLASS = Entity("classes", "培训班次", CLASS_FIELDS, class_faults)
RUN = Entity("classes", "培训班次", RUN_FIELDS, class_faults)
SESSION = Entity("sessions", "课程", SESSION_FIELDS)
QUOTA = Entity("quotas", "名额", QUOTA_FIELDS)
ATTENDANCE = Entity("attendance", "学时记录", ATTENDANCE_FIELDS)


PASSED = ("1", "2")
"""Codes of `result` that count."""
RETURNED = "returned"


def classes(session: Session) -> list[Row]:
    """Every class as `storage.training.classes` gives it: its programme, who attend and pass, quotas and sessions."""
    return stored.classes(session.store)


def get_class(session: Session, pk: str) -> Row:
    """One class as in `classes`; raises Problem when there is none."""
    return records.there(CLASS, stored.one_class(session.store, pk))


def awaits_results(row: Row, today: date) -> bool:
    """Whether a class of `classes` is over and somebody in it still has no result."""
    return bool(row["unrated"]) and bool(row["end_date"]) and str(row["end_date"]) < today.isoformat()


def is_ahead(row: Row, today: date) -> bool:
    """Whether a class of `classes` has still to begin."""
    return bool(row["start_date"]) and str(row["start_date"]) >= today.isoformat()


def programmes(session: Session) -> list[Row]:
    """Every programme, the newest year first."""
    return stored.programmes(session.store)


def sessions(session: Session, class_id: str) -> list[Row]:
    """A class's sessions in order."""
    return stored.sessions(session.store, class_id)


def attendance(session: Session, pks: Sequence[str] | None = None) -> list[Row]:
    """Every attendance row (or these) with the names around it, newest class first."""
    return stored.attendance(session.store, pks)


def of_class(session: Session, pk: str) -> list[Row]:
    """The rows of a class, with `earned`, `attended` and `stands`: one of each person's rows stands for all."""
    return stored.attendance_of_class(session.store, pk)


def of_teacher(session: Session, pk: str) -> list[Row]:
    """What a teacher attended, newest first; `earned`, `attended` and `stands` as in `of_class`."""
    return stored.attendance_of_teacher(session.store, pk)


def hours_of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's passed hours: year, category, hours (tenths)."""
    return stored.hours_of_teacher(session.store, pk)


def save_programme(session: Session, pk: str | None, changes: Values) -> str:
    """Save a programme."""
    return records.save(session, PROGRAMME, pk, changes)


def save_class(session: Session, pk: str | None, changes: Values) -> str:
    """Save a class."""
    return records.save(session, CLASS, pk, changes, class_among)


def class_among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """A class against what was earned there: nobody has more hours than it gives."""
    hours, given = values.get("hours"), stored.class_hours(rows, pk) if pk else None
    if given is None or pk is None or not isinstance(hours, int) or hours >= given:
        return []
    most = stored.most_earned(rows, pk)
    if hours >= most:
        return []
    return [Fault("hours", f"已有人在这个班次得了 {hours_text(most)} 学时，班次不能改得更少；请先改这些人的学时。")]


def save_run(session: Session, pk: str | None, changes: Values) -> str:
    """Save a class; with `title` (and level, category, form, organiser) its new programme too, in the same act."""
    of_programme = {name: changes[name] for name in _NEW_PROGRAMME if changes.get(name)}
    of_class = {name: value for name, value in changes.items() if name not in _NEW_PROGRAMME}
    if not of_programme:
        return save_class(session, pk, of_class)
    current = {} if pk is None else records.get(session, CLASS, pk)
    values = {**current, **of_class}
    # A programme of the same year, until somebody says otherwise.
    programme: Values = {**of_programme, "year": values.get("year")}
    found = _run_faults(programme, values, of_class)
    if found:
        raise records.Invalid(RUN, found)
    verb = "新增" if pk is None else "修改"
    with session.writing(f"{verb}培训班次和项目：{programme['title']} {values['name']}") as rows:
        found = class_among(rows, pk, values)
        if found:
            raise records.Invalid(RUN, found)
        of_class["programme_id"] = rows.insert(PROGRAMME.table, programme)
        if pk is None:
            return rows.insert(CLASS.table, of_class)
        rows.update(CLASS.table, pk, of_class)
        return pk


def _run_faults(programme: Values, values: Values, changes: Values) -> list[Fault]:
    if changes.get("programme_id"):
        return [Fault("title", "已经选了项目，新项目的名称请留空。")]
    rest = tuple(field for field in CLASS_FIELDS if field.name != "programme_id")
    return check(PROGRAMME_FIELDS, programme) + check(rest, values) + class_faults(values)


def save_attendance(session: Session, pk: str | None, changes: Values) -> str:
    """Save what one teacher earned in one class; nobody is entered twice for the same class or session."""
    if pk is None:
        changes = {"result": "0", **changes}
    return records.save(session, ATTENDANCE, pk, changes, among)


def enrol(session: Session, class_id: str, teachers: list[str], result: str = "0") -> int:
    """Enter many teachers for a class with its whole hours and the post each holds now, skipping those already there.

    Returns how many. Whether they are whom the class is for, and whether there is a place, `app.enrolment` asks.
    """
    row = records.get(session, CLASS, class_id)
    outlines = stored_teachers.outlines(session.store)
    for pk in teachers:
        if pk in outlines:
            raise Problem("名单里有外校教师。", "请由其所在学校或县局报名。没有写入任何内容。")
    with session.writing(f"报名：{row['name']}") as rows:
        there = stored.enrolled(rows, class_id)
        new = [pk for pk in dict.fromkeys(teachers) if pk not in there]
        posts = stored.posts(rows, new)
        for pk in new:
            values: Values = {"teacher_id": pk, "class_id": class_id, "hours": row["hours"], "result": result}
            rows.insert("attendance", values | ({"post": posts[pk]} if pk in posts else {}))
    return len(new)


def set_many(session: Session, pks: Sequence[str], changes: Values) -> int:
    """Give people of a class the same `hours` (tenths) or `result` in one act, each named by a row; returns how many.

    A result is that of the whole class and of each of its sessions. Nothing is written when the hours are more than a
    class gives, or somebody's come from the sessions attended: raises Invalid.
    """
    named = [records.get(session, ATTENDANCE, pk) for pk in pks]
    with session.writing(_said(session, named, changes)) as rows:
        done = 0
        for row in named:
            others = stored.others(rows, str(row["teacher_id"]), str(row["class_id"]), str(row["id"]))
            by_session = row["session_id"] is not None or any(one[1] for one in others)
            _refuse_hours(row, changes, by_session)
            mine = (
                [row, *(records.get(session, ATTENDANCE, one[0]) for one in others)] if "result" in changes else [row]
            )
            done += max(_set_one(session, rows, one, changes, by_session) for one in mine)
    return done


def _refuse_hours(row: Row, changes: Values, by_session: bool) -> None:
    if by_session and "hours" in changes and changes["hours"] != row["hours"]:
        raise records.Invalid(ATTENDANCE, [Fault("hours", "学时由出勤的课程相加，请在“课程考勤”里改出勤。")])


def _set_one(session: Session, rows: Rows, row: Row, changes: Values, by_session: bool) -> bool:
    """Write one row; for somebody with sessions the row of the whole class gives no hours of its own."""
    wanted = {**changes, "hours": 0} if by_session and row["session_id"] is None else changes
    differing = {name: value for name, value in wanted.items() if row[name] != value}
    if not differing:
        return False
    values = {**row, **differing}
    records.validate(session, ATTENDANCE, values, differing)
    found = _returned(values) + _too_many(rows, str(row["id"]), values)
    if found:
        raise records.Invalid(ATTENDANCE, found)
    rows.update(ATTENDANCE.table, str(row["id"]), differing)
    return True


def _said(session: Session, rows: Sequence[Row], changes: Values) -> str:
    what = []
    if "result" in changes:
        what.append(codes.table("result").label_of(str(changes["result"])))
    if "hours" in changes:
        what.append(f"{hours_text(int(changes['hours'] or 0))} 学时")
    who = records.called(session, ATTENDANCE, rows[0]) if len(rows) == 1 else f"{len(rows)} 人"
    return f"登记{'、'.join(what)}：{who}"


def withdraw(session: Session, pks: Sequence[str]) -> int:
    """Take people out of a class in one act, together with what they earned there in any session; returns how many."""
    found = [records.get(session, ATTENDANCE, pk) for pk in pks]
    if not found:
        return 0
    who = records.called(session, ATTENDANCE, found[0]) if len(found) == 1 else f"{len(found)} 人"
    with session.writing(f"移出班次：{who}") as rows:
        for row in found:
            others = stored.others(rows, str(row["teacher_id"]), str(row["class_id"]), str(row["id"]))
            for pk in (str(row["id"]), *(one[0] for one in others)):
                rows.delete(ATTENDANCE.table, pk)
    return len(found)


def hours_of_year(session: Session, year: int) -> list[Row]:
    """Passed hours of every teacher in a year: teacher_id, name, school_name, hours (tenths), by_category (JSON)."""
    return stored.hours_by_year(session.store, year)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    found = []
    session_id = values.get("session_id")
    if stored.attends(
        rows, str(values["teacher_id"]), str(values["class_id"]), str(session_id) if session_id else None, pk
    ):
        found.append(Fault("teacher_id", "这位教师在这个班次里已有学时记录，请修改原来那条。"))
    return [
        *found,
        *_no_place(rows, pk, values),
        *_returned(values),
        *_twice(rows, pk, values),
        *_too_many(rows, pk, values),
    ]


def _no_place(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """A school brings nobody more into a class than it has places, by whatever way."""
    found = stored_enrolment.places_here(rows, str(values["class_id"])) if pk is None else None
    if found is None or found[1] < found[0] or values["teacher_id"] in stored.enrolled(rows, str(values["class_id"])):
        return []
    return [Fault("class_id", f"这个班次给本校 {found[0]} 个名额，已经报满。需要增加名额，请联系县局经办人。")]


def _returned(values: Values) -> list[Fault]:
    if values.get("approval") == RETURNED and values.get("result") in PASSED:
        return [Fault("result", "这位教师的报名已被退回，不能登记合格。")]
    return []


def _twice(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """Somebody's hours of a class come from the whole of it or from its sessions, never from both."""
    if values.get("result") not in PASSED or not values.get("hours"):
        return []
    others = stored.others(rows, str(values["teacher_id"]), str(values["class_id"]), pk)
    given = [one for one in others if one[2] and one[3] in PASSED]
    if values.get("session_id") and any(one[1] is None for one in given):
        return [
            Fault("session_id", "这位教师在这个班次里已按整个班次记了学时，不能再按课程记。请在“课程考勤”里登记出勤。")
        ]
    if not values.get("session_id") and any(one[1] for one in given):
        return [Fault("hours", "这位教师的学时由出勤的课程相加，整个班次不能再另记学时。")]
    return []


def _too_many(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    most = stored.class_hours(rows, str(values["class_id"]))
    if most is None or not isinstance(values["hours"], int):
        return []
    hours = values["hours"]
    if values.get("session_id"):
        others = stored.others(rows, str(values["teacher_id"]), str(values["class_id"]), pk)
        hours += sum(one[2] for one in others if one[1])
    return [Fault("hours", "所得学时不能多于班次的总学时。")] if hours > most else []


def hours_of_those_who_left(session: Session, year: int) -> dict[str, int]:
    """At a school: category → hours (tenths) that people who have left it earned there in a year, as the county told."""
    told = json.loads(session.store.fact("figures") or "[]")
    return {str(one["category"]): int(one["hours"]) for one in told if one["year"] == year}
