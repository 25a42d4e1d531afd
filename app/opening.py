"""Opening an office's file to work in it: a plain one is encrypted first, and an old copy loses again what was purged."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import audit, encrypting
from app.backups.places import is_copy
from app.progress import Progress, silent
from app.session import Session, open_session
from storage import copies, places
from storage import purging as stored


def open_office(path: Path, *, clock: Callable[[], datetime] = datetime.now, progress: Progress = silent) -> Session:
    """Open an office's file; raises StorageProblem with what to do when it cannot be, on a network share for one.

    A file of a version that did not encrypt is encrypted, once. What was purged is purged again where the file is an
    old copy that still has it. A copy made as a backup is for looking only: what is written there comes back to nobody.
    """
    places.refuse_network(path)
    if is_copy(path):
        from app.backups.opening import looked_at

        return looked_at(path, clock)
    copies.drop_second_names(path)
    if encrypting.encrypt_plain(path, progress):
        audit.later(path, "converted", "加密以前没有加密的数据文件")
    session = open_session(path, clock=clock)
    # Only a county that ever purged anything has to look.
    if path.with_name(path.name + ".purged").exists() or stored.gravestones(session.store):
        from app import purging

        try:
            purging.keep(session)
        except BaseException:
            session.close()
            raise
    audit.catch_up(session)
    return session


def synchronised_by(path: Path) -> str | None:
    """The program that synchronises the folder of a file (坚果云, OneDrive …), by its name; None where none is known."""
    return places.synchronised(path)
