"""The List pattern: ticks, filters, order, counts and what an empty list says."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.fields import Field, Kind
from ui.filters import OptionsPanel
from ui.lists import Act, Empty, ListPane, ticked_in_order
from ui.rows import Column

NAMES = ("id", "name", "stage", "hours")
COLUMNS = (
    Column("name", "姓名", 80, given=True),
    Column("stage", "学段", 80, field=Field("stage", "学段", Kind.CODE, codes="stage")),
    Column("hours", "学时", 64, "right", Field("hours", "学时", Kind.HOURS)),
)
ROWS = [("a", "曾伟", "3", 125), ("b", "单雪", "2", None), ("c", "王芳", "2", 600), ("d", "张三", None, 15)]


def pane(qtbot: QtBot, **more: object) -> ListPane:
    made = ListPane(
        COLUMNS, NAMES, unit="人", empty=Empty("还没有教师", "新增一位。", "新增"), filters=("stage",), **more
    )  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.put(ROWS)
    return made


def shown(made: ListPane) -> list[str]:
    return [made.rows.texts(row)[0] for row in range(made.rows.rowCount())]


def test_values_are_shown_as_people_read_them(qtbot: QtBot) -> None:
    made = pane(qtbot)
    assert made.rows.texts(0) == ("曾伟", "普通初中", "12.5")
    assert made.rows.texts(1) == ("单雪", "小学", "")


def test_the_count_says_how_many_of_how_many_and_how_many_chosen(qtbot: QtBot) -> None:
    made = pane(qtbot)
    assert made.count.text() == "共 4 人"
    made.narrow("stage", "2")
    made.rows.tick([0], True)
    assert made.count.text() == "共 4 人 · 筛出 2 · 已选 1"


def test_a_chip_tells_its_condition_and_takes_it_away_again(qtbot: QtBot) -> None:
    made = pane(qtbot)
    chip = made.chips[0]
    chip.pick("2")
    assert (chip.text(), shown(made)) == ("学段：小学", ["单雪", "王芳"])
    chip.click()
    assert (chip.text(), len(shown(made))) == ("学段", 4)


def test_a_chip_offers_what_there_is_with_counts(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.chips[0].click()
    panel = made.chips[0].findChild(OptionsPanel)
    assert panel is not None
    offered = [panel.options.item(row).text() for row in range(panel.options.count())]
    assert [text.split() for text in offered] == [["小学", "2"], ["普通初中", "1"]]
    panel.options.itemActivated.emit(panel.options.item(1))
    assert shown(made) == ["曾伟"]


def test_a_search_and_a_condition_hold_together(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.search(["a", "c"])
    made.narrow("stage", "2")
    assert shown(made) == ["王芳"]
    made.search(None)
    assert shown(made) == ["单雪", "王芳"]


def test_a_header_click_orders_up_then_down_then_as_it_was(qtbot: QtBot) -> None:
    made = pane(qtbot)
    header = made.grid.horizontalHeader()
    header.sectionClicked.emit(3)
    assert shown(made) == ["张三", "曾伟", "王芳", "单雪"]
    header.sectionClicked.emit(3)
    assert shown(made) == ["王芳", "曾伟", "张三", "单雪"], "empty values stay last"
    header.sectionClicked.emit(3)
    assert shown(made) == ["曾伟", "单雪", "王芳", "张三"]


def test_the_first_heading_ticks_all_that_match(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.narrow("stage", "2")
    made.grid.horizontalHeader().sectionClicked.emit(0)
    made.chips[0].pick(None)
    assert ticked_in_order(made.rows) == ["b", "c"]
    assert made.rows.shown_ticks() == "some"


def test_keys_tick_copy_and_open(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.grid.choose("b")
    QTest.keyClick(made.grid, Qt.Key.Key_Space)
    assert made.rows.ticked == {"b"}
    QTest.keyClick(made.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "单雪\t小学\t"
    with qtbot.waitSignal(made.opened) as opened:
        QTest.keyClick(made.grid, Qt.Key.Key_Return)
    assert opened.args == ["b"]
    QTest.keyClick(made.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(made.rows.ticked) == 4


def test_a_click_on_the_tick_does_not_change_the_current_row(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.grid.choose("a")
    place = QPoint(12, made.grid.rowViewportPosition(2) + 8)
    QTest.mouseClick(made.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (made.grid.current_id, made.rows.ticked) == ("a", {"c"})
    last = QPoint(12, made.grid.rowViewportPosition(0) + 8)
    QTest.mouseClick(made.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, last)
    assert made.rows.ticked == {"a", "b", "c"}


def test_the_current_row_stays_the_same_record_when_rows_move(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.grid.choose("c")
    made.put([("0", "丁一", "2", None), *ROWS])
    assert made.grid.current_id == "c"
    made.rows.sort(1, Qt.SortOrder.DescendingOrder)
    assert made.grid.current_id == "c"


def test_ticks_of_rows_that_are_gone_are_forgotten(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.rows.tick_shown(True)
    made.put(ROWS[:2])
    assert made.rows.ticked == {"a", "b"}


def test_what_is_done_with_ticks_gets_their_ids(qtbot: QtBot) -> None:
    got: list[list[str]] = []
    made = pane(qtbot, acts=(Act("导出", got.append),))
    assert not made.bar.isVisible()
    made.rows.tick([2, 0], True)
    assert made.bar.isVisible()
    assert made.bar.words.text() == "已选 2 人："
    made.bar.buttons[0].click()
    assert got == [["a", "c"]]


def test_an_empty_list_says_what_to_do_next(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.put([])
    assert "还没有教师" in texts(made)
    assert "新增" in texts(made)


def test_a_search_that_finds_nothing_offers_to_be_cleared(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.search([])
    assert "没有符合条件的记录" in texts(made)
    with qtbot.waitSignal(made.cleared):
        made._blank.button.click()
    assert len(shown(made)) == 4


def test_many_rows_are_shown_and_filtered_without_painting_them_all(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.put((str(n), f"教师{n}", "23"[n % 2], n * 10) for n in range(10_000))
    made.narrow("stage", "2")
    QGuiApplication.processEvents()
    assert made.count.text() == "共 10,000 人 · 筛出 5,000"
    assert len(made.rows._texts) < 200, "only rows in sight are made into text"


def texts(made: ListPane) -> list[str]:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    labels: list[QLabel | QAbstractButton] = [*made.findChildren(QLabel), *made.findChildren(QAbstractButton)]
    return [one.text() for one in labels if one.isVisible()]
