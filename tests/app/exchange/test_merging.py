"""Somebody who was merged at the county: what the school is told, and what it wrote before it could know."""

from typing import Any

import pytest

from app import checks, mentoring, proposals, purging, records, reviewing, teachers
from app.backups import making
from app.backups import restoring as backups
from app.exchange import inbox, receiving, restoring, settling
from app.merging import uniting
from app.problems import Problem
from app.session import Session, open_session
from storage import exchange as stored
from storage.problems import StorageProblem
from tests.app.exchange.offices import Two
from tests.app.merging.conftest import certify


def again(two: Two) -> str:
    """张三 entered once more by the school, with a telephone that it corrected, and known to both."""
    pk = two.enter(two.school, "张三", phone="13900000008", birth_date="1985-07-12")
    teachers.save(two.school, pk, {"phone": "13900000009"})
    teachers.save_credential(two.school, None, {"teacher_id": pk, "number": "20080001"})
    two.round()
    two.same()
    return pk


def shown(session: Session) -> set[tuple[str, str, str]]:
    return set(stored.digest_rows(session.store))


def numbers(session: Session, pk: str) -> set[Any]:
    return {one["number"] for one in teachers.credentials(session, pk)}


def healthy(*sessions: Session) -> None:
    for session in sessions:
        assert [one.detail for one in checks.check(session) if not one.ok] == []


def test_the_school_takes_the_merger_and_keeps_the_whole_history(two: Two) -> None:
    other = again(two)
    uniting.merge(two.county, two.zhang, other, {"phone": "other"})
    two.answer()
    two.same()
    assert teachers.get(two.school, two.zhang)["birth_date"] == "1985-07-12"
    assert numbers(two.school, two.zhang) == {"20080001"}
    assert two.school.store.row("teachers", other) is None
    told = [(one.field, one.old, one.new) for one in records.history(two.school, teachers.ENTITY, two.zhang)]
    assert ("联系电话", "13900000008", "13900000009") in told
    (gone,) = purging.deleted(two.school)
    assert (gone.id, gone.into) == (other, "已与张三（城关小学）合并为一人")
    healthy(two.county, two.school)


def test_a_merger_that_is_taken_back_comes_back_to_the_school_too(two: Two) -> None:
    other = again(two)
    before = shown(two.school)
    uniting.merge(two.county, two.zhang, other)
    two.round()
    assert shown(two.school) != before
    uniting.separate(two.county, other)
    two.round()
    assert shown(two.school) == before and shown(two.county) >= before
    two.same()
    healthy(two.county, two.school)


def test_new_records_of_the_entry_that_went_land_with_the_one_that_stayed(two: Two) -> None:
    other = again(two)
    teachers.save_credential(two.school, None, {"teacher_id": other, "number": "20090009"})
    teachers.save_credential(two.school, None, {"teacher_id": other, "number": "7"})
    pair = mentoring.save(
        two.school, None, {"kind": "1", "mentor_id": other, "mentee_id": two.li, "start_date": "2026-09-01"}
    )  # fmt: skip
    late = two.up()
    teachers.save_credential(two.county, None, {"teacher_id": two.zhang, "number": "7", "remark": "县里登记"})
    uniting.merge(two.county, two.zhang, other)
    assert receiving.preview(two.county, late).report == receiving.take(two.county, late).report
    assert numbers(two.county, two.zhang) == {"20080001", "20090009", "7"}
    assert len(teachers.credentials(two.county, two.zhang)) == 3
    assert mentoring.get(two.county, pair)["mentor_id"] == two.zhang
    healthy(two.county)
    two.answer()
    two.same()
    assert numbers(two.school, two.zhang) == {"20080001", "20090009", "7"}
    assert mentoring.get(two.school, pair)["mentor_id"] == two.zhang
    healthy(two.school)


def test_a_change_of_the_entry_that_went_waits_and_goes_into_the_one_that_stayed(two: Two) -> None:
    other = again(two)
    credential = str(teachers.credentials(two.school, other)[0]["id"])
    teachers.save(two.school, other, {"email": "zhang@example.com"})
    teachers.save_credential(two.school, credential, {"issuer": "省教育厅"})
    late = two.up()
    uniting.merge(two.county, two.zhang, other)
    receiving.take(two.county, late)
    waiting = {one.label: one for one in inbox.items(two.county)}
    assert set(waiting) == {"电子邮箱", "认定机构"}
    for one in waiting.values():
        assert "已与张三（城关小学）合并为一人" in one.why and one.county.text == ""
    assert settling.settle(two.county, [one.id for one in waiting.values()], "school").done == 2
    assert teachers.get(two.county, two.zhang)["email"] == "zhang@example.com"
    assert [one["issuer"] for one in teachers.credentials(two.county, two.zhang)] == ["省教育厅"]
    assert two.county.store.row("teachers", other) is None
    two.answer()
    two.same()
    assert "采用了贵校填写的" in str(two.outcome(two.school)[-1][1])
    healthy(two.county, two.school)


