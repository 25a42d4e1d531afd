"""What a preview of an import is: its rows, its tables, what it says of itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.fields import Field, Kind, Value, show
from app.importing import mapping
from app.importing.finding import Doubt
from app.importing.kinds import KINDS
from app.importing.matching import Answers
from app.importing.reading import CellFault, Opened, TableRead
from app.problems import Problem
from app.records import Values, title_of

if TYPE_CHECKING:
    from app.importing.checking import Checking

RowState = Literal["new", "changed", "same", "faulty", "doubtful"]
STATE_LABELS: dict[RowState, str] = {
    "new": "新增",
    "changed": "变化",
    "same": "无变化",
    "doubtful": "待确认",
    "faulty": "有误",
}

_LEFT_OUT = frozenset({"序号列", "检查列"})
"""Columns that nobody misses."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field that a row sets: its name and label, and what it was and becomes, as shown."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the workbook: where it stands, what becomes of it, and why not.

    `changes` are the values that would be written, `brings` the records that come along (table, values with id).
    """

    index: int
    sheet: str
    number: int
    state: RowState
    title: str
    pk: str | None = None
    changes: Mapping[str, Value] = field(default_factory=dict)
    brings: tuple[tuple[str, Values], ...] = ()
    faults: tuple[CellFault, ...] = ()
    doubt: Doubt | None = None
    note: str = ""


@dataclass(frozen=True)
class Preview:
    """A workbook as it would be imported. `revision` tells whether the data moved since."""

    kind: str
    opened: Opened = field(repr=False)
    tables: tuple[TableRead, ...] = field(repr=False)
    rows: tuple[PreviewRow, ...]
    revision: int
    notes: tuple[str, ...]
    answers: Mapping[int, Answers]
    fixed: Mapping[str, str]
    checking: "Checking" = field(repr=False, compare=False)

    @property
    def file_name(self) -> str:
        """The workbook's name."""
        return self.opened.file_name

    @property
    def mapped(self) -> tuple[tuple[str, str], ...]:
        """(heading in the workbook, label of the field) of the columns that are imported."""
        kind = KINDS[self.kind]
        labels = {one.name: one.label for one in kind.columns}
        pairs = {
            (one.heading, labels[one.field])
            for table in self.tables
            for one in table.matches
            if one.imported and one.field in labels
        }
        return tuple(sorted(pairs))

    @property
    def lacking(self) -> tuple[Field, ...]:
        """Required columns that a table lacks and its rows want: a person may say what holds for all (`fixed`)."""
        kind = KINDS[self.kind]

        def lacks(table: TableRead, name: str) -> bool:
            return not any(there == name or there.startswith(f"{name}.") for there in table.fields.values())

        return tuple(
            one
            for one in kind.columns
            if one.required
            and one.name in self.checking.wanting
            and one.name not in self.fixed
            and any(lacks(table, one.name) for table in self.tables)
        )

    @property
    def doubtful_columns(self) -> tuple[tuple[TableRead, mapping.ColumnMatch], ...]:
        """Columns that are not imported until a person says what they are."""
        return tuple((table, one) for table in self.tables for one in table.matches if one.confidence == "doubtful")

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headings that no field was found for, or only a doubtful one: their columns are not imported."""
        return tuple(
            dict.fromkeys(
                one.heading
                for table in self.tables
                for one in table.matches
                if one.heading and not one.imported and one.reason not in _LEFT_OUT
            )
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each state."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted.get(state, 0) for state in STATE_LABELS}

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        counts = self.counts
        parts = "、".join(
            f"{label} {counts[state]} 行"
            for state, label in STATE_LABELS.items()
            if counts[state] or state != "doubtful"
        )
        if self.tables and not self.rows:
            return "只有表头，没有数据。"
        return f"共 {len(self.rows)} 行：{parts}。"


def lines(made: Preview, row: PreviewRow) -> tuple[Line, ...]:
    """Old and new of every field that a row sets."""
    matcher = made.checking.matcher
    current = matcher.current(row.pk) if row.pk else {}
    entity = KINDS[made.kind].entity

    def shown(one: Field, value: Value) -> str:
        if one.kind is Kind.REFERENCE:
            return brought.get(str(value)) or matcher.references.words_of(one.refers_to or "", value)
        return show(one, value)

    brought = {str(values["id"]): title_of(entity, values) for _, values in row.brings}
    return tuple(
        Line(one.name, one.label, shown(one, current.get(one.name)), shown(one, row.changes[one.name]))
        for one in entity.fields
        if one.name in row.changes
    )


def no_table(made: Preview) -> Problem:
    """What to say of a workbook in which no such list was found."""
    kind = KINDS[made.kind]
    named = "、".join(f"“{one.label}”" for one in kind.columns if one.name in kind.anchors)
    return Problem(
        f"在“{made.file_name}”里没有找到{kind.label}名单。",
        f"表格里要有一行表头，至少包含{named}。可以先导出模板，照着填写。",
    )
