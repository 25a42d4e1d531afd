"""Texts of documents: those of a kind, and which of them documents are made of."""

from storage.store import Row, Rows, Store


def every(store: Store, kind: str | None = None) -> list[Row]:
    """All texts, or those of one kind, by kind and name."""
    where = "" if kind is None else "WHERE kind = ?"
    return store.all(f"SELECT * FROM texts {where} ORDER BY kind, name, id", () if kind is None else (kind,))


def chosen(store: Store, kind: str) -> Row | None:
    """The text that documents of a kind are made of; None where it is the one that comes with the program."""
    return store.one("SELECT * FROM texts WHERE kind = ? AND is_chosen = 1 ORDER BY id LIMIT 1", (kind,))


def named(source: Rows | Store, kind: str, name: str, but: str | None = None) -> str | None:
    """The id of the text of a kind with this name, another one than `but`."""
    found = source.conn.execute(
        "SELECT id FROM texts WHERE kind = ? AND name = ? AND id IS NOT ? LIMIT 1", (kind, name, but)
    ).fetchone()
    return str(found[0]) if found else None


def choose(rows: Rows, kind: str, pk: str | None) -> None:
    """Make documents of a kind of this text, and of none of the others any more."""
    rows.execute("UPDATE texts SET is_chosen = 0 WHERE kind = ? AND is_chosen = 1 AND id IS NOT ?", (kind, pk))
    if pk is not None:
        rows.execute("UPDATE texts SET is_chosen = 1 WHERE id = ? AND is_chosen IS NOT 1", (pk,))
