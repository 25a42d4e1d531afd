"""The 工作台 page: what waits, figures that open what is behind them, and the newest act taken back."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import mentoring, organisations, pair_steps, recovery_code, teachers
from app.backups import making
from app.rules import files
from app.rules.kinds import Regime
from app.session import Session
from tests.app.ledger.rules import rule
from tests.ui.conftest import Heard, cut_texts, settle
from ui.home import HomePage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> Any:
    window.go("desk")
    page = window.page
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: "教师 5 人" in buttons(page))
    return page


def buttons(page: Any) -> dict[str, QAbstractButton]:
    return {b.accessibleName(): b for b in page.findChildren(QAbstractButton) if b.accessibleName() and b.isVisible()}


def words(page: Any) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def overdue(session: Session) -> str:
    pair = str(mentoring.listed(session)[0]["id"])
    mentoring.save(session, pair, {"end_date": "2025-10-01"})
    return pair


def test_the_figures_are_those_of_the_lists(page: Any) -> None:
    assert {"教师 5 人", "培养中的师徒 1 对", "工作室 1 个"} <= set(buttons(page))


def test_a_figure_opens_the_list_behind_it(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(buttons(page)["培养中的师徒 1 对"], Qt.Key.Key_Space)
    shown: Any = window.page.part  # type: ignore[attr-defined]
    assert shown.title == "师徒结对"
    qtbot.waitUntil(lambda: len(shown.list.rows.order) == 1)
    assert [chip.text() for chip in shown.list.chips] == ["类别", "状态：培养中", "审核", "期限"]


def test_those_without_hours_are_shown_by_name(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    year = page.session.today().year
    count = len(page.standing.hours.without)
    buttons(page)[f"还没有学时的教师 {count} 人"].click()
    shown: Any = window.page
    qtbot.waitUntil(lambda: len(shown.list.rows.order) == count)
    assert shown.list.only.text() == f"{year} 年还没有学时"
    shown.list.only.click()
    assert len(shown.list.rows.order) == 5


def test_a_pair_that_is_overdue_waits_until_it_is_ended(
    page: Any, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pair = overdue(office)
    task = "1 对师徒结对已过期，请出师、延期或解除"
    qtbot.waitUntil(lambda: task in buttons(page))
    pair_steps.complete(office, [pair], office.today())
    qtbot.waitUntil(lambda: task not in buttons(page))


def test_how_much_waits_stands_beside_the_pages_names(window: MainWindow, office: Session, qtbot: QtBot) -> None:
    overdue(office)
    window.waiting.count()
    qtbot.waitUntil(lambda: window.navigation.buttons["mentoring"]._count == 1)
    assert window.navigation.buttons["training"]._count == 0


def test_the_first_backup_is_asked_for_until_it_was_made(
    page: Any, office: Session, tmp_path: Any, qtbot: QtBot
) -> None:
    assert any(name.startswith("还没有备份到这台电脑外面") for name in buttons(page))
    making.by_hand(office, tmp_path)
    page.read()
    qtbot.waitUntil(lambda: any(name.startswith("最近备份 今天") for name in buttons(page)))
    assert not any(name.startswith("还没有备份到这台电脑外面") for name in buttons(page))


def test_the_newest_act_is_taken_back_from_here(page: Any, office: Session, qtbot: QtBot) -> None:
    teachers.save(office, None, {"name": "李四", "work": organisations.listed(office)[1]["id"]})
    qtbot.waitUntil(lambda: "新增教师：李四" in words(page))
    undo = [b for b in page.findChildren(QPushButton) if b.text() == "撤销" and b.isVisible()]
    # The newest is offered as a button, those before it more quietly.
    assert [b.accessibleName() for b in undo if b.property("kind") != "link"] == ["撤销 新增教师：李四"]
    undo[0].click()
    qtbot.waitUntil(lambda: "已撤销" in words(page))
    assert len(teachers.every(office)) == 5


def test_an_older_act_that_was_built_upon_is_refused_in_words(
    page: Any, window: MainWindow, office: Session, heard: Heard, qtbot: QtBot
) -> None:
    pk = teachers.save(office, None, {"name": "李四", "work": organisations.listed(office)[1]["id"]})
    teachers.save(office, pk, {"phone": "13900000009"})
    qtbot.waitUntil(lambda: "修改教师：李四" in words(page))
    undo = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "撤销 新增教师：李四")
    heard.answer = False
    undo.click()
    assert len(teachers.every(office)) == 6
    heard.answer = True
    undo.click()
    settle(qtbot, window)
    assert "要撤销“新增教师：李四”吗？" in heard.asked[0]
    assert "有的记录又被改过" in heard.said[0]
    assert len(teachers.every(office)) == 6


def test_no_text_is_cut_in_a_narrow_window(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    window.resize(911, 512)
    qtbot.wait(50)
    assert cut_texts(page) == []
    squeezed = [b for b in page.findChildren(QAbstractButton) if b.isVisible() and b.height() < b.sizeHint().height()]
    assert squeezed == []


def test_nothing_is_said_to_wait_when_nothing_does(page: Any, office: Session, tmp_path: Any, qtbot: QtBot) -> None:
    making.by_hand(office, tmp_path)
    page.read()
    qtbot.waitUntil(lambda: "还没有打印恢复码" in words(page))
    recovery_code.print_code(office, tmp_path)
    page.read()
    qtbot.waitUntil(lambda: "恢复码" not in words(page))
    files.adopt_national(office)
    qtbot.waitUntil(lambda: "现在没有要办的事。" in words(page))


def test_who_is_behind_under_a_regime_opens_the_ledger(
    page: Any, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    rule(office, "每年", Regime(required=100, period="year"), title="每年培训")
    year = office.today().year
    qtbot.waitUntil(lambda: f"每年培训　{year} 年 未达标 3 人" in buttons(page))
    buttons(page)[f"每年培训　{year} 年 未达标 3 人"].click()
    settle(qtbot, window)
    ledger = window.page.part  # type: ignore[attr-defined]
    assert window.page.title == "学时台账"
    assert len(ledger.list.rows.order) == 3
