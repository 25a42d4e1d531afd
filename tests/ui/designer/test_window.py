"""A clerk lays out a paper: moves, types, sizes, previews with a real person, saves, undoes."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLabel, QTableWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app import codes, records
from app.papers import design_files, designs, laying
from app.papers.laying import Design, Form, Picture, Table, Text, write_design
from app.session import Session
from tests.app.papers.drawn import diploma
from tests.ui.conftest import Chosen, Heard, cut_texts
from ui.designer import drafts, open_designer
from ui.designer.naming import NameSheet
from ui.designer.taking import TakeSheet
from ui.designer.window import DesignerWindow
from ui.window import MainWindow

Open = Callable[..., DesignerWindow]


@pytest.fixture
def designer(window: MainWindow, qtbot: QtBot, heard: Heard) -> Iterator[Open]:
    """Opens a designer on the window's office, its sheet drawn; nothing of it is left behind."""
    opened: list[DesignerWindow] = []

    def make(kind: str = "completion", pk: str | None = None) -> DesignerWindow:
        made = open_designer(window, window.session, window.services, kind, pk)
        opened.append(made)
        made.resize(1366, 720)
        drawn(qtbot, made)
        return made

    yield make
    heard.answer = True
    for one in filter(isValid, opened):
        one.close()
    for kind in codes.table("paper_kind").codes:
        drafts.drop(window.session.site, kind.code)
    # Without a screen what was copied lives longer than Python, which it needs to go.
    QApplication.clipboard().clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def drawn(qtbot: QtBot, made: DesignerWindow) -> None:
    """Wait until the sheet is drawn as the design is now."""
    qtbot.waitUntil(lambda: not made.preview._pause.isActive() and not made.preview.busy, timeout=20_000)
    QApplication.processEvents()


def drag(made: DesignerWindow, start: tuple[float, float], end: tuple[float, float], *, free: bool = True) -> None:
    """Press at a place of the sheet (mm), go to another in steps, let go; `free`: without coming to lie on lines."""
    canvas = made.canvas
    keys = Qt.KeyboardModifier.AltModifier if free else Qt.KeyboardModifier.NoModifier
    steps = [QPointF(*start)]
    steps += [QPointF(*start) + (QPointF(*end) - QPointF(*start)) * part / 4 for part in range(1, 5)]
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * 4]
    for kind, place in zip(kinds, steps, strict=True):
        _send(made, kind, canvas.mapFromScene(place), keys)
    _send(made, QEvent.Type.MouseButtonRelease, canvas.mapFromScene(QPointF(*end)), keys)


def _send(made: DesignerWindow, kind: QEvent.Type, at: QPoint, keys: Qt.KeyboardModifier) -> None:
    left = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else left
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
    there = QPointF(made.canvas.viewport().mapToGlobal(at))
    QApplication.sendEvent(made.canvas.viewport(), QMouseEvent(kind, QPointF(at), there, button, held, keys))


def body_of(made: DesignerWindow) -> str:
    return write_design(made.document.design)


def place_of(made: DesignerWindow, kind: type, words: str = "") -> int:
    """The first element of a kind that says so."""
    elements = enumerate(made.document.design.elements)
    return next(place for place, one in elements if isinstance(one, kind) and words in laying.name_of(one))


def middle_of(made: DesignerWindow, place: int) -> tuple[float, float]:
    box = laying.box_of(made.document.design.elements[place])
    return box.x + box.width / 2, box.y + box.height / 2


def test_dragging_moves_an_element_by_millimetres(designer: Open) -> None:
    made = designer()
    title = place_of(made, Text, "结业证书")
    before = made.document.design.elements[title]
    at = middle_of(made, title)
    drag(made, at, (at[0] + 20, at[1] + 30))
    after = made.document.design.elements[title]
    pixel = 1 / made.canvas.transform().m11()
    assert after.x - before.x == pytest.approx(20, abs=1.5 * pixel)
    assert after.y - before.y == pytest.approx(30, abs=1.5 * pixel)
    assert (after.width, after.height) == (before.width, before.height)
    assert made.document.places == {title}
    assert made.document.stack.undoText() == "移动"


