"""Reports about staffing: establishment against work, moves, who may teach higher, who retires."""

from collections import Counter

from app import moving
from app.dates import in_words
from app.figures import dims, people, staffing
from app.figures.people import label
from app.reports import crossing
from app.reports.shapes import Column, Facts, Only
from app.session import Session
from exports.charts import Chart, Series


def moves(session: Session, year: int, only: Only) -> Facts:
    """教师调动台账."""
    columns = (
        Column("on", "日期", 9, "center"),
        Column("name", "姓名", 9),
        Column("kind", "方式", 9),
        Column("came_from", "从", 18),
        Column("went_to", "到", 18),
        Column("direction", "方向", 10, "center"),
        Column("document", "依据文件", 18),
    )
    found = [one for one in moving.ledger(session, year) if only is None or one.teacher in only]
    counted = Counter(one.direction for one in found if one.direction)
    parts = "，".join(f"{direction} {count} 人次" for direction, count in sorted(counted.items()))
    subtitle = f"{session.name}　{len(found)} 人次，{len({one.teacher for one in found})} 人" + (
        f"　{parts}" if parts else ""
    )
    rows = tuple(tuple(str(getattr(one, column.key)) for column in columns) for one in found)
    return Facts(f"{year} 年教师调动台账", subtitle, columns, rows)


def _dated(session: Session, *words: str) -> str:
    day = session.today()
    return "　".join((session.name, f"截至 {in_words(day)}", *words))


def _way(one: staffing.Mismatch) -> str:
    status = label("staff_status", one.who.staff_status) if one.on_loan else ""
    return label("move_kind", one.who.move) or status


def apart(session: Session, _year: int, only: Only) -> Facts:
    """人编不一致名单: whose establishment is elsewhere, first those without a loan or exchange, then loans too long."""
    found = [one for one in staffing.apart(session) if only is None or one.who.id in only]
    found.sort(key=lambda one: (one.on_loan, not one.why))
    rows = tuple(
        (
            one.who.name, one.who.establishment_name or "", one.who.school_name or "", label("stage", one.who.stage),
            label("subject", one.who.subject), _way(one),
            one.who.since or "", "" if one.years is None else str(one.years), one.why or "在借调、交流期内",
        )
        for one in found
    )  # fmt: skip
    columns = (
        Column("name", "姓名", 8),
        Column("establishment", "编制单位", 17),
        Column("work", "任教学校", 17),
        Column("stage", "学段", 7),
        Column("subject", "学科", 7),
        Column("move", "方式", 8, "center"),
        Column("since", "到任教学校的日期", 10, "center"),
        Column("years", "已满（年）", 6, "right"),
        Column("why", "情况", 18),
    )
    bad = sum(not one.on_loan for one in found)
    late = sum(bool(one.on_loan and one.why) for one in found)
    told = f"编制和任教不在一处 {len(found)} 人：没有登记借调或交流 {bad} 人，超期 {late} 人，期限内 {len(found) - bad - late} 人"
    return Facts(
        "人编不一致名单",
        _dated(session, told, "按规则“编制和退休”"),
        columns,
        rows,
        opens=tuple(one.who.id for one in found),
    )


_EXCHANGES = ("2", "3", "4")


def exchanges(session: Session, year: int, only: Only) -> Facts:
    """交流轮岗台账: exchanges, loans and returns of a year, with how many went in which direction."""
    words = {label("move_kind", one) for one in _EXCHANGES}
    found = [one for one in moving.ledger(session, year) if one.kind in words and (only is None or one.teacher in only)]
    columns = (
        Column("on", "日期", 9, "center"),
        Column("name", "姓名", 8),
        Column("kind", "方式", 10),
        Column("came_from", "从", 18),
        Column("went_to", "到", 18),
        Column("direction", "方向", 11, "center"),
        Column("document", "依据文件", 16),
    )
    counted = Counter(one.direction or "方向不明" for one in found)
    parts = "，".join(f"{direction} {count} 人次" for direction, count in sorted(counted.items()))
    told = f"{len(found)} 人次，{len({one.teacher for one in found})} 人" + (f"：{parts}" if parts else "")
    rows = tuple(tuple(str(getattr(one, column.key)) for column in columns) for one in found)
    chart = Chart(
        "bars",
        "交流轮岗按方向（人次）",
        tuple(sorted(counted)),
        (Series("人次", tuple(float(counted[one]) for one in sorted(counted))),),
        "人次",
    )
    return Facts(
        f"{year} 年交流轮岗台账", f"{session.name}　{told}", columns, rows, chart if found else None,
        opens=tuple(one.teacher for one in found),
    )  # fmt: skip


