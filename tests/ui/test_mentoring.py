"""The 师徒结对 page: the list, activities beside the pair, and the ways a pair ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import mentoring, pair_scores, pair_steps, teachers
from app.session import Session
from tests.app.mentored import MENTORING, ruled
from tests.ui.conftest import newest
from ui.mentoring import DUE, MentoringPage
from ui.mentoring_parts import PAIRS, MentoringPartsPage
from ui.pages import Shown
from ui.small_dialog import SmallDialog
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> MentoringPage:
    """The page with its list read and its only pair chosen."""
    window.go("mentoring")
    page = pairs_of(window)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    choose(page, qtbot)
    return page


def pairs_of(window: MainWindow) -> MentoringPage:
    """The part with the list of pairs."""
    parts = window.page
    assert isinstance(parts, MentoringPartsPage)
    parts.tabs.choose(PAIRS)
    page = parts.part
    assert isinstance(page, MentoringPage)
    return page


def dialog_of(window: MainWindow) -> SmallDialog:
    """The dialog of the step that was begun last."""
    return newest(window, SmallDialog)


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
    assert pairs_of(window) is page and heard.asked
    heard.answer = True
    window.go("teachers")
    assert window.page.title == "教师"


def test_an_activity_that_was_wrong_is_deleted(page: MentoringPage, qtbot: QtBot) -> None:
    note(page, "写错了")
    pair = page.list.grid.current_id or ""
    page.activities._drop(str(mentoring.activities(page.session, pair)[0]["id"]))
    assert mentoring.activities(page.session, pair) == []


def test_a_pair_is_completed_beside_it_and_comes_back_by_undo(
    page: MentoringPage, window: MainWindow, qtbot: QtBot
) -> None:
    pair = page.list.grid.current_id or ""
    mentoring.save(page.session, pair, {"signed_on": "2025-09-03"})
    page.show_detail()
    assert page.next.text() == "考核……"
    page.steps.complete([pair])
    dialog_of(window).choose()
    qtbot.waitUntil(lambda: page.next.text() == "恢复培养")
    assert mentoring.get(page.session, pair)["status"] == mentoring.COMPLETED
    window.undo()
    qtbot.waitUntil(lambda: page.next.text() != "恢复培养")
    assert mentoring.get(page.session, pair)["status"] == mentoring.RUNNING


def test_what_more_can_be_done_depends_on_how_the_pair_stands(page: MentoringPage) -> None:
    pair = page.list.grid.current_id or ""
    assert [text for text, _ in page.detail_acts(pair)] == ["考核……", "出师……", "延期……", "解除……", "删除"]
    pair_steps.dissolve(page.session, [pair], page.session.today(), "调整")
    page.show_detail()
    assert (page.next.text(), [text for text, _ in page.detail_acts(pair)]) == ("恢复培养", ["删除"])
    page.next.click()


def test_ticked_pairs_are_dissolved_together(page: MentoringPage, window: MainWindow, qtbot: QtBot) -> None:
    page.list.rows.tick_shown(True)
    next(b for b in page.list.bar.buttons if b.text() == "解除……").click()
    dialog = dialog_of(window)
    dialog.choose()
    assert dialog.form.rows["closing"]._below.text() == "请填写解除原因。"
    dialog.form.rows["closing"].editor.set("学校撤并")
    dialog.choose()
    qtbot.waitUntil(lambda: [row["status"] for row in mentoring.listed(page.session)] == [mentoring.DISSOLVED])
    qtbot.waitUntil(lambda: not page.list.rows.ticked)


def test_a_pair_signs_with_the_numbers_of_the_rule(page: MentoringPage, window: MainWindow, qtbot: QtBot) -> None:
    ruled(page.session, MENTORING, since="2020-01-01")
    pair = page.list.grid.current_id or ""
    page.steps.sign([pair])
    dialog = dialog_of(window)
    numbers = {name: row.editor.text() for name, row in dialog.form.rows.items() if row.editor.text()}
    # One school year until today: 2025-09-01 to 2026-11.
    years = pair_scores.school_years("2025-09-01", None, page.session.today())
    assert numbers["least_1"] == str(8 * years) and numbers["least_3"] == str(6 * years)
    dialog.form.rows["least_3"].editor.set("")
    dialog.choose()
    qtbot.waitUntil(lambda: bool(mentoring.get(page.session, pair)["signed_on"]))
    assert [row["kind"] for row in mentoring.agreements(page.session, pair)] == ["1", "4"]
    page.show_detail()
    said = "\n".join(label.text() for label in page.detail.findChildren(QLabel))
    assert "约定的活动" in said and "还差" in said and "依据《师徒结对办法》（示教〔2025〕3 号）" in said


def test_one_activity_is_noted_for_all_that_are_ticked(page: MentoringPage, window: MainWindow, qtbot: QtBot) -> None:
    page.list.rows.tick_shown(True)
    next(b for b in page.list.bar.buttons if b.text() == "记活动……").click()
    dialog = dialog_of(window)
    dialog.form.rows["topic"].editor.set("全校示范课")
    dialog.choose()
    qtbot.waitUntil(lambda: mentoring.listed(page.session)[0]["activities"] == 1)


def test_what_the_rule_wants_before_an_end_is_asked_and_may_be_overruled(
    page: MentoringPage, window: MainWindow, qtbot: QtBot, heard: Any
) -> None:
    ruled(page.session, MENTORING)
    pair = page.list.grid.current_id or ""
    heard.answer = False
    page.steps.complete([pair])
    dialog_of(window).choose()
    qtbot.waitUntil(lambda: bool(heard.asked))
    assert "还没有期满考核" in heard.asked[0] and "（《师徒结对办法》）" in heard.asked[0]
    assert mentoring.get(page.session, pair)["status"] == mentoring.RUNNING
    heard.answer = True
    page.steps.complete([pair])
    dialog_of(window).choose()
    qtbot.waitUntil(lambda: mentoring.get(page.session, pair)["status"] == mentoring.COMPLETED)


def test_what_was_typed_for_a_step_that_is_refused_comes_back(
    page: MentoringPage, window: MainWindow, qtbot: QtBot, heard: Any
) -> None:
    pair = page.list.grid.current_id or ""
    page.steps.dissolve([pair])
    first = dialog_of(window)
    tomorrow = (page.session.today() + timedelta(1)).isoformat()
    first.form.rows["closed_on"].editor.set(tomorrow)
    first.form.rows["closing"].editor.set("徒弟调离，另请师父")
    first.choose()
    qtbot.waitUntil(lambda: bool(heard.said))
    assert "还没有到" in heard.said[0]
    again = dialog_of(window)
    assert again is not first
    assert again.form.rows["closing"].editor.text() == "徒弟调离，另请师父"
    again.form.rows["closed_on"].editor.set(page.session.today().isoformat())
    again.choose()
    qtbot.waitUntil(lambda: mentoring.get(page.session, pair)["status"] == mentoring.DISSOLVED)


def test_a_doubtful_pair_is_asked_about_when_it_is_saved(page: MentoringPage, qtbot: QtBot, heard: Any) -> None:
    ruled(page.session, MENTORING)
    page.on_new()
    assert page.form is not None
    rows = page.form.form.rows
    for field, typed in (("mentor_id", "单雪梅"), ("mentee_id", "mmtal")):
        rows[field].editor.widget.setText(typed)
        rows[field].editor._settle()
    heard.answer = False
    assert not page.form.save()
    assert "师父单雪梅还不符合条件" in heard.asked[0]
    assert "不符合条件" in rows["mentor_id"]._below.text()
    heard.answer = True
    assert page.form.save()


def test_a_school_proposes_and_what_came_back_is_proposed_again(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    own = str(teachers.every(school)[0]["id"])
    other = teachers.save(school, None, {"name": "单丽", "work": "a" * 32})
    pk = mentoring.save(school, None, {"kind": "1", "mentor_id": own, "mentee_id": other, "start_date": "2026-09-01"})
    with school.writing("收到县里的文件") as rows:
        rows.update("pairs", pk, {"approval": "returned", "approval_note": "写明目标", "approved_times": 1})
    window = open_window(school)
    window.go("mentoring")
    page = pairs_of(window)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    choose(page, qtbot)
    assert (page.next.text(), page.detail._subtitle.text()) == ("再次申报", "拟结对 · 已退回")
    assert "审核通过" not in [act.text for act in page.acts()]
    page.next.click()
    qtbot.waitUntil(lambda: mentoring.review_state(mentoring.get(school, pk)) == "待审核")
    qtbot.waitUntil(lambda: page.next.text() == "解除……")


def test_an_assessment_that_was_wrong_is_deleted(page: MentoringPage, qtbot: QtBot) -> None:
    pair = page.list.grid.current_id or ""
    pair_steps.assess(page.session, [pair], {"kind": "1", "held_on": "2026-03-02", "grade": "2"})
    acts = dict(page.detail_acts(pair))
    acts["删除中期考核（2026-03-02）"]()
    assert mentoring.reviews(page.session, pair) == []


def test_the_county_passes_what_was_proposed(page: MentoringPage, window: MainWindow, qtbot: QtBot) -> None:
    pair = page.list.grid.current_id or ""
    mentoring.save(page.session, pair, {"status": "1"})
    page.show_detail()
    assert page.next.text() == "审核通过"
    page.next.click()
    qtbot.waitUntil(lambda: mentoring.get(page.session, pair)["status"] == mentoring.RUNNING)


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
        {"kind": "1", "mentor_id": partner, "mentee_id": own, "start_date": "2026-09-01"},
    )
    window = open_window(school)
    window.go("mentoring")
    page = pairs_of(window)
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    choose(page, qtbot)
    assert list(links(page)) == ["曾伟，清水镇中心校"]


def test_escape_closes_the_small_form_first(page: MentoringPage) -> None:
    page.activities.begin()
    assert page.on_escape() and page.activities.quick.isHidden()
    assert not page.on_escape()


def test_a_step_that_was_begun_is_not_closed_unasked(page: MentoringPage, window: MainWindow, heard: Any) -> None:
    page.steps.dissolve([page.list.grid.current_id or ""])
    dialog = dialog_of(window)
    dialog.form.rows["closing"].editor.set("徒弟调离")
    dialog.form.dirty = True
    heard.answer = False
    dialog.reject()
    assert dialog.isVisible() and "没有保存" in heard.asked[-1]
    heard.answer = True
    dialog.reject()
    assert not dialog.isVisible()
