"""附件 beside a teacher and a pair: shown small, opened, saved elsewhere, removed, added by choosing and by dropping."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app import attachments, teachers
from app.session import Session
from tests.ui.conftest import Chosen, Heard, cut_texts, settle, toast_of
from ui.attachments import picture_of
from ui.mentoring import MentoringPage
from ui.record_page import RecordPage
from ui.teachers import TeachersPage
from ui.window import MainWindow


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with a picture, a PDF and what is neither."""
    folder = tmp_path / "扫描"
    folder.mkdir()
    Image.new("RGB", (600, 800), (200, 30, 30)).save(folder / "近照.jpg")
    (folder / "证明.pdf").write_bytes(b"%PDF-1.4\nstartxref\n9\n%%EOF\n")
    (folder / "坏.jpg").write_bytes(b"\xff\xd8\xff" + bytes(40))
    (folder / "名册.xlsx").write_bytes(b"PK\x03\x04")
    return folder


@pytest.fixture
def page(window: MainWindow, office: Session, qtbot: QtBot) -> TeachersPage:
    """The 教师 page with 王芳 chosen."""
    made = window.page
    assert isinstance(made, TeachersPage)
    wang = next(str(row["id"]) for row in teachers.every(office) if row["name"] == "王芳")
    made.list.grid.choose(wang)
    qtbot.waitUntil(lambda: made.attachments is not None)
    return made


def shown(page: RecordPage) -> list[str]:
    """The texts of the section, top to bottom."""
    assert page.attachments is not None
    return [one.text() for one in page.attachments.findChildren(QLabel) if one.isVisibleTo(page) and one.text()]


def press(page: RecordPage, what: str) -> None:
    assert page.attachments is not None
    buttons = [one for one in page.attachments.findChildren(QToolButton) if one.isVisibleTo(page)]
    next(one for one in buttons if one.accessibleName() == what).click()


def add(page: RecordPage, chosen: Chosen, path: Path, way: int = 0) -> None:
    chosen.answers.append([path])
    assert page.attachments is not None
    page.attachments.ways.actions()[way].trigger()


def current(page: RecordPage) -> str:
    assert page.list.grid.current_id is not None
    return page.list.grid.current_id


def test_without_attachments_it_says_how_to_add_one(page: TeachersPage) -> None:
    assert shown(page) == ["附件", "还没有附件。点“添加附件”，或者把照片、扫描件、PDF 拖到这里。"]


