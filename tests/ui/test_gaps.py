"""The 培训核对 part: rules left, the names behind their figures right, one school alone, and the paper."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.rules import kinds
from tests.app.gaps.test_checking import hold, say
from tests.ui.conftest import Chosen, cut_texts, settle
from ui.gaps import MET, MISSING
from ui.home import HomePage
from ui.ledger.page import LedgerPage
from ui.window import MainWindow


@pytest.fixture
def rules(window: MainWindow) -> str:
    """教师阅读, met by nobody, and 教研员培训, held once for one of two: the id of that class."""
    session = window.session
    people = [str(row[0]) for row in session.store.tuples("SELECT id FROM teachers ORDER BY name")]
    day = session.today().replace(month=1, day=15).isoformat()
    pk = hold(session, day, people[:1], title="教研员培训", topic="51")
    say(session, kinds.Reading(), "教师阅读")
    say(session, kinds.Meetings(topics=("51",), times=1, people=2), "教研员会期")
    return pk


@pytest.fixture
def page(window: MainWindow, rules: str, qtbot: QtBot) -> Any:
    window.go("ledger", "gaps")
    page = window.page
    assert isinstance(page, LedgerPage)
    part: Any = page.part
    qtbot.waitUntil(lambda: len(part.rules.rows.all) == 2, timeout=20_000)
    settle(qtbot, window)
    return part


def choose(part: Any, title: str) -> None:
    part.rules.grid.choose(next(one.key for one in part.results if one.title == title))
    part._show_rule()


def names(part: Any) -> list[str]:
    rows = part.names.rows
    return [rows.all[place][rows.at["name"]] for place in rows.order]


def test_each_rule_stands_there_with_its_figure(page: Any) -> None:
    assert {(row[1], row[2], row[3]) for row in page.rules.rows.all} == {
        ("教师阅读", "0/5", "进行中"),
        ("教研员会期", "0/1", "进行中"),
    }


def test_a_rule_opens_with_the_names_that_are_missing(page: Any) -> None:
    choose(page, "教师阅读")
    assert len(names(page)) == 5
    assert page._head.figures[MISSING].text() == "没有读够的 5"
    assert not page._head.figures[MET].isEnabled()


def test_a_name_opens_its_record(page: Any, window: MainWindow, rules: str) -> None:
    choose(page, "教研员会期")
    assert names(page) == ["教研员培训（一班）"]
    page.names.opened.emit(page.names.rows.ids()[0])
    opened: Any = window.page
    assert opened.title == "培训学时"


def test_one_school_is_looked_at_alone(page: Any) -> None:
    place = page.school.findText("城关小学")
    page.school.setCurrentIndex(place)
    page.school.activated.emit(place)
    assert [row[1] for row in page.rules.rows.all] == ["教师阅读"]
    choose(page, "教师阅读")
    assert {one.school for one in page._lines} == {"城关小学"}
    assert page._current().needed == len(page._lines) > 0


def test_the_schools_are_told_with_their_shares(page: Any) -> None:
    choose(page, "教师阅读")
    page._head.figures["schools"].click()
    assert sum(row[3] for row in page.groups.rows.all) == 5
    page.groups.opened.emit(page.groups.rows.ids()[0])
    assert {page.names.rows.all[place][2] for place in page.names.rows.order} == {page.groups.rows.all[0][1]}


def test_the_whole_check_is_written_as_a_workbook(
    page: Any, window: MainWindow, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    chosen.answers.append(tmp_path / "核对.xlsx")
    page.write(".xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "核对.xlsx").exists(), timeout=20_000)
    settle(qtbot, window)
    assert page.outcome.title.text().startswith("已写好培训核对表，8 行")


def test_no_text_of_it_is_cut(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    choose(page, "教师阅读")
    settle(qtbot, window)
    assert cut_texts(window) == []


def test_without_rules_it_says_where_they_come_from(window: MainWindow, qtbot: QtBot) -> None:
    window.go("ledger", "gaps")
    part: Any = window.page.part  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: part.rules._read, timeout=20_000)
    assert part.rules._blank._title.text() == "还没有要核对的规则"


def test_the_first_page_tells_how_many_are_met_and_opens_them(window: MainWindow, rules: str, qtbot: QtBot) -> None:
    window.go("desk")
    page = window.page
    assert isinstance(page, HomePage)

    def buttons() -> dict[str, QAbstractButton]:
        return {one.accessibleName(): one for one in page.findChildren(QAbstractButton) if one.isVisible()}

    qtbot.waitUntil(lambda: "进行中 2 条规则" in buttons(), timeout=20_000)
    buttons()["进行中 2 条规则"].click()
    part: Any = window.page.part  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(part.rules.rows.order) == 2, timeout=20_000)
    assert part.rules.chips[0].text() == "情况：进行中"
