"""The county's schools in the exchange as rows of a list: what each waits for, and what came in which month."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.exchange.history import moment
from ui.rows import Column

if TYPE_CHECKING:
    from app.exchange.standing import Standing

STATES = {"invited": "已邀请", "joined": "已加入", "revoked": "已停用"}

_DAY = 10
"""Characters of a moment that are its day."""

_BEFORE = (
    Column("name", "学校", 144),
    Column("code", "学校标识码", 104, hidden=True),
    Column("state", "状态", 72, hidden=True),
    Column("waits", "等什么", 72, hidden=True),
    Column("sentence", "现在", 252),
)
_AFTER = (
    Column("last_in", "最近收到", 92),
    Column("last_out", "最近发出", 92),
    Column("conflicts", "冲突", 48, "right"),
)
_MONTH_WIDTH = 44


def columns(months: Sequence[str]) -> tuple[Column, ...]:
    """The columns for these months (as 2026-11, oldest first): one column a month."""
    middle = (Column(f"m{number}", _heading(month), _MONTH_WIDTH) for number, month in enumerate(months))
    return (*_BEFORE, *middle, *_AFTER)


def names(months: Sequence[str]) -> tuple[str, ...]:
    """The names of a row's values, in the order of `values`."""
    return ("id", *(column.name for column in columns(months)))


def values(one: "Standing") -> tuple[Any, ...]:
    """A school's row."""
    from app.exchange.standing import MONTHS, WAITS

    facts = one.facts
    return (
        facts.id, facts.name, facts.code or None, STATES[facts.state], WAITS[one.waits], one.sentence,
        *(MONTHS[month] for month in one.months),
        moment(facts.last_in)[:_DAY], moment(facts.last_out)[:_DAY], facts.conflicts or None,
    )  # fmt: skip


class Counts(QWidget):
    """How many schools wait for what; each number opens the names behind it: `narrow(label)`."""

    def __init__(self, narrow: Callable[[str], None]) -> None:
        super().__init__()
        self._narrow = narrow
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(8, 0, 0, 0)
        self._line.setSpacing(4)
        self.buttons: dict[str, QPushButton] = {}

    def put(self, standings: "Sequence[Standing]") -> None:
        """Count these."""
        from app.exchange.standing import WAITS

        for old in self.buttons.values():
            self._line.removeWidget(old)
            old.deleteLater()
        self.buttons = {}
        counted = Counter(one.waits for one in standings)
        for waits, label in WAITS.items():
            if not counted[waits] or waits in ("nothing", "revoked"):
                continue
            button = self.buttons[label] = QPushButton(f"{label} {counted[waits]:,}")
            button.setProperty("kind", "link")
            button.clicked.connect(lambda _=False, label=label: self._narrow(label))
            self._line.addWidget(button)
        self.updateGeometry()


def _heading(month: str) -> str:
    return f"{int(month[5:])}月"
