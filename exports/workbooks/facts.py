"""The finished facts a workbook is written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

CellFact = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Check:
    """What a template itself checks of a column's cells; `most` of hours, `unique`: none stands twice."""

    rule: Literal["id_number", "date", "month", "phone", "hours", "year", "count"]
    most: float | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column: `key` never changes, `label` is what people read; `width` in characters, None to fit the content.

    A text column keeps codes as they are written. With `choices` its cells take a drop-down list. `required` gets
    a star and a red label, `note` becomes the comment on the label, `example` the cell of the example row.
    A `hidden` column is not shown; the rows of a `locked` one cannot be changed where the sheet is protected.
    """

    key: str
    label: str
    kind: Literal["text", "date", "number"] = "text"
    width: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    note: str = ""
    example: str = ""
    hidden: bool = False
    locked: bool = False
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A worksheet: a title, columns in the order of the paper, rows of as many cells, and what is wrong with some.

    `faults` maps (row, column), 0-based in `rows` and `columns`, to what its comment says. `template` is the key by
    which a template is recognised when it comes back; without one no hidden row is written. A `checked` sheet says in
    a row above its title whether its cells are as they should be. `protected`: without a password, so that nobody
    types over what is locked by mistake.
    """

    name: str
    title: str
    columns: tuple[ColumnFacts, ...]
    rows: Sequence[Sequence[CellFact]] = ()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    template: str = ""
    checked: bool = False
    protected: bool = False
