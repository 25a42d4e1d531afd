"""What the 协议 and the 出师证书 of a pair say."""

import pytest

from app import pair_steps
from app.papers import facts_pairs as papers
from app.problems import Problem
from tests.app.conftest import County
from tests.app.mentored import MENTORING, pair, ruled


def test_an_agreement_lists_what_was_agreed_on_and_how_often(county: County) -> None:
    made = pair(county.session, county.shan, county.zhang, subject="13", goal="站稳讲台。")
    pair_steps.sign(county.session, [made], county.session.today(), {"1": 16, "5": 2})
    (due,) = papers.agreements(county.session, made)
    assert due.teacher_id is None
    assert due.facts.names >= {"师父", "徒弟"}
    assert (due.facts.texts["师父"], due.facts.texts["徒弟"]) == ("单丽", "张𬭎")
    assert due.facts.texts["期限"] == "自2026年9月1日起至2027年8月31日止"
    assert [(one["活动"], one["次数"]) for one in due.facts.lists["约定"]] == [
        ("听课", "不少于16次"),
        ("示范课", "不少于2次"),
    ]


def test_before_it_is_signed_an_agreement_proposes_what_the_rule_asks(county: County) -> None:
    made = pair(county.session, county.shan, county.zhang)
    assert papers.agreements(county.session, made)[0].facts.lists["约定"] == []
    ruled(county.session, MENTORING)
    lines = papers.agreements(county.session, made)[0].facts.lists["约定"]
    assert [(one["序号"], one["活动"], one["次数"]) for one in lines] == [
        ("1", "听课", "不少于8次"), ("2", "教案指导", "不少于6次"), ("3", "论文课题指导", "不少于2次"),
    ]  # fmt: skip


def test_who_has_reached_the_aim_gets_the_certificate(county: County) -> None:
    made = pair(county.session, county.shan, county.zhang, start_date="2025-09-01", end_date="2026-08-31")
    with pytest.raises(Problem, match="还没有办理出师"):
        papers.masteries(county.session, made)
    pair_steps.assess(county.session, [made], {"kind": "2", "held_on": "2026-08-20", "grade": "1", "score": 92})
    pair_steps.complete(county.session, [made], county.session.today(), agreed=True)
    (due,) = papers.masteries(county.session, made)
    assert (due.teacher_id, due.facts.texts["姓名"], due.facts.texts["师父"]) == (county.zhang, "张𬭎", "单丽")
    assert (due.facts.texts["考核等次"], due.facts.texts["考核得分"]) == ("优秀", "92")
    assert due.facts.texts["结对期间"] == "2025年9月1日至2026年11月21日"
    assert [one.subject_id for one in papers.masteries(county.session, county.zhang)] == [made]
    with pytest.raises(Problem, match="发给徒弟"):
        papers.masteries(county.session, county.shan)


def test_a_pair_that_was_dissolved_gets_neither(county: County) -> None:
    made = pair(county.session, county.shan, county.zhang)
    pair_steps.dissolve(county.session, [made], county.session.today(), "徒弟调走")
    for of in (papers.agreements, papers.masteries):
        with pytest.raises(Problem):
            of(county.session, made)
    assert all(not kind.candidates(county.session) for kind in papers.KINDS)
