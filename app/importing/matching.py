"""Which record a row of a sheet means, if it is there already, and what must be asked to know it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.fields import Fault, Value
from app.importing.finding import NEW, Doubt, Found, References
from app.importing.reading import SheetRow
from app.records import Values
from app.session import Session

Answers = Mapping[str, str]
"""What a person answered about one row: field of the doubt → id of the record meant, or NEW."""

Said = list[Fault | Doubt]


@dataclass(frozen=True, slots=True)
class Match:
    """The record a row means (None: a new one), unless there is a question."""

    pk: str | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a row says it is, and what no other row of the file may be: two rows must not mean the same record."""

    adds: tuple[Hashable, ...]
    checks: tuple[Hashable, ...]


class Matcher(Protocol):
    """Finds the records of one kind."""

    references: References

    def read(self) -> None:
        """Read now what every row is compared with, and what the words for it are taken from later."""

    def known(self, column: str) -> Iterable[Value]:
        """Values that a column of the sheet has in the office's records already."""

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        """Look at all rows of the file before the first is matched."""

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        """Replace in place what the sheet says of other records by their ids; what could not be."""

    def load(self, session: Session, values: Sequence[Values]) -> None:
        """Read the records that rows of these resolved values may mean."""

    def match(self, row: SheetRow, values: Values, answers: Answers) -> Match:
        """The record that a row of these resolved values means."""

    def current(self, pk: str) -> Mapping[str, Value]:
        """The values of a record as they are."""

    def unsaid(self, row: SheetRow, pk: str | None, values: Values) -> frozenset[str]:
        """Fields of the row that are no news of the record: how it is called there, what was only taken for granted."""

    def fresh(self, row: SheetRow, values: Values) -> Values:
        """What a new record gets beside what the row says."""

    def promised(self) -> Mapping[str, int]:
        """Ids under which rows of the file will stand when they go in, and the first row of each."""

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        """Records that come along with a row: table, values with their id."""

    def claims(self, pk: str | None, values: Values) -> Claims:
        """What the row stands for."""


def take(values: Values, name: str, answers: Answers, found: Found, field: str = "") -> Said:
    """Keep the record that was found, or the one that a person chose where there was a question."""
    if isinstance(found, str):
        values[name] = found
        return []
    chosen = answers.get(field or name)
    if isinstance(found, Doubt) and chosen:
        values[name] = chosen
        return []
    return [found]


def asked(doubt: Doubt, answers: Answers) -> Match:
    chosen = answers.get(doubt.field)
    if chosen is None:
        return Match(doubt=doubt)
    return Match(None if chosen == NEW else chosen)
