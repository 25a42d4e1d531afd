"""What a report is: finished facts with the names behind them, and how one is asked for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app import codes
from app.session import Session
from storage.store import Row

if TYPE_CHECKING:
    from app.figures.shapes import Entry
    from exports.charts import Chart

WHOLE_ROW = -1
"""The column under which the names behind a whole row stand."""


@dataclass(frozen=True)
class Column:
    """A column of a report: key, heading, weight of its width, and whether it is a number."""

    key: str
    label: str
    weight: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class Facts:
    """A finished report: everything as it will be read; `chart` shows the same where one would rather look.

    `behind`: who or what is behind a cell (row, column), or behind a row (row, WHOLE_ROW); `table` is whose records
    these are. `opens`: the ids of the records of `table` that the rows are about, where each is about one.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: "Chart | None" = None
    behind: "Mapping[tuple[int, int], Sequence[Entry]]" = field(default_factory=dict)
    table: str = "teachers"
    opens: tuple[str, ...] = ()


Only = Collection[str] | None
"""Ids of the records wanted; None for all."""


Choices = list[tuple[str, str]]
"""What a report can be made for: keys and words."""


@dataclass(frozen=True)
class Report:
    """A report one can ask for by name; `about` says what is on it, `group` with which others it stands.

    One that is made for periods of a rule has `choices`, and `chosen` makes it for one of them (None: the first). A
    yearly one `of_school_year` is made for the school year that begins in the year.
    """

    name: str
    label: str
    about: str
    make: Callable[[Session, int, Only], Facts]
    yearly: bool = False
    choices: Callable[[Session], Choices] | None = None
    chosen: Callable[[Session, str | None, Only], Facts] | None = None
    group: str = "名册"
    of_school_year: bool = False


def wanted(rows: list[Row], only: Only, key: str = "id") -> list[Row]:
    """Those of the rows that are asked for."""
    return rows if only is None else [row for row in rows if row[key] in only]


def texts(rows: Sequence[Row], columns: tuple[Column, ...], tables: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Rows as texts by the columns' keys; `tables`: key → code table whose words stand for the codes."""

    def cell(row: Row, key: str) -> str:
        value = row[key]
        if value is None:
            return ""
        return codes.table(tables[key]).label_of(str(value)) if key in tables else str(value)

    return tuple(tuple(cell(row, column.key) for column in columns) for row in rows)
