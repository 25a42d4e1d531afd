"""A whole file written anew under another key, verified, and put in its own place: how a plain file becomes encrypted."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from storage import copies, driver, header
from storage.datakeys import DataKey
from storage.problems import StorageProblem
from storage.wording import no_room, worded

Progress = Callable[[int, int, str], None]

_FRESH, _FORMER, _BUSY = ".rekeyed", ".former", ".rekeying"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only one who encrypts a file, or puts in order what a kill left of that; the system frees it after a kill.

    Raises StorageProblem while somebody else is at it: nobody waits, for it may take minutes.
    """
    place = path.with_name(path.name + _BUSY)
    try:
        place.touch(0o600)
    except OSError as error:
        raise no_room(path, error) from error
    with worded(place):
        conn = driver.connect(place, None)
    with closing(conn):
        with worded(place):
            _hold(conn, path)
        try:
            yield
        finally:
            # While it is still held, so that it never is somebody else's that goes; Windows lets it go only afterwards.
            gone = _unlinked(place)
    if not gone:
        _unlinked(place)


def _unlinked(place: Path) -> bool:
    try:
        place.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _hold(conn: Any, path: Path) -> None:
    conn.execute("PRAGMA busy_timeout = 0")
    try:
        conn.execute("PRAGMA journal_mode = MEMORY")
        conn.execute("BEGIN EXCLUSIVE")
    except driver.OperationalError as error:
        if "locked" in str(error):
            raise _busy(path) from error
        raise


def is_begun(path: Path) -> bool:
    """Whether somebody is encrypting a file, or was killed at it."""
    return any(path.with_name(path.name + end).exists() for end in (_FRESH, _FORMER, _BUSY))


def _busy(path: Path) -> StorageProblem:
    return StorageProblem(
        f"“{path.name}”正在另一个薪火窗口里加密或使用。", "请等它办完，或关闭那个窗口，再试一次。没有改动任何内容。"
    )


def rekey(path: Path, was: DataKey | None, key: DataKey | None, progress: Progress = lambda *_: None) -> None:
    """Encrypt a file under `key` that was under `was` (None: plain), in its place.

    Nobody else may have it open. The new file is compared with the old one, value by value, before it takes the name;
    a kill at any moment leaves the one or the other, whole. What the old one held is overwritten where the disk lets
    us; a disk may keep traces of it all the same.
    """
    header.look(path)
    fresh = path.with_name(path.name + _FRESH)
    try:
        with worded(path):
            progress(0, 3, "整理数据文件")
            copies.fold_log(path, was)
            before = _state(path)
            rewritten(path, was, fresh, key, progress)
        if _state(path) != before:
            # Somebody opened it meanwhile: what is saved there would be gone.
            raise _busy(path)
        former = _second_name(path)
        fresh.replace(path)
        # The new name is on the disk before the old content goes: a power cut must not bring back what was wiped.
        _settle(path)
    except OSError as error:
        raise no_room(path, error) from error
    finally:
        with suppress(OSError):
            copies.forget(fresh)
    if former is not None:
        wipe(former)


def tidy(path: Path) -> None:
    """Wipe what a kill in the middle of `rekey` left beside a file."""
    with suppress(OSError):
        copies.forget(path.with_name(path.name + _FRESH))
    former = path.with_name(path.name + _FORMER)
    if former.exists() and path.exists():
        with suppress(OSError):
            if former.samefile(path):
                # Killed before the new file took the name: this is the file itself under a second name.
                former.unlink()
            else:
                wipe(former)


def rewritten(
    source: Path, was: DataKey | None, target: Path, key: DataKey | None, progress: Progress = lambda *_: None
) -> None:
    """Write all of `source` (under `was`) to a new file `target` under `key`; StorageProblem unless they are equal."""
    try:
        with worded(target):
            _write_again(source, was, target, key, progress)
    except OSError as error:
        raise no_room(target, error) from error


def _write_again(source: Path, was: DataKey | None, target: Path, key: DataKey | None, progress: Progress) -> None:
    copies.forget(target)
    target.touch(0o600)
    attach = "ATTACH DATABASE ? AS old KEY " + (f'"{was.literal}"' if was else "''")
    # The log was folded in by the caller, or lies beside and is read with it.
    place = driver.uri_of(source, read_only=True, alone=not header.has_log(source))
    with closing(driver.connect(target, key)) as conn:
        conn.execute(attach, (place,))
        conn.execute("BEGIN")
        progress(1, 3, "加密")
        conn.execute("SELECT sqlcipher_export('main', 'old')")
        for pragma in ("user_version", "application_id"):
            value = conn.execute(f"PRAGMA old.{pragma}").fetchone()[0]
            conn.execute(f"PRAGMA main.{pragma} = {value}")
        conn.execute("COMMIT")
        progress(2, 3, "逐条核对")
        if not _equal(conn) or not copies.is_whole(conn, key):
            raise StorageProblem(
                f"“{source.name}”没有加密成：写好后核对不一致。", "原来的文件没有改动，请联系维护人员。"
            )
        conn.execute("DETACH DATABASE old")
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def wipe(path: Path) -> None:
    """Overwrite a file with zeros and delete it with what lies beside it; a disk may keep traces all the same."""
    block = bytes(1 << 20)
    with suppress(OSError), path.open("rb+", buffering=0) as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(block[: min(left, len(block))]) or left
        os.fsync(file.fileno())
    copies.forget(path)


def _state(path: Path) -> tuple[int, int, bool]:
    """What changes once anybody opens a file to work in it."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, path.with_name(path.name + "-wal").exists()


def _settle(path: Path) -> None:
    """Force a file's new name to the disk, as far as the system lets us."""
    with suppress(OSError):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        if os.name == "posix":
            handle = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _second_name(path: Path) -> Path | None:
    """Give a file a second name, by which it can be overwritten once it has lost the first; None where none can be."""
    former = path.with_name(path.name + _FORMER)
    try:
        former.unlink(missing_ok=True)
        os.link(path, former)
    except OSError:
        return None
    return former


def _equal(conn: Any) -> bool:
    """Whether the attached file `old` and the new one hold the same schema and the same rows."""
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_schema"
    if _differ(conn, schema):
        return False
    tables = [row[0] for row in conn.execute("SELECT name FROM old.sqlite_schema WHERE type = 'table'")]
    return not any(_differ(conn, f'SELECT * FROM {{}}."{table}"') for table in tables)


def _differ(conn: Any, rows: str) -> bool:
    old, new = rows.format("old"), rows.format("main")
    counts = [conn.execute(f"SELECT count(*) FROM ({one})").fetchone()[0] for one in (old, new)]
    return counts[0] != counts[1] or bool(conn.execute(f"SELECT EXISTS ({old} EXCEPT {new})").fetchone()[0])
