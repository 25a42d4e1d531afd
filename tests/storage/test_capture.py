import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import capture, driver
from storage.exchange import RegisterRow, write_registers
from storage.problems import StorageProblem
from storage.schema import EXCHANGED, TABLES
from storage.store import Act, Rows, Store, open_store

ACT = Act("王芳", "测试")

ONE_OF_EACH: dict[str, dict[str, Any]] = {
    "organisations": {"id": "o1", "name": "城关小学"},
    "teachers": {"id": "t1", "name": "李梅"},
    "postings": {"id": "p1", "teacher_id": "t1", "kind": "work", "organisation_id": "o1"},
    "credentials": {"id": "c1", "teacher_id": "t1"},
    "honours": {"id": "n1", "teacher_id": "t1", "title": "优秀教师"},
    "assessments": {"id": "u1", "teacher_id": "t1", "kind": "1", "year": 2025, "grade": "2"},
    "observations": {"id": "v1", "teacher_id": "t1", "school_year": 2025, "periods": 12},
    "rules": {
        "id": "u1", "code": "annual", "kind": "regime", "title": "每年 90 学时", "start_date": "2016-01-01", "parameters": "{}",
    },
    "plans": {"id": "l1", "teacher_id": "t1", "start_date": "2026-09-01", "goal": "站稳讲台"},
    "pairs": {"id": "r1", "kind": "1", "mentor_id": "t1", "mentee_id": "t1"},
    "pair_activities": {"id": "a1", "pair_id": "r1", "kind": "1"},
    "pair_agreements": {"id": "f1", "pair_id": "r1", "kind": "1", "least": 20},
    "pair_reviews": {"id": "v1", "pair_id": "r1", "kind": "1", "held_on": "2027-01-10", "grade": "2"},
    "studios": {"id": "s1", "name": "李梅工作室", "kind": "1"},
    "members": {"id": "m1", "studio_id": "s1", "teacher_id": "t1", "role": "1"},
    "studio_plans": {
        "id": "i1", "studio_id": "s1", "stage": "第一年", "start_date": "2026-09-01", "end_date": "2027-07-31", "times": 4,
    },
    "studio_activities": {"id": "j1", "studio_id": "s1", "kind": "4", "held_on": "2026-10-09", "topic": "单元研讨"},
    "participations": {"id": "n1", "teacher_id": "t1", "activity_id": "j1", "hours": 40},
    "outputs": {"id": "w1", "studio_id": "s1", "kind": "1", "title": "单元教学研究"},
    "studio_assessments": {"id": "y1", "studio_id": "s1", "kind": "1", "year": 2026, "grade": "2"},
    "links": {"id": "k1", "organisation_id": "o1", "studio_id": "s1", "start_date": "2026-09-01"},
    "link_activities": {"id": "k2", "link_id": "k1", "kind": "2", "held_on": "2026-10-12", "topic": "送教"},
    "programmes": {"id": "g1", "title": "师德", "category": "3"},
    "classes": {"id": "k1", "programme_id": "g1", "name": "一班", "year": 2026, "hours": 160},
    "quotas": {"id": "c1", "class_id": "k1", "organisation_id": "o1", "places": 5},
    "courses": {"id": "c2", "title": "班级管理十讲"},
    "bases": {"id": "c3", "name": "清水幼儿园", "kind": "4"},
    "volunteering": {"id": "c4", "title": "护学岗", "held_on": "2026-10-10", "times": 30},
    "sessions": {"id": "e1", "class_id": "k1", "topic": "开班"},
    "attendance": {"id": "h1", "teacher_id": "t1", "class_id": "k1", "hours": 160, "result": "1"},
    "declarations": {
        "id": "c5", "teacher_id": "t1", "kind": "1", "title": "作业设计", "done_on": "2026-05-06", "category": "2",
    },
    "designs": {"id": "y2", "kind": "honour", "name": "县里的荣誉证书", "body": "{}"},
    "texts": {"id": "y3", "kind": "annual", "name": "年度报告", "body": "一、基本情况"},
    "number_patterns": {"id": "y4", "kind": "honour", "pattern": "{年}-{流水号:4}", "start": 1},
    "number_blocks": {
        "id": "y5", "kind": "honour", "year": 2026, "site": "s", "computer": "k", "pattern": "2026-{流水号:4}",
        "first": 1, "last": 200,
    },
    "paper_keys": {"id": "y6", "key": "ab", "site": "s", "name": "青石县", "start_date": "2026-09-01"},
    "targets": {
        "id": "y7", "title": "县级名师", "figure": "honours", "number": 50, "start_date": "2026-01-01", "end_date": "2030-12-31",
    },
    "certificates": {
        "id": "z1", "kind": "hours", "number": "1", "teacher_id": "t1", "name": "李梅",
        "issuer": "青石县", "issued_on": "2026-09-01", "facts": "{}", "status": "valid",
    },
    "proposals": {
        "id": "q1", "root": "x1", "tbl": "teachers", "pk": "t1", "col": "honour", "value": '"县级骨干"',
        "reason": "有文件", "version": 1, "withdrawn": 0, "kind": "change",
    },
    "decisions": {
        "id": "d1", "root": "x1", "proposal_id": "q1", "version": 1, "verdict": "returned", "comment": "没有文件",
        "decided_on": "2026-09-01", "decided_by": "王敏",
    },
    "attachments": {
        "id": "b1", "root": "t1", "tbl": "teachers", "pk": "t1", "kind": "scan", "name": "毕业证.jpg",
        "media": "image/jpeg", "sha256": "0" * 64, "size": 1,
    },
    "merges": {
        "id": "g1", "teacher_id": "t9", "into_id": "t1", "rows": '[["credentials", "c9", "c1"]]', "remark": "已合并为一人",
    },
}  # fmt: skip
"""One row for every exchanged table."""


