"""Taking and adopting straight on two databases, without files: what must be refused, healed, shown and told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import reports
from app import session as sessions
from app.exchange import apply
from app.exchange.report import Report
from storage import exchange as stored
from storage.store import Act, Rows
from tests.app.exchange.conftest import MARK, Pair, change, everything, refused

# -- files that do not fit


@pytest.mark.parametrize("name", ["", "Teachers", "teachers; DROP TABLE teachers", "名", "x" * 65])
def test_a_name_that_is_no_tables_refuses_the_file(pair: Pair, name: str) -> None:
    file = pair.down()
    file["members"]["rows"].append({"t": name, "id": "x", "root": "t1", "tx": "x", "row": {}})
    refused(pair.school, lambda: pair.adopt(file), "对不上")
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    up = pair.up()
    up["members"]["operations"][0]["t"] = name
    refused(pair.county, lambda: pair.take(up), "对不上")


@pytest.mark.parametrize(
    "harm",
    [
        lambda line: line.update(k="X"),
        lambda line: line.pop("root"),
        lambda line: line.update(f={"phone": ["2", "tx"]}),
        lambda line: line.update(f={"phone": [{"a": 1}, None, None]}),
        lambda line: line.update(k="D"),
        lambda line: line.update(k="D", f={"_del": [2, None, 0]}),
        lambda line: line.update(k="O", f={"phone": ["2", None, None]}),
        lambda line: line.update(txn="another"),
        # No column: these would be written past the rules for deletions.
        lambda line: line.update(f={"_del": [1, None, 0]}),
        lambda line: line.update(k="I", f={"_del": 1}),
        lambda line: line.update(f={"_tx": ["x", "y", None]}),
        lambda line: line.update(k="O", f={"_base": ["x", "y", None]}),
        # Larger than a database holds.
        lambda line: line.update(f={"phone": [1 << 63, None, None]}),
        # Nobody could be shown such a conflict: hours are a number.
        lambda line: line.update(t="attendance", id="h1", f={"hours": ["ten", "unseen", 3]}),
        lambda line: line.update(t="attendance", id="h1", f={"hours": [10, "unseen", "three"]}),
        lambda line: line.update(t="attendance", id="h1", k="O", f={"hours": ["ten", "unseen", None]}),
    ],
)
def test_the_county_refuses_operations_of_another_shape(pair: Pair, harm: Callable[[dict[str, Any]], object]) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    file = pair.up()
    harm(file["members"]["operations"][0])
    refused(pair.county, lambda: pair.take(file), "对不上")


def test_whatever_number_a_school_claims_the_county_can_make_its_next_file(pair: Pair) -> None:
    claim = {"id": "f" * 32, "n": (1 << 63) - 1}
    refused(pair.county, lambda: pair.take({**pair.up(), "claim": claim}), "对不上")
    pair.take({**pair.up(), "claim": {**claim, "n": (1 << 53) - 1}})
    made = [pair.down()["facts"]["n"] for _ in range(2)]
    assert made[0] < made[1] < 1 << 53
    pair.adopt(pair.down())
    pair.round()


def test_a_school_can_hang_nothing_of_a_persons_on_what_everybody_receives(pair: Pair) -> None:
    file = pair.up()
    paper = {"root": "public", "tbl": "teachers", "pk": "t1", "kind": "scan", "name": "x", "media": "application/pdf"}
    wish = {"root": "public", "tbl": "teachers", "pk": "t1", "col": "name", "reason": "x", "version": 1}
    rows = {
        "attachments": {**paper, "sha256": "a" * 64, "size": 3},
        "proposals": {**wish, "withdrawn": 0, "kind": "change"},
        "credentials": {"teacher_id": "public", "number": "1"},
    }
    for table, values in rows.items():
        file["members"]["transactions"].append({"id": table, "actor": "x", "reason": "x", "at": "2026-09-01T08:00:00"})
        line = {"txn": table, "root": "public", "t": table, "id": "z", "k": "I", "f": values}
        file["members"]["operations"].append(line)
    assert pair.take(file).counts == {"rejected": 3}
    assert not pair.county.store.tuples("SELECT 1 FROM stamps WHERE pk = 'z'")


@pytest.mark.parametrize(
    "facts", [{}, {"n": "1", "id": "x", "complete": True}, {"n": 2, "id": None, "complete": False}]
)
def test_a_school_refuses_a_file_that_does_not_say_what_it_is(pair: Pair, facts: dict[str, Any]) -> None:
    refused(pair.school, lambda: pair.adopt({**pair.down(), "facts": facts}), "对不上")


def test_a_value_this_schema_does_not_hold_refuses_the_file_in_words(pair: Pair) -> None:
    own = {"id": "k9", "programme_id": "g1", "name": "校本班", "year": 2026, "hours": 80}
    change(pair.school, lambda rows: rows.insert("classes", own))
    pair.round()
    for values in ({"hours": None}, {"name": None}):
        change(pair.school, lambda rows: rows.update("classes", "k9", {"hours": 90, "name": "二班"}))
        file = pair.up()
        for line in file["members"]["operations"]:
            line["f"] = {column: [value, *line["f"][column][1:]] for column, value in values.items()}
        refused(pair.county, lambda file=file: pair.take(file), "放不下")


def test_an_older_file_and_one_that_does_not_follow_change_nothing(pair: Pair) -> None:
    old = pair.down()
    pair.adopt(pair.down())
    refused(pair.school, lambda: pair.adopt(old), "不需要再接收")
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3"}))
    file = pair.down()
    file["facts"]["accepts"] = ["of another copy"]
    refused(pair.school, lambda: pair.adopt(file), "接不上")


def test_a_school_without_any_file_is_answered_with_a_complete_one(pair: Pair, tmp_path: Path) -> None:
    pair.school.close()
    pair.school = sessions.create_school(tmp_path / "新.xinhuo", "城关小学", site=pair.site, organisation=pair.here)
    refused(pair.school, lambda: pair.adopt(pair.down()), "生成一个上报文件")
    pair.round()
    assert pair.school.store.row("teachers", "t1") is not None


# -- whose row it is


def forge(pair: Pair, **changes: Any) -> Report:
    """An up-file as a meddled-with program might make it."""
    operation = {"txn": "f", "root": "t1", "t": "teachers", "id": "t1", "k": "U", "f": {}, **changes}
    act = {"id": "f", "actor": "某人", "reason": "改", "at": "2026-09-01"}
    return pair.take({"members": {"transactions": [act], "operations": [operation]}, "claim": None})


def test_a_school_cannot_write_a_strangers_row_under_a_root_of_its_own(pair: Pair) -> None:
    stamp = pair.county.store.value("SELECT tx FROM stamps WHERE pk = 't2'")
    report = forge(pair, id="t2", f={"phone": ["9", stamp, MARK]})
    assert report.counts == {"rejected": 1}
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't2'") == MARK


def test_a_field_of_the_county_is_refused_whatever_the_schools_program_says(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"honour": "学科带头人"}))
    up, down = pair.round()
    assert up.counts == {"rejected": 1} and "由县里填写" in up.entries[0].note
    assert [one.kind for one in down.entries] == ["changed", "answered"]
    assert pair.county.store.value("SELECT honour FROM teachers WHERE id = 't1'") is None
    assert pair.school.store.value("SELECT honour FROM teachers WHERE id = 't1'") is None


def test_a_studio_is_not_the_schools_to_make_or_delete(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.insert("studios", {"id": "s1", "name": "李梅工作室", "kind": "1"}))
    pair.round()
    change(pair.school, lambda rows: rows.delete("studios", "s1"))
    change(pair.school, lambda rows: rows.insert("studios", {"name": "自己的工作室", "kind": "1"}))
    up, _down = pair.round()
    assert up.counts == {"rejected": 2}
    assert pair.school.store.tuples("SELECT name FROM studios") == [("李梅工作室",)]


# -- what passes between the offices


def test_of_a_stranger_only_the_outline_is_in_the_file(pair: Pair) -> None:
    for file in (pair.down(), pair.down(complete=True)):
        text = json.dumps(file, ensure_ascii=False)
        assert "周强" in text and MARK not in text
    assert pair.school.store.row("teachers", "t2")["phone"] is None  # type: ignore[index]
    assert pair.school.store.tuples("SELECT pk FROM stubs ORDER BY 1") == [("p-t2",), ("t2",)]


def test_an_outline_becomes_the_whole_person_and_an_outline_again(pair: Pair) -> None:
    move = {"teacher_id": "t2", "kind": "work", "organisation_id": pair.here}
    change(pair.county, lambda rows: rows.insert("postings", {"id": "p-more", **move}))
    pair.adopt(pair.down())
    assert pair.school.store.value("SELECT phone FROM teachers WHERE id = 't2'") == MARK
    assert pair.school.store.tuples("SELECT * FROM stubs") == []
    change(pair.county, lambda rows: rows.update("postings", "p-more", {"end_date": "2026-10-01"}))
    report = pair.adopt(pair.down())
    assert [one.kind for one in report.entries if one.table == "teachers"] == ["left"]
    assert pair.school.store.value("SELECT phone FROM teachers WHERE id = 't2'") is None
    assert MARK not in json.dumps(everything(pair.school), ensure_ascii=False, default=str)


def test_a_teacher_who_leaves_takes_every_row_along_and_the_hours(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.update("postings", "p-t1", {"end_date": "2026-08-31"}))
    report = pair.adopt(pair.down())
    assert {one.kind for one in report.entries} == {"left"}
    # The hours of somebody who leaves are still told as that person's.
    assert {one.about for one in report.entries if one.table != "pairs"} >= {"李梅"}
    assert "" not in {one.about for one in report.entries}
    for table in ("credentials", "attendance", "pairs", "pair_activities"):
        assert pair.school.store.tuples(f"SELECT * FROM {table}") == []
    assert pair.school.store.tuples("SELECT * FROM hours_summary WHERE hours <> 0") == []


def test_an_edit_that_waits_for_somebody_who_left_stays_until_it_is_answered(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    change(pair.county, lambda rows: rows.update("postings", "p-t1", {"end_date": "2026-08-31"}))
    pair.adopt(pair.down())
    assert stored.pending_count(pair.school.store) == 1
    _up, down = pair.round()
    assert [one.kind for one in down.entries] == ["answered"] and stored.pending_count(pair.school.store) == 0


def test_an_answer_is_told_once(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"honour": "x"}))
    _up, down = pair.round()
    assert down.counts["answered"] == 1
    assert pair.adopt(pair.down(complete=True)).counts == {}


def test_fields_changed_apart_may_end_as_nonsense_but_never_stop_a_file(pair: Pair) -> None:
    def third(rows: Rows) -> None:
        rows.insert("teachers", {"id": "t3", "name": "吴敏"})
        rows.insert("postings", {"teacher_id": "t3", "kind": "work", "organisation_id": pair.here})

    change(pair.county, third)
    pair.round()
    change(pair.county, lambda rows: rows.update("pairs", "r1", {"mentee_id": "t3"}))
    change(pair.school, lambda rows: rows.update("pairs", "r1", {"mentor_id": "t3"}))
    up, _down = pair.round()
    assert up.counts == {"changed": 1}
    assert pair.school.store.tuples("SELECT mentor_id, mentee_id FROM pairs") == [("t3", "t3")]


def test_a_row_that_refers_to_one_the_county_deleted_is_taken_all_the_same(pair: Pair) -> None:
    change(
        pair.county,
        lambda rows: [rows.delete("attendance", "h1"), rows.delete("sessions", "e1"), rows.delete("classes", "k1")],
    )
    hours = {"id": "h2", "teacher_id": "t1", "class_id": "k1", "hours": 50, "result": "1"}
    change(pair.school, lambda rows: rows.insert("attendance", hours))
    up, _down = pair.round()
    assert up.counts == {"new": 1}
    assert pair.school.store.row("attendance", "h2") is not None


@pytest.mark.parametrize(
    ("table", "pk", "values"),
    [
        ("postings", "p-t1", {"remark": "x"}),
        ("credentials", "c1", {"number": "2"}),
        ("attendance", "h1", {"remark": "x"}),
        ("pair_activities", "a1", {"topic": "评课"}),
        ("pairs", "r1", {"goal": "x"}),
    ],
)
def test_a_conflict_of_any_table_is_told_with_the_name_of_what_it_is_about(
    pair: Pair, table: str, pk: str, values: dict[str, Any]
) -> None:
    column, value = next(iter(values.items()))
    change(pair.school, lambda rows: rows.update(table, pk, values))
    change(pair.county, lambda rows: rows.update(table, pk, {column: f"{value}！"}))
    report = pair.take(pair.up())
    (entry,) = report.entries
    assert entry.kind == "conflict" and entry.lines[0].new == value
    assert entry.about in ("李梅", "李梅—周强", "开班", "结业！", "一班", "师德专题！")


@pytest.mark.parametrize(("table", "pk"), [("sessions", "e1"), ("classes", "k1"), ("programmes", "g1")])
def test_what_another_office_made_for_all_is_not_a_schools_to_change(pair: Pair, table: str, pk: str) -> None:
    change(pair.school, lambda rows: rows.update(table, pk, {"remark": "x"}))
    report = pair.take(pair.up())
    assert report.counts == {"rejected": 1}
    assert "不是贵校建立的" in report.entries[0].note


def test_a_row_that_others_refer_to_by_now_is_not_deleted(pair: Pair) -> None:
    own = {"id": "k9", "programme_id": "g1", "name": "校本班", "year": 2026, "hours": 80}
    change(pair.school, lambda rows: rows.insert("classes", own))
    pair.round()
    hours = {"id": "h9", "teacher_id": "t1", "class_id": "k9", "hours": 50, "result": "1"}
    change(pair.county, lambda rows: rows.insert("attendance", hours))
    change(pair.school, lambda rows: rows.delete("classes", "k9"))
    assert pair.take(pair.up()).counts == {"conflict": 1}
    assert pair.county.store.row("classes", "k9") is not None


def test_a_conflict_about_somebody_the_county_no_longer_has_is_still_told(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("credentials", "c1", {"number": "2"}))
    file = pair.up()
    with pair.county.store.writing(Act("县", "退回", mode="import")) as rows:
        stored.remove_rows(rows, [("teachers", "t1"), ("credentials", "c1")])
    assert pair.take(file).counts == {"conflict": 1}


def test_a_preview_of_a_down_file_is_what_adopting_does(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3"}))
    change(pair.county, lambda rows: rows.delete("credentials", "c1"))
    file, before = pair.down(), everything(pair.school)
    with pair.school.store.writing(Act("校", "接收", mode="import"), rehearse=True) as rows:
        preview = apply.adopt(rows, pair.site, file["members"], file["facts"], "2026-09-01T08:00:00")
    assert everything(pair.school) == before
    assert pair.adopt(file) == preview
    assert preview.counts == {"changed": 1, "removed": 1}


# -- old copies


def test_a_field_the_county_had_emptied_is_offered_back_too(pair: Pair) -> None:
    with pair.county.store.writing(Act("县", "备份", mode="import")):
        pass
    backup = pair.county.path.with_name("备份.xinhuo")
    pair.county.store.conn.execute("VACUUM INTO ?", (str(backup),))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": None, "remark": "新"}))
    pair.round()
    pair.county.close()
    pair.county = sessions.open_session(backup)
    pair.round()
    pair.round()
    found = pair.county.store.tuples("SELECT col, value FROM reviews ORDER BY col")
    assert found == [("phone", "null"), ("remark", '"新"')]
    assert stored.pending_count(pair.school.store) == 0


def test_a_pair_of_acts_that_cross_files_is_merged_field_by_field(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"remark": "县"}))
    pair.round()
    for session in (pair.county, pair.school):
        row = session.store.row("teachers", "t1")
        assert row is not None and (row["phone"], row["remark"]) == ("2", "县")
    assert set(stored.digest_rows(pair.school.store)) <= set(stored.digest_rows(pair.county.store))


def test_a_class_the_school_made_is_the_schools_to_change_in_the_same_file_and_later(pair: Pair) -> None:
    change(
        pair.school,
        lambda rows: rows.insert(
            "classes", {"id": "k2", "programme_id": "g1", "name": "校本", "year": 2026, "hours": 10}
        ),
    )
    change(pair.school, lambda rows: rows.update("classes", "k2", {"place": "礼堂"}))
    up, _down = pair.round()
    assert up.counts == {"new": 1}
    change(pair.school, lambda rows: rows.update("classes", "k2", {"place": "操场"}))
    up, _down = pair.round()
    assert up.counts == {"changed": 1}
    assert pair.county.store.value("SELECT place FROM classes WHERE id = 'k2'") == "操场"


# -- a teacher leaves the school


def leave(pair: Pair) -> None:
    """The county moves 李梅 to the other school."""

    def move(rows: Rows) -> None:
        rows.update("postings", "p-t1", {"end_date": "2026-08-31"})
        rows.insert("postings", {"teacher_id": "t1", "kind": "work", "organisation_id": pair.there})

    change(pair.county, move, "调动")


def test_what_a_school_wrote_before_it_could_know_of_a_transfer_is_merged(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    change(pair.school, lambda rows: rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"}))
    leave(pair)
    report = pair.take(pair.up())
    assert not report.counts.get("rejected") and not report.counts.get("conflict")
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "2"
    assert pair.county.store.value("SELECT number FROM credentials WHERE id = 'c9'") == "9"
    pair.adopt(pair.down())
    assert pair.school.store.value("SELECT count(*) FROM stamps WHERE pk IN ('t1', 'c9')") == 0
    assert stored.pending_count(pair.school.store) == 0


def test_what_a_school_sends_after_it_was_told_of_a_transfer_waits_for_the_county(pair: Pair) -> None:
    leave(pair)
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    pair.adopt(pair.down())
    report = pair.take(pair.up())
    assert report.counts["rejected"] == 1
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "1"
    assert "调出" in pair.adopt(pair.down()).entries[0].note


def test_a_late_edit_never_replaces_what_the_county_wrote_meanwhile(pair: Pair) -> None:
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "2"}))
    leave(pair)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "3"}))
    assert pair.take(pair.up()).counts["conflict"] == 1
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "3"


def test_of_a_teacher_who_left_a_school_keeps_figures_and_no_name(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.update("classes", "k1", {"start_date": "2026-05-01"}))
    pair.adopt(pair.down())
    report = reports.make(pair.school, "hours", year=2026)
    assert [row[1] for row in report.rows] == ["李梅"]
    leave(pair)
    file = pair.down()
    pair.adopt(file)
    left = reports.make(pair.school, "hours", year=2026)
    assert [(row[0], row[1], row[-1]) for row in left.rows] == [("城关小学", "（已调出）", "10")]
    assert "另有 10 学时" in left.subtitle
    assert file["facts"]["figures"] == [{"year": 2026, "category": "3", "people": 1, "hours": 100}]
    # Hours earned after the move are the new school's alone.
    later = {"id": "k2", "programme_id": "g1", "name": "二班", "year": 2026, "hours": 50, "start_date": "2026-10-01"}
    change(pair.county, lambda rows: rows.insert("classes", later))
    earned = {"teacher_id": "t1", "class_id": "k2", "hours": 50, "result": "1"}
    change(pair.county, lambda rows: rows.insert("attendance", earned))
    pair.adopt(pair.down())
    assert reports.make(pair.school, "hours", year=2026).rows == left.rows
    assert reports.make(pair.school, "hours", year=2025).rows == ()


def test_a_teacher_whose_rows_came_first_is_still_the_schools_own(pair: Pair) -> None:
    """A restored county has forgotten her: a row of hers comes from one computer before she does from another."""
    with pair.school.writing("新增教师") as rows:
        rows.insert("teachers", {"id": "t9", "name": "新教师"})
        rows.insert("postings", {"id": "p-t9", "teacher_id": "t9", "kind": "work", "organisation_id": pair.here})
    whole = pair.up()
    with pair.school.writing("新增教师资格证") as rows:
        rows.insert("credentials", {"id": "c9", "teacher_id": "t9", "number": "9"})
    later = pair.up()
    act = later["members"]["transactions"].pop(0)["id"]
    later["members"]["operations"] = [one for one in later["members"]["operations"] if one["txn"] != act]
    pair.take(later)
    assert pair.take(whole).counts.get("rejected") is None
    assert pair.county.store.value("SELECT name FROM teachers WHERE id = 't9'") == "新教师"
    assert "t9" in {row[0] for row in pair.county.store.tuples("SELECT root FROM scope")}


def test_nothing_of_a_purged_person_comes_in_again(pair: Pair) -> None:
    with pair.school.writing("新增教师资格证") as rows:
        rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"})
    with pair.county.store.writing(Act("县", "清除", mode="import")) as rows:
        rows.execute("INSERT INTO gravestones (tbl, pk, rev) VALUES ('teachers', 't1', ?)", (rows.rev,))
    assert pair.take(pair.up()).counts == {"conflict": 2}
    assert pair.county.store.row("credentials", "c9") is None
