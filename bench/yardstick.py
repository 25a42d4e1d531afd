"""The yardstick of exchanged files: rows as JSON, zlib 6 and AES-256-GCM, from and into bare SQLite tables."""

import json
import os
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.exchange import School

YARDSTICK = "JSON + zlib 6 + AES-GCM"

Tables = dict[str, list[Any]]


def seal(path: Path, what: object) -> None:
    """Write anything JSON can say, compressed and encrypted with a key of zeros, and force it to the disk."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    text = json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()
    with path.open("wb") as file:
        file.write(AESGCM(bytes(32)).encrypt(bytes(12), zlib.compress(text, 6), None))
        file.flush()
        os.fsync(file.fileno())


def unseal(path: Path) -> Any:
    """Read back what `seal` wrote."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return json.loads(zlib.decompress(AESGCM(bytes(32)).decrypt(bytes(12), path.read_bytes(), None)))


def timed(work: Callable[[], object]) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Bare:
    """Bare SQLite with the same tables and indexes and no triggers, and files of JSON and zlib."""

    def __init__(self, source: Path, folder: Path) -> None:
        from app import unlocking
        from storage import driver

        self.source = driver.connect(source, unlocking.key_of(source))
        self.file = folder / "yardstick"
        path = folder / "empty.xinhuo"
        path.touch()
        self._target = driver.connect(path, None)
        for kind in ("table", "index"):
            for row in self.source.execute(
                "SELECT sql FROM sqlite_master WHERE type = ? AND sql NOT NULL AND name NOT GLOB 'sqlite_*'", (kind,)
            ).fetchall():
                self._target.execute(row[0])
        self._target.execute("PRAGMA journal_mode = WAL")
        self._target.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close both files."""
        self.source.close()
        self._target.close()

    def everything(self, known: "School") -> Callable[[], Tables]:
        """All that the school may see: what is public, and what belongs to its teachers."""
        from storage.schema import EXCHANGED

        people = json.dumps(known.teachers)
        # Its pairs have roots of their own; the measured school has none.
        queries = {
            one.table: (f"SELECT * FROM {one.table}", ())
            if one.root is None
            else (f"SELECT * FROM {one.table} WHERE {one.root} IN (SELECT value FROM json_each(?))", (people,))
            for one in EXCHANGED
        }
        return lambda: {table: self.source.execute(*query).fetchall() for table, query in queries.items()}

    def some(self, ids: Mapping[str, Iterable[str]], session: Any) -> Callable[[], Tables]:
        """Rows by id, from an office that has them."""
        wanted = {table: json.dumps(list(some)) for table, some in ids.items()}
        return lambda: {
            table: session.store.tuples(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (some,))
            for table, some in wanted.items()
        }

    def packed_and_taken(self, read: Callable[[], Tables]) -> tuple[float, float]:
        """Seconds to pack the rows that `read` gives, and to take them."""
        return timed(lambda: seal(self.file, read())), timed(self._take)

    def _take(self) -> None:
        tables = unseal(self.file)
        self._target.execute("BEGIN")
        for table, rows in tables.items():
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                self._target.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
        self._target.execute("COMMIT")
