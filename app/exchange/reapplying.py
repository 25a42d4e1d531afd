"""A person at the county decides about acts of schools that were refused: take them after all, or leave it at that."""

from collections import defaultdict
from collections.abc import Iterable

from app.exchange import apply
from app.exchange.mail import county_only, importing, now_of
from app.exchange.settling import Settled
from app.merging import uniting
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored

_TAKEN = "县里重新核对后采用了这次操作。"


def reapply(session: Session, txids: Iterable[str], progress: Progress = silent) -> Settled:
    """Merge refused acts by the same rules as any other, whoever's the records are; the school is told.

    Also those that were put aside, or came with a file that was taken back. Fields the county has changed since become
    conflicts. An act that makes no sense stays refused.
    """
    county_only(session)
    wanted = list(dict.fromkeys(txids))
    with session.store.writing(importing(session, "采用学校从前没有采用的操作")) as rows:
        sites = {one["id"]: str(one["site"]) for one in stored.rejected(session.store, closed=True)}
        by_site: defaultdict[str, list[str]] = defaultdict(list)
        for txid in wanted:
            if txid in sites:
                by_site[sites[txid]].append(txid)
        left = [(txid, "这次操作已经处理过了。") for txid in wanted if txid not in sites]
        for number, (site, some) in enumerate(by_site.items()):
            progress(number, len(by_site), "合并")
            for txid, outcome in apply.apply_again(rows, site, some).items():
                if txid not in some:
                    continue
                if outcome.outcome == "rejected":
                    left.append((txid, outcome.note or ""))
                elif outcome.outcome == "applied":
                    stored.write_known(rows, site, [(txid, "applied", _TAKEN)])
        if len(left) == len(wanted) and left:
            raise Problem(left[0][1], "没有改动任何内容。")
    uniting.gather(session)
    return Settled(len(wanted) - len(left), tuple(left))


def leave(session: Session, txids: Iterable[str]) -> Settled:
    """Put refused acts aside: they stay refused, and nobody is asked about them again."""
    county_only(session)
    wanted = list(dict.fromkeys(txids))
    with session.store.writing(importing(session, "核对没有采用的操作")) as rows:
        stored.close_rejected(rows, wanted, now_of(session))
    return Settled(len(wanted))
