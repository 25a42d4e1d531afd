"""The computers of one school at the county: which there are, which is lost, and what becomes of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from ui.exchange.history import moment
from ui.sheet import Sheet

if TYPE_CHECKING:
    from app.exchange.computers import Computer


class LostSheet(Sheet):
    """Which computers are lost, ticked by a person. `chosen([verifying keys])`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, name: str, computers: "Sequence[Computer]") -> None:
        from app.exchange.computers import STATES

        super().__init__(parent, "电脑丢失", f"{name}的电脑", "停用，并重新邀请……", width=560)
        self.sentence(
            "勾选丢了、坏了不能再用的电脑。停用以后：它签名的文件不再自动接收，要由人核实；给学校的文件它再也打不开。"
            "接着会生成一个新的邀请文件，给学校的新电脑用。没有勾选的电脑照常使用。"
        )
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(2, 1)
        usable = [one for one in computers if one.state == "active"]
        for row, one in enumerate(computers):
            box = QCheckBox(one.label)
            box.setEnabled(one.state != "revoked")
            box.setChecked(len(usable) == 1 and one in usable)
            box.toggled.connect(lambda _on: self._tell())
            self.boxes[one.key] = box
            state = QLabel(STATES[one.state])
            since = QLabel(f"从 {moment(one.since)} 起" + (f"，经办人 {one.actor}" if one.actor else ""))
            since.setProperty("role", "secondary")
            for place, widget in enumerate((box, state, since)):
                grid.addWidget(widget, row, place)
        self.column.addLayout(grid)
        self._tell()

    def _tell(self) -> None:
        self.go.setEnabled(any(box.isChecked() and box.isEnabled() for box in self.boxes.values()))

    def on_go(self) -> None:
        self.chosen.emit([key for key, box in self.boxes.items() if box.isChecked() and box.isEnabled()])
        self.accept()
