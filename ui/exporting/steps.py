"""The steps of an export: ask what is wanted and how, where it goes, write it, offer to open it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import exporting, reports
from app.layouts import Layout
from app.leaving import Purpose
from app.listings import Listing, listing
from app.reports import Report
from app.session import Session
from ui import choosing, desktop
from ui.exporting.dialog import ExportDialog
from ui.leaving import PurposeSheet
from ui.pages import Services, Shows

_REPORT = "PDF 文件 (*.pdf);;Excel 工作簿 (*.xlsx)"


def begin(
    session: Session, services: Services, window: QWidget, table: str, ids: Sequence[str], shown: Shows
) -> ExportDialog:
    """Ask which columns of these records are wanted and how; an official report about them may be taken instead."""
    made, chosen = listing(table), list(ids)
    report = reports.REPORTS.get(table)
    dialog = ExportDialog(window, session, services, made, len(chosen), shown)

    def on_list() -> None:
        dialog.remember()
        write_list(services, window, made, chosen, dialog.layout_chosen, full_ids=dialog.wants_full_ids)

    dialog.accepted.connect(on_list)
    dialog.finished.connect(dialog.deleteLater)
    dialog.paper.setVisible(report is not None)
    if report is not None:
        dialog.paper.clicked.connect(dialog.reject)
        dialog.paper.clicked.connect(lambda: write_report(services, window, report, chosen))
    dialog.open()
    return dialog


def write_list(
    services: Services, window: QWidget, made: Listing, ids: Sequence[str], layout: Layout, *, full_ids: bool
) -> None:
    """Write records as a layout has them; with whole numbers once it was said what for."""
    if full_ids:
        then = partial(_write_list, services, window, made, ids, layout)
        PurposeSheet(window, services.settings, f"导出{made.label}", then).open()
    else:
        _write_list(services, window, made, ids, layout, None)


def _write_list(
    services: Services, window: QWidget, made: Listing, ids: Sequence[str], layout: Layout, whole: Purpose | None
) -> None:
    name = f"{layout.name or made.title}.xlsx"
    out = choosing.target(window, services.settings, choosing.LISTS, f"导出{made.label}", choosing.WORKBOOK, name)
    if out is None:
        return
    services.jobs.run(
        lambda session, progress: exporting.export(session, layout, out, only=ids, whole=whole, progress=progress),
        title=f"正在导出{made.label}",
        done=partial(tell, services, out),
    )


def write_report(services: Services, window: QWidget, report: Report, ids: Sequence[str]) -> None:
    """Write the official report about records."""
    title = f"导出{report.label}"
    out = choosing.target(window, services.settings, choosing.LISTS, title, _REPORT, f"{report.label}.pdf")
    if out is None:
        return
    services.jobs.run(
        lambda session, progress: reports.write(session, report.name, out, only=ids, progress=progress),
        title=f"正在导出{report.label}",
        done=partial(tell, services, out),
    )


def tell(services: Services, out: Path, count: int) -> None:
    """Say that so many rows were written, and offer to open them."""
    desktop.offer(services.toast, f"已导出 {count:,} 行：{out.name}", out)
