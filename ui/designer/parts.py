"""The editors of the designer's right side: one for each form a property has; each says when a person changed it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QPlainTextEdit, QWidget

from ui import tokens

SIZES = {
    "初号": 42.0, "小初": 36.0, "一号": 26.0, "小一": 24.0, "二号": 22.0, "小二": 18.0, "三号": 16.0, "小三": 15.0,
    "四号": 14.0, "小四": 12.0, "五号": 10.5, "小五": 9.0, "六号": 7.5, "小六": 6.5, "七号": 5.5, "八号": 5.0,
}  # fmt: skip
"""Type sizes by their names, in points, as word processors have them."""

COLOURS = {
    "墨黑": "#141414",
    "大红": "#c8161d",
    "绛红": "#a8171a",
    "金色": "#bd9447",
    "深蓝": "#1f3a6e",
    "灰色": "#6b6b6b",
}
"""Colours that papers are printed in, by name."""

_LABEL = 76
_SMALLEST_SIZE, _LARGEST_SIZE = 2.0, 400.0


class Part(QObject):
    """A property's editor: `widget`, `put(value)` which says nothing to anybody, `changed(value)` after a person's
    change, `left` when it was left."""

    changed = Signal(object)
    left = Signal()
    widget: QWidget

    def put(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        # The wheel scrolls what is under it and changes nothing that was not chosen first.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class WordsPart(Part):
    """Words over several lines, or one (`lines` 1)."""

    def __init__(self, label: str, lines: int = 5) -> None:
        super().__init__()
        self.widget: QPlainTextEdit = QPlainTextEdit(tabChangesFocus=True)
        self.widget.setAccessibleName(label)
        self.widget.setFixedHeight(self.widget.fontMetrics().lineSpacing() * lines + 20)
        if lines == 1:
            self.widget.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            for bar in (self.widget.setVerticalScrollBarPolicy, self.widget.setHorizontalScrollBarPolicy):
                bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.widget.textChanged.connect(lambda: self.changed.emit(self.widget.toPlainText()))
        self._watch(self.widget)

    def put(self, value: Any) -> None:
        if str(value) != self.widget.toPlainText():
            self.widget.blockSignals(True)
            self.widget.setPlainText(str(value))
            self.widget.blockSignals(False)

    def insert(self, text: str) -> None:
        """Type this where the cursor is."""
        self.widget.insertPlainText(text)


class NumberPart(Part):
    """A number with its unit."""

    def __init__(
        self, label: str, unit: str, *, least: float = -2400, most: float = 2400, step: float = 1, places: int = 1
    ) -> None:
        super().__init__()
        self.widget: QDoubleSpinBox = QDoubleSpinBox(
            minimum=least, maximum=most, singleStep=step, decimals=places, suffix=f" {unit}" if unit else ""
        )
        self.widget.setAccessibleName(label)
        self.widget.setKeyboardTracking(False)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.widget.setFixedHeight(tokens.FIELD)
        self.widget.valueChanged.connect(lambda value: self.changed.emit(round(value, places)))
        self._watch(self.widget)

    def put(self, value: Any) -> None:
        self.widget.blockSignals(True)
        self.widget.setValue(float(value))
        self.widget.blockSignals(False)


class ChoicePart(Part):
    """One of a few, each a value and its words."""

    def __init__(self, label: str, options: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.widget: QComboBox = QComboBox()
        self.widget.setAccessibleName(label)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._options = list(options)
        for value, words in options:
            self.widget.addItem(words, value)
        self.widget.activated.connect(lambda: self.changed.emit(self.widget.currentData()))
        self._watch(self.widget)

    def put(self, value: Any) -> None:
        box = self.widget
        at = box.findData(value)
        if at < 0:
            # Nothing is lost because this list does not know it.
            box.addItem(str(value) or "（未选择）", value)
            at = box.count() - 1
        box.setCurrentIndex(at)


class FlagPart(Part):
    """Yes or no, its words beside the box."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.widget: QCheckBox = QCheckBox(words)
        self.widget.clicked.connect(lambda: self.changed.emit(self.widget.isChecked()))
        self._watch(self.widget)

    def put(self, value: Any) -> None:
        self.widget.setChecked(bool(value))


class _Typed(Part):
    """Chosen from a list or typed; what cannot be read goes back to what it was."""

    def __init__(self, label: str, options: Sequence[str]) -> None:
        super().__init__()
        self.widget: QComboBox = QComboBox(editable=True)
        self.widget.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.widget.setAccessibleName(label)
        self.widget.addItems(list(options))
        self.widget.activated.connect(self._take)
        line = self.widget.lineEdit()
        assert line is not None
        line.setAccessibleName(label)
        line.editingFinished.connect(self._take)
        self._value: Any = None
        self._watch(self.widget)

    def _take(self) -> None:
        read = self._read(self.widget.currentText().strip())
        if read is None or read == self._value:
            self.put(self._value)
            return
        self.put(read)
        self.changed.emit(read)

    def put(self, value: Any) -> None:
        self._value = value
        self.widget.setCurrentText(self._shown(value))

    def _read(self, text: str) -> Any:
        raise NotImplementedError

    def _shown(self, value: Any) -> str:
        raise NotImplementedError


class SizePart(_Typed):
    """A type size: by its name (三号), or in points; `none` are the words for 0, where there may be none."""

    def __init__(self, label: str, none: str = "") -> None:
        self._none = none
        super().__init__(label, [*filter(None, [none]), *(self._shown(points) for points in SIZES.values())])

    def _read(self, text: str) -> float | None:
        if self._none and text in (self._none, "", "0"):
            return 0.0
        if text in SIZES:
            return SIZES[text]
        digits = text.partition("（")[2] if "（" in text else text
        try:
            points = float(digits.rstrip("） 磅点pt").strip())
        except ValueError:
            return None
        return points if _SMALLEST_SIZE <= points <= _LARGEST_SIZE else None

    def _shown(self, value: Any) -> str:
        if not value and self._none:
            return self._none
        name = next((name for name, points in SIZES.items() if points == value), "")
        return f"{name}（{value:g} 磅）" if name else f"{value:g} 磅"


class ColourPart(_Typed):
    """A colour: by its name, or as #rrggbb."""

    def __init__(self, label: str) -> None:
        super().__init__(label, list(COLOURS))
        for row, colour in enumerate(COLOURS.values()):
            swatch = QPixmap(14, 14)
            swatch.fill(QColor(colour))
            self.widget.setItemIcon(row, QIcon(swatch))

    def _read(self, text: str) -> str | None:
        if text in COLOURS:
            return COLOURS[text]
        colour = QColor(text if text.startswith("#") else f"#{text}")
        return colour.name() if colour.isValid() else None

    def _shown(self, value: Any) -> str:
        return next((name for name, colour in COLOURS.items() if colour == value), str(value))


class Lines(QWidget):
    """Labelled parts under headings, one below the other or two beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, _LABEL)
        self._grid.setColumnStretch(1, 1)

    def heading(self, text: str) -> None:
        """Begin a group."""
        label = QLabel(text)
        label.setProperty("role", "group")
        if self._grid.count():
            label.setContentsMargins(0, 8, 0, 0)
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 2)

    def add(self, label: str, widget: QWidget) -> None:
        """A labelled widget; without a label it takes the whole line."""
        row = self._grid.rowCount()
        if not label:
            self._grid.addWidget(widget, row, 0, 1, 2)
            return
        words = QLabel(label)
        words.setBuddy(widget)
        self._grid.addWidget(words, row, 0)
        self._grid.addWidget(widget, row, 1)


Changed = Callable[[str, Any], None]
