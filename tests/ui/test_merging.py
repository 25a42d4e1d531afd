"""合并教师: two side by side, a choice a field, what becomes of the rest; and the list of those who look alike."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app import teachers, training
from app.session import Session
from tests.ui.conftest import SCHOOLS, cut_texts, newest, settle, toast_of
from tests.ui.test_jobs import until_stopped
from ui.couples import CouplesSheet
from ui.merging import MergeSheet
from ui.teachers import TeachersPage
from ui.window import MainWindow


def ids(session: Session) -> dict[str, str]:
    return {str(row["name"]): str(row["id"]) for row in teachers.every(session)}


@pytest.fixture
def twin(office: Session) -> str:
    """王芳 once more, without a number and at another school."""
    work = next(str(row["work"]) for row in teachers.every(office) if row["work_name"] == SCHOOLS[1])
    return teachers.save(
        office, None,
        {"name": "王芳", "work": work, "birth_date": "1949-12", "phone": "13900000011", "remark": "二次登记"},
    )  # fmt: skip


@pytest.fixture
def page(twin: str, window: MainWindow) -> TeachersPage:
    made = window.page
    assert isinstance(made, TeachersPage)
    return made


def open_sheet(page: TeachersPage, window: MainWindow, qtbot: QtBot, *chosen: str) -> MergeSheet:
    page.begin_merge(list(chosen))
    sheet = newest(window, MergeSheet)
    qtbot.waitExposed(sheet)
    qtbot.waitUntil(lambda: sheet.go.isEnabled())
    return sheet


def wang(page: TeachersPage, twin: str) -> str:
    return next(str(row["id"]) for row in teachers.every(page.session) if row["name"] == "王芳" and row["id"] != twin)


def test_two_who_are_ticked_are_merged_and_it_can_be_taken_back(
    page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str
) -> None:
    one = wang(page, twin)
    sheet = open_sheet(page, window, qtbot, twin, one)
    assert not cut_texts(sheet)
    # The entry with an ID number stays.
    assert sheet.pair.kept["id"] == one
    assert "只有一位王芳" in sheet.words.text()
    assert sheet.sides["phone"][1].isChecked() and sheet.sides["work"][0].isChecked()
    sheet.sides["work"][1].setChecked(True)
    qtbot.waitUntil(lambda: "任教学校" in sheet.words.text() and sheet.go.isEnabled())
    sheet.go.click()
    settle(qtbot, window)
    row = teachers.get(page.session, one)
    assert (row["work_name"], row["phone"], row["remark"]) == (SCHOOLS[1], "13900000011", "二次登记")
    assert twin not in ids(page.session).values() and "已合并" in toast_of(window).text
    window.undo()
    settle(qtbot, window)
    assert teachers.get(page.session, twin)["phone"] == "13900000011"
    assert teachers.get(page.session, one)["phone"] is None


def test_numbers_are_masked_until_somebody_asks(
    page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str
) -> None:
    sheet = open_sheet(page, window, qtbot, twin, wang(page, twin))
    left = sheet.sides["id_number"][0]
    assert "********" in left.text() and sheet.sides["phone"][1].text() == "139****0011"
    sheet.whole.setChecked(True)
    assert "19491231" in left.text() and sheet.sides["phone"][1].text() == "13900000011"


def test_the_sides_can_be_changed_over(page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str) -> None:
    sheet = open_sheet(page, window, qtbot, twin, wang(page, twin))
    sheet.swap.click()
    qtbot.waitUntil(lambda: sheet.go.isEnabled())
    assert sheet.pair.kept["id"] == twin and sheet.sides["id_number"][1].isChecked()
    sheet.go.click()
    settle(qtbot, window)
    assert teachers.get(page.session, twin)["id_number"] == "11010519491231002X"


def test_of_a_record_both_have_either_can_be_kept(
    page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str
) -> None:
    session, one = page.session, wang(page, twin)
    run = str(training.classes(session)[0]["id"])
    for row in training.attendance(session):
        if row["teacher_id"] in (one, twin):
            training.withdraw(session, [str(row["id"])])
    for teacher, hours in ((one, 20), (twin, 10)):
        training.save_attendance(session, None, {"teacher_id": teacher, "class_id": run, "hours": hours, "result": "1"})
    settle(qtbot, window)
    sheet = open_sheet(page, window, qtbot, twin, one)
    ((left, right),) = list(sheet.records.values())
    assert (left.text(), right.text()) == ("学时 2", "学时 1")
    right.setChecked(True)
    qtbot.waitUntil(lambda: "累计 1 学时" in sheet.words.text() and sheet.go.isEnabled())
    assert not cut_texts(sheet)
    sheet.go.click()
    settle(qtbot, window)
    assert teachers.get(session, one)["hours"] == 10


def test_what_cannot_be_one_person_is_said_in_place(
    page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str
) -> None:
    one = wang(page, twin)
    with page.session.writing("收到") as rows:
        rows.update("teachers", twin, {"birth_date": "1960-01"})
    page.begin_merge([twin, one])
    sheet = newest(window, MergeSheet)
    qtbot.waitUntil(lambda: sheet.go.isEnabled())
    assert "出生日期不同" in sheet.doubts.text()
    sheet.sides["birth_date"][1].setChecked(True)
    qtbot.waitUntil(lambda: "与身份证号" in sheet.fault.text())
    assert not sheet.go.isEnabled()


def test_fewer_or_more_than_two_are_told_what_to_do(page: TeachersPage, window: MainWindow, twin: str) -> None:
    page.begin_merge([twin])
    assert "勾选两位" in toast_of(window).text and not window.findChildren(MergeSheet)


def test_those_who_look_alike_are_listed_merged_or_told_apart(
    page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str
) -> None:
    page.show_couples()
    sheet = newest(window, CouplesSheet)
    qtbot.waitUntil(lambda: len(sheet.by_key) == 1)
    settle(qtbot, window)
    assert not cut_texts(sheet) and not sheet.go.isEnabled()
    sheet.list.grid.choose(next(iter(sheet.by_key)))
    assert sheet.go.isEnabled()
    sheet.apart.click()
    qtbot.waitUntil(lambda: not sheet.by_key)
    assert "不是同一人" in sheet.said.text()
    sheet.back.click()
    qtbot.waitUntil(lambda: len(sheet.by_key) == 1)
    sheet.list.grid.choose(next(iter(sheet.by_key)))
    sheet.go.click()
    inner = newest(window, MergeSheet)
    qtbot.waitUntil(lambda: inner.go.isEnabled())
    inner.go.click()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not sheet.by_key)
    settle(qtbot, window)
    assert "已合并：王芳" in sheet.said.text() and not cut_texts(sheet)
    assert len([row for row in teachers.every(page.session) if row["name"] == "王芳"]) == 1
    sheet.back.click()
    qtbot.waitUntil(lambda: len(sheet.by_key) == 1)
    assert len([row for row in teachers.every(page.session) if row["name"] == "王芳"]) == 2


def test_a_school_sees_who_look_alike_and_is_told_who_merges(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    teachers.save(school, None, {"name": "曾伟", "work": "a" * 32})
    page = open_window(school).page
    assert isinstance(page, TeachersPage)
    assert "合并……" not in [one.text for one in (*page.acts(), *page.row_acts())]
    page.show_couples()
    sheet = newest(page.window(), CouplesSheet)
    qtbot.waitUntil(lambda: len(sheet.by_key) == 1)
    assert not sheet.go.isVisible() and sheet.apart.isVisible()
    sheet.merge(next(iter(sheet.by_key)))
    assert not page.window().findChildren(MergeSheet)


def test_a_merge_that_was_stopped_can_be_begun_again(
    page: TeachersPage, window: MainWindow, qtbot: QtBot, twin: str
) -> None:
    sheet = open_sheet(page, window, qtbot, twin, wang(page, twin))
    window.jobs.run(until_stopped, title="别的", done=lambda _: None)
    sheet.go.click()
    assert not sheet.go.isEnabled()
    window.jobs.stop()
    assert sheet.go.isEnabled()
    assert sheet.fault.text().startswith("已停止")
    settle(qtbot, window)
