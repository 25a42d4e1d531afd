"""Writing files for other offices: what was written where, and what could not be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.problems import SHOWN, Cancelled
from app.progress import Progress
from app.session import Session
from ui import desktop
from ui.outcome import Outcome

if TYPE_CHECKING:
    from app.exchange.mail import Made

PURPOSE = "exchange"
"""Under this the folder of exchanged files is remembered: most often a stick."""

_NAMED = 3


@dataclass(frozen=True)
class Written:
    """The files written, and for whom none could be and why."""

    made: "Sequence[Made]"
    left: Sequence[tuple[str, str]] = ()
    stopped: bool = False


def one_by_one(names: Sequence[str], write: Callable[[int], "Made"], progress: Progress) -> Written:
    """Write a file for each name; every file is whole or not there, and a stop keeps those already written."""
    made: list[Made] = []
    left: list[tuple[str, str]] = []
    for number, name in enumerate(names):
        try:
            progress(number, len(names), name)
            made.append(write(number))
        except Cancelled:
            return Written(made, [*left, *((one, "已停止") for one in names[number:])], stopped=True)
        except SHOWN as problem:
            left.append((name, f"{problem.title}{problem.advice}"))
    return Written(made, left)


def pack_for(session: Session, sites: Sequence[tuple[str, str]], folder: Path, progress: Progress) -> Written:
    """The county's files for schools given as (site id, name)."""
    from app.exchange import packing

    return one_by_one([name for _, name in sites], lambda n: packing.pack(session, sites[n][0], folder), progress)


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
    folder = written.made[0].path.parent
    one = written.made[0]
    files = f"{one.path.name}（{size_text(one.size)}）" if len(written.made) == 1 else f"{len(written.made)} 个{what}"
    advice = f"{files}，在 {folder}。{hand_over}"
    outcome.done(
        "已写好并核对，可以拔出。"
        if not left
        else f"已写好并核对 {len(written.made)} 个，另有 {len(written.left)} 个没有写成。",
        advice + (f"没有写成：{left}" if left else ""),
        [("打开文件夹", lambda: desktop.show(folder, outcome.say_refused))],
    )


def reasons(texts: Sequence[str]) -> str:
    """The first few of many reasons in one sentence."""
    more = f"等 {len(texts)} 个" if len(texts) > _NAMED else ""
    return "；".join(texts[:_NAMED]) + more


def size_text(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1024:,.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):,.1f} MB"
