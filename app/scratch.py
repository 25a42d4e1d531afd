"""The private folder for what has to lie on the disk for a while (临时文件): this person's alone, and wiped afterwards.

Each running program has one of its own, held by a lock as long as it runs. What is left by one that was killed is wiped
when the program starts next. Overwritten before it is removed: on a magnetic disk nothing can be read back; a solid
state disk may keep what it likes inside, so what matters most never gets here in clear.
"""

import atexit
import contextlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

PLACE = "XINHUO_SCRATCH"
"""The environment variable that names another place for these folders."""

_BLOCK = bytes(1 << 20)
_OURS = re.compile(r"\d+-[0-9a-f]{32}(?:\.lock)?")
"""How these folders and their locks are called: whatever else lies in that place is not ours to wipe."""
_mine: list[tuple[Path, IO[bytes]]] = []


def begin() -> Path:
    """Let everything that this process and its libraries put into temporary files go into its private folder.

    Wipes what programs that are gone have left. Returns the folder; called more than once it is the same.
    """
    made = folder()
    tempfile.tempdir = str(made)
    sweep()
    return made


def folder() -> Path:
    """This process's private folder, made when first asked for; it goes, wiped, when the process ends."""
    if not _mine or not _mine[0][0].is_dir():
        if not _mine:
            atexit.register(end)
        _mine[:] = [_made(_base())]
    return _mine[0][0]


@contextlib.contextmanager
def passing() -> Iterator[Path]:
    """A folder for one piece of work, wiped at its end."""
    made = Path(tempfile.mkdtemp(dir=folder()))
    try:
        yield made
    finally:
        wipe(made)


@contextlib.contextmanager
def lent() -> Iterator[None]:
    """For code of the system in this process that asks the environment where to put temporary files (CUPS does)."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder())
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before


def end() -> None:
    """Wipe this process's folder; nothing may go there afterwards."""
    while _mine:
        made, held = _mine.pop()
        if tempfile.tempdir == str(made):
            tempfile.tempdir = None
        wipe(made)
        held.close()
        if not made.exists():
            _lock_of(made).unlink(missing_ok=True)


def sweep() -> int:
    """Wipe the folders of programs that are gone; returns how many were. What is still in use is left for next time."""
    base = _base()
    found = [one.name for one in base.iterdir()] if base.is_dir() else []
    names = {name.removesuffix(".lock") for name in found if _OURS.fullmatch(name)}
    return sum(_swept(base / name) for name in sorted(names))


def wipe(path: Path) -> None:
    """Overwrite and remove a file, or a folder with all that is in it. Links are removed, never followed.

    What another program holds open on Windows stays.
    """
    with contextlib.suppress(OSError):
        if not path.is_symlink() and path.is_dir():
            for one in list(path.iterdir()):
                wipe(one)
            path.rmdir()
            return
        _overwrite(path)
        path.unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    about = path.lstat()
    # Another name of the same file is somebody's who did not put it here to be wiped.
    if not stat.S_ISREG(about.st_mode) or about.st_nlink > 1:
        return
    with contextlib.suppress(OSError), path.open("r+b", buffering=0) as file:
        for at in range(0, about.st_size, len(_BLOCK)):
            file.write(_BLOCK[: about.st_size - at])
        os.fsync(file.fileno())


def _base() -> Path:
    """The place of all these folders: on this computer, of this person, in no folder that is synchronised."""
    said = os.environ.get(PLACE)
    if said:
        return Path(said)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "xinhuo" / "temporary"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xinhuo" / "temporary"


def _made(base: Path) -> tuple[Path, IO[bytes]]:
    """A new folder and its lock, held. In the system's own temporary folder where the person's cannot be written."""
    for place in (base, Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = place / f"{os.getpid()}-{uuid4().hex}"
            held = _held(_lock_of(made))
            if held is not None:
                made.mkdir(mode=0o700)
                return made, held
    made = Path(tempfile.mkdtemp(prefix="xinhuo-"))
    return made, _lock_of(made).open("a+b")


def _swept(left: Path) -> bool:
    lock = _lock_of(left)
    with contextlib.suppress(OSError):
        held = _held(lock)
        if held is None:
            return False
        wipe(left)
        gone = not left.exists()
        held.close()
        if gone:
            lock.unlink(missing_ok=True)
        return gone
    return False


def _lock_of(made: Path) -> Path:
    return made.with_name(f"{made.name}.lock")


def _held(lock: Path) -> IO[bytes] | None:
    """The lock, open and ours; None when a running program has it. The system frees it however that program ends."""
    file = lock.open("a+b")
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever swept meanwhile has taken its name away: it would protect nothing.
            if not lock.exists() or lock.stat().st_ino != os.fstat(file.fileno()).st_ino:
                file.close()
                return None
    except OSError:
        file.close()
        return None
    return file
