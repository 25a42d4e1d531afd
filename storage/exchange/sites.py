"""Schools that were invited or have joined, and the history of files made and taken."""

from typing import Any

from storage.store import Rows, Store, Value


def other_offices(rows: Rows, site: str) -> set[str]:
    """Names of the county and of every school but this one."""
    found = rows.execute(
        "SELECT value FROM office WHERE key = 'name' UNION SELECT name FROM sites "
        "EXCEPT SELECT name FROM sites WHERE id = ?",
        (site,),
    )
    return {row[0] for row in found}


def sites(store: Store) -> list[dict[str, Any]]:
    """The schools that were invited or have joined, with the dates of their last files."""
    return store.all(
        "SELECT s.*, o.code, "
        "(SELECT max(at) FROM exchange_files f WHERE f.site = s.id AND f.direction = 'in' AND f.kind = 'up') AS last_in, "
        "(SELECT max(at) FROM exchange_files f WHERE f.site = s.id AND f.direction = 'out' AND f.kind = 'down') "
        "AS last_out, "
        "(SELECT count(*) FROM conflicts c JOIN transactions t ON t.id = c.txid "
        "WHERE c.state = 'open' AND t.site = s.id) AS conflicts "
        "FROM sites s LEFT JOIN organisations o ON o.id = s.organisation_id ORDER BY o.code, s.name"
    )


def site(store: Store, pk: str) -> dict[str, Any] | None:
    """One site."""
    return store.row("sites", pk)


def any_site(store: Store) -> bool:
    """Whether any school has joined."""
    return bool(store.value("SELECT EXISTS (SELECT 1 FROM sites WHERE state = 'joined')"))


def site_of_organisation(store: Store, organisation: str) -> dict[str, Any] | None:
    """The site of an organisation, if it was ever invited."""
    return store.one("SELECT * FROM sites WHERE organisation_id = ?", (organisation,))


def write_site(rows: Rows, values: dict[str, Value]) -> None:
    """Insert or change a site."""
    columns = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    changes = ", ".join(f"{column} = excluded.{column}" for column in values if column != "id")
    rows.execute(
        f"INSERT INTO sites ({columns}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",
        tuple(values.values()),
    )


def add_file(rows: Rows, values: dict[str, Value]) -> None:
    """Note a file made or taken."""
    marks = ", ".join("?" for _ in values)
    rows.execute(f"INSERT INTO exchange_files ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def files(store: Store, limit: int = 200) -> list[dict[str, Any]]:
    """The history of files, newest first."""
    return store.all("SELECT * FROM exchange_files ORDER BY id DESC LIMIT ?", (limit,))


def site_keys(store: Store, site: str) -> dict[str, dict[str, Any]]:
    """The keys of a site's computers by verifying key, the oldest first."""
    return {row["key"]: row for row in store.all("SELECT * FROM site_keys WHERE site = ? ORDER BY rowid", (site,))}


def site_of_key(store: Store, key: str) -> str | None:
    """The site that a verifying key belongs to, in whatever state it is."""
    found: str | None = store.value("SELECT site FROM site_keys WHERE key = ?", (key,))
    return found


def write_key(rows: Rows, values: dict[str, Value]) -> None:
    """Insert a key of a site's computer, or change its certificate and state."""
    columns = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    changes = ", ".join(f"{column} = excluded.{column}" for column in values if column not in ("key", "site"))
    rows.execute(
        f"INSERT INTO site_keys ({columns}) VALUES ({marks}) ON CONFLICT (key) DO UPDATE SET {changes}",
        tuple(values.values()),
    )


def set_key_state(rows: Rows, key: str, state: str, since: str, actor: str) -> None:
    """Say whether a key is active, replaced or revoked."""
    rows.execute("UPDATE site_keys SET state = ?, since = ?, actor = ? WHERE key = ?", (state, since, actor, key))


def drop_site(rows: Rows, site: str) -> None:
    """Forget a site that was invited and never joined."""
    rows.execute("DELETE FROM sites WHERE id = ? AND NOT EXISTS (SELECT 1 FROM site_keys k WHERE k.site = ?1)", (site,))


def was_taken(store: Store, package_id: str) -> bool:
    """Whether a package was received here before."""
    return bool(
        store.value(
            "SELECT EXISTS (SELECT 1 FROM exchange_files WHERE package_id = ? AND direction = 'in')", (package_id,)
        )
    )
