"""Queries over rules and their versions."""

from storage.store import Row, Rows, Store

_ORDER = " ORDER BY kind, code, start_date, id"


def every(source: Store | Rows) -> list[Row]:
    """Every version of every rule, a rule's versions in the order in which they begin."""
    cursor = source.conn.execute("SELECT * FROM rules" + _ORDER)
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
