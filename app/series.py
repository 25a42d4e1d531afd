"""Series (系列活动): the issues of a programme in the order of their days, and the issues that are missing."""

from dataclasses import dataclass
from datetime import date

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

    Counted as the check of gaps counts it: grace and pauses stand in the rule for series in force today, and without
    one there are none. A programme with a year ends with it.
    """
    from app.gaps import events
    from app.rules import book, kinds

    rule = book.read(session).first(kinds.Series, session.today())
    said = rule[1] if rule else kinds.Series()
    found: list[Missing] = []
    for row in training.programmes(session):
        if not row["series_days"] or programme_id not in (None, row["id"]):
            continue
        ends = min(session.today(), date(int(row["year"]), 12, 31)) if row["year"] else session.today()
        days = [one.day for one in issues(session, str(row["id"])) if one.day <= ends]
        if not days:
            continue
        for _first, due in events.missing_issues(days, int(row["series_days"]), days[0], ends, said):
            before = max(day for day in days if day < due)
            found.append(Missing(str(row["id"]), str(row["title"]), due, before))
    return sorted(found, key=lambda one: (one.due, one.title))
