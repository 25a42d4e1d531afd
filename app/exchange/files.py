"""Write a file so that it is there wholly or not at all, and read one back in one piece."""

import contextlib
import errno
import os
from pathlib import Path

from app.problems import Problem

EXTENSION = ".xhb"
"""How the names of files between offices end."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put `data` at `path`, replacing what stood there, or leave everything as it was.

    The bytes go to `<name>.part`, are forced to the disk, read back and compared, and then take the name.
    `private` makes the file readable by its owner alone (POSIX; on Windows the folder's rights decide).
    Raises Problem when the place is full, write-protected, gone, or gives back something else.
    """
    part = path.with_name(path.name + ".part")
    try:
        _write_through(part, data, 0o600 if private else 0o666)
        if part.read_bytes() != data:
            raise Problem(f"「{path.name}」写好后读回来与原来不一致。", "这个U盘或磁盘可能已有损坏，请换一个再写一次。")
        part.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def read(path: Path, most: int) -> bytes:
    """Return the whole of a file of at most `most` bytes; raise Problem if it is larger or unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Problem(
            f"「{path.name}」读不出来。", "请确认U盘插好、文件还在原处，没有被别的程序占用，然后再试一次。"
        ) from error
    if len(data) > most:
        raise Problem(f"「{path.name}」太大，不像是薪火的文件。", "请确认选对了文件。")
    return data


def _write_through(part: Path, data: bytes, mode: int) -> None:
    # A leftover of an earlier attempt may have wider rights than asked for, so it goes first.
    part.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Force the new name to the disk too, where the system lets a folder be opened for that."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(path: Path, error: OSError) -> Problem:
    if error.errno in _NO_ROOM:
        return Problem(f"剩余空间不够，「{path.name}」没有写成。", "请腾出空间或换一个U盘，再试一次。")
    if error.errno in _NO_RIGHT:
        return Problem(
            f"这个位置不能写入，「{path.name}」没有写成。",
            "U盘可能打开了写保护，或同名文件正在别的程序里打开；请检查后再试，或换一个位置。",
        )
    return Problem(f"「{path.name}」没有写成。", "请确认U盘插好、文件夹还在，再试一次，或换一个位置。")
