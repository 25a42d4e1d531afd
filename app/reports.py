"""Reports: the same facts as a PDF to file or a workbook to work on."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import codes, identity, mentoring, moving, organisations, studios, teachers, training, training_figures
from app.fields import hours_text
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import training as stored_training
from storage.store import Row


@dataclass(frozen=True)
class Column:
    """A column of a report: key, heading, weight of its width, and whether it is a number."""

    key: str
    label: str
    weight: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class Facts:
    """A finished report: everything as it will be read."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


Only = Collection[str] | None
"""Ids of the records wanted; None for all."""


Choices = list[tuple[str, str]]
"""What a report can be made for: keys and words."""


@dataclass(frozen=True)
class Report:
    """A report one can ask for by name; `about` says what is on it.

    One that is made for periods of a rule has `choices`, and `chosen` makes it for one of them (None: the first).
    """

    name: str
    label: str
    about: str
    make: Callable[[Session, int, Only], Facts]
    yearly: bool = False
    choices: Callable[[Session], Choices] | None = None
    chosen: Callable[[Session, str | None, Only], Facts] | None = None


def make(
    session: Session, name: str, *, year: int | None = None, period: str | None = None, only: Only = None
) -> Facts:
    """The facts of a report; `only` are ids of its records.

    `year` counts for yearly ones (default: this year), `period` (one of its choices) for those made for periods.
    """
    if name not in REPORTS:
        known = "、".join(f"{one.name}（{one.label}）" for one in REPORTS.values())
        raise Problem(f"没有“{name}”这张报表。", f"可用的有：{known}。")
    wanted = None if only is None else frozenset(only)
    chosen = REPORTS[name].chosen
    if chosen is not None and period is not None:
        return chosen(session, period, wanted)
    return REPORTS[name].make(session, year or session.today().year, wanted)


def write(
    session: Session,
    name: str,
    out: Path,
    *,
    year: int | None = None,
    period: str | None = None,
    only: Only = None,
    progress: Progress = silent,
) -> int:
    """Write a report as PDF or workbook, by the ending of `out`; returns how many rows it has."""
    _refuse_ending(out)
    facts = make(session, name, year=year, period=period, only=only)
    write_facts(session, facts, out, progress)
    return len(facts.rows)


def write_facts(session: Session, facts: Facts, out: Path, progress: Progress = silent) -> None:
    """Write a finished list as PDF or workbook, by the ending of `out`."""
    if _refuse_ending(out) == ".pdf":
        _write_pdf(session, facts, out, progress)
    else:
        _write_workbook(facts, out, progress)


def _refuse_ending(out: Path) -> str:
    ending = out.suffix.lower()
    if ending not in (".pdf", ".xlsx"):
        raise Problem(f"不认识“{out.suffix}”这种文件。", "报表可以存为 .pdf 或 .xlsx。")
    return ending


def _write_pdf(session: Session, facts: Facts, out: Path, progress: Progress) -> None:
    from exports import rosters

    columns = [rosters.Column(one.label, one.weight, one.align) for one in facts.columns]
    rosters.write_roster(
        facts.title,
        facts.subtitle,
        columns,
        facts.rows,
        out,
        made_on=session.today(),
        landscape=sum(one.weight for one in facts.columns) > 70,
        progress=progress,
    )


def _write_workbook(facts: Facts, out: Path, progress: Progress) -> None:
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    columns = tuple(
        ColumnFacts(one.key, one.label, "number" if one.align == "right" else "text") for one in facts.columns
    )
    numbers = [index for index, one in enumerate(facts.columns) if one.align == "right"]
    rows = [tuple(_cell(text, index in numbers) for index, text in enumerate(row)) for row in facts.rows]
    write_workbook(out, [SheetFacts(facts.title[:31], facts.title, columns, rows)], progress=progress)


def _cell(text: str, is_number: bool) -> str | int | float:
    if not is_number or not text:
        return text
    return float(text) if "." in text else int(text)


# -- the reports


def _organisations(session: Session, _year: int, only: Only) -> Facts:
    columns = (
        Column("code", "学校标识码", 11),
        Column("name", "单位名称", 22),
        Column("kind", "类别", 10),
        Column("school_kind", "办学类型", 10),
        Column("parent_name", "上级单位", 18),
        Column("township", "乡镇（街道）", 10),
        Column("teachers", "任教人数", 8, "right"),
    )
    rows = _wanted(organisations.listed(session), only)
    tables = {"kind": "organisation_kind", "school_kind": "school_kind"}
    return Facts("单位一览表", f"{session.name}　共 {len(rows)} 个单位", columns, _texts(rows, columns, tables))


