"""Whom to choose as a mentor: candidates in their order with the reasons in words, and why others are left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import codes, mentoring
from app.pair_checks import condition, stands
from app.pair_scores import rule_for
from app.problems import Problem
from app.rules import book
from app.rules.kinds import Mentoring
from app.rules.people import GONE
from app.session import Session
from storage import mentoring as stored
from storage.store import Row

BY_SUBJECT = frozenset({"1", "4"})
"""Kinds of pair in which the subject counts: 青蓝 and 新教师入职."""
CLASS_TUTOR, CADRE = "2", "3"

_SUBJECT, _SECOND, _STAGE = 40, 20, 20
_SCHOOL, _TOWNSHIP = 25, 12
_POST, _FREE, _EACH = 20, 10, 6
_TITLES = {"1": 12, "2": 9, "3": 5}
"""How much each likeness weighs against the others; these order a list and are not points of any rule."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the mentor: `weight` orders them, `reasons` say why in words; `load` pairs at work."""

    id: str
    name: str
    school: str
    subject: str
    title: str
    load: int
    weight: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Excluded:
    """Somebody who may not, and why."""

    id: str
    name: str
    school: str
    why: str


@dataclass(frozen=True)
class Suggested:
    """For one mentee and kind of pair. `subject`: the mentee's, in pairs that are about one. `rule`: what is asked of
    a mentor and where that stands; "" without a rule."""

    mentee: str
    name: str
    kind: str
    subject: str | None
    rule: str
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]


def suggest(session: Session, mentee: str, kind: str) -> Suggested:
    """Everybody on the roster weighed as a mentor for somebody, the fittest first.

    At a school only its own people are known. Raises Problem when the mentee is not on the roster.
    """
    everybody = stored.able(session.store)
    who = next((row for row in everybody if row["id"] == mentee), None)
    if who is None:
        raise Problem("名册里没有这位徒弟。", "请从名册里选一位本单位登记的教师。")
    found = rule_for(book.read(session), kind, session.today())
    said = found[1] if found else Mentoring()
    rows = mentoring.listed(session)
    open_pairs = [row for row in rows if row["status"] not in mentoring.CLOSED]
    counted = [row for row in open_pairs if row["status"] in mentoring.TOGETHER]
    load = Counter(str(row["mentor_id"]) for row in counted if not said.kinds or row["kind"] in said.kinds)
    with_mentee = {str(row["mentor_id"]) for row in open_pairs if row["mentee_id"] == mentee and row["kind"] == kind}
    learning = {str(row["mentee_id"]) for row in open_pairs if row["kind"] == kind}
    candidates, excluded = [], []
    for row in everybody:
        pk = str(row["id"])
        if pk == mentee:
            continue
        why = _why_not(who, row, said, load[pk], paired=pk in with_mentee, learns=pk in learning)
        if why:
            excluded.append(Excluded(pk, str(row["name"]), str(row["work_name"] or ""), why))
        else:
            candidates.append(_weighed(who, row, kind, load[pk], session.today()))
    candidates.sort(key=lambda one: -one.weight)
    words = _rule_words(found[0].title, found[0].document, said) if found else ""
    subject = who["subject"] if kind in BY_SUBJECT else None
    return Suggested(mentee, str(who["name"]), kind, subject, words, tuple(candidates), tuple(excluded))


def _rule_words(title: str, document: str, said: Mentoring) -> str:
    asked = [condition(said)] if said.titles or said.honours else []
    asked += [f"同时最多带 {said.load} 对"] if said.load else []
    source = f"《{title}》" + (f"，{document}" if document else "")
    return f"师父的条件：{'；'.join(asked)}（{source}）。" if asked else ""


def _why_not(mentee: Row, row: Row, said: Mentoring, load: int, *, paired: bool, learns: bool) -> str:
    """Why somebody is no candidate; "" for one who is."""
    if not row["work"] or row["staff_status"] in GONE:
        return "现在不在岗"
    if paired:
        return "已经是这位徒弟的同类师父"
    if learns:
        return "自己正在同类结对里当徒弟"
    if not stands(said, row):
        title = codes.table("title").label_of(row["title"])
        honours = "，没有规定的荣誉" if said.honours else ""
        return "不符合条件：" + (f"职称是{title}" if title else "没有登记职称") + honours
    if said.load and load >= said.load:
        return f"已经带着 {load} 对，最多 {said.load} 对"
    began, own = str(row["work_start"] or ""), str(mentee["work_start"] or "")
    if began and own and began[:7] >= own[:7]:
        return "参加工作不比徒弟早"
    return ""


def _weighed(mentee: Row, row: Row, kind: str, load: int, today: date) -> Candidate:
    known = [*_place(mentee, row), *_teaching(mentee, row, kind), *_own(row, kind)]
    weight = sum(each for each, _words in known) + (_FREE if not load else -_EACH * load)
    reasons = [words for _each, words in known if words]
    reasons.append(f"正带着 {load} 对" if load else "还没有带徒弟")
    years = today.year - int(str(row["work_start"])[:4]) if row["work_start"] else 0
    if years > 0:
        reasons.append(f"教龄 {years} 年")
    return Candidate(
        str(row["id"]),
        str(row["name"]),
        str(row["work_name"] or ""),
        codes.table("subject").label_of(row["subject"]),
        codes.table("title").label_of(row["title"]),
        load,
        weight,
        tuple(reasons),
    )


def _place(mentee: Row, row: Row) -> Sequence[tuple[int, str]]:
    if mentee["work"] and row["work"] == mentee["work"]:
        return [(_SCHOOL, "同校")]
    if mentee["township"] and row["township"] == mentee["township"]:
        return [(_TOWNSHIP, f"同在{row['township']}")]
    return []


def _teaching(mentee: Row, row: Row, kind: str) -> Sequence[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if mentee["stage"] and row["stage"] == mentee["stage"]:
        found.append((_STAGE, f"同教{codes.table('stage').label_of(row['stage'])}"))
    subject = mentee["subject"]
    if kind in BY_SUBJECT and subject:
        label = codes.table("subject").label_of(subject)
        if row["subject"] == subject:
            found.append((_SUBJECT, f"同教{label}"))
        elif row["second_subject"] == subject:
            found.append((_SECOND, f"兼教{label}"))
    return found


def _own(row: Mapping[str, object], kind: str) -> Sequence[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if kind == CLASS_TUTOR and row["is_class_teacher"]:
        found.append((_POST, "正当班主任"))
    if kind == CADRE and row["admin_post"]:
        found.append((_POST, f"担任{row['admin_post']}"))
    title = str(row["title"] or "")
    if title in _TITLES:
        found.append((_TITLES[title], codes.table("title").label_of(title)))
    if row["honour"]:
        found.append((_TITLES["1"], str(row["honour"])))
    return found
