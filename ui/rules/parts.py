"""The parameters of a rule as a form: one editor for each item, what is inside another in a sheet of its own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import codes
from app.fields import Unreadable
from app.rules import items, kinds, wording
from app.rules.items import ITEMS, MANY, Item
from ui import tokens
from ui.sheet import Sheet

_LABEL = 150
_LISTED = 320
_SHOWN_WHEN: Mapping[type, Mapping[str, tuple[str, str]]] = {
    kinds.Regime: {
        "years": ("period", "cycle"),
        "first_year": ("period", "cycle"),
        "months": ("period", "probation"),
        "ratios": ("unit", "credits"),
    },
    kinds.Count: {"kinds": ("register", "bases"), "levels": ("register", "bases"), "fine": ("register", "courses")},
}
"""Items that only make sense while another one of the same form says this."""


class Unfit(Exception):
    """Something in the form is not filled in as it can be read."""


class Part(QWidget):
    """One item's editor. `changed` after a person's change."""

    changed = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(tokens.GRID)

    def put(self, value: Any) -> None:
        """Show a value; says nothing to anybody."""
        raise NotImplementedError

    def value(self) -> Any:
        """What is there; raises Unreadable."""
        raise NotImplementedError


class TextPart(Part):
    """Numbers, words, dates: typed."""

    def __init__(self, item: Item, credits: Callable[[], bool]) -> None:
        super().__init__(item)
        self._credits = credits
        self.edit = QLineEdit(placeholderText=item.hint)
        self.edit.setAccessibleName(item.label)
        self.edit.textEdited.connect(lambda: self.changed.emit())
        if item.form in ("hours", "amount", "count", "share", "day"):
            self.edit.setMaximumWidth(240 if item.hint else 120)
        self.line.addWidget(self.edit, 1)
        self.unit = QLabel("学时" if item.form == "hours" else "")
        self.unit.setProperty("role", "secondary")
        self.line.addWidget(self.unit)
        if item.form not in ("words", "text"):
            self.line.addStretch(1)

    def tell_unit(self) -> None:
        """An amount is told in the unit of its regime."""
        if self.item.form == "amount":
            self.unit.setText("学分" if self._credits() else "学时")

    def put(self, value: Any) -> None:
        self.edit.setText(items.shown(self.item, value, credits=self._credits()))
        self.tell_unit()

    def value(self) -> Any:
        return items.read(self.item, self.edit.text(), credits=self._credits())


class FlagPart(Part):
    """Yes or no."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        self.box = QCheckBox("是")
        self.box.setAccessibleName(item.label)
        self.box.toggled.connect(lambda: self.changed.emit())
        self.line.addWidget(self.box)
        self.line.addStretch(1)

    def put(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)

    def value(self) -> bool:
        return self.box.isChecked()


