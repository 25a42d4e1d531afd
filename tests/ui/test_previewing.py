"""The preview of a received file: person by person, with ticks where the county may choose."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import mentoring, organisations, teachers
from app.exchange import packing, receiving, safekeeping
from app.exchange.report import Entry, Line
from app.session import Session
from tests.app.exchange.offices import CODE, Two, found, of, opened
from tests.ui.conftest import Heard, cut_texts, newest, settle
from ui.exchange.changes import KIND, NEW, OLD, WHAT, Changes, grouped
from ui.exchange.previewing import FilePane
from ui.preview import PreviewDialog, Proposal
from ui.window import MainWindow

Opener = Callable[[Session], MainWindow]
KINDS = {"conflict": "冲突", "new": "新增", "changed": "变化"}
FIRST = frozenset({"conflict"})


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two offices' files, made once and copied for each test."""
    return found(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def two(founded: Path, tmp_path: Path) -> Iterator[Two]:
    with opened(founded, tmp_path / "两个单位") as made:
        yield made


@pytest.fixture
def reported(two: Two) -> Path:
    """张三 changed, 李四 in conflict, 赵六 new and paired with 张三."""
    teachers.save(two.school, two.zhang, {"phone": "13900000002", "email": "zhang@example.com"})
    teachers.save(two.school, two.li, {"phone": "13900000003"})
    teachers.save(two.county, two.li, {"phone": "13900000004"})
    zhao = two.enter(two.school, "赵六")
    pair = {"kind": "1", "mentor_id": two.zhang, "mentee_id": zhao, "start_date": "2026-09-01", "status": "1"}
    mentoring.save(two.school, None, pair)
    return two.up()


def look(open_window: Opener, session: Session, path: Path, qtbot: QtBot) -> tuple[MainWindow, FilePane]:
    window = open_window(session)
    window.go("exchange")
    settle(qtbot, window)
    window.page.receiver.receive([path])
    settle(qtbot, window)
    pane = newest(window, PreviewDialog).pane
    assert isinstance(pane, FilePane)
    return window, pane


def texts(model: Changes, parent: QModelIndex = QModelIndex()) -> list[str]:  # noqa: B008
    """Every text of the tree, row by row."""
    said = []
    for row in range(model.rowCount(parent)):
        said.append("|".join(model.data(model.index(row, column, parent)) for column in range(4)))
        said += texts(model, model.index(row, WHAT, parent))
    return said


def at(model: Changes, *names: str) -> QModelIndex:
    """The place whose texts begin so, level by level."""
    place = QModelIndex()
    for name in names:
        rows = [model.index(row, WHAT, place) for row in range(model.rowCount(place))]
        place = next(one for one in rows if model.data(one).startswith(name))
    return place


def test_a_file_is_seen_person_by_person_what_needs_a_look_first(
    open_window: Opener, two: Two, reported: Path, qtbot: QtBot
) -> None:
    _window, pane = look(open_window, two.county, reported, qtbot)
    said = texts(pane.changes)
    people = [line.split("　")[0] for line in said if "　" in line]
    assert people[0] == "李四" and sorted(people[1:]) == ["张三", "张三—赵六", "赵六"]
    assert "联系电话||139****0004|139****0003" in said
    assert "电子邮箱||（空）|zhang@example.com" in said
    assert {kind: button.text().split("　")[1] for kind, button in pane.kinds.items()} == {
        "": "5", "conflict": "1", "new": "3", "changed": "1",
    }  # fmt: skip


def test_numbers_are_masked_in_the_tree_and_whole_beside_it_when_asked(
    open_window: Opener, two: Two, reported: Path, qtbot: QtBot
) -> None:
    _window, pane = look(open_window, two.county, reported, qtbot)
    assert not any("13900000002" in line for line in texts(pane.changes))
    pane.grid.setCurrentIndex(at(pane.changes, "张三", "教师", "联系电话"))
    beside = [label.text() for label in pane.change.findChildren(QLabel)]
    assert "13900000002" not in beside
    pane.change.reveal.click()
    assert "13900000002" in [label.text() for label in pane.change.findChildren(QLabel)]


def test_what_is_unticked_is_not_taken(open_window: Opener, two: Two, reported: Path, qtbot: QtBot) -> None:
    window, pane = look(open_window, two.county, reported, qtbot)
    model = pane.changes
    model.setData(at(model, "张三", "教师", "联系电话"), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.state_of(at(model, "张三")) is Qt.CheckState.PartiallyChecked
    model.setData(at(model, "赵六", "教师"), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert pane.accept.text() == "接收其余内容" and pane.hint.text().startswith("有 2 处不采用")
    pane.accept.click()
    settle(qtbot, window)
    row = of(two.county, two.zhang)
    assert (row["phone"], row["email"]) == ("13900000001", "zhang@example.com")
    assert {one["name"] for one in teachers.every(two.county)} == {"张三", "李四"}
    assert "未采用" in window.page.outcome.advice.text() and "接收前的数据已备份" in window.page.outcome.advice.text()


def test_the_keyboard_ticks_too(open_window: Opener, two: Two, reported: Path, qtbot: QtBot) -> None:
    _window, pane = look(open_window, two.county, reported, qtbot)
    pane.grid.setCurrentIndex(at(pane.changes, "张三"))
    QTest.keyClick(pane.grid.viewport(), Qt.Key.Key_Space)
    assert len(pane.choices) == 2
    QTest.keyClick(pane.grid.viewport(), Qt.Key.Key_Space)
    assert not pane.choices


def test_one_kind_or_one_name_is_shown(open_window: Opener, two: Two, reported: Path, qtbot: QtBot) -> None:
    _window, pane = look(open_window, two.county, reported, qtbot)
    pane.kinds["changed"].click()
    assert [line for line in texts(pane.changes) if "　" in line] == ["张三　1 条|||"]
    pane.kinds[""].click()
    pane.search.setText("赵")
    assert [line.split("　")[0] for line in texts(pane.changes) if "　" in line] == ["赵六", "张三—赵六"]
    pane.search.setText("没有这个人")
    assert pane.changes.rowCount() == 0


def test_a_school_sees_the_same_tree_without_ticks(open_window: Opener, two: Two, qtbot: QtBot) -> None:
    teachers.save(two.county, two.zhang, {"phone": "13900000009"})
    path = packing.pack(two.county, CODE, two.folder).path
    _window, pane = look(open_window, two.school, path, qtbot)
    model = pane.changes
    assert not any(
        model.flags(place) & Qt.ItemFlag.ItemIsUserCheckable for place in (at(model, "张三"), at(model, "张三", "教师"))
    )
    assert "不想采用" not in pane.hint.text()


def test_a_school_is_asked_before_much_is_taken_away(open_window: Opener, two: Two, heard: Heard, qtbot: QtBot) -> None:
    other = organisations.save(two.county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
    for pk in (two.zhang, two.li):
        teachers.save(two.county, pk, {"work": other})
    path = packing.pack(two.county, CODE, two.folder, complete=True).path
    heard.answer = False
    window, pane = look(open_window, two.school, path, qtbot)
    assert any("会拿走本校" in label.text() for label in pane.findChildren(QLabel))
    pane.accept.click()
    settle(qtbot, window)
    assert "会拿走本校" in heard.asked[-1] and len(teachers.every(two.school)) == 2
    heard.answer = True
    window.page.receiver.receive([path])
    settle(qtbot, window)
    newest(window, PreviewDialog).pane.accept.click()
    settle(qtbot, window)
    assert teachers.every(two.school) == []


def test_an_outdated_preview_is_shown_anew_instead_of_being_written(
    open_window: Opener, two: Two, reported: Path, qtbot: QtBot
) -> None:
    window, pane = look(open_window, two.county, reported, qtbot)
    teachers.save(two.county, two.zhang, {"phone": "13900000008"})
    pane.accept.click()
    settle(qtbot, window)
    fresh = newest(window, PreviewDialog).pane
    assert fresh is not pane
    assert any("预览以后数据又有变动" in label.text() for label in fresh.findChildren(QLabel))
    assert of(two.county, two.zhang)["email"] is None
    fresh.accept.click()
    settle(qtbot, window)
    assert of(two.county, two.zhang)["email"] == "zhang@example.com"


def test_nothing_is_cut(open_window: Opener, two: Two, reported: Path, qtbot: QtBot) -> None:
    _window, pane = look(open_window, two.county, reported, qtbot)
    assert cut_texts(pane) == []


# -- the model by itself


def entries(count: int) -> list[Entry]:
    lines = (Line("联系电话", "1", "2", "phone"), Line("备注", "", "好", "remark"))
    return [
        Entry("changed" if number % 3 else "conflict", "teachers", str(number), f"教师{number // 2}", "教师", lines,
              root=str(number // 2), choosable=True)
        for number in range(count)
    ]  # fmt: skip


def test_the_model_keeps_qt_s_rules(qtbot: QtBot) -> None:
    made = entries(7)
    model = Changes(made, grouped(made, FIRST), KINDS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.narrow("changed", "教师")
    model.tick(model.index(0, WHAT), False)
    assert [model.headerData(one, Qt.Orientation.Horizontal) for one in (WHAT, KIND, OLD, NEW)] == [
        "对象和项目", "类别", "原来", "改为",
    ]  # fmt: skip
    del tester


def test_namesakes_stay_apart() -> None:
    made = [Entry("changed", "teachers", pk, "张伟", "教师", root=pk) for pk in ("1", "2")]
    assert [len(person.entries) for person in grouped(made, FIRST)] == [1, 1]


def test_thousands_of_records_unfold_one_person_only(qtbot: QtBot) -> None:
    made = entries(20_000)
    pane = FilePane(Proposal("文件", "很多。", KINDS), made, grouped(made, FIRST))
    qtbot.addWidget(pane)
    unfolded = [row for row in range(pane.changes.rowCount()) if pane.grid.isExpanded(pane.changes.index(row, WHAT))]
    assert pane.changes.rowCount() == 10_000 and unfolded == [0]
    pane.search.setText("教师77")
    assert pane.changes.shown == 222


def test_a_file_that_fits_is_the_same_taken_with_or_without_the_window(
    open_window: Opener, two: Two, qtbot: QtBot
) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    path = two.up()
    shown = receiving.preview(two.county, path)
    window, pane = look(open_window, two.county, path, qtbot)
    assert list(pane.changes.entries) == list(shown.report.entries)
    pane.accept.click()
    settle(qtbot, window)
    assert of(two.county, two.zhang)["phone"] == "13900000002"


# -- taking it back


def test_a_received_file_is_taken_back_from_the_list_after_asking(
    open_window: Opener, two: Two, heard: Heard, qtbot: QtBot
) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    receiving.take(two.county, two.up())
    window = open_window(two.county)
    window.go("exchange")
    settle(qtbot, window)
    history = window.page.history
    window.page.tabs.choose("files")
    assert not history.take_back.isEnabled()
    history.grid.choose("0")
    heard.answer = False
    history.take_back.click()
    settle(qtbot, window)
    assert "1 次操作都会撤销，1 条记录改回" in heard.asked[-1]
    assert of(two.county, two.zhang)["phone"] == "13900000002"
    heard.answer = True
    history.take_back.click()
    settle(qtbot, window)
    assert of(two.county, two.zhang)["phone"] == "13900000001"
    assert window.page.outcome.title.text() == "已撤销接收城关小学的文件。"
    assert history.rows.texts(0)[1].endswith("（已撤销）")
    history.grid.choose("0")
    assert not history.take_back.isEnabled()


def test_a_file_that_was_built_upon_stays_and_the_reason_is_said(open_window: Opener, two: Two, qtbot: QtBot) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    receiving.take(two.county, two.up())
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    window = open_window(two.county)
    window.go("exchange")
    settle(qtbot, window)
    window.page.tabs.choose("files")
    window.page.history.grid.choose("0")
    window.page.history.take_back.click()
    settle(qtbot, window)
    assert window.page.outcome.title.text() == "这次接收已经不能整个撤销。"
    assert "又改过它的联系电话" in window.page.outcome.advice.text()


def test_a_school_may_go_back_to_the_copy_from_before(
    open_window: Opener, two: Two, heard: Heard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    teachers.save(two.county, two.zhang, {"phone": "13900000009"})
    monkeypatch.setattr(safekeeping, "MANY", 0)
    taken = receiving.take(two.school, packing.pack(two.county, CODE, two.folder).path)
    window = open_window(two.school)
    window.go("exchange")
    settle(qtbot, window)
    window.page.history.grid.choose("0")
    window.page.history.take_back.click()
    settle(qtbot, window)
    assert taken.copy is not None and taken.copy.name in heard.asked[-1]
    assert window.restoring == taken.copy and not window.isVisible()
