"""Reports of years: people and honours year by year, and all the figures of one year."""

from app import figures
from app.figures.shapes import Entry, Figure
from app.reports import crossing
from app.reports.shapes import WHOLE_ROW, Column, Facts, Only
from app.session import Session
from exports.charts import Chart, Series

_BACK = 5
_COLUMNS = (
    ("new_teachers", None, "新参加工作（人）"),
    ("promoted", "title=1", "评聘正高级（人）"),
    ("promoted", "title=2", "评聘高级（人）"),
    ("promoted", "title=3", "评聘一级（人）"),
    ("titles_granted", None, "获梯队称号（人次）"),
    ("honours_times", None, "表彰（人次）"),
    ("honours_people", None, "表彰（人）"),
    ("honours_times", "rank=1", "其中国家级（人次）"),
    ("honours_times", "rank=2", "省级（人次）"),
    ("honours_times", "rank=3", "市级（人次）"),
    ("honours_times", "rank=4", "县级（人次）"),
    ("moves", None, "调动（人次）"),
    ("retiring", None, "到龄退休（人）"),
)


def personnel(session: Session, year: int, _only: Only) -> Facts:
    """年度人事与表彰统计: five years up to this one. 人次 add up; 合计 of 人 counts somebody once over all years."""
    years = range(year - _BACK + 1, year + 1)
    rows: list[tuple[str, ...]] = []
    behind: crossing.Behind = {}
    every: list[list[Entry]] = [[] for _ in _COLUMNS]
    for at, one in enumerate(years):
        cells = []
        for place, (key, choice, _label) in enumerate(_COLUMNS):
            figure = figures.get(key)
            some = figures.counting.chosen_entries(session, figure, one, choice)
            every[place] += some
            behind[at, place + 1] = some
            cells.append(str(figures.counted(figure, some).number))
        rows.append((f"{one} 年", *cells))
    total = [
        str(figures.counted(figures.get(key), some).number) for (key, *_), some in zip(_COLUMNS, every, strict=True)
    ]
    behind.update({(len(rows), place + 1): some for place, some in enumerate(every)})
    rows.append((crossing.TOTAL, *total))
    columns = (
        Column("year", "年份", 8, "center"),
        *(Column(f"c{at}", label, 7, "right") for at, (_key, _choice, label) in enumerate(_COLUMNS)),
    )
    told = "人次逐年相加；几年里受过表彰的人，合计的“人”只算一次；职称按现聘职称的聘任年月，以后又聘了别的职称的只在后一年里"
    shown = rows[:-1]
    names = {label: place + 1 for place, (_key, _choice, label) in enumerate(_COLUMNS)}
    chart = Chart(
        "columns", "表彰和新参加工作的教师", tuple(row[0] for row in shown),
        tuple(
            Series(label, tuple(float(row[names[label]]) for row in shown)) for label in ("表彰（人次）", "新参加工作（人）")
        ),
    )  # fmt: skip
    title = f"{years[0]}—{years[-1]} 年人事与表彰统计"
    return Facts(title, f"{session.name}　{told}", columns, tuple(rows), chart, behind)


def year_figures(session: Session, year: int, _only: Only) -> Facts:
    """案例用的年度数字: every figure with its number, and that of the year before where it is a yearly one."""
    rows: list[tuple[str, ...]] = []
    behind: crossing.Behind = {}
    for one in figures.FIGURES.values():
        some = figures.entries(session, one, year)
        behind[len(rows), WHOLE_ROW] = some
        behind[len(rows), 3] = some
        before = figures.value(session, one.key, year - 1).words if one.yearly else ""
        rows.append(
            (one.group, one.label, _when(one, year, session), figures.counted(one, some).words, before, one.about)
        )
    columns = (
        Column("group", "分类", 11),
        Column("label", "统计项目", 16),
        Column("when", "时间", 9, "center"),
        Column("value", "数字", 10),
        Column("before", "上一年", 10),
        Column("about", "怎么算的", 36),
    )
    told = "每个数字都可以核对到人：命令 figure show 列出名单"
    return Facts(f"{year} 年案例用数字", f"{session.name}　{told}", columns, tuple(rows), behind=behind)


def _when(figure: Figure, year: int, session: Session) -> str:
    if figure.of_school_year:
        return f"{year}—{year + 1} 学年"
    return f"{year} 年" if figure.yearly else f"{session.today():%Y-%m-%d}"
