"""What papers of a class say: its 名册 with the schools' places, and the 签到表 to be signed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app import enrolment, roster, training
from app.fields import hours_text
from app.papers.kinds import Due, List, PaperKind, items
from app.papers.wording import label, span, text
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage.store import Row

COLUMNS = 4
"""So many signatures have room beside a name on one sheet; of a class with more sessions there are several sheets."""

_SHORT = 8
"""Characters of a topic that a narrow heading has room for."""


def _people(session: Session, about: Row) -> list[Row]:
    """Who is in a class, by pinyin, those whose enrolment was returned left out; raises Problem where nobody is."""
    rows = [
        one for one in training.of_class(session, str(about["id"])) if one["stands"] and one["approval"] != "returned"
    ]
    if not rows:
        raise Problem(f"“{about['title']} {about['name']}”还没有人报名。", "请先在培训学时里报名，再打印。")
    return rows


def _texts(session: Session, about: Row, people: Sequence[Row]) -> dict[str, str]:
    return {
        "培训项目": str(about["title"]),
        "班次": str(about["name"]),
        "组织单位": str(about["organiser"] or session.name),
        "起止日期": span(about["start_date"], about["end_date"]),
        "地点": text(about["place"]),
        "授课人": text(about["trainer"]),
        "学时": hours_text(about["hours"]),
        "人数": str(len(people)),
    }


# -- 班次名册


def rosters(session: Session, pk: str) -> list[Due]:
    """The 名册 of a class: its people by pinyin, and what places the units were given; raises Problem where nobody is."""
    about = training.get_class(session, pk)
    people = _people(session, about)
    known = session.remembered("roster by id", lambda: {str(row[0]): row for row in roster.listed(session)})
    units = [one for one in enrolment.units(session, pk) if one.places or one.reported]
    rows = [
        {
            "序号": str(number),
            "姓名": str(one["name"]),
            "单位": text(one["school_name"]),
            **_of_person(dict(zip(roster.COLUMNS, known.get(str(one["teacher_id"]), ()), strict=False))),
            "职务": text(one["post"]),
            "结果": label("result", one["result"]),
            "备注": text(one["remark"]),
        }
        for number, one in enumerate(people, 1)
    ]
    places = [
        {
            "序号": str(number),
            "单位": one.name,
            "名额": text(one.places),
            "已报": str(one.reported),
            "退回": str(one.returned),
        }
        for number, one in enumerate(units, 1)
    ]
    title = f"{about['title']} {about['name']}"
    facts = Facts(
        who=title,
        title=f"班次名册 {title}",
        texts=_texts(session, about, people),
        lists={"学员": rows, "名额": places},
    )
    return [Due("class_roster", pk, None, facts)]


def _of_person(person: Row) -> dict[str, str]:
    return {
        "性别": label("sex", person.get("sex")),
        "学段": label("stage", person.get("stage")),
        "学科": label("subject", person.get("subject")),
        "职称": label("title", person.get("title")),
        "联系电话": text(person.get("phone")),
    }


# -- 培训签到表


def sheets(session: Session, pk: str) -> list[Due]:
    """The 签到表 of a class: a column for every session (or day), so many as one sheet has room for."""
    about = training.get_class(session, pk)
    people = _people(session, about)
    lessons = training.sessions(session, pk)
    rows = [
        {"序号": str(number), "姓名": str(one["name"]), "单位": text(one["school_name"])}
        for number, one in enumerate(people, 1)
    ]
    title = f"{about['title']} {about['name']}"
    headings = [_lesson(one) for one in lessons] or _days(about)
    parts = [headings[at : at + COLUMNS] for at in range(0, len(headings), COLUMNS)] or [[]]
    found = []
    for number, part in enumerate(parts, 1):
        texts = _texts(session, about, people) | {f"签到{at}": words for at, words in enumerate(_filled(part), 1)}
        texts["第几张"] = f"第{number}张，共{len(parts)}张" if len(parts) > 1 else ""
        facts = Facts(who=title, title=f"培训签到表 {title}", texts=texts, lists={"学员": rows})
        found.append(Due("signin", pk if len(parts) == 1 else f"{pk}/{number}", None, facts))
    return found


def _lesson(one: Row) -> str:
    day, topic = _short(one["held_on"]), str(one["topic"])
    return f"{day} {topic if len(topic) <= _SHORT else topic[: _SHORT - 1] + '…'}".strip()


def _days(about: Row) -> list[str]:
    """The days of a class without sessions, where it is short enough for a sheet."""
    return [_short(day.isoformat()) for day in _between(about["start_date"], about["end_date"])]


def _between(first: str | None, last: str | None) -> Iterator[date]:
    if not (first and last):
        return
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    if (end - day).days >= COLUMNS:
        return
    while day <= end:
        yield day
        day += timedelta(1)


def _short(day: str | None) -> str:
    return f"{int(day[5:7])}月{int(day[8:10])}日" if day else ""


def _filled(part: Sequence[str]) -> list[str]:
    """The headings of a sheet: what is left over is for what one asks beside the signature."""
    if len(part) <= 1:
        return [f"{part[0]} 签到" if part else "签到", "签退", "联系电话", "备注"]
    return [*part, *("联系电话", "备注")[len(part) - COLUMNS :]] if len(part) < COLUMNS else list(part)


def with_people(session: Session) -> list[Row]:
    """The classes that somebody attends, the newest first."""
    return [
        {**one, "school_name": text(one["organiser"]), "about": f"{one['people']} 人", "issued": None, "class_name": one["name"],
         "name": f"{one['title']}（{one['name']}）"}
        for one in training.classes(session)
        if one["people"]
    ]  # fmt: skip


_ABOUT = (
    ("培训项目", "小学语文教师课堂教学能力提升培训"),
    ("班次", "第一期"),
    ("组织单位", "示范县教师发展中心"),
    ("起止日期", "2026年7月6日至7月8日"),
    ("地点", "教师发展中心二楼报告厅"),
    ("授课人", "高艳"),
    ("学时", "24"),
    ("人数", "48"),
)

KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="signin",
        label="培训签到表",
        about="有人报名的班次：课程（没有登记课程的，日期）一次一栏，四次一张。",
        table="classes",
        items=items(
            *_ABOUT,
            ("签到1", "7月6日 单元教学设计", "第一栏的表头"),
            ("签到2", "7月7日 课堂提问"),
            ("签到3", "7月8日 作业设计"),
            ("签到4", "备注"),
            ("第几张", "", "多于四次课程时有"),
        ),
        due=sheets,
        candidates=with_people,
        lists=(List("学员", items(("序号", "1"), ("姓名", "买买提·艾力"), ("单位", "城关镇中心小学"))),),
    ),
    PaperKind(
        name="class_roster",
        label="班次名册",
        about="有人报名的班次：学员名册，和各单位的名额、已报人数。",
        table="classes",
        items=items(*_ABOUT),
        due=rosters,
        candidates=with_people,
        lists=(
            List(
                "学员",
                items(
                    ("序号", "1"), ("姓名", "买买提·艾力"), ("性别", "男"), ("单位", "城关镇中心小学"), ("学段", "小学"),
                    ("学科", "语文"), ("职称", "一级教师"), ("职务", "教研组长"), ("联系电话", "13900000001"),
                    ("结果", "未评"), ("备注", ""),
                ),
            ),
            List("名额", items(("序号", "1"), ("单位", "城关镇中心小学"), ("名额", "4"), ("已报", "3"), ("退回", "0"))),
        ),
    ),
)  # fmt: skip
