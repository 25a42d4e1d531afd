"""The periods in which a regime asks for hours: a cycle of years, a year, a school year, a term, a probation."""

from dataclasses import dataclass
from datetime import date, timedelta

from app import school_years
from app.rules.kinds import Regime
from app.rules.people import Person

_TERMS = {"1": "第一学期", "2": "第二学期"}


@dataclass(frozen=True)
class Period:
    """From its first to its last day. `key` sorts as time does; `by_year`: items belong to it by the year they count
    in, else by their day."""

    key: str
    label: str
    first: date
    last: date
    by_year: bool

    def holds(self, year: int, day: date | None) -> bool | None:
        """Whether an item of that year and day belongs to it; None where it would take the day to know."""
        if self.by_year:
            return self.first.year <= year <= self.last.year
        if day is None:
            return None if self.first.year <= year <= self.last.year else False
        return self.first <= day <= self.last


def is_personal(said: Regime) -> bool:
    """Whether each person has periods of one's own."""
    return said.period == "probation" or (said.period == "cycle" and said.first_year is None)


def holding(said: Regime, person: Person | None, day: date) -> Period | None:
    """The period of a regime that holds a day; None where there is none, as with nothing known of when somebody's work
    began. `person` may be None for regimes whose periods are the same for all.

    A probation stays the present one for as long again after its end: who did not have the hours by then is not to be
    forgotten the day after.
    """
    if said.period == "year":
        return _years(day.year, 1)
    if said.period == "school_year":
        first = school_years.of(day)
        start, end = school_years.term_days(first, "1")[0], school_years.term_days(first, "2")[1]
        return Period(f"{first}-{first + 1}", school_years.label(first), start, end, False)
    if said.period == "term":
        first, term = school_years.term_of(day)
        label = f"{school_years.label(first)}{_TERMS[term]}"
        return Period(f"{first}-{first + 1}-{term}", label, *school_years.term_days(first, term), False)
    if said.period == "probation":
        return _probation(said, person, day)
    anchor = said.first_year if said.first_year is not None else _began(person)[0]
    if not anchor or not said.years or day.year < anchor:
        return None
    return _years(anchor + (day.year - anchor) // said.years * said.years, said.years)


def before(said: Regime, person: Person | None, period: Period) -> Period | None:
    """The period before another one."""
    return holding(said, person, period.first - timedelta(days=1))


def _years(first: int, count: int) -> Period:
    last = first + count - 1
    label = f"{first} 年" if count == 1 else f"{first}—{last} 年"
    key = str(first) if count == 1 else f"{first}-{last}"
    return Period(key, label, date(first, 1, 1), date(last, 12, 31), True)


def _probation(said: Regime, person: Person | None, day: date) -> Period | None:
    year, month = _began(person)
    if not year:
        return None
    first, last = date(year, month, 1), _before(year, month, said.months)
    if not first <= day <= _before(year, month, 2 * said.months):
        return None
    return Period(f"试用 {first:%Y-%m}", f"试用期（{first:%Y-%m} 至 {last:%Y-%m}）", first, last, False)


def _before(year: int, month: int, months: int) -> date:
    """The last day of so many months from a month on."""
    after = year * 12 + month - 1 + months
    return date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _began(person: Person | None) -> tuple[int, int]:
    """Year and month in which somebody's work began; (0, 0) where that is not known."""
    text = person.work_start if person else None
    if not text or not text[:4].isdigit():
        return (0, 0)
    month = text[5:7]
    return int(text[:4]), int(month) if month.isdigit() and 1 <= int(month) <= 12 else 1
