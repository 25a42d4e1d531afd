"""学时台账: choose a regime and a period, see who is behind, open the names behind each number, and one person's account."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import training
from app.rules.kinds import About, Regime, Who
from app.session import Session
from tests.app.ledger.rules import rule
from tests.ui.conftest import cut_texts, settle
from ui.details import Fold
from ui.ledger.page import LedgerPage
from ui.ledger.standings import StandingsPage
from ui.pages import Shown
from ui.window import MainWindow


@pytest.fixture
def ruled(office: Session) -> Session:
    """The small office under two regimes: 90 a year and, of 师德, 10 a term."""
    rule(
        office,
        "每年",
        Regime(required=120, period="year"),
        title="每年培训",
        document="第25号令",
        sentence="每年12学时。",
    )
    rule(office, "师德", Regime(required=100, period="term", counts=About(categories=("3",))), title="师德专题")
    return office


@pytest.fixture
def page(ruled: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot) -> StandingsPage:
    window = open_window(ruled)
    window.go("ledger")
    settle(qtbot, window)
    assert isinstance(window.page, LedgerPage)
    part = window.page.part
    assert isinstance(part, StandingsPage)
    part.regime.setCurrentIndex(part.regime.findData("每年"))
    part.regime.activated.emit(0)
    settle(qtbot, window)
    return part


def window_of(page: StandingsPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def names(page: StandingsPage) -> list[str]:
    return sorted(page.list.rows.texts(row)[0] for row in range(len(page.list.rows.order)))


def said(page: StandingsPage) -> list[str]:
    return [button.text() for button in page.sums]  # type: ignore[attr-defined]


def test_everybody_stands_there_with_what_is_missing(page: StandingsPage) -> None:
    shown = {one[0]: one for one in map(page.list.rows.texts, range(len(page.list.rows.order)))}
    assert shown["王芳"][4:8] == ("12.5", "12", "0", "已达标")
    assert shown["张三"][4:9] == ("0", "12", "12", "缺 12", f"{page.session.today().year}-12-31")
    assert said(page)[:3] == ["5 人应达标", "已达标 2 人", "未达标 3 人，共缺 36 学时"]
    assert cut_texts(page) == []


def test_each_number_opens_the_names_behind_it(page: StandingsPage) -> None:
    page.sums[2].click()  # type: ignore[attr-defined]
    assert names(page) == ["买买提·艾力", "单雪梅", "张三"]
    page.sums[1].click()  # type: ignore[attr-defined]
    assert names(page) == ["曾伟", "王芳"]
    page.sums[0].click()  # type: ignore[attr-defined]
    assert len(names(page)) == 5


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("people", ["单雪梅", "曾伟"]),
        ("met", ["曾伟"]),
        ("behind", ["单雪梅"]),
        ("missing", ["单雪梅"]),
        ("none", ["单雪梅"]),
    ],
)
def test_the_numbers_of_a_school_open_its_people(page: StandingsPage, column: str, wanted: list[str]) -> None:
    page.views["school"].click()
    rows = page.groups.rows
    (row,) = [one for one in range(len(rows.order)) if rows.texts(one)[0] == "清水镇中心校"]
    assert rows.texts(row)[1:5] == ("2", "1", "1", "50.0%")
    place = [one.name for one in rows.columns].index(column) + 1
    page.groups.grid.clicked.emit(rows.index(row, place))
    assert names(page) == wanted
    assert page.list.only.text().startswith("清水镇中心校")


def test_stages_are_added_up_too(page: StandingsPage) -> None:
    page.views["stage"].click()
    assert [page.groups.rows.texts(0)[place] for place in (0, 1, 5)] == ["小学", "5", "36"]


def test_another_regime_and_an_earlier_period_are_chosen(page: StandingsPage, qtbot: QtBot) -> None:
    page.regime.setCurrentIndex(page.regime.findData("师德"))
    page.regime.activated.emit(0)
    settle(qtbot, window_of(page))
    assert said(page)[2] == "未达标 5 人，共缺 50 学时"
    page.period.setCurrentIndex(2)
    page.period.activated.emit(2)
    settle(qtbot, window_of(page))
    # An earlier term is over: nothing is foretold of it.
    assert len(said(page)) == 3


def test_the_detail_tells_every_item_and_the_rule(page: StandingsPage, qtbot: QtBot) -> None:
    (pk,) = [pk for pk in page.list.rows.ids() if page.list.rows.texts(page.list.rows.row_of(pk) or 0)[0] == "王芳"]
    page.list.grid.choose(pk)
    page.show_detail()
    settle(qtbot, window_of(page))
    told = [label.text() for label in page.detail.findChildren(QLabel)]
    assert "规则：每年培训（2001-01-01 起，第25号令）" in told
    assert "每年12学时。" in told
    assert "计入的 1 项" in told
    (fold,) = page.detail.findChildren(Fold)
    fold.button.setChecked(True)
    told = [label.text() for label in fold.findChildren(QLabel)]
    assert any("没有日期，看不出属于哪一段时间" in one for one in told)


def test_what_is_entered_meanwhile_is_counted_at_once(page: StandingsPage, ruled: Session, qtbot: QtBot) -> None:
    (run,) = training.classes(ruled)
    zhang = str(ruled.store.value("SELECT id FROM teachers WHERE name = '张三'", ()))
    training.enrol(ruled, str(run["id"]), [zhang], "1")
    settle(qtbot, window_of(page))
    assert said(page)[1] == "已达标 3 人"


def test_another_page_opens_the_regime_and_who_is_behind(page: StandingsPage, qtbot: QtBot) -> None:
    window = window_of(page)
    window.show_part("ledger", Shown({"regime": "师德", "state": "未达标"}))
    settle(qtbot, window)
    assert page.regime.currentText() == "师德专题"
    assert len(names(page)) == 5


def test_many_accounts_are_counted_as_long_work(
    ruled: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.keeping.FEW", 0)
    window = open_window(ruled)
    window.go("ledger")
    settle(qtbot, window)
    part = window.page.part  # type: ignore[attr-defined]
    assert len(part.list.rows.order) == 5
    assert part.found.waiting == 0


def test_without_rules_it_says_where_they_come_from(window: MainWindow, school: Session, qtbot: QtBot) -> None:
    window.go("ledger")
    settle(qtbot, window)
    texts = [label.text() for label in window.page.findChildren(QLabel) if label.isVisible()]
    assert "还没有学时要求" in texts
    assert cut_texts(window) == []


def test_where_a_rule_is_for_nobody_no_one_is_sent_for_rules(
    office: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    rule(office, "高中", Regime(required=120, period="year", who=Who(stages=("4",))), title="高中教师")
    window = open_window(office)
    window.go("ledger")
    qtbot.waitUntil(lambda: "没有人" in [one.text() for one in window.page.findChildren(QLabel) if one.isVisible()])
    assert "还没有学时要求" not in [one.text() for one in window.page.findChildren(QLabel) if one.isVisible()]


def test_a_school_sees_its_own_teachers(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    with school.writing("收到县里的文件") as rows:
        from app.rules import kinds

        parameters = kinds.written(Regime(required=900, period="year"))
        rows.insert(
            "rules",
            {
                "code": "每年",
                "kind": "regime",
                "title": "每年培训",
                "start_date": "2001-01-01",
                "parameters": parameters,
            },
        )
    window = open_window(school)
    window.go("ledger")
    settle(qtbot, window)
    part = window.page.part  # type: ignore[attr-defined]
    assert names(part) == ["曾伟"]
    assert said(part)[2] == "未达标 1 人，共缺 90 学时"


def test_those_who_are_ticked_go_out_as_they_stand_in_that_period(
    page: StandingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[list[str], object]] = []
    export = page.services.take_out["ledger"]
    assert callable(export)
    page._take_out(lambda ids, shown: taken.append((list(ids), shown)), page.list.rows.ids()[:1])
    ((ids, shown),) = taken
    assert ids[0].split("|")[:2] == ["每年", str(page.session.today().year)]
    assert ("missing", "缺什么") in shown  # type: ignore[operator]


def test_an_earlier_period_is_counted_as_long_work_that_may_be_stopped(page: StandingsPage, qtbot: QtBot) -> None:
    window = window_of(page)
    page.period.setCurrentIndex(3)
    page.period.activated.emit(3)
    assert window.jobs.busy and not window.reads.busy
    window.jobs.stop()
    settle(qtbot, window)
    # Stopped or done, the boxes say which period is in sight.
    assert page.period.currentData() == (page.found.period.key if page.found.period else None)
    assert len(names(page)) == 5
