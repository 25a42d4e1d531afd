"""Opening an office's file to work in it: an old copy that has come back first loses again what was purged since."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.session import Session, open_session
from storage import purging as stored


def open_office(path: Path, *, clock: Callable[[], datetime] = datetime.now) -> Session:
    """Open an office's file; raises StorageProblem with what to do when it cannot be.

    What was purged is purged again where the file is an old copy that still has it.
    """
    session = open_session(path, clock=clock)
    # Only a county that ever purged anything has to look.
    if path.with_name(path.name + ".purged").exists() or stored.gravestones(session.store):
        from app import purging

        try:
            purging.keep(session)
        except BaseException:
            session.close()
            raise
    return session
