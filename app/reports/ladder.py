"""Reports about titles and honours: by step, rank and subject, the pyramid, schools with and without a master."""

from collections.abc import Sequence

from app import codes
from app.dates import in_words
from app.figures import dims, ladder, people
from app.figures.shapes import Entry
from app.reports import crossing
from app.reports.shapes import Choices, Column, Facts, Only
from app.session import Session
from exports.charts import Chart, Series
from storage import figures as stored

_NO_RULE = "还没有规则“称号梯队”，请先由县里登记规则"
_NONE = "没有称号"


def _said(session: Session, *words: str) -> str:
    day = session.today()
    rule = ladder.RULE if dims.ladder(session) else _NO_RULE
    return "　".join((session.name, f"截至 {in_words(day)}", *words, rule))


def by_subject(session: Session, _year: int, _only: Only) -> Facts:
    """分层次培养统计表: subjects against titles by rank. A person has one subject: the columns add up exactly.

    合计（人次） is the sum of a line, 合计（人） counts a person once; the line of candidates stands outside the total.
    """
    held, candidates = ladder.titled(session), [one for one in ladder.held(session) if one.candidate]
    pairs = {(one.step.title, one.rank) for one in (*held, *candidates)}
    kinds = [
        (step.title, rank) for step in dims.ladder(session) for rank in ladder.levels() if (step.title, rank) in pairs
    ]
    entries = [one.entry() for one in held]
    groups = crossing.by_key(entries, "subject")
    known = crossing.present([(one.code, one.label) for one in codes.table("subject").codes], groups)
    lines: list[tuple[str, Sequence[Entry]]] = [(label, groups[key]) for key, label in known]
    lines.append((crossing.TOTAL, entries))
    if candidates:
        lines.append(("另：人选、培养对象", [one.entry() for one in candidates]))
    fits = [lambda one, kind=kind: (one.by["step"], one.by["rank"]) == kind for kind in kinds]
    rows, behind = crossing.crossed(lines, fits)
    made = []
    for at, (row, (_label, some)) in enumerate(zip(rows, lines, strict=True)):
        made.append((*row, str(len(some)), str(crossing.people(some))))
        behind[at, len(row) + 1] = some
        behind[at, len(row)] = some
    columns = (
        Column("subject", "学科", 14),
        *(Column(f"k{at}", _called(step, rank), 7, "right") for at, (step, rank) in enumerate(kinds)),
        Column("times", "合计（人次）", 7, "right"),
        Column("people", "合计（人）", 7, "right"),
    )
    total, everybody = len(entries), crossing.people(entries)
    overlap = f"{total} 人次，{everybody} 人（有几个称号或级别的人，人次逐个算，人只算一次）"
    return Facts("分层次培养统计表", _said(session, overlap), columns, tuple(made), behind=behind)


def _called(step: str, rank: str) -> str:
    return f"{ladder.words(rank)}{step}" if rank else f"{step}（级别不明）"


_BY = {"school": "学校", "subject": "学科", "stage": "学段"}


def pyramid_choices(_session: Session) -> Choices:
    """By what the pyramid can be taken apart."""
    return [(key, f"按{label}") for key, label in _BY.items()]


def pyramid(session: Session, _year: int, only: Only) -> Facts:
    """梯队金字塔 by school."""
    return pyramid_by(session, None, only)


def pyramid_by(session: Session, choice: str | None, _only: Only) -> Facts:
    """梯队金字塔: everybody on the rolls once, by the highest title, school by school (or subject, stage)."""
    by = choice if choice in _BY else "school"
    steps = [one.title for one in dims.ladder(session)]
    best = {one.who.id: one for one in ladder.highest(session)}
    entries = [
        one.entry(
            best[one.id].title if one.id in best else _NONE,
            more={"step": best[one.id].step.title if one.id in best else ""},
        )
        for one in people.on_rolls(session)
    ]
    groups = crossing.by_key(entries, by)
    known = {"school": dims.SCHOOL, "subject": dims.SUBJECT, "stage": dims.STAGE}[by].options(session)
    lines = [(label, groups[key]) for key, label in crossing.present(known, groups, f"没有{_BY[by]}")]
    lines.append((crossing.TOTAL, entries))
    wanted = [*steps, ""]
    fits = [lambda one, step=step: one.by["step"] == step for step in wanted]
    rows, behind = crossing.crossed(lines, [*fits, lambda one: True])
    columns = (
        Column("by", _BY[by], 18),
        *(Column(f"s{at}", step or _NONE, 7, "right") for at, step in enumerate(wanted)),
        Column("people", "合计（人）", 7, "right"),
    )
    told = f"在册教师 {len(entries)} 人，每人只按最高的一个称号算，各栏相加等于合计"
    total = rows[-1][1:]
    chart = Chart(
        "pyramid",
        "梯队金字塔",
        tuple(step or _NONE for step in wanted),
        (Series("人数", tuple(float(one) for one in total[:-1])),),
        "人",
    )
    return Facts("梯队金字塔", _said(session, told), columns, tuple(rows), chart, behind)


