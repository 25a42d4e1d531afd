"""How the columns of sheets with the same headings were read last time; this data file's own, never exchanged."""

import json
from collections.abc import Mapping, Sequence

from storage.store import Store
from storage.wording import worded

KEPT = 200
"""So many layouts are kept, the newest."""


def layout(store: Store, kind: str, headings: Sequence[str]) -> dict[str, str | None] | None:
    """Heading → field, None where the column was not imported; headings left open are not in it. None: never seen."""
    found = store.value("SELECT columns FROM import_layouts WHERE kind = ? AND headings = ?", (kind, _json(headings)))
    return None if found is None else dict(json.loads(found))


def remember_layout(
    store: Store, kind: str, headings: Sequence[str], columns: Mapping[str, str | None], used_on: str
) -> None:
    """Keep how a sheet with these headings was read (`used_on`: ISO 8601); the oldest over 200 is forgotten."""
    store.refuse_if_read_only()
    with worded(store.path):
        store.conn.execute(
            "INSERT INTO import_layouts (kind, headings, columns, used_on) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET columns = excluded.columns, used_on = excluded.used_on",
            (kind, _json(headings), _json(columns), used_on),
        )
        store.conn.execute(
            "DELETE FROM import_layouts WHERE (kind, headings) NOT IN "
            "(SELECT kind, headings FROM import_layouts ORDER BY used_on DESC, kind, headings LIMIT ?)",
            (KEPT,),
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
