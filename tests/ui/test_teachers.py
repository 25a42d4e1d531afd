"""The 教师 page: finding, looking, changing, adding, deleting, and taking it back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app import organisations, teachers
from app.session import Session
from tests.ui.conftest import Heard
from ui.details import History
from ui.forms import FormPane
from ui.teachers import TeachersPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> TeachersPage:
    made = window.page
    assert isinstance(made, TeachersPage)
    return made


def names(page: TeachersPage) -> list[str]:
    return [page.list.rows.texts(row)[0] for row in range(page.list.rows.rowCount())]


def choose(page: TeachersPage, name: str) -> str:
    """Make a teacher the current row."""
    pk = page.list.rows.id_at(names(page).index(name))
    page.list.grid.choose(pk)
    return pk


def look_for(page: TeachersPage, qtbot: QtBot, text: str) -> list[str]:
    page.search.clear()
    page.search.setText(text)
    qtbot.waitUntil(lambda: page.list.rows.filtered and not page._pause.isActive())
    return names(page)


def form_of(page: TeachersPage) -> FormPane:
    assert page.form is not None
    assert page.side.currentWidget() is page.form
    return page.form


def write(page: TeachersPage, name: str, text: str) -> None:
    editor = form_of(page).form.rows[name].editor
    assert isinstance(editor.widget, QLineEdit)
    editor.widget.setText(text)
    editor.widget.textEdited.emit(text)
    editor.widget.editingFinished.emit()


def said(page: TeachersPage) -> str:
    return "\n".join(label.text() for label in page.detail.findChildren(QLabel) if label.isVisible())


def test_teachers_stand_in_the_order_of_their_names_as_spoken(page: TeachersPage) -> None:
    assert names(page) == ["买买提·艾力", "单雪梅", "王芳", "曾伟", "张三"]
    assert page.list.count.text() == "共 5 人"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("芳", ["王芳"]),
        ("zw", ["曾伟"]),
        ("sxm", ["单雪梅"]),
        ("shan", ["单雪梅"]),
        ("002x", ["王芳"]),
        ("清水镇", ["单雪梅", "曾伟"]),
        ("买买提", ["买买提·艾力"]),
    ],
)
def test_people_are_found_as_one_types(page: TeachersPage, qtbot: QtBot, text: str, found: list[str]) -> None:
    assert look_for(page, qtbot, text) == found


def test_what_is_being_composed_is_not_searched_for_yet(page: TeachersPage, qtbot: QtBot) -> None:
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    page.search.setFocus()
    QApplication.sendEvent(page.search, QInputMethodEvent("wang", []))
    assert not page._pause.isActive()
    done = QInputMethodEvent()
    done.setCommitString("王")
    QApplication.sendEvent(page.search, done)
    qtbot.waitUntil(lambda: names(page) == ["王芳"])


def test_a_chosen_row_shows_everything_about_the_person(page: TeachersPage, qtbot: QtBot) -> None:
    choose(page, "王芳")
    qtbot.waitUntil(lambda: "王芳工作室" in said(page))
    text = said(page)
    for words in (
        "城关小学",
        "语文",
        "带徒弟 张三",
        "2026 年",
        "12.5",
        "110105\u00a0********\u00a0002X",
        "还没有发过证书",
    ):
        assert words in text, words
    assert "19491231" not in text


def test_an_id_number_is_shown_whole_only_when_asked(page: TeachersPage, qtbot: QtBot) -> None:
    choose(page, "王芳")
    qtbot.waitUntil(lambda: "王芳工作室" in said(page))
    button = next(one for one in page.detail.findChildren(QPushButton) if one.accessibleName() == "显示身份证号")
    button.click()
    assert "110105\u00a019491231\u00a0002X" in said(page)
    button.click()
    assert "19491231\u00a0" not in said(page)


def test_history_is_told_in_words_with_numbers_masked(page: TeachersPage, office: Session, qtbot: QtBot) -> None:
    pk = choose(page, "张三")
    teachers.save(office, pk, {"phone": "13800001234", "subject": "14"})
    page.show_detail()
    history = page.detail.findChild(History)
    assert history is not None
    history.button.click()
    assert "任教学科：语文 → 数学" in said(page)
    assert "联系电话：138****1234" in said(page)


def test_editing_saves_in_place_and_offers_to_take_it_back(
    page: TeachersPage, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pk = choose(page, "张三")
    page.list.opened.emit(pk)
    write(page, "name", "张珊")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "张珊" in names(page))
    assert form_of(page).pk == pk, "saving keeps you where you are"
    assert page.list.grid.current_id == pk
    undo = next(one for one in window.findChildren(QPushButton) if one.text() == "撤销")
    undo.click()
    qtbot.waitUntil(lambda: "张三" in names(page))
    shown = form_of(page).form.rows["name"].editor.widget
    assert isinstance(shown, QLineEdit)
    qtbot.waitUntil(lambda: shown.text() == "张三")


def test_a_new_teacher_appears_in_the_list_and_is_the_current_row(
    page: TeachersPage, office: Session, qtbot: QtBot
) -> None:
    page.on_new()
    write(page, "name", "李四")
    write(page, "work", "第一中学")
    page.on_save()
    qtbot.waitUntil(lambda: "李四" in names(page))
    assert page.list.grid.current_id == form_of(page).pk


def test_the_id_number_fills_birth_date_and_sex(page: TeachersPage) -> None:
    page.on_new()
    write(page, "id_number", "110105198806150016")
    form = form_of(page).form
    assert (form.rows["birth_date"].editor.text(), form.rows["sex"].editor.text()) == ("1988-06-15", "1")
    assert {"birth_date", "sex"} <= set(form.changed_texts())


def test_another_row_is_not_shown_over_unsaved_work_unasked(page: TeachersPage, heard: Heard) -> None:
    pk = choose(page, "张三")
    page.edit(pk)
    write(page, "native_place", "江西")
    heard.answer = False
    choose(page, "王芳")
    assert (page.list.grid.current_id, form_of(page).pk) == (pk, pk)
    heard.answer = True
    choose(page, "王芳")
    assert page.side.currentWidget() is page.detail
    assert len(heard.asked) == 2


def test_esc_closes_the_form_then_clears_the_search(page: TeachersPage, window: MainWindow, qtbot: QtBot) -> None:
    look_for(page, qtbot, "王")
    page.edit(choose(page, "王芳"))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.side.currentWidget() is page.detail
    assert page.search.text() == "王"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(page)) == 5)


def test_deleting_asks_and_can_be_undone(page: TeachersPage, window: MainWindow, heard: Heard, qtbot: QtBot) -> None:
    pk = choose(page, "单雪梅")
    heard.answer = False
    page.delete(pk)
    assert "单雪梅" in names(page)
    heard.answer = True
    page.delete(pk)
    qtbot.waitUntil(lambda: "单雪梅" not in names(page))
    window.undo()
    qtbot.waitUntil(lambda: "单雪梅" in names(page))


def test_a_teacher_others_refer_to_is_not_deleted(page: TeachersPage, heard: Heard, office: Session) -> None:
    page.delete(choose(page, "王芳"))
    assert len(heard.said) == 1
    assert len(teachers.every(office)) == 5


def test_another_page_can_point_to_a_person_hidden_by_a_search(page: TeachersPage, qtbot: QtBot) -> None:
    pk = choose(page, "张三")
    look_for(page, qtbot, "王")
    page.show_record(pk)
    assert page.list.grid.current_id == pk
    assert page.detail._title.text() == "张三"


def test_a_school_begins_with_itself_as_the_place_of_work(
    school: Session, open_window: Callable[[Session], MainWindow]
) -> None:
    page = open_window(school).page
    assert isinstance(page, TeachersPage)
    page.on_new()
    assert form_of(page).form.changed_texts() == {"work": school.organisation}
    honour = form_of(page).form.rows["honour"].editor.widget
    assert isinstance(honour, QLineEdit)
    assert honour.isReadOnly()


def test_a_renamed_school_is_found_by_its_new_name(page: TeachersPage, office: Session, qtbot: QtBot) -> None:
    look_for(page, qtbot, "城关小学")
    pk = next(str(one["id"]) for one in organisations.listed(office) if one["name"] == "城关小学")
    organisations.save(office, pk, {"name": "城北小学"})
    qtbot.waitUntil(lambda: look_for(page, qtbot, "城北") == ["王芳", "张三"])
