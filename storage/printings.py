"""What was printed here: by whom, when, what, how many papers and copies, and which way."""

import json
from collections.abc import Sequence

from storage.store import Row, Rows, Store


def add(rows: Rows, values: dict[str, str | int], numbers: Sequence[str]) -> None:
    """Note one printing; `values` are printed_at, actor, kind, title, papers, copies, way."""
    row = {**values, "numbers": json.dumps(list(numbers), ensure_ascii=False) if numbers else None}
    marks = ", ".join("?" for _ in row)
    rows.execute(f"INSERT INTO printings ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def listed(store: Store) -> list[Row]:
    """Every printing, the newest first; `numbers` is a list."""
    found = store.all("SELECT * FROM printings ORDER BY id DESC")
    return [{**row, "numbers": json.loads(row["numbers"]) if row["numbers"] else []} for row in found]


def copies_of(store: Store) -> dict[str, int]:
    """Number → how many copies of it were printed in all."""
    found: dict[str, int] = {}
    for row in listed(store):
        for number in row["numbers"]:
            found[number] = found.get(number, 0) + int(row["copies"])
    return found
