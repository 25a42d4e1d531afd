"""The Detail pattern: who it is, the key facts, sections of what belongs to it, its history, and what can be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.records import Change
from ui import pictures, tokens
from ui.pages import notice

_MANY_CHANGES = 8
"""An act that filled in more fields than this (an import, a new record) is told in one line."""


@dataclass(frozen=True)
class Fact:
    """A label and what it says; `whole` is what a masked text shows when asked, `open` goes to what it names."""

    label: str
    text: str
    whole: str = ""
    open: Callable[[], None] | None = None


@dataclass(frozen=True)
class Section:
    """A heading and its lines: what on the left, when or how much on the right; `empty` when there are none."""

    title: str
    lines: Sequence[tuple[str, str]]
    empty: str = "没有记录"


@dataclass(frozen=True)
class Folded:
    """Sections that are read only when somebody opens them, under a heading of their own."""

    title: str
    read: Callable[[], Sequence[Section]]


@dataclass(frozen=True)
class Sheet:
    """Everything a detail shows of one record."""

    title: str
    subtitle: str
    facts: Sequence[Fact]
    sections: Sequence[Section]
    history: Callable[[], Sequence[Change]] | None = None
    note: str = ""
    folded: Sequence[Folded] = ()


Acts = Sequence[tuple[str, Callable[[], None]]]


class DetailPane(QFrame):
    """The right side of a page. Says what to do while nothing is chosen."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(notice("info", "还没有选中记录", hint))
        self._page = QWidget()
        self._stack.addWidget(self._page)
        self._title = QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._subtitle = QLabel(wordWrap=True)
        self._subtitle.setProperty("role", "secondary")
        self._portrait = QLabel()
        self._portrait.hide()
        self.edit = QPushButton(" 编辑")
        self.edit.setProperty("kind", "main")
        pictures.dress(self.edit, "pencil", "on_accent", 14)
        self.more = QPushButton("更多")
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        pictures.dress(self.more, "chevron-down", "secondary", 14)
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(tokens.GRID)
        self._buttons.addWidget(self.edit)
        self._buttons.addWidget(self.more)
        self._buttons.addStretch(1)
        inner = QWidget()
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(0)
        self._body: QWidget | None = None
        self._scroll.setWidget(inner)
        # A scroll area makes what it is given fill itself with the window's colour.
        inner.setAutoFillBackground(False)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(4)
        names = QVBoxLayout()
        names.setSpacing(4)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        names.addStretch(1)
        who = QHBoxLayout()
        who.setSpacing(12)
        who.addLayout(names, 1)
        who.addWidget(self._portrait, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(who)
        head.addSpacing(4)
        head.addLayout(self._buttons)
        line = QFrame()
        line.setProperty("role", "line")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line)
        column.addWidget(self._scroll, 1)

    def clear(self) -> None:
        """Nothing is chosen."""
        self._stack.setCurrentIndex(0)

    def put_below(self, widget: QWidget) -> None:
        """Keep a widget of the page's own below every record's sheet; the last takes the height that is left."""
        for place in range(self._inner.count()):
            self._inner.setStretch(place, 0)
        self._inner.addWidget(widget, 1)

    def put_button(self, button: QPushButton) -> None:
        """One more button between 编辑 and 更多, for what is done often."""
        self._buttons.insertWidget(self._buttons.indexOf(self.more), button)

    def show_portrait(self, picture: QPixmap | None) -> None:
        """A small photograph beside the name, or none."""
        self._portrait.setVisible(picture is not None)
        if picture is not None:
            self._portrait.setPixmap(picture)
            self._portrait.setAccessibleName("照片")

    def show_sheet(self, sheet: Sheet, acts: Acts = ()) -> None:
        """Show a record, with what can be done to it under 更多."""
        if sheet.title != self._title.text():
            self._scroll.verticalScrollBar().setValue(0)
        self._title.setText(sheet.title)
        self._subtitle.setText(sheet.subtitle)
        self._subtitle.setVisible(bool(sheet.subtitle))
        self._menu.clear()
        for text, run in acts:
            self._menu.addAction(text).triggered.connect(lambda _=False, run=run: run())
        self.more.setVisible(bool(acts))
        if self._body is not None:
            self._inner.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = _sheet_body(sheet)
        self._inner.insertWidget(0, self._body)
        self._stack.setCurrentIndex(1)


