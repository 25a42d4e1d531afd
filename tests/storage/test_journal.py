from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import journal
from storage.problems import StorageProblem
from storage.store import Act, Rows, Store

ACT = Act("王芳", "测试")
TABLES = ("teachers", "credentials", "programmes")


def rows_of(store: Store) -> dict[str, list[Any]]:
    return {table: store.tuples(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}


def act(store: Store, change: Callable[[Rows], object]) -> str:
    """One act; returns its transaction's id."""
    with store.writing(ACT) as rows:
        change(rows)
    return rows.txid


def undo(store: Store, txid: str) -> str:
    with store.writing(Act("王芳", "撤销", undoes=txid)) as rows:
        journal.undo(rows, txid)
    return rows.txid


def refused(store: Store, txid: str) -> None:
    before = (rows_of(store), store.tuples("SELECT * FROM operations"), store.tuples("SELECT * FROM stamps"))
    with pytest.raises(StorageProblem, match="又被改过"):
        undo(store, txid)
    assert before == (rows_of(store), store.tuples("SELECT * FROM operations"), store.tuples("SELECT * FROM stamps"))


@pytest.fixture
def office(store: Store) -> Store:
    act(store, lambda rows: rows.insert("teachers", {"id": "t1", "name": "李梅", "phone": "1"}))
    act(store, lambda rows: rows.insert("credentials", {"id": "c1", "teacher_id": "t1", "number": "7"}))
    return store


def test_an_insert_is_undone_by_deleting(office: Store) -> None:
    before = rows_of(office)
    undo(office, act(office, lambda rows: rows.insert("programmes", {"title": "师德", "category": "3"})))
    assert rows_of(office) == before


def test_an_update_is_undone_field_by_field_empty_ones_too(office: Store) -> None:
    before = rows_of(office)
    undo(
        office, act(office, lambda rows: rows.update("teachers", "t1", {"phone": None, "remark": "x", "name": "李眉"}))
    )
    assert rows_of(office) == before


def test_a_delete_is_undone_by_bringing_the_row_back(office: Store) -> None:
    before = rows_of(office)
    undo(office, act(office, lambda rows: rows.delete("credentials", "c1")))
    assert rows_of(office) == before


def test_an_act_of_many_rows_is_undone_as_a_whole(office: Store) -> None:
    before = rows_of(office)

    def change(rows: Rows) -> None:
        rows.insert_many("teachers", ("id", "name"), [(f"n{one}", "新教师") for one in range(50)])
        rows.execute("UPDATE teachers SET remark = '导入'")
        rows.insert("credentials", {"id": "c2", "teacher_id": "n7"})
        rows.update("credentials", "c2", {"number": "8"})
        rows.delete("credentials", "c2")
        rows.delete("credentials", "c1")
        rows.delete("teachers", "n3")

    undo(office, act(office, change))
    assert rows_of(office) == before


def test_an_undo_is_itself_undone_and_that_again(office: Store) -> None:
    before = rows_of(office)

    def change(rows: Rows) -> None:
        rows.insert("programmes", {"id": "g", "title": "师德", "category": "3"})
        rows.update("teachers", "t1", {"phone": "2"})
        rows.delete("credentials", "c1")

    first = act(office, change)
    after = rows_of(office)
    second = undo(office, first)
    assert rows_of(office) == before
    third = undo(office, second)
    assert rows_of(office) == after
    undo(office, third)
    assert rows_of(office) == before


@pytest.mark.parametrize(
    "later",
    [
        lambda rows: rows.update("teachers", "t1", {"phone": "3"}),
        lambda rows: (rows.delete("credentials", "c1"), rows.delete("teachers", "t1")),
    ],
)
def test_an_update_that_was_changed_again_is_not_undone(office: Store, later: Callable[[Rows], object]) -> None:
    txid = act(office, lambda rows: rows.update("teachers", "t1", {"phone": "2", "remark": "x"}))
    act(office, later)
    refused(office, txid)


def test_a_change_of_another_field_does_not_stand_in_the_way(office: Store) -> None:
    txid = act(office, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    act(office, lambda rows: rows.update("teachers", "t1", {"remark": "留"}))
    undo(office, txid)
    assert office.tuples("SELECT phone, remark FROM teachers") == [("1", "留")]


def test_an_insert_that_was_changed_or_deleted_since_is_not_undone(office: Store) -> None:
    txid = act(office, lambda rows: rows.insert("programmes", {"id": "g", "title": "师德", "category": "3"}))
    act(office, lambda rows: rows.update("programmes", "g", {"title": "师德师风"}))
    refused(office, txid)
    act(office, lambda rows: rows.delete("programmes", "g"))
    refused(office, txid)


def test_a_delete_that_was_taken_back_already_is_not_undone_twice(office: Store) -> None:
    txid = act(office, lambda rows: rows.delete("credentials", "c1"))
    undo(office, txid)
    refused(office, txid)


def test_an_act_of_which_a_part_was_changed_is_not_undone_in_part(office: Store) -> None:
    def change(rows: Rows) -> None:
        rows.insert("programmes", {"id": "g", "title": "师德", "category": "3"})
        rows.update("teachers", "t1", {"phone": "2"})

    txid = act(office, change)
    act(office, lambda rows: rows.update("programmes", "g", {"year": 2026}))
    refused(office, txid)


def test_a_row_that_left_with_its_teacher_cannot_be_undone(office: Store) -> None:
    txid = act(office, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    with office.writing(Act("王芳", "接收", mode="import")) as rows:
        rows.execute("DELETE FROM teachers WHERE id = 't1'")
        rows.execute("DELETE FROM stamps WHERE pk = 't1'")
    refused(office, txid)


def test_undoing_an_insert_that_others_refer_to_is_refused_in_words(office: Store) -> None:
    txid = act(office, lambda rows: rows.insert("teachers", {"id": "t2", "name": "周强"}))
    act(office, lambda rows: rows.insert("credentials", {"teacher_id": "t2"}))
    with pytest.raises(StorageProblem, match="引用"):
        undo(office, txid)


def test_the_last_act_to_undo_skips_undone_ones_and_undos(office: Store) -> None:
    def last() -> str:
        found = journal.last_to_undo(office)
        assert found is not None
        return str(found["id"])

    first = act(office, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    second = act(office, lambda rows: rows.update("teachers", "t1", {"remark": "x"}))
    assert last() == second
    undo(office, second)
    assert last() == first


def test_the_latest_acts_say_how_many_rows_and_whether_they_still_stand(office: Store) -> None:
    txid = act(office, lambda rows: rows.execute("UPDATE credentials SET number = '9'"))
    undo(office, txid)
    newest, before, *_ = journal.recent(office)
    assert (newest["undoes"], newest["undone"]) == (txid, 0)
    assert (before["id"], before["rows"], before["undone"]) == (txid, 1, 1)


def test_the_history_of_a_row_is_told_newest_first(office: Store) -> None:
    act(office, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    act(office, lambda rows: rows.update("credentials", "c1", {"number": "8"}))
    found = journal.history(office, [("teachers", "t1")])
    assert [one["kind"] for one in found] == ["U", "I"]
    assert found[0]["fields"] == {"phone": ["2", found[1]["txid"], "1"]}
    assert len(journal.history(office, [("teachers", "t1"), ("credentials", "c1")])) == 4


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "update", "delete"]), st.integers(0, 3), st.sampled_from(["a", "b", None, ""])
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(before=STEPS, undone=STEPS)
def test_whatever_an_act_did_its_undo_takes_it_back_and_a_redo_does_it_again(
    fresh: Callable[[], Store], before: list[Any], undone: list[Any]
) -> None:
    def change(steps: list[Any]) -> Callable[[Rows], None]:
        def run(rows: Rows) -> None:
            for how, number, text in steps:
                pk = f"g{number}"
                there = rows.execute("SELECT 1 FROM programmes WHERE id = ?", (pk,)).fetchone()
                was = rows.execute("SELECT 1 FROM stamps WHERE pk = ?", (pk,)).fetchone()
                if how == "insert" and not was:
                    rows.insert("programmes", {"id": pk, "title": "师德", "category": "3", "remark": text})
                elif how == "update" and there:
                    rows.update("programmes", pk, {"remark": text, "code": text})
                elif how == "delete" and there:
                    rows.delete("programmes", pk)

        return run

    with fresh() as store:
        act(store, change(before))
        first = rows_of(store)
        txid = act(store, change(undone))
        second = rows_of(store)
        back = undo(store, txid)
        assert rows_of(store) == first
        undo(store, back)
        assert rows_of(store) == second
