"""办理调动: the dialog asks what is needed, the page moves those who were ticked, and it can be taken back."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app import organisations, teachers
from app.session import Session
from tests.ui.conftest import cut_texts, newest, settle, toast_of
from ui.moving import MoveDialog
from ui.teachers import TeachersPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> TeachersPage:
    made = window.page
    assert isinstance(made, TeachersPage)
    return made


def write(dialog: MoveDialog, name: str, text: str) -> None:
    widget = dialog.form.rows[name].editor.widget
    assert isinstance(widget, QLineEdit)
    widget.setText(text)
    widget.textEdited.emit(text)
    widget.editingFinished.emit()


def test_teachers_are_moved_and_the_move_can_be_taken_back(
    page: TeachersPage, window: MainWindow, qtbot: QtBot
) -> None:
    session = page.session
    new = organisations.save(session, None, {"name": "新河小学", "kind": "3"})
    chosen = [str(page.list.rows.id_at(row)) for row in (0, 1)]
    before = [teachers.get(session, pk)["work"] for pk in chosen]
    page.begin_move(chosen)
    dialog = newest(window, MoveDialog)
    qtbot.waitExposed(dialog)
    assert not cut_texts(dialog)
    dialog.choose()
    assert dialog.isVisible() and "请填写" in dialog.form.rows["document"]._below.text()
    dialog.form.rows["kind"].editor.set("1")
    dialog.form.rows["to"].editor.set(new)
    write(dialog, "document", "青教人〔2026〕12号")
    dialog.choose()
    settle(qtbot, window)
    assert {teachers.get(session, pk)["work"] for pk in chosen} == {new}
    assert "2 人" in toast_of(window).text
    window.undo()
    settle(qtbot, window)
    assert [teachers.get(session, pk)["work"] for pk in chosen] == before


def test_a_school_is_not_offered_to_move_anybody(school: Session, open_window: Callable[[Session], MainWindow]) -> None:
    page = open_window(school).page
    assert isinstance(page, TeachersPage)
    assert "调动……" not in [one.text for one in (*page.acts(), *page.row_acts())]
