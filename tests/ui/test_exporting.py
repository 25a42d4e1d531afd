"""What is on screen goes out as chosen: which columns, in which order and form, for whom."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import layouts, teachers, training
from app.layouts import Layout, LayoutColumn
from app.listings import LISTINGS, listing
from app.papers import issuing
from app.session import Session
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle, toast_of
from ui import workbooks
from ui.deleted import DeletedPart
from ui.exporting.dialog import ExportDialog
from ui.exporting.naming import NameSheet
from ui.importing import steps
from ui.leaving import PurposeSheet
from ui.papers import PapersPage
from ui.passwords import PasswordSheet
from ui.preview import PreviewDialog
from ui.record_page import RecordPage
from ui.window import MainWindow

SHOWN = (("name", "姓名"), ("work_name", "任教学校"), ("hours", "累计学时"), ("nonsense", "没有这一列"))


def cells(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].values)
    book.close()
    return rows


def headings(dialog: ExportDialog) -> list[str]:
    return [one.heading for one in dialog.columns.columns]


@pytest.fixture
def ids(office: Session) -> list[str]:
    return [str(row["id"]) for row in teachers.every(office)]


@pytest.fixture
def dialog(window: MainWindow, ids: list[str]) -> ExportDialog:
    window.services.take_out["teachers"](ids[:2], SHOWN)
    return newest(window, ExportDialog)


def test_every_list_that_can_be_written_is_offered(window: MainWindow) -> None:
    assert set(window.services.take_out) == set(workbooks.LISTS) == set(LISTINGS)


def test_the_columns_in_sight_are_written_for_the_rows_given(
    dialog: ExportDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen, office: Session
) -> None:
    chosen.answers = [tmp_path / "选中"]
    assert dialog.bar.box.currentText() == "这一页上的列"
    assert headings(dialog) == ["姓名", "任教学校", "累计学时"]
    dialog.go.click()
    settle(qtbot, window)
    names = [row["name"] for row in teachers.every(office)][:2]
    found = cells(tmp_path / "选中.xlsx")
    assert found[:2] == [("教师名册", None, None), ("姓名", "任教学校", "累计学时")]
    assert [row[0] for row in found[2:]] == names
    assert toast_of(window).text == "已导出 2 行：选中.xlsx"
    assert chosen.wanted[-1].start.endswith("教师名册.xlsx")


def test_the_page_gives_its_rows_as_they_are_sorted_and_its_columns_as_they_are_shown(
    open_window: Callable[[Session], MainWindow], office: Session, qtbot: QtBot
) -> None:
    window = open_window(office)
    settle(qtbot, window)
    assert isinstance(window.page, RecordPage)
    pane = window.page.list
    place = [one.name for one in pane.rows.columns].index("work_name") + 1
    pane.rows.sort(place, Qt.SortOrder.DescendingOrder)
    shown = [name for name, _ in pane.shown_columns()]
    assert shown[0] == "name" and "establishment_name" not in shown
    pane.rows.tick_shown(True)
    next(button for button in pane.bar.buttons if button.text() == "导出").click()
    dialog = newest(window, ExportDialog)
    assert dialog.windowTitle() == "导出教师"
    assert headings(dialog)[0] == "姓名"
    assert pane.rows.in_order(pane.rows.ticked) == pane.rows.ids()
    dialog.reject()


def test_columns_are_ticked_moved_renamed_and_dropped(dialog: ExportDialog) -> None:
    dialog.choices.tick("subject", True)
    assert headings(dialog)[-1] == "任教学科"
    dialog.columns.up.click()
    assert headings(dialog) == ["姓名", "任教学校", "任教学科", "累计学时"]
    dialog.columns.heading.clear()
    dialog.columns.heading.insert("学科*")
    dialog.columns.heading.textEdited.emit("学科*")
    dialog.columns.form.setCurrentIndex(dialog.columns.form.findData("both"))
    dialog.columns.form.activated.emit(dialog.columns.form.currentIndex())
    assert dialog.columns.columns[2] == LayoutColumn("subject", "学科*", "both")
    dialog.choices.tick("work", False)
    assert headings(dialog) == ["姓名", "学科*", "累计学时"]
    dialog.columns.drop.click()
    assert len(headings(dialog)) == 2
    for _ in range(2):
        dialog.columns.drop.click()
    assert not dialog.go.isEnabled()
    assert dialog.said.text() == "请在左边勾选要导出的列"


def test_columns_are_dragged_into_another_order(dialog: ExportDialog, qtbot: QtBot) -> None:
    lines = dialog.columns.list
    lines.insertTopLevelItem(0, lines.takeTopLevelItem(2))
    lines.setCurrentItem(lines.topLevelItem(0))
    lines.dropped.emit()
    qtbot.waitUntil(lambda: headings(dialog) == ["累计学时", "姓名", "任教学校"])
    assert dialog.columns.heading.text() == "累计学时"
    assert [lines.topLevelItem(at).text(0) for at in range(3)] == headings(dialog)
    dialog.columns.down.click()
    assert headings(dialog) == ["姓名", "累计学时", "任教学校"]


def test_an_empty_column_takes_a_fixed_text_or_another_content(dialog: ExportDialog) -> None:
    dialog.columns.add.click()
    columns = dialog.columns
    columns.heading.textEdited.emit("区划代码")
    columns.text.textEdited.emit("520000")
    assert columns.columns[1] == LayoutColumn("", "区划代码", text="520000")
    columns.content.setCurrentIndex(columns.content.findData("sex"))
    columns.content.activated.emit(columns.content.currentIndex())
    assert columns.columns[1] == LayoutColumn("sex", "区划代码")
    assert not columns.form.isHidden() and columns.text.isHidden()


def test_a_layout_is_kept_for_its_receiver_and_chosen_again(
    dialog: ExportDialog, window: MainWindow, office: Session, heard: Heard
) -> None:
    dialog.choices.tick("sex", True)
    dialog.bar.keep.click()
    sheet = newest(window, NameSheet)
    sheet.go.click()
    assert sheet.fault.text().startswith("请填写名称。")
    sheet.name.setText("省平台")
    sheet.go.click()
    assert dialog.bar.box.currentText() == "省平台"
    assert [one.name for one in layouts.kept(office, "teachers")] == ["省平台"]
    dialog.bar.keep_as("省平台")
    assert heard.asked == ["已经有“省平台”，要换成现在这样吗？ 原来的导出格式不再保留。"]
    dialog.bar.ask_new_name()
    again = newest(window, NameSheet)
    again.name.setText("国家平台")
    again.go.click()
    assert dialog.bar.box.currentText() == "国家平台"
    assert headings(dialog)[-1] == "性别"
    dialog.bar.drop()
    assert layouts.kept(office) == []
    assert headings(dialog)[-1] == "性别"


def test_a_layout_goes_out_as_a_file_and_comes_in_from_one(
    dialog: ExportDialog, window: MainWindow, office: Session, tmp_path: Path, chosen: Chosen, heard: Heard
) -> None:
    dialog.bar.keep_as("省平台")
    chosen.answers = [tmp_path / "省平台", tmp_path / "省平台.json", tmp_path / "坏.json", tmp_path / "结对.json"]
    dialog.bar.save_file()
    assert json.loads((tmp_path / "省平台.json").read_text(encoding="utf-8"))["name"] == "省平台"
    layouts.drop(office, "teachers", "省平台")
    dialog.bar.take_file()
    assert [one.name for one in layouts.kept(office)] == ["省平台"]
    (tmp_path / "坏.json").write_text("{}", encoding="utf-8")
    dialog.bar.take_file()
    assert heard.said[-1].startswith("“坏.json”不是薪火的导出格式文件。")
    layouts.write_file(layouts.whole(listing("pairs")), tmp_path / "结对.json")
    dialog.bar.take_file()
    assert dialog.said.text() == "“结对”是另一种名单的格式，已保存，导出那种名单时可以选"
    assert {one.listing for one in layouts.kept(office)} == {"teachers", "pairs"}


def test_a_receivers_sheet_gives_the_columns(
    dialog: ExportDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "姓名", "教师任教的学科名"])
    book.save(tmp_path / "空表.xlsx")
    chosen.answers = [tmp_path / "空表.xlsx"]
    dialog.bar.take_headings()
    settle(qtbot, window)
    assert [(one.heading, one.key) for one in dialog.columns.columns] == [
        ("序号", "serial"),
        ("姓名", "name"),
        ("教师任教的学科名", "subject"),
    ]
    assert dialog.columns.list.currentItem().text(1) == "任教学科，请核对"
    assert "相近" in dialog.columns.note.text()
    assert dialog.said.text().startswith("3 列，1 列请核对。")
    assert dialog.bar.box.currentText() == "照“空表”的表头"
    dialog.bar.keep.click()
    assert newest(window, NameSheet).name.text() == "空表"


def test_numbers_of_people_are_written_whole_only_when_ticked(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen, ids: list[str]
) -> None:
    window.services.take_out["teachers"](ids, SHOWN)
    dialog = newest(window, ExportDialog)
    assert dialog.full_ids.isHidden()
    dialog.choices.tick("id_number", True)
    assert not dialog.full_ids.isHidden()
    assert "遮住中间几位" in dialog.said.text()
    dialog.full_ids.setChecked(True)
    assert "遮住" not in dialog.said.text()
    chosen.answers = [tmp_path / "全.xlsx", tmp_path / "遮.xlsx"]
    dialog.go.click()
    sheet = newest(window, PurposeSheet)
    assert not cut_texts(sheet)
    sheet.go.click()
    assert "用途" in sheet.fault.text() and sheet.isVisible(), "first it is said what for"
    sheet.text.setCurrentText("报送省平台")
    assert sheet.closed.isChecked() and len(sheet.password.text()) == 14
    sheet.closed.setChecked(False)
    sheet.go.click()
    assert "打开密码" in sheet.fault.text()
    sheet.why.setText("平台不收加密的文件")
    sheet.go.click()
    settle(qtbot, window)
    window.services.take_out["teachers"](ids, SHOWN)
    again = newest(window, ExportDialog)
    assert again.bar.box.currentText() == "上次导出的列"
    assert headings(again)[-1] == "身份证号"
    assert not again.full_ids.isChecked()
    again.go.click()
    settle(qtbot, window)
    assert "11010519491231002X" in str(cells(tmp_path / "全.xlsx"))
    assert "110105********002X" in str(cells(tmp_path / "遮.xlsx"))
    assert "11010519491231002X" not in str(cells(tmp_path / "遮.xlsx"))


def test_under_a_password_the_list_comes_in_again_with_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen, ids: list[str]
) -> None:
    window.services.take_out["teachers"](ids, SHOWN)
    dialog = newest(window, ExportDialog)
    dialog.choices.tick("id_number", True)
    dialog.full_ids.setChecked(True)
    chosen.answers = [tmp_path / "全.xlsx"]
    dialog.go.click()
    sheet = newest(window, PurposeSheet)
    sheet.text.setCurrentText("报送省平台")
    sheet.copy.click()
    password = sheet.password.text()
    assert QApplication.clipboard().text() == password
    sheet.go.click()
    settle(qtbot, window)
    assert (tmp_path / "全.xlsx").read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    steps.begin(window.services, window, "teachers", tmp_path / "全.xlsx")
    settle(qtbot, window)
    asked = newest(window, PasswordSheet)
    assert not cut_texts(asked)
    asked.password.setText("another one")
    asked.go.click()
    settle(qtbot, window)
    again = newest(window, PasswordSheet)
    assert "打不开" in again.fault.text()
    again.password.setText(password)
    again.go.click()
    settle(qtbot, window)
    assert newest(window, PreviewDialog).isVisible()


def test_what_was_said_last_is_offered_the_next_time(window: MainWindow, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for text in ("报送省平台", "报送市局"):
        sheet = PurposeSheet(window, settings, "导出教师", lambda _: None)
        sheet.text.setCurrentText(text)
        sheet.receiver.setText("市教育局")
        sheet.go.click()
    last = PurposeSheet(window, settings, "导出教师", lambda _: None)
    assert [last.text.itemText(at) for at in range(2)] == ["报送市局", "报送省平台"]
    assert last.receiver.text() == "市教育局" and last.text.currentText() == ""


def test_the_official_report_can_be_taken_instead(
    dialog: ExportDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    chosen.answers = [tmp_path / "花名册"]
    dialog.paper.click()
    settle(qtbot, window)
    assert (tmp_path / "花名册.pdf").read_bytes().startswith(b"%PDF")
    assert toast_of(window).text == "已导出 2 行：花名册.pdf"


def test_columns_are_found_by_part_of_their_name(dialog: ExportDialog) -> None:
    dialog.choices.search.setText("学历")
    shown = {
        item.text(0)
        for top, items in dialog.choices._groups
        for item in items
        if not item.isHidden() and not top.isHidden()
    }
    assert shown and all("学历" in one for one in shown)


def test_no_words_are_cut_in_the_dialog(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.choices.tick("id_number", True)
    dialog.columns.add.click()
    assert cut_texts(dialog) == []


def test_a_choice_this_program_cannot_use_any_more_is_forgotten(
    window: MainWindow, kept: QSettings, ids: list[str]
) -> None:
    window.services.settings.setValue("exports/teachers", '{"listing": "pairs"}')
    window.services.take_out["teachers"](ids, SHOWN)
    assert newest(window, ExportDialog).bar.box.currentText() == "这一页上的列"


def test_members_and_attendees_can_be_written_too(
    open_window: Callable[[Session], MainWindow], office: Session, qtbot: QtBot
) -> None:
    window = open_window(office)
    for page, kind, table in (("studios", "members", "工作室成员"), ("training", "attendees", "学时记录")):
        window.go(page)
        shown = getattr(window.page, "part", window.page)
        qtbot.waitUntil(lambda shown=shown: bool(shown.list.rows.ids()), timeout=10_000)
        shown.list.grid.choose(shown.list.rows.ids()[0])
        shown.show_detail()
        settle(qtbot, window)
        pane = getattr(shown, kind).list
        qtbot.waitUntil(lambda pane=pane: bool(pane.rows.ids()), timeout=10_000)
        pane.rows.tick_shown(True)
        next(button for button in pane.bar.buttons if button.text() == "导出").click()
        dialog = newest(window, ExportDialog)
        assert dialog.windowTitle() == f"导出{table}"
        assert headings(dialog)[0] == "姓名"
        dialog.reject()


def test_the_register_of_issued_papers_can_be_written_too(
    window: MainWindow, office: Session, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    rows = [str(row["id"]) for row in training.attendance(office)][:1]
    (group,) = training.classes(office)
    training.save_class(office, str(group["id"]), {"start_date": "2026-07-01", "end_date": "2026-07-05"})
    number = issuing.issue(office, "completion", rows, tmp_path / "a.pdf").numbers[0]
    window.go("papers")
    page = window.page
    assert isinstance(page, PapersPage)
    page.tabs.choose("register")
    settle(qtbot, window)
    pane = page.tabs.parts["register"].list
    qtbot.waitUntil(lambda: bool(pane.rows.ids()), timeout=10_000)
    pane.rows.tick_shown(True)
    next(button for button in pane.bar.buttons if button.text() == "导出").click()
    chosen.answers = [tmp_path / "登记簿.xlsx"]
    newest(window, ExportDialog).go.click()
    settle(qtbot, window)
    assert cells(tmp_path / "登记簿.xlsx")[1:][0][:3] == ("证书编号", "证书种类", "姓名")
    assert cells(tmp_path / "登记簿.xlsx")[2][0] == number


def test_a_list_of_no_records_is_written_as_it_stands(
    window: MainWindow, office: Session, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    wanted = next(str(row["id"]) for row in teachers.every(office) if row["name"] == "单雪梅")
    teachers.delete(office, wanted)
    part = DeletedPart(office, window.services)
    qtbot.addWidget(part)
    part.tell()
    settle(qtbot, window)
    assert part.list.write_out is not None
    chosen.answers = [tmp_path / "已删除.xlsx"]
    part.list.write_out()
    settle(qtbot, window)
    found = cells(tmp_path / "已删除.xlsx")
    assert found[0][0] == "已删除的教师"
    assert found[1] == tuple(label for _, label in part.list.shown_columns())
    assert found[2][0] == "单雪梅"


def test_a_dialog_closed_while_a_receivers_sheet_is_read_is_not_missed(
    dialog: ExportDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen, heard: Heard
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "姓名"])
    book.save(tmp_path / "空表.xlsx")
    chosen.answers = [tmp_path / "空表.xlsx"]
    dialog.bar.take_headings()
    dialog.reject()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    settle(qtbot, window)
    assert not heard.said


def test_a_receivers_name_becomes_one_that_a_file_can_have(dialog: ExportDialog, chosen: Chosen) -> None:
    dialog.bar.keep_as("省/市平台：2026?")
    dialog.go.click()
    assert Path(chosen.wanted[-1].start).name == "省 市平台：2026 .xlsx"


def test_columns_from_a_file_that_are_not_kept_do_not_stand_under_another_name(
    dialog: ExportDialog, heard: Heard, tmp_path: Path, chosen: Chosen
) -> None:
    dialog.bar.keep_as("省平台")
    layouts.write_file(Layout("teachers", "", (LayoutColumn("sex", "性别"),), "省平台"), tmp_path / "省平台.json")
    chosen.answers = [tmp_path / "省平台.json"]
    heard.answer = False
    dialog.bar.take_file()
    assert headings(dialog) == ["性别"]
    assert dialog.bar.kept_name == ""
