"""名额: how many places of a class each unit has, how many it reported, and what became of them."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QLineEdit, QPushButton, QTableView

from app import enrolment, training
from app.enrolment import Unit
from app.problems import SHOWN
from app.session import Session
from ui import agreeing, messages, tokens
from ui.lined import Lined
from ui.pages import Services
from ui.side_pane import SidePane, line, secondary

Index = QModelIndex | QPersistentModelIndex

PLACES = 2
"""The column that is typed in."""

_COLUMNS: tuple[tuple[str, int, Callable[[Unit], Any]], ...] = (
    ("单位", 152, lambda one: one.name),
    ("教师", 56, lambda one: one.teachers),
    ("名额", 64, lambda one: one.places),
    ("已报", 56, lambda one: one.reported),
    ("通过", 56, lambda one: one.approved),
    ("退回", 56, lambda one: one.returned),
    ("待审", 56, lambda one: one.waiting),
    ("剩余", 56, lambda one: one.left),
)
_NAMES = {3: "", 4: enrolment.PASSED, 5: enrolment.RETURNED, 6: "waiting"}
"""Columns that open the people they count, and how those stand."""


class Places(QAbstractTableModel):
    """The units of a class; `typed` are places a person has put in and not saved (None: none given)."""

    moved = Signal()

    def __init__(self, may_type: bool) -> None:
        super().__init__()
        self.units: list[Unit] = []
        self.typed: dict[str, int | None] = {}
        self._may_type = may_type

    def put(self, units: list[Unit]) -> None:
        """Show units as they are."""
        self.beginResetModel()
        self.units, self.typed = units, {}
        self.endResetModel()
        self.moved.emit()

    def places_of(self, one: Unit) -> int | None:
        """The places as they will be."""
        return self.typed.get(one.id, one.places)

    @property
    def changes(self) -> dict[str, int | None]:
        """What differs from what is kept."""
        return {
            one.id: self.typed[one.id]
            for one in self.units
            if one.id in self.typed and self.typed[one.id] != one.places
        }

    def give(self, places: dict[str, int | None]) -> None:
        """Put places in for units."""
        self.typed |= places
        if self.units:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.units) - 1, len(_COLUMNS) - 1))
        self.moved.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.units)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one, column = self.units[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole and column in _NAMES:
            return "双击看是哪些人"
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        places = self.places_of(one)
        if column == PLACES:
            return "" if places is None else str(places)
        if column == len(_COLUMNS) - 1:
            return "" if places is None else str(places - one.reported + one.returned)
        return str(_COLUMNS[column][2](one))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value or "").strip()
        if role != Qt.ItemDataRole.EditRole or (text and not text.isdecimal()):
            return False
        self.give({self.units[index.row()].id: int(text) if text else None})
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        made = super().flags(index)
        return made | Qt.ItemFlag.ItemIsEditable if self._may_type and index.column() == PLACES else made


class QuotasPane(SidePane):
    """`asked(ids, words)` when the people behind a figure are wanted."""

    asked = Signal(list, str)

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self.model = Places(session.is_county)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(tokens.ROW)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setItemDelegate(Lined(self.table))
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("各单位的名额")
        for column, (_label, width, _value) in enumerate(_COLUMNS):
            self.table.setColumnWidth(column, width)
        self.total = QLineEdit(placeholderText="共几个名额")
        self.total.setAccessibleName("共几个名额")
        self.total.setFixedWidth(104)
        self.by_teachers = QPushButton("按教师人数分配")
        self.equally = QPushButton("平均分配")
        self.clear = QPushButton("都不分配")
        self.bring = QPushButton("从 Excel 导入……")
        self.word = secondary()
        self.keep = QPushButton("保存名额")
        self.keep.setProperty("kind", "main")
        self._lay_out()
        self.by_teachers.clicked.connect(lambda: self.share("teachers"))
        self.equally.clicked.connect(lambda: self.share("equally"))
        self.clear.clicked.connect(lambda: self.model.give({one.id: None for one in self._chosen()}))
        self.bring.clicked.connect(lambda: services.bring_in["quotas"]())
        self.keep.clicked.connect(self.save)
        self.model.moved.connect(self._tell)
        self.table.doubleClicked.connect(self._open)

    def _lay_out(self) -> None:
        self.hint = secondary()
        says, top, foot = line(), line(), line(top=4, bottom=8)
        says.addWidget(self.hint)
        for widget in (QLabel("分配"), self.total, self.by_teachers, self.equally, self.clear):
            top.addWidget(widget)
            widget.setVisible(self._session.is_county)
        top.addStretch(1)
        foot.addWidget(self.word, 1)
        foot.addWidget(self.bring)
        foot.addWidget(self.keep)
        self.bring.setVisible(self._session.is_county and "quotas" in self._services.bring_in)
        self.keep.setVisible(self._session.is_county)
        self.column.addLayout(says)
        self.column.addLayout(top)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(foot)

    @property
    def dirty(self) -> bool:
        """Whether places are not saved."""
        return bool(self.model.changes)

    def open(self, pk: str) -> None:
        """Begin for a class."""
        self.pk = pk
        row = training.get_class(self._session, pk)
        self.title.setText(f"名额：{row['title']}　{row['name']}")
        self.total.setText("" if row["quota"] is None else str(row["quota"]))
        self._quota = row["quota"]
        self.hint.setText(
            "在“名额”一列里填，或者写好总数再分配；选中几行时只分给这几行。双击已报、通过等数字看是哪些人。"
            if self._session.is_county
            else "县里分给本校的名额。已报的退回一个，就多出一个。"
        )
        self.read()

    def read(self) -> None:
        """Read how the class stands."""
        pk = self.pk
        if pk:
            self._services.reads.run(
                lambda session, progress: enrolment.units(session, pk),
                title="正在读取名额",
                done=partial(self._put, pk),
            )

    def _put(self, pk: str, units: list[Unit]) -> None:
        if pk == self.pk:
            self.model.put(units)

    def _chosen(self) -> list[Unit]:
        rows = sorted({one.row() for one in self.table.selectedIndexes()})
        return [self.model.units[row] for row in rows] if len(rows) > 1 else self.model.units

    def share(self, by: Literal["teachers", "equally"]) -> None:
        """Share the total out among the chosen rows, or among all units that have teachers."""
        text = self.total.text().strip()
        if not text.isdecimal():
            messages.say(self, "还没有填共几个名额。", "请在左边填一个整数，例如 30。")
            return
        among = [one for one in self._chosen() if one.teachers]
        try:
            self.model.give(dict(enrolment.share(int(text), among, by)))
        except SHOWN as problem:
            messages.show_problem(self, problem)

    def save(self) -> None:
        """Write the places; asks where they are more than the class has."""
        pk, places = self.pk, self.model.changes
        if not pk or not places:
            return
        count = agreeing.done(
            self,
            lambda agreed: enrolment.set_places(self._session, pk, places, agreed=agreed),
            no="回去修改",
        )
        if count is None:
            return
        self._services.toast(f"已保存 {count} 个单位的名额", "撤销", self._services.undo)
        self.read()

    def _tell(self) -> None:
        units = self.model.units
        given = [places for one in units if (places := self.model.places_of(one)) is not None]
        of = f"（班次名额 {self._quota}）" if self._quota is not None else ""
        reported, approved, returned = (
            sum(one.reported for one in units), sum(one.approved for one in units), sum(one.returned for one in units)
        )  # fmt: skip
        unsaved = "，还没有保存" if self.dirty else ""
        self.word.setText(
            f"分给 {len(given)} 个单位 {sum(given)} 个名额{of}{unsaved}；已报 {reported}，通过 {approved}，退回 {returned}。"
        )
        self.keep.setEnabled(self.dirty)

    def _open(self, index: QModelIndex) -> None:
        if index.column() not in _NAMES or not self.pk:
            return
        unit, state = self.model.units[index.row()], _NAMES[index.column()]
        found = enrolment.of_unit(self._session, self.pk, unit.id, state)
        self.asked.emit(found, f"{unit.name}：{_COLUMNS[index.column()][0]} {len(found)} 人")


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
