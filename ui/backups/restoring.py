"""Before a copy is put back: what would change, told in words, and asked."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.backups.comparing import Lost, Preview
from ui import pictures
from ui.moments import moment
from ui.sheet import Sheet

_TALL = 380
_NUMBERS = 12
"""How many numbers of certificates are told; of the rest only how many."""

_OUT_IN = {"out": "生成", "in": "接收"}


class RestoreSheet(Sheet):
    """Tells what a restore would change. `agreed(path)` when a person wants it."""

    agreed = Signal(object)

    def __init__(self, parent: QWidget, preview: Preview, today: date) -> None:
        super().__init__(
            parent, "恢复备份", f"用「{preview.source.name}」代替现在的数据？", "恢复", no="不恢复", width=640
        )
        self._source, self._today = preview.source, today
        if preview.as_of:
            self.sentence(f"这份备份的内容到 {self._when(preview.as_of)} 为止，已经核对，没有损坏。")
        scroll, column = _scroll()
        for heading, lines in self._told(preview):
            label = QLabel(heading)
            label.setProperty("role", "group")
            column.addWidget(label)
            for line in lines:
                column.addWidget(_plain(line))
        if preview.rows:
            label = QLabel("各类记录的数量")
            label.setProperty("role", "group")
            column.addWidget(label)
            column.addWidget(_table(preview.rows))
        column.addStretch(1)
        self.column.addWidget(scroll)
        warning = QLabel(self._consequence(preview), wordWrap=True)
        picture = QLabel()
        pictures.dress(picture, "triangle-alert", "warning", 18)
        side = QHBoxLayout()
        side.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        side.addWidget(warning, 1)
        self.column.addLayout(side)

    def on_go(self) -> None:
        self.agreed.emit(self._source)
        self.accept()

    def _told(self, preview: Preview) -> list[tuple[str, list[str]]]:
        if not preview.present:
            return [("现在的数据", ["现在的数据文件打不开，没有可以比较的内容。"])]
        if not preview.changes:
            return [("会有哪些变化", ["没有变化：备份和现在的数据一样。"])]
        found = []
        if preview.own.count:
            found.append((f"备份以后在这里做的 {preview.own.count:,} 次修改会没有", self._acts(preview.own)))
        if preview.received.count:
            lines = self._acts(preview.received)
            found.append((f"备份以后从别的单位收到的 {preview.received.count:,} 次修改会没有", lines))
        if preview.numbers:
            said = "、".join(preview.numbers[:_NUMBERS]) + ("……" if len(preview.numbers) > _NUMBERS else "")
            lines = [said, "这些编号不会再发给别人；要用的，恢复以后重新登记或补发。"]
            found.append((f"备份以后发出的 {len(preview.numbers):,} 份证书不在名册里了", lines))
        if preview.files:
            lines = [
                f"{self._when(one.at)}　{_OUT_IN.get(one.direction, '')}　{one.site_name}" for one in preview.files[-6:]
            ]
            lines += [f"涉及：{'、'.join(preview.offices)}。恢复以后照常上报、接收，来往两次就补齐。"]
            found.append((f"备份以后和别的单位来往过 {len(preview.files):,} 个文件", lines))
        if preview.ahead:
            found.append(("备份里有、现在没有的", [f"{preview.ahead:,} 次修改会回来。"]))
        return found

    def _acts(self, lost: Lost) -> list[str]:
        who = "、".join(f"{name} {count:,} 次" for name, count in lost.by[:6])
        lines = [f"从 {self._when(lost.first)} 到 {self._when(lost.last)}：{who}"]
        lines += [f"{self._when(one.at)}　{one.actor}　{one.reason}" for one in lost.latest]
        return lines + (["……"] if lost.count > len(lost.latest) else [])

    def _consequence(self, preview: Preview) -> str:
        lost = preview.own.count + preview.received.count
        gone = f"上面的 {lost:,} 次修改会从数据里去掉。" if lost else ""
        return f"{gone}现在的数据文件不会删除，改名留在旁边（名字里写着“恢复前”），随时可以再换回来。窗口会关闭再打开。"

    def _when(self, at: str) -> str:
        return moment(datetime.fromisoformat(at), self._today)


def _scroll() -> tuple[QScrollArea, QVBoxLayout]:
    scroll = QScrollArea(widgetResizable=True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFixedHeight(_TALL)
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    scroll.setWidget(inner)
    scroll.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return scroll, column


def _plain(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _table(rows: Sequence[tuple[str, int, int]]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setColumnStretch(3, 1)
    for place, heading in enumerate(("", "现在", "恢复以后")):
        label = QLabel(heading)
        label.setProperty("role", "secondary")
        grid.addWidget(label, 0, place, Qt.AlignmentFlag.AlignRight)
    for row, (name, now, then) in enumerate(rows, start=1):
        grid.addWidget(QLabel(name), row, 0)
        grid.addWidget(QLabel(f"{now:,}"), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(QLabel(f"{then:,}"), row, 2, Qt.AlignmentFlag.AlignRight)
    return table
