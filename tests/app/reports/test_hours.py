"""Reports over the ledger of hours: for a term, a cycle, a year; as they are on paper and in a workbook."""

import openpyxl
import pytest

from app import reports
from app.problems import Problem
from app.rules.kinds import About, Minimum, Regime
from tests.app.conftest import County
from tests.app.ledger.rules import attend, rule, run


@pytest.fixture
def ruled(county: County) -> County:
    session = county.session
    ethics = Regime(required=100, period="term", counts=About(categories=("3",)))
    rule(session, "师德", ethics, title="师德专题学习")
    minimum = Minimum(title="公需", about=About(categories=("1",)), least=120)
    rule(
        session, "五年", Regime(required=3600, period="cycle", first_year=2021, minimums=(minimum,)), title="五年一周期"
    )
    rule(session, "每年", Regime(required=900, period="year"), title="每年继续教育")
    attend(session, county.zhang, run(session, 100, "3"), 100)
    return county


def test_the_ethics_hours_of_a_term_name_each_teacher_with_the_school(ruled: County) -> None:
    facts = reports.make(ruled.session, "ethics")
    assert facts.title == "2026—2027 学年第一学期师德学时达标表"
    assert facts.subtitle.startswith("示范县教育局　师德专题学习　2 人应达标；已达标 1 人；未达标 1 人，共缺 10 学时")
    assert facts.rows == (
        ("城关小学", "张𬭎", "", "10", "10", "0", "", "2027-01-31", "已达标"),
        ("清水小学", "单丽", "", "10", "0", "10", "缺 10", "2027-01-31", "未达标"),
    )


def test_a_period_is_chosen_by_its_key_or_its_words(ruled: County) -> None:
    for choice in ("师德|2025-2026-2", "2025-2026-2", "2025—2026 学年第二学期"):
        facts = reports.make(ruled.session, "ethics", period=choice)
        assert facts.title == "2025—2026 学年第二学期师德学时达标表"
        assert [row[4] for row in facts.rows] == ["0", "0"]
    with pytest.raises(Problem, match="没有“1900”这一段时间"):
        reports.make(ruled.session, "ethics", period="1900")


def test_the_cycle_says_what_is_missing_of_each_part(ruled: County) -> None:
    facts = reports.make(ruled.session, "cycle", only=[ruled.zhang])
    assert facts.title == "2026—2030 年五年周期学时台账"
    ((_school, name, _stage, required, counted, lacking, missing, until, _state),) = facts.rows
    assert (name, required, counted, lacking, missing, until) == (
        "张𬭎", "360", "10", "350", "缺 350，公需缺 12", "2030-12-31",
    )  # fmt: skip


def test_coverage_is_told_school_by_school_and_in_all(ruled: County) -> None:
    facts = reports.make(ruled.session, "coverage", period="每年|2026")
    assert facts.rows == (
        ("城关小学", "1", "1", "0", "100.0", "0", "0.0", "80"),
        ("清水小学", "1", "0", "1", "0.0", "0", "0.0", "90"),
        ("合计", "2", "1", "1", "50.0", "0", "0.0", "170"),
    )


def test_each_report_is_made_for_the_regimes_it_is_about(ruled: County) -> None:
    first = {
        name: one.choices(ruled.session)[0]
        for name, one in reports.REPORTS.items()
        if one.choices and one.name != "pyramid"
    }
    assert first == {
        "ethics": ("师德|2026-2027-1", "2026—2027 学年第一学期"),
        "cycle": ("五年|2026-2030", "2026—2030 年"),
        "year_hours": ("每年|2026", "2026 年"),
        "coverage": ("五年|2026-2030", "2026—2030 年　五年一周期"),
    }


def test_paper_and_workbook_hold_the_same_rows(ruled: County) -> None:
    facts = reports.make(ruled.session, "cycle")
    for ending in ("pdf", "xlsx"):
        assert reports.write(ruled.session, "cycle", ruled.folder / f"台账.{ending}") == len(facts.rows)
    book = openpyxl.load_workbook(ruled.folder / "台账.xlsx", read_only=True)
    cells = [
        ["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    book.close()
    assert cells[-len(facts.rows) :] == [list(row) for row in facts.rows]


def test_without_a_rule_the_report_says_so(county: County) -> None:
    facts = reports.make(county.session, "ethics")
    assert facts.rows == ()
    assert facts.subtitle == "示范县教育局　还没有这样的学时要求，请先由县里登记规则"
