"""The 签到表 and the 名册 of a class."""

import pytest

from app import enrolment, sessions, training
from app.papers import facts_classes as papers
from app.problems import Problem
from tests.app.conftest import County


@pytest.fixture
def class_id(county: County) -> str:
    programme = training.save_programme(county.session, None, {"title": "课堂教学", "level": "4", "category": "2"})
    made = training.save_class(
        county.session,
        None,
        {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240, "start_date": "2026-07-06",
         "end_date": "2026-07-08"},
    )  # fmt: skip
    training.enrol(county.session, made, [county.zhang, county.shan])
    return made


def headings(county: County, class_id: str) -> list[list[str]]:
    return [[one.facts.texts[f"签到{at}"] for at in (1, 2, 3, 4)] for one in papers.sheets(county.session, class_id)]


def test_a_class_without_sessions_is_signed_day_by_day(county: County, class_id: str) -> None:
    (due,) = papers.sheets(county.session, class_id)
    assert [(one["序号"], one["姓名"], one["单位"]) for one in due.facts.lists["学员"]] == [
        ("1", "单丽", "清水小学"), ("2", "张𬭎", "城关小学"),
    ]  # fmt: skip
    assert headings(county, class_id) == [["7月6日", "7月7日", "7月8日", "备注"]]
    assert (due.subject_id, due.facts.texts["第几张"]) == (class_id, "")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-07-06", "2026-07-06"), ["7月6日 签到", "签退", "联系电话", "备注"]),
        (("2026-07-06", "2026-07-07"), ["7月6日", "7月7日", "联系电话", "备注"]),
        (("2026-07-06", "2026-07-09"), ["7月6日", "7月7日", "7月8日", "7月9日"]),
        (("2026-07-06", "2026-09-09"), ["签到", "签退", "联系电话", "备注"]),
        ((None, None), ["签到", "签退", "联系电话", "备注"]),
    ],
)
def test_columns_without_a_day_ask_for_what_else_is_wanted(county, class_id: str, days, said: list[str]) -> None:
    training.save_class(county.session, class_id, {"start_date": days[0], "end_date": days[1]})
    assert headings(county, class_id) == [said]


def test_many_sessions_need_several_sheets(county: County, class_id: str) -> None:
    for day in range(6, 12):
        held = {"class_id": class_id, "topic": "义务教育语文课程标准解读", "held_on": f"2026-07-{day:02d}"}
        sessions.save(county.session, None, held)
    first, second = papers.sheets(county.session, class_id)
    assert (first.facts.texts["第几张"], second.facts.texts["第几张"]) == ("第1张，共2张", "第2张，共2张")
    assert first.subject_id != second.subject_id
    assert headings(county, class_id)[1] == ["7月10日 义务教育语文课…", "7月11日 义务教育语文课…", "联系电话", "备注"]


def test_who_was_returned_is_not_on_the_lists(county: County, class_id: str) -> None:
    rows = [row["id"] for row in training.of_class(county.session, class_id) if row["teacher_id"] == county.shan]
    enrolment.decide(county.session, rows, "returned", "名额已满")
    for of in (papers.sheets, papers.rosters):
        (due,) = of(county.session, class_id)
        assert [one["姓名"] for one in due.facts.lists["学员"]] == ["张𬭎"]
        assert due.facts.texts["人数"] == "1"


def test_the_paper_and_the_workbook_to_sign_list_the_same_people(county: County, class_id: str) -> None:
    (due,) = papers.sheets(county.session, class_id)
    workbook = [one.name for one in sessions.register(county.session, class_id).people if not one.returned]
    assert [one["姓名"] for one in due.facts.lists["学员"]] == workbook


def test_the_roster_of_a_class_tells_the_places_of_the_units(county: County, class_id: str) -> None:
    with county.session.writing("分配名额") as rows:
        rows.insert("quotas", {"class_id": class_id, "organisation_id": county.school, "places": 3})
    (due,) = papers.rosters(county.session, class_id)
    places = {one["单位"]: (one["名额"], one["已报"]) for one in due.facts.lists["名额"]}
    assert places == {"城关小学": ("3", "1"), "清水小学": ("", "1")}
    assert [one["学科"] for one in due.facts.lists["学员"]] == ["数学", "语文"]


def test_a_class_without_anybody_has_no_lists(county: County, class_id: str) -> None:
    assert [row["about"] for row in papers.with_people(county.session)] == ["2 人"]
    training.withdraw(county.session, [row["id"] for row in training.of_class(county.session, class_id)])
    with pytest.raises(Problem, match="还没有人报名"):
        papers.sheets(county.session, class_id)
    assert papers.with_people(county.session) == []
