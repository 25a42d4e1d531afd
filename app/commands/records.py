"""`list`, `set`, `history`, `recent`, `undo`: the records of an office."""

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app import (
    assessments,
    catalogue,
    certificates,
    codes,
    declarations,
    honours,
    leaving,
    links,
    mentoring,
    observations,
    organisations,
    plans,
    records,
    sessions,
    studio_terms,
    studio_work,
    studios,
    teachers,
    training,
)
from app.commands.options import add_whole, command, opened, purpose_of
from app.commands.output import Output
from app.fields import Kind, show
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session

Rows = list[dict[str, Any]]
Columns = tuple[tuple[str, str], ...]

_LISTS: dict[str, tuple[Callable[[Session], Rows], Columns]] = {
    "teachers": (
        teachers.every,
        (("name", "姓名"), ("work_name", "任教学校"), ("subject", "学科"), ("title", "职称"), ("id", "编号")),
    ),
    "organisations": (
        organisations.listed,
        (("code", "学校标识码"), ("name", "单位名称"), ("teachers", "任教人数"), ("id", "编号")),
    ),
    "pairs": (
        mentoring.listed,
        (("mentor_name", "师父"), ("mentee_name", "徒弟"), ("start_date", "开始"), ("status", "状态"), ("id", "编号")),
    ),
    "studios": (
        studios.listed,
        (("name", "工作室"), ("host_name", "主持人"), ("members", "成员人数"), ("id", "编号")),
    ),
    "members": (
        studios.members,
        (("studio_name", "工作室"), ("teacher_name", "姓名"), ("role", "角色"), ("id", "编号")),
    ),
    "studio_plans": (
        studio_work.plans,
        (
            ("studio_name", "工作室"),
            ("stage", "阶段"),
            ("kind", "活动类别"),
            ("times", "计划次数"),
            ("held", "已开展"),
            ("state", "情况"),
            ("id", "编号"),
        ),
    ),
    "studio_activities": (
        studio_work.activities,
        (
            ("held_on", "日期"),
            ("studio_name", "工作室"),
            ("kind", "类别"),
            ("topic", "主题"),
            ("people", "参加"),
            ("hours", "学时"),
            ("id", "编号"),
        ),
    ),
    "participations": (
        studio_work.participations,
        (
            ("held_on", "日期"),
            ("topic", "活动"),
            ("teacher_name", "姓名"),
            ("part", "任务"),
            ("hours", "学时"),
            ("id", "编号"),
        ),
    ),
    "outputs": (
        studio_work.outputs,
        (("done_on", "日期"), ("studio_name", "工作室"), ("kind", "类别"), ("title", "成果"), ("id", "编号")),
    ),
    "studio_assessments": (
        studio_terms.assessments,
        (
            ("year", "年度"),
            ("kind", "种类"),
            ("studio_name", "工作室"),
            ("grade", "等次"),
            ("to_do", "请办理"),
            ("id", "编号"),
        ),
    ),
    "links": (
        links.listed,
        (
            ("school_name", "学校"),
            ("master_name", "名师"),
            ("studio_name", "工作室"),
            ("activities", "活动次数"),
            ("id", "编号"),
        ),
    ),
    "link_activities": (
        links.activities,
        (("held_on", "日期"), ("school_name", "学校"), ("kind", "类别"), ("topic", "主题"), ("id", "编号")),
    ),
    "classes": (
        training.classes,
        (("title", "项目"), ("name", "班次"), ("year", "年度"), ("hours", "学时"), ("people", "人数"), ("id", "编号")),
    ),
    "training": (
        training.attendance,
        (
            ("name", "姓名"),
            ("title", "项目"),
            ("class_name", "班次"),
            ("hours", "学时"),
            ("result", "结果"),
            ("id", "编号"),
        ),
    ),
    "declarations": (
        declarations.listed,
        (
            ("teacher_name", "姓名"),
            ("kind", "申报项目"),
            ("title", "名称"),
            ("done_on", "完成日期"),
            ("granted", "认定学时"),
            ("id", "编号"),
        ),
    ),
    "honours": (
        honours.listed,
        (
            ("teacher_name", "姓名"),
            ("title", "荣誉名称"),
            ("level", "级别"),
            ("awarded_on", "授予年月"),
            ("id", "编号"),
        ),
    ),
    "assessments": (
        assessments.listed,
        (
            ("year", "年度"),
            ("kind", "种类"),
            ("teacher_name", "姓名"),
            ("grade", "等次"),
            ("clash", "请核对"),
            ("id", "编号"),
        ),
    ),
    "observations": (
        observations.listed,
        (
            ("teacher_name", "听课人"),
            ("school_year", "学年"),
            ("term", "学期"),
            ("periods", "节数"),
            ("observed_name", "授课人"),
            ("id", "编号"),
        ),
    ),
    "plans": (
        plans.listed,
        (
            ("teacher_name", "姓名"),
            ("start_date", "开始"),
            ("goal", "发展目标"),
            ("mentor_name", "导师"),
            ("reviewed_on", "指导日期"),
            ("id", "编号"),
        ),
    ),
    "credentials": (
        teachers.every_credential,
        (("teacher_name", "姓名"), ("stage", "资格种类"), ("subject", "学科"), ("number", "证书号"), ("id", "编号")),
    ),
    "courses": (
        catalogue.courses,
        (("title", "课程"), ("subject", "学科"), ("hours", "学时"), ("is_fine", "精品"), ("id", "编号")),
    ),
    "bases": (
        catalogue.bases,
        (
            ("name", "基地"),
            ("kind", "种类"),
            ("level", "级别"),
            ("organisation_name", "所在单位"),
            ("awarded_on", "认定日期"),
            ("id", "编号"),
        ),
    ),
    "volunteering": (
        catalogue.volunteering,
        (
            ("held_on", "日期"),
            ("title", "活动"),
            ("organisation_name", "单位"),
            ("people", "人数"),
            ("times", "人次"),
            ("id", "编号"),
        ),
    ),
    "certificates": (
        certificates.listed,
        (("number", "证书编号"), ("name", "姓名"), ("kind", "种类"), ("issued_on", "发证日期"), ("id", "编号")),
    ),
}
_CODED = {"subject": "subject", "title": "title", "status": "pair_status", "role": "member_role", "result": "result"}
_CODED_KINDS = {"certificates": "paper_kind"}

