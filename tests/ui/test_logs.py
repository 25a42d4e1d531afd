"""Nothing of the data in what a run leaves behind: the log, the terminal, the log handed on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QtMsgType

from app import mistakes, session
from storage import driver
from ui import main, messages
from ui.jobs import Lane

NAME, NUMBER, PHONE = "欧阳春晓", "11010519491231002X", "13912345678"


class Silent:
    """A voice that says nothing and answers no."""

    def tell(self, parent: object, title: str, advice: str) -> None: ...

    def ask(self, parent: object, title: str, advice: str, yes: str, no: str) -> bool:
        return False


class About:
    category = "default"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    voice = messages.use(Silent())  # type: ignore[arg-type]
    target = main.write_log(tmp_path / "log")
    yield target
    messages.use(voice)
    for one in list(mistakes.log.handlers):
        mistakes.log.removeHandler(one)
        one.close()


def failing(work: object) -> BaseException:
    with pytest.raises(Exception) as caught:
        work()  # type: ignore[operator]
    return caught.value


def test_no_failing_path_writes_a_value_into_the_log(
    log: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import msgspec
    from openpyxl import Workbook

    with session.create_county(tmp_path / f"{NAME}.xinhuo", NAME) as office:
        conn = office.store.conn
        found = [
            failing(lambda: conn.execute(f"SELECT '{NUMBER}' FROM {NAME}")),
            failing(lambda: conn.execute("INSERT INTO office (key, value) VALUES ('site', ?)", (NUMBER,))),
            failing(lambda: conn.execute("SELECT ?", (object(), NAME))),
            failing(lambda: msgspec.json.decode(f'{{"id": "{NUMBER}"', type=dict)),
            failing(lambda: msgspec.convert({"phone": PHONE}, dict[str, int])),
            failing(lambda: Workbook().active.__setitem__(NAME, NUMBER)),
            failing(lambda: (tmp_path / NAME / f"{NUMBER}.pdf").read_bytes()),
            failing(lambda: {}[NAME]),
            failing(lambda: int(NUMBER)),
        ]
    assert {driver.OperationalError, driver.IntegrityError, KeyError, FileNotFoundError} <= {type(one) for one in found}
    for error in found:
        messages.report_bug(None, error)
    main.on_qt_message(QtMsgType.QtWarningMsg, About(), f"QImage: cannot read /home/{NAME}/{NUMBER}.jpg")  # type: ignore[arg-type]
    said = log.read_text("utf-8") + "".join(capfd.readouterr())
    assert said.count("KeyError") == 1 and "QImage: cannot read …" in said
    for value in (NAME, NUMBER, PHONE, str(tmp_path)):
        assert value not in said


def test_a_job_that_fails_writes_no_value_into_the_log(log: Path, qtbot: object) -> None:
    lane = Lane(None)

    def work(_session: object, _progress: object) -> None:
        raise ValueError(f"{NAME} {NUMBER}")

    with qtbot.waitSignal(lane.ended):  # type: ignore[attr-defined]
        lane.run(work, title=NAME, done=lambda _: None)
    lane.close()
    said = log.read_text("utf-8")
    assert "ValueError\n  jobs.py:" in said
    assert NAME not in said and NUMBER not in said


def test_an_exception_nobody_caught_writes_no_value(
    log: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = main.Program(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    try:
        raise ValueError(NUMBER)
    except ValueError:
        program.on_bug(*sys.exc_info())  # type: ignore[arg-type]
    said = log.read_text("utf-8") + "".join(capfd.readouterr())
    assert "ValueError" in said and NUMBER not in said


def test_what_qt_says_again_and_again_is_logged_once(log: Path) -> None:
    for number in range(5):
        main.on_qt_message(QtMsgType.QtWarningMsg, About(), f"QFont: bad size of “{NAME}{number}” in a test")  # type: ignore[arg-type]
    assert log.read_text("utf-8").count("QFont: bad size") == 1
