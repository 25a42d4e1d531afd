"""The report of targets (目标完成进度表): what was aimed at, what there is, and what is still wanting."""

from app import targets
from app.dates import in_words
from app.reports.shapes import Column, Facts, Only
from app.session import Session
from exports.charts import Chart, Series


def progress(session: Session, _year: int, only: Only) -> Facts:
    """目标完成进度表: every target with its number, what there is today, the gap, and the document it is by."""
    found = [one for one in targets.standings(session) if only is None or one.id in only]
    rows = tuple(
        (
            one.title, one.counted, one.start_date, one.end_date, str(one.number), one.shown, one.gap_words, one.share,
            one.state, one.document, one.aliases,
        )
        for one in found
    )  # fmt: skip
    columns = (
        Column("title", "目标", 20),
        Column("counted", "统计什么", 16),
        Column("start_date", "开始日期", 9, "center"),
        Column("end_date", "截止日期", 9, "center"),
        Column("number", "目标数", 7, "right"),
        Column("shown", "现在", 9, "right"),
        Column("gap", "还差", 7, "right"),
        Column("share", "完成（%）", 7, "right"),
        Column("state", "情况", 8, "center"),
        Column("document", "依据文件", 16),
        Column("aliases", "别名", 10),
    )
    day = session.today()
    reached = sum(one.state == targets.REACHED for one in found)
    told = f"截至 {in_words(day)}　{len(found)} 项目标，完成 {reached} 项"
    told += "；一项目标只登记一次，文件里的别的叫法写在别名里"
    counted = [one for one in found if one.value is not None]
    chart = Chart(
        "progress", "目标完成进度", tuple(one.title for one in counted),
        (
            Series("现在", tuple(float(one.value or 0) for one in counted)),
            Series("目标", tuple(float(one.number) for one in counted)),
        ),
    )  # fmt: skip
    behind = {(at, -1): one.entries for at, one in enumerate(found)}
    return Facts("目标完成进度表", f"{session.name}　{told}", columns, rows, chart if counted else None, behind)
