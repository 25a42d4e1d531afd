"""What the rules say about studios: the host's standing, the term, members and activities, and what follows a grade."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app import codes
from app.fields import Fault
from app.records import Values
from app.rules import book
from app.rules.book import Book, Rule
from app.rules.kinds import Studio
from app.session import Session
from storage import studio_work as stored_work
from storage import studios as stored
from storage.store import Row, Rows, Store

NO_RULE = "没有这一类工作室的规则，主持人条件、周期、人数和活动次数没有核对。"

SOON = 90
"""Days ahead from which the end of a term is pointed out; nothing depends on it but what is shown."""

OVER, TO_WITHDRAW = "周期已到", "应撤销"
"""What somebody has to decide about."""

Standing = tuple[str, str | None, tuple[str, ...]]
"""A person's name, title and awards."""


@dataclass(frozen=True)
class Note:
    """What is to be looked at in a studio: in a word or two for lists, and as a sentence that names its rule."""

    short: str
    sentence: str


def of_kind(rules: Book, kind: object, day: date) -> list[tuple[Rule, Studio]]:
    """The rules in force on a day that speak of this kind of studio."""
    return [(rule, said) for rule, said in rules.of(Studio, day) if not said.kinds or str(kind) in said.kinds]


def source(rule: Rule) -> str:
    """A rule as it is named in a sentence."""
    return f"（按“{rule.title}”{'，' + rule.document if rule.document else ''}）"


def doubts(source_: Store | Rows, rules: Book, values: Values, day: date) -> list[Fault]:
    """What the rules in force on a day have against a studio as it would be: its host's standing, its term."""
    found = []
    host = str(values.get("host_id") or "")
    standing = stored.standings(source_, [host]).get(host) if host else None
    for rule, said in of_kind(rules, values.get("kind"), day):
        if standing and not holds(said, standing):
            found.append(Fault("host_id", f"主持人{standing[0]}{_lacks(said)}{source(rule)}。"))
        longest = term_end(values.get("start_date"), said)
        if longest and str(values.get("end_date") or "") > longest:
            found.append(Fault("end_date", f"周期应为 {said.years} 年，到 {longest} 为止{source(rule)}。"))
    return found


def holds(said: Studio, standing: Standing) -> bool:
    """Whether somebody has one of the titles, or an award in whose name one of the words stands; nothing asked: yes."""
    if not said.titles and not said.honours:
        return True
    _name, title, awards = standing
    if title and codes.table("title").current(str(title)) in said.titles:
        return True
    return any(word in award for word in said.honours for award in awards)


def _lacks(said: Studio) -> str:
    titles = "、".join(codes.table("title").label_of(one) for one in said.titles)
    honours = "、".join(said.honours)
    asked = "，也".join(part for part in (titles and f"没有{titles}的职称", honours and f"没有{honours}的称号") if part)
    return f"{asked}（人选、培养对象不算）" if honours else asked


def term_end(start: object, said: Studio) -> str:
    """The last day of a term that begins on a day; "" where there is none, or the rule says no years."""
    if not start or not said.years:
        return ""
    begun = date.fromisoformat(str(start))
    try:
        return begun.replace(year=begun.year + said.years).isoformat()
    except ValueError:
        return date(begun.year + said.years, 3, 1).isoformat()


def crowded(rows: Rows, rules: Book, studio: Row, new: int, day: date) -> list[Fault]:
    """What the rules have against so many more members of a studio."""
    there = len(stored.present(rows, str(studio["id"])))
    return [
        Fault("studio_id", f"“{studio['name']}”已有 {there} 名成员，最多 {said.most} 名{source(rule)}。")
        for rule, said in of_kind(rules, studio["kind"], day)
        if said.most and there + new > said.most
    ]


def withdrawn_by(rules: Book, kind: object, grade: object, day: date) -> Rule | None:
    """The rule by which a studio of this kind is withdrawn after such a grade."""
    return next((rule for rule, said in of_kind(rules, kind, day) if str(grade) in said.withdraw), None)


@dataclass(frozen=True)
class _Known:
    """What is read once for all studios."""

    rules: Book
    standings: dict[str, Standing]
    times: dict[str, int]
    grades: dict[str, tuple[int, str, str]]
    today: date
    is_county: bool


def noted(session: Session, studios: Sequence[Row]) -> dict[str, list[Note]]:
    """studio → what is to be looked at, the weightiest first, for those that run."""
    today = session.today()
    known = _Known(
        book.read(session),
        stored.standings(session.store, {str(one["host_id"]) for one in studios if one["host_id"]}),
        stored_work.times_of_year(session.store, today.year),
        stored_work.latest_grades(session.store),
        today,
        session.is_county,
    )
    return {str(one["id"]): list(_notes(one, known)) for one in studios if (one["state"] or "1") == "1"}


def _notes(row: Row, known: _Known) -> Iterable[Note]:
    rules = of_kind(known.rules, row["kind"], known.today)
    yield from _withdrawal(row, known)
    yield from _term(row, known.today)
    if known.is_county:
        yield from _people(row, rules, known)
    for rule, said in rules:
        times = known.times.get(str(row["id"]), 0)
        if times < _due(said.activities, str(row["start_date"] or ""), known.today):
            year = known.today.year
            yield Note("活动不足", f"{year} 年已开展活动 {times} 次，全年至少 {said.activities} 次{source(rule)}。")


def _due(times: int, begun: str, today: date) -> int:
    """How many of a year's activities should have been held by a day: nobody is behind in January, nor when new."""
    first = date(today.year, 1, 1)
    since = max(first, date.fromisoformat(begun)) if begun else first
    return max(0, times * ((today - since).days + 1) // 365)


def _withdrawal(row: Row, known: _Known) -> Iterable[Note]:
    year, kind, grade = known.grades.get(str(row["id"]), (0, "", ""))
    rule = withdrawn_by(known.rules, row["kind"], grade, known.today) if grade else None
    if rule:
        said = f"{year} 年{codes.table('studio_assessment_kind').label_of(kind)}"
        label = codes.table("three_grades").label_of(grade)
        yield Note(TO_WITHDRAW, f"{said}{label}，应当撤销{source(rule)}。")


def _term(row: Row, today: date) -> Iterable[Note]:
    if not row["end_date"]:
        return
    left = (date.fromisoformat(str(row["end_date"])) - today).days
    if left < 0:
        yield Note(OVER, f"周期已于 {row['end_date']} 结束，请办理期满结束，或者延续一个周期。")
    elif left <= SOON:
        yield Note("周期快到", f"周期到 {row['end_date']} 结束，还有 {left} 天。")


def _people(row: Row, rules: list[tuple[Rule, Studio]], known: _Known) -> Iterable[Note]:
    if row["host_gone_on"]:
        yield Note("主持人已离开", f"主持人{row['host_name']}已于 {row['host_gone_on']} 离开本县，请另定主持人。")
    if row["members_gone"]:
        yield Note("成员已离开", f"有 {row['members_gone']} 名成员已离开本县，请在“成员”里办理退出。")
    standing = known.standings.get(str(row["host_id"]))
    for rule, said in rules:
        if standing and not holds(said, standing):
            yield Note("主持人条件", f"主持人{standing[0]}{_lacks(said)}{source(rule)}。")
        if said.fewest and row["members"] < said.fewest:
            yield Note("人数不足", f"成员 {row['members']} 名，至少 {said.fewest} 名{source(rule)}。")
        if said.most and row["members"] > said.most:
            yield Note("人数超出", f"成员 {row['members']} 名，最多 {said.most} 名{source(rule)}。")
    if not rules:
        yield Note("", NO_RULE)
