import pypdfium2
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrinter

from app.problems import Cancelled, Problem
from exports.paper import A4, A4_LANDSCAPE, Paper
from exports.typefaces import face_for
from ui import printers
from ui.printers import Wanted


class OnFile(QPrinter):
    """Prints into a file, which has one side; it tells what it was asked for."""

    def setDuplex(self, duplex):
        self.asked = duplex
        super().setDuplex(duplex)


@pytest.fixture
def on_file(qapp, tmp_path):
    """A printer that prints into a file, and what was asked of it."""
    made = []

    def make(wanted):
        printer = OnFile(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "纸.pdf"))
        printer.setResolution(150)
        made.append(printer)
        return printer

    before = printers.use(make)
    yield tmp_path / "纸.pdf", made
    printers.use(before)


def two_sheets():
    paper = Paper("样张", A4)
    for size in (A4, A4_LANDSCAPE):
        paper.canvas.setPageSize(size)
        paper.canvas.setFont(face_for("印", "title"), 120)
        paper.canvas.drawString(20, 20, "印")
        paper.canvas.showPage()
    return paper.finished()


def silent(done, total, what):
    pass


def test_every_sheet_is_printed_in_its_own_size_and_place(on_file):
    path, _made = on_file

    assert printers.print_pdf(two_sheets(), Wanted("县局一楼"), "结业证书", silent) == 2

    printed = pypdfium2.PdfDocument(path.read_bytes())
    assert [tuple(map(round, printed.get_page_size(n))) for n in range(2)] == [(595, 842), (842, 595)]
    picture = printed[0].render(scale=1).to_pil().convert("L")
    assert picture.crop((20, 700, 160, 830)).getextrema()[0] < 80  # the character stands low on the left
    assert picture.crop((300, 20, 560, 400)).getextrema()[0] > 250


def test_sides_tray_and_copies_are_asked_of_the_printer(on_file):
    _path, made = on_file
    printers.print_pdf(two_sheets(), Wanted("县局一楼", sides="short", copies=3), "结业证书", silent)
    assert made[0].asked == QPrinter.DuplexMode.DuplexShortSide
    assert made[0].copyCount() == 3
    assert made[0].docName() == "结业证书"


def test_printing_can_be_stopped(on_file):
    def stop(done, total, what):
        raise Cancelled

    with pytest.raises(Cancelled):
        printers.print_pdf(two_sheets(), Wanted("县局一楼"), "结业证书", stop)


def test_a_printer_that_is_gone_is_said(qapp):
    with pytest.raises(Problem, match="找不到打印机“旧的那台”"):
        printers.print_pdf(two_sheets(), Wanted("旧的那台"), "结业证书", silent)


def test_what_was_chosen_is_remembered_but_not_the_copies(qapp, tmp_path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    printers.remember(settings, "papers", Wanted("不在了的", "long", "manual", 7))
    assert printers.remembered(settings, "papers") == Wanted(next(iter(printers.names()), ""), "long", "manual", 1)
