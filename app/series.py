"""Series (系列活动): the issues of a programme in the order of their days, and the issues that are missing."""

from dataclasses import dataclass
from datetime import date, timedelta

from app import training
from app.session import Session
from storage import series as stored


@dataclass(frozen=True)
class Issue:
    """One issue: its number in the series (from 1), its day, what it was called, and how many attended.

    `id` is that of the session, or of the class where it has none.
    """

    id: str
    class_id: str
    number: int
    day: date
    title: str
    people: int


@dataclass(frozen=True)
class Missing:
    """An issue that was due on a day and was not held; `after` is the day of the one before."""

    programme_id: str
    title: str
    due: date
    after: date


def programmes(session: Session) -> list[str]:
    """Ids of the programmes that are a series."""
    return [str(row["id"]) for row in training.programmes(session) if row["series_days"]]


def issues(session: Session, programme_id: str) -> list[Issue]:
    """The issues of a programme in the order of their days: each session of its classes, or a class without sessions."""
    return [
        Issue(pk, class_id, number, date.fromisoformat(day), title, people)
        for number, (pk, class_id, day, title, people) in enumerate(stored.issues(session.store, programme_id), 1)
    ]


def missing(session: Session, programme_id: str | None = None) -> list[Missing]:
    """What was due until today and was not held, of one programme or of all series; the newest last.

    An issue is due `series_days` after the one before, and missing when that is over by more days than the rule for
    series in force then grants (without one: by any). A programme with a year ends with it; holidays are not known.
    """
    from app.rules import book, kinds

    rules = book.read(session)
    found: list[Missing] = []
    for row in training.programmes(session):
        if not row["series_days"] or programme_id not in (None, row["id"]):
            continue
        step = timedelta(int(row["series_days"]))
        ends = min(session.today(), date(int(row["year"]), 12, 31)) if row["year"] else session.today()
        days = [one.day for one in issues(session, str(row["id"])) if one.day <= ends]
        for place, day in enumerate(days):
            following = days[place + 1] if place + 1 < len(days) else None
            rule = rules.first(kinds.Series, day)
            grace = timedelta(rule[1].grace if rule else 0)
            due = day + step
            while due + grace < (following or ends):
                found.append(Missing(str(row["id"]), str(row["title"]), due, day))
                due += step
    return sorted(found, key=lambda one: (one.due, one.title))