def test_undoing_everything_gives_back_the_same_design(designer: Open, qtbot: QtBot) -> None:
    made = designer()
    begun = body_of(made)
    title = place_of(made, Text, "结业证书")
    at = middle_of(made, title)
    drag(made, at, (at[0] + 20, at[1] + 30))
    made.acts.put_in("table")
    made.acts.duplicate()
    made.acts.align("left")
    made.document.select({title})
    made.properties.parts["size"].changed.emit(30.0)
    made.acts.remove()
    changed = body_of(made)
    steps = made.document.stack.index()
    assert steps == 6
    while made.document.stack.canUndo():
        made.document.stack.undo()
    assert body_of(made) == begun
    assert not made.document.dirty
    while made.document.stack.canRedo():
        made.document.stack.redo()
    assert body_of(made) == changed


def test_an_element_comes_to_lie_on_the_middle_of_the_sheet(designer: Open) -> None:
    made = designer()
    code = place_of(made, laying.Code)
    box = laying.box_of(made.document.design.elements[code])
    near = made.document.design.width / 2 - box.width / 2 + 0.8
    at = middle_of(made, code)
    drag(made, at, (at[0] + near - box.x, at[1]), free=False)
    moved = laying.box_of(made.document.design.elements[code])
    assert moved.x + moved.width / 2 == made.document.design.width / 2
    assert made.canvas.guides == []


def test_pulling_a_corner_makes_it_larger_and_the_other_corner_stays(designer: Open) -> None:
    made = designer()
    code = place_of(made, laying.Code)
    made.document.select({code})
    box = laying.box_of(made.document.design.elements[code])
    drag(made, (box.right, box.bottom), (box.right + 10, box.bottom + 6))
    now = laying.box_of(made.document.design.elements[code])
    pixel = 1 / made.canvas.transform().m11()
    assert (now.x, now.y) == (box.x, box.y)
    assert now.width - box.width == pytest.approx(10, abs=1.5 * pixel)
    assert now.height - box.height == pytest.approx(6, abs=1.5 * pixel)


