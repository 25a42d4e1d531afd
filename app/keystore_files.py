"""Secrets as files that their owner alone may read: where a system has no store of its own, and for trials."""

import contextlib
from pathlib import Path

from app.exchange import files
from app.keystores import Standing, Unavailable
from app.problems import Problem

_MOST = 1 << 12


class OwnFiles:
    """A folder of small files, `<ident>.key` each with a secret as hex digits."""

    def __init__(self, folder: Path, standing: Standing) -> None:
        self._folder = folder
        self.standing = standing

    def put(self, ident: str, secret: bytes) -> None:
        """Keep a secret; Unavailable when the folder cannot be written."""
        keep(self._file(ident), secret.hex().encode("ascii"))

    def get(self, ident: str) -> bytes | None:
        """The secret; None when there is none or its file is damaged."""
        data = read(self._file(ident))
        if not data:
            return None
        try:
            return bytes.fromhex(data.decode("ascii"))
        except ValueError:
            return None

    def forget(self, ident: str) -> None:
        """Remove its file."""
        remove(self._file(ident))

    def is_ready(self) -> bool:
        """Always: whether it can be written shows when it is."""
        return True

    def _file(self, ident: str) -> Path:
        return self._folder / f"{ident}.key"


def keep(path: Path, data: bytes) -> None:
    """Write a file wholly or not at all, into a folder that its owner alone enters."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, data, private=True)
    except (OSError, Problem) as error:
        raise Unavailable from error


def read(path: Path) -> bytes | None:
    """The bytes of a small file, or None when it is not there or cannot be read."""
    if not path.is_file():
        return None
    try:
        return files.read(path, _MOST)
    except Problem:
        return None


def remove(path: Path) -> None:
    """Overwrite a file, then remove it; a file that is not there is no matter."""
    with contextlib.suppress(OSError):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(bytes(size))
        path.unlink()
