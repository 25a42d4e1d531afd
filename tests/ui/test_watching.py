"""The watched folder in the window: off until chosen, quiet while it works, one line when it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import teachers
from app.exchange import packing, receiving
from app.session import Session
from tests.ui.conftest import Chosen, Heard, newest, settle
from tests.ui.test_exchange import Offices, at_county, at_school, built, offices, reported
from ui.preview import PreviewDialog
from ui.window import MainWindow

__all__ = ["built", "offices"]

Opener = Callable[[Session], MainWindow]


def acts(page: object) -> dict[str, Callable[[], None]]:
    return dict(page.more_acts())  # type: ignore[attr-defined]


def looked(qtbot: QtBot, window: MainWindow, *, at_once: bool = False) -> None:
    """One look at the folder, waited for."""
    watcher = window.watcher()
    watcher.go(at_once)
    qtbot.waitUntil(lambda: not watcher.busy, timeout=20_000)
    settle(qtbot, window)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "共享"
    folder.mkdir()
    return folder


def test_it_is_off_until_a_folder_is_chosen_and_can_be_done_without_again(
    open_window: Opener, offices: Offices, shared: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    assert not page.watch.isVisible()
    assert "停用收发文件夹" not in acts(page)
    chosen.answers = [shared]
    acts(page)["收发文件夹……"]()
    looked(qtbot, window)
    assert page.watch.isVisible()
    assert page.watch.words.text().startswith("收发文件夹“共享”　")
    assert page.watch.words.text().endswith("查看过：没有新文件")
    acts(page)["停用收发文件夹"]()
    assert not page.watch.isVisible()
    assert window.watcher().folder is None


def test_a_report_that_comes_is_taken_and_answered_unasked(
    open_window: Opener, offices: Offices, shared: Path, qtbot: QtBot
) -> None:
    teachers.save(offices.school, offices.shan, {"phone": "13900000002"})
    packing.pack(offices.school, "county", shared)
    window, page = at_county(open_window, offices, qtbot)
    window.watcher().choose(shared)
    looked(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["phone"] == "13900000002"
    assert page.watch.words.text().endswith("查看过：接收 1 个，写出 1 个")
    # The page has heard of it.
    assert page.history.rows.texts(0)[1].startswith("给清水小学生成了下发文件")
    (answer,) = shared.glob("*-下发-*.xhb")
    receiving.take(offices.school, answer)
    assert offices.school.waiting == 0


def test_a_school_writes_what_waits_when_asked(
    open_window: Opener, offices: Offices, shared: Path, qtbot: QtBot
) -> None:
    window, page = at_school(open_window, offices, qtbot)
    window.watcher().choose(shared)
    looked(qtbot, window)
    before = len([*shared.glob("*-上报-*.xhb")])
    teachers.save(offices.school, offices.shan, {"phone": "13900000002"})
    looked(qtbot, window)
    assert len([*shared.glob("*-上报-*.xhb")]) == before
    page.watch.now.click()
    qtbot.waitUntil(lambda: not window.watcher().busy, timeout=20_000)
    settle(qtbot, window)
    assert len([*shared.glob("*-上报-*.xhb")]) == before + 1


def test_what_needs_a_person_is_shown_to_one(open_window: Opener, offices: Offices, shared: Path, qtbot: QtBot) -> None:
    path = reported(offices, phone="13900000002")
    path.rename(shared / path.name)
    teachers.save(offices.county, offices.shan, {"phone": "13900000003"})
    window, page = at_county(open_window, offices, qtbot)
    window.watcher().choose(shared)
    looked(qtbot, window)
    assert "1 个等您查看" in page.watch.words.text()
    page.watch.see.click()
    settle(qtbot, window)
    newest(window, PreviewDialog).accept()
    settle(qtbot, window)
    looked(qtbot, window)
    assert not page.watch.see.isVisible()
    assert not (shared / path.name).exists()


def test_a_folder_that_is_gone_is_one_quiet_line(
    open_window: Opener, offices: Offices, shared: Path, heard: Heard, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    window.watcher().choose(shared)
    shared.rmdir()
    for _ in range(3):
        looked(qtbot, window)
    assert "找不到收发文件夹" in page.watch.words.text()
    assert heard.said == []
    shared.mkdir()
    looked(qtbot, window)
    assert page.watch.words.text().endswith("没有新文件")


def test_the_folder_is_remembered_for_this_office_alone(
    open_window: Opener, offices: Offices, shared: Path, qtbot: QtBot
) -> None:
    window, _page = at_county(open_window, offices, qtbot)
    window.watcher().choose(shared)
    again, page = at_county(open_window, offices, qtbot)
    assert again.watcher().folder == shared
    assert page.watch.isVisible()
    other, page_of_school = at_school(open_window, offices, qtbot)
    assert other.watcher().folder is None
    assert not page_of_school.watch.isVisible()


def test_something_new_in_the_folder_is_noticed_by_itself(
    open_window: Opener, offices: Offices, shared: Path, qtbot: QtBot
) -> None:
    path = reported(offices, phone="13900000002")
    window, _page = at_county(open_window, offices, qtbot)
    window.watcher().choose(shared)
    looked(qtbot, window)
    path.rename(shared / path.name)
    qtbot.waitUntil(lambda: not (shared / path.name).exists(), timeout=30_000)
    settle(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["phone"] == "13900000002"
