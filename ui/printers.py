"""Printing a PDF on paper: which printer, both sides or one, which tray, how many copies; drawn sheet by sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMarginsF, QRect, QSettings, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter

from app import scratch
from app.problems import Cancelled, Problem
from app.progress import Progress

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SIDES = {"one": "单面", "long": "双面（长边翻）", "short": "双面（短边翻）"}
TRAYS = {"auto": "自动选择", "manual": "手送纸", "upper": "上纸盒", "lower": "下纸盒", "envelope": "信封"}
_POINT = 25.4 / 72
_FINEST = 600
"""Dots an inch beyond which a sheet would only need more memory."""


@dataclass(frozen=True)
class Wanted:
    """How to print: the printer's name, a key of `SIDES`, one of `TRAYS`, how many copies."""

    printer: str
    sides: str = "one"
    tray: str = "auto"
    copies: int = 1


Make = Callable[[Wanted], "QPrinter"]


def _system(wanted: Wanted) -> "QPrinter":
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(wanted.printer)
    if info.isNull():
        raise Problem(f"找不到打印机“{wanted.printer}”。", "请看看它有没有打开、连好，或者另选一台；也可以先存为 PDF。")
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


_make: Make = _system


def use(make: Make) -> Make:
    """Let `make` give the printers from now on; returns what it replaces."""
    global _make
    before, _make = _make, make
    return before


def names() -> list[str]:
    """The printers of this computer, the usual one first."""
    from PySide6.QtPrintSupport import QPrinterInfo

    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))


def remembered(settings: QSettings, purpose: str) -> Wanted:
    """What was chosen last for a purpose; the usual printer before that."""
    known = names()
    name = str(settings.value(f"printing/{purpose}/printer") or "")
    sides, tray = (str(settings.value(f"printing/{purpose}/{one}") or "") for one in ("sides", "tray"))
    return Wanted(
        name if name in known else next(iter(known), ""),
        sides if sides in SIDES else "one",
        tray if tray in TRAYS else "auto",
    )


def remember(settings: QSettings, purpose: str, wanted: Wanted) -> None:
    """Keep what was chosen, without the number of copies: that is asked each time."""
    for name in ("printer", "sides", "tray"):
        settings.setValue(f"printing/{purpose}/{name}", getattr(wanted, name))


def print_pdf(pdf: bytes, wanted: Wanted, title: str, progress: Progress) -> int:
    """Print every sheet; returns how many. May run in any thread; a stop leaves the sheets printed so far.

    Raises Problem when the printer is not there or does not take the work.
    """
    from ui.sheets import opened

    document = opened(pdf)
    # The system's printing puts the sheets into a file of its own before they go to the printer.
    with scratch.lent():
        _print(document, _made(wanted, title), wanted.printer, progress)
    return len(document)


def _print(document: Any, printer: "QPrinter", name: str, progress: Progress) -> None:
    painter = QPainter()
    try:
        for number in range(len(document)):
            _lay(printer, document.get_page_size(number))
            if number == 0:
                if not painter.begin(printer):
                    raise Problem(f"打印机“{name}”没有接受这次打印。", "请看看它有没有打开、缺纸或被暂停，然后再试。")
            elif not printer.newPage():
                raise Problem(f"打印到第 {number} 页时打印机停了。", "请看看打印机，再从那一页起重印。")
            _draw(document, number, printer, painter)
            progress(number + 1, len(document), "正在打印")
    except Cancelled:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()


def _made(wanted: Wanted, title: str) -> "QPrinter":
    from PySide6.QtPrintSupport import QPrinter

    printer = _make(wanted)
    duplex = {
        "one": QPrinter.DuplexMode.DuplexNone,
        "long": QPrinter.DuplexMode.DuplexLongSide,
        "short": QPrinter.DuplexMode.DuplexShortSide,
    }
    sources = {
        "auto": QPrinter.PaperSource.Auto,
        "manual": QPrinter.PaperSource.Manual,
        "upper": QPrinter.PaperSource.Upper,
        "lower": QPrinter.PaperSource.Lower,
        "envelope": QPrinter.PaperSource.Envelope,
    }
    printer.setDuplex(duplex[wanted.sides])
    if wanted.tray != "auto":
        printer.setPaperSource(sources[wanted.tray])
    printer.setCopyCount(wanted.copies)
    printer.setCollateCopies(True)
    printer.setDocName(title)
    printer.setCreator("薪火")
    printer.setFullPage(True)
    printer.setResolution(min(printer.resolution(), _FINEST))
    return printer


def _lay(printer: "QPrinter", size: tuple[float, float]) -> None:
    """The sheet as the PDF says it: its size upright, and which way it lies."""
    wide, high = (side * _POINT for side in size)
    lies = wide > high
    upright = QSizeF(min(wide, high), max(wide, high))
    paper = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(paper, way, QMarginsF()))
    printer.setFullPage(True)


def _draw(document: object, number: int, printer: "QPrinter", painter: QPainter) -> None:
    from ui.sheets import drawn

    picture = drawn(document, number, printer.resolution() / 72)
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), picture)
