"""What each row of a workbook would do is seen before it is done; row by row and field by field a person decides."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import teachers
from app.session import Session
from tests.ui.conftest import cut_texts, settle
from tests.ui.importing.conftest import Bring
from ui.importing.detail import LEAVE
from ui.importing.dialog import ImportPane
from ui.preview import PreviewDialog
from ui.window import MainWindow

HEADER = ("姓名", "任教学校", "行政职务", "联系电话", "最喜欢的颜色")
ROSTER = (
    HEADER,
    ("王芳", "城关小学", "教研组长", "13900000001", "蓝"),
    ("新老师", "清水镇中心校", "", "", "红"),
    ("另一位", "没有这所学校", "", "", ""),
    ("张三", "城关小学", "", "", ""),
    ("曾伟", "清水镇中心校", "", "13900000002", ""),
)


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def states(pane: ImportPane) -> dict[str, str]:
    return {row.title: row.state for row in pane.work.made.rows}


def counts(pane: ImportPane) -> dict[str, str]:
    kinds = pane.lines.kinds.items()
    return {kind: button.text().split("　")[-1] for kind, button in kinds if button.isVisible()}


def person(session: Session, name: str) -> Any:
    return next((row for row in teachers.every(session) if row["name"] == name), None)


@pytest.fixture
def pane(bring: Bring) -> ImportPane:
    return bring("teachers", 表=ROSTER)


def settled(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    """Everybody with one name and school is the one on the roll."""
    pane.lines.obvious.click()
    settle(qtbot, window)


def test_one_sentence_tells_the_whole_and_the_states_are_counted(pane: ImportPane) -> None:
    assert pane.sentence.text() == "共 5 行：新增 1 行、变化 0 行、无变化 1 行、待确认 2 行、有误 1 行。"
    assert "没有导入的列：最喜欢的颜色。" in pane.notes.text()
    assert "名册里有、表里没有的 1 人（单雪梅）不受影响，不会删除。" in pane.notes.text()
    assert counts(pane) == {"": "5", "doubtful": "2", "faulty": "1", "new": "1", "same": "1"}
    assert [pane.lines.rows.texts(row)[0] for row in range(5)][:3] == ["待确认", "待确认", "有误"]


def test_a_fault_says_its_cell(pane: ImportPane) -> None:
    pane.lines.kinds["faulty"].click()
    assert pane.lines.rows.texts(0)[1:4] == ("另一位", "表", "第 4 行")
    assert "B4 任教学校" in words(pane.lines.change)
    assert "“没有这所学校”没有登记" in words(pane.lines.change)
    assert not pane.lines.rows.has_box(0)


def test_a_question_is_answered_and_asked_again(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    detail = pane.lines.change
    pane.lines.kinds["doubtful"].click()
    assert "同名同校，是同一个人吗？" in words(detail)
    assert not detail.take.isEnabled()
    (known, new, leave) = detail.answers
    assert (new, leave) == ("new", LEAVE)
    detail.answers[known].click()
    assert detail.take.isEnabled()
    detail.take.click()
    settle(qtbot, window)
    assert states(pane)["王芳"] == "changed"
    assert counts(pane)["doubtful"] == "1"
    # The list stays where it was: the next question is in sight.
    assert detail._title.text() == "曾伟"
    pane.lines.kinds["changed"].click()
    detail.again.click()
    settle(qtbot, window)
    assert states(pane)["王芳"] == "doubtful"


def test_a_doubtful_row_can_be_new_or_left_out(
    pane: ImportPane, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    detail = pane.lines.change
    detail.answers["new"].click()
    detail.take.click()
    settle(qtbot, window)
    assert states(pane)["王芳"] == "new"
    pane.lines.kinds["doubtful"].click()
    detail.answers[LEAVE].click()
    detail.take.click()
    assert pane.work.open == 0
    pane.accept.click()
    settle(qtbot, window)
    assert [row["name"] for row in teachers.every(office)].count("王芳") == 2
    assert person(office, "曾伟")["phone"] is None


def test_the_same_question_is_answered_for_all_rows_at_once(bring: Bring, window: MainWindow, qtbot: QtBot) -> None:
    rows = [
        ("姓名", "任教学校"),
        *((f"老{chr(0x4E01 + number)}", "城关小学校") for number in range(5)),
        ("李四", "城关小学"),
    ]
    pane = bring("teachers", 表=rows)
    detail = pane.lines.change
    assert "是不是下面的单位？" in words(detail)
    assert pane.lines.obvious.text() == "只有一个可能的都认作同一个（5 行）"
    next(iter(detail.answers.values())).click()
    assert detail.take_alike.text() == "同样的问题都这样回答（5 行）"
    detail.take_alike.click()
    settle(qtbot, window)
    assert set(states(pane).values()) == {"new"}
    assert pane.accept.text() == "全部接收（6 行）"


def test_questions_are_settled_together(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    assert pane.lines.obvious.text() == "只有一个可能的都认作同一人（2 行）"
    assert pane.lines.all_new.text() == "都作为新的（2 行）"
    pane.lines.all_new.click()
    settle(qtbot, window)
    assert (states(pane)["王芳"], states(pane)["曾伟"]) == ("new", "new")
    assert not pane.lines.all_new.isVisible()


def test_old_and_new_stand_beside_each_other(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    pane.lines.kinds["changed"].click()
    assert "（空）" in words(pane.lines.change)
    assert "139****0001" in words(pane.lines.change)
    pane.lines.change.reveal.click()
    assert "13900000001" in words(pane.lines.change)


def test_a_field_of_one_row_is_kept(pane: ImportPane, window: MainWindow, office: Session, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    pane.lines.kinds["changed"].click()
    pane.lines.change.ticks["phone"].click()
    assert not pane.lines.change.ticks["phone"].isChecked()
    pane.accept.click()
    settle(qtbot, window)
    wang = person(office, "王芳")
    assert (wang["admin_post"], wang["phone"]) == ("教研组长", None)
    assert person(office, "曾伟")["phone"] == "13900000002"


def test_a_field_of_every_row_is_kept(pane: ImportPane, window: MainWindow, office: Session, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    pane.lines.kinds["changed"].click()
    detail = pane.lines.change
    detail.ticks["phone"].click()
    assert detail.keeps["phone"].text() == "这一项都保持原来的（2 行）"
    detail.keeps["phone"].click()
    assert not detail.ticks["phone"].isEnabled()
    # 曾伟 has no other change: there is nothing to import of him.
    assert pane.accept.text() == "跳过有误的 1 行，导入 2 行"
    pane.accept.click()
    settle(qtbot, window)
    assert person(office, "王芳")["admin_post"] == "教研组长"
    assert [person(office, name)["phone"] for name in ("王芳", "曾伟")] == [None, None]


def test_the_fields_that_change_are_chosen_from_a_list(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    menu = pane.lines.field_menu()
    assert [action.text() for action in menu.actions()] == ["联系电话（2 行）", "行政职务（1 行）"]
    menu.actions()[0].trigger()
    assert pane.work.kept_fields == {"phone"}
    assert pane.lines.fields.text() == "按项目取舍：1 项保持原来的"
    pane.lines.field_menu().actions()[0].trigger()
    assert pane.work.kept_fields == set()


def test_a_row_without_its_tick_stays_out(pane: ImportPane, window: MainWindow, office: Session, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    pane.lines.kinds["new"].click()
    assert pane.accept.text() == "跳过有误的 1 行，导入 3 行"
    pane.lines.rows.tick([0], False)
    assert pane.accept.text() == "跳过 2 行，导入 2 行"
    pane.accept.click()
    settle(qtbot, window)
    assert person(office, "新老师") is None
    assert person(office, "曾伟")["phone"] == "13900000002"


def test_without_any_tick_there_is_nothing_to_import(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    pane.lines.rows.tick_shown(False)
    assert not pane.accept.isVisible()
    assert pane.hint.text() == "没有勾选要导入的行。"
    pane.lines.rows.tick_shown(True)
    assert pane.work.taken == 3


def test_rows_are_found_by_name_and_by_sheet(bring: Bring) -> None:
    pane = bring(
        "teachers", 城关=[HEADER, ("赵一", "城关小学", "", "", "")], 清水=[HEADER, ("赵二", "清水镇中心校", "", "", "")]
    )
    lines = pane.lines
    assert lines.sheets.isVisible()
    lines.search.setText("赵二")
    assert [lines.rows.texts(row)[1:3] for row in range(len(lines.rows.order))] == [("赵二", "清水")]
    lines.search.clear()
    lines.sheets.pick("城关")
    assert [lines.rows.texts(row)[1] for row in range(len(lines.rows.order))] == ["赵一"]
    lines.sheets.pick(None)
    assert len(lines.rows.order) == 2


def test_a_search_that_finds_nothing_shows_nothing_beside(pane: ImportPane) -> None:
    pane.lines.search.setText("没有这个人")
    assert not pane.lines.rows.order
    assert words(pane.lines.change).strip() == ""


def test_thousands_of_rows_are_only_as_many_widgets_as_a_few(bring: Bring) -> None:
    few = bring("teachers", 表=[HEADER, ("老师", "城关小学", "", "", "")])
    many = bring(
        "teachers", 表=[HEADER, *((f"老{chr(0x4E01 + number)}", "城关小学", "", "", "") for number in range(3000))]
    )
    assert len(many.lines.rows.order) == 3000
    assert len(many.lines.findChildren(QLabel)) == len(few.lines.findChildren(QLabel))


@pytest.mark.parametrize(("width", "height"), [(1318, 680), (976, 652), (862, 437)])
def test_nothing_is_cut_on_a_small_screen(pane: ImportPane, qtbot: QtBot, width: int, height: int) -> None:
    dialog = pane.window()
    assert isinstance(dialog, PreviewDialog)
    dialog.resize(width, height)
    for kind in ("doubtful", "faulty", "new"):
        pane.lines.narrow(kind)
        qtbot.wait(1)
        assert (dialog.width(), dialog.height()) == (width, height)
        assert not cut_texts(pane)


def test_enter_in_the_search_shows_no_whole_numbers(pane: ImportPane, window: MainWindow, qtbot: QtBot) -> None:
    settled(pane, window, qtbot)
    pane.lines.search.setText("曾伟")
    reveal = pane.lines.change.reveal
    assert reveal.isVisible()
    for part in pane.window().findChildren(QPushButton):
        part.setDefault(part is reveal)  # as Qt does by itself where it is the first button
    pane.lines.search.setFocus()
    qtbot.keyClick(pane.lines.search, Qt.Key.Key_Return)
    assert not reveal.isChecked()
    reveal.setFocus()
    qtbot.keyClick(reveal, Qt.Key.Key_Space)
    assert reveal.isChecked()
