"""What the 新教师岗前培训登记表 says: which class gave each module that the rule asks of a new teacher."""

from collections.abc import Iterable

from app import training
from app.fields import hours_text
from app.gaps.personal import is_inducted
from app.papers import recipients
from app.papers.facts_training import PHOTO, photo
from app.papers.kinds import Due, List, PaperKind, items
from app.papers.wording import dotted, label, text, written
from app.problems import Problem
from app.rules import book, people
from app.rules.book import Rule
from app.rules.kinds import Induction
from app.session import Session
from exports.papers.facts import Facts
from storage import training as stored
from storage.store import Row


def _rule(session: Session) -> tuple[Rule, Induction] | None:
    return book.read(session).first(Induction, session.today())


def registers(session: Session, pk: str) -> list[Due]:
    """The 登记表 of a new teacher; raises Problem without a rule, or for somebody of whom it asks nothing."""
    found = _rule(session)
    if found is None:
        raise Problem("还没有岗前必修的规则，登记表上没有要登记的内容。", "请先由县里在“规则”里登记岗前必修的内容。")
    teacher = recipients.teacher(session, pk)
    person = people.person(session, pk)
    rule, said = found
    if person is None or not is_inducted(rule, said, person, session.today()):
        raise Problem(f"{teacher['name']}不是要岗前培训的新教师。", "请核对参加工作年月；岗前培训只登记新教师。")
    passed = _by_module(session, pk)
    rows = [_line(number, module, passed.get(module, [])) for number, module in enumerate(said.modules, 1)]
    name = str(teacher["name"])
    done = sum(1 for module in said.modules if passed.get(module))
    facts = Facts(
        who=name,
        title=f"新教师岗前培训登记表 {name}",
        texts={
            "姓名": name,
            "性别": label("sex", teacher["sex"]),
            "出生年月": written(text(teacher["birth_date"])[:7]),
            "民族": label("ethnic", teacher["ethnic"]),
            "政治面貌": label("political", teacher["political"]),
            "单位": text(teacher["work_name"]),
            "学段学科": "　".join(
                filter(None, (label("stage", teacher["stage"]), label("subject", teacher["subject"])))
            ),
            "最高学历": label("education", teacher["education"]),
            "毕业院校": text(teacher["school"]),
            "所学专业": text(teacher["major"]),
            "参加工作年月": written(text(teacher["work_start"])[:7]),
            "用工类别": label("employment", teacher["employment"]),
            "联系电话": text(teacher["phone"]),
            "要求": f"参加工作{said.months}个月以内学完{len(said.modules)}项必修内容",
            "依据文件": rule.document,
            "完成情况": "全部合格"
            if done == len(said.modules)
            else f"已合格{done}项，还缺{len(said.modules) - done}项",
            "填表日期": written(session.today()),
        },
        lists={"必修内容": rows},
        pictures=photo(session, pk),
    )
    return [Due("induction", pk, pk, facts)]


def _by_module(session: Session, pk: str) -> dict[str, list[Row]]:
    """By the code of a module the sessions that somebody passed, alone or with the whole of a class."""
    found: dict[str, list[Row]] = {}
    for row in reversed(stored.attendance_of_teacher(session.store, pk)):
        if row["result"] not in training.PASSED or row["approval"] == "returned":
            continue
        for one in training.sessions(session, str(row["class_id"])):
            if one["module"] and row["session_id"] in (None, one["id"]):
                given = found.setdefault(str(one["module"]), [])
                # Nothing twice where the whole class and its sessions both stand there.
                if all(before["id"] != one["id"] for before in given):
                    given.append({**one, "title": f"{row['title']}（{row['class_name']}）", "result": row["result"]})
    return found


def _line(number: int, module: str, some: list[Row]) -> dict[str, str]:
    return {
        "序号": str(number),
        "内容": label("training_module", module),
        "培训班次": _joined(one["title"] for one in some),
        "课程": _joined(str(one["topic"]) for one in some),
        "日期": _joined(dotted(one["held_on"]) for one in some),
        "学时": hours_text(sum(one["hours"] or 0 for one in some)) if some else "",
        "授课人": _joined(text(one["trainer"]) for one in some),
        "结果": label("result", some[-1]["result"]) if some else "",
    }


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(one for one in texts if one))


def new_teachers(session: Session) -> list[Row]:
    """Those of whom the rule asks the modules, the newest first."""
    found = _rule(session)
    if found is None:
        return []
    asked = [one for one in people.people(session) if is_inducted(*found, one, session.today())]
    return [
        {
            "id": one.id,
            "name": one.name,
            "school_name": one.school_name or "",
            "about": f"{written((one.work_start or '')[:7])}参加工作",
            "issued": None,
        }
        for one in sorted(asked, key=lambda one: one.work_start or "", reverse=True)
    ]


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="induction",
        label="新教师岗前培训登记表",
        about="规则里岗前必修所指的新教师，一人一份，每项必修内容在哪个班次学的。",
        table="teachers",
        items=items(
            ("姓名", "买买提·艾力"), ("性别", "男"), ("出生年月", "2003年6月"), ("民族", "维吾尔族"), ("政治面貌", "群众"),
            ("单位", "清水镇中心小学"), ("学段学科", "小学　语文"), ("最高学历", "大学本科毕业"), ("毕业院校", "东原师范学院"),
            ("所学专业", "汉语言文学"), ("参加工作年月", "2026年8月"), ("用工类别", "特岗"), ("联系电话", "13900000001"),
            ("要求", "参加工作12个月以内学完4项必修内容"), ("依据文件", "示教〔2024〕8号"), ("完成情况", "已合格3项，还缺1项"),
            ("填表日期", "2026年11月20日"),
        ),
        due=registers,
        candidates=new_teachers,
        lists=(
            List(
                "必修内容",
                items(
                    ("序号", "1"), ("内容", "教学设计"), ("培训班次", "新教师岗前培训（2026年）"), ("课程", "单元教学设计"),
                    ("日期", "2026.08.20"), ("学时", "8"), ("授课人", "高艳"), ("结果", "合格"),
                ),
            ),
        ),
        pictures=(PHOTO,),
    ),
)  # fmt: skip
