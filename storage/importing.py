"""Whether the data moved between a preview and its import."""

from collections.abc import Collection

from storage.schema import BY_TABLE
from storage.store import Row, Store


def revision(store: Store) -> int:
    """A number that grows with every writing block."""
    return int(store.value("SELECT rev FROM act_now"))


_AT_ONCE = 500


def of(store: Store, table: str, column: str, values: Collection[str]) -> list[Row]:
    """The rows of an exchanged table that have one of these values in a column; all of them with column ""."""
    if not column:
        return store.all(f"SELECT * FROM {BY_TABLE[table].table}")
    wanted = sorted(values)
    found: list[Row] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" for _ in some)
        found += store.all(f"SELECT * FROM {BY_TABLE[table].table} WHERE {column} IN ({marks})", some)
    return found
