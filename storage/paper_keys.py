"""Queries for the keys that sign papers, and for what the register says of the paper that a number stands on."""

from storage.store import Row, Rows, Store


def every(store: Store) -> list[Row]:
    """All keys, those in use first, the newest first."""
    return store.all("SELECT * FROM paper_keys ORDER BY end_date IS NOT NULL, start_date DESC, name, id")


def end(rows: Rows, pk: str, day: str) -> None:
    """Papers issued after this day (ISO 8601) are not taken for this key's."""
    rows.update("paper_keys", pk, {"end_date": day})


def reopen(rows: Rows, pk: str, day: str | None) -> None:
    """Take papers for this key's again: up to this day (ISO 8601), or all."""
    rows.update("paper_keys", pk, {"end_date": day})


def certificate(store: Store, number: str) -> Row | None:
    """The paper of that number; `successor`: the number of the one that its office issued in its place, or None."""
    return store.one(
        "SELECT c.*, (SELECT later.number FROM certificates later WHERE later.replaces IN (c.id, c.number) "
        "AND later.site IS c.site "
        "ORDER BY later.issued_on DESC LIMIT 1) AS successor "
        "FROM certificates c WHERE c.number = ? ORDER BY c.status = 'valid' DESC LIMIT 1",
        (number,),
    )


def numbers(store: Store) -> list[str]:
    """Every number in the register, the newest first."""
    return [row[0] for row in store.tuples("SELECT number FROM certificates ORDER BY issued_on DESC, number DESC")]
