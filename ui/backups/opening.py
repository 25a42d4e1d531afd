"""Before a copy is opened like an office's file: whether it is to be put back, or only looked at."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui.sheet import Sheet


class CopySheet(Sheet):
    """Says that a file is a copy. `restoring(path)`: it is to be put back; `looking(path)`: opened as it is."""

    restoring, looking = Signal(object), Signal(object)

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent, "薪火", "这是一份备份，不是正在用的数据文件。", "恢复……")
        self._path = path
        self.sentence(f"文件：{path.name}")
        self.sentence(
            "要接着用里面的数据，请恢复：选一个位置，程序在那里放一份能长期使用的，这份备份不动。"
            "只是打开看看的，只能查看，不能修改。"
        )
        self.look = QPushButton("只是打开看看")
        self.look.setAutoDefault(False)
        self.look.clicked.connect(self._look)
        self.foot.insertWidget(self.foot.count() - 1, self.look)

    def on_go(self) -> None:
        self.accept()
        self.restoring.emit(self._path)

    def _look(self) -> None:
        self.accept()
        self.looking.emit(self._path)
