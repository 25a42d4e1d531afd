"""A file from a newer program, read by an older one that is upgraded later, ends as if the newer had read it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.exchange import receiving
from app.session import Session
from storage import capture, checks, migrations, schema, upgrading
from storage import exchange as stored
from storage.store import open_store
from tests.app.exchange.conftest import Pair, change

NEW = """
ALTER TABLE teachers ADD COLUMN hobby TEXT;
ALTER TABLE credentials ADD COLUMN copies INTEGER;
CREATE TABLE awards (
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    year INTEGER
) STRICT;
"""
Upgrade = Callable[[Session], Session]


@contextmanager
def newer() -> Iterator[None]:
    """This program as the next version, which knows two more columns and a table."""
    register = migrations.register

    def registered() -> Any:
        made = register()

        @made(name="m9999_later")
        def m9999_later(db: Any) -> None:
            for statement in migrations.statements(NEW):
                db.conn.execute(statement)

        return made

    tables = (*schema.EXCHANGED, schema.Exchanged("awards", "teacher_id"))
    names = tuple(one.table for one in tables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "register", registered)
        patch.setattr(migrations, "ALL", (*migrations.ALL, "m9999_later"))
        patch.setattr(capture, "EXCHANGED", tables)
        patch.setattr(upgrading, "TABLES", names)
        for module in (stored.registers.__globals__, stored.registers_in_scope.__globals__):
            patch.setitem(module, "TABLES", names)
            patch.setitem(module, "EXCHANGED", tables)
        patch.setattr(schema, "BY_TABLE", {one.table: one for one in tables})
        patch.setitem(schema.root_column.__globals__, "BY_TABLE", {one.table: one for one in tables})
        yield


def upgraded(session: Session) -> Session:
    """The same office after the upgrade; to be called inside `newer`."""
    session.close()
    return Session(open_store(session.path, session.store.key), operator=session.operator)


def shown(session: Session, sql: str) -> list[tuple[Any, ...]]:
    return session.store.tuples(sql)


PEOPLE = "SELECT id, name, phone, hobby FROM teachers ORDER BY id"
AWARDS = "SELECT id, teacher_id, title, year FROM awards ORDER BY id"
STAMPS = "SELECT tbl, pk, root, tx, cells, del_tx, gone FROM stamps ORDER BY tbl, pk"


def work(session: Session) -> None:
    """What the newer program's people write: known fields, new ones, rows of the new table."""
    change(session, lambda rows: rows.update("teachers", "t1", {"phone": "2", "hobby": "书法"}), "新旧两项")
    change(session, lambda rows: rows.update("credentials", "c1", {"copies": 3}), "新的一项")
    award = {"id": "w1", "teacher_id": "t1", "title": "优秀", "year": 2026}
    change(session, lambda rows: rows.insert("awards", award), "新的一种记录")
    change(session, lambda rows: rows.insert("awards", {**award, "id": "w2"}), "又一条")
    change(session, lambda rows: rows.delete("awards", "w2"), "删除")
    change(session, lambda rows: rows.update("teachers", "t1", {"phone": "3"}), "以后的旧项")


def test_acts_of_a_newer_school_wait_whole_and_are_merged_after_the_countys_upgrade(pair: Pair) -> None:
    with newer():
        pair.school = upgraded(pair.school)
        work(pair.school)
        file = pair.up()
        want = shown(pair.school, PEOPLE)
    report = pair.take(file)
    assert report.counts["waiting"] == 5
    # The last one builds on the first, which waits: kept as a conflict, not lost.
    assert report.counts["conflict"] == 1
    assert shown(pair.county, "SELECT phone FROM teachers WHERE id = 't1'") == [("1",)]
    again = pair.take(file)
    assert again.counts["waiting"] == 5 and again.repeated == 1
    pair.adopt(pair.down())
    assert stored.pending_count(pair.school.store) == 5
    with newer():
        pair.county = upgraded(pair.county)
        assert receiving.merge_held(pair.county) == 5
        assert receiving.merge_held(pair.county) == 0
        assert shown(pair.county, "SELECT id, phone, hobby FROM teachers WHERE id = 't1'") == [("t1", "3", "书法")]
        assert shown(pair.county, AWARDS) == [("w1", "t1", "优秀", 2026)]
        assert stored.conflicts(pair.county.store) == []
        pair.round()
        assert stored.pending_count(pair.school.store) == 0
        assert shown(pair.school, PEOPLE) == want
        assert pair.county.store.fact("held") is None
        assert list(checks.unstamped(pair.county.store)) == []


