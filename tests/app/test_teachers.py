"""The roster: people, where each is on the establishment and where each works."""

from datetime import date

import pytest

from app import identity, records, teachers
from app.problems import Problem
from app.records import Invalid

NUMBER = "99990019850703001"


def number_of(first17: str = NUMBER) -> str:
    return first17 + identity.check_digit(first17)


def test_an_id_number_fills_birth_date_and_sex(county) -> None:
    pk = teachers.save(county.session, None, {"name": "李四", "work": county.school, "id_number": number_of()})
    row = teachers.get(county.session, pk)
    assert (row["birth_date"], row["sex"]) == ("1985-07-03", "1")


def test_a_birth_date_that_contradicts_the_id_number_is_refused(county) -> None:
    with pytest.raises(Invalid) as refused:
        teachers.save(
            county.session,
            None,
            {"name": "李四", "work": county.school, "id_number": number_of(), "birth_date": "1986-07"},
        )
    assert [fault.field for fault in refused.value.faults] == ["birth_date"]


def test_two_people_of_one_id_number_are_refused_by_name(county) -> None:
    teachers.save(county.session, None, {"name": "李四", "work": county.school, "id_number": number_of()})
    with pytest.raises(Invalid, match="李四"):
        teachers.save(county.session, None, {"name": "王五", "work": county.school, "id_number": number_of()})


def test_a_move_closes_the_old_posting_and_keeps_it(county) -> None:
    teachers.save(county.session, county.zhang, {"work": county.other_school}, since=date(2026, 12, 1))
    postings = teachers.postings(county.session, county.zhang)
    assert [(one["organisation_name"], one["start_date"], one["end_date"]) for one in postings] == [
        ("清水小学", "2026-12-01", None),
        ("城关小学", "2026-11-21", "2026-12-01"),
    ]
    assert teachers.get(county.session, county.zhang)["work_name"] == "清水小学"


def test_establishment_and_work_are_two_facts(county) -> None:
    teachers.save(county.session, county.zhang, {"establishment": county.other_school})
    row = teachers.get(county.session, county.zhang)
    assert (row["work_name"], row["establishment_name"]) == ("城关小学", "清水小学")


def test_a_teacher_without_a_school_is_refused(county) -> None:
    with pytest.raises(Invalid, match="请填写任教学校"):
        teachers.save(county.session, None, {"name": "李四"})


def test_saving_nothing_new_leaves_no_trace(county) -> None:
    before = records.history(county.session, teachers.ENTITY, county.zhang)
    teachers.save(county.session, county.zhang, {"phone": "13900000001"})
    assert records.history(county.session, teachers.ENTITY, county.zhang) == before


def test_the_last_act_can_be_undone_and_says_which(county) -> None:
    teachers.save(county.session, county.zhang, {"phone": "13900000009"})
    assert records.undo_last(county.session) == "修改教师：张𬭎"
    assert teachers.get(county.session, county.zhang)["phone"] == "13900000001"


def test_history_tells_who_changed_what_from_what(county) -> None:
    teachers.save(county.session, county.zhang, {"subject": "14"})
    newest = records.history(county.session, teachers.ENTITY, county.zhang)[0]
    assert (newest.actor, newest.field, newest.old, newest.new) == ("王敏", "任教学科", "语文", "数学")


def test_a_renamed_teacher_is_found_under_the_new_name(county) -> None:
    teachers.save(county.session, county.shan, {"name": "解放"})
    keys = county.session.store.one("SELECT sort FROM name_keys WHERE teacher_id = ?", (county.shan,))
    assert keys == {"sort": "xiefang"}


def test_a_teacher_somebody_refers_to_is_not_deleted(county) -> None:
    from app import mentoring

    mentoring.save(
        county.session,
        None,
        {"kind": "1", "mentor_id": county.shan, "mentee_id": county.zhang, "start_date": "2026-09-01"},
    )
    with pytest.raises(Exception, match="引用"):
        teachers.delete(county.session, county.zhang)
    assert teachers.get(county.session, county.zhang)["name"] == "张𬭎"


def test_a_deleted_teacher_comes_back_by_undo(county) -> None:
    teachers.delete(county.session, county.zhang)
    with pytest.raises(Problem, match="找不到"):
        teachers.get(county.session, county.zhang)
    records.undo_last(county.session)
    assert teachers.get(county.session, county.zhang)["work_name"] == "城关小学"


def test_an_edit_and_then_the_creation_are_undone_one_after_the_other(county) -> None:
    pk = teachers.save(county.session, None, {"name": "李四", "work": county.school})
    teachers.save(county.session, pk, {"phone": "13900000009"})
    assert records.undo_last(county.session) == "修改教师：李四"
    assert records.undo_last(county.session) == "新增教师：李四"
    with pytest.raises(Problem, match="找不到"):
        teachers.get(county.session, pk)


def test_undo_stops_before_the_founding_of_the_office(county) -> None:
    while True:
        try:
            records.undo_last(county.session)
        except Problem as problem:
            assert "没有可以撤销" in problem.title
            break
    assert county.session.store.row("organisations", county.session.organisation) is not None
