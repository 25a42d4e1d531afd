"""What the ledger says in words: what is missing and by when, which items count, how many people are behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.ledger.counting import TOGETHER, Account, Counted, shown, unit_name
from app.ledger.figures import Standing, Summary
from app.ledger.periods import Period
from app.rules.book import Rule

MET, BEHIND = "已达标", "未达标"
ENOUGH, NOT_ENOUGH = "够", "不够"


@dataclass(frozen=True)
class Line:
    """One item of an account as it is read: what it was, when, how much of it counts, and why not (all of) it."""

    day: str
    title: str
    amount: str
    why: str
    counts: bool


def missing(gaps: Iterable[tuple[str, int]], unit: str) -> str:
    """What is missing, in short: 缺 48，公需缺 12; "" where nothing is."""
    return "，".join(
        f"{title}缺 {shown(amount, unit)}" if title else f"缺 {shown(amount, unit)}" for title, amount in gaps
    )


def standing(account: Account) -> str:
    """An account in one line: 312/360 学时，公需缺 12，2030-12-31 前."""
    if account.exempt and not account.required:
        return f"不作要求（{account.exempt}）"
    amounts = (
        f"{shown(account.counted, account.unit)}/{shown(account.required, account.unit)} {unit_name(account.unit)}"
    )
    if not account.gaps:
        return f"{amounts}，{MET}"
    gaps = missing(((one.title, one.missing) for one in account.gaps), account.unit)
    return f"{amounts}，{gaps}，{account.period.last} 前"


def rule_name(rule: Rule) -> str:
    """Which version it is and where it stands: 五年周期学时（2021-01-01 起，教育部令第7号）."""
    return f"{rule.title}（{'，'.join(filter(None, (f'{rule.since} 起', rule.document)))}）"


def lines(account: Account, versions: Mapping[str, Rule]) -> list[Line]:
    """Every item of an account, the newest first; `versions` are the rules by id."""
    ordered = sorted(account.items, key=lambda one: (one.item.on, one.item.title, one.item.id), reverse=True)
    return [_line(one, account, versions) for one in ordered]


def _line(one: Counted, account: Account, versions: Mapping[str, Rule]) -> Line:
    other = versions.get(one.rule_id) if one.rule_id != account.rule.id else None
    why = "，".join(filter(None, (one.why, f"按 {other.since} 起的规定" if other else "")))
    # A session that is counted with the others of its class is not left out.
    counts = one.amount > 0 or one.why == TOGETHER
    amount = "" if one.why == TOGETHER else f"{shown(one.amount, account.unit)} {unit_name(account.unit)}"
    return Line(_days(one.item.day, one.item.until) or f"{one.item.year} 年", one.item.title, amount, why, counts)


def _days(first: date | None, last: date | None) -> str:
    return " 至 ".join(dict.fromkeys(day.isoformat() for day in (first, last) if day))


def summed(found: Summary, unit: str, period: Period | None, today: date) -> tuple[str, ...]:
    """How many are behind, in parts that each tell of some people: asked, met, behind and, while the period lasts,
    behind at this pace. `period` None: each person has one's own."""
    parts = (
        f"{found.people:,} 人应达标",
        f"{MET} {found.met:,} 人",
        f"{BEHIND} {found.behind:,} 人，共缺 {thousands(found.missing, unit)} {unit_name(unit)}",
    )
    if period is None:
        return (*parts, f"按现在的进度，到期时还会有 {found.will_lack:,} 人不够")
    if period.last <= today:
        return parts
    return (*parts, f"按现在的进度，到 {period.last} 还会有 {found.will_lack:,} 人不够")


def thousands(amount: int, unit: str) -> str:
    """An amount with commas: 6,210.5."""
    whole, point, rest = shown(amount, unit).partition(".")
    return f"{int(whole):,}{point}{rest}"


def state(one: Standing) -> str:
    """Whether somebody has reached all that is asked."""
    return BEHIND if one.lacking > 0 else MET


def pace(one: Standing) -> str:
    """Whether the whole will be reached at this pace; "" where it is too early to say."""
    if one.forecast is None:
        return ""
    return NOT_ENOUGH if one.will_lack else ENOUGH
