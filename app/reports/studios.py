"""Reports about studios: all, members, a year's assessments, activities, plans against what was done, schools and masters."""

from collections import Counter

from app import codes, links, studio_terms, studio_work, studios
from app.fields import hours_text
from app.reports.shapes import Column, Facts, Only, texts, wanted
from app.session import Session
from storage import studio_work as stored
from storage.store import Row

UNPLANNED = "没有计划"
NOT_YET = "还没有考核"
NOBODY = "还没有名师"


def rooms(session: Session, _year: int, only: Only) -> Facts:
    """工作室一览表."""
    columns = (
        Column("kind", "类别", 8),
        Column("name", "工作室名称", 20),
        Column("level", "级别", 7),
        Column("subject", "学科", 8),
        Column("host_name", "主持人", 9),
        Column("organisation_name", "所在单位", 18),
        Column("start_date", "设立", 9, "center"),
        Column("end_date", "周期结束", 9, "center"),
        Column("members", "成员人数", 7, "right"),
        Column("state", "状态", 7, "center"),
    )
    rows = wanted(studios.listed(session), only)
    kinds = codes.table("studio_kind")
    counted = Counter(kinds.label_of(row["kind"]) for row in rows if studios.runs(row))
    parts = "、".join(f"{_room(label)} {count} 个" for label, count in counted.items())
    over = sum(not studios.runs(row) for row in rows)
    parts += f"；已结束 {over} 个" if over else ""
    for row in rows:
        row["state"] = row["state"] or studios.RUNNING
    tables = {"kind": "studio_kind", "level": "level", "subject": "subject", "state": "studio_state"}
    return Facts("工作室一览表", f"{session.name}　{parts}", columns, texts(rows, columns, tables))


def members(session: Session, _year: int, only: Only) -> Facts:
    """工作室成员名册."""
    columns = (
        Column("studio_name", "工作室", 20),
        Column("teacher_name", "姓名", 9),
        Column("school_name", "任教学校", 18),
        Column("subject", "学科", 8),
        Column("role", "角色", 8),
        Column("joined_on", "加入日期", 9, "center"),
        Column("left_on", "退出日期", 9, "center"),
    )
    rows = wanted(studios.members(session), only)
    here = [row["teacher_id"] for row in rows if not row["left_on"]]
    left = f"；已退出 {len(rows) - len(here)} 人次" if len(rows) > len(here) else ""
    subtitle = f"{session.name}　在册 {len(here)} 人次，{len(set(here))} 人{left}"
    tables = {"role": "member_role", "subject": "subject"}
    return Facts("工作室成员名册", subtitle, columns, texts(rows, columns, tables))


def _room(kind: str) -> str:
    """A kind of studio as it is called: clubs and alliances are no 工作室."""
    return kind if kind.endswith(("社团", "联盟")) else f"{kind}工作室"


def _label(table: str, code: object) -> str:
    return codes.table(table).label_of(str(code)) if code else ""


def assessments(session: Session, year: int, only: Only) -> Facts:
    """Every studio that ran in the year, what it did, and how it was judged (年度考核表)."""
    columns = (
        Column("kind", "类别", 8),
        Column("name", "工作室名称", 20),
        Column("host_name", "主持人", 8),
        Column("organisation_name", "所在单位", 16),
        Column("members", "成员", 5, "right"),
        Column("times", "活动次数", 7, "right"),
        Column("outputs", "成果", 5, "right"),
        Column("yearly", "年度考核", 9, "center"),
        Column("score", "得分", 5, "right"),
        Column("of_term", "周期考核", 9, "center"),
        Column("document", "依据文件", 16),
    )
    times = stored.times_of_year(session.store, year)
    outputs = Counter(
        row["studio_id"] for row in studio_work.outputs(session) if str(row["done_on"] or "")[:4] == str(year)
    )
    graded = {
        (str(row["studio_id"]), str(row["kind"])): row
        for row in studio_terms.assessments(session)
        if row["year"] == year
    }
    rows = []
    for one in studios.listed(session):
        pk = str(one["id"])
        yearly, of_term = (graded.get((pk, kind)) for kind in (studio_terms.YEARLY, studio_terms.OF_TERM))
        if (only is not None and pk not in only) or not (yearly or of_term or _ran(one, year)):
            continue
        rows.append(
            (
                _label("studio_kind", one["kind"]),
                str(one["name"]),
                str(one["host_name"] or ""),
                str(one["organisation_name"] or ""),
                str(one["members"]),
                str(times.get(pk, 0)),
                str(outputs[pk]),
                _label("three_grades", yearly["grade"]) if yearly else NOT_YET,
                str(yearly["score"]) if yearly and yearly["score"] is not None else "",
                _label("three_grades", of_term["grade"]) if of_term else "",
                str((yearly or of_term or {}).get("document") or ""),
            )
        )
    counted = Counter(row[7] for row in rows)
    parts = "，".join(f"{label} {count} 个" for label, count in counted.items())
    return Facts(
        f"{year} 年工作室年度考核表", f"{session.name}　共 {len(rows)} 个工作室　{parts}", columns, tuple(rows)
    )


