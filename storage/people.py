"""The people rules are about: what a rule asks of each, read at once for everybody or for some."""

import json
from collections.abc import Iterable

from storage.store import Store
from storage.teachers import SCHOOLS

_PEOPLE = (
    # The latest posting only: of two that both hold, `max` above takes its row.
    SCHOOLS.replace("p.teacher_id, o.name,", "p.teacher_id, o.id AS school, o.name,")
    + "SELECT t.id, t.name, t.stage, t.subject, t.title, t.staff_kind, t.staff_status, t.admin_post, "
    "t.is_class_teacher, t.is_bilingual, t.work_start, w.school, w.name AS school_name "
    "FROM teachers t LEFT JOIN school w ON w.teacher_id = t.id LEFT JOIN name_keys k ON k.teacher_id = t.id "
    "WHERE t.id NOT IN (SELECT pk FROM stubs WHERE tbl = 'teachers') {among}ORDER BY w.name, k.sort, t.name, t.id"
)


def every(store: Store) -> list[tuple[object, ...]]:
    """Everybody the office holds (no partners at other schools), school by school in the names' order.

    id, name, stage, subject, title, staff_kind, staff_status, admin_post, is_class_teacher, is_bilingual,
    work_start, school (its id), school_name.
    """
    return store.tuples(_PEOPLE.format(only="", among=""))


def some(store: Store, pks: Iterable[str]) -> list[tuple[object, ...]]:
    """These of `every`, without reading the others."""
    among = "AND {} IN (SELECT value FROM json_each(?1)) "
    asked = _PEOPLE.format(only=among.format("p.teacher_id"), among=among.format("t.id"))
    return store.tuples(asked, (json.dumps(list(pks)),))