def fill(store: Store) -> None:
    with store.writing(ACT) as rows:
        for table, values in ONE_OF_EACH.items():
            rows.insert(table, values)


def writes(table: str) -> dict[str, tuple[str, tuple[Any, ...]]]:
    """Every way to change a table past the program."""
    values = {**ONE_OF_EACH[table], "id": "new"}
    if table == "certificates":
        values["number"] = "2"
    columns, marks = ", ".join(values), ", ".join("?" for _ in values)
    insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    old = (ONE_OF_EACH[table]["id"], *list(values.values())[1:])
    text = {
        "organisations": "name",
        "decisions": "comment",
        "pair_reviews": "comment",
        "studio_assessments": "comment",
    }.get(table, "remark")
    return {
        "insert": (insert, tuple(values.values())),
        "update": (f"UPDATE {table} SET {text} = 'x'", ()),
        "no update": (f"UPDATE {table} SET id = id", ()),
        "delete": (f"DELETE FROM {table}", ()),
        "upsert": (insert + " ON CONFLICT (id) DO UPDATE SET id = excluded.id", old),
        "replace": (insert.replace("INSERT", "REPLACE"), old),
    }  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_no_table_can_be_written_outside_an_act(fresh: Callable[[], Store], table: str) -> None:
    with fresh() as store:
        fill(store)
        store.conn.execute("PRAGMA foreign_keys = 0")
        before = store.tuples(f"SELECT * FROM {table}")
        for how, (sql, parameters) in writes(table).items():
            with pytest.raises(driver.IntegrityError, match=capture.REFUSAL):
                store.conn.execute(sql, parameters)
            assert store.tuples(f"SELECT * FROM {table}") == before, how
        assert store.value("SELECT count(*) FROM operations") == len(TABLES)


def test_no_table_can_be_written_after_an_act_or_while_another_connection_acts(store: Store) -> None:
    fill(store)
    with open_store(store.path) as other, store.writing(ACT):
        other.conn.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(driver.DatabaseError, match=f"{capture.REFUSAL}|locked"):
            other.conn.execute("DELETE FROM certificates")
    with pytest.raises(driver.IntegrityError, match=capture.REFUSAL):
        store.conn.execute("DELETE FROM certificates")