def _teachers(session: Session, _year: int, only: Only) -> Facts:
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
    rows = _wanted(teachers.every(session), only)
    for number, row in enumerate(rows, 1):
        row["serial"] = number
        # A roster on paper is passed around: the number is masked there as on screen.
        row["id_number"] = identity.masked(str(row["id_number"])) if row["id_number"] else ""
    tables = {one.name: one.codes for one in teachers.FIELDS if one.codes}
    return Facts("教师花名册", f"{session.name}　共 {len(rows)} 人", columns, _texts(rows, columns, tables))


def _pairs(session: Session, _year: int, only: Only) -> Facts:
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
    from app import pair_scores

    rows = _wanted(mentoring.listed(session), only)
    known = pair_scores.of_pairs(session, rows)
    for row in rows:
        scored = known.get(str(row["id"]))
        row["score"] = scored[1].points if scored else None
        row["missing"] = scored[1].sentence if scored and row["status"] in mentoring.TOGETHER else None
    tables = {"kind": "pair_kind", "subject": "subject", "status": "pair_status"}
    return Facts("师徒结对一览表", f"{session.name}　共 {len(rows)} 对", columns, _texts(rows, columns, tables))


def _plans(session: Session, _year: int, only: Only) -> Facts:
    from app import plans

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
    rows = _wanted(plans.listed(session), only)
    people = len({row["teacher_id"] for row in rows})
    return Facts("个人发展规划表", f"{session.name}　{len(rows)} 份，{people} 人", columns, _texts(rows, columns, {}))


def _mentoring(session: Session, _year: int, _only: Only) -> Facts:
    """Pairs by kind, by the mentees' schools and by subject; in each of the three the pairs add up to all."""
    from app import pair_figures

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


def _studios(session: Session, _year: int, only: Only) -> Facts:
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
    rows = _wanted(studios.listed(session), only)
    kinds = codes.table("studio_kind")
    counted = Counter(kinds.label_of(row["kind"]) for row in rows if studios.runs(row))
    parts = "、".join(f"{_room(label)} {count} 个" for label, count in counted.items())
    over = sum(not studios.runs(row) for row in rows)
    parts += f"；已结束 {over} 个" if over else ""
    for row in rows:
        row["state"] = row["state"] or studios.RUNNING
    tables = {"kind": "studio_kind", "level": "level", "subject": "subject", "state": "studio_state"}
    return Facts("工作室一览表", f"{session.name}　{parts}", columns, _texts(rows, columns, tables))


def _members(session: Session, _year: int, only: Only) -> Facts:
    columns = (
        Column("studio_name", "工作室", 20),
        Column("teacher_name", "姓名", 9),
        Column("school_name", "任教学校", 18),
        Column("subject", "学科", 8),
        Column("role", "角色", 8),
        Column("joined_on", "加入日期", 9, "center"),
        Column("left_on", "退出日期", 9, "center"),
    )
    rows = _wanted(studios.members(session), only)
    here = [row["teacher_id"] for row in rows if not row["left_on"]]
    left = f"；已退出 {len(rows) - len(here)} 人次" if len(rows) > len(here) else ""
    subtitle = f"{session.name}　在册 {len(here)} 人次，{len(set(here))} 人{left}"
    tables = {"role": "member_role", "subject": "subject"}
    return Facts("工作室成员名册", subtitle, columns, _texts(rows, columns, tables))


def _room(kind: str) -> str:
    """A kind of studio as it is called: clubs and alliances are no 工作室."""
    return kind if kind.endswith(("社团", "联盟")) else f"{kind}工作室"


def _of_studios(name: str) -> Callable[[Session, int, Only], Facts]:
    """A report of `app.studio_reports`, which is read when it is first asked for."""

    def made(session: Session, year: int, only: Only) -> Facts:
        from app import studio_reports

        found: Facts = getattr(studio_reports, name)(session, year, only)
        return found

    return made


def _hours(session: Session, year: int, only: Only) -> Facts:
    categories = codes.table("training_category").codes
    columns = (
        Column("school_name", "任教学校", 20),
        Column("name", "姓名", 10),
        *(Column(one.code, one.label, 7, "right") for one in categories),
        Column("hours", "合计", 7, "right"),
    )
    rows = []
    found = _wanted(stored_training.hours_by_year(session.store, year), only, "teacher_id")
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


