"""What an office may say about itself."""

import pytest

from app import hours, office, organisations, records
from app.problems import Problem
from app.session import create_school


def test_a_renamed_county_is_renamed_among_the_organisations_too(county) -> None:
    office.rename(county.session, " 示范县教育和体育局 ")
    assert county.session.name == "示范县教育和体育局"
    row = records.get(county.session, organisations.ENTITY, county.session.organisation)
    assert row["name"] == "示范县教育和体育局"


def test_an_office_without_a_name_is_refused(county) -> None:
    with pytest.raises(Problem, match="请填写单位名称"):
        office.rename(county.session, "  ")


def test_a_school_is_named_by_the_county(tmp_path) -> None:
    with (
        create_school(tmp_path / "a.xinhuo", "清水小学", site="s", organisation="o") as school,
        pytest.raises(Problem, match="县里"),
    ):
        office.rename(school, "别的名字")


def test_the_word_of_certificate_numbers_is_kept_short(county) -> None:
    office.set_number_word(county.session, " 示教 ")
    assert office.number_word(county.session) == "示教"
    office.set_number_word(county.session, "")
    assert office.number_word(county.session) == ""
    with pytest.raises(Problem, match="太长"):
        office.set_number_word(county.session, "示范县教育和体育局教师发展中心")


def test_a_day_and_a_lesson_count_for_what_the_office_says(county) -> None:
    assert hours.worth(county.session) == hours.Worth()
    office.set_worth(county.session, " 7.5 ", "天")
    office.set_worth(county.session, "1学时", "节")
    assert hours.worth(county.session) == hours.Worth(day=75, lesson=10)
    assert office.worth_text(county.session, "天") == "7.5"
    office.set_worth(county.session, "", "天")
    assert hours.worth(county.session) == hours.Worth(lesson=10)
    assert office.worth_text(county.session, "天") == ""


@pytest.mark.parametrize("text", ["很多", "0", "25", "2天", "7.25"])
def test_a_day_that_cannot_be_is_refused_with_words(county, text: str) -> None:
    with pytest.raises(Problem, match="一天算多少学时，没有看懂"):
        office.set_worth(county.session, text, "天")
    assert office.worth_text(county.session, "天") == ""
