import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import audit, audit_entries, driver, exchange, purging
from storage.exchange.journal import JournalRow
from storage.store import Act, Store, create, open_store

ACT = Act("王芳", "新增教师：李梅")
SAMPLES = sorted((Path(__file__).parents[1] / "data" / "databases").glob("*.xinhuo"))
NOBODY = {"since": "", "until": "", "actor": "", "kind": "", "text": ""}


def entries(store: Store) -> list[audit.Entry]:
    return list(audit.entries(store.conn))


def found(store: Store) -> set[str]:
    return {one.kind for one in audit.verify(store.conn)}


def teacher(store: Store, name: str = "李梅") -> str:
    with store.writing(ACT) as rows:
        return rows.insert("teachers", {"name": name, "id_number": "999999198503120029"})


def received(store: Store, *txids: str) -> None:
    """Keep acts of another office."""
    with store.writing(Act("王芳", "接收清水小学的文件", mode="import")) as rows:
        exchange.keep_received(
            rows,
            [JournalRow(one, "site", "李娜", "改", "2026-09-01", None, "r", "teachers", one, "I", {}) for one in txids],
        )


def worked_on(store: Store) -> str:
    """A file in which something of everything was done; returns the id of a teacher that was deleted."""
    pk = teacher(store)
    with store.writing(Act("王芳", "改")) as rows:
        rows.update("teachers", pk, {"phone": "13900000001"})
        rows.insert("teachers", {"name": "周强"})
    received(store, "a" * 32, "b" * 32)
    store.note("exported", "导出名单：2 条。", "李娜", {"count": 2})
    with store.writing(Act("王芳", "删除教师：李梅")) as rows:
        rows.delete("teachers", pk)
    return pk


def past_the_program(store: Store, *statements: tuple[str, tuple[Any, ...]]) -> None:
    """What somebody with another program and the key would do: away with the triggers, change, put them back."""
    for name in audit.expected_triggers():
        store.conn.execute(f"DROP TRIGGER {name}")
    for sql, values in statements:
        store.conn.execute(sql, values)
    for sql in audit.expected_triggers().values():
        store.conn.execute(sql)


# -- what is written


def test_a_new_file_begins_with_the_entry_that_founds_it(tmp_path: Path) -> None:
    facts = {"operator": "王芳", "site": "s1"}
    with create(tmp_path / "县.xinhuo", facts=facts, clock=lambda: datetime(2026, 9, 1, 12, 0)) as store:
        (one,) = entries(store)
        assert (one.seq, one.kind, one.actor, one.site, one.at) == (1, "founded", "王芳", "s1", "2026-09-01T12:00:00")
        assert one.prev == audit.FIRST_PREV
        assert found(store) == set()


def test_every_act_that_stays_has_one_entry_with_counts_and_no_values(store: Store) -> None:
    worked_on(store)
    assert [one.kind for one in entries(store)] == ["founded", "act", "act", "received", "exported", "act"]
    changed, taken = entries(store)[2:4]
    assert changed.detail == '{"tables":{"teachers":{"I":1,"U":1}}}'
    assert taken.what == "接收清水小学的文件。"
    assert taken.detail == '{"acts":2,"tables":{"teachers":{"I":2}}}'
    assert "李梅" not in "".join(map(str, entries(store)))
    assert found(store) == set()


def test_what_is_rehearsed_fails_or_changes_nothing_leaves_no_entry(store: Store) -> None:
    pk = teacher(store)
    before = entries(store)
    with store.writing(ACT, rehearse=True) as rows:
        rows.insert("teachers", {"name": "预演"})
        store.note("printed", "打印。", "王芳", {})
    with store.writing(ACT) as rows:
        rows.update("teachers", pk, {"name": "李梅"})
    with pytest.raises(ZeroDivisionError), store.writing(ACT) as rows:
        rows.insert("teachers", {"name": "半途"})
        raise ZeroDivisionError
    with store.writing(Act("王芳", "接收", mode="import")):
        pass
    assert entries(store) == before
    assert found(store) == set()


def test_a_note_within_an_act_stands_before_the_acts_own_entry(store: Store) -> None:
    with store.writing(ACT) as rows:
        store.note("printed", "打印 1 份。", "王芳", {"count": 1})
        rows.insert("teachers", {"name": "李梅"})
    assert [one.kind for one in entries(store)] == ["founded", "printed", "act"]
    assert found(store) == set()