def test_emptying_the_note_of_the_present_act_opens_no_door(store: Store) -> None:
    store.conn.execute("DELETE FROM act_now")
    with pytest.raises(driver.IntegrityError, match=capture.REFUSAL):
        store.conn.execute("INSERT INTO teachers (id, name) VALUES ('t', '李梅')")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("event", ["insert", "update", "delete"])
def test_a_dropped_trigger_is_noticed(store: Store, table: str, event: str) -> None:
    store.conn.execute(f"DROP TRIGGER capture_{table}_{event}")
    assert not capture.intact(store.conn)


def test_an_altered_trigger_is_noticed_at_opening(store: Store) -> None:
    name, sql = "capture_teachers_delete", capture.installed(store.conn)["capture_teachers_delete"]
    store.conn.execute(f"DROP TRIGGER {name}")
    store.conn.execute(sql.replace("'D'", "'U'"))
    with open_store(store.path) as again:
        assert again.read_only


def test_a_rebuilt_table_is_noticed_at_opening(store: Store) -> None:
    store.conn.execute("PRAGMA legacy_alter_table = 1")
    store.conn.execute("ALTER TABLE credentials RENAME TO old")
    sql = store.value("SELECT sql FROM sqlite_master WHERE name = 'old'")
    store.conn.execute(sql.replace('"old"', "credentials"))
    store.conn.execute("DROP TABLE old")
    with open_store(store.path) as again:
        assert again.read_only


def test_an_added_column_without_new_triggers_is_noticed_at_opening(store: Store) -> None:
    store.conn.execute("ALTER TABLE teachers ADD COLUMN hobby TEXT")
    with open_store(store.path) as again:
        assert again.read_only


def test_installing_mends_all_of_it(store: Store) -> None:
    store.conn.execute("DROP TRIGGER capture_teachers_update")
    store.conn.execute("CREATE TRIGGER capture_more AFTER INSERT ON teachers BEGIN SELECT 1; END")
    assert not capture.intact(store.conn)
    capture.install(store.conn)
    assert capture.intact(store.conn)


def test_a_row_never_changes_its_id_or_its_root(store: Store) -> None:
    fill(store)
    for sql in ("UPDATE teachers SET id = 'other'", "UPDATE credentials SET teacher_id = 'other'"):
        with pytest.raises(driver.IntegrityError, match="keeps its id and its root"), store.writing(ACT) as rows:
            rows.execute(sql)


def test_the_outline_of_a_stranger_is_not_ours_to_change(store: Store) -> None:
    with store.writing(Act("王芳", "接收", mode="import")) as rows:
        rows.insert("teachers", {"id": "t9", "name": "外校"})
    for sql in ("UPDATE teachers SET name = 'x'", "DELETE FROM teachers"):
        with pytest.raises(driver.IntegrityError, match="outline"), store.writing(ACT) as rows:
            rows.execute(sql)


def test_an_import_writes_no_journal(store: Store) -> None:
    with store.writing(Act("王芳", "接收", mode="import")) as rows:
        for table, values in ONE_OF_EACH.items():
            rows.insert(table, values)
            rows.execute(f"UPDATE {table} SET id = id")
            rows.execute(f"DELETE FROM {table}")
    assert store.tuples("SELECT * FROM operations") == store.tuples("SELECT * FROM transactions") == []


def test_a_deleted_row_comes_back_only_as_it_was(store: Store) -> None:
    fill(store)
    with store.writing(ACT) as rows:
        rows.delete("certificates", "z1")
    with pytest.raises(driver.IntegrityError, match="came back changed"), store.writing(ACT) as rows:
        rows.insert("certificates", {**ONE_OF_EACH["certificates"], "name": "李眉"})
    with pytest.raises(driver.IntegrityError, match="came back changed"), store.writing(ACT) as rows:
        rows.execute("REPLACE INTO teachers (id, name) VALUES ('t1', '李眉')")
    with store.writing(ACT) as rows:
        rows.insert("certificates", ONE_OF_EACH["certificates"])
    assert store.value("SELECT fields FROM operations ORDER BY seq DESC LIMIT 1").startswith('{"_del":[0,')


