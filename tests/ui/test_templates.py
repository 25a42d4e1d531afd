"""A person says what a template comes with: nothing, the roster, a class or a year."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.session import Session
from tests.ui.conftest import Chosen, cut_texts, newest, settle, toast_of
from ui.templates import TemplateSheet
from ui.training import TrainingPage
from ui.window import MainWindow


def asked(window: MainWindow, qtbot: QtBot, kind: str) -> TemplateSheet:
    window.services.templates[kind]()
    settle(qtbot, window)
    return newest(window, TemplateSheet)


def texts(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    found = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value}
    book.close()
    return found


def test_an_empty_template_is_written_where_it_is_wanted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    sheet = asked(window, qtbot, "teachers")
    chosen.answers = [tmp_path / "模板"]
    sheet.empty.click()
    sheet.go.click()
    settle(qtbot, window)
    assert chosen.wanted[-1].start.endswith("教师登记表.xlsx")
    assert toast_of(window).text == "已写好模板：模板.xlsx"
    assert "*姓名" in texts(tmp_path / "模板.xlsx")
    assert "王芳" not in texts(tmp_path / "模板.xlsx")


def test_those_there_are_in_it_when_wanted(window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen) -> None:
    sheet = asked(window, qtbot, "honours")
    assert "5 位教师" in sheet.filled.text()
    chosen.answers = [tmp_path / "荣誉.xlsx"]
    sheet.filled.click()
    sheet.go.click()
    settle(qtbot, window)
    assert {"王芳", "张三", "002X"} <= texts(tmp_path / "荣誉.xlsx")


def test_hours_are_asked_for_a_class(window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen) -> None:
    sheet = asked(window, qtbot, "attendance")
    assert sheet.of_class.isChecked()
    assert sheet.classes.currentText() == "暑期全员培训　一班"
    assert sheet.file_name == "暑期全员培训 一班 学时记录登记表.xlsx"
    chosen.answers = [tmp_path / "学时.xlsx"]
    sheet.go.click()
    settle(qtbot, window)
    assert {"王芳", "曾伟", "暑期全员培训 一班 学时登记表（12.5 学时）"} <= texts(tmp_path / "学时.xlsx")
    assert "张三" not in texts(tmp_path / "学时.xlsx")


def test_the_county_asks_for_one_school_s_people(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    sheet = asked(window, qtbot, "honours")
    sheet.schools.setCurrentText("只要清水镇中心校的人")
    assert sheet.file_name == "清水镇中心校 荣誉登记表.xlsx"
    chosen.answers = [tmp_path / "荣誉.xlsx"]
    sheet.go.click()
    settle(qtbot, window)
    assert "曾伟" in texts(tmp_path / "荣誉.xlsx")
    assert "王芳" not in texts(tmp_path / "荣誉.xlsx")
    again = asked(window, qtbot, "honours")
    again.empty.click()
    assert not again.schools.isEnabled()


def test_assessments_are_asked_for_a_year(window: MainWindow, office: Session, qtbot: QtBot) -> None:
    sheet = asked(window, qtbot, "assessments")
    year = office.today().year
    assert sheet.file_name == f"{year} 年考核登记表.xlsx"
    sheet.years.setCurrentIndex(1)
    filling = sheet.filling()
    assert filling is not None
    assert filling.year == year - 1
    sheet.filled.click()
    assert not sheet.years.isEnabled()
    assert sheet.file_name == "考核登记表.xlsx"


def test_another_list_can_be_asked_for_on_any_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    sheet = asked(window, qtbot, "teachers")
    sheet.kinds.setCurrentIndex(sheet.kinds.findData("attendance"))
    assert sheet.of_class.isChecked()
    sheet.kinds.setCurrentIndex(sheet.kinds.findData("pairs"))
    assert [way.isVisible() for way in (sheet.empty, sheet.filled, sheet.of_class, sheet.of_year)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert sheet.filling() is None
    chosen.answers = [tmp_path / "结对.xlsx"]
    sheet.go.click()
    settle(qtbot, window)
    assert "*师父" in texts(tmp_path / "结对.xlsx")


def test_the_template_of_a_class_is_asked_for_beside_it(window: MainWindow, qtbot: QtBot) -> None:
    window.go("training")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, TrainingPage)
    qtbot.waitUntil(lambda: bool(page.list.rows.ids()))
    next(act for act in page.row_acts() if act.text == "导出学时模板……").run(page.list.rows.ids())
    settle(qtbot, window)
    sheet = newest(window, TemplateSheet)
    assert sheet.kind == "attendance"
    assert sheet.of_class.isChecked()


def test_a_school_is_not_offered_the_county_s_lists(
    open_window: Callable[[Session], MainWindow], school: Session, qtbot: QtBot
) -> None:
    sheet = asked(open_window(school), qtbot, "teachers")
    kinds = {sheet.kinds.itemData(at) for at in range(sheet.kinds.count())}
    assert "attendance" in kinds
    assert kinds.isdisjoint({"organisations", "studios", "members", "moves"})


@pytest.mark.parametrize("kind", ["teachers", "organisations", "attendance", "assessments", "observations"])
def test_the_question_can_be_read_whole(window: MainWindow, qtbot: QtBot, kind: str) -> None:
    assert cut_texts(asked(window, qtbot, kind)) == []