_SET: dict[str, tuple[Entity, Callable[[Session, str | None, Values], str]]] = {
    "teachers": (teachers.ENTITY, teachers.save),
    "organisations": (organisations.ENTITY, organisations.save),
    "pairs": (mentoring.ENTITY, mentoring.save),
    "studios": (studios.ENTITY, studios.save),
    "members": (studios.MEMBER, studios.save_member),
    "studio_plans": (studio_work.PLAN, studio_work.save_plan),
    "studio_activities": (studio_work.ACTIVITY, studio_work.save_activity),
    "participations": (studio_work.PARTICIPATION, studio_work.save_participation),
    "outputs": (studio_work.OUTPUT, studio_work.save_output),
    "studio_assessments": (studio_work.ASSESSMENT, studio_terms.save_assessment),
    "links": (links.ENTITY, links.save),
    "link_activities": (links.ACTIVITY, links.save_activity),
    "programmes": (training.PROGRAMME, training.save_programme),
    "classes": (training.CLASS, training.save_class),
    "sessions": (training.SESSION, sessions.save),
    "training": (training.ATTENDANCE, training.save_attendance),
    "declarations": (declarations.ENTITY, declarations.save),
    "honours": (honours.ENTITY, honours.save),
    "assessments": (assessments.ENTITY, assessments.save),
    "observations": (observations.ENTITY, observations.save),
    "plans": (plans.ENTITY, plans.save),
    "credentials": (teachers.CREDENTIAL, teachers.save_credential),
    "courses": (catalogue.COURSE, catalogue.save_course),
    "bases": (catalogue.BASE, catalogue.save_base),
    "volunteering": (catalogue.VOLUNTEERING, catalogue.save_volunteering),
}
_AGREED: dict[str, Callable[[Session, str | None, Values], str]] = {
    "honours": partial(honours.save, agreed=True),
    "declarations": partial(declarations.save, agreed=True),
    "pairs": partial(mentoring.save, agreed=True),
    "studios": partial(studios.save, agreed=True),
    "members": partial(studios.save_member, agreed=True),
}
"""Of what may be overruled knowingly, how it is saved then."""