def coverage(session: Session, _year: int, only: Only) -> Facts:
    """名师骨干覆盖率表: every school with its masters, core teachers and class teachers who are core teachers."""
    held = ladder.titled(session)
    masters = crossing.by_key([one.entry() for one in held if one.step.counts == "master"], "school")
    cores = crossing.by_key([one.entry() for one in held if one.step.counts != "other"], "school")
    class_teachers = crossing.by_key(ladder.class_teachers(session), "school")
    schools = [one for one in ladder.schools(session) if only is None or one.id in only]
    rows, behind = [], {}
    for at, one in enumerate(schools):
        own = class_teachers.get(one.id, [])
        able = [each for each in own if each.part]
        numbers = [masters.get(one.id, []), cores.get(one.id, []), own, able]
        for place, some in enumerate(numbers, 3):
            behind[at, place] = some
        counts = [crossing.people(some) for some in numbers]
        rows.append(
            (
                one.school,
                one.name,
                "有" if one.part else "没有",
                *map(str, counts),
                crossing.percent(counts[3], counts[2]),
            )
        )
    count = sum(one.part for one in schools)
    sums = [sum(int(row[place]) for row in rows) for place in range(3, 7)]
    rows.append(("", crossing.TOTAL, f"{count}/{len(schools)}", *map(str, sums), crossing.percent(sums[3], sums[2])))
    columns = (
        Column("township", "乡镇（街道）", 10),
        Column("name", "学校", 20),
        Column("has", "有没有名师", 9, "center"),
        Column("masters", "名师人数", 8, "right"),
        Column("cores", "名师骨干人数", 9, "right"),
        Column("class_teachers", "班主任人数", 8, "right"),
        Column("able", "骨干班主任人数", 9, "right"),
        Column("share", "骨干班主任（%）", 9, "right"),
    )
    share = crossing.percent(count, len(schools))
    told = f"有名师的学校 {count} 所，共 {len(schools)} 所{f'，{share}%' if share else ''}"
    listed = {one.id for one in schools}
    away = [
        crossing.people([one for key, some in by.items() if key not in listed for one in some])
        for by in (masters, cores)
    ]
    if only is None and any(away):
        told += f"；不在这些学校任教的名师 {away[0]} 人、名师骨干 {away[1]} 人不在合计里"
    told += "；程序里没有班级名册，“班班有骨干”按班主任统计"
    chart = Chart(
        "stacked", "各校名师和骨干人数", tuple(row[1] for row in rows[:-1]),
        (
            Series("名师", tuple(float(row[3]) for row in rows[:-1])),
            Series("其他骨干", tuple(float(row[4]) - float(row[3]) for row in rows[:-1])),
        ),
        "人",
    )  # fmt: skip
    return Facts("名师骨干覆盖率表", _said(session, told), columns, tuple(rows), chart, behind)


def roll_of_honour(session: Session, year: int, only: Only) -> Facts:
    """荣誉名录: every honour of a year, candidates among them and told apart."""
    members = people.by_id(session)
    levels = codes.table("level")
    rows, opens, counted = [], [], []
    for _pk, teacher, title, level, issuer, when, document, candidate in stored.honours(session.store):
        who = members.get(teacher)
        if who is None or (when or "")[:4] != str(year) or (only is not None and teacher not in only):
            continue
        label = levels.label_of(level) if level else ""
        rows.append(
            (
                who.name,
                who.school_name or "",
                title,
                label,
                "人选" if candidate else "",
                issuer or "",
                when,
                document or "",
            )
        )
        opens.append(teacher)
        counted += [] if candidate else [teacher]
    columns = (
        Column("name", "姓名", 8),
        Column("school_name", "任教学校", 16),
        Column("title", "荣誉名称", 22),
        Column("level", "级别", 8, "center"),
        Column("candidate", "是否人选", 7, "center"),
        Column("issuer", "授予单位", 14),
        Column("awarded_on", "授予年月", 8, "center"),
        Column("document", "表彰文号", 14),
    )
    told = f"{len(counted)} 人次，{len(set(counted))} 人；另有人选、培养对象 {len(rows) - len(counted)} 人次"
    return Facts(f"{year} 年荣誉名录", f"{session.name}　{told}", columns, tuple(rows), opens=tuple(opens))


def class_masters(session: Session, _year: int, only: Only) -> Facts:
    """名班主任名册: who holds a title of a step for class teachers; a person once a rank, and once in the sum."""
    found = [
        one for one in ladder.titled(session) if "班主任" in one.step.title and (only is None or one.who.id in only)
    ]
    found.sort(key=lambda one: one.rank or "9")
    above = {one.who.id for one in found if one.rank in ("1", "2", "3", "4")}
    rows = tuple(
        (
            one.who.name,
            one.who.school_name or "",
            one.title,
            ladder.words(one.rank),
            one.since,
            "是" if one.who.is_class_teacher else "",
        )
        for one in found
    )
    columns = (
        Column("name", "姓名", 9),
        Column("school_name", "任教学校", 20),
        Column("title", "称号", 20),
        Column("rank", "级别", 8, "center"),
        Column("since", "授予年月", 9, "center"),
        Column("is_class_teacher", "现任班主任", 9, "center"),
    )
    told = f"{len(rows)} 人次，{len({one.who.id for one in found})} 人，其中县级以上 {len(above)} 人"
    return Facts("名班主任名册", _said(session, told), columns, rows, opens=tuple(one.who.id for one in found))
