"""Copies made by themselves: when something changed, in every place that is there, and old ones let go."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import audit
from app.backups import keeping, making, naming, places, rotating, standing
from app.backups.naming import Made
from app.problems import SHOWN, Cancelled
from app.progress import Progress, silent
from app.session import Session


@dataclass(frozen=True)
class Round:
    """What one look came to: copies written, and sentences about places where none could be."""

    wrote: Sequence[Path] = ()
    failed: Sequence[str] = ()
    absent: str = ""
    """What to say where the second place that was chosen is not there now."""


def go_round(session: Session, *, closing: bool = False, at_once: bool = False, progress: Progress = silent) -> Round:
    """Make a copy in every place where one is due and which is there; `closing`: without waiting for its hour,
    `at_once`: even though nothing changed.

    Of a file that is itself a copy none is made: it would push out those of the file it was made of.
    A place where none can be written is told and keeps no other from its copy. Raises Cancelled.
    """
    if places.is_copy(session.path):
        return Round(failed=(standing.OPEN_COPY,))
    wrote, failed, absent = [], [], ""
    for name in (keeping.OWN, keeping.SECOND):
        try:
            folder = _folder(session, name)
            if folder is None:
                absent = absent or places.absent(session)
                continue
            if at_once or _holds_none(session, folder) or keeping.is_due(session, name, closing=closing):
                wrote.append(keep(session, name, folder, progress))
        except Cancelled:
            raise
        except SHOWN as problem:
            failed.append(f"{problem.title}{problem.advice}")
    return Round(wrote, failed, absent)


def keep(session: Session, place: str, folder: Path, progress: Progress = silent) -> Path:
    """Make one copy in a folder, note it, and let go of those that are too many; returns where it is."""
    mark = naming.mark_of(session)
    making.tidy(folder, mark)
    target = folder / naming.automatic(session.path.stem, session.now(), mark)
    made = naming.read(target.name)
    assert made is not None
    if target.exists():
        return target
    # What is written meanwhile is not in the copy: it makes the next one due.
    rev = keeping.revision(session)
    making.write(session, target, progress)
    keeping.note(session, place, rev)
    audit.note(
        session, "backup", "自动备份" + ("到第二个位置" if place == keeping.SECOND else "到本机"), file=target.name
    )
    for one in rotating.surplus(copies_in(folder), made):
        if session.path.resolve() == (folder / one.name).resolve() or making.is_in_use(folder / one.name):
            continue
        # The companions last: what is left of a copy half deleted is known for what it is.
        for path in (folder / one.name, *making.companions(folder / one.name)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return target


def copies_in(folder: Path) -> list[Made]:
    """The copies made by themselves that a folder holds, of every office."""
    try:
        names = [one.name for one in folder.iterdir()]
    except OSError:
        return []
    return [made for made in map(naming.read, names) if made is not None]


def _holds_none(session: Session, folder: Path) -> bool:
    """Whether the copies have gone, or the file has come from another computer."""
    mark = naming.mark_of(session)
    return not any(one.mark == mark for one in copies_in(folder))


def _folder(session: Session, place: str) -> Path | None:
    if place == keeping.OWN:
        return places.ready_own()
    chosen = places.second(session)
    return places.find(chosen) if chosen else None