class ChoicePart(Part):
    """One of a few."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        self.box = QComboBox()
        self.box.setAccessibleName(item.label)
        for key, label in _options(item):
            self.box.addItem(label, key)
        self.box.currentIndexChanged.connect(lambda: self.changed.emit())
        self.line.addWidget(self.box)
        self.line.addStretch(1)

    def put(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setCurrentIndex(max(self.box.findData(value), 0))
        self.box.blockSignals(False)

    def value(self) -> Any:
        return self.box.currentData()


class InsidePart(Part):
    """What is told in words here and changed in a sheet of its own."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        self._value: Any = ()
        self.words = QLabel(wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton("选择……" if item.form == "codes" or item.name in MANY else "填写……")
        self.button.setAccessibleName(f"选择{item.label}")
        self.button.clicked.connect(self.open)
        self.line.addWidget(self.words, 1)
        self.line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def put(self, value: Any) -> None:
        self._value = value
        self.words.setText(self.told())

    def value(self) -> Any:
        return self._value

    def told(self) -> str:
        """The value in words."""
        raise NotImplementedError

    def open(self) -> None:
        """Open the sheet."""
        raise NotImplementedError

    def take(self, value: Any) -> None:
        """The sheet was closed with this."""
        self.put(value)
        self.changed.emit()


class CodesPart(InsidePart):
    """Some of a code table, or of a few choices."""

    def told(self) -> str:
        return items.shown(self.item, self._value) or "不限"

    def open(self) -> None:
        sheet = CodesSheet(self, self.item, self._value)
        sheet.given.connect(self.take)
        sheet.open()


class NestedPart(InsidePart):
    """Whom a rule is about, or which hours are meant."""

    def told(self) -> str:
        if self._value == type(self._value)():
            return "全体教师" if self.item.form == "who" else "不限"
        return wording.who(self._value) if self.item.form == "who" else wording.about(self._value, "学时或培训")

    def open(self) -> None:
        sheet = NestedSheet(self, self.item.label, self._value, credits=False)
        sheet.given.connect(self.take)
        sheet.open()


class RowsPart(Part):
    """A table: a line for each row, in order, and the verbs beside it."""

    def __init__(self, item: Item, credits: Callable[[], bool]) -> None:
        super().__init__(item)
        self._credits = credits
        self._rows: list[Any] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.line.addLayout(self._column, 1)

    def put(self, value: Any) -> None:
        self._rows = list(value)
        self._show()

    def value(self) -> Any:
        return tuple(self._rows)

    def tell_unit(self) -> None:
        """Amounts in it are told in the unit of its regime."""
        self._show()

    def _show(self) -> None:
        while (old := self._column.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, row in enumerate(self._rows):
            self._column.addWidget(self._line_of(place, row))
        add = QPushButton("添加一行……")
        add.setAccessibleName(f"{self.item.label}：添加一行")
        add.setToolTip(self.item.hint)
        add.clicked.connect(lambda: self.edit(None))
        self._column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _line_of(self, place: int, row: Any) -> QWidget:
        made = QFrame()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        words = QLabel(wording.line(row, credits=self._credits()), wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        line.addWidget(words, 1)
        acts: list[tuple[str, Callable[[], None]]] = [("改", partial(self.edit, place))]
        if place:
            acts.append(("上移", partial(self._up, place)))
        acts.append(("去掉", partial(self._drop, place)))
        for text, run in acts:
            button = QPushButton(text)
            button.setProperty("kind", "link")
            button.setAccessibleName(f"{text}：{words.text()}")
            button.clicked.connect(lambda _=False, run=run: run())
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def edit(self, place: int | None) -> None:
        """Open a row, or a new one."""
        assert self.item.row is not None
        row = items.begun(self.item.row) if place is None else self._rows[place]
        sheet = NestedSheet(self, self.item.label, row, credits=self._credits())
        sheet.given.connect(partial(self._take, place))
        sheet.open()

    def _take(self, place: int | None, row: Any) -> None:
        if place is None:
            self._rows.append(row)
        else:
            self._rows[place] = row
        self._show()
        self.changed.emit()

    def _up(self, place: int) -> None:
        self._rows[place - 1 : place + 1] = reversed(self._rows[place - 1 : place + 1])
        self._show()
        self.changed.emit()

    def _drop(self, place: int) -> None:
        del self._rows[place]
        self._show()
        self.changed.emit()


class ItemForm(QWidget):
    """All items of one kind of parameters. `changed` after a person's change."""

    changed = Signal()

    def __init__(self, begun: Any, *, credits: bool = False) -> None:
        super().__init__()
        self._begun = begun
        self._by_credits = credits
        self.parts: dict[str, Part] = {}
        self._faults: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(tokens.GRID)
        grid.setColumnStretch(1, 1)
        for row, item in enumerate(ITEMS[type(begun)]):
            self._add(grid, row, item)
        for name, part in self.parts.items():
            part.put(getattr(begun, name))
        self._fit()

    def _add(self, grid: QGridLayout, row: int, item: Item) -> None:
        label = QLabel(item.label, wordWrap=True)
        label.setFixedWidth(_LABEL)
        label.setContentsMargins(0, 6, 0, 0)
        part = self.parts[item.name] = self._part(item)
        part.changed.connect(self._on_changed)
        fault = self._faults[item.name] = QLabel(wordWrap=True)
        fault.setProperty("role", "fault")
        fault.hide()
        self._labels[item.name] = label
        held = QVBoxLayout()
        held.setSpacing(2)
        held.addWidget(part)
        held.addWidget(fault)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(held, row, 1)

    def _part(self, item: Item) -> Part:
        if item.form == "flag":
            return FlagPart(item)
        if item.form == "codes" or item.name in MANY:
            return CodesPart(item)
        if item.form in ("choice", "code"):
            return ChoicePart(item)
        if item.form in ("who", "about"):
            return NestedPart(item)
        if item.form == "rows":
            return RowsPart(item, self.credits)
        return TextPart(item, self.credits)

    def credits(self) -> bool:
        """Whether amounts are credits: as this regime says now, else as the regime around it."""
        unit = self.parts.get("unit")
        return unit.value() == "credits" if isinstance(unit, ChoicePart) else self._by_credits

    def value(self) -> Any:
        """The parameters as they are filled in; raises Unfit after saying what is wrong at its place."""
        found = self._read(tell=True)
        if found is None:
            raise Unfit
        return found

    def peek(self) -> Any | None:
        """The parameters, or None while something cannot be read yet; says nothing."""
        return self._read(tell=False)

    def _read(self, *, tell: bool) -> Any | None:
        values, whole = {}, True
        for name, part in self.parts.items():
            try:
                values[name] = part.value()
                said = ""
            except Unreadable as reason:
                said, whole = str(reason), False
            if tell:
                self._faults[name].setText(said)
                self._faults[name].setVisible(bool(said))
        return msgspec.structs.replace(self._begun, **values) if whole else None

    def _on_changed(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """Only what makes sense is in sight, and amounts are in their unit."""
        for name, (other, wanted) in _SHOWN_WHEN.get(type(self._begun), {}).items():
            fits = self.parts[other].value() == wanted
            self.parts[name].setVisible(fits)
            self._labels[name].setVisible(fits)
        for part in self.parts.values():
            if isinstance(part, TextPart) or (isinstance(part, RowsPart) and part.item.name != "ratios"):
                part.tell_unit()


class NestedSheet(Sheet):
    """A form over what is inside another. `given(value)` when it was filled in."""

    given = Signal(object)

    def __init__(self, parent: QWidget, title: str, value: Any, *, credits: bool) -> None:
        super().__init__(parent, title, title, "好", width=560)
        self.form = ItemForm(value, credits=credits)
        self.column.addWidget(self.form)

    def on_go(self) -> None:
        try:
            value = self.form.value()
        except Unfit:
            self.adjustSize()
            return
        self.given.emit(value)
        self.accept()


class CodesSheet(Sheet):
    """Ticks before the lines of a code table. `given(codes)` in the order of the table; ticked earlier stay first."""

    given = Signal(object)

    def __init__(self, parent: QWidget, item: Item, chosen: tuple[str, ...]) -> None:
        super().__init__(parent, item.label, item.label, "好", width=420)
        self._chosen = chosen
        self.sentence(item.hint or "都不勾表示不限。")
        self.list = QListWidget()
        self.list.setMinimumHeight(min(_LISTED, 24 * len(_options(item)) + 16))
        for key, label in _options(item):
            line = QListWidgetItem(label, self.list)
            line.setData(Qt.ItemDataRole.UserRole, key)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
        self.column.addWidget(self.list)

    def on_go(self) -> None:
        lines = [self.list.item(place) for place in range(self.list.count())]
        ticked = [str(one.data(Qt.ItemDataRole.UserRole)) for one in lines if one.checkState() is Qt.CheckState.Checked]
        kept = [one for one in self._chosen if one in ticked]
        self.given.emit((*kept, *(one for one in ticked if one not in kept)))
        self.accept()


def scrolled(inside: QWidget) -> QScrollArea:
    """A long form in a place that is not."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    # A scroll area makes what it is given fill itself with the window's colour.
    inside.setAutoFillBackground(False)
    return area


def _options(item: Item) -> list[tuple[str, str]]:
    if item.choices:
        return list(item.choices.items())
    return [(one.code, one.label) for one in codes.table(item.codes).codes]
