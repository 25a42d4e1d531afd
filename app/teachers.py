"""Teachers (教师): the roster, where each is on the establishment and where each works, and finding them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app import name_keys, records
from app.fields import Fault, Field, Kind, Owner, Value
from app.problems import Problem
from app.records import Entity, Invalid, Values
from app.session import Session
from storage import attachments
from storage import teachers as stored
from storage.ids import new_id
from storage.store import Row, Rows

if TYPE_CHECKING:
    from app.identity import IdentityNumber

_BORN, _SINCE, _GRADUATED = (-90, -15), (-75, 1), (-75, 5)
"""Years from now in which a teacher is born, begins something, ends their studies."""

FIELDS = (
    Field("name", "姓名", Kind.NAME, required=True, group="基本信息", width=8, synonyms=("教师姓名", "名字")),
    Field("former_name", "曾用名", Kind.NAME, group="基本信息", synonyms=("曾用姓名", "原用名", "别名")),
    Field("id_number", "身份证号", Kind.ID_NUMBER, sensitive=True, group="基本信息", width=20,
          synonyms=("身份证号码", "公民身份号码", "身份证件号", "身份证", "证件号码", "身份证件号码", "居民身份证号",
                    "公民身份证号", "二代身份证号", "18位身份证号")),
    Field("sex", "性别", Kind.CODE, codes="sex", group="基本信息", width=5),
    Field("birth_date", "出生日期", Kind.MONTH, years=_BORN, group="基本信息",
          synonyms=("出生年月", "出生年月日", "生日", "出生时间", "出生")),
    Field("ethnic", "民族", Kind.CODE, codes="ethnic", group="基本信息", width=7),
    Field("native_place", "籍贯", group="基本信息"),
    Field("political", "政治面貌", Kind.CODE, codes="political", group="基本信息", synonyms=("政治面目", "党派")),
    Field("phone", "联系电话", Kind.PHONE, sensitive=True, group="基本信息", width=13,
          synonyms=("手机", "手机号", "手机号码", "电话", "联系方式", "移动电话", "电话号码", "联系手机")),
    Field("email", "电子邮箱", group="基本信息", width=18, synonyms=("邮箱", "电子邮件", "邮箱地址")),
    Field("work", "任教学校", Kind.REFERENCE, refers_to="organisations", required=True, group="任职", width=18,
          synonyms=("学校", "现任教学校", "工作单位", "任教单位", "所在学校", "单位", "学校名称", "所在单位", "单位名称",
                    "工作学校", "任职学校", "校名")),
    Field("establishment", "编制单位", Kind.REFERENCE, refers_to="organisations", group="任职", width=18,
          synonyms=("编制所在单位", "编制学校", "人事关系单位", "编制所在学校", "人事关系所在单位", "人事关系所在学校",
                    "编制关系所在单位"),
          note="人与编不在一处时填写"),
    Field("employment", "用工类别", Kind.CODE, codes="employment", group="任职",
          synonyms=("编制类别", "编制情况", "用人形式", "编制性质", "用工形式", "用工性质", "用人方式")),
    Field("staff_kind", "教职工类别", Kind.CODE, codes="staff_kind", group="任职", synonyms=("人员类别",)),
    Field("staff_status", "在岗状态", Kind.CODE, codes="staff_status", group="任职",
          synonyms=("当前状态", "人员状态", "在职状态", "在岗情况", "在职情况")),
    Field("admin_post", "行政职务", group="任职", synonyms=("职务", "现任职务", "党政职务", "校内职务", "担任职务")),
    Field("stage", "任教学段", Kind.CODE, codes="stage", group="任职", width=8, synonyms=("学段", "任课学段", "所教学段")),
    Field("subject", "任教学科", Kind.CODE, codes="subject", group="任职", width=8,
          synonyms=("学科", "主教学科", "任教课程", "任课学科", "所教学科", "任教科目", "科目", "执教学科", "教授学科")),
    Field("second_subject", "兼教学科", Kind.CODE, codes="subject", group="任职", width=8,
          synonyms=("兼任学科", "兼课学科", "第二任教学科", "兼教科目")),
    Field("is_class_teacher", "是否班主任", Kind.FLAG, group="任职", width=8,
          synonyms=("班主任", "是否担任班主任", "是否为班主任")),
    Field("work_start", "参加工作年月", Kind.MONTH, years=_SINCE, group="任职",
          synonyms=("参加工作时间", "工作时间", "参工时间", "何时参加工作")),
    Field("teach_start", "从教年月", Kind.MONTH, years=_SINCE, group="任职",
          synonyms=("从教时间", "任教时间", "从教起始年月", "开始从教时间")),
    Field("county_start", "进入本县教育年月", Kind.MONTH, years=_SINCE, group="任职",
          synonyms=("首次进入本区教育时间", "进入本县时间", "进入本县教育系统时间")),
    Field("title", "现聘职称", Kind.CODE, codes="title", group="职称与称号",
          synonyms=("职称", "教师职称", "专业技术职务", "专业技术职称", "职称等级", "职称级别", "现有职称")),
    Field("title_date", "聘任年月", Kind.MONTH, years=_SINCE, group="职称与称号",
          synonyms=("职称聘任时间", "现职称取得时间", "取得现职称时间", "现职称聘任时间", "职称取得时间")),
    Field("post_grade", "岗位等级", Kind.CODE, codes="post_grade", group="职称与称号",
          synonyms=("专技等级", "岗位级别", "现聘岗位等级", "专业技术岗位等级")),
    Field("honour", "最高骨干称号", owner=Owner.COUNTY, group="职称与称号", width=10,
          synonyms=("骨干称号", "骨干教师级别", "最高骨干教师级别", "骨干教师称号", "骨干教师层次")),
    Field("first_education", "第一学历", Kind.CODE, codes="education", group="学历"),
    Field("first_degree", "第一学位", Kind.CODE, codes="degree", group="学历"),
    Field("first_school", "第一学历毕业院校", group="学历", width=18, synonyms=("第一学历毕业学校",)),
    Field("first_major", "第一学历专业", group="学历", synonyms=("第一学历所学专业",)),
    Field("first_graduated", "第一学历毕业年月", Kind.MONTH, years=_GRADUATED, group="学历"),
    Field("education", "最高学历", Kind.CODE, codes="education", group="学历", synonyms=("学历", "文化程度", "最后学历")),
    Field("degree", "最高学位", Kind.CODE, codes="degree", group="学历", synonyms=("学位",)),
    Field("school", "毕业院校", group="学历", width=18, synonyms=("毕业学校", "最高学历毕业院校", "最高学历毕业学校")),
    Field("major", "所学专业", group="学历", synonyms=("专业", "最高学历专业", "最高学历所学专业", "毕业专业")),
    Field("graduated", "毕业年月", Kind.MONTH, years=_GRADUATED, group="学历", synonyms=("毕业时间", "最高学历毕业时间")),
    Field("mandarin", "普通话等级", Kind.CODE, codes="mandarin", group="其他",
          synonyms=("普通话水平", "普通话水平等级", "普通话证书等级", "普通话")),
    Field("is_special_post", "是否特岗", Kind.FLAG, group="其他", width=8, synonyms=("特岗教师",)),
    Field("is_funded_graduate", "是否公费师范生", Kind.FLAG, group="其他", width=8, synonyms=("免费师范生",)),
    Field("is_bilingual", "是否双语教师", Kind.FLAG, group="其他", synonyms=("双语教师",)),
    Field("remark", "备注", Kind.LONG_TEXT, group="其他", width=20, synonyms=("备注说明", "备考")),
)  # fmt: skip

POSTED = ("work", "establishment")
"""Fields that stand in the table of dated postings, not in the teacher's own row."""


