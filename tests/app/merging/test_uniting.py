"""Two entries become one person with all that either had; it can be taken back to the last byte."""

import json
from pathlib import Path

import pytest

from app import (
    certificates,
    checks,
    declarations,
    enrolment,
    granting,
    mentoring,
    purging,
    records,
    studios,
    teachers,
    training,
)
from app.exchange.mail import importing
from app.merging import ENTITY, uniting
from app.problems import Problem
from app.records import Invalid
from app.session import Session, create_school
from storage import exchange
from storage import merging as stored
from storage.problems import StorageProblem
from tests.app.merging.conftest import NUMBER, Twice, attach, certify, registers_of, rows_of


def attendance_of(twice: Twice, teacher: str) -> dict[str, int]:
    found = training.attendance(twice.session)
    return {str(one["class_id"]): int(one["hours"]) for one in found if one["teacher_id"] == teacher}


def test_all_that_the_other_entry_has_is_the_kept_ones_afterwards(twice: Twice) -> None:
    session = twice.session
    done = uniting.merge(session, twice.one, twice.two)
    person = teachers.get(session, twice.one)
    assert (person["id_number"], person["phone"], person["subject"]) == (NUMBER, "13900000003", "14")
    assert session.store.row("teachers", twice.two) is None
    assert attendance_of(twice, twice.one) == {twice.run: 160, twice.other_run: 160}
    assert [one["number"] for one in teachers.credentials(session, twice.one)] == ["20080001"]
    assert mentoring.get(session, twice.pair)["mentor_id"] == twice.one
    assert studios.get(session, twice.studio)["host_id"] == twice.one
    assert len(studios.members(session, twice.studio)) == 1
    assert done.hours == person["hours"] == 320
    assert {one.table: (one.kept, one.other, one.joined, one.after) for one in done.parts} == {
        "postings": (1, 1, 0, 2), "credentials": (0, 1, 0, 1), "pairs": (0, 1, 0, 1), "studios": (0, 1, 0, 1),
        "members": (1, 1, 1, 1), "attendance": (1, 2, 1, 2),
    }  # fmt: skip
    assert "合并以后只有一位张三" in done.sentence and "32 学时" in done.sentence
    assert all(one.ok for one in checks.check(session))


def test_taking_it_back_brings_every_row_back_as_it_was(twice: Twice) -> None:
    session = twice.session
    number = certify(session, twice.two, twice.pair, "示教师〔2026〕000001号")
    attach(session, twice.two, "teachers", twice.two, "a")
    before, stamps, hours = rows_of(session), registers_of(session), session.store.tuples("SELECT * FROM name_keys")
    uniting.merge(session, twice.one, twice.two, {"work": "other", "phone": "other"})
    assert rows_of(session) != before and session.store.row("certificates", number) is None
    records.undo_last(session)
    assert rows_of(session) == before
    assert registers_of(session) == stamps
    assert session.store.tuples("SELECT * FROM name_keys") == hours
    assert all(one.ok for one in checks.check(session))


def test_certificates_keep_their_numbers_and_name_the_kept_entry(twice: Twice) -> None:
    session = twice.session
    attended = next(
        str(one["id"])
        for one in training.attendance(session)
        if (one["teacher_id"], one["class_id"]) == (twice.two, twice.run)
    )
    certify(session, twice.two, attended, "示教训〔2026〕000001号")
    certify(session, twice.two, twice.two, "示教时〔2026〕000001号")
    uniting.merge(session, twice.one, twice.two)
    found = {str(one["number"]): one for one in certificates.listed(session)}
    stays = next(
        str(one["id"])
        for one in training.attendance(session)
        if (one["teacher_id"], one["class_id"]) == (twice.one, twice.run)
    )
    assert {one["teacher_id"] for one in found.values()} == {twice.one}
    assert found["示教训〔2026〕000001号"]["subject_id"] == stays
    assert found["示教时〔2026〕000001号"]["subject_id"] == twice.one
    assert {one["status"] for one in found.values()} == {"valid"}


def test_a_certificate_that_was_issued_is_still_not_undone(twice: Twice) -> None:
    certify(twice.session, twice.two, twice.pair, "示教师〔2026〕000001号")
    with pytest.raises(StorageProblem, match="证书已经编号发出"):
        records.undo_last(twice.session)


