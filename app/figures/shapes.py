"""What a figure is: what it counts, by which it can be narrowed, and the entries that are counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.session import Session

Options = Sequence[tuple[str, str]]
"""Keys and words."""


@dataclass(frozen=True)
class Dim:
    """One thing by which a figure can be narrowed (级别、学科 …), and the keys and words there are for it."""

    name: str
    label: str
    options: Callable[[Session], Options]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is counted: its id, how it is called and where it belongs, its key in every dimension.

    `amount` is what a sum adds (tenths of an hour where the unit is 学时); `part`: whether it is of the part that a
    share is about.
    """

    id: str
    name: str
    school: str = ""
    note: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    amount: int = 1
    part: bool = True


Counting = Literal["each", "entries", "sum", "share"]
"""Each id once (人、个、所) · every entry (人次) · the amounts added up (学时、节) · the part of each id in percent."""


@dataclass(frozen=True)
class Figure:
    """A figure by its key: label, unit, what exactly is counted, in which group it stands, and its entries.

    `table` is whose records the entries' ids are. `yearly`: it is of a year (`of_school_year`: of the school year that
    begins in it); else as things stand today.
    """

    key: str
    label: str
    unit: str
    about: str
    group: str
    entries: Callable[[Session, int], Sequence[Entry]]
    dims: tuple[Dim, ...] = ()
    counting: Counting = "each"
    yearly: bool = False
    of_school_year: bool = False
    table: str = "teachers"


@dataclass(frozen=True)
class Value:
    """A figure's number, its unit, and both as words (1,234 人). 学时 have one decimal at most, % exactly one."""

    number: int | float
    words: str
    unit: str


@dataclass(frozen=True, slots=True)
class Name:
    """One behind a figure; `table` and `id` lead to the record."""

    id: str
    name: str
    school: str
    note: str
    table: str
