"""What an office may say about itself."""

import pytest

from app import office, organisations, records
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
