"""The teacher list as windows show it: light rows in the order of pinyin, and what people are found by."""

from typing import TYPE_CHECKING, Any

from app.session import Session
from storage import teachers as stored

if TYPE_CHECKING:
    from app.search import Entry

COLUMNS = stored.list_columns()
"""Names of the values of a row of `listed`; the first is the id."""


def listed(session: Session, limit: int = -1) -> list[tuple[Any, ...]]:
    """Teachers as tuples in the order of `COLUMNS`, by the pinyin of their names; the first `limit` of them."""
    return stored.listed(session.store, limit)


def count(session: Session) -> int:
    """How many teachers the office holds."""
    return stored.count(session.store)


def entries(session: Session) -> list["Entry"]:
    """What every teacher is found by (the material of `app.search.NameIndex`), in the order of the list."""
    from app.search import Entry

    return [
        Entry(str(pk), str(name), str(initials), str(full), str(readings), str(number), str(school))
        for pk, name, readings, initials, full, number, school in stored.search_rows(session.store)
    ]