def _classes(session: Session, _year: int, only: Only) -> Facts:
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
    rows = _wanted(training.classes(session), only)
    for row in rows:
        row["hours"] = hours_text(row["hours"])
    tables = {"level": "training_level", "category": "training_category"}
    people = sum(row["people"] for row in rows)
    return Facts(
        "培训班次统计表", f"{session.name}　{len(rows)} 个班次，{people} 人次", columns, _texts(rows, columns, tables)
    )


def _training(session: Session, year: int, only: Only) -> Facts:
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


def _moves(session: Session, year: int, only: Only) -> Facts:
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


def _gaps(session: Session, _year: int, only: Only) -> Facts:
    from app.gaps import papers

    return papers.facts(session, only)


def _of_hours(name: str, label: str, about: str) -> Report:
    """A report over the ledger of hours, made for a regime and a period."""

    def choices(session: Session) -> Choices:
        from app import hours_reports

        return hours_reports.choices(session, name)

    def chosen(session: Session, period: str | None, only: Only) -> Facts:
        from app import hours_reports

        return hours_reports.facts(session, name, period, only)

    def make(session: Session, _year: int, only: Only) -> Facts:
        return chosen(session, None, only)

    return Report(name, label, about, make, choices=choices, chosen=chosen)


def _wanted(rows: list[Row], only: Only, key: str = "id") -> list[Row]:
    return rows if only is None else [row for row in rows if row[key] in only]


def _texts(rows: Sequence[Row], columns: tuple[Column, ...], tables: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    def cells(row: Row) -> Iterator[str]:
        for column in columns:
            value = row[column.key]
            if value is None:
                yield ""
            elif column.key in tables:
                yield codes.table(tables[column.key]).label_of(str(value))
            else:
                yield str(value)

    return tuple(tuple(cells(row)) for row in rows)


REPORTS: dict[str, Report] = {
    one.name: one
    for one in (
        Report("teachers", "教师花名册", "每人一行：学校、学科、职称、电话；证号遮住中间几位", _teachers),
        Report("organisations", "单位一览表", "每个单位一行，附任教人数", _organisations),
        Report("pairs", "师徒结对一览表", "每对师徒一行，附活动次数、得分和还差什么", _pairs),
        Report("plans", "个人发展规划表", "每份规划一行：目标、措施、导师和意见", _plans),
        Report("mentoring", "师徒结对统计", "按类别、学校、学科统计对数和人数", _mentoring),
        Report("studios", "工作室一览表", "每个工作室一行，附成员人数", _studios),
        Report("members", "工作室成员名册", "每个成员一行，附角色和加入日期", _members),
        Report(
            "studio_assessments",
            "工作室年度考核表",
            "每个工作室一行：活动、成果、等次、得分和依据文件",
            _of_studios("assessments"),
            yearly=True,
        ),
        Report(
            "studio_activities",
            "工作室活动统计表",
            "每类活动一行：次数、人次、人、发放学时",
            _of_studios("activities"),
            yearly=True,
        ),
        Report(
            "studio_plans",
            "工作室计划完成情况",
            "每项计划一行：计划几次、开展几次；没有计划的活动列在后面",
            _of_studios("plans"),
            yearly=True,
        ),
        Report(
            "links",
            "名师联系学校帮扶台账",
            "每所学校一行：名师、四类活动次数；没有名师的学校列在后面",
            _of_studios("school_links"),
        ),
        Report("classes", "培训班次统计表", "每个班次一行，附参训人次、合格人次", _classes),
        Report(
            "training",
            "培训情况统计表",
            "按层级、类别、主题、假期、当时职务统计班次、人次、人数、学校数和学时",
            _training,
            yearly=True,
        ),
        Report("moves", "教师调动台账", "每次调动、轮岗、借调、离开一行，注明城乡方向和依据文件", _moves, yearly=True),
        Report("gaps", "培训核对表", "县里的培训规则逐条核对：做到多少、没做到的是谁、还缺什么", _gaps),
        Report("hours", "年度学时统计表", "每人一行，按类别合计当年合格的学时", _hours, yearly=True),
        _of_hours("ethics", "师德学时达标表", "每人一行：这一学期的师德学时计了多少、是否达标"),
        _of_hours("cycle", "五年周期学时台账", "每人一行：这一周期计了多少、还缺什么、什么时候以前"),
        _of_hours("year_hours", "年度学时达标表", "每人一行：这一年计了多少、还缺什么"),
        _of_hours("coverage", "全员培训覆盖率", "每校一行：多少人有学时、多少人没有，覆盖率和达标率"),
    )
}
