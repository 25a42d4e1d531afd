"""Queries over assessments: what was decided about each teacher of each year."""

import json
from collections.abc import Iterable

from storage.store import Row, Rows, Store
from storage.teachers import ONLY_ONE, SCHOOLS

_LIST = (
    SCHOOLS + ", twice AS MATERIALIZED (SELECT teacher_id, kind, year FROM assessments {of} "
    "GROUP BY teacher_id, kind, year HAVING count(*) > 1), "
    "against AS MATERIALIZED (SELECT teacher_id, year FROM assessments {of} GROUP BY teacher_id, year "
    "HAVING max(kind = '1' AND grade = '4') AND max(kind = '2' AND grade IN ('1', '2'))) "
    "SELECT a.*, t.name AS teacher_name, w.name AS school_name, "
    "(a.teacher_id, a.kind, a.year) IN (SELECT teacher_id, kind, year FROM twice) AS is_twice, "
    "(a.teacher_id, a.year) IN (SELECT teacher_id, year FROM against) AS is_against "
    "FROM assessments a LEFT JOIN teachers t ON t.id = a.teacher_id "
    "LEFT JOIN school w ON w.teacher_id = a.teacher_id "
    "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id {of_a} "
    "ORDER BY a.year DESC, a.kind, k.sort, t.name, a.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every assessment with `teacher_name`, `school_name`, `is_twice` and `is_against`, the newest year first.

    `is_twice`: the teacher has another of that kind and year; `is_against`: of that year there stand a failed 师德考核
    and a good 年度考核.
    """
    return store.all(_LIST.format(only="", of="", of_a=""))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's assessments as in `listed`."""
    return store.all(
        _LIST.format(only=ONLY_ONE, of="WHERE teacher_id = ?1", of_a="WHERE a.teacher_id = ?1"), (teacher,)
    )


def one(store: Store, pk: str) -> Row | None:
    """One assessment as in `listed`."""
    teacher = store.value("SELECT teacher_id FROM assessments WHERE id = ?", (pk,))
    return next((row for row in of_teacher(store, str(teacher)) if row["id"] == pk), None)


def grades_of_year(store: Store, kind: str, year: int) -> list[tuple[str, str]]:
    """(teacher, grade) of every assessment of one kind and year."""
    return store.tuples("SELECT teacher_id, grade FROM assessments WHERE kind = ? AND year = ?", (kind, year))


def grades_of(rows: Rows, teachers: Iterable[str], year: int) -> list[tuple[str, str, str, str]]:
    """(id, teacher, kind, grade) of these teachers' assessments of one year."""
    found: list[tuple[str, str, str, str]] = rows.execute(
        "SELECT a.id, a.teacher_id, a.kind, a.grade FROM json_each(?) j JOIN assessments a ON a.teacher_id = j.value "
        "WHERE a.year = ?",
        (json.dumps(list(teachers)), year),
    ).fetchall()
    return found
