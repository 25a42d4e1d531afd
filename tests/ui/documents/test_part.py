"""文稿 in the window: written, seen as it will print, saved, named, given to others."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.documents import heads, texts
from app.session import Session
from tests.exports import pdf_text
from tests.ui.conftest import Chosen, Heard, cut_texts, newest, settle, toast_of
from ui.documents import DocumentsPart, acts
from ui.documents.inserting import InsertDialog
from ui.documents.printing import PrinterSheet
from ui.papers import PapersPage
from ui.small_dialog import SmallDialog
from ui.window import MainWindow


@pytest.fixture
def part(window: MainWindow, qtbot: QtBot) -> DocumentsPart:
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> DocumentsPart:
    window.go("papers")
    assert isinstance(window.page, PapersPage)
    window.page.tabs.choose("documents")
    settle(qtbot, window)
    found = window.page.tabs.parts["documents"]
    assert isinstance(found, DocumentsPart)
    return found


def written(part: DocumentsPart, body: str, window: MainWindow, qtbot: QtBot) -> None:
    part.editor.selectAll()
    part.editor.insertPlainText(body)
    part.look()
    settle(qtbot, window)


def test_the_annual_report_is_seen_as_it_will_print(part: DocumentsPart) -> None:
    assert part.text.kind == "annual"
    assert part.sheets.count >= 3
    assert not part.before.isEnabled() and part.after.isEnabled()
    part.after.click()
    assert part.sheets.number == 1 and part.before.isEnabled()
    assert cut_texts(part) == []


def test_what_is_typed_is_seen_and_undone(part: DocumentsPart, window: MainWindow, qtbot: QtBot) -> None:
    before = part.editor.body
    written(part, "标题\n\n教师{教师总数}。", window, qtbot)
    assert part.sheets.count == 1 and part.save.isEnabled()
    part.back.click()
    part.look()
    settle(qtbot, window)
    assert part.editor.body == before and part.sheets.count >= 3


def test_a_place_that_says_nothing_is_marked_with_its_reason(
    part: DocumentsPart, window: MainWindow, qtbot: QtBot
) -> None:
    written(part, "标题\n\n教师{教师总素}。", window, qtbot)
    assert part.word.text().startswith("第 3 行的“{教师总素}”：没有“教师总素”")
    assert part.word.isVisible()
    assert part.sheets.count >= 3, "the sheets of before stay in sight"
    written(part, "标题\n\n教师{教师总数}。", window, qtbot)
    assert part.word.isHidden()


def test_a_place_is_found_by_typing_and_put_where_the_cursor_is(
    part: DocumentsPart, window: MainWindow, qtbot: QtBot
) -> None:
    written(part, "标题\n\n共有：", window, qtbot)
    part.insert.click()
    dialog = newest(part, InsertDialog)
    dialog.search.setText("教师总数")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert part.editor.body == "标题\n\n共有：{教师总数}\n"
    dialog.search.setText("单位一览表")
    dialog.go.click()
    assert part.editor.body == "标题\n\n共有：{教师总数}\n{表:单位一览表}\n"
    dialog.search.setText("没有这样的")
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_saving_a_text_of_the_program_keeps_it_as_ones_own_and_uses_it(
    part: DocumentsPart, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    written(part, "标题\n\n正文。", window, qtbot)
    window.page.on_save()
    settle(qtbot, window)
    chosen = texts.chosen(office, "annual")
    assert chosen.pk and chosen.body == "标题\n\n正文。\n"
    assert part.text == chosen and not part.editor.dirty
    assert toast_of(window)
    written(part, "标题\n\n又改了。", window, qtbot)
    part.save.click()
    settle(qtbot, window)
    assert texts.get(office, chosen.pk).body == "标题\n\n又改了。\n"


def test_unsaved_work_is_asked_about_before_another_text_and_before_leaving(
    part: DocumentsPart, heard: Heard, window: MainWindow, qtbot: QtBot
) -> None:
    written(part, "标题\n\n正文。", window, qtbot)
    heard.answer = False
    part.list.itemClicked.emit(part.list.item(1))
    assert part.text.kind == "annual" and len(heard.asked) == 1
    assert not window.page.may_leave()
    heard.answer = True
    part.list.itemClicked.emit(part.list.item(1))
    settle(qtbot, window)
    assert part.text.kind == "case"


def test_the_head_is_asked_for_and_remembered(
    part: DocumentsPart, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    part.facts.click()
    dialog = newest(part, SmallDialog)
    dialog.form.rows["style"].editor.set("full")
    dialog.form.suggest("number", "示教发〔2026〕12号")
    dialog.choose()
    settle(qtbot, window)
    assert heads.of(office, part.text)["number"] == "示教发〔2026〕12号"
    assert part.head["style"] == "full"


def test_a_document_is_saved_as_pdf_and_as_text(
    part: DocumentsPart, chosen: Chosen, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen.answers = [tmp_path / "a.pdf", tmp_path / "a.txt"]
    part.pdf.click()
    settle(qtbot, window)
    assert "教师队伍建设工作报告" in pdf_text.pages(tmp_path / "a.pdf")[0]
    assert part.outcome.title.text() == "文稿已生成。"
    assert f"共 {part.sheets.count} 页。" in part.outcome.advice.text()
    part.copy.click()
    settle(qtbot, window)
    assert "教师队伍建设工作报告" in (tmp_path / "a.txt").read_text("utf-8-sig")


def test_another_text_is_begun_named_used_and_deleted(
    part: DocumentsPart, office: Session, heard: Heard, window: MainWindow, qtbot: QtBot
) -> None:
    part.new.click()
    dialog = newest(part, SmallDialog)
    dialog.form.suggest("name", "开学通知")
    dialog.choose()
    settle(qtbot, window)
    assert (part.text.name, part.text.kind) == ("开学通知", "other")
    acts.rename(part, "秋季开学通知")
    settle(qtbot, window)
    assert part.title.text() == "秋季开学通知"
    acts.use(part)
    assert texts.chosen(office, "other").name == "秋季开学通知"
    acts.remove(part)
    settle(qtbot, window)
    assert [one.name for one in texts.listed(office) if one.kind == "other"] == []
    assert part.text.kind == "annual" and len(heard.asked) == 1


def test_a_text_goes_out_as_a_file_and_comes_in_from_one(
    part: DocumentsPart, chosen: Chosen, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen.answers = [tmp_path / "年报.txt", tmp_path / "年报.txt"]
    acts.export(part)
    assert (tmp_path / "年报.txt").is_file()
    part.take.click()
    settle(qtbot, window)
    assert part.text.pk and part.text.name == "年度报告"


def test_without_a_printer_it_is_said(part: DocumentsPart) -> None:
    part.print.click()
    sheet = newest(part, PrinterSheet)
    assert sheet.go.isEnabled() == bool(sheet.printer.count())
    sheet.reject()


def test_a_school_sees_and_prints_texts_but_does_not_change_them(school: Session, open_window, qtbot: QtBot) -> None:
    window = open_window(school)
    part = opened(window, qtbot)
    assert part.editor.isReadOnly() and part.save.isHidden() and part.new.isHidden()
    assert [words for words, _ in acts.more(part)] == ["导出文稿……"]
    assert part.sheets.count >= 1
