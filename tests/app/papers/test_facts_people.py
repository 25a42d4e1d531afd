"""The 花名册 of a unit, and the 介绍信 of whoever was moved."""

import pytest

from app import moving, organisations, teachers
from app.papers import facts_people as papers
from app.problems import Problem
from tests.app.conftest import County
from tests.app.exchange.offices import Two


def moved(county: County, kind: str = "1", to: str | None = None, **more: object) -> None:
    values = {"kind": kind, "to": to, "since": "2026-11-01", "document": "示教人〔2026〕12号", **more}
    moving.move(county.session, [county.shan], values)


def test_a_letter_goes_with_somebody_who_was_moved(county: County) -> None:
    moved(county, to=county.school)
    (due,) = papers.letters(county.session, county.shan)
    assert due.teacher_id == county.shan
    texts = due.facts.texts
    assert (texts["原单位"], texts["新单位"], texts["抬头"]) == ("清水小学", "城关小学", "城关小学")
    assert (texts["事由"], texts["起算日期"], texts["依据文件"]) == (
        "调入你单位工作",
        "2026年11月1日",
        "示教人〔2026〕12号",
    )
    (row,) = papers.moved(county.session)
    assert row["id"] == due.subject_id
    assert row["about"] == "2026-11-01 调动：清水小学→城关小学"


def test_whoever_leaves_the_county_takes_a_letter_with_an_open_address(county: County) -> None:
    moved(county, "7")
    (due,) = papers.letters(county.session, county.shan)
    assert (due.facts.texts["原单位"], due.facts.texts["新单位"]) == ("清水小学", "")
    assert due.facts.texts["抬头"].strip("　") == "" and due.facts.texts["抬头"]


def test_a_loan_leaves_the_establishment_as_it_is(county: County) -> None:
    moved(county, "3", county.school)
    assert papers.letters(county.session, county.shan)[0].facts.texts["事由"] == "到你单位借调工作，编制关系不变"


def test_nobody_is_introduced_who_was_not_moved(county: County) -> None:
    with pytest.raises(Problem, match="没有可以开介绍信的调动"):
        papers.letters(county.session, county.zhang)
    moved(county, "8")
    assert papers.moved(county.session) == []


def test_letters_are_the_countys(two: Two) -> None:
    assert papers.moved(two.school) == []
    with pytest.raises(Problem, match="由县里开具"):
        papers.letters(two.school, "x")


def test_a_roster_is_of_a_unit_and_those_under_it(county: County) -> None:
    organisations.save(county.session, county.other_school, {"parent_id": county.school})
    (due,) = papers.rosters(county.session, county.school)
    assert due.facts.texts["单位"] == "城关小学"
    lines = due.facts.lists["教师"]
    assert [(one["序号"], one["姓名"], one["任教学校"]) for one in lines] == [
        ("1", "单丽", "清水小学"), ("2", "张𬭎", "城关小学"),
    ]  # fmt: skip
    (below,) = papers.rosters(county.session, county.other_school)
    assert [one["姓名"] for one in below.facts.lists["教师"]] == ["单丽"]


def test_the_roster_of_the_county_is_everybody(county: County) -> None:
    own = county.session.organisation or ""
    assert papers.rosters(county.session, own)[0].facts.texts["人数"] == "2"
    row = papers.with_teachers(county.session)[0]
    assert (row["name"], row["about"]) == ("示范县教育局", "全县 2 人")


def test_a_unit_without_anybody_has_no_roster(county: County) -> None:
    empty = organisations.save(county.session, None, {"name": "撤并小学", "kind": "3"})
    with pytest.raises(Problem, match="撤并小学没有登记教师"):
        papers.rosters(county.session, empty)
    with pytest.raises(Problem, match="找不到"):
        papers.rosters(county.session, teachers.every(county.session)[0]["id"])
