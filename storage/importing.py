"""Whether the data moved between a preview and its import."""

from storage.store import Store


def revision(store: Store) -> int:
    """A number that grows with every writing block."""
    return int(store.value("SELECT rev FROM act_now"))
