"""The 工作室 page: members beside the studio at the county, a look without a pen at a school."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import studios, teachers
from app.session import Session
from ui.studio_members import LOCKED
from ui.studio_parts import StudioPartsPage
from ui.window import MainWindow


def opened(window: MainWindow, qtbot: QtBot) -> Any:
    """The page with its list read and its first studio chosen."""
    window.go("studios")
    assert isinstance(window.page, StudioPartsPage)
    page = window.page.part
    qtbot.waitUntil(lambda: bool(page.list.rows.all))
    page.list.grid.setCurrentIndex(page.list.rows.index(0, 1))
    page.show_detail()
    return page


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> Any:
    return opened(window, qtbot)


def members(page: Any) -> list[str]:
    return [row[1] for row in page.members.list.rows.all]


def add(page: Any, name: str) -> bool:
    page.members.begin()
    editor = page.members.quick.form.rows["teacher_id"].editor
    editor.widget.setText(name)
    editor._settle()
    return bool(page.members.quick.save())


def test_a_studio_shows_its_host_and_members(page: Any) -> None:
    texts = dict(zip([one.name for one in page.list.rows.columns], page.list.rows.texts(0), strict=True))
    assert (texts["name"], texts["host_name"], texts["members"]) == ("王芳工作室", "王芳", "1")
    assert members(page) == ["曾伟"]


def test_the_name_of_the_host_leads_to_the_teacher(page: Any, window: MainWindow) -> None:
    next(b for b in page.detail.findChildren(QPushButton) if b.text() == "王芳").click()
    assert window.page.title == "教师"


def test_a_member_is_added_once_and_only_once(page: Any) -> None:
    assert add(page, "张三")
    assert sorted(members(page)) == ["张三", "曾伟"]
    assert not add(page, "张三")
    assert "已经是" in page.members.quick.form.rows["teacher_id"]._below.text()


def test_a_member_leaves_and_stays_in_the_list_with_the_day(page: Any, window: MainWindow, qtbot: QtBot) -> None:
    page.members.list.rows.tick_shown(True)
    next(b for b in page.members.list.bar.buttons if b.text() == "退出").click()
    left = page.session.today().isoformat()
    assert [row[5] for row in page.members.list.rows.all] == [left]
    assert page.members._title.text() == "成员　0 人在册"
    window.undo()
    qtbot.waitUntil(lambda: page.members._title.text() == "成员　1 人在册")


def test_a_membership_entered_by_mistake_is_deleted(page: Any) -> None:
    page.members.drop([page.members.list.rows.id_at(0)])
    assert studios.members(page.session) == []


def test_a_studio_with_members_is_not_deleted(page: Any, heard: Any) -> None:
    page.delete(page.list.grid.current_id)
    assert len(studios.listed(page.session)) == 1
    assert "引用" in heard.said[0]


def test_at_a_school_nothing_can_be_written(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    own = str(teachers.every(school)[0]["id"])
    with school.writing("收到县里的文件") as rows:
        studio = rows.insert("studios", {"name": "王芳工作室", "kind": "2"})
        rows.insert("members", {"studio_id": studio, "teacher_id": own, "role": "2"})
    page = opened(open_window(school), qtbot)
    assert page.new.isHidden() and page.detail.edit.isHidden() and page.members.add.isHidden()
    assert [button.text() for button in page.members.list.bar.buttons] == ["导出"]
    assert [act.text for act in page.row_acts()] == ["申请更改……", "登记活动"]
    assert page.detail_acts(page.list.grid.current_id) == []
    assert LOCKED in [label.text() for label in page.detail.findChildren(type(page.members._title))]
    page.on_new()
    page.edit(page.list.grid.current_id)
    assert page.form is None
    assert page.members._title.text() == "本校成员　1 人在册"
    assert "本校成员" in [column.label for column in page.list.rows.columns]
