"""How copies that are made by themselves are called: a name says of which file it is a copy, and when it was made."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.session import Session

EXTENSION = ".xinhuo"
"""How the names of offices' files end."""

AUTOMATIC, BY_HAND = "自动备份", "备份"
BESIDE = ("接收前", "升级前", "恢复前")
"""What the program writes beside the file before something great is done to it."""

COMPANIONS = (EXTENSION + ".key", EXTENSION + ".purged", ".说明.txt")
"""What stands beside a copy, under its own name with one of these endings."""

_STAMP = "%Y%m%d-%H%M%S"
_MARK_LENGTH = 8
_NAME = re.compile(r"(?P<stem>.+)-自动备份-(?P<at>\d{8}-\d{6})-(?P<mark>[0-9a-f]{8})")
_COPY_OF = re.compile(r"(.+?)(?:-(?:自动备份|备份)-\d{8}-\d{6}.*|\.(?:接收前|升级前|恢复前)-\d.*)")
_KIND = re.compile(
    r".+(?:-(?P<auto>自动备份)-\d{8}-\d{6}-[0-9a-f]{8}|-(?P<hand>备份)-\d{8}-\d{6}"
    r"|\.(?P<taking>接收前)-\d{8}-\d{6}(?:-\d{1,3})?|\.(?P<upgrade>升级前)-\d{1,3}"
    r"|\.(?P<restore>恢复前)-\d{14}(?:-\d{1,3})?)"
)
"""Only what the program itself gives, with the counters it adds: a name that a person made of such a one is a file's own."""


@dataclass(frozen=True, order=True)
class Made:
    """A copy made by itself, as its name tells: when by the clock of its computer, and the mark of its file."""

    at: datetime
    mark: str
    name: str


def mark_of(session: Session) -> str:
    """What tells this office's file from every other: two computers of one school are two files with one site."""
    told = f"{session.site} {session.store.fact('created') or ''}"
    return hashlib.sha256(told.encode()).hexdigest()[:_MARK_LENGTH]


def automatic(stem: str, at: datetime, mark: str) -> str:
    """The name of a copy made by itself of the file called `stem`."""
    return f"{stem}-{AUTOMATIC}-{at:{_STAMP}}-{mark}{EXTENSION}"


def by_hand(stem: str, at: datetime) -> str:
    """The name of a copy that a person asks for."""
    return f"{stem}-{BY_HAND}-{at:{_STAMP}}{EXTENSION}"


def read(name: str) -> Made | None:
    """What a name says; None for every file that is not a copy made by itself, one half written included."""
    if not name.endswith(EXTENSION):
        return None
    return _read(name.removesuffix(EXTENSION), name)


def copy_of(companion: str) -> str | None:
    """The name of the copy made by itself that a file stands beside; None for what stands beside none."""
    for ending in COMPANIONS:
        if companion.endswith(ending) and _read(companion.removesuffix(ending), companion):
            return companion.removesuffix(ending) + EXTENSION
    return None


def kind_of(name: str) -> str:
    """What kind of copy a file is by its name: 自动备份, 备份, 接收前, 升级前, 恢复前; "" where the name says nothing."""
    found = _KIND.fullmatch(Path(name).stem)
    return next(filter(None, found.groups())) if found else ""


def original(name: str) -> str:
    """How the file was called of which this is a copy, as far as the name tells."""
    stem = name.removesuffix(EXTENSION)
    found = _COPY_OF.fullmatch(stem)
    return (found[1] if found else stem) + EXTENSION


def size_in_words(size: int) -> str:
    """A size as people say it."""
    if size < 1 << 20:
        return f"{max(1, size >> 10):,} KB"
    return f"{size / (1 << 20):,.1f} MB"


def _read(stem: str, name: str) -> Made | None:
    found = _NAME.fullmatch(stem)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _STAMP)
    except ValueError:
        return None
    return Made(at, found["mark"], name)
