"""The Form pattern: what is shown, what is collected, where faults stand, and who may write what."""

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import office as office_service
from app import organisations, records, teachers
from app.fields import Field, Kind, Owner, Value
from app.records import Entity, Invalid, Values
from app.session import Session
from tests.ui.conftest import Heard
from ui.choices import Choice, Picker
from ui.editors import ChoiceEditor, LineEditor, ReferenceEditor
from ui.forms import Form, FormPane
from ui.people import organisation_picker

CHOICES = [Choice("t1", "曾伟", "城关小学"), Choice("t2", "曾伟", "第一中学"), Choice("t3", "王芳")]
PICKER = Picker(
    lambda text: [one for one in CHOICES if text in one.label],
    lambda pk: next(one.label for one in CHOICES if one.id == pk),
)


def no_faults(values: Values) -> list[object]:
    return []


ENTITY = Entity(
    "teachers",
    "教师",
    (
        Field("name", "姓名", Kind.NAME, required=True, group="基本"),
        Field("ethnic", "民族", Kind.CODE, codes="ethnic", group="基本"),
        Field("sex", "性别", Kind.CODE, codes="sex", group="基本"),
        Field("work_start", "参加工作年月", Kind.MONTH, group="任职"),
        Field("is_class_teacher", "是否班主任", Kind.FLAG, group="任职"),
        Field("mentor", "师父", Kind.REFERENCE, refers_to="teachers", group="任职"),
        Field("honour", "称号", owner=Owner.COUNTY, group="任职"),
        Field("remark", "备注", Kind.LONG_TEXT, group="任职"),
    ),
    no_faults,  # type: ignore[arg-type]
)
STORED: Mapping[str, Value] = {"name": "张三", "ethnic": "01", "work_start": "2001-08", "mentor": "t3", "remark": "好"}


@pytest.fixture
def form(qtbot: QtBot, office: Session) -> Iterator[Form]:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = Form(ENTITY, office, pickers={"teachers": PICKER}, parent=holder)
    holder.resize(700, 500)
    made.resize(700, 500)
    holder.show()
    yield made
    holder.close()


def write(form: Form, name: str, text: str) -> None:
    """Type into a field as a person does, and leave it."""
    widget = form.rows[name].editor.widget
    line = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    assert isinstance(line, QLineEdit)
    widget.setFocus()
    line.setText(text)
    line.textEdited.emit(text)
    line.editingFinished.emit()


def test_filling_a_form_neither_changes_nor_dirties_anything(form: Form, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.dirtied):
        form.fill(STORED)
    assert form.changed_texts() == {}
    assert not form.dirty


def test_codes_are_shown_as_words_and_collected_as_codes(form: Form) -> None:
    form.fill(STORED)
    box = form.rows["ethnic"].editor.widget
    assert isinstance(box, QComboBox)
    assert box.currentText() == "汉族"
    write(form, "ethnic", "维吾尔")
    assert box.currentText() == "维吾尔族"
    assert form.changed_texts() == {"ethnic": "05"}


def test_a_code_nobody_knows_is_shown_as_it_is_and_left_alone(form: Form) -> None:
    form.fill({**STORED, "ethnic": "77"})
    box = form.rows["ethnic"].editor.widget
    assert isinstance(box, QComboBox)
    box.setFocus()
    assert box.currentText() == "77"
    assert form.changed_texts() == {}


def test_short_lists_open_at_a_click_and_long_ones_are_typed_into(form: Form) -> None:
    sex, ethnic = form.rows["sex"].editor.widget, form.rows["ethnic"].editor.widget
    assert isinstance(sex, QComboBox)
    assert isinstance(ethnic, QComboBox)
    assert (sex.isEditable(), ethnic.isEditable()) == (False, True)


@pytest.mark.parametrize("written", ["2026.9", "2026年9月", "202609", "2026/09"])
def test_every_way_to_write_a_month_is_read_and_shown_in_one(form: Form, written: str) -> None:
    form.fill(STORED)
    write(form, "work_start", written)
    assert form.changed_texts() == {"work_start": "2026-09"}


def test_what_cannot_be_read_is_said_under_its_field_at_once(form: Form) -> None:
    form.fill(STORED)
    write(form, "work_start", "去年")
    row = form.rows["work_start"]
    assert "看不出是哪一天" in row._below.text()
    assert row.editor.widget.property("faulty") is True
    write(form, "work_start", "2020-01")
    assert row._below.isHidden()


def test_days_are_hours_once_the_office_says_how_many(qtbot: QtBot, office: Session) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    hours = Field("hours", "学时", Kind.HOURS)
    form = Form(Entity("classes", "培训班次", (hours,), no_faults), office, pickers={}, parent=holder)  # type: ignore[arg-type]
    write(form, "hours", "2天")
    row = form.rows["hours"]
    assert "一天算多少学时" in row._below.text() and row.editor.widget.property("faulty") is True
    office_service.set_worth(office, "8", "天")
    write(form, "hours", "2 天")
    assert row._below.isHidden()
    assert records.read(form.entity, form.changed_texts(), office) == {"hours": 160}


def test_a_flag_is_yes_no_or_nothing(form: Form) -> None:
    form.fill(STORED)
    editor = form.rows["is_class_teacher"].editor
    assert isinstance(editor, ChoiceEditor)
    editor._fill()
    assert [editor.widget.itemText(at) for at in range(editor.widget.count())] == ["", "是", "否"]
    editor.widget.setCurrentIndex(2)
    editor.widget.activated.emit(2)
    assert form.dirty
    assert form.changed_texts() == {"is_class_teacher": "0"}


