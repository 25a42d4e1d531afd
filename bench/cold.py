"""Drops files from the system's page cache, where it can be asked to: what a cold start or a cold reading begins with."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path


def can_drop() -> bool:
    """Whether this system lets a program drop a file from its cache."""
    return hasattr(os, "posix_fadvise")


def drop_file(name: str | Path) -> None:
    """Drop one file from the cache; what was just written stays until it is on the disk (`os.sync`)."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def drop(folders: Iterable[Path]) -> None:
    """Drop every file in these folders, however deep."""
    for one in folders:
        for folder, _, names in os.walk(one):
            for name in names:
                drop_file(os.path.join(folder, name))  # noqa: PTH118 - 60,000 files: pathlib would take as long again
