"""查验 at the window: scanned, pasted, from a picture or by number, with a verdict nobody can misread."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import organisations, teachers
from app.exchange import membership
from app.papers import paper_keys
from app.papers.verdicts import State
from app.session import Session
from tests.app.papers.test_statements import SAID, signed
from tests.ui.conftest import Chosen, Heard, cut_texts, settle
from ui.checking import CheckingPart
from ui.outcome import Outcome
from ui.papers import PapersPage
from ui.window import MainWindow

Opener = Callable[[Session], MainWindow]


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Session]:
    with membership.found_county(tmp_path / "示范县.xinhuo", "示范县教育局", operator="王敏") as session:
        place = organisations.save(session, None, {"name": "城关小学"})
        zhang = teachers.save(session, None, {"name": "张𬭎", "work": place})
        with session.writing("发证") as rows:
            rows.insert(
                "certificates",
                {
                    "kind": "completion", "number": SAID["number"], "teacher_id": zhang, "name": "张𬭎",
                    "issuer": "示范县教育局", "issued_on": "2026-11-21", "facts": "{}", "status": "valid",
                    "site": session.site,
                },
            )  # fmt: skip
        yield session


@pytest.fixture
def window(county: Session, open_window: Opener) -> MainWindow:
    return open_window(county)


@pytest.fixture
def part(window: MainWindow, county: Session) -> Iterator[CheckingPart]:
    made = CheckingPart(county, window.services, Outcome())
    made.resize(1120, 640)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def states(part: CheckingPart) -> list[State]:
    return [one.state for one in part.verdicts]


def said(part: CheckingPart) -> str:
    return "\n".join(label.text() for label in part._shown.findChildren(QLabel))


def test_what_a_scanner_types_is_checked_with_its_last_line(
    part: CheckingPart, county: Session, window: MainWindow, qtbot: QtBot
) -> None:
    text = signed(county)
    for line in text.split("\n"):
        assert part.verdicts == []
        part.box.insertPlainText(line)
        qtbot.keyClick(part.box, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert states(part) == [State.GENUINE]
    assert "张𬭎" in said(part) and "查验通过" in said(part)
    assert not cut_texts(part)
    # The next scan takes the place of the first.
    part.box.insertPlainText(text.replace("张", "李"))
    settle(qtbot, window)
    assert states(part) == [State.ALTERED]
    assert "查验不通过" in said(part)


def test_a_picture_is_chosen_dropped_or_pasted(
    part: CheckingPart, county: Session, window: MainWindow, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    made = zxingcpp.create_barcode(signed(county), zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=4)
    path = tmp_path / "照片.png"
    Image.fromarray(made).save(path)
    chosen.answers = [path]
    part.choose()
    settle(qtbot, window)
    assert states(part) == [State.GENUINE]
    part.clear()
    assert part.on_files([path])
    settle(qtbot, window)
    assert states(part) == [State.GENUINE]
    part.clear()
    pasted = QMimeData()
    pasted.setImageData(QImage(str(path)))
    part.box.insertFromMimeData(pasted)
    settle(qtbot, window)
    assert states(part) == [State.GENUINE]
    assert not part.on_files([tmp_path / "名单.xlsx"])


def test_a_picture_without_a_code_is_said(part: CheckingPart, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    Image.new("L", (300, 300), 255).save(tmp_path / "白纸.png")
    part.on_files([tmp_path / "白纸.png"])
    settle(qtbot, window)
    assert part.verdicts == []
    assert "没有找到二维码" in part._outcome.title.text()


def test_a_number_is_looked_up_from_either_box(part: CheckingPart, window: MainWindow, qtbot: QtBot) -> None:
    part.number.setText("2026 123")
    qtbot.keyClick(part.number, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert states(part) == [State.LISTED]
    part.box.setPlainText("结业〔2026〕000999号")
    part.check_text()
    settle(qtbot, window)
    assert states(part) == [State.NOT_FOUND]


def test_the_page_is_written_once_there_is_a_key(
    part: CheckingPart, county: Session, window: MainWindow, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen.answers = [tmp_path / "查验.html", tmp_path / "查验.html"]
    part.write_page()
    settle(qtbot, window)
    assert "还没有可以用来查验的公钥" in part._outcome.title.text()
    signed(county)
    part.write_page()
    settle(qtbot, window)
    assert "1 个公钥" in part._outcome.title.text()
    assert "示范县教育局" in (tmp_path / "查验.html").read_text("utf-8")


def test_another_countys_key_is_asked_about_added_and_stopped(
    part: CheckingPart, county: Session, chosen: Chosen, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    with membership.found_county(tmp_path / "清河.xinhuo", "清河县教育局") as other:
        signed(other)
        key = paper_keys.write_offer(other, tmp_path / "清河.txt")
    assert not part.keys.offer.isEnabled()
    signed(county)
    part.reload()
    assert part.keys.offer.isEnabled()
    chosen.answers = [tmp_path / "清河.txt", tmp_path / "清河.txt", tmp_path / "本县.txt"]
    heard.answer = False
    part.keys.take_offer()
    assert len(paper_keys.listed(county)) == 1
    heard.answer = True
    part.keys.take_offer()
    assert key.fingerprint in heard.asked[-1]
    (stop,) = part.keys.stops.values()
    stop.click()
    QApplication.processEvents()
    assert paper_keys.known(county, key.key).end == county.today()
    assert part.keys.stops == {}
    part.keys.write_offer()
    assert paper_keys.load_offer(tmp_path / "本县.txt").name == "示范县教育局"


def test_a_school_sees_the_keys_and_adds_none(school: Session, open_window: Opener) -> None:
    window = open_window(school)
    part = CheckingPart(school, window.services, Outcome())
    assert part.keys.add.isHidden()
    assert "还没有公钥" in part.keys.said.text()
    part.deleteLater()


def test_the_part_is_in_the_page_and_takes_what_is_dropped_on_the_window(
    window: MainWindow, county: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    made = zxingcpp.create_barcode(signed(county), zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=4)
    Image.fromarray(made).save(tmp_path / "照片.png")
    window.go("papers")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, PapersPage)
    page.tabs.choose("checking")
    window.take_files([tmp_path / "照片.png"])
    settle(qtbot, window)
    part = page.tabs.parts["checking"]
    assert isinstance(part, CheckingPart)
    assert states(part) == [State.GENUINE]
