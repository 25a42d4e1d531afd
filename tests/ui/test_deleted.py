"""Deleted teachers in 设置: listed, brought back, and purged only after the name was typed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import organisations, purging, teachers
from app.merging import uniting
from app.session import Session
from tests.ui.conftest import cut_texts
from ui.settings import DELETED
from ui.window import MainWindow


@pytest.fixture
def part(window: MainWindow, office: Session) -> Any:
    """The part, with 新来的 deleted."""
    (school, *_others) = organisations.listed(office)
    pk = teachers.save(office, None, {"name": "新来的", "phone": "13900000001", "work": school["id"]})
    teachers.delete(office, pk)
    window.go("settings", DELETED)
    made: Any = window.pages["settings"].tabs.parts[DELETED]
    made.list.grid.choose(pk)
    return made


def test_who_was_deleted_is_listed_with_whom_and_when(part: Any) -> None:
    texts = part.list.rows.texts_of(0)
    assert texts[0] == "新来的" and texts[2] == "王敏"


def test_a_deleted_teacher_comes_back(part: Any, office: Session, qtbot: QtBot) -> None:
    part.restore.click()
    qtbot.waitUntil(lambda: purging.deleted(office) == [])
    assert "新来的" in [row["name"] for row in teachers.every(office)]
    qtbot.waitUntil(lambda: part.list.rows.rowCount() == 0)


def test_nothing_is_purged_before_the_name_was_typed(part: Any, office: Session, qtbot: QtBot) -> None:
    part.purge.click()
    assert part.form.isVisible() and not part.form.go.isEnabled()
    part.form.name.setText("新来")
    qtbot.keyClick(part.form.name, Qt.Key.Key_Return)
    part.form.cancel.click()
    assert not part.form.isVisible() and len(purging.deleted(office)) == 1


def test_a_teacher_is_purged_for_ever(part: Any, office: Session, qtbot: QtBot) -> None:
    part.purge.click()
    part.form.name.setText("新来的")
    part.form.go.click()
    qtbot.waitUntil(lambda: purging.deleted(office) == [])
    qtbot.waitUntil(lambda: part.list.rows.rowCount() == 0)
    assert b"13900000001" not in office.path.read_bytes()
    assert not part.purge.isEnabled()


def test_no_text_is_cut(part: Any, window: MainWindow, qtbot: QtBot) -> None:
    part.purge.click()
    window.resize(911, 512)
    qtbot.wait(50)
    assert cut_texts(part) == []


def test_who_was_merged_is_listed_with_whom_and_is_a_person_apart_again(
    window: MainWindow, office: Session, qtbot: QtBot
) -> None:
    (school, *_others) = organisations.listed(office)
    one, other = (teachers.save(office, None, {"name": "赵小明", "work": school["id"]}) for _ in range(2))
    uniting.merge(office, one, other)
    window.go("settings", DELETED)
    part: Any = window.pages["settings"].tabs.parts[DELETED]
    assert part.list.rows.texts_of(0)[3] == f"已与赵小明（{school['name']}）合并为一人"
    part.list.grid.choose(other)
    part.restore.click()
    qtbot.waitUntil(lambda: purging.deleted(office) == [])
    assert {one, other} <= {row["id"] for row in teachers.every(office)}
