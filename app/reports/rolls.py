"""Reports of the rolls: teachers, units, how the body of teachers is made up."""

from collections import Counter
from collections.abc import Sequence

from app import figures, identity, organisations, teachers
from app.dates import in_words
from app.figures import people
from app.figures.people import Member, label
from app.masking import masked_phone
from app.reports import crossing
from app.reports.shapes import WHOLE_ROW, Column, Facts, Only, texts, wanted
from app.session import Session
from exports.charts import Chart, Series


def units(session: Session, _year: int, only: Only) -> Facts:
    """单位一览表."""
    columns = (
        Column("code", "学校标识码", 11),
        Column("name", "单位名称", 22),
        Column("kind", "类别", 10),
        Column("school_kind", "办学类型", 10),
        Column("parent_name", "上级单位", 18),
        Column("township", "乡镇（街道）", 10),
        Column("teachers", "任教人数", 8, "right"),
    )
    rows = wanted(organisations.listed(session), only)
    tables = {"kind": "organisation_kind", "school_kind": "school_kind"}
    return Facts("单位一览表", f"{session.name}　共 {len(rows)} 个单位", columns, texts(rows, columns, tables))


def roster(session: Session, _year: int, only: Only) -> Facts:
    """教师花名册."""
    columns = (
        Column("serial", "序号", 5, "right"),
        Column("name", "姓名", 9),
        Column("sex", "性别", 4, "center"),
        Column("birth_date", "出生日期", 9, "center"),
        Column("id_number", "身份证号", 15, "center"),
        Column("work_name", "任教学校", 17),
        Column("establishment_name", "编制单位", 17),
        Column("stage", "学段", 7),
        Column("subject", "学科", 8),
        Column("title", "现聘职称", 9),
        Column("phone", "联系电话", 10, "center"),
    )
    rows = wanted(teachers.every(session), only)
    for number, row in enumerate(rows, 1):
        row["serial"] = number
        # A roster on paper is passed around: the numbers are masked there as on screen.
        row["id_number"] = identity.masked(str(row["id_number"])) if row["id_number"] else ""
        row["phone"] = masked_phone(str(row["phone"])) if row["phone"] else ""
    tables = {one.name: one.codes for one in teachers.FIELDS if one.codes}
    return Facts("教师花名册", f"{session.name}　共 {len(rows)} 人", columns, texts(rows, columns, tables))


_GROUPS = ("stage", "title", "sex", "age", "employment", "place")


def structure(session: Session, _year: int, _only: Only) -> Facts:
    """教师队伍结构统计表: everybody on the rolls by stage, title, sex, age …; each group adds up to all."""
    figure = figures.get("teachers")
    found = figures.entries(session, figure, session.today().year)
    rows: list[tuple[str, ...]] = []
    behind: crossing.Behind = {}
    for dim in (one for one in figure.dims if one.name in _GROUPS):
        groups = crossing.by_key(found, dim.name)
        for key, name in crossing.present(dim.options(session), groups):
            behind[len(rows), WHOLE_ROW] = groups[key]
            rows.append((dim.label, name, str(len(groups[key])), crossing.percent(len(groups[key]), len(found))))
    behind[len(rows), WHOLE_ROW] = found
    rows.append(("", crossing.TOTAL, str(len(found)), "100.0" if found else ""))
    columns = (
        Column("group", "分类", 10),
        Column("label", "项目", 18),
        Column("people", "人数（人）", 9, "right"),
        Column("share", "占比（%）", 9, "right"),
    )
    day = session.today()
    told = f"截至 {in_words(day)}　在册教师 {len(found)} 人；"
    told += "每类各项相加等于合计，占比保留一位小数，相加可能差 0.1"
    ages = [row for row in rows if row[0] == "年龄段"]
    chart = Chart(
        "columns",
        "年龄结构",
        tuple(row[1] for row in ages),
        (Series("人数", tuple(float(row[2]) for row in ages)),),
        "人",
    )
    return Facts("教师队伍结构统计表", f"{session.name}　{told}", columns, tuple(rows), chart, behind)


def _people(session: Session, title: str, told: str, found: Sequence[tuple[Member, str]]) -> Facts:
    columns = (
        Column("serial", "序号", 5, "right"),
        Column("name", "姓名", 9),
        Column("sex", "性别", 5, "center"),
        Column("school_name", "任教学校", 20),
        Column("stage", "学段", 9),
        Column("subject", "学科", 9),
        Column("title", "现聘职称", 10),
        Column("work_start", "参加工作", 9, "center"),
        Column("note", "说明", 14),
    )
    rows = tuple(
        (
            str(at), one.name, label("sex", one.sex), one.school_name or "", label("stage", one.stage),
            label("subject", one.subject), label("title", one.title), one.work_start or "", note,
        )
        for at, (one, note) in enumerate(found, 1)
    )  # fmt: skip
    return Facts(title, f"{session.name}　{told}", columns, rows, opens=tuple(one.id for one, _note in found))


def special(session: Session, _year: int, only: Only) -> Facts:
    """特岗教师和公费师范生名单."""
    found = []
    for one in people.on_rolls(session):
        is_special = one.is_special_post or one.employment == "3"
        note = "、".join(filter(None, ("特岗" if is_special else "", "公费师范生" if one.is_funded_graduate else "")))
        if note and (only is None or one.id in only):
            found.append((one, note))
    counts = [sum(word in note for _one, note in found) for word in ("特岗", "公费师范生")]
    told = (
        f"{len(found)} 人：特岗教师 {counts[0]} 人，公费师范生 {counts[1]} 人，两样都是的 {sum(counts) - len(found)} 人"
    )
    return _people(session, "特岗教师和公费师范生名单", told, found)


def newcomers(session: Session, year: int, only: Only) -> Facts:
    """新参加工作教师名单 of a year."""
    found = [
        (one, label("employment", one.employment))
        for one in people.everybody(session)
        if (one.work_start or "")[:4] == str(year) and (only is None or one.id in only)
    ]
    counted = Counter(note or "聘用形式不明" for _one, note in found)
    parts = "，".join(f"{name} {count} 人" for name, count in counted.items())
    told = f"{len(found)} 人" + (f"：{parts}" if parts else "")
    return _people(session, f"{year} 年新参加工作教师名单", told, found)
