"""The 规则 page: adopted, edited with a look at whom it changes, ended, taken over from a file, and read at a school."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import records
from app.rules import files, kinds, service
from app.session import Session
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle, toast_of
from ui.rules.adopting import AdoptSheet
from ui.rules.editor import RuleEditor
from ui.rules.page import EndSheet, KindSheet, RulesPage
from ui.rules.parts import (
    ChoicePart,
    CodesPart,
    CodesSheet,
    ItemForm,
    NestedPart,
    NestedSheet,
    RowsPart,
    TextPart,
)
from ui.rules.seeing import SeeSheet
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> RulesPage:
    window.go("rules")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, RulesPage)
    return page


@pytest.fixture
def adopted(page: RulesPage, office: Session, window: MainWindow, qtbot: QtBot) -> RulesPage:
    files.adopt_national(office)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: len(page.list.rows.all) > 20)
    return page


def rule(office: Session, code: str) -> service.Version:
    return next(one for one in service.listed(office) if one.code == code)


def typed(form: ItemForm, name: str, text: str) -> None:
    part = form.parts[name]
    assert isinstance(part, TextPart)
    part.edit.setText(text)
    part.edit.textEdited.emit(text)


def look(window: MainWindow, qtbot: QtBot) -> SeeSheet:
    settle(qtbot, window)
    sheet = newest(window, SeeSheet)
    assert sheet.isVisible()
    return sheet


def test_a_county_without_rules_adopts_the_default_ones_with_one_button(
    page: RulesPage, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    def buttons() -> list[QPushButton]:
        return [one for one in page.findChildren(QPushButton) if one.text() == "采用默认规则" and one.isVisible()]

    qtbot.waitUntil(lambda: bool(buttons()))
    buttons()[0].click()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: len(page.list.rows.all) == len(service.listed(office)) > 20)
    assert "已采用默认规则" in toast_of(window).text
    window.undo()
    settle(qtbot, window)
    assert service.listed(office) == []


def test_a_number_is_changed_with_its_sentence_in_sight_and_a_look_at_what_it_does(
    adopted: RulesPage, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    adopted.edit(rule(office, "每年学时").id)
    editor = newest(window, RuleEditor)
    typed(editor.items, "required", "72")
    assert "不少于 72 学时" in editor.sentence_label.text()
    editor.go.click()
    sheet = look(window, qtbot)
    assert any("缺得少一些" in sheet.tree.topLevelItem(one).text(2) for one in range(sheet.tree.topLevelItemCount()))  # type: ignore[union-attr]
    assert rule(office, "每年学时").said.required == 900  # type: ignore[union-attr]
    sheet.go.click()
    settle(qtbot, window)
    assert rule(office, "每年学时").said.required == 720  # type: ignore[union-attr]


def test_from_a_day_on_leaves_the_version_before_it(
    adopted: RulesPage, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    adopted.show_record(rule(office, "教师阅读").id)
    settle(qtbot, window)
    adopted.later.click()
    editor = newest(window, RuleEditor)
    typed(editor.items, "books", "3")
    editor.go.click()
    assert "生效日期" in editor.fault.text()
    editor.form.rows["start_date"].editor.widget.setText("2098-09-01")  # type: ignore[attr-defined]
    editor.go.click()
    look(window, qtbot).go.click()
    settle(qtbot, window)
    assert [one.until for one in service.of_code(office, "教师阅读")] == ["", "2098-08-31"]
    assert adopted.list.grid.current_id == rule(office, "教师阅读").id


def test_what_cannot_be_read_is_said_at_its_place_and_nothing_is_written(
    adopted: RulesPage, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    adopted.edit(rule(office, "教师阅读").id)
    editor = newest(window, RuleEditor)
    typed(editor.items, "books", "两本")
    assert editor.sentence_label.text() == "还有没填好的内容。"
    editor.go.click()
    assert editor.isVisible() and "没填好" in editor.fault.text()
    assert window.findChildren(SeeSheet) == []
    editor.reject()
    assert rule(office, "教师阅读").said == kinds.Reading()


def test_a_new_rule_of_every_kind_can_be_begun(adopted: RulesPage, window: MainWindow, heard: Heard) -> None:
    for kind in kinds.KINDS:
        adopted._open(kind, None)
        editor = newest(window, RuleEditor)
        assert editor.sentence_label.text().endswith("。")
        assert cut_texts(editor) == []
        editor.done(0)


def test_a_new_rule_is_named_and_saved(adopted: RulesPage, office: Session, window: MainWindow, qtbot: QtBot) -> None:
    adopted.on_new()
    sheet = newest(window, KindSheet)
    sheet.box.setCurrentIndex(sheet.box.findData("reading"))
    sheet.go.click()
    editor = newest(window, RuleEditor)
    editor.go.click()
    assert "请填写规则名称" in editor.fault.text()
    title = editor.form.rows["title"].editor
    title.widget.setText("读书会")  # type: ignore[attr-defined]
    title.changed.emit()
    editor.go.click()
    look(window, qtbot).go.click()
    settle(qtbot, window)
    assert rule(office, "读书会").title == "读书会"


def test_tables_and_whom_it_is_about_are_filled_in_sheets_of_their_own(qtbot: QtBot) -> None:
    form = ItemForm(kinds.Regime(required=3600, period="cycle"))
    qtbot.addWidget(form)
    form.show()
    rows = form.parts["minimums"]
    assert isinstance(rows, RowsPart)
    rows.edit(None)
    line = newest(form, NestedSheet)
    line.go.click()
    assert line.isVisible()  # its name is missing
    typed(line.form, "title", "县级以上")
    typed(line.form, "least", "180")
    about = line.form.parts["about"]
    assert isinstance(about, NestedPart)
    about.open()
    inner = newest(line, NestedSheet)
    levels = inner.form.parts["levels"]
    assert isinstance(levels, CodesPart)
    levels.open()
    ticks = newest(inner, CodesSheet)
    for place in range(4):
        ticks.list.item(place).setCheckState(Qt.CheckState.Checked)
    for sheet in (ticks, inner, line):
        sheet.go.click()
    (made,) = form.value().minimums
    assert made == kinds.Minimum(title="县级以上", about=kinds.About(levels=("1", "2", "3", "4")), least=1800)
    rows._take(None, kinds.Minimum(title="乙", about=kinds.About()))
    rows._up(1)
    assert [one.title for one in form.value().minimums] == ["乙", "县级以上"]
    rows._drop(0)
    assert form.value().minimums == (made,)


def test_only_what_makes_sense_is_asked_for(qtbot: QtBot) -> None:
    form = ItemForm(kinds.Regime(required=3600, period="cycle"))
    qtbot.addWidget(form)
    form.show()
    period, unit = form.parts["period"], form.parts["unit"]
    assert isinstance(period, ChoicePart) and isinstance(unit, ChoicePart)
    assert form.parts["years"].isVisible() and not form.parts["ratios"].isVisible()
    period.box.setCurrentIndex(period.box.findData("probation"))
    unit.box.setCurrentIndex(unit.box.findData("credits"))
    assert form.parts["months"].isVisible() and not form.parts["years"].isVisible()
    assert form.parts["ratios"].isVisible()
    typed(form, "required", "40")
    assert form.value().required == 4000


@pytest.mark.parametrize("made", sorted(kinds.KINDS))
def test_what_a_form_is_filled_with_comes_out_again(qtbot: QtBot, made: str) -> None:
    for row in files.shipped_set(files.NATIONAL).rows:
        if row["kind"] == made:
            said = kinds.read(made, str(row["parameters"]))
            form = ItemForm(said)
            qtbot.addWidget(form)
            assert form.value() == said


def test_a_rule_is_ended_after_a_look(adopted: RulesPage, office: Session, window: MainWindow, qtbot: QtBot) -> None:
    pk = rule(office, "教师阅读").id
    adopted.end(pk)
    sheet = newest(window, EndSheet)
    sheet.go.click()
    assert "请填写最后一天" in sheet.fault.text()
    sheet.edit.setText("2099-12-31")
    sheet.go.click()
    look(window, qtbot).go.click()
    settle(qtbot, window)
    assert service.version(office, pk).until == "2099-12-31"
    adopted.remove(pk)
    look(window, qtbot).go.click()
    settle(qtbot, window)
    assert "教师阅读" not in {one.code for one in service.listed(office)}
    window.undo()
    settle(qtbot, window)
    assert rule(office, "教师阅读").id == pk


def test_rules_are_written_to_a_file_and_taken_over_from_it(
    adopted: RulesPage, office: Session, window: MainWindow, qtbot: QtBot, chosen: Chosen, tmp_path: Path
) -> None:
    out = tmp_path / "示范县的规则.xhr"
    chosen.answers = [out]
    adopted.write(["教师阅读", "每年学时"])
    assert files.read_file(out).county == "示范县教育体育局"
    records.undo_last(office)
    settle(qtbot, window)
    assert adopted.on_files([out])
    sheet = newest(window, AdoptSheet)
    assert len(sheet.lines) == 2
    sheet.tree.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)  # type: ignore[union-attr]
    sheet.tree.setCurrentItem(sheet.tree.topLevelItem(0))  # type: ignore[arg-type]
    assert "起" in sheet.words.text()
    sheet.go.click()
    look(window, qtbot).go.click()
    settle(qtbot, window)
    assert len(service.listed(office)) == 1


def test_a_file_that_is_no_set_of_rules_is_refused_on_the_sheet(
    adopted: RulesPage, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "别的.xhr"
    path.write_text("x")
    adopted.adopt(path)
    sheet = newest(window, AdoptSheet)
    assert "不是薪火的规则文件" in sheet.fault.text()


def test_a_school_sees_rules_and_can_change_nothing(school: Session, open_window: Any, qtbot: QtBot) -> None:
    with school.writing("收到县里的文件") as rows:
        for row in files.shipped_set(files.NATIONAL).rows:
            rows.insert("rules", row)
        rows.insert(
            "rules", {"code": "新", "kind": "quiz", "title": "新规则", "start_date": "2026-01-01", "parameters": "{}"}
        )
    window = open_window(school)
    window.go("rules")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, RulesPage)
    qtbot.waitUntil(lambda: len(page.list.rows.all) > 20)
    page.show_record(rule(school, "每年学时").id)
    settle(qtbot, window)
    assert not page.new.isVisible() and not page.later.isVisible() and not page.detail.edit.isVisible()
    assert not page.ask_button.isVisible()
    assert [text for text, _run in page.more_acts()] == ["导出全部规则……"]
    page.edit(rule(school, "每年学时").id)
    page.on_new()
    assert window.findChildren(RuleEditor) == []
    assert service.UNREADABLE in {row[3] for row in page.list.rows.all}
    assert cut_texts(page.detail) == []


def test_a_rule_of_a_newer_program_is_not_edited(
    adopted: RulesPage, office: Session, window: MainWindow, heard: Heard
) -> None:
    with office.writing("更新的程序") as rows:
        pk = rows.insert(
            "rules", {"code": "新", "kind": "quiz", "title": "新规则", "start_date": "2026-01-01", "parameters": "{}"}
        )
    adopted.edit(pk)
    assert "读不懂" in heard.said[0]
    assert window.findChildren(RuleEditor) == []
