"""What training papers say: 结业证书 of whoever passed a class with its whole hours, 学时证明 of what somebody earned."""

from collections.abc import Iterable, Mapping, Sequence

from app import attachments, identity, ledger, roster, training
from app.fields import hours_text
from app.papers import recipients
from app.papers.kinds import GIVEN, Due, List, PaperKind, items
from app.papers.wording import dotted, label, quoted, span, text
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage import declarations as stored_declarations
from storage import training as stored
from storage.store import Row

PHOTO = "照片"
"""The picture fact that is a teacher's newest photograph."""


def photo(session: Session, teacher_id: str) -> Mapping[str, bytes]:
    """The pictures of a teacher's paper."""
    found = attachments.photo_of(session, "teachers", teacher_id)
    return {PHOTO: found} if found else {}


# -- 结业证书


def why_not(row: Row) -> str | None:
    """Why a training earns no 结业证书: the whole hours and a pass are needed, else it is a 学时证明."""
    if row["approval"] == "returned":
        return "报名没有通过"
    if row["result"] not in training.PASSED:
        return "考核还没有合格"
    if not row["stands"]:
        return "只是班次里的一次课程"
    if row["earned"] < row["class_hours"]:
        return f"只修了 {hours_text(row['earned'])} 学时，未满 {hours_text(row['class_hours'])} 学时"
    return None


def completions(session: Session, pk: str) -> list[Due]:
    """The 结业证书 of an attendance row, or all that a teacher has earned; raises Problem where there is none."""
    row = stored.attendance_row(session.store, pk)
    if row is not None:
        return [_completion(session, row)]
    teacher = recipients.teacher(session, pk, "学时记录或教师")
    rows = [one for one in stored.attendance_of_teacher(session.store, pk) if why_not(one) is None]
    if not rows:
        raise Problem(f"{teacher['name']}还没有修满学时并合格的培训，不能发结业证书。", "未修满的可以打印学时证明。")
    return [_completion(session, one) for one in rows]


def _completion(session: Session, row: Row) -> Due:
    why = why_not(row)
    if why:
        raise Problem(f"{row['name']}在“{row['title']}”{why}，不能发结业证书。", "可以改为打印学时证明。")
    if not (row["start_date"] and row["end_date"]):
        raise Problem(f"“{row['title']} {row['class_name']}”没有填写起止日期。", "请先在培训学时里补上，再打印。")
    teacher = recipients.teacher(session, str(row["teacher_id"]))
    name = str(row["name"])
    facts = Facts(
        who=name,
        title=f"结业证书 {name}",
        texts={
            "姓名": name,
            "单位": text(teacher["work_name"]),
            "培训班": quoted(f"{row['title']}（{row['class_name']}）"),
            "培训项目": str(row["title"]),
            "班次": str(row["class_name"]),
            "主办单位": str(row["organiser"] or session.name),
            "起止日期": span(row["start_date"], row["end_date"]),
            "学时": hours_text(row["earned"]) if row["earned"] else "",
            "考核结果": "考核优秀" if row["result"] == "2" else "考核合格",
        },
        pictures=photo(session, str(row["teacher_id"])),
    )
    return Due("completion", str(row["id"]), str(row["teacher_id"]), facts)


def of_class(session: Session, class_id: str) -> list[Row]:
    """Who attended a class: attendance rows with `school_name`, `about`, `issued` and `why_not` ("" when a 结业证书 is due)."""
    issued = recipients.issued(session, "completion")
    rows = [row for row in training.of_class(session, class_id) if row["stands"]]
    for row in rows:
        row["why_not"] = why_not(row) or ""
        row["about"] = f"{row['title']}（{row['class_name']}）"
        row["issued"] = issued.get(str(row["id"]))
    return rows


