"""Reports about observed lessons: each researcher's school year month by month, and who has been observed at all."""

from app import school_years
from app.figures import dims, research
from app.figures.people import label
from app.reports import crossing
from app.reports.shapes import Column, Facts, Only
from app.session import Session
from exports.charts import Chart, Series

_MONTHS = ("08", "09", "10", "11", "12", "01", "02", "03", "04", "05", "06", "07")


def observers(session: Session, year: int, only: Only) -> Facts:
    """教研员听课统计: periods of each researcher by month, against what the rule asks and against the pace."""
    said, due = research.rule(session), research.due_by_now(session, year)
    found = [one for one in research.observers(session, year) if only is None or one.who.id in only]
    rows = []
    for one in found:
        short = max(0, said.periods - one.periods)
        state = "已达到" if not short else "进度落后" if one.periods < due else "进度正常"
        if short and year < school_years.of(session.today()):
            state = "没有达到"
        months = (str(one.months[month]) if month in one.months else "" for month in _MONTHS)
        rows.append(
            (
                one.who.name, label("subject", one.who.subject), *months, str(one.undated) if one.undated else "",
                str(one.periods), str(short), state,
            )
        )  # fmt: skip
    columns = (
        Column("name", "姓名", 8),
        Column("subject", "学科", 8),
        *(Column(f"m{month}", f"{int(month)}月", 4, "right") for month in _MONTHS),
        Column("undated", "没写月份", 5, "right"),
        Column("periods", "合计（节）", 6, "right"),
        Column("short", "还差（节）", 6, "right"),
        Column("state", "情况", 8, "center"),
    )
    total = sum(one.periods for one in found)
    reached = sum(one.periods >= said.periods for one in found)
    told = f"专职教研员 {len(found)} 人，听课 {total} 节，达到的 {reached} 人；每学年不少于 {said.periods} 节，按规则“教研听课”"
    chart = Chart(
        "progress", "教研员听课进度", tuple(one.who.name for one in found),
        (
            Series("已听课", tuple(float(one.periods) for one in found)),
            Series("要求", tuple(float(said.periods) for _one in found)),
        ),
        "节",
    )  # fmt: skip
    return Facts(
        f"{school_years.label(year)}教研员听课统计", f"{session.name}　{told}", columns, tuple(rows),
        chart if found else None, opens=tuple(one.who.id for one in found),
    )  # fmt: skip


def covered(session: Session, _year: int, only: Only) -> Facts:
    """听评课覆盖表: of every school how many teachers have been observed within the rule's years."""
    groups = crossing.by_key(research.observed_people(session), "school")
    schools = {one.id: one for one in research.observed_schools(session)}
    lines = [
        (key, name, groups[key])
        for key, name in crossing.present(dims.SCHOOL.options(session), groups, "没有任教学校")
        if only is None or key in only
    ]
    everybody = [one for _key, _name, some in lines for one in some]
    rows, behind = [], {}
    for at, (key, name, some) in enumerate([*lines, ("", crossing.TOTAL, everybody)]):
        inside, outside = [one for one in some if one.part], [one for one in some if not one.part]
        behind.update({(at, 1): some, (at, 2): inside, (at, 3): outside})
        school = schools.get(key)
        last = school.note if school else ""
        rows.append(
            (name, str(len(some)), str(len(inside)), str(len(outside)), crossing.percent(len(inside), len(some)), last)
        )
    columns = (
        Column("school", "学校（单位）", 20),
        Column("people", "专任教师（人）", 9, "right"),
        Column("inside", "被听过课（人）", 9, "right"),
        Column("outside", "没有（人）", 8, "right"),
        Column("share", "覆盖率（%）", 8, "right"),
        Column("last", "学校最近一次", 14),
    )
    without = sum(not one.part for one in schools.values())
    years = research.rule(session).years
    told = (
        f"{years} 年内（{research.since(session)} 以来）被听过课的专任教师；学校 {len(schools)} 所里 {without} 所没有听课记录；"
        "没有写授课人的听课只算学校，按规则“教研听课”"
    )
    shown = rows[:-1]
    chart = Chart(
        "bars",
        "各校听评课覆盖率",
        tuple(row[0] for row in shown),
        (Series("覆盖率", tuple(float(row[4] or 0) for row in shown)),),
        "%",
    )
    return Facts("听评课覆盖表", f"{session.name}　{told}", columns, tuple(rows), chart if shown else None, behind)