def test_two_connections_write_one_chain(store: Store) -> None:
    with open_store(store.path) as other:
        for n in range(3):
            teacher(store, f"甲{n}")
            teacher(other, f"乙{n}")
            other.note("opened", "打开数据文件。", "李娜", {})
        assert found(other) == set()
    assert [one.seq for one in entries(store)] == list(range(1, 11))


def test_a_file_that_can_only_be_read_takes_no_note(store: Store) -> None:
    store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    store.note("opened", "打开数据文件。", "王芳", {})
    assert len(entries(store)) == 1


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_file_from_before_the_audit_begins_with_how_many_acts_there_were(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    shutil.copyfile(path, copy)
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as old:
        (acts,) = old.execute("SELECT count(*) FROM transactions").fetchone()
        (version,) = old.execute("PRAGMA user_version").fetchone()
    if version >= 6:
        return
    with open_store(copy) as store:
        (one,) = entries(store)
        assert one.kind == "upgraded" and f"此前有 {acts} 次操作" in one.what and f'"from":{version}' in one.detail
        assert found(store) == set()
        store.conn.execute("UPDATE operations SET fields = '{}' WHERE seq = (SELECT max(seq) FROM operations)")
        assert found(store) == {"acts"}


# -- what is found


@pytest.mark.parametrize(
    "sql", ["UPDATE audit SET actor = '别人'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 2"]
)
def test_entries_are_neither_changed_nor_removed(store: Store, sql: str) -> None:
    worked_on(store)
    before = entries(store)
    with pytest.raises(driver.IntegrityError, match="audit"):
        store.conn.execute(sql)
    with pytest.raises(driver.IntegrityError, match="audit"):
        store.conn.execute("REPLACE INTO audit SELECT * FROM audit WHERE seq = 2")
    assert entries(store) == before


CHANGED = {
    "seq": "seq + 1000",
    "at": "at || '1'",
    "actor": "actor || '1'",
    "site": "site || '1'",
    "kind": "kind || '1'",
    "what": "what || '1'",
    "detail": "'{}' || detail",
    "txid": "coalesce(txid, '') || '1'",
    "first_txn": "coalesce(first_txn, 0) + 1",
    "last_txn": "coalesce(last_txn, 0) + 1",
    "digest": "zeroblob(32)",
    "prev": "zeroblob(31)",
    "hash": "zeroblob(32)",
}


def test_every_column_is_tried_below() -> None:
    assert ", ".join(CHANGED) == audit.COLUMNS


def rehashed(store: Store, seq: int) -> tuple[str, tuple[Any, ...]]:
    """The statement that gives an altered entry the hash that fits it."""
    row = store.tuples(f"SELECT {audit.COLUMNS} FROM audit WHERE seq = ?", (seq,))[0]
    return "UPDATE audit SET hash = ? WHERE seq = ?", (audit.hash_of(row[:-1]), seq)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, 6), column=st.sampled_from(list(CHANGED)), clever=st.booleans())
def test_any_column_of_any_entry_that_is_altered_is_found(
    fresh: Callable[[], Store], seq: int, column: str, clever: bool
) -> None:
    with fresh() as store:
        worked_on(store)
        head = audit.head(store.conn)
        past_the_program(store, (f"UPDATE audit SET {column} = {CHANGED[column]} WHERE seq = ?", (seq,)))
        if clever and column not in ("seq", "hash"):
            past_the_program(store, rehashed(store, seq))
        # An altered last entry with a fitting hash is told by the head alone, and by its acts.
        assert found(store) or (seq == 6 and audit.head(store.conn) != head)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.integers(1, 6), other=st.integers(1, 6))
def test_entries_that_are_removed_or_swapped_are_found(fresh: Callable[[], Store], one: int, other: int) -> None:
    with fresh() as store:
        worked_on(store)
        if one == other:
            past_the_program(store, ("DELETE FROM audit WHERE seq = ?", (one,)))
        else:
            move = "UPDATE audit SET seq = ? WHERE seq = ?"
            past_the_program(store, (move, (-1, one)), (move, (one, other)), (move, (other, -1)))
        assert found(store) & {"missing", "broken", "altered", "cut"}


