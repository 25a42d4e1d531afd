"""Sticks: named when they come, offered to receive from and write to, and gone without a word."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import teachers
from app.exchange import packing
from app.session import Session
from tests.ui.conftest import Chosen, cut_texts, newest, settle
from tests.ui.test_exchange import Offices, at_county, at_school, built, offices, reported
from ui import sticks
from ui.preview import PreviewDialog
from ui.sticks import Drive
from ui.window import MainWindow

__all__ = ["built", "offices"]

Opener = Callable[[Session], MainWindow]


class Slots:
    """What is in the computer: drives that a test puts in and pulls out."""

    def __init__(self) -> None:
        self.drives: list[Drive] = []

    def __call__(self) -> Sequence[Drive]:
        return list(self.drives)


@pytest.fixture
def slots() -> Iterator[Slots]:
    found = Slots()
    before = sticks.use(found)
    yield found
    sticks.use(before)


def test_a_stick_is_named_with_what_is_on_it(open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot) -> None:
    reported(offices, phone="13900000002")
    window, page = at_county(open_window, offices, qtbot)
    page.stick.sticks.look()
    settle(qtbot, window)
    assert not page.stick.isVisible()
    slots.drives = [Drive(offices.stick, "KINGSTON")]
    page.stick.sticks.look()
    settle(qtbot, window)
    assert page.stick.isVisible()
    assert page.stick.words.text() == "发现U盘「KINGSTON」：其中有 1 个薪火文件"
    assert cut_texts(page.stick) == []
    slots.drives = []
    page.stick.sticks.look()
    settle(qtbot, window)
    assert not page.stick.isVisible()


def test_it_is_received_from_with_one_click(open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot) -> None:
    reported(offices, phone="13900000002")
    slots.drives = [Drive(offices.stick, "KINGSTON")]
    window, page = at_county(open_window, offices, qtbot)
    page.stick.sticks.look()
    settle(qtbot, window)
    page.stick.receive.click()
    settle(qtbot, window)
    newest(window, PreviewDialog).accept()
    settle(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["phone"] == "13900000002"


def test_a_school_writes_its_report_to_it_with_one_click(
    open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot
) -> None:
    teachers.save(offices.school, offices.shan, {"phone": "13900000002"})
    slots.drives = [Drive(offices.stick, "KINGSTON")]
    window, page = at_school(open_window, offices, qtbot)
    page.stick.sticks.look()
    settle(qtbot, window)
    assert page.stick.words.text() == "发现U盘「KINGSTON」：其中没有薪火文件"
    assert not page.stick.receive.isVisible()
    page.stick.write.click()
    settle(qtbot, window)
    assert len([*offices.stick.glob("清水小学-上报-*.xhb")]) == 1
    assert page.stick.words.text() == "发现U盘「KINGSTON」：其中有 1 个薪火文件，没有给本单位的"
    assert not page.stick.receive.isVisible()


def test_the_county_writes_for_all_schools_to_it(
    open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot
) -> None:
    slots.drives = [Drive(offices.stick, "KINGSTON")]
    window, page = at_county(open_window, offices, qtbot)
    page.stick.sticks.look()
    settle(qtbot, window)
    page.stick.write.click()
    settle(qtbot, window)
    assert len([*offices.stick.glob("*-下发-*.xhb")]) == 1


def test_a_locked_stick_is_only_read(open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot) -> None:
    packing.pack(offices.county, "2199000002", offices.stick)
    slots.drives = [Drive(offices.stick, "KINGSTON", writable=False)]
    window, page = at_school(open_window, offices, qtbot)
    page.stick.sticks.look()
    settle(qtbot, window)
    assert page.stick.words.text() == "发现U盘「KINGSTON」：其中有 1 个薪火文件，只能读取"
    assert page.stick.receive.isVisible()
    assert not page.stick.write.isVisible()


def test_dialogs_begin_at_the_stick_while_it_is_in(
    open_window: Opener, offices: Offices, slots: Slots, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    for drives, at_stick in (([Drive(offices.stick, "KINGSTON")], True), ([], False)):
        slots.drives = list(drives)
        page.stick.sticks.look()
        settle(qtbot, window)
        page.buttons["receive"].click()
        assert (chosen.wanted[-1].start == str(offices.stick)) is at_stick


def test_what_was_waved_away_stays_away_until_it_comes_again(
    open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    drive = Drive(offices.stick, "KINGSTON")
    shown = []
    for step, drives in enumerate(([drive], [drive, Drive(offices.stick.parent, "别的")], [drive], [], [drive])):
        slots.drives = list(drives)
        page.stick.sticks.look()
        settle(qtbot, window)
        shown.append(page.stick.words.text() if page.stick.isVisible() else "")
        if step == 0:
            page.stick._dismiss()
    assert [text.partition("：")[0] for text in shown] == [
        "发现U盘「KINGSTON」",
        "发现U盘「别的」",
        "",
        "",
        "发现U盘「KINGSTON」",
    ]


def test_sticks_are_not_looked_for_while_another_page_is_in_sight(
    open_window: Opener, offices: Offices, slots: Slots, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    slots.drives = [Drive(offices.stick, "KINGSTON")]
    window.go("teachers")
    settle(qtbot, window)
    page.stick.sticks._look_if_idle()
    settle(qtbot, window)
    assert page.stick.words.text() == ""
    window.go("exchange")
    page.stick.sticks._look_if_idle()
    settle(qtbot, window)
    assert page.stick.words.text() != ""


def test_the_drives_of_this_computer_are_asked_without_fault() -> None:
    assert all(one.root.is_absolute() for one in sticks.drives())
