"""Queries over what studios do: plans against activities, who took part, outputs, assessments."""

import json
from collections.abc import Iterable

from storage.store import Row, Rows, Store
from storage.teachers import SCHOOL_OF

_FITS = "p.studio_id = v.studio_id AND v.held_on BETWEEN p.start_date AND p.end_date AND (p.kind IS NULL OR p.kind = v.kind)"
"""Whether an activity `v` is one of those that a plan `p` asks for."""

_NAMED = "s.name AS studio_name, s.kind AS studio_kind"

_ACTIVITIES = (
    f"SELECT v.*, {_NAMED}, EXISTS (SELECT 1 FROM studio_plans p WHERE {_FITS}) AS planned, "
    "(SELECT count(*) FROM participations a WHERE a.activity_id = v.id) AS people, "
    "(SELECT sum(a.hours) FROM participations a WHERE a.activity_id = v.id) AS given "
    "FROM studio_activities v LEFT JOIN studios s ON s.id = v.studio_id {where} "
    "ORDER BY v.held_on DESC, s.name, v.id"
)

_PLANS = (
    f"SELECT p.*, {_NAMED}, (SELECT count(*) FROM studio_activities v WHERE {_FITS}) AS held "
    "FROM studio_plans p LEFT JOIN studios s ON s.id = p.studio_id {where} "
    "ORDER BY p.start_date DESC, s.kind, s.name, p.kind, p.id"
)

_PARTICIPATIONS = (
    "SELECT a.*, t.name AS teacher_name, v.topic, v.held_on, v.kind, v.category, v.studio_id, s.name AS studio_name, "
    f"{SCHOOL_OF.format(of='t.id')} AS school_name "
    "FROM participations a LEFT JOIN studio_activities v ON v.id = a.activity_id "
    "LEFT JOIN studios s ON s.id = v.studio_id LEFT JOIN teachers t ON t.id = a.teacher_id "
    "LEFT JOIN name_keys k ON k.teacher_id = a.teacher_id {where} "
    "ORDER BY v.held_on DESC, a.activity_id, k.sort, t.name, a.id"
)


def activities(store: Store, studio: str | None = None) -> list[Row]:
    """Activities (of one studio, or all), the newest first, with `studio_name`, `studio_kind`, `people` who took part,
    `given` (tenths of an hour in all) and `planned` (0: no plan asks for it)."""
    return store.all(_ACTIVITIES.format(where="WHERE ?1 IS NULL OR v.studio_id = ?1"), (studio,))


def activity(store: Store, pk: str) -> Row | None:
    """One activity as in `activities`."""
    return store.one(_ACTIVITIES.format(where="WHERE v.id = ?"), (pk,))


def plans(store: Store, studio: str | None = None) -> list[Row]:
    """Plans (of one studio, or all) with `studio_name`, `studio_kind` and `held`: how many activities they asked for
    took place."""
    return store.all(_PLANS.format(where="WHERE ?1 IS NULL OR p.studio_id = ?1"), (studio,))


def plan(store: Store, pk: str) -> Row | None:
    """One plan as in `plans`."""
    return store.one(_PLANS.format(where="WHERE p.id = ?"), (pk,))


def of_plan(store: Store, pk: str) -> list[str]:
    """Ids of the activities that a plan asked for."""
    found = store.tuples(f"SELECT v.id FROM studio_plans p JOIN studio_activities v ON {_FITS} WHERE p.id = ?", (pk,))
    return [str(one) for (one,) in found]


def participations(store: Store, activity: str | None = None) -> list[Row]:
    """Who took part (in one activity, or all), with the names around it, `topic`, `held_on` and `kind`."""
    return store.all(_PARTICIPATIONS.format(where="WHERE ?1 IS NULL OR a.activity_id = ?1"), (activity,))


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """What a teacher took part in, as in `participations`."""
    return store.all(_PARTICIPATIONS.format(where="WHERE a.teacher_id = ?"), (teacher,))


