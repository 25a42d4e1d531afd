"""Conflicts as they stand: whose, which field, the county's value and the school's, and when."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QLabel, QStackedLayout, QVBoxLayout, QWidget

from app.exchange.overview import Difference
from ui.exchange.history import moment
from ui.grid import Grid
from ui.masks import masked_pair
from ui.pages import notice
from ui.rows import Column, Rows

_COLUMNS = (
    Column("about", "对象", 112),
    Column("label", "项目", 104),
    Column("county", "县里的内容", 152),
    Column("school", "学校的内容", 152),
    Column("school_name", "学校", 136),
    Column("actor", "填写人", 96),
    Column("at", "填写时间", 128),
    Column("why", "原因", 200),
)


class ConflictsPart(QWidget):
    """A list to read: both values are kept and the county's stands, until one can be chosen here."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(_COLUMNS, ("id", *(column.name for column in _COLUMNS)))
        self.grid = Grid(self.rows, ticks=False)
        self.grid.setAccessibleName("冲突")
        self.grid.horizontalHeader().setSectionResizeMode(len(_COLUMNS), QHeaderView.ResizeMode.Stretch)
        words = QLabel(
            "同一项内容，县里和学校改得不一样。现在用的是县里的内容，学校的内容也留着。"
            "要改用学校的，请在相应的记录里照着修改。在这里直接选用哪一个还没有做好，改好的也会暂时留在列表里。",
            wordWrap=True,
        )
        words.setProperty("role", "secondary")
        words.setContentsMargins(16, 8, 16, 8)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(words)
        column.addWidget(self.grid, 1)
        # Where there is little room it is cut, rather than that the window grows over the screen's edge.
        self.setMinimumHeight(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(notice("circle-check", "没有冲突", "县里和学校对同一项内容改得不一样时，会列在这里。"))
        self._stack.addWidget(full)

    def put(self, differences: Sequence[Difference]) -> None:
        """Show these."""
        self.rows.put(
            (
                one.id, one.about, one.label, *_both(one), one.school_name, one.actor, moment(one.at), one.why,
            )
            for one in differences
        )  # fmt: skip
        self._stack.setCurrentIndex(1 if differences else 0)


def _both(one: Difference) -> tuple[str, str]:
    county, school = masked_pair(one.label, one.county, one.school)
    return county or "（空）", school or "（空）"
