"""The whole way between two offices through their windows: roster, invite, report, answer, certificate."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app import certificates, teachers, training
from app import session as sessions
from app.session import Session
from tests.ui.conftest import Chosen, Heard, newest, settle
from ui.exchange.county import CountyPage
from ui.exchange.inviting import InviteDialog
from ui.exchange.joining import JoinDialog
from ui.exchange.school import SchoolPage
from ui.importing.dialog import ImportPane
from ui.papers import PapersPage
from ui.preview import PreviewDialog
from ui.start import StartPage
from ui.teachers import TeachersPage
from ui.window import MainWindow

Opener = Callable[[Session], MainWindow]


def workbook(path: Path, *rows: tuple[str | None, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    book.close()
    return path


def exchange_page(window: MainWindow, qtbot: QtBot) -> CountyPage | SchoolPage:
    window.go("exchange")
    settle(qtbot, window)
    assert isinstance(window.page, CountyPage | SchoolPage)
    return window.page


def accept(window: MainWindow, qtbot: QtBot) -> str:
    """Accept the preview in sight; returns its sentence."""
    settle(qtbot, window)
    pane = newest(window, PreviewDialog).pane
    sentence = pane.sentence.text() if isinstance(pane, ImportPane) else pane.shown.sentence
    pane.accept.click()
    settle(qtbot, window)
    return sentence


def drop(window: MainWindow, path: Path, qtbot: QtBot) -> str:
    """Drop a file on a window and accept what it brings."""
    window.take_files([path])
    return accept(window, qtbot)


def newest_file(stick: Path, what: str) -> Path:
    return max(stick.glob(f"*{what}*.xhb"), key=lambda path: (path.stat().st_mtime_ns, path.name))


def founded(kept: QSettings, path: Path, chosen: Chosen, qtbot: QtBot) -> None:
    start = StartPage(kept)
    qtbot.addWidget(start)
    start.county.name.setText("示范县教育局")
    start.county.operator.setText("王敏")
    chosen.answers = [path]
    with qtbot.waitSignal(start.founded):
        start.county._make()
    start.close()


def joined(kept: QSettings, invite: Path, path: Path, chosen: Chosen, qtbot: QtBot) -> str:
    """A school joins on its start page; returns the digits it shows."""
    start = StartPage(kept)
    qtbot.addWidget(start)
    start.toggle_joining()
    assert start.joining is not None
    chosen.answers = [invite, path]
    start.joining.choose.click()
    qtbot.waitUntil(lambda: not start.lane.busy, timeout=20_000)
    start.joining.operator.setText("李静")
    start.joining.make.click()
    qtbot.waitUntil(lambda: not start.lane.busy, timeout=20_000)
    code = start.joined.code.text()
    start.close()
    return code


def bring_in(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    """Schools first, then the roster, as workbooks."""
    window.services.bring_in["organisations"](
        workbook(tmp_path / "单位.xlsx", ("单位名称", "学校标识码", "单位类别"), ("清水小学", "2199000002", "学校"))
    )
    accept(window, qtbot)
    roster = workbook(
        tmp_path / "花名册.xlsx",
        ("姓名", "任教学校", "联系电话"),
        ("单丽", "清水小学", "13900000001"),
        ("张𬭎", "清水小学", None),
    )
    assert drop(window, roster, qtbot) == "共 2 行：新增 2 行、变化 0 行、无变化 0 行、有误 0 行。"


def invite(window: MainWindow, stick: Path, chosen: Chosen, qtbot: QtBot) -> Path:
    page = exchange_page(window, qtbot)
    assert isinstance(page, CountyPage)
    page.buttons["invite"].click()
    dialog = newest(window, InviteDialog)
    dialog.list.rows.tick_shown(True)
    chosen.answers = [stick]
    dialog.invite.click()
    settle(qtbot, window)
    return newest_file(stick, "邀请")


def let_in(window: MainWindow, stick: Path, code: str, chosen: Chosen, qtbot: QtBot) -> Path:
    """Let the school in and write its first file, from the button that is offered then."""
    window.take_files([newest_file(stick, "加入申请")])
    settle(qtbot, window)
    dialog = newest(window, JoinDialog)
    assert dialog.code.text() == code
    dialog.agree.click()
    settle(qtbot, window)
    page = exchange_page(window, qtbot)
    chosen.answers = [stick]
    page.outcome.buttons[0].click()
    settle(qtbot, window)
    return newest_file(stick, "下发")


def edit_phone(window: MainWindow, pk: str, phone: str, qtbot: QtBot) -> None:
    window.go("teachers", pk)
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, TeachersPage)
    page.edit(pk)
    assert page.form is not None
    editor = page.form.form.rows["phone"].editor.widget
    editor.clear()
    qtbot.keyClicks(editor, phone)
    page.on_save()
    settle(qtbot, window)


def report(window: MainWindow, stick: Path, chosen: Chosen, qtbot: QtBot) -> Path:
    page = exchange_page(window, qtbot)
    assert isinstance(page, SchoolPage)
    chosen.answers = [stick]
    page.up.button.click()
    settle(qtbot, window)
    return newest_file(stick, "上报")


def attend(session: Session, pk: str) -> str:
    programme = training.save_programme(session, None, {"title": "课堂教学能力提升", "level": "4", "category": "2"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240,
              "start_date": "2026-07-06", "end_date": "2026-07-10"}  # fmt: skip
    class_id = training.save_class(session, None, values)
    training.enrol(session, class_id, [pk], result="1")
    return class_id


def print_certificate(window: MainWindow, class_id: str, out: Path, chosen: Chosen, qtbot: QtBot) -> None:
    window.go("papers")
    page = window.page
    assert isinstance(page, PapersPage)
    settle(qtbot, window)
    part = page.tabs.parts["making"].parts["completion"]
    part.choose(class_id)
    settle(qtbot, window)
    part.people.list.rows.tick_shown(True)
    chosen.answers = [out]
    part.people.list.bar.buttons[1].click()
    settle(qtbot, window)
    assert page.outcome.title.text() == "已写好结业证书 1 份。"


def test_from_a_roster_to_a_certificate_between_two_offices(
    open_window: Opener, kept: QSettings, chosen: Chosen, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    founded(kept, tmp_path / "示范县.xinhuo", chosen, qtbot)
    with sessions.open_session(tmp_path / "示范县.xinhuo") as county_session:
        county = open_window(county_session)
        bring_in(county, tmp_path, qtbot)
        invitation = invite(county, stick, chosen, qtbot)
        code = joined(kept, invitation, tmp_path / "清水小学.xinhuo", chosen, qtbot)
        first = let_in(county, stick, code, chosen, qtbot)
        shan = next(str(row["id"]) for row in teachers.every(county_session) if row["name"] == "单丽")
        with sessions.open_session(tmp_path / "清水小学.xinhuo") as school_session:
            school = open_window(school_session)
            assert drop(school, first, qtbot).startswith("新增")
            edit_phone(school, shan, "13900000002", qtbot)
            assert school_session.waiting == 1
            up = report(school, stick, chosen, qtbot)
            assert drop(county, up, qtbot) == "变化 1 条。"
            assert teachers.get(county_session, shan)["phone"] == "13900000002"
            page = exchange_page(county, qtbot)
            chosen.answers = [stick]
            page.outcome.buttons[0].click()
            settle(qtbot, county)
            drop(school, newest_file(stick, "下发"), qtbot)
            assert school_session.waiting == 0
        print_certificate(county, attend(county_session, shan), tmp_path / "结业证书.pdf", chosen, qtbot)
        assert [row["name"] for row in certificates.listed(county_session)] == ["单丽"]
        assert (tmp_path / "结业证书.pdf").stat().st_size > 10_000
    assert heard.said == []
