"""How the copies of an office's file stand, and what a person is to be told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.backups import keeping, places
from app.backups.keeping import HAND, OWN, SECOND, Last
from app.session import Session

_AHEAD = timedelta(days=1)
"""A clock may be set back so far without anything being told: a time zone, a summer time."""

NEVER = "还没有备份到这台电脑外面，请选一个U盘或文件夹备份一次"
OPEN_COPY = "打开的是一份备份，只能查看；要接着用，请在开始的页面从备份恢复"


@dataclass(frozen=True)
class Standing:
    """When the last copy was made in this computer's own folder, in the second place, and outside the computer (the
    second place or by hand); whether a second place was chosen; `warning` is for people, "" when all is well."""

    own: datetime | None
    second: datetime | None
    outside: datetime | None
    chosen: bool
    warning: str
    short: str
    """The warning in a few words, for the line of the window's state."""


def standing(session: Session) -> Standing:
    """How the copies stand, from what is remembered: nothing outside the file is looked at."""
    copies = keeping.last_copies(session)
    chosen = places.second(session) is not None
    outside = [copies[name] for name in (SECOND, HAND) if name in copies]
    beyond = max(outside, key=lambda one: (not _is_ahead(session, one), one.at), default=None)
    at = {name: one.at for name, one in copies.items()}
    return Standing(
        own=at.get(OWN),
        second=at.get(SECOND),
        outside=beyond.at if beyond else None,
        chosen=chosen,
        warning=_warning(session, chosen, beyond),
        short=_short(session, beyond),
    )


def wanted(session: Session, *, first: bool = False, closing: bool = False) -> bool:
    """Whether the places are to be looked at: the `first` time always, later when the file's own facts say so."""
    if session.store.read_only or places.is_copy(session.path) or not keeping.habits(session).automatic:
        return False
    if first:
        return True
    asked = [OWN] + ([SECOND] if places.second(session) else [])
    return any(keeping.is_due(session, one, closing=closing) for one in asked)


def _warning(session: Session, chosen: bool, beyond: Last | None) -> str:
    if places.is_copy(session.path):
        return OPEN_COPY
    if session.store.read_only:
        return ""
    if beyond is None:
        # What is in the computer's own folder goes with the computer.
        return "选好的备份U盘还没有备份过，请插上它" if chosen else NEVER
    if _is_ahead(session, beyond):
        return f"上次备份到电脑外面的日期（{beyond.at:%Y-%m-%d}）比今天还晚，请核对电脑的日期，再备份一次"
    days = _days(session, beyond)
    if not days:
        return ""
    if chosen:
        return f"已经 {days:,} 天没有备份到电脑外面，请插上备份U盘"
    return f"已经 {days:,} 天没有备份到电脑外面，请选一个U盘或文件夹备份一次"


def _short(session: Session, beyond: Last | None) -> str:
    if places.is_copy(session.path):
        return "打开的是一份备份"
    if beyond is None:
        return "只在本机"
    if _is_ahead(session, beyond):
        return "日期比今天还晚"
    days = _days(session, beyond)
    return f"电脑外面的是 {days:,} 天前" if days else ""


def _is_ahead(session: Session, beyond: Last) -> bool:
    """Whether a copy was dated by a clock that ran ahead, and something changed since: nobody knows how old it is."""
    return beyond.at - session.now() > _AHEAD and beyond.rev != keeping.revision(session)


def _days(session: Session, beyond: Last) -> int:
    """For how many days nothing has left the computer although something changed; 0 while that is soon enough."""
    days = (session.now() - beyond.at).days
    late = days >= keeping.habits(session).warn and beyond.rev != keeping.revision(session)
    return days if late else 0
