"""A person sees what was taken as header and data and as which field, and puts right what is not."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from pytestqt.qtbot import QtBot

from app import teachers
from app.importing.mapping import ColumnMatch
from app.session import Session
from tests.ui.conftest import Heard, cut_texts, settle
from tests.ui.importing.conftest import Bring, pane_of
from ui.importing import columns
from ui.importing.asking import line_of
from ui.importing.dialog import ImportPane
from ui.importing.paper import SheetView
from ui.window import MainWindow

ROSTER = (
    ("城关小学教职工花名册",),
    ("序号", "姓名", "任教学校", "职称职级"),
    (1, "赵一", "城关小学", "一级教师"),
    (2, "赵二", "城关小学", "二级教师"),
    ("合计", 2),
    ("填表人：王敏",),
)


@pytest.fixture
def pane(bring: Bring) -> ImportPane:
    made = bring("teachers", 花名册=ROSTER, 说明=(("请于周五前上报",),))
    made.tabs.choose("sheets")
    return made


def titles(pane: ImportPane) -> list[str]:
    return [row.title for row in pane.work.made.rows]


def parts(pane: ImportPane) -> list[str]:
    paper = pane.sheets.view.paper
    return [paper.headerData(row, Qt.Orientation.Vertical) for row in range(paper.rowCount())]


def select(pane: ImportPane, first: int, last: int) -> None:
    view = pane.sheets.view
    view.clearSelection()
    view.selectRow(first - 1)
    selection = view.selectionModel()
    for row in range(first, last):
        selection.select(view.paper.index(row, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows)


def drag(view: SheetView, row: int, to: int) -> None:
    """Drag the line before a row (0-based) to before another."""

    def send(kind: QMouseEvent.Type, y: int, button: Qt.MouseButton) -> None:
        where = QPointF(60, y)
        event = QMouseEvent(kind, where, where, button, button, Qt.KeyboardModifier.NoModifier)
        act = {
            QMouseEvent.Type.MouseButtonPress: view.mousePressEvent,
            QMouseEvent.Type.MouseMove: view.mouseMoveEvent,
            QMouseEvent.Type.MouseButtonRelease: view.mouseReleaseEvent,
        }
        act[kind](event)

    send(QMouseEvent.Type.MouseButtonPress, view.edge_y(row), Qt.MouseButton.LeftButton)
    send(QMouseEvent.Type.MouseMove, view.edge_y(to), Qt.MouseButton.LeftButton)
    send(QMouseEvent.Type.MouseButtonRelease, view.edge_y(to), Qt.MouseButton.LeftButton)


def test_every_row_says_what_it_was_taken_for(pane: ImportPane) -> None:
    assert parts(pane) == ["1　标题", "2　表头", "3", "4", "5　合计", "6　说明"]
    paper = pane.sheets.view.paper
    assert paper.index(2, 1).data() == "赵一"
    backgrounds = {paper.index(row, 1).data(Qt.ItemDataRole.BackgroundRole).name() for row in (0, 1, 2)}
    assert len(backgrounds) == 3


def test_a_column_says_which_field_it_is_and_how_sure_that_is(pane: ImportPane) -> None:
    boxes = pane.sheets.view.columns.boxes
    assert [box.currentText() for box in boxes.values()] == ["（不导入）", "姓名", "任教学校", ""]
    table = pane.work.made.tables[0]
    assert [columns.sureness(match) for match in table.matches] == ["序号列", "名称相同", "名称相同", "待确认（88%）"]
    chosen = ColumnMatch(0, "", None, "chosen", 100)
    assert columns.sureness(chosen) == "由您指定"
    assert columns.sureness(ColumnMatch(0, "职务", "title", "likely", 93)) == "相近 93%"


def test_a_doubtful_column_cannot_be_overlooked(pane: ImportPane, heard: Heard, qtbot: QtBot) -> None:
    assert pane.alarm.words.text() == "有 1 列还没有确认，不会导入。"
    assert pane.tabs.buttons["sheets"].text() == "表格和表头（1 列待确认）"
    (line,) = pane.sheets.questions.lines
    assert "“职称职级”（花名册 D 列）是不是“现聘职称”？" in line.words.text()
    heard.answer = False
    pane.accept.click()
    assert "还有 1 列没有确认" in heard.asked[0]
    assert pane.isVisible()


def test_a_confirmed_column_is_imported_and_remembered(
    pane: ImportPane, window: MainWindow, office: Session, qtbot: QtBot, bring: Bring
) -> None:
    pane.sheets.questions.lines[0].yes.click()
    settle(qtbot, window)
    assert not pane.alarm.isVisible()
    assert pane.sheets.view.columns.boxes[3].currentText() == "现聘职称"
    pane.accept.click()
    settle(qtbot, window)
    found = {row["name"]: row["title"] for row in teachers.every(office)}
    assert found["赵一"] and found["赵二"]
    again = bring("teachers", 花名册=ROSTER)
    assert columns.sureness(again.work.made.tables[0].matches[3]) == "与上次相同"
    assert not again.alarm.isVisible()


def test_a_column_that_is_not_it_is_left_out(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    pane.sheets.questions.lines[0].no.click()
    settle(qtbot, window)
    assert not pane.alarm.isVisible()
    assert pane.sheets.view.columns.boxes[3].currentText() == "（不导入）"


def test_another_field_is_chosen_above_the_column(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    pane.sheets.questions.lines[0].other.click()
    box = pane.sheets.view.columns.boxes[3]
    assert box.view().isVisible()
    box.hidePopup()
    box.setCurrentIndex(box.findText("行政职务"))
    box.activated.emit(box.currentIndex())
    settle(qtbot, window)
    assert pane.work.made.rows[0].changes["admin_post"] == "一级教师"
    assert pane.sheets.view.columns.boxes[3].currentText() == "行政职务"


def test_the_header_is_set_from_the_selected_rows(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    rows = (("姓名", "学校名称"), ("（必填）", "（全称）"), ("赵一", "城关小学"))
    pane = bring("teachers", 表=rows)
    pane.tabs.choose("sheets")
    assert not pane.sheets.header.isEnabled()
    select(pane, 1, 2)
    pane.sheets.header.click()
    settle(qtbot, window)
    assert parts(pane) == ["1　表头", "2　表头", "3"]
    assert titles(pane) == ["赵一"]


def test_where_the_data_begins_and_ends_is_set(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    select(pane, 3, 3)
    pane.sheets.end.click()
    settle(qtbot, window)
    assert titles(pane) == ["赵一"]
    assert parts(pane)[3] == "4　表外"
    select(pane, 4, 4)
    pane.sheets.data.click()
    settle(qtbot, window)
    assert parts(pane)[2] == "3　表头"


def test_what_makes_no_table_is_said(pane: ImportPane, heard: Heard) -> None:
    select(pane, 1, 1)
    pane.sheets.end.click()
    assert "第 1 行不在表头下面" in heard.said[0]


def test_a_line_is_dragged(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    view = pane.sheets.view
    drag(view, 2, 3)
    settle(qtbot, window)
    assert parts(pane)[2] == "3　表头"
    drag(view, 1, 2)
    settle(qtbot, window)
    assert parts(pane)[1:3] == ["2　标题", "3　表头"]
    drag(view, 6, 4)
    settle(qtbot, window)
    assert parts(pane)[4] == "5　表外"
    assert view._edge_at(QPoint(60, view.edge_y(4))) == "end"


def test_a_table_is_left_out_and_taken_again(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    one = (("姓名", "任教学校"), ("赵一", "城关小学"))
    pane = bring("teachers", 甲=one, 乙=(one[0], ("赵二", "城关小学")))
    pane.tabs.choose("sheets")
    assert [tick.text() for tick in pane.sheets.ticks] == ["第 1 行起，1 行", "第 1 行起，1 行"]
    pane.sheets.ticks[0].click()
    settle(qtbot, window)
    assert titles(pane) == ["赵二"]
    assert pane.sheets.ticks[0].text() == "第 1 行起，不导入"
    pane.sheets.ticks[0].click()
    settle(qtbot, window)
    assert titles(pane) == ["赵一", "赵二"]
    pane.sheets.names[1].click()
    assert pane.sheets.view.paper.index(1, 0).data() == "赵二"


def test_a_second_table_on_a_sheet_can_be_marked(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    rows = (("姓名", "任教学校"), ("赵一", "城关小学"), ("名字", "学校"), ("赵二", "城关小学"))
    pane = bring("teachers", 表=rows)
    pane.tabs.choose("sheets")
    select(pane, 1, 1)
    pane.sheets.header.click()
    settle(qtbot, window)
    if len(pane.work.made.tables) == 1:
        select(pane, 3, 3)
        pane.sheets.another.click()
        settle(qtbot, window)
    assert parts(pane) == ["1　表头", "2", "3　表头", "4"]
    assert titles(pane) == ["赵一", "赵二"]


def test_a_file_without_such_a_table_is_shown_so_that_it_can_be_marked(
    bring: Bring, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pane = bring("teachers", 表=(("谁", "在哪里"), ("赵一", "城关小学")))
    assert pane.tabs.current == "sheets"
    assert pane.sentence.text() == "在“表.xlsx”里没有找到教师名单。"
    assert "至少包含“姓名”" in pane.alarm.words.text()
    assert not pane.accept.isVisible()
    select(pane, 1, 1)
    pane.sheets.header.click()
    settle(qtbot, window)
    for column, label in ((0, "姓名"), (1, "任教学校")):
        box = pane.sheets.view.columns.boxes[column]
        box.setCurrentIndex(box.findText(label))
        box.activated.emit(box.currentIndex())
        settle(qtbot, window)
    pane.accept.click()
    settle(qtbot, window)
    assert "赵一" in {row["name"] for row in teachers.every(office)}


def test_what_the_sheet_does_not_say_is_filled_in_once(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    pane = bring("assessments", 表=(("姓名", "学校", "考核等次"), ("王芳", "城关小学", "合格")))
    assert pane.alarm.words.text() == "表里没有“考核种类、考核年度”，可以一次填好。"
    assert pane.tabs.current == "sheets"
    questions = pane.sheets.questions
    questions.editors["kind"].setCurrentText("年度考核")
    questions.editors["year"].setText("2025")
    questions.fill.click()
    settle(qtbot, window)
    assert not pane.alarm.isVisible()
    assert [row.state for row in pane.work.made.rows] == ["new"]
    assert questions.editors["year"].text() == "2025"


def test_what_is_filled_in_wrongly_is_said(bring: Bring, window: MainWindow, heard: Heard, qtbot: QtBot) -> None:
    pane = bring("assessments", 表=(("姓名", "学校", "考核等次"), ("王芳", "城关小学", "合格")))
    pane.sheets.questions.editors["year"].setText("去年")
    pane.sheets.questions.fill.click()
    settle(qtbot, window)
    assert heard.said or pane.work.made.counts["faulty"] == 1
    assert pane.isEnabled() and pane.sheets.isEnabled()


def test_columns_of_thirty_sheets_wide_can_be_seen(bring: Bring, qtbot: QtBot) -> None:
    heads = ("姓名", "任教学校", *(f"附加内容{number}" for number in range(40)))
    pane = bring("teachers", 表=(heads, ("赵一", "城关小学", *("内容",) * 40)))
    pane.tabs.choose("sheets")
    boxes = pane.sheets.view.columns.boxes
    # Only those in sight are made: a sheet may have thousands of columns.
    assert boxes[0].isVisible() and 41 not in boxes
    bar = pane.sheets.view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.wait(1)
    assert boxes[41].isVisible()
    assert not boxes[0].isVisible()


@pytest.mark.parametrize(("width", "height"), [(1318, 680), (976, 652), (862, 437)])
def test_nothing_is_cut_on_a_small_screen(pane: ImportPane, qtbot: QtBot, width: int, height: int) -> None:
    pane.window().resize(width, height)
    qtbot.wait(1)
    assert (pane.window().width(), pane.window().height()) == (width, height)
    assert not cut_texts(pane)


def test_a_hidden_sheet_is_shown_but_not_read(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "现在"
    for row in (("姓名", "任教学校"), ("赵一", "城关小学")):
        book.active.append(row)
    old = book.create_sheet("从前")
    for row in (("姓名", "任教学校"), ("钱二", "城关小学")):
        old.append(row)
    old.sheet_state = "hidden"
    book.save(tmp_path / "册.xlsx")
    window.services.bring_in["teachers"](tmp_path / "册.xlsx")
    settle(qtbot, window)
    pane = pane_of(window)
    assert titles(pane) == ["赵一"]
    assert "隐藏的工作表没有读：从前。" in pane.notes.text()
    pane.tabs.choose("sheets")
    pane.sheets.names[1].click()
    select(pane, 1, 1)
    pane.sheets.header.click()
    settle(qtbot, window)
    assert titles(pane) == ["赵一", "钱二"]


def test_a_workbook_without_anything_in_it_is_said_to_have_no_list(bring: Bring) -> None:
    pane = bring("teachers", 表=())
    assert pane.sentence.text() == "在“表.xlsx”里没有找到教师名单。"
    assert pane.sheets.view.paper.rowCount() == 0
    assert not pane.sheets.header.isEnabled()


def test_a_chosen_column_keeps_its_answers_and_ticks(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    rows = (("姓名", "任教学校", "行政"), ("王芳", "城关小学", "教研组长"), ("赵一", "城关小学", ""))
    pane = bring("teachers", 表=rows)
    pane.work.skip([1])
    (line,) = pane.sheets.questions.lines
    line.yes.click()
    settle(qtbot, window)
    pane.lines.obvious.click()
    settle(qtbot, window)
    assert [row.state for row in pane.work.made.rows] == ["changed", "new"]
    pane.sheets.view.picked.emit(2, None)
    settle(qtbot, window)
    assert [row.state for row in pane.work.made.rows] == ["same", "new"]
    assert pane.work.skipped == {1}
    pane.sheets.view.picked.emit(2, "admin_post")
    settle(qtbot, window)
    # The answer of before holds again.
    assert [row.state for row in pane.work.made.rows] == ["changed", "new"]


def test_what_holds_for_every_row_is_said_with_enter_too(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    pane = bring("teachers", 表=(("姓名", "性别"), ("赵一", "男"), ("赵二", "女")))
    editor = pane.sheets.questions.editors["work"]
    line_of(editor).setText("城关小学")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert pane.work.made.fixed == {"work": "城关小学"}
    assert pane.window().isVisible()
