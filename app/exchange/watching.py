"""A watched folder (收发文件夹) on a share or in a cloud drive: what came is taken, what is to go is written, unasked.

One folder serves a whole county: every office takes the files addressed to it and leaves the others alone. What
asks for a person waits. Nothing is deleted, and a second computer that watches the same folder does no harm.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.exchange import batch
from app.exchange.batch import DONE, Line
from app.problems import SHOWN, Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored

AT_MOST_EVERY = timedelta(hours=1)
"""Files for one office are written this far apart, unless somebody asks or an answer is due."""

AGAIN_AFTER = timedelta(days=7)
"""What the county has not answered for so long is written once more: the file may have been lost."""

_COUNTY = "county"
_NUMBER = re.compile(r"-下发-第(\d+)号-")


@dataclass(frozen=True)
class Pass:
    """One look at the folder: files taken, files a person has to see to, those still on their way, files written, and
    what could not be written and why."""

    at: datetime
    taken: Sequence[Line] = ()
    waiting: Sequence[Line] = ()
    coming: Sequence[Path] = ()
    wrote: Sequence[Path] = ()
    failed: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        parts = []
        if self.taken:
            parts.append(f"接收 {len(self.taken)} 个")
        if self.wrote:
            parts.append(f"写出 {len(self.wrote)} 个")
        if self.waiting:
            parts.append(f"{len(self.waiting)} 个等您查看")
        if self.coming:
            parts.append(f"{len(self.coming)} 个还没有传完")
        if self.failed:
            parts.append(f"没有写成：{self.failed[0]}")
        return f"{self.at:%H:%M} 查看过：{'，'.join(parts) or '没有新文件'}"


Seen = dict[tuple[str, int, int], tuple[int, Line | None]]
"""What was found out about a file by its path, size and time: at which revision of ours, and what came of it. None:
nothing here for this office. It only saves reading files again, and may be empty."""


def go_round(
    session: Session, folder: Path, *, seen: Seen | None = None, at_once: bool = False, progress: Progress = silent
) -> Pass:
    """Take what came and write what is to go; `at_once`: without waiting for the hour.

    Raises Problem when the folder is not there; single files that cannot be taken or written are told in the Pass.
    """
    session.store.refuse_if_read_only()
    if not folder.is_dir():
        raise Problem(f"找不到收发文件夹“{folder}”。", "请检查网络或网盘是否连上；连上以后会自动继续。")
    lines = list(_take_all(session, folder, {} if seen is None else seen, progress))
    taken = [one for one in lines if one.state == "taken"]
    wrote, failed = _write_all(session, folder, {one.site for one in taken}, at_once, progress)
    return Pass(
        session.now(),
        taken=taken,
        waiting=[one for one in lines if one.state in ("person", "join", "refused") and one.kind],
        coming=[one.path for one in lines if one.state == "refused" and not one.kind],
        wrote=wrote,
        failed=failed,
    )


# -- what came


def _take_all(session: Session, folder: Path, seen: Seen, progress: Progress) -> Iterator[Line]:
    # Before anything is read: what is taken below is known at the next pass.
    heads = [line for path in _listed(session, folder) if (line := _looked_at(session, path, seen)) is not None]
    ours = [one for one in heads if one.state != "refused"]
    yield from (one for one in heads if one.state == "refused")
    for number, one in enumerate(batch.in_order(ours)):
        progress(number, len(ours), f"接收 {one.path.name}")
        yield _deal(session, one, seen)


def _listed(session: Session, folder: Path) -> list[Path]:
    """The files of the folder, and of those already taken the ones this school's other computer may have taken first."""
    found = [path for path in sorted(folder.iterdir()) if batch.is_exchange_file(path.name) and path.is_file()]
    done = folder / DONE
    if session.is_county or not done.is_dir():
        return found
    for path in sorted(done.iterdir()):
        number = _NUMBER.search(path.name)
        mine = path.name.startswith(f"{session.name}-") and number and int(number[1]) > session.adopted_number
        if mine and batch.is_exchange_file(path.name):
            found.append(path)
    return found


def _looked_at(session: Session, path: Path, seen: Seen) -> Line | None:
    """The file as its clear header describes it; None when it is not for this office or has gone meanwhile.

    One that cannot be read is most likely still being copied: it is tried again once it has changed.
    """
    key = _key(path)
    if key is None:
        return None
    if key not in seen:
        one = batch.head(path)
        seen[key] = (-1, one if _is_for(session, path, one) else None)
    return seen[key][1]


