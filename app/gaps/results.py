"""What a check says: what a rule asks, how much of it there is, and the names behind both."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.rules.book import Rule
from app.rules.people import Person

OK, OPEN, SHORT, TOLD, NOBODY = "ok", "open", "short", "told", "nobody"
"""Met; not yet, but there is time left; not met; only told, because this office cannot say; nobody is asked."""


@dataclass(frozen=True)
class Line:
    """Somebody or something behind a number. `table` and `id` are the record that opens it ("" for none), `school` and
    `school_id` the unit it belongs to, `note` what is known or missing in words."""

    table: str
    id: str
    name: str
    note: str = ""
    school: str = ""
    school_id: str = ""


@dataclass(frozen=True)
class Result:
    """One rule (or one part of it) held against the facts on a day.

    `asked` says in words what is wanted, `needed` how many of `unit` (None: no number for this office). `met` are those
    who fulfil it, `missing` those who do not, `pending` those who still have time. `there` is what counts against
    `needed`. `due` is the last day where one is said. `lack` is what `missing` is called on screen and paper.
    """

    key: str
    rule: Rule
    title: str
    asked: str
    unit: str
    needed: int | None
    met: tuple[Line, ...]
    missing: tuple[Line, ...] = ()
    pending: tuple[Line, ...] = ()
    due: date | None = None
    notes: tuple[str, ...] = ()
    lack: str = "还没有做到的"
    by_school: bool = True
    """Whether its lines belong to schools, so that a school can be looked at alone."""
    everybody: bool = True
    """Whether everybody (every school) is asked for, so that a share of one school can be told."""

    @property
    def there(self) -> int:
        """How many there are, of those needed."""
        return len(self.met)

    def state(self, day: date) -> str:
        """OK, OPEN, SHORT, TOLD or NOBODY."""
        if self.needed is None:
            return TOLD
        if not self.needed:
            return NOBODY
        if self.there >= self.needed:
            return OK
        return OPEN if self.due is not None and day <= self.due else SHORT

    @property
    def figure(self) -> str:
        """12/13, or 12 where nothing is asked of this office."""
        return f"{self.there:,}" if self.needed is None else f"{self.there:,}/{self.needed:,}"


def of_school(result: Result, school: str) -> Result:
    """The same for the people of one school; where not everybody is asked for, only told."""
    met, missing, pending = (
        tuple(one for one in lines if one.school_id == school) for lines in (result.met, result.missing, result.pending)
    )
    needed = len(met) + len(missing) if result.everybody and result.needed is not None else None
    return replace(result, met=met, missing=missing, pending=pending, needed=needed)


def schools(results: Iterable[Result]) -> dict[str, str]:
    """Id → name of every school that a line belongs to, in the order of names."""
    found = {
        one.school_id: one.school
        for result in results
        if result.by_school
        for lines in (result.met, result.missing, result.pending)
        for one in lines
        if one.school_id
    }
    return dict(sorted(found.items(), key=lambda each: each[1]))


def rates(result: Result) -> list[tuple[str, str, int, int]]:
    """School's id and name, how many there fulfil it, of how many; the farthest behind first."""
    met = Counter((one.school_id, one.school) for one in result.met)
    asked = met + Counter((one.school_id, one.school) for one in result.missing)
    found = [(pk, name, met[pk, name], count) for (pk, name), count in asked.items() if pk]
    return sorted(found, key=lambda one: (one[2] / one[3], one[1]))


def line_of(person: Person, note: str = "") -> Line:
    """A person as a line."""
    return Line("teachers", person.id, person.name, note, person.school_name or "", person.school or "")
