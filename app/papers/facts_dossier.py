"""What the 教师业务档案表 says: all that the county holds about one teacher's work, on one paper."""

from collections import defaultdict
from collections.abc import Sequence

from app import codes, declarations, identity, mentoring, roster, school_years, studios
from app.fields import hours_text
from app.papers import recipients
from app.papers.facts_training import PHOTO, photo, targets
from app.papers.kinds import NAMES, Due, List, PaperKind, items
from app.papers.wording import dotted, label, text, written
from app.session import Session
from exports.papers.facts import Facts, Texts
from storage import assessments as stored_assessments
from storage import honours as stored_honours
from storage import mentoring as stored_pairs
from storage import observations as stored_observations
from storage import teachers as stored_teachers
from storage import training as stored_training
from storage.store import Row

COMPETITION = "5"
"""教学竞赛, a code of `declared_kind`."""

_YES = "是"


def dossiers(session: Session, pk: str) -> list[Due]:
    """The 业务档案表 of a teacher; raises Problem for nobody of ours."""
    teacher = recipients.teacher(session, pk)
    name = str(teacher["name"])
    granted = [one for one in declarations.of_teacher(session, pk) if one["state"] == declarations.GRANTED]
    lists: dict[str, Sequence[Texts]] = {
        "任职": _postings(session, pk),
        "学历": _studies(teacher),
        "资格": _credentials(session, pk),
        "荣誉": _honours(session, pk),
        "考核": _assessments(session, pk),
        "师徒": _pairs(session, pk),
        "工作室": _studios(session, pk),
        "学时": _hours(session, pk),
        "达标": targets(session, pk),
        "竞赛": [_work(one) for one in granted if one["kind"] == COMPETITION],
        "成果": [_work(one) for one in granted if one["kind"] != COMPETITION],
        "听课": _observations(session, pk),
    }
    facts = Facts(
        who=name,
        title=f"教师业务档案表 {name}",
        texts=_texts(session, teacher),
        names=NAMES,
        lists=lists,
        pictures=photo(session, pk),
    )
    return [Due("dossier", pk, pk, facts)]


def _texts(session: Session, teacher: Row) -> dict[str, str]:
    month = {
        name: written(text(teacher[name])[:7]) for name in ("birth_date", "work_start", "teach_start", "title_date")
    }
    return {
        "姓名": str(teacher["name"]),
        "曾用名": text(teacher["former_name"]),
        "性别": label("sex", teacher["sex"]),
        "出生年月": month["birth_date"],
        "民族": label("ethnic", teacher["ethnic"]),
        "籍贯": text(teacher["native_place"]),
        "政治面貌": label("political", teacher["political"]),
        "证件号码": identity.masked(str(teacher["id_number"])) if teacher["id_number"] else "",
        "联系电话": text(teacher["phone"]),
        "任教学校": text(teacher["work_name"]),
        "编制单位": text(teacher["establishment_name"]) or text(teacher["work_name"]),
        "用工类别": label("employment", teacher["employment"]),
        "在岗状态": label("staff_status", teacher["staff_status"]),
        "行政职务": text(teacher["admin_post"]),
        "学段": label("stage", teacher["stage"]),
        "任教学科": label("subject", teacher["subject"]),
        "兼教学科": label("subject", teacher["second_subject"]),
        "班主任": _YES if teacher["is_class_teacher"] else "否",
        "参加工作年月": month["work_start"],
        "从教年月": month["teach_start"],
        "职称": label("title", teacher["title"]),
        "聘任年月": month["title_date"],
        "岗位等级": label("post_grade", teacher["post_grade"]),
        "骨干称号": text(teacher["honour"]),
        "普通话等级": label("mandarin", teacher["mandarin"]),
        "制表单位": session.name,
        "制表日期": written(session.today()),
    }


def _postings(session: Session, pk: str) -> list[dict[str, str]]:
    return [
        {
            "起止": f"{dotted(one['start_date'])}—{dotted(one['end_date']) or '今'}",
            "单位": text(one["organisation_name"]),
            "关系": label("posting_kind", one["kind"]),
            "方式": label("move_kind", one["move"]),
            "依据文件": text(one["document"]),
        }
        for one in reversed(stored_teachers.postings(session.store, pk))
    ]


def _studies(teacher: Row) -> list[dict[str, str]]:
    found = []
    for called, before in (("第一学历", "first_"), ("最高学历", "")):
        line = {
            "项目": called,
            "学历": label("education", teacher[f"{before}education"]),
            "学位": label("degree", teacher[f"{before}degree"]),
            "毕业院校": text(teacher[f"{before}school"]),
            "专业": text(teacher[f"{before}major"]),
            "毕业年月": dotted(text(teacher[f"{before}graduated"])[:7]),
        }
        if any(value for name, value in line.items() if name != "项目"):
            found.append(line)
    return found


