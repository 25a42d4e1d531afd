"""One lane for long work: own thread, own session, progress, stop, and errors in words."""

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import teachers
from app.problems import Cancelled, Problem
from app.progress import Progress
from app.session import Session
from tests.ui.conftest import Heard
from ui.jobs import Lane, ProgressStrip
from ui.messages import Toast


@pytest.fixture
def lane(qtbot: QtBot, office: Session) -> Iterator[Lane]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Lane(office, window)
    yield made
    made.close()


def until_stopped(session: Session, progress: Progress) -> None:
    """Work that never ends by itself."""
    while True:
        progress(1, 2, "正在等")


def test_work_runs_in_another_thread_with_a_session_of_its_own(lane: Lane, office: Session, qtbot: QtBot) -> None:
    got: list[tuple[int, bool, int]] = []

    def work(session: Session, progress: Progress) -> tuple[int, bool, int]:
        return threading.get_ident(), session is not office, len(teachers.every(session))

    lane.run(work, title="数人", done=got.append)
    assert lane.busy
    qtbot.waitUntil(lambda: not lane.busy)
    assert got[0][0] != threading.get_ident()
    assert got[0][1:] == (True, 5)


def test_jobs_run_one_after_another(lane: Lane, qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(5):
        lane.run(lambda session, progress, number=number: number, title="", done=order.append)
    qtbot.waitUntil(lambda: len(order) == 5)
    assert order == [0, 1, 2, 3, 4]


def test_a_commit_in_the_lane_is_announced(lane: Lane, qtbot: QtBot) -> None:
    def work(session: Session, progress: Progress) -> str:
        one = teachers.every(session)[0]
        return teachers.save(session, str(one["id"]), {"native_place": "江西上饶"})

    with qtbot.waitSignal(lane.committed) as committed:
        lane.run(work, title="改一处", done=lambda pk: None)
    assert committed.args == [frozenset({"teachers"})]


def test_stopped_work_is_cancelled_and_says_nothing_frightening(lane: Lane, qtbot: QtBot, heard: Heard) -> None:
    lane.run(until_stopped, title="等", done=lambda _: pytest.fail("it was stopped"))
    qtbot.waitSignal(lane.progressed).wait()
    lane.stop()
    qtbot.waitUntil(lambda: not lane.busy)
    window = lane.parent()
    assert isinstance(window, QWidget)
    assert window.findChild(Toast).text.startswith("已停止")  # type: ignore[union-attr]
    assert not heard.said


def test_whoever_asks_gets_every_failure(lane: Lane, qtbot: QtBot, heard: Heard) -> None:
    failures: list[BaseException] = []
    lane.run(until_stopped, title="等", done=lambda _: None, failed=failures.append)
    qtbot.waitSignal(lane.progressed).wait()
    lane.stop()
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], Cancelled)
    assert not heard.said


def test_a_refusal_is_shown_as_it_is(lane: Lane, qtbot: QtBot, heard: Heard) -> None:
    def work(session: Session, progress: Progress) -> None:
        raise Problem("文件不在了。", "请插好U盘再试。")

    lane.run(work, title="读", done=lambda _: None)
    qtbot.waitUntil(lambda: bool(heard.said))
    assert heard.said == ["文件不在了。 请插好U盘再试。"]


def test_a_bug_in_a_job_is_reported_and_the_lane_goes_on(lane: Lane, qtbot: QtBot, heard: Heard) -> None:
    def work(session: Session, progress: Progress) -> None:
        raise ZeroDivisionError("张三")

    lane.run(work, title="算", done=lambda _: None)
    qtbot.waitUntil(lambda: bool(heard.said))
    assert "没有预料到" in heard.said[0]
    assert "张三" not in heard.said[0]
    got: list[int] = []
    lane.run(lambda session, progress: 1, title="", done=got.append)
    qtbot.waitUntil(lambda: got == [1])


def test_short_work_shows_nothing_and_long_work_shows_how_much(lane: Lane, qtbot: QtBot) -> None:
    strip = ProgressStrip(lane)
    qtbot.addWidget(strip)
    lane.run(lambda session, progress: 1, title="短", done=lambda _: None)
    qtbot.waitUntil(lambda: not lane.busy)
    assert strip.isHidden()
    lane.run(until_stopped, title="导入花名册", done=lambda _: None, failed=lambda _: None)
    qtbot.waitUntil(strip.isVisible)
    qtbot.waitUntil(lambda: strip._what.text() == "正在等  1 / 2")
    assert strip._title.text() == "导入花名册"
    strip._stop.click()
    qtbot.waitUntil(strip.isHidden)


def test_closing_a_lane_stops_its_work_and_ends_its_thread(lane: Lane, qtbot: QtBot) -> None:
    lane.run(until_stopped, title="等", done=lambda _: None, failed=lambda _: pytest.fail("nobody is there"))
    qtbot.waitSignal(lane.progressed).wait()
    lane.close()
    assert not lane._thread.isRunning()
    assert not lane.busy


def test_a_closed_lane_takes_no_more_work(lane: Lane) -> None:
    lane.close()
    lane.run(lambda session, progress: 1, title="", done=lambda _: pytest.fail("it is closed"))
    assert not lane.busy
    assert not lane._thread.isRunning()


def test_work_that_waits_behind_what_is_stopped_is_told_that_it_will_not_be_done(lane: Lane, qtbot: QtBot) -> None:
    failures: list[BaseException] = []
    lane.run(until_stopped, title="等", done=lambda _: None)
    lane.run(lambda session, progress: 1, title="后面的", done=lambda _: None, failed=failures.append)
    lane.stop()
    assert isinstance(failures[0], Cancelled)
    qtbot.waitUntil(lambda: not lane.busy)
    assert len(failures) == 1


class Asker(QWidget):
    """A dialog that asks the lane, and may be closed before the answer."""

    def take(self, _: object) -> None:
        self.setWindowTitle("已收到")


def test_an_answer_for_a_dialog_that_has_gone_is_for_nobody(lane: Lane, qtbot: QtBot, heard: Heard) -> None:
    asker = Asker()
    may_end = threading.Event()
    lane.run(lambda session, progress: may_end.wait(10), title="读", done=asker.take)
    shiboken6.delete(asker)
    may_end.set()
    qtbot.waitUntil(lambda: not lane.busy)
    assert not heard.said


def test_what_went_wrong_is_told_though_the_dialog_has_gone(lane: Lane, qtbot: QtBot, heard: Heard) -> None:
    asker = Asker()
    may_end = threading.Event()

    def work(session: Session, progress: Progress) -> None:
        may_end.wait(10)
        raise Problem("文件不在了。", "请插好U盘再试。")

    lane.run(work, title="读", done=asker.take, failed=asker.take)
    shiboken6.delete(asker)
    may_end.set()
    qtbot.waitUntil(lambda: bool(heard.said))
    assert heard.said == ["文件不在了。 请插好U盘再试。"]
