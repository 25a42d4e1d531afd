"""Verified copies of a whole file: making one, and putting one in the place of a file."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from storage import datakeys, driver, header
from storage.datakeys import DataKey
from storage.problems import StorageProblem
from storage.wording import no_room, worded

Progress = Callable[[int, int, str], None]

_AT_ONCE = 2048
"""Pages copied between two reports."""

_KEPT = "恢复前"
"""In the name of a file that made room for a copy."""

_BESIDE = ("-wal", "-shm", "-journal")
"""What the engine keeps beside a file that was not closed properly."""


def key_for(path: Path, key: DataKey | None) -> DataKey | None:
    """The key that opens a file: None for a plain one; refuses an encrypted file that another key opens, or none here."""
    ident = datakeys.ident_of(path)
    if ident is None:
        return None
    if key is None or key.ident != ident:
        raise StorageProblem(
            f"“{path.name}”是加密的，这里没有打开它的密钥。", "请用打印好的恢复码打开它。没有对它做任何改动。"
        )
    return key


def backup(conn: Any, target: Path, key: DataKey | None, progress: Progress = lambda *_: None) -> None:
    """Copy the whole database as it is at one moment, verify the copy by opening it, and put it in place at once.

    `key` is that of the connection; the copy is encrypted under it too. What `progress` raises stops it: then, as
    after any failure, nothing is left.
    """
    part = target.with_name(target.name + ".part")
    try:
        forget(part)
        part.touch(0o600)
        with worded(target):
            with closing(driver.connect(part, key)) as copy:
                counts = _copy(conn, copy, progress)
            if not _is_like(part, key, counts):
                raise StorageProblem("数据文件有损坏，没有生成备份。", "请从以前的备份恢复，并联系维护人员。")
        _set_logs_aside(target)
        part.replace(target)
    except OSError as error:
        raise no_room(target, error) from error
    finally:
        with suppress(OSError):
            forget(part)


def _copy(conn: Any, copy: Any, progress: Progress) -> dict[str, int]:
    """Copy all pages through SQLite's backup call; returns how many rows each table has."""
    # Within one read transaction: else what others write meanwhile would make the engine begin again and again.
    begun = not conn.in_transaction
    if begun:
        conn.execute("BEGIN")
    try:
        counts = _counts(conn)
        conn.backup(copy, pages=_AT_ONCE, progress=lambda _, left, total: progress(total - left, total, "备份"))
    finally:
        if begun:
            conn.execute("ROLLBACK")
    copy.execute("PRAGMA journal_mode = DELETE")
    return counts


def _is_like(path: Path, key: DataKey | None, counts: dict[str, int]) -> bool:
    """Whether a file, opened anew, is sound and has so many rows in each table."""
    with closing(driver.connect(path, key, read_only=True, alone=True)) as conn:
        return is_whole(conn, key) and _counts(conn) == counts


def _counts(conn: Any) -> dict[str, int]:
    tables = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
    return {name: conn.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0] for (name,) in tables}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def foreign(path: Path) -> Iterator[None]:
    """Whatever the engine says of a file that may have come from anywhere is the file's fault, never ours."""
    try:
        with worded(path):
            yield
    except (driver.DatabaseError, UnicodeDecodeError, MemoryError) as error:
        # A message of the engine may quote bytes that are no text, and a damaged page promise any length.
        raise StorageProblem(
            f"“{path.name}”里的内容读不出来。",
            "它可能已经损坏，或不是薪火的数据文件。没有改动任何内容，请换另一份备份。",
        ) from error


def write_again(source: Path, fresh: Path, key: DataKey | None) -> None:
    """Write what a copy holds to a file beside the place it is for; `key` opens it, None where it is plain.

    Raises StorageProblem where it is not ours, newer, cut short or damaged: then nothing is left.
    """
    header.look(source)
    key = key_for(source, key)
    with foreign(source), closing(_reading(source, key)) as conn:
        header.refuse_if_too_new(conn, source)
        if not is_whole(conn, key):
            raise StorageProblem(f"备份“{source.name}”已经损坏，没有恢复。", "请换另一份备份。现在的数据没有改动。")
        backup(conn, fresh, key)


def take_place(fresh: Path, target: Path, key: DataKey | None) -> Path | None:
    """Put a finished file in the place of `target`; what was there is kept beside it, and returned. `key` opens that.

    At any moment either the one or the other stands there, where the disk lets a file have two names; else (FAT) there
    is a moment between two renamings in which the old one is only found under the name it is kept by.
    """
    try:
        kept = _set_aside(target, key) if target.exists() else None
        try:
            _set_logs_aside(target)
            fresh.replace(target)
        except OSError:
            if kept is not None:
                _take_back(kept, target)
            raise
    except OSError as error:
        raise no_room(target, error) from error
    return kept


def _take_back(kept: Path, target: Path) -> None:
    if target.exists():
        # A second name of the file itself, which renaming would leave as it is (rename(2)).
        kept.unlink()
    else:
        _move_whole(kept, target)