def _is_for(session: Session, path: Path, one: Line) -> bool:
    if one.state == "refused":
        return path.exists()
    # What is not to be taken unasked is a person's: an invitation starts a school's file, it is taken nowhere.
    return one.to == session.site and one.site != session.site and one.kind != "invite"


def _deal(session: Session, one: Line, seen: Seen) -> Line:
    revision = stored.revision(session.store)
    key = _key(one.path)
    if key is None:
        return replace(one, state="repeated")
    before = seen.get(key)
    if before and before[1] and before[0] == revision:
        # Nothing has changed here or there since it was found to need a person.
        return before[1]
    came = _taken(session, one)
    if came.state in ("taken", "repeated"):
        seen[key] = (revision, None)
        _put_away(one.path)
    else:
        seen[key] = (stored.revision(session.store), came)
    return came


def _taken(session: Session, one: Line) -> Line:
    """Take a file that needs no decision; one with conflicts a person is to see first."""
    if _is_old(session, one):
        return replace(one, state="repeated", said="已经接收过更新的文件。")
    looked = batch.deal(session, one, rehearse=True)
    if looked.state != "ready":
        return looked
    if looked.conflicts:
        return replace(looked, state="person", said=f"有 {looked.conflicts} 处两边不一样，请看过以后再接收。")
    return batch.deal(session, one, rehearse=False)


def _is_old(session: Session, one: Line) -> bool:
    """At a school: a file of the county older than the one adopted brings nothing."""
    return not session.is_county and one.kind == "down" and 0 < one.number <= session.adopted_number


def _put_away(path: Path) -> None:
    """Move a taken file out of the way, where that can be done; elsewhere it is known by its id."""
    if path.parent.name == DONE:
        return
    try:
        batch.move_into(path, DONE)
    except OSError:
        return


def _key(path: Path) -> tuple[str, int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return (str(path), told.st_size, told.st_mtime_ns)


# -- what is to go


def _write_all(
    session: Session, folder: Path, answered: set[str], at_once: bool, progress: Progress
) -> tuple[list[Path], list[str]]:
    wrote: list[Path] = []
    failed: list[str] = []
    wanted = _due_at_county(session, answered, at_once) if session.is_county else _due_at_school(session, at_once)
    for number, (site, to, name) in enumerate(wanted):
        progress(number, len(wanted), f"生成给{name}的文件")
        try:
            wrote += _pack(session, site, to, folder)
        except SHOWN as problem:
            failed.append(f"给{name}的文件：{getattr(problem, 'title', '')}")
    return wrote, failed


def _pack(session: Session, site: str, to: str, folder: Path) -> list[Path]:
    from app.exchange import packing

    mark = "" if session.is_county else stored.pending_mark(session.store)
    made = packing.pack(session, to, folder)
    session.store.set_fact(_fact(site), json.dumps({"at": session.now().isoformat(), "mark": mark}))
    return [made.path, *made.more]


def _due_at_school(session: Session, at_once: bool) -> list[tuple[str, str, str]]:
    """The county, when what waits for it is different from what was written last, or has waited for long."""
    mark = stored.pending_mark(session.store)
    at, before = _last(session, _COUNTY)
    if session.join_code is not None or (not session.waiting and not session.adopted_number):
        return []
    if mark == before:
        due = bool(session.waiting) and _elapsed(session, at, AGAIN_AFTER)
    else:
        due = at_once or _elapsed(session, at, AT_MOST_EVERY)
    return [(_COUNTY, _COUNTY, session.county_name)] if due else []


def _due_at_county(session: Session, answered: set[str], at_once: bool) -> list[tuple[str, str, str]]:
    """The schools that would receive something new: at once those just heard, the others within the hour."""
    found = []
    for one in stored.sites(session.store):
        site = str(one["id"])
        if one["state"] != "joined" or not stored.has_news(session.store, site):
            continue
        if at_once or site in answered or _elapsed(session, _last(session, site)[0], AT_MOST_EVERY):
            found.append((site, site, str(one["name"])))
    return found


def _last(session: Session, site: str) -> tuple[datetime | None, str]:
    said = session.store.fact(_fact(site))
    if not said:
        return None, ""
    kept = json.loads(said)
    return datetime.fromisoformat(kept["at"]), str(kept["mark"])


def _elapsed(session: Session, at: datetime | None, time: timedelta) -> bool:
    now = session.now()
    # A clock that was set back must not stop the exchange until it has caught up.
    return at is None or now < at or now - at >= time


def _fact(site: str) -> str:
    return f"watched:{site}"
