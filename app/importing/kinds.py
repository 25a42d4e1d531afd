"""Which lists can come in as workbooks: the columns each may have, and how its rows are known again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app import (
    assessments,
    catalogue,
    declarations,
    honours,
    links,
    mentoring,
    moving,
    observations,
    organisations,
    plans,
    studio_work,
    studios,
    teachers,
    training,
)
from app.fields import Field, Kind, Value
from app.importing.mapping import ROW_ID as ID
from app.records import Entity


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `columns` are what a sheet may hold: the fields of the record, and for a field that refers to
    another record the words by which a sheet names that one (`teacher_id.name`, `teacher_id.id_number` ...).

    `anchors`: a table without all of these headings is no such list. `keys`: the fields that tell which record a row
    means, the first group of which the row has everything. `narrow`: the records compared are those with the values
    of this field that the sheet names. `defaults` fill what a new record leaves open.
    """

    name: str
    label: str
    entity: Entity
    columns: tuple[Field, ...]
    anchors: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...] = ()
    narrow: str = ""
    county_only: bool = False
    defaults: Mapping[str, Value] = field(default_factory=dict)

    @property
    def row_id(self) -> str:
        """The column for the hidden id of a prefilled template: of the record itself, or of the person it is about."""
        named = (one.name for one in self.columns if one.name == ID or one.name.endswith(f".{ID}"))
        return next(named, ID)

    def column(self, name: str) -> Field | None:
        """The column of that name."""
        return next((one for one in self.columns if one.name == name), None)


def person(
    column: str, label: str = "", *synonyms: str, required: bool = True, plain: bool = False
) -> tuple[Field, ...]:
    """The columns by which a sheet says which teacher `column` refers to; `label` 师父, "" for the one it is all about.

    With `plain` the headings without a label (姓名, 学校) mean this one too.
    """
    names = (
        tuple(f"{one}姓名" for one in (label, *synonyms) if one) + synonyms + (("姓名", "教师姓名") if plain else ())
    )
    number = tuple(f"{label}{one}" for one in ("身份证号码", "公民身份号码", "身份证", "证件号码"))
    school = tuple(f"{label}{one}" for one in ("学校", "单位", "工作单位", "所在学校", "任教单位"))
    if plain:
        number += ("身份证号", "身份证号码", "身份证")
        school += ("任教学校", "学校", "单位", "工作单位", "所在学校")
    return (
        Field(f"{column}.id", f"{label}薪火编号"),
        Field(f"{column}.name", label or "姓名", Kind.NAME, required=required, width=8,
              synonyms=names or ("教师姓名", "名字", "教师")),
        Field(f"{column}.id_number", f"{label}身份证号", Kind.ID_NUMBER, sensitive=True, width=20, synonyms=number),
        Field(f"{column}.birth_date", f"{label}出生日期", Kind.MONTH, synonyms=(f"{label}出生年月",)),
        Field(f"{column}.work", f"{label}任教学校", Kind.REFERENCE, refers_to="organisations", width=18, synonyms=school),
    )  # fmt: skip


