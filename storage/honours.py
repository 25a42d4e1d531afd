"""Queries over honours."""

from storage.store import Row, Rows, Store
from storage.teachers import ONLY_ONE, SCHOOLS

_LIST = (
    SCHOOLS + "SELECT h.*, t.name AS teacher_name, w.name AS school_name FROM honours h "
    "LEFT JOIN teachers t ON t.id = h.teacher_id LEFT JOIN school w ON w.teacher_id = h.teacher_id "
    "LEFT JOIN name_keys k ON k.teacher_id = h.teacher_id {where} "
    "ORDER BY coalesce(h.awarded_on, '') DESC, k.sort, t.name, h.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every honour with `teacher_name` and `school_name`, the newest first."""
    return store.all(_LIST.format(only="", where=""))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's honours as in `listed`."""
    return store.all(_LIST.format(only=ONLY_ONE, where="WHERE h.teacher_id = ?1"), (teacher,))


def one(store: Store, pk: str) -> Row | None:
    """One honour as in `listed`."""
    teacher = store.value("SELECT teacher_id FROM honours WHERE id = ?", (pk,))
    return next((row for row in of_teacher(store, str(teacher)) if row["id"] == pk), None)


def titles_of(rows: Rows, teacher: str, year: str, but: str | None) -> list[tuple[str, int]]:
    """(title, whether as a candidate) of a teacher's honours of one year ("" without one), that of id `but` left out."""
    found: list[tuple[str, int]] = rows.execute(
        "SELECT title, coalesce(is_candidate, 0) FROM honours "
        "WHERE teacher_id = ? AND substr(coalesce(awarded_on, ''), 1, 4) = ? AND id IS NOT ?",
        (teacher, year, but),
    ).fetchall()
    return found
