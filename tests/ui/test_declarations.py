"""申报学时 in the window: the rule's hours while filling in, the review of one and of many, and what a school sees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app import attachments, declarations, granting, teachers
from app.session import Session
from storage.declarations import as_it_stands
from tests.app.test_declarations import PAPER, rule
from tests.ui.conftest import Heard, cut_texts, newest, settle, toast_of
from ui import teacher_sheet
from ui.declarations import DeclarationsPage
from ui.declared_form import NO_RULE, DeclarationForm
from ui.granting import GrantDialog
from ui.proposals.reviewing import ReturnDialog
from ui.window import MainWindow


def person(session: Session, name: str) -> str:
    return next(str(row["id"]) for row in teachers.every(session) if row["name"] == name)


def enter(session: Session, name: str, **more: Any) -> str:
    return declarations.save(session, None, {**PAPER, "teacher_id": person(session, name), **more})


def opened(window: MainWindow, qtbot: QtBot) -> DeclarationsPage:
    window.go("ledger", "declarations")
    part = window.page.part  # type: ignore[attr-defined]
    assert isinstance(part, DeclarationsPage)
    qtbot.waitUntil(lambda: part.list._read, timeout=20_000)
    settle(qtbot, window)
    return part


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> DeclarationsPage:
    rule(window.session)
    enter(window.session, "王芳")
    enter(window.session, "曾伟", kind="7", title="《给教师的建议》", level=None, grade=None)
    enter(window.session, "张三", title="区域活动", level=None, hours=30)
    return opened(window, qtbot)


def shown(page: DeclarationsPage, name: str) -> str:
    place = page.list.rows.at["teacher_name"]
    row = next(
        row for row in range(len(page.list.rows.order)) if page.list.rows.all[page.list.rows.order[row]][place] == name
    )
    page.list.grid.setCurrentIndex(page.list.rows.index(row, 1))
    page.show_detail()
    return str(page.list.grid.current_id)


def write(form: Any, name: str, text: str) -> None:
    widget = form.rows[name].editor.widget
    if isinstance(widget, QLineEdit):
        widget.setText(text)
        widget.textEdited.emit(text)
        widget.editingFinished.emit()
    else:
        form.rows[name].editor.set(text)
        form.rows[name].editor.changed.emit()
        form.rows[name].editor.left.emit()


def states(session: Session) -> dict[str, str]:
    return {row["teacher_name"]: row["state"] for row in declarations.listed(session)}


def test_the_page_lists_items_and_says_of_one_what_the_rule_gives(page: DeclarationsPage) -> None:
    shown(page, "王芳")
    assert page.detail._title.text() == "王芳"
    assert "待县里审核 · 论文 · 县级一等奖" in page.detail._subtitle.text()
    assert not cut_texts(page.detail)
    said = [label.text() for label in page.detail.findChildren(type(page.detail._title))]
    assert any("按《折算办法》：论文县级一等奖 10 学时" in text and "还没有附件" in text for text in said)


def test_the_form_shows_the_hours_while_they_are_filled_in_and_keeps_what_was_typed(
    page: DeclarationsPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.on_new()
    assert page.form is not None
    form = page.form.form
    assert isinstance(form, DeclarationForm)
    assert "verdict" not in form.rows
    form.rows["teacher_id"].editor.set(person(page.session, "买买提·艾力"))
    for name, text in (("kind", "1"), ("title", "课堂提问"), ("done_on", "2026.5.6"), ("category", "2")):
        write(form, name, text)
    assert "论文要填了级别、奖次才能折算" in form.rows["hours"]._below.text()
    write(form, "level", "43")
    write(form, "grade", "1")
    assert form.rows["hours"].editor.text() == "10"
    assert "论文县级一等奖 10 学时" in form.rows["hours"]._below.text()
    write(form, "kind", "8")
    assert form.rows["hours"]._below.text() == NO_RULE and form.rows["hours"].editor.text() == ""
    write(form, "kind", "1")
    write(form, "hours", "12")
    page.on_save()
    assert "不能比这多" in form.rows["hours"]._below.text()
    write(form, "hours", "6")
    page.on_save()
    settle(qtbot, window)
    assert {row["teacher_name"]: row["hours"] for row in declarations.listed(page.session)}["买买提·艾力"] == 60


def test_the_same_item_is_asked_about(page: DeclarationsPage, heard: Heard) -> None:
    page.on_new()
    assert page.form is not None
    form = page.form.form
    form.rows["teacher_id"].editor.set(person(page.session, "王芳"))
    for name in ("kind", "title", "done_on", "level", "grade", "category"):
        write(form, name, str(PAPER[name]))
    heard.answer = False
    page.on_save()
    assert "已经申报过" in heard.asked[-1] and len(declarations.listed(page.session)) == 3
    heard.answer = True
    page.on_save()
    assert len(declarations.listed(page.session)) == 4


def test_one_is_granted_with_the_hours_that_are_typed(page: DeclarationsPage, window: MainWindow, qtbot: QtBot) -> None:
    pk = shown(page, "王芳")
    assert page._passing.isVisible() and page._returning.isVisible()
    page._passing.click()
    dialog = newest(window, GrantDialog)
    assert dialog.hours.text() == "10" and not cut_texts(dialog)
    dialog.hours.setText("12")
    dialog.button.click()
    assert "不能比折算办法给的多" in dialog.fault.text()
    dialog.hours.setText("8")
    dialog.comment.setText("材料齐全")
    dialog.button.click()
    settle(qtbot, window)
    row = declarations.get(page.session, pk)
    assert (row["state"], row["granted"], row["comment"]) == ("granted", 80, "材料齐全")
    assert "已认定 1 条，共 8 学时" in toast_of(window).text
    shown(page, "王芳")
    assert not page._passing.isVisible() and page._returning.isVisible()
    page.edit(pk)
    assert page.form is not None
    assert not page.form.form.rows["kind"].editor.widget.isEnabled()
    assert "已经认定" in page.form.form.rows["hours"]._below.text()


def test_what_lacks_something_is_not_granted(page: DeclarationsPage, window: MainWindow) -> None:
    shown(page, "张三")
    page._passing.click()
    assert not newest(window, GrantDialog).button.isEnabled()


def test_all_that_match_are_passed_at_once_and_those_left_are_named(
    page: DeclarationsPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    page.list.narrow("state", "待县里审核")
    page.list.rows.tick_shown(True)
    assert not cut_texts(page.list.bar)
    next(one for one in page.list.bar.buttons if one.text() == "通过").click()
    settle(qtbot, window)
    assert states(page.session) == {"王芳": "granted", "曾伟": "granted", "张三": "county"}
    assert "没有处理：张三“区域活动”" in heard.said[-1] and "已认定 2 条" in heard.said[-1]
    window.undo()
    settle(qtbot, window)
    assert set(states(page.session).values()) == {"county"}


def test_returning_asks_for_a_reason_that_the_detail_shows(
    page: DeclarationsPage, window: MainWindow, qtbot: QtBot
) -> None:
    pk = shown(page, "王芳")
    page._returning.click()
    dialog = newest(window, ReturnDialog)
    assert not dialog.button.isEnabled()
    dialog.reason.setPlainText("缺证书扫描件")
    dialog.button.click()
    settle(qtbot, window)
    assert declarations.get(page.session, pk)["state"] == "returned"
    shown(page, "王芳")
    said = [label.text() for label in page.detail.findChildren(type(page.detail._title))]
    assert any("县里退回：缺证书扫描件" in text for text in said)


def test_a_granted_item_is_not_deleted_and_others_are(
    page: DeclarationsPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    pk = str(page.list.rows.all[0][0])
    names = {str(row["id"]): row["teacher_name"] for row in declarations.listed(page.session)}
    granting.review(page.session, [next(one for one, name in names.items() if name == "王芳")], "passed")
    page.delete_many(list(names))
    settle(qtbot, window)
    assert len(declarations.listed(page.session)) == 3
    page.delete_many([one for one, name in names.items() if name == "张三"])
    settle(qtbot, window)
    assert len(declarations.listed(page.session)) == 2 and pk in names


def test_the_first_page_and_the_navigation_say_how_many_wait_and_lead_there(
    page: DeclarationsPage, window: MainWindow, qtbot: QtBot
) -> None:
    from ui.home import HomePage

    granting.review(page.session, [str(page.list.rows.all[0][0])], "returned", "看不清")
    window.go("desk")
    desk = window.page
    assert isinstance(desk, HomePage)
    qtbot.waitUntil(lambda: desk.standing is not None, timeout=20_000)
    settle(qtbot, window)
    (task,) = [one for one in desk.tasks(desk.standing) if "申报学时" in one.text]
    assert task.text == "2 条申报学时等着审核"
    window.waiting.count()
    settle(qtbot, window)
    assert "2 件待办" in window.navigation.buttons["ledger"].accessibleName()
    task.open()
    settle(qtbot, window)
    assert window.page.part is page  # type: ignore[attr-defined]
    assert len(page.list.rows.order) == 2


def test_the_teachers_sheet_names_items_with_what_they_gave(page: DeclarationsPage) -> None:
    session = page.session
    granting.review(session, [declarations.of_teacher(session, person(session, "王芳"))[0]["id"]], "passed")
    (section,) = [
        one for one in teacher_sheet.sheet(session, person(session, "王芳")).sections if one.title == "申报学时"
    ]
    assert section.lines == [("论文　小学语文单元作业设计　县级一等奖", "10 学时")]


def test_a_school_passes_on_and_passes_again_with_the_same_papers_after_a_return(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    pk = enter(school, "曾伟", hours=40)
    scan = tmp_path / "证书.png"
    from PIL import Image

    Image.new("RGB", (60, 40), "white").save(scan)
    attachments.attach(school, "declarations", pk, scan, attachments.SCAN)
    window = open_window(school)
    page = opened(window, qtbot)
    shown(page, "曾伟")
    assert page._passing.text() == "通过" and page._passing.isVisible()
    page._passing.click()
    settle(qtbot, window)
    assert declarations.get(school, pk)["version"] == 1
    assert "已通过 1 条" in toast_of(window).text
    shown(page, "曾伟")
    assert not page._passing.isVisible() and page._returning.isVisible()
    now = as_it_stands(school.store, pk)
    assert now is not None
    with school.writing("收到县里的退回") as rows:
        rows.update("declarations", pk, {"verdict": "returned", "comment": "看不清", "decided_about": now["about"]})
    settle(qtbot, window)
    shown(page, "曾伟")
    assert page._passing.isVisible()
    page._passing.click()
    settle(qtbot, window)
    row = declarations.get(school, pk)
    assert (row["state"], row["version"], row["papers"]) == ("county", 2, 1)
