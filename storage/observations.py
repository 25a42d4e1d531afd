"""Queries over observations: who observed how many lessons, and whose."""

from storage.store import Row, Store
from storage.teachers import ONLY_ONE, SCHOOLS

_LIST = (
    SCHOOLS + "SELECT v.*, t.name AS teacher_name, w.name AS school_name, b.name AS observed_name, "
    "o.name AS organisation_name FROM observations v LEFT JOIN teachers t ON t.id = v.teacher_id "
    "LEFT JOIN teachers b ON b.id = v.observed_id LEFT JOIN organisations o ON o.id = v.organisation_id "
    "LEFT JOIN school w ON w.teacher_id = v.teacher_id LEFT JOIN name_keys k ON k.teacher_id = v.teacher_id {where} "
    "ORDER BY v.school_year DESC, coalesce(v.term, '') DESC, coalesce(v.held_on, '') DESC, k.sort, t.name, v.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every observation with `teacher_name`, `school_name`, `observed_name` and `organisation_name`, newest first."""
    return store.all(_LIST.format(only="", where=""))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """What a teacher observed, as in `listed`."""
    return store.all(_LIST.format(only=ONLY_ONE, where="WHERE v.teacher_id = ?1"), (teacher,))


def one(store: Store, pk: str) -> Row | None:
    """One observation as in `listed`."""
    teacher = store.value("SELECT teacher_id FROM observations WHERE id = ?", (pk,))
    return next((row for row in of_teacher(store, str(teacher)) if row["id"] == pk), None)


def periods_by_teacher(store: Store, school_year: int) -> list[Row]:
    """How many lessons each teacher observed in one school year: teacher_id, periods."""
    return store.all(
        "SELECT teacher_id, sum(periods) AS periods FROM observations WHERE school_year = ? GROUP BY teacher_id",
        (school_year,),
    )