def drop_second_names(path: Path) -> None:
    """Take away what a kill in the middle of `take_place` left: the file itself under the name of one that was kept.

    Opened by both names at once it would be damaged (https://www.sqlite.org/howtocorrupt.html, "multiple links").
    """
    with suppress(OSError):
        if path.stat().st_nlink > 1:
            for one in path.parent.iterdir():
                if one.name.startswith(f"{path.stem}.{_KEPT}-") and one.samefile(path):
                    one.unlink()


def restore(source: Path, target: Path, key: DataKey | None) -> Path | None:
    """Put a verified copy of `source` in the place of `target`; `key` opens both. Returns where the old one is kept."""
    fresh = target.with_name(target.name + ".new")
    try:
        forget(fresh)
        write_again(source, fresh, key)
        return take_place(fresh, target, key)
    finally:
        with suppress(OSError):
            forget(fresh)


def is_whole(conn: Any, key: DataKey | None) -> bool:
    """Whether an open file is sound: every encrypted page by its seal, free ones too, and what the engine finds."""
    try:
        if key is not None and conn.execute("PRAGMA cipher_integrity_check").fetchone():
            return False
        return bool(conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except UnicodeDecodeError:
        # A message of the engine that quotes what stands there: no text, so no name of ours.
        return False
    except driver.DatabaseError as error:
        if any(mark in str(error) for mark in ("malformed", "not a database")):
            return False
        raise


def _reading(path: Path, key: DataKey | None) -> Any:
    """A connection that changes nothing; a log that lies beside the file is read with it."""
    return driver.connect(path, key, read_only=True, alone=not header.has_log(path))


def _set_aside(target: Path, key: DataKey | None) -> Path:
    """Rename a file so that it is kept whole beside its successor; a damaged one takes its log along."""
    kept = _place_to_keep(target)
    try:
        fold_log(target, key_for(target, key))
    except StorageProblem:
        # Another key's: its log goes along as it is.
        pass
    except driver.DatabaseError as error:
        if "locked" in str(error):
            with worded(target):
                raise
    if not logs(target) and _linked(target, kept):
        return kept
    _move_whole(target, kept)
    return kept


def _place_to_keep(target: Path) -> Path:
    """A name of its own for what makes room, with nothing beside it either."""
    stem = f"{target.stem}.{_KEPT}-{datetime.now():%Y%m%d%H%M%S}"
    names = (f"{stem}{more}{target.suffix}" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(place for place in map(target.with_name, names) if not place.exists() and not logs(place))


def _move_whole(path: Path, place: Path) -> None:
    """Rename a file with its log, of which each name has one of its own as long as the file may bear it.

    Killed before the renaming the file stands where it stood, after it at its new place, with its whole log either way;
    what is left of the log under the name that is free lies beside no file, and goes by `_set_logs_aside`.
    """
    try:
        for log in logs(path):
            _copy_file(log, _beside(log, path, place))
        path.replace(place)
    except OSError:
        for log in logs(place):
            log.unlink()
        raise
    for log in logs(path):
        with suppress(OSError):
            log.unlink()


def _copy_file(source: Path, place: Path) -> None:
    shutil.copyfile(source, place)
    with place.open("rb+") as file:
        os.fsync(file.fileno())


def _set_logs_aside(target: Path) -> None:
    """Keep logs under a name of their own that lie where a finished file goes: the engine would play them back into it.

    They are of a file that was moved away, or that is replaced, and may hold what was saved there last. Killed in
    between nothing new stands there yet, and the next attempt takes the rest.
    """
    left = logs(target)
    if left:
        kept = _place_to_keep(target)
        for log in left:
            log.replace(_beside(log, target, kept))


def _beside(log: Path, path: Path, place: Path) -> Path:
    """Where the log of one file lies when the file is called otherwise."""
    return place.with_name(place.name + log.name.removeprefix(path.name))


def logs(path: Path) -> list[Path]:
    """What the engine left beside a file, which need not be there itself."""
    return [log for end in _BESIDE if (log := path.with_name(path.name + end)).exists()]


def _linked(path: Path, second: Path) -> bool:
    """Give a file a second name; whether the disk lets us."""
    try:
        os.link(path, second)
    except OSError:
        return False
    return True


def fold_log(path: Path, key: DataKey | None) -> None:
    """Write the write-ahead log into the file itself and remove it, so that the file alone is the whole."""
    with closing(driver.connect(path, key)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode = DELETE")


def forget(path: Path) -> None:
    """Delete a file with everything the engine keeps beside it."""
    for end in ("", *_BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)


def opens(path: Path, key: DataKey) -> bool:
    """Whether a key really opens a file; StorageProblem where something else is in the way."""
    if driver.is_sealed_by(path, key):
        return True
    with worded(path), closing(_reading(path, key)) as conn:
        try:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.DatabaseError as error:
            if any(mark in str(error) for mark in ("malformed", "not a database")):
                return False
            raise
    return True
