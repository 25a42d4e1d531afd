"""Queries over the registers around training: courses, bases, volunteers' service."""

from storage.store import Row, Rows, Store

_COURSES = "SELECT c.* FROM courses c {where} ORDER BY coalesce(c.approved_on, '') DESC, c.title, c.id"
_BASES = (
    "SELECT b.*, o.name AS organisation_name FROM bases b LEFT JOIN organisations o ON o.id = b.organisation_id "
    "{where} ORDER BY b.kind, b.level, coalesce(b.awarded_on, '') DESC, b.name, b.id"
)
_VOLUNTEERING = (
    "SELECT v.*, o.name AS organisation_name FROM volunteering v "
    "LEFT JOIN organisations o ON o.id = v.organisation_id {where} ORDER BY v.held_on DESC, o.name, v.id DESC"
)


def courses(store: Store) -> list[Row]:
    """Every course, the latest approved first."""
    return store.all(_COURSES.format(where=""))


def course(store: Store, pk: str) -> Row | None:
    """One course as in `courses`."""
    return store.one(_COURSES.format(where="WHERE c.id = ?"), (pk,))


def bases(store: Store) -> list[Row]:
    """Every base with `organisation_name`, by kind and level."""
    return store.all(_BASES.format(where=""))


def base(store: Store, pk: str) -> Row | None:
    """One base as in `bases`."""
    return store.one(_BASES.format(where="WHERE b.id = ?"), (pk,))


def volunteering(store: Store) -> list[Row]:
    """Every entry with `organisation_name`, the newest first."""
    return store.all(_VOLUNTEERING.format(where=""))


def served(store: Store, pk: str) -> Row | None:
    """One entry as in `volunteering`."""
    return store.one(_VOLUNTEERING.format(where="WHERE v.id = ?"), (pk,))


def volunteered(store: Store) -> list[tuple[int, int, int, int]]:
    """(year, entries, persons added up, times), the newest year first."""
    return [
        (int(year), int(count), int(people), int(times))
        for year, count, people, times in store.tuples(
            "SELECT substr(held_on, 1, 4), count(*), coalesce(sum(people), 0), sum(times) FROM volunteering "
            "GROUP BY 1 ORDER BY 1 DESC"
        )
    ]


def registered(rows: Rows, title: str, held_on: str, unit: str) -> bool:
    """Whether there is an entry of this activity, day and unit."""
    found = rows.execute(
        "SELECT 1 FROM volunteering WHERE title = ? AND held_on = ? AND organisation_id = ?", (title, held_on, unit)
    )
    return found.fetchone() is not None
