"""Who has earned a 结业证书, and what a 学时证明 adds up to."""

import pytest

from app import declarations, granting, sessions, studios, teachers, training
from app.fields import hours_text
from app.papers import facts_training as papers
from app.problems import Problem
from app.rules import kinds
from tests.app.conftest import County


@pytest.fixture
def class_id(county: County) -> str:
    programme = training.save_programme(
        county.session,
        None,
        {"title": "课堂教学能力提升", "level": "4", "category": "2", "form": "1", "organiser": "示范县教师发展中心"},
    )
    made = training.save_class(
        county.session,
        None,
        {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240, "start_date": "2026-07-06",
         "end_date": "2026-07-10"},
    )  # fmt: skip
    training.enrol(county.session, made, [county.zhang, county.shan], result="1")
    return made


def rows_of(county: County, class_id: str) -> dict[str, str]:
    return {str(row["name"]): str(row["id"]) for row in training.of_class(county.session, class_id)}


def test_a_completion_says_who_what_and_when(county: County, class_id: str) -> None:
    (due,) = papers.completions(county.session, rows_of(county, class_id)["张𬭎"])
    assert (due.kind, due.teacher_id, due.term) == ("completion", county.zhang, None)
    assert due.facts.who == "张𬭎"
    assert due.facts.texts == {
        "姓名": "张𬭎", "单位": "城关小学", "培训班": "“课堂教学能力提升（第一期）”", "培训项目": "课堂教学能力提升",
        "班次": "第一期", "主办单位": "示范县教师发展中心", "起止日期": "2026年7月6日至7月10日", "学时": "24",
        "考核结果": "考核合格",
    }  # fmt: skip


def test_a_teacher_stands_for_everything_completed(county: County, class_id: str) -> None:
    named = rows_of(county, class_id)
    assert [one.subject_id for one in papers.completions(county.session, county.zhang)] == [named["张𬭎"]]


def test_without_the_whole_hours_there_is_no_completion(county: County, class_id: str) -> None:
    named = rows_of(county, class_id)
    training.save_attendance(county.session, named["张𬭎"], {"hours": 160})
    with pytest.raises(Problem, match="只修了 16 学时，未满 24 学时"):
        papers.completions(county.session, named["张𬭎"])
    with pytest.raises(Problem, match="还没有修满学时并合格的培训"):
        papers.completions(county.session, county.zhang)


def test_a_class_without_its_days_says_what_to_fill_in(county: County, class_id: str) -> None:
    training.save_class(county.session, class_id, {"end_date": None})
    with pytest.raises(Problem, match="没有填写起止日期"):
        papers.completions(county.session, rows_of(county, class_id)["张𬭎"])


def test_one_lesson_is_no_completion(county: County, class_id: str) -> None:
    lesson = sessions.save(county.session, None, {"class_id": class_id, "topic": "第一课"})
    training.withdraw(county.session, list(rows_of(county, class_id).values()))
    row = training.save_attendance(
        county.session,
        None,
        {"teacher_id": county.zhang, "class_id": class_id, "session_id": lesson, "hours": 20, "result": "1"},
    )
    with pytest.raises(Problem, match="只修了 2 学时"):
        papers.completions(county.session, row)
    assert papers.completed(county.session) == []


def test_sessions_that_make_up_the_whole_are_a_completion(county: County, class_id: str) -> None:
    training.withdraw(county.session, list(rows_of(county, class_id).values()))
    for topic, hours in (("第一课", 100), ("第二课", 140)):
        lesson = sessions.save(county.session, None, {"class_id": class_id, "topic": topic, "hours": hours})
        values = {"teacher_id": county.zhang, "class_id": class_id, "session_id": lesson, "hours": hours, "result": "1"}
        training.save_attendance(county.session, None, values)
    (row,) = papers.completed(county.session)
    assert row["name"] == "张𬭎"
    assert [one.facts.texts["学时"] for one in papers.completions(county.session, str(row["id"]))] == ["24"]


def test_the_list_of_all_says_what_the_list_of_a_class_says(county: County, class_id: str) -> None:
    training.set_many(county.session, [rows_of(county, class_id)["单丽"]], {"result": "3"})
    of_class = {row["name"]: row["why_not"] for row in papers.of_class(county.session, class_id)}
    assert of_class == {"张𬭎": "", "单丽": "考核还没有合格"}
    (row,) = papers.completed(county.session)
    assert (row["name"], row["school_name"], row["about"], row["issued"]) == (
        "张𬭎", "城关小学", "课堂教学能力提升（第一期）", None,
    )  # fmt: skip