def _columns(entity: Entity, **instead: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of a record, some given by several columns instead; `synonyms` of the others stay."""
    return tuple(one for each in entity.fields for one in instead.get(each.name, (each,)))


_STUDIO = (
    Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, width=20,
          synonyms=("工作室名称", "所在工作室", "名师工作室")),
)  # fmt: skip

_STUDIO_ACTIVITY = (
    Field("activity_id", "活动主题", Kind.REFERENCE, refers_to="studio_activities", required=True, width=24,
          synonyms=("主题", "工作室活动", "活动名称", "活动内容", "内容")),
    Field("activity_id.held_on", "活动日期", Kind.DATE, synonyms=("日期", "活动时间", "时间")),
    Field("activity_id.studio_name", "工作室", width=20, synonyms=("工作室名称", "所在工作室", "名师工作室")),
)  # fmt: skip

_LINK = (
    Field("link_id", "联系学校", Kind.REFERENCE, refers_to="links", required=True, width=18,
          synonyms=("学校", "受援学校", "帮扶学校", "学校名称")),
    Field("link_id.master_name", "名师", Kind.NAME, width=8, synonyms=("名师姓名", "联系名师", "帮扶名师")),
    Field("link_id.start_date", "联系开始日期", Kind.DATE, synonyms=("联系日期",)),
)  # fmt: skip

_PAIR = (
    Field("pair_id", "徒弟", Kind.REFERENCE, refers_to="pairs", required=True, width=8,
          synonyms=("徒弟姓名", "学员", "学员姓名", "被指导教师")),
    Field("pair_id.mentor_name", "师父", Kind.NAME, width=8, synonyms=("师父姓名", "导师", "导师姓名", "指导教师")),
    Field("pair_id.kind", "结对类别", Kind.CODE, codes="pair_kind", synonyms=("结对类型",)),
    Field("pair_id.start_date", "结对开始日期", Kind.DATE, synonyms=("结对日期", "结对时间")),
)  # fmt: skip

_CLASS = (
    Field("class_id.title", "培训项目", width=24, synonyms=("项目名称", "项目", "培训名称")),
    Field("class_id", "班次", Kind.REFERENCE, refers_to="classes", required=True, width=16,
          synonyms=("班次名称", "培训班次", "培训班", "期次", "班名")),
    Field("class_id.year", "计入年度", Kind.YEAR, width=8, synonyms=("年度", "培训年度")),
)  # fmt: skip

_SESSION = (Field("session_id", "课程", Kind.REFERENCE, refers_to="sessions", width=20, synonyms=("课程主题",)),)

_PROGRAMME = (
    Field("programme_id", "培训项目", Kind.REFERENCE, refers_to="programmes", required=True, width=24,
          synonyms=("项目名称", "项目", "培训名称")),
    *(
        replace(one, name=f"programme_id.{one.name}", required=False)
        for one in training.PROGRAMME_FIELDS
        if one.name in ("level", "category", "form", "organiser")
    ),
)  # fmt: skip

_WHO = Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True)

_MOVE_FIELDS = (
    *moving.FIELDS,
    Field("until", "结束日期", Kind.DATE, synonyms=("交流结束日期", "止", "结束时间")),
)


def _with_synonyms(fields: tuple[Field, ...], **synonyms: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(replace(one, synonyms=(*one.synonyms, *synonyms.get(one.name, ()))) for one in fields)


KINDS: dict[str, ListKind] = {
    one.name: one
    for one in (
        ListKind(
            "organisations", "单位", organisations.ENTITY, organisations.FIELDS, ("name",), (("code",), ("name",)),
            county_only=True,
        ),
        ListKind(
            "teachers", "教师", teachers.ENTITY, (Field(ID, "薪火编号"), *teachers.FIELDS), ("name",),
        ),
        ListKind(
            "credentials", "教师资格", teachers.CREDENTIAL,
            _with_synonyms(
                _columns(teachers.CREDENTIAL, teacher_id=person("teacher_id")),
                stage=("教师资格种类", "资格类别", "教师资格证种类"), subject=("任教学科", "学科"),
                number=("教师资格证号", "资格证书号", "证书编号", "证书号码"), issuer=("发证机关", "认定机关"),
                issued_on=("发证日期", "认定时间"),
            ),
            ("teacher_id.name",), (("teacher_id", "number"), ("teacher_id", "stage", "subject")), "teacher_id",
        ),
        ListKind(
            "pairs", "师徒结对", mentoring.ENTITY,
            _with_synonyms(
                _columns(
                    mentoring.ENTITY,
                    mentor_id=person("mentor_id", "师父", "导师", "指导教师"),
                    mentee_id=person("mentee_id", "徒弟", "学员", "被指导教师"),
                    times=(), approval=(), approval_note=(), approved_on=(), approved_times=(),
                ),
                kind=("类别", "结对类型"), start_date=("结对时间", "结对日期", "开始时间"), end_date=("结束时间", "到期日期"),
            ),
            ("mentor_id.name", "mentee_id.name"),
            (("kind", "mentor_id", "mentee_id", "start_date"), ("kind", "mentor_id", "mentee_id")), "mentee_id",
        ),
        ListKind(
            "pair_activities", "结对活动", mentoring.ACTIVITY,
            _with_synonyms(
                _columns(mentoring.ACTIVITY, pair_id=_PAIR),
                kind=("类别", "活动形式", "活动类型"), held_on=("活动日期", "活动时间", "时间"),
                topic=("活动主题", "内容", "活动内容"),
            ),
            ("pair_id", "topic"), (("pair_id", "kind", "held_on", "topic"),), "pair_id",
        ),
        ListKind(
            "plans", "个人发展规划", plans.ENTITY,
            _columns(
                plans.ENTITY, teacher_id=person("teacher_id"),
                mentor_id=person("mentor_id", "导师", "指导教师", required=False),
            ),
            ("teacher_id.name", "goal"), (("teacher_id", "start_date"),), "teacher_id",
        ),
        ListKind(
            "studios", "工作室", studios.ENTITY,
            _columns(studios.ENTITY, host_id=person("host_id", "主持人", "领衔人", required=False)),
            ("name",), (("name",),), county_only=True,
        ),
        ListKind(
            "members", "工作室成员", studios.MEMBER,
            _with_synonyms(
                _columns(studios.MEMBER, teacher_id=person("teacher_id"), studio_id=_STUDIO),
                role=("成员角色", "身份", "职务", "工作室职务"), joined_on=("加入时间",), left_on=("退出时间",),
            ),
            ("teacher_id.name", "studio_id"), (("studio_id", "teacher_id", "joined_on"), ("studio_id", "teacher_id")),
            "studio_id", county_only=True,
        ),
        ListKind(
            "studio_plans", "工作室计划", studio_work.PLAN,
            _with_synonyms(
                _columns(studio_work.PLAN, studio_id=_STUDIO),
                stage=("年度", "学期", "时段"), kind=("类别", "活动类型"), times=("次数", "计划活动次数"),
            ),
            ("studio_id", "stage", "times"), (("studio_id", "stage", "kind", "start_date"), ("studio_id", "stage", "kind")),
            "studio_id",
        ),
        ListKind(
            "studio_activities", "工作室活动", studio_work.ACTIVITY,
            _with_synonyms(
                _columns(studio_work.ACTIVITY, studio_id=_STUDIO), kind=("活动形式",), held_on=("时间",),
                hours=("每人学时",),
            ),
            ("studio_id", "topic"), (("studio_id", "held_on", "topic", "kind"), ("studio_id", "held_on", "topic")),
            "studio_id",
        ),
        ListKind(
            "participations", "活动参加", studio_work.PARTICIPATION,
            _columns(studio_work.PARTICIPATION, teacher_id=person("teacher_id"), activity_id=_STUDIO_ACTIVITY),
            ("teacher_id.name", "activity_id"), (("activity_id", "teacher_id"),), "activity_id",
        ),
        ListKind(
            "outputs", "工作室成果", studio_work.OUTPUT, _columns(studio_work.OUTPUT, studio_id=_STUDIO),
            ("studio_id", "title"), (("studio_id", "title", "kind"), ("studio_id", "title")), "studio_id",
        ),
        ListKind(
            "studio_assessments", "工作室考核", studio_work.ASSESSMENT,
            _with_synonyms(
                _columns(studio_work.ASSESSMENT, studio_id=_STUDIO),
                kind=("考核类别", "考核类型"), year=("年度",), grade=("考核结果",), score=("考核得分", "分数"),
                document=("文号",),
            ),
            ("studio_id", "grade"), (("studio_id", "kind", "year"),), "studio_id", county_only=True,
        ),
        ListKind(
            "links", "名师联系学校", links.ENTITY,
            _columns(
                links.ENTITY, studio_id=(replace(_STUDIO[0], required=False),),
                master_id=person("master_id", "名师", "联系名师", "帮扶名师", required=False),
            ),
            ("organisation_id", "master_id.name"),
            (("organisation_id", "master_id", "studio_id", "start_date"), ("organisation_id", "master_id")),
            "organisation_id", county_only=True,
        ),
        ListKind(
            "link_activities", "联系学校活动", links.ACTIVITY,
            _with_synonyms(
                _columns(links.ACTIVITY, link_id=_LINK),
                kind=("类别", "活动形式", "活动类型"), held_on=("活动日期", "活动时间", "时间"),
                topic=("活动主题", "内容", "活动内容"), people=("人数",),
            ),
            ("link_id", "topic"), (("link_id", "held_on", "topic", "kind"), ("link_id", "held_on", "topic")), "link_id",
        ),
        ListKind(
            "classes", "培训班次", training.CLASS, _columns(training.CLASS, programme_id=_PROGRAMME),
            ("programme_id", "name"), (("programme_id", "name", "year"),), "programme_id",
        ),
        ListKind(
            "attendance", "学时记录", training.ATTENDANCE,
            _columns(
                training.ATTENDANCE, teacher_id=person("teacher_id"), class_id=_CLASS, session_id=_SESSION,
                approval=(), approval_note=(),
            ),
            ("teacher_id.name",), (("teacher_id", "class_id", "session_id"),), "class_id",
            defaults={"result": "0"},
        ),
        ListKind(
            "sessions", "课程安排", training.SESSION, _columns(training.SESSION, class_id=_CLASS),
            ("topic",), (("class_id", "topic", "held_on", "place"), ("class_id", "topic", "held_on")), "class_id",
        ),
        ListKind(
            "quotas", "名额", training.QUOTA, _columns(training.QUOTA, class_id=_CLASS),
            ("organisation_id", "places"), (("class_id", "organisation_id"),), "class_id", county_only=True,
        ),
        ListKind(
            "declarations", "申报学时", declarations.ENTITY,
            _with_synonyms(
                _columns(
                    declarations.ENTITY, teacher_id=person("teacher_id"), **dict.fromkeys(declarations.REVIEW, ())
                ),
                **{"teacher_id.name": ("申报人", "申报教师", "作者", "获奖人")},
            ),
            ("teacher_id.name", "kind", "title"),
            (("teacher_id", "kind", "title", "done_on"), ("teacher_id", "kind", "title")), "teacher_id",
        ),
        ListKind(
            "honours", "荣誉", honours.ENTITY, _columns(honours.ENTITY, teacher_id=person("teacher_id")),
            ("teacher_id.name", "title"),
            (("teacher_id", "title", "awarded_on", "level", "is_candidate"), ("teacher_id", "title")), "teacher_id",
        ),
        ListKind(
            "assessments", "考核", assessments.ENTITY, _columns(assessments.ENTITY, teacher_id=person("teacher_id")),
            ("teacher_id.name", "grade"), (("teacher_id", "kind", "year"),), "teacher_id",
        ),
        ListKind(
            "observations", "听课", observations.ENTITY,
            _columns(
                observations.ENTITY,
                teacher_id=person("teacher_id", "听课人", "听课教师", plain=True),
                observed_id=person("observed_id", "授课人", "授课教师", "执教人", required=False),
            ),
            ("teacher_id.name", "periods"),
            (("teacher_id", "school_year", "term", "held_on", "observed_id", "organisation_id", "subject"),), "teacher_id",
        ),
        ListKind(
            "courses", "课程", catalogue.COURSE, catalogue.COURSE_FIELDS, ("title",), (("title", "subject"), ("title",)),
            county_only=True,
        ),
        ListKind(
            "bases", "培训基地", catalogue.BASE, catalogue.BASE_FIELDS, ("name", "kind"),
            (("name", "kind", "level"), ("name", "kind")), county_only=True,
        ),
        ListKind(
            "volunteering", "志愿服务", catalogue.VOLUNTEERING, catalogue.VOLUNTEERING_FIELDS, ("title", "times"),
            (("organisation_id", "title", "held_on"),),
        ),
        ListKind(
            "moves", "调动交流", replace(moving.ENTITY, fields=(_WHO, *_MOVE_FIELDS)),
            _with_synonyms(
                (*person("teacher_id"), *_MOVE_FIELDS),
                **{"teacher_id.work": ("原单位", "原学校", "原任教学校", "调出单位", "调出学校", "派出学校")},
                kind=("交流方式", "调动方式", "类别"),
                to=("交流学校", "调入学校", "调入单位", "接收学校", "接收单位", "交流到学校", "现单位", "现学校"),
                since=("开始日期", "交流开始日期", "开始时间", "调动日期"), document=("文号", "文件"),
            ),
            ("teacher_id.name", "to"), (("teacher_id", "to", "since"),), "teacher_id", county_only=True,
        ),
    )
}  # fmt: skip
"""Every kind by name, in the order in which a new office would bring them in."""
