"""A teacher's timeline (时间线): everything dated that happened with one person, the newest first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app import codes, mentoring, school_years, teachers
from app.fields import hours_text
from app.session import Session
from storage import timeline as stored
from storage.store import Row


@dataclass(frozen=True)
class Event:
    """One thing that happened. `day` is as exact as it is known: a day, a month (2025-06) or a year.

    `table` and `id` say which record tells of it.
    """

    day: str
    kind: str
    words: str
    table: str
    id: str


def of_teacher(session: Session, pk: str) -> list[Event]:
    """Everything dated of one teacher, the newest first; what has no date is not here. Raises Problem when there is none."""
    person = teachers.get(session, pk)
    found = [event for table, rows in stored.rows(session.store, pk).items() for event in _TELLERS[table](rows, pk)]
    if person["work_start"]:
        found.append(Event(str(person["work_start"]), "工作", "参加工作", "teachers", pk))
    return sorted(found, key=lambda one: (order_of(one.day), one.kind, one.id), reverse=True)


def order_of(day: str) -> str:
    """What days are ordered by: one that is known by its month or year only stands at the end of that."""
    return day + "-99-99"[len(day) - 10 :] if len(day) < 10 else day


def _label(table: str, code: object) -> str:
    return codes.table(table).label_of(str(code)) if code else ""


def _joined(*parts: object) -> str:
    return "，".join(str(part) for part in parts if part)


def _event(row: Mapping[str, Any], table: str, day: object, kind: str, words: str) -> Iterator[Event]:
    """The event, or none where nobody wrote down when it was."""
    if day:
        yield Event(str(day), kind, words, table, str(row["id"]))


def _postings(rows: list[Row], pk: str) -> Iterator[Event]:
    """Establishment and work that begin at one place on one day are told as one."""
    begun: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["start_date"]:
            begun.setdefault((str(row["start_date"]), str(row["organisation_id"])), []).append(row)
    for together in begun.values():
        first = together[0]
        kinds = "、".join(sorted({_label("posting_kind", row["kind"]) for row in together}, reverse=True))
        move = next((_label("move_kind", row["move"]) for row in together if row["move"]), "")
        words = _joined(f"到{first['organisation_name']}（{kinds}）", move, first["document"])
        yield from _event(first, "postings", first["start_date"], "任职", words)
    followed = {(str(row["start_date"]), str(row["kind"])) for row in rows}
    left: set[tuple[str, str]] = set()
    for row in rows:
        key = (str(row["end_date"]), str(row["organisation_id"]))
        if not row["end_date"] or (str(row["end_date"]), str(row["kind"])) in followed or key in left:
            continue
        left.add(key)
        words = _joined(f"离开{row['organisation_name']}", _label("move_kind", row["end_move"]), row["end_document"])
        yield from _event(row, "postings", row["end_date"], "任职", words)


def _partner(row: Row, pk: str) -> str:
    return f"徒弟{row['mentee_name']}" if row["mentor_id"] == pk else f"师父{row['mentor_name']}"


def _pairs(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        other = _partner(row, pk)
        words = f"与{other}结对（{_label('pair_kind', row['kind'])}）"
        yield from _event(row, "pairs", row["start_date"], "师徒结对", words)
        yield from _event(row, "pairs", row["proposed_on"], "师徒结对", f"申报与{other}结对")
        verdict = _joined(f"与{other}的结对县里审核{_label('verdict', row['approval'])}", row["approval_note"])
        yield from _event(row, "pairs", row["approved_on"], "师徒结对", verdict)
        yield from _event(row, "pairs", row["signed_on"], "师徒结对", f"与{other}签订协议")
        if row["status"] in mentoring.CLOSED or row["closed_on"]:
            words = _joined(f"与{other}的结对{_label('pair_status', row['status'])}", row["closing"])
            yield from _event(row, "pairs", row["closed_on"] or row["end_date"], "师徒结对", words)


def _pair_activities(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        words = f"{_label('activity_kind', row['kind'])}：{row['topic'] or ''}（{_partner(row, pk)}）"
        yield from _event(row, "pair_activities", row["held_on"], "结对活动", words)


def _pair_reviews(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        score = f"{row['score']} 分" if row["score"] is not None else ""
        said = f"{_label('pair_review_kind', row['kind'])}{_label('three_grades', row['grade'])}"
        yield from _event(row, "pair_reviews", row["held_on"], "结对考核", _joined(said, score, _partner(row, pk)))


def _studios(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        yield from _event(row, "studios", row["start_date"], "工作室", f"主持{row['name']}")
        yield from _event(row, "studios", row["closed_on"], "工作室", f"{row['name']}结束，不再主持")


def _members(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        words = f"加入{row['studio_name']}（{_label('member_role', row['role'])}）"
        yield from _event(row, "members", row["joined_on"], "工作室", words)
        yield from _event(row, "members", row["left_on"], "工作室", f"退出{row['studio_name']}")


def _studio_activities(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        given = f"{hours_text(int(row['given']))} 学时" if row["given"] else ""
        said = f"{_label('studio_activity_kind', row['kind'])}：{row['topic']}（{row['studio_name']}）"
        words = _joined(said, row["part"], given)
        yield from _event(row, "studio_activities", row["held_on"], "工作室活动", words)


def _studio_assessments(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        said = f"{row['studio_name']}{_label('studio_assessment_kind', row['kind'])}"
        words = f"{said}{_label('three_grades', row['grade'])}"
        yield from _event(row, "studio_assessments", row["decided_on"] or row["year"], "工作室考核", words)


def _links(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        where = row["organisation_name"]
        yield from _event(row, "links", row["start_date"], "联系学校", _joined(f"开始联系{where}", row["document"]))
        yield from _event(row, "links", row["end_date"], "联系学校", f"结束联系{where}")


def _link_activities(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        words = f"{_label('link_kind', row['kind'])}：{row['topic']}（{row['organisation_name']}）"
        yield from _event(row, "link_activities", row["held_on"], "联系学校", words)


def _attendance(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        what = " ".join(str(one) for one in (row["title"], row["class_name"], row["topic"]) if one)
        nature = "、".join(
            filter(None, (_label("training_level", row["level"]), _label("training_category", row["category"])))
        )
        result = _label("result", row["result"])
        words = _joined(what, nature, f"{hours_text(int(row['hours']))} 学时", result)
        day = row["held_on"] or row["end_date"] or row["start_date"] or row["year"]
        yield from _event(row, "attendance", day, "培训", words)


def _declarations(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        what = f"{_label('declared_kind', row['kind'])}：{row['title']}"
        standing = "还没有认定学时"
        # A verdict about something older than what is there now is none.
        verdict = row["verdict"] if row["stands"] else None
        if verdict == "passed" and row["granted"] is not None:
            standing = f"认定 {hours_text(int(row['granted']))} 学时"
        elif "returned" in (verdict, row["school_verdict"]):
            standing = "退回"
        words = _joined(what, _label("level", row["level"]), _label("award_grade", row["grade"]), standing)
        yield from _event(row, "declarations", row["done_on"], "申报学时", words)


def _honours(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        words = _joined(
            row["title"], _label("level", row["level"]), "人选" if row["is_candidate"] else "", row["issuer"]
        )
        yield from _event(row, "honours", row["awarded_on"], "荣誉", words)


def _assessments(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        kind, grade = _label("assessment_kind", row["kind"]), _label("assessment_grade", row["grade"])
        words = f"{row['year']} 年{kind}{grade}"
        yield from _event(row, "assessments", row["decided_on"] or row["year"], "考核", words)


def _observations(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        periods = f"{row['periods']} 节"
        subject = _label("subject", row["subject"])
        if row["teacher_id"] == pk:
            words = _joined(f"听课 {periods}", subject, row["observed_name"] and f"授课人{row['observed_name']}")
        else:
            words = _joined(f"被听课 {periods}", subject, f"听课人{row['teacher_name']}")
        year = int(row["school_year"])
        if not row["held_on"]:
            words = _joined(words, school_years.label(year) + _label("term", row["term"]))
        # A count of a whole term is told where the term ends, of a whole school year where that does.
        ends = f"{year + 1}-01" if row["term"] == "1" else f"{year + 1}-07"
        yield from _event(row, "observations", row["held_on"] or ends, "听课", words)


def _credentials(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        words = _joined(f"取得{_label('stage', row['stage'])}教师资格", row["subject"])
        yield from _event(row, "credentials", row["issued_on"], "教师资格", words)


def _certificates(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        kind, status = _label("paper_kind", row["kind"]), str(row["status"])
        state = "" if status == "valid" else _label("certificate_status", status)
        yield from _event(row, "certificates", row["issued_on"], "证书", _joined(f"{kind}　{row['number']}", state))


def _plans(rows: list[Row], pk: str) -> Iterator[Event]:
    for row in rows:
        if row["teacher_id"] == pk:
            goal = str(row["goal"]).splitlines()[0]
            yield from _event(row, "plans", row["start_date"], "发展规划", f"发展规划：{goal}")
            words = _joined("导师写了意见", row["mentor_name"])
        else:
            words = f"指导{row['teacher_name']}的发展规划"
        yield from _event(row, "plans", row["reviewed_on"], "发展规划", words)


_TELLERS: dict[str, Callable[[list[Row], str], Iterator[Event]]] = {
    "postings": _postings,
    "pairs": _pairs,
    "pair_activities": _pair_activities,
    "pair_reviews": _pair_reviews,
    "studios": _studios,
    "members": _members,
    "studio_activities": _studio_activities,
    "studio_assessments": _studio_assessments,
    "links": _links,
    "link_activities": _link_activities,
    "attendance": _attendance,
    "declarations": _declarations,
    "honours": _honours,
    "assessments": _assessments,
    "observations": _observations,
    "credentials": _credentials,
    "certificates": _certificates,
    "plans": _plans,
}
"""By table, what its rows say about somebody."""
