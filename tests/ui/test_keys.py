"""Keys at the window: 设置 → 密钥, a school's computers, schools registered anew, a county begun from its kit."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import organisations, teachers
from app import session as sessions
from app.exchange import computers, custody, desk, keyring, kit, membership, packing, receiving, recovering
from app.session import Session
from tests.app.exchange.conftest import District, built_district, district
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle
from ui.exchange.computers import LostSheet
from ui.exchange.county import CountyPage
from ui.exchange.inviting import InviteDialog
from ui.exchange.joining import JoinDialog
from ui.exchange.registering import RegisterSheet
from ui.home import HomePage
from ui.keys import KeysPart
from ui.kit import KitSheet, PassphraseSheet
from ui.preview import PreviewDialog
from ui.settings import KEYS, SettingsPage
from ui.start import StartPage
from ui.window import MainWindow

__all__ = ["built_district", "district"]

Opener = Callable[[Session], MainWindow]
WORDS = "青山绿水 2026"


def keys_of(window: MainWindow, qtbot: QtBot) -> KeysPart:
    window.go("settings")
    assert isinstance(window.page, SettingsPage)
    window.page.tabs.choose(KEYS)
    settle(qtbot, window)
    part = window.page.tabs.parts[KEYS]
    assert isinstance(part, KeysPart)
    return part


def exchange_of(window: MainWindow, qtbot: QtBot) -> CountyPage:
    window.go("exchange")
    settle(qtbot, window)
    assert isinstance(window.page, CountyPage)
    return window.page


# -- 设置 → 密钥


def test_who_only_looks_changes_no_keys(open_window: Opener, district: District, qtbot: QtBot) -> None:
    for session in (district.county, district.city):
        session.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
        part = keys_of(open_window(session), qtbot)
        assert "指纹" in part.said.text() and not any(button.isEnabled() for button in part.buttons.values())


def test_a_kit_is_written_under_a_passphrase_and_the_root_goes_offline(
    open_window: Opener, district: District, chosen: Chosen, qtbot: QtBot
) -> None:
    window = open_window(district.county)
    part = keys_of(window, qtbot)
    assert "还没有做过恢复资料" in part.kit_said.text()
    assert not part.buttons["offline"].isEnabled()
    part.buttons["kit"].click()
    sheet = newest(window, PassphraseSheet)
    for first, second, words in (("abc", "abd", "不一样"), ("短", "短", "口令太短")):
        sheet.first.setText(first)
        sheet.second.setText(second)
        sheet.go.click()
        assert words in sheet.fault.text()
    chosen.answers = [district.stick]
    sheet.first.setText(WORDS)
    sheet.second.setText(WORDS)
    sheet.go.click()
    settle(qtbot, window)
    (path,) = district.stick.glob("*.xhkit")
    assert kit.load(path, WORDS) == custody.kit_of(district.county)
    assert "制作" in part.kit_said.text() and part.buttons["offline"].isEnabled()
    part.buttons["offline"].click()
    asking = newest(window, KitSheet)
    asking.go.click()
    assert asking.fault.text() == "请先选择恢复资料。"
    chosen.answers = [path]
    asking.choose.click()
    asking.passphrase.setText("不对的口令")
    asking.go.click()
    assert "口令不对。" in asking.fault.text()
    asking.passphrase.setText(WORDS)
    asking.go.click()
    settle(qtbot, window)
    assert keyring.of(district.county).root is None
    assert part.outcome.title.text() == "根密钥只留在恢复资料里了。"
    assert not part.buttons["offline"].isEnabled()


def test_with_the_root_offline_a_change_asks_for_the_words_from_paper(
    open_window: Opener, district: District, heard: Heard, qtbot: QtBot
) -> None:
    made = custody.kit_of(district.county)
    custody.take_offline(district.county, made)
    before = keyring.of(district.county).working
    window = open_window(district.county)
    part = keys_of(window, qtbot)
    part.buttons["change"].click()
    sheet = newest(window, KitSheet)
    sheet.choose_way("paper")
    typed = [*kit.lines_of(made)]
    wrong = "1" if typed[2][8] != "1" else "2"
    sheet.lines.setPlainText("\n".join([*typed[:2], typed[2][:8] + wrong + typed[2][9:], *typed[3:]]))
    sheet.go.click()
    assert "第3行第2组" in sheet.fault.text()
    sheet.lines.setPlainText("\n".join(typed).lower())
    sheet.go.click()
    settle(qtbot, window)
    assert part.outcome.title.text() == "密钥已更换。"
    assert keyring.of(district.county).working != before and keyring.of(district.county).root is None


def test_a_printed_kit_says_to_delete_the_file(
    open_window: Opener, district: District, chosen: Chosen, qtbot: QtBot
) -> None:
    window = open_window(district.county)
    part = keys_of(window, qtbot)
    chosen.answers = [district.stick / "恢复资料.pdf"]
    part.buttons["print"].click()
    settle(qtbot, window)
    assert (district.stick / "恢复资料.pdf").read_bytes().startswith(b"%PDF")
    assert "请删除这个文件" in part.outcome.advice.text()


def test_lost_keys_are_said_and_rebuilt_from_the_kit(open_window: Opener, district: District, qtbot: QtBot) -> None:
    made = custody.kit_of(district.county)
    keyring.path_beside(district.county.path).unlink()
    window = open_window(district.county)
    part = keys_of(window, qtbot)
    assert "找不到密钥文件" in part.outcome.title.text()
    assert [name for name, button in part.buttons.items() if button.isEnabled()] == ["rebuild"]
    part.buttons["rebuild"].click()
    newest(window, KitSheet).given.emit(made)
    settle(qtbot, window)
    assert part.outcome.title.text() == "密钥已重建。"
    district.round(district.city)


def test_a_school_changes_its_keys_and_joins_again_from_settings(
    open_window: Opener, district: District, chosen: Chosen, heard: Heard, qtbot: QtBot
) -> None:
    window = open_window(district.city)
    part = keys_of(window, qtbot)
    heard.answer = False
    before = keyring.of(district.city).working
    part.buttons["change"].click()
    settle(qtbot, window)
    assert keyring.of(district.city).working == before
    heard.answer = True
    part.buttons["change"].click()
    settle(qtbot, window)
    changed = keyring.of(district.city)
    assert changed.working != before
    chosen.answers = [district.invite(district.city)]
    part.buttons["join"].click()
    settle(qtbot, window)
    assert district.city.join_code is not None and district.city.join_code in part.outcome.title.text()
    assert keyring.of(district.city).former[0] == changed.working.age


@pytest.mark.parametrize("office", ["county", "city"])
def test_no_words_are_cut_on_the_keys_part(open_window: Opener, district: District, office: str, qtbot: QtBot) -> None:
    window = open_window(getattr(district, office))
    part = keys_of(window, qtbot)
    assert cut_texts(part) == []


# -- a school's computers, at the county


def test_one_more_computer_is_invited_from_the_schools_row(
    open_window: Opener, district: District, chosen: Chosen, qtbot: QtBot
) -> None:
    window = open_window(district.county)
    page = exchange_of(window, qtbot)
    chosen.answers = [district.stick]
    page.inviter.add_computer(page._schools([district.city.site])[0])
    settle(qtbot, window)
    (invite,) = district.stick.glob("城关小学-邀请-*.xhb")
    with district.computer(invite, "第二台"):
        states = [one.state for one in computers.of(district.county, district.city.site)]
    assert states == ["active", "active"]


def test_a_lost_computer_is_ticked_and_taken_out_of_use(
    open_window: Opener, district: District, chosen: Chosen, heard: Heard, qtbot: QtBot
) -> None:
    teachers.save(district.city, str(teachers.every(district.city)[0]["id"]), {"phone": "13900000008"})
    late = district.up(district.city)
    district.computer(district.invite(district.city, second=True), "第二台").close()
    window = open_window(district.county)
    page = exchange_of(window, qtbot)
    page.inviter.replace_lost(page._schools([district.city.site])[0])
    settle(qtbot, window)
    sheet = newest(window, LostSheet)
    assert not sheet.go.isEnabled() and cut_texts(sheet) == []
    assert [box.text() for box in sheet.boxes.values()] == ["第 1 台电脑", "第 2 台电脑"]
    next(iter(sheet.boxes.values())).setChecked(True)
    chosen.answers = [district.stick]
    sheet.go.click()
    settle(qtbot, window)
    assert "丢失的电脑已经停用" in page.outcome.advice.text()
    found = {one.label: one.state for one in computers.of(district.county, district.city.site)}
    assert found == {"第 1 台电脑": "revoked", "第 2 台电脑": "active"}
    # Its file is a question now.
    heard.answer = False
    page.receiver.receive([late])
    settle(qtbot, window)
    assert "已经停用的电脑" in heard.asked[-1] and "已经停用的电脑" in page.outcome.title.text()
    heard.answer = True
    page.receiver.receive([late])
    settle(qtbot, window)
    newest(window, PreviewDialog).accept()
    settle(qtbot, window)
    assert page.outcome.title.text() == "已接收城关小学的文件。"


def test_without_a_place_for_the_invite_nothing_is_taken_out_of_use(
    open_window: Opener, district: District, qtbot: QtBot
) -> None:
    window = open_window(district.county)
    page = exchange_of(window, qtbot)
    page.inviter.replace_lost(page._schools([district.city.site])[0])
    settle(qtbot, window)
    sheet = newest(window, LostSheet)
    # The only computer is ticked already.
    sheet.go.click()
    settle(qtbot, window)
    assert page.outcome.title.text() == "还没有停用。"
    assert [one.state for one in computers.of(district.county, district.city.site)] == ["active"]


def test_digits_that_differ_void_request_and_invite(open_window: Opener, district: District, qtbot: QtBot) -> None:
    place = district.stick / "新"
    place.mkdir()
    request = membership.join(district.invite(district.city), place / "a.xinhuo", place)
    window = open_window(district.county)
    page = exchange_of(window, qtbot)
    page.receiver.receive([request.path])
    settle(qtbot, window)
    dialog = newest(window, JoinDialog)
    assert cut_texts(dialog) == []
    dialog.differs.click()
    settle(qtbot, window)
    assert "没有同意城关小学加入" in page.outcome.title.text()
    page.receiver.receive([request.path])
    settle(qtbot, window)
    assert "以前办理过了" in page.outcome.title.text()


@pytest.fixture
def new_county(tmp_path: Path) -> Iterator[Session]:
    with membership.found_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        yield county


def test_a_school_that_is_not_in_the_list_is_registered_where_it_is_invited(
    new_county: Session, open_window: Opener, tmp_path: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    window = open_window(new_county)
    page = exchange_of(window, qtbot)
    page.invite()
    dialog = newest(window, InviteDialog)
    dialog.register.click()
    assert "单位名称" in dialog.fault.text()
    for name in ("城关小学", "又一所"):
        dialog.name.setText(name)
        dialog.code.setText("2199000001")
        dialog.register.click()
    assert "不能重复" in dialog.fault.text()
    settle(qtbot, window)
    assert dialog.invite.text() == "生成 1 个邀请文件……" and cut_texts(dialog) == []
    chosen.answers = [tmp_path]
    dialog.invite.click()
    settle(qtbot, window)
    assert len([*tmp_path.glob("城关小学-邀请-*.xhb")]) == 1
    assert [row["name"] for row in organisations.listed(new_county)] == ["示范县教育局", "城关小学"]


# -- a county begun anew


@pytest.fixture
def start(kept: QSettings, qtbot: QtBot) -> Iterator[StartPage]:
    page = StartPage(kept)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.lane.close()


def test_a_county_is_begun_from_its_kit_on_the_start_page(
    start: StartPage, district: District, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    lines = "\n".join(kit.lines_of(custody.kit_of(district.county)))
    start.recover()
    sheet = newest(start, KitSheet)
    sheet.choose_way("paper")
    sheet.lines.setPlainText(lines)
    sheet.go.click()
    assert "请填写单位名称" in sheet.fault.text()
    sheet.name.setText("示范县教育局")
    chosen.answers = [tmp_path / "新县.xinhuo"]
    with qtbot.waitSignal(start.founded) as told:
        sheet.go.click()
    assert told.args == [tmp_path / "新县.xinhuo"]
    with sessions.open_session(tmp_path / "新县.xinhuo") as county:
        assert (county.name, county.site) == ("示范县教育局", district.county.site)


@pytest.fixture
def begun_anew(district: District, tmp_path: Path) -> Iterator[Session]:
    made = custody.kit_of(district.county)
    with recovering.recover_county(made, tmp_path / "新县.xinhuo", operator="王敏") as county:
        yield county


def test_schools_that_prove_themselves_are_registered_when_a_person_has_ticked_them(
    begun_anew: Session,
    open_window: Opener,
    district: District,
    chosen: Chosen,
    heard: Heard,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    for school in (district.city, district.town):
        packing.pack(school, "county", district.stick)
    window = open_window(begun_anew)
    page = exchange_of(window, qtbot)
    (button,) = [one for one in page.list.findChildren(QPushButton) if one.isVisible() and "登记" in one.text()]
    chosen.answers = [district.stick]
    button.click()
    settle(qtbot, window)
    sheet = newest(window, RegisterSheet)
    assert [row[1] for row in sheet.list.rows.all] == ["可以登记", "可以登记"] and not sheet.go.isEnabled()
    sheet.list.rows.tick([0], True)
    assert sheet.go.text() == "登记 1 所学校"
    sheet.go.click()
    settle(qtbot, window)
    assert [one["name"] for one in desk.sites_of(begun_anew)] == ["城关小学"]
    # The other one comes by itself, and is a question.
    page.receiver.receive([packing.pack(district.town, "county", tmp_path).path])
    settle(qtbot, window)
    assert "以前加入过本县" in heard.asked[-1]
    newest(window, PreviewDialog).accept()
    settle(qtbot, window)
    assert {one["name"] for one in desk.sites_of(begun_anew)} == {"城关小学", "清水小学"}
    receiving.take(district.town, packing.pack(begun_anew, district.town.site, district.stick).path)


def test_the_first_page_leads_to_the_kit(open_window: Opener, district: District, qtbot: QtBot) -> None:
    window = open_window(district.county)
    window.go("desk")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, HomePage) and page.standing is not None
    (task,) = [one for one in page.tasks(page.standing) if "恢复资料" in one.text]
    task.open()
    settle(qtbot, window)
    assert isinstance(window.page, SettingsPage) and window.page.tabs.current == KEYS


def test_a_school_with_data_joins_again_from_the_start_page(
    start: StartPage, district: District, chosen: Chosen, qtbot: QtBot
) -> None:
    before = keyring.of(district.city)
    start.toggle_joining()
    joining = start.joining
    assert joining is not None and not joining.again.isEnabled()
    chosen.answers = [district.invite(district.city), district.town.path, district.city.path]
    joining.choose.click()
    qtbot.waitUntil(lambda: joining.again.isEnabled())
    joining.again.click()
    qtbot.waitUntil(lambda: joining.fault.isVisible())
    assert "不是这个邀请要的数据" in joining.fault.text()
    joining.again.click()
    qtbot.waitUntil(lambda: hasattr(start, "joined"))
    assert start.joined.code.text() == district.city.join_code
    assert before.working.age in keyring.of(district.city).former
    assert [row["name"] for row in teachers.every(district.city)] == ["张𬭎"]
