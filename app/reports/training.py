"""Reports about training: classes, a year's figures, hours of everybody by category."""

import json

from app import codes, training, training_figures
from app.fields import hours_text
from app.reports.shapes import Column, Facts, Only, texts, wanted
from app.session import Session
from storage import training as stored_training


def hours(session: Session, year: int, only: Only) -> Facts:
    categories = codes.table("training_category").codes
    columns = (
        Column("school_name", "任教学校", 20),
        Column("name", "姓名", 10),
        *(Column(one.code, one.label, 7, "right") for one in categories),
        Column("hours", "合计", 7, "right"),
    )
    rows = []
    found = wanted(stored_training.hours_by_year(session.store, year), only, "teacher_id")
    for row in found:
        by = json.loads(row["by_category"] or "{}")
        numbers = (hours_text(by.get(one.code, 0)) for one in categories)
        rows.append((str(row["school_name"] or ""), str(row["name"]), *numbers, hours_text(row["hours"])))
    total = hours_text(sum(int(row["hours"]) for row in found))
    subtitle = f"{session.name}　{len(rows)} 人，共 {total} 学时（班次只计合格、优秀；含认定的申报项目和工作室活动）"
    left = training.hours_of_those_who_left(session, year) if only is None else {}
    if left:
        numbers = (hours_text(left.get(one.code, 0)) for one in categories)
        rows.append((session.name, "（已调出）", *numbers, hours_text(sum(left.values()))))
        subtitle += f"；已调出的教师在本校期间另有 {hours_text(sum(left.values()))} 学时，只留数字"
    return Facts(f"{year} 年度继续教育学时统计表", subtitle, columns, tuple(rows))


def classes(session: Session, _year: int, only: Only) -> Facts:
    columns = (
        Column("year", "年度", 5, "center"),
        Column("title", "项目名称", 24),
        Column("name", "班次", 12),
        Column("level", "层级", 6),
        Column("category", "类别", 6),
        Column("start_date", "开始", 9, "center"),
        Column("end_date", "结束", 9, "center"),
        Column("hours", "学时", 6, "right"),
        Column("people", "参训人次", 7, "right"),
        Column("passed", "合格人次", 7, "right"),
    )
    rows = wanted(training.classes(session), only)
    for row in rows:
        row["hours"] = hours_text(row["hours"])
    tables = {"level": "training_level", "category": "training_category"}
    people = sum(row["people"] for row in rows)
    return Facts(
        "培训班次统计表", f"{session.name}　{len(rows)} 个班次，{people} 人次", columns, texts(rows, columns, tables)
    )


def figures(session: Session, year: int, only: Only) -> Facts:
    columns = (
        Column("group", "分类", 8),
        Column("label", "项目", 15),
        Column("classes", "班次", 7, "right"),
        Column("times", "参训人次", 8, "right"),
        Column("passed", "合格人次", 8, "right"),
        Column("people", "参训人数", 8, "right"),
        Column("schools", "学校数", 7, "right"),
        Column("hours", "学时", 9, "right"),
    )
    found = training_figures.of_year(session, year)
    rows = tuple(
        (one.group, one.label, *("" if n is None else str(n) for n in one.shown[:-1]),
         "" if one.shown[-1] is None else hours_text(one.shown[-1]))
        for one in found.lines
    )  # fmt: skip
    whole = found.whole
    said = (
        f"{whole.classes} 个班次，{whole.times} 人次，{whole.people} 人，惠及 {whole.schools} 所学校（单位）"
        if whole
        else "没有培训记录"
    )
    subtitle = f"{session.name}　{said}；退回的报名不计，申报项目和工作室活动的学时不在内；{found.holidays}"
    return Facts(f"{year} 年培训情况统计表", subtitle, columns, rows)