def took_part(rows: Rows, activity: str) -> list[tuple[str, str, int]]:
    """(id, teacher, hours in tenths) of an activity's participations."""
    found: list[tuple[str, str, int]] = rows.execute(
        "SELECT id, teacher_id, hours FROM participations WHERE activity_id = ?", (activity,)
    ).fetchall()
    return found


def hours_of(rows: Rows, activity: str) -> int | None:
    """The hours an activity gives, in tenths; None when there is no such activity."""
    found = rows.execute("SELECT coalesce(hours, 0) FROM studio_activities WHERE id = ?", (activity,)).fetchone()
    return None if found is None else int(found[0])


def counts(store: Store, year: int) -> list[Row]:
    """By kind of activity in a calendar year: kind, times, turns (人次), people (each once), given (tenths)."""
    return store.all(
        "SELECT v.kind, count(DISTINCT v.id) AS times, count(a.id) AS turns, count(DISTINCT a.teacher_id) AS people, "
        "coalesce(sum(a.hours), 0) AS given FROM studio_activities v "
        "LEFT JOIN participations a ON a.activity_id = v.id WHERE substr(v.held_on, 1, 4) = ? GROUP BY 1 ORDER BY 1",
        (str(year),),
    )


def counted_people(store: Store, year: int) -> int:
    """How many different people took part in any activity of a calendar year."""
    return int(
        store.value(
            "SELECT count(DISTINCT a.teacher_id) FROM participations a "
            "JOIN studio_activities v ON v.id = a.activity_id WHERE substr(v.held_on, 1, 4) = ?",
            (str(year),),
        )
    )


def times_of_year(source: Store | Rows, year: int) -> dict[str, int]:
    """studio → how many activities it held in a calendar year; studios without any are left out."""
    found = source.conn.execute(
        "SELECT studio_id, count(*) FROM studio_activities WHERE substr(held_on, 1, 4) = ? GROUP BY 1", (str(year),)
    )
    return {str(studio): int(times) for studio, times in found}


def outputs(store: Store) -> list[Row]:
    """Every output with `studio_name` and `studio_kind`, the newest first."""
    return store.all(
        f"SELECT x.*, {_NAMED} FROM outputs x LEFT JOIN studios s ON s.id = x.studio_id "
        "ORDER BY coalesce(x.done_on, '') DESC, s.kind, s.name, x.id"
    )


_ASSESSMENTS = (
    f"SELECT x.*, {_NAMED}, coalesce(s.state, '1') AS studio_state, s.end_date AS studio_end, s.start_date AS studio_start, "
    "h.name AS host_name, o.name AS organisation_name, s.level AS studio_level FROM studio_assessments x "
    "LEFT JOIN studios s ON s.id = x.studio_id LEFT JOIN teachers h ON h.id = s.host_id "
    "LEFT JOIN organisations o ON o.id = s.organisation_id {where} "
    "ORDER BY x.year DESC, x.kind, s.kind, s.name, x.id"
)


def assessments(store: Store) -> list[Row]:
    """Every assessment with its studio's `studio_name`, `studio_kind`, `studio_state`, `host_name` and
    `organisation_name`, the newest year first."""
    return store.all(_ASSESSMENTS.format(where=""))


def assessment(store: Store, pk: str) -> Row | None:
    """One assessment as in `assessments`."""
    return store.one(_ASSESSMENTS.format(where="WHERE x.id = ?"), (pk,))


def latest_grades(source: Store | Rows) -> dict[str, tuple[int, str, str]]:
    """studio → (year, kind, grade) of its latest assessment."""
    found = source.conn.execute("SELECT studio_id, year, kind, grade FROM studio_assessments ORDER BY year, kind, id")
    return {str(studio): (int(year), str(kind), str(grade)) for studio, year, kind, grade in found}


def assessed(rows: Rows, kind: str, year: int, studios: Iterable[str]) -> list[tuple[str, str]]:
    """(studio, id) of the assessments of one kind and year that these studios have."""
    found: list[tuple[str, str]] = rows.execute(
        "SELECT studio_id, id FROM studio_assessments WHERE kind = ? AND year = ? "
        "AND studio_id IN (SELECT value FROM json_each(?))",
        (kind, year, json.dumps(list(studios))),
    ).fetchall()
    return found
