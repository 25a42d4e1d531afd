"""The 设置 page: the office, the organisations, backup and check, the look, and what the program is."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import about as program
from app import checks, organisations
from app import office as office_service
from app.session import Session
from tests.ui.conftest import cut_texts
from ui import about, choosing, tokens
from ui.settings import ABOUT, BACKUP, LOOK, OFFICE, ORGANISATIONS, SettingsPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> Any:
    window.go("settings")
    assert isinstance(window.page, SettingsPage)
    return window.page


@pytest.fixture
def chosen() -> Iterator[list[str]]:
    """What the next choosers answer."""
    answers: list[str] = []

    def choose(parent: QWidget | None, wanted: choosing.Wanted) -> Sequence[str]:
        return [answers.pop(0)] if answers else []

    before = choosing.use(choose)
    yield answers
    choosing.use(before)


def part(page: Any, name: str) -> Any:
    page.tabs.choose(name)
    return page.tabs.parts[name]


def listed(page: Any, qtbot: QtBot) -> Any:
    made = part(page, ORGANISATIONS)
    qtbot.waitUntil(lambda: bool(made.list.rows.all))
    return made


def test_the_office_and_its_operator_get_other_names(page: Any, window: MainWindow, office: Session) -> None:
    one = part(page, OFFICE)
    one.name.setText("示范县教育局")
    one.operator.setText("李静")
    one.word.setText("示教")
    page.on_save()
    assert (office.name, office.operator, office_service.number_word(office)) == ("示范县教育局", "李静", "示教")
    one.limit.setText("8")
    page.on_save()
    assert office_service.file_limit(office) == 8 and not one.dirty
    one.worth["天"].setText("7.5")
    assert one.dirty
    page.on_save()
    assert office_service.worth_text(office, "天") == "7.5" and not one.dirty
    said = [label.text() for label in window.status.findChildren(QLabel)]
    assert "示范县教育局" in said and "经办人 李静" in said


def test_a_limit_that_is_no_number_is_refused_with_words(page: Any, heard: Any, office: Session) -> None:
    one = part(page, OFFICE)
    one.limit.setText("很大")
    page.on_save()
    assert "整数" in heard.said[-1] and office_service.file_limit(office) == 20 and one.dirty
    one.fill()


def test_an_empty_operator_is_refused_with_words(page: Any, heard: Any, office: Session) -> None:
    one = part(page, OFFICE)
    one.operator.clear()
    assert not one.save()
    assert "请填写经办人" in heard.said[0] and office.operator == "王敏"


def test_unsaved_settings_are_asked_about_once(page: Any, window: MainWindow, heard: Any) -> None:
    part(page, OFFICE).name.setText("改了一半")
    heard.answer = False
    window.go("teachers")
    assert window.page is page
    heard.answer = True
    window.go("teachers")
    assert window.page is not page
    assert len(heard.asked) == 2


def test_organisations_are_listed_and_searched_from_the_header(page: Any, qtbot: QtBot) -> None:
    assert page.search.isHidden() and page.new.isHidden()
    made = listed(page, qtbot)
    assert not page.search.isHidden() and not page.new.isHidden() and made.header.isHidden()
    page.search.setText("清水")
    qtbot.waitUntil(lambda: len(made.list.rows.order) == 1)
    assert page.on_escape() and page.search.text() == ""


def test_an_organisation_is_added(page: Any, qtbot: QtBot, office: Session) -> None:
    made = listed(page, qtbot)
    page.on_new()
    made.form.form.rows["name"].editor.widget.setText("红星小学")
    page.on_save()
    assert "红星小学" in {row["name"] for row in organisations.listed(office)}


def test_the_number_of_teachers_opens_them(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    made = listed(page, qtbot)
    school = next(row[0] for row in made.list.rows.all if row[1] == "清水镇中心校")
    page.show_record(school)
    next(b for b in made.detail.findChildren(QPushButton) if b.text() == "2 人").click()
    shown: Any = window.page
    assert shown.title == "教师"
    qtbot.waitUntil(lambda: len(shown.list.rows.order) == 2)


def test_at_a_school_the_organisations_and_the_name_are_only_looked_at(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(school)
    window.go("settings")
    page: Any = window.page
    assert part(page, OFFICE).name.isReadOnly()
    made = listed(page, qtbot)
    assert page.new.isHidden() and made.what.locked
    page.on_new()
    assert made.form is None


def test_a_backup_is_made_where_a_person_chose(
    page: Any, window: MainWindow, office: Session, chosen: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    chosen.append(str(stick))
    one = part(page, BACKUP)
    one.now.click()
    qtbot.waitUntil(lambda: one.last.text().startswith("最近备份：今天"))
    assert sorted(path.suffix for path in stick.iterdir()) == [".txt", ".xinhuo"]
    assert any("最近备份 今天" in label.text() for label in window.status.findChildren(QLabel))


def test_a_stick_that_was_pulled_out_is_asked_for(
    page: Any, office: Session, heard: Any, chosen: list[str], tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    chosen.append(str(stick))
    one = part(page, BACKUP)
    one.choose()
    stick.rmdir()
    one.back_up()
    assert "请插好U盘" in heard.said[0] and office.last_backup is None


def test_no_folder_chosen_means_no_backup(page: Any, chosen: list[str], office: Session) -> None:
    part(page, BACKUP).back_up()
    assert office.last_backup is None


def test_checking_the_data_says_what_was_found(page: Any, qtbot: QtBot) -> None:
    one = part(page, BACKUP)
    one.check_button.click()
    qtbot.waitUntil(lambda: one._shown is not None)
    said = [label.text() for label in one._shown.findChildren(QLabel)]
    assert "文件完整" in said and said.count("没有问题。") == len(checks.check(page.session))


def test_the_look_is_chosen_kept_and_followed_again(page: Any, qapp: QApplication) -> None:
    one = part(page, LOOK)
    try:
        one.buttons["dark"].click()
        assert tokens.of(page) is tokens.DARK
        assert page.services.settings.value(tokens.LOOK) == "dark"
        one.buttons["light"].click()
        assert tokens.of(page) is tokens.LIGHT
    finally:
        one.choose("system")


def test_the_version_and_the_notices_are_told(page: Any) -> None:
    said = "\n".join(label.text() for label in part(page, ABOUT).findChildren(QLabel))
    assert program.version() in said and "Apache License 2.0" in said


def test_each_licence_is_shown_in_full_when_it_is_chosen(page: Any) -> None:
    one = part(page, ABOUT)
    assert "Licensed under the Apache License" in one.licence.toPlainText()
    (row,) = [row for row in range(one.licences.count()) if one.licences.item(row).text().startswith("SQLCipher")]
    one.licences.setCurrentRow(row)
    assert "ZETETIC LLC" in one.licence.toPlainText()
    one.licences.setCurrentRow(1)
    assert "END OF TERMS AND CONDITIONS" in one.licence.toPlainText()


def test_the_log_is_handed_on(
    page: Any, chosen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: Any
) -> None:
    source = tmp_path / about.LOG
    monkeypatch.setattr(about, "log_file", lambda: source)
    one = part(page, ABOUT)
    one.export_log.click()
    source.write_text("KeyError\n", encoding="utf-8")
    chosen.append(str(tmp_path / "给维护人员.log"))
    one.export_log.click()
    assert (tmp_path / "给维护人员.log").read_text(encoding="utf-8") == "KeyError\n"
    chosen.append(str(tmp_path / "没有的文件夹" / "a.log"))
    one.export_log.click()
    assert "写不进" in heard.said[0]


def test_another_page_opens_a_part_by_its_name(page: Any, window: MainWindow) -> None:
    window.go("settings", BACKUP)
    assert page.tabs.current == BACKUP


@pytest.mark.parametrize("name", [OFFICE, BACKUP, LOOK, ABOUT])
def test_no_text_is_cut(page: Any, name: str, window: MainWindow, qtbot: QtBot) -> None:
    part(page, name)
    window.resize(911, 512)
    qtbot.wait(50)
    assert cut_texts(page) == []
