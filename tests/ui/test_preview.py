"""The parts of every preview: the kinds with their counts, and one row's old and new."""

from collections import Counter

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.preview import Change, ChangePane, Item, KindList, Proposal

SHOWN = Proposal("文件", "冲突 1 条。", {"conflict": "冲突", "new": "新增"}, sides={"conflict": ("县里的", "学校的")})


def words(pane: ChangePane) -> str:
    return "\n".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def change(qtbot: QtBot) -> ChangePane:
    pane = ChangePane(SHOWN)
    qtbot.addWidget(pane)
    pane.show()
    return pane


def test_a_difference_that_the_mask_would_hide_is_shown(change: ChangePane) -> None:
    change.show_item(Item("conflict", "单丽", "教师", changes=[Change("联系电话", "13912340000", "13956780000")]))
    assert "13912340000" in words(change)
    assert "学校的" in words(change)


def test_numbers_are_masked_until_somebody_asks(change: ChangePane) -> None:
    change.show_item(Item("new", "单丽", changes=[Change("联系电话", "", "13912345678")]))
    assert "139****5678" in words(change)
    change.reveal.click()
    assert "13912345678" in words(change)


def test_faults_stand_in_the_place_of_changes(change: ChangePane) -> None:
    change.show_item(Item("new", "单丽", faults=[("B4 任教学校", "没有登记。")]))
    assert "B4 任教学校\n没有登记。" in words(change)
    change.show_item(None)
    assert "单丽" not in words(change)


def test_only_kinds_that_occur_are_shown_and_their_counts_change(qtbot: QtBot) -> None:
    kinds = KindList({"doubt": "待确认", "new": "新增", "same": "无变化"}, {"doubt"}, Counter(new=2))
    qtbot.addWidget(kinds)
    kinds.show()
    assert {kind: button.text() for kind, button in kinds.buttons.items()} == {"": " 全部　2", "new": " 新增　2"}
    kinds.tell(Counter(doubt=1, same=1000))
    shown = [(kind, button.text()) for kind, button in kinds.buttons.items() if button.isVisible()]
    assert sorted(shown) == [("", " 全部　1,001"), ("doubt", " 待确认　1"), ("same", " 无变化　1,000")]
    layout = kinds.layout()
    assert layout is not None
    order = [layout.itemAt(place).widget() for place in range(layout.count() - 1)]
    assert order == [kinds.buttons[kind] for kind in ("", "doubt", "new", "same")]
    picked: list[str] = []
    kinds.picked.connect(picked.append)
    kinds.buttons["doubt"].click()
    assert picked == ["doubt"]
