"""Queries over rules and their versions."""

from storage.store import Row, Rows, Store, dicts

_ORDER = " ORDER BY kind, code, start_date, id"


def every(source: Store | Rows) -> list[Row]:
    """Every version of every rule, a rule's versions in the order in which they begin."""
    return dicts(source.conn.execute("SELECT * FROM rules" + _ORDER))


def of_kind(source: Store | Rows, kind: str) -> list[Row]:
    """Every version of the rules of one kind."""
    return [row for row in every(source) if row["kind"] == kind] if has(source, kind) else []


def has(source: Store | Rows, kind: str | None = None) -> bool:
    """Whether there is any rule, or any of a kind."""
    asked = "SELECT EXISTS (SELECT 1 FROM rules WHERE ?1 IS NULL OR kind = ?1)"
    return bool(source.conn.execute(asked, (kind,)).fetchone()[0])


def same_code(source: Store | Rows, code: str, but: str | None) -> list[Row]:
    """The versions of a rule other than one."""
    return [row for row in every(source) if row["code"] == code and row["id"] != but]
