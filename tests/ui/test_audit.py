"""操作记录 in 设置: the newest first, narrowed, looked into, written out and held against what was written out before."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import audit, organisations, teachers
from app.session import Session
from tests.ui.conftest import cut_texts, settle
from ui import choosing
from ui.settings import AUDIT
from ui.window import MainWindow


@pytest.fixture
def part(window: MainWindow, office: Session) -> Any:
    """The part, after 新来的 was entered and a list taken out."""
    (school, *_others) = organisations.listed(office)
    teachers.save(office, None, {"name": "新来的", "phone": "13900000001", "work": school["id"]})
    audit.note(office, "exported", "导出名单：1 条")
    window.go("settings", AUDIT)
    return window.pages["settings"].tabs.parts[AUDIT]  # type: ignore[attr-defined]


def said(part: Any) -> list[str]:
    return [part.list.rows.texts_of(place)[4] for place in range(part.list.rows.rowCount())]


def test_what_was_done_last_stands_first(part: Any) -> None:
    assert said(part)[:2] == ["导出名单：1 条。", "新增教师：新来的"]


def test_the_record_is_narrowed_by_kind_person_day_and_text(part: Any, qtbot: QtBot) -> None:
    part.kind.setCurrentIndex(part.kind.findData("exported"))
    part.tell()
    assert said(part) == ["导出名单：1 条。"]
    part.kind.setCurrentIndex(0)
    part.text.setText("新来的")
    qtbot.waitUntil(lambda: said(part) == ["新增教师：新来的"])
    part.text.clear()
    part.until.setText("2001-01-01")
    qtbot.waitUntil(lambda: said(part) == [])
    part.until.setText("哪天")
    qtbot.waitUntil(part.outcome.isVisible)
    assert "没有看懂日期" in part.outcome.title.text()


def test_an_entry_opens_what_it_changed_with_numbers_masked(part: Any) -> None:
    part.list.grid.choose(str(part._lines[1].seq))
    texts = [one.text() for one in part.detail.findChildren(type(part.outcome.title))]
    assert "教师 新来的" in texts and any("139****0001" in one for one in texts)
    assert not any("13900000001" in one for one in texts)


def test_older_entries_are_fetched_when_they_are_wanted(
    part: Any, office: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.audit._AT_ONCE", 2)
    part.tell()
    count = audit.count(office)
    assert len(said(part)) == 2 and part.older.isVisible()
    while part.older.isVisible():
        part.older.click()
    assert len(said(part)) == count == part.list.total


def test_the_record_is_written_held_against_the_file_and_verified(
    part: Any, window: MainWindow, office: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    out = tmp_path / "操作记录.xlsx"
    before = choosing.use(lambda _parent, _wanted: [str(out)])
    try:
        part.save_buttons[".xlsx"].click()
        settle(qtbot, window)
        assert out.exists() and "已写好" in part.outcome.title.text()
        assert said(part)[0].startswith("导出报表")
        part.compare_button.click()
        settle(qtbot, window)
        assert part.outcome.title.text() == "没有发现被改动的地方。"
        part.verify_button.click()
        settle(qtbot, window)
        assert part.outcome.title.text() == "没有发现被改动的地方。" and "核对码" in part.outcome.advice.text()
        office.store.conn.execute("DROP TRIGGER audit_delete")
        part.verify_button.click()
        settle(qtbot, window)
        assert "保护装置不见了" in part.outcome.title.text()
    finally:
        choosing.use(before)


def test_no_text_is_cut(part: Any, window: MainWindow) -> None:
    window.resize(1366, 768)
    assert cut_texts(part) == []