# -- folding the journal gives the tables


TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", "null", '{"a":1}', "[1]", "0", "1", '引"号\\', "行\n行\t\x7f\u2028", "_del", "𠮷"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
)
NAMES = TEXTS.map(lambda text: text or "李梅")
COLUMNS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "teachers": {
        "name": NAMES,
        "phone": TEXTS,
        "remark": TEXTS,
        "subject": st.sampled_from(["1", "2", None]),
        "is_class_teacher": st.sampled_from([0, 1, None]),
    },
    "credentials": {"number": TEXTS, "issuer": TEXTS},
    "programmes": {"title": NAMES, "category": st.sampled_from(["1", "2"]), "year": st.integers(-(2**63), 2**63 - 1)},
}
TABLE = st.sampled_from(sorted(COLUMNS))


def values_of(table: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(COLUMNS[table])


STEP = TABLE.flatmap(
    lambda table: st.tuples(
        st.just(table),
        st.sampled_from(["insert", "update", "delete", "undelete", "upsert", "many", "bulk", "bulk delete", "replace"]),
        st.integers(0, 7),
        values_of(table),
        st.sets(st.sampled_from(sorted(COLUMNS[table])), min_size=1),
    )
)


def take(rows: Rows, step: tuple[str, str, int, dict[str, Any], set[str]]) -> None:
    """One random change; ids are few, so that rows meet again."""
    table, how, number, values, columns = step
    pk = f"{table}{number}"
    there = rows.execute(f"SELECT 1 FROM {table} WHERE id = ?", (pk,)).fetchone()
    gone = rows.execute("SELECT gone FROM stamps WHERE tbl = ? AND pk = ?", (table, pk)).fetchone()
    whole = {"id": pk, **({"teacher_id": "teachers0"} if table == "credentials" else {}), **values}
    some = {column: values[column] for column in columns}
    if how == "insert" and not there and not gone:
        rows.insert(table, whole)
    elif how == "many" and not there and not gone:
        rows.insert_many(table, tuple(whole), [tuple(whole.values())])
    elif how == "update" and there:
        rows.update(table, pk, some)
    elif how == "delete" and there:
        rows.delete(table, pk)
    elif how == "undelete" and gone and gone[0]:
        rows.insert(table, {"id": pk, **json.loads(gone[0])})
    elif how == "upsert" and not (gone and gone[0]):
        marks, changes = ", ".join("?" for _ in whole), ", ".join(f"{one} = excluded.{one}" for one in some)
        sql = f"INSERT INTO {table} ({', '.join(whole)}) VALUES ({marks}) ON CONFLICT DO UPDATE SET {changes}"
        rows.execute(sql, tuple(whole.values()))
    elif how == "replace" and there:
        rows.execute(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = ?", (pk,))
    elif how == "bulk":
        rows.execute(f"UPDATE {table} SET {', '.join(f'{one} = ?' for one in some)}", tuple(some.values()))
    elif how == "bulk delete" and number == 0:
        rows.execute(f"DELETE FROM {table}")


Folded = dict[tuple[str, str], dict[str, Any]]


def folded(store: Store) -> Folded:
    """Rows and stamps as the journal alone tells them; every base must be what stood there before."""
    state: Folded = {}
    written: set[tuple[str, ...]] = set()
    for txid, table, pk, kind, text in store.tuples(
        "SELECT t.id, o.tbl, o.pk, o.kind, o.fields FROM operations o JOIN transactions t ON t.seq = o.txn ORDER BY o.seq"
    ):
        fields = json.loads(text)
        for column in fields:
            assert (txid, table, pk, column) not in written, "one act writes a field once"
            written.add((txid, table, pk, column))
        if kind == "I":
            assert (table, pk) not in state
            state[table, pk] = {"values": fields, "tx": txid, "cells": {}, "gone": False, "del_tx": None}
            continue
        row = state[table, pk]
        if kind == "U":
            assert not row["gone"] and fields
            for column, (new, base_tx, base) in fields.items():
                assert base_tx == row["cells"].get(column, row["tx"])
                assert base == row["values"].get(column) and new != base
                row["values"] = {key: value for key, value in row["values"].items() if key != column}
                row["values"] |= {column: new} if new is not None else {}
                row["cells"] = {**row["cells"], column: txid}
            continue
        new, base_tx, base = fields.pop("_del")
        assert (bool(base), base_tx) == (row["gone"], row["del_tx"]) and new != base
        if new:
            assert fields == {"_base": {"tx": row["tx"], "cells": row["cells"], "row": row["values"]}}
        else:
            assert fields == {}
        row["gone"], row["del_tx"] = bool(new), txid
    return state


def as_kept(store: Store) -> Folded:
    """Rows and stamps as the file has them."""
    state: Folded = {}
    for table, pk, tx, cells, del_tx, gone in store.tuples("SELECT tbl, pk, tx, cells, del_tx, gone FROM stamps"):
        found = store.row(table, pk)
        assert (found is None) == (gone is not None)
        row = {key: value for key, value in (found or {}).items() if value is not None and key != "id"}
        state[table, pk] = {
            "values": json.loads(gone) if gone else row,
            "tx": tx,
            "cells": json.loads(cells or "{}"),
            "gone": gone is not None,
            "del_tx": del_tx,
        }
    for one in EXCHANGED:
        assert {row[0] for row in store.tuples(f"SELECT id FROM {one.table}")} == {
            pk for (table, pk), row in state.items() if table == one.table and not row["gone"]
        }
    return state


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(st.tuples(st.booleans(), st.lists(STEP, max_size=5)), max_size=6))
def test_folding_the_journal_gives_the_tables_and_who_wrote_each_field(
    fresh: Callable[[], Store], acts: list[tuple[bool, list[Any]]]
) -> None:
    with fresh() as store:
        for fails, steps in acts:
            try:
                with store.writing(ACT) as rows:
                    if not rows.execute("SELECT 1 FROM stamps WHERE pk = 'teachers0'").fetchone():
                        rows.insert("teachers", {"id": "teachers0", "name": "李梅"})
                    for step in steps:
                        take(rows, step)
                    if fails:
                        raise InterruptedError
            except InterruptedError:
                pass
            except StorageProblem as problem:
                # A credential may be left without its teacher; then the whole act is refused.
                assert "引用" in problem.title
            assert folded(store) == as_kept(store)
        assert store.tuples("SELECT * FROM transactions WHERE seq NOT IN (SELECT txn FROM operations)") == []


@settings(max_examples=60, deadline=None)
@given(values=values_of("teachers"))
def test_a_row_deleted_by_a_file_is_noted_as_the_triggers_would_note_it(
    fresh: Callable[[], Store], values: dict[str, Any]
) -> None:
    with fresh() as store:
        with store.writing(ACT) as rows:
            rows.insert("teachers", {"id": "t", **values})
        with store.writing(ACT) as rows:
            rows.delete("teachers", "t")
        ours = store.value("SELECT gone FROM stamps")
        assert capture.row_text(capture.columns_of(store.conn, "teachers"), values) == ours
        with store.writing(Act("县", "接收", mode="import")) as rows:
            write_registers(rows, [RegisterRow("teachers", "t", "t", "x", {}, True, "y", values)])
        with store.writing(ACT) as rows:
            rows.insert("teachers", {"id": "t", **json.loads(store.value("SELECT gone FROM stamps"))})
        found = store.row("teachers", "t")
        assert found is not None
        assert {key: found[key] for key in values} == values
