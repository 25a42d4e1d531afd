"""The files made and taken, as sentences, newest first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QStackedLayout, QWidget

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
    """A list to read; says what will stand here while it is empty."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(_COLUMNS, ("id", *(column.name for column in _COLUMNS)))
        self.grid = Grid(self.rows, ticks=False)
        self.grid.setAccessibleName("收发记录")
        self.grid.horizontalHeader().setSectionResizeMode(_SENTENCE, QHeaderView.ResizeMode.Stretch)
        # Where there is little room it is cut, rather than that the window grows over the screen's edge.
        self.setMinimumHeight(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(notice("history", "还没有收发过文件", "生成和接收的文件会一条一条记在这里。"))

    def put(self, lines: Sequence[FileLine]) -> None:
        """Show these."""
        self.rows.put(
            (str(number), moment(one.at), one.text, one.file_name, one.actor) for number, one in enumerate(lines)
        )
        self._stack.setCurrentIndex(0 if lines else 1)


def moment(at: str | None) -> str:
    """ISO 8601 as lists show it: to the minute."""
    return (at or "").replace("T", " ")[:16]
