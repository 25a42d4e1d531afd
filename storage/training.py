"""Queries over training: programmes, classes, sessions, attendance and the kept summary of hours."""

import json
from collections.abc import Sequence

from storage.declarations import COUNTS
from storage.store import Row, Rows, Store
from storage.teachers import SCHOOL_OF

_ALONE = (
    "a.session_id IS NOT NULL AND a.approval IS NOT 'returned' AND NOT EXISTS (SELECT 1 FROM attendance w "
    "WHERE w.teacher_id = a.teacher_id AND +w.class_id = a.class_id AND w.session_id IS NULL)"
)
"""Whoever has a row for the whole class is counted by that; of others, who have rows for its sessions only, each once."""

_PASSED, _UNRATED = "a.result IN ('1', '2')", "a.result = '0'"

EARNS = f"{_PASSED} AND a.approval IS NOT 'returned'"
"""Whether a row `a` of attendance counts: passed, and its enrolment not returned."""

_CLASSES = (
    "WITH whole AS MATERIALIZED (SELECT a.class_id, "
    "sum(a.session_id IS NULL AND a.approval IS NOT 'returned') AS people, "
    f"sum(a.session_id IS NULL AND a.approval IS NOT 'returned' AND {_PASSED}) AS passed, "
    f"sum(a.session_id IS NULL AND a.approval IS NOT 'returned' AND {_UNRATED}) AS unrated, "
    f"sum(CASE WHEN {EARNS} THEN a.hours ELSE 0 END) AS given, "
    "sum(a.approval IS 'returned' AND a.session_id IS NULL) AS returned, "
    "sum(a.approval IS NULL AND a.session_id IS NULL) AS undecided FROM attendance a {of} GROUP BY a.class_id), "
    "alone AS MATERIALIZED (SELECT a.class_id, count(DISTINCT a.teacher_id) AS people, "
    f"count(DISTINCT a.teacher_id) FILTER (WHERE {_PASSED}) AS passed, "
    f"count(DISTINCT a.teacher_id) FILTER (WHERE {_UNRATED}) AS unrated "
    f"FROM attendance a WHERE {_ALONE} {{and_of}} GROUP BY a.class_id) "
    "SELECT c.*, p.title, p.level, p.category, p.form, p.organiser, p.topic, p.for_role, p.for_stage, p.for_subject, "
    "p.series_days, coalesce(n.people, 0) + coalesce(l.people, 0) AS people, "
    "coalesce(n.passed, 0) + coalesce(l.passed, 0) AS passed, "
    "coalesce(n.unrated, 0) + coalesce(l.unrated, 0) AS unrated, coalesce(n.given, 0) AS given, "
    "coalesce(n.returned, 0) AS returned, coalesce(n.undecided, 0) AS undecided, "
    "(SELECT count(*) FROM quotas q WHERE q.class_id = c.id) AS units, "
    "(SELECT coalesce(sum(q.places), 0) FROM quotas q WHERE q.class_id = c.id) AS places, "
    "(SELECT count(*) FROM sessions s WHERE s.class_id = c.id) AS sessions "
    "FROM classes c JOIN programmes p ON p.id = c.programme_id "
    "LEFT JOIN whole n ON n.class_id = c.id LEFT JOIN alone l ON l.class_id = c.id "
    "{where} ORDER BY c.start_date DESC, c.id DESC"
)


def classes(store: Store) -> list[Row]:
    """Every class with its programme, how many attend, passed and wait for a result, and the hours given (tenths).

    Those whose enrolment was `returned` attend nothing; `undecided` are the enrolments of which nothing was said yet,
    `units` how many were given `places`, `sessions` how many there are.
    """
    return store.all(_CLASSES.format(where="", of="", and_of=""))


def one_class(store: Store, pk: str) -> Row | None:
    """One class as in `classes`."""
    of = "a.class_id = ?1"
    return store.one(_CLASSES.format(where="WHERE c.id = ?1", of=f"WHERE {of}", and_of=f"AND {of}"), (pk,))


