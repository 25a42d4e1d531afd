"""Reports of hours among the others: the period is chosen beside them."""

from pathlib import Path

import openpyxl
from pytestqt.qtbot import QtBot

from app.rules.kinds import Regime
from app.session import Session
from tests.app.ledger.rules import rule
from tests.ui.conftest import Chosen, cut_texts, settle
from ui.reports import ReportsPart
from ui.window import MainWindow


def part_of(window: MainWindow, qtbot: QtBot) -> ReportsPart:
    window.go("papers")
    window.page.tabs.choose("reports")  # type: ignore[attr-defined]
    settle(qtbot, window)
    part = window.page.tabs.parts["reports"]  # type: ignore[attr-defined]
    assert isinstance(part, ReportsPart)
    return part


def test_without_rules_there_is_no_period_to_choose(window: MainWindow, qtbot: QtBot) -> None:
    part = part_of(window, qtbot)
    part.choose("cycle")
    assert not part.period.isVisible()
    assert cut_texts(part) == []


def test_a_report_is_saved_for_the_period_that_is_chosen(
    window: MainWindow, office: Session, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    part = part_of(window, qtbot)
    rule(office, "每年", Regime(required=120, period="year"), title="每年培训")
    window.go("teachers")
    part = part_of(window, qtbot)
    part.choose("year_hours")
    box = part.period
    year = office.today().year
    assert box.itemText(0) == f"{year} 年"
    box.setCurrentIndex(1)
    chosen.answers = [tmp_path / "去年.xlsx"]
    part.save_buttons[".xlsx"].click()
    settle(qtbot, window)
    assert chosen.wanted[-1].start.endswith(f"{year - 1}年-年度学时达标表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "去年.xlsx", read_only=True)
    assert str(book.worksheets[0]["A1"].value).startswith(f"{year - 1} 年")
    book.close()
