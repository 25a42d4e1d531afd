"""The table of who attended which session: people down, sessions across, a tick in each cell."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.fields import hours_text
from app.sessions import Person, Register, Tick
from ui import tokens
from ui.lined import Lined

Index = QModelIndex | QPersistentModelIndex

_BEFORE = ("姓名", "任教学校")
_AFTER = "学时"
_TICKED = "√"
_WIDTHS = (76, 120)
_SESSION = 104


class Ticks(QAbstractTableModel):
    """The model. `changes` are the ticks a person has set since it was read; `moved` when they changed."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.register: Register | None = None
        self.people: list[Person] = []
        self.changes: dict[Tick, bool] = {}

    def put(self, register: Register) -> None:
        """Show a register as it is."""
        self.beginResetModel()
        self.register, self.people, self.changes = register, list(register.people), {}
        self.endResetModel()
        self.moved.emit()

    @property
    def sessions(self) -> list[dict[str, Any]]:
        """The sessions across."""
        return list(self.register.sessions) if self.register else []

    def is_session(self, column: int) -> bool:
        """Whether a column is one."""
        return len(_BEFORE) <= column < len(_BEFORE) + len(self.sessions)

    def session_at(self, column: int) -> dict[str, Any] | None:
        """The session of a column."""
        return self.sessions[column - len(_BEFORE)] if self.is_session(column) else None

    def is_ticked(self, row: int, column: int) -> bool:
        """Whether somebody attended, as it will be once it is saved."""
        person, session = self.people[row], self.session_at(column)
        pk = str(session["id"]) if session else ""
        return self.changes.get((person.teacher_id, pk), pk in person.attended)

    def tick(self, cells: list[tuple[int, int]], on: bool) -> None:
        """Set ticks; those of people whose enrolment was returned stay as they are."""
        for row, column in cells:
            session, person = self.session_at(column), self.people[row]
            if session is None or person.returned:
                continue
            key = (person.teacher_id, str(session["id"]))
            if (key[1] in person.attended) == on:
                self.changes.pop(key, None)
            else:
                self.changes[key] = on
        if self.people:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.people) - 1, self.columnCount() - 1))
        self.moved.emit()

    def _hours(self, row: int) -> int:
        """What somebody gets, as `app.sessions.mark` counts it."""
        assert self.register is not None
        person = self.people[row]
        if not any(key[0] == person.teacher_id for key in self.changes):
            return person.hours
        given = sum(
            int(one["hours"] or 0)
            for place, one in enumerate(self.sessions)
            if self.is_ticked(row, place + len(_BEFORE))
        )
        return min(given, self.register.hours)

    # -- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_BEFORE) + len(self.sessions) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        person, column = self.people[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if column >= len(_BEFORE) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and person.returned:
            return "报名已被退回，不再登记出勤"
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if column < len(_BEFORE):
            return (person.name, person.school_name)[column]
        if self.is_session(column):
            ticked = self.is_ticked(index.row(), column)
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return (
                ("出勤" if ticked else "没有出勤")
                if spoken
                else "退回"
                if person.returned
                else _TICKED
                if ticked
                else ""
            )
        return hours_text(self._hours(index.row()))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        session = self.session_at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            if session is None:
                return _BEFORE[section] if section < len(_BEFORE) else _AFTER
            day = str(session["held_on"] or "")[5:].replace("-", ".")
            return f"{day} {session['topic']}".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole and section < len(_BEFORE):
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and session is not None:
            hours = "没有填学时" if session["hours"] is None else f"{hours_text(session['hours'])} 学时"
            parts = (session["held_on"], session["topic"], hours, session["place"], session["trainer"])
            return "\n".join(str(one) for one in parts if one)
        return None


class TickTable(QTableView):
    """Space or a click turns the tick of a cell; with several chosen, Space turns them all."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = Ticks()
        self.setModel(self.ticks)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultSectionSize(_SESSION)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(Lined(self))
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("出勤：空格键打勾或去掉")
        self.clicked.connect(lambda index: self._turn([index]))
        self.ticks.modelReset.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._turn(self.selectedIndexes())
        else:
            super().keyPressEvent(event)

    @property
    def session(self) -> dict[str, Any] | None:
        """The session whose column is current."""
        return self.ticks.session_at(self.currentIndex().column()) if self.currentIndex().isValid() else None

    def choose_session(self, pk: str) -> None:
        """Make a session's column the current one."""
        places = [place for place, one in enumerate(self.ticks.sessions) if one["id"] == pk]
        if places and self.ticks.people:
            self.setCurrentIndex(self.ticks.index(0, places[0] + len(_BEFORE)))

    def _turn(self, indexes: list[QModelIndex]) -> None:
        cells = [(one.row(), one.column()) for one in indexes if self.ticks.is_session(one.column())]
        if cells:
            self.ticks.tick(cells, not all(self.ticks.is_ticked(*one) for one in cells))

    def _fit(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        last = self.ticks.columnCount() - 1
        for column in range(len(_BEFORE), last):
            self.setColumnWidth(column, _SESSION)
        self.setColumnWidth(last, 56)
