"""One widget for each kind of field: shows a stored value, gives back what a person wrote, and says when it changed."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QPlainTextEdit, QWidget

from app import codes, identity
from app.fields import Field, Kind, Unreadable, Value, parse, show
from ui import tokens
from ui.choices import Choice, Picker

_HINTS = {
    Kind.DATE: "如 2026-09-01",
    Kind.MONTH: "如 2026-09",
    Kind.YEAR: "如 2026",
    Kind.SCHOOL_YEAR: "如 2026—2027 学年",
    Kind.HOURS: "如 16 或 7.5",
    Kind.ID_NUMBER: "18 位身份证号",
}
_MANY_CODES = 12
"""Tables with more codes than this are searched by typing; shorter ones open with one click."""

_OFFERED = 20


class Editor(QObject):
    """A field's widget. `changed` after a person's change, `left` when the field was left."""

    changed = Signal()
    left = Signal()
    widget: QWidget

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field

    def set(self, value: Value) -> None:
        """Show a stored value; says nothing to anybody."""
        raise NotImplementedError

    def text(self) -> str:
        """What is there now, as `app.fields.parse` reads it; raises Unreadable where it points to nothing."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Let it be read only."""
        self.widget.setEnabled(not locked)


class LineEditor(Editor):
    """One line of text; on leaving it is rewritten as the program shows it, whichever way it was written."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self.widget: QLineEdit = QLineEdit(parent, placeholderText=_HINTS.get(field.kind, ""))
        self.widget.textEdited.connect(self.changed)
        self.widget.editingFinished.connect(self._tidy)

    def set(self, value: Value) -> None:
        self.widget.setText(self._shown(value))
        self.widget.setCursorPosition(0)

    def text(self) -> str:
        return self.widget.text()

    def lock(self, locked: bool) -> None:
        self.widget.setReadOnly(locked)
        tokens.mark(self.widget, "locked", locked)

    def _shown(self, value: Value) -> str:
        text = show(self.field, value)
        return identity.grouped(text) if text and self.field.kind is Kind.ID_NUMBER else text

    def _tidy(self) -> None:
        try:
            value = parse(self.field, self.widget.text())
        except Unreadable:
            pass
        else:
            self.widget.setText(self._shown(value))
        self.left.emit()


class LongEditor(Editor):
    """A few lines of text; Tab goes on to the next field."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self.widget: QPlainTextEdit = QPlainTextEdit(parent, tabChangesFocus=True)
        self.widget.setFixedHeight(72)
        self.widget.textChanged.connect(self.changed)

    def set(self, value: Value) -> None:
        self.widget.blockSignals(True)
        self.widget.setPlainText(show(self.field, value))
        self.widget.blockSignals(False)

    def text(self) -> str:
        return self.widget.toPlainText()

    def lock(self, locked: bool) -> None:
        self.widget.setReadOnly(locked)


class _Box(QComboBox):
    """A drop-down that fills itself when it is first wanted and never changes under the mouse wheel."""

    def __init__(self, fill: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._fill = fill
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        self._fill()
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(n)) for n in range(self.count())), default=0)
        self.view().setMinimumWidth(min(widest + 48, 360))
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._fill()
        super().focusInEvent(event)


class ChoiceEditor(Editor):
    """A code or a yes and no: chosen from a list; long lists are searched by typing."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self._options = _options(field)
        self._filled = False
        self.widget: _Box = _Box(self._fill, parent)
        if len(self._options) > _MANY_CODES:
            self.widget.setEditable(True)
            self.widget.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self.widget.setCompleter(None)  # type: ignore[arg-type]
            line = self.widget.lineEdit()
            assert line is not None
            line.textEdited.connect(self.changed)
            line.editingFinished.connect(self._settle)
        self.widget.activated.connect(self._on_activated)

    def set(self, value: Value) -> None:
        stored = "" if value is None else str(value)
        # One entry is enough to show it; the rest comes when the list is opened.
        self._load(self._all() if self._filled else [], stored, show(self.field, value))

    def text(self) -> str:
        box = self.widget
        if box.currentIndex() >= 0 and box.currentText() == box.itemText(box.currentIndex()):
            return str(box.currentData())
        return box.currentText()

    def _all(self) -> list[tuple[str, str]]:
        return [("", ""), *self._options]

    def _load(self, items: list[tuple[str, str]], stored: str, shown: str) -> None:
        if stored not in {code for code, _ in items}:
            items = [*items, (stored, shown)]
        box = self.widget
        box.blockSignals(True)
        box.clear()
        for code, label in items:
            box.addItem(label, code)
        box.setCurrentIndex(box.findData(stored))
        box.blockSignals(False)

    def _fill(self) -> None:
        if self._filled:
            return
        self._filled = True
        box = self.widget
        self._load(self._all(), str(box.currentData() or ""), box.currentText())
        if box.isEditable():
            completer = QCompleter(box.model(), box)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setPopup(_popup())
            box.setCompleter(completer)

    def _on_activated(self) -> None:
        self.changed.emit()
        self.left.emit()

    def _settle(self) -> None:
        """Words of other tables' making ("大学本科") become the label they stand for."""
        try:
            value = parse(self.field, self.widget.currentText())
        except Unreadable:
            pass
        else:
            self._fill()
            self.set(value)
        self.left.emit()