def test_attachments_go_along_and_one_that_both_have_is_kept_once(twice: Twice) -> None:
    session = twice.session
    attach(session, twice.one, "teachers", twice.one, "a")
    attach(session, twice.two, "teachers", twice.two, "a")
    attach(session, twice.two, "teachers", twice.two, "b")
    credential = str(teachers.credentials(session, twice.two)[0]["id"])
    attach(session, twice.two, "credentials", credential, "c")
    uniting.merge(session, twice.one, twice.two)
    found = session.store.all("SELECT root, tbl, pk, sha256 FROM attachments ORDER BY sha256")
    assert [(one["root"], one["tbl"], one["sha256"][0]) for one in found] == [
        (twice.one, "teachers", "a"), (twice.one, "teachers", "b"), (twice.one, "credentials", "c")
    ]  # fmt: skip
    assert found[2]["pk"] == teachers.credentials(session, twice.one)[0]["id"]


def test_of_two_records_of_one_fact_the_other_ones_values_can_be_taken(twice: Twice) -> None:
    session = twice.session
    shown = uniting.preview(session, twice.one, twice.two)
    (one,) = [each for each in shown.joined if each.differing]
    assert (one.table, one.about, one.differing) == ("attendance", "师德　一班", (("学时", "16", "8"),))
    uniting.merge(session, twice.one, twice.two, override=[one.pk])
    assert attendance_of(twice, twice.one)[twice.run] == 80


def test_a_record_that_stays_takes_what_it_lacks(twice: Twice) -> None:
    session = twice.session
    for teacher, remark in ((twice.one, None), (twice.two, "线上")):
        teachers.save_credential(session, None, {"teacher_id": teacher, "number": "7", "remark": remark})
    uniting.merge(session, twice.one, twice.two)
    found = {one["number"]: one["remark"] for one in teachers.credentials(session, twice.one)}
    assert found == {"7": "线上", "20080001": None}


def test_one_posting_holds_and_the_other_ends(twice: Twice) -> None:
    session, county = twice.session, twice.county
    done = uniting.merge(session, twice.one, twice.two)
    assert teachers.get(session, twice.one)["work"] == county.school
    ended = [one for one in teachers.postings(session, twice.one) if one["end_date"]]
    assert [(one["organisation_id"], one["end_date"]) for one in ended] == [(county.other_school, "2026-11-21")]
    assert done.ended == ("任教学校：清水小学止于 2026-11-21",)
    records.undo_last(session)
    uniting.merge(session, twice.one, twice.two, {"work": "other"})
    assert teachers.get(session, twice.one)["work"] == county.other_school


def test_the_posting_that_is_left_ends_where_the_chosen_one_begins(twice: Twice) -> None:
    session = twice.session
    for teacher, since in ((twice.one, "2015-09-01"), (twice.two, "2026-09-01")):
        posting = str(teachers.postings(session, teacher)[0]["id"])
        with session.writing("改日期") as rows:
            rows.update("postings", posting, {"start_date": since})
    uniting.merge(session, twice.one, twice.two, {"work": "other"})
    spans = [(one["start_date"], one["end_date"]) for one in teachers.postings(session, twice.one)]
    assert spans == [("2026-09-01", None), ("2015-09-01", "2026-09-01")]


def test_a_posting_both_have_is_there_once(twice: Twice) -> None:
    session = twice.session
    teachers.save(session, twice.two, {"work": twice.county.school})
    uniting.merge(session, twice.one, twice.two)
    now = [one for one in teachers.postings(session, twice.one) if one["end_date"] is None]
    assert len(now) == 1


def test_a_preview_says_what_happens_and_changes_nothing(twice: Twice) -> None:
    session = twice.session
    before, journal = rows_of(session), session.store.value("SELECT count(*) FROM transactions")
    shown = uniting.preview(session, twice.one, twice.two, {"phone": "other"})
    assert rows_of(session) == before
    assert session.store.value("SELECT count(*) FROM transactions") == journal
    assert shown == uniting.merge(session, twice.one, twice.two, {"phone": "other"})


def test_the_history_of_the_kept_entry_has_the_other_ones_changes(twice: Twice) -> None:
    session = twice.session
    teachers.save(session, twice.two, {"phone": "13900000007"})
    uniting.merge(session, twice.one, twice.two)
    told = [(one.field, one.old, one.new) for one in records.history(session, teachers.ENTITY, twice.one)]
    assert ("联系电话", "13900000002", "13900000007") in told
    assert [one for one in told if one[0] == "并入"] == [("并入", "", "")]
    moved = str(teachers.credentials(session, twice.one)[0]["id"])
    lines = [(one.field, one.new) for one in records.history(session, teachers.CREDENTIAL, moved)]
    assert lines[0] == ("并入", "") and ("证书号", "20080001") in lines


