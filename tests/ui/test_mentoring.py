"""The 师徒结对 page: the list, activities beside the pair, and the ways a pair ends."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import mentoring, teachers
from app.session import Session
from ui.mentoring import DUE, MentoringPage
from ui.pages import Shown
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> MentoringPage:
    """The page with its list read and its only pair chosen."""
    window.go("mentoring")
    page = window.page
    assert isinstance(page, MentoringPage)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    choose(page, qtbot)
    return page


def choose(page: Any, qtbot: QtBot, row: int = 0) -> None:
    page.list.grid.setCurrentIndex(page.list.rows.index(row, 1))
    page.show_detail()
    qtbot.waitUntil(lambda: not page.services.reads.busy)


def links(page: Any) -> dict[str, QPushButton]:
    return {b.text(): b for b in page.detail.findChildren(QPushButton) if b.property("kind") == "way"}


def note(page: MentoringPage, topic: str, day: str = "2026-03-02") -> bool:
    page.activities.begin()
    rows = page.activities.quick.form.rows
    rows["held_on"].editor.set(day)
    rows["topic"].editor.set(topic)
    return page.activities.quick.save()


def test_a_pair_shows_who_where_and_how_long(page: MentoringPage) -> None:
    texts = dict(zip([one.name for one in page.list.rows.columns], page.list.rows.texts(0), strict=True))
    assert (texts["mentor_name"], texts["mentee_name"], texts["status"]) == ("王芳", "张三", "培养中")
    assert (texts["mentor_school"], texts["activities"], texts["left"]) == ("城关小学", "0", "")


def test_the_name_of_the_mentor_leads_to_the_teacher(page: MentoringPage, window: MainWindow, qtbot: QtBot) -> None:
    links(page)["王芳，城关小学"].click()
    qtbot.waitUntil(lambda: window.page.title == "教师")
    teachers_page: Any = window.page
    qtbot.waitUntil(lambda: teachers_page.list.grid.current_id is not None)
    assert teachers_page.detail._title.text() == "王芳"


def test_an_activity_is_written_down_beside_the_pair_and_can_be_undone(
    page: MentoringPage, window: MainWindow, qtbot: QtBot
) -> None:
    assert note(page, "随堂听课")
    pair = page.list.grid.current_id or ""
    assert [row["topic"] for row in mentoring.activities(page.session, pair)] == ["随堂听课"]
    assert "1 次" in page.activities._title.text()
    assert not page.activities.quick.isHidden(), "it stays open for the next one"
    window.undo()
    qtbot.waitUntil(lambda: page.activities._title.text() == "结对活动")


def test_an_activity_without_a_topic_says_so_under_the_field(page: MentoringPage) -> None:
    assert not note(page, "")
    assert page.activities.quick.form.rows["topic"]._below.text() == "请填写主题。"


def test_a_begun_activity_is_not_lost_on_the_way_to_another_page(
    page: MentoringPage, window: MainWindow, heard: Any
) -> None:
    page.activities.begin()
    page.activities.quick.form.rows["topic"].editor.set("听了一半")
    page.activities.quick.form._on_changed()
    heard.answer = False
    window.go("teachers")
    assert window.page is page and heard.asked
    heard.answer = True
    window.go("teachers")
    assert window.page is not page


def test_an_activity_that_was_wrong_is_deleted(page: MentoringPage, qtbot: QtBot) -> None:
    note(page, "写错了")
    pair = page.list.grid.current_id or ""
    page.activities._drop(str(mentoring.activities(page.session, pair)[0]["id"]))
    assert mentoring.activities(page.session, pair) == []


def test_a_pair_is_completed_with_one_button_and_comes_back_by_undo(
    page: MentoringPage, window: MainWindow, qtbot: QtBot
) -> None:
    pair = page.list.grid.current_id or ""
    page.complete.click()
    qtbot.waitUntil(page.complete.isHidden)
    assert mentoring.get(page.session, pair)["status"] == mentoring.COMPLETED
    window.undo()
    qtbot.waitUntil(lambda: not page.complete.isHidden())
    assert mentoring.get(page.session, pair)["status"] == mentoring.RUNNING


def test_what_more_can_be_done_depends_on_how_the_pair_stands(page: MentoringPage) -> None:
    pair = page.list.grid.current_id or ""
    assert [text for text, _ in page.detail_acts(pair)] == ["延期", "解除", "删除"]
    mentoring.set_status(page.session, [pair], mentoring.DISSOLVED)
    assert [text for text, _ in page.detail_acts(pair)] == ["延期", "恢复培养", "删除"]


def test_ticked_pairs_are_dissolved_together(page: MentoringPage, qtbot: QtBot) -> None:
    page.list.rows.tick_shown(True)
    next(b for b in page.list.bar.buttons if b.text() == "解除").click()
    qtbot.waitUntil(lambda: [row["status"] for row in mentoring.listed(page.session)] == [mentoring.DISSOLVED])
    qtbot.waitUntil(lambda: not page.list.rows.ticked)


def test_a_new_pair_is_found_by_pinyin_and_saved(page: MentoringPage, qtbot: QtBot) -> None:
    page.on_new()
    assert page.form is not None
    rows = page.form.form.rows
    for field, typed in (("mentor_id", "单雪梅"), ("mentee_id", "mmtal")):
        rows[field].editor.widget.setText(typed)
        rows[field].editor._settle()
    assert page.form.save(), page.form._word.text()
    assert {row["mentee_name"] for row in mentoring.listed(page.session)} == {"张三", "买买提·艾力"}


def test_a_number_elsewhere_opens_the_pairs_behind_it(
    page: MentoringPage, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    pair = page.list.grid.current_id or ""
    mentoring.save(office, pair, {"end_date": "2025-10-01"})
    qtbot.waitUntil(lambda: "已过" in "".join(page.list.rows.texts_of(0)))
    window.show_part("mentoring", Shown({"due": DUE["soon"]}))
    assert page.list.rows.order == []
    window.show_part("mentoring", Shown({"due": DUE["over"]}))
    assert page.list.rows.ids() == [pair]
    window.show_part("mentoring", Shown({}, "只看这些", []))
    assert page.list.rows.order == [] and page.list.only.isVisible()
    page.list.only.click()
    assert page.list.rows.ids() == [pair]


def test_a_partner_at_another_school_is_a_name_without_a_way(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    own = str(teachers.every(school)[0]["id"])
    with school.writing("收到县里的文件") as rows:
        partner = rows.insert("teachers", {"name": "王芳"})
    school.store.conn.execute("INSERT INTO stubs (tbl, pk) VALUES ('teachers', ?)", (partner,))
    mentoring.save(
        school,
        None,
        {"kind": "1", "mentor_id": partner, "mentee_id": own, "start_date": "2026-09-01", "status": "2"},
    )
    window = open_window(school)
    window.go("mentoring")
    page: Any = window.page
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    choose(page, qtbot)
    assert list(links(page)) == ["曾伟，清水镇中心校"]


def test_escape_closes_the_small_form_first(page: MentoringPage) -> None:
    page.activities.begin()
    assert page.on_escape() and page.activities.quick.isHidden()
    assert not page.on_escape()