def faults(values: Values) -> list[Fault]:
    """One teacher by itself: ID number, birth date and sex agree; dates are in the order of a life."""
    found = []
    known, reason = _identity(values)
    if reason:
        found.append(Fault("id_number", reason))
    if known:
        birth = str(values.get("birth_date") or "")
        if birth and not known.birth_date.isoformat().startswith(birth[:7]):
            found.append(Fault("birth_date", f"出生日期与身份证号（{known.birth_date}）不一致，请核对。"))
        if values.get("sex") in ("1", "2") and values["sex"] != known.sex:
            found.append(Fault("sex", "性别与身份证号不一致，请核对。"))
    birth, work = str(values.get("birth_date") or ""), str(values.get("work_start") or "")
    if birth and work and int(work[:4]) - int(birth[:4]) < 14:
        found.append(Fault("work_start", "参加工作时不满 14 岁，请核对参加工作年月和出生日期。"))
    return found


def _identity(values: Values) -> tuple["IdentityNumber | None", str | None]:
    """What the ID number says, and what is wrong with it; both None without one."""
    if not values.get("id_number"):
        return None, None
    from app import identity

    try:
        return identity.parse(str(values["id_number"])), None
    except identity.IdentityFault as fault:
        return None, str(fault)


POSTING_FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("kind", "关系", Kind.CODE, codes="posting_kind", required=True, width=6),
    Field("organisation_id", "单位", Kind.REFERENCE, refers_to="organisations", required=True, width=18),
    Field("start_date", "起", Kind.DATE),
    Field("end_date", "止", Kind.DATE),
    Field("document", "依据文件", width=18),
    Field("move", "来的方式", Kind.CODE, codes="move_kind", owner=Owner.COUNTY),
    Field("end_move", "离开方式", Kind.CODE, codes="move_kind", owner=Owner.COUNTY),
    Field("end_document", "离开的依据文件", owner=Owner.COUNTY, width=18),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