def _ran(row: Row, year: int) -> bool:
    begun = not row["start_date"] or str(row["start_date"])[:4] <= str(year)
    return begun and (studios.runs(row) or str(row["closed_on"] or "")[:4] >= str(year))


def activities(session: Session, year: int, _only: Only) -> Facts:
    """How often each kind of activity was held in a year, and how many turns (人次) and people that was (活动统计)."""
    columns = (
        Column("kind", "活动类别", 20),
        Column("times", "次数", 8, "right"),
        Column("turns", "人次", 8, "right"),
        Column("people", "人", 8, "right"),
        Column("given", "发放学时", 10, "right"),
    )
    found, people = studio_work.by_kind(session, year)
    rows = [
        (
            _label("studio_activity_kind", row["kind"]),
            str(row["times"]),
            str(row["turns"]),
            str(row["people"]),
            hours_text(row["given"]),
        )
        for row in found
    ]
    times, turns, given = (sum(int(row[name]) for row in found) for name in ("times", "turns", "given"))
    rows.append(("合计", str(times), str(turns), str(people), hours_text(given)))
    subtitle = f"{session.name}　{times} 次，{turns} 人次，{people} 人（同一人只计一次）"
    return Facts(f"{year} 年工作室活动统计表", subtitle, columns, tuple(rows))


def plans(session: Session, year: int, _only: Only) -> Facts:
    """The plans of a year against what was held, and what was held without a plan (计划完成情况)."""
    columns = (
        Column("studio_name", "工作室", 20),
        Column("stage", "阶段", 14),
        Column("kind", "活动类别", 12),
        Column("start_date", "开始", 9, "center"),
        Column("end_date", "结束", 9, "center"),
        Column("times", "计划次数", 7, "right"),
        Column("held", "已开展", 7, "right"),
        Column("state", "情况", 9, "center"),
    )
    meant = [
        row for row in studio_work.plans(session) if str(row["start_date"])[:4] <= str(year) <= str(row["end_date"])[:4]
    ]
    rows = [
        (
            str(row["studio_name"]),
            str(row["stage"]),
            _label("studio_activity_kind", row["kind"]) or "各类",
            str(row["start_date"]),
            str(row["end_date"]),
            str(row["times"]),
            str(row["held"]),
            str(row["state"]),
        )
        for row in meant
    ]
    loose = Counter(
        (str(row["studio_name"]), str(row["kind"]))
        for row in studio_work.activities(session)
        if not row["planned"] and str(row["held_on"])[:4] == str(year)
    )
    rows += [
        (name, UNPLANNED, _label("studio_activity_kind", kind), "", "", "0", str(count), UNPLANNED)
        for (name, kind), count in sorted(loose.items())
    ]
    undone = sum(row["state"] == studio_work.UNDONE for row in meant)
    subtitle = f"{session.name}　计划 {len(meant)} 项，没有完成 {undone} 项；没有计划的活动 {sum(loose.values())} 次"
    return Facts(f"{year} 年工作室计划完成情况", subtitle, columns, tuple(rows))


def school_links(session: Session, _year: int, only: Only) -> Facts:
    """Every school with the master who looks after it and what was done there by kind (帮扶台账); then those without."""
    kinds = codes.table("link_kind").codes
    columns = (
        Column("township", "乡镇（街道）", 10),
        Column("school_name", "学校", 18),
        Column("master_name", "名师", 8),
        Column("studio_name", "工作室", 16),
        Column("start_date", "开始", 9, "center"),
        Column("end_date", "结束", 9, "center"),
        *(Column(f"kind{one.code}", one.label, 8, "right") for one in kinds),
        Column("people", "参加人数", 7, "right"),
    )
    meant = [row for row in links.listed(session) if only is None or row["id"] in only]
    rows = [tuple("" if row[one.key] is None else str(row[one.key]) for one in columns) for row in meant]
    without = links.without(session) if only is None else []
    blank = [""] * (len(columns) - 3)
    rows += [(str(row["township"] or ""), str(row["name"]), NOBODY, *blank) for row in without]
    times = sum(int(row["activities"]) for row in meant)
    schools = len({row["organisation_id"] for row in meant})
    subtitle = f"{session.name}　联系学校 {schools} 所，活动 {times} 次；还没有名师联系的学校 {len(without)} 所"
    return Facts("名师联系学校帮扶台账", subtitle, columns, tuple(rows))
