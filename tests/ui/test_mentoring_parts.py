"""Beside the list of pairs: finding a mentor, what is wanting, and the figures; every figure opens its names."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import mentoring, teachers
from app.session import Session
from tests.app.mentored import MENTORING, TUTORING, ruled
from tests.ui.conftest import cut_texts, settle, toast_of
from ui.mentoring_parts import FIGURES, GAPS, PAIRS, SUGGEST, MentoringPartsPage
from ui.pair_gaps import NO_RULE
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> MentoringPartsPage:
    window.go("mentoring")
    page = window.page
    assert isinstance(page, MentoringPartsPage)
    settle(qtbot, window)
    return page


def part(page: MentoringPartsPage, name: str, qtbot: QtBot, window: MainWindow) -> Any:
    page.tabs.choose(name)
    settle(qtbot, window)
    return page.part


def teacher(session: Session, name: str) -> str:
    return next(str(row["id"]) for row in teachers.every(session) if row["name"] == name)


def test_the_lists_say_where_there_is_no_rule(page: MentoringPartsPage, window: MainWindow, qtbot: QtBot) -> None:
    gaps = part(page, GAPS, qtbot, window)
    counts = {row[0]: row[2] for row in gaps.kinds.rows.all}
    assert (counts["untutored"], counts["over"]) == (NO_RULE, "0 对")
    gaps.show_record("untutored")
    assert gaps._rule.text().startswith("县里没有登记这方面的规则")


def test_a_new_teacher_without_a_mentor_leads_to_the_suggestions_and_to_a_pair(
    page: MentoringPartsPage, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    today = office.today()
    new, mentor = teacher(office, "曾伟"), teacher(office, "单雪梅")
    teachers.save(office, new, {"work_start": today.isoformat()[:7]})
    teachers.save(office, mentor, {"work_start": "2010-08", "title": "3", "is_class_teacher": 1})
    ruled(office, TUTORING, MENTORING)
    gaps = part(page, GAPS, qtbot, window)
    gaps.show_record("untutored")
    assert gaps._title.text() == "新教师还没有师父　1 人" and "班主任导师制" in gaps._rule.text()
    gaps.names.opened.emit("0")
    settle(qtbot, window)
    suggestions: Any = page.part
    assert page.tabs.current == SUGGEST and suggestions.kind.currentData() == "2"
    qtbot.waitUntil(lambda: suggestions.list.rows.ids() == [mentor])
    assert "正当班主任" in suggestions.list.rows.texts(0)[-1]
    assert "师父的条件：职称是" in suggestions.word.text()
    suggestions.pair.click()
    settle(qtbot, window)
    assert page.tabs.current == PAIRS and "已结对：单雪梅—曾伟" in toast_of(window).text
    (row,) = [one for one in mentoring.listed(office) if one["mentee_id"] == new]
    assert (row["status"], row["kind"], row["start_date"]) == (mentoring.RUNNING, "2", today.isoformat())
    assert row["end_date"] > today.isoformat()
    window.undo()
    assert not [one for one in mentoring.listed(office) if one["mentee_id"] == new]


def test_those_who_do_not_fit_are_shown_with_the_reason(
    page: MentoringPartsPage, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    ruled(office, MENTORING)
    suggestions = part(page, SUGGEST, qtbot, window)
    assert not suggestions.pair.isEnabled()
    suggestions.begin(teacher(office, "曾伟"), "1")
    settle(qtbot, window)
    assert suggestions.list.rows.ids() == [] and not suggestions.pair.isEnabled()
    suggestions.others.click()
    assert suggestions.others.text() == "看合适的"
    assert {row[-1].partition("：")[0] for row in suggestions.list.rows.all} == {
        "不符合条件",
        "自己正在同类结对里当徒弟",
    }


def test_nobody_is_paired_with_those_found_for_somebody_else(
    page: MentoringPartsPage, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    suggestions = part(page, SUGGEST, qtbot, window)
    suggestions.begin(teacher(office, "曾伟"), "2")
    settle(qtbot, window)
    assert suggestions.pair.isEnabled()
    suggestions.begin(teacher(office, "单雪梅"), "2")
    assert not suggestions.pair.isEnabled() and suggestions.list.rows.all == []
    settle(qtbot, window)
    assert suggestions.found.mentee == teacher(office, "单雪梅")
    suggestions.mentee.set(None)
    suggestions.look()
    assert suggestions.list.rows.all == [] and not suggestions.pair.isEnabled()


def test_a_line_of_the_figures_opens_the_pairs_behind_it(
    page: MentoringPartsPage, window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    figures = part(page, FIGURES, qtbot, window)
    assert "合计 1 对" in figures.total.text()
    figures.by.setCurrentIndex(figures.by.findData("mentor_school"))
    figures.reload()
    settle(qtbot, window)
    assert list(figures.list.rows.texts(0)[:2]) == ["城关小学", "1"]
    figures.list.opened.emit("0")
    settle(qtbot, window)
    pairs: Any = page.part
    assert page.tabs.current == PAIRS and pairs.list.only.text() == "师父学校：城关小学"
    assert pairs.list.rows.ids() == [str(mentoring.listed(office)[0]["id"])]


def test_nothing_is_cut_in_a_small_window(page: MentoringPartsPage, window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1366, 768)
    for name in (PAIRS, SUGGEST, GAPS, FIGURES):
        part(page, name, qtbot, window)
        assert cut_texts(page) == [], name