def test_an_entry_that_is_slipped_in_is_found(store: Store) -> None:
    worked_on(store)
    third = entries(store)[2]
    forged = third._replace(what="没有这回事。")
    later = [one._replace(seq=one.seq + 1) for one in entries(store)[2:]]
    insert = f"INSERT INTO audit ({audit.COLUMNS}) VALUES ({', '.join('?' * 13)})"
    past_the_program(
        store,
        ("DELETE FROM audit WHERE seq >= 3", ()),
        (insert, (*forged[:-1], audit.hash_of(forged[:-1]))),
        *((insert, (*one[:-1], audit.hash_of(one[:-1]))) for one in later),
    )
    assert "broken" in found(store)


@pytest.mark.parametrize("left", range(6))
def test_a_tail_that_is_cut_off_is_found_even_without_a_head_from_elsewhere(store: Store, left: int) -> None:
    worked_on(store)
    past_the_program(store, ("DELETE FROM audit WHERE seq > ?", (left,)))
    assert "cut" in found(store)
    # Whoever thinks of the counter too still has acts without an entry.
    store.conn.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit'", (left,))
    assert "alone" in found(store)


def test_a_tail_of_notes_that_is_cut_off_with_the_counter_is_told_by_a_head_kept_elsewhere(store: Store) -> None:
    worked_on(store)
    store.note("exported", "导出名单：900 条。", "李娜", {})
    head = audit.head(store.conn)
    assert head is not None
    past_the_program(store, ("DELETE FROM audit WHERE seq = ?", (head[0],)))
    store.conn.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit'", (head[0] - 1,))
    assert found(store) == set()
    assert audit_entries.hash_at(store, head[0]) != head[1]


@pytest.mark.parametrize("name", sorted(audit.expected_triggers()))
def test_a_missing_safeguard_is_found(store: Store, name: str) -> None:
    store.conn.execute(f"DROP TRIGGER {name}")
    assert found(store) == {"triggers"}


@pytest.mark.parametrize(
    "sql",
    [
        """UPDATE operations SET fields = json_set(fields, '$.name', '张三') WHERE kind = 'I' AND seq = 1""",
        "UPDATE operations SET pk = 'x' WHERE seq = 2",
        "UPDATE operations SET tbl = 'organisations' WHERE seq = 2",
        "UPDATE operations SET root = 'x' WHERE seq = 2",
        "UPDATE operations SET kind = 'O' WHERE seq = 1",
        "DELETE FROM operations WHERE seq = 2",
        "UPDATE operations SET txn = 1 WHERE seq = 3",
        "INSERT INTO operations (txn, root, tbl, pk, kind, fields) VALUES (1, 'r', 'teachers', 'p', 'I', '{}')",
        "UPDATE transactions SET actor = '别人' WHERE seq = 1",
        "UPDATE transactions SET reason = '别的事' WHERE seq = 1",
        "UPDATE transactions SET at = '2020-01-01' WHERE seq = 1",
        "UPDATE transactions SET id = 'x' WHERE seq = 1",
        "UPDATE transactions SET salt = NULL WHERE seq = 1",
        "UPDATE transactions SET received = 0 WHERE received = 1",
    ],
)
def test_an_act_that_is_not_what_it_was_is_found(store: Store, sql: str) -> None:
    worked_on(store)
    store.conn.execute(sql)
    assert found(store) == {"acts"}


def test_an_act_without_entry_and_an_operation_without_act_are_found(store: Store) -> None:
    worked_on(store)
    store.conn.execute("PRAGMA foreign_keys = 0")
    store.conn.execute("INSERT INTO transactions (id, site, actor, reason, at) VALUES ('x', 's', '谁', '什么', '2026')")
    assert found(store) == {"alone"}
    store.conn.execute("UPDATE operations SET txn = 999 WHERE seq = 1")
    assert found(store) == {"alone", "acts", "stray"}


# -- erasing for ever


def purge(store: Store, pk: str) -> None:
    with store.writing(Act("王芳", "彻底清除", mode="import", kind="purged")) as rows:
        purging.erase(rows, purging.belonging(rows, [("teachers", pk)]), "王芳", "2026-09-01")


