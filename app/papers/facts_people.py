"""What papers about the roster say: the 花名册 of a school, the 介绍信 that goes with somebody who is moved."""

from app import identity, organisations, roster, teachers
from app.moving import EXCHANGE, LOAN, RETURN, TRANSFER
from app.papers import recipients
from app.papers.kinds import GIVEN, Due, List, PaperKind, items
from app.papers.wording import label, text, written
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage import moving as stored
from storage.store import Row

# -- 教师花名册


def rosters(session: Session, pk: str) -> list[Due]:
    """The 花名册 of a unit and those under it; of the county's own the whole county. Raises Problem where nobody works."""
    every = organisations.listed(session)
    unit = next((one for one in every if one["id"] == pk), None)
    if unit is None:
        raise Problem(f"找不到编号为“{pk}”的单位。", "请从列表里重新选择。")
    whole = session.is_county and pk == session.organisation
    wanted = _under(every, pk)
    # For a batch of schools they are read once.
    everybody = session.remembered("every teacher", lambda: teachers.every(session))
    people = [one for one in everybody if whole or one["work"] in wanted]
    if not people:
        raise Problem(f"{unit['name']}没有登记教师。", "请先登记教师，或换一个单位。")
    name = str(unit["name"])
    facts = Facts(
        who=name,
        title=f"教师花名册 {name}",
        texts={"单位": name, "人数": str(len(people)), "制表单位": session.name, "制表日期": written(session.today())},
        lists={"教师": [_line(number, one) for number, one in enumerate(people, 1)]},
    )
    return [Due("roster", pk, None, facts)]


def _under(every: list[Row], pk: str) -> set[str]:
    """A unit and all that stand under it."""
    found, waiting = {pk}, [pk]
    while waiting:
        above = waiting.pop()
        for one in every:
            if one["parent_id"] == above and one["id"] not in found:
                found.add(str(one["id"]))
                waiting.append(str(one["id"]))
    return found


def _line(number: int, one: Row) -> dict[str, str]:
    return {
        "序号": str(number),
        "姓名": str(one["name"]),
        "性别": label("sex", one["sex"]),
        "出生年月": text(one["birth_date"])[:7].replace("-", "."),
        "民族": label("ethnic", one["ethnic"]),
        "政治面貌": label("political", one["political"]),
        "任教学校": text(one["work_name"]),
        "编制单位": text(one["establishment_name"]),
        "用工类别": label("employment", one["employment"]),
        "行政职务": text(one["admin_post"]),
        "学段": label("stage", one["stage"]),
        "学科": label("subject", one["subject"]),
        "职称": label("title", one["title"]),
        "最高学历": label("education", one["education"]),
        "参加工作": text(one["work_start"])[:7].replace("-", "."),
        "联系电话": text(one["phone"]),
        "在岗状态": label("staff_status", one["staff_status"]),
    }


def with_teachers(session: Session) -> list[Row]:
    """The units where somebody works, and the county as a whole."""
    count = roster.count(session)
    found = []
    for one in organisations.listed(session):
        own = session.is_county and one["id"] == session.organisation
        people = count if own else one["teachers"]
        if people:
            about = f"全县 {people} 人" if own else f"{people} 人"
            found.append({**one, "school_name": one["parent_name"] or "", "about": about, "issued": None})
    return found


# -- 调动介绍信

_GOES = {
    TRANSFER: "调入你单位工作",
    EXCHANGE: "到你单位交流轮岗，编制关系不变",
    LOAN: "到你单位借调工作，编制关系不变",
    RETURN: "回你单位工作",
    "7": "调往你处工作",
}
"""By move_kind what the letter says that somebody does; whoever leaves in another way takes no letter along."""


def letters(session: Session, pk: str) -> list[Due]:
    """The 介绍信 of the posting that a move began, or of a teacher's last move; raises Problem where there is none."""
    if not session.is_county:
        raise Problem("调动介绍信由县里开具。", "请在县里办理调动以后，由县里打印。")
    found = next((one for one in _letters(session) if pk in (one["id"], one["teacher_id"])), None)
    if found is None:
        teacher = recipients.teacher(session, pk, "调动或教师")
        raise Problem(f"{teacher['name']}没有可以开介绍信的调动。", "请先在教师页用“调动……”办理，再打印介绍信。")
    return [_letter(session, found)]


