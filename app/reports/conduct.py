"""Reports about conduct and assessments (师德、考核): results school by school, contradictions, who is barred or must go."""

from app import codes
from app.assessments import ETHICS
from app.dates import in_words
from app.figures import conduct, dims, people
from app.figures.people import label
from app.reports import crossing
from app.reports.shapes import Column, Facts, Only
from app.session import Session

_MISSING = "没有考核"


def results(session: Session, year: int, _only: Only) -> Facts:
    """师德考核结果汇总: every school's people by grade; each person stands in one column, so that lines add up."""
    found = {one.who.id: one for one in conduct.assessed(session) if one.year == year and one.kind == ETHICS}
    entries = [one.who.entry(label("assessment_grade", one.grade), more={"grade": one.grade}) for one in found.values()]
    entries += [
        one.entry(_MISSING, more={"grade": ""})
        for one in people.on_rolls(session)
        if one.id not in found and (not one.work_start or one.work_start[:4] <= str(year))
    ]
    grades = [(one.code, one.label) for one in codes.table("assessment_grade").codes]
    groups = crossing.by_key(entries, "school")
    lines = [
        (name, groups[key]) for key, name in crossing.present(dims.SCHOOL.options(session), groups, "没有任教学校")
    ]
    lines.append((crossing.TOTAL, entries))
    fits = [lambda one, key=key: one.by["grade"] == key for key, _label in (*grades, ("", _MISSING))]
    rows, behind = crossing.crossed(lines, [*fits, lambda one: True])
    columns = (
        Column("school", "学校（单位）", 20),
        *(Column(f"g{key}", f"{name}（人）", 8, "right") for key, name in grades),
        Column("missing", "没有考核（人）", 9, "right"),
        Column("people", "合计（人）", 8, "right"),
    )
    told = f"已考核 {len(found)} 人，没有考核 {len(entries) - len(found)} 人；按现在任教的学校，各栏相加等于合计"
    return Facts(f"{year} 年师德考核结果汇总", f"{session.name}　{told}", columns, tuple(rows), behind=behind)


def conflicts(session: Session, _year: int, only: Only) -> Facts:
    """考核冲突名单: 师德考核 failed and 年度考核 合格 or better in one year, all years."""
    found = [one for one in conduct.conflicts(session) if only is None or one[0].who.id in only]
    rows = tuple(
        (
            failed.who.name, failed.who.school_name or "", str(failed.year), label("assessment_grade", failed.grade),
            label("assessment_grade", annual.grade), failed.document, annual.document,
        )
        for failed, annual in found
    )  # fmt: skip
    columns = (
        Column("name", "姓名", 9),
        Column("school_name", "任教学校", 18),
        Column("year", "年度", 6, "center"),
        Column("ethics", "师德考核", 9, "center"),
        Column("annual", "年度考核", 9, "center"),
        Column("ethics_document", "师德考核文件", 16),
        Column("annual_document", "年度考核文件", 16),
    )
    told = "师德考核不合格的，当年年度考核不得评为合格及以上等次"
    said = f"{session.name}　{len(rows)} 人次　{told}"
    return Facts("考核冲突名单", said, columns, rows, opens=tuple(one.who.id for one, _annual in found))


def barred(session: Session, _year: int, only: Only) -> Facts:
    """受限人员名单: who may on this day neither be honoured nor apply for a higher title."""
    found = [one for one in conduct.barred(session) if only is None or one.failed.who.id in only]
    rows = tuple(
        (
            one.failed.who.name, one.failed.who.school_name or "", str(one.failed.year), one.failed.decided_on,
            one.failed.document, one.since.isoformat(), one.until.isoformat(),
        )
        for one in found
    )  # fmt: skip
    columns = (
        Column("name", "姓名", 9),
        Column("school_name", "任教学校", 18),
        Column("year", "考核年度", 8, "center"),
        Column("decided_on", "确定日期", 10, "center"),
        Column("document", "依据文件", 16),
        Column("since", "限制从", 10, "center"),
        Column("until", "到（不含）", 10, "center"),
    )
    said, day = conduct.rule(session), session.today()
    start = "考核确定之日（没有写的从年度结束）" if said.begins == "decided" else "考核年度结束"
    told = f"{len(rows)} 人；不得评先进、申报高一级职称，从{start}起 {said.years} 年，按规则“师德限制”"
    return Facts(
        "受限人员名单", f"{session.name}　{in_words(day)}　{told}", columns, rows,
        opens=tuple(one.failed.who.id for one in found),
    )  # fmt: skip


def to_leave(session: Session, _year: int, only: Only) -> Facts:
    """调离名单: who failed several years in a row and still teaches."""
    found = [one for one in conduct.to_leave(session) if only is None or one[0].id in only]
    rows = tuple(
        (
            who.name,
            who.school_name or "",
            label("subject", who.subject),
            "、".join(f"{one} 年" for one in years),
            str(len(years)),
        )
        for who, years in found
    )
    columns = (
        Column("name", "姓名", 9),
        Column("school_name", "任教学校", 20),
        Column("subject", "学科", 9),
        Column("years", "不合格的年度", 18),
        Column("count", "连续年数", 8, "right"),
    )
    told = f"{len(rows)} 人；连续 {conduct.rule(session).fails} 年师德考核或年度考核不合格、仍是专任教师的，按规则“师德限制”"
    return Facts(
        "应当调离人员名单", f"{session.name}　{told}", columns, rows, opens=tuple(who.id for who, _years in found)
    )
