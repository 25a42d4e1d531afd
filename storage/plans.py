"""Queries over plans of development: whose they are, who guides them, and who has one."""

from storage.store import Row, Store
from storage.teachers import ONLY_ONE, SCHOOLS

_LIST = (
    SCHOOLS + "SELECT v.*, t.name AS teacher_name, w.name AS school_name, m.name AS mentor_name FROM plans v "
    "LEFT JOIN teachers t ON t.id = v.teacher_id LEFT JOIN teachers m ON m.id = v.mentor_id "
    "LEFT JOIN school w ON w.teacher_id = v.teacher_id LEFT JOIN name_keys k ON k.teacher_id = v.teacher_id {where} "
    "ORDER BY k.sort, t.name, v.start_date DESC, v.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every plan with `teacher_name`, `school_name` and `mentor_name`, by the names' pinyin."""
    return store.all(_LIST.format(only="", where=""))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's plans, the newest first, as in `listed`."""
    return store.all(_LIST.format(only=ONLY_ONE, where="WHERE v.teacher_id = ?1"), (teacher,))


def one(store: Store, pk: str) -> Row | None:
    """One plan as in `listed`."""
    teacher = store.value("SELECT teacher_id FROM plans WHERE id = ?", (pk,))
    return next((row for row in of_teacher(store, str(teacher)) if row["id"] == pk), None)


def holders(store: Store, day: str) -> set[str]:
    """Ids of those who have a plan that goes on on a day."""
    asked = "SELECT DISTINCT teacher_id FROM plans WHERE start_date <= ?1 AND coalesce(end_date, '9999') >= ?1"
    return {row[0] for row in store.tuples(asked, (day,))}
