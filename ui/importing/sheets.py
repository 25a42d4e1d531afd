"""The tab 表格和表头: which tables of which sheets are read, where their headers stand, what their columns are."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.importing import TableChoice, TableRead, laying
from app.problems import SHOWN
from ui import messages, pictures
from ui.flow import Flow
from ui.importing.asking import Questions
from ui.importing.paper import Edge, SheetView
from ui.importing.work import Work
from ui.preview import wrapped

Placed = tuple[TableChoice, ...]


class SheetsPane(QWidget):
    """Shows one sheet at a time; every change is read again in the lane."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._off: list[TableChoice] = []
        self._laid = laying.sheets(work.made.opened)
        self.sheet = work.made.tables[0].sheet if work.made.tables else self._first_shown()
        self.table = 0 if work.made.tables else -1
        self.questions = Questions()
        self.questions.said.connect(self._on_said)
        self.questions.wanted.connect(self._on_wanted)
        self.questions.filled.connect(work.say_for_all)
        self.view = SheetView()
        self.view.picked.connect(self._on_picked)
        self.view.moved.connect(self._on_moved)
        self.header, self.data = QPushButton("设为表头"), QPushButton("从这里开始是数据")
        self.end, self.another = QPushButton("到这里结束"), QPushButton("这里是另一张表的表头")
        self.header.clicked.connect(lambda: self._act(laying.with_header))
        self.data.clicked.connect(lambda: self._act_at(laying.with_data_from, 0))
        self.end.clicked.connect(lambda: self._act_at(laying.with_end, 1))
        self.another.clicked.connect(lambda: self._act(laying.with_another))
        self.ticks: list[QCheckBox] = []
        self.names: dict[int, QToolButton] = {}
        self._list = QScrollArea(widgetResizable=True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self.view.selectionModel().selectionChanged.connect(lambda: self._tell_acts())
        work.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how the file is read now."""
        made = self._work.made
        here = {(one.sheet, one.table.placement) for one in made.tables}
        self._off = [one for one in self._off if (one.sheet, one.placement) not in here]
        if not 0 <= self.table < len(made.tables) or made.tables[self.table].sheet != self.sheet:
            self.table = next((at for at, one in enumerate(made.tables) if one.sheet == self.sheet), -1)
        asked = made.doubtful_columns
        # What was said for every row can be said otherwise as long as the sheet itself does not say it.
        filled = [one for name in made.fixed if (one := self._work.kind.column(name)) is not None]
        self.questions.show_all(
            self._work.kind,
            asked,
            [*filled, *made.lacking] if made.tables else [],
            made.fixed,
            self._work.words,
            len(self._laid) > 1,
        )
        self._fill_list()
        self._show_sheet()
        self._tell_acts()

    def show_sheet(self, number: int, table: int = -1) -> None:
        """Show a sheet by its place in the file, at one of its tables."""
        self.sheet, self.table = number, table
        self.refresh()

    @property
    def choices(self) -> Placed:
        """The tables that are read."""
        return tuple(one.choice for one in self._work.made.tables)

    # -- inside

    def _first_shown(self) -> int:
        return next((one.number for one in self._laid if not one.hidden), 0)

    @property
    def _current(self) -> TableRead | None:
        return self._work.made.tables[self.table] if self.table >= 0 else None

    def _show_sheet(self) -> None:
        made, current = self._work.made, self._current
        laid = next((one for one in self._laid if one.number == self.sheet), None)
        if laid is None:
            return
        self.view.show_sheet(made.opened, laid, laying.parts(made, self.sheet), self.table, current)
        self.view.columns.show_columns(self._work.kind, current.matches if current else ())

    def _tell_acts(self) -> None:
        chosen = self.view.chosen_rows is not None
        for button in (self.header, self.data, self.end, self.another):
            button.setEnabled(chosen)
        self.another.setVisible(bool(self._current))

    def _fill_list(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(2)
        self.ticks, self.names = [], {}
        group = QButtonGroup(body)
        on = self._work.made.tables
        for laid in self._laid:
            name = self.names[laid.number] = QToolButton()
            name.setProperty("kind", "place")
            name.setCheckable(True)
            name.setChecked(laid.number == self.sheet)
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            name.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            pictures.dress(name, "file-text", "secondary", 16)
            name.setText(f" {laid.name}{'（隐藏）' if laid.hidden else ''}")
            name.setToolTip(laid.name)
            name.clicked.connect(partial(self.show_sheet, laid.number))
            group.addButton(name)
            column.addWidget(name)
            here = [(at, one) for at, one in enumerate(on) if one.sheet == laid.number]
            for at, one in here:
                column.addWidget(self._tick(self._words_of(one), partial(self._turn_off, at), on=True))
                if len(here) > 1:
                    way = QPushButton("看这张表")
                    way.setProperty("kind", "link")
                    way.setVisible(at != self.table)
                    way.clicked.connect(partial(self.show_sheet, laid.number, at))
                    column.addWidget(way, 0, Qt.AlignmentFlag.AlignRight)
            for off in [one for one in self._off if one.sheet == laid.number]:
                words = f"第 {off.placement.first_header} 行起，不导入"
                column.addWidget(self._tick(words, partial(self._turn_on, off), on=False))
            if not here and not any(one.sheet == laid.number for one in self._off):
                column.addWidget(wrapped("没有找到名单", "secondary"))
        column.addStretch(1)
        self._list.setWidget(body)
        body.setAutoFillBackground(False)

    def _tick(self, words: str, turned: Callable[[], None], *, on: bool) -> QCheckBox:
        tick = QCheckBox(words)
        tick.setChecked(on)
        tick.clicked.connect(lambda: turned())
        self.ticks.append(tick)
        return tick

    @staticmethod
    def _words_of(one: TableRead) -> str:
        header, rows = one.table.header_rows, len(one.table.body)
        return f"第 {header.start} 行起，{rows:,} 行"

    # -- what a person does

    def _turn_off(self, at: int) -> None:
        choices = self.choices
        self._off.append(choices[at])
        self._work.place((*choices[:at], *choices[at + 1 :]))

    def _turn_on(self, one: TableChoice) -> None:
        self._off.remove(one)
        made = [*self.choices, one]
        self._work.place(sorted(made, key=lambda each: (each.sheet, each.placement.first_header)))

    def _act(self, act: Callable[[Placed, int, int, int], Placed]) -> None:
        """Do something with the selected rows: their first and last."""
        chosen = self.view.chosen_rows
        if chosen:
            self._place(lambda: act(self.choices, self.sheet, *chosen))

    def _act_at(self, act: Callable[[Placed, int, int], Placed], end: int) -> None:
        """Do something at the first (0) or the last (1) of the selected rows."""
        chosen = self.view.chosen_rows
        if chosen:
            self._place(lambda: act(self.choices, self.sheet, chosen[end]))

    def _on_moved(self, edge: Edge, row: int) -> None:
        current = self._current
        if current is None:
            return
        last = current.table.placement.last_header
        if edge == "header":
            self._place(lambda: laying.with_header(self.choices, self.sheet, row, max(row, last)))
        else:
            act = laying.with_data_from if edge == "data" else laying.with_end
            self._place(lambda: act(self.choices, self.sheet, row))

    def _place(self, make: Callable[[], Placed]) -> None:
        try:
            placed = make()
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._work.place(placed)

    def _on_picked(self, column: int, field: object) -> None:
        current = self._current
        if current is not None:
            self._choose(current, column, field)

    def _on_said(self, table: TableRead, column: int, field: object) -> None:
        self._choose(table, column, field)

    def _choose(self, table: TableRead, column: int, field: object) -> None:
        at = self._place_of(table)
        name = str(field) if field is not None else None
        choices = list(self.choices)
        choices[at] = laying.with_column(choices[at], column, name)
        self._work.place(choices)

    def _on_wanted(self, table: TableRead, column: int) -> None:
        self.show_sheet(table.sheet, self._place_of(table))
        self.view.scrollTo(self.view.paper.index(0, column))
        self.view.columns.open_at(column)

    def _place_of(self, table: TableRead) -> int:
        return next(at for at, one in enumerate(self._work.made.tables) if one is table)

    def _lay_out(self) -> None:
        bar = QFrame()
        line = Flow(bar, spacing=8, margins=QMargins(8, 8, 8, 4))
        for button in (self.header, self.data, self.end, self.another):
            line.addWidget(button)
        hint = wrapped("在左边点行号选中几行，再点上面的按钮；也可以拖动绿线。列的上面可以改它是什么。", "secondary")
        hint.setContentsMargins(8, 0, 8, 6)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(hint)
        column.addWidget(self.view, 1)
        self._list.setMinimumWidth(150)
        self._list.setMaximumWidth(260)
        self.view.setMinimumHeight(1)
        splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        splitter.addWidget(self._list)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([190, 800])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.questions)
        whole.addWidget(splitter, 1)