def programmes(store: Store) -> list[Row]:
    """Every programme, the newest year first."""
    return store.all("SELECT * FROM programmes ORDER BY year DESC, title, id")


_COLUMNS = (
    "a.id, a.teacher_id, t.name, a.class_id, p.title, c.name AS class_name, c.year, p.level, p.category, p.form, "
    "p.organiser, c.start_date, c.end_date, a.session_id, a.hours, c.hours AS class_hours, a.result, a.post, a.approval, "
    "a.approval_note, a.remark"
)
_JOINED = (
    " FROM attendance a LEFT JOIN teachers t ON t.id = a.teacher_id LEFT JOIN classes c ON c.id = a.class_id "
    "LEFT JOIN programmes p ON p.id = c.programme_id "
)
_ATTENDANCE = f"SELECT {_COLUMNS}{_JOINED}"
# The plus keeps the engine from looking through the whole class for each of its people.
_OTHERS = "FROM attendance o WHERE o.teacher_id = a.teacher_id AND +o.class_id = a.class_id"
_WITH_OTHERS = (
    f"SELECT {_COLUMNS}, (SELECT max(coalesce(max(h.hours) FILTER (WHERE h.session_id IS NULL), 0), "
    f"coalesce(sum(h.hours) FILTER (WHERE h.session_id IS NOT NULL), 0)) FROM (SELECT o.session_id, max(o.hours) AS hours "
    f"{_OTHERS} AND (o.session_id IS NULL OR o.result IN ('1', '2')) GROUP BY o.session_id) h) AS earned, "
    f"(SELECT count(*) {_OTHERS} AND o.session_id IS NOT NULL) AS attended, "
    f"a.session_id IS NULL OR NOT EXISTS (SELECT 1 {_OTHERS} AND (o.session_id IS NULL OR o.id < a.id)) AS stands"
    "{more}" + _JOINED
)
"""Beside each row what all rows of its person and class give together (`earned`, tenths; nothing twice where two offices
entered it), how many sessions were `attended`, and whether it `stands` for them all: the one for the whole class, else
the first."""


def attendance_of_class(store: Store, pk: str) -> list[Row]:
    """The rows of a class by their people's pinyin, with `school_name`, `earned`, `attended` and `stands`."""
    school = f", {SCHOOL_OF.format(of='a.teacher_id')} AS school_name"
    return store.all(
        _WITH_OTHERS.format(more=school)
        + "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id WHERE a.class_id = ? ORDER BY k.sort, a.id",
        (pk,),
    )


def attendance_of_teacher(store: Store, pk: str) -> list[Row]:
    """What a teacher attended, newest first, with `earned`, `attended` and `stands`."""
    return store.all(
        _WITH_OTHERS.format(more="") + "WHERE a.teacher_id = ? ORDER BY c.start_date DESC, a.id DESC", (pk,)
    )


def completed(store: Store) -> list[Row]:
    """Who passed a class with its whole hours, the newest class first, then by pinyin: id, teacher_id, name, class_id, title,
    class_name, year, result and hours.

    Row by row is looked only at those whose sessions together are enough: for everybody that would take long.
    """
    columns = (
        "a.id, a.teacher_id, t.name, a.class_id, p.title, c.name AS class_name, c.year, a.result, c.hours, c.start_date"
    )
    alone = "a.session_id IS NULL AND a.hours >= c.hours"
    by_session = "(a.teacher_id, a.class_id) IN (SELECT teacher_id, class_id FROM enough)"
    earned = _WITH_OTHERS.format(more="") + f"WHERE {EARNS} AND NOT ({alone}) AND {by_session}"
    return store.all(
        "WITH part AS (SELECT o.teacher_id, o.class_id, max(o.hours) AS hours FROM attendance o "
        "WHERE o.session_id IS NOT NULL AND o.result IN ('1', '2') GROUP BY o.teacher_id, o.class_id, o.session_id), "
        "enough AS MATERIALIZED (SELECT s.teacher_id, s.class_id FROM part s JOIN classes k ON k.id = s.class_id "
        "GROUP BY 1, 2 HAVING sum(s.hours) >= max(k.hours)), "
        f"done AS MATERIALIZED (SELECT {columns}{_JOINED}WHERE {EARNS} AND {alone} "
        "UNION ALL SELECT e.id, e.teacher_id, e.name, e.class_id, e.title, e.class_name, e.year, e.result, e.class_hours, "
        f"e.start_date FROM ({earned}) e WHERE e.stands AND e.earned >= e.class_hours) "
        "SELECT d.* FROM done d LEFT JOIN name_keys k ON k.teacher_id = d.teacher_id "
        "ORDER BY coalesce(d.start_date, d.year) DESC, d.class_id, k.sort, d.id"
    )


