"""Every list that can be imported is offered with a sentence; at a school those that are its own."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app import importing
from app.session import Session
from tests.ui.conftest import cut_texts
from ui import workbooks
from ui.importing.kinds import SENTENCES, KindsDialog
from ui.window import MainWindow


def test_the_window_knows_the_lists_the_program_imports() -> None:
    assert {name: kind.label for name, kind in importing.KINDS.items()} == workbooks.LABELS
    assert {name for name, kind in importing.KINDS.items() if kind.county_only} == workbooks.COUNTY_ONLY
    assert SENTENCES.keys() == importing.KINDS.keys()


def test_a_county_imports_all_of_them(window: MainWindow) -> None:
    assert list(window.services.bring_in) == list(workbooks.LABELS)


def test_a_school_imports_those_that_are_not_the_countys(
    open_window: Callable[[Session], MainWindow], school: Session
) -> None:
    allowed = [name for name, kind in importing.KINDS.items() if not kind.county_only]
    assert sorted(open_window(school).services.bring_in) == sorted(allowed)


def test_the_likeliest_is_marked_and_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    chosen: list[str] = []
    dialog = KindsDialog(window, list(workbooks.LABELS), ("honours", "teachers"), "荣誉.xlsx")
    dialog.chosen.connect(chosen.append)
    dialog.open()
    qtbot.wait(1)
    assert "像是这一种" in dialog.buttons["honours"].text()
    assert "像是这一种" not in dialog.buttons["teachers"].text()
    assert not cut_texts(dialog)
    assert dialog.size() == QSize(620, 560)
    dialog.buttons["honours"].click()
    assert chosen == ["honours"]
    assert not dialog.isVisible()


def test_a_page_offers_its_own_list_and_the_others(window: MainWindow) -> None:
    offered = [text for text, _ in window.page.more_acts()]
    assert "从 Excel 导入……" in offered
    assert "从 Excel 导入其他名单……" in offered
