"""Merged people: which row each of theirs has become, what refers to whom, and who only looks like somebody else."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from storage.exchange.registers import Key
from storage.store import Row, Rows, Store, dicts
from storage.wording import worded

Source = Rows | Store

_STEPS = (
    "SELECT 'teachers', teacher_id, into_id FROM merges UNION ALL "
    "SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2 FROM merges m, json_each(m.rows) j"
)


def any_merged(source: Source) -> bool:
    """Whether anybody was ever merged and still is: without it nothing else here needs to be asked."""
    return source.conn.execute("SELECT 1 FROM merges LIMIT 1").fetchone() is not None


def became(source: Source) -> dict[Key, str]:
    """Each row that was merged away → the id of what it is now, through as many merges as there were."""
    steps = {(table, old): new for table, old, new in source.conn.execute(_STEPS) if old != new}
    return {key: _last(steps, key) for key in steps}


def _last(steps: Mapping[Key, str], key: Key) -> str:
    table, pk = key
    seen: set[str] = set()
    while (table, pk) in steps and pk not in seen:
        seen.add(pk)
        pk = steps[table, pk]
    return pk


def heirs(source: Source, keys: Iterable[Key]) -> dict[Key, Key]:
    """Of some rows, those that were merged away, with what each is now."""
    if not any_merged(source):
        return {}
    now = became(source)
    return {key: (key[0], now[key]) for key in keys if key in now}


def forebears(source: Source, table: str, pk: str) -> list[str]:
    """Ids of the rows of a table that have become this one."""
    if table == "teachers":
        found = source.conn.execute(_MERGED_INTO, (pk,)).fetchall()
        return [str(row[0]) for row in found]
    if not any_merged(source):
        return []
    return [old for (of, old), new in became(source).items() if of == table and new == pk]


_MERGED_INTO = (
    "WITH RECURSIVE line(id) AS (SELECT teacher_id FROM merges WHERE into_id = ?1 "
    "UNION SELECT m.teacher_id FROM line l JOIN merges m ON m.into_id = l.id) SELECT id FROM line"
)


def merges(source: Source, teachers: Iterable[str] | None = None) -> list[Row]:
    """What was merged (these, or all), the last one first: id, teacher_id, into_id, rows (decoded), remark."""
    cursor = source.conn.execute(
        "SELECT id, teacher_id, into_id, rows, remark FROM merges "
        "WHERE ?1 IS NULL OR teacher_id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC",
        (None if teachers is None else json.dumps(list(teachers)),),
    )
    return [{**one, "rows": json.loads(one["rows"])} for one in dicts(cursor)]


def act_of(source: Source, merge: str) -> tuple[str, str] | None:
    """(id, reason) of the act of this office that wrote a row of `merges`; None when that was not here."""
    found = source.conn.execute(
        "SELECT t.id, t.reason FROM operations o JOIN transactions t ON t.seq = o.txn "
        "WHERE o.tbl = 'merges' AND o.pk = ? AND o.kind = 'I' AND t.received = 0",
        (merge,),
    ).fetchone()
    return (str(found[0]), str(found[1])) if found else None


def brought_along(source: Source, act: str) -> list[str]:
    """Ids of the acts that brought along what came later for somebody merged by `act`, the last one first.

    They stand and fall with it: alone they would leave rows of somebody who is not here.
    """
    found = source.conn.execute(
        "SELECT t.id FROM transactions m JOIN operations i ON i.txn = m.seq AND i.tbl = 'merges' AND i.kind = 'I' "
        "JOIN merges r ON r.id = i.pk JOIN operations u ON u.tbl = 'merges' AND u.pk = i.pk AND u.kind = 'U' "
        "JOIN transactions t ON t.seq = u.txn AND t.undoes IS NULL WHERE m.id = ? ORDER BY u.seq DESC",
        (act,),
    )
    return [str(row[0]) for row in found]


def referring(source: Source, table: str, column: str, ids: Iterable[str]) -> list[Row]:
    """The rows of a table whose column is one of these ids, oldest first."""
    cursor = source.conn.execute(
        f"SELECT * FROM {table} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )
    return dicts(cursor)


def standing(source: Source, keys: Iterable[Key]) -> set[Key]:
    """Of some rows, those that are here."""
    by_table: dict[str, list[str]] = {}
    for table, pk in keys:
        by_table.setdefault(table, []).append(pk)
    return {(table, str(row["id"])) for table, pks in by_table.items() for row in referring(source, table, "id", pks)}


def hours_of(source: Source, teacher: str) -> int:
    """All passed hours of a teacher, in tenths."""
    found = source.conn.execute("SELECT sum(hours) FROM hours_summary WHERE teacher_id = ?", (teacher,)).fetchone()
    return int(found[0] or 0)


def unsettled_wishes(source: Source, keys: Iterable[Key]) -> int:
    """How many proposals about some rows nobody has decided about in their present version."""
    found = source.conn.execute(
        "SELECT count(*) FROM json_each(?) j JOIN proposals p ON p.tbl = j.value ->> 0 AND p.pk = j.value ->> 1 "
        "WHERE p.withdrawn = 0 AND NOT EXISTS "
        "(SELECT 1 FROM decisions d WHERE d.proposal_id = p.id AND d.version = p.version)",
        (json.dumps([list(key) for key in keys]),),
    ).fetchone()
    return int(found[0])


# -- who looks like whom


def people(store: Store) -> list[tuple[Any, ...]]:
    """id, name, birth date, ID number, phone, and ids of the school and of the establishment of every teacher here."""
    place = (
        "(SELECT p.organisation_id FROM postings p WHERE p.teacher_id = t.id AND p.kind = '{}' AND p.end_date IS NULL "
        "ORDER BY p.start_date DESC LIMIT 1)"
    )
    return store.tuples(
        f"SELECT t.id, t.name, t.birth_date, t.id_number, t.phone, {place.format('work')}, "
        f"{place.format('establishment')} FROM teachers t LEFT JOIN name_keys k ON k.teacher_id = t.id "
        "WHERE NOT EXISTS (SELECT 1 FROM stubs s WHERE s.tbl = 'teachers' AND s.pk = t.id) ORDER BY k.sort, t.name, t.id"
    )


def different_people(store: Store) -> set[frozenset[str]]:
    """Couples of ids that a person has said to be two people."""
    return {frozenset(pair) for pair in store.tuples("SELECT one, other FROM different_people")}


def tell_apart(store: Store, one: str, other: str, actor: str, at: str) -> None:
    """Remember that two are two; this file's own, so it needs no act."""
    _write(
        store,
        "INSERT INTO different_people (one, other, actor, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (*sorted((one, other)), actor, at),
    )


def forget_told_apart(store: Store, one: str, other: str) -> None:
    """Take that back: they are asked about again."""
    _write(store, "DELETE FROM different_people WHERE one = ? AND other = ?", tuple(sorted((one, other))))


def _write(store: Store, sql: str, values: tuple[str, ...]) -> None:
    store.refuse_if_read_only()
    with worded(store.path):
        store.conn.execute(sql, values)
