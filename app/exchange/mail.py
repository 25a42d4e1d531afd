"""What every file that goes or comes needs: its name and place, and its line in the history."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.exchange import files
from app.exchange.package import EXTENSION, Header
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.store import Act, Rows

MOST = 1 << 30
"""Bytes of the largest file that is read at all."""

_UNNAMEABLE = re.compile(r'[<>:"/|?*\\\x00-\x1f]')
"""Characters that Windows takes in no file name."""
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\.")
"""What Windows takes for a device at the beginning of a name, whatever follows the dot."""


@dataclass(frozen=True)
class Made:
    """A file that was written: where, for whom, how large, and what it holds."""

    path: Path
    to_name: str
    size: int
    counts: Mapping[str, int] = field(default_factory=dict)
    code: str | None = None
    """The eight digits to compare by telephone, for a request to join."""
    more: tuple[Path, ...] = ()
    """Further files that hold attachments for which there was no room in this one."""


def county_only(session: Session) -> None:
    """Refuse what only a county does."""
    if not session.is_county:
        raise Problem("这件事由县里办理。", "请在县里的电脑上操作。")


def importing(session: Session, reason: str, kind: str = "received") -> Act:
    """The act under which a file is taken or noted: it replays a journal and writes none.

    `reason` stands in the audit as it is, under `kind` (of `app.audit.KINDS`): it names offices, never people.
    """
    return Act(session.operator or "未署名", reason, mode="import", kind=kind)


def now_of(session: Session) -> str:
    """This moment as the office's clock tells it, ISO 8601: shown, never compared."""
    return session.now().isoformat(timespec="seconds")


def write_out(folder: Path, name: str, data: bytes, session: Session) -> Path:
    """Write under a name that Windows takes and that says what it is; never over another file.

    Nothing is handed over that could not be noted: refused where the office's file is for looking only.
    """
    session.store.refuse_if_read_only()
    if not folder.is_dir():
        raise Problem(f"找不到文件夹“{folder}”。", "请检查U盘是否插好，或换一个文件夹。")
    named = _UNNAMEABLE.sub("_", name)
    named = named.replace(".", "_", 1) if _DEVICE.match(named) else named
    stem = f"{named}-{session.now():%Y%m%d-%H%M%S}"
    path = folder / (stem + EXTENSION)
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}{EXTENSION}"
        number += 1
    files.write(path, data)
    return path


def note_file(
    rows: Rows, session: Session, direction: str, header: Header, name: str, size: int, counts: Mapping[str, int]
) -> None:
    """Add a file that was made ("out") or taken ("in") to the history, inside the block that made or took it."""
    out = direction == "out"
    stored.add_file(
        rows,
        {
            "package_id": header.package_id,
            "direction": direction,
            "kind": header.kind,
            "site": header.to_site if out else header.from_site,
            "site_name": header.to_name if out else header.from_name,
            "file_name": name,
            "at": now_of(session),
            "actor": session.operator or "未署名",
            "size": size,
            "summary": msgspec.json.encode(dict(counts)).decode(),
            # What came with it bears the same revision: that is how it can be taken back.
            "rev": None if out else rows.rev,
        },
    )
