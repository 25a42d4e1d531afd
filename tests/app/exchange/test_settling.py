"""Deciding about conflicts: whose value stands, what the school is told, and that both end alike."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.mail import importing
from app.exchange.settling import settle
from app.problems import Problem
from storage import exchange as stored
from storage.store import Rows
from tests.app.exchange.conftest import Pair, change, everything, refused


def phones(pair: Pair, school: str = "2", county: str = "3") -> str:
    """Both change the phone of 李梅; returns the id of the conflict at the county."""
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": school}), "改电话")
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": county}))
    pair.take(pair.up())
    return one_open(pair)


def one_open(pair: Pair) -> str:
    (found,) = stored.conflicts(pair.county.store)
    return str(found["id"])


def phone(session: Any) -> str:
    return str(session.store.value("SELECT phone FROM teachers WHERE id = 't1'"))


def told(pair: Pair) -> tuple[str, str | None]:
    """What the school knows about its last act."""
    found: tuple[str, str | None] = pair.school.store.tuples(
        "SELECT k.outcome, k.note FROM transactions t JOIN known k ON k.id = t.id WHERE t.received = 0 "
        "ORDER BY t.seq DESC LIMIT 1"
    )[0]
    return found


def stamps(session: Any) -> set[tuple[Any, ...]]:
    """Who wrote what, whatever the order in which the members of an object were written."""
    return {
        (*row, *(one and json.dumps(json.loads(one), sort_keys=True) for one in (cells, gone)))
        for *row, cells, gone in session.store.tuples("SELECT tbl, pk, tx, del_tx, cells, gone FROM stamps")
    }


def alike(pair: Pair) -> None:
    """Both offices hold the same rows and writers of what the school sees, and nothing waits."""
    assert set(stored.digest_rows(pair.school.store)) <= set(stored.digest_rows(pair.county.store))
    assert stamps(pair.school) <= stamps(pair.county)
    assert stored.pending_count(pair.school.store) == 0
    answers = dict(pair.county.store.tuples("SELECT id, outcome FROM known"))
    assert set(pair.school.store.tuples("SELECT id, outcome FROM known")) == set(answers.items())


# -- whose value stands


@pytest.mark.parametrize(("choice", "stands"), [("school", "2"), ("county", "3")])
def test_the_chosen_side_stands_and_both_end_alike(pair: Pair, choice: Any, stands: str) -> None:
    done = settle(pair.county, [phones(pair)], choice)
    assert (done.done, done.left) == (1, ())
    assert phone(pair.county) == stands
    pair.adopt(pair.down())
    assert phone(pair.school) == stands
    alike(pair)


def test_a_third_value_is_read_by_its_field(pair: Pair) -> None:
    settle(pair.county, [phones(pair, "13900000002", "13900000003")], "typed", "139 0000 0009")
    assert phone(pair.county) == "13900000009"
    pair.adopt(pair.down())
    assert phone(pair.school) == "13900000009"
    alike(pair)


def test_a_third_value_that_is_none_changes_nothing(pair: Pair) -> None:
    conflict = phones(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "typed", "不知道"), "不是电话号码")


def test_a_third_value_must_fit_its_record(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"birth_date": "1990-01"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"birth_date": "1991-01", "work_start": "2012-07"}))
    pair.take(pair.up())
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "typed", "2005-01"), "不满 14 岁")
    assert settle(pair.county, [conflict], "typed", "1989-01").done == 1


def test_a_field_may_be_emptied_by_a_third_value_unless_it_is_needed(pair: Pair) -> None:
    assert settle(pair.county, [phones(pair)], "typed", "").done == 1
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") is None
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"name": "李梅梅"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"name": "李小梅"}))
    pair.take(pair.up())
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "typed", ""), "请填写姓名")


def test_a_school_that_would_empty_a_needed_field_can_only_be_refused(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"name": "李梅梅"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"name": "李小梅"}))
    file = pair.up()
    file["members"]["operations"][0]["f"]["name"][0] = None
    pair.take(file)
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "school"), "姓名不能是空的")
    assert settle(pair.county, [conflict], "county").done == 1


def test_what_is_decided_is_an_ordinary_act_of_the_county(pair: Pair) -> None:
    conflict = phones(pair)
    settle(pair.county, [conflict], "school")
    last = pair.county.store.one("SELECT * FROM transactions WHERE received = 0 ORDER BY seq DESC LIMIT 1")
    assert last is not None
    assert (last["actor"], last["reason"]) == ("王敏", "核对李梅的联系电话：采用学校填写的")
    kept = pair.county.store.row("conflicts", conflict)
    assert kept is not None and (kept["state"], kept["resolved_by"]) == ("school", "王敏")
    assert json.loads(kept["settled_value"]) == "2" and kept["resolved_at"]


def test_the_county_may_change_it_again(pair: Pair) -> None:
    settle(pair.county, [phones(pair)], "school")
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "8"}))
    pair.adopt(pair.down())
    assert phone(pair.school) == "8"
    alike(pair)


def test_a_conflict_is_decided_once(pair: Pair) -> None:
    conflict = phones(pair)
    settle(pair.county, [conflict], "county")
    refused(pair.county, lambda: settle(pair.county, [conflict], "school"), "已经核对过了")


def test_only_the_county_decides(pair: Pair) -> None:
    refused(pair.school, lambda: settle(pair.school, ["x"], "school"), "由县里办理")


# -- a line of values of one author


def test_the_last_of_a_line_of_values_is_decided_for_all(pair: Pair) -> None:
    for value in ("2", "4"):
        change(pair.school, lambda rows, value=value: rows.update("teachers", "t1", {"phone": value}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3"}))
    pair.take(pair.up())
    assert len(stored.conflicts(pair.county.store)) == stored.conflict_count(pair.county.store) == 1
    settle(pair.county, [one_open(pair)], "school")
    assert phone(pair.county) == "4"
    assert pair.county.store.value("SELECT count(*) FROM conflicts WHERE state = 'open'") == 0
    pair.adopt(pair.down())
    alike(pair)
    notes = [row[0] for row in pair.school.store.tuples("SELECT note FROM known WHERE note IS NOT NULL ORDER BY note")]
    assert notes == [
        "李梅的联系电话：王敏核对后采用了贵校后来填写的“4”。",
        "李梅的联系电话：王敏核对后采用了贵校填写的“4”。",
    ]


# -- what the school is told


def test_a_line_of_thousands_is_found_link_by_link(pair: Pair) -> None:
    asked: list[str] = []
    pair.county.store.conn.set_trace_callback(asked.append)
    stored.conflict_count(pair.county.store)
    stored.conflicts_by_id(pair.county.store, ["x"])
    pair.county.store.conn.set_trace_callback(None)
    plan = [row[3] for sql in asked for row in pair.county.store.tuples(f"EXPLAIN QUERY PLAN {sql}")]
    assert any("conflicts_cell (tbl=? AND pk=? AND col=? AND base_tx=?)" in line for line in plan), plan
    assert any("conflicts_txid (txid=? AND tbl=? AND pk=? AND col=?)" in line for line in plan), plan


def test_the_school_is_told_who_decided_and_whose_value_stands(pair: Pair) -> None:
    conflict = phones(pair, "13900000002", "13900000003")
    pair.adopt(pair.down())
    assert told(pair) == ("conflict", "有 1 处与县里的内容不同，等县里核对。")
    settle(pair.county, [conflict], "county")
    report = pair.adopt(pair.down())
    assert told(pair) == (
        "conflict",
        "李梅的联系电话：王敏核对后保留了县里的“139****0003”，没有采用贵校填写的“139****0002”。",
    )
    (entry,) = [one for one in report.entries if one.kind == "answered"]
    assert entry.note == told(pair)[1]
    assert [(line.label, line.old, line.new) for line in entry.lines] == [("联系电话", "13900000002", "13900000003")]


@pytest.mark.parametrize(("choice", "text"), [("county", None), ("typed", "新学校的新内容")])
def test_a_school_is_not_told_what_stands_in_a_record_that_has_left_it(
    pair: Pair, choice: Any, text: str | None
) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"remark": "走之前写的"}))

    def leave(rows: Rows) -> None:
        rows.update("postings", "p-t1", {"end_date": "2026-09-01"})
        rows.insert("postings", {"teacher_id": "t1", "kind": "work", "organisation_id": pair.there})
        rows.update("teachers", "t1", {"remark": "新学校的内容"})

    change(pair.county, leave)
    pair.take(pair.up())
    settle(pair.county, [one_open(pair)], choice, text)
    pair.adopt(pair.down())
    said = "李梅的备注：这条记录已不由贵校管理，王敏核对后没有采用贵校填写的“走之前写的”。"
    assert told(pair) == ("conflict", said)


def test_the_school_hears_that_its_value_was_taken_after_all(pair: Pair) -> None:
    conflict = phones(pair)
    pair.adopt(pair.down())
    settle(pair.county, [conflict], "school")
    report = pair.adopt(pair.down())
    assert told(pair) == ("applied", "李梅的联系电话：王敏核对后采用了贵校填写的“2”。")
    assert [one.kind for one in report.entries if one.note] == ["answered"]


def test_fields_of_several_people_are_told_with_their_names(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.insert("teachers", {"id": "t3", "name": "赵云"}))
    posting = {"teacher_id": "t3", "kind": "work", "organisation_id": pair.here}
    change(pair.county, lambda rows: rows.insert("postings", posting))
    pair.round()
    change(pair.school, lambda rows: rows.execute("UPDATE teachers SET remark = '校' WHERE id IN ('t1', 't3')"))
    change(pair.county, lambda rows: rows.execute("UPDATE teachers SET remark = '县' WHERE id IN ('t1', 't3')"))
    (entry,) = [one for one in pair.round()[1].entries if one.kind == "answered"]
    assert {line.label for line in entry.lines} == {"李梅 备注", "赵云 备注"}


def test_an_answer_is_told_once(pair: Pair) -> None:
    settle(pair.county, [phones(pair)], "county")
    assert pair.adopt(pair.down()).counts["answered"] == 1
    assert "answered" not in pair.adopt(pair.down(complete=True)).counts


def test_what_still_waits_is_said_beside_what_was_decided(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2", "remark": "校"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3", "remark": "县"}))
    pair.take(pair.up())
    found = {one["col"]: str(one["id"]) for one in stored.conflicts(pair.county.store)}
    settle(pair.county, [found["remark"]], "county")
    pair.adopt(pair.down())
    assert told(pair) == (
        "conflict",
        "李梅的备注：王敏核对后保留了县里的“县”，没有采用贵校填写的“校”。\n还有 1 处与县里的内容不同，等县里核对。",
    )
    settle(pair.county, [found["phone"]], "typed", "13900000009")
    pair.adopt(pair.down())
    assert told(pair)[1] == (
        "李梅的联系电话：王敏核对后改为“139****0009”，没有采用贵校填写的“2”。\n"
        "李梅的备注：王敏核对后保留了县里的“县”，没有采用贵校填写的“校”。"
    )
    alike(pair)


# -- rows that are gone


def test_a_change_of_a_deleted_row_brings_it_back(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    change(pair.county, lambda rows: rows.delete("credentials", "c1"))
    pair.take(pair.up())
    settle(pair.county, [one_open(pair)], "school")
    assert pair.county.store.value("SELECT number FROM credentials WHERE id = 'c1'") == "2"
    pair.adopt(pair.down())
    alike(pair)


def test_a_person_comes_back_with_what_was_deleted_together(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))

    def delete(rows: Any) -> None:
        for table in ("attendance", "credentials", "postings"):
            rows.execute(f"DELETE FROM {table} WHERE teacher_id = 't1'")
        rows.delete("pair_activities", "a1")
        rows.delete("pairs", "r1")
        rows.delete("teachers", "t1")

    change(pair.county, delete)
    pair.take(pair.up())
    assert settle(pair.county, [one_open(pair)], "school").left == ()
    assert phone(pair.county) == "2"
    assert pair.county.store.value("SELECT count(*) FROM postings WHERE teacher_id = 't1'") == 1
    pair.adopt(pair.down())
    assert phone(pair.school) == "2"
    alike(pair)


def test_what_hangs_on_a_deleted_person_waits_for_that_person(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    change(pair.county, lambda rows: rows.delete("credentials", "c1"))

    def delete(rows: Any) -> None:
        for table in ("attendance", "postings"):
            rows.execute(f"DELETE FROM {table} WHERE teacher_id = 't1'")
        rows.delete("pair_activities", "a1")
        rows.delete("pairs", "r1")
        rows.delete("teachers", "t1")

    change(pair.county, delete)
    pair.take(pair.up())
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "school"), "所属的教师已经不在了")


def test_bringing_a_row_back_writes_what_waited_for_it(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2", "issuer": "县"}))
    change(pair.county, lambda rows: rows.delete("credentials", "c1"))
    pair.take(pair.up())
    found = {one["col"]: str(one["id"]) for one in stored.conflicts(pair.county.store)}
    settle(pair.county, [found["number"]], "school")
    row = pair.county.store.row("credentials", "c1")
    assert row is not None and (row["number"], row["issuer"]) == ("2", "县")
    assert pair.county.store.row("conflicts", found["issuer"])["state"] == "retried"  # type: ignore[index]
    pair.adopt(pair.down())
    assert told(pair) == ("applied", "李梅的证书号：王敏核对后采用了贵校填写的“2”。")
    alike(pair)


def test_a_deletion_the_county_had_not_wanted_is_made_or_not(pair: Pair) -> None:
    for choice, left in (("county", 1), ("school", 0)):
        change(pair.school, lambda rows: rows.delete("credentials", "c1"))
        number = f"n-{choice}"
        change(pair.county, lambda rows, number=number: rows.update("credentials", "c1", {"number": number}))
        pair.take(pair.up())
        settle(pair.county, [one_open(pair)], choice)  # type: ignore[arg-type]
        assert pair.county.store.value("SELECT count(*) FROM credentials") == left
        pair.adopt(pair.down())
        assert pair.school.store.value("SELECT count(*) FROM credentials") == left
        alike(pair)


def test_what_others_refer_to_is_not_deleted_and_they_are_named(pair: Pair) -> None:
    change(
        pair.county,
        lambda rows: rows.insert(
            "classes", {"id": "k2", "programme_id": "g1", "name": "二班", "year": 2026, "hours": 10}
        ),
    )
    change(pair.school, lambda rows: rows.insert("programmes", {"id": "g9", "title": "校本", "category": "5"}))
    pair.round()
    change(pair.school, lambda rows: rows.delete("programmes", "g9"))
    change(pair.county, lambda rows: rows.update("classes", "k2", {"programme_id": "g9"}))
    pair.take(pair.up())
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "school"), "还有培训班次“二班”用到这条记录")
    change(pair.county, lambda rows: rows.update("classes", "k2", {"programme_id": "g1"}))
    assert settle(pair.county, [conflict], "school").done == 1


def test_a_purged_row_can_only_be_acknowledged(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    with pair.county.store.writing(importing(pair.county, "清除")) as rows:
        stored.remove_rows(rows, [("credentials", "c1")])
        rows.execute("INSERT INTO gravestones (tbl, pk, rev) VALUES ('credentials', 'c1', ?)", (rows.rev,))
    pair.take(pair.up())
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "school"), "彻底清除")
    assert settle(pair.county, [conflict], "county").done == 1


def test_a_row_nobody_knows_can_only_be_left_at_that(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    with pair.county.store.writing(importing(pair.county, "旧副本")) as rows:
        stored.remove_rows(rows, [("credentials", "c1")])
        rows.execute("DELETE FROM operations WHERE pk = 'c1'")
    pair.take(pair.up())
    conflict = one_open(pair)
    refused(pair.county, lambda: settle(pair.county, [conflict], "school"), "也不知道它原来的内容")
    settle(pair.county, [conflict], "county")
    pair.adopt(pair.down())
    assert "县里没有这条记录" in str(told(pair)[1])


def test_a_row_whose_entry_is_known_is_entered_again(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    with pair.county.store.writing(importing(pair.county, "旧副本")) as rows:
        stored.remove_rows(rows, [("credentials", "c1")])
    pair.take(pair.up())
    settle(pair.county, [one_open(pair)], "school")
    assert pair.county.store.value("SELECT number FROM credentials WHERE id = 'c1'") == "2"
    pair.adopt(pair.down())
    alike(pair)


# -- many at once


def many(pair: Pair, count: int) -> list[str]:
    """A conflict about the number of each of so many certificates of 李梅."""
    ids = [f"m{number:05}" for number in range(count)]

    def enter(rows: Any) -> None:
        for pk in ids:
            rows.insert("credentials", {"id": pk, "teacher_id": "t1", "number": "0"})

    change(pair.county, enter)
    pair.adopt(pair.down())
    for session, value in ((pair.school, "校"), (pair.county, "县")):
        change(session, lambda rows, value=value: rows.execute("UPDATE credentials SET number = ? || id", (value,)))
    pair.take(pair.up())
    return [str(one["id"]) for one in stored.conflicts(pair.county.store)]


def test_many_are_decided_in_one_act(pair: Pair) -> None:
    found = many(pair, 300)
    before = pair.county.store.value("SELECT count(*) FROM transactions")
    assert settle(pair.county, found, "school").done == 301
    assert pair.county.store.value("SELECT count(*) FROM transactions") == before + 1
    pair.adopt(pair.down())
    assert "另有 289 处县里也已核对。" in str(told(pair)[1])
    alike(pair)


def test_those_that_cannot_be_written_are_left_with_the_reason(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3"}))
    with pair.county.store.writing(importing(pair.county, "清除")) as rows:
        stored.remove_rows(rows, [("credentials", "c1")])
        rows.execute("INSERT INTO gravestones (tbl, pk, rev) VALUES ('credentials', 'c1', ?)", (rows.rev,))
    pair.take(pair.up())
    found = {one["tbl"]: str(one["id"]) for one in stored.conflicts(pair.county.store)}
    done = settle(pair.county, found.values(), "school")
    assert done.done == 1
    assert done.left == ((found["credentials"], "这条记录已被彻底清除，只能保留县里的。"),)
    assert phone(pair.county) == "2"


def test_values_of_different_fields_are_not_typed_together(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2", "remark": "校"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3", "remark": "县"}))
    pair.take(pair.up())
    found = [str(one["id"]) for one in stored.conflicts(pair.county.store)]
    refused(pair.county, lambda: settle(pair.county, found, "typed", "4"), "不是同一个项目")


def test_work_that_is_stopped_leaves_nothing_half_done(pair: Pair) -> None:
    found = many(pair, 300)
    before = everything(pair.county)

    def stop(done: int, total: int, what: str) -> None:
        if done:
            raise Problem("已停止。", "")

    with pytest.raises(Problem, match="已停止"):
        settle(pair.county, found, "school", progress=stop)
    assert everything(pair.county) == before


# -- whatever is decided in whatever order


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_end_alike_whatever_is_decided(pair: Pair, data: st.DataObject) -> None:
    """Rounds of changes on both sides; each conflict is decided somehow, at some time, or not at all."""
    fields = st.sampled_from(
        [("teachers", "t1", "phone"), ("teachers", "t1", "remark"), ("credentials", "c1", "issuer")]
    )
    for _round in range(data.draw(st.integers(1, 3))):
        for session in (pair.school, pair.county):
            for table, pk, column in data.draw(st.lists(fields, max_size=2)):
                value = f"{data.draw(st.integers(0, 3))}"
                if session.store.row(table, pk):
                    change(session, lambda rows, t=table, p=pk, c=column, v=value: rows.update(t, p, {c: v}))
        if data.draw(st.booleans()) and pair.county.store.row("credentials", "c1"):
            change(pair.county, lambda rows: rows.delete("credentials", "c1"))
        pair.take(pair.up())
        for one in stored.conflicts(pair.county.store):
            choice = data.draw(st.sampled_from(["school", "county", "typed", "later"]))
            if choice == "later" or pair.county.store.row("conflicts", one["id"])["state"] != "open":  # type: ignore[index]
                continue
            text = "13900000009" if one["col"] == "phone" else "三"
            settle(pair.county, [one["id"]], choice, text)  # type: ignore[arg-type]
        if data.draw(st.booleans()):
            pair.adopt(pair.down())
    pair.round()
    pair.round()
    alike(pair)
