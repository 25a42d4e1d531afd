"""The 业务档案 page: four lists under one header, the honour that is asked about, and a grade for a whole school."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app import assessments, honours, observations, plans, teachers
from app.session import Session
from tests.ui.conftest import Heard, cut_texts, newest, settle, toast_of
from ui.assessing import AssessDialog
from ui.portfolio import PARTS, PortfolioPage
from ui.window import MainWindow


def person(session: Session, name: str) -> str:
    return next(str(row["id"]) for row in teachers.every(session) if row["name"] == name)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PortfolioPage:
    session = window.session
    wang, zeng = person(session, "王芳"), person(session, "曾伟")
    honours.save(session, None, {"teacher_id": wang, "title": "县优秀教师", "level": "43", "awarded_on": "2025-09"})
    honours.save(session, None, {"teacher_id": zeng, "title": "市级名师培养对象", "is_candidate": 1})
    assessments.save(session, None, {"teacher_id": wang, "kind": "1", "year": 2025, "grade": "4"})
    seen = {"teacher_id": wang, "school_year": 2025, "term": "1", "periods": 12, "observed_id": zeng}
    observations.save(session, None, seen)
    plans.save(session, None, {"teacher_id": zeng, "start_date": "2026-09-01", "goal": "站稳讲台", "mentor_id": wang})
    teachers.save_credential(session, None, {"teacher_id": zeng, "stage": "2", "subject": "语文", "number": "2007"})
    window.go("portfolio")
    made = window.page
    assert isinstance(made, PortfolioPage)
    read(made, window, qtbot)
    return made


def choose(page: PortfolioPage, window: MainWindow, qtbot: QtBot, name: str) -> Any:
    page.tabs.choose(name)
    return read(page, window, qtbot)


def read(page: PortfolioPage, window: MainWindow, qtbot: QtBot) -> Any:
    """The part in sight, once its list has been read: that begins a moment after the paint."""
    qtbot.waitUntil(lambda: page.part.list._read, timeout=20_000)
    settle(qtbot, window)
    return page.part


def write(form: Any, name: str, text: str) -> None:
    widget = form.rows[name].editor.widget
    assert isinstance(widget, QLineEdit)
    widget.setText(text)
    widget.textEdited.emit(text)
    widget.editingFinished.emit()


def test_the_page_has_its_number_among_the_pages(window: MainWindow) -> None:
    assert "Alt+7" in window.navigation.buttons["portfolio"].toolTip()


@pytest.mark.parametrize("name", PARTS)
def test_every_part_lists_its_records_and_shows_one(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot, name: str
) -> None:
    part = choose(page, window, qtbot, name)
    assert part.list.rows.all
    part.list.grid.setCurrentIndex(part.list.rows.index(0, 1))
    part.show_detail()
    assert part.detail._title.text() in ("王芳", "曾伟")
    assert not cut_texts(page.header) and not cut_texts(part.detail)
    assert page.new.text().strip() == part.new.text().strip()
    assert page.many.isVisible() is (name == "assessments")


def test_a_name_is_found_by_pinyin_and_each_part_keeps_its_own_search(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.people.prepare()
    settle(qtbot, window)
    page.search.setText("wangf")
    page._search_now()
    assert [row[1] for row in (page.part.list.rows.all[n] for n in page.part.list.rows.order)] == ["王芳"]
    choose(page, window, qtbot, "credentials")
    assert page.search.text() == ""
    choose(page, window, qtbot, "honours")
    assert page.search.text() == "wangf"
    assert page.on_escape() and page.search.text() == ""


def test_the_same_honour_is_asked_about_and_kept_back_or_entered(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    session = page.session
    page.on_new()
    form = page.part.form
    assert form is not None
    form.form.rows["teacher_id"].editor.set(person(session, "王芳"))
    for name, text in (("title", "县优秀教师"), ("awarded_on", "2025.09")):
        write(form.form, name, text)
    heard.answer = False
    page.on_save()
    assert "已经登记过" in heard.asked[-1] and len(honours.listed(session)) == 2
    assert "已经登记过" in form.form.rows["title"]._below.text()
    heard.answer = True
    page.on_save()
    assert len(honours.listed(session)) == 3


def test_a_record_is_found_wherever_it_stands(page: PortfolioPage, window: MainWindow, qtbot: QtBot) -> None:
    for name, rows in (("observations", observations.listed), ("honours", honours.listed)):
        pk = str(rows(page.session)[0]["id"])
        window.go("portfolio", pk)
        read(page, window, qtbot)
        assert page.tabs.current == name
        assert page.part.list.grid.current_id == pk


def test_the_name_leads_to_the_teacher_whose_page_tells_all_of_it(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot
) -> None:
    pk = next(str(row["id"]) for row in honours.listed(page.session) if row["teacher_name"] == "王芳")
    page.show_record(pk)
    way = next(one for one in page.part.detail.findChildren(QPushButton) if one.text().startswith("王芳"))
    way.click()
    settle(qtbot, window)
    assert window.page.title == "教师"
    from ui.teacher_sheet import sheet

    told = {one.title: one.lines for one in sheet(page.session, person(page.session, "王芳")).sections}
    assert told["荣誉"] == [("县优秀教师　县级", "2025-09")]
    assert told["考核"] == [("2025 年　师德考核不合格", "")]
    assert told["听课"] == [("2025—2026 学年", "12 节")]
    credentials = {one.title: one.lines for one in sheet(page.session, person(page.session, "曾伟")).sections}
    assert credentials["教师资格"] == [("小学　语文　2007", "")]


def test_a_grade_for_many_leaves_out_whom_it_must_and_names_them(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    choose(page, window, qtbot, "assessments")
    page.many.click()
    settle(qtbot, window)
    dialog = newest(window, AssessDialog)
    assert not cut_texts(dialog)
    assert not dialog.go.isEnabled()
    dialog.list.rows.tick_shown(True)
    dialog.choose()
    assert dialog.isVisible() and "请填写" in dialog.form.rows["grade"]._below.text()
    dialog.form.rows["grade"].editor.set("2")
    write(dialog.form, "year", "2025")
    dialog.choose()
    settle(qtbot, window)
    rows = assessments.listed(page.session)
    assert sum(row["kind"] == "2" for row in rows) == 4
    assert "4 人" in toast_of(window).text
    assert "不得评为合格" in heard.said[-1] and "王芳" in heard.said[-1]
    window.undo()
    assert len(assessments.listed(page.session)) == 1


def test_a_dialog_closed_before_the_roster_was_read_is_not_missed(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    may_end = Event()
    window.reads.run(lambda session, progress: may_end.wait(10), title="别的", done=lambda _: None)
    page.tabs.choose("assessments")
    page.many.click()
    dialog = newest(window, AssessDialog)
    dialog.reject()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    may_end.set()
    settle(qtbot, window)
    assert not heard.said


def test_the_dialog_shows_who_has_a_grade_already(page: PortfolioPage, window: MainWindow, qtbot: QtBot) -> None:
    choose(page, window, qtbot, "assessments")
    page.many.click()
    settle(qtbot, window)
    dialog = newest(window, AssessDialog)
    write(dialog.form, "year", "2025")
    place = dialog.list.rows.at["had"]
    assert {row[place] for row in dialog.list.rows.all} == {"未登记"}
    dialog.form.rows["kind"].editor.set("1")
    dialog.form.rows["kind"].editor.left.emit()
    had = {row[1]: row[place] for row in dialog.list.rows.all}
    assert had.pop("王芳") == "不合格" and set(had.values()) == {"未登记"}


def test_who_was_ticked_on_the_roster_is_ticked_in_the_dialog(window: MainWindow, qtbot: QtBot) -> None:
    from ui.teachers import TeachersPage

    page = window.page
    assert isinstance(page, TeachersPage)
    chosen = [page.list.rows.id_at(row) for row in (0, 2)]
    next(act for act in page.acts() if act.text == "登记考核……").run(chosen)
    settle(qtbot, window)
    dialog = newest(window, AssessDialog)
    assert dialog.list.rows.ticked == set(chosen)
    assert dialog.go.text() == "登记 2 人"


def test_a_school_has_the_page_too(school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot) -> None:
    window = open_window(school)
    window.go("portfolio")
    page = window.page
    assert isinstance(page, PortfolioPage)
    read(page, window, qtbot)
    assert page.new.isVisible()
    assert page.may_leave()


def test_unsaved_work_in_any_part_is_asked_about(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    page.on_new()
    form = page.part.form
    assert form is not None
    write(form.form, "title", "没写完")
    choose(page, window, qtbot, "credentials")
    heard.answer = False
    window.go("teachers")
    assert window.page is page and page.tabs.current == "honours"
    assert "没保存" in heard.asked[-1]
    form.form.dirty = False


def test_what_changed_elsewhere_is_shown_when_the_part_comes_into_sight(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot
) -> None:
    choose(page, window, qtbot, "credentials")
    pk = person(page.session, "张三")
    honours.save(page.session, None, {"teacher_id": pk, "title": "县师德标兵"})
    settle(qtbot, window)
    part = choose(page, window, qtbot, "honours")
    qtbot.waitUntil(lambda: "县师德标兵" in {row[3] for row in part.list.rows.all}, timeout=20_000)


def press(page: PortfolioPage, text: str) -> None:
    next(one for one in page.part.list.bar.buttons if one.text() == text).click()


def test_those_who_are_ticked_get_another_grade_and_may_be_deleted(
    page: PortfolioPage, window: MainWindow, qtbot: QtBot, heard: Heard
) -> None:
    session = page.session
    choose(page, window, qtbot, "assessments")
    page.part.list.rows.tick_shown(True)
    assert not cut_texts(page.part.list.bar)
    press(page, "改为合格")
    settle(qtbot, window)
    assert [row["grade"] for row in assessments.listed(session)] == ["2"]
    assert not page.part.list.rows.ticked
    page.part.list.rows.tick_shown(True)
    heard.answer = False
    press(page, "删除")
    settle(qtbot, window)
    assert len(assessments.listed(session)) == 1
    heard.answer = True
    press(page, "删除")
    settle(qtbot, window)
    assert assessments.listed(session) == []
    window.undo()
    assert len(assessments.listed(session)) == 1
