"""Down-files the county made, what each site has proved to hold, and what a school has adopted."""

from storage.store import Rows


def snapshot_positions(rows: Rows, site: str) -> dict[str, tuple[int, int]]:
    """id → (position, revision) of the down-files this county made for a site."""
    found = rows.execute("SELECT id, position, rev FROM snapshots WHERE site = ?", (site,))
    return {row[0]: (row[1], row[2]) for row in found}


def add_snapshot(rows: Rows, snapshot: str, site: str, n: int) -> None:
    """Note a down-file made under this block's revision."""
    rows.execute(
        "INSERT INTO snapshots (id, site, position, n, rev) SELECT ?1, ?2, coalesce(max(position), 0) + 1, ?3, ?4 "
        "FROM snapshots WHERE site = ?2",
        (snapshot, site, n, rows.rev),
    )
    rows.execute("UPDATE sites SET sent = 1 WHERE id = ?", (site,))


def claims_of(rows: Rows, site: str) -> list[str | None]:
    """What a site has proved to hold, in order of arrival; None for a site that held nothing."""
    return [row[0] for row in rows.execute("SELECT snapshot FROM claims WHERE site = ? ORDER BY seq", (site,))]


def add_claim(rows: Rows, site: str, n: int | None, snapshot: str | None) -> None:
    """The first up-file after a down-file was made replaces the set, further ones add to it."""
    sent = rows.execute("SELECT sent FROM sites WHERE id = ?", (site,)).fetchone()
    if sent and sent[0]:
        rows.execute("DELETE FROM claims WHERE site = ?", (site,))
        rows.execute("UPDATE sites SET sent = 0 WHERE id = ?", (site,))
    rows.execute("INSERT INTO claims (site, n, snapshot) VALUES (?, ?, ?)", (site, n, snapshot))


def counter(rows: Rows) -> int:
    """The number of the last down-file."""
    found = rows.execute("SELECT value FROM office WHERE key = 'n'").fetchone()
    return int(found[0]) if found else 0


def adopted(rows: Rows) -> tuple[str | None, int]:
    """The id and number of the down-file a school has adopted last; (None, 0) when it has none."""
    found = dict(rows.execute("SELECT key, value FROM office WHERE key IN ('adopted', 'adopted_n')").fetchall())
    return found.get("adopted"), int(found.get("adopted_n") or 0)


def fact(rows: Rows, key: str) -> str | None:
    """A fact about the office, as it stands inside the block."""
    found = rows.execute("SELECT value FROM office WHERE key = ?", (key,)).fetchone()
    return found[0] if found else None


def set_office(rows: Rows, key: str, value: str | None) -> None:
    """Write a fact about the office inside the block."""
    rows.execute(
        "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
    )


def forget_claims(rows: Rows, site: str) -> None:
    """A site that joins anew has proved nothing yet."""
    rows.execute("DELETE FROM claims WHERE site = ?", (site,))
