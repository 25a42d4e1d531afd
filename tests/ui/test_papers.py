"""证书与报表: who may get which paper, printing it, the register, and reports saved."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app import certificates, mentoring, studios, teachers, training
from app.papers import issuing
from app.session import Session
from tests.ui.conftest import Chosen, cut_texts, settle
from ui import printers
from ui.certificates.completions import CompletionsPart
from ui.certificates.making import CandidatesPart, MakingPart
from ui.certificates.print_dialog import PrintDialog
from ui.certificates.register import RegisterPart
from ui.lists import ListPane
from ui.papers import PapersPage
from ui.teachers import TeachersPage
from ui.window import MainWindow


@pytest.fixture
def class_id(office: Session) -> str:
    """The small office's class, with dates, so that papers can be printed."""
    pk = str(training.classes(office)[0]["id"])
    training.save_class(office, pk, {"start_date": "2026-07-06", "end_date": "2026-07-10"})
    return pk


@pytest.fixture
def page(class_id: str, window: MainWindow, qtbot: QtBot) -> PapersPage:
    window.go("papers")
    settle(qtbot, window)
    assert isinstance(window.page, PapersPage)
    return window.page


def part_of(page: PapersPage, name: str, kind: type, window: MainWindow, qtbot: QtBot):
    page.tabs.buttons[name].click()
    settle(qtbot, window)
    part = page.tabs.parts[name]
    assert isinstance(part, kind)
    return part


def kind_of(page: PapersPage, kind: str, window: MainWindow, qtbot: QtBot):
    making = part_of(page, "making", MakingPart, window, qtbot)
    making.bar.buttons[kind].click()
    settle(qtbot, window)
    return making.parts[kind]


def press(pane: ListPane, text: str) -> None:
    """Press the button of the bar below a list."""
    next(button for button in pane.bar.buttons if button.text() == text).click()


@pytest.fixture
def completions(page: PapersPage, class_id: str, window: MainWindow, qtbot: QtBot) -> CompletionsPart:
    part = kind_of(page, "completion", window, qtbot)
    assert isinstance(part, CompletionsPart)
    part.choose(class_id)
    settle(qtbot, window)
    return part


def test_those_of_a_class_with_full_hours_and_a_pass_are_listed(completions: CompletionsPart) -> None:
    rows = completions.people.list.rows
    assert [rows.texts(row)[:3] for row in range(2)] == [
        ("王芳", "城关小学", "12.5"),
        ("曾伟", "清水镇中心校", "12.5"),
    ]


