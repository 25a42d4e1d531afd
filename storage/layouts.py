"""How lists are written for their receivers, by list and name; this data file's own, never exchanged as rows."""

from storage.store import Row, Store
from storage.wording import worded


def every(store: Store) -> list[Row]:
    """listing, name, layout (JSON) and changed_on (ISO 8601) of every kept layout, by listing and name."""
    return store.all("SELECT listing, name, layout, changed_on FROM export_layouts ORDER BY listing, name")


def one(store: Store, listing: str, name: str) -> str | None:
    """The layout of that name as JSON."""
    found = store.value("SELECT layout FROM export_layouts WHERE listing = ? AND name = ?", (listing, name))
    return None if found is None else str(found)


def put(store: Store, listing: str, name: str, layout: str, changed_on: str) -> None:
    """Keep a layout under its name, in the place of an earlier one."""
    store.refuse_if_read_only()
    with worded(store.path):
        store.conn.execute(
            "INSERT INTO export_layouts (listing, name, layout, changed_on) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET layout = excluded.layout, changed_on = excluded.changed_on",
            (listing, name, layout, changed_on),
        )


def rename(store: Store, listing: str, name: str, to: str) -> None:
    """Call a layout otherwise; the new name must be free."""
    store.refuse_if_read_only()
    with worded(store.path):
        store.conn.execute("UPDATE export_layouts SET name = ? WHERE listing = ? AND name = ?", (to, listing, name))


def drop(store: Store, listing: str, name: str) -> None:
    """Forget a layout."""
    store.refuse_if_read_only()
    with worded(store.path):
        store.conn.execute("DELETE FROM export_layouts WHERE listing = ? AND name = ?", (listing, name))
