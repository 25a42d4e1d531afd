"""Whether what a file writes into a field is what such a field holds: a whole number, or text."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from app.entities import ENTITIES
from app.exchange.plan import Operation
from app.fields import Field, Kind

_MOST = 1 << 53
_NUMBERS = {Kind.YEAR: _MOST, Kind.SCHOOL_YEAR: _MOST, Kind.HOURS: _MOST, Kind.COUNT: _MOST, Kind.FLAG: 1}
"""The kinds that are whole numbers, none of them negative, each with its largest."""


def fits(operation: Operation) -> bool:
    """Whether every value is of its field's kind, those its author says stood there too: conflicts show both.

    No program writes anything else. Tables and columns that are not known here are a newer program's, they wait.
    """
    fields = _fields(operation.table)
    return all(_holds(fields[column], value) for column, value in _values(operation) if column in fields)


def _holds(field: Field, value: Any) -> bool:
    most = _NUMBERS.get(field.kind)
    if value is None or most is None:
        return value is None or isinstance(value, str)
    return isinstance(value, int) and 0 <= value <= most


@cache
def _fields(table: str) -> Mapping[str, Field]:
    return {field.name: field for field in ENTITIES[table].fields} if table in ENTITIES else {}


def _values(operation: Operation) -> Iterable[tuple[str, Any]]:
    if operation.kind == "I":
        return operation.fields.items()
    if operation.kind == "U":
        return ((column, cell[place]) for column, cell in operation.fields.items() for place in (0, 2))
    return ((column, cell[0]) for column, cell in operation.fields.items() if operation.kind == "O")
