"""The list of schools to remind (催报): on paper, as a workbook, and as a message to copy."""

from dataclasses import dataclass
from pathlib import Path

from app import reports
from app.exchange import standing
from app.exchange.mail import county_only
from app.exchange.standing import Standing
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session

TITLE = "催报名单"


@dataclass(frozen=True)
class Owing:
    """A school that owes something: what is missing, since which day, and how to reach it."""

    site: str
    code: str
    name: str
    phone: str
    last_in: str
    days: int
    missing: str
    late: bool
    """It has joined and is late; otherwise it has not joined."""


def listed(session: Session) -> list[Owing]:
    """The schools that have not sent for too long or never answered their invitation, the longest first."""
    county_only(session)
    found = (_owing(one) for one in standing.of_all(session) if one.waits in ("report", "joining"))
    return sorted(found, key=lambda one: -one.days)


def write(session: Session, out: Path, progress: Progress = silent) -> int:
    """Write the list as PDF or workbook, by the ending of `out`; returns how many schools are on it."""
    owing = listed(session)
    if not owing:
        raise Problem("没有要催报的学校。", "所有学校都按时上报了，不需要打印催报名单。")
    reports.write_facts(session, _facts(session, owing), out, progress)
    return len(owing)


def message(session: Session) -> str:
    """The list as a message to send to a group; "" when there is nobody to remind."""
    owing = listed(session)
    if not owing:
        return ""
    today = session.today()
    lines = [
        f"【催报】{session.name}　{today.year}年{today.month}月{today.day}日",
        "请下列学校打开薪火的“数据交换”，生成上报文件，发给县里：",
        *(f"{number}. {one.name}：{one.missing}" for number, one in enumerate(owing, 1)),
        "已经发出的请再发一次，重复接收没有影响。",
    ]
    return "\n".join(lines)


def _owing(one: Standing) -> Owing:
    facts = one.facts
    return Owing(
        site=facts.id,
        code=facts.code,
        name=facts.name,
        phone=facts.phone,
        last_in=(facts.last_in or "")[:10],
        days=one.days,
        missing=_missing(one),
        late=one.waits == "report",
    )


def _missing(one: Standing) -> str:
    """What the school has to do, as it is told."""
    if one.waits == "joining":
        return f"还没有加入（{one.since} 邀请，已 {one.days} 天），请用邀请文件加入，把加入申请发回来"
    words = f"{one.since} {'以来' if one.facts.last_in else '加入以来'}没有上报（已 {one.days} 天）"
    if (one.facts.sent or 0) > (one.facts.held or 0):
        words += f"，县里第 {one.facts.sent} 号文件还没有接收"
    return words


def _facts(session: Session, owing: list[Owing]) -> reports.Facts:
    columns = (
        reports.Column("serial", "序号", 5, "right"),
        reports.Column("code", "学校标识码", 12),
        reports.Column("name", "学校", 20),
        reports.Column("phone", "电话", 12),
        reports.Column("last_in", "最近上报", 10, "center"),
        reports.Column("days", "已过天数", 8, "right"),
        reports.Column("missing", "缺什么", 34),
    )
    rows = tuple(
        (str(number), one.code, one.name, one.phone, one.last_in, str(one.days), one.missing)
        for number, one in enumerate(owing, 1)
    )
    late = sum(one.late for one in owing)
    limit = standing.remind_days(session)
    parts = [f"超过 {limit} 天没有上报 {late} 所"] if late else []
    if late < len(owing):
        parts.append(f"还没有加入 {len(owing) - late} 所")
    return reports.Facts(TITLE, f"{session.name}　{'，'.join(parts)}", columns, rows)