def _sheet_body(sheet: Sheet) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(tokens.GRID)
    if sheet.note:
        column.addWidget(_label(sheet.note, "secondary"))
    column.addLayout(_facts(sheet.facts))
    _put_sections(column, sheet.sections)
    for folded in sheet.folded:
        column.addSpacing(4)
        column.addWidget(Fold(folded.title, partial(_sections, folded.read)))
    if sheet.history:
        column.addSpacing(4)
        column.addWidget(History(sheet.history))
    column.addStretch(1)
    return body


def _put_sections(column: QVBoxLayout, sections: Sequence[Section]) -> None:
    for section in sections:
        column.addSpacing(4)
        head = QHBoxLayout()
        head.addWidget(_label(section.title, "group"), 1)
        if not section.lines:
            nothing = QLabel(section.empty)
            nothing.setProperty("role", "secondary")
            head.addWidget(nothing)
        column.addLayout(head)
        column.addLayout(_lines(section))


def _sections(read: Callable[[], Sequence[Section]]) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(4, 0, 0, 0)
    column.setSpacing(tokens.GRID)
    sections = read()
    _put_sections(column, sections)
    if not sections:
        column.addWidget(_label("没有记录", "secondary"))
    return body


def _facts(facts: Sequence[Fact]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for row, fact in enumerate(facts):
        grid.addWidget(_label(fact.label, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
        if fact.open and fact.text:
            grid.addWidget(_way(fact), row, 1, Qt.AlignmentFlag.AlignLeft)
            continue
        value = _label(fact.text or "—", "")
        grid.addWidget(value, row, 1)
        if fact.whole:
            grid.addWidget(_reveal(value, fact), row, 2, Qt.AlignmentFlag.AlignTop)
    return grid


def _way(fact: Fact) -> QPushButton:
    button = QPushButton(fact.text)
    button.setProperty("kind", "way")
    button.setAccessibleName(f"打开{fact.label}：{fact.text}")
    button.clicked.connect(lambda _=False, run=fact.open: run and run())
    return button


def _reveal(value: QLabel, fact: Fact) -> QPushButton:
    button = QPushButton("显示")
    button.setProperty("kind", "link")
    button.setCheckable(True)
    button.setAccessibleName(f"显示{fact.label}")

    def turn(on: bool) -> None:
        value.setText(fact.whole if on else fact.text)
        button.setText("隐藏" if on else "显示")

    button.toggled.connect(turn)
    return button


def _lines(section: Section) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    for row, (what, when) in enumerate(section.lines):
        grid.addWidget(_label(what, ""), row, 0)
        aside = _label(when, "secondary")
        aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        aside.setWordWrap(False)
        grid.addWidget(aside, row, 1)
    return grid


class Fold(QWidget):
    """A heading that opens and closes what stands below it; made only when it is opened first."""

    def __init__(self, title: str, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self.button = QPushButton(title)
        self.button.setProperty("kind", "quiet")
        self.button.setCheckable(True)
        pictures.dress(self.button, "chevron-right", "accent", 14)
        self.button.toggled.connect(self._turn)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._body: QWidget | None = None

    def _turn(self, on: bool) -> None:
        pictures.dress(self.button, "chevron-down" if on else "chevron-right", "accent", 14)
        if self._body is None:
            self._body = self._make()
            self._column.addWidget(self._body)
        self._body.setVisible(on)


class History(Fold):
    """Who changed what and when."""

    def __init__(self, load: Callable[[], Sequence[Change]]) -> None:
        super().__init__("历史", partial(_history, load))


def _history(load: Callable[[], Sequence[Change]]) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(4, 0, 0, 0)
    column.setSpacing(6)
    changes = load()
    for (at, actor, reason), act in groupby(changes, lambda one: (one.at, one.actor, one.reason)):
        column.addWidget(_label(f"{at.replace('T', ' ')[:16]}　{actor}　{reason}", "secondary"))
        column.addWidget(_label("\n".join(act_lines(list(act))), ""))
    if not changes:
        column.addWidget(_label("没有修改过", "secondary"))
    return body


def act_lines(changes: Sequence[Change]) -> list[str]:
    """What one act did to a record, in words."""
    if len(changes) > _MANY_CHANGES and not any(change.old for change in changes):
        return [f"填写了{'、'.join(change.field for change in changes[:3])}等 {len(changes)} 项"]
    return [change_text(change) for change in changes]


def change_text(change: Change) -> str:
    """One line of history in words."""
    if not change.old and not change.new:
        return change.field
    if not change.old:
        return f"{change.field}：{change.new}"
    return f"{change.field}：{change.old} → {change.new or '（清空）'}"


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