_BY_FIELD = (
    "declarations",
    "honours",
    "assessments",
    "observations",
    "plans",
    "credentials",
    "courses",
    "bases",
    "volunteering",
    *(
        "studio_plans",
        "studio_activities",
        "participations",
        "outputs",
        "studio_assessments",
        "links",
        "link_activities",
    ),
)
"""Lists whose columns are the record's own fields, so that these say how a value reads."""


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "list", "列出记录", _list)
    made.add_argument("what", choices=tuple(_LISTS), metavar="|".join(_LISTS))
    add_whole(made, file=False)
    made = command(commands, "set", "修改一条记录：set teachers 编号 字段=值 …；编号写 new 表示新增", _set)
    made.add_argument("what", choices=tuple(_SET), metavar="|".join(_SET))
    made.add_argument("id", metavar="ID")
    made.add_argument("changes", nargs="+", metavar="FIELD=VALUE")
    made.add_argument(
        "--agreed", action="store_true", help="荣誉、申报学时已有同名的，师徒结对、工作室不合规则的：核对过，照样登记"
    )
    made = command(commands, "history", "一条记录的修改历史", _history)
    made.add_argument("what", choices=tuple(_SET), metavar="|".join(_SET))
    made.add_argument("id", metavar="ID")
    made = command(commands, "undo", "撤销最近一次修改或导入，或者指定的一次", _undo)
    made.add_argument("--act", metavar="ID", help="撤销这一次操作（编号见 recent，或导入后的结果）；后面的操作不受影响")
    made = command(commands, "recent", "列出最近的操作，标明哪些还可以撤销", _recent)
    made.add_argument("--limit", type=int, default=20, metavar="N", help="列出几次（默认 20）")


def _list(options: argparse.Namespace, output: Output) -> int:
    read, columns = _LISTS[options.what]
    whole = purpose_of(options) if options.whole_ids else None
    with opened(options) as session:
        rows = read(session)
        if whole:
            leaving.before(session, "terminal", whole)
            leaving.note(session, "terminal", len(rows), whole=whole)
            output.whole = True
    if options.what == "training":
        rows = [{**row, "hours": row["hours"] / 10, "class_hours": (row["class_hours"] or 0) / 10} for row in rows]
    if options.what == "classes":
        rows = [{**row, "hours": row["hours"] / 10} for row in rows]
    if not output.as_json:
        rows = [_worded(options.what, row) for row in rows]
    output.table(rows, columns)
    return 0


def _worded(what: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with codes as labels, for reading."""
    worded = dict(row)
    if what in _BY_FIELD:
        fields = {field.name: field for field in _SET[what][0].fields if field.kind is not Kind.REFERENCE}
        return {name: show(fields[name], value) if name in fields else value for name, value in worded.items()}
    tables = {**_CODED, "kind": _CODED_KINDS.get(what, "")}
    if what in ("training", "classes"):
        del tables["title"]
    for key, table in tables.items():
        if table and worded.get(key) is not None:
            worded[key] = codes.table(table).label_of(str(worded[key]))
    return worded


def _set(options: argparse.Namespace, output: Output) -> int:
    entity, save = _SET[options.what]
    if options.agreed:
        save = _AGREED.get(options.what, save)
    texts: dict[str, object] = {}
    for change in options.changes:
        name, equals, text = change.partition("=")
        if not equals:
            raise Problem(f"看不懂“{change}”。", "请写成 字段=值，例如 phone=13900000000；清空写 phone=。")
        texts[name] = text
    with opened(options) as session:
        for name, text in texts.items():
            texts[name] = _referred(session, entity, name, str(text))
        values = records.read(entity, texts, session)
        pk = save(session, None if options.id == "new" else options.id, values)
        row = records.get(session, entity, pk)
    output.result({"id": pk, **{name: row.get(name, values.get(name)) for name in values}}, f"已保存。编号 {pk}")
    return 0


def _referred(session: Session, entity: Entity, name: str, text: str) -> str:
    """A reference may be given by id, and an organisation also by its code or name."""
    field = entity.field(name)
    if field is None or field.kind is not Kind.REFERENCE or not text:
        return text
    if field.refers_to == "organisations":
        found = [
            str(row["id"]) for row in organisations.listed(session) if text in (row["id"], row["code"], row["name"])
        ]
        if len(found) == 1:
            return found[0]
        raise Problem(f"{field.label}“{text}”找不到或不止一个。", "请用学校标识码指明。")
    if session.store.row(field.refers_to or "", text) is None:
        raise Problem(f"{field.label}“{text}”找不到。", "请用 list 列出的编号指明。")
    return text


def _history(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        lines = [vars(one) for one in records.history(session, _SET[options.what][0], options.id)]
    output.table(
        lines,
        (("at", "时间"), ("actor", "经办人"), ("reason", "事由"), ("field", "字段"), ("old", "原来"), ("new", "改为")),
    )
    return 0


def _undo(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        reason = records.undo_act(session, options.act) if options.act else records.undo_last(session)
    output.result({"undone": reason}, f"已撤销：{reason}")
    return 0


def _recent(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        found = records.recent(session, options.limit)
    words = {True: "可以撤销", False: ""}
    rows = [{**vars(one), "state": "已撤销" if one.undone else words[one.stands]} for one in found]
    output.table(rows, (("at", "时间"), ("actor", "经办人"), ("reason", "事由"), ("state", "状态"), ("id", "编号")))
    return 0
