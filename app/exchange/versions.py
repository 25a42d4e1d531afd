"""What a newer program sends that this one has no place for yet: it waits here, whole, until the upgrade."""

from collections.abc import Iterable, Mapping

from app.exchange.plan import ROW_WRITER, Transaction

Columns = Mapping[str, frozenset[str]]
"""table → its columns, as this program has them."""


def split(transactions: Iterable[Transaction], columns: Columns) -> tuple[list[Transaction], list[Transaction]]:
    """Acts this program knows every field of, and those it does not; each in the order they came.

    An act is merged whole or waits whole: the half of it would be merged without the rules of the version that
    wrote it. Later acts that build on a waiting one become conflicts, which close when it is merged.
    """
    known: list[Transaction] = []
    waiting: list[Transaction] = []
    for one in transactions:
        (known if _is_known(one, columns) else waiting).append(one)
    return known, waiting


def _is_known(transaction: Transaction, columns: Columns) -> bool:
    return all(
        one.table in columns and set(one.fields) <= columns[one.table] | {"_del", "_base", ROW_WRITER}
        for one in transaction.operations
    )