def attendance(store: Store, pks: Sequence[str] | None = None) -> list[Row]:
    """Every attendance row (or these) with the names around it."""
    order = "ORDER BY c.start_date DESC, a.id DESC"
    if pks is None:
        return store.all(_ATTENDANCE + order)
    return store.all(f"{_ATTENDANCE}WHERE a.id IN (SELECT value FROM json_each(?)) {order}", (json.dumps(list(pks)),))


def attendance_row(store: Store, pk: str) -> Row | None:
    """One attendance row with the names around it, `earned`, `attended` and `stands`."""
    return store.one(_WITH_OTHERS.format(more="") + "WHERE a.id = ?", (pk,))


def sessions(store: Store, class_id: str) -> list[Row]:
    """A class's sessions in order."""
    return store.all("SELECT * FROM sessions WHERE class_id = ? ORDER BY held_on, id", (class_id,))


def enrolled(rows: Rows, class_id: str) -> set[str]:
    """Ids of the teachers who have a row in a class."""
    return {row[0] for row in rows.execute("SELECT teacher_id FROM attendance WHERE class_id = ?", (class_id,))}


def attends(rows: Rows, teacher: str, class_id: str, session: str | None, but: str | None) -> bool:
    """Whether a teacher has a row, other than `but`, in a class or in one session of it."""
    found = rows.execute(
        "SELECT 1 FROM attendance WHERE teacher_id = ? AND class_id = ? AND session_id IS ? AND id IS NOT ?",
        (teacher, class_id, session, but),
    )
    return found.fetchone() is not None


def others(rows: Rows, teacher: str, class_id: str, but: str | None) -> list[tuple[str, str | None, int, str]]:
    """(id, session, hours, result) of a person's rows in a class, other than `but`."""
    found: list[tuple[str, str | None, int, str]] = rows.execute(
        "SELECT id, session_id, hours, result FROM attendance WHERE teacher_id = ? AND class_id = ? AND id IS NOT ?",
        (teacher, class_id, but),
    ).fetchall()
    return found


def last_act(store: Store) -> int:
    """The number of the last act in the journal."""
    return int(store.value("SELECT coalesce(max(seq), 0) FROM transactions"))


def entered_twice(store: Store, since: int) -> list[tuple[str, str]]:
    """(row that came, row that was there) of the same person, class and session, of what files brought after an act.

    What a certificate or a paper hangs on is left out.
    """
    return store.tuples(
        # The newest acts first: there are few of them, and very many rows of attendance in the journal.
        "WITH came AS MATERIALIZED (SELECT DISTINCT o.pk AS id FROM transactions t CROSS JOIN operations o ON o.txn = t.seq "
        "WHERE t.seq > ? AND t.received = 1 AND +o.tbl = 'attendance' AND o.kind = 'I') "
        "SELECT a.id, min(b.id) FROM came CROSS JOIN attendance a ON a.id = came.id CROSS JOIN attendance b "
        "ON b.teacher_id = a.teacher_id AND +b.class_id = a.class_id AND b.session_id IS a.session_id AND b.id <> a.id "
        "WHERE a.id NOT IN (SELECT subject_id FROM certificates WHERE subject_id IS NOT NULL) "
        "AND NOT EXISTS (SELECT 1 FROM attachments f WHERE f.tbl = 'attendance' AND f.pk = a.id) "
        "GROUP BY a.id ORDER BY a.id",
        (since,),
    )


