"""Designs of a file, before they are taken over: which come, which have a name that is taken, which cannot come."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget, QListWidgetItem, QWidget

from app.papers import design_files
from app.papers.design_files import NEW, REFUSED, SAME, TAKEN, Line, Unfit
from app.problems import SHOWN
from app.session import Session
from ui.sheet import Sheet

_ROW = Qt.ItemDataRole.UserRole


class TakeSheet(Sheet):
    """What is ticked is taken over in one act. `taken(ids)` after it was written."""

    taken = Signal(list)

    def __init__(self, parent: QWidget, session: Session, path: Path) -> None:
        """Raises Problem when the file holds no designs."""
        self.made = design_files.from_file(path)
        self._lines = design_files.plan(session, self.made)
        whose = f"{self.made.county}的版式" if self.made.county else f"“{path.name}”里的版式"
        super().__init__(parent, "从文件采用版式", whose, "采用勾选的", width=560)
        self._session = session
        self.sentence(f"{design_files.counts(self._lines)}。采用以后可以再修改，也可以撤销。")
        self.list = QListWidget()
        self.list.setAccessibleName("文件里的版式")
        self.list.setSpacing(3)
        self.list.setFixedHeight(min(260, 28 * max(len(self._lines), 3)))
        for row, line in enumerate(self._lines):
            self.list.addItem(_item(row, line))
        self.column.addWidget(self.list)
        self.replacing = QCheckBox("同名的换掉原来的（不勾选：改名放在旁边，原来的不动）")
        self.replacing.setVisible(any(line.state == TAKEN for line in self._lines))
        self.column.addWidget(self.replacing)
        more = QLabel("只带版式，不带任何人的资料。", wordWrap=True)
        more.setProperty("role", "secondary")
        self.column.addWidget(more)
        self.go.setEnabled(any(line.state in (NEW, TAKEN) for line in self._lines))

    def on_go(self) -> None:
        """Write what is ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        chosen = {int(item.data(_ROW)) for item in items if item.checkState() is Qt.CheckState.Checked}
        if not chosen:
            self.refuse("还没有勾选版式。")
            return
        try:
            ids = design_files.take(self._session, self.made, chosen, replacing=self.replacing.isChecked())
        except SHOWN as problem:
            self.refused(problem)
            return
        self.taken.emit(ids)
        self.accept()


def _item(row: int, line: Line) -> QListWidgetItem:
    said = f"{line.label}　{line.one.name}　　{line.state}"
    item = QListWidgetItem(f"{said}：{line.one.reason}" if isinstance(line.one, Unfit) else said)
    item.setData(_ROW, row)
    item.setToolTip(item.text())
    if line.state in (SAME, REFUSED):
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
    else:
        item.setCheckState(Qt.CheckState.Checked)
    return item
