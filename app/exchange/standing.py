"""How each school stands in the exchange: what came in which month, and what it waits for, in one sentence."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.problems import Problem
from app.session import Session
from storage import exchange as stored

Waits = Literal["report", "answer", "taking", "joining", "nothing", "revoked"]

WAITS: dict[Waits, str] = {
    "report": "没上报",
    "answer": "没答复",
    "taking": "没接收",
    "joining": "没加入",
    "nothing": "正常",
    "revoked": "已停用",
}
"""What a school's exchange waits for, as lists and filters name it."""

Month = Literal["", "missing", "sent", "came", "answered"]

MONTHS: dict[Month, str] = {"": "", "missing": "未交", "sent": "已发", "came": "已收", "answered": "已答"}
"""What happened in a month: nothing came, only something was sent, a file came, it came and was answered."""

SHOWN_MONTHS = 12
REMIND_DAYS = 31
"""After so many days without a file a school is reminded, until the county sets another number."""

_REMIND = "remind_days"
_FEWEST, _MOST = 1, 366


@dataclass(frozen=True)
class SiteFacts:
    """What is known of one school's exchange. Moments are ISO 8601 by this office's clock, None when never.

    `sent` is the number of the last file made for it, `held` the largest number it has proved to hold; `strange`:
    it holds a file this county never made, `untold`: outcomes decided since the last file for it; `expires`: the
    last day of an open invitation; `stopped`: since when all its computers are out of use.
    """

    id: str
    organisation: str
    code: str
    name: str
    phone: str
    state: str
    since: str
    last_in: str | None = None
    last_out: str | None = None
    sent: int | None = None
    held: int | None = None
    strange: bool = False
    untold: int = 0
    conflicts: int = 0
    expires: date | None = None
    stopped: str | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """One school: what it waits for and since which day, the sentence that says so, and its months, newest last."""

    facts: SiteFacts
    waits: Waits
    sentence: str
    since: date
    days: int
    months: tuple[Month, ...]


def of_all(session: Session) -> list[Standing]:
    """Every school that was invited or has joined, in the order of codes; none at a school."""
    if not session.is_county:
        return []
    with session.store.reading():
        rows = stored.site_facts(session.store)
        files = stored.files_since(session.store, f"{months_until(session.today())[0]}-01")
    came: defaultdict[str, list[str]] = defaultdict(list)
    went: defaultdict[str, list[str]] = defaultdict(list)
    for site, kind, at in files:
        (came if kind == "up" else went)[site].append(at)
    today, limit = session.today(), remind_days(session)
    return [standing(_facts(row, came[row["id"]], went[row["id"]]), today, limit) for row in rows]


def standing(facts: SiteFacts, today: date, limit: int = REMIND_DAYS) -> Standing:
    """How one school stands on a day; after `limit` days without a file it is the school that is waited for."""
    waits, since, sentence = _waiting(facts, today, limit)
    return Standing(facts, waits, sentence, since, _days(since, today), _months(facts, today))


def remind_days(session: Session) -> int:
    """After how many days without a file a school is reminded."""
    return int(session.store.fact(_REMIND) or REMIND_DAYS)


def set_remind_days(session: Session, days: int) -> None:
    """Remind after another number of days from now on."""
    if not _FEWEST <= days <= _MOST:
        raise Problem(f"不能设为 {days} 天。", f"请填 {_FEWEST} 到 {_MOST} 之间的天数。")
    session.store.set_fact(_REMIND, str(days))


def months_until(today: date, count: int = SHOWN_MONTHS) -> tuple[str, ...]:
    """The last months as 2026-11, this one included, newest last."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - count + 1, last + 1))


def day_text(day: date, today: date) -> str:
    """A day in a sentence: without the year while it is this year's."""
    return f"{'' if day.year == today.year else f'{day.year} 年 '}{day.month} 月 {day.day} 日"


def _facts(row: dict[str, Any], came: Sequence[str], went: Sequence[str]) -> SiteFacts:
    expires = json.loads(row["invite"])["expires"] if row["invite"] else None
    return SiteFacts(
        id=str(row["id"]),
        organisation=str(row["organisation_id"]),
        code=str(row["code"] or ""),
        name=str(row["name"]),
        phone=str(row["phone"] or ""),
        state=str(row["state"]),
        since=str(row["since"]),
        last_in=row["last_in"],
        last_out=row["last_out"],
        sent=row["sent_n"],
        held=row["held_n"],
        strange=bool(row["strange"]),
        untold=int(row["untold"]),
        conflicts=int(row["conflicts"]),
        expires=date.fromisoformat(expires) if expires else None,
        stopped=row["stopped"],
        came=tuple(came),
        went=tuple(went),
    )


def _waiting(facts: SiteFacts, today: date, limit: int) -> tuple[Waits, date, str]:
    """What is waited for, since when, and the sentence."""
    began = _day(facts.since)
    if facts.state != "joined":
        return _joining(facts, began, today)
    if facts.stopped:
        since = _day(facts.stopped)
        return "joining", since, f"电脑 {day_text(since, today)}停用，等新电脑加入"
    if facts.sent is None:
        return "answer", began, "等县里：还没有给它生成第一个文件"
    last = _day(facts.last_in) if facts.last_in else None
    if facts.untold and last:
        return "answer", last, f"等县里：{day_text(last, today)}的上报还没有答复"
    out = _day(facts.last_out) if facts.last_out else began
    if facts.strange and last and last >= out:
        return "answer", last, "等县里：本机恢复过备份，请再给它生成一个文件"
    since = last or began
    if (today - since).days > limit:
        return "report", since, _overdue(since, today, joined=last is None)
    if facts.sent > (facts.held or 0):
        return "taking", out, f"等学校接收第 {facts.sent} 号文件"
    return "nothing", since, "正常"


def _joining(facts: SiteFacts, began: date, today: date) -> tuple[Waits, date, str]:
    if facts.state == "revoked":
        return "revoked", began, "已停用"
    if facts.expires and facts.expires < today:
        return "joining", began, f"邀请已在 {day_text(facts.expires, today)}过期，请重新邀请"
    return "joining", began, f"等加入申请（{day_text(began, today)}邀请，已 {_days(began, today)} 天）"


def _overdue(since: date, today: date, *, joined: bool) -> str:
    year = "" if since.year == today.year else f"{since.year} 年 "
    return f"等学校：{year}{since.month} 月{'加入' if joined else ''}以来没有上报（已 {_days(since, today)} 天）"


def _months(facts: SiteFacts, today: date) -> tuple[Month, ...]:
    first = min((facts.since, *facts.came, *facts.went))[:7]
    return tuple(_month(facts, month, first, today) for month in months_until(today))


def _month(facts: SiteFacts, month: str, first: str, today: date) -> Month:
    last = max((at for at in facts.came if at[:7] == month), default=None)
    if last is not None:
        # A file of the same second came before or after: what was not told yet says which.
        told = any(at > last for at in facts.went) or (last in facts.went and not facts.untold)
        return "answered" if told else "came"
    if any(at[:7] == month for at in facts.went):
        return "sent"
    # The month in which it joined and the one that is not over are held against nobody.
    return "missing" if facts.state == "joined" and first < month < f"{today:%Y-%m}" else ""


def _days(since: date, today: date) -> int:
    # A clock that was set back must not make days negative.
    return max(0, (today - since).days)


def _day(at: str) -> date:
    return date.fromisoformat(at[:10])
