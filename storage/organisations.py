"""Queries over organisations."""

from storage.store import Row, Rows, Store


def listed(store: Store) -> list[Row]:
    """Every organisation with its parent's name and how many teachers work there, in the order of codes."""
    return store.all(
        "SELECT o.*, p.name AS parent_name, "
        "(SELECT count(*) FROM postings w WHERE w.organisation_id = o.id AND w.kind = 'work' "
        "AND w.end_date IS NULL) AS teachers "
        "FROM organisations o LEFT JOIN organisations p ON p.id = o.parent_id "
        "ORDER BY o.kind IS NOT '1', o.code IS NULL, o.code, o.name"
    )


def by_code(store: Store, code: str) -> Row | None:
    """The organisation of that 学校标识码."""
    return store.one("SELECT * FROM organisations WHERE code = ?", (code,))


def name_of_code(rows: Rows, code: str, but: str | None) -> str | None:
    """The name of the organisation, other than `but`, that has a 学校标识码 already."""
    found = rows.execute("SELECT name FROM organisations WHERE code = ? AND id IS NOT ?", (code, but)).fetchone()
    return str(found[0]) if found else None


def names(store: Store) -> list[Row]:
    """id, code and names of every organisation, for matching what a sheet says."""
    return store.all("SELECT id, code, name, short_name, kind FROM organisations ORDER BY code, name")
