"""The start page: a county begins, and a school asks to join with the invite it was given."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app import organisations
from app import session as sessions
from app.exchange import keyring, membership, receiving
from tests.ui.conftest import Chosen, Heard, cut_texts
from ui.start import StartPage


@pytest.fixture
def start(kept: QSettings, qtbot: QtBot) -> StartPage:
    page = StartPage(kept)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.fixture
def invite(tmp_path: Path) -> Path:
    """An invite for 清水小学 on a stick; the county's file is beside it."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    with membership.found_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        school = organisations.save(county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
        return membership.invite(county, school, stick).path


def idle(start: StartPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not start.lane.busy, timeout=20_000)


def test_a_new_county_has_its_keys_and_can_invite(
    start: StartPage, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    start._toggle_county()
    start.county.name.setText("示范县教育局")
    chosen.answers = [tmp_path / "示范县"]
    with qtbot.waitSignal(start.founded) as said:
        start.county._make()
    with sessions.open_session(said.args[0]) as session:
        assert keyring.of(session).root is not None
        school = organisations.save(session, None, {"name": "清水小学", "kind": "3"})
        assert membership.invite(session, school, tmp_path).to_name == "清水小学"


def test_a_county_over_a_file_that_is_there_is_refused(
    start: StartPage, chosen: Chosen, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    there = tmp_path / "示范县.xinhuo"
    there.write_text("别的内容", encoding="utf-8")
    start.county.name.setText("示范县教育局")
    chosen.answers = [there]
    start.county._make()
    idle(start, qtbot)
    assert len(heard.said) == 1
    assert there.read_text(encoding="utf-8") == "别的内容"


def test_no_county_begins_where_only_copies_lie(
    start: StartPage, kept: QSettings, chosen: Chosen, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    from app.backups import places

    folder = tmp_path / places.FOLDER
    folder.mkdir()
    (folder / places.SIGN).write_text("位置编号：1", encoding="utf-8")
    kept.setValue("folders/office", str(folder))
    start.county.name.setText("示范县教育局")
    chosen.answers = [folder / "示范县.xinhuo"]
    start.county._make()
    idle(start, qtbot)
    assert not Path(chosen.wanted[0].start).is_relative_to(folder)
    assert len(heard.said) == 1 and "只放备份的文件夹" in heard.said[0]
    assert [one.name for one in folder.iterdir()] == [places.SIGN]


def test_a_school_joins_with_its_invite(
    start: StartPage, invite: Path, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    start.toggle_joining()
    joining = start.joining
    assert joining is not None
    assert not joining.make.isEnabled()
    chosen.answers = [invite, tmp_path / "清水小学"]
    joining.choose.click()
    idle(start, qtbot)
    assert joining.said.text().startswith("示范县教育局邀请清水小学加入。邀请到 ")
    joining.operator.setText("李静")
    joining.make.click()
    idle(start, qtbot)
    (request,) = invite.parent.glob("清水小学-加入申请-*.xhb")
    with sessions.open_session(tmp_path / "县.xinhuo") as county:
        assert receiving.preview(county, request).code == start.joined.code.text()
    with qtbot.waitSignal(start.founded) as said:
        start.joined.begin.click()
    with sessions.open_session(said.args[0]) as school:
        assert (school.name, school.operator, school.is_county) == ("清水小学", "李静", False)
        assert school.join_code == start.joined.code.text()
        assert keyring.path_beside(school.path).exists()


def test_another_file_than_an_invite_is_refused_in_place(
    start: StartPage, tmp_path: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    wrong = tmp_path / "照片.xhb"
    wrong.write_bytes(b"nothing of ours" * 20)
    start.toggle_joining()
    assert start.joining is not None
    chosen.answers = [wrong]
    start.joining.choose.click()
    idle(start, qtbot)
    assert start.joining.fault.isVisible()
    assert not start.joining.make.isEnabled()


def test_nothing_is_cut_on_the_start_page(
    start: StartPage, invite: Path, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    start._toggle_county()
    start.toggle_joining()
    qtbot.wait(1)
    assert not cut_texts(start)
    assert start.joining is not None
    chosen.answers = [invite, tmp_path / "校.xinhuo"]
    start.joining.choose.click()
    idle(start, qtbot)
    start.joining.make.click()
    idle(start, qtbot)
    qtbot.wait(1)
    assert not cut_texts(start)


def test_a_copy_is_put_back_on_a_new_computer_once_its_code_is_typed(
    start: StartPage, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    from app import keystores, recovery_code
    from app.backups import making
    from ui.unlocking import UnlockSheet

    stick, here = tmp_path / "U盘", tmp_path / "新电脑"
    stick.mkdir()
    here.mkdir()
    with membership.found_county(tmp_path / "示范县.xinhuo", "示范县教育局", operator="王敏") as county:
        copy, key = making.by_hand(county, stick), county.store.key
    assert key is not None
    keystores.forget(key.ident)
    chosen.answers = [copy, here / "示范县.xinhuo"]
    start.restore()
    assert chosen.wanted[1].start.endswith("示范县.xinhuo")
    qtbot.waitUntil(lambda: bool(start.findChildren(UnlockSheet)), timeout=20_000)
    assert not list(here.iterdir())
    (sheet,) = start.findChildren(UnlockSheet)
    sheet.choose_way("code")
    sheet.code.editor.setPlainText("\n".join(recovery_code.lines_of(key)))
    with qtbot.waitSignal(start.chosen, timeout=20_000) as said:
        sheet.on_go()
    with sessions.open_session(said.args[0]) as session:
        assert session.name == "示范县教育局" and keyring.of(session).working


def test_a_copy_on_a_stick_is_put_back_elsewhere_never_beside_itself(
    start: StartPage, kept: QSettings, chosen: Chosen, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    from app.backups import automatic, keeping, making, places

    stick, here = tmp_path / "U盘", tmp_path / "新电脑"
    stick.mkdir()
    here.mkdir()
    with membership.found_county(tmp_path / "示范县.xinhuo", "示范县教育局", operator="王敏") as county:
        places.choose(county, stick, agreed=True)
        copy = automatic.keep(county, keeping.SECOND, stick / places.FOLDER)
        by_hand = making.by_hand(county, here)
    # A person opened a copy with 打开数据文件 before.
    kept.setValue("folders/office", str(copy.parent))
    chosen.answers = [copy, copy.parent / "示范县.xinhuo", copy.parent / "又是.xinhuo", here / "示范县.xinhuo"]
    with qtbot.waitSignal(start.chosen, timeout=20_000) as said:
        start.restore()
    assert said.args[0] == here / "示范县.xinhuo"
    assert not Path(chosen.wanted[1].start).is_relative_to(stick)
    assert len([one for one in heard.asked if "和备份在一起" in one]) == 2
    assert not (copy.parent / "示范县.xinhuo").exists() and not (copy.parent / "又是.xinhuo").exists()
    # Where a person copied it to the hard disk it may stay, but the dialog does not begin there.
    kept.setValue("folders/office", str(by_hand.parent))
    chosen.answers = [here / "又一份.xinhuo"]
    with qtbot.waitSignal(start.chosen, timeout=20_000):
        start.restore(by_hand)
    assert not Path(chosen.wanted[-1].start).is_relative_to(here)
    heard.answer = False
    chosen.answers = [copy.parent / "示范县.xinhuo"]
    start.restore(copy)
    assert not start.lane.busy and not (copy.parent / "示范县.xinhuo").exists()


def test_a_school_s_file_is_not_offered_a_place_on_the_stick_of_the_invite(
    start: StartPage, kept: QSettings, invite: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    start.toggle_joining()
    assert start.joining is not None
    kept.setValue("folders/office", str(invite.parent))
    chosen.answers = [invite]
    start.joining.choose.click()
    idle(start, qtbot)
    start.joining.make.click()
    assert chosen.wanted[-1].title == "本校数据文件放在哪里"
    assert not Path(chosen.wanted[-1].start).is_relative_to(invite.parent)
