"""Reports about mentoring: every pair, every plan of development, pairs by kind, school and subject."""

from app import mentoring, pair_figures, pair_scores, plans
from app.reports.shapes import Column, Facts, Only, texts, wanted
from app.session import Session


def pairs(session: Session, _year: int, only: Only) -> Facts:
    """师徒结对一览表."""
    columns = (
        Column("kind", "类别", 10),
        Column("mentor_name", "师父", 9),
        Column("mentor_school", "师父任教学校", 18),
        Column("mentee_name", "徒弟", 9),
        Column("mentee_school", "徒弟任教学校", 18),
        Column("subject", "学科", 8),
        Column("start_date", "开始", 9, "center"),
        Column("end_date", "结束", 9, "center"),
        Column("status", "状态", 7, "center"),
        Column("activities", "活动次数", 7, "right"),
        Column("score", "得分", 5, "right"),
        Column("missing", "还差什么", 26),
    )
    rows = wanted(mentoring.listed(session), only)
    known = pair_scores.of_pairs(session, rows)
    for row in rows:
        scored = known.get(str(row["id"]))
        row["end_date"] = row["closed_on"] or row["end_date"]
        row["score"] = scored[1].points if scored else None
        row["missing"] = scored[1].sentence if scored and row["status"] in mentoring.TOGETHER else None
    tables = {"kind": "pair_kind", "subject": "subject", "status": "pair_status"}
    return Facts("师徒结对一览表", f"{session.name}　共 {len(rows)} 对", columns, texts(rows, columns, tables))


def plan_list(session: Session, _year: int, only: Only) -> Facts:
    """个人发展规划表."""
    columns = (
        Column("teacher_name", "姓名", 8),
        Column("school_name", "任教学校", 16),
        Column("goal", "发展目标", 26),
        Column("measures", "措施和步骤", 26),
        Column("mentor_name", "导师", 8),
        Column("opinion", "导师意见", 20),
        Column("reviewed_on", "指导日期", 9, "center"),
        Column("start_date", "开始", 9, "center"),
        Column("end_date", "结束", 9, "center"),
    )
    rows = wanted(plans.listed(session), only)
    people = len({row["teacher_id"] for row in rows})
    return Facts("个人发展规划表", f"{session.name}　{len(rows)} 份，{people} 人", columns, texts(rows, columns, {}))


def counted(session: Session, _year: int, _only: Only) -> Facts:
    """Pairs by kind, by the mentees' schools and by subject; in each of the three the pairs add up to all."""
    columns = (
        Column("by", "统计项目", 10),
        Column("label", "名称", 22),
        Column("pairs", "对数", 7, "right"),
        Column("planned", "拟结对", 7, "right"),
        Column("at_work", "培养中", 7, "right"),
        Column("completed", "已出师", 7, "right"),
        Column("dissolved", "已解除", 7, "right"),
        Column("mentors", "师父人数", 8, "right"),
        Column("mentees", "徒弟人数", 8, "right"),
    )
    rows = []
    groups: tuple[pair_figures.By, ...] = ("kind", "mentee_school", "subject")
    for by in groups:
        lines, total = pair_figures.figures(session, by)
        for one in (*lines, total):
            rows.append((pair_figures.GROUPS[by], *(str(getattr(one, column.key)) for column in columns[1:])))
    words = f"{session.name}　共 {total.pairs} 对，师父 {total.mentors} 人，徒弟 {total.mentees} 人（人数一人只算一次）"
    return Facts("师徒结对统计", words, columns, tuple(rows))