def _credentials(session: Session, pk: str) -> list[dict[str, str]]:
    return [
        {
            "资格种类": label("stage", one["stage"]),
            "资格学科": text(one["subject"]),
            "证书号": text(one["number"]),
            "认定机构": text(one["issuer"]),
            "认定日期": dotted(one["issued_on"]),
        }
        for one in stored_teachers.credentials(session.store, pk)
    ]


def _honours(session: Session, pk: str) -> list[dict[str, str]]:
    return [
        {
            "年月": dotted(one["awarded_on"]),
            "荣誉名称": f"{one['title']}（人选）" if one["is_candidate"] else str(one["title"]),
            "级别": label("level", one["level"]),
            "授予单位": text(one["issuer"]),
            "文号": text(one["document"]),
        }
        for one in stored_honours.of_teacher(session.store, pk)
    ]


def _assessments(session: Session, pk: str) -> list[dict[str, str]]:
    of_year: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for one in stored_assessments.of_teacher(session.store, pk):
        called = label("assessment_kind", one["kind"])
        grade = label("assessment_grade", one["grade"])
        # Two offices may each have entered one: both are told.
        known = of_year[int(one["year"])].get(called)
        of_year[int(one["year"])][called] = grade if known in (None, grade) else f"{known}、{grade}"
    kinds = [one.label for one in codes.table("assessment_kind").codes]
    return [{"年度": str(year), **dict.fromkeys(kinds, ""), **of_year[year]} for year in sorted(of_year, reverse=True)]


def _pairs(session: Session, pk: str) -> list[dict[str, str]]:
    return [
        {
            "身份": "师父" if one["mentor_id"] == pk else "徒弟",
            "对方": text(one["mentee_name" if one["mentor_id"] == pk else "mentor_name"]),
            "对方单位": text(one["mentee_school" if one["mentor_id"] == pk else "mentor_school"]),
            "结对类别": label("pair_kind", one["kind"]),
            "起止": dotted(one["start_date"], one["end_date"]),
            "状态": label("pair_status", one["status"]),
        }
        for one in stored_pairs.of_teacher(session.store, pk)
        if one["status"] != mentoring.PLANNED
    ]


def _studios(session: Session, pk: str) -> list[dict[str, str]]:
    hosted = [
        {
            "工作室": str(one["name"]),
            "身份": "主持人",
            "起止": _open(one["start_date"], one["closed_on"] or one["end_date"]),
        }
        for one in studios.listed(session)
        if one["host_id"] == pk
    ]
    mine = {one["工作室"] for one in hosted}
    return hosted + [
        {
            "工作室": text(one["studio_name"]),
            "身份": label("member_role", one["role"]),
            "起止": _open(one["joined_on"], one["left_on"]),
        }
        for one in studios.members(session)
        if one["teacher_id"] == pk and one["studio_name"] not in mine
    ]


def _open(first: str | None, last: str | None) -> str:
    return f"{dotted(first)}—{dotted(last) or '今'}" if first else dotted(last)


def _hours(session: Session, pk: str) -> list[dict[str, str]]:
    """Passed hours by year and category, each year's sum beside them, and the whole at the end."""
    categories = codes.table("training_category")
    of_year: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for one in stored_training.hours_of_teacher(session.store, pk):
        of_year[int(one["year"])][categories.label_of(str(one["category"]))] = int(one["hours"])
    lines = [(f"{year}", of_year[year]) for year in sorted(of_year)]
    if len(lines) > 1:
        whole: defaultdict[str, int] = defaultdict(int)
        for _year, amounts in lines:
            for called, amount in amounts.items():
                whole[called] += amount
        lines.append(("合计", whole))
    return [
        {
            "年度": year,
            **{one.label: hours_text(amounts[one.label]) if one.label in amounts else "" for one in categories.codes},
            "合计": hours_text(sum(amounts.values())),
        }
        for year, amounts in lines
    ]


def _work(one: Row) -> dict[str, str]:
    return {
        "日期": dotted(one["done_on"]),
        "项目": label("declared_kind", one["kind"]),
        "名称": str(one["title"]),
        "级别": label("level", one["level"]),
        "奖次": label("award_grade", one["grade"]),
        "组别": text(one["grouping"]),
        "主办单位": text(one["venue"]),
        "作用": label("declared_role", one["role"]),
        "认定学时": hours_text(one["granted"] or 0),
    }


def _observations(session: Session, pk: str) -> list[dict[str, str]]:
    of_year: defaultdict[int, int] = defaultdict(int)
    for one in stored_observations.of_teacher(session.store, pk):
        of_year[int(one["school_year"])] += int(one["periods"])
    return [
        {"学年": school_years.label(year), "听课节数": str(of_year[year])} for year in sorted(of_year, reverse=True)
    ]