def _letters(session: Session) -> list[Row]:
    return [one for one in stored.letters(session.store) if one["kind"] in _GOES]


def _letter(session: Session, row: Row) -> Due:
    teacher = recipients.teacher(session, str(row["teacher_id"]))
    name = str(teacher["name"])
    facts = Facts(
        who=name,
        title=f"调动介绍信 {name}",
        texts={
            "姓名": name,
            "性别": label("sex", teacher["sex"]),
            "证件号码": identity.masked(str(teacher["id_number"])) if teacher["id_number"] else "",
            "职称": label("title", teacher["title"]),
            "任教学科": label("subject", teacher["subject"]),
            "原单位": text(row["from_name"]),
            "新单位": text(row["to_name"]),
            "抬头": text(row["to_name"]) or "　　　　　　　　",
            "方式": label("move_kind", row["kind"]),
            "事由": _GOES[str(row["kind"])],
            "起算日期": written(row["on_day"]),
            "依据文件": text(row["document"]),
        },
    )
    return Due("transfer", str(row["id"]), str(row["teacher_id"]), facts)


def moved(session: Session) -> list[Row]:
    """Everybody whom a move brought where they are, the last first."""
    issued = recipients.issued(session, "transfer")
    schools = recipients.schools(session)
    kinds = _letters(session) if session.is_county else []
    return [
        {
            **one,
            "school_name": schools.get(str(one["teacher_id"]), ""),
            "about": _move(one),
            "issued": issued.get(str(one["id"])),
        }
        for one in kinds
    ]


def _move(one: Row) -> str:
    way = f"{text(one['from_name'])}→{text(one['to_name']) or '外县'}"
    return f"{text(one['on_day'])} {label('move_kind', one['kind'])}：{way}"


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="transfer",
        label="调动介绍信",
        about="在教师页办理过调动、交流轮岗、借调、返回、调出的人；带存根，县里开具。",
        table="postings",
        items=(
            *items(
                ("姓名", "买买提·艾力"),
                ("性别", "男"),
                ("证件号码", "219901********0011", "中间已遮住"),
                ("职称", "一级教师"),
                ("任教学科", "语文"),
                ("原单位", "城关镇中心小学"),
                ("新单位", "清水镇中心小学"),
                ("抬头", "清水镇中心小学", "调往外县的，留空手填"),
                ("方式", "调动"),
                ("事由", "调入你单位工作"),
                ("起算日期", "2026年9月1日"),
                ("依据文件", "示教人〔2026〕12号"),
            ),
            *GIVEN,
        ),
        due=letters,
        candidates=moved,
        word="介",
    ),
    PaperKind(
        name="roster",
        label="教师花名册",
        about="一个单位（连同下属单位）一份；选县局就是全县。",
        table="organisations",
        items=items(("单位", "城关镇中心小学"), ("人数", "48"), ("制表单位", "示范县教育局"), ("制表日期", "2026年11月20日")),
        due=rosters,
        candidates=with_teachers,
        lists=(
            List(
                "教师",
                items(
                    ("序号", "1"), ("姓名", "买买提·艾力"), ("性别", "男"), ("出生年月", "1988.06"), ("民族", "维吾尔族"),
                    ("政治面貌", "群众"), ("任教学校", "城关镇中心小学"), ("编制单位", "城关镇中心小学"), ("用工类别", "在编"),
                    ("行政职务", "教研组长"), ("学段", "小学"), ("学科", "语文"), ("职称", "一级教师"),
                    ("最高学历", "大学本科毕业"), ("参加工作", "2010.08"), ("联系电话", "13900000001"), ("在岗状态", "在岗"),
                ),
            ),
        ),
    ),
)  # fmt: skip
