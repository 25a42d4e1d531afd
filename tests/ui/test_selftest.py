"""The windows of the self-test: every page and part is seen, an empty one is found."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ui import main, selftest


def test_every_page_of_an_office_is_walked_over(qapp: QApplication, office_path: Path) -> None:
    assert b'"ok": true' in main.walk_windows(office_path)


def test_an_empty_page_is_found(qapp: QApplication) -> None:
    empty = QWidget()
    empty.resize(400, 300)
    with pytest.raises(selftest.Amiss, match="“教师”是空白的"):
        selftest._look_at(empty, "教师")


def test_a_file_that_cannot_be_opened_is_told_in_words(qapp: QApplication, tmp_path: Path) -> None:
    said = main.walk_windows(tmp_path / "没有.xinhuo")
    assert b'"ok": false' in said
