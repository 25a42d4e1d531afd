"""更改申请 in the window: asking from the record, the school's own list, and the county's review."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app import attachments, organisations, proposals, reviewing, studios, teachers
from app import session as sessions
from app.exchange import membership, packing, receiving
from app.session import Session
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle, toast_of
from ui.exchange.county import CountyPage
from ui.exchange.school import SchoolPage
from ui.organisations import OrganisationsPage
from ui.proposals.asking import AskDialog, ask
from ui.proposals.reviewing import ReturnDialog
from ui.record_page import RecordPage
from ui.settings import SettingsPage
from ui.window import MainWindow

Opener = Callable[[Session], MainWindow]


@dataclass(frozen=True)
class Offices:
    """A county with 清水小学, which has joined and taken the first file; 单丽 and 王芳 work there."""

    county: Session
    school: Session
    shan: str
    wang: str
    stick: Path

    def send_up(self) -> None:
        receiving.take(self.county, packing.pack(self.school, "county", self.stick).path)

    def send_down(self) -> None:
        receiving.take(self.school, packing.pack(self.county, "清水小学", self.stick).path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    folder = tmp_path_factory.mktemp("offices")
    with membership.found_county(folder / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        place = organisations.save(county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
        shan, wang = (teachers.save(county, None, {"name": name, "work": place}) for name in ("单丽", "王芳"))
        studio = studios.save(county, None, {"name": "单丽工作室", "kind": "1"})
        studios.save_member(county, None, {"studio_id": studio, "teacher_id": shan, "role": "2"})
        joined = membership.join(
            membership.invite(county, place, folder).path, folder / "校.xinhuo", folder, operator="李静"
        )
        receiving.take(county, joined.path)
        with sessions.open_session(folder / "校.xinhuo") as school:
            receiving.take(school, packing.pack(county, place, folder).path)
    return folder, shan, wang


@pytest.fixture
def offices(built: tuple[Path, str, str], tmp_path: Path) -> Iterator[Offices]:
    folder, shan, wang = built
    stick = tmp_path / "U 盘"
    stick.mkdir()
    for file in [*folder.glob("*.xinhuo"), *folder.glob("*.key")]:
        shutil.copy(file, tmp_path)
    with (
        sessions.open_session(tmp_path / "县.xinhuo") as county,
        sessions.open_session(tmp_path / "校.xinhuo") as school,
    ):
        yield Offices(county, school, shan, wang, stick)


def asked(offices: Offices, *who: str) -> list[str]:
    return [proposals.propose(offices.school, "teachers", pk, "honour", "县级骨干", "县文件") for pk in who]


def at_county(open_window: Opener, offices: Offices, qtbot: QtBot) -> tuple[MainWindow, CountyPage]:
    window = open_window(offices.county)
    window.go("exchange", "proposals")
    settle(qtbot, window)
    assert isinstance(window.page, CountyPage) and window.page.tabs.current == "proposals"
    return window, window.page


def at_school(open_window: Opener, offices: Offices, qtbot: QtBot) -> tuple[MainWindow, SchoolPage]:
    window = open_window(offices.school)
    window.go("exchange", "proposals")
    settle(qtbot, window)
    assert isinstance(window.page, SchoolPage) and window.page.tabs.current == "proposals"
    return window, window.page


def form_of(window: MainWindow, pk: str) -> RecordPage:
    window.go("teachers")
    page = window.page
    assert isinstance(page, RecordPage)
    page.edit(pk)
    return page


# -- asking


def test_a_field_of_the_countys_offers_to_ask_for_a_change(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    window = open_window(offices.school)
    page = form_of(window, offices.shan)
    assert page.form
    row = page.form.form.rows["honour"]
    assert row.ask and row.ask.isVisibleTo(page) and page.form.form.rows["phone"].ask is None
    row.ask.click()
    dialog = newest(window, AskDialog)
    assert dialog.item.count() == 1 and dialog.now.text() == "（空）"
    assert dialog.editor
    dialog.editor.widget.setText("县级骨干")  # type: ignore[attr-defined]
    dialog.submit.click()
    assert "请写明申请的理由" in dialog.fault.text() and dialog.isVisible()
    dialog.reason.setPlainText("县教育局文件")
    assert cut_texts(dialog) == []
    dialog.submit.click()
    (one,) = reviewing.listed(offices.school)
    assert (one.new, one.reason, one.status_label) == ("县级骨干", "县教育局文件", "待审")
    assert toast_of(window).text == "已提出申请，下次上报时交给县里"
    page._leave_form()


def test_a_new_teacher_has_nothing_to_ask_about_yet_and_the_county_never_asks(
    open_window: Opener, offices: Offices, qtbot: QtBot
) -> None:
    page = form_of(open_window(offices.school), offices.shan)
    page.on_new()
    assert page.form and page.form.form.rows["honour"].ask
    assert not page.form.form.rows["honour"].ask.isVisibleTo(page)
    page.form.form.dirty = False
    page = form_of(open_window(offices.county), offices.shan)
    assert page.form and page.form.form.rows["honour"].ask is None


def test_what_a_school_only_looks_at_can_be_asked_about_from_its_record(
    open_window: Opener, offices: Offices, qtbot: QtBot
) -> None:
    window = open_window(offices.school)
    window.go("settings", "organisations")
    settle(qtbot, window)
    assert isinstance(window.page, SettingsPage) and window.page.organisations
    page: OrganisationsPage = window.page.organisations
    # The rows are read a moment after the page is painted.
    qtbot.waitUntil(lambda: page.list.grid.choose(str(offices.school.organisation)))
    page.show_detail()
    assert page.ask_button.isVisibleTo(page)
    page.ask_button.click()
    dialog = newest(window, AskDialog)
    assert dialog.item.count() > 10
    dialog.choose_item("phone")
    assert dialog.editor
    dialog.editor.widget.setText("12")  # type: ignore[attr-defined]
    dialog.reason.setPlainText("换了电话")
    dialog.submit.click()
    assert "不是电话号码" in dialog.fault.text()
    dialog.editor.widget.setText("0371-66668888")  # type: ignore[attr-defined]
    dialog.submit.click()
    assert [(one.about, one.label, one.new) for one in reviewing.listed(offices.school)] == [
        ("清水小学", "电话", "037166668888")
    ]


def test_a_membership_is_asked_about_in_the_list_of_members(
    open_window: Opener, offices: Offices, qtbot: QtBot
) -> None:
    window = open_window(offices.school)
    window.go("studios")
    settle(qtbot, window)
    page = window.page.part  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    page.list.grid.choose(page.list.rows.id_at(0))
    page.show_detail()
    members = page.members
    members.ask_for([members.list.rows.id_at(0)])
    dialog = newest(window, AskDialog)
    labels = [dialog.item.itemText(place) for place in range(dialog.item.count())]
    # A studio is not found by typing here, and the teacher is whose membership it is.
    assert labels == ["角色", "加入日期", "退出日期", "备注"]
    dialog.reject()


def test_a_school_objects_to_what_the_county_settled(
    open_window: Opener, offices: Offices, heard: Heard, qtbot: QtBot
) -> None:
    window = open_window(offices.school)
    page = form_of(window, offices.shan)
    ask(page, offices.school, window.services, "teachers", offices.shan, "phone", objection=True)
    dialog = newest(window, AskDialog)
    assert dialog.editor
    dialog.editor.widget.setText("13900000009")  # type: ignore[attr-defined]
    dialog.reason.setPlainText("本人确认")
    dialog.submit.click()
    (one,) = reviewing.listed(offices.school)
    assert (one.kind, one.label) == ("objection", "联系电话")
    # What is not a field, or cannot be typed here, is not asked for.
    for column in ("_del", "work"):
        ask(page, offices.school, window.services, "teachers", offices.shan, column, objection=True)
    assert len(heard.said) == 2 and "没有要申请更改的内容" in heard.said[0]
    page._leave_form()


def test_a_scan_goes_with_the_proposal(
    open_window: Opener, offices: Offices, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    scan = tmp_path / "文件.png"
    Image.new("RGB", (40, 30), "white").save(scan)
    broken = tmp_path / "坏的.jpg"
    broken.write_bytes(b"nothing")
    window = open_window(offices.school)
    page = form_of(window, offices.shan)
    page.ask_for(offices.shan, "honour")
    dialog = newest(window, AskDialog)
    chosen.answers = [[scan]]
    dialog.attach.click()
    assert dialog.named.text() == "文件.png"
    assert dialog.editor
    dialog.editor.widget.setText("县级骨干")  # type: ignore[attr-defined]
    dialog.reason.setPlainText("县文件")
    dialog.submit.click()
    settle(qtbot, window)
    (one,) = reviewing.listed(offices.school)
    assert [row["name"] for row in attachments.listed(offices.school, "proposals", one.id)] == ["文件.jpg"]
    # The next version keeps it; a file that is no picture is named, the proposal stands.
    offices.send_up()
    reviewing.decide(offices.county, [one.id], "returned", "看不清")
    offices.send_down()
    assert [row["is_here"] for row in attachments.listed(offices.county, "proposals", one.id)] == [1]


def test_a_scan_that_is_no_picture_is_named_and_the_proposal_stands(
    open_window: Opener, offices: Offices, chosen: Chosen, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "坏的.jpg"
    broken.write_bytes(b"nothing")
    window = open_window(offices.school)
    form_of(window, offices.shan).ask_for(offices.shan, "honour")
    dialog = newest(window, AskDialog)
    chosen.answers = [[broken]]
    dialog.attach.click()
    assert dialog.editor
    dialog.editor.widget.setText("县级骨干")  # type: ignore[attr-defined]
    dialog.reason.setPlainText("县文件")
    dialog.submit.click()
    settle(qtbot, window)
    assert "1 个扫描件没有附上" in heard.said[0] and "坏的.jpg" in heard.said[0]
    assert len(reviewing.listed(offices.school)) == 1


# -- the school's own list


def test_a_school_sees_the_countys_words_and_asks_again(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    pk, other = asked(offices, offices.shan, offices.wang)
    offices.send_up()
    reviewing.decide(offices.county, [pk], "returned", "请附文件")
    reviewing.decide(offices.county, [other], "passed", "属实")
    offices.send_down()
    window, page = at_school(open_window, offices, qtbot)
    assert [row[1] for row in page.own.list.rows.all] == ["退回", "通过"]
    assert page.tabs.buttons["proposals"].text() == "更改申请 1"
    assert window.session.returned == 1
    page.own.list.grid.choose(pk)
    shown = "\n".join(label.text() for label in page.own.detail.findChildren(QLabel))
    assert "请附文件" in shown and "县里退回" in shown
    assert page.own.buttons["重新申请……"].isEnabled() and page.own.buttons["撤回"].isEnabled()
    page.own.buttons["重新申请……"].click()
    dialog = newest(window, AskDialog)
    assert dialog.said.text() == "县里的意见：请附文件" and dialog.reason.toPlainText() == "县文件"
    dialog.reason.setPlainText("县文件，见附件")
    dialog.submit.click()
    settle(qtbot, window)
    assert reviewing.get(offices.school, pk).version == 2
    assert [row[1] for row in page.own.list.rows.all] == ["待审", "通过"]
    page.own.list.grid.choose(other)
    assert not page.own.buttons["撤回"].isEnabled()


def test_a_school_takes_a_proposal_back(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    (pk,) = asked(offices, offices.shan)
    window, page = at_school(open_window, offices, qtbot)
    page.own.list.grid.choose(pk)
    page.own.buttons["撤回"].click()
    settle(qtbot, window)
    assert reviewing.get(offices.school, pk).status_label == "已撤回"
    assert not page.own.buttons["撤回"].isEnabled()
    window.undo()
    settle(qtbot, window)
    assert reviewing.get(offices.school, pk).status_label == "待审"


# -- the county's review


def test_all_that_a_filter_shows_are_passed_in_one_act(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    asked(offices, offices.shan, offices.wang)
    offices.send_up()
    window, page = at_county(open_window, offices, qtbot)
    assert page.tabs.buttons["proposals"].text() == "审核 2"
    page.review.list.narrow("status", "待审")
    page.review.list.rows.tick_shown(True)
    passing = next(button for button in page.review.list.bar.buttons if button.text() == "通过")
    passing.click()
    settle(qtbot, window)
    assert {one.status_label for one in reviewing.listed(offices.county)} == {"通过"}
    assert page.outcome.title.text() == "已通过 2 个申请。"
    assert teachers.get(offices.county, offices.wang)["honour"] == "县级骨干"
    assert page.tabs.buttons["proposals"].text() == "审核"


def test_returning_asks_for_the_reason_once_for_all(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    ids = asked(offices, offices.shan, offices.wang)
    offices.send_up()
    window, page = at_county(open_window, offices, qtbot)
    page.review.send_back(ids)
    dialog = newest(window, ReturnDialog)
    assert not dialog.button.isEnabled()
    dialog.reason.setPlainText("请附文件首页")
    dialog.button.click()
    settle(qtbot, window)
    assert {one.comment for one in reviewing.listed(offices.county)} == {"请附文件首页"}
    page.review.list.grid.choose(ids[0])
    assert not page.review.buttons["退回……"].isEnabled() and page.review.buttons["通过"].isEnabled()


def test_a_field_the_county_changed_since_is_asked_about_before_it_is_passed(
    open_window: Opener, offices: Offices, heard: Heard, qtbot: QtBot
) -> None:
    (pk,) = asked(offices, offices.shan)
    offices.send_up()
    teachers.save(offices.county, offices.shan, {"honour": "省级骨干"})
    window, page = at_county(open_window, offices, qtbot)
    page.review.list.grid.choose(pk)
    shown = [label.text() for label in page.review.detail.findChildren(QLabel)]
    assert "学校申请之后，这一项又改过，请先核对。" in shown and "省级骨干" in shown
    heard.answer = False
    page.review.buttons["通过"].click()
    settle(qtbot, window)
    assert "现在是“省级骨干”" in heard.asked[0]
    assert teachers.get(offices.county, offices.shan)["honour"] == "省级骨干"
    heard.answer = True
    page.review.buttons["通过"].click()
    settle(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["honour"] == "县级骨干"


def test_what_was_left_is_named_with_its_reason(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    (pk,) = asked(offices, offices.shan)
    offices.send_up()
    teachers.save(offices.county, offices.shan, {"honour": "省级骨干"})
    window, page = at_county(open_window, offices, qtbot)
    page.review._decide([pk], "passed", "", False)
    settle(qtbot, window)
    assert page.outcome.title.text() == "没有处理任何申请。"
    assert "单丽的最高骨干称号：申请之后县里改过这一项" in page.outcome.advice.text()


def test_the_search_box_serves_the_part_in_sight(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    asked(offices, offices.shan, offices.wang)
    offices.send_up()
    _window, page = at_county(open_window, offices, qtbot)
    page.on_search("单丽")
    assert [page.review.list.rows.all[place][3] for place in page.review.list.rows.order] == ["单丽"]
    page.on_search("")
    assert len(page.review.list.rows.order) == 2
    assert cut_texts(page) == []


def test_the_first_page_says_what_waits_to_be_reviewed(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    asked(offices, offices.shan)
    offices.send_up()
    window = open_window(offices.county)
    window.go("desk")
    settle(qtbot, window)
    assert window.page.standing.waiting.proposals == 1  # type: ignore[attr-defined]
    texts = [task.text for task in window.page.tasks(window.page.standing)]  # type: ignore[attr-defined]
    assert "1 个更改申请等着审核" in texts


def test_the_record_a_proposal_is_about_is_one_click_away(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    (pk,) = asked(offices, offices.shan)
    offices.send_up()
    window, page = at_county(open_window, offices, qtbot)
    page.review.list.grid.choose(pk)
    menu = page.review.detail.more.menu()
    assert isinstance(menu, QMenu)
    menu.actions()[-1].trigger()
    settle(qtbot, window)
    assert window.page.title == "教师"