def test_merging_goes_on_through_a_third_entry(twice: Twice) -> None:
    session = twice.session
    third = teachers.save(session, None, {"name": "张三", "work": twice.county.school, "remark": "第三次登记"})
    uniting.merge(session, twice.one, twice.two)
    uniting.merge(session, third, twice.one)
    assert stored.became(session.store)[("teachers", twice.two)] == third
    labels = {one.field for one in records.history(session, teachers.ENTITY, third)}
    assert {"身份证号", "并入"} <= labels
    with pytest.raises(StorageProblem, match="又被改过"):
        uniting.separate(session, twice.two)
    uniting.separate(session, twice.one)
    uniting.separate(session, twice.two)
    assert {twice.one, twice.two, third} <= {str(row["id"]) for row in teachers.every(session)}


# -- what is refused


def test_a_school_does_not_merge(tmp_path: Path, twice: Twice) -> None:
    with (
        create_school(tmp_path / "校.xinhuo", "城关小学", site="b" * 32, organisation="a" * 32) as school,
        pytest.raises(Problem, match="合并由县里办理"),
    ):
        uniting.merge(school, twice.one, twice.two)


def test_two_who_are_a_pair_are_two_people(twice: Twice) -> None:
    before = rows_of(twice.session)
    with pytest.raises(Problem, match="把两边写成了两个人"):
        uniting.merge(twice.session, twice.two, twice.li)
    assert rows_of(twice.session) == before


def test_nobody_is_merged_with_oneself_or_with_nobody(twice: Twice) -> None:
    with pytest.raises(Problem, match="同一条登记"):
        uniting.merge(twice.session, twice.one, twice.one)
    with pytest.raises(Problem, match="找不到"):
        uniting.merge(twice.session, twice.one, "x" * 32)


def test_fields_that_do_not_go_together_are_refused_and_nothing_is_written(twice: Twice) -> None:
    teachers.save(twice.session, twice.two, {"birth_date": "1990-01"})
    before = rows_of(twice.session)
    with pytest.raises(Invalid, match="与身份证号"):
        uniting.merge(twice.session, twice.one, twice.two, {"birth_date": "other"})
    with pytest.raises(Problem, match="没有“nmae”"):
        uniting.merge(twice.session, twice.one, twice.two, {"nmae": "other"})
    assert rows_of(twice.session) == before


def test_a_merger_upon_which_something_was_built_is_not_taken_back(twice: Twice) -> None:
    session = twice.session
    uniting.merge(session, twice.one, twice.two)
    moved = next(one for one in training.attendance(session) if one["class_id"] == twice.other_run)
    training.save_attendance(session, str(moved["id"]), {"hours": 40})
    before = rows_of(session)
    with pytest.raises(StorageProblem, match="又被改过"):
        uniting.separate(session, twice.two)
    assert rows_of(session) == before


# -- those who went


def test_whoever_was_merged_is_listed_with_whom_and_comes_back_from_there(twice: Twice) -> None:
    session = twice.session
    before = rows_of(session)
    uniting.merge(session, twice.one, twice.two)
    (gone,) = purging.deleted(session)
    assert (gone.id, gone.into) == (twice.two, "已与张三（城关小学）合并为一人")
    with pytest.raises(Problem, match="不能单独彻底清除"):
        purging.purge_teacher(session, twice.two)
    purging.bring_back(session, twice.two)
    assert rows_of(session) == before and purging.deleted(session) == []
    with pytest.raises(Problem, match="没有合并"):
        uniting.separate(session, twice.two)


def test_a_purged_person_is_purged_with_all_that_was_merged_into_the_entry(twice: Twice) -> None:
    session = twice.session
    lonely = teachers.save(session, None, {"name": "赵六赵", "work": twice.county.school})
    gone = teachers.save(session, None, {"name": "赵六六", "work": twice.county.school, "phone": "13977778888"})
    uniting.merge(session, lonely, gone)
    teachers.delete(session, lonely)
    purging.purge_teacher(session, lonely)
    for secret in ("13977778888", "赵六六", "赵六赵"):
        assert secret.encode() not in session.path.read_bytes(), secret
    assert purging.deleted(session) == [] and session.store.value("SELECT count(*) FROM merges") == 0