def test_the_mouse_wheel_never_changes_a_choice(form: Form) -> None:
    form.fill({**STORED, "sex": "1"})
    box = form.rows["sex"].editor.widget
    assert isinstance(box, QComboBox)
    box.setFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.currentText() == "男"


def test_a_reference_is_found_by_typing_and_kept_as_an_id(form: Form) -> None:
    form.fill(STORED)
    editor = form.rows["mentor"].editor
    assert isinstance(editor, ReferenceEditor)
    assert editor.widget.text() == "王芳"
    editor._on_edited("曾")
    assert editor._lines.stringList() == ["曾伟　城关小学", "曾伟　第一中学"]
    editor.take(editor._offered[1])
    assert form.changed_texts() == {"mentor": "t2"}


def test_a_reference_to_nobody_is_a_fault_of_that_field(form: Form) -> None:
    form.fill(STORED)
    write(form, "mentor", "李四")
    with pytest.raises(Invalid) as refused:
        form.changed_texts()
    assert [(fault.field, "李四" in fault.reason) for fault in refused.value.faults] == [("mentor", True)]


def test_a_name_that_fits_only_one_need_not_be_chosen(form: Form) -> None:
    form.fill({})
    write(form, "mentor", "王芳")
    assert form.changed_texts() == {"mentor": "t3"}


def test_emptying_a_field_is_a_change(form: Form) -> None:
    form.fill(STORED)
    write(form, "mentor", "")
    assert form.changed_texts() == {"mentor": ""}


def test_composing_with_an_input_method_reaches_the_field(form: Form) -> None:
    form.fill({})
    line = form.rows["name"].editor.widget
    assert isinstance(line, QLineEdit)
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("zhangsan", []))
    assert (line.text(), form.dirty) == ("", False)
    done = QInputMethodEvent()
    done.setCommitString("张三")
    QApplication.sendEvent(line, done)
    assert (line.text(), form.dirty) == ("张三", True)


def test_what_the_county_owns_a_school_may_only_read(qtbot: QtBot, school: Session) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = Form(ENTITY, school, pickers={"teachers": PICKER}, parent=holder)
    row = made.rows["honour"]
    assert isinstance(row.editor, LineEditor)
    assert row.editor.widget.isReadOnly()
    assert row._below.text() == "由县里填写"


def test_a_wide_form_has_two_columns_and_a_narrow_one_has_one(form: Form) -> None:
    def places() -> set[int]:
        return {form.rows[name].x() for name in ("name", "ethnic")}

    QApplication.processEvents()
    assert len(places()) == 2
    form.resize(440, 500)
    QApplication.processEvents()
    assert len(places()) == 1


# -- the pane around it


@pytest.fixture
def pane(qtbot: QtBot, office: Session) -> Iterator[FormPane]:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = FormPane(
        lambda parent: Form(
            teachers.ENTITY, office, pickers={"organisations": organisation_picker(office)}, parent=parent
        ),
        load=lambda pk: teachers.get(office, pk),
        save=lambda pk, changes: teachers.save(office, pk, changes),
        parent=holder,
    )
    holder.resize(640, 600)
    made.resize(640, 600)
    holder.show()
    yield made
    holder.close()


def someone(office: Session) -> str:
    return next(str(row["id"]) for row in teachers.every(office) if row["name"] == "张三")


def test_saving_writes_what_changed_and_stays(pane: FormPane, office: Session, qtbot: QtBot) -> None:
    pk = someone(office)
    pane.show_record(pk)
    write(pane.form, "phone", "138 0000 1234")
    with qtbot.waitSignal(pane.saved) as saved:
        assert pane.save()
    assert saved.args == [pk]
    assert teachers.get(office, pk)["phone"] == "13800001234"
    assert pane.pk == pk
    assert not pane.form.dirty
    assert pane.form.changed_texts() == {}


def test_all_faults_stand_under_their_fields_at_once(pane: FormPane, heard: Heard) -> None:
    pane.open_new()
    write(pane.form, "id_number", "110105194912310021")
    write(pane.form, "phone", "12")
    assert not pane.save()
    faulty = [name for name, row in pane.form.rows.items() if row.editor.widget.property("faulty")]
    assert faulty == ["name", "id_number", "phone", "work"]
    assert not heard.said, "faults of fields need no dialog"


def test_a_fault_the_service_finds_stands_under_its_field(pane: FormPane, office: Session) -> None:
    pane.open_new({"work": organisations.listed(office)[1]["id"]})
    write(pane.form, "name", "李四")
    write(pane.form, "id_number", "11010519491231002X")
    assert not pane.save()
    assert "王芳" in pane.form.rows["id_number"]._below.text()


def test_what_a_new_record_begins_with_is_saved_with_it(pane: FormPane, office: Session) -> None:
    work = organisations.listed(office)[1]["id"]
    pane.open_new({"work": work})
    assert pane.leave(), "nothing was typed yet, so nothing is asked"
    pane.open_new({"work": work})
    write(pane.form, "name", "李四")
    assert pane.save()
    assert pane.pk is not None
    assert records.title_of(teachers.ENTITY, teachers.get(office, pane.pk)) == "李四"


def test_leaving_with_unsaved_work_asks_once(pane: FormPane, office: Session, heard: Heard) -> None:
    pane.show_record(someone(office))
    write(pane.form, "native_place", "江西上饶")
    heard.answer = False
    assert not pane.leave()
    heard.answer = True
    assert pane.leave()
    assert pane.leave()
    assert len(heard.asked) == 2
