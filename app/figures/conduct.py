"""Figures of conduct and yearly assessments (师德考核、年度考核): who failed, what contradicts, who is barred, who must go."""

from dataclasses import dataclass
from datetime import date

from app.assessments import ANNUAL, ETHICS, FAILED, PASSED
from app.figures import dims, people
from app.figures.people import Member, label
from app.figures.shapes import Entry, Figure
from app.rules import book, kinds
from app.rules.people import GONE
from app.session import Session
from storage import figures as stored

GROUP = "师德和考核"

_KIND = dims.coded("kind", "考核种类", "assessment_kind")
_GRADE = dims.coded("grade", "考核等次", "assessment_grade")


@dataclass(frozen=True)
class Assessed:
    """One assessment of one person."""

    who: Member
    kind: str
    year: int
    grade: str
    decided_on: str
    document: str


@dataclass(frozen=True)
class Barred:
    """Somebody who failed, and from which day to which (that day no more) nothing may be given."""

    failed: Assessed
    since: date
    until: date


def rule(session: Session) -> kinds.Conduct:
    """What follows a failed assessment, by the rule in force today; without a rule what a new one begins with."""
    found = book.read(session).first(kinds.Conduct, session.today())
    return found[1] if found else kinds.Conduct()


def assessed(session: Session) -> list[Assessed]:
    """Every assessment, by year; kept by the session: to be read only."""
    return session.remembered(f"figures assessed {session.today()}", lambda: _assessed(session))


def _assessed(session: Session) -> list[Assessed]:
    members = people.by_id(session)
    return [
        Assessed(members[teacher], kind, int(year), grade, decided or "", document or "")
        for _pk, teacher, kind, year, grade, decided, document in stored.assessments(session.store)
        if teacher in members
    ]


def conflicts(session: Session) -> list[tuple[Assessed, Assessed]]:
    """(师德考核, 年度考核) of one person and year: the one failed, the other 合格 or better (C2)."""
    found = assessed(session)
    failed = {(one.who.id, one.year): one for one in found if one.kind == ETHICS and one.grade == FAILED}
    return [
        (failed[one.who.id, one.year], one)
        for one in found
        if one.kind == ANNUAL and one.grade in PASSED and (one.who.id, one.year) in failed
    ]


def barred(session: Session) -> list[Barred]:
    """Who may on this day neither be honoured nor apply for a title (C3): of each the failure that lasts longest.

    Counted from the day of the decision, where it is not known from the end of the year that was assessed; or always
    from there, as the rule says.
    """
    said, today = rule(session), session.today()
    found: dict[str, Barred] = {}
    for one in assessed(session):
        if one.kind != ETHICS or one.grade != FAILED:
            continue
        since = date(one.year, 12, 31)
        if said.begins == "decided" and one.decided_on:
            since = date.fromisoformat(one.decided_on)
        until = _years_on(since, said.years)
        known = found.get(one.who.id)
        if since <= today < until and (known is None or known.until < until):
            found[one.who.id] = Barred(one, since, until)
    return list(found.values())


def _years_on(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def to_leave(session: Session) -> list[tuple[Member, tuple[int, ...]]]:
    """Who failed so many years in a row and still teaches (C4), with the years; either kind of assessment counts."""
    said = rule(session)
    failed: dict[str, tuple[Member, set[int]]] = {}
    for one in assessed(session):
        if one.grade == FAILED:
            failed.setdefault(one.who.id, (one.who, set()))[1].add(one.year)
    found = []
    for who, years in failed.values():
        row = _longest(years)
        if said.fails and len(row) >= said.fails and who.staff_kind in (None, "1") and who.staff_status not in GONE:
            found.append((who, row))
    return found


def _longest(years: set[int]) -> tuple[int, ...]:
    best: tuple[int, ...] = ()
    for first in sorted(years):
        row = [first]
        while row[-1] + 1 in years:
            row.append(row[-1] + 1)
        best = max(best, tuple(row), key=len)
    return best


def _entry(one: Assessed, note: str = "") -> Entry:
    told = note or f"{one.year} 年{label('assessment_kind', one.kind)}{label('assessment_grade', one.grade)}"
    return one.who.entry(told, more={"kind": one.kind, "grade": one.grade})


def _of_year(session: Session, year: int) -> list[Entry]:
    return [_entry(one) for one in assessed(session) if one.year == year]


def _failed(session: Session, year: int) -> list[Entry]:
    return [_entry(one) for one in assessed(session) if one.year == year and one.kind == ETHICS and one.grade == FAILED]


def _unassessed(session: Session, year: int) -> list[Entry]:
    had = {one.who.id for one in assessed(session) if one.year == year and one.kind == ETHICS}
    return [
        one.entry(f"{year} 年没有师德考核")
        for one in people.on_rolls(session)
        if one.id not in had and (not one.work_start or one.work_start[:4] <= str(year))
    ]


def _conflicts(session: Session, year: int) -> list[Entry]:
    return [
        _entry(one, f"{year} 年师德考核不合格，年度考核{label('assessment_grade', one.grade)}")
        for _failure, one in conflicts(session)
        if one.year == year
    ]


def _barred(session: Session, _year: int) -> list[Entry]:
    return [
        one.failed.who.entry(f"{one.failed.year} 年师德考核不合格，{one.until} 起不再受限") for one in barred(session)
    ]


def _to_leave(session: Session, _year: int) -> list[Entry]:
    return [who.entry("、".join(f"{one} 年" for one in years) + "不合格") for who, years in to_leave(session)]


_DIMS = (dims.STAGE, dims.SCHOOL, dims.TITLE)

FIGURES = (
    Figure(
        "assessed",
        "考核人数",
        "人",
        "这一年有考核登记的教师，按种类和等次分",
        GROUP,
        _of_year,
        (_KIND, _GRADE, *_DIMS),
        yearly=True,
    ),
    Figure(
        "ethics_failed", "师德考核不合格人数", "人", "这一年师德考核不合格的教师", GROUP, _failed, _DIMS, yearly=True
    ),
    Figure(
        "ethics_missing",
        "没有师德考核的人数",
        "人",
        "在册教师里没有登记这一年师德考核的，这一年以后参加工作的不算",
        GROUP,
        _unassessed,
        _DIMS,
        yearly=True,
    ),
    Figure(
        "conflicts",
        "考核冲突人数",
        "人",
        "同一年师德考核不合格、年度考核却是合格以上的",
        GROUP,
        _conflicts,
        _DIMS,
        yearly=True,
    ),
    Figure("barred", "受限人数", "人", "师德考核不合格、还在限制期内的，按规则“师德限制”", GROUP, _barred, _DIMS),
    Figure(
        "to_leave",
        "应当调离人数",
        "人",
        "连续几年考核不合格、现在仍是专任教师的，按规则“师德限制”",
        GROUP,
        _to_leave,
        _DIMS,
    ),
)
