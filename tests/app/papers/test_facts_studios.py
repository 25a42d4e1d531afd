"""What a 铭牌 says."""

import pytest

from app import studios
from app.papers import facts_studios as papers
from app.problems import Problem
from tests.app.conftest import County


def studio(county: County, **more: object) -> str:
    values = {
        "name": "单丽名师工作室",
        "kind": "2",
        "level": "43",
        "start_date": "2026-09-01",
        "end_date": "2029-08-31",
    }
    return studios.save(county.session, None, {**values, "host_id": county.shan, **more}, agreed=True)


def test_a_plaque_names_the_studio_and_who_gave_it(county: County) -> None:
    (due,) = papers.plaques(county.session, studio(county))
    texts = due.facts.texts
    assert due.teacher_id is None
    assert (texts["工作室名称"], texts["授牌单位"], texts["授牌年月"], texts["周期"]) == (
        "单丽名师工作室", "示范县教育局", "2026年9月", "2026—2029",
    )  # fmt: skip


def test_the_host_is_named_only_where_the_name_does_not(county: County) -> None:
    assert papers.plaques(county.session, studio(county))[0].facts.texts["主持人"] == ""
    other = studio(county, name="小学数学教研联盟")
    assert papers.plaques(county.session, other)[0].facts.texts["主持人"] == "单丽"
    assert len(papers.plaques(county.session, county.shan)) == 2


def test_a_studio_that_has_ended_gets_none(county: County) -> None:
    made = studio(county, state="3", closed_on="2026-10-01")
    with pytest.raises(Problem, match="已经结束"):
        papers.plaques(county.session, made)
    with pytest.raises(Problem, match="没有主持工作室"):
        papers.plaques(county.session, county.zhang)
    assert papers.running(county.session) == []
