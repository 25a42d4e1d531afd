"""The files made and taken, as sentences, newest first."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.exchange.overview import FileLine
from ui.grid import Grid
from ui.pages import notice
from ui.rows import Column, Rows

_COLUMNS = (
    Column("at", "时间", 128),
    Column("text", "做了什么", 320),
    Column("file_name", "文件", 320),
    Column("actor", "经办人", 96),
)

_SENTENCE = 2
"""The column that takes the room there is."""


class HistoryPart(QWidget):
    """A list to read; says what will stand here while it is empty. `undo(line)`: take this file back."""

    undo = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[FileLine] = ()
        self.rows = Rows(_COLUMNS, ("id", *(column.name for column in _COLUMNS)))
        self.grid = Grid(self.rows, ticks=False)
        self.grid.setAccessibleName("收发记录")
        self.grid.horizontalHeader().setSectionResizeMode(_SENTENCE, QHeaderView.ResizeMode.Stretch)
        self.grid.chosen.connect(lambda _pk: self._offer())
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._menu)
        self.take_back = QPushButton("撤销这次接收……")
        self.take_back.setEnabled(False)
        self.take_back.clicked.connect(self._ask)
        foot = QFrame()
        foot.setProperty("role", "footer")
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 4, 16, 4)
        line.addStretch(1)
        line.addWidget(self.take_back)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(foot)
        # Where there is little room it is cut, rather than that the window grows over the screen's edge.
        self.setMinimumHeight(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(notice("history", "还没有收发过文件", "生成和接收的文件会一条一条记在这里。"))

    def put(self, lines: Sequence[FileLine]) -> None:
        """Show these."""
        self._lines = lines
        self.rows.put(
            (str(number), moment(one.at), one.text, one.file_name, one.actor) for number, one in enumerate(lines)
        )
        self._stack.setCurrentIndex(0 if lines else 1)
        self._offer()

    @property
    def _line(self) -> FileLine | None:
        """The line that is chosen, if its file was taken and still stands."""
        chosen = self.grid.current_id
        one = self._lines[int(chosen)] if chosen is not None and int(chosen) < len(self._lines) else None
        return one if one and one.incoming and one.kind in ("up", "down") and not one.undone else None

    def _offer(self) -> None:
        self.take_back.setEnabled(self._line is not None)

    def _ask(self) -> None:
        if self._line is not None:
            self.undo.emit(self._line)

    def _menu(self, at: QPoint) -> None:
        if self.grid.indexAt(at).isValid() and self._line is not None:
            menu = QMenu(self)
            menu.addAction("撤销这次接收……").triggered.connect(self._ask)
            menu.exec(self.grid.viewport().mapToGlobal(at))


def moment(at: str | None) -> str:
    """ISO 8601 as lists show it: to the minute."""
    return (at or "").replace("T", " ")[:16]
