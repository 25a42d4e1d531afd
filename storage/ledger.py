"""Queries over the ledger of hours: its items, and the accounts kept of them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from storage.declarations import STANDS
from storage.store import Rows, Store
from storage.wording import worded

Tuples = Iterable[tuple[Any, ...]]

_STANDS = STANDS.format(d="d")

EVERYBODY = ""
"""Stands in `accounts_due` for all people."""


_OF_ONE = "SELECT class_id FROM attendance WHERE teacher_id = ?"


def classes(source: Store | Rows, person: str | None = None) -> Tuples:
    """id, programme's title, name, category, level, form, topic, year, start, end, hours (tenths) of every class, or of
    those that one person attended."""
    where, given = ("", ()) if person is None else (f" WHERE c.id IN ({_OF_ONE})", (person,))
    found: Tuples = source.conn.execute(
        "SELECT c.id, p.title, c.name, p.category, p.level, p.form, p.topic, c.year, c.start_date, c.end_date, c.hours "
        f"FROM classes c JOIN programmes p ON p.id = c.programme_id{where}",
        given,
    )
    return found


def sessions(source: Store | Rows, person: str | None = None) -> Tuples:
    """id, topic and day of every session, or of those of the classes that one person attended."""
    where, given = ("", ()) if person is None else (f" WHERE class_id IN ({_OF_ONE})", (person,))
    found: Tuples = source.conn.execute(f"SELECT id, topic, held_on FROM sessions{where}", given)
    return found


def attendance(source: Store | Rows, people: Sequence[str]) -> Tuples:
    """teacher, id, class, session, hours, result, approval of these people's rows."""
    found: Tuples = source.conn.execute(
        "SELECT a.teacher_id, a.id, a.class_id, a.session_id, a.hours, a.result, a.approval "
        "FROM json_each(?) j CROSS JOIN attendance a ON a.teacher_id = j.value",
        (json.dumps(list(people)),),
    )
    return found


def declared(source: Store | Rows, people: Sequence[str]) -> Tuples:
    """teacher, id, kind, title, day, level, category, verdict, hours asked for and granted of these people's items.

    Without verdict and grant is what was changed after them.
    """
    found: Tuples = source.conn.execute(
        "SELECT d.teacher_id, d.id, d.kind, d.title, d.done_on, d.level, d.category, "
        f"iif({_STANDS}, d.verdict, NULL), d.hours, iif({_STANDS} AND d.verdict = 'passed', d.granted, NULL) "
        "FROM json_each(?) j CROSS JOIN declarations d ON d.teacher_id = j.value",
        (json.dumps(list(people)),),
    )
    return found


def participations(source: Store | Rows, people: Sequence[str]) -> Tuples:
    """teacher, id, activity, topic, day, category, level, hours of these people's studio activities that give hours."""
    found: Tuples = source.conn.execute(
        "SELECT n.teacher_id, n.id, v.id, v.topic, v.held_on, v.category, v.level, n.hours "
        "FROM json_each(?) j CROSS JOIN participations n ON n.teacher_id = j.value "
        "JOIN studio_activities v ON v.id = n.activity_id WHERE n.hours > 0 AND v.category IS NOT NULL",
        (json.dumps(list(people)),),
    )
    return found


# -- accounts: derived from the above by app.ledger, kept so that a county's standing is one look


@contextmanager
def keeping(store: Store) -> Iterator[None]:
    """A block in which accounts are kept, whole or not at all: what they are counted from does not change meanwhile."""
    with worded(store.path):
        store.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            store.conn.execute("COMMIT")
        except BaseException:
            if store.conn.in_transaction:
                store.conn.execute("ROLLBACK")
            raise


def due(source: Store | Rows) -> set[str]:
    """Whose accounts have to be counted anew; `EVERYBODY` among them when all have to be."""
    return {row[0] for row in source.conn.execute("SELECT teacher_id FROM accounts_due")}


def replace(store: Store, people: Sequence[str], accounts: Iterable[tuple[Any, ...]]) -> None:
    """Keep these accounts (in the order of the table's columns) of these people, and none of theirs from before.

    They are due no longer.
    """
    store.conn.execute(
        "DELETE FROM accounts WHERE teacher_id IN (SELECT value FROM json_each(?))", (json.dumps(list(people)),)
    )
    store.conn.executemany(
        "INSERT INTO accounts (regime, period, teacher_id, rule_id, counted, required, lacking, gaps) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        accounts,
    )
    store.conn.execute(
        "DELETE FROM accounts_due WHERE teacher_id IN (SELECT value FROM json_each(?))", (json.dumps(list(people)),)
    )


def everybody_due(store: Store) -> None:
    """Note every person by name instead of all at once, so that counting may stop half-way and go on."""
    store.conn.execute(
        "INSERT INTO accounts_due (teacher_id) SELECT id FROM teachers WHERE true ON CONFLICT DO NOTHING"
    )
    store.conn.execute("DELETE FROM accounts_due WHERE teacher_id = ''")
    store.conn.execute("DELETE FROM accounts WHERE teacher_id NOT IN (SELECT id FROM teachers)")


def behind(store: Store) -> list[tuple[str, str, int, int]]:
    """(regime, period, people, how many of them lack something) of all kept accounts."""
    return store.tuples(
        "SELECT regime, period, count(*), count(*) FILTER (WHERE lacking > 0) FROM accounts GROUP BY 1, 2"
    )


def behind_people(store: Store, regime: str, period: str) -> list[tuple[str, int, int]]:
    """(teacher, counted, lacking) of those who lack something under a regime in a period."""
    return store.tuples(
        "SELECT teacher_id, counted, lacking FROM accounts WHERE regime = ? AND period = ? AND lacking > 0",
        (regime, period),
    )


def of_people(store: Store, people: Sequence[str]) -> list[tuple[Any, ...]]:
    """The kept accounts of these people, in the order of the table's columns."""
    return store.tuples(
        "SELECT regime, period, teacher_id, rule_id, counted, required, lacking, gaps FROM accounts "
        "WHERE teacher_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )


def account_tuples(store: Store, regime: str, period: str | None) -> list[tuple[Any, ...]]:
    """teacher_id, period, counted, required, lacking, gaps (JSON) of a regime's kept accounts in one period, or any."""
    where = "" if period is None else " AND period = ?"
    return store.tuples(
        f"SELECT teacher_id, period, counted, required, lacking, gaps FROM accounts WHERE regime = ?{where}",
        (regime,) if period is None else (regime, period),
    )
