"""Encrypting what an earlier version kept plain: the office's file when it is opened, and old copies beside it; new keys."""

import contextlib
import os
from pathlib import Path

from app import audit, unlocking
from app.backups.places import is_copy
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import datakeys, header, looking, rekeying
from storage.datakeys import DataKey
from storage.problems import StorageProblem

_NEXT, _FORMER = ".next", ".former"
"""How a key file is called that waits until its database has taken the new key, and the plain one it replaces."""


def waits(path: Path) -> bool:
    """Whether opening a file would encrypt it first, which takes a while."""
    if datakeys.ident_of(path) is not None or not _is_writable(path):
        return False
    try:
        header.look(path)
    except StorageProblem:
        return False
    return True


def encrypt_plain(path: Path, progress: Progress = silent) -> bool:
    """Encrypt an office's plain file in its place; returns whether that was done.

    A file that is not ours, is damaged or cannot be written is left as it is: opening it says why. What a kill in the
    middle of an earlier attempt left is put in order first.
    """
    if not _is_writable(path):
        return False
    if datakeys.ident_of(path) is not None and not _is_begun(path):
        return False
    # A file that is not there, or no file of ours, gets nothing beside it.
    header.look(path)
    with rekeying.alone(path):
        return _encrypt_plain(path, progress)


def _encrypt_plain(path: Path, progress: Progress) -> bool:
    rekeying.tidy(path)
    settle(path)
    if datakeys.ident_of(path) is not None:
        return False
    # Not ours, damaged or newer: refused here as opening would refuse it.
    header.look(path)
    known = _known_key(path)
    if known is not None:
        _rekey(path, None, known, progress)
        return True
    with unlocking.new_key_for(path) as key:
        _rekey(path, None, key, progress)
    return True


def change_key(path: Path, progress: Progress = silent) -> None:
    """Encrypt a closed office's file under a new key; copies made before keep the former one.

    A password has to be set anew. Problem when the present key is not here, or the file is a copy or cannot be written.
    """
    _refuse_unfit(path)
    was = unlocking.key_of(path)
    if was is None:
        encrypt_plain(path, progress)
        return
    with unlocking.new_key_for(path) as key, rekeying.alone(path):
        if datakeys.ident_of(path) != was.ident:
            raise Problem(f"“{path.name}”刚刚被另一个窗口换过密钥。", "请重新打开它看一看。没有再换一次。")
        _rekey(path, was, key, progress)
    audit.later(path, "keys", "更换数据密钥")


def _refuse_unfit(path: Path) -> None:
    """Problem for a file that must keep its key: a backup that only this computer could open would be none."""
    if is_copy(path):
        raise Problem(
            f"“{path.name}”是一份备份，没有更换它的数据密钥。",
            "换了密钥，原来的恢复码就打不开它了。请对正在用的数据文件更换；备份还用原来的恢复码。",
        )
    if path.exists() and not _is_writable(path):
        raise Problem(
            f"“{path.name}”只能查看，没有更换它的数据密钥。", "文件或所在文件夹是只读的。请先让它能写入，再来更换。"
        )


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def plain_copies(session: Session) -> list[Path]:
    """Copies of an office's file lying beside it that anybody can read, oldest first.

    Files of other offices may be called alike: they are none of ours.
    """
    path = session.path
    found = [
        one
        for one in path.parent.glob(f"{_escaped(path.stem)}.*{path.suffix}")
        if one != path and datakeys.ident_of(one) is None and _is_copy_of(session, one)
    ]
    return sorted(found, key=lambda one: one.stat().st_mtime_ns)


def encrypt_copies(session: Session, progress: Progress = silent) -> list[Path]:
    """Encrypt the plain copies beside an office's file under its key; returns those that could not be."""
    session.store.refuse_if_read_only()
    key = session.store.key
    if key is None:
        raise Problem("这个数据文件还没有加密。", "请关闭后重新打开它，打开时会加密。")
    left = []
    for one in plain_copies(session):
        try:
            with rekeying.alone(one):
                _rekey(one, None, key, progress)
        except StorageProblem:
            left.append(one)
    return left


def wipe_copies(session: Session) -> None:
    """Overwrite and delete the plain copies beside an office's file, with their key files."""
    from app.exchange import keyring

    session.store.refuse_if_read_only()
    for one in plain_copies(session):
        rekeying.wipe(one)
        rekeying.wipe(keyring.path_beside(one))


def _rekey(path: Path, was: DataKey | None, key: DataKey, progress: Progress) -> None:
    """The database and its key file under another key; whatever happens, one of both keys opens both."""
    from app.exchange import keyring

    keys = keyring.path_beside(path)
    waiting = waiting_beside(path)
    ring = None
    with contextlib.suppress(Problem):
        # Where the key file cannot be read there is nothing to lock anew.
        ring = keyring.load(keys, was)
    if ring is not None:
        keyring.save(waiting, ring, key)
    rekeying.rekey(path, was, key, progress)
    settle(path)


def waiting_beside(path: Path) -> Path:
    """Where a key file waits until the database has taken its key. By its name alone: what reads keys is heavy."""
    return path.with_name(f"{path.name}.key{_NEXT}")


def _is_begun(path: Path) -> bool:
    """Whether somebody is encrypting a file, or was killed at it."""
    return rekeying.is_begun(path) or waiting_beside(path).exists() or _former_keys(path).exists()


def _former_keys(path: Path) -> Path:
    return path.with_name(f"{path.name}.key{_FORMER}")


def settle(path: Path) -> None:
    """Let a waiting key file take its place where the database has taken its key; else it is of no use."""
    waiting, former = waiting_beside(path), _former_keys(path)
    if not waiting.exists() and not former.exists():
        return
    from app.exchange import keyring

    keys = keyring.path_beside(path)
    if former.exists() and keys.exists():
        # Killed once the locked one had taken the name.
        rekeying.wipe(former)
    if not waiting.exists():
        return
    try:
        fits = keyring.ident_in(waiting) == datakeys.ident_of(path)
    except Problem:
        fits = False
    if not fits:
        rekeying.wipe(waiting)
        return
    if _is_plain(keys):
        keys.replace(former)
    waiting.replace(keys)
    if former.exists():
        rekeying.wipe(former)


def _is_plain(keys: Path) -> bool:
    """Whether a key file is there that anybody can read."""
    from app.exchange import keyring

    try:
        return not keyring.ident_in(keys)
    except Problem:
        return False


def _known_key(path: Path) -> DataKey | None:
    """The key that the key file beside a plain file is locked under: a plain backup was put back in its place."""
    from app.exchange import keyring

    try:
        ident = keyring.ident_in(keyring.path_beside(path))
    except Problem:
        return None
    return unlocking.known_key(ident) if ident else None


def _is_copy_of(session: Session, path: Path) -> bool:
    """Whether a plain file holds this office's data; one that cannot be read is known by the name the program gave it."""
    from app.backups import naming

    try:
        header.look(path)
    except StorageProblem:
        return False
    try:
        with looking.looking(path, None) as look:
            return look.facts().get("site") == session.site
    except StorageProblem:
        return naming.kind_of(path.name) in naming.BESIDE


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
