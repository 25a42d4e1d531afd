"""Values that schools still hold and a county that was put back from an old copy lacks: a person decides."""

import json
from collections.abc import Iterable
from typing import Any

from storage.exchange.registers import Key, as_json
from storage.store import Row, Rows, Store, dicts

_WHOLE = "SELECT r.*, s.name AS school, t.actor, t.at FROM reviews r LEFT JOIN sites s ON s.id = r.site "
_WRITTEN = "LEFT JOIN transactions t ON t.id = r.tx "


def add_review(
    rows: Rows, site: str, key: Key, root: str, column: str, value: Any, tx: str, base_tx: str | None
) -> None:
    """Keep a value a school offers back; once, however often it is offered."""
    rows.execute(
        "INSERT INTO reviews (site, tbl, pk, root, col, value, tx, base_tx, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING",
        (site, *key, root, column, as_json(value), tx, base_tx),
    )


def reviews(store: Store) -> list[Row]:
    """Values schools offered back that nobody has decided about, oldest first, with the school's name."""
    return store.all(f"{_WHOLE}{_WRITTEN}WHERE r.state = 'open' ORDER BY r.seq")


def review_count(store: Store) -> int:
    """How many decisions wait: a row that is not here is one, of a row that is here every field."""
    return int(
        store.value(
            "SELECT count(DISTINCT iif(s.pk IS NULL, r.tbl || ' ' || r.pk, r.seq)) FROM reviews r "
            "LEFT JOIN stamps s ON s.tbl = r.tbl AND s.pk = r.pk "
            "WHERE r.state = 'open' AND (s.pk IS NULL OR r.col <> '_tx')"
        )
    )


def reviews_by_seq(rows: Rows, seqs: Iterable[int]) -> list[Row]:
    """Some of the values that nobody has decided about, oldest first, and who wrote the rows they are in (`_tx`)."""
    cursor = rows.execute(
        "WITH chosen(seq) AS (SELECT value FROM json_each(?1) UNION SELECT w.seq FROM json_each(?1) j "
        "CROSS JOIN reviews o ON o.seq = j.value CROSS JOIN reviews w ON w.tbl = o.tbl AND w.pk = o.pk AND w.col = '_tx') "
        f"{_WHOLE}{_WRITTEN}JOIN chosen c ON c.seq = r.seq WHERE r.state = 'open' ORDER BY r.seq",
        (json.dumps(list(seqs)),),
    )
    return dicts(cursor)


def close_reviews(rows: Rows, seqs: Iterable[int], state: str, by: str, at: str) -> None:
    """Mark offered values that were decided about: restored or dropped."""
    rows.executemany(
        "UPDATE reviews SET state = ?, resolved_by = ?, resolved_at = ? WHERE seq = ?",
        [(state, by, at, seq) for seq in seqs],
    )