def test_a_school_shows_after_its_upgrade_what_a_newer_county_had_sent(pair: Pair) -> None:
    with newer():
        pair.county = upgraded(pair.county)
        work(pair.county)
        file = pair.down()
    change(pair.school, lambda rows: rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"}))
    report = pair.adopt(file)
    assert {one.table for one in report.entries} <= {"teachers", "credentials"}
    assert shown(pair.school, "SELECT phone FROM teachers WHERE id = 't1'") == [("3",)]
    change(pair.school, lambda rows: rows.delete("credentials", "c1"), "升级前删除")
    with newer():
        pair.school = upgraded(pair.school)
        assert not pair.school.store.read_only
        assert shown(pair.school, "SELECT hobby FROM teachers WHERE id = 't1'") == [("书法",)]
        assert shown(pair.school, AWARDS) == [("w1", "t1", "优秀", 2026)]
        gone = shown(pair.school, "SELECT gone FROM stamps WHERE pk IN ('c1', 'w2') ORDER BY pk")
        assert [json.loads(one[0]).get("copies", "w") for one in gone] == [3, "w"]
        # Whatever is taken back is what was deleted, new columns included: the capture compares word by word.
        last = pair.school.store.value("SELECT id FROM transactions WHERE reason = '升级前删除'")
        from storage import journal

        with pair.school.writing("撤销", undoes=last) as rows:
            journal.undo(rows, last)
        assert shown(pair.school, "SELECT copies FROM credentials WHERE id = 'c1'") == [(3,)]
        change(pair.school, lambda rows: rows.update("teachers", "t1", {"hobby": "围棋"}))
        pair.round()
        assert shown(pair.county, "SELECT hobby FROM teachers WHERE id = 't1'") == [("围棋",)]
        assert stored.pending_count(pair.school.store) == 0
        mine = {row[:2]: row for row in shown(pair.school, STAMPS)}
        theirs = {row[:2]: row for row in shown(pair.county, STAMPS)}
        assert mine == {key: theirs[key] for key in mine}
        assert list(checks.unstamped(pair.school.store)) == []


def test_an_older_school_goes_on_with_newer_files_as_they_come(pair: Pair) -> None:
    with newer():
        pair.county = upgraded(pair.county)
        work(pair.county)
        first = pair.down()
    pair.adopt(first)
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"name": "李小梅"}))
    file = pair.up()
    with newer():
        pair.take(file)
        change(pair.county, lambda rows: rows.update("teachers", "t1", {"hobby": None}))
        change(pair.county, lambda rows: rows.update("awards", "w1", {"title": "先进"}))
        second = pair.down()
    pair.adopt(second)
    assert shown(pair.school, "SELECT name FROM teachers WHERE id = 't1'") == [("李小梅",)]
    with newer():
        pair.school = upgraded(pair.school)
        assert shown(pair.school, "SELECT name, hobby FROM teachers WHERE id = 't1'") == [("李小梅", None)]
        assert shown(pair.school, AWARDS) == [("w1", "t1", "先进", 2026)]


def test_an_act_that_waited_is_merged_also_when_its_teacher_has_moved_meanwhile(pair: Pair) -> None:
    with newer():
        pair.school = upgraded(pair.school)
        change(pair.school, lambda rows: rows.update("teachers", "t1", {"hobby": "书法"}))
        file = pair.up()
    assert pair.take(file).counts["waiting"] == 1
    change(pair.county, lambda rows: rows.update("postings", "p-t1", {"end_date": "2026-08-31"}))
    pair.down()
    with newer():
        pair.county = upgraded(pair.county)
        assert receiving.merge_held(pair.county) == 1
        assert shown(pair.county, "SELECT hobby FROM teachers WHERE id = 't1'") == [("书法",)]
