"""Queries over assessments: what was decided about each teacher of each year."""

import json
from collections.abc import Iterable

from storage.store import Row, Rows, Store
from storage.teachers import SCHOOLS

_LIST = (
    SCHOOLS + "SELECT a.*, t.name AS teacher_name, w.name AS school_name, "
    "count(*) OVER (PARTITION BY a.teacher_id, a.kind, a.year) AS alike, "
    "json_group_array(a.kind || a.grade) OVER (PARTITION BY a.teacher_id, a.year) AS of_year "
    "FROM assessments a LEFT JOIN teachers t ON t.id = a.teacher_id "
    "LEFT JOIN school w ON w.teacher_id = a.teacher_id "
    "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id {where} "
    "ORDER BY a.year DESC, a.kind, k.sort, t.name, a.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every assessment with `teacher_name`, `school_name`, `alike` and `of_year`, the newest year first.

    `alike`: how many rows of that kind the teacher has of that year; `of_year`: JSON list of kind and grade, as "14",
    of all the teacher's rows of that year.
    """
    return store.all(_LIST.format(where=""))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's assessments as in `listed`."""
    return store.all(_LIST.format(where="WHERE a.teacher_id = ?"), (teacher,))


def one(store: Store, pk: str) -> Row | None:
    """One assessment as in `listed`."""
    sql = f"SELECT * FROM ({_LIST.format(where='WHERE a.teacher_id = (SELECT teacher_id FROM assessments WHERE id = ?1)')})"
    return store.one(f"{sql} WHERE id = ?1", (pk,))


def grades_of(rows: Rows, teachers: Iterable[str], year: int) -> list[tuple[str, str, str, str]]:
    """(id, teacher, kind, grade) of these teachers' assessments of one year."""
    found: list[tuple[str, str, str, str]] = rows.execute(
        "SELECT a.id, a.teacher_id, a.kind, a.grade FROM json_each(?) j JOIN assessments a ON a.teacher_id = j.value "
        "WHERE a.year = ?",
        (json.dumps(list(teachers)), year),
    ).fetchall()
    return found
