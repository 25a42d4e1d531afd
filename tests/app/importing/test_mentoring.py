"""Pairs from a sheet: what a rule has against a row is said beside it, and the row goes in all the same."""

from app import importing, mentoring
from tests.app.mentored import MENTORING, ruled


def test_what_a_rule_says_against_a_pair_stands_beside_its_row(county, sheet) -> None:
    ruled(county.session, MENTORING)
    path = sheet(
        ["结对类别", "师父", "师父学校", "徒弟", "徒弟学校", "开始日期"],
        ["青蓝结对", "张𬭎", "城关小学", "单丽", "清水小学", "2026-09-01"],
    )
    made = importing.preview(county.session, "pairs", path)
    assert [row.state for row in made.rows] == ["new"]
    assert "师父张𬭎还不符合条件" in made.rows[0].note and "师徒结对办法" in made.rows[0].note
    assert importing.apply(county.session, made).new == 1
    assert len(mentoring.listed(county.session)) == 1
