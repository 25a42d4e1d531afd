"""What rules and postings say against a pair: doubts that a person may overrule, each naming where it comes from."""

from collections.abc import Sequence
from datetime import date, timedelta

from app import codes, mentoring
from app.fields import Fault
from app.pair_scores import rule_for
from app.records import Values
from app.rules import book
from app.rules.book import Book, Rule
from app.rules.kinds import Mentoring, Tutoring
from app.session import Session
from storage import mentoring as stored
from storage.mentoring import Source
from storage.store import Row

_SIDES = (("mentor_id", "师父"), ("mentee_id", "徒弟"))


def doubts(source: Source, rules: Book, pk: str | None, values: Values) -> list[Fault]:
    """All that speaks against a pair as it would be; `pk` None for a new one. Nothing of one that is over."""
    if values.get("status") in mentoring.CLOSED or not values.get("start_date"):
        return []
    day = date.fromisoformat(str(values["start_date"]))
    found = [fault for column, label in _SIDES for fault in _out_of_post(source, column, label, values)]
    rule = rule_for(rules, values.get("kind"), day)
    if rule is not None:
        found += _standing(source, rule, values) + _load(source, pk, rule, values)
    return found + _too_short(rules, values, day)


def _out_of_post(source: Source, column: str, label: str, values: Values) -> list[Fault]:
    """Whether a pair's time lies inside the time a side works in the county.

    What is entered first of a person begins when it was entered: before it only 参加工作年月 is known.
    """
    pk = str(values.get(column) or "")
    who, stays = stored.side(source, pk), stored.stays(source, pk)
    if who is None or who["is_stub"]:
        return []
    start, end = str(values["start_date"]), str(values.get("end_date") or "")
    began = str(who["work_start"] or "")
    if began and start[: len(began)] < began:
        return [Fault(column, f"{label}{who['name']} {began} 才参加工作，结对从 {start} 开始，请核对。")]
    left = left_on(stays)
    if left and (not end or end > left):
        return [Fault(column, f"{label}{who['name']}已于 {left} 离开，此后没有任教学校，结对的时间超出了在职时间。")]
    return []


def left_on(stays: Sequence[tuple[str, str, str, str | None]]) -> str:
    """The day somebody's last stay ended; "" while there is one that goes on, and where nothing is known."""
    if not stays or any(until is None for *_rest, until in stays):
        return ""
    return max(str(until) for *_rest, until in stays)


def _standing(source: Source, rule: tuple[Rule, Mentoring], values: Values) -> list[Fault]:
    who = stored.side(source, str(values.get("mentor_id") or ""))
    if who is None or who["is_stub"] or stands(rule[1], who):
        return []
    return [Fault("mentor_id", f"师父{who['name']}还不符合条件：{condition(rule[1])}{cited(rule[0])}。")]


def stands(said: Mentoring, who: Row) -> bool:
    """Whether somebody has what a rule asks of a mentor: `who` has title, honour (最高骨干称号) and honours' titles."""
    if not said.titles and not said.honours:
        return True
    named = f"{who['honour'] or ''}\n{who['honours'] or ''}"
    return who["title"] in said.titles or any(word in named for word in said.honours)


def condition(said: Mentoring) -> str:
    """What a rule asks of a mentor, in words."""
    titles = codes.table("title")
    parts = []
    if said.titles:
        parts.append(f"职称是{'、'.join(titles.label_of(one) for one in said.titles)}")
    if said.honours:
        parts.append(f"有名称里含{'、'.join(f'“{one}”' for one in said.honours)}的荣誉")
    return "，或者".join(parts)


def _load(source: Source, pk: str | None, rule: tuple[Rule, Mentoring], values: Values) -> list[Fault]:
    most = rule[1].load
    if not most:
        return []
    others = [
        one
        for one, kind in stored.open_of_mentor(source, str(values.get("mentor_id") or ""), mentoring.TOGETHER)
        if one != pk and (not rule[1].kinds or kind in rule[1].kinds)
    ]
    if len(others) < most:
        return []
    return [Fault("mentor_id", f"这位师父已经带着 {len(others)} 对，最多同时带 {most} 对{cited(rule[0])}。")]


def _too_short(rules: Book, values: Values, day: date) -> list[Fault]:
    for rule, said in rules.of(Tutoring, day):
        if values.get("kind") in said.kinds and is_short(values, said):
            return [Fault("end_date", f"结对不满 {said.months} 个月，{cited(rule, '按', '')}请核对起止日期。")]
    return []


def is_short(values: Values | Row, said: Tutoring) -> bool:
    """Whether a pair ends before the months of the rule are over; one without a start or an end is not."""
    if not (values.get("start_date") and values.get("end_date")):
        return False
    start, end = (date.fromisoformat(str(values[name])) for name in ("start_date", "end_date"))
    return end + timedelta(days=1) < after_months(start, said.months)


def usual_end(session: Session, kind: str, start: date) -> str | None:
    """The day until which a pair of a kind lasts at least by the rule; None where no rule says so."""
    found = (said for _rule, said in book.read(session).of(Tutoring, start) if kind in said.kinds)
    said = next(found, None)
    return (after_months(start, said.months) - timedelta(days=1)).isoformat() if said else None


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the first of the month after where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def cited(rule: Rule, before: str = "（", after: str = "）") -> str:
    """A rule by its title and document, as a sentence names its source."""
    named = f"《{rule.title}》" + (f"，{rule.document}" if rule.document else "")
    return f"{before}{named}{after or '，'}"