def everybody(session: Session) -> list[Row]:
    """Every teacher of the office, by pinyin."""
    at = {name: place for place, name in enumerate(roster.COLUMNS)}
    return [
        {
            "id": row[at["id"]],
            "name": row[at["name"]],
            "school_name": row[at["work_name"]] or "",
            "about": "　".join(filter(None, (label("subject", row[at["subject"]]), label("title", row[at["title"]])))),
            "issued": None,
        }
        for row in roster.listed(session)
    ]


_LISTS = (
    List(
        "任职",
        items(
            ("起止", "2010.08.01—今"), ("单位", "城关镇中心小学"), ("关系", "任教"), ("方式", "调动"),
            ("依据文件", "示教人〔2010〕9号"),
        ),
    ),
    List(
        "学历",
        items(
            ("项目", "最高学历"), ("学历", "大学本科毕业"), ("学位", "文学学士学位"), ("毕业院校", "东原师范学院"),
            ("专业", "汉语言文学"), ("毕业年月", "2010.06"),
        ),
    ),
    List(
        "资格",
        items(
            ("资格种类", "小学"), ("资格学科", "语文"), ("证书号", "20102101131000123"), ("认定机构", "示范县教育局"),
            ("认定日期", "2010.07.10"),
        ),
    ),
    List(
        "荣誉",
        items(
            ("年月", "2024.09"), ("荣誉名称", "示范县优秀班主任"), ("级别", "县级"), ("授予单位", "示范县教育局"),
            ("文号", "示教〔2024〕31号"),
        ),
    ),
    List("考核", items(("年度", "2025"), ("师德考核", "优秀"), ("年度考核", "合格"))),
    List(
        "师徒",
        items(
            ("身份", "师父"), ("对方", "单丽"), ("对方单位", "清水镇中心小学"), ("结对类别", "青蓝（学科）"),
            ("起止", "2025.09.01—2028.08.31"), ("状态", "培养中"),
        ),
    ),
    List("工作室", items(("工作室", "李雪梅名师工作室"), ("身份", "成员"), ("起止", "2024.03.01—今"))),
    List(
        "学时",
        items(
            ("年度", "2026"), ("公需", "18"), ("专业", "54"), ("师德", "20"), ("选修", ""), ("其他", ""), ("合计", "92"),
        ),
    ),
    List(
        "达标",
        items(
            ("要求", "五年一周期培训学时"), ("周期", "2026—2030年"), ("应修", "360学时"), ("已计", "92学时"),
            ("情况", "还缺268"),
        ),
    ),
    List(
        "竞赛",
        items(
            ("日期", "2025.11.12"), ("项目", "教学竞赛"), ("名称", "小学语文优质课竞赛"), ("级别", "县级"), ("奖次", "一等奖"),
            ("组别", "农村小学语文青年组"), ("主办单位", "示范县教师发展中心"),
            ("作用", "主持、独立、第一作者"), ("认定学时", "10"),
        ),
    ),
    List(
        "成果",
        items(
            ("日期", "2025.05.06"), ("项目", "论文"), ("名称", "作业设计的三个台阶"), ("级别", "县级"), ("奖次", ""),
            ("组别", ""), ("主办单位", "教育周刊"), ("作用", "主持、独立、第一作者"), ("认定学时", "4"),
        ),
    ),
    List("听课", items(("学年", "2025—2026 学年"), ("听课节数", "32"))),
)  # fmt: skip

KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="dossier",
        label="教师业务档案表",
        about="一人一份：基本情况、任职、学历、资格、荣誉、考核、师徒、工作室、学时、竞赛和成果，附照片。",
        table="teachers",
        items=items(
            ("姓名", "买买提·艾力"), ("曾用名", ""), ("性别", "男"), ("出生年月", "1988年6月"), ("民族", "维吾尔族"),
            ("籍贯", "示范县"), ("政治面貌", "群众"), ("证件号码", "219901********0011", "中间已遮住"),
            ("联系电话", "13900000001"), ("任教学校", "城关镇中心小学"), ("编制单位", "城关镇中心小学"), ("用工类别", "在编"),
            ("在岗状态", "在岗"), ("行政职务", "教研组长"), ("学段", "小学"), ("任教学科", "语文"), ("兼教学科", "道德与法治"),
            ("班主任", "是"), ("参加工作年月", "2010年8月"), ("从教年月", "2010年8月"), ("职称", "一级教师"),
            ("聘任年月", "2018年12月"), ("岗位等级", "专业技术九级"), ("骨干称号", "县级骨干教师"), ("普通话等级", "二级甲等"),
            ("制表单位", "示范县教育局"), ("制表日期", "2026年11月20日"),
        ),
        due=dossiers,
        candidates=everybody,
        lists=_LISTS,
        pictures=(PHOTO,),
    ),
)  # fmt: skip
