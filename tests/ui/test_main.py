"""The top of the windows: start, the lock of the file, what is not loaded, and Qt's trap that must stay shut."""

import logging
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLockFile, QSettings
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import session as sessions
from app import teachers
from app.backups import making
from tests.ui.conftest import Chosen, Heard, cut_texts, toast_of
from ui import main, recents
from ui.backups.opening import CopySheet
from ui.start import StartPage

ROOT = Path(main.__file__).parents[1]
HEAVY = (
    *("openpyxl", "xlsxwriter", "reportlab", "pypinyin", "numpy", "pandas"),
    *("cryptography", "python_calamine", "sqlite_utils", "msgspec", "pyrage"),
)


@pytest.fixture
def program(qapp: QApplication, kept: QSettings) -> Iterator[main.Program]:
    made = main.Program(kept)
    yield made
    for window in (made.window, made.start):
        if window is not None:
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_a_file_opens_and_is_remembered(program: main.Program, office_path: Path, kept: QSettings) -> None:
    assert program.open(office_path)
    assert program.window is not None
    assert program.window.isVisible()
    assert recents.recent(kept) == [office_path]


def test_a_second_window_on_the_same_file_says_so_and_does_not_open(
    program: main.Program, kept: QSettings, office_path: Path, heard: Heard
) -> None:
    assert program.open(office_path)
    second = main.Program(kept)
    assert not second.open(office_path)
    assert second.window is None
    assert second.elsewhere
    assert "已经在另一个薪火窗口里打开" in heard.said[0]


