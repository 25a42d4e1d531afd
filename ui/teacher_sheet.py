"""What the detail of one teacher says: facts, postings, hours, pairs, studios and certificates."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app import (
    assessments,
    certificates,
    codes,
    declarations,
    honours,
    identity,
    mentoring,
    observations,
    plans,
    records,
    school_years,
    studio_work,
    studios,
    teachers,
    timeline,
    training,
)
from app.fields import hours_text, show
from app.session import Session
from ui.details import Fact, Folded, Section, Sheet
from ui.masks import masked_id, masked_phone

_FACTS = (
    "former_name", "phone", "ethnic", "political", "birth_date", "work_start", "stage", "subject", "second_subject",
    "admin_post", "title", "post_grade", "honour", "employment", "staff_status", "education", "school", "remark",
)  # fmt: skip
_LATEST_ACTIVITIES = 5
_ALWAYS = ("phone", "stage", "subject", "title")


def sheet(session: Session, pk: str) -> Sheet:
    """Everything about one teacher; raises Problem when there is none."""
    row = teachers.get(session, pk)
    return Sheet(
        title=str(row["name"]),
        subtitle=_subtitle(row, session.today()),
        facts=_facts(row),
        sections=(
            _postings(session, pk),
            _hours(session, pk),
            _declared(session, pk),
            _pairs(session, pk),
            _plans(session, pk),
            _studios(session, pk),
            _studio_activities(session, pk),
            _honours(session, pk),
            _assessments(session, pk),
            _observations(session, pk),
            _credentials(session, pk),
            _certificates(session, pk),
        ),
        history=lambda: _history(session, pk),
        folded=(Folded("时间线", lambda: _timeline(session, pk)),),
    )


def _subtitle(row: Mapping[str, Any], today: date) -> str:
    parts = [codes.table("sex").label_of(row["sex"]) if row["sex"] in ("1", "2") else ""]
    birth = str(row["birth_date"] or "")
    if birth:
        parts.append(f"{_age(birth, today)} 岁")
    places = [str(row["work_name"] or "")]
    if row["establishment_name"] and row["establishment_name"] != row["work_name"]:
        places.append(f"编制在{row['establishment_name']}")
    return " · ".join(part for part in [*parts, "，".join(filter(None, places))] if part)


def _age(birth: str, today: date) -> int:
    return today.year - int(birth[:4]) - (today.isoformat()[5:7] < birth[5:7] or _day_to_come(birth, today))


def _day_to_come(birth: str, today: date) -> bool:
    return birth[5:7] == today.isoformat()[5:7] and len(birth) == 10 and today.isoformat()[8:] < birth[8:]


def _facts(row: Mapping[str, Any]) -> list[Fact]:
    facts = []
    number = str(row["id_number"] or "")
    facts.append(Fact("身份证号", masked_id(number), identity.grouped(number).replace(" ", "\u00a0")))
    for name in _FACTS:
        field = teachers.ENTITY.field(name)
        assert field is not None
        text = show(field, row[name])
        if name == "phone" and text:
            facts.append(Fact(field.label, masked_phone(text), text))
        elif text or name in _ALWAYS:
            facts.append(Fact(field.label, text))
    return facts


def _postings(session: Session, pk: str) -> Section:
    kinds = codes.table("posting_kind")
    return Section(
        "任职经历",
        [
            (f"{kinds.label_of(one['kind'])}　{one['organisation_name']}", _span(one["start_date"], one["end_date"]))
            for one in teachers.postings(session, pk)
        ],
    )


def _hours(session: Session, pk: str) -> Section:
    years: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for one in training.hours_of_teacher(session, pk):
        years[int(one["year"])][str(one["category"])] = int(one["hours"])
    labels = codes.table("training_category")
    lines = _accounts(session, pk)
    for year, by_category in years.items():
        parts = [f"{labels.label_of(category)} {hours_text(tenths)}" for category, tenths in by_category.items()]
        lines.append((f"{year} 年　{'、'.join(parts)}", f"共 {hours_text(sum(by_category.values()))} 学时"))
    return Section("培训学时", lines, "还没有合格的学时")


def _accounts(session: Session, pk: str) -> list[tuple[str, str]]:
    """How the person stands under each regime of hours: what there is, what is missing and by when."""
    # What reads rules is loaded with the first detail that needs it.
    from app import ledger
    from app.ledger import wording

    return [
        (f"{one.rule.title}（{one.period.label}）：{wording.standing(one)}", "")
        for one in ledger.of_teacher(session, pk)
    ]


def _declared(session: Session, pk: str) -> Section:
    """Papers, competitions, books …: what gave hours outside classes, and what is still on its way."""
    tables = (("declared_kind", "kind"), ("level", "level"), ("award_grade", "grade"))
    lines = []
    for one in declarations.of_teacher(session, pk):
        kind, level, grade = (codes.table(table).label_of(one[name]) for table, name in tables)
        what = "　".join(filter(None, (kind, str(one["title"]), level + grade, str(one["grouping"] or ""))))
        granted = f"{hours_text(int(one['granted'] or 0))} 学时" if one["state"] == declarations.GRANTED else ""
        lines.append((what, granted or declarations.STATES[one["state"]]))
    return Section("申报学时", lines, "没有申报过")


def _pairs(session: Session, pk: str) -> Section:
    statuses = codes.table("pair_status")
    lines = []
    for one in mentoring.listed(session):
        if pk == one["mentor_id"]:
            who = f"带徒弟 {one['mentee_name']}"
        elif pk == one["mentee_id"]:
            who = f"师父 {one['mentor_name']}"
        else:
            continue
        lines.append((f"{who}　{statuses.label_of(one['status'])}", _span(one["start_date"], one["end_date"])))
    return Section("师徒结对", lines)


def _plans(session: Session, pk: str) -> Section:
    lines = []
    for one in plans.of_teacher(session, pk):
        mentor = f"导师 {one['mentor_name']}" if one["mentor_name"] else ""
        lines.append(("　".join(filter(None, (str(one["goal"]), mentor))), _span(one["start_date"], one["end_date"])))
    return Section("发展规划", lines)


def _studios(session: Session, pk: str) -> Section:
    roles = codes.table("member_role")
    lines = [
        (f"{one['name']}　主持人", _span(one["start_date"], one["end_date"]))
        for one in studios.listed(session)
        if one["host_id"] == pk
    ]
    lines += [
        (f"{one['studio_name']}　{roles.label_of(one['role'])}", _span(one["joined_on"], one["left_on"]))
        for one in studios.members(session)
        if one["teacher_id"] == pk
    ]
    return Section("工作室", lines)


def _studio_activities(session: Session, pk: str) -> Section:
    rows = studio_work.of_teacher(session, pk)
    lines = []
    for one in rows[:_LATEST_ACTIVITIES]:
        what = f"{studio_work.kind_label(one['kind'])}：{one['topic']}" + (f"（{one['part']}）" if one["part"] else "")
        given = f"　{hours_text(one['hours'])} 学时" if one["hours"] else ""
        lines.append((what, f"{one['held_on']}{given}"))
    more = len(rows) - len(lines)
    return Section("工作室活动", [*lines, *([(f"更早的 {more} 次在时间线里", "")] if more > 0 else [])])


def _honours(session: Session, pk: str) -> Section:
    levels = codes.table("level")
    lines = []
    for one in honours.of_teacher(session, pk):
        level = levels.label_of(one["level"])
        what = "　".join(filter(None, (str(one["title"]), level, "人选" if one["is_candidate"] else "")))
        lines.append((what, str(one["awarded_on"] or "")))
    return Section("荣誉", lines)


def _assessments(session: Session, pk: str) -> Section:
    kinds, grades = codes.table("assessment_kind"), codes.table("assessment_grade")
    years: defaultdict[int, list[str]] = defaultdict(list)
    clashes: defaultdict[int, str] = defaultdict(str)
    for one in assessments.of_teacher(session, pk):
        years[int(one["year"])].append(f"{kinds.label_of(one['kind'])}{grades.label_of(one['grade'])}")
        clashes[int(one["year"])] = clashes[int(one["year"])] or str(one["clash"])
    return Section("考核", [(f"{year} 年　{'、'.join(words)}", clashes[year]) for year, words in years.items()])


def _observations(session: Session, pk: str) -> Section:
    years: defaultdict[int, int] = defaultdict(int)
    for one in observations.of_teacher(session, pk):
        years[int(one["school_year"])] += int(one["periods"])
    return Section("听课", [(school_years.label(year), f"{periods} 节") for year, periods in years.items()])


def _credentials(session: Session, pk: str) -> Section:
    stages = codes.table("stage")
    lines = []
    for one in teachers.credentials(session, pk):
        what = "　".join(filter(None, (stages.label_of(one["stage"]), one["subject"], one["number"])))
        lines.append((what, str(one["issued_on"] or "")))
    return Section("教师资格", lines)


def _certificates(session: Session, pk: str) -> Section:
    kinds = codes.table("paper_kind")
    lines = [
        (f"{kinds.label_of(one['kind'])}　{one['number']}", str(one["issued_on"]))
        for one in certificates.of_teacher(session, pk)
    ]
    return Section("证书", lines, "还没有发过证书")


def _timeline(session: Session, pk: str) -> list[Section]:
    """Everything dated, a section a year, the newest first."""
    years: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in timeline.of_teacher(session, pk):
        years[one.day[:4]].append((f"{one.kind}　{one.words}", one.day[5:]))
    return [Section(f"{year} 年", lines) for year, lines in years.items()]


def _history(session: Session, pk: str) -> list[records.Change]:
    """The history with ID and phone numbers masked, as they are everywhere else until asked for."""
    masks = {"身份证号": masked_id, "联系电话": masked_phone}
    return [
        replace(one, old=masks[one.field](one.old), new=masks[one.field](one.new)) if one.field in masks else one
        for one in records.history(session, teachers.ENTITY, pk)
    ]


def _span(start: object, end: object) -> str:
    if not start and not end:
        return ""
    return f"{start or '？'} 至 {end or '今'}"
