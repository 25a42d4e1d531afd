"""Reminding schools from the window: the list, the message, the paper, and how many days count."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.exchange import standing
from app.session import Session
from storage.store import Act
from tests.exports.pdf_text import pages
from tests.ui.conftest import Chosen, cut_texts, newest, settle
from tests.ui.test_exchange import Offices, at_county, built, offices
from ui.exchange.county import CountyPage
from ui.exchange.reminding import RemindDialog
from ui.window import MainWindow

__all__ = ["built", "offices"]

Opener = Callable[[Session], MainWindow]


@pytest.fixture
def late(open_window: Opener, offices: Offices, qtbot: QtBot) -> tuple[MainWindow, CountyPage]:
    """清水小学 joined and took its first file on the first of January 2020, and nothing was heard since."""
    with offices.county.store.writing(Act("王敏", "让时间过去", mode="import")) as rows:
        rows.execute("UPDATE exchange_files SET at = '2020-01-01T09:00:00'")
        rows.execute("UPDATE sites SET since = '2020-01-01T09:00:00'")
    return at_county(open_window, offices, qtbot)


def test_the_list_says_of_a_late_school_what_it_waits_for(late: tuple[MainWindow, CountyPage]) -> None:
    _window, page = late
    (row,) = page.list.rows.all
    assert row[1] == "清水小学"
    assert row[5].startswith("等学校：2020 年 1 月加入以来没有上报（已 ")
    assert page.counts.buttons["没上报"].text() == "没上报 1"
    # The last twelve months, this one not over yet.
    assert row[6:18] == (*["未交"] * 11, "")


def test_a_number_opens_the_names_behind_it(late: tuple[MainWindow, CountyPage]) -> None:
    _window, page = late
    page.tabs.choose("files")
    page.counts.buttons["没上报"].click()
    assert page.tabs.current == "schools"
    assert page.list.rows.filtered
    assert len(page.list.rows.order) == 1


def test_schools_are_reminded_by_message_and_on_paper(
    late: tuple[MainWindow, CountyPage], offices: Offices, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = late
    page.buttons["remind"].click()
    dialog = newest(window, RemindDialog)
    assert [row[1] for row in dialog.list.rows.all] == ["清水小学"]
    settle(qtbot, window)
    assert cut_texts(dialog) == []
    dialog.copy.click()
    assert "1. 清水小学：2020-01-01 加入以来没有上报" in QGuiApplication.clipboard().text()
    chosen.answers = [offices.stick / "催报.pdf", offices.stick / "催报.xlsx"]
    for button in (dialog.paper, dialog.workbook):
        button.click()
        settle(qtbot, window)
    assert dialog.outcome.title.text() == "已保存：催报.xlsx（1 所）"
    chosen.answers = [offices.stick / "通知.pdf"]
    dialog.notices.click()
    settle(qtbot, window)
    assert dialog.outcome.title.text() == "已保存：通知.pdf（1 份）"
    assert "关于催报教师发展数据的通知清水小学：" in pages(offices.stick / "通知.pdf")[0]
    assert [(offices.stick / f"催报{one}").stat().st_size > 1000 for one in (".pdf", ".xlsx")] == [True, True]


def test_how_many_days_count_is_kept(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    with offices.county.store.writing(Act("王敏", "让时间过去", mode="import")) as rows:
        rows.execute("UPDATE exchange_files SET at = datetime('now', '-40 days')")
        rows.execute("UPDATE sites SET since = datetime('now', '-40 days')")
    window, page = at_county(open_window, offices, qtbot)
    page.remind()
    dialog = newest(window, RemindDialog)
    assert len(dialog.list.rows.all) == 1
    dialog.days.setValue(60)
    assert dialog.list.rows.all == []
    assert not dialog.paper.isEnabled()
    assert standing.remind_days(offices.county) == 60
    dialog.reject()
    settle(qtbot, window)
    assert page.list.rows.all[0][4] != "没上报"
