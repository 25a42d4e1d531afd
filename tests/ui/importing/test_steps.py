"""A workbook is dropped, looked at, imported, taken back; what was refused comes out with its reasons."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import organisations, records, teachers, templates
from app import session as sessions
from app.session import Session
from tests.ui.conftest import Chosen, Heard, newest, settle, toast_of
from tests.ui.importing.conftest import Bring, pane_of, write
from tests.ui.test_jobs import until_stopped
from ui import desktop, workbooks
from ui.importing.kinds import KindsDialog
from ui.leaving import PurposeSheet
from ui.preview import PreviewDialog
from ui.window import MainWindow

GOOD = (("姓名", "任教学校"), ("赵一", "城关小学"), ("赵二", "清水镇中心校"))
BAD = (*GOOD, ("赵三", "没有这所学校"))


def names(session: Session) -> set[str]:
    return {str(row["name"]) for row in teachers.every(session)}


def shown(window: MainWindow) -> list[PreviewDialog]:
    return [one for one in window.findChildren(PreviewDialog) if one.isVisible()]


def test_a_dropped_workbook_is_imported_and_taken_back(
    window: MainWindow, office: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    before = teachers.every(office)
    window.take_files([write(tmp_path / "册.xlsx", 表=GOOD)])
    settle(qtbot, window)
    pane_of(window).accept.click()
    settle(qtbot, window)
    assert {"赵一", "赵二"} <= names(office)
    assert toast_of(window).text == "已导入教师：新增 2、变化 0"
    # Somebody works on meanwhile: the import alone is taken back.
    organisations.save(office, None, {"name": "新建小学"})
    toast_of(window)._act()
    settle(qtbot, window)
    assert toast_of(window).text == "已撤销：导入教师：册.xlsx（2 行）"
    assert teachers.every(office) == before
    assert "新建小学" in {row["name"] for row in organisations.listed(office)}


def test_an_import_that_was_built_upon_is_not_taken_back(
    bring: Bring, window: MainWindow, office: Session, heard: Heard, qtbot: QtBot
) -> None:
    bring("teachers", 表=GOOD).accept.click()
    settle(qtbot, window)
    pk = next(str(row["id"]) for row in teachers.every(office) if row["name"] == "赵一")
    teachers.save(office, pk, {"phone": "13900000009"})
    toast_of(window)._act()
    settle(qtbot, window)
    assert "有的记录又被改过" in heard.said[0]
    assert "赵一" in names(office)


def test_closing_the_preview_writes_nothing(bring: Bring, window: MainWindow, office: Session, qtbot: QtBot) -> None:
    before = teachers.every(office)
    bring("teachers", 表=GOOD).decline.click()
    settle(qtbot, window)
    assert not shown(window)
    assert teachers.every(office) == before


def test_a_preview_closed_while_it_is_worked_on_is_gone(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    pane = bring("teachers", 表=(*GOOD, ("王芳", "城关小学")))
    pane.work.say_for_all({"subject": "数学"})
    pane.decline.click()
    settle(qtbot, window)
    assert not shown(window)


def test_what_was_left_out_is_written_with_its_reason_and_goes_in_after_mending(
    bring: Bring, window: MainWindow, office: Session, heard: Heard, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    out = tmp_path / "没有导入的.xlsx"
    chosen.answers = [out]
    bring("teachers", 表=BAD).accept.click()
    settle(qtbot, window)
    assert "每一行都写着原因" in heard.asked[0]
    assert chosen.wanted[0].start.endswith("表（没有导入的行）.xlsx")
    assert "赵三" not in names(office)
    book = openpyxl.load_workbook(out)
    told = str([[cell.value for cell in row] for row in book.active.rows])
    assert "没有登记" in told
    cell = next(cell for row in book.active.rows for cell in row if cell.value == "没有这所学校")
    cell.value = "第一中学"
    book.save(out)
    window.take_files([out])
    settle(qtbot, window)
    pane = pane_of(window)
    assert pane.sentence.text() == "共 1 行：新增 1 行、变化 0 行、无变化 0 行、有误 0 行。"
    pane.accept.click()
    settle(qtbot, window)
    assert "赵三" in names(office)


def test_whole_numbers_among_what_was_left_out_are_asked_about(
    bring: Bring, window: MainWindow, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    chosen.answers = [tmp_path / "改.xlsx"]
    pane = bring(
        "teachers",
        表=(
            ("姓名", "任教学校", "联系电话"),
            ("赵一", "城关小学", "13900000009"),
            ("赵三", "没有这所学校", "13900000008"),
        ),
    )
    pane.lines.write_refused.click()
    sheet = newest(window, PurposeSheet)
    assert sheet.text.currentText() == "改正后重新导入" and not chosen.wanted
    sheet.go.click()
    settle(qtbot, window)
    assert (tmp_path / "改.xlsx").read_bytes().startswith(b"\xd0\xcf\x11\xe0"), "it is under the password offered"


def test_what_would_be_left_out_is_written_before_the_import(
    bring: Bring,
    window: MainWindow,
    heard: Heard,
    chosen: Chosen,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(desktop, "show", lambda path, _refused: opened.append(path))
    chosen.answers = [tmp_path / "改.xlsx"]
    pane = bring("teachers", 表=BAD)
    pane.lines.rows.tick([1], False)
    pane.lines.write_refused.click()
    settle(qtbot, window)
    assert toast_of(window).text == "已导出没有导入的 2 行：改.xlsx"
    toast_of(window)._act()
    assert opened == [tmp_path / "改.xlsx"]
    assert pane.isVisible()
    pane.accept.click()
    settle(qtbot, window)
    # They have been written already: nobody is asked again.
    assert heard.asked == []


def test_rows_that_do_not_go_together_come_back_marked(
    bring: Bring, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    """Somebody cannot learn from two mentors at a time, as two rows of the file would have it."""
    teachers.save(office, None, {"name": "赵一", "work": organisations.listed(office)[0]["id"]})
    header = ("师父", "徒弟", "结对类型", "开始日期")
    pairs = [(name, "赵一", "青蓝工程", "2026-09-01") for name in ("曾伟", "单雪梅")]
    pane = bring("pairs", 表=(header, *pairs))
    pane.lines.obvious.click()
    settle(qtbot, window)
    pane.lines.obvious.click()
    settle(qtbot, window)
    pane.accept.click()
    settle(qtbot, window)
    again = pane_of(window)
    assert again.isVisible()
    assert again.work.made.counts["faulty"] >= 1
    assert "什么都没有写入" in again.notes.text()
    again.accept.click()
    settle(qtbot, window)
    assert "已导入师徒结对" in toast_of(window).text


def test_what_was_changed_meanwhile_is_not_overwritten_and_the_choices_stay(
    bring: Bring, window: MainWindow, office: Session, heard: Heard, qtbot: QtBot
) -> None:
    pane = bring("teachers", 表=GOOD)
    pane.lines.rows.tick([0], False)
    teachers.save(office, None, {"name": "刚登记的", "work": organisations.listed(office)[1]["id"]})
    pane.accept.click()
    settle(qtbot, window)
    assert "预览之后，数据又有了改动" in heard.said[0]
    assert not {"赵一", "赵二"} & names(office)
    again = pane_of(window)
    assert again.isVisible()
    assert again.work.skipped == {0}
    again.accept.click()
    settle(qtbot, window)
    assert {"赵一", "赵二"} & names(office) == {"赵二"}


def test_a_template_says_which_list_it_is(
    window: MainWindow, office: Session, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    out = tmp_path / "单位.xlsx"
    templates.write(office, "organisations", out)
    window.take_files([out])
    settle(qtbot, window)
    assert "这是“单位”的表格，是否改为导入单位？" in heard.asked[0]
    assert pane_of(window).work.made.kind == "organisations"
    heard.answer = False
    window.take_files([out])
    settle(qtbot, window)
    assert pane_of(window).work.made.kind == "teachers"


def test_a_file_that_looks_like_another_list_is_asked_about(
    window: MainWindow, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["姓名", "学校", "考核等次"], ["赵一", "城关小学", "合格"]]
    window.take_files([write(tmp_path / "考核.xlsx", 表=rows)])
    settle(qtbot, window)
    assert "这张表更像“考核”的名单，是否改为导入考核？" in heard.asked[-1]
    assert pane_of(window).work.made.kind == "assessments"


def test_a_workbook_can_be_dropped_on_any_page(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.go("desk")
    window.take_files([write(tmp_path / "册.xlsx", 表=GOOD)])
    settle(qtbot, window)
    dialog = newest(window, KindsDialog)
    assert "像是这一种" in dialog.buttons["teachers"].text()
    dialog.buttons["teachers"].click()
    settle(qtbot, window)
    assert pane_of(window).work.made.kind == "teachers"


def test_a_template_dropped_anywhere_needs_no_question(
    window: MainWindow, office: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    templates.write(office, "organisations", tmp_path / "单位.xlsx")
    window.go("desk")
    window.take_files([tmp_path / "单位.xlsx"])
    settle(qtbot, window)
    assert not window.findChildren(KindsDialog)
    assert pane_of(window).work.made.kind == "organisations"


def test_the_list_to_import_is_chosen_first_from_the_desk(
    window: MainWindow, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    chosen.answers = [write(tmp_path / "册.xlsx", 表=GOOD)]
    window.go("desk")
    ((text, act),) = window.page.more_acts()
    assert text == "从 Excel 导入……"
    act()
    dialog = newest(window, KindsDialog)
    dialog.buttons["teachers"].click()
    settle(qtbot, window)
    assert pane_of(window).work.made.kind == "teachers"
    assert chosen.wanted[0].title == "导入教师"


def test_a_file_of_another_list_can_be_imported_as_that(
    bring: Bring, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pane = bring("studios", 表=GOOD)
    pane.alarm.other.click()
    settle(qtbot, window)
    assert not shown(window)
    newest(window, KindsDialog).buttons["teachers"].click()
    settle(qtbot, window)
    assert pane_of(window).work.made.counts["new"] == 2


def test_a_file_that_says_nothing_new_can_only_be_closed(bring: Bring) -> None:
    pane = bring("teachers", 表=(("姓名", "任教学校"), ("张三", "城关小学")))
    assert not pane.accept.isVisible()
    assert (pane.decline.text(), pane.hint.text()) == ("关闭", "表格与现有内容一致，不需要导入。")


def test_a_file_that_is_no_workbook_is_refused_calmly(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, heard: Heard
) -> None:
    wrong = tmp_path / "花名册.xlsx"
    wrong.write_bytes(b"\x00\x01\x02" * 500)
    window.take_files([wrong])
    settle(qtbot, window)
    assert not window.findChildren(PreviewDialog)
    assert len(heard.said) == 1


def test_a_workbook_can_be_chosen_and_the_folder_is_remembered(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, chosen: Chosen
) -> None:
    chosen.answers = [write(tmp_path / "花名册.xlsx", 表=GOOD)]
    window.services.bring_in["teachers"]()
    settle(qtbot, window)
    assert newest(window, PreviewDialog).windowTitle() == "导入教师"
    window.services.bring_in["teachers"]()
    assert chosen.wanted[-1].start == str(tmp_path)


def test_schools_are_brought_in_too(bring: Bring, window: MainWindow, office: Session, qtbot: QtBot) -> None:
    bring("organisations", 表=(("单位名称", "学校标识码"), ("清泉小学", "2199000009"))).accept.click()
    settle(qtbot, window)
    assert "清泉小学" in {row["name"] for row in organisations.listed(office)}


def test_an_older_import_is_taken_back_from_the_desk(
    bring: Bring, window: MainWindow, office: Session, heard: Heard, qtbot: QtBot
) -> None:
    bring("teachers", 表=GOOD).accept.click()
    settle(qtbot, window)
    organisations.save(office, None, {"name": "新建小学"})
    window.go("desk")
    settle(qtbot, window)
    (undo,) = [
        one for one in window.page.findChildren(QPushButton) if one.accessibleName() == "撤销 导入教师：表.xlsx（2 行）"
    ]
    undo.click()
    settle(qtbot, window)
    assert "要撤销“导入教师：表.xlsx（2 行）”吗？" in heard.asked[0]
    assert not {"赵一", "赵二"} & names(office)
    assert "新建小学" in {row["name"] for row in organisations.listed(office)}
    assert records.recent(office)[0].reason == "撤销：导入教师：表.xlsx（2 行）"


def test_the_preview_of_a_school_leaves_what_is_the_countys(
    school: Session, open_window, qtbot: QtBot, tmp_path: Path, heard: Heard
) -> None:
    window = open_window(school)
    with sessions.create_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        templates.write(county, "organisations", tmp_path / "单位.xlsx")
    window.take_files([tmp_path / "单位.xlsx"])
    settle(qtbot, window)
    assert "单位由县里登记，本校不能导入。" in heard.said[0]


def test_a_step_that_waits_behind_what_is_stopped_leaves_the_preview_as_it_was(
    bring: Bring, window: MainWindow, qtbot: QtBot
) -> None:
    pane = bring("teachers", 表=GOOD)
    window.jobs.run(until_stopped, title="别的", done=lambda _: None)
    pane.work.refresh()
    assert not pane.lines.isEnabled()
    window.jobs.stop()
    settle(qtbot, window)
    assert pane.lines.isEnabled() and pane.accept.isEnabled()


@pytest.mark.parametrize("name", ["册.XLS", "册.et", "册.ods", "册.csv", "册.txt", "册.tsv", "册.xml", "册.htm"])
def test_whatever_can_be_read_can_be_chosen_and_dropped(name: str) -> None:
    assert workbooks.is_workbook(Path(name))
    assert not workbooks.is_workbook(Path("册.pdf"))


def test_what_was_chosen_is_not_lost_by_a_stray_escape(
    bring: Bring, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    pane = bring("teachers", 表=GOOD)
    dialog = newest(window, PreviewDialog)
    pane.work.skip([0])
    heard.answer = False
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible() and "要放弃这次导入吗？" in heard.asked[-1]
    heard.answer = True
    pane.decline.click()
    assert not shown(window)
    assert not {"赵一", "赵二"} & names(window.session)


def test_a_preview_nobody_touched_closes_unasked(bring: Bring, window: MainWindow, qtbot: QtBot, heard: Heard) -> None:
    bring("teachers", 表=GOOD)
    qtbot.keyClick(newest(window, PreviewDialog), Qt.Key.Key_Escape)
    assert not shown(window) and not heard.asked
