"""Opening a copy to look at what is in it: nothing is written to it, whatever its version."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import purging, scratch, unlocking
from app.session import Session
from storage.datakeys import DataKey
from storage.store import Older, open_store
from storage.wording import no_room

REFUSAL = (
    "这是一份备份，只能查看，不能修改。",
    "要接着用里面的数据，请恢复：关掉窗口，在开始的页面从备份恢复，或者用命令 restore。",
)
"""What is said to whoever tries to write into a copy."""


def looked_at(path: Path, clock: Callable[[], datetime]) -> Session:
    """A copy as it lies there, nothing of which changes; one that must be upgraded or purged first as a twin of it.

    The twin lies in the private folder. Raises StorageProblem and Locked as `open_office` does.
    """
    key = unlocking.key_of(path)
    try:
        session = Session(open_store(path, key, looking=True, clock=clock))
    except Older:
        session = _twin(path, key, clock)
    else:
        if purging.lists_more(session):
            session.close()
            session = _twin(path, key, clock)
    session.store.look_only(REFUSAL)
    return session


def _twin(path: Path, key: DataKey | None, clock: Callable[[], datetime]) -> Session:
    there = Path(tempfile.mkdtemp(dir=scratch.folder())) / path.name
    try:
        for end in ("", "-wal", purging.SUFFIX):
            one = path.with_name(path.name + end)
            if one.exists():
                shutil.copyfile(one, there.with_name(one.name))
    except OSError as error:
        raise no_room(there, error) from error
    session = Session(open_store(there, key, clock=clock))
    try:
        purging.keep(session)
    except BaseException:
        session.close()
        raise
    return session
