"""Putting a copy back: it takes the place of the office's file wholly or not at all, and what was there is kept."""

import contextlib
from pathlib import Path

from app import audit, encrypting, purging, recovery_code, unlocking
from app.backups import refusing
from app.exchange import files, keyring
from app.papers import numbering
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from app.unlocking import Locked
from storage import certificates as stored_certificates
from storage import copies, rekeying
from storage import store as storage_store
from storage.datakeys import DataKey
from storage.problems import StorageProblem

_FRESH = ".恢复中"
_MOST_KEYS = 1 << 20
_CARRIED = ("backup_place", "backup_every", "backup_warn", "backup_off")
"""Facts about this computer's copies, which an old copy must not turn back."""


class _Present:
    """What is known of the file about to be replaced: its key, the certificate numbers it has used up, its habits, how
    far its audit went."""

    def __init__(self, session: Session) -> None:
        self.key = session.store.key
        self.numbers = numbering.used_up(session.store)
        # The copy comes under the present key, so the day its code was printed stays true.
        names = (*_CARRIED, recovery_code.PRINTED) if self.key else _CARRIED
        self.facts = {name: session.store.fact(name) for name in names}
        self.head = audit.head(session)


def restore(source: Path, target: Path, key: DataKey | None = None, progress: Progress = silent) -> Path | None:
    """Put a verified copy of a backup in the place of an office's file; returns where the old one was kept.

    Nobody may have the file open. `key` is that of the file, where this computer does not keep it. Raises Problem,
    StorageProblem or Locked where the copy may not take its place: then nothing was touched. Killed at any moment the
    file is the old one or the restored one, complete with the numbers that are never given again.
    """
    progress(0, 3, "核对备份")
    key = refusing.known_key(target, key)
    with refusing.accepted(source, target, key):
        under = refusing.key_of(source, key)
    present = _present(target, key)
    # A copy from before the key was changed comes under the present one, as the key file beside it is.
    wanted = present.key if present is not None and present.key is not None else under
    fresh = target.with_name(f"{target.stem}{_FRESH}{target.suffix}")
    try:
        progress(1, 3, "写入备份")
        _write_fresh(source, under, fresh, wanted)
        progress(2, 3, "放回原处")
        site = _prepare(fresh, wanted, source, target, present)
        _let_keys_wait(source, under, target, wanted, site)
        kept = copies.take_place(fresh, target, present.key if present else key)
        _change_keys(target, kept)
        return kept
    finally:
        with contextlib.suppress(OSError):
            _forget(fresh)
        # Where the copy did not take the place, what waited for it goes.
        encrypting.settle(target)


def _present(target: Path, key: DataKey | None) -> _Present | None:
    if not target.exists():
        return None
    try:
        with Session(storage_store.open_store(target, refusing.key_of(target, key))) as session:
            return _Present(session)
    except (StorageProblem, Locked):
        # It is replaced because it is damaged.
        return None


def _write_fresh(source: Path, key: DataKey | None, fresh: Path, wanted: DataKey | None) -> None:
    _forget(fresh)
    if key == wanted:
        copies.write_again(source, fresh, key)
    else:
        rekeying.rewritten(source, key, fresh, wanted)


def _prepare(fresh: Path, key: DataKey | None, source: Path, target: Path, present: _Present | None) -> str:
    """Bring the copy up to what must not be turned back, before it takes the place; returns its site."""
    for one in (source, target):
        purging.carry(one, fresh)
    with copies.foreign(source), Session(storage_store.open_store(fresh, key)) as session:
        if present is None:
            numbering.close_own_blocks(session.store)
        else:
            stored_certificates.never_below(session.store, present.numbers)
            for name, value in present.facts.items():
                session.store.set_fact(name, value)
        # What was purged since must be found by nobody, not even until the next opening.
        purging.keep(session)
        # What was noted since the copy goes with the file that is kept: here stands how far that record went.
        replaced = present.head.words if present and present.head else None
        audit.note(session, "restore", "用备份代替了数据文件", file=source.name, replaced=replaced)
        site = session.site
    purging.carry(fresh, target)
    return site


def _let_keys_wait(source: Path, under: DataKey | None, target: Path, wanted: DataKey | None, site: str) -> None:
    """Have a key file wait for the copy where the one beside the file is missing, or locked under another key.

    The one that is there knows the newest keys; else the copy's own is taken. The copy's key, `under`, opens that.
    """
    own, place, waiting = keyring.path_beside(source), keyring.path_beside(target), encrypting.waiting_beside(target)
    if wanted is None:
        if own.exists() and not place.exists():
            files.write(place, files.read(own, _MOST_KEYS), private=True)
        return
    if _ident_in(place) == wanted.ident:
        return
    ident = _ident_in(place)
    ring = _ring(place, unlocking.known_key(ident) if ident else None)
    if ring is None or ring.site != site:
        ring = _ring(own, under) if _ident_in(own) != wanted.ident else None
    if ring is not None:
        keyring.save(waiting, ring, wanted)
    elif _ident_in(own) == wanted.ident:
        # With the password that stands in it.
        files.write(waiting, files.read(own, _MOST_KEYS), private=True)
    if not (waiting.exists() and keyring.has_password(waiting, wanted.ident)):
        # A file that asks for no password is opened by the key this computer keeps.
        unlocking.remember(wanted)


def _change_keys(target: Path, kept: Path | None) -> None:
    """Let the key file that waited take its place; one that is not plain is kept, with the file it belongs to."""
    place = keyring.path_beside(target)
    is_locked = place.exists() and (_ident_in(place) or _ring(place, None) is None)
    if is_locked and encrypting.waiting_beside(target).exists():
        aside = keyring.path_beside(kept) if kept else place.with_name(f"{place.name}.旧")
        with contextlib.suppress(OSError):
            place.replace(aside)
    encrypting.settle(target)


def _ident_in(keys: Path) -> str | None:
    """Which data key locks a key file, "" for none; None where there is no file that can be read."""
    try:
        return keyring.ident_in(keys)
    except Problem:
        return None


def _ring(keys: Path, key: DataKey | None) -> keyring.Keyring | None:
    try:
        return keyring.load(keys, key)
    except Problem:
        return None


def _forget(fresh: Path) -> None:
    """Delete what was put together beside the file, with the copy that bringing it up to date may have kept."""
    copies.forget(fresh)
    purging.path_beside(fresh).unlink(missing_ok=True)
    for one in fresh.parent.iterdir():
        if one.name.startswith(f"{fresh.stem}.") and one.suffix == fresh.suffix:
            copies.forget(one)
