"""目标: registered with figure and range found while typing; what there is and what is wanting stands beside it."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app import targets
from app.session import Session
from tests.ui.conftest import cut_texts, settle
from ui.choices import Choice
from ui.papers import PapersPage
from ui.targets import LOCKED, TargetsPage
from ui.window import MainWindow


def targets_page(window: MainWindow, qtbot: QtBot) -> TargetsPage:
    window.go("papers")
    settle(qtbot, window)
    assert isinstance(window.page, PapersPage)
    window.page.tabs.buttons["targets"].click()
    settle(qtbot, window)
    page = window.page.tabs.parts["targets"]
    assert isinstance(page, TargetsPage)
    return page


@pytest.fixture
def page(open_window: Callable[[Session], MainWindow], office: Session, qtbot: QtBot) -> TargetsPage:
    return targets_page(open_window(office), qtbot)


def test_a_target_is_registered_and_told_how_it_stands(page: TargetsPage, office: Session, qtbot: QtBot) -> None:
    page.new.click()
    settle(qtbot, page.window())
    assert page.form is not None
    rows = page.form.form.rows
    rows["title"].editor.set("教师达到十人")
    rows["figure"].editor.take(Choice("teachers", "教师总数"))
    offered = rows["choice"].editor._picker.find("女")
    assert [(one.label, one.note) for one in offered] == [("女", "性别")]
    rows["choice"].editor.take(offered[0])
    rows["number"].editor.set(10)
    page.form.form.dirty = True
    page.on_save()
    settle(qtbot, page.window())
    (one,) = targets.standings(office)
    assert (one.counted, one.number, one.state) == ("教师总数（女）", 10, targets.OPEN)
    assert [row[1] for row in page.list.rows.all] == ["教师达到十人"]
    assert not cut_texts(page)


def test_a_school_only_looks(open_window: Callable[[Session], MainWindow], school: Session, qtbot: QtBot) -> None:
    page = targets_page(open_window(school), qtbot)
    assert page.new.isHidden() and page.what.locked == LOCKED
