"""Figures of observed lessons (听课): what each researcher observed in a school year, and who has not been observed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app import school_years
from app.figures import dims, people
from app.figures.ladder import own_schools
from app.figures.people import Member
from app.figures.shapes import Entry, Figure
from app.rules import book, kinds
from app.session import Session
from storage import figures as stored

GROUP = "教研听课"


@dataclass(frozen=True)
class Observer:
    """A researcher's school year: periods in all, by month (MM), and those whose month is not written."""

    who: Member
    periods: int
    months: Mapping[str, int] = field(default_factory=dict)
    undated: int = 0


def rule(session: Session) -> kinds.Observing:
    """What is asked of researchers, by the rule in force today; without a rule what a new one begins with."""
    found = book.read(session).first(kinds.Observing, session.today())
    return found[1] if found else kinds.Observing()


def is_researcher(one: Member, said: kinds.Observing) -> bool:
    """Whether somebody's post has one of the rule's words."""
    return any(word in (one.admin_post or "") for word in said.posts)


def observers(session: Session, school_year: int) -> list[Observer]:
    """Every researcher on the rolls with what that person observed in a school year."""
    said = rule(session)
    found: dict[str, dict[str, int]] = {one.id: {} for one in people.on_rolls(session) if is_researcher(one, said)}
    for _pk, observer, year, held, periods, _observed, _unit, _subject in stored.observations(session.store):
        if year == school_year and observer in found:
            month = (held or "")[5:7]
            found[observer][month] = found[observer].get(month, 0) + int(periods)
    members = people.by_id(session)
    return [
        Observer(
            members[pk], sum(months.values()), {key: count for key, count in months.items() if key}, months.get("", 0)
        )
        for pk, months in found.items()
    ]


def due_by_now(session: Session, school_year: int) -> float:
    """Periods that ought to be reached by today if they were spread evenly over the school year, September to June."""
    said, today = rule(session), session.today()
    begun, over = date(school_year, 9, 1), date(school_year + 1, 6, 30)
    share = (min(today, over) - begun).days / (over - begun).days
    return max(0.0, share) * said.periods


def last_observed(session: Session) -> tuple[dict[str, str], dict[str, str]]:
    """When each teacher and each school was last observed: id → YYYY-MM, or the school year in words.

    A lesson whose school is not written counts for the school where the observed teacher works now.
    """
    members = people.by_id(session)
    of_people: dict[str, str] = {}
    of_schools: dict[str, str] = {}
    for _pk, _observer, year, held, _periods, observed, unit, _subject in stored.observations(session.store):
        when = (held or "")[:7] or f"{year + 1}-08"
        if observed:
            of_people[observed] = max(when, of_people.get(observed, ""))
        place = unit or (members[observed].school_id if observed in members else None)
        if place:
            of_schools[place] = max(when, of_schools.get(place, ""))
    return of_people, of_schools


def since(session: Session) -> str:
    """The month (YYYY-MM) from which on a lesson still covers."""
    today = session.today()
    return f"{today.year - rule(session).years:04d}-{today.month:02d}"


def observed_people(session: Session) -> list[Entry]:
    """Every teacher who teaches (专任教师, not a researcher); `part`: was observed within the years of the rule."""
    said, first, (found, _schools) = rule(session), since(session), last_observed(session)
    return [
        one.entry(
            f"最近听课 {found[one.id]}" if one.id in found else "没有听课记录", part=found.get(one.id, "") >= first
        )
        for one in people.on_rolls(session)
        if one.staff_kind in (None, "1") and not is_researcher(one, said)
    ]


def observed_schools(session: Session) -> list[Entry]:
    """Every school of this office; `part`: was observed within the years of the rule."""
    first, (_people, found) = since(session), last_observed(session)
    return [
        Entry(
            pk, name, township or "", f"最近听课 {found[pk]}" if pk in found else "没有听课记录",
            {"place": dims.place_of(place)}, part=found.get(pk, "") >= first,
        )
        for pk, name, _school_kind, township, place in own_schools(session)
    ]  # fmt: skip


def _periods(session: Session, year: int) -> list[Entry]:
    return [
        Entry(one.who.id, one.who.name, one.who.school_name or "", f"{one.periods} 节", one.who.by, one.periods)
        for one in observers(session, year)
    ]


def _researchers(session: Session, _year: int) -> list[Entry]:
    said = rule(session)
    return [one.entry(one.admin_post or "") for one in people.on_rolls(session) if is_researcher(one, said)]


def _short(session: Session, year: int) -> list[Entry]:
    asked = rule(session).periods
    return [
        one.who.entry(f"{school_years.label(year)}听课 {one.periods} 节，还差 {asked - one.periods} 节")
        for one in observers(session, year)
        if one.periods < asked
    ]


def _people(session: Session, _year: int) -> list[Entry]:
    return observed_people(session)


def _unobserved(session: Session, _year: int) -> list[Entry]:
    return [one for one in observed_people(session) if not one.part]


def _unobserved_schools(session: Session, _year: int) -> list[Entry]:
    return [one for one in observed_schools(session) if not one.part]


_DIMS = (dims.SUBJECT, dims.STAGE, dims.SCHOOL)
_BY_RULE = "按规则“教研听课”"

FIGURES = (
    Figure(
        "researchers",
        "专职教研员人数",
        "人",
        f"在册教师里行政职务是教研员的，{_BY_RULE}",
        GROUP,
        _researchers,
        (dims.SUBJECT,),
    ),
    Figure(
        "periods",
        "教研员听课节数",
        "节",
        f"专职教研员在这一学年听课的节数相加，{_BY_RULE}",
        GROUP,
        _periods,
        (dims.SUBJECT,),
        "sum",
        yearly=True,
        of_school_year=True,
    ),
    Figure(
        "short_observers",
        "听课不足的教研员人数",
        "人",
        f"这一学年听课没有到规定节数的专职教研员，{_BY_RULE}",
        GROUP,
        _short,
        (dims.SUBJECT,),
        yearly=True,
        of_school_year=True,
    ),
    Figure(
        "observed_share",
        "听评课覆盖率",
        "%",
        f"规定年限内被听过课的专任教师占全部专任教师；没有写授课人的听课不算，{_BY_RULE}",
        GROUP,
        _people,
        _DIMS,
        "share",
    ),
    Figure(
        "unobserved",
        "没有被听过课的教师人数",
        "人",
        f"规定年限内没有被听过课的专任教师，{_BY_RULE}",
        GROUP,
        _unobserved,
        _DIMS,
    ),
    Figure(
        "unobserved_schools",
        "没有被听过课的学校数",
        "所",
        f"规定年限内没有听课记录的学校，{_BY_RULE}",
        GROUP,
        _unobserved_schools,
        (dims.PLACE,),
        table="organisations",
    ),
)
