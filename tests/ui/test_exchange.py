"""数据交换 at both offices: inviting, letting in, reporting, receiving one file or a folder, conflicts."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import attachments, office, organisations, teachers
from app import session as sessions
from app.exchange import desk, mail, membership, packing, receiving
from app.session import Session
from tests.ui.conftest import Chosen, cut_texts, newest, settle
from ui.exchange.county import CountyPage
from ui.exchange.inviting import InviteDialog
from ui.exchange.joining import JoinDialog
from ui.exchange.school import SchoolPage
from ui.preview import PreviewDialog
from ui.window import MainWindow

Opener = Callable[[Session], MainWindow]


@dataclass(frozen=True)
class Offices:
    """A county with 清水小学 (joined, its first file taken) and 城关小学 (not invited), and a stick between them."""

    county: Session
    school: Session
    shan: str
    town: str
    stick: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The two offices' files with their keys, copied for each test; ids of 单丽 and of 城关小学."""
    folder = tmp_path_factory.mktemp("offices")
    with membership.found_county(folder / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        town = organisations.save(county, None, {"name": "城关小学", "code": "2199000001", "kind": "3"})
        place = organisations.save(county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
        shan = teachers.save(county, None, {"name": "单丽", "work": place, "phone": "13900000001"})
        invited = membership.invite(county, place, folder)
        joined = membership.join(invited.path, folder / "校.xinhuo", folder, operator="李静")
        receiving.take(county, joined.path)
        with sessions.open_session(folder / "校.xinhuo") as school:
            receiving.take(school, packing.pack(county, place, folder).path)
    return folder, shan, town


@pytest.fixture
def offices(built: tuple[Path, str, str], tmp_path: Path) -> Iterator[Offices]:
    folder, shan, town = built
    stick = tmp_path / "U 盘"
    stick.mkdir()
    for file in [*folder.glob("*.xinhuo"), *folder.glob("*.key")]:
        shutil.copy(file, tmp_path)
    with (
        sessions.open_session(tmp_path / "县.xinhuo") as county,
        sessions.open_session(tmp_path / "校.xinhuo") as school,
    ):
        yield Offices(county, school, shan, town, stick)


def at_county(open_window: Opener, offices: Offices, qtbot: QtBot) -> tuple[MainWindow, CountyPage]:
    window = open_window(offices.county)
    window.go("exchange")
    settle(qtbot, window)
    assert isinstance(window.page, CountyPage)
    return window, window.page


def at_school(open_window: Opener, offices: Offices, qtbot: QtBot) -> tuple[MainWindow, SchoolPage]:
    window = open_window(offices.school)
    window.go("exchange")
    settle(qtbot, window)
    assert isinstance(window.page, SchoolPage)
    return window, window.page


def reported(offices: Offices, **changes: str) -> Path:
    """The file of a school that changed 单丽."""
    teachers.save(offices.school, offices.shan, changes)
    return packing.pack(offices.school, "county", offices.stick).path


# -- the county


def test_a_county_without_schools_is_told_to_invite(open_window: Opener, office: Session, qtbot: QtBot) -> None:
    window = open_window(office)
    window.go("exchange")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, CountyPage)
    shown = [label.text() for label in page.list.findChildren(QLabel) if label.isVisible()]
    assert "还没有学校加入" in shown
    assert not page.buttons["send"].isEnabled()


def test_only_those_that_have_not_joined_can_be_invited(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    page.buttons["invite"].click()
    dialog = newest(window, InviteDialog)
    assert [row[1] for row in dialog.list.rows.all] == ["城关小学"]
    assert not dialog.invite.isEnabled()
    dialog.list.rows.tick_shown(True)
    assert dialog.invite.text() == "生成 1 个邀请文件……"
    chosen.answers = [offices.stick]
    dialog.invite.click()
    settle(qtbot, window)
    (written,) = offices.stick.glob("城关小学-邀请-*.xhb")
    assert page.outcome.title.text() == "已写好并核对。"
    assert written.name in page.outcome.advice.text()
    assert {row[1]: row[3] for row in page.list.rows.all} == {"城关小学": "已邀请", "清水小学": "已加入"}


@pytest.fixture
def request_to_join(offices: Offices, tmp_path: Path) -> mail.Made:
    invited = membership.invite(offices.county, offices.town, offices.stick)
    return membership.join(invited.path, tmp_path / "城关.xinhuo", offices.stick, operator="赵老师")


def test_a_school_is_let_in_only_after_the_digits_were_compared(
    open_window: Opener, offices: Offices, request_to_join: mail.Made, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([request_to_join.path])
    settle(qtbot, window)
    dialog = newest(window, JoinDialog)
    assert dialog.code.text() == request_to_join.code
    dialog.reject()
    settle(qtbot, window)
    assert {one["name"]: one["state"] for one in desk.sites_of(offices.county)}["城关小学"] == "invited"
    page.receiver.receive([request_to_join.path])
    settle(qtbot, window)
    newest(window, JoinDialog).agree.click()
    settle(qtbot, window)
    assert {one["name"]: one["state"] for one in desk.sites_of(offices.county)}["城关小学"] == "joined"
    assert page.outcome.title.text() == "城关小学已加入。"


def test_a_received_file_is_seen_before_it_is_taken(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    chosen.answers = [[reported(offices, phone="13900000002")]]
    page.buttons["receive"].click()
    settle(qtbot, window)
    pane = newest(window, PreviewDialog).pane
    assert pane.shown.sentence == "变化 1 条。"
    assert teachers.get(offices.county, offices.shan)["phone"] == "13900000001"
    pane.accept.click()
    settle(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["phone"] == "13900000002"
    assert page.outcome.title.text() == "已接收清水小学的文件。"


def test_the_answer_can_be_written_at_once(open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot) -> None:
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([reported(offices, phone="13900000002")])
    settle(qtbot, window)
    newest(window, PreviewDialog).pane.accept.click()
    settle(qtbot, window)
    chosen.answers = [offices.stick]
    page.outcome.buttons[0].click()
    settle(qtbot, window)
    (answer,) = offices.stick.glob("清水小学-下发-*.xhb")
    receiving.take(offices.school, answer)
    assert offices.school.waiting == 0


def test_a_conflict_is_listed_with_both_values(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    path = reported(offices, phone="13900000002")
    teachers.save(offices.county, offices.shan, {"phone": "13900000003"})
    window, page = at_county(open_window, offices, qtbot)
    page.receiver.receive([path])
    settle(qtbot, window)
    pane = newest(window, PreviewDialog).pane
    assert [entry.kind for entry in pane.changes.entries] == ["conflict"]
    pane.accept.click()
    settle(qtbot, window)
    assert page.tabs.buttons["settling"].text() == "待核对 1"
    page.tabs.buttons["settling"].click()
    told = ("两边不同", "单丽", "联系电话", "139****0003", "139****0002", "清水小学")
    assert page.inbox.list.rows.texts(0)[:6] == told


def test_a_file_for_somebody_else_is_refused_in_place(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    path = reported(offices, phone="13900000002")
    window, page = at_school(open_window, offices, qtbot)
    page.receiver.receive([path])
    settle(qtbot, window)
    assert page.outcome.isVisible()
    assert page.outcome.property("role") == "refusal"
    assert not window.findChildren(PreviewDialog)


def test_files_for_all_schools_are_written_at_once(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    chosen.answers = [offices.stick]
    page.buttons["send"].click()
    settle(qtbot, window)
    assert len([*offices.stick.glob("*-下发-*.xhb")]) == 1
    page.tabs.choose("files")
    assert page.history.rows.texts(0)[1].startswith("给清水小学生成了下发文件")


def test_a_school_that_has_not_joined_gets_no_file_and_is_named(
    open_window: Opener, offices: Offices, request_to_join: mail.Made, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = at_county(open_window, offices, qtbot)
    chosen.answers = [offices.stick]
    page.list.rows.tick_shown(True)
    page.list.bar.buttons[0].click()
    settle(qtbot, window)
    assert page.outcome.title.text() == "已写好并核对 1 个，另有 1 个没有写成。"
    assert "城关小学（城关小学还没有加入。" in page.outcome.advice.text()


def test_the_folder_of_what_was_written_is_opened(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot
) -> None:
    from PySide6.QtCore import QObject, QUrl, Slot

    class Handler(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.opened: list[str] = []

        @Slot(QUrl)
        def open(self, url: QUrl) -> None:
            self.opened.append(url.toLocalFile())

    window, page = at_county(open_window, offices, qtbot)
    chosen.answers = [offices.stick]
    page.buttons["send"].click()
    settle(qtbot, window)
    handler = Handler()
    QDesktopServices.setUrlHandler("file", handler, "open")
    page.outcome.buttons[0].click()
    QDesktopServices.unsetUrlHandler("file")
    assert handler.opened == [str(offices.stick)]


def test_schools_are_found_by_name_and_code(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    _window, page = at_county(open_window, offices, qtbot)
    page.on_search("2199000002")
    assert len(page.list.rows.order) == 1
    page.on_search("没有")
    assert len(page.list.rows.order) == 0
    page.on_search("")
    assert len(page.list.rows.order) == 1


# -- a school


def test_a_school_sees_what_is_to_be_reported(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    window, page = at_school(open_window, offices, qtbot)
    assert page.up.amount.text() == "没有要上报的内容"
    teachers.save(offices.school, offices.shan, {"phone": "13900000002"})
    settle(qtbot, window)
    assert page.up.amount.text() == "1 次操作，县里还没有答复"
    assert "修改教师：单丽" in [label.text() for label in page.up.findChildren(QLabel)]
    assert window.status._labels["waiting"].text() == "待上报 1"


def test_a_school_writes_its_report(open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot) -> None:
    window, page = at_school(open_window, offices, qtbot)
    teachers.save(offices.school, offices.shan, {"phone": "13900000002"})
    chosen.answers = [offices.stick]
    page.up.button.click()
    settle(qtbot, window)
    (written,) = offices.stick.glob("清水小学-上报-*.xhb")
    assert page.outcome.title.text() == "已写好并核对。"
    assert page.outcome.advice.text().endswith("请交给示范县教育局。")
    assert page.history.rows.texts(0)[1:3] == ("生成了给示范县教育局的上报文件：1 次操作", written.name)


def test_attachments_that_need_several_files_are_all_to_be_handed_over(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    office.set_file_limit(offices.school, "1")
    for number in range(3):
        paper = tmp_path / f"{number}.pdf"
        paper.write_bytes(b"%PDF-1.4\n" + random.Random(number).randbytes(400_000) + b"\nstartxref\n9\n%%EOF\n")
        attachments.attach(offices.school, "teachers", offices.shan, paper, attachments.DOCUMENT)
    window, page = at_school(open_window, offices, qtbot)
    chosen.answers.append(offices.stick)
    page.up.button.click()
    settle(qtbot, window)
    assert "共 2 个文件" in page.outcome.advice.text() and "请都交给示范县教育局" in page.outcome.advice.text()
    first, further = sorted(offices.stick.glob("*.xhb"), key=lambda path: "第2份共2份" in path.name)
    receiving.take(offices.county, first)
    receiving.take(offices.school, packing.pack(offices.county, offices.school.site, offices.stick).path)
    page.reload()
    settle(qtbot, window)
    assert page.up.amount.text() == "没有要上报的操作，有附件要补"
    assert page.up.advice.text() == "县里还缺 1 个附件的内容，会随上报文件补发。"
    assert further.exists()


def test_a_folder_that_is_gone_is_said_in_place(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot
) -> None:
    window, page = at_school(open_window, offices, qtbot)
    chosen.answers = [offices.stick / "拔掉了"]
    page.up.button.click()
    settle(qtbot, window)
    assert "找不到文件夹" in page.outcome.title.text()
    assert page.outcome.property("role") == "refusal"


def test_a_file_dropped_on_any_page_is_received(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    teachers.save(offices.county, offices.shan, {"phone": "13900000009"})
    path = packing.pack(offices.county, "2199000002", offices.stick).path
    window = open_window(offices.school)
    window.take_files([path])
    settle(qtbot, window)
    assert isinstance(window.page, SchoolPage)
    newest(window, PreviewDialog).pane.accept.click()
    settle(qtbot, window)
    assert teachers.get(offices.school, offices.shan)["phone"] == "13900000009"
    assert window.page.outcome.title.text() == "已接收示范县教育局的文件。"
    assert window.page.down.amount.text() == "已接收到第 2 号文件"


def test_the_same_file_twice_is_refused_in_place(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    path = packing.pack(offices.county, "2199000002", offices.stick).path
    receiving.take(offices.school, path)
    window, page = at_school(open_window, offices, qtbot)
    page.receiver.receive([path])
    settle(qtbot, window)
    assert "不需要再接收" in page.outcome.title.text()


def test_a_school_that_waits_to_be_let_in_shows_its_digits(
    open_window: Opener, request_to_join: mail.Made, tmp_path: Path, qtbot: QtBot
) -> None:
    with sessions.open_session(tmp_path / "城关.xinhuo") as session:
        window = open_window(session)
        window.go("exchange")
        settle(qtbot, window)
        page = window.page
        assert isinstance(page, SchoolPage)
        assert page.joining.code is not None
        assert page.joining.code.text() == request_to_join.code
        assert page.up.amount.text() == "还没有可以上报的内容"


def test_an_empty_folder_is_said_in_place(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    window, page = at_school(open_window, offices, qtbot)
    page.on_files([offices.stick])
    settle(qtbot, window)
    assert page.outcome.title.text() == "这里没有 .xhb 文件。"


@pytest.mark.parametrize(("width", "height"), [(1366, 728), (910, 485)])
def test_nothing_is_cut_and_the_window_stays_on_a_small_screen(
    open_window: Opener, offices: Offices, qtbot: QtBot, width: int, height: int
) -> None:
    for window, page in (at_county(open_window, offices, qtbot), at_school(open_window, offices, qtbot)):
        window.resize(width, height)
        if isinstance(page, CountyPage):
            page.list.rows.tick_shown(True)
        page.outcome.done("已写好并核对。", "一个很长的文件名" * 12, [("打开文件夹", lambda: None)])
        settle(qtbot, window)
        assert not cut_texts(page)
        assert (window.width(), window.height()) == (width, height)