CREDENTIAL_FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("stage", "资格种类", Kind.CODE, codes="stage"),
    Field("subject", "资格学科", width=10),
    Field("number", "证书号", width=20),
    Field("issuer", "认定机构", width=18),
    Field("issued_on", "认定日期", Kind.DATE),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)


ENTITY = Entity("teachers", "教师", FIELDS, faults)
POSTING = Entity("postings", "任职", POSTING_FIELDS)
CREDENTIAL = Entity("credentials", "教师资格", CREDENTIAL_FIELDS)
OWN_COLUMNS = tuple(field.name for field in FIELDS if field.name not in POSTED)


def completed(values: Values) -> Values:
    """Fill birth date and sex from the ID number where they are empty: it knows them."""
    known, _reason = _identity(values)
    if known is None:
        return values
    filled = dict(values)
    filled["birth_date"] = values.get("birth_date") or known.birth_date.isoformat()
    filled["sex"] = values.get("sex") or known.sex
    return filled


def get(session: Session, pk: str) -> Row:
    """One teacher with `work`, `establishment`, their names, `hours` and `is_stub`."""
    return records.there(ENTITY, stored.one(session.store, pk))


def every(session: Session) -> list[Row]:
    """Every teacher with all fields, in the order of pinyin."""
    return stored.every(session.store)


def roster(session: Session) -> list[Row]:
    """Every teacher with all fields, `work` and `establishment`, in no order: to be compared."""
    return stored.roster(session.store)


def save(
    session: Session, pk: str | None, changes: Values, *, since: date | None = None, document: str | None = None
) -> str:
    """Save a teacher; a changed school closes the old posting on `since` (today) and opens a new one.

    Raises `Invalid` with every fault, or Problem when somebody else has the ID number.
    """
    current: Values = {} if pk is None else dict(get(session, pk))
    changes = completed({**{name: current.get(name) for name in ("id_number", "birth_date", "sex")}, **changes})
    real = {name: value for name, value in changes.items() if current.get(name) != value}
    if pk is not None and not real:
        return pk
    _refuse_stub(current)
    values = {**current, **real}
    records.validate(session, ENTITY, values, real)
    guard_own_school(session, values)
    with session.writing(f"{'新增' if pk is None else '修改'}教师：{values['name']}") as rows:
        _refuse_twin(rows, pk, values)
        return write(rows, pk, real, since or session.today(), document)


def write(rows: Rows, pk: str | None, real: Values, since: date, document: str | None = None) -> str:
    """Write checked changes of one teacher inside an open act (also used by imports). Returns the id."""
    own = {name: value for name, value in real.items() if name in OWN_COLUMNS}
    if pk is None:
        pk = rows.insert("teachers", own)
    elif own:
        rows.update("teachers", pk, own)
    for kind in POSTED:
        if kind in real:
            post(rows, pk, kind, real[kind], since, document)
    if "name" in real:
        name_keys.write(rows, [(pk, str(real["name"]))])
    return pk


def add_many(rows: Rows, people: Sequence[Values], since: date) -> None:
    """Write many checked new teachers inside an open act, as `write` writes one."""
    # One statement for all, whatever each row leaves open: the engine compiles the triggers anew for every other one.
    lines: list[tuple[Value, ...]] = []
    postings: list[tuple[Value, ...]] = []
    named: list[tuple[str, str]] = []
    begins = since.isoformat()
    for values in people:
        pk = new_id()
        lines.append((pk, *map(values.get, OWN_COLUMNS)))
        postings += [(new_id(), pk, kind, str(values[kind]), begins) for kind in POSTED if values.get(kind)]
        named.append((pk, str(values["name"])))
    rows.insert_many("teachers", ("id", *OWN_COLUMNS), lines)
    rows.insert_many("postings", ("id", "teacher_id", "kind", "organisation_id", "start_date"), postings)
    name_keys.write(rows, named)


