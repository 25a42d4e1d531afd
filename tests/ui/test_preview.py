"""What a workbook would do is seen before it is done, and can be taken back as a whole."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import importing, organisations, teachers
from app import session as sessions
from app.session import Session
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle, toast_of
from ui import workbooks
from ui.preview import Change, Item, PreviewDialog, PreviewPane, Proposal
from ui.window import MainWindow

ROSTER = (
    ("姓名", "任教学校", "联系电话", "最喜欢的颜色"),
    ("王芳", "城关小学", "13900000001", "蓝"),
    ("新老师", "清水镇中心校", "", "红"),
    ("另一位", "没有这所学校", "", ""),
    ("张三", "城关小学", "", ""),
)


def workbook(path: Path, rows: tuple[tuple[str, ...], ...] = ROSTER) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)
    book.close()
    return path


@pytest.fixture(scope="module")
def made(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> importing.Preview:
    """The roster as the small office would import it; true of each of its copies."""
    folder = tmp_path_factory.mktemp("花名册")
    with sessions.open_session(Path(shutil.copy(small_office, folder / "县.xinhuo"))) as session:
        return importing.preview(session, "teachers", workbook(folder / "花名册.xlsx"))


def words(pane: PreviewPane) -> str:
    return "\n".join(label.text() for label in pane.change.findChildren(QLabel) if label.isVisible())


def names(session: Session) -> set[str]:
    return {str(row["name"]) for row in teachers.every(session)}


@pytest.fixture
def pane(window: MainWindow, made: importing.Preview) -> PreviewPane:
    workbooks.show(window.services, window, made, workbooks.proposal_of(made))
    return newest(window, PreviewDialog).pane


def test_one_sentence_tells_the_whole_and_the_kinds_are_counted(pane: PreviewPane) -> None:
    assert pane.shown.sentence == "共 4 行：新增 1 行、变化 1 行、无变化 1 行、有误 1 行。"
    assert pane.shown.notes == ["没有导入的列：最喜欢的颜色。"]
    assert {kind: button.text().split("　")[-1] for kind, button in pane.kinds.items()} == {
        "": "4", "faulty": "1", "new": "1", "changed": "1", "same": "1",
    }  # fmt: skip


def test_what_is_wrong_comes_first_and_says_its_cell(pane: PreviewPane) -> None:
    assert pane.rows.texts(0)[:3] == ("有误", "另一位", "第 4 行")
    assert "B4 任教学校" in words(pane)
    assert "“没有这所学校”没有登记" in words(pane)


def test_a_changed_row_shows_old_and_new(pane: PreviewPane) -> None:
    pane.kinds["changed"].click()
    assert [pane.rows.texts(row)[1] for row in range(len(pane.rows.order))] == ["王芳"]
    assert "（空）" in words(pane)
    assert "139****0001" in words(pane)
    pane.change.reveal.click()
    assert "13900000001" in words(pane)


def test_faulty_rows_are_left_out_only_when_a_person_says_so(
    pane: PreviewPane, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    assert pane.accept.text() == "跳过有误的 1 行，导入 2 行"
    pane.accept.click()
    settle(qtbot, window)
    assert "新老师" in names(office)
    assert "另一位" not in names(office)
    assert toast_of(window).text == "已导入教师：新增 1、变化 1，跳过 1 行"


def test_an_import_is_taken_back_as_a_whole(
    pane: PreviewPane, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    before = teachers.every(office)
    pane.accept.click()
    settle(qtbot, window)
    toast_of(window)._act()
    settle(qtbot, window)
    assert "已撤销" in toast_of(window).text
    assert teachers.every(office) == before


def test_closing_the_preview_writes_nothing(
    pane: PreviewPane, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    before = teachers.every(office)
    pane.decline.click()
    settle(qtbot, window)
    assert teachers.every(office) == before


def test_what_was_changed_meanwhile_is_not_overwritten(
    pane: PreviewPane, window: MainWindow, office: Session, heard: Heard, qtbot: QtBot
) -> None:
    teachers.save(office, None, {"name": "刚登记的", "work": organisations.listed(office)[1]["id"]})
    pane.accept.click()
    settle(qtbot, window)
    assert "预览之后，数据又有了改动" in heard.said[0]
    assert "新老师" not in names(office)


def test_a_dropped_workbook_that_says_nothing_new_can_only_be_closed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.take_files([workbook(tmp_path / "同.xlsx", (("姓名", "任教学校"), ("张三", "城关小学")))])
    settle(qtbot, window)
    pane = newest(window, PreviewDialog).pane
    assert not pane.accept.isVisible()
    assert pane.decline.text() == "关闭"


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
    chosen.answers = [workbook(tmp_path / "花名册.xlsx")]
    window.services.bring_in["teachers"]()
    settle(qtbot, window)
    assert newest(window, PreviewDialog).windowTitle() == "导入教师"
    window.services.bring_in["teachers"]()
    assert chosen.wanted[-1].start == str(tmp_path)


def test_schools_are_brought_in_too(window: MainWindow, office: Session, qtbot: QtBot, tmp_path: Path) -> None:
    window.services.bring_in["organisations"](
        workbook(tmp_path / "单位.xlsx", (("单位名称", "学校标识码"), ("清泉小学", "2199000009")))
    )
    settle(qtbot, window)
    newest(window, PreviewDialog).pane.accept.click()
    settle(qtbot, window)
    assert "清泉小学" in {row["name"] for row in organisations.listed(office)}


def test_a_school_brings_in_teachers_only(open_window: Callable[[Session], MainWindow], school: Session) -> None:
    assert list(open_window(school).services.bring_in) == ["teachers"]


def many(count: int) -> Proposal:
    items = [
        Item("new" if number % 3 else "conflict", f"教师{number}", "教师", changes=[Change("职称", "", "一级教师")])
        for number in range(count)
    ]
    return Proposal("文件", "很多条。", {"conflict": "冲突", "new": "新增"}, items, bad=frozenset({"conflict"}))


def test_thousands_of_rows_are_only_as_many_widgets_as_a_few(qtbot: QtBot) -> None:
    few, lots = PreviewPane(many(3), accept="接收"), PreviewPane(many(20_000), accept="接收")
    for pane in (few, lots):
        qtbot.addWidget(pane)
        pane.show()
    assert len(lots.rows.order) == 20_000
    lots.narrow("conflict")
    assert len(lots.rows.order) == 6667
    assert len(lots.findChildren(QLabel)) == len(few.findChildren(QLabel))


def test_a_difference_that_the_mask_would_hide_is_shown(qtbot: QtBot) -> None:
    item = Item("conflict", "单丽", "教师", changes=[Change("联系电话", "13912340000", "13956780000")])
    sides = {"conflict": ("县里的", "学校的")}
    pane = PreviewPane(Proposal("文件", "冲突 1 条。", {"conflict": "冲突"}, [item], sides=sides), accept="接收")
    qtbot.addWidget(pane)
    pane.show()
    assert "13912340000" in words(pane)
    assert "学校的" in words(pane)


@pytest.mark.parametrize(("width", "height"), [(1318, 680), (862, 437)])
def test_nothing_is_cut_on_a_small_screen(pane: PreviewPane, qtbot: QtBot, width: int, height: int) -> None:
    pane.window().resize(width, height)
    qtbot.wait(1)
    assert (pane.window().width(), pane.window().height()) == (width, height)
    assert not cut_texts(pane)
