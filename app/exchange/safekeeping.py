"""Copies of the office's file from before a received one was taken: made when much is at stake, the last few kept."""

import re
from pathlib import Path

from app.exchange import files, keyring
from app.problems import Question
from app.session import Session
from storage import store as storage_store
from storage.problems import StorageProblem

MANY = 1000
"""A file that changes more records than this is not taken without a copy."""

KEPT = 3
"""How many copies are kept."""

_MARK = "接收前"
_STAMP = "%Y%m%d-%H%M%S"
_NAMED = re.compile(r"(\d{8}-\d{6})(?:-(\d{1,3}))?")
"""What a copy's name says after the mark: the moment, and which of that moment."""


class NoCopy(Question):
    """No copy could be made: not the received file's fault, so it waits."""


def back_up(session: Session) -> Path:
    """Copy the file as it was before the writing block that is open now, verify the copy; returns where it is.

    Read through a connection of its own, which sees only what was committed. Raises NoCopy when there is no room:
    then the block around it must not be committed.
    """
    target = _free_place(session)
    try:
        with session.again() as before:
            storage_store.backup(before.store.conn, target, before.store.key)
        keys = keyring.path_beside(session.path)
        if keys.exists():
            # Opened by itself the copy could exchange nothing without them.
            files.write(keyring.path_beside(target), files.read(keys, 1 << 20), private=True)
    except StorageProblem as problem:
        raise NoCopy("接收前的备份没有写成，所以没有接收这个文件。", f"{problem.title}{problem.advice}") from problem
    # Whatever the clock says, the newest is the one just made.
    for old in [one for one in copies(session) if one != target][: 1 - KEPT]:
        for one in (old, keyring.path_beside(old)):
            one.unlink(missing_ok=True)
    return target


def copies(session: Session) -> list[Path]:
    """The copies there are, oldest first, as their names tell: who looks at a copy makes its file a new one."""
    return [path for _, _, path in _told(session)]


def _told(session: Session) -> list[tuple[str, int, Path]]:
    path = session.path
    start = f"{path.stem}.{_MARK}-"
    found = (one for one in path.parent.iterdir() if one.name.startswith(start) and one.suffix == path.suffix)
    named = ((_NAMED.fullmatch(one.stem.removeprefix(start)), one) for one in found)
    return sorted((told[1], int(told[2] or 1), one) for told, one in named if told)


def copy_before(session: Session, at: str) -> Path | None:
    """The newest copy made no later than a moment (ISO 8601, by this computer's clock), None when there is none."""
    stamp = at[:19].replace("-", "").replace(":", "").replace("T", "-")
    before = [one for one in copies(session) if one.stem.rpartition(f"{_MARK}-")[2][: len(stamp)] <= stamp]
    return before[-1] if before else None


def _free_place(session: Session) -> Path:
    """A name that comes after those of the same second, also where the first of them has gone already."""
    path, at = session.path, f"{session.now():{_STAMP}}"
    number = max((number for moment, number, _ in _told(session) if moment == at), default=0) + 1
    more = f"-{number}" if number > 1 else ""
    return path.with_name(f"{path.stem}.{_MARK}-{at}{more}{path.suffix}")
