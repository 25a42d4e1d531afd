"""Attachments (附件): their rows, and the contents they name, which lie under their SHA-256 in the same file."""

from collections.abc import Iterable
from typing import Any

from storage.schema import BY_TABLE
from storage.store import Row, Rows, Store

_LISTED = (
    "SELECT a.*, EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = a.sha256) AS is_here, t.at, t.actor "
    "FROM attachments a LEFT JOIN stamps s ON s.tbl = 'attachments' AND s.pk = a.id "
    "LEFT JOIN transactions t ON t.id = s.tx "
)


def of_record(store: Store, table: str, pk: str, root: str) -> list[Row]:
    """The attachments of a record, oldest first, with `is_here`, `at` and `actor` (None for another office's).

    Only those that belong to its root: nobody can hang something onto another school's record.
    """
    return store.all(_LISTED + "WHERE a.tbl = ? AND a.pk = ? AND a.root = ? ORDER BY a.id", (table, pk, root))


def one(store: Store, pk: str) -> Row | None:
    """One attachment, with the same columns."""
    return store.one(_LISTED + "WHERE a.id = ?", (pk,))


def root_of(source: Store | Rows, table: str, pk: str) -> str | None:
    """The root a record belongs to; None when the record is not here or everybody holds it."""
    column = BY_TABLE[table].root
    if column is None:
        return None
    found = source.conn.execute(f"SELECT {column} FROM {table} WHERE id = ?", (pk,)).fetchone()
    return str(found[0]) if found else None


def is_outline(store: Store, table: str, pk: str) -> bool:
    """Whether the record is only the outline of somebody at another school."""
    return bool(store.value("SELECT 1 FROM stubs WHERE tbl = ? AND pk = ?", (table, pk)))


def twin(rows: Rows, table: str, pk: str, sha256: str) -> str | None:
    """The name of an attachment of the record with this content, if it has one."""
    found = rows.execute(
        "SELECT name FROM attachments WHERE tbl = ? AND pk = ? AND sha256 = ?", (table, pk, sha256)
    ).fetchone()
    return str(found[0]) if found else None


def delete_of_record(rows: Rows, table: str, pk: str) -> None:
    """Delete a record's attachments together with it: the journal keeps what they were."""
    rows.execute("DELETE FROM attachments WHERE tbl = ? AND pk = ?", (table, pk))


def keep(rows: Rows, sha256: str, data: bytes) -> None:
    """Keep a content under its digest; one that is here already stays."""
    rows.conn.execute(
        "INSERT INTO blobs (sha256, size, rev, data) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET early = NULL",
        (sha256, len(data), rows.rev, data),
    )


def content(source: Store | Rows, sha256: str) -> bytes | None:
    """The bytes under a digest, None when they are not here."""
    found: tuple[Any, ...] | None = source.conn.execute("SELECT data FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
    return bytes(found[0]) if found else None


def damaged(store: Store) -> list[str]:
    """Digests whose content is another now: a fault of the disk."""
    import hashlib

    found = store.conn.execute("SELECT sha256, data FROM blobs")
    return [digest for digest, data in found if hashlib.sha256(data).hexdigest() != digest]


def forget(rows: Rows, digests: Iterable[str]) -> None:
    """Let contents go, so that they are asked for again."""
    rows.executemany("DELETE FROM blobs WHERE sha256 = ?", [(one,) for one in digests])


def figures(store: Store) -> Row:
    """attachments, missing (rows whose content is not here), contents and bytes of them."""
    found = store.one(
        "SELECT (SELECT count(*) FROM attachments) AS attachments, (SELECT count(*) FROM attachments a "
        "WHERE NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = a.sha256)) AS missing, "
        "(SELECT count(*) FROM blobs) AS contents, (SELECT coalesce(sum(size), 0) FROM blobs) AS bytes"
    )
    assert found is not None
    return found