# -- what comes later


def write_as_a_school(twice: Twice, table: str, values: dict[str, object]) -> str:
    """A row as a received file brings it: with no regard to what it refers to."""
    session = twice.session
    session.store.conn.execute("PRAGMA foreign_keys = 0")
    with session.writing("收到的") as rows:
        made = rows.insert(table, values)  # type: ignore[arg-type]
    session.store.conn.execute("PRAGMA foreign_keys = 1")
    session.store.conn.execute("UPDATE transactions SET received = 1 WHERE id = ?", (rows.txid,))
    return made


def test_what_is_written_about_the_other_entry_later_is_brought_along(twice: Twice) -> None:
    session = twice.session
    before = rows_of(session)
    uniting.merge(session, twice.one, twice.two)
    assert uniting.gather(session) == 0
    # The class was joined already, the credential is new, and so is a pair.
    write_as_a_school(
        twice, "attendance", {"teacher_id": twice.two, "class_id": twice.other_run, "hours": 160, "result": "1"}
    )
    write_as_a_school(twice, "credentials", {"teacher_id": twice.two, "number": "20090009"})
    pair = write_as_a_school(
        twice, "pairs",
        {"kind": "2", "mentor_id": twice.two, "mentee_id": twice.li, "start_date": "2026-05-01", "status": "2"},
    )  # fmt: skip
    new = {name: [one for one in late if twice.two in one] for name, late in rows_of(session).items()}
    new = {name: late for name, late in new.items() if name in ("attendance", "credentials", "pairs")}
    assert uniting.gather(session) == 3
    assert teachers.get(session, twice.one)["hours"] == 320
    assert {one["number"] for one in teachers.credentials(session, twice.one)} == {"20080001", "20090009"}
    assert mentoring.get(session, pair)["mentor_id"] == twice.one
    assert uniting.gather(session) == 0
    # What a school wrote is feigned above past the program: the audit tells that, and nothing else is amiss.
    assert {one.name for one in checks.check(session) if not one.ok} == {"audit"}
    assert records.undo_last(session).startswith("合并教师：张三")
    again = rows_of(session)
    # What came later is the other entry's, as it had come.
    assert {name: again[name] for name in ("attendance", "credentials", "pairs")} == {
        name: sorted({*before[name], *came}) for name, came in new.items()
    }
    assert again["teachers"] == before["teachers"] and again["merges"] == []
    # The hours that were there twice are so again, and a check says so.
    assert [one.name for one in checks.check(session) if not one.ok] == ["audit", "doubled"]


def test_the_record_of_a_merger_is_whole(twice: Twice) -> None:
    session = twice.session
    uniting.merge(session, twice.one, twice.two)
    row = session.store.one("SELECT * FROM merges") or {}
    assert set(row) == {"id", *ENTITY.columns}
    assert session.store.value("SELECT root FROM stamps WHERE tbl = 'merges'") == twice.two
    assert {table for table, _old, _new in json.loads(row["rows"])} == {
        "postings", "credentials", "members", "attendance"
    }  # fmt: skip


@pytest.mark.parametrize(("establishment", "held"), [("other", True), ("kept", False)])
def test_the_schools_hold_the_one_person_as_the_postings_say_and_all_hear_of_the_other(
    twice: Twice, establishment: str, held: bool
) -> None:
    session, county = twice.session, twice.county
    teachers.save(session, twice.one, {"establishment": county.school})
    teachers.save(session, twice.two, {"establishment": county.other_school})
    for site, place in (("a" * 32, county.school), ("b" * 32, county.other_school)):
        session.store.conn.execute(
            "INSERT INTO sites (id, organisation_id, name, state, since) VALUES (?, ?, '学校', 'joined', '')",
            (site, place),
        )
    assert scopes(session) == ({twice.one, twice.li}, {twice.two})
    uniting.merge(session, twice.one, twice.two, {"establishment": establishment})  # type: ignore[dict-item]
    ours, theirs = scopes(session)
    assert twice.one in ours and (twice.one in theirs) is held
    # Whoever held the entry that went is told of that.
    assert twice.two in theirs
    assert "merges" in {one.table for one in seen(session, "b" * 32)}
    assert "merges" not in {one.table for one in seen(session, "a" * 32)}