def told_by_sessions(store: Store, since: int) -> list[str]:
    """Rows of a whole class whose hours the person's sessions give as well, of those about whom files told after an act."""
    found = store.tuples(
        "WITH about AS MATERIALIZED (SELECT DISTINCT a.teacher_id, a.class_id FROM transactions t "
        "CROSS JOIN operations o ON o.txn = t.seq CROSS JOIN attendance a ON a.id = o.pk "
        "WHERE t.seq > ? AND t.received = 1 AND +o.tbl = 'attendance' AND o.kind IN ('I', 'U')), "
        "given AS (SELECT a.teacher_id, a.class_id, a.session_id, max(a.hours) AS hours, min(a.id) AS id, count(*) AS rows "
        "FROM about CROSS JOIN attendance a ON a.teacher_id = about.teacher_id AND +a.class_id = about.class_id "
        f"WHERE {EARNS} AND a.hours > 0 GROUP BY 1, 2, 3) "
        "SELECT max(iif(session_id IS NULL, id, NULL)) FROM given GROUP BY teacher_id, class_id "
        "HAVING sum(iif(session_id IS NULL, rows, 0)) = 1 AND count(session_id) > 0 "
        "AND coalesce(sum(hours) FILTER (WHERE session_id IS NOT NULL), 0) "
        ">= sum(iif(session_id IS NULL, hours, 0)) ORDER BY 1",
        (since,),
    )
    return [str(pk) for (pk,) in found]


def doubled(store: Store) -> list[tuple[str, str]]:
    """(teacher, programme and class) of those who have two rows for one class or session, or hours of both."""
    gives = "a.hours > 0 AND a.result IN ('1', '2')"
    return store.tuples(
        "SELECT d.teacher_id, p.title || ' ' || c.name FROM (SELECT a.teacher_id, a.class_id FROM attendance a "
        "WHERE a.approval IS NOT 'returned' GROUP BY 1, 2 HAVING count(*) > 1 AND ("
        "count(*) FILTER (WHERE a.session_id IS NULL) > 1 OR count(a.session_id) > count(DISTINCT a.session_id) "
        f"OR (max({gives} AND a.session_id IS NULL) AND max({gives} AND a.session_id IS NOT NULL)))) d "
        "JOIN classes c ON c.id = d.class_id JOIN programmes p ON p.id = c.programme_id ORDER BY 2, 1"
    )


def posts(rows: Rows, teachers: Sequence[str]) -> dict[str, str]:
    """Teacher → 行政职务, of those who have one."""
    found = rows.execute(
        "SELECT id, admin_post FROM teachers WHERE admin_post IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(teachers)),),
    )
    return dict(found.fetchall())


def class_hours(rows: Rows, class_id: str) -> int | None:
    """The whole hours of a class in tenths; None when there is no such class."""
    found = rows.execute("SELECT hours FROM classes WHERE id = ?", (class_id,)).fetchone()
    return int(found[0]) if found else None


def most_earned(rows: Rows, class_id: str) -> int:
    """The most hours (tenths) that somebody has passed in a class: of the whole of it, or of its sessions together."""
    found = rows.execute(
        "SELECT max(hours) FROM (SELECT sum(a.hours) AS hours FROM attendance a WHERE a.class_id = ? "
        f"AND {EARNS} GROUP BY a.teacher_id, a.session_id IS NULL)",
        (class_id,),
    ).fetchone()
    return int(found[0] or 0)


def hours_of_teacher(store: Store, pk: str) -> list[Row]:
    """A teacher's passed hours from the kept summary: year, category, hours (tenths)."""
    return store.all(
        "SELECT year, category, hours FROM hours_summary WHERE teacher_id = ? AND hours <> 0 "
        "ORDER BY year DESC, category",
        (pk,),
    )


