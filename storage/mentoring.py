"""Queries over mentoring pairs: their activities, agreements and assessments, and what is known of both sides."""

from collections.abc import Iterable, Sequence
from typing import Any

from storage.store import Row, Rows, Store, dicts
from storage.teachers import SCHOOL_OF

Source = Store | Rows

_LIST = (
    "SELECT p.*, m.name AS mentor_name, e.name AS mentee_name, "
    f"{SCHOOL_OF.format(of='p.mentor_id')} AS mentor_school, {SCHOOL_OF.format(of='p.mentee_id')} AS mentee_school, "
    "count(a.id) AS activities, max(a.held_on) AS last_activity "
    "FROM pairs p LEFT JOIN teachers m ON m.id = p.mentor_id LEFT JOIN teachers e ON e.id = p.mentee_id "
    "LEFT JOIN pair_activities a ON a.pair_id = p.id {where} GROUP BY p.id ORDER BY p.start_date DESC, p.id DESC"
)


def listed(store: Store) -> list[Row]:
    """Every pair with both names and schools, the number of activities and the date of the last."""
    return store.all(_LIST.format(where=""))


def one(store: Store, pk: str) -> Row | None:
    """One pair as in `listed`."""
    return store.one(_LIST.format(where="WHERE p.id = ?"), (pk,))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """The pairs a teacher stands in, either side."""
    return store.all(_LIST.format(where="WHERE p.mentor_id = ?1 OR p.mentee_id = ?1"), (teacher,))


def activities(store: Store, pair: str) -> list[Row]:
    """A pair's activities, newest first."""
    return store.all("SELECT * FROM pair_activities WHERE pair_id = ? ORDER BY held_on DESC, id DESC", (pair,))


def every_activity(store: Store) -> list[Row]:
    """The activities of all pairs, the newest first, with both names."""
    return store.all(
        "SELECT a.*, m.name AS mentor_name, e.name AS mentee_name FROM pair_activities a JOIN pairs p ON p.id = a.pair_id "
        "LEFT JOIN teachers m ON m.id = p.mentor_id LEFT JOIN teachers e ON e.id = p.mentee_id "
        "ORDER BY a.held_on DESC, a.id DESC"
    )


def running_of_mentee(rows: Rows, mentee: str, kind: str) -> list[tuple[str, str, str | None]]:
    """(id, start, end) of a mentee's pairs of one kind that are neither completed nor dissolved."""
    found: list[tuple[str, str, str | None]] = rows.execute(
        "SELECT id, coalesce(start_date, ''), end_date FROM pairs WHERE mentee_id = ? AND kind = ? AND status NOT IN ('3', '5')",
        (mentee, kind),
    ).fetchall()
    return found


def figures(store: Store) -> list[Row]:
    """How many pairs by kind and status: kind, status, pairs."""
    return store.all("SELECT kind, status, count(*) AS pairs FROM pairs GROUP BY 1, 2 ORDER BY 1, 2")


def activity_counts(source: Source, pair: str | None = None) -> list[tuple[str, str, int]]:
    """(pair, kind, how many) of the activities of one pair or of all."""
    return _tuples(
        source,
        "SELECT pair_id, kind, count(*) FROM pair_activities WHERE ?1 IS NULL OR pair_id = ?1 GROUP BY 1, 2",
        (pair,),
    )


def agreements(source: Source, pair: str | None = None) -> list[Row]:
    """What was agreed of one pair or of all: each row a kind of activity and its least number."""
    return _rows(
        source, "SELECT * FROM pair_agreements WHERE ?1 IS NULL OR pair_id = ?1 ORDER BY pair_id, kind, id", (pair,)
    )


def reviews(source: Source, pair: str | None = None) -> list[Row]:
    """The assessments of one pair or of all, the newest first."""
    return _rows(
        source, "SELECT * FROM pair_reviews WHERE ?1 IS NULL OR pair_id = ?1 ORDER BY held_on DESC, id DESC", (pair,)
    )


def side(source: Source, teacher: str) -> Row | None:
    """What is known of a mentor or mentee: name, title, honour, work_start, is_stub, honours (titles of no candidate)."""
    found = _rows(
        source,
        "SELECT t.id, t.name, t.title, t.honour, t.work_start, "
        "EXISTS (SELECT 1 FROM stubs s WHERE s.tbl = 'teachers' AND s.pk = t.id) AS is_stub, "
        "(SELECT group_concat(h.title, char(10)) FROM honours h WHERE h.teacher_id = t.id AND NOT coalesce(h.is_candidate, 0)) "
        "AS honours FROM teachers t WHERE t.id = ?",
        (teacher,),
    )
    return found[0] if found else None


def stays(source: Source, teacher: str | None = None) -> list[tuple[str, str, str, str | None]]:
    """(teacher, school's name, from, until) where one teacher or everybody in a pair worked, the earliest first."""
    return _tuples(
        source,
        "SELECT p.teacher_id, o.name, coalesce(p.start_date, ''), p.end_date FROM postings p "
        "JOIN organisations o ON o.id = p.organisation_id WHERE p.kind = 'work' AND (p.teacher_id = ?1 OR (?1 IS NULL "
        "AND p.teacher_id IN (SELECT mentor_id FROM pairs UNION SELECT mentee_id FROM pairs))) ORDER BY 3, p.id",
        (teacher,),
    )


def open_of_mentor(source: Source, mentor: str, statuses: Sequence[str]) -> list[tuple[str, str]]:
    """(id, kind) of a mentor's pairs that stand at one of these statuses."""
    marks = ", ".join("?" for _ in statuses)
    return _tuples(
        source, f"SELECT id, kind FROM pairs WHERE mentor_id = ? AND status IN ({marks})", (mentor, *statuses)
    )


def able(store: Store) -> list[Row]:
    """Everybody on the roster as somebody who might guide another, by the names' pinyin: where they work with its
    township, what they teach, their standing (`title`, `honour`, `honours`)."""
    return store.all(
        "WITH place AS MATERIALIZED (SELECT p.teacher_id, o.id, o.name, o.township, max(coalesce(p.start_date, '')) "
        "FROM postings p JOIN organisations o ON o.id = p.organisation_id WHERE p.kind = 'work' AND p.end_date IS NULL "
        "GROUP BY p.teacher_id), named AS MATERIALIZED (SELECT teacher_id, group_concat(title, char(10)) AS titles "
        "FROM honours WHERE NOT coalesce(is_candidate, 0) GROUP BY teacher_id) "
        "SELECT t.id, t.name, t.stage, t.subject, t.second_subject, t.title, t.honour, t.staff_status, t.admin_post, "
        "t.is_class_teacher, t.work_start, w.id AS work, w.name AS work_name, w.township, h.titles AS honours "
        "FROM teachers t LEFT JOIN place w ON w.teacher_id = t.id LEFT JOIN named h ON h.teacher_id = t.id "
        "LEFT JOIN name_keys k ON k.teacher_id = t.id "
        "WHERE t.id NOT IN (SELECT pk FROM stubs WHERE tbl = 'teachers') ORDER BY k.sort, t.name, t.id"
    )


def drop_agreements(rows: Rows, pairs: Iterable[str]) -> None:
    """Take away what was agreed of these pairs, to be agreed anew."""
    rows.executemany("DELETE FROM pair_agreements WHERE pair_id = ?", ((pair,) for pair in pairs))


def _tuples(source: Source, sql: str, given: Sequence[Any]) -> list[Any]:
    return list(source.conn.execute(sql, given))


def _rows(source: Source, sql: str, given: Sequence[Any]) -> list[Row]:
    return dicts(source.conn.execute(sql, given))
