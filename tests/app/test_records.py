from typing import Any

import pytest

from app import mentoring, office, organisations, records, sessions, studios, teachers, training
from app.exchange import membership, packing, receiving
from app.papers import issuing
from app.problems import Problem
from app.records import Entity, Invalid
from app.session import open_session
from storage.problems import StorageProblem


def lines(county: Any, entity: Entity, pk: str) -> list[tuple[str, str, str]]:
    return [(one.field, one.old, one.new) for one in records.history(county.session, entity, pk)]


def test_a_record_is_saved_under_a_sentence_that_names_it(county: Any) -> None:
    training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    assert (
        county.session.store.value("SELECT reason FROM transactions ORDER BY seq DESC LIMIT 1")
        == "新增培训项目：师德专题"
    )


def test_saving_what_stands_already_is_no_act(county: Any) -> None:
    acts = county.session.store.value("SELECT count(*) FROM transactions")
    organisations.save(county.session, county.school, {"name": "城关小学"})
    teachers.save(county.session, county.zhang, {"phone": "13900000001"})
    assert county.session.store.value("SELECT count(*) FROM transactions") == acts


def test_every_fault_of_a_record_is_told_at_once(county: Any) -> None:
    with pytest.raises(Invalid) as caught:
        training.save_class(county.session, None, {"start_date": "2026-09-02", "end_date": "2026-09-01"})
    assert {one.field for one in caught.value.faults} >= {"programme_id", "name", "year", "hours", "end_date"}


def test_texts_are_read_by_their_fields_and_every_bad_one_is_named(county: Any) -> None:
    read = records.read(training.CLASS, {"hours": "7.5学时", "year": "2026年"}, county.session)
    assert read == {"hours": 75, "year": 2026}
    with pytest.raises(Invalid) as caught:
        records.read(training.CLASS, {"hours": "很多", "year": "今年"}, county.session)
    assert [one.field for one in caught.value.faults] == ["hours", "year"]
    with pytest.raises(Problem, match="没有“colour”这一项"):
        records.read(training.CLASS, {"colour": "红"}, county.session)


def test_days_of_training_are_read_by_what_this_office_counts_them_for(county: Any) -> None:
    with pytest.raises(Invalid, match="一天算多少学时"):
        records.read(training.CLASS, {"hours": "2天"}, county.session)
    office.set_worth(county.session, "8", "天")
    assert records.read(training.CLASS, {"hours": "2天"}, county.session) == {"hours": 160}


def test_a_record_that_is_gone_is_said_to_be_gone(county: Any) -> None:
    with pytest.raises(Problem, match="找不到"):
        training.save_class(county.session, "gone", {"name": "x"})
    with pytest.raises(Problem, match="找不到"):
        records.delete(county.session, training.CLASS, "gone")


def test_a_record_that_another_window_deletes_meanwhile_is_not_saved_into_nothing(county: Any) -> None:
    pk = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    with county.session.again() as other:
        records.delete(other, training.PROGRAMME, pk)
    with pytest.raises((Problem, StorageProblem)):
        training.save_programme(county.session, pk, {"title": "师德"})


def test_a_record_that_others_refer_to_is_not_deleted(county: Any) -> None:
    with pytest.raises(StorageProblem, match="引用"):
        records.delete(county.session, organisations.ENTITY, county.school)


def test_the_history_of_a_record_is_told_in_words(county: Any) -> None:
    pk = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    training.save_programme(county.session, pk, {"title": "师德师风"})
    assert lines(county, training.PROGRAMME, pk)[0] == ("项目名称", "师德专题", "师德师风")
    newest = records.history(county.session, training.PROGRAMME, pk)[0]
    assert (newest.actor, newest.reason) == ("王敏", "修改培训项目：师德师风")


def test_the_history_names_what_a_record_refers_to_whatever_it_is(county: Any) -> None:
    session = county.session
    programme = training.save_programme(session, None, {"title": "师德专题", "level": "4", "category": "3"})
    values = {"programme_id": programme, "name": "一班", "year": 2026, "hours": 100}
    class_id = training.save_class(session, None, values)
    lesson = sessions.save(session, None, {"class_id": class_id, "topic": "开班", "hours": 30})
    hours = {"teacher_id": county.zhang, "class_id": class_id, "session_id": lesson, "hours": 30}
    attended = training.save_attendance(session, None, hours)
    pair = {"kind": "1", "mentor_id": county.zhang, "mentee_id": county.shan, "start_date": "2026-09-01"}
    paired = mentoring.save(session, None, pair)
    activity = {"pair_id": paired, "kind": "1", "held_on": "2026-09-10", "topic": "听课"}
    met = mentoring.add_activity(session, activity)
    studio = studios.save(session, None, {"name": "张𬭎工作室", "kind": "2", "host_id": county.zhang})
    assert ("项目", "", "师德专题") in lines(county, training.CLASS, class_id)
    assert ("班次", "", "一班") in lines(county, training.SESSION, lesson)
    assert ("课程", "", "开班") in lines(county, training.ATTENDANCE, attended)
    assert ("结对", "", "张𬭎—单丽") in lines(county, mentoring.ACTIVITY, met)
    assert ("主持人", "", "张𬭎") in lines(county, studios.ENTITY, studio)
    assert ("学时", "", "10") in lines(county, training.CLASS, class_id)


