"""The pinyin keys by which names are found and sorted: kept in step with the names they are made from."""

from storage import teachers as stored
from storage.store import Rows


def refresh(rows: Rows) -> None:
    """Make the keys of every name that has none or was changed (after an import or an undo)."""
    write(rows, stored.unkeyed(rows))
    stored.drop_keys_of_the_gone(rows)


def write(rows: Rows, names: list[tuple[str, str]]) -> None:
    """Make and keep the keys of (teacher, name)."""
    if not names:
        return
    from app.pinyin import name_keys

    def lines() -> list[tuple[str, ...]]:
        made = ((pk, name, name_keys(name)) for pk, name in names)
        return [(pk, name, keys.readings, keys.initials, keys.full, keys.sort) for pk, name, keys in made]

    stored.write_keys(rows, lines())