def post(
    rows: Rows, teacher: str, kind: str, to: object, since: date, document: str | None, move: str | None = None
) -> None:
    """End the posting that holds now and begin the one at `to` (None: none), where it is another.

    `move` says how (code table move_kind); the document is then that of the end too.
    """
    current = stored.current_posting(rows, teacher, kind)
    if current and current[1] == to:
        return
    if current:
        why = {"end_move": move, "end_document": document} if move else {}
        rows.update("postings", current[0], {"end_date": max(since.isoformat(), current[2] or ""), **why})
    if to:
        rows.insert(
            "postings",
            {"teacher_id": teacher, "kind": kind, "organisation_id": str(to),
             "start_date": since.isoformat(), "document": document, **({"move": move} if move else {})},
        )  # fmt: skip


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    if not values.get("id_number"):
        return []
    return [
        Fault("id_number", f"这个身份证号已经登记在“{name}”名下，请核对是否同一人。")
        for twin, name in stored.of_id_number(rows, str(values["id_number"]))
        if twin != pk
    ]


def _refuse_twin(rows: Rows, pk: str | None, values: Values) -> None:
    found = among(rows, pk, values)
    if found:
        raise Invalid(ENTITY, found)


def _refuse_stub(row: Mapping[str, Value]) -> None:
    if row.get("is_stub"):
        raise Problem(f"{row['name']}是外校教师，本校只能查看。", "需要修改请联系其所在学校或县局。")


def guard_own_school(session: Session, values: Values) -> None:
    """A school registers those who work there or are on its establishment; raises `Invalid` for others."""
    own = session.organisation
    if not session.is_county and own and own not in (values.get("work"), values.get("establishment")):
        raise Invalid(ENTITY, [Fault("work", "本校只能登记在本校任教或编制在本校的教师；调出请由县局办理。")])


def postings(session: Session, pk: str) -> list[Row]:
    """Where a teacher was and is, newest first, with `organisation_name`."""
    return stored.postings(session.store, pk)


def credentials(session: Session, pk: str) -> list[Row]:
    """A teacher's 教师资格证, newest first."""
    return stored.credentials(session.store, pk)


def every_credential(session: Session) -> list[Row]:
    """All 教师资格证 by the names' pinyin, with `teacher_name` and `school_name`."""
    return stored.every_credential(session.store)


def get_credential(session: Session, pk: str) -> Row:
    """One 教师资格证 as in `every_credential`; raises Problem when there is none."""
    return records.there(CREDENTIAL, stored.credential(session.store, pk))


def save_credential(session: Session, pk: str | None, changes: Values) -> str:
    """Save one 教师资格证."""
    refuse_outline(session, changes.get("teacher_id"))
    return records.save(session, CREDENTIAL, pk, changes)


def refuse_outline(session: Session, pk: Value) -> None:
    """Raise Problem when something is to be registered about somebody who is here in outline only."""
    if pk and get(session, str(pk))["is_stub"]:
        raise Problem("这是外校教师，本校只能查看。", "需要登记请联系其所在学校或县局。")


def is_listed(session: Session, pk: str) -> bool:
    """Whether a teacher stands on this office's roster: a partner at another school is here in outline only."""
    row = stored.one(session.store, pk)
    return row is not None and not row["is_stub"]


def outlines(session: Session) -> dict[str, Row]:
    """Id → the partners at other schools of whom a school knows name and school only, as `get` gives them."""
    return {pk: get(session, pk) for pk in sorted(stored.outlines(session.store))}


def delete(session: Session, pk: str) -> None:
    """Delete a teacher entered by mistake; refused while anything but postings and credentials is there.

    Pairs, memberships, hours, honours, assessments, observations and certificates are somebody's work.
    """
    row = get(session, pk)
    _refuse_stub(row)
    with session.writing(f"删除教师：{row['name']}") as rows:
        attachments.delete_of_record(rows, "teachers", pk)
        stored.delete_parts(rows, pk)
        rows.delete("teachers", pk)
        stored.drop_keys_of_the_gone(rows)
