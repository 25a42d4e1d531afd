"""What the list of an import shows of every row, made in a thread that has the time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import importing
from app.importing import STATE_LABELS, Preview, PreviewRow, RowState
from app.importing.matching import Answers

NAMES = ("id", "kind", "who", "what", "note", "sheet")

ORDER: tuple[RowState, ...] = ("doubtful", "faulty", "new", "changed", "same")
"""What to look at first comes first."""

BAD = frozenset({"doubtful", "faulty"})

_NAMED = 4
"""A row names this many of its changed fields."""


@dataclass(frozen=True)
class Listed:
    """The rows of a preview as the list has them (values in the order of `NAMES`), and what is counted of them.

    `fields` count the changed rows of each field that changes; `obvious` and `all_new` are the answers that settle
    many questions at once; `people` are the questions' fields that mean a person.
    """

    rows: tuple[tuple[Any, ...], ...]
    counts: Counter[str]
    fields: Counter[str]
    labels: Mapping[str, str]
    obvious: Mapping[int, Answers]
    all_new: Mapping[int, Answers]
    wanted: frozenset[int]
    changed: tuple[int, ...]
    people: frozenset[str]

    @property
    def about_people(self) -> bool:
        """Whether all that `obvious` settles is who somebody is."""
        return {field for answers in self.obvious.values() for field in answers} <= self.people

    @property
    def sheets(self) -> int:
        """How many sheets the rows come from."""
        return len({row[-1] for row in self.rows})


def listed(made: Preview) -> Listed:
    """A preview as the list shows it, questions and faults before all else."""
    labels = {one.name: one.label for one in importing.KINDS[made.kind].entity.fields}
    place = {state: number for number, state in enumerate(ORDER[:2])}
    rows = sorted(made.rows, key=lambda row: place.get(row.state, len(place)))
    fields = Counter(name for row in made.rows if row.state == "changed" for name in row.changes)
    return Listed(
        tuple(_row(row, labels) for row in rows),
        Counter(row.state for row in made.rows),
        Counter({name: fields[name] for name in labels if name in fields}),
        labels,
        importing.obvious(made),
        importing.all_new(made),
        frozenset(row.index for row in made.rows if row.state in ("new", "changed")),
        tuple(row.index for row in made.rows if row.state == "changed"),
        _people(importing.KINDS[made.kind]),
    )


def where(row: PreviewRow) -> str:
    """Where a row stands in its sheet."""
    return f"第 {row.number} 行"


def _row(row: PreviewRow, labels: Mapping[str, str]) -> tuple[Any, ...]:
    return (
        str(row.index),
        STATE_LABELS[row.state],
        row.title,
        where(row),
        _note(row, labels),
        row.sheet,
    )


def _note(row: PreviewRow, labels: Mapping[str, str]) -> str:
    """What a row says of itself in the list: its question, its first fault, its note, or which fields it sets."""
    if row.doubt:
        return row.doubt.question
    if row.faults:
        first = row.faults[0]
        more = f"（共 {len(row.faults)} 处）" if len(row.faults) > 1 else ""
        return f"{' '.join(filter(None, (first.cell, first.label)))}：{first.reason}{more}"
    if row.note:
        return row.note
    named = [labels[name] for name in labels if name in row.changes]
    return "、".join(named[:_NAMED]) + (f"等 {len(named)} 项" if len(named) > _NAMED else "")


def _people(kind: importing.ListKind) -> frozenset[str]:
    """The fields of questions that ask who somebody is."""
    named = {one.name for one in kind.entity.fields if one.refers_to == "teachers"}
    return frozenset(named | ({"name"} if kind.entity.table == "teachers" else set()))
