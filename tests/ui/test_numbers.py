"""Numbers in the window: patterns with the next number, blocks given, papers declared void and issued once more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app import certificates, training
from app.papers import blocks, issuing, numbering, printings
from app.session import Session
from tests.app.exchange.offices import Two, found, opened
from tests.ui.conftest import Chosen
from ui.certificates.numbers import NumbersPart
from ui.certificates.printings import PrintingsPart
from ui.certificates.register import RegisterPart
from ui.papers import PapersPage
from ui.small_dialog import SmallDialog
from ui.window import MainWindow


@pytest.fixture
def two(tmp_path: Path):
    with opened(found(tmp_path), tmp_path / "两个单位") as made:
        programme = training.save_programme(made.county, None, {"title": "教学能力提升", "level": "4", "category": "2"})
        values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240}
        class_id = training.save_class(made.county, None, values)
        training.enrol(made.county, class_id, [made.zhang, made.li], result="1")
        issuing.issue(made.county, "hours", [made.zhang, made.li], tmp_path / "学时.pdf")
        made.round()
        yield made


@pytest.fixture
def shown(open_window: Callable[[Session], MainWindow], qtbot: QtBot) -> Callable[[Session, str], object]:
    def show(session: Session, name: str) -> object:
        window = open_window(session)
        window.go("papers")
        assert isinstance(window.page, PapersPage)
        window.page.tabs.choose(name)
        settle(window, qtbot)
        return window.page.tabs.stack.currentWidget()

    return show


def settle(window: object, qtbot: QtBot) -> None:
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: not window.jobs.busy and not window.reads.busy, timeout=20_000)


def test_a_pattern_shows_the_next_number_while_it_is_typed_and_is_saved(two: Two, shown, qtbot: QtBot) -> None:
    part = shown(two.county, "numbers")
    assert isinstance(part, NumbersPart)
    line = next(one for one in part.lines if one.kind.kind == "hours")
    line.pattern.setText("{年}{流水号")
    assert not line.save.isEnabled() and "花括号" in line.example.text()
    line.pattern.setText("XS{年}-{流水号:4}")
    assert line.example.text() == f"下一个：XS{two.county.today().year}-0001"
    line.save.click()
    assert numbering.pattern_of(two.county.store, "hours").pattern == "XS{年}-{流水号:4}"
    assert not line.save.isEnabled()


def test_a_block_is_given_and_shows_what_is_used_and_left(two: Two, shown, qtbot: QtBot) -> None:
    part = shown(two.county, "numbers")
    assert isinstance(part, NumbersPart)
    part.kind.setCurrentIndex(part.kind.findData("hours"))
    part.count.setValue(20)
    part.give.click()
    settle(part.window(), qtbot)
    (given,) = blocks.listed(two.county)
    assert (given.kind, given.first, given.left) == ("hours", 3, 20)
    assert part.list.rows.texts(0)[-2:] == ("0", "20")
    assert part.outcome.title.text() == "已给城关小学编号 20 个。"


def test_a_school_sees_its_blocks_and_cannot_change_a_pattern(two: Two, shown) -> None:
    blocks.give(two.county, "hours", blocks.find(two.county, "城关小学"), 5)
    two.answer()
    part = shown(two.school, "numbers")
    assert isinstance(part, NumbersPart)
    assert part.list.rows.texts(0)[3] == "这台电脑"
    assert not part.lines[0].pattern.isEnabled() and part.lines[0].save.isHidden() and not part.give.isVisible()


def press(part: RegisterPart, text: str) -> None:
    next(button for button in part.list.bar.findChildren(QPushButton) if button.text() == text).click()


def answer(part: RegisterPart, reason: str) -> None:
    dialog = part.findChild(SmallDialog)
    assert dialog is not None
    dialog.findChild(QLineEdit).setText(reason)
    dialog.choose()


def test_papers_are_declared_void_with_a_reason(two: Two, shown, qtbot: QtBot) -> None:
    part = shown(two.county, "register")
    assert isinstance(part, RegisterPart)
    part.list.rows.tick([0], True)
    press(part, "作废……")
    answer(part, "姓名打错")
    settle(part.window(), qtbot)
    states = sorted(str(row["state"]) for row in certificates.listed(two.county))
    assert states == ["已作废", "有效"]
    assert part.outcome.title.text() == "已作废 1 份。"


def test_a_lost_paper_is_issued_once_more(two: Two, shown, qtbot: QtBot, chosen: Chosen, tmp_path: Path) -> None:
    part = shown(two.county, "register")
    assert isinstance(part, RegisterPart)
    chosen.answers = [tmp_path / "补发.pdf"]
    pk = part.list.rows.id_at(0)
    next(one for one in part.list._row_acts if one.text == "补发……").run([pk])
    answer(part, "遗失")
    settle(part.window(), qtbot)
    newest = max(certificates.listed(two.county), key=lambda row: row["serial"])
    assert newest["serial"] == 3 and newest["replaces"] and (tmp_path / "补发.pdf").exists()


def test_papers_are_printed_again_and_every_printing_is_kept(
    two: Two, shown, qtbot: QtBot, chosen: Chosen, tmp_path: Path
) -> None:
    part = shown(two.county, "register")
    assert isinstance(part, RegisterPart)
    chosen.answers = [tmp_path / "重印.pdf"]
    part.list.rows.tick_shown(True)
    press(part, "按原编号重印……")
    settle(part.window(), qtbot)
    assert [row["title"] for row in printings.listed(two.county)] == ["重印学时证明 2 份", "发放学时证明 2 份"]
    page = part.window().page  # type: ignore[attr-defined]
    page.tabs.choose("printings")
    settle(part.window(), qtbot)
    kept = page.tabs.stack.currentWidget()
    assert isinstance(kept, PrintingsPart) and len(kept.list.rows.all) == 2
