"""设置 → 数据保护: the code on paper, a password, old copies that anybody can read, a new key; the code offered at once."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import keystores, recovery_code, unlocking
from app.exchange import keyring
from app.session import Session
from storage import datakeys, rekeying
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle
from ui import main
from ui.home import HomePage
from ui.protection import OfferCode, PasswordSheet, ProofSheet, ProtectionPart
from ui.settings import PROTECTION, SettingsPage
from ui.window import MainWindow

Opener = Callable[[Session], MainWindow]
WORDS = "春风化雨润物无声"


def part_of(window: MainWindow, qtbot: QtBot) -> ProtectionPart:
    window.go("settings", PROTECTION)
    assert isinstance(window.page, SettingsPage)
    settle(qtbot, window)
    part = window.page.tabs.parts[PROTECTION]
    assert isinstance(part, ProtectionPart)
    return part


@pytest.fixture
def program(qapp: QApplication, kept: QSettings) -> Iterator[main.Program]:
    made = main.Program(kept)
    yield made
    if made.window is not None:
        # Whatever it would still do before it closes.
        made.window.close_lanes()
    for window in (made.window, made.start):
        if window is not None:
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    unlocking.let_go()


def test_how_the_file_is_protected_is_told(window: MainWindow, office: Session, qtbot: QtBot) -> None:
    part = part_of(window, qtbot)
    assert office.store.key is not None
    assert recovery_code.number_of(office.store.key.ident) in part.said.text()
    assert keystores.FOLDER in part.kept.text() and "建议设打开口令" in part.kept.text()
    assert "还没有打印过" in part.code_said.text()
    assert part.password_said.text() == "现在没有打开口令。"
    assert not part.plain_said.isVisible() and not part.buttons["no_password"].isVisible()
    qtbot.wait(1)
    assert not cut_texts(part)


def test_who_only_looks_can_print_the_code_and_change_nothing(
    office: Session, open_window: Opener, qtbot: QtBot
) -> None:
    office.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    part = part_of(open_window(office), qtbot)
    assert {name for name, button in part.buttons.items() if button.isEnabled()} == {"code"}


def test_the_code_is_printed_and_the_first_page_no_longer_waits_for_it(
    window: MainWindow, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    window.go("desk")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, HomePage) and page.standing is not None
    assert any("恢复码" in task.text for task in page.tasks(page.standing))
    part = part_of(window, qtbot)
    chosen.answers = [tmp_path / "码.pdf"]
    part.buttons["code"].click()
    settle(qtbot, window)
    assert (tmp_path / "码.pdf").read_bytes().startswith(b"%PDF")
    assert "请删除这个文件" in part.outcome.advice.text()
    assert "打印过" in part.code_said.text()
    window.go("desk")
    settle(qtbot, window)
    assert page.standing is not None and not page.standing.waiting.code


def test_a_password_is_set_and_taken_away(
    window: MainWindow, office: Session, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    keyring.keep(office, keyring.new_county(office.site, office.name, office.today()))
    part = part_of(window, qtbot)
    part.buttons["password"].click()
    assert not window.findChildren(PasswordSheet) and "还没有打印恢复码" in part.outcome.title.text()
    recovery_code.print_code(office, tmp_path)
    part.buttons["password"].click()
    sheet = newest(window, PasswordSheet)
    for first, second, words in (
        ("abc", "abd", "不一样"),
        ("短", "短", "口令太短"),
        ("示范县教育体育局", "示范县教育体育局", "一试就对"),
    ):
        sheet.first.setText(first)
        sheet.second.setText(second)
        sheet.go.click()
        assert words in sheet.fault.text()
    sheet.first.setText(WORDS)
    sheet.second.setText(WORDS)
    sheet.go.click()
    settle(qtbot, window)
    assert unlocking.asks_password(office)
    assert part.password_said.text() == "现在设有打开口令。" and "不保存密钥" in part.kept.text()
    assert part.buttons["password"].text() == "更换打开口令……"
    heard.answer = False
    part.buttons["no_password"].click()
    settle(qtbot, window)
    assert unlocking.asks_password(office)
    heard.answer = True
    part.buttons["no_password"].click()
    proof = newest(window, ProofSheet)
    proof.go.click()
    assert "口令" in proof.fault.text() and unlocking.asks_password(office)
    proof.proof.password.setText(WORDS)
    proof.go.click()
    settle(qtbot, window)
    assert not unlocking.asks_password(office)
    unlocking.let_go()


def test_a_password_is_changed_by_whoever_knows_the_old_one_or_has_the_code(
    window: MainWindow, office: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    keyring.keep(office, keyring.new_county(office.site, office.name, office.today()))
    recovery_code.print_code(office, tmp_path)
    unlocking.set_password(office, WORDS)
    assert office.store.key is not None
    unlocking.hold(office.store.key)
    part = part_of(window, qtbot)
    part.buttons["password"].click()
    sheet = newest(window, PasswordSheet)
    assert sheet.go.text() == "更换打开口令" and sheet.proof is not None
    for editor in (sheet.first, sheet.second):
        editor.setText("另外一句更长的口令")
    sheet.proof.password.setText("不是这一句口令")
    sheet.go.click()
    assert "口令不对" in sheet.fault.text()
    sheet.proof.forgotten.click()
    sheet.proof.code.editor.setPlainText("不是恢复码")
    sheet.go.click()
    assert "恢复码" in sheet.fault.text()
    qtbot.wait(1)
    assert not cut_texts(sheet)
    sheet.proof.code.editor.setPlainText("\n".join(recovery_code.lines_of(office.store.key)))
    sheet.go.click()
    settle(qtbot, window)
    assert part.outcome.title.text() == "打开口令已更换。"
    unlocking.prove_password(office, "另外一句更长的口令")
    # The office of the other tests has this key too.
    unlocking.set_password(office, None)
    unlocking.let_go()


def test_opened_by_the_code_the_old_password_is_not_asked_for(
    window: MainWindow, office: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    keyring.keep(office, keyring.new_county(office.site, office.name, office.today()))
    recovery_code.print_code(office, tmp_path)
    unlocking.set_password(office, WORDS)
    assert office.store.key is not None and unlocking.needs_proof(office)
    unlocking.hold(unlocking.with_code(office.path, "\n".join(recovery_code.lines_of(office.store.key))))
    part = part_of(window, qtbot)
    assert "不用输入原来的口令" in part.password_said.text()
    part.buttons["password"].click()
    assert newest(window, PasswordSheet).proof is None
    unlocking.let_go()
    assert unlocking.needs_proof(office)
    unlocking.set_password(office, None)


def test_old_copies_that_anybody_can_read_are_encrypted(
    office: Session, open_window: Opener, tmp_path: Path, qtbot: QtBot
) -> None:
    plain = office.path.with_name(f"{office.path.stem}.接收前{office.path.suffix}")
    rekeying.rewritten(office.path, office.store.key, plain, None)
    assert datakeys.ident_of(plain) is None
    part = part_of(open_window(office), qtbot)
    assert part.plain_said.isVisible() and plain.name in part.plain_said.text()
    part.buttons["encrypt"].click()
    settle(qtbot, part.window())  # type: ignore[arg-type]
    assert office.store.key is not None and datakeys.ident_of(plain) == office.store.key.ident
    assert not part.plain_said.isVisible()


def test_old_copies_are_wiped_only_when_it_is_said_again(
    office: Session, open_window: Opener, heard: Heard, qtbot: QtBot
) -> None:
    plain = office.path.with_name(f"{office.path.stem}.接收前{office.path.suffix}")
    rekeying.rewritten(office.path, office.store.key, plain, None)
    window = open_window(office)
    part = part_of(window, qtbot)
    heard.answer = False
    part.buttons["wipe"].click()
    settle(qtbot, window)
    assert plain.exists()
    heard.answer = True
    part.buttons["wipe"].click()
    settle(qtbot, window)
    assert not plain.exists() and office.path.exists()


def test_a_new_key_closes_the_window_and_comes_back_with_the_code_to_print(
    program: main.Program, office_path: Path, heard: Heard, qtbot: QtBot
) -> None:
    before = datakeys.ident_of(office_path)
    assert program.open(office_path) and program.window is not None
    first = program.window
    part = part_of(first, qtbot)
    heard.answer = False
    part.buttons["change"].click()
    assert program.window is first
    heard.answer = True
    part.buttons["change"].click()
    qtbot.waitUntil(lambda: program.window not in (None, first), timeout=30_000)
    assert datakeys.ident_of(office_path) not in (before, None)
    assert program.window is not None and newest(program.window, OfferCode).isVisible()
    assert program.start is not None and not program.start.isVisible()


def test_a_new_countys_code_is_offered_at_once(
    program: main.Program, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    program.show_start()
    assert program.start is not None
    program.start.county.name.setText("示范县教育局")
    chosen.answers = [tmp_path / "新县.xinhuo"]
    program.start.county._make()
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    window = program.window
    assert window is not None
    sheet = newest(window, OfferCode)
    assert sheet.isVisible()
    qtbot.wait(1)
    assert not cut_texts(sheet)
    chosen.answers = [tmp_path / "码.pdf"]
    sheet.go.click()
    settle(qtbot, window)
    assert (tmp_path / "码.pdf").exists() and sheet.go.text() == "打开"
    assert recovery_code.printed_on(window.session)
    sheet.no.click()


def test_an_office_opened_as_before_is_offered_nothing(program: main.Program, office_path: Path, qtbot: QtBot) -> None:
    assert program.open(office_path) and program.window is not None
    assert not program.window.findChildren(OfferCode)


def test_at_another_computer_the_new_code_opens_it(
    program: main.Program, office_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import encrypting
    from app.session import open_session

    encrypting.change_key(office_path)
    with closing(open_session(office_path)) as session:
        assert session.store.key is not None
        lines = recovery_code.lines_of(session.store.key)
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "另一台"))
    unlocking.with_code(office_path, "\n".join(lines))
    assert program.open(office_path)
