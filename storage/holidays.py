"""The query behind the holidays: on which days every class is held."""

from typing import Any

from storage.store import Store


def class_days(store: Store, year: int | None = None) -> list[tuple[Any, ...]]:
    """(class, first day, last day, days of its sessions joined by commas) of every class, or of those of a year."""
    return store.tuples(
        "SELECT c.id, c.start_date, c.end_date, "
        "(SELECT group_concat(s.held_on) FROM sessions s WHERE s.class_id = c.id) FROM classes c "
        "WHERE ?1 IS NULL OR c.year = ?1",
        (year,),
    )
