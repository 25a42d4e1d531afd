"""Workbooks as clerks make them, and the preview of one in sight."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.importing import Opened
from tests.ui.conftest import newest, settle
from ui.importing import steps
from ui.importing.dialog import ImportPane
from ui.preview import PreviewDialog
from ui.window import MainWindow

Sheet = Sequence[Sequence[object]]
Bring = Callable[..., ImportPane]


def write(path: Path, **sheets: Sheet) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell if cell != "" else None for cell in row])
    book.save(path)
    book.close()
    return path


def pane_of(window: MainWindow) -> ImportPane:
    """The preview in sight."""
    pane = newest(window, PreviewDialog).pane
    assert isinstance(pane, ImportPane)
    return pane


_READ: dict[str, Opened] = {}
"""What was read before, by its cells: the same workbook is not read again by another process for every test."""


@pytest.fixture
def bring(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Bring:
    """`bring(kind, 表=[…])` has a workbook read and gives its preview."""

    def made(kind: str, **sheets: Sheet) -> ImportPane:
        known = _READ.get(repr(sheets))
        if known is None:
            window.services.bring_in[kind](write(tmp_path / "表.xlsx", **sheets))
        else:
            steps.look(window.services, window, kind, known)
        settle(qtbot, window)
        pane = pane_of(window)
        _READ[repr(sheets)] = pane.work.made.opened
        return pane

    return made
