"""What stands beside a class: attendance by session, places, the review of enrolments, sign-in sheets, figures."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import declarations, enrolment, records, sessions, teachers, training
from app.rules import kinds
from app.rules import records as rules
from app.session import Session
from tests.ui.test_training import idle
from ui.pages import Shown
from ui.quotas import PLACES
from ui.training import NAMES, UNDECIDED, TrainingPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> Any:
    """The page with its only class chosen: 王芳 and 曾伟, who passed the whole of it."""
    window.go("training")
    page = window.page
    assert isinstance(page, TrainingPage)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    page.list.grid.setCurrentIndex(page.list.rows.index(0, 1))
    page.show_detail()
    qtbot.waitUntil(lambda: len(page.attendees.list.rows.all) == 2)
    return page


@pytest.fixture
def summer(office: Session) -> None:
    """A rule that names one holiday."""
    said = kinds.written(kinds.Series(pauses=(kinds.Pause(title="暑假", starts="07-10", days=50),)))
    values = {"code": "series", "kind": "series", "title": "系列活动", "start_date": "2026-01-01", "parameters": said}
    records.save(office, rules.ENTITY, None, values)


def the_class(page: Any) -> str:
    return str(page.list.grid.current_id)


def ids(session: Session) -> dict[str, str]:
    return {row["name"]: str(row["id"]) for row in teachers.every(session)}


@pytest.fixture
def lessons(page: Any, office: Session) -> list[str]:
    pk = the_class(page)
    return [
        sessions.save(office, None, {"class_id": pk, "topic": topic, "held_on": day, "hours": 60})
        for topic, day in (("师德", "2026-07-01"), ("课标", "2026-07-02"))
    ]


def pane_of(page: Any, qtbot: QtBot, name: str) -> Any:
    idle(page, qtbot)
    return page._panes[name]


# -- sessions


def test_a_session_is_written_in_the_small_form_and_becomes_a_column(page: Any, qtbot: QtBot) -> None:
    page.sessions_button.click()
    pane = pane_of(page, qtbot, "sessions")
    qtbot.waitUntil(lambda: len(pane.table.ticks.people) == 2)
    assert "还没有登记课程" in pane.hint.text() and not pane.bring.isEnabled()
    pane.add.click()
    pane.quick.form.rows["topic"].editor.widget.setText("师德")
    pane.quick.form.rows["hours"].editor.widget.setText("6")
    assert pane.quick.save()
    qtbot.waitUntil(lambda: [one["topic"] for one in pane.table.ticks.sessions] == ["师德"])
    assert pane.table.session["topic"] == "师德"
    pane.change()
    pane.quick.form.rows["topic"].editor.widget.setText("师德师风")
    assert pane.quick.save() and pane.quick.isHidden()
    qtbot.waitUntil(lambda: [one["topic"] for one in pane.table.ticks.sessions] == ["师德师风"])
    pane.remove()
    qtbot.waitUntil(lambda: pane.table.ticks.sessions == [])


def test_space_ticks_who_attended_and_the_hours_follow(page: Any, lessons, heard: Any, qtbot: QtBot) -> None:
    page.sessions(the_class(page))
    pane = pane_of(page, qtbot, "sessions")
    qtbot.waitUntil(lambda: len(pane.table.ticks.sessions) == 2)
    table = pane.table
    table.setCurrentIndex(table.ticks.index(0, 2))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.ticks.is_ticked(0, 2) and table.ticks.index(0, 4).data() == "6"
    assert pane.word.text() == "改了 1 处，还没有保存" and pane.dirty
    heard.answer = False
    page.on_escape()
    assert page._pane is pane and "还没有保存" in heard.asked[0]
    pane.everybody.click()
    page.on_save()
    qtbot.waitUntil(lambda: not pane.dirty and not pane.keep.isEnabled())
    idle(page, qtbot)
    rows = training.of_class(page.session, the_class(page))
    assert sorted(row["hours"] for row in rows) == [0, 0, 60, 60]
    table.setCurrentIndex(table.ticks.index(0, 2))
    pane.remove()
    assert "已经登记了出勤" in heard.said[-1]
    page.on_escape()
    qtbot.waitUntil(lambda: [row[3] for row in page.attendees.list.rows.all] == [60, 60])


def test_a_sign_in_sheet_is_asked_about_and_then_written(
    page: Any, office: Session, lessons, chosen: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    book = Workbook()
    for row in (["姓名", "学校", "师德", "签到"], ["王芳", "城关小学", "√", "√"], ["曾薇", None, "√", None]):
        book.active.append(row)
    path = tmp_path / "签到.xlsx"
    book.save(path)
    page.sessions(the_class(page))
    pane = pane_of(page, qtbot, "sessions")
    qtbot.waitUntil(lambda: len(pane.table.ticks.sessions) == 2)
    chosen.answers = [path]
    pane.bring.click()
    from ui.signing_in import SigningInDialog

    qtbot.waitUntil(lambda: bool(pane.findChildren(SigningInDialog)))
    (dialog,) = pane.findChildren(SigningInDialog)
    assert not dialog.go.isEnabled() and not dialog.skip.isHidden()
    assert "1 人不知道是谁" in dialog.said.text()
    (box,) = [one for key, one in dialog.boxes.items() if key[1] == 3]
    assert box.currentData() is None
    box.setCurrentIndex(box.findData(lessons[1]))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: not dialog.made.open_columns)
    (line,) = dialog.made.open_lines
    dialog.list.grid.choose(str(line.index))
    assert "曾薇" in dialog.question.text()
    dialog.who.setCurrentIndex(dialog.who.findData(ids(office)["曾伟"]))
    dialog.who.activated.emit(dialog.who.currentIndex())
    qtbot.waitUntil(lambda: dialog.go.isEnabled())
    dialog.go.click()
    idle(page, qtbot)
    made = sessions.register(office, the_class(page))
    assert {one.name: len(one.attended) for one in made.people} == {"王芳": 2, "曾伟": 1}


def test_the_sign_in_sheet_of_a_class_is_written(page: Any, lessons, chosen: Any, tmp_path: Path, qtbot: QtBot) -> None:
    page.sessions(the_class(page))
    pane = pane_of(page, qtbot, "sessions")
    qtbot.waitUntil(lambda: pane.give.isEnabled())
    chosen.answers = [tmp_path / "签到表.xlsx"]
    pane.give.click()
    idle(page, qtbot)
    assert (tmp_path / "签到表.xlsx").exists()


# -- places and review


def test_places_are_shared_out_typed_and_saved_and_figures_open_names(
    page: Any, office: Session, heard: Any, qtbot: QtBot
) -> None:
    training.save_class(office, the_class(page), {"quota": 4})
    page.quotas(the_class(page))
    pane = pane_of(page, qtbot, "quotas")
    qtbot.waitUntil(lambda: len(pane.model.units) == 3)
    pane.total.setText("6")
    pane.equally.click()
    assert [pane.model.index(row, PLACES).data() for row in range(3)] == ["2", "2", "2"]
    pane.model.setData(pane.model.index(0, PLACES), "1")
    assert not pane.model.setData(pane.model.index(0, PLACES), "很多") and pane.dirty
    heard.answer = False
    pane.save()
    assert "多于班次的名额 4 个" in heard.asked[-1] and enrolment.listed(office) == []
    heard.answer = True
    pane.save()
    qtbot.waitUntil(lambda: not pane.dirty)
    assert sum(row["places"] for row in enrolment.listed(office)) == 5
    idle(page, qtbot)
    place = next(row for row, one in enumerate(pane.model.units) if one.reported)
    pane._open(pane.model.index(place, 3))
    assert page._pane is None
    assert not page.attendees.list.only.isHidden() and len(page.attendees.list.rows.order) == 1


def test_enrolments_are_approved_and_returned_with_a_reason(page: Any, office: Session, qtbot: QtBot) -> None:
    pk = the_class(page)
    assert page.attendees.list.grid.isColumnHidden(5)
    unit = next(one for one in enrolment.units(office, pk) if one.reported)
    enrolment.set_places(office, pk, {unit.id: 2})
    page.show_detail()
    qtbot.waitUntil(lambda: not page.attendees.list.grid.isColumnHidden(5))
    first, second = (str(row[0]) for row in page.attendees.list.rows.all)
    page.attendees.approve([first])
    idle(page, qtbot)
    from ui.returning import ReturnDialog

    page.attendees.send_back([second])
    (dialog,) = page.attendees.findChildren(ReturnDialog)
    dialog.go.click()
    assert "理由" in dialog.fault.text()
    dialog.reason.setText("今年已参加过")
    dialog.go.click()
    idle(page, qtbot)
    qtbot.waitUntil(lambda: sorted(row[5] for row in page.attendees.list.rows.all) == ["退回", "通过"])
    assert {row["approval_note"] for row in training.of_class(office, pk)} == {None, "今年已参加过"}
    assert training.get_class(office, pk)["people"] == 1


def test_classes_whose_enrolments_wait_are_behind_one_number(
    page: Any, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pk = the_class(page)
    enrolment.set_places(office, pk, {enrolment.units(office, pk)[0].id: 2})
    at = NAMES.index("reported")
    qtbot.waitUntil(lambda: page.list.rows.all[0][at] == UNDECIDED)
    window.show_part("training", Shown({"reported": UNDECIDED}))
    assert page.list.rows.ids() == [pk]


# -- whom it is for


def test_only_those_a_class_is_for_are_shown_and_others_asked_about(
    page: Any, office: Session, heard: Any, qtbot: QtBot
) -> None:
    pk = the_class(page)
    training.save_programme(office, str(training.get_class(office, pk)["programme_id"]), {"for_role": "1"})
    teachers.save(office, ids(office)["张三"], {"is_class_teacher": 1})
    page.enrol(pk)
    pane = page._enrol
    idle(page, qtbot)
    qtbot.waitUntil(lambda: [pane.list.rows.texts(0)[0], len(pane.list.rows.order)] == ["张三", 1])
    assert "给班主任办的" in pane.hint.text()
    pane.list.clear_conditions()
    assert len(pane.list.rows.order) == 3
    heard.answer = False
    pane.enrol([ids(office)["单雪梅"]])
    qtbot.waitUntil(lambda: bool(heard.asked))
    assert "单雪梅不是班主任" in heard.asked[0] and training.get_class(office, pk)["people"] == 2
    heard.answer = True
    pane.enrol([ids(office)["单雪梅"]])
    qtbot.waitUntil(lambda: training.get_class(office, pk)["people"] == 3)


# -- figures and series


def test_the_figures_of_a_year_open_the_names_behind_them(page: Any, chosen: Any, tmp_path: Path, qtbot: QtBot) -> None:
    page.figures()
    pane = pane_of(page, qtbot, "figures")
    pane.year.setCurrentIndex(pane.year.findData(2026))
    qtbot.waitUntil(lambda: bool(pane.list.rows.all))
    texts = [pane.list.rows.texts(row)[1:7] for row in range(len(pane.list.rows.order))]
    assert ("县培", "1", "2", "2", "2", "2") in texts
    qtbot.waitUntil(lambda: len(pane.people.rows.all) == 2)
    assert pane.behind.text() == "合计：2026 年　2 人次，2 人"
    chosen.answers = [tmp_path / "统计.xlsx"]
    pane.write_button.click()
    idle(page, qtbot)
    assert (tmp_path / "统计.xlsx").exists()
    assert "规则里没有写寒假、暑假" in pane.note.text()


def test_a_holiday_and_a_declared_study_open_their_names_too(
    page: Any, office: Session, summer: None, qtbot: QtBot
) -> None:
    training.save_class(office, the_class(page), {"start_date": "2026-07-11", "end_date": "2026-07-13"})
    item = {"kind": "8", "title": "汉语言文学本科", "done_on": "2026-07-01", "category": "2", "hours": 300}
    declarations.save(office, None, item | {"teacher_id": ids(office)["单雪梅"]})
    page.figures()
    pane = pane_of(page, qtbot, "figures")
    pane.year.setCurrentIndex(pane.year.findData(2026))
    qtbot.waitUntil(lambda: any(one.group == "假期" for one in pane._lines))
    assert pane.note.text() == "暑假的日子按规则“系列活动”"
    rows = {pane.list.rows.texts(row)[1]: row for row in range(len(pane.list.rows.order))}
    pane.list.grid.choose(str(rows["暑假"]))
    qtbot.waitUntil(lambda: pane.behind.text() == "假期：暑假　2 人次，2 人")
    assert [row[1] for row in pane.people.rows.all] == ["王芳", "曾伟"]
    assert pane.list.rows.texts(rows["学历提升（申报）"])[2:] == ("", "", "", "1", "1", "")
    pane.list.grid.choose(str(rows["学历提升（申报）"]))
    qtbot.waitUntil(lambda: pane.behind.text() == "主题：学历提升（申报）　1 人")
    assert pane.people.rows.texts(0) == ("单雪梅", "清水镇中心校", "汉语言文学本科", "", "待审核", "")
    assert pane.people.count.text() == "共 1 项"


def test_the_issues_of_a_series_are_listed_with_the_missing_ones(page: Any, office: Session, qtbot: QtBot) -> None:
    pk = the_class(page)
    training.save_programme(office, str(training.get_class(office, pk)["programme_id"]), {"series_days": 14})
    for day in ("2026-01-05", "2026-02-02"):
        sessions.save(office, None, {"class_id": pk, "topic": "大讲堂", "held_on": day, "hours": 20})
    assert any(text == "系列活动各期……" for text, _run in page.detail_acts(pk))
    page.series(pk)
    pane = pane_of(page, qtbot, "series")
    qtbot.waitUntil(lambda: len(pane.list.rows.all) >= 3)
    shown = {row[1]: row[5] for row in pane.list.rows.all}
    assert shown["2026-01-05"] == "" and "上一期 2026-01-05" in shown["2026-01-19"]
    assert page.on_escape() and page._pane is None
