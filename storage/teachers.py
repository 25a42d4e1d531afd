"""Queries over teachers, their postings (编制 and 任教) and the pinyin keys their names are found by."""

from collections.abc import Callable, Iterable

from storage.store import Row, Rows, Store, Value

_CURRENT = (
    "(SELECT {column} FROM postings p WHERE p.teacher_id = t.id AND p.kind = '{kind}' AND p.end_date IS NULL "
    "ORDER BY p.start_date DESC LIMIT 1)"
)
_WORK = _CURRENT.format(column="p.organisation_id", kind="work")
_ESTABLISHMENT = _CURRENT.format(column="p.organisation_id", kind="establishment")
_HOURS = "(SELECT sum(h.hours) FROM hours_summary h WHERE h.teacher_id = t.id)"
_NOT_A_STUB = "NOT EXISTS (SELECT 1 FROM stubs s WHERE s.tbl = 'teachers' AND s.pk = t.id)"

_LISTED = (
    "SELECT t.id, t.name, t.sex, t.birth_date, t.id_number, w.name AS work_name, e.name AS establishment_name, "
    f"t.stage, t.subject, t.title, t.honour, t.staff_status, t.employment, t.phone, {_HOURS} AS hours, "
    "w.id AS work, e.id AS establishment "
)
_PLACES = f"LEFT JOIN organisations w ON w.id = {_WORK} LEFT JOIN organisations e ON e.id = {_ESTABLISHMENT} "
LIST_ORDER = " ORDER BY k.sort, t.name, t.id"

_LIST = (
    _LISTED + f"FROM teachers t LEFT JOIN name_keys k ON k.teacher_id = t.id {_PLACES}WHERE {_NOT_A_STUB}{LIST_ORDER}"
)
# The keys alone tell who comes first: 10,000 whole teachers are not read for the hundred that are painted.
_FIRST = (
    "WITH first AS MATERIALIZED (SELECT teacher_id AS id, sort, name FROM name_keys "
    "UNION ALL SELECT id, NULL, name FROM teachers "
    "WHERE id IN (SELECT id FROM teachers EXCEPT SELECT teacher_id FROM name_keys) "
    "ORDER BY sort, name, id LIMIT ?1 + (SELECT count(*) FROM stubs)) "
    + _LISTED
    + f"FROM first k JOIN teachers t ON t.id = k.id {_PLACES}WHERE {_NOT_A_STUB}{LIST_ORDER} LIMIT ?1"
)


def listed(store: Store, limit: int = -1) -> list[tuple[object, ...]]:
    """The teacher list in the order of the names' pinyin, as tuples in the order of `list_columns`."""
    return store.tuples(_LIST) if limit < 0 else store.tuples(_FIRST, (limit,))


def list_columns() -> tuple[str, ...]:
    """Names of the columns of `listed`."""
    return (
        "id", "name", "sex", "birth_date", "id_number", "work_name", "establishment_name", "stage", "subject",
        "title", "honour", "staff_status", "employment", "phone", "hours", "work", "establishment",
    )  # fmt: skip


def every(store: Store) -> list[Row]:
    """Every teacher with all fields, and the current postings' organisations as `work`, `establishment` and names."""
    return store.all(
        f"SELECT t.*, w.id AS work, w.name AS work_name, e.id AS establishment, e.name AS establishment_name "
        "FROM teachers t LEFT JOIN name_keys k ON k.teacher_id = t.id "
        f"{_PLACES}WHERE {_NOT_A_STUB}" + LIST_ORDER
    )


def roster(store: Store) -> list[Row]:
    """Every teacher with all fields and the current postings' `work` and `establishment`, in no order: to be compared.

    Without the names and the order half of the time of `every`.
    """
    return store.all(
        f"SELECT t.*, {_WORK} AS work, {_ESTABLISHMENT} AS establishment FROM teachers t "
        "WHERE t.id NOT IN (SELECT pk FROM stubs WHERE tbl = 'teachers')"
    )


def one(store: Store, pk: str) -> Row | None:
    """One teacher as in `every`, stubs included."""
    return store.one(
        "SELECT t.*, w.id AS work, w.name AS work_name, e.id AS establishment, e.name AS establishment_name, "
        f"{_HOURS} AS hours, NOT {_NOT_A_STUB} AS is_stub FROM teachers t "
        f"{_PLACES}WHERE t.id = ?",
        (pk,),
    )


def count(store: Store) -> int:
    """How many teachers the office holds."""
    # Counting a whole table is free; asking of every row whether it is an outline is not.
    return int(
        store.value(
            "SELECT (SELECT count(*) FROM teachers) - "
            "(SELECT count(*) FROM stubs s JOIN teachers t ON t.id = s.pk WHERE s.tbl = 'teachers')"
        )
    )


def search_rows(store: Store) -> list[tuple[object, ...]]:
    """id, name, readings, initials, full pinyin, ID number and school of every teacher, in list order."""
    return store.tuples(
        "SELECT t.id, t.name, coalesce(k.readings, ''), coalesce(k.initials, ''), coalesce(k.full, ''), "
        "coalesce(t.id_number, ''), coalesce(w.name, '') "
        "FROM teachers t LEFT JOIN name_keys k ON k.teacher_id = t.id "
        f"LEFT JOIN organisations w ON w.id = {_WORK} WHERE {_NOT_A_STUB}" + LIST_ORDER
    )


