"""Writing files for other offices: what was written where, and what could not be."""

from collections.abc import Sequence
from pathlib import Path

from app.exchange.batch import Written, one_by_one, pack_for
from app.progress import Progress
from app.session import Session
from ui import desktop
from ui.outcome import Outcome

__all__ = ["PURPOSE", "Written", "invite", "pack_for", "reasons", "size_text", "tell"]

PURPOSE = "exchange"
"""Under this the folder of exchanged files is remembered: most often a stick."""

_NAMED = 3


def invite(session: Session, schools: Sequence[tuple[str, str]], folder: Path, progress: Progress) -> Written:
    """Invite files for schools given as (organisation id, name)."""
    from app.exchange import membership

    return one_by_one(
        [name for _, name in schools], lambda n: membership.invite(session, schools[n][0], folder), progress
    )


def tell(outcome: Outcome, written: Written, what: str, hand_over: str) -> None:
    """Say in place what was written: `what` as in 邀请文件, `hand_over` what a person does with it."""
    left = reasons([f"{name}（{reason}）" for name, reason in written.left])
    if not written.made:
        outcome.say_refused(f"没有写成{what}。", left)
        return
    # Not before it is wanted: the page paints without it.
    from app.exchange import removable

    one = written.made[0]
    folder = one.path.parent
    title = removable.parting(folder)
    advice = f"{_files(written, what)}，在 {folder}。{hand_over}"
    if len(written.made) == 1 and one.more:
        advice = f"{_files(written, what)}，在 {folder}。请都交给{one.to_name}。"
    if left:
        title = f"已写好并核对 {len(written.made):,} 个，另有 {len(written.left):,} 个没有写成。"
        advice += f"没有写成：{left}"
    outcome.done(title, advice, [("打开文件夹", lambda: desktop.show(folder, outcome.say_refused))])


def _files(written: Written, what: str) -> str:
    first = written.made[0]
    count = sum(1 + len(one.more) for one in written.made)
    if count == 1:
        return f"{first.path.name}（{size_text(first.size)}）"
    return f"共 {count:,} 个文件" if len(written.made) == 1 else f"{count:,} 个{what}"


def reasons(texts: Sequence[str]) -> str:
    """The first few of many reasons in one sentence."""
    more = f"等 {len(texts)} 个" if len(texts) > _NAMED else ""
    return "；".join(texts[:_NAMED]) + more


def size_text(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1024:,.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):,.1f} MB"