def test_deleting_and_taking_it_back_are_both_told(county: Any) -> None:
    pk = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    records.delete(county.session, training.PROGRAMME, pk)
    records.undo_last(county.session)
    assert [one[0] for one in lines(county, training.PROGRAMME, pk)][:2] == ["恢复", "删除"]


def test_the_last_act_is_undone_and_then_the_one_before(county: Any) -> None:
    session = county.session
    teachers.save(session, county.zhang, {"phone": "13900000002"})
    teachers.save(session, county.zhang, {"work": county.other_school})
    assert records.undo_last(session) == "修改教师：张𬭎"
    assert teachers.get(session, county.zhang)["work"] == county.school
    records.undo_last(session)
    assert teachers.get(session, county.zhang)["phone"] == "13900000001"


def test_an_older_act_is_taken_back_by_itself(county: Any) -> None:
    session = county.session
    teachers.save(session, county.zhang, {"phone": "13900000002"})
    act = records.recent(session)[0]
    teachers.save(session, county.shan, {"phone": "13900000003"})
    assert act.stands
    assert records.undo_act(session, act.id) == "修改教师：张𬭎"
    assert teachers.get(session, county.zhang)["phone"] == "13900000001"
    assert teachers.get(session, county.shan)["phone"] == "13900000003"
    undo, _, undone, *_ = records.recent(session)
    assert (undo.stands, undone.stands, undone.undone) == (False, False, True)
    with pytest.raises(Problem, match="不能撤销"):
        records.undo_act(session, act.id)


def test_an_older_act_that_was_built_upon_stays(county: Any) -> None:
    session = county.session
    teachers.save(session, county.zhang, {"phone": "13900000002"})
    act = records.recent(session)[0]
    teachers.save(session, county.zhang, {"phone": "13900000003"})
    with pytest.raises(StorageProblem, match="又被改过"):
        records.undo_act(session, act.id)
    assert teachers.get(session, county.zhang)["phone"] == "13900000003"


def test_an_undone_name_is_found_by_its_pinyin_again(county: Any) -> None:
    teachers.save(county.session, county.shan, {"name": "李丽"})
    records.undo_last(county.session)
    keys = county.session.store.value("SELECT name FROM name_keys WHERE teacher_id = ?", (county.shan,))
    assert keys == "单丽"


def test_there_is_nothing_to_undo_in_a_file_just_joined(county: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("学校")
    invite = membership.invite(county.session, county.school, folder)
    membership.join(invite.path, folder / "校.xinhuo", folder, operator="李娜")
    with open_session(folder / "校.xinhuo") as school, pytest.raises(Problem, match="没有可以撤销"):
        records.undo_last(school)


def test_a_change_the_county_did_not_take_is_marked_in_the_history(
    county: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("学校")
    invite = membership.invite(county.session, county.school, folder)
    request = membership.join(invite.path, folder / "校.xinhuo", folder, operator="李娜")
    receiving.take(county.session, request.path)
    with open_session(folder / "校.xinhuo") as school:
        receiving.take(school, packing.pack(county.session, "2199000001", folder).path)
        teachers.save(school, county.zhang, {"phone": "13900000002"})
        teachers.save(county.session, county.zhang, {"phone": "13900000003"})
        receiving.take(county.session, packing.pack(school, "county", folder).path)
        receiving.take(school, packing.pack(county.session, "2199000001", folder).path)
        (own,) = records.history(school, teachers.ENTITY, county.zhang)
        assert own.reason == "修改教师：张𬭎（与县里的内容不同）"


def test_a_school_may_not_delete_what_is_the_countys(county: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    session = county.session
    studio = studios.save(session, None, {"name": "张𬭎工作室", "kind": "2", "host_id": county.zhang})
    session.store.set_fact("role", "school")
    with pytest.raises(Problem, match="由县里管理"):
        records.delete(session, studios.ENTITY, studio)
    with pytest.raises(Invalid, match="由县里填写"):
        studios.save(session, studio, {"name": "x"})
    with pytest.raises(Problem, match="由县里统一编号"):
        issuing.issue(session, "hours", [county.zhang], county.folder)


def test_an_id_number_that_cannot_be_is_a_fault_and_no_crash(county: Any) -> None:
    with pytest.raises(Invalid) as caught:
        teachers.save(county.session, county.zhang, {"id_number": "12345"})
    assert [one.field for one in caught.value.faults] == ["id_number"]
