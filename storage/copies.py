"""Verified copies of a whole file: making one, and putting one in the place of a file."""

from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from storage import driver, header
from storage.problems import StorageProblem
from storage.wording import no_room, worded

_BESIDE = ("-wal", "-shm")
"""What the engine keeps beside a file that was not closed properly."""


def backup(conn: Any, target: Path) -> None:
    """Copy the whole database through SQLite's backup call, verify the copy, and put it in place at once."""
    part = target.with_name(target.name + ".part")
    try:
        _forget(part)
        part.touch(0o600)
        with worded(target), closing(driver.connect(part)) as copy:
            conn.backup(copy)
            if not _is_whole(copy):
                raise StorageProblem("数据文件有损坏，没有生成备份。", "请从以前的备份恢复，并联系维护人员。")
            copy.execute("PRAGMA journal_mode = DELETE")
        part.replace(target)
    except OSError as error:
        raise no_room(target, error) from error
    finally:
        with suppress(OSError):
            _forget(part)


def restore(source: Path, target: Path) -> Path | None:
    """Put a verified copy of `source` in the place of `target`; what was there is kept beside it.

    The source is checked whole before anything is touched. Returns where the replaced file now is.
    """
    header.look(source)
    fresh = target.with_name(target.name + ".new")
    try:
        with worded(source), closing(_reading(source)) as conn:
            header.refuse_if_too_new(conn, source)
            if not _is_whole(conn):
                raise StorageProblem(f"备份“{source.name}”已经损坏，没有恢复。", "请换另一份备份。现在的数据没有改动。")
            backup(conn, fresh)
        kept = _set_aside(target) if target.exists() else None
        try:
            fresh.replace(target)
        except OSError:
            if kept is not None:
                kept.replace(target)
            raise
    except OSError as error:
        raise no_room(target, error) from error
    finally:
        with suppress(OSError):
            _forget(fresh)
    return kept


def _is_whole(conn: Any) -> bool:
    try:
        return bool(conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except driver.DatabaseError as error:
        if "malformed" in str(error):
            return False
        raise


def _reading(path: Path) -> Any:
    """A connection that changes nothing; a log that lies beside the file is read with it."""
    return driver.connect(path, read_only=True, alone=not header.has_log(path))


def _set_aside(target: Path) -> Path:
    """Rename a file so that it is kept whole beside its successor; a damaged one takes its log along."""
    stem = f"{target.stem}.恢复前-{datetime.now():%Y%m%d%H%M%S}"
    names = (f"{stem}{more}{target.suffix}" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    kept = next(place for place in map(target.with_name, names) if not place.exists())
    try:
        _fold_log(target)
    except driver.DatabaseError as error:
        if "locked" in str(error):
            with worded(target):
                raise
    target.replace(kept)
    for end in _BESIDE:
        beside = target.with_name(target.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))
    return kept


def _fold_log(path: Path) -> None:
    """Write the write-ahead log into the file itself and remove it, so that the file alone is the whole."""
    with closing(driver.connect(path)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode = DELETE")


def _forget(path: Path) -> None:
    for end in ("", "-journal", *_BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)