def completed(session: Session) -> list[Row]:
    """Everybody to whom a 结业证书 is due, the newest class first."""
    issued = recipients.issued(session, "completion")
    schools = recipients.schools(session)
    rows = [row for row in stored.completed(session.store) if str(row["teacher_id"]) in schools]
    for row in rows:
        row["school_name"] = schools[str(row["teacher_id"])]
        row["about"] = f"{row['title']}（{row['class_name']}）"
        row["issued"] = issued.get(str(row["id"]))
    return rows


# -- 学时证明


def hours(session: Session, pk: str) -> list[Due]:
    """The 学时证明 of a teacher (or of whom an attendance row names); raises Problem where nothing was earned."""
    named = stored.attendance_row(session.store, pk)
    teacher = recipients.teacher(session, str(named["teacher_id"]) if named else pk)
    pk = str(teacher["id"])
    rows = earned(session, pk)
    if not rows:
        raise Problem(f"{teacher['name']}还没有合格的学时。", "请先登记培训学时并填写结果。")
    years = sorted({int(one["year"]) for one in rows})
    facts = Facts(
        who=str(teacher["name"]),
        title=f"继续教育学时证明 {teacher['name']}",
        texts={
            "姓名": str(teacher["name"]),
            "证件号码": identity.masked(str(teacher["id_number"])) if teacher["id_number"] else "",
            "单位": text(teacher["work_name"]),
            "任教学科": label("subject", teacher["subject"]),
            "职称": label("title", teacher["title"]),
            "统计期间": f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年",
            "总学时": hours_text(sum(one["hours"] for one in rows)),
        },
        lists={"学时": [_line(one) for one in rows], "合计": _sums(rows, years), "达标": targets(session, pk)},
    )
    return [Due("hours", pk, pk, facts)]


def earned(session: Session, teacher_id: str) -> list[Row]:
    """What counts of a teacher, the oldest first: classes, granted items, studio activities; together the ledger's sum.

    Each has year, programme, category, form, organiser, start_date, end_date and hours (tenths).
    """
    rows = _by_class(stored.attendance_of_teacher(session.store, teacher_id)) + _outside_classes(session, teacher_id)
    return sorted(rows, key=lambda one: (one["year"], one["start_date"] or "", one["id"]))


def _by_class(attended: Iterable[Row]) -> list[Row]:
    """What counts, a line a class: the hours of its sessions together, or of the whole, as the ledger counts them;
    never both, and nothing twice that two offices entered."""
    found: dict[str, Row] = {}
    parts: dict[str, dict[str | None, int]] = {}
    for one in attended:
        if one["result"] not in training.PASSED or one["approval"] == "returned" or not one["hours"]:
            continue
        programme = f"{one['title']}（{one['class_name']}）"
        found.setdefault(str(one["class_id"]), {**one, "programme": programme})
        of_its = parts.setdefault(str(one["class_id"]), {})
        of_its[one["session_id"]] = max(one["hours"], of_its.get(one["session_id"], 0))
    for pk, of_its in parts.items():
        whole = of_its.pop(None, 0)
        found[pk]["hours"] = min(int(found[pk]["class_hours"]), max(whole, sum(of_its.values())))
    return list(found.values())


def _outside_classes(session: Session, teacher_id: str) -> list[Row]:
    """Granted items and studio activities: they are hours of the ledger as well, so that the paper's sum is its sum."""
    tables = {"declared": "declared_kind", "studio": "studio_activity_kind"}
    return [
        {
            **one,
            "programme": f"{label(tables[one['source']], one['kind'])}：{one['title']}",
            "form": None, "start_date": one["day"], "end_date": None,
        }
        for one in stored_declarations.earned_outside_classes(session.store, teacher_id)
    ]  # fmt: skip


def _line(one: Row) -> dict[str, str]:
    return {
        "年度": str(one["year"]),
        "项目名称": one["programme"],
        "类别": label("training_category", one["category"]),
        "形式": label("training_form", one["form"]),
        "组织单位": text(one["organiser"]),
        "起止时间": dotted(one["start_date"], one["end_date"]),
        "学时": hours_text(one["hours"]),
    }