def postings(store: Store, teacher: str) -> list[Row]:
    """A teacher's postings, newest first, with the organisation's name."""
    return store.all(
        "SELECT p.*, o.name AS organisation_name FROM postings p "
        "LEFT JOIN organisations o ON o.id = p.organisation_id "
        "WHERE p.teacher_id = ? ORDER BY coalesce(p.start_date, '') DESC, p.id DESC",
        (teacher,),
    )


SCHOOLS = (
    "WITH school AS MATERIALIZED (SELECT p.teacher_id, o.name, max(coalesce(p.start_date, '')) AS since "
    "FROM postings p JOIN organisations o ON o.id = p.organisation_id "
    "WHERE p.kind = 'work' AND p.end_date IS NULL {only}GROUP BY p.teacher_id) "
)
"""Where each teacher works now, read once for a whole list; to be joined by `teacher_id`. `only`: "" or ONLY_ONE."""

ONLY_ONE = "AND p.teacher_id = ?1 "
"""For the list of one teacher, whose id is the statement's first parameter."""

SCHOOL_OF = (
    "(SELECT o.name FROM postings w JOIN organisations o ON o.id = w.organisation_id WHERE w.teacher_id = {of} "
    "AND w.kind = 'work' AND w.end_date IS NULL ORDER BY w.start_date DESC LIMIT 1)"
)
"""The name of the unit where one teacher works now, looked up for a row. `of`: the column that names the teacher."""

_CREDENTIALS = (
    SCHOOLS + "SELECT c.*, t.name AS teacher_name, w.name AS school_name FROM credentials c "
    "LEFT JOIN teachers t ON t.id = c.teacher_id LEFT JOIN school w ON w.teacher_id = c.teacher_id "
    "LEFT JOIN name_keys k ON k.teacher_id = c.teacher_id {where} ORDER BY k.sort, t.name, c.issued_on DESC, c.id DESC"
)


def credentials(store: Store, teacher: str) -> list[Row]:
    """A teacher's credentials, newest first, with `teacher_name` and `school_name`."""
    return store.all(_CREDENTIALS.format(only=ONLY_ONE, where="WHERE c.teacher_id = ?1"), (teacher,))


def every_credential(store: Store) -> list[Row]:
    """The credentials of all teachers, by the names' pinyin, with `teacher_name` and `school_name`."""
    return store.all(_CREDENTIALS.format(only="", where=""))


def credential(store: Store, pk: str) -> Row | None:
    """One credential as in `credentials`."""
    teacher = store.value("SELECT teacher_id FROM credentials WHERE id = ?", (pk,))
    return next((row for row in credentials(store, str(teacher)) if row["id"] == pk), None)


def current_posting(rows: Rows, teacher: str, kind: str) -> tuple[str, str, str | None] | None:
    """(id, organisation, start date) of the posting that holds now."""
    found: tuple[str, str, str | None] | None = rows.execute(
        "SELECT id, organisation_id, start_date FROM postings WHERE teacher_id = ? AND kind = ? "
        "AND end_date IS NULL ORDER BY start_date DESC LIMIT 1",
        (teacher, kind),
    ).fetchone()
    return found


def of_id_number(rows: Rows, id_number: str) -> list[tuple[str, str]]:
    """(id, name) of every teacher with that ID number."""
    found: list[tuple[str, str]] = rows.execute(
        "SELECT id, name FROM teachers WHERE id_number = ?", (id_number,)
    ).fetchall()
    return found


def unkeyed(rows: Rows) -> list[tuple[str, str]]:
    """(id, name) of teachers whose pinyin keys are missing or were made from another name."""
    found: list[tuple[str, str]] = rows.execute(
        "SELECT t.id, t.name FROM teachers t LEFT JOIN name_keys k ON k.teacher_id = t.id WHERE k.name IS NOT t.name"
    ).fetchall()
    return found


def write_keys(rows: Rows, keys: Iterable[tuple[Value, ...]]) -> None:
    """Store (teacher, name, readings, initials, full, sort)."""
    rows.executemany(
        "INSERT INTO name_keys (teacher_id, name, readings, initials, full, sort) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET name = excluded.name, readings = excluded.readings, "
        "initials = excluded.initials, full = excluded.full, sort = excluded.sort",
        keys,
    )


def delete_parts(rows: Rows, teacher: str) -> None:
    """Delete what belongs to a teacher's own entry: postings and credentials."""
    for table in ("postings", "credentials"):
        rows.execute(f"DELETE FROM {table} WHERE teacher_id = ?", (teacher,))


def drop_keys_of_the_gone(rows: Rows) -> None:
    """Forget the keys of teachers that are no longer here."""
    rows.execute("DELETE FROM name_keys WHERE teacher_id NOT IN (SELECT id FROM teachers)")


def figures(store: Store, by: str) -> list[Row]:
    """How many teachers by one column of the roster (`subject`, `stage`, `title` ...): value, people."""
    checked: Callable[[str], bool] = {"subject", "stage", "title", "sex", "employment", "honour"}.__contains__
    if not checked(by):
        raise ValueError(by)
    return store.all(
        f"SELECT t.{by} AS value, count(*) AS people FROM teachers t WHERE {_NOT_A_STUB} GROUP BY 1 ORDER BY 2 DESC"
    )


def outlines(store: Store) -> set[str]:
    """Ids of the teachers of other schools, of whom only name, school and subject are here."""
    return {row[0] for row in store.tuples("SELECT pk FROM stubs WHERE tbl = 'teachers'")}
