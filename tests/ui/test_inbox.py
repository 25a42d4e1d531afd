"""待核对 in the window: one and many decided, a third value, all alike, restoring, taking refused acts after all."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import reviewing, teachers, training
from app.exchange import packing, receiving
from app.exchange.mail import importing
from app.records import Values
from storage import exchange as stored
from tests.ui.conftest import Heard, cut_texts, newest, settle
from tests.ui.test_exchange import Offices, Opener, at_county, at_school, built, offices, reported
from ui.exchange.conflicts import COUNTY, OTHER, SCHOOL, InboxPart
from ui.exchange.county import CountyPage
from ui.exchange.deciding import AlikeDialog, TypeDialog
from ui.portfolio import PortfolioPage
from ui.proposals.asking import AskDialog
from ui.teachers import TeachersPage
from ui.window import MainWindow

__all__ = ["built", "offices"]


@pytest.fixture
def conflicting(offices: Offices) -> Iterator[Offices]:
    """Both changed the phone and the remark of 单丽."""
    path = reported(offices, phone="13900000002", remark="学校写的")
    teachers.save(offices.county, offices.shan, {"phone": "13900000003", "remark": "县里写的"})
    receiving.take(offices.county, path)
    yield offices


def inbox(open_window: Opener, offices: Offices, qtbot: QtBot) -> tuple[MainWindow, CountyPage, InboxPart]:
    window, page = at_county(open_window, offices, qtbot)
    page.tabs.choose("settling")
    return window, page, page.inbox


def choose(part: InboxPart, label: str) -> None:
    part.list.grid.choose(next(str(row[0]) for row in part.list.rows.all if row[3] == label))


def texts(part: InboxPart) -> list[str]:
    return [label.text() for label in part.detail.findChildren(QLabel) if label.isVisible()]


def test_an_empty_inbox_says_what_would_stand_here(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    _window, page, part = inbox(open_window, offices, qtbot)
    shown = [label.text() for label in part.list.findChildren(QLabel) if label.isVisible()]
    assert "没有要核对的" in shown
    assert page.tabs.buttons["settling"].text() == "待核对"


def test_both_sides_stand_beside_each_other_in_full_only_for_the_chosen_one(
    open_window: Opener, conflicting: Offices, qtbot: QtBot
) -> None:
    _window, page, part = inbox(open_window, conflicting, qtbot)
    assert page.tabs.buttons["settling"].text() == "待核对 2"
    listed = "".join("".join(part.list.rows.texts(row)) for row in range(2))
    assert "139****0003" in listed and "13900000003" not in listed
    choose(part, "联系电话")
    shown = "\n".join(texts(part))
    assert "13900000001" in shown and "13900000003\n王敏" in shown and "13900000002\n李静" in shown


def test_the_schools_value_is_taken_and_the_school_hears_of_it(
    open_window: Opener, conflicting: Offices, qtbot: QtBot
) -> None:
    window, page, part = inbox(open_window, conflicting, qtbot)
    choose(part, "联系电话")
    part.buttons[SCHOOL].click()
    settle(qtbot, window)
    assert teachers.get(conflicting.county, conflicting.shan)["phone"] == "13900000002"
    assert page.outcome.title.text() == "已核对 1 处。"
    assert page.tabs.buttons["settling"].text() == "待核对 1"
    path = packing.pack(conflicting.county, "2199000002", conflicting.stick).path
    report = receiving.take(conflicting.school, path).report
    assert report.counts["answered"] == 1


def test_the_countys_value_is_kept(open_window: Opener, conflicting: Offices, qtbot: QtBot) -> None:
    window, _page, part = inbox(open_window, conflicting, qtbot)
    choose(part, "备注")
    part.buttons[COUNTY].click()
    settle(qtbot, window)
    assert teachers.get(conflicting.county, conflicting.shan)["remark"] == "县里写的"
    assert [row[3] for row in part.list.rows.all] == ["联系电话"]


def test_a_third_value_is_asked_for_until_it_can_be_read(
    open_window: Opener, conflicting: Offices, qtbot: QtBot
) -> None:
    window, _page, part = inbox(open_window, conflicting, qtbot)
    choose(part, "联系电话")
    part.buttons[OTHER].click()
    dialog = newest(window, TypeDialog)
    dialog.editor.widget.setText("不知道")  # type: ignore[attr-defined]
    dialog.button.click()
    assert "不是电话号码" in dialog.fault.text()
    dialog.editor.widget.setText("139 0000 0009")  # type: ignore[attr-defined]
    dialog.button.click()
    settle(qtbot, window)
    assert teachers.get(conflicting.county, conflicting.shan)["phone"] == "13900000009"


def test_one_value_is_not_written_into_different_items(open_window: Opener, conflicting: Offices, qtbot: QtBot) -> None:
    window, page, part = inbox(open_window, conflicting, qtbot)
    part.list.rows.tick_shown(True)
    part.list.bar.buttons[2].click()
    settle(qtbot, window)
    assert "不是同一个项目" in page.outcome.title.text()


def test_all_ticked_are_decided_after_asking_once(
    open_window: Opener, conflicting: Offices, heard: Heard, qtbot: QtBot
) -> None:
    window, page, part = inbox(open_window, conflicting, qtbot)
    part.list.rows.tick_shown(True)
    heard.answer = False
    part.list.bar.buttons[0].click()
    settle(qtbot, window)
    assert stored.conflict_count(conflicting.county.store) == 2
    heard.answer = True
    part.list.bar.buttons[0].click()
    settle(qtbot, window)
    row = teachers.get(conflicting.county, conflicting.shan)
    assert (row["phone"], row["remark"]) == ("13900000002", "学校写的")
    assert page.outcome.title.text() == "已核对 2 处。"
    assert len(heard.asked) == 2


def test_all_of_a_school_are_decided_alike(open_window: Opener, conflicting: Offices, qtbot: QtBot) -> None:
    window, _page, part = inbox(open_window, conflicting, qtbot)
    choose(part, "备注")
    part.all_alike([part.list.grid.current_id or ""])
    dialog = newest(window, AlikeDialog)
    assert [button.text() for button in dialog.which.buttons()] == [
        "同一项目、同样原因的（备注）：1 处",
        "清水小学的全部：2 处",
        "列表里现在列出的全部：2 处",
    ]
    dialog.which.button(1).setChecked(True)
    dialog.side.button(1).setChecked(True)
    dialog.button.click()
    settle(qtbot, window)
    assert part.list.rows.all == []
    assert teachers.get(conflicting.county, conflicting.shan)["phone"] == "13900000003"


def test_what_cannot_be_written_is_left_and_named(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    path = reported(offices, phone="13900000002")
    with offices.county.store.writing(importing(offices.county, "清除")) as rows:
        stored.remove_rows(rows, [("teachers", offices.shan)])
        rows.execute("INSERT INTO gravestones (tbl, pk, rev) VALUES ('teachers', ?, ?)", (offices.shan, rows.rev))
    receiving.take(offices.county, path)
    window, page, part = inbox(open_window, offices, qtbot)
    choose(part, "联系电话")
    part.buttons[SCHOOL].click()
    settle(qtbot, window)
    assert page.outcome.property("role") == "refusal"
    assert "彻底清除" in page.outcome.advice.text()
    part.buttons[COUNTY].click()
    settle(qtbot, window)
    assert part.list.rows.all == []


def test_what_a_school_reports_back_is_restored(
    open_window: Opener, offices: Offices, tmp_path: Path, qtbot: QtBot
) -> None:
    with offices.county.store.writing(importing(offices.county, "报回")) as rows:
        row = ("teachers", offices.shan)
        base = rows.execute("SELECT tx FROM stamps WHERE tbl = ? AND pk = ?", row).fetchone()[0]
        site = rows.execute("SELECT id FROM sites").fetchone()[0]
        stored.add_review(rows, site, row, offices.shan, "email", "shan@example.com", "lost", base)
    window, page, part = inbox(open_window, offices, qtbot)
    assert part.list.rows.texts(0)[:5] == ("学校报回", "单丽", "电子邮箱", "（空）", "shan@example.com")
    choose(part, "电子邮箱")
    assert part.buttons[SCHOOL].text() == "恢复"
    assert not part.buttons[OTHER].isVisible()
    part.buttons[SCHOOL].click()
    settle(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["email"] == "shan@example.com"
    cells = offices.county.store.value("SELECT cells FROM stamps WHERE tbl = 'teachers' AND pk = ?", (offices.shan,))
    assert json.loads(cells)["email"] == "lost"
    assert page.tabs.buttons["settling"].text() == "待核对"


def test_a_refused_act_is_taken_after_all_or_left(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    with offices.school.writing("改称号") as rows:
        rows.update("teachers", offices.shan, {"honour": "县级骨干"})
    receiving.take(offices.county, packing.pack(offices.school, "county", offices.stick).path)
    window, _page, part = inbox(open_window, offices, qtbot)
    assert part.list.rows.texts(0)[:3] == ("未采用的操作", "单丽", "改称号")
    choose(part, "改称号")
    assert (part.buttons[SCHOOL].text(), part.buttons[COUNTY].text()) == ("重新采用", "维持不采用")
    assert "单丽 最高骨干称号：县级骨干" in texts(part)
    part.buttons[SCHOOL].click()
    settle(qtbot, window)
    assert teachers.get(offices.county, offices.shan)["honour"] == "县级骨干"
    assert part.list.rows.all == []


def test_a_clock_that_cannot_be_right_is_said(open_window: Opener, conflicting: Offices, qtbot: QtBot) -> None:
    with conflicting.county.store.writing(importing(conflicting.county, "钟")) as rows:
        rows.execute("UPDATE transactions SET at = '2099-01-01T08:00:00' WHERE received = 1")
    _window, _page, part = inbox(open_window, conflicting, qtbot)
    assert part.list.rows.texts(0)[7] == "2099-01-01 08:00（时钟可能不准）"


@pytest.mark.parametrize(("width", "height"), [(1366, 728), (910, 485)])
def test_nothing_of_the_inbox_is_cut(
    open_window: Opener, conflicting: Offices, qtbot: QtBot, width: int, height: int
) -> None:
    window, page, part = inbox(open_window, conflicting, qtbot)
    window.resize(width, height)
    choose(part, "联系电话")
    part.list.rows.tick_shown(True)
    settle(qtbot, window)
    assert not cut_texts(page)
    assert (window.width(), window.height()) == (width, height)


def test_the_inbox_is_opened_from_the_first_page(open_window: Opener, conflicting: Offices, qtbot: QtBot) -> None:
    window = open_window(conflicting.county)
    window.go("exchange", "settling")
    settle(qtbot, window)
    assert isinstance(window.page, CountyPage)
    assert window.page.tabs.current == "settling"


def test_a_school_sees_what_the_county_said(open_window: Opener, conflicting: Offices, qtbot: QtBot) -> None:
    county_window, _page, part = inbox(open_window, conflicting, qtbot)
    choose(part, "联系电话")
    part.buttons[COUNTY].click()
    settle(qtbot, county_window)
    path = packing.pack(conflicting.county, "2199000002", conflicting.stick).path
    receiving.take(conflicting.school, path)
    window, page = at_school(open_window, conflicting, qtbot)
    page.tabs.choose("answers")
    settle(qtbot, window)
    (row,) = page.answers.list.rows.all
    assert row[1:4] == ("修改教师：单丽", "等县里核对", "2 项")
    page.answers.list.grid.choose(row[0])
    settle(qtbot, window)
    shown = "\n".join(label.text() for label in page.answers.detail.findChildren(QLabel) if label.isVisible())
    assert "王敏核对后保留了县里的“139****0003”" in shown
    assert "单丽 联系电话\n本校填写：13900000002\n现在：13900000003" in shown
    page.answers.detail.edit.click()
    dialog = newest(window, AskDialog)
    assert dialog.now.text() == "13900000003"
    dialog.editor.widget.setText("13900000002")  # type: ignore[union-attr]
    dialog.reason.setPlainText("有证明")
    dialog.submit.click()
    settle(qtbot, window)
    assert [one.kind for one in reviewing.listed(conflicting.school)] == ["objection"]


def test_what_belongs_to_a_person_opens_that_person(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    programme = training.save_programme(offices.county, None, {"title": "暑期全员培训", "level": "4", "category": "2"})
    values: Values = {"programme_id": programme, "name": "一班", "year": 2026, "hours": 160}
    class_id = training.save_class(offices.county, None, values)
    training.enrol(offices.county, class_id, [offices.shan])
    pk = str(training.of_teacher(offices.county, offices.shan)[0]["id"])
    receiving.take(offices.school, packing.pack(offices.county, "2199000002", offices.stick).path)
    training.save_attendance(offices.school, pk, {"hours": 80})
    training.save_attendance(offices.county, pk, {"hours": 120})
    receiving.take(offices.county, packing.pack(offices.school, "county", offices.stick).path)
    window, _page, part = inbox(open_window, offices, qtbot)
    choose(part, "学时")
    part.open_record([part.list.grid.current_id or ""])
    settle(qtbot, window)
    assert isinstance(window.page, TeachersPage)
    assert window.page.list.grid.current_id == offices.shan


def test_a_credential_opens_in_the_list_of_credentials(open_window: Opener, offices: Offices, qtbot: QtBot) -> None:
    pk = teachers.save_credential(offices.county, None, {"teacher_id": offices.shan, "number": "1"})
    receiving.take(offices.school, packing.pack(offices.county, "2199000002", offices.stick).path)
    teachers.save_credential(offices.school, pk, {"number": "2"})
    teachers.save_credential(offices.county, pk, {"number": "3"})
    receiving.take(offices.county, packing.pack(offices.school, "county", offices.stick).path)
    window, _page, part = inbox(open_window, offices, qtbot)
    choose(part, "证书号")
    part.open_record([part.list.grid.current_id or ""])
    settle(qtbot, window)
    assert isinstance(window.page, PortfolioPage)
    assert window.page.part.list.grid.current_id == pk