def hours_by_year(store: Store, year: int) -> list[Row]:
    """Passed hours of every teacher in one year: teacher_id, name, school_name, and hours by category as JSON."""
    return store.all(
        "SELECT t.id AS teacher_id, t.name, "
        f"{SCHOOL_OF.format(of='t.id')} AS school_name, "
        "coalesce(sum(h.hours), 0) AS hours, json_group_object(h.category, h.hours) "
        "FILTER (WHERE h.category IS NOT NULL) AS by_category "
        "FROM teachers t LEFT JOIN hours_summary h ON h.teacher_id = t.id AND h.year = ? "
        "LEFT JOIN name_keys k ON k.teacher_id = t.id "
        "WHERE NOT EXISTS (SELECT 1 FROM stubs s WHERE s.tbl = 'teachers' AND s.pk = t.id) "
        "GROUP BY t.id ORDER BY school_name, k.sort",
        (year,),
    )


def figures_of_those_who_left(rows: Rows, site: str) -> list[tuple[int, str, int, int]]:
    """(year, category, people, hours in tenths) that teachers earned while a school's, who are its no longer.

    Figures only: they stay with the school when the people and all that is theirs go to another.
    """
    found: list[tuple[int, str, int, int]] = rows.execute(
        # Those who left first, few as they are: left to itself the engine begins with everything the county keeps.
        "WITH gone AS MATERIALIZED (SELECT DISTINCT w.teacher_id AS id FROM sites s "
        "JOIN postings w ON w.organisation_id = s.organisation_id "
        "WHERE s.id = ?1 AND w.kind = 'work' AND w.end_date IS NOT NULL "
        "AND w.teacher_id NOT IN (SELECT root FROM scope WHERE site = ?1)) "
        "SELECT c.year, p.category, count(DISTINCT a.teacher_id), sum(a.hours) FROM gone g "
        "CROSS JOIN attendance a ON a.teacher_id = g.id "
        "JOIN classes c ON c.id = a.class_id JOIN programmes p ON p.id = c.programme_id "
        f"WHERE {EARNS} "
        "AND EXISTS (SELECT 1 FROM sites s JOIN postings w ON w.organisation_id = s.organisation_id "
        "WHERE s.id = ?1 AND w.teacher_id = a.teacher_id AND w.kind = 'work' AND w.end_date IS NOT NULL "
        # A class without a day counts by the middle of its year.
        "AND coalesce(c.start_date, c.year || '-06-30') >= coalesce(w.start_date, '') "
        "AND coalesce(c.start_date, c.year || '-06-30') < w.end_date) "
        "GROUP BY 1, 2 HAVING sum(a.hours) <> 0 ORDER BY 1, 2",
        (site,),
    ).fetchall()
    return found


def recounted(store: Store) -> list[Row]:
    """The summary as it ought to be, counted from the rows: the check of what the triggers kept."""
    return store.all(
        "SELECT teacher_id, year, category, sum(hours) AS hours FROM ("
        "SELECT a.teacher_id, c.year, p.category, a.hours FROM attendance a "
        "JOIN classes c ON c.id = a.class_id JOIN programmes p ON p.id = c.programme_id "
        f"WHERE {EARNS} "
        "UNION ALL SELECT teacher_id, CAST(substr(done_on, 1, 4) AS INTEGER), category, granted FROM declarations d "
        f"WHERE {COUNTS.format(d='d')} "
        "UNION ALL SELECT n.teacher_id, CAST(substr(v.held_on, 1, 4) AS INTEGER), v.category, n.hours "
        "FROM participations n JOIN studio_activities v ON v.id = n.activity_id WHERE v.category IS NOT NULL) "
        "GROUP BY 1, 2, 3 HAVING sum(hours) <> 0 ORDER BY 1, 2, 3"
    )


def kept(store: Store) -> list[Row]:
    """The summary as the triggers kept it."""
    return store.all("SELECT teacher_id, year, category, hours FROM hours_summary WHERE hours <> 0 ORDER BY 1, 2, 3")