def test_a_scan_is_added_and_shown_and_taken_back(
    page: TeachersPage, window: MainWindow, papers: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    add(page, chosen, papers / "近照.jpg")
    settle(qtbot, window)
    assert "*.pdf" in chosen.wanted[-1].kinds
    assert shown(page)[:2] == ["附件　1 个", "近照.jpg"] and "扫描件" in shown(page)[2]
    pictured = [one for one in page.attachments.findChildren(QLabel) if one.isVisible() and not one.pixmap().isNull()]  # type: ignore[union-attr]
    colour = pictured[0].pixmap().toImage().pixelColor(5, 5)
    assert colour.red() > 150 > colour.green()
    assert "已添加附件" in toast_of(window).text
    window.undo()
    settle(qtbot, window)
    assert shown(page)[0] == "附件"


def test_a_photograph_stands_beside_the_name(
    page: TeachersPage, window: MainWindow, papers: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    assert page.detail._portrait.isHidden()
    add(page, chosen, papers / "近照.jpg", way=1)
    settle(qtbot, window)
    assert "*.pdf" not in chosen.wanted[-1].kinds
    picture = page.detail._portrait.pixmap()
    assert page.detail._portrait.isVisible() and picture.deviceIndependentSize().toSize() == QSize(60, 80)
    page.list.grid.choose(next(one for one in page.list.rows.ids() if one != current(page)))
    qtbot.waitUntil(page.detail._portrait.isHidden)
    qtbot.waitUntil(lambda: cut_texts(page.detail) == [])  # the sections are laid out once the window has a moment


def test_files_dropped_on_the_window_are_added_to_the_record_that_is_shown(
    page: TeachersPage, window: MainWindow, papers: Path, qtbot: QtBot
) -> None:
    window.take_files([papers / "近照.jpg", papers / "证明.pdf"])
    settle(qtbot, window)
    assert {row["name"] for row in attachments.listed(page.session, "teachers", current(page))} == {
        "近照.jpg",
        "证明.pdf",
    }
    assert "已添加 2 个附件" in toast_of(window).text


def test_what_could_not_be_added_is_named_and_the_rest_is_there(
    page: TeachersPage, window: MainWindow, papers: Path, heard: Heard, qtbot: QtBot
) -> None:
    window.take_files([papers / "坏.jpg", papers / "证明.pdf"])
    settle(qtbot, window)
    assert "有 1 个文件没有添加" in heard.said[-1] and "坏.jpg" in heard.said[-1] and "损坏" in heard.said[-1]
    assert shown(page)[:2] == ["附件　1 个", "证明.pdf"]


def test_a_workbook_dropped_among_them_is_still_a_workbook(page: TeachersPage, papers: Path) -> None:
    assert page.attachments is not None
    assert not page.attachments.take_dropped([papers / "名册.xlsx"])
    assert not page.attachments.take_dropped([papers / "近照.jpg", papers / "名册.xlsx"])
    assert not page.attachments.take_dropped([])


def test_one_is_opened_saved_and_removed(
    page: TeachersPage, window: MainWindow, papers: Path, chosen: Chosen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(page, chosen, papers / "证明.pdf", way=2)
    settle(qtbot, window)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    press(page, "查看证明.pdf")
    assert Path(opened[0].toLocalFile()).read_bytes() == (papers / "证明.pdf").read_bytes()
    chosen.answers.append(papers / "另存")
    press(page, "另存为证明.pdf")
    assert (papers / "另存.pdf").read_bytes() == (papers / "证明.pdf").read_bytes()
    press(page, "删除证明.pdf")
    settle(qtbot, window)
    assert shown(page)[0] == "附件" and "已删除" in toast_of(window).text


def test_a_content_that_has_not_come_says_so_and_cannot_be_opened(
    page: TeachersPage, window: MainWindow, papers: Path, chosen: Chosen, heard: Heard, qtbot: QtBot
) -> None:
    add(page, chosen, papers / "近照.jpg", way=1)
    settle(qtbot, window)
    page.session.store.conn.execute("DELETE FROM blobs")
    page.show_detail()
    qtbot.waitUntil(lambda: "内容还没有收到，已在下次文件中请学校补发" in shown(page))
    buttons = {one.toolTip(): one for one in page.attachments.findChildren(QToolButton) if one.isVisibleTo(page)}  # type: ignore[union-attr]
    assert [name for name, one in buttons.items() if one.isEnabled()] == ["改名", "删除"]
    assert page.detail._portrait.isHidden()
    row = attachments.listed(page.session, "teachers", current(page))[0]
    page.attachments._act(page.attachments.open, row["id"])  # type: ignore[union-attr]
    assert "还没有收到" in heard.said[-1]


def test_one_is_given_another_name_and_a_remark(
    page: TeachersPage, window: MainWindow, papers: Path, chosen: Chosen, qtbot: QtBot
) -> None:
    add(page, chosen, papers / "证明.pdf", way=2)
    settle(qtbot, window)
    press(page, "改名证明.pdf")
    assert page.attachments is not None and page.attachments.naming is not None
    form = page.attachments.naming.form
    assert form.rows["name"].editor.text() == "证明.pdf"
    form.rows["name"].editor.set("任职证明")
    form.rows["remark"].editor.set("原件在档案室")
    assert page.attachments.naming.save(), page.attachments.naming._word.text()
    settle(qtbot, window)
    (row,) = attachments.listed(page.session, "teachers", current(page))
    assert (row["name"], row["remark"]) == ("任职证明.pdf", "原件在档案室")
    assert page.attachments.naming.isHidden() and "任职证明.pdf" in shown(page)
    window.undo()
    settle(qtbot, window)
    assert "证明.pdf" in shown(page)


def test_at_a_school_the_county_is_asked(
    school: Session, open_window: Callable[[Session], MainWindow], papers: Path, qtbot: QtBot
) -> None:
    own = str(teachers.every(school)[0]["id"])
    attachments.attach(school, "teachers", own, papers / "证明.pdf")
    school.store.conn.execute("DELETE FROM blobs")
    page: Any = open_window(school).page
    page.list.grid.choose(own)
    page.show_detail()
    qtbot.waitUntil(lambda: "内容还没有收到，已在下次文件中请县里补发" in shown(page))


def test_a_pair_has_them_too(window: MainWindow, papers: Path, chosen: Chosen, qtbot: QtBot) -> None:
    window.go("mentoring")
    page = window.page.part  # type: ignore[attr-defined]
    assert isinstance(page, MentoringPage)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    page.list.grid.setCurrentIndex(page.list.rows.index(0, 1))
    page.show_detail()
    add(page, chosen, papers / "证明.pdf", way=2)
    settle(qtbot, window)
    assert shown(page)[:2] == ["附件　1 个", "证明.pdf"]
    assert attachments.listed(page.session, "pairs", current(page))


@pytest.mark.qt_log_level_fail("CRITICAL")
@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(50), b"\xff\xd8\xff" + bytes(50), b"%PDF-1.4"])
def test_what_is_no_jpeg_gives_no_picture(qapp: Any, data: bytes) -> None:
    assert picture_of(data, QSize(44, 44), 1.0) is None


def test_an_absurdly_large_jpeg_is_not_unpacked(qapp: Any, papers: Path) -> None:
    data = bytearray((papers / "近照.jpg").read_bytes())
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = b"\xea\x60\xea\x60"
    assert picture_of(bytes(data), QSize(44, 44), 1.0) is None