def _sums(rows: Sequence[Row], years: Sequence[int]) -> list[dict[str, str]]:
    """A sum a year and the whole, as lines under a table."""
    of_year = {year: sum(one["hours"] for one in rows if one["year"] == year) for year in years}
    lines = [{"项目": f"{year}年度合计", "数": hours_text(amount)} for year, amount in of_year.items()]
    return [*lines, {"项目": "总计", "数": hours_text(sum(of_year.values()))}]


def targets(session: Session, teacher_id: str) -> list[dict[str, str]]:
    """How a teacher stands under the rules in force: what each asks in the present period, and what counts of it.

    What counts may be less than was earned: a rule caps parts, and its period is its own.
    """
    return [
        {
            "要求": one.rule.title,
            "周期": one.period.label,
            "应修": f"{ledger.shown(one.required, one.unit)}{ledger.unit_name(one.unit)}",
            "已计": f"{ledger.shown(one.counted, one.unit)}{ledger.unit_name(one.unit)}",
            "情况": f"还缺{ledger.shown(one.lacking, one.unit)}" if one.lacking > 0 else "已达标",
        }
        for one in ledger.of_teacher(session, teacher_id)
        if one.required
    ]


def with_hours(session: Session) -> list[Row]:
    """Teachers with passed hours, by pinyin: id, name, school_name, subject, hours (tenths), about, issued."""
    issued = recipients.issued(session, "hours")
    at = {name: place for place, name in enumerate(roster.COLUMNS)}
    return [
        {
            "id": row[at["id"]],
            "name": row[at["name"]],
            "school_name": row[at["work_name"]] or "",
            "subject": row[at["subject"]],
            "hours": row[at["hours"]],
            "about": f"累计 {hours_text(row[at['hours']])} 学时",
            "issued": issued.get(str(row[at["id"]])),
        }
        for row in roster.listed(session)
        if row[at["hours"]]
    ]


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="completion",
        label="结业证书",
        about="修满一个班次的学时并且合格的人，一个班次一份。",
        table="attendance",
        items=(
            *items(
                ("姓名", "买买提·艾力"),
                ("单位", "城关镇中心小学"),
                ("培训班", "“小学语文教师课堂教学能力提升培训（第一期）”", "带引号的培训项目和班次"),
                ("培训项目", "小学语文教师课堂教学能力提升培训"),
                ("班次", "第一期"),
                ("主办单位", "示范县教师发展中心"),
                ("起止日期", "2026年7月6日至7月10日"),
                ("学时", "40"),
                ("考核结果", "考核合格"),
            ),
            *GIVEN,
        ),
        due=completions,
        candidates=completed,
        pictures=(PHOTO,),
        word="结业",
        signed=True,
    ),
    PaperKind(
        name="hours",
        label="学时证明",
        about="有合格学时的人：逐项列出，按年合计，对照现行的学时要求。",
        table="teachers",
        items=(
            *items(
                ("姓名", "李雪梅"),
                ("证件号码", "219901********0029", "中间已遮住"),
                ("单位", "城关镇中心小学"),
                ("任教学科", "语文"),
                ("职称", "一级教师"),
                ("统计期间", "2025—2026年"),
                ("总学时", "112"),
            ),
            *GIVEN,
        ),
        due=hours,
        candidates=with_hours,
        lists=(
            List(
                "学时",
                items(
                    ("年度", "2026"), ("项目名称", "小学语文教师课堂教学能力提升培训（第一期）"), ("类别", "专业"),
                    ("形式", "集中"), ("组织单位", "示范县教师发展中心"), ("起止时间", "2026.07.06—2026.07.10"),
                    ("学时", "40"),
                ),
            ),
            List("合计", items(("项目", "2026年度合计"), ("数", "40"))),
            List(
                "达标",
                items(
                    ("要求", "五年周期学时"), ("周期", "2026—2030年"), ("应修", "360学时"), ("已计", "112学时"),
                    ("情况", "还缺248"),
                ),
            ),
        ),
        word="学时",
        signed=True,
    ),
)  # fmt: skip
