"""Figures of pairs: every pair stands in one line, so that the lines add up; people are counted once."""

import pytest

from app import pair_figures, reports
from tests.app.mentored import MENTORING, did, pair, person, ruled


@pytest.fixture
def pairs(county) -> list[str]:
    """Three pairs of two mentors."""
    third = person(county.session, "李强", county.school, subject="14")
    return [
        pair(county.session, county.shan, county.zhang, subject="13"),
        pair(county.session, county.shan, third, status="1"),
        pair(county.session, county.zhang, third, kind="2"),
    ]


@pytest.mark.parametrize("by", pair_figures.GROUPS)
def test_the_lines_add_up_to_all(county, pairs: list[str], by: pair_figures.By) -> None:
    lines, total = pair_figures.figures(county.session, by)
    for name in ("pairs", "planned", "at_work", "completed", "dissolved"):
        assert sum(getattr(one, name) for one in lines) == getattr(total, name), name
    assert sorted(pk for one in lines for pk in one.ids) == sorted(pairs)
    assert (total.pairs, total.planned, total.at_work, total.mentors, total.mentees) == (3, 1, 2, 2, 2)


def test_a_line_says_what_it_counts(county, pairs: list[str]) -> None:
    kinds, _total = pair_figures.figures(county.session, "kind")
    assert [(one.label, one.pairs, one.mentors) for one in kinds] == [("青蓝（学科）", 2, 1), ("班主任导师", 1, 1)]
    subjects, _total = pair_figures.figures(county.session, "subject")
    assert {one.label: one.pairs for one in subjects} == {"语文": 1, "未填": 2}


def test_the_report_of_figures_has_a_total_for_each_way_of_counting(county, pairs: list[str]) -> None:
    facts = reports.make(county.session, "mentoring")
    assert [row[:3] for row in facts.rows if row[1] == "合计"] == [
        ("结对类别", "合计", "3"),
        ("徒弟学校", "合计", "3"),
        ("学科", "合计", "3"),
    ]


def test_the_list_of_pairs_says_the_score_and_what_is_missing(county, pairs: list[str]) -> None:
    ruled(county.session, MENTORING)
    did(county.session, pairs[0], "1", 4)
    facts = reports.make(county.session, "pairs", only=[pairs[0]])
    row = dict(zip([one.key for one in facts.columns], facts.rows[0], strict=True))
    assert (row["activities"], row["score"]) == ("4", "12")
    assert row["missing"].startswith("还差 4 次听课、6 次教案指导")
