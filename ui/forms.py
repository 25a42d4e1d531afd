"""The Form pattern: an entity's fields in two columns under headings, faults under their fields, save and leave."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import records
from app.fields import Fault, Field, Kind, Owner, Unreadable, Value, check
from app.problems import SHOWN
from app.records import Entity, Invalid, Values
from app.session import Session
from ui import messages, pictures, tokens
from ui.choices import Picker
from ui.editors import editor_for

TWO_COLUMNS_FROM = 560
"""Width of a form from which its fields stand in two columns."""

_LABEL_WIDTH = 116


class FieldRow(QWidget):
    """A label, the editor, and below it the note or the fault.

    Everything is made inside its parent: each later move into another would style the whole form anew.
    """

    def __init__(self, field: Field, pickers: Mapping[str, Picker], parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.ask: QPushButton | None = None
        self.editor = editor = editor_for(field, pickers, self)
        self.label = QLabel(field.label, self)
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.label.setFixedWidth(_LABEL_WIDTH)
        self.label.setFixedHeight(tokens.FIELD)
        self.label.setBuddy(editor.widget)
        editor.widget.setAccessibleName(field.label + ("，必填" if field.required else ""))
        # As wide as the column, whatever stands in it: a long option must not widen the form.
        editor.widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        editor.widget.setMinimumWidth(96)
        self._below = QLabel(self, wordWrap=True)
        self._below.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignTop)
        if field.required:
            star = QLabel("*", self)
            star.setProperty("role", "fault")
            # Beside the label, however tall the editor is.
            star.setFixedHeight(tokens.FIELD)
            grid.addWidget(star, 0, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        grid.setColumnMinimumWidth(1, 12)
        grid.addWidget(editor.widget, 0, 2)
        grid.addWidget(self._below, 1, 2)
        grid.setColumnStretch(2, 1)
        self._note = field.note
        self.say("")

    def lock(self) -> QPushButton:
        """Not for this office to write; the button is for asking the county to change it."""
        self.editor.lock(True)
        self._note = "由县里填写"
        self.say("")
        ask = self.ask = QPushButton("申请更改……", self)
        ask.setProperty("kind", "link")
        ask.setAccessibleName(f"申请更改{self.field.label}")
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(ask, 1, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        ask.hide()
        return ask

    def hint(self, note: str) -> None:
        """Another note than the field's own, as when what stands in other fields tells more."""
        self._note = note
        if not self.editor.widget.property("faulty"):
            self.say("")

    def say(self, fault: str) -> None:
        """Show a fault, or the field's own note again."""
        text = fault or self._note
        role = "fault" if fault else "secondary"
        if text and self._below.property("role") != role:
            tokens.mark(self._below, "role", role)
        self._below.setText(text)
        self._below.setVisible(bool(text))
        if bool(self.editor.widget.property("faulty")) != bool(fault):
            tokens.mark(self.editor.widget, "faulty", bool(fault))


