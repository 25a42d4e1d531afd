"""The rows of an import: by state, by sheet, by name; ticked those that go in, and the one in sight beside them."""

from functools import partial

from PySide6.QtCore import QMargins, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.importing import STATE_LABELS
from ui import pictures
from ui.filters import Chip
from ui.flow import Flow
from ui.grid import Grid
from ui.importing.detail import RowPane
from ui.importing.listing import BAD, NAMES, ORDER
from ui.importing.work import Work
from ui.preview import KindList
from ui.rows import Column, Rows

_ALL = ""
_SHEET = 3
"""The column that names the sheet, where there are several."""


class LinesPane(QWidget):
    """`refused`: the rows that are not imported are wanted as a workbook."""

    refused = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._kind = _ALL
        self.list = KindList({state: STATE_LABELS[state] for state in ORDER}, BAD, work.listed.counts)
        self.kinds = self.list.buttons
        self.list.picked.connect(self.narrow)
        self.rows = Rows(
            (
                Column("kind", "类别", 64),
                Column("who", _who(work), 108),
                Column("sheet", "工作表", 112, hidden=True),
                Column("what", "位置", 80),
                Column("note", "内容", 160),
            ),
            NAMES,
        )
        self.grid = Grid(self.rows)
        self.grid.setAccessibleName("逐行内容")
        self.grid.horizontalHeader().setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        self.grid.chosen.connect(self._on_current)
        self.rows.ticked_changed.connect(self._on_ticked)
        self.change = RowPane(work)
        self.search = QLineEdit(placeholderText="查找姓名或名称", clearButtonEnabled=True)
        self.search.setAccessibleName("查找姓名或名称")
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(220)
        self.search.textChanged.connect(self._search)
        self.sheets = Chip(self.rows.columns[2], partial(self.rows.counts, "sheet"))
        self.sheets.picked.connect(lambda value: self.rows.filter("sheet", value))
        self.fields = QToolButton()
        self.fields.setProperty("kind", "chip")
        self.fields.setText("按项目取舍")
        self.fields.setToolTip("勾选变化的项目里哪些导入，去掉勾的都保持原来的")
        self.fields.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fields.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        pictures.dress(self.fields, "chevron-down", "secondary", 14)
        self.fields.clicked.connect(self._choose_fields)
        self.obvious, self.all_new = QPushButton(), QPushButton()
        self.obvious.clicked.connect(lambda: work.answer(work.listed.obvious))
        self.all_new.clicked.connect(lambda: work.answer(work.listed.all_new))
        self.write_refused = QPushButton("导出没有导入的行……")
        self.write_refused.clicked.connect(self.refused)
        self._lay_out()
        work.changed.connect(self.refresh)
        work.moved.connect(self._on_moved)
        self.refresh()

    def narrow(self, kind: str) -> None:
        """Show the rows of one state only; "" shows all."""
        self._kind = kind
        self.rows.filter("kind", {**STATE_LABELS}.get(kind))  # type: ignore[call-overload] # "" is no state.
        self.kinds[kind].setChecked(True)
        self._tell()
        self._show_at(0)

    def refresh(self) -> None:
        """Show the preview as it is now, at the place of the list where a person is."""
        listed, at = self._work.listed, max(self.grid.currentIndex().row(), 0)
        here = self.grid.current_id
        self.rows.boxless = frozenset(row[0] for row in listed.rows) - {str(index) for index in listed.wanted}
        self.rows.put(listed.rows)
        self._tick()
        self.grid.setColumnHidden(_SHEET, listed.sheets < 2)
        self.list.tell(listed.counts)
        if self._kind and not listed.counts[self._kind]:
            self.narrow(_ALL)
            return
        self.kinds[self._kind].setChecked(True)
        self._tell()
        stays = self.rows.row_of(here) if here is not None else None
        self._show_at(at if stays is None else stays)

    def _show_at(self, row: int) -> None:
        """Make a shown row the current one, the last where there are not so many."""
        if not self.rows.order:
            self.change.show_row(None)
            return
        index = self.rows.index(min(row, len(self.rows.order) - 1), 1)
        self.grid.setCurrentIndex(index)
        self._on_current(self.rows.id_at(index.row()))

    def _on_current(self, pk: str) -> None:
        self.change.show_row(self._work.made.rows[int(pk)])

    def _search(self, text: str) -> None:
        words = text.strip()
        who = self.rows.at["who"]
        self.rows.want([row[0] for row in self.rows.all if words in row[who]] if words else None)
        self._show_at(0)

    # -- what goes in

    def _tick(self) -> None:
        """Tick what the choices take."""
        wanted = self._work.listed.wanted - self._work.skipped
        self.rows.ticked_changed.disconnect(self._on_ticked)
        self.rows.ticked = {str(index) for index in wanted}
        self.rows.tick((), True)
        self.rows.ticked_changed.connect(self._on_ticked)

    def _on_ticked(self) -> None:
        self._work.take_only({int(pk) for pk in self.rows.ticked})

    def _on_moved(self) -> None:
        if {int(pk) for pk in self.rows.ticked} != self._work.listed.wanted - self._work.skipped:
            self._tick()
        self._tell()
        self.change.tell_choices()

    def _choose_fields(self) -> None:
        menu = self.field_menu()
        menu.popup(self.fields.mapToGlobal(QPoint(0, self.fields.height() + 4)))

    def field_menu(self) -> QMenu:
        """Every field that changes somewhere, ticked if it is imported."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        listed = self._work.listed
        for name, count in listed.fields.items():
            action = menu.addAction(f"{listed.labels[name]}（{count:,} 行）")
            action.setCheckable(True)
            action.setChecked(name not in self._work.kept_fields)
            action.toggled.connect(lambda on, name=name: self._work.keep_field(name, not on))
        return menu

    # -- what stands around

    def _tell(self) -> None:
        work, listed = self._work, self._work.listed
        person = "同一人" if listed.about_people else "同一个"
        asked = self._kind in (_ALL, "doubtful")
        self.obvious.setText(f"只有一个可能的都认作{person}（{len(listed.obvious):,} 行）")
        self.obvious.setVisible(asked and bool(listed.obvious))
        self.all_new.setText(f"都作为新的（{len(listed.all_new):,} 行）")
        self.all_new.setVisible(asked and bool(listed.all_new))
        self.write_refused.setVisible(self._kind in (_ALL, *BAD) and bool(work.left))
        self.fields.setVisible(bool(listed.fields))
        kept = len(work.kept_fields & listed.fields.keys())
        self.fields.setText(f"按项目取舍：{kept} 项保持原来的" if kept else "按项目取舍")
        if self.sheets.value is None:
            self.sheets.setVisible(listed.sheets > 1)
        self._strip.setVisible(asked and bool(listed.obvious or listed.all_new))

    def _lay_out(self) -> None:
        above = QFrame()
        line = Flow(above, spacing=8, margins=QMargins(8, 8, 8, 8), last_right=True)
        for widget in (self.search, self.sheets, self.fields, self.write_refused):
            line.addWidget(widget)
        self._strip = QFrame()
        self._strip.setProperty("role", "strip")
        many = Flow(self._strip, spacing=8, margins=QMargins(8, 6, 8, 6))
        many.addWidget(self.obvious)
        many.addWidget(self.all_new)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addWidget(self._strip)
        column.addWidget(self.grid, 1)
        self.grid.setMinimumHeight(1)
        splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        splitter.addWidget(self.list)
        splitter.addWidget(middle)
        splitter.addWidget(self.change)
        splitter.setStretchFactor(1, 3)
        splitter.setStretchFactor(2, 2)
        splitter.setSizes([136, 560, 320])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)


def _who(work: Work) -> str:
    """What heads the names: a list of people has one name in a row, others are called by what they are."""
    names = [one for one in work.kind.anchors if one.rpartition(".")[2] == "name" and ("." in one or _people(work))]
    return "姓名" if len(names) == 1 else work.kind.label


def _people(work: Work) -> bool:
    return work.made.kind == "teachers"