def test_what_is_kept_or_typed_for_such_a_change_stands_with_the_one_that_stayed(two: Two) -> None:
    other = again(two)
    teachers.save(two.school, other, {"email": "a@example.com"})
    teachers.save(two.school, other, {"remark": "学校的话"})
    late = two.up()
    uniting.merge(two.county, two.zhang, other)
    receiving.take(two.county, late)
    waiting = {one.label: one.id for one in inbox.items(two.county)}
    settling.settle(two.county, [waiting["电子邮箱"]], "typed", "b@example.com")
    settling.settle(two.county, [waiting["备注"]], "county")
    row = teachers.get(two.county, two.zhang)
    assert (row["email"], row["remark"]) == ("b@example.com", None)
    assert inbox.items(two.county) == []
    two.answer()
    two.same()


def test_a_school_that_deletes_the_entry_itself_takes_nothing_away_from_the_one_that_stayed(two: Two) -> None:
    other = again(two)
    teachers.delete(two.school, other)
    late = two.up()
    uniting.merge(two.county, two.zhang, other)
    receiving.take(two.county, late)
    assert numbers(two.county, two.zhang) == {"20080001"} and inbox.items(two.county) == []
    two.answer()
    two.same()
    healthy(two.county, two.school)


def test_a_conflict_that_waited_before_the_merger_is_settled_in_the_one_that_stayed(two: Two) -> None:
    other = again(two)
    teachers.save(two.school, other, {"phone": "13911111111"})
    teachers.save(two.county, other, {"phone": "13922222222"})
    receiving.take(two.county, two.up())
    uniting.merge(two.county, two.zhang, other)
    (one,) = inbox.items(two.county)
    assert (one.county.text, one.school.text) == ("13900000001", "13911111111")
    settling.settle(two.county, [one.id], "school")
    assert teachers.get(two.county, two.zhang)["phone"] == "13911111111"
    two.answer()
    two.same()


def test_an_entry_that_was_merged_is_not_deleted_by_a_conflict(two: Two) -> None:
    other = again(two)
    teachers.delete(two.school, other)
    teachers.save(two.county, other, {"remark": "县里改过"})
    receiving.take(two.county, two.up())
    uniting.merge(two.county, two.zhang, other)
    gone = [one.id for one in inbox.items(two.county) if one.table == "teachers"]
    with pytest.raises(Problem, match="不能再删除"):
        settling.settle(two.county, gone, "school")
    assert teachers.get(two.county, two.zhang)["remark"] == "县里改过"
    settling.settle(two.county, gone, "county")


def test_mergers_and_what_came_later_are_taken_back_together(two: Two) -> None:
    other = again(two)
    before = shown(two.county)
    teachers.save_credential(two.school, None, {"teacher_id": other, "number": "20090009"})
    late = two.up()
    uniting.merge(two.county, two.zhang, other)
    receiving.take(two.county, late)
    assert records.undo_last(two.county).startswith("合并教师")
    assert numbers(two.county, other) == {"20080001", "20090009"}
    assert before < shown(two.county) and len(shown(two.county) - before) == 1
    two.answer()
    two.same()
    healthy(two.county, two.school)


def test_a_file_whose_records_were_brought_along_is_not_taken_back_alone(two: Two) -> None:
    from app.exchange import undoing

    other = again(two)
    teachers.save_credential(two.school, None, {"teacher_id": other, "number": "20090009"})
    late = two.up()
    uniting.merge(two.county, two.zhang, other)
    receiving.take(two.county, late)
    file = int(two.county.store.value("SELECT max(id) FROM exchange_files WHERE direction = 'in'"))
    with pytest.raises(Problem, match="不能整个撤销"):
        undoing.undo(two.county, file)
    uniting.separate(two.county, other)
    with pytest.raises((Problem, StorageProblem)):
        uniting.separate(two.county, other)


def test_a_school_cannot_write_that_somebody_was_merged(two: Two) -> None:
    with two.school.writing("自己合并") as rows:
        rows.insert("merges", {"teacher_id": two.zhang, "into_id": two.li, "rows": "[]", "remark": "假的"})
    two.round()
    assert two.county.store.value("SELECT count(*) FROM merges") == 0
    assert two.outcome(two.county)[-1][0] == "rejected"
    two.same()


def test_a_county_put_back_from_before_the_merger_gets_it_from_the_school(two: Two) -> None:
    other = again(two)
    certify(two.county, other, other, "示教时〔2026〕000001号")
    two.round()
    path, copy = two.county.path, making.by_hand(two.county, two.folder / "从前.xinhuo")
    uniting.merge(two.county, two.zhang, other)
    two.round()
    wanted = shown(two.school)
    two.county.close()
    backups.restore(copy, path)
    two.county = open_session(path)
    two.round()
    receiving.take(two.county, two.up())
    offers = [int(ref) for one in inbox.items(two.county) for ref in one.refs]
    assert offers
    restoring.restore(two.county, offers)
    assert inbox.items(two.county) == []
    two.answer()
    two.same()
    assert shown(two.school) == wanted
    assert two.county.store.row("teachers", other) is None
    healthy(two.county, two.school)


def test_what_a_school_asked_for_is_decided_before_the_entry_goes(two: Two) -> None:
    other = again(two)
    wish = proposals.propose(two.school, "teachers", other, "honour", "县级骨干", "县教育局文件")
    receiving.take(two.county, two.up())
    with pytest.raises(Problem, match="1 项更改申请没有审核"):
        uniting.merge(two.county, two.zhang, other)
    reviewing.decide(two.county, [wish], "passed", "")
    uniting.merge(two.county, two.zhang, other)
    assert teachers.get(two.county, two.zhang)["honour"] == "县级骨干"