def scopes(session: Session) -> tuple[set[str], set[str]]:
    """The teachers each of the two schools holds now."""
    found = []
    with session.store.writing(importing(session, "收发")) as rows:
        for site in ("a" * 32, "b" * 32):
            exchange.refresh_scope(rows, site)
            roots = set(exchange.scope_of(rows, site))
            known = session.store.tuples("SELECT pk FROM stamps WHERE tbl = 'teachers'")
            found.append(roots & {str(pk) for (pk,) in known if pk not in others(session)})
    return found[0], found[1]


def others(session: Session) -> set[str]:
    """张𬭎 and 单丽, who are there as well."""
    return {str(row["id"]) for row in teachers.every(session) if row["name"] in ("张𬭎", "单丽")}


def seen(session: Session, site: str) -> list[exchange.RegisterRow]:
    with session.store.writing(importing(session, "收发")) as rows:
        return exchange.registers_in_scope(rows, site, None)


def test_who_left_a_studio_and_came_back_was_there_twice(county) -> None:
    session = county.session
    other = teachers.save(session, None, {"name": "张𬭎", "work": county.other_school})
    studio = studios.save(session, None, {"name": "甲工作室", "kind": "1"})
    again = {"studio_id": studio, "teacher_id": county.zhang, "role": "3", "joined_on": "2022-01-01"}
    studios.save_member(session, None, again)
    first = {**again, "teacher_id": other, "joined_on": "2018-01-01", "left_on": "2020-01-01"}
    studios.save_member(session, None, first)
    uniting.merge(session, county.zhang, other)
    found = {(one["joined_on"], one["left_on"]) for one in studios.members(session)}
    assert found == {("2022-01-01", None), ("2018-01-01", "2020-01-01")}


@pytest.mark.parametrize("ended", ["kept", "other"])
def test_a_post_that_one_entry_holds_is_not_ended_by_the_other(county, ended) -> None:
    session = county.session
    other = teachers.save(session, None, {"name": "张𬭎", "work": county.school})
    with session.writing("只有一边写了离开") as rows:
        who = county.zhang if ended == "kept" else other
        rows.execute("UPDATE postings SET start_date = '2020-09-01'")
        rows.execute("UPDATE postings SET end_date = '2023-07-01' WHERE teacher_id = ?", (who,))
    uniting.merge(session, county.zhang, other)
    assert teachers.get(session, county.zhang)["work"] == county.school
    assert len(teachers.postings(session, county.zhang)) == 1


def declared(twice: Twice, teacher: str, hours: int) -> str:
    values = {"teacher_id": teacher, "kind": "1", "title": "作业设计", "done_on": "2026-05-06", "category": "2"}
    with twice.session.writing("登记") as rows:
        return rows.insert("declarations", {**values, "hours": hours})


@pytest.mark.parametrize("first", ["waits", "returned"])
def test_hours_granted_to_either_entry_are_granted_as_they_were_decided_about(twice: Twice, first: str) -> None:
    session = twice.session
    kept, granted = declared(twice, twice.one, 50), declared(twice, twice.two, 60)
    if first == "returned":
        granting.review(session, [kept], "returned", "缺刊物封面")
    granting.review(session, [granted], "passed")
    before = sum(one["hours"] for pk in (twice.one, twice.two) for one in training.hours_of_teacher(session, pk))
    uniting.merge(session, twice.one, twice.two)
    (item,) = declarations.of_teacher(session, twice.one)
    after = sum(one["hours"] for one in training.hours_of_teacher(session, twice.one))
    if first == "waits":
        # The county's word comes with what it was about.
        assert (item["state"], item["granted"], item["hours"]) == ("granted", 60, 60)
        assert before - after == 80  # of the class that both entries were in
    else:
        assert (item["state"], item["granted"]) == ("returned", None)
    assert all(one.ok for one in checks.check(session))
    records.undo_last(session)
    assert [one["granted"] for one in declarations.of_teacher(session, twice.two)] == [60]


def test_a_returned_enrolment_of_the_other_entry_takes_no_passed_hours_away(twice: Twice) -> None:
    session = twice.session
    theirs = next(
        str(one["id"])
        for one in training.attendance(session)
        if (one["teacher_id"], one["class_id"]) == (twice.two, twice.run)
    )
    enrolment.decide(session, [theirs], "returned", "重复报名")
    uniting.merge(session, twice.one, twice.two)
    (row,) = [one for one in training.attendance(session) if one["class_id"] == twice.run]
    assert (row["hours"], row["result"], row["approval"]) == (160, "1", None)
