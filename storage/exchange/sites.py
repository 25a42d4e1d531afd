"""Schools that were invited or have joined, and the history of files made and taken."""

from typing import Any

from storage.store import Rows, Store, Value


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