def test_those_that_may_have_none_are_named_with_the_reason(
    completions: CompletionsPart, class_id: str, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    zeng = next(row["id"] for row in training.of_class(office, class_id) if row["name"] == "曾伟")
    training.save_attendance(office, str(zeng), {"hours": 80})
    settle(qtbot, window)
    assert len(completions.people.list.rows.order) == 1
    assert completions.note.text() == "另有 1 人不能发：曾伟只修了 8 学时，未满 12.5 学时。"


def test_certificates_are_printed_and_registered(
    completions: CompletionsPart, page: PapersPage, office: Session, window: MainWindow,
    chosen: Chosen, tmp_path: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    chosen.answers = [tmp_path / "结业证书.pdf"]
    completions.people.list.rows.tick_shown(True)
    press(completions.people.list, "存为一个 PDF……")
    settle(qtbot, window)
    assert page.outcome.title.text() == "已写好结业证书 2 份。"
    assert (tmp_path / "结业证书.pdf").read_bytes().startswith(b"%PDF")
    assert {row["name"] for row in certificates.listed(office)} == {"王芳", "曾伟"}
    rows = completions.people.list.rows
    assert [rows.texts(row)[4] for row in range(2)] == ["已发", "已发"]


def test_printing_again_says_that_the_number_is_the_old_one(
    completions: CompletionsPart, page: PapersPage, office: Session, window: MainWindow,
    chosen: Chosen, tmp_path: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    folder = tmp_path / "一人一份"
    folder.mkdir()
    chosen.answers = [tmp_path / "a.pdf", folder]
    completions.people.list.rows.tick_shown(True)
    press(completions.people.list, "存为一个 PDF……")
    settle(qtbot, window)
    press(completions.people.list, "每份一个 PDF……")
    settle(qtbot, window)
    assert "其中 2 份与以前发的相同，按原编号重印。" in page.outcome.advice.text()
    assert len([*folder.glob("*.pdf")]) == 2
    assert len(certificates.listed(office)) == 2


def test_a_refused_batch_says_why_in_place(
    completions: CompletionsPart, page: PapersPage, class_id: str, office: Session, window: MainWindow,
    chosen: Chosen, tmp_path: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    training.save_class(office, class_id, {"start_date": None, "end_date": None})
    settle(qtbot, window)
    chosen.answers = [tmp_path / "a.pdf"]
    completions.people.list.rows.tick_shown(True)
    press(completions.people.list, "存为一个 PDF……")
    settle(qtbot, window)
    assert page.outcome.property("role") == "refusal"
    assert "没有填写起止日期" in page.outcome.title.text()
    assert certificates.listed(office) == []


def test_a_record_of_hours_is_found_by_initials(
    page: PapersPage, window: MainWindow, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    part = kind_of(page, "hours", window, qtbot)
    part.search.setText("zw")
    settle(qtbot, window)
    assert [part.list.rows.texts(row)[0] for row in range(len(part.list.rows.order))] == ["曾伟"]
    chosen.answers = [tmp_path / "学时.pdf"]
    part.list.rows.tick_shown(True)
    press(part.list, "存为一个 PDF……")
    settle(qtbot, window)
    assert page.outcome.title.text() == "已写好学时证明 1 份。"


def test_mentors_hosts_and_members_are_appointed(
    page: PapersPage, office: Session, window: MainWindow, chosen: Chosen, tmp_path: Path, qtbot: QtBot
) -> None:
    mentoring.save(office, str(mentoring.listed(office)[0]["id"]), {"end_date": "2027-08-31"})
    studio = str(studios.listed(office)[0]["id"])
    studios.save(office, studio, {"start_date": "2026-01-01", "end_date": "2028-12-31"})
    part = kind_of(page, "appointment", window, qtbot)
    assert isinstance(part, CandidatesPart)
    assert [part.list.rows.texts(row)[::2] for row in range(2)] == [
        ("王芳", "青蓝（学科）指导教师（指导张三）", ""),
        ("王芳", "王芳工作室主持人", ""),
    ]
    assert part.list.rows.texts(2)[2] == "王芳工作室成员"
    chosen.answers = [tmp_path / "聘书.pdf"]
    part.list.rows.tick_shown(True)
    press(part.list, "存为一个 PDF……")
    settle(qtbot, window)
    assert page.outcome.title.text() == "已写好聘书 3 份。"


def test_the_register_is_searched_and_leads_to_the_teacher(
    page: PapersPage, class_id: str, office: Session, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [str(row["id"]) for row in training.of_class(office, class_id)]
    made = issuing.issue(office, "completion", rows, tmp_path / "a.pdf")
    part = part_of(page, "register", RegisterPart, window, qtbot)
    part.search.setText(made.numbers[1])
    assert [part.list.rows.texts(row)[2] for row in range(len(part.list.rows.order))] == ["曾伟"]
    part.search.setText("王芳")
    part.list.grid.setCurrentIndex(part.list.rows.index(0, 1))
    part.list.opened.emit(part.list.rows.id_at(0))
    assert isinstance(window.page, TeachersPage)
    settle(qtbot, window)
    wang = next(str(row["id"]) for row in teachers.every(office) if row["name"] == "王芳")
    assert window.page.list.grid.current_id == wang


def test_a_school_prints_forms_but_nothing_with_a_number_until_the_county_gives_it_some(
    open_window: Callable[[Session], MainWindow], school: Session, qtbot: QtBot
) -> None:
    window = open_window(school)
    window.go("papers")
    settle(qtbot, window)
    assert isinstance(window.page, PapersPage)
    making = part_of(window.page, "making", MakingPart, window, qtbot)
    assert "roster" in making.bar.buttons
    assert "completion" not in making.bar.buttons


# -- looking at papers before they are made


@pytest.fixture
def dialog(completions: CompletionsPart, page: PapersPage, window: MainWindow, qtbot: QtBot) -> Iterator[PrintDialog]:
    completions.people.list.rows.tick_shown(True)
    press(completions.people.list, "预览和打印……")
    settle(qtbot, window)
    assert page.printer.dialog is not None
    yield page.printer.dialog
    if page.printer.dialog is not None:
        page.printer.dialog.reject()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_papers_are_looked_at_before_any_number_is_given(dialog: PrintDialog, office: Session) -> None:
    assert dialog.sheets.count == 2
    assert dialog.go.text() == "生成 2 份……"
    assert certificates.listed(office) == []


def test_what_was_looked_at_is_made_as_it_was_chosen(
    dialog: PrintDialog,
    page: PapersPage,
    office: Session,
    window: MainWindow,
    chosen: Chosen,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    dialog.options.until.setText("2027年12月31日")
    dialog.options.until.editingFinished.emit()
    dialog.options.sign_list.setChecked(True)
    qtbot.waitUntil(lambda: not dialog._pause.isActive())
    settle(qtbot, window)
    chosen.answers = [tmp_path / "结业证书.pdf"]
    dialog.go.click()
    settle(qtbot, window)
    assert page.outcome.title.text() == "已写好结业证书 2 份。"
    assert [row["valid_until"] for row in certificates.listed(office)] == ["2027-12-31"] * 2
    written = sorted(tmp_path.glob("*.pdf"))
    assert len(written) == 2
    assert "王芳" in text_of((tmp_path / "结业证书.pdf").read_bytes())


def test_a_day_that_cannot_be_read_is_said_and_nothing_is_made(dialog: PrintDialog) -> None:
    dialog.options.until.setText("明年底")
    dialog.options.until.editingFinished.emit()
    assert dialog.options.fault.text()
    assert not dialog.go.isEnabled()


def test_without_a_printer_the_dialog_says_so(dialog: PrintDialog) -> None:
    dialog.options.printer.clear()
    dialog.options.buttons["printer"].click()
    assert dialog.said.text() == "这台电脑上没有打印机，请先存为 PDF。"
    assert not dialog.go.isEnabled()


def test_papers_go_to_the_printer_and_are_registered(
    dialog: PrintDialog, page: PapersPage, office: Session, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    def make(wanted: printers.Wanted) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "纸.pdf"))
        return printer

    before = printers.use(make)
    try:
        dialog.options.printer.addItem("县局一楼", "县局一楼")
        dialog.options.buttons["printer"].click()
        dialog.go.click()
        settle(qtbot, window)
    finally:
        printers.use(before)
    assert page.outcome.title.text() == "结业证书 2 份已送到打印机“县局一楼”，共 2 页。"
    assert len(certificates.listed(office)) == 2
    assert len(pypdfium2.PdfDocument(str(tmp_path / "纸.pdf"))) == 2


def test_what_speaks_against_printing_stands_above_the_sheets(
    completions: CompletionsPart, page: PapersPage, class_id: str, office: Session, window: MainWindow, qtbot: QtBot
) -> None:
    training.save_class(office, class_id, {"start_date": None, "end_date": None})
    settle(qtbot, window)
    completions.people.list.rows.tick_shown(True)
    press(completions.people.list, "预览和打印……")
    settle(qtbot, window)
    dialog = page.printer.dialog
    assert dialog is not None
    assert "没有填写起止日期" in dialog.word.text()
    assert not dialog.go.isEnabled()
    dialog.reject()


@pytest.mark.parametrize(("width", "height"), [(1366, 728), (910, 485)])
def test_nothing_is_cut_and_the_window_stays_on_a_small_screen(
    page: PapersPage, window: MainWindow, completions: CompletionsPart, qtbot: QtBot, width: int, height: int
) -> None:
    window.resize(width, height)
    page.outcome.done(
        "已写好结业证书 2 份。", "编号 县结业〔2026〕000001号。文件：/很长/的/路径" * 3, [("打开", lambda: None)]
    )
    for name in page.tabs.buttons:
        page.tabs.choose(name)
        settle(qtbot, window)
        assert not cut_texts(page)
        assert (window.width(), window.height()) == (width, height)
