"""Copies at the window: made while it is open and before it closes, listed, previewed, put back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import keystores, teachers
from app import session as sessions
from app.backups import automatic, keeping, making, places
from app.backups.keeping import Habits
from app.session import Session
from tests.ui.conftest import Chosen, Heard, cut_texts
from ui import main
from ui.backups.copies import CopiesDialog
from ui.backups.restoring import RestoreSheet
from ui.settings import BACKUP
from ui.unlocking import UnlockSheet
from ui.window import MainWindow


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "本机备份"
    monkeypatch.setenv("XINHUO_BACKUPS", str(folder))
    return folder


@pytest.fixture
def program(qapp: QApplication, kept: QSettings, own: Path, office_path: Path) -> Iterator[main.Program]:
    """A window on an office whose copies are made by themselves."""
    with sessions.open_session(office_path) as session:
        keeping.set_habits(session, Habits())
    made = main.Program(kept)
    assert made.open(office_path) and made.window is not None
    yield made
    for window in (made.window, made.start):
        if window is not None:
            if isinstance(window, MainWindow):
                window.close_lanes()
            window.hide()
            window.deleteLater()
            QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def part(window: MainWindow) -> Any:
    window.go("settings", BACKUP)
    page: Any = window.page
    return page.tabs.parts[BACKUP]


def said(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_copy_is_made_before_the_window_closes(program: main.Program, own: Path, qtbot: QtBot) -> None:
    window = program.window
    assert window is not None
    window.begin_keeping()
    window.close()
    qtbot.waitUntil(lambda: program.window is None, timeout=20_000)
    (made,) = automatic.copies_in(own)
    with sessions.open_session(own / made.name) as copy:
        assert len(teachers.every(copy)) == 5


def test_who_cannot_wait_closes_at_once_and_no_half_copy_is_left(
    program: main.Program, own: Path, qtbot: QtBot
) -> None:
    window = program.window
    assert window is not None
    window.begin_keeping()
    window.close()
    last = window._last_copy
    assert last is not None and program.window is window
    last.on_go()
    qtbot.waitUntil(lambda: program.window is None, timeout=20_000)
    assert not list(own.glob("*.part*"))
    assert len(automatic.copies_in(own)) <= 1


def test_who_would_rather_stay_stays(program: main.Program, own: Path, qtbot: QtBot) -> None:
    window = program.window
    assert window is not None
    window.begin_keeping()
    window.close()
    assert window._last_copy is not None
    window._last_copy.reject()
    qtbot.waitUntil(lambda: window._last_copy is None, timeout=20_000)
    assert program.window is window and window.isVisible() and len(automatic.copies_in(own)) == 1
    # Nothing changed since: now it closes without another.
    window.close()
    qtbot.waitUntil(lambda: program.window is None, timeout=20_000)


def test_copies_are_made_while_the_window_is_open(program: main.Program, own: Path, qtbot: QtBot) -> None:
    window = program.window
    assert window is not None
    keeper = window.begin_keeping()
    keeper.look()
    qtbot.waitUntil(lambda: not keeper.busy and bool(automatic.copies_in(own)), timeout=20_000)
    assert "只在本机" in said(window.status)
    keeper.look()
    assert not keeper.busy, "nothing changed"


def test_a_refusal_is_told_once(program: main.Program, own: Path, qtbot: QtBot) -> None:
    window = program.window
    assert window is not None
    own.write_text("not a folder")
    keeper, heard = window.begin_keeping(), []
    keeper.told.connect(heard.append)
    for _ in range(2):
        keeper.look()
        qtbot.waitUntil(lambda: not keeper.busy, timeout=20_000)
    assert len(heard) == 1 and "不能写入" in keeper.failed


def test_the_second_place_is_chosen_and_served_at_once(
    window: MainWindow, office: Session, own: Path, chosen: Chosen, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    one = part(window)
    assert "还没有选择" in one.second.text()
    chosen.answers.append(stick)
    one.take_second()
    assert "同一块硬盘" in heard.asked[0]
    qtbot.waitUntil(lambda: bool(automatic.copies_in(stick / places.FOLDER)), timeout=20_000)
    qtbot.waitUntil(lambda: "最近一份：今天" in one.second.text())
    one.leave_second()
    assert places.second(office) is None and automatic.copies_in(stick / places.FOLDER)


def test_how_copies_are_made_is_kept(window: MainWindow, office: Session, own: Path) -> None:
    one = part(window)
    one.automatic.setChecked(True)
    one.every.setCurrentIndex(one.every.findData(24))
    one.warn.setCurrentIndex(one.warn.findData(30))
    assert keeping.habits(office) == Habits(True, 24, 30)
    one.automatic.setChecked(False)
    assert keeping.habits(office) == Habits(False, 24, 30)
    assert cut_texts(one) == []


@pytest.fixture
def copies(window: MainWindow, office: Session, own: Path, qtbot: QtBot) -> Callable[[], CopiesDialog]:
    """Opens the list of copies, all looked into: one by hand beside the file, and a damaged one."""
    folder = office.path.parent
    making.by_hand(office, folder)
    (copy,) = folder.glob("示范县-备份-*.xinhuo")
    damaged = copy.with_name("示范县-备份-20200101-000000.xinhuo")
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    work = teachers.every(office)[0]["work"]
    teachers.save(office, None, {"name": "后来的", "work": str(work)})

    def make() -> CopiesDialog:
        part(window).show_copies()
        (dialog,) = [one for one in window.findChildren(CopiesDialog) if one.isVisible()]
        qtbot.waitUntil(lambda: len(dialog._copies) == 2 == len(dialog._inside), timeout=20_000)
        return dialog

    return make


def choose(dialog: CopiesDialog, which: str) -> None:
    dialog.list.grid.choose(next(pk for pk in dialog._copies if which in pk))


def test_every_copy_is_listed_with_what_is_in_it(
    copies: Callable[[], CopiesDialog], heard: Heard, qtbot: QtBot
) -> None:
    dialog = copies()
    states = {one.state for one in dialog._inside.values()}
    assert states == {"完好", "已损坏"}
    choose(dialog, "20200101")
    assert "和写入时不一样" in dialog.why.text()
    dialog.preview()
    qtbot.waitUntil(lambda: bool(heard.said), timeout=20_000)
    assert "已经损坏，没有恢复" in heard.said[0]
    assert dialog.isVisible()


def test_what_a_restore_would_change_is_told_and_asked(
    copies: Callable[[], CopiesDialog], window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, asked = copies(), []
    window.services.restore = asked.append
    good = next(path for path, one in dialog._inside.items() if one.state == "完好")
    dialog.list.grid.choose(good)
    dialog.preview()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(RestoreSheet)), timeout=20_000)
    (sheet,) = dialog.findChildren(RestoreSheet)
    words = said(sheet)
    assert "1 次修改会没有" in words and "新增教师：后来的" in words and "改名留在旁边" in words
    assert cut_texts(sheet) == []
    sheet.go.click()
    assert asked == [Path(good)]


def test_a_copy_under_a_key_that_is_not_here_asks_for_it(
    copies: Callable[[], CopiesDialog], office: Session, own: Path, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog, elsewhere = copies(), tmp_path / "别处"
    elsewhere.mkdir()
    with sessions.create_county(tmp_path / "外县.xinhuo", "外县", operator="王") as other:
        making.by_hand(other, elsewhere)
        assert other.store.key is not None
        keystores.forget(other.store.key.ident)
    chosen.answers.append(elsewhere)
    dialog._look_elsewhere()
    qtbot.waitUntil(lambda: len(dialog._inside) == 3, timeout=20_000)
    choose(dialog, "外县")
    assert "没有打开它的密钥" in dialog.why.text()
    dialog.preview()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(UnlockSheet)), timeout=20_000)


def test_a_second_place_that_is_not_there_is_said_on_the_page_and_in_the_list(
    program: main.Program, tmp_path: Path, qtbot: QtBot
) -> None:
    window = program.window
    assert window is not None
    stick = tmp_path / "U盘"
    stick.mkdir()
    places.choose(window.session, stick, agreed=True)
    stick.rename(tmp_path / "拔出的")
    page = part(window)
    qtbot.waitUntil(lambda: "现在找不到第二个位置" in page.second.text(), timeout=20_000)
    page.show_copies()
    (dialog,) = window.findChildren(CopiesDialog)
    qtbot.waitUntil(lambda: "那里的备份没有列出" in dialog.why.text(), timeout=20_000)
    dialog.reject()
