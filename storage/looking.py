"""Looking into a copy of an office's file: whose it is, what it holds, whether it is whole. Nothing is ever written."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage import copies, datakeys, driver, header
from storage.datakeys import DataKey
from storage.problems import StorageProblem
from storage.schema import TABLES

_OURS = ("office", "transactions", "teachers")
"""Tables that every version had."""


@dataclass(frozen=True)
class Act:
    """One act of the journal; `received`: another office's, whose file was taken here."""

    id: str
    at: str
    actor: str
    reason: str
    received: bool


@dataclass(frozen=True)
class Sent:
    """A file made (`direction` out) or taken (in)."""

    package: str
    direction: str
    kind: str
    site_name: str
    file_name: str
    at: str


class Look:
    """An open look: reads a file of any version as it is, without bringing it up to date."""

    def __init__(self, path: Path, conn: Any, key: DataKey | None) -> None:
        self.path, self._conn, self._key = path, conn, key

    @property
    def version(self) -> int:
        """The file's schema version."""
        return header.version(self._conn)

    def whole(self) -> bool:
        """Whether every page is as it was written, and the engine finds nothing wrong; reads the whole file."""
        return copies.is_whole(self._conn, self._key)

    def facts(self) -> Mapping[str, str | None]:
        """Facts about the office: site, role, name, created …"""
        return dict(self._conn.execute("SELECT key, value FROM office").fetchall())

    def counts(self) -> Mapping[str, int]:
        """Exchanged table → its rows; tables this file does not know yet are left out."""
        there = self._tables()
        return {one: _count(self._conn, one) for one in TABLES if one in there}

    def last_act(self) -> Act | None:
        """The newest act."""
        return next(iter(self._acts("ORDER BY seq DESC LIMIT 1")), None)

    def acts(self) -> list[Act]:
        """Every act, oldest first."""
        return self._acts("ORDER BY seq")

    def act_ids(self) -> set[str]:
        """The ids of all acts."""
        return {row[0] for row in self._conn.execute("SELECT id FROM transactions")}

    def certificates(self) -> Mapping[str, str]:
        """Certificate → its number."""
        return dict(self._conn.execute("SELECT id, number FROM certificates WHERE number IS NOT NULL").fetchall())

    def files(self) -> list[Sent]:
        """Files made and taken, oldest first."""
        if "exchange_files" not in self._tables():
            return []
        found = self._conn.execute(
            "SELECT package_id, direction, kind, site_name, file_name, at FROM exchange_files ORDER BY id"
        )
        return [Sent(*row) for row in found]

    def _acts(self, order: str) -> list[Act]:
        found = self._conn.execute(f"SELECT id, at, actor, reason, received FROM transactions {order}")
        return [Act(pk, at, actor, reason, bool(received)) for pk, at, actor, reason, received in found]

    def _tables(self) -> set[str]:
        return tables_of(self._conn)


@contextmanager
def looking(path: Path, key: DataKey | None, *, live: bool = False) -> Iterator[Look]:
    """Look into a file; raises StorageProblem for one that is missing, not ours, newer, cut short or damaged.

    `live`: somebody may be writing to it meanwhile.
    """
    header.look(path)
    key = copies.key_for(path, key)
    # A log lies beside a file that somebody has open; where none lies there, nothing need be left behind by looking.
    alone = not (path.with_name(path.name + "-wal").exists() if live else header.has_log(path))
    with copies.foreign(path), closing(driver.connect(path, key, read_only=True, alone=alone)) as conn:
        header.refuse_if_too_new(conn, path)
        _refuse_if_not_ours(conn, path)
        yield Look(path, conn, key)


def bears_our_sign(path: Path) -> bool:
    """Whether a file says of itself that it is ours, by its first bytes."""
    if datakeys.ident_of(path):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return int.from_bytes(head[68:72], "big") == header.APPLICATION_ID


def rows_in(conn: Any) -> int:
    """How many records a file holds, over all exchanged tables."""
    there = tables_of(conn)
    return sum(_count(conn, one) for one in TABLES if one in there)


def tables_of(conn: Any) -> set[str]:
    """The names of a file's tables."""
    return {row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _refuse_if_not_ours(conn: Any, path: Path) -> None:
    """A file that bears our sign may be no office's all the same."""
    if not tables_of(conn) >= set(_OURS) or not conn.execute("SELECT 1 FROM office WHERE key = 'site'").fetchone():
        raise StorageProblem(
            f"“{path.name}”不是薪火的数据文件。", "里面没有单位的数据。没有对它做任何改动，请换另一份备份。"
        )


def _count(conn: Any, table: str) -> int:
    return int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