def test_hours_adds_up_classes_granted_items_and_studio_activities(county: County, class_id: str) -> None:
    session = county.session
    item = {
        "teacher_id": county.zhang,
        "kind": "1",
        "done_on": "2026-05-06",
        "category": "2",
        "hours": 40,
        "venue": "教育周刊",
    }
    granted = declarations.save(session, None, {**item, "title": "作业设计"})
    declarations.save(session, None, {**item, "title": "还没认定的"})
    granting.review(session, [granted], "passed")
    studio = studios.save(session, None, {"name": "单丽名师工作室", "kind": "2"})
    with session.writing("登记工作室活动") as rows:
        activity = {"studio_id": studio, "kind": "1", "held_on": "2025-04-01", "topic": "同课异构", "category": "2"}
        shared = rows.insert("studio_activities", activity)
        rows.insert("participations", {"teacher_id": county.zhang, "activity_id": shared, "hours": 35})
    (due,) = papers.hours(session, county.zhang)
    lines = due.facts.lists["学时"]
    assert [line["年度"] for line in lines] == ["2025", "2026", "2026"]
    assert {line["项目名称"] for line in lines} >= {"论文：作业设计", "课堂教学能力提升（第一期）"}
    assert [tuple(one.values()) for one in due.facts.lists["合计"]] == [
        ("2025年度合计", "3.5"), ("2026年度合计", "28"), ("总计", "31.5"),
    ]  # fmt: skip
    kept = session.store.value("SELECT sum(hours) FROM hours_summary WHERE teacher_id = ?", (county.zhang,))
    assert due.facts.texts["总学时"] == hours_text(kept) == "31.5"
    assert due.facts.texts["统计期间"] == "2025—2026年"


def test_hours_stand_against_what_the_rules_in_force_ask(county: County, class_id: str) -> None:
    assert papers.targets(county.session, county.zhang) == []
    with county.session.writing("登记规则") as rows:
        said = kinds.Regime(required=900, period="year")
        rows.insert(
            "rules",
            {
                "code": "每年",
                "kind": "regime",
                "title": "每年学时",
                "start_date": "2020-01-01",
                "parameters": kinds.written(said),
            },
        )
    (line,) = papers.targets(county.session, county.zhang)
    assert line == {"要求": "每年学时", "周期": "2026 年", "应修": "90学时", "已计": "24学时", "情况": "还缺66"}


def test_an_identity_number_is_shown_masked_only(county: County, class_id: str) -> None:
    teachers.save(county.session, county.zhang, {"id_number": "11010519491231002X"})
    (due,) = papers.hours(county.session, county.zhang)
    assert due.facts.texts["证件号码"] == "110105********002X"
    assert "19491231" not in str(due.facts)


def test_nobody_without_hours_gets_a_statement(county: County) -> None:
    with pytest.raises(Problem, match="还没有合格的学时"):
        papers.hours(county.session, county.zhang)
    assert papers.with_hours(county.session) == []


def test_those_with_hours_are_candidates_with_their_sum(county: County, class_id: str) -> None:
    found = {row["name"]: (row["hours"], row["about"]) for row in papers.with_hours(county.session)}
    assert found == {"张𬭎": (240, "累计 24 学时"), "单丽": (240, "累计 24 学时")}


def test_somebody_who_is_not_here_is_said_so(county: County) -> None:
    with pytest.raises(Problem, match="找不到编号为“x”的学时记录或教师"):
        papers.completions(county.session, "x")


def test_a_class_without_hours_says_nothing_of_hours(county: County) -> None:
    programme = training.save_programme(county.session, None, {"title": "参观学习", "level": "4", "category": "2"})
    made = training.save_class(
        county.session, None,
        {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 0,
         "start_date": "2026-07-06", "end_date": "2026-07-06"},
    )  # fmt: skip
    training.enrol(county.session, made, [county.zhang], result="1")
    (due,) = papers.completions(county.session, rows_of(county, made)["张𬭎"])
    assert due.facts.texts["学时"] == ""
