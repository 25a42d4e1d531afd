"""The 培训学时 page: classes, enrolling, results for many at once, and a class with its new programme."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import records, teachers, training
from app.rules import kinds
from app.rules import records as rules
from app.session import Session
from ui.home import UNRATED
from ui.pages import Shown
from ui.training import NAMES, TrainingPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> Any:
    """The page with its list read, its only class chosen and its people read."""
    window.go("training")
    page = window.page
    assert isinstance(page, TrainingPage)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    page.list.grid.setCurrentIndex(page.list.rows.index(0, 1))
    page.show_detail()
    qtbot.waitUntil(lambda: len(page.attendees.list.rows.all) == 2)
    return page


def results(page: Any) -> dict[str, str]:
    rows = page.attendees.list.rows
    return {rows.texts_of(place)[0]: rows.texts_of(place)[3] for place in range(len(rows.all))}


def idle(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.services.jobs.busy and not page.services.reads.busy)


def enrol(page: Any, qtbot: QtBot, *names: str) -> None:
    page.enrol_button.click()
    pane = page._enrol
    qtbot.waitUntil(lambda: bool(pane.list.rows.all))
    rows = pane.list.rows
    rows.tick([place for place in range(len(rows.order)) if rows.texts(place)[0] in names], True)
    pane.list.bar.buttons[0].click()
    idle(page, qtbot)


def test_a_class_shows_its_programme_and_its_people(page: Any) -> None:
    assert page.detail._title.text() == "暑期全员培训"
    assert results(page) == {"王芳": "合格", "曾伟": "合格"}
    assert page.attendees.pass_all.isHidden()


def test_teachers_are_ticked_and_enrolled_in_one_act(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    enrol(page, qtbot, "张三", "单雪梅")
    assert training.classes(page.session)[0]["people"] == 4
    qtbot.waitUntil(lambda: [row[1] for row in page._enrol.list.rows.all] == ["买买提·艾力"])
    window.undo()
    assert training.classes(page.session)[0]["people"] == 2


def test_people_are_found_for_enrolling_as_everywhere_else(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    page.enrol_button.click()
    pane = page._enrol
    qtbot.waitUntil(lambda: bool(pane.list.rows.all))
    pane.search.setText("sxm")
    qtbot.waitUntil(lambda: [pane.list.rows.texts(row)[0] for row in range(len(pane.list.rows.order))] == ["单雪梅"])
    page.focus_search()
    assert page.on_escape() and page.side.currentWidget() is page.detail


def test_ticks_that_were_not_enrolled_are_asked_about(page: Any, heard: Any, qtbot: QtBot) -> None:
    page.enrol_button.click()
    qtbot.waitUntil(lambda: bool(page._enrol.list.rows.all))
    page._enrol.list.rows.tick([0], True)
    heard.answer = False
    page.on_escape()
    assert page.side.currentWidget() is page._enrol and "还没有报名" in heard.asked[0]
    heard.answer = True
    page.on_escape()
    assert page.side.currentWidget() is page.detail


def test_everybody_without_a_result_passes_with_one_button(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    enrol(page, qtbot, "张三", "单雪梅")
    page.on_escape()
    qtbot.waitUntil(lambda: len(page.attendees.list.rows.all) == 4 and not page.attendees.pass_all.isHidden())
    page.attendees.pass_all.click()
    idle(page, qtbot)
    qtbot.waitUntil(lambda: set(results(page).values()) == {"合格"})
    window.undo()
    qtbot.waitUntil(lambda: list(results(page).values()).count("未评") == 2)


def test_those_who_are_ticked_get_a_result_of_their_own(page: Any, qtbot: QtBot) -> None:
    rows = page.attendees.list.rows
    rows.tick([0], True)
    name = rows.texts(0)[0]
    next(b for b in page.attendees.list.bar.buttons if b.text() == "优秀").click()
    idle(page, qtbot)
    qtbot.waitUntil(lambda: results(page)[name] == "优秀")
    assert sorted(results(page).values()) == ["优秀", "合格"]


def test_hours_are_set_in_the_small_form_and_never_beyond_the_class(page: Any, qtbot: QtBot) -> None:
    page.attendees.note_hours([str(row[0]) for row in page.attendees.list.rows.all])
    quick = page.attendees.quick
    assert quick.title.text() == "所选 2 人的学时和结果"
    quick.form.rows["hours"].editor.widget.setText("13")
    assert not page.attendees.quick.save()
    assert "不能多于" in quick.form.rows["hours"]._below.text()
    quick.form.rows["hours"].editor.widget.setText("7.5")
    assert quick.save() and quick.isHidden()
    assert [row["hours"] for row in training.of_class(page.session, page.list.grid.current_id)] == [75, 75]


def test_somebody_is_taken_out_of_the_class(page: Any, qtbot: QtBot) -> None:
    page.attendees.withdraw([page.attendees.list.rows.id_at(0)])
    idle(page, qtbot)
    qtbot.waitUntil(lambda: len(page.attendees.list.rows.all) == 1)
    assert training.classes(page.session)[0]["people"] == 1


def test_a_class_and_its_new_programme_are_made_in_one_form(page: Any) -> None:
    page.on_new()
    form = page.form.form
    for name, text in (("title", "新课标研修"), ("name", "第一期"), ("hours", "16")):
        form.rows[name].editor.widget.setText(text)
    assert not page.form.save()
    assert "请填写" in form.rows["level"]._below.text()
    form.rows["level"].editor.set("4")
    form.rows["category"].editor.set("2")
    assert page.form.save(), page.form._word.text()
    assert {row["title"] for row in training.classes(page.session)} == {"暑期全员培训", "新课标研修"}
    assert form.rows["title"].isHidden(), "it has its programme now"


def test_a_chosen_programme_leaves_no_room_for_a_new_one(page: Any) -> None:
    page.on_new()
    form = page.form.form
    form.rows["title"].editor.widget.setText("多余的")
    editor = form.rows["programme_id"].editor
    editor.widget.setText("暑期")
    editor._settle()
    assert form.rows["title"].isHidden() and form.rows["level"].isHidden()
    for name, text in (("name", "二班"), ("hours", "8")):
        form.rows[name].editor.widget.setText(text)
    assert page.form.save(), page.form._word.text()
    assert len(training.programmes(page.session)) == 1 and len(training.classes(page.session)) == 2


def test_the_programme_of_a_class_is_changed_beside_it(page: Any) -> None:
    page.edit_programme(page.list.grid.current_id)
    page._programme.form.rows["title"].editor.widget.setText("暑期教师全员培训")
    page.on_save()
    page.on_escape()
    assert page.detail._title.text() == "暑期教师全员培训"


def test_classes_that_wait_for_results_are_behind_one_number(
    page: Any, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pk = page.list.grid.current_id
    training.save_class(office, pk, {"end_date": "2026-01-01"})
    training.enrol(office, pk, [str(teachers.every(office)[0]["id"])])
    qtbot.waitUntil(lambda: page.list.rows.all[0][-1] == UNRATED)
    window.show_part("training", Shown({"waiting": UNRATED}))
    assert page.list.rows.ids() == [pk]


def test_classes_are_filtered_by_the_holidays_that_the_rules_name(page: Any, office: Session, qtbot: QtBot) -> None:
    pk = page.list.grid.current_id
    training.save_class(office, pk, {"start_date": "2026-07-11", "end_date": "2026-07-13"})
    qtbot.waitUntil(lambda: page.list.rows.all[0][NAMES.index("start_date")] == "2026-07-11")
    assert set(page.list.rows.counts("holiday")) == {""}, "no rule, nothing to choose"
    said = kinds.written(kinds.Series(pauses=(kinds.Pause(title="暑假", starts="07-10", days=50),)))
    values = {"code": "series", "kind": "series", "title": "系列活动", "start_date": "2026-01-01", "parameters": said}
    records.save(office, rules.ENTITY, None, values)
    qtbot.waitUntil(lambda: set(page.list.rows.counts("holiday")) == {"暑假"})
    other = {"title": "春季研修", "level": "4", "category": "2", "name": "一班", "year": 2026, "hours": 80}
    training.save_run(office, None, other | {"start_date": "2026-03-02"})
    qtbot.waitUntil(lambda: set(page.list.rows.counts("holiday")) == {"暑假", "学期中"})
    page.list.narrow("holiday", "暑假")
    assert page.list.rows.ids() == [pk]
