"""Queries over the sessions of training classes (课程) and who attended which."""

from storage.store import Row, Rows, Store
from storage.teachers import SCHOOL_OF
from storage.training import EARNS

_LISTED = (
    "SELECT s.*, c.name AS class_name, c.year, p.title, "
    "(SELECT count(*) FROM attendance a WHERE a.session_id = s.id AND a.class_id = s.class_id "
    f"AND {EARNS}) AS attended "
    "FROM sessions s LEFT JOIN classes c ON c.id = s.class_id LEFT JOIN programmes p ON p.id = c.programme_id "
    "{where} ORDER BY {class_first}s.held_on IS NULL, s.held_on, s.id"
)


def listed(store: Store) -> list[Row]:
    """Every session with its class and programme, class by class, and how many `attended`."""
    return store.all(_LISTED.format(where="", class_first="c.start_date DESC, c.id, "))


def of_class(store: Store, class_id: str) -> list[Row]:
    """The sessions of a class in the order of their days, as in `listed`."""
    return store.all(_LISTED.format(where="WHERE s.class_id = ?", class_first=""), (class_id,))


def one(store: Store, pk: str) -> Row | None:
    """One session as in `listed`."""
    return store.one(_LISTED.format(where="WHERE s.id = ?", class_first=""), (pk,))


def rows_of(store: Store, class_id: str) -> list[Row]:
    """Every attendance row of a class by the pinyin of its people: id, teacher_id, name, school_name, session_id, hours,
    result, approval."""
    return store.all(
        f"SELECT a.id, a.teacher_id, t.name, {SCHOOL_OF.format(of='a.teacher_id')} AS school_name, "
        "a.session_id, a.hours, a.result, a.approval "
        "FROM attendance a LEFT JOIN teachers t ON t.id = a.teacher_id "
        "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id WHERE a.class_id = ? ORDER BY k.sort, t.name, a.teacher_id",
        (class_id,),
    )


def of_person(rows: Rows, class_id: str, teacher: str) -> list[tuple[str, str | None, int, str, str | None]]:
    """(id, session, hours, result, approval) of a person's rows in a class; the sessions in the order of their days."""
    found: list[tuple[str, str | None, int, str, str | None]] = rows.execute(
        "SELECT a.id, a.session_id, a.hours, a.result, a.approval FROM attendance a LEFT JOIN sessions s ON s.id = a.session_id "
        "WHERE a.class_id = ? AND a.teacher_id = ? ORDER BY s.held_on IS NULL, s.held_on, s.id, a.id",
        (class_id, teacher),
    ).fetchall()
    return found