def test_the_arrow_keys_move_by_half_and_tenths_of_a_millimetre_as_one_step(designer: Open, qtbot: QtBot) -> None:
    made = designer()
    code = place_of(made, laying.Code)
    x = made.document.design.elements[code].x
    made.document.select({code})
    for _ in range(3):
        qtbot.keyClick(made.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(made.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert made.document.design.elements[code].x == pytest.approx(x + 1.4)
    assert made.document.stack.index() == 1


def test_typing_is_one_step_and_shows_on_the_sheet(designer: Open, qtbot: QtBot) -> None:
    made = designer()
    title = place_of(made, Text, "结业证书")
    made.document.select({title})
    before = made.canvas.picture.toImage()
    assert made.properties.words is not None
    edit = made.properties.words.widget
    made.type_here()
    qtbot.keyClicks(edit, "AB")
    edit.insertPlainText("证明")
    assert made.document.design.elements[title].text == "AB证明"  # type: ignore[union-attr]
    assert made.document.stack.index() == 1
    drawn(qtbot, made)
    assert made.canvas.picture.toImage() != before
    made.document.stack.undo()
    assert edit.toPlainText() == "结业证书"


def test_a_field_goes_where_the_cursor_is_or_into_a_text_of_its_own(designer: Open) -> None:
    made = designer()
    title = place_of(made, Text, "结业证书")
    made.document.select({title})
    assert made.properties.words is not None
    made.left.fields.wanted.emit("学时")
    assert "{学时}" in made.document.design.elements[title].text  # type: ignore[union-attr]
    made.document.select(())
    made.left.fields.wanted.emit("姓名")
    (new,) = made.document.chosen
    assert isinstance(new, Text)
    assert new.text == "{姓名}"


def test_columns_are_added_moved_typed_and_removed(designer: Open, qtbot: QtBot) -> None:
    made = designer("signin")
    place = place_of(made, Table)
    made.document.select({place})
    grid = made.properties.parts["grid"]
    table = grid.widget.findChild(QTableWidget)
    assert isinstance(table, QTableWidget)

    def headings() -> list[str]:
        one = made.document.design.elements[place]
        assert isinstance(one, Table)
        return [column.heading for column in one.columns]

    before = headings()
    table.setCurrentCell(1, 0)
    grid.buttons["加一列"].click()  # type: ignore[attr-defined]
    assert headings() == [*before[:2], "新列", *before[2:]]
    grid.parts["heading"].widget.setPlainText("职务")  # type: ignore[attr-defined]
    grid.parts["share"].changed.emit(12.0)  # type: ignore[attr-defined]
    grid.buttons["左移"].click()  # type: ignore[attr-defined]
    assert headings() == [before[0], "职务", *before[1:]]
    one = made.document.design.elements[place]
    assert isinstance(one, Table)
    assert one.columns[1].share == 12.0
    drawn(qtbot, made)
    grid.buttons["删这一列"].click()  # type: ignore[attr-defined]
    assert headings() == before


def test_cells_are_joined_typed_and_lines_added(designer: Open) -> None:
    made = designer("induction")
    place = place_of(made, Form)
    made.document.select({place})
    grid = made.properties.parts["grid"]
    table = grid.widget.findChild(QTableWidget)
    assert isinstance(table, QTableWidget)

    def form() -> Form:
        one = made.document.design.elements[place]
        assert isinstance(one, Form)
        return one

    lines, cells = len(form().lines), len(form().lines[0])
    table.setCurrentCell(0, 0)
    grid.buttons["并入右边"].click()  # type: ignore[attr-defined]
    assert len(form().lines[0]) == cells - 1
    grid.parts["text"].widget.setPlainText("姓　名")  # type: ignore[attr-defined]
    assert form().lines[0][0].text == "姓　名"
    grid.buttons["拆开"].click()  # type: ignore[attr-defined]
    assert len(form().lines[0]) == cells
    grid.buttons["加一行"].click()  # type: ignore[attr-defined]
    assert len(form().lines) == lines + 1
    grid.buttons["删这一行"].click()  # type: ignore[attr-defined]
    grid.buttons["加一列"].click()  # type: ignore[attr-defined]
    grid.buttons["删这一列"].click()  # type: ignore[attr-defined]
    assert len(form().lines) == lines


def test_the_preview_shows_a_real_person(designer: Open, qtbot: QtBot) -> None:
    made = designer("dossier")
    qtbot.waitUntil(lambda: bool(made.preview.people), timeout=10_000)
    before = made.canvas.picture.toImage()
    (choice,) = made.preview.picker().find("王芳")
    made.whose.take(choice)
    drawn(qtbot, made)
    assert made.preview.whose == choice.id
    assert made.canvas.picture.toImage() != before
    made.whose.widget.clear()
    drawn(qtbot, made)
    assert made.preview.whose == ""


def test_saving_a_shipped_design_makes_one_of_the_countys_own(designer: Open, office: Session) -> None:
    made = designer()
    made.acts.put_in("seal")
    assert made.library.state.text() == "有改动未保存"
    made.library.save()
    (sheet,) = made.findChildren(NameSheet)
    sheet.edit.setText("我县的结业证书")
    sheet.go.click()
    assert designs.chosen(office, "completion") == ("我县的结业证书", made.document.design)
    assert not made.document.dirty
    assert made.library.box.currentText() == "我县的结业证书（在用）"
    made.acts.put_in("rule")
    made.library.save()
    assert designs.chosen(office, "completion")[1] == made.document.design
    assert records.undo_last(office) == "修改版式：我县的结业证书"


def test_a_name_that_is_taken_is_said_in_the_sheet(designer: Open, office: Session) -> None:
    designs.keep(office, None, "completion", "甲", Design(kind="completion"))
    made = designer()
    made.library.save_as()
    (sheet,) = made.findChildren(NameSheet)
    sheet.edit.setText("甲")
    sheet.go.click()
    assert "已经有名为“甲”的版式" in sheet.fault.text()
    sheet.reject()


def test_using_renaming_deleting_and_taking_back(designer: Open, office: Session, heard: Heard) -> None:
    pk = designs.keep(office, None, "completion", "甲", Design(kind="completion"))
    made = designer(pk=pk)
    assert made.library.name == "甲"
    made.library.choose()
    assert designs.chosen_id(office, "completion") == pk
    made.library.ask_name()
    (sheet,) = made.findChildren(NameSheet)
    sheet.edit.setText("乙")
    sheet.go.click()
    assert designs.get(office, pk)["name"] == "乙"
    made.library.remove()
    assert "删除版式“乙”" in heard.asked[-1]
    assert designs.of_kind(office) == []
    assert made.library.pk is None
    made.library._take_back()
    assert designs.chosen_id(office, "completion") == pk


def test_an_earlier_state_is_gone_back_to_and_can_be_undone(designer: Open, office: Session) -> None:
    pk = designs.keep(office, None, "completion", "甲", diploma())
    designs.keep(office, pk, "completion", "甲", Design(kind="completion"))
    made = designer(pk=pk)
    made.library.past.aboutToShow.emit()
    _now, before = made.library.past.actions()
    assert before.text().endswith("王敏 保存的")
    before.trigger()
    assert made.document.design == diploma()
    made.document.stack.undo()
    assert made.document.design == Design(kind="completion")


def test_leaving_with_unsaved_work_asks_once(designer: Open, heard: Heard) -> None:
    made = designer()
    made.acts.put_in("seal")
    heard.answer = False
    assert not made.close()
    assert heard.asked == ["版式改了还没有保存。 离开后这些改动就没有了。"]
    heard.answer = True
    assert made.close()
    assert len(heard.asked) == 2


def test_leaving_without_changes_asks_nothing(designer: Open, heard: Heard) -> None:
    assert designer().close()
    assert heard.asked == []


def test_what_a_crash_interrupted_is_there_again(designer: Open, office: Session) -> None:
    made = designer()
    made.acts.put_in("seal")
    unsaved = made.document.design
    made.hide()  # as if it had gone without a word
    again = designer()
    assert "上次改了还没有保存" in again.strip_words.text()
    again.strip_yes.click()
    assert again.document.design == unsaved
    assert again.document.dirty
    again.document.stack.undo()
    assert again.document.design == designs.shipped("completion")[0].design
    made.document.stack.setClean()


def test_going_on_from_before_asks_before_newer_changes_go(designer: Open, heard: Heard) -> None:
    made = designer()
    made.acts.put_in("seal")
    unsaved = made.document.design
    made.hide()
    again = designer()
    again.acts.put_in("rule")
    newer = again.document.design
    heard.answer = False
    again.strip_yes.click()
    assert heard.asked == ["版式改了还没有保存。 离开后这些改动就没有了。"]
    assert again.document.design == newer
    heard.answer = True
    again.strip_yes.click()
    assert again.document.design == unsaved
    for one in (made, again):
        one.document.stack.setClean()


def test_what_is_not_saved_is_kept_when_the_program_closes(designer: Open, window: MainWindow) -> None:
    made = designer()
    made.acts.put_in("seal")
    unsaved = made.document.design
    window.closed.emit()
    kept = drafts.kept(window.session.site, "completion")
    assert kept is not None
    assert kept.design == unsaved
    assert not isValid(made) or not made.isVisible()


def test_what_is_given_up_is_not_offered_again(designer: Open) -> None:
    made = designer()
    made.acts.put_in("seal")
    made.keep_draft()
    made.close()
    assert designer().strip.isHidden()


def test_what_is_amiss_is_listed_and_leads_to_its_element(designer: Open, qtbot: QtBot) -> None:
    made = designer()
    title = place_of(made, Text, "结业证书")
    made.document.change("改", laying.changed(made.document.design, {title}, text="{性名}", x=290.0))
    drawn(qtbot, made)
    said = [made.doubts.item(row).text() for row in range(made.doubts.count())]
    assert any("没有“性名”这一项" in one for one in said)
    assert any("在纸的外面" in one for one in said)
    assert not made.doubts.isHidden()
    made.document.select(())
    made.doubts.itemClicked.emit(made.doubts.item(0))
    assert made.document.places == {title}
    made.document.stack.undo()
    drawn(qtbot, made)
    assert made.doubts.isHidden()


def test_a_text_without_room_is_told_and_the_last_sheet_stays(designer: Open, qtbot: QtBot) -> None:
    made = designer()
    title = place_of(made, Text, "结业证书")
    made.document.change("改", laying.changed(made.document.design, {title}, text="证" * 4000))
    drawn(qtbot, made)
    assert any("放不下" in made.doubts.item(row).text() for row in range(made.doubts.count()))
    assert not made.canvas.picture.isNull()


def test_copies_go_through_the_clipboard_and_lie_beside(designer: Open) -> None:
    made = designer()
    title = place_of(made, Text, "结业证书")
    made.document.select({title})
    made.acts.copy()
    made.acts.paste()
    (new,) = made.document.chosen
    old = made.document.design.elements[title]
    assert isinstance(new, Text)
    assert isinstance(old, Text)
    assert (new.text, new.x - old.x) == (old.text, 5)
    made.acts.cut()
    made.acts.paste()
    assert len(made.document.chosen) == 1


def test_a_band_and_ctrl_choose_several_and_the_list_shows_them(designer: Open, office: Session) -> None:
    made = designer(pk=designs.keep(office, None, "completion", "甲", diploma()))
    seal = place_of(made, laying.Seal)
    box = laying.box_of(made.document.design.elements[seal])
    drag(made, (box.right + 9, box.y - 4), (box.x - 2, box.bottom + 4))
    assert made.document.places == {seal}
    title = place_of(made, Text, "结业证书")
    at = made.canvas.mapFromScene(QPointF(*middle_of(made, title)))
    keys = Qt.KeyboardModifier.ControlModifier
    _send(made, QEvent.Type.MouseButtonPress, at, keys)
    _send(made, QEvent.Type.MouseButtonRelease, at, keys)
    assert made.document.places == {seal, title}
    assert len(made.left.elements.selectedItems()) == 2
    assert made.properties.head.text() == "选中了 2 个"
    made.left.elements.clearSelection()
    assert made.document.places == frozenset()


def test_several_are_brought_to_one_edge(designer: Open) -> None:
    made = designer()
    code, seal = place_of(made, laying.Code), place_of(made, laying.Seal)
    made.document.select({code, seal})
    made.acts.named["top"].trigger()
    tops = {made.document.design.elements[place].y for place in (code, seal)}
    assert len(tops) == 1
    assert not made.acts.named["spread across"].isEnabled()


def test_a_logo_comes_from_a_file_and_is_made_small(
    designer: Open, chosen: Chosen, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "标志.png"
    Image.new("RGBA", (3000, 3000), (168, 23, 26, 128)).save(path)
    chosen.answers.append(path)
    made = designer()
    made.inserts["picture"].click()
    place = made.document.only
    assert place is not None
    qtbot.waitUntil(lambda: bool(_picture(made, place).data), timeout=20_000)
    with Image.open(io.BytesIO(_picture(made, place).data)) as small:
        assert max(small.size) <= 1000
        assert small.mode == "RGBA"
    drawn(qtbot, made)
    assert made.doubts.count() == 0


def _picture(made: DesignerWindow, place: int) -> Picture:
    one = made.document.design.elements[place]
    assert isinstance(one, Picture)
    return one


def test_the_sheet_may_be_another_size(designer: Open) -> None:
    made = designer()
    made.document.select(())
    made.properties.paper.choice.changed.emit("a3 folded")
    design = made.document.design
    assert (design.width, design.height, design.fold) == (420, 297, True)
    made.properties.paper.findChildren(QDoubleSpinBox)[0].setValue(400)
    assert made.document.design.width == 400


def test_a_design_goes_out_as_a_file_and_comes_in_again(
    designer: Open, office: Session, chosen: Chosen, tmp_path: Path
) -> None:
    pk = designs.keep(office, None, "completion", "甲", Design(kind="completion", width=200))
    made = designer(pk=pk)
    out = tmp_path / "甲.xhd"
    chosen.answers += [out, out]
    made.library.write_file()
    assert len(design_files.from_file(out).designs) == 1
    designs.keep(office, pk, "completion", "甲", Design(kind="completion", width=180))
    made.library.read_file()
    (sheet,) = made.findChildren(TakeSheet)
    assert any("同名 1 个" in label.text() for label in sheet.findChildren(QLabel))
    sheet.replacing.setChecked(True)
    sheet.go.click()
    assert designs.read(designs.get(office, pk)).width == 200
    assert made.document.design.width == 200


def test_a_file_that_is_none_is_told(designer: Open, heard: Heard, tmp_path: Path) -> None:
    made = designer()
    path = tmp_path / "x.xhd"
    path.write_text("{}", encoding="utf-8")
    made.library.take_file(path)
    assert "不是薪火的版式文件" in heard.said[0]


def test_a_test_sheet_is_written(designer: Open, chosen: Chosen, tmp_path: Path) -> None:
    out = tmp_path / "试印.pdf"
    chosen.answers.append(out)
    designer().test_print()
    assert out.read_bytes().startswith(b"%PDF")


def test_tab_goes_from_element_to_element(designer: Open) -> None:
    made = designer()
    made.canvas.focusNextPrevChild(True)
    assert made.document.places == {0}
    made.canvas.focusNextPrevChild(True)
    assert made.document.places == {1}
    made.canvas.focusNextPrevChild(False)
    assert made.document.places == {0}


def test_what_flows_is_taken_hold_of_where_it_prints(designer: Open) -> None:
    made = designer("dossier")
    elements = made.document.design.elements
    last = max(place for place, one in enumerate(elements) if isinstance(one, Table) and one.place == "flow")
    assert made.canvas.count > 1
    made.document.select({last})
    assert made.canvas.number > 0
    (box,) = made.canvas.boxes_of(last)
    assert made.canvas.element_at(QPointF(box.x + box.width / 2, box.y + box.height / 2)) == last
    assert made.sheet_of.text().startswith(f"第 {made.canvas.number + 1} 页")
    made.document.select({place_of(made, Text, "教师业务档案")})
    assert made.canvas.number == 0


def test_one_window_a_kind(designer: Open) -> None:
    assert designer() is designer()
    assert designer("hours") is not designer()


def test_nothing_is_cut_at_the_smallest_screen(designer: Open) -> None:
    made = designer()
    for place in range(len(made.document.design.elements)):
        made.document.select({place})
        QApplication.processEvents()
        assert cut_texts(made) == []


def test_a_school_looks_and_changes_nothing(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot, heard: Heard
) -> None:
    window = open_window(school)
    made = open_designer(window, school, window.services, "completion")
    drawn(qtbot, made)
    before = body_of(made)
    title = place_of(made, Text, "结业证书")
    at = middle_of(made, title)
    drag(made, at, (at[0] + 20, at[1] + 30))
    qtbot.keyClick(made.canvas, Qt.Key.Key_Delete)
    qtbot.keyClick(made.canvas, Qt.Key.Key_Right)
    made.put_field("姓名")
    made.library.save()
    assert body_of(made) == before
    assert made.findChildren(NameSheet) == []
    assert not made.save_button.isVisible()
    assert "版式由县里管理" in made.strip_words.text()
    assert designs.of_kind(school) == []
    made.close()
    assert heard.asked == []
