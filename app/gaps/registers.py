"""What rules ask of the county's registers: so many fine courses, so many bases of a kind and level. Pure."""

from datetime import date

from app import codes
from app.dates import in_words
from app.gaps.facts import Entry, Facts
from app.gaps.results import Line, Result
from app.rules.book import Rule
from app.rules.kinds import Count

_UNITS = {"courses": "门", "bases": "个"}


def count(rule: Rule, said: Count, facts: Facts, day: date) -> list[Result]:
    """The rows of a register that hold on a day; nothing at a school, as they are the county's."""
    if not facts.is_county:
        return []
    found = [one for one in (facts.courses if said.register == "courses" else facts.bases) if _counts(said, one, day)]
    lines = tuple(_line(said, one) for one in found)
    unit = _UNITS[said.register]
    due = date.fromisoformat(said.until) if said.until else None
    until = f"到 {in_words(due)}" if due else ""
    notes = (f"还少 {said.least - len(lines)} {unit}",) if len(lines) < said.least else ()
    return [
        Result(
            rule.id, rule, rule.title, f"{until}{_named(said)} {said.least} {unit}以上", unit,
            said.least, lines, due=due, notes=notes, by_school=False,
        )
    ]  # fmt: skip


def _counts(said: Count, one: Entry, day: date) -> bool:
    return (
        (not said.kinds or one.kind in said.kinds)
        and (not said.levels or one.level in said.levels)
        and (one.fine or not said.fine)
        and (one.since is None or one.since <= day)
        and (one.until is None or one.until >= day)
    )


def _line(said: Count, one: Entry) -> Line:
    since = f"{in_words(one.since)}认定" if one.since else "没有登记认定日期"
    level = codes.table("level").label_of(one.level) if one.level else ""
    return Line(
        said.register, one.id, one.name, "，".join(part for part in (level, since) if part), one.school, one.school_id
    )


def _named(said: Count) -> str:
    if said.register == "courses":
        return "精品课程" if said.fine else "课程"
    kinds, levels = codes.table("base_kind"), codes.table("level")
    of_level = "、".join(levels.label_of(one) for one in said.levels)
    return of_level + ("、".join(kinds.label_of(one) for one in said.kinds) or "基地")
