"""Queries over targets."""

from storage.store import Row, Rows, Store


def listed(store: Store) -> list[Row]:
    """Every target, those that end first before the others."""
    return store.all("SELECT * FROM targets ORDER BY end_date, title, id")


def every(rows: Rows) -> list[tuple[str, str, str | None, str, str]]:
    """(id, title, aliases, start, end) of every target, inside a writing block."""
    found: list[tuple[str, str, str | None, str, str]] = rows.execute(
        "SELECT id, title, aliases, start_date, end_date FROM targets ORDER BY id"
    ).fetchall()
    return found
