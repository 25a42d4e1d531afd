"""What an office keeps several of for each kind, one of them in use: designs of papers, texts of documents."""

from typing import Literal

from storage.store import Row, Rows, Store

Table = Literal["designs", "texts"]
"""Tables with the columns kind, name and is_chosen."""


def every(store: Store, table: Table, kind: str | None = None) -> list[Row]:
    """All rows, or those of one kind, by kind and name."""
    where = "" if kind is None else "WHERE kind = ?"
    return store.all(f"SELECT * FROM {table} {where} ORDER BY kind, name, id", () if kind is None else (kind,))


def chosen(store: Store, table: Table, kind: str) -> Row | None:
    """The one of a kind that is in use; None where it is the one that comes with the program."""
    return store.one(f"SELECT * FROM {table} WHERE kind = ? AND is_chosen = 1 ORDER BY id LIMIT 1", (kind,))


def named(source: Rows | Store, table: Table, kind: str, name: str, but: str | None = None) -> str | None:
    """The id of the one of a kind with this name, another one than `but`."""
    found = source.conn.execute(
        f"SELECT id FROM {table} WHERE kind = ? AND name = ? AND id IS NOT ? LIMIT 1", (kind, name, but)
    ).fetchone()
    return str(found[0]) if found else None


def choose(rows: Rows, table: Table, kind: str, pk: str | None) -> None:
    """Use this one of a kind, and none of the others any more."""
    rows.execute(f"UPDATE {table} SET is_chosen = 0 WHERE kind = ? AND is_chosen = 1 AND id IS NOT ?", (kind, pk))
    if pk is not None:
        rows.execute(f"UPDATE {table} SET is_chosen = 1 WHERE id = ? AND is_chosen IS NOT 1", (pk,))
