"""Making one copy: the database, verified by opening it, and beside it the keys, what was purged, and a page of words."""

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app import audit
from app.backups import keeping, naming
from app.backups.naming import EXTENSION
from app.exchange import files, removable
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import checks as stored
from storage import store as storage_store

_SPARE = 4 << 20
"""Bytes beside the database's own that must be free: its companions, and what the file system itself wants."""

_LEFT_AFTER = 600
"""Seconds after which a file that was begun and is not written to any more was left by a program that is gone."""

_IN_USE = (".lock", "-wal")
"""What stands beside a file while a window has it open, or after one that was killed."""

_MOST_KEYS = 1 << 20


def by_hand(session: Session, target: Path, progress: Progress = silent) -> Path:
    """The copy a person asks for, a folder gets a name with date and time; returns where it is.

    A name gets the ending of offices' files where it has none. Raises Problem when there is no room, the name is taken,
    its own or that of what stands beside a copy, or the copy is not what the file is.
    """
    if target.is_dir():
        target = target / naming.by_hand(session.path.stem, session.now())
    if target.suffix != EXTENSION:
        target = target.with_name(target.name + EXTENSION)
    for one in (target, *companions(target)):
        if one.exists():
            raise Problem(f"“{one.name}”已经存在。", "请换一个文件名，以免盖掉以前的备份。")
    rev = keeping.revision(session)
    write(session, target, progress)
    keeping.note(session, keeping.HAND, rev)
    audit.note(session, "backup", "另存了一份备份", file=target.name)
    return target


def write(session: Session, target: Path, progress: Progress = silent) -> None:
    """Write a copy with all that belongs to it; what stands there under the copy's name is always whole.

    The database takes its name last: a copy that is there has its companions.
    """
    # Not before it is wanted: the window paints without what locks keys.
    from app import purging
    from app.backups import wording
    from app.exchange import keyring

    refuse_without_room(session, target.parent)
    with _nothing_left(target):
        keys = keyring.path_beside(session.path)
        if keys.exists():
            # Without its keys a restored file could exchange nothing.
            files.write(keyring.path_beside(target), files.read(keys, _MOST_KEYS), private=True)
        purging.carry(session.path, target)
        files.write(wording.beside(target), wording.page(session, target.name))
        storage_store.backup(session.store.conn, target, session.store.key, progress=progress)
    removable.settled(target.parent)


@contextmanager
def _nothing_left(target: Path) -> Iterator[None]:
    """Take companions away again when the copy itself did not come about; what lay there before is not ours to take."""
    ours = [one for one in companions(target) if not one.exists()]
    try:
        yield
    except BaseException:
        for one in ours:
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)
        raise


def companions(copy: Path) -> list[Path]:
    """What stands, or may stand, beside a copy."""
    stem = copy.name.removesuffix(EXTENSION)
    return [copy.with_name(stem + ending) for ending in naming.COMPANIONS]


def refuse_without_room(session: Session, folder: Path) -> None:
    """Raise Problem when the place is gone, or too full for one more copy."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Problem(f"找不到文件夹“{folder}”。", "如果它在U盘上，请插好U盘再试；或者另选一个文件夹。") from error
    wanted = stored.size(session.path) + _SPARE
    if free < wanted:
        raise Problem(
            f"“{folder}”剩余空间不够，没有备份。",
            f"需要 {naming.size_in_words(wanted)}，只剩 {naming.size_in_words(free)}。"
            "请腾出空间，或者换一个位置。以前的备份没有动。",
        )


def is_in_use(copy: Path) -> bool:
    """Whether a copy was opened like an office's file and somebody may be at work in it: then it is nobody's to delete."""
    return any(copy.with_name(copy.name + ending).exists() for ending in _IN_USE)


def tidy(folder: Path, mark: str, now: datetime | None = None) -> list[Path]:
    """Delete what a program that was ended in the middle left of copies of the file with this mark; returns which.

    What was written to lately is left: another window may be at work there.
    """
    moment = (now or datetime.now()).timestamp()
    gone = []
    for one in sorted(folder.iterdir()):
        if _is_left(one, mark):
            with contextlib.suppress(OSError):
                if moment - one.stat().st_mtime > _LEFT_AFTER:
                    one.unlink()
                    gone.append(one)
    return gone


def _is_left(path: Path, mark: str) -> bool:
    """Whether it is a half copy, or stands beside a copy that is not there."""
    begun, _, rest = path.name.partition(".part")
    if path.name != begun:
        made = naming.read(begun) or naming.read(naming.copy_of(begun) or "")
        return made is not None and made.mark == mark and rest in ("", "-journal", "-wal", "-shm")
    copy = naming.copy_of(path.name)
    made = naming.read(copy) if copy else None
    if made is None or made.mark != mark:
        return False
    its = path.with_name(made.name)
    return not its.exists() and not is_in_use(its)
