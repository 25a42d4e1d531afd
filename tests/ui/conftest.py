"""A small office to open windows on, a voice that answers by itself, and a look for texts that are cut."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QSettings, QStandardPaths
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app import mentoring, organisations, studios, teachers, training
from app import session as sessions
from app.backups import keeping
from app.session import Session
from ui import choosing, main, messages
from ui.window import MainWindow

SCHOOLS = ("城关小学", "清水镇中心校", "第一中学")
PEOPLE = (
    ("王芳", "2", "city", "11010519491231002X"),
    ("曾伟", "1", "town", None),
    ("单雪梅", "2", "town", None),
    ("买买提·艾力", "1", "middle", None),
    ("张三", "1", "city", None),
)


@dataclass
class Heard:
    """A voice for tests: remembers what was said and answers as it was told to."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answer: bool = True

    def tell(self, parent: QWidget | None, title: str, advice: str) -> None:
        self.said.append(f"{title} {advice}")

    def ask(self, parent: QWidget | None, title: str, advice: str, yes: str, no: str) -> bool:
        self.asked.append(f"{title} {advice}")
        return self.answer


@dataclass
class Chosen:
    """A chooser for tests: gives its answers one after another, then nothing, as when a dialog is closed."""

    answers: list[Path | list[Path]] = field(default_factory=list)
    wanted: list[choosing.Wanted] = field(default_factory=list)

    def __call__(self, parent: QWidget | None, wanted: choosing.Wanted) -> list[str]:
        self.wanted.append(wanted)
        if not self.answers:
            return []
        answer = self.answers.pop(0)
        return [str(one) for one in (answer if isinstance(answer, list) else [answer])]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it, with its look."""
    QStandardPaths.setTestModeEnabled(True)
    return main.application()


@pytest.fixture(autouse=True)
def heard() -> Iterator[Heard]:
    """No test ever waits on a dialog."""
    voice = Heard()
    before = messages.use(voice)
    yield voice
    messages.use(before)


@pytest.fixture(autouse=True)
def chosen() -> Iterator[Chosen]:
    """No test ever waits for a file to be chosen."""
    chooser = Chosen()
    before = choosing.use(chooser)
    yield chooser
    choosing.use(before)


@pytest.fixture(scope="session")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's file with three schools, five teachers, a pair, a studio and a class; copied for each test."""
    path = tmp_path_factory.mktemp("office") / "示范县.xinhuo"
    with sessions.create_county(path, "示范县教育体育局", operator="王敏") as session:
        _fill(session)
    return path


def _fill(session: Session) -> None:
    city, town, middle = (organisations.save(session, None, {"name": name}) for name in SCHOOLS)
    school = {"city": city, "town": town, "middle": middle}
    ids = []
    for name, sex, place, number in PEOPLE:
        values = {"name": name, "sex": sex, "work": school[place], "subject": "13", "stage": "2"}
        ids.append(teachers.save(session, None, values | ({"id_number": number} if number else {})))
    pair = {"kind": "1", "mentor_id": ids[0], "mentee_id": ids[4], "start_date": "2025-09-01", "status": "2"}
    mentoring.save(session, None, pair)
    studio = studios.save(session, None, {"name": "王芳工作室", "kind": "1", "host_id": ids[0]})
    studios.save_member(session, None, {"studio_id": studio, "teacher_id": ids[1], "role": "2"})
    programme = training.save_programme(session, None, {"title": "暑期全员培训", "level": "4", "category": "2"})
    group = {"programme_id": programme, "name": "一班", "year": 2026, "hours": 125}
    training.enrol(session, training.save_class(session, None, group), ids[:2], "1")
    # Windows of tests close at once.
    keeping.set_habits(session, keeping.Habits(automatic=False))


@pytest.fixture
def office_path(small_office: Path, tmp_path: Path) -> Path:
    """A copy of the small office of one's own."""
    return Path(shutil.copy(small_office, tmp_path / "示范县.xinhuo"))


@pytest.fixture
def office(office_path: Path) -> Iterator[Session]:
    """The small office, open."""
    with sessions.open_session(office_path) as session:
        yield session


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Session]:
    """A school's own file with itself as its only organisation, and one teacher."""
    path = tmp_path / "清水镇中心校.xinhuo"
    with sessions.create_school(path, "清水镇中心校", site="b" * 32, organisation="a" * 32, operator="李静") as session:
        with session.writing("收到县里的文件") as rows:
            rows.insert("organisations", {"id": "a" * 32, "name": "清水镇中心校", "kind": "3"})
        teachers.save(session, None, {"name": "曾伟", "work": "a" * 32})
        yield session


@pytest.fixture
def kept(tmp_path: Path) -> QSettings:
    """Remembered things of one test only."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qtbot: QtBot, kept: QSettings) -> Iterator[Callable[[Session], MainWindow]]:
    """Opens a main window in sight, with its list wholly read; it goes before the session it shows."""
    windows: list[MainWindow] = []

    def make(session: Session) -> MainWindow:
        window = MainWindow(session, kept, start="teachers")
        windows.append(window)
        window.resize(1280, 720)
        window.show()
        qtbot.waitUntil(lambda: not window.reads.busy)
        return window

    yield make
    for window in windows:
        window.close_lanes()
        window.hide()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(office: Session, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    """A window on the small office, the 教师 page in sight."""
    return open_window(office)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until both lanes have nothing to do and what they announced has arrived."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not window.jobs.busy and not window.reads.busy, timeout=20_000)
        QApplication.processEvents()


Kind = TypeVar("Kind", bound=QWidget)


def newest(window: QWidget, kind: type[Kind]) -> Kind:
    """The dialog (or toast) of this kind that was opened last."""
    return window.findChildren(kind)[-1]


def toast_of(window: QWidget) -> messages.Toast:
    """The toast in sight."""
    (toast,) = [one for one in window.findChildren(messages.Toast) if one.isVisible()]
    return toast


def cut_texts(root: QWidget) -> list[str]:
    """Texts of visible labels and buttons that are narrower than their words."""
    cut = []
    labels: list[QLabel | QAbstractButton] = [*root.findChildren(QLabel), *root.findChildren(QAbstractButton)]
    for widget in labels:
        if not widget.isVisible() or not widget.text():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height():
                cut.append(widget.text())
            continue
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() == widget.toolButtonStyle().ToolButtonIconOnly:
            continue
        if widget.width() < widget.sizeHint().width():
            cut.append(widget.text())
    return cut
