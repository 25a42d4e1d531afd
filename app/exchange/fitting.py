"""Whether what a file writes into a field is what such a field holds: a whole number, or text."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from app.entities import ENTITIES
from app.exchange.plan import Operation
from app.fields import Kind

_NUMBERS = frozenset({Kind.YEAR, Kind.FLAG, Kind.HOURS, Kind.COUNT})


def fits(operation: Operation) -> bool:
    """Whether every value is of its field's kind, those its author says stood there too: conflicts show both.

    No program writes anything else. Tables and columns that are not known here are a newer program's, they wait.
    """
    kinds = _kinds(operation.table)
    return all(
        value is None or isinstance(value, kinds[column]) for column, value in _values(operation) if column in kinds
    )


@cache
def _kinds(table: str) -> Mapping[str, type]:
    fields = ENTITIES[table].fields if table in ENTITIES else ()
    return {field.name: int if field.kind in _NUMBERS else str for field in fields}


def _values(operation: Operation) -> Iterable[tuple[str, Any]]:
    if operation.kind == "I":
        return operation.fields.items()
    if operation.kind == "U":
        return ((column, cell[place]) for column, cell in operation.fields.items() for place in (0, 2))
    return ((column, cell[0]) for column, cell in operation.fields.items() if operation.kind == "O")