class Form(QWidget):
    """The fields of one record. Filling it says nothing; `dirtied` tells when a person changed something first,
    `asked(field)` that the county is to be asked to change one of its fields."""

    dirtied = Signal()
    asked = Signal(str)

    def __init__(
        self,
        entity: Entity,
        session: Session,
        *,
        pickers: Mapping[str, Picker],
        parent: QWidget,
        fields: Sequence[Field] | None = None,
    ) -> None:
        """`pickers` by the table that references point to; `fields` where not all of the entity's are wanted."""
        super().__init__(parent)
        self.entity = entity
        self.session = session
        self.dirty = False
        self._shown: dict[str, str] = {}
        self.rows: dict[str, FieldRow] = {}
        self._groups: list[tuple[QLabel | None, QGridLayout, list[FieldRow]]] = []
        self._columns = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(tokens.GRID)
        for group, members in _grouped(entity.fields if fields is None else fields):
            self._add_group(column, group, [self._row(field, pickers) for field in members])
        column.addStretch(1)
        self._arrange(1)

    def _row(self, field: Field, pickers: Mapping[str, Picker]) -> FieldRow:
        row = self.rows[field.name] = FieldRow(field, pickers, self)
        row.editor.changed.connect(self._on_changed)
        row.editor.left.connect(lambda: self._look_at(row))
        if field.owner is Owner.COUNTY and not self.session.is_county:
            row.lock().clicked.connect(lambda: self.asked.emit(field.name))
        return row

    def _add_group(self, column: QVBoxLayout, group: str, rows: list[FieldRow]) -> None:
        heading = None
        if group:
            heading = QLabel(group, self)
            heading.setProperty("role", "group")
            heading.setContentsMargins(0, 12, 0, 0)
            column.addWidget(heading)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.GRID)
        grid.setVerticalSpacing(tokens.GRID)
        column.addLayout(grid)
        self._groups.append((heading, grid, rows))

    # -- what a page does with it

    def fill(self, values: Mapping[str, Value]) -> None:
        """Show a record's stored values (none for a new one)."""
        for name, row in self.rows.items():
            row.editor.set(values.get(name))
            row.say("")
            if row.ask:
                # Of a record that is only being written nothing can be asked yet.
                row.ask.setVisible(bool(values))
            self._shown[name] = self._text_of(row) or ""
        self.dirty = False

    def suggest(self, name: str, value: Value) -> None:
        """Put a value into a field that is still empty, as something the person may still change."""
        row = self.rows[name]
        if not self._text_of(row):
            row.editor.set(value)

    def changed_texts(self) -> dict[str, str]:
        """What differs from what was filled in, by field; raises Invalid where a reference points to nothing."""
        texts: dict[str, str] = {}
        faults = []
        for name, row in self.rows.items():
            try:
                text = row.editor.text()
            except Unreadable as reason:
                faults.append(Fault(name, str(reason)))
                continue
            if text != self._shown.get(name, ""):
                texts[name] = text
        if faults:
            raise Invalid(self.entity, faults)
        return texts

    def show_faults(self, faults: Sequence[Fault]) -> list[str]:
        """Put each fault under its field and go to the first; returns those that belong to no field here."""
        said: dict[str, str] = {}
        for fault in faults:
            said.setdefault(fault.field, fault.reason)
        for name, row in self.rows.items():
            row.say(said.pop(name, ""))
        first = next((row for row in self.rows.values() if row.editor.widget.property("faulty")), None)
        if first:
            first.editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return list(said.values())

    def missing(self) -> list[Fault]:
        """The faults of required fields that are empty, to be shown together with whatever else is wrong."""
        empty = [row.field for row in self.rows.values() if row.field.required and self._text_of(row) == ""]
        return check(tuple(empty), {})

    def focus_first(self) -> None:
        """Go to the first field."""
        next(iter(self.rows.values())).editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside

    def _text_of(self, row: FieldRow) -> str | None:
        try:
            return row.editor.text()
        except Unreadable:
            return None

    def _on_changed(self) -> None:
        if not self.dirty:
            self.dirty = True
            self.dirtied.emit()

    def _look_at(self, row: FieldRow) -> None:
        """Say at once what cannot be read; what depends on other fields waits for saving."""
        try:
            text = row.editor.text()
            if text != self._shown.get(row.field.name, ""):
                records.parsed(self.session, row.field, text)
        except Unreadable as reason:
            row.say(str(reason))
        else:
            row.say("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(2 if self.width() >= TWO_COLUMNS_FROM else 1)
        super().resizeEvent(event)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for _, grid, rows in self._groups:
            for row in rows:
                grid.removeWidget(row)
            place = 0
            for row in rows:
                wide = columns if row.field.kind is Kind.LONG_TEXT else 1
                if place % columns + wide > columns:
                    place += 1
                grid.addWidget(row, place // columns, place % columns, 1, wide)
                grid.setAlignment(row, Qt.AlignmentFlag.AlignTop)
                place += wide
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1 if columns == 2 else 0)


class FormPane(QFrame):
    """A form with its title, a scroll area and its buttons. `saved(id)` after a save, `closed` when left."""

    saved = Signal(str)
    closed = Signal()

    def __init__(
        self,
        make: Callable[[QWidget], Form],
        *,
        load: Callable[[str], Mapping[str, Value]],
        save: Callable[[str | None, Values], str],
        parent: QWidget,
    ) -> None:
        """`make(parent)` builds the form; `load(pk)` and `save(pk, changes)` are the feature's own."""
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.pk: str | None = None
        self._load = load
        self._save = save
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setToolTip("关闭（Esc）")
        close.setAccessibleName("关闭")
        pictures.dress(close, "x", "secondary")
        close.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        scroll = QScrollArea(self, widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form = form = make(scroll.viewport())
        scroll.setWidget(form)
        scroll.viewport().setAutoFillBackground(False)
        # A scroll area makes what it is given fill itself with the window's colour.
        form.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(self._footer())
        form.dirtied.connect(self._tell)

    def _footer(self) -> QFrame:
        footer = QFrame()
        footer.setProperty("role", "footer")
        line = QHBoxLayout(footer)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(tokens.GRID)
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("kind", "main")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.leave)
        line.addWidget(self._word, 1)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.save_button)
        return footer

    def open_new(self, values: Mapping[str, Value] | None = None) -> None:
        """Show an empty record, with some values already put in that the person may still change."""
        self.pk = None
        self._title.setText(f"新增{self.form.entity.label}")
        self.form.fill({})
        for name, value in (values or {}).items():
            self.form.suggest(name, value)
        self._tell()
        self.form.focus_first()

    def show_record(self, pk: str) -> None:
        """Show a record to be changed; raises Problem when it is not there any more."""
        values = self._load(pk)
        self.pk = pk
        self._title.setText(
            f"修改{self.form.entity.label}：{records.called(self.form.session, self.form.entity, values)}"
        )
        self.form.fill(values)
        self._tell()

    def save(self) -> bool:
        """Save what was changed; stays where it is. False when it was refused."""
        try:
            texts = self.form.changed_texts()
            changes = records.read(self.form.entity, texts, self.form.session)
            pk = self._save(self.pk, changes)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self._say("".join(rest) or "有几处需要改一下，请看标红的地方。")
            return False
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return False
        self.show_record(pk)
        self.saved.emit(pk)
        return True

    def may_leave(self) -> bool:
        """Whether nothing would be lost; asks once when something would."""
        if not self.form.dirty:
            return True
        if not messages.ask(self, "还有没保存的内容。", "离开后这些修改就没有了。", "不保存，离开", "继续填写"):
            return False
        self.form.dirty = False
        return True

    def leave(self) -> bool:
        """Close, asking about unsaved work."""
        if not self.may_leave():
            return False
        self.closed.emit()
        return True

    def _tell(self) -> None:
        self._say("")

    def _say(self, text: str) -> None:
        self._word.setText(text)
        self._word.setVisible(bool(text))


def _grouped(fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    return list(groups.items())