class ReferenceEditor(Editor):
    """Another record, found by typing its name (pinyin and initials too, where the picker knows them)."""

    def __init__(self, field: Field, picker: Picker, parent: QWidget) -> None:
        super().__init__(field, parent)
        self._picker = picker
        self._id = ""
        self._label = ""
        self._offered: list[Choice] = []
        self._lines = QStringListModel()
        self.widget: QLineEdit = QLineEdit(parent, placeholderText=picker.hint)
        self._completer = QCompleter(self._lines, self.widget)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = _popup()
        self._completer.setPopup(self._popup)
        self._completer.setMaxVisibleItems(10)
        self._completer.setWidget(self.widget)
        # The binding's overload for an index is not in its type information.
        self._completer.activated[QModelIndex].connect(self._on_offer)  # type: ignore[index]
        self.widget.textEdited.connect(self._on_edited)
        self.widget.editingFinished.connect(self._settle)
        self.widget.installEventFilter(self)

    def set(self, value: Value) -> None:
        self._id = str(value or "")
        self._label = self._picker.name(self._id) if self._id else ""
        self.widget.setText(self._label)
        self.widget.setCursorPosition(0)

    def text(self) -> str:
        written = self.widget.text().strip()
        if not written:
            return ""
        if written == self._label:
            return self._id
        raise Unreadable(f"没有找到“{written}”，请从列表中选择{self.field.label}。")

    def lock(self, locked: bool) -> None:
        self.widget.setReadOnly(locked)

    def _on_offer(self, index: QModelIndex) -> None:
        self.take(self._offered[index.row()])

    def take(self, choice: Choice) -> None:
        """Choose a record as a person does."""
        self._id, self._label = choice.id, choice.label
        self.widget.setText(choice.label)
        self.changed.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A click into an empty field, or the down key, shows what there is to choose from.
        if event.type() == QEvent.Type.MouseButtonRelease and not self.widget.text() and not self.widget.isReadOnly():
            self._offer("")
        return super().eventFilter(watched, event)

    def _on_edited(self, text: str) -> None:
        self.changed.emit()
        self._offer(text.strip())

    def _offer(self, text: str) -> None:
        self._offered = self._picker.find(text)[:_OFFERED]
        self._lines.setStringList([f"{one.label}　{one.note}".strip() for one in self._offered])
        if self._offered:
            self._completer.complete()
        else:
            self._popup.hide()

    def _settle(self) -> None:
        written = self.widget.text().strip()
        if written and written != self._label:
            found = self._picker.find(written)
            same = [one for one in found if one.label == written] or found
            if len(same) == 1:
                self.take(same[0])
                return
        self.left.emit()


def editor_for(field: Field, pickers: Mapping[str, Picker], parent: QWidget) -> Editor:
    """The widget of a field, made inside `parent`; `pickers` by the table a reference points to."""
    if field.kind is Kind.REFERENCE:
        return ReferenceEditor(field, pickers[field.refers_to or ""], parent)
    if field.kind in (Kind.CODE, Kind.FLAG):
        return ChoiceEditor(field, parent)
    if field.kind is Kind.LONG_TEXT:
        return LongEditor(field, parent)
    return LineEditor(field, parent)


def _options(field: Field) -> list[tuple[str, str]]:
    if field.kind is Kind.FLAG:
        return [("1", "是"), ("0", "否")]
    # Codes that others have taken the place of are still shown where they stand, but not offered any more.
    return [(one.code, one.label) for one in codes.table(field.codes or "").codes if not one.now]


def _popup() -> QListView:
    view = QListView()
    view.setProperty("role", "options")
    # Styled before Qt reckons how high so many rows are.
    view.ensurePolished()
    view.setMinimumWidth(240)
    return view
