"""报表: found by group and word, looked at in the window with chart and names, saved as Excel and PDF."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app import reports
from app.session import Session
from tests.ui.conftest import Chosen, cut_texts, settle
from ui.papers import PapersPage
from ui.reports import ReportsPart
from ui.window import MainWindow


@pytest.fixture
def part(open_window: Callable[[Session], MainWindow], office: Session, qtbot: QtBot) -> ReportsPart:
    window = open_window(office)
    window.go("papers")
    settle(qtbot, window)
    assert isinstance(window.page, PapersPage)
    window.page.tabs.buttons["reports"].click()
    settle(qtbot, window)
    made = window.page.tabs.parts["reports"]
    assert isinstance(made, ReportsPart)
    return made


def look(part: ReportsPart, name: str, qtbot: QtBot) -> reports.Facts:
    part.choose(name)
    part.look_button.click()
    settle(qtbot, part.window())
    assert part.view.facts is not None
    return part.view.facts


def test_every_report_stands_in_the_list_under_its_group(part: ReportsPart) -> None:
    texts = [part.list.item(row).text() for row in range(part.list.count())]
    assert len(texts) == len(reports.REPORTS) + len(reports.GROUPS)
    assert texts[0] == reports.GROUPS[0] and texts[1] == "　教师花名册"
    assert part.report is not None and part.report.name == "teachers"


def test_a_word_finds_reports_by_name_and_by_what_is_on_them(part: ReportsPart) -> None:
    part.search.setText("退休")
    found = [part.list.item(row).text().strip() for row in range(part.list.count())]
    assert "退休预测表" in found and "教师花名册" not in found
    part.search.setText("没有这样的词")
    assert part.report is None and not part.look_button.isEnabled()
    part.search.clear()
    assert part.report is not None


@pytest.mark.parametrize("name", list(reports.REPORTS))
def test_every_report_can_be_looked_at(part: ReportsPart, name: str, qtbot: QtBot) -> None:
    facts = look(part, name, qtbot)
    assert part.view.table is not None and len(part.view.table.rows.all) == len(facts.rows)
    assert part.view.chart.chart == facts.chart
    assert not cut_texts(part)


def test_a_number_tells_who_is_behind_it(part: ReportsPart, qtbot: QtBot) -> None:
    facts = look(part, "structure", qtbot)
    row = next(at for at, cells in enumerate(facts.rows) if cells[1] == "女")
    part.view.look_behind(row, 2)
    assert len(part.view.names.rows.all) == int(facts.rows[row][2])
    assert part.view.behind.text().startswith("性别")


def test_a_name_leads_to_the_person(part: ReportsPart, qtbot: QtBot) -> None:
    facts = look(part, "structure", qtbot)
    part.view.look_behind(len(facts.rows) - 1, 2)
    window = part.window()
    assert isinstance(window, MainWindow)
    wanted = part.view.names.rows.all[0]
    part.view.names.opened.emit(wanted[0])
    settle(qtbot, window)
    assert window.page.list.grid.current_id == wanted[-1]


def test_another_year_takes_the_table_away_until_it_is_asked_for(part: ReportsPart, qtbot: QtBot) -> None:
    before = look(part, "personnel", qtbot)
    part.year.setCurrentIndex(1)
    assert part.view.facts is None
    part.look_button.click()
    settle(qtbot, part.window())
    assert part.view.facts is not None and part.view.facts.title != before.title


@pytest.mark.parametrize(("name", "ending"), [("teachers", ".xlsx"), ("pairs", ".pdf"), ("structure", ".pdf")])
def test_reports_are_saved(
    part: ReportsPart, chosen: Chosen, tmp_path: Path, qtbot: QtBot, name: str, ending: str
) -> None:
    part.choose(name)
    chosen.answers = [tmp_path / f"报表{ending}"]
    part.save_buttons[ending].click()
    settle(qtbot, part.window())
    page = part.window().page
    assert page.outcome.title.text().startswith("已写好")
    assert (tmp_path / f"报表{ending}").stat().st_size > 1000


def test_a_yearly_report_is_about_the_year_chosen(
    part: ReportsPart, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    part.choose("hours")
    part.year.setCurrentIndex(1)
    year = part.year.currentData()
    chosen.answers = [tmp_path / "学时.xlsx"]
    part.save_buttons[".xlsx"].click()
    settle(qtbot, part.window())
    assert chosen.wanted[-1].start.endswith(f"{year}年-年度学时统计表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "学时.xlsx")
    assert str(book.active["A1"].value).startswith(f"{year} 年度")
    book.close()