def higher(session: Session, _year: int, only: Only) -> Facts:
    """可任教高学段名单: who has a credential for a higher stage than the one taught (F3)."""
    found = [one for one in staffing.higher(session) if only is None or one[0].id in only]
    found.sort(key=lambda one: one[1], reverse=True)
    rows = tuple(
        (
            who.name, who.school_name or "", label("stage", who.stage), label("subject", who.subject),
            label("stage", stage), label("title", who.title), str(who.age(session.today()) or ""),
        )
        for who, stage in found
    )  # fmt: skip
    columns = (
        Column("name", "姓名", 9),
        Column("school_name", "任教学校", 20),
        Column("stage", "现任教学段", 9),
        Column("subject", "学科", 9),
        Column("to", "资格证最高学段", 10),
        Column("title", "现聘职称", 9),
        Column("age", "年龄", 6, "right"),
    )
    counted = Counter(label("stage", stage) for _who, stage in found)
    parts = "，".join(f"{name} {count} 人" for name, count in counted.items())
    told = f"{len(rows)} 人" + (f"：有资格任教{parts}" if parts else "")
    return Facts("可任教高学段名单", _dated(session, told), columns, rows, opens=tuple(who.id for who, _stage in found))


_AHEAD = 10


def retiring(session: Session, year: int, _only: Only) -> Facts:
    """退休预测表: who reaches the age in each of ten years, by stage; each person in one cell, so that all adds up."""
    found = [(when[0], one) for ahead in range(_AHEAD) for one, when in staffing.retiring(session, year + ahead)]
    entries = {
        at: [one.entry(f"{at} 年到龄") for when, one in found if when == at] for at in range(year, year + _AHEAD)
    }
    everybody = [one for some in entries.values() for one in some]
    stages = crossing.present(dims.STAGE.options(session), crossing.by_key(everybody, "stage"))
    sexes = (("1", "男"), ("2", "女"))
    fits = [lambda one, key=key: one.by["stage"] == key for key, _name in stages]
    fits += [lambda one, key=key: one.by["sex"] == key for key, _name in sexes]
    lines = [*((f"{at} 年", some) for at, some in entries.items()), (crossing.TOTAL, everybody)]
    rows, behind = crossing.crossed(lines, [*fits, lambda one: True])
    columns = (
        Column("year", "年份", 8, "center"),
        *(Column(f"s{key}", f"{name}（人）", 8, "right") for key, name in stages),
        *(Column(f"x{key}", f"其中{name}（人）", 8, "right") for key, name in sexes),
        Column("people", "合计（人）", 8, "right"),
    )
    said = staffing.rule(session)
    delay = "2025 年起按渐进式延迟推算" if said.delayed else "不计渐进式延迟"
    unknown = sum(staffing.retires(one, said) is None for one in people.on_rolls(session))
    told = (
        f"在册教师，男 {said.men} 岁、女 {said.women} 岁、女工勤 {said.women_workers} 岁，{delay}，按规则“编制和退休”；"
        f"弹性提前或延迟、延长退休的不算"
    )
    told += f"；{unknown} 人没有出生日期或性别，没有推算" if unknown else ""
    chart = Chart(
        "columns",
        "到龄退休人数",
        tuple(f"{at}" for at in entries),
        (Series("到龄退休", tuple(float(len(some)) for some in entries.values())),),
        "人",
    )
    return Facts(f"{year}—{year + _AHEAD - 1} 年退休预测表", _dated(session, told), columns, tuple(rows), chart, behind)
