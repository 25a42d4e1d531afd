"""The windows of the self-test: every page and part is seen, an empty one is found."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.session import Session
from ui import main, selftest


class Shown(QObject):
    """Kinds of the widgets that were shown as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, about: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(about, QWidget) and about.isWindow():
            self.kinds.append(type(about).__name__)
        return False


@pytest.mark.parametrize("kind", ["county", "school"])
def test_every_page_is_walked_over_and_nothing_flashes_up_beside_the_window(
    qapp: QApplication, office_path: Path, school: Session, kind: str
) -> None:
    path = office_path if kind == "county" else school.path
    school.close()
    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        assert b'"ok": true' in main.walk_windows(path)
    finally:
        qapp.removeEventFilter(shown)
    assert shown.kinds == ["MainWindow"]


def test_an_empty_page_is_found(qapp: QApplication) -> None:
    empty = QWidget()
    empty.resize(400, 300)
    with pytest.raises(selftest.Amiss, match="“教师”是空白的"):
        selftest._look_at(empty, "教师")


def test_a_file_that_cannot_be_opened_is_told_in_words(qapp: QApplication, tmp_path: Path) -> None:
    said = main.walk_windows(tmp_path / "没有.xinhuo")
    assert b'"ok": false' in said