def test_erasing_somebody_leaves_the_record_right_and_says_whose_digests_it_renewed(store: Store) -> None:
    pk = worked_on(store)
    old = {one.seq: one.digest for one in entries(store)}
    purge(store, pk)
    last = entries(store)[-1]
    assert last.kind == "purged"
    assert sorted(audit.renewed(store.conn)) == [2, 3, 6]
    assert found(store) == set()
    assert "13900000001" not in str(store.tuples("SELECT fields FROM operations"))
    # The old digests stay in the chain; the salts they were made with are gone.
    assert {one.seq: one.digest for one in entries(store)[:-1]} == old
    teacher(store, "又一位")
    assert found(store) == set()


def test_an_act_altered_after_the_erasing_is_found(store: Store) -> None:
    pk = worked_on(store)
    purge(store, pk)
    store.conn.execute('UPDATE operations SET fields = \'{"name":"张三"}\' WHERE seq = 1')
    assert found(store) == {"acts"}


def test_an_act_altered_before_the_erasing_stays_known_as_altered(store: Store) -> None:
    pk = worked_on(store)
    store.conn.execute("UPDATE transactions SET actor = '别人' WHERE seq = 2")
    purge(store, pk)
    assert [(one.kind, one.seq) for one in audit.verify(store.conn)] == [("acts", 3)]


def test_somebody_may_be_erased_twice_and_somebody_else_after_that(store: Store) -> None:
    first, second = teacher(store), teacher(store, "周强")
    with store.writing(Act("王芳", "删除 2 条")) as rows:
        rows.delete("teachers", first)
        rows.delete("teachers", second)
    purge(store, first)
    purge(store, second)
    purge(store, second)
    assert found(store) == set()


def test_erasing_what_was_there_before_the_audit_keeps_the_first_entry_right(tmp_path: Path) -> None:
    copy = tmp_path / "0005.xinhuo"
    shutil.copyfile(next(one for one in SAMPLES if one.stem == "0005"), copy)
    with open_store(copy) as store:
        (pk,) = store.tuples("SELECT pk FROM stamps WHERE tbl = 'teachers' AND gone ->> 'name' = '登错的人'")[0]
        purge(store, pk)
        assert sorted(audit.renewed(store.conn)) == [1]
        assert found(store) == set()


# -- reading


def test_entries_are_read_page_by_page_and_narrowed(store: Store) -> None:
    worked_on(store)
    seqs = [row[0] for row in audit_entries.listed(store, **NOBODY, before=None, limit=4)]
    assert seqs == [6, 5, 4, 3]
    assert [row[0] for row in audit_entries.listed(store, **NOBODY, before=3, limit=4)] == [2, 1]
    today = store.clock().date().isoformat()
    for wish, expected in (
        ({"actor": "李娜"}, [5]), ({"kind": "received"}, [4]), ({"text": "李梅"}, [6, 2]), ({"text": "100%"}, []),
        ({"text": "清水小学"}, [4]), ({"since": today, "until": today}, [6, 5, 4, 3, 2, 1]), ({"until": "2020-01-01"}, []),
    ):  # fmt: skip
        asked = NOBODY | wish
        assert [row[0] for row in audit_entries.listed(store, **asked, before=None, limit=9)] == expected, wish
        assert audit_entries.count(store, **asked) == len(expected)
    assert audit_entries.actors(store) == ["李娜", "王芳"]
    assert audit_entries.operations(store, 1, 2, 1)[1] == 3


@pytest.mark.parametrize("most", [0, 5, 20000])
def test_acts_are_judged_alike_together_and_alone(store: Store, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Many at once, or one by one where there are many operations, or one act has very many."""
    pk = worked_on(store)
    monkeypatch.setattr(audit, "_MOST_AT_ONCE", most)
    monkeypatch.setattr(audit, "_AT_ONCE", 3)
    assert audit.verify(store.conn) == []
    monkeypatch.setattr(audit, "_A_BLOCK", 1)
    assert audit._digests(store.conn, [1, 2, 3]) == {}
    monkeypatch.undo()
    store.conn.execute("UPDATE operations SET fields = '{}' WHERE pk = ? AND kind = 'U'", (pk,))
    faults = audit.verify(store.conn)
    assert [one.kind for one in faults] == ["acts"]
    monkeypatch.setattr(audit, "_MOST_AT_ONCE", 0)
    assert audit.verify(store.conn) == faults