def test_a_lock_under_the_other_name_of_this_computer_is_its_own(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    path = tmp_path / "清河县.xinhuo"
    lock = path.with_name(f"{path.name}.lock")
    lock.write_text(f"{os.getpid()}\nxinhuo\nJYJ-BGS-PC\n", encoding="utf-8")
    monkeypatch.setenv("COMPUTERNAME", "jyj-bgs-pc")
    # Open as its holder has it: Windows would let it be deleted otherwise, and it is taken for left behind.
    with lock.open("rb"):
        assert main.take_lock(path) is None
    assert "已经在另一个薪火窗口里打开" in heard.said[0]


@pytest.mark.parametrize(("short", "whole"), [((0, 0), False), ((1, 0), True), ((0, 1), True)])
def test_a_window_without_room_takes_the_whole_screen(qtbot: QtBot, short: tuple[int, int], whole: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableSize()
    window.resize(room.width() - 16 + short[0], room.height() - 40 + short[1])
    main.show_whole(window)
    assert window.isVisible()
    assert window.isMaximized() is whole


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows keeps a file that is open from being deleted")
def test_a_lock_left_behind_under_a_number_in_use_again_is_taken_over(tmp_path: Path, heard: Heard) -> None:
    path = tmp_path / "清河县.xinhuo"
    path.with_name(f"{path.name}.lock").write_text(
        f"{os.getpid()}\npython\n{os.environ['COMPUTERNAME']}\n", encoding="utf-8"
    )
    lock = main.take_lock(path)
    assert lock is not None
    assert main.take_lock(path) is None
    lock.unlock()
    assert "已经在另一个薪火窗口里打开" in heard.said[0]


def test_the_file_can_be_opened_again_once_its_window_is_closed(
    program: main.Program, kept: QSettings, office_path: Path, heard: Heard
) -> None:
    assert program.open(office_path)
    assert program.window is not None
    program.window.close()
    assert not Path(f"{office_path}.lock").exists()
    lock = main.take_lock(office_path)
    assert lock is not None
    lock.unlock()
    assert not heard.said


def test_a_copy_takes_the_file_s_place_and_the_window_comes_back_with_it(
    program: main.Program, office_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with sessions.open_session(office_path) as session:
        copy = making.by_hand(session, tmp_path / "接收前.xinhuo")
        (first, *_rest) = teachers.every(session)
        teachers.save(session, first["id"], {"name": "后来改名"})
    assert program.open(office_path)
    assert program.window is not None
    program.window.restore(copy)
    qtbot.waitUntil(lambda: program.window is not None and program.window.isVisible(), timeout=20_000)
    names = {row["name"] for row in teachers.every(program.window.session)}
    assert names and "后来改名" not in names
    (kept,) = tmp_path.glob("示范县.恢复前-*.xinhuo")
    with sessions.open_session(kept) as before:
        assert "后来改名" in {row["name"] for row in teachers.every(before)}


def test_a_copy_is_not_opened_as_the_office_s_file_without_a_word(
    program: main.Program, office_path: Path, tmp_path: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    with sessions.open_session(office_path) as session:
        copy = making.by_hand(session, tmp_path)
    assert not program.open(copy) and program.start is not None
    (sheet,) = program.start.findChildren(CopySheet)
    assert "这是一份备份，不是正在用的数据文件。" in {one.text() for one in sheet.findChildren(QLabel)}
    qtbot.wait(1)
    assert not cut_texts(sheet)
    chosen.answers = [tmp_path / "接着用的.xinhuo"]
    sheet.go.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    assert program.window is not None and program.window.session.path == tmp_path / "接着用的.xinhuo"
    assert chosen.wanted[0].start.endswith("示范县.xinhuo")


def test_a_copy_can_be_opened_all_the_same(program: main.Program, office_path: Path, tmp_path: Path) -> None:
    with sessions.open_session(office_path) as session:
        copy = making.by_hand(session, tmp_path)
    assert not program.open(copy) and program.start is not None
    (sheet,) = program.start.findChildren(CopySheet)
    sheet.look.click()
    assert program.window is not None and program.window.session.path == copy
    assert "只能查看" in program.window.windowTitle()
    assert "这是一份备份，只能查看，不能修改" in {one.text() for one in program.window.status.findChildren(QLabel)}
    program.window.go("teachers")
    program.window.page.on_new()
    assert "请恢复" in toast_of(program.window).findChildren(QLabel)[0].text()


def test_a_plain_file_of_an_earlier_version_is_encrypted_with_a_word_and_opens(
    program: main.Program, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "本县.xinhuo"
    shutil.copyfile(ROOT / "tests" / "data" / "databases" / "0005.xinhuo", path)
    assert not program.open(path) and program.start is not None and program.start.isVisible()
    qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
    assert program.window is not None and program.window.session.store.key is not None
    assert not path.read_bytes().startswith(b"SQLite")


def test_a_copy_that_is_damaged_is_said_and_the_file_opens_as_it_was(
    program: main.Program, office_path: Path, tmp_path: Path, heard: Heard, qtbot: QtBot
) -> None:
    damaged = tmp_path / "坏了.xinhuo"
    damaged.write_bytes(b"nothing of ours" * 20)
    assert program.open(office_path)
    assert program.window is not None
    program.window.restore(damaged)
    qtbot.waitUntil(lambda: program.window is not None and program.window.isVisible(), timeout=20_000)
    assert heard.said


@pytest.mark.parametrize("go_on", [True, False])
def test_a_lock_left_by_another_computer_asks_before_it_is_broken(office_path: Path, heard: Heard, go_on: bool) -> None:
    other = Path(f"{office_path}.lock")
    other.write_bytes(b"4242\nxinhuo\nOFFICE-PC-2\nsome-machine\nsome-boot\n")
    heard.answer = go_on
    lock = main.take_lock(office_path)
    assert "OFFICE-PC-2" in heard.asked[0]
    assert (lock is not None) is go_on
    if lock is not None:
        assert lock.isLocked()
        lock.unlock()


def test_a_lock_of_a_process_that_is_gone_is_taken_over(office_path: Path, heard: Heard) -> None:
    script = f"""
        import os
        from PySide6.QtCore import QLockFile
        lock = QLockFile({str(office_path) + ".lock"!r})
        assert lock.tryLock(0)
        os._exit(0)
    """
    run(script)
    assert Path(f"{office_path}.lock").exists()
    lock = main.take_lock(office_path)
    assert lock is not None
    lock.unlock()
    assert not heard.said + heard.asked


def test_what_cannot_be_opened_is_said_and_leaves_no_lock(program: main.Program, tmp_path: Path, heard: Heard) -> None:
    wrong = tmp_path / "花名册.xinhuo"
    wrong.write_text("不是数据文件" * 50, encoding="utf-8")
    assert not program.open(wrong)
    assert "不是薪火的数据文件" in heard.said[0]
    assert not program.elsewhere
    assert not Path(f"{wrong}.lock").exists()


def test_a_file_in_a_synchronised_folder_is_warned_of_once(
    program: main.Program, office_path: Path, tmp_path: Path, heard: Heard
) -> None:
    (tmp_path / "我的坚果云").mkdir()
    path = office_path.rename(tmp_path / "我的坚果云" / office_path.name)
    for _ in range(2):
        assert program.open(path) and program.window
        QApplication.processEvents()
        program.window.close()
    assert len(heard.said) == 1 and "坚果云的同步文件夹" in heard.said[0]


def test_the_start_page_opens_a_recent_file_and_goes(
    program: main.Program, office_path: Path, kept: QSettings, qtbot: QtBot
) -> None:
    recents.remember(kept, office_path)
    program.show_start()
    assert program.start is not None
    program.start.chosen.emit(office_path)
    assert program.window is not None
    assert not program.start.isVisible()


def test_recent_files_that_are_gone_are_not_offered(kept: QSettings, office_path: Path, tmp_path: Path) -> None:
    recents.remember(kept, tmp_path / "没有了.xinhuo")
    recents.remember(kept, office_path)
    assert recents.recent(kept) == [office_path]


def test_a_county_makes_its_file_on_the_start_page(
    kept: QSettings, tmp_path: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    start = StartPage(kept)
    qtbot.addWidget(start)
    start.show()
    start._toggle_county()
    start.county._make()
    assert start.county.fault.isVisible(), "a county has a name"
    qtbot.wait(1)
    assert not cut_texts(start)
    start.county.name.setText("示范县教育体育局")
    start.county.operator.setText("王敏")
    chosen.answers = [tmp_path / "示范县"]
    with qtbot.waitSignal(start.founded) as said:
        start.county._make()
    with sessions.open_session(said.args[0]) as session:
        assert (said.args[0].name, session.name, session.operator) == ("示范县.xinhuo", "示范县教育体育局", "王敏")


def test_our_own_bug_is_logged_and_told_calmly(program: main.Program, heard: Heard, tmp_path: Path) -> None:
    target = main.write_log(tmp_path / "log")
    try:
        raise KeyError("张三")
    except KeyError as error:
        program.on_bug(KeyError, error, error.__traceback__)
    for handler in logging.getLogger("xinhuo").handlers:
        handler.close()
        logging.getLogger("xinhuo").removeHandler(handler)
    text = target.read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "test_our_own_bug" in text
    assert "张三" not in text + heard.said[0]


def test_calls_that_return_nothing_keep_their_count_of_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 loses a reference to None with each such call and kills Python 3.11 after some thousands."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(20_000):
        label.setText("")
    assert abs(sys.getrefcount(None) - before) < 1000


def run(script: str, **environment: str) -> str:
    """Run a script in a Python of its own and give back what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_at_first_paint_no_heavy_library_is_loaded(office_path: Path, tmp_path: Path) -> None:
    script = f"""
        import sys
        from pathlib import Path
        from PySide6.QtCore import QSettings
        from ui import main
        app = main.application()
        program = main.Program(QSettings({str(tmp_path / "s.ini")!r}, QSettings.Format.IniFormat))
        assert program.open(Path({str(office_path)!r}))
        app.processEvents()
        assert not program.window.grab().isNull()
        print(*[name for name in {HEAVY!r} if name in sys.modules])
        program.window.close()
    """
    assert run(script).strip() == ""


def test_at_one_and_a_half_times_the_size_no_text_is_cut(office_path: Path, tmp_path: Path) -> None:
    script = f"""
        from pathlib import Path
        from PySide6.QtCore import QSettings
        from PySide6.QtTest import QTest
        from tests.ui.conftest import cut_texts
        from ui import main
        app = main.application()
        program = main.Program(QSettings({str(tmp_path / "s.ini")!r}, QSettings.Format.IniFormat))
        assert program.open(Path({str(office_path)!r}))
        window = program.window
        window.showNormal()
        window.resize(911, 485)
        QTest.qWait(50)
        picture = window.grab()
        assert picture.devicePixelRatio() == 1.5 and picture.width() in (1366, 1367), picture
        page = window.page

        def cut():
            # A busy machine lays out late; what is cut stays cut.
            for _ in range(60):
                QTest.qWait(50)
                found = cut_texts(window)
                if not found:
                    break
            return found

        page.list.grid.choose(page.list.rows.id_at(0))
        page.show_detail()
        print(*cut())
        page.edit(page.list.grid.current_id)
        print(*cut())
        window.close()
    """
    assert run(script, QT_SCALE_FACTOR="1.5").split() == []


def test_an_unlockable_place_still_lets_a_person_look(office_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(lock: QLockFile, timeout: int) -> bool:
        return False

    monkeypatch.setattr(QLockFile, "tryLock", refuse)
    assert main.take_lock(office_path) is not None
