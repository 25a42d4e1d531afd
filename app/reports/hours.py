"""Reports over the ledger of hours: who has reached what is asked of a term, a cycle, a year, and how many are covered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import codes, ledger
from app.ledger import Period, RegimeName, Standing, counting, keeping, wording
from app.problems import Problem
from app.reports.shapes import Choices, Column, Facts, Only
from app.rules import book
from app.session import Session

if TYPE_CHECKING:
    from app.rules.kinds import Regime

_ETHICS = "3"
"""师德 in the code table training_category."""

_UNRULED = "还没有这样的学时要求，请先由县里登记规则"

TITLES = {
    "ethics": "师德学时达标表",
    "cycle": "五年周期学时台账",
    "year_hours": "年度学时达标表",
    "coverage": "全员培训覆盖率",
}


def choices(session: Session, name: str) -> Choices:
    """The regimes and periods a report can be made for, the present period of each first: key and words.

    The words are the period's, with the regime's title behind it where there is more than one regime.
    """
    asked = _parameters(session)
    regimes = [one for one in ledger.regimes(session) if _concerns(name, asked[one.code])]
    found: Choices = []
    for one in regimes:
        for key, label in ledger.choices(session, one):
            found.append((f"{one.code}|{key}", label if len(regimes) == 1 else f"{label}　{one.title}"))
    return found


def facts(session: Session, name: str, choice: str | None, only: Only) -> Facts:
    """A report of that name for one of its `choices` (a key, a period's key or words; None: the first).

    Raises Problem for a choice that it does not have.
    """
    known = choices(session, name)
    columns = _SCHOOL_COLUMNS if name == "coverage" else _COLUMNS
    if not known:
        return Facts(TITLES[name], f"{session.name}　{_UNRULED}", columns, ())
    code, _, key = _chosen(known, choice).rpartition("|")
    regime = next(one for one in ledger.regimes(session) if one.code == code)
    period = next((one for one in ledger.common_periods(session, code, 60) if one.key == key), None)
    ledger.refresh(session)
    found = [one for one in ledger.standings(session, code, key) if only is None or one.teacher_id in only]
    made = _schools if name == "coverage" else _people
    subtitle = "　".join((session.name, regime.title, *_summed(session, found, regime, period)))
    return Facts(f"{_before(period)}{TITLES[name]}", subtitle, columns, made(found, regime.unit))


def _parameters(session: Session) -> "dict[str, Regime]":
    """What each regime in force today says."""
    today = session.today()
    in_force = {code: counting.in_force(some, today) for code, some in keeping.regimes(book.read(session)).items()}
    return {code: counting.regime_of(rule) for code, rule in in_force.items() if rule is not None}


def _concerns(name: str, said: "Regime") -> bool:
    if name == "ethics":
        return said.counts.categories == (_ETHICS,)
    if name == "cycle":
        return said.period == "cycle"
    if name == "year_hours":
        return said.period in ("year", "school_year")
    return True


def _chosen(known: Choices, choice: str | None) -> str:
    if choice is None:
        return known[0][0]
    for key, words in known:
        if choice in (key, key.rpartition("|")[2], words, words.partition("　")[0]):
            return key
    raise Problem(f"没有“{choice}”这一段时间。", f"可以选的有：{'、'.join(words for _key, words in known[:8])}。")


def _before(period: Period | None) -> str:
    return period.label if period else ""


def _summed(session: Session, found: Sequence[Standing], regime: RegimeName, period: Period | None) -> Sequence[str]:
    total = next(iter(ledger.summary(found)), None)
    if total is None:
        return ("没有适用的教师",)
    return ("；".join(wording.summed(total, regime.unit, period, session.today())),)


_COLUMNS = (
    Column("school_name", "任教学校", 18),
    Column("name", "姓名", 9),
    Column("stage", "学段", 8),
    Column("required", "应修", 7, "right"),
    Column("counted", "已计", 7, "right"),
    Column("lacking", "还缺", 7, "right"),
    Column("missing", "缺什么", 20),
    Column("until", "期限", 9, "center"),
    Column("state", "情况", 7, "center"),
)


def _people(found: Sequence[Standing], unit: str) -> tuple[tuple[str, ...], ...]:
    stages = codes.table("stage")
    return tuple(
        (
            one.school_name or "", one.name, stages.label_of(one.stage) if one.stage else "",
            *(ledger.shown(amount, unit) for amount in (one.required, one.counted, one.lacking)),
            wording.missing(one.gaps, unit), one.period.last.isoformat(), wording.state(one),
        )
        for one in found
    )  # fmt: skip


_SCHOOL_COLUMNS = (
    Column("school_name", "任教学校", 22),
    Column("people", "应培训人数", 9, "right"),
    Column("some", "有学时人数", 9, "right"),
    Column("none", "没有学时人数", 10, "right"),
    Column("covered", "覆盖率（%）", 9, "right"),
    Column("met", "已达标人数", 9, "right"),
    Column("share", "达标率（%）", 9, "right"),
    Column("missing", "共缺学时", 9, "right"),
)


def _schools(found: Sequence[Standing], unit: str) -> tuple[tuple[str, ...], ...]:
    by_school: dict[str | None, list[Standing]] = {}
    for one in found:
        by_school.setdefault(one.school_id, []).append(one)
    rows = [_covered(some[0].school_name or "没有任教学校", some, unit) for some in by_school.values()]
    if found:
        rows.append(_covered("合计", found, unit))
    return tuple(rows)


def _covered(name: str, some: Sequence[Standing], unit: str) -> tuple[str, ...]:
    people, with_hours = len(some), sum(one.counted > 0 for one in some)
    met = sum(one.lacking <= 0 for one in some)
    return (
        name, str(people), str(with_hours), str(people - with_hours), _percent(with_hours, people), str(met),
        _percent(met, people), ledger.shown(sum(one.lacking for one in some), unit),
    )  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}"
