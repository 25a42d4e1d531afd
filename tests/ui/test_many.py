"""Receiving a whole stick at once: the list before, what is taken, what is moved away, the list after."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app import teachers
from app.exchange import mail
from app.session import Session
from tests.ui.conftest import Chosen, cut_texts, newest, settle, toast_of
from tests.ui.test_exchange import Offices, at_county, at_school, built, offices, reported, request_to_join
from ui.exchange.joining import JoinDialog
from ui.exchange.many import FilesDialog
from ui.window import MainWindow

__all__ = ["built", "offices", "request_to_join"]

Opener = Callable[[Session], MainWindow]


def states(dialog: FilesDialog) -> list[str]:
    return [row[1] for row in dialog.list.rows.all]


def photograph(offices: Offices) -> Path:
    path = offices.stick / "照片.xhb"
    path.write_bytes(b"nothing of ours" * 20)
    return path


def test_a_stick_is_received_in_one_go_and_wrong_files_are_moved_away(
    open_window: Opener, offices: Offices, request_to_join: mail.Made, chosen: Chosen, qtbot: QtBot
) -> None:
    reported(offices, phone="13900000002")
    reported(offices, email="shan@example.com")
    photo = photograph(offices)
    window, page = at_county(open_window, offices, qtbot)
    chosen.answers = [offices.stick]
    page.buttons["folder"].click()
    settle(qtbot, window)
    dialog = newest(window, FilesDialog)
    # The invite that lies there too is the county's own: nothing to receive, and nothing to move away.
    assert sorted(states(dialog)) == [
        "不用接收", "不能接收", "加入申请", "可以接收", "可以接收",
    ]  # fmt: skip
    assert states(dialog)[0] == "加入申请"
    assert dialog.main.text() == "接收 2 个文件"
    assert teachers.get(offices.county, offices.shan)["phone"] == "13900000001"
    dialog.aside.setChecked(True)
    dialog.main.click()
    settle(qtbot, window)
    row = teachers.get(offices.county, offices.shan)
    assert (row["phone"], row["email"]) == ("13900000002", "shan@example.com")
    assert page.outcome.title.text() == "已接收 2 个文件。"
    results = newest(window, FilesDialog)
    assert sorted(states(results)) == ["不用接收", "不能接收", "加入申请", "已接收", "已接收"]
    assert "1 个文件已移到旁边的“未接收”文件夹" in results.note.text()
    assert not photo.exists()
    assert (offices.stick / "未接收" / photo.name).exists()
    assert "这不是薪火的文件" in (offices.stick / "未接收" / "未接收的原因.txt").read_text("utf-8-sig")
    assert not results.main.isVisible()


def test_nothing_is_moved_without_the_tick(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    reported(offices, phone="13900000002")
    photo = photograph(offices)
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([offices.stick])
    settle(qtbot, window)
    newest(window, FilesDialog).main.click()
    settle(qtbot, window)
    assert photo.exists()
    assert newest(window, FilesDialog).note.text() == ""


def test_where_nothing_fits_the_wrong_files_can_still_be_moved_away(
    open_window: Opener, offices: Offices, qtbot: QtBot
) -> None:
    photograph(offices)
    (offices.stick / "空.xhb").touch()
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([offices.stick])
    settle(qtbot, window)
    dialog = newest(window, FilesDialog)
    assert dialog.main.text() == "把不能接收的文件移到“未接收”文件夹"
    dialog.main.click()
    settle(qtbot, window)
    assert sorted(path.name for path in (offices.stick / "未接收").glob("*.xhb")) == ["照片.xhb", "空.xhb"]
    assert page.outcome.title.text() == "没有接收任何文件。"


def test_a_request_to_join_is_received_alone_from_the_list(
    open_window: Opener, offices: Offices, request_to_join: mail.Made, qtbot: QtBot
) -> None:
    reported(offices, phone="13900000002")
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([offices.stick])
    settle(qtbot, window)
    dialog = newest(window, FilesDialog)
    dialog.list.opened.emit(str(states(dialog).index("加入申请")))
    settle(qtbot, window)
    assert newest(window, JoinDialog).code.text() == request_to_join.code


def test_files_taken_before_count_as_done(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    reported(offices, phone="13900000002")
    reported(offices, email="shan@example.com")
    window, page = at_county(open_window, offices, qtbot)
    for _ in range(2):
        page.receiver.receive([offices.stick])
        settle(qtbot, window)
        dialog = newest(window, FilesDialog)
        if dialog.main.isVisible():
            dialog.main.click()
            settle(qtbot, window)
            newest(window, FilesDialog).reject()
    assert states(dialog) == ["以前接收过", "以前接收过"]
    assert dialog.leave.text() == "关闭"


def test_the_list_is_kept_as_a_workbook(open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot) -> None:
    reported(offices, phone="13900000002")
    photograph(offices)
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([offices.stick])
    settle(qtbot, window)
    dialog = newest(window, FilesDialog)
    chosen.answers = [offices.stick / "结果.xlsx"]
    dialog.keep.click()
    settle(qtbot, window)
    assert (offices.stick / "结果.xlsx").stat().st_size > 1000
    assert toast_of(window).text == "清单已保存：结果.xlsx"


def test_the_list_is_narrowed_by_result_and_nothing_is_cut(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    reported(offices, phone="13900000002")
    photograph(offices)
    window, page = at_school(open_window, offices, qtbot)
    page.receiver.receive([offices.stick])
    settle(qtbot, window)
    dialog = newest(window, FilesDialog)
    assert sorted(states(dialog)) == ["不用接收", "不能接收"]
    dialog.list.narrow("state", "不能接收")
    assert len(dialog.list.rows.order) == 1
    settle(qtbot, window)
    assert cut_texts(dialog) == []
